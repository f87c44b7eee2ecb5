"""A learning switch for OpenFlow 1.2: that of 1.0, with 1.2's flows."""

from __future__ import annotations

from typing import Any

from controller.apps.simple_switch import SimpleSwitch
from controller.openflow import OF12

__all__ = ['SimpleSwitch12']


class SimpleSwitch12(SimpleSwitch):
    """`mac_to_port` holds what was learned: datapath id -> Ethernet address -> port number."""

    OFP_VERSIONS = [OF12]

    def add_flow(self, datapath: Any, in_port: int, dst: str, src: str, actions: list[Any]) -> None:
        """Install a flow from `src` on `in_port` to `dst`."""
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        datapath.send_msg(
            parser.OFPFlowMod(
                datapath,
                match=parser.OFPMatch(in_port=in_port, eth_dst=dst, eth_src=src),
                command=ofproto.OFPFC_ADD,
                priority=1,
                instructions=[parser.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)],
            )
        )
