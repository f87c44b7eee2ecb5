"""The Internet Protocol, version 6, and its extension headers (RFC 8200)."""

from __future__ import annotations

from itertools import pairwise
from typing import Self

from ..wire import DecodeError, Structure
from ..wire.kinds import body_bytes, ipv6_bytes, ipv6_text
from . import in_proto as inet
from .packet_base import LateHeader, PacketBase, Part, Reading, load, new, registering

__all__ = [
    'auth', 'dst_opts', 'fragment', 'header', 'hop_opts', 'ipv6', 'opt_header', 'option', 'routing', 'routing_type3',
]  # fmt: skip

SIZE = 40
NXT_AT = 6

#: Extension headers that are read; the specification wants each at most once, destination options twice (4.1).
MAX_EXTENSIONS = 16

OPTION_PAD1 = 0
OPTION_PADN = 1

#: Where routing headers of other types have their last address: source route, mobility, segments (RFC 2460, 4.4;
#: RFC 6275, 6.4; RFC 8754, 2).
FINAL_SEGMENT = {0: slice(-16, None), 2: slice(-16, None), 4: slice(4, 20)}


class header(Part):
    """An extension header; `nxt` is the number of what follows it, and `size` its length, always filled in."""

    least = 8  # bytes

    @classmethod
    def length_at(cls, buf: bytes, offset: int) -> int:
        """The byte count of the header that begins at `offset` (RFC 8200, 4.3)."""
        return (buf[offset + 1] + 1) * 8

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[header]:
        """The headers in `buf[offset:limit]`, directly behind the IPv6 header that names the first of them."""
        headers = []
        nxt = buf[offset - SIZE + NXT_AT]
        while offset < limit:
            reader, end = extension_at(nxt, buf, offset, limit)
            if reader is None:
                raise DecodeError('ipv6', f'no extension header {nxt}', buf, offset)
            headers.append(reader.decode(buf, offset, end))
            nxt, offset = buf[offset], end
        return headers

    def serialize(self) -> bytes:
        self.fill()
        return self.encode()

    def fill(self) -> None:
        """Fill in what is to be sent and is not there."""

    def destination(self, dst: str) -> str:
        """Where a packet that has this header and is on its way to `dst` is to end."""
        return dst


class option(Part, family='type_ len_', uncounted=2, alone=(OPTION_PAD1,), loose=True):
    """An option of a hop-by-hop or destination options header (RFC 8200, 4.2); Pad1, type 0, is a single byte.

    A `len_` of 0, which counts `data`, is filled in.
    """
    type_: u8 = OPTION_PAD1
    len_: u8 = -1
    data: tail = None

    def __init__(self, type_: int = OPTION_PAD1, len_: int = -1, data: bytes | None = None) -> None:
        self.type_, self.data = type_, data
        self.len_ = len_ if type_ == OPTION_PAD1 else max(len_, 0)


class opt_header(header, length='size', unit=8, uncounted=8, wire_order=True):
    """Options, as a list in `data`; `size` counts units of eight bytes beyond the first."""
    nxt: u8 = inet.IPPROTO_TCP
    size: u8
    data: list[option]

    def fill(self) -> None:
        """Pad the options as the specification recommends: one byte with Pad1, more with PadN (RFC 8200, 4.2)."""
        missing = -(2 + len(body_bytes(self.data))) % 8
        if missing:
            pad = option() if missing == 1 else option(OPTION_PADN, missing - 2, bytes(missing - 2))
            self.data = [*(self.data or []), pad]


class hop_opts(opt_header):
    """Options for every node on the way (RFC 8200, 4.3)."""
    TYPE = inet.IPPROTO_HOPOPTS

class dst_opts(opt_header):
    """Options for the destination (RFC 8200, 4.6)."""
    TYPE = inet.IPPROTO_DSTOPTS


