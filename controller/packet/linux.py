"""Linux cooked captures: what `tcpdump -i any` writes in place of the frame's own header."""

from __future__ import annotations

from .ethernet import Ethertyped
from .packet_base import Carried, Header

__all__ = ['linuxcooked']

LINUX_SLL_P_802_2 = 4  # a length is not there, but LLC is


class linuxcooked(Ethertyped, Header, size=16):
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
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return cls.get_packet_type(buf[offset - 2] << 8 | buf[offset - 1]), limit
