"""What topology says to switches, in the words of each OpenFlow version."""

from __future__ import annotations

from typing import Any

from ..openflow import OF10
from ..packet.lldp import LLDP_MAC_NEAREST_BRIDGE
from .probe import ETH_TYPE_LLDP

__all__ = ['COOKIE', 'drop_of', 'lldp_flow', 'says_lldp_flow_is_gone']

#: Of the flow entry that brings LLDP up, so that it can be told from others when it is gone: 'lldp'.
COOKIE = 0x6C6C6470
PRIORITY = 0xFFFF
WHOLE = 0xFFFF  # OFPCML_NO_BUFFER, which to 1.0 is as much as a frame can have


def lldp_flow(datapath: Any) -> Any:
    """The OFPFlowMod that has LLDP brought to the controller, before all other flow entries."""
    ofproto = datapath.ofproto
    actions = [ofproto.OFPActionOutput(ofproto.OFPP_CONTROLLER, WHOLE)]
    if ofproto.OFP_VERSION == OF10:
        match = ofproto.OFPMatch(dl_dst=LLDP_MAC_NEAREST_BRIDGE, dl_type=ETH_TYPE_LLDP)
        does = {'actions': actions}
    else:
        match = ofproto.OFPMatch(eth_dst=LLDP_MAC_NEAREST_BRIDGE, eth_type=ETH_TYPE_LLDP)
        does = {'instructions': [ofproto.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)]}
    return ofproto.OFPFlowMod(
        datapath, match=match, cookie=COOKIE, command=ofproto.OFPFC_ADD, priority=PRIORITY,
        flags=ofproto.OFPFF_SEND_FLOW_REM, **does,
    )  # fmt: skip


def says_lldp_flow_is_gone(removed: Any) -> bool:
    """Whether an OFPFlowRemoved is about that flow entry."""
    return removed.cookie == COOKIE and removed.priority == PRIORITY


def drop_of(msg: Any, in_port: int) -> Any | None:
    """The OFPPacketOut that has the switch forget a packet which it keeps for the controller; None: it keeps none."""
    ofproto = msg.datapath.ofproto
    if msg.buffer_id == ofproto.OFP_NO_BUFFER:
        return None
    where = {'match': ofproto.OFPMatch(in_port=in_port)} if ofproto.OFP_VERSION > 0x05 else {'in_port': in_port}
    return ofproto.OFPPacketOut(msg.datapath, buffer_id=msg.buffer_id, actions=[], data=b'', **where)
