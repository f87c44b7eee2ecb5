"""What `ryu.app.ofctl.event` has: requests to the app `ofctl_service`."""

from __future__ import annotations

from typing import Any

from ...events import EventReplyBase, EventRequestBase

__all__ = ['GetDatapathRequest', 'Reply', 'SendMsgRequest']

#: Whoever sends one of these requests has this app loaded.
_SERVICE_NAME = 'controller.compat.ofctl.service'


class _RequestBase(EventRequestBase):
    def __init__(self) -> None:
        super().__init__()
        self.dst = 'ofctl_service'


class _ReplyBase(EventReplyBase):
    pass


class GetDatapathRequest(_RequestBase):
    """Asks for the switch of a datapath id, or for all of them."""

    def __init__(self, dpid: int | None = None) -> None:
        if dpid is not None and not isinstance(dpid, int):
            raise TypeError(f'a datapath id is a number, not {dpid!r}')
        super().__init__()
        self.dpid = dpid


class SendMsgRequest(_RequestBase):
    """Asks for a message to be sent, and for its reply of a class; without one, that the switch has done it."""

    def __init__(self, msg: Any, reply_cls: type | None = None, reply_multi: bool = False) -> None:
        super().__init__()
        self.msg = msg
        self.reply_cls = reply_cls
        self.reply_multi = reply_multi


class Reply(_ReplyBase):
    """The answer to either request: called, it returns `result` or raises `exception`."""

    def __init__(self, result: Any = None, exception: Exception | None = None) -> None:
        self.result = result
        self.exception = exception

    def __call__(self) -> Any:
        if self.exception is not None:
            raise self.exception
        return self.result
