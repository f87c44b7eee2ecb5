"""A learning switch for OpenFlow 1.3 with aggregated links: a host may be connected by several cables that act as one.

What it has in common with OpenFlow 1.0 is in `simple_switch_lacp`.
"""

from __future__ import annotations

from typing import Any

from controller.app import MAIN_DISPATCHER, set_ev_cls
from controller.apps.simple_switch_13 import SimpleSwitch13
from controller.apps.simple_switch_lacp import Aggregating
from controller.lib.lacp import EventPacketIn
from controller.openflow import OF13

__all__ = ['SimpleSwitchLacp13']


class SimpleSwitchLacp13(Aggregating, SimpleSwitch13):
    """The ports 1 and 2 of switch 1 lead to one host."""

    OFP_VERSIONS = [OF13]

    def del_flow(self, datapath: Any, match: Any) -> None:
        """Delete the flows that a match covers."""
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        datapath.send_msg(
            parser.OFPFlowMod(
                datapath,
                command=ofproto.OFPFC_DELETE,
                out_port=ofproto.OFPP_ANY,
                out_group=ofproto.OFPG_ANY,
                match=match,
            )
        )

    @set_ev_cls(EventPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A packet that no flow knew, and that is none of LACP's."""
        super()._packet_in_handler(ev)
