"""What `ryu.app.ofctl.service` has: the app that answers the requests of `event`, for programs that send them."""

from __future__ import annotations

from typing import Any

from ...app import App, set_ev_cls
from . import api, event
from .exception import InvalidDatapath, InvalidMessage, OFError

__all__ = ['OfctlService']

#: Messages that wait for their switches at the same time.
CONCURRENT = 64


class OfctlService(App):
    """Finds switches and sends messages for other apps."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = 'ofctl_service'

    @set_ev_cls(event.GetDatapathRequest)
    def get_datapath(self, req: Any) -> None:
        """Answer with the switch, or with all."""
        self.reply_to_request(req, event.Reply(result=api.get_datapath(self, req.dpid)))

    @set_ev_cls(event.SendMsgRequest, concurrent=CONCURRENT)
    def send_msg(self, req: Any) -> None:
        """Answer with the reply to the message, or with the exception."""
        try:
            reply = event.Reply(result=api.send_msg(self, req.msg, req.reply_cls, req.reply_multi))
        except (InvalidDatapath, InvalidMessage, OFError) as error:
            reply = event.Reply(exception=error)
        self.reply_to_request(req, reply)