class routing(header, family='type_ size', unit=8, uncounted=8, loose=True, wire_order=True):
    """Nodes to visit (RFC 8200, 4.4), here of a type without a class of its own; `data` are the type's own bytes."""
    TYPE = inet.IPPROTO_ROUTING
    ROUTING_TYPE_2 = 2
    ROUTING_TYPE_3 = 3

    nxt: u8 = inet.IPPROTO_TCP
    size: u8
    type_: u8 = 0
    seg: u8 = 0
    data: tail = bytes(4)

    def destination(self, dst: str) -> str:
        last = FINAL_SEGMENT.get(self.type_, slice(0))
        return ipv6_text(self.data[last]) if self.seg and len(self.data[last]) == 16 else dst


class routing_type3(routing, type=routing.ROUTING_TYPE_3):
    """The source route of RPL (RFC 6554, 3): of `adrs`, `cmpi` leading bytes are left out, of the last one `cmpe`."""
    cmpi: bits(4) = 0
    cmpe: bits(4) = 0
    _pad: bits(4) = 0  # bytes behind the addresses as they are sent
    _1: bits(4)
    _2: pad(2)
    adrs: list[ipv6]

    def destination(self, dst: str) -> str:
        if not (self.seg and self.adrs):
            return dst
        return ipv6_text(ipv6_bytes(dst)[: self.cmpe] + ipv6_bytes(self.adrs[-1])[self.cmpe :])

    def encode(self) -> bytes:
        addresses = [ipv6_bytes(address) for address in self.adrs or ()]
        route = b''.join([address[self.cmpi :] for address in addresses[:-1]])
        route += b''.join([address[self.cmpe :] for address in addresses[-1:]])
        pad = -len(route) % 8
        return _route(self.nxt, None, self.type_, self.seg, self.cmpi, self.cmpe, pad, route).encode()

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        fixed = _route.decode(buf, offset, limit)
        route, end = fixed.data, len(fixed.data) - fixed.pad
        first, last = 16 - fixed.cmpi, 16 - fixed.cmpe
        if (route or fixed.pad) and (end < last or (end - last) % first):
            raise DecodeError('routing_type3', f'{end} bytes are no addresses', buf, offset)
        cuts = [*range(0, end - last + 1, first), end] if route else []
        adrs = [ipv6_text(route[cut:after].rjust(16, b'\0')) for cut, after in pairwise(cuts)]
        return cls(fixed.nxt, fixed.size, fixed.type_, fixed.seg, fixed.cmpi, fixed.cmpe, adrs)


class _route(Structure, length='size', unit=8, uncounted=8, wire_order=True):
    nxt: u8
    size: u8
    type_: u8
    seg: u8
    cmpi: bits(4)
    cmpe: bits(4)
    pad: bits(4)
    _1: bits(20)
    data: tail


class fragment(header):
    """Which part of a packet this is (RFC 8200, 4.5); `offset` counts units of eight bytes."""

    TYPE = inet.IPPROTO_FRAGMENT

    nxt: u8 = inet.IPPROTO_TCP
    _1: pad(1)
    offset: bits(13) = 0
    _2: bits(2)
    more: bits(1) = 0
    id_: u32 = 0

    @classmethod
    def length_at(cls, buf: bytes, offset: int) -> int:
        return 8


class auth(header, length='size', unit=4, uncounted=8, wire_order=True):
    """Authentication (RFC 4302, 2); `size` counts words of four bytes, less two, `data` is the check value."""
    TYPE = inet.IPPROTO_AH
    least = 12

    nxt: u8 = inet.IPPROTO_TCP
    size: u8
    _1: pad(2)
    spi: u32 = 0
    seq: u32 = 0
    data: tail = bytes(4)

    @classmethod
    def length_at(cls, buf: bytes, offset: int) -> int:
        return (buf[offset + 1] + 2) * 4


