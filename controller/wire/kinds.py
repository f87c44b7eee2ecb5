"""The kinds of field a table may name, each with its width and how a value crosses the wire.

A kind writes expressions, not functions: the compiler pastes `read` and `write` into the generated source, so a
fixed field costs no call of its own.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

__all__ = [
    'Bare',
    'Bits',
    'Chosen',
    'Enclosed',
    'Fixed',
    'Framed',
    'Kind',
    'List',
    'NumberOf',
    'Pad',
    'Ref',
    'SizeOf',
    'Tail',
    'Value',
    'Words',
    'bare',
    'bits',
    'body',
    'bytes_',
    'chosen',
    'coded',
    'count_of',
    'f32',
    'f64',
    'i8',
    'i16',
    'i32',
    'i64',
    'ipv4',
    'ipv6',
    'keyed',
    'late',
    'list_of',
    'mac',
    'message',
    'number_of',
    'own',
    'oxm_header',
    'oxm_id',
    'packet',
    'pad',
    'read_kind',
    'scaled',
    'size_of',
    'string',
    'tail',
    'text',
    'u8',
    'u16',
    'u24',
    'u32',
    'u64',
    'words',
]

MOST_ADDRESSES = 4096  # of each kind whose bytes are remembered: a network's hosts, in packet after packet


@dataclass(frozen=True)
class Kind:
    """What stands behind a field's colon."""


@dataclass(frozen=True)
class Ref(Kind):
    """A structure or enumeration by name: this version's one."""

    name: str


@dataclass(frozen=True)
class Bare(Ref):
    """A match without its header: as many bytes as a `size_of` field says, and zeros up to a multiple of 8.

    With `header` it has one, unless it was decoded without.
    """

    header: bool = False


@dataclass(frozen=True)
class Value(Kind):
    """Text or a number with a form of its own on the wire, of `size` bytes or more.

    `write` is an expression for its bytes, `read` one for it and for where it ends; both call `codec`, where the
    module of the table has a class for that.
    """

    size: int
    write: str
    read: str
    codec: str | None = None


@dataclass(frozen=True)
class Fixed(Kind):
    """A field of fixed width: a `struct` code, and the expressions that turn its value into Python's and back."""

    code: str
    size: int
    read: str = '{}'
    write: str = '{}'
    zero: Any = 0
    enumeration: Ref | None = None

    def __call__(self, enumeration: Ref) -> Fixed:
        return replace(self, enumeration=enumeration)


@dataclass(frozen=True)
class Pad(Kind):
    """Bytes that mean nothing: zero when sent, ignored when received."""

    size: int


@dataclass(frozen=True)
class Bits(Kind):
    """Part of a byte or of several; neighbouring bit fields together fill whole bytes, the highest bits first.

    One named `_1`, `_2` ... is padding. The value is a multiple of `unit`, of which the bits hold the number.
    """

    width: int
    enumeration: Ref | None = None
    unit: int = 1

    def __call__(self, enumeration: Ref) -> Bits:
        return replace(self, enumeration=enumeration)


@dataclass(frozen=True)
class SizeOf(Kind):
    """The byte count of another field, in units of so many bytes, filled in on encode."""

    field: str
    integer: Fixed
    unit: int = 1


@dataclass(frozen=True)
class NumberOf(SizeOf):
    """How many items another field holds, each of which says itself where it ends."""


@dataclass(frozen=True)
class List(Kind):
    """Items up to the end of the enclosing structure, or as many bytes as a `size_of` field says.

    Items are structures, numbers or addresses. `list[u32, 2]` holds exactly two; `keyed(OFPPhyPort, 'port_no')` is a
    dictionary by that attribute of its items, of which the last of a key counts. `late(list[X])` becomes objects when
    somebody looks, where its bytes have been seen before: of the flows of a switch many do the same.
    """

    item: Ref | Fixed
    count: int | None = None
    key: str | None = None
    late: bool = False


