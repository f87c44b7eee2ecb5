"""What the router says, as messages of OpenFlow 1.0 to 1.3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...openflow import OF10, OF12
from .values import Entry, Forward, Hop, Install, Normal, Output, Remove, Send, To, ip_text

__all__ = ['asking_for_expired', 'messages']

WHOLE, NONE = 0xFFFF, 0  # of a packet for the controller; 0xFFFF is OFPCML_NO_BUFFER, and all that 1.0 can say


def messages(datapath: Any, outputs: Iterable[Output], table_id: int = 0) -> Iterator[Any]:
    """The message for each output but notices; flow entries are in that table."""
    ofproto = datapath.ofproto
    nobody = ofproto.OFPP_CONTROLLER
    for output in outputs:
        if isinstance(output, Install):
            yield _flow_mod(datapath, output.entry, ofproto.OFPFC_ADD, table_id)
        elif isinstance(output, Remove):
            yield _flow_mod(datapath, output.entry, ofproto.OFPFC_DELETE_STRICT, table_id)
        elif isinstance(output, Send):
            yield _packet_out(datapath, nobody, [ofproto.OFPActionOutput(output.port, NONE)], output.frame)
        elif isinstance(output, Forward):
            yield _packet_out(datapath, nobody, _actions(ofproto, output.hop), output.frame)
        elif isinstance(output, Normal):
            yield _packet_out(datapath, output.port, _actions(ofproto, To.NORMAL), output.frame)


def asking_for_expired(datapath: Any) -> Any:
    """The message that has packets come to the controller whose time to live is over; None for 1.0, which has none."""
    ofproto = datapath.ofproto
    if ofproto.OFP_VERSION == OF10:
        return None
    if ofproto.OFP_VERSION == OF12:
        return ofproto.OFPSetConfig(datapath, ofproto.OFPC_INVALID_TTL_TO_CONTROLLER, WHOLE)
    reasons = 1 << ofproto.OFPR_NO_MATCH | 1 << ofproto.OFPR_ACTION | 1 << ofproto.OFPR_INVALID_TTL
    every = 1 << ofproto.OFPPR_ADD | 1 << ofproto.OFPPR_DELETE | 1 << ofproto.OFPPR_MODIFY
    removals = 1 << ofproto.OFPRR_IDLE_TIMEOUT | 1 << ofproto.OFPRR_HARD_TIMEOUT | 1 << ofproto.OFPRR_DELETE
    removals |= 1 << ofproto.OFPRR_GROUP_DELETE
    return ofproto.OFPSetAsync(datapath, [reasons, 0], [every, every], [removals, 0])  # 0: what a slave has (7.3.10)


def _flow_mod(datapath: Any, entry: Entry, command: int, table_id: int) -> Any:
    ofproto = datapath.ofproto
    actions = _actions(ofproto, entry.to)
    fields: dict[str, Any] = {'cookie': entry.cookie, 'priority': entry.priority, 'idle_timeout': entry.idle_timeout}
    if ofproto.OFP_VERSION == OF10:
        fields |= {'actions': actions, 'out_port': ofproto.OFPP_NONE}
    else:
        instruction = ofproto.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)
        fields |= {'table_id': table_id, 'instructions': [instruction]}
        fields |= {'out_port': ofproto.OFPP_ANY, 'out_group': ofproto.OFPG_ANY}
    return ofproto.OFPFlowMod(datapath, match=_match(ofproto, entry), command=command, **fields)


def _match(ofproto: Any, entry: Entry) -> Any:
    old = ofproto.OFP_VERSION == OF10
    fields: dict[str, Any] = {}
    if entry.eth_type:
        fields['dl_type' if old else 'eth_type'] = entry.eth_type
    if entry.vlan:
        fields['dl_vlan' if old else 'vlan_vid'] = entry.vlan if old else entry.vlan | ofproto.OFPVID_PRESENT
    for end, prefix in (('src', entry.source), ('dst', entry.destination)):
        if prefix is not None and old:
            fields |= {f'nw_{end}': ip_text(prefix.ip), f'nw_{end}_mask': prefix.length}
        elif prefix is not None:
            whole, ip = prefix.length == 32, ip_text(prefix.ip)
            fields[f'ipv4_{end}'] = ip if whole else (ip, ip_text(prefix.mask))
    return ofproto.OFPMatch(**fields)


def _actions(ofproto: Any, to: To | Hop) -> list[Any]:
    if to is To.NOWHERE:
        return []
    if to is To.CONTROLLER:
        return [ofproto.OFPActionOutput(ofproto.OFPP_CONTROLLER, WHOLE)]
    if not isinstance(to, Hop):
        return [ofproto.OFPActionOutput(ofproto.OFPP_NORMAL, NONE)]
    if ofproto.OFP_VERSION == OF10:
        rewrite = [ofproto.OFPActionSetDlSrc(to.port_mac), ofproto.OFPActionSetDlDst(to.mac)]
    else:
        rewrite = [ofproto.OFPActionDecNwTtl(), ofproto.OFPActionSetField(eth_src=to.port_mac),
                   ofproto.OFPActionSetField(eth_dst=to.mac)]  # fmt: skip
    return [*rewrite, ofproto.OFPActionOutput(to.port, NONE)]


def _packet_out(datapath: Any, in_port: int, actions: list[Any], frame: bytes) -> Any:
    ofproto = datapath.ofproto
    return ofproto.OFPPacketOut(datapath, buffer_id=ofproto.OFP_NO_BUFFER, in_port=in_port, actions=actions, data=frame)
