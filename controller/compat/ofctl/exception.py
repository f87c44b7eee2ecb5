"""What `ryu.app.ofctl.exception` has."""

from __future__ import annotations

from typing import Any

from ..exception import RyuException

__all__ = ['InvalidDatapath', 'InvalidMessage', 'NoAnswer', 'OFError', 'UnexpectedMultiReply']


class _ExceptionBase(RyuException):
    def __init__(self, result: Any) -> None:
        self.result = result
        super().__init__(result=result)


class UnexpectedMultiReply(_ExceptionBase):
    """More than one reply came, the list `result`; nothing raises it, since a multipart reply comes as one message."""

    message = 'Unexpected Multi replies %(result)s'


class OFError(_ExceptionBase):
    """The switch refused: `result` is a list of its OFPErrorMsg."""

    message = 'OpenFlow errors %(result)s'


class InvalidDatapath(_ExceptionBase):
    """The switch, whose datapath id is `result`, is not connected."""

    message = 'Datapath Invalid %(result)s'


class NoAnswer(InvalidDatapath):
    """The switch is connected and does not answer; Ryu waits for ever."""

    message = 'Datapath %(result)s does not answer'


class InvalidMessage(_ExceptionBase):
    """A value of the message does not fit: `result` says which."""

    message = 'Invalid message %(result)s'
