"""What a balancer has a switch do, and the messages that say so in each version of OpenFlow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ...openflow import OF10, OF15

__all__ = ['MARK', 'Cleaning', 'Entry', 'Order', 'Port', 'Removal', 'Send', 'message']

#: The upper half of the cookies of all our flow entries; the lower is the number of a connection.
MARK = 0xBA1A5CE5 << 32

#: A port by its number, or one of those that every switch has.
Port = int | Literal['CONTROLLER', 'FLOOD', 'IN_PORT', 'LOCAL']

#: Match fields in the words of 1.0, and what sets them there.
OLD_FIELDS = {
    'in_port': 'in_port', 'eth_dst': 'dl_dst', 'eth_type': 'dl_type', 'ip_proto': 'nw_proto', 'arp_op': 'nw_proto',
    'arp_tpa': 'nw_dst', 'ipv4_src': 'nw_src', 'ipv4_dst': 'nw_dst',
    'tcp_src': 'tp_src', 'udp_src': 'tp_src', 'tcp_dst': 'tp_dst', 'udp_dst': 'tp_dst',
}  # fmt: skip
OLD_ACTIONS = {
    'eth_src': 'OFPActionSetDlSrc', 'eth_dst': 'OFPActionSetDlDst',
    'ipv4_src': 'OFPActionSetNwSrc', 'ipv4_dst': 'OFPActionSetNwDst',
    'tcp_src': 'OFPActionSetTpSrc', 'udp_src': 'OFPActionSetTpSrc',
    'tcp_dst': 'OFPActionSetTpDst', 'udp_dst': 'OFPActionSetTpDst',
}  # fmt: skip
WHOLE = 0xFFFF  # OFPCML_NO_BUFFER, which to 1.0 is as much as a frame can have


@dataclass(frozen=True)
class Entry:
    """A flow entry of the first table: packets with these `fields` get the `changes`, and leave by a port, or are
    dropped. With `told` the controller hears of its end."""

    priority: int
    fields: Mapping[str, Any]
    changes: Mapping[str, Any] = field(default_factory=dict)
    output: Port | None = None
    idle_timeout: int = 0
    hard_timeout: int = 0
    number: int = 0
    told: bool = False


@dataclass(frozen=True)
class Removal:
    """That a flow entry goes."""

    priority: int
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Cleaning:
    """That all our flow entries go, those of an earlier controller too."""


@dataclass(frozen=True)
class Send:
    """A frame that leaves by a port, as if it had come in by another one, with changes on its way."""

    output: Port
    data: bytes
    in_port: Port = 'CONTROLLER'
    changes: Mapping[str, Any] = field(default_factory=dict)


Order = Entry | Removal | Cleaning | Send


def message(datapath: Any, order: Order) -> Any:
    """The message that an order is to a switch; None for a Cleaning by 1.0, which cannot tell entries by cookie."""
    of = datapath.ofproto
    match order:
        case Send():
            return _packet_out(datapath, order)
        case Entry():
            does = _doing(of, list(_actions(of, order)))
            flags = of.OFPFF_SEND_FLOW_REM if order.told else 0
            times = {'idle_timeout': order.idle_timeout, 'hard_timeout': order.hard_timeout}
            return of.OFPFlowMod(
                datapath, command=of.OFPFC_ADD, match=_match(of, order.fields), priority=order.priority,
                cookie=MARK | order.number, flags=flags, **times, **does,
            )  # fmt: skip
        case Removal():
            return of.OFPFlowMod(
                datapath, command=of.OFPFC_DELETE_STRICT, match=_match(of, order.fields), priority=order.priority,
                **_anywhere(of),
            )  # fmt: skip
    if of.OFP_VERSION == OF10:
        return None
    return of.OFPFlowMod(
        datapath, command=of.OFPFC_DELETE, table_id=of.OFPTT_ALL, cookie=MARK, cookie_mask=0xFFFFFFFF << 32,
        **_anywhere(of),
    )  # fmt: skip


def _packet_out(datapath: Any, order: Send) -> Any:
    of = datapath.ofproto
    came_by = order.in_port
    if came_by == 'CONTROLLER' and of.OFP_VERSION == OF10:
        came_by = of.OFPP_NONE
    number = _number(of, came_by)
    where = {'match': of.OFPMatch(in_port=number)} if of.OFP_VERSION >= OF15 else {'in_port': number}
    actions = list(_actions(of, order))
    return of.OFPPacketOut(datapath, buffer_id=of.OFP_NO_BUFFER, actions=actions, data=order.data, **where)


def _match(of: Any, fields: Mapping[str, Any]) -> Any:
    if of.OFP_VERSION == OF10:
        return of.OFPMatch(**{OLD_FIELDS[name]: value for name, value in fields.items()})
    return of.OFPMatch(**fields)


def _actions(of: Any, order: Entry | Send) -> Iterator[Any]:
    for name, value in order.changes.items():
        if of.OFP_VERSION == OF10:
            yield getattr(of, OLD_ACTIONS[name])(value)
        else:
            yield of.OFPActionSetField(**{name: value})
    if order.output is not None:
        yield of.OFPActionOutput(_number(of, order.output), WHOLE)


def _doing(of: Any, actions: list[Any]) -> dict[str, Any]:
    if of.OFP_VERSION == OF10:
        return {'actions': actions}
    return {'instructions': [of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, actions)] * bool(actions)}


def _anywhere(of: Any) -> dict[str, Any]:
    """Arguments of a deletion of entries wherever they send packets."""
    if of.OFP_VERSION == OF10:
        return {'out_port': of.OFPP_NONE}
    return {'out_port': of.OFPP_ANY, 'out_group': of.OFPG_ANY}


def _number(of: Any, port: Port) -> int:
    return port if isinstance(port, int) else int(getattr(of, f'OFPP_{port}'))
