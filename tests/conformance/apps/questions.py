"""Asks a switch that has joined everything that a version can ask, and logs what it said."""

from __future__ import annotations

from typing import Any

from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.datapath import OFPErrorReply
from controller.events import EventOFPStateChange

__all__ = ['Questions']

REQUESTS = ('OFPGetConfigRequest', 'OFPBarrierRequest', 'OFPGetAsyncRequest', 'OFPEchoRequest')


class Questions(App):
    """Logs a line for each request: `asked OFPFlowStatsRequest: OFPFlowStatsReply, encodes again to the same`."""

    @set_ev_cls(EventOFPStateChange, MAIN_DISPATCHER)
    def joined(self, ev: Any) -> None:
        datapath = ev.datapath
        of = datapath.ofproto
        family = getattr(of, 'OFPMultipartRequest', None) or of.OFPStatsRequest
        names = [cls.__name__ for kind, cls in sorted(family.table.family.members.items()) if kind != 0xFFFF]
        for name in [each for each in REQUESTS if hasattr(of, each)] + names:
            self.logger.info('asked %s: %s', name, self.answer(datapath, self.question(datapath, name)))
        self.logger.info('asked everything')

    def question(self, datapath: Any, name: str) -> Any:
        """A request with its defaults; only for a flow monitor these make no sense."""
        of = datapath.ofproto
        own = {'monitor_id': 1, 'monitor_flags': of.OFPFMF_ADD} if name == 'OFPFlowMonitorRequest' else {}
        return getattr(of, name)(datapath, **own)

    def answer(self, datapath: Any, request: Any) -> str:
        """What the switch said, and whether it is what we would send."""
        try:
            reply = datapath.request(request)
        except OFPErrorReply as error:
            bad_stat = (datapath.ofproto.OFPET_BAD_REQUEST, 2)  # whose name differs from version to version
            reason = (error.type, error.code)
            return 'refused with ' + ('OFPBRC_BAD_STAT' if reason == bad_stat else str(reason))
        if reply.further:
            return f'{type(reply).__name__} in parts'
        same = 'the same' if reply.encode() == reply.buf else f'something else than {reply.buf.hex()}'
        return f'{type(reply).__name__}, encodes again to {same}'
