"""User datagrams (RFC 768)."""

from __future__ import annotations

from .in_proto import IPPROTO_UDP
from .packet_base import PacketBase, Reading, Transport
from .packet_utils import transport_checksum

__all__ = ['udp']

SIZE = 8


class udp(Transport, size=SIZE):
    """The header of a datagram; `total_length` counts header and payload, and a `csum` of 0 is filled in.

    What datagrams carry is registered by port: `udp.register_packet_type(mine, 5000)`.
    """
    src_port: u16 = 1
    dst_port: u16 = 1
    total_length: u16 = 0
    csum: u16 = 0

    filled = ('total_length', 'csum')
    sum_covers = 'pseudo header'
    payload_classes = {
        67: 'dhcp.dhcp',
        68: 'dhcp.dhcp',
        546: 'dhcp6.dhcp6',
        547: 'dhcp6.dhcp6',
        3784: 'bfd.bfd',
        3785: 'bfd.bfd',
        4784: 'bfd.bfd',
        4789: 'vxlan.vxlan',
        6081: 'geneve.geneve',
        8472: 'vxlan.vxlan',
    }

    @classmethod
    def read(cls, buf: bytes, start: int, limit: int) -> Reading:
        header, offset = cls.decode_prefix(buf, start, limit)
        end = start + header.total_length
        if offset <= end < limit:  # 0 stands for all the rest (RFC 2675, 4); to believe less would hide bytes
            limit = end
        return header, buf, offset, limit, cls.carried_between(header.src_port, header.dst_port)

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        if self.total_length == 0:
            self.total_length = SIZE + len(payload)
        if self.csum == 0:
            self.csum = transport_checksum(prev, IPPROTO_UDP, self.encode() + payload)
        return self.encode()