@dataclass(frozen=True)
class Tail(Kind):
    """The remaining bytes of the enclosing structure, or as many as a `size_of` or `count_of` field says, padded with
    zeros to whole units of that. Where the default is None, no bytes are None."""

    write: str = "{} or b''"
    read: str = '{}'


@dataclass(frozen=True)
class Framed(Tail):
    """The remaining bytes, which are a packet; the `Packet` of a `library` may be given, and is serialized then."""

    write: str = '{0} if {0}.__class__ is bytes else body_bytes({0})'
    library: str = 'controller.packet.packet'


@dataclass(frozen=True)
class Words(Tail):
    """The remaining bytes as a list of 32-bit numbers; as bytes where they are no whole number of these."""

    write: str = 'words_bytes({})'
    read: str = 'words_of({})'


@dataclass(frozen=True)
class Chosen(Tail):
    """The remaining bytes as a structure or a list, which one says the number in another field; else as they are."""

    write: str = 'body_bytes({})'
    by: str = ''
    bodies: Mapping[int, Ref | List] = field(default_factory=dict)


@dataclass(frozen=True)
class Enclosed(Kind):
    """A whole message of the same version inside another, padded to 8 bytes if anything follows.

    With `same_xid` it is sent under the transaction id of the one around it.
    """

    same_xid: bool = False

    def __call__(self, same_xid: bool) -> Enclosed:
        return replace(self, same_xid=same_xid)


def buffer_of(value: Any) -> bytes:
    """The bytes of an address of `ipaddress`, `netaddr` and the like; of anything else, itself."""
    return getattr(value, 'packed', value)


def mac_bytes(value: str | bytes) -> bytes:
    """`aa:bb:cc:dd:ee:ff` (or dashes, or six bytes already, or a library's address) as six bytes."""
    if isinstance(value, str):
        return mac_of_text(value)
    raw = bytes(memoryview(buffer_of(value)))
    if len(raw) != 6:
        raise ValueError(f'{value!r} is not a MAC address')
    return raw


@lru_cache(MOST_ADDRESSES)
def mac_of_text(value: str) -> bytes:
    """The six bytes that an address names."""
    raw = bytes.fromhex(value.replace(':', ' ') if ':' in value else value.replace('-', ' '))
    if len(raw) != 6:
        raise ValueError(f'{value!r} is not a MAC address')
    return raw


def ipv4_bytes(value: str | int | bytes) -> bytes:
    """`10.0.0.1` (or the number, or four bytes already, or a library's address) as four bytes."""
    if isinstance(value, str):
        return ipv4_of_text(value)
    raw = value.to_bytes(4, 'big') if isinstance(value, int) else bytes(memoryview(buffer_of(value)))
    if len(raw) != 4:
        raise ValueError(f'{value!r} is not an IPv4 address')
    return raw


@lru_cache(MOST_ADDRESSES)
def ipv4_of_text(value: str) -> bytes:
    """Dotted decimal as four bytes."""
    return socket.inet_pton(socket.AF_INET, value)


#: Four bytes as dotted decimal; it takes as long as decoding the rest of an IPv4 header.
ipv4_text = lru_cache(MOST_ADDRESSES)(socket.inet_ntoa)


def ipv6_bytes(value: str | bytes) -> bytes:
    """`fe80::1` (or sixteen bytes already, or a library's address) as sixteen bytes."""
    if isinstance(value, str):
        return ipv6_of_text(value)
    raw = buffer_of(value)
    if len(raw) != 16:
        raise ValueError(f'{value!r} is not an IPv6 address')
    return bytes(raw)


@lru_cache(MOST_ADDRESSES)
def ipv6_of_text(value: str) -> bytes:
    """RFC 4291's text as sixteen bytes."""
    return socket.inet_pton(socket.AF_INET6, value)


@lru_cache(MOST_ADDRESSES)
def ipv6_text(raw: bytes) -> str:
    """Sixteen bytes as text in RFC 5952's form."""
    return socket.inet_ntop(socket.AF_INET6, raw)


