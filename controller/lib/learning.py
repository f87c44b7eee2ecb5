"""A learning switch without its switch: what it notes and decides about a frame, and the messages that follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..openflow import OF10, OF15

__all__ = ['MOST_ADDRESSES', 'Way', 'deletions', 'learn', 'packet_out']

#: Addresses that are remembered of a switch; hosts can make up as many as they like.
MOST_ADDRESSES = 65536

HEADER, ETHERTYPE, LLDP = 14, slice(12, 14), b'\x88\xcc'


class Way(NamedTuple):
    """The addresses of a frame, and the port that leads to `dst`; None where nobody knows."""

    src: str
    dst: str
    out_port: int | None


def learn(learned: dict[str, int], in_port: int, frame: bytes) -> Way | None:
    """Note behind which port the sender of a frame is, and look up the way to its receiver.

    `learned` is what is known of the switch: port numbers by Ethernet address. None for a frame that is to be left
    alone: it is broken, or one of LLDP, which belongs to the link that it came over.
    """
    if len(frame) < HEADER or frame[ETHERTYPE] == LLDP:
        return None
    dst, src = frame[:6].hex(':'), frame[6:12].hex(':')
    if len(learned) >= MOST_ADDRESSES and src not in learned:
        del learned[next(iter(learned))]  # the one that was learned first
    learned[src] = in_port
    return Way(src, dst, learned.get(dst))


def packet_out(msg: Any, in_port: int, actions: list[Any]) -> Any:
    """The message that sends the packet of an OFPPacketIn on, in its version of OpenFlow."""
    datapath, ofproto = msg.datapath, msg.datapath.ofproto
    came_by: dict[str, Any] = {'in_port': in_port}
    if ofproto.OFP_VERSION >= OF15:
        came_by = {'match': ofproto.OFPMatch(in_port=in_port)}
    data = msg.data if msg.buffer_id == ofproto.OFP_NO_BUFFER else None
    return ofproto.OFPPacketOut(datapath, buffer_id=msg.buffer_id, actions=actions, data=data, **came_by)


def deletions(datapath: Any, addresses: Iterable[str]) -> Iterator[Any]:
    """The messages that delete the flow entries to some addresses."""
    ofproto = datapath.ofproto
    old = ofproto.OFP_VERSION == OF10
    anywhere = {'out_port': ofproto.OFPP_NONE} if old else {'out_port': ofproto.OFPP_ANY, 'out_group': ofproto.OFPG_ANY}
    for address in addresses:
        match = ofproto.OFPMatch(**{'dl_dst' if old else 'eth_dst': address})
        yield ofproto.OFPFlowMod(datapath, match=match, command=ofproto.OFPFC_DELETE, **anywhere)