class ipv6(LateHeader, size=SIZE):
    """The header of a packet (RFC 8200, 3); `ext_hdrs` is the list of its extension headers.

    `nxt` is the number of what comes next, the first extension header included. A `payload_length` of 0, which counts
    extension headers too, is filled in, and the lengths of extension headers always are.
    """
    version: bits(4) = 6
    traffic_class: bits(8) = 0
    flow_label: bits(20) = 0
    payload_length: u16 = 0
    nxt: u8 = inet.IPPROTO_TCP
    hop_limit: u8 = 255
    src: ipv6 = '10::10'
    dst: ipv6 = '20::20'
    ext_hdrs: list[header]

    filled = ('payload_length',)
    payload_classes = {
        inet.IPPROTO_ICMPV6: 'icmpv6.icmpv6',
        inet.IPPROTO_IPIP: 'ipv4.ipv4',
        inet.IPPROTO_IPV6: 'ipv6.ipv6',
        inet.IPPROTO_TCP: 'tcp.tcp',
        inet.IPPROTO_UDP: 'udp.udp',
        inet.IPPROTO_GRE: 'gre.gre',
        inet.IPPROTO_SCTP: 'sctp.sctp',
        inet.IPPROTO_VRRP: 'vrrp.vrrp',
    }
    #: Extension headers by number; an app's own are registered: `@ipv6.register_header_type(135)`.
    extensions = {each.TYPE: each for each in (hop_opts, routing, fragment, auth, dst_opts)}

    register_header_type = registering('extensions')

    @classmethod
    def read(cls, buf: bytes, start: int, limit: int) -> Reading:
        if limit - start < SIZE or buf[start] >> 4 != 6:
            raise DecodeError('ipv6', f'no header of version 6 and {SIZE} bytes', buf, start)
        length, nxt, offset = buf[start + 4] << 8 | buf[start + 5], buf[start + NXT_AT], start + SIZE
        if offset + length < limit and (length or nxt == inet.IPPROTO_NONE):
            limit = offset + length  # else 0 stands for all the rest (RFC 2675, 3)
        if nxt in ipv6.extensions:
            nxt, offset = skip_extensions(buf, start, limit)
        header = new(cls)
        header._wire = buf, start, offset
        reader = cls.payload_classes.get(nxt)
        if reader.__class__ is str:
            reader = load(cls.payload_classes, nxt)
        return header, buf, offset, limit, reader

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        size = 0
        for extension in self.ext_hdrs:
            extension.fill()
            size += len(extension.encode())
        if self.payload_length == 0:
            self.payload_length = size + len(payload)
        return self.encode()

    @property
    def payload_protocol(self) -> int:
        """The number of the protocol that the packet carries, behind all extension headers."""
        return self.ext_hdrs[-1].nxt if self.ext_hdrs else self.nxt

    def pseudo_header(self, protocol: int, length: int) -> bytes:
        """What the checksums of TCP, UDP and ICMPv6 cover in front of `length` bytes (RFC 8200, 8.1)."""
        dst = self.dst
        for extension in self.ext_hdrs:
            dst = extension.destination(dst)
        return ipv6_bytes(self.src) + ipv6_bytes(dst) + length.to_bytes(4) + protocol.to_bytes(4)


def extension_at(nxt: int, buf: bytes, offset: int, limit: int) -> tuple[type[header] | None, int]:
    """The class of the extension header at `offset`, None where there is none or it is damaged, and its end."""
    reader = ipv6.extensions.get(nxt)
    if reader is None or limit - offset < reader.least:
        return None, offset
    end = offset + reader.length_at(buf, offset)
    return (reader, end) if offset + reader.least <= end <= limit else (None, offset)


def skip_extensions(buf: bytes, start: int, limit: int) -> tuple[int, int]:
    """What follows the extension headers of the packet at `start`, as a number, and where."""
    nxt, offset = buf[start + NXT_AT], start + SIZE
    for _ in range(MAX_EXTENSIONS):
        reader, end = extension_at(nxt, buf, offset, limit)
        if reader is None:
            break
        middle = nxt == inet.IPPROTO_FRAGMENT and (buf[offset + 2] or buf[offset + 3] >> 3)
        nxt, offset = buf[offset], end
        if middle:  # of a segment: nothing that could be read
            return inet.IPPROTO_NONE, offset
    return nxt, offset