def text_bytes(value: str | bytes, width: int, exact: bool = False) -> bytes:
    """Text (UTF-8) or bytes that fit `width` bytes; with `exact`, that fill them."""
    raw = value.encode() if isinstance(value, str) else bytes(memoryview(value))
    if len(raw) > width or (exact and len(raw) != width):
        raise ValueError(f'{value!r} is {len(raw)} bytes long, {width} {"wanted" if exact else "at most"}')
    return raw


def body_bytes(value: Any) -> bytes:
    """What a `body` field holds, as bytes: a structure or a list of structures encoded, None as nothing.

    Raises TypeError for text, which could be encoded, too.
    """
    if value is None or isinstance(value, (bytes, bytearray, memoryview)):
        return value or b''
    if isinstance(value, str):
        raise TypeError('text is no bytes')
    if isinstance(value, (list, tuple)):
        return b''.join([item if isinstance(item, bytes) else item.encode() for item in value])
    return value.encode()


def words_bytes(value: Any) -> bytes:
    """What a `words` field holds, as bytes: 32-bit numbers, or bytes already."""
    if value is None or isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value or b'')
    return struct.pack(f'!{len(value)}I', *value)


def words_of(raw: bytes) -> list[int] | bytes:
    """Bytes as 32-bit numbers, or as they are where they are no whole number of these."""
    return raw if len(raw) % 4 else list(struct.unpack(f'!{len(raw) // 4}I', raw))


def address(kind: str) -> str:
    """The expression for an address's bytes: most are text, which costs no call but of what remembers them."""
    return f'{kind}_of_text({{0}}) if {{0}}.__class__ is str else {kind}_bytes({{0}})'


u8 = Fixed('B', 1)
u16 = Fixed('H', 2)
u32 = Fixed('I', 4)
u64 = Fixed('Q', 8)
u24 = Fixed('3s', 3, 'int.from_bytes({})', '({}).to_bytes(3)')
i8 = Fixed('b', 1)
i16 = Fixed('h', 2)
i32 = Fixed('i', 4)
i64 = Fixed('q', 8)
f32 = Fixed('f', 4)
f64 = Fixed('d', 8)
mac = Fixed('6s', 6, '{}.hex(":")', address('mac'), '00:00:00:00:00:00')
ipv4 = Fixed('4s', 4, 'ipv4_text({})', address('ipv4'), '0.0.0.0')
ipv6 = Fixed('16s', 16, 'ipv6_text({})', address('ipv6'), '::')
tail = Tail()
body = Tail('body_bytes({})')
words = Words()
packet = Framed()
message = Enclosed()
#: A match field by its name, as its OXM header: of four bytes, or of the eight that an experimenter's field has.
oxm_header = Value(4, 'fields.header_bytes({}, 4)', 'fields.header_at({owner!r}, buf, {here}, limit, 4)')
oxm_id = Value(4, 'fields.header_bytes({})', 'fields.header_at({owner!r}, buf, {here}, limit)')
#: What only the structure itself knows, which writes its codec.
own = Value(0, '', '')


def text(width: int) -> Fixed:
    """Text padded with NULs to `width` bytes; as in Ryu the value is `bytes`, without the NULs."""
    return Fixed(f'{width}s', width, '{}.rstrip(b"\\0")', f'text_bytes({{}}, {width})', b'')


def string(width: int) -> Fixed:
    """Text padded with NULs to `width` bytes; each is a character (Latin-1), so that none is wrong."""
    write = f"text_bytes({{}}.encode('latin-1'), {width})"
    return Fixed(f'{width}s', width, "{}.rstrip(b'\\0').decode('latin-1')", write, '')


def bytes_(width: int) -> Fixed:
    """Exactly `width` bytes, as they are; None stands for zeros."""
    given = f'{{0}} if len({{0}}) == {width} else text_bytes({{0}}, {width}, True)'
    write = f'bytes({width}) if {{0}} is None else {given}'
    return Fixed(f'{width}s', width, '{}', write, bytes(width))


def pad(size: int) -> Pad:
    """`size` bytes of padding."""
    return Pad(size)


def bits(width: int) -> Bits:
    """`width` bits of one or more bytes."""
    return Bits(width)


