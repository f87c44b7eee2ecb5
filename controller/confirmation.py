"""Messages that a barrier follows: what was sent, and what the switch has against it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from struct import Struct
from typing import Any

from .wire import Message

__all__ = ['Batch', 'Piece', 'Sent']

#: Bytes that go to the channel at once.
PIECE = 1 << 16

_put_xid = Struct('!I').pack_into


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


class Piece:
    """Some messages in their bytes, which are sent as if they were one."""

    __slots__ = ('buf', 'data', 'xid')

    def __init__(self, data: bytes) -> None:
        self.data = self.buf = data
        self.xid = 0  # theirs are in the bytes

    def encode(self) -> bytes:
        """The bytes."""
        return self.data


class Batch:
    """Any number of messages for one switch, of which only the bytes are kept; `len` is how many.

    `refusals` are the switch's OFPT_ERRORs by the number that their message has here, from 0.
    """

    def __init__(self, next_xid: Callable[[], int]) -> None:
        self.refusals: dict[int, Any] = {}
        self._next_xid = next_xid
        self._pieces: deque[bytearray] = deque()
        self._runs: list[tuple[int, int]] = []  # transaction ids one behind the other: the first, and its number here
        self._count = 0
        self._expected = -1

    def __len__(self) -> int:
        return self._count

    def add(self, message: Message) -> None:
        """Add a message; raises EncodeError."""
        data = message.encode()
        xid = self._next_xid()
        if not self._pieces or len(self._pieces[-1]) + len(data) > PIECE:
            self._pieces.append(bytearray())
        piece = self._pieces[-1]
        piece += data
        _put_xid(piece, len(piece) - len(data) + 4, xid)
        if xid != self._expected:
            self._runs.append((xid, self._count))
        self._expected = xid + 1
        self._count += 1

    def take_piece(self) -> Piece | None:
        """The next ones to send, which are forgotten here; None when all are sent."""
        return Piece(bytes(self._pieces.popleft())) if self._pieces else None

    def take_error(self, error: Any) -> bool:
        """Take an OFPT_ERROR if it is against a message of these; of several against one the first counts."""
        ends = [*(number for _, number in self._runs[1:]), self._count]
        for (xid, number), end in zip(self._runs, ends, strict=True):
            at = number + error.xid - xid
            if number <= at < end:
                self.refusals.setdefault(at, error)
                return True
        return False
