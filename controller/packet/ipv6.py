"""The Internet Protocol, version 6, and its extension headers (RFC 8200)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self, TypeVar

from ..wire import DecodeError, Structure
from ..wire.kinds import body_bytes, ipv6_bytes, ipv6_text
from . import in_proto as inet
from .packet_base import Carried, LateHeader, PacketBase, load

__all__ = [
    'auth',
    'dst_opts',
    'fragment',
    'header',
    'hop_opts',
    'ipv6',
    'opt_header',
    'option',
    'routing',
    'routing_type3',
]

SIZE = 40
NXT_AT = 6

#: Extension headers that are read; the specification wants each at most once, destination options twice (4.1).
MAX_EXTENSIONS = 16

OPTION_PAD1 = 0
OPTION_PADN = 1
ROUTING_TYPE_3 = 3

H = TypeVar('H', bound='type[header]')


class header(Structure):
    """An extension header; `nxt` is the number of what follows it, and `fill` fills in its length."""

    least = 8  # bytes

    @classmethod
    def length_at(cls, buf: bytes, offset: int) -> int:
        """The byte count of the header that begins at `offset` (RFC 8200, 4.3)."""
        return (buf[offset + 1] + 1) * 8

    @classmethod
    def read(cls, buf: bytes, offset: int, limit: int) -> header:
        """The header in `buf[offset:limit]`, which is as long as it says and not shorter than `least`."""
        return cls.decode(buf, offset, limit)

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[header]:
        """The headers in `buf[offset:limit]`, directly behind the IPv6 header that names the first of them."""
        headers = []
        nxt = buf[offset - SIZE + NXT_AT]
        while offset < limit:
            reader, end = extension_at(nxt, buf, offset, limit)
            if reader is None:
                raise DecodeError('ipv6', f'no extension header {nxt}', buf, offset)
            headers.append(reader.read(buf, offset, end))
            nxt, offset = buf[offset], end
        return headers

    def fill(self) -> None:
        """Make the header as long as it has to be, and say so in it."""


class option(Structure):
    """An option of a hop-by-hop or destination options header (RFC 8200, 4.2); Pad1, type 0, is a single byte."""

    type_: u8 = OPTION_PAD1
    len_: u8 = -1
    data: tail = None

    def encode(self) -> bytes:
        if self.type_ == OPTION_PAD1:
            return b'\0'
        return _option(self.type_, self.data).encode()

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[option | bytes]:
        """The options in `buf[offset:limit]`, as far as they can be read; the rest comes last, as bytes."""
        options: list[option | bytes] = []
        while offset < limit:
            kind = buf[offset]
            if kind == OPTION_PAD1:
                options.append(cls())
                offset += 1
                continue
            start = offset + 2
            end = start + buf[offset + 1] if start <= limit else limit + 1
            if end > limit:
                options.append(buf[offset:limit])
                break
            options.append(cls(kind, end - start, buf[start:end] or None))
            offset = end
        return options


class _option(Structure):
    type_: u8
    len_: size_of('data', u8)
    data: tail


class opt_header(header):
    """Options, as a list in `data`; `size` counts units of eight bytes beyond the first."""

    nxt: u8 = inet.IPPROTO_TCP
    size: u8 = 0
    data: body = None

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        return cls(buf[offset], buf[offset + 1], option.decode_list(buf, offset + 2, limit))

    def fill(self) -> None:
        length = 2 + len(body_bytes(self.data))
        missing = -length % 8
        if missing:
            pad = option() if missing == 1 else option(OPTION_PADN, missing - 2, bytes(missing - 2))
            self.data = [*(self.data or []), pad]
        self.size = (length + missing) // 8 - 1


class hop_opts(opt_header):
    """Options for every node on the way (RFC 8200, 4.3)."""

    TYPE = inet.IPPROTO_HOPOPTS


class dst_opts(opt_header):
    """Options for the destination (RFC 8200, 4.6)."""

    TYPE = inet.IPPROTO_DSTOPTS


class routing(header):
    """Nodes to visit (RFC 8200, 4.4): any type without a class of its own, with its type-specific bytes in `data`."""

    TYPE = inet.IPPROTO_ROUTING

    nxt: u8 = inet.IPPROTO_TCP
    size: u8 = 0
    type_: u8 = 0
    seg: u8 = 0
    data: tail = bytes(4)

    @classmethod
    def read(cls, buf: bytes, offset: int, limit: int) -> header:
        if buf[offset + 2] == ROUTING_TYPE_3:
            try:
                return routing_type3.decode(buf, offset, limit)
            except DecodeError:
                pass  # its addresses do not fit it
        return cls.decode(buf, offset, limit)

    def fill(self) -> None:
        data = self.data or b''
        self.data = data + bytes(-(4 + len(data)) % 8)
        self.size = (4 + len(self.data)) // 8 - 1


class routing_type3(header):
    """The source route of RPL (RFC 6554, 3): of `adrs`, `cmpi` leading bytes are left out, of the last one `cmpe`."""

    TYPE = inet.IPPROTO_ROUTING

    nxt: u8 = inet.IPPROTO_TCP
    size: u8 = 0
    type_: u8 = ROUTING_TYPE_3
    seg: u8 = 0
    cmpi: bits(4) = 0
    cmpe: bits(4) = 0
    adrs: body = ()

    def encode(self) -> bytes:
        addresses = [ipv6_bytes(address) for address in self.adrs]
        route = b''.join([address[self.cmpi :] for address in addresses[:-1]])
        route += b''.join([address[self.cmpe :] for address in addresses[-1:]])
        pad = -len(route) % 8
        fields = self.nxt, (len(route) + pad) // 8, self.type_, self.seg, self.cmpi, self.cmpe, pad
        return _route(*fields, route + bytes(pad)).encode()

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        fixed = _route.decode(buf, offset, limit)
        route = fixed.data[: len(fixed.data) - fixed.pad]
        first, last = 16 - fixed.cmpi, 16 - fixed.cmpe
        if route and (len(route) < last or (len(route) - last) % first):
            raise DecodeError('routing_type3', f'{len(route)} bytes are no addresses', buf, offset)
        cuts = [*range(0, len(route) - last, first), len(route) - last] if route else []
        parts = [route[cut : cut + first] for cut in cuts[:-1]] + [route[cut:] for cut in cuts[-1:]]
        adrs = [ipv6_text(part.rjust(16, b'\0')) for part in parts]
        return cls(fixed.nxt, fixed.size, fixed.type_, fixed.seg, fixed.cmpi, fixed.cmpe, adrs or ())

    def fill(self) -> None:
        self.size = len(self.encode()) // 8 - 1


class _route(Structure):
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


class auth(header):
    """Authentication (RFC 4302, 2); `size` counts words of four bytes, less two, `data` is the check value."""

    TYPE = inet.IPPROTO_AH
    least = 12

    nxt: u8 = inet.IPPROTO_TCP
    size: u8 = 2
    _1: pad(2)
    spi: u32 = 0
    seq: u32 = 0
    data: tail = bytes(4)

    @classmethod
    def length_at(cls, buf: bytes, offset: int) -> int:
        return (buf[offset + 1] + 2) * 4

    def fill(self) -> None:
        data = self.data or b''
        self.data = data + bytes(-len(data) % 4)
        self.size = (12 + len(self.data)) // 4 - 2


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
        inet.IPPROTO_TCP: 'tcp.tcp',
        inet.IPPROTO_UDP: 'udp.udp',
        inet.IPPROTO_GRE: 'gre.gre',
        inet.IPPROTO_SCTP: 'sctp.sctp',
        inet.IPPROTO_VRRP: 'vrrp.vrrp',
    }
    #: Extension headers by number.
    extensions = {each.TYPE: each for each in (hop_opts, routing, fragment, auth, dst_opts)}

    @staticmethod
    def register_header_type(type_: int) -> Callable[[H], H]:
        """A decorator that makes a class the reader of extension headers of a number."""

        def register(extension: H) -> H:
            ipv6.extensions = {**ipv6.extensions, type_: extension}
            return extension

        return register

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        if limit - offset < SIZE or buf[offset] >> 4 != 6:
            raise DecodeError('ipv6', f'no header of version 6 and {SIZE} bytes', buf, offset)
        end = offset + SIZE
        if buf[offset + NXT_AT] in ipv6.extensions:
            limit = payload_end(buf, offset, limit)
            end = skip_extensions(buf, offset, limit)[1]
        return cls.deferred(buf, offset, end), end

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        nxt = buf[start + NXT_AT]
        if offset > start + SIZE:
            nxt = skip_extensions(buf, start, offset)[0]
        reader = cls.payload_classes.get(nxt)
        reader = load(cls.payload_classes, nxt) if reader.__class__ is str else reader
        return reader, payload_end(buf, start, limit)

    def serialize(self, payload: bytes, prev: PacketBase | None) -> bytes:
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
        """What the checksums of TCP, UDP and ICMPv6 cover in front of `length` bytes."""
        return pseudo_header(self.src, self.dst, length, protocol).encode()


class pseudo_header(Structure, size=40):
    """RFC 8200, 8.1."""

    src: ipv6
    dst: ipv6
    length: u32
    _1: pad(3)
    protocol: u8


def payload_end(buf: bytes, start: int, limit: int) -> int:
    """Where the packet that begins at `start` ends; a length of 0 stands for all the rest (RFC 2675, 3)."""
    length = buf[start + 4] << 8 | buf[start + 5]
    return min(limit, start + SIZE + length) if length else limit


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
