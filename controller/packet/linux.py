"""Linux cooked captures: what `tcpdump -i any` writes in place of the frame's own header."""

from __future__ import annotations

from . import ether_types as ether
from .ethernet import ethernet
from .packet_base import Carried, Header, PacketBase

__all__ = ['linuxcooked']

LINUX_SLL_P_802_2 = 4  # a length is not there, but LLC is


class linuxcooked(Header, size=16):
    """A header of link type LINKTYPE_LINUX_SLL (tcpdump.org): `Packet(data, parse_cls=linuxcooked)` reads it.

    `pkt_type` is 0 for what came to this host, 1 for a broadcast, 2 for a multicast, 3 for what is another host's,
    4 for what was sent; `arphrd_type` is the kind of device. Of the 8 bytes of `address`, the sender's,
    `address_length` count.
    """

    pkt_type: u16
    arphrd_type: u16
    address_length: u16
    address: bytes_(8)
    proto_type: u16

    payload_classes = {LINUX_SLL_P_802_2: 'llc.llc'}

    @classmethod
    def get_packet_type(cls, *types: int) -> type[PacketBase] | None:
        """The class registered for a protocol, here or with Ethernet."""
        return super().get_packet_type(*types) or ethernet.get_packet_type(*types)

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        kind = buf[offset - 2] << 8 | buf[offset - 1]
        known = kind > ether.ETH_TYPE_IEEE802_3 or kind in cls.payload_classes  # the rest are numbers of Linux's own
        return cls.get_packet_type(kind) if known else None, limit