def scaled(number: Fixed | Bits, unit: float) -> Fixed | Bits:
    """A number that counts units of so much, bits whole units: `scaled(u16, 1 / 256)`, `scaled(bits(4), 4096)`."""
    if isinstance(number, Bits):
        return replace(number, unit=int(unit))
    return replace(number, read=f'{{}} * {unit}', write=f'round({{}} / {unit})')


def size_of(field: str | Ref, integer: Fixed = u16) -> SizeOf:
    """How many bytes the field of that name takes."""
    return SizeOf(field.name if isinstance(field, Ref) else field, integer)


def count_of(field: str | Ref, size: int, integer: Fixed = u16) -> SizeOf:
    """How many items of so many bytes the field of that name holds."""
    return SizeOf(field.name if isinstance(field, Ref) else field, integer, size)


def number_of(field: str | Ref, integer: Fixed = u16) -> NumberOf:
    """How many items the field of that name holds, of whatever size."""
    return NumberOf(field.name if isinstance(field, Ref) else field, integer)


def bare(match: Ref, header: bool = False) -> Bare:
    """A match of that class without its header, or perhaps with it."""
    return Bare(match.name, header)


def chosen(by: Ref, bodies: Mapping[int, Ref | List]) -> Chosen:
    """What the number in the field `by` says, bytes where it is none of these."""
    return Chosen(by=by.name, bodies=bodies)


def coded(codec: Ref) -> Value:
    """What that class reads and writes: `read(structure, buf, offset, limit)` gives the value and where it ends,
    `write(structure, value)` its bytes; `structure` holds what stands in front of the field."""
    return Value(0, f'{codec.name}.write(self, {{}})', f'{codec.name}.read(self, buf, {{here}}, limit)', codec.name)


def keyed(item: Ref, key: str) -> List:
    """Items of a structure as a dictionary by one of their attributes."""
    return List(item, key=key)


def late(items: List) -> List:
    """A list of structures that often has the same bytes."""
    return replace(items, late=True)


class list_of:
    """`list[X]` in a table: items of a structure, a family or an integer kind; `list[u32, 2]` holds exactly two."""

    def __class_getitem__(cls, item: Ref | Fixed | tuple[Fixed, int]) -> List:
        return List(*item) if isinstance(item, tuple) else List(item)


class _Names(dict[str, Any]):
    """The names an annotation may use; one that is no kind is a structure's or an enumeration's."""

    def __missing__(self, name: str) -> Ref:
        return Ref(name)


_NAMES = _Names(
    u8=u8, u16=u16, u24=u24, u32=u32, u64=u64, i8=i8, i16=i16, i32=i32, i64=i64, f32=f32, f64=f64,
    mac=mac, ipv4=ipv4, ipv6=ipv6, tail=tail, body=body, packet=packet,
    words=words, message=message, own=own, oxm_header=oxm_header, oxm_id=oxm_id,
    text=text, string=string, bytes_=bytes_, pad=pad, bits=bits, size_of=size_of, count_of=count_of,
    number_of=number_of, bare=bare, keyed=keyed,
    chosen=chosen, coded=coded, late=late, list=list_of, scaled=scaled,
)  # fmt: skip


def read_kind(annotation: str) -> Kind:
    """The kind that an annotation's text names; the only place where annotations are read."""
    if annotation.isidentifier():
        return _NAMES[annotation]
    return eval(annotation, {'__builtins__': {}}, _NAMES)


#: What generated source may call.
RUNTIME = {
    'ipv4_text': ipv4_text,
    'ipv6_text': ipv6_text,
    'ipv4_bytes': ipv4_bytes,
    'ipv4_of_text': ipv4_of_text,
    'ipv6_of_text': ipv6_of_text,
    'mac_of_text': mac_of_text,
    'ipv6_bytes': ipv6_bytes,
    'mac_bytes': mac_bytes,
    'text_bytes': text_bytes,
    'body_bytes': body_bytes,
    'words_bytes': words_bytes,
    'words_of': words_of,
}
