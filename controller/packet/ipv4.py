"""The Internet Protocol, version 4 (RFC 791)."""

from __future__ import annotations

from ..wire import DecodeError
from ..wire.kinds import ipv4_bytes, ipv4_of_text
from . import in_proto as inet
from .packet_base import Header, PacketBase, Reading, load
from .packet_utils import checksum

__all__ = ['ipv4']

SIZE = 20
CSUM_AT = 10


class ipv4(Header, size=SIZE):
    """The header of a datagram (RFC 791, 3.1); `option` is bytes, or None.

    `header_length` counts words of four bytes, `total_length` bytes. Each is filled in where it is 0, a
    `header_length` too where the option does not fit it; `csum` always is.
    """
    version: bits(4) = 4
    header_length: bits(4) = SIZE // 4
    tos: u8 = 0
    total_length: u16 = 0
    identification: u16 = 0
    flags: bits(3) = 0
    offset: bits(13) = 0
    ttl: u8 = 255
    proto: u8 = 0
    csum: u16 = 0
    src: ipv4 = '10.0.0.1'
    dst: ipv4 = '10.0.0.2'
    option: tail = None

    filled = ('header_length', 'total_length')
    computed = ('csum',)
    payload_classes = {
        inet.IPPROTO_ICMP: 'icmp.icmp',
        inet.IPPROTO_IGMP: 'igmp.igmp',
        inet.IPPROTO_IPIP: 'ipv4.ipv4',
        inet.IPPROTO_TCP: 'tcp.tcp',
        inet.IPPROTO_UDP: 'udp.udp',
        inet.IPPROTO_IPV6: 'ipv6.ipv6',
        inet.IPPROTO_GRE: 'gre.gre',
        inet.IPPROTO_OSPF: 'ospf.ospf',
        inet.IPPROTO_SCTP: 'sctp.sctp',
        inet.IPPROTO_VRRP: 'vrrp.vrrp',
    }

    @classmethod
    def read(cls, buf: bytes, start: int, limit: int) -> Reading:
        offset = start + (buf[start] & 0xF) * 4
        if offset > limit:
            raise DecodeError('ipv4', f'a header of {offset - start} bytes, there are {limit - start}', buf, start)
        header = cls.decode(buf, start, offset)
        if header.version != 4:
            raise DecodeError('ipv4', f'of version {header.version}', buf, start)
        end = start + header.total_length
        if limit > end >= offset:  # less: a network card that segments hands up 0, and bytes are not to be hidden
            limit = end
        if header.offset:  # a later fragment: the middle of a segment (RFC 791, 3.2)
            return header, buf, offset, limit, None
        reader = cls.payload_classes.get(header.proto)
        if reader.__class__ is str:
            reader = load(cls.payload_classes, header.proto)
        return header, buf, offset, limit, reader

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        size = self.header_length * 4
        if size < SIZE or self.option:
            self.header_length = max(self.header_length, (SIZE + len(self.option or b'') + 3) // 4)
            size = self.header_length * 4
        if self.total_length == 0:
            self.total_length = size + len(payload)
        self.csum = 0
        header = self.encode()
        if len(header) < size:
            header = header.ljust(size, b'\0')  # with the End of Option List option
        self.csum = csum = checksum(header)
        return header[:CSUM_AT] + csum.to_bytes(2) + header[CSUM_AT + 2 :]

    @property
    def payload_protocol(self) -> int:
        """The number of the protocol that the datagram carries."""
        return self.proto

    def pseudo_header(self, protocol: int, length: int) -> bytes:
        """What the checksums of TCP and UDP cover in front of a segment of `length` bytes (RFC 9293, 3.1; RFC 768)."""
        src, dst = self.src, self.dst
        if src.__class__ is str is dst.__class__:
            return ipv4_of_text(src) + ipv4_of_text(dst) + (protocol << 16 | length).to_bytes(4)
        return ipv4_bytes(src) + ipv4_bytes(dst) + (protocol << 16 | length).to_bytes(4)
