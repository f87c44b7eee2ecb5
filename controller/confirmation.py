"""A message that a barrier follows: what was sent, and what the switch has against it."""

from __future__ import annotations

from typing import Any

from .wire import Message

__all__ = ['Sent']


class Sent:
    """A message in its bytes, ready to be sent; takes the place of whoever waits for an answer to its xid.

    `answer` is the switch's OFPT_ERROR, or why none can be had; None while nothing is known against the message.
    """

    __slots__ = ('answer', 'buf', 'data', 'request', 'xid')

    def __init__(self, request: Message, xid: int) -> None:
        request.xid = self.xid = xid
        request.buf = self.buf = self.data = request.encode()
        self.request = request
        self.answer: Any = None

    def encode(self) -> bytes:
        """The bytes."""
        return self.data

    def ready(self) -> bool:
        """Whether anything is known against the message."""
        return self.answer is not None

    def send(self, reply: Any) -> None:
        """Take what the switch sent with the message's xid; of that only errors count."""
        if type(reply).__name__ == 'OFPErrorMsg':
            self.answer = reply

    def send_exception(self, error: Exception) -> None:
        """Take why no answer can be had, or read."""
        self.answer = error
