"""Match fields: the table of OpenFlow extensible match (OXM) fields, and what is made of them.

A field on the wire is a TLV: a header of four bytes (class, number, has-mask bit, payload length; 7.2.3.2), eight for
an experimenter's field (7.2.3.8), then the value, then perhaps a mask. `Match`, `SetField` and `OxmId` keep those
bytes and turn them into Python values when asked: what arrives is checked at once and converted late.
Section numbers are those of the 1.3.5 specification.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct
from types import new_class
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from ..wire import DecodeError, EncodeError, Enumeration, Structure
from ..wire.kinds import ipv4_bytes, ipv4_text, ipv6_bytes, ipv6_text, mac_bytes

__all__ = [
    'ONF_EXTENSIONS',
    'OPENFLOW_BASIC',
    'ExperimenterOxmId',
    'Field',
    'FieldMap',
    'Fields',
    'Match',
    'OxmId',
    'SetField',
    'Values',
    'enumeration',
]

OXM_MATCH = 1              # ofp_match_type (7.2.3.1)
BASIC_CLASS = 0x8000       # ofp_oxm_class (7.2.3.3)
EXPERIMENTER_CLASS = 0xFFFF
HAS_MASK = 0x100
ONF = 0x4F4E4600           # the experimenter id of the Open Networking Foundation
VLAN_PRESENT = 0x1000      # OFPVID_PRESENT
PLANS = 256                # sets of field names for which the layout of a match is remembered

_HEADER = Struct('!I')
_HEADERS = Struct('!II')
_read_header = _HEADER.unpack_from
_SHORTS = Struct('!HH')
_PADDING = [bytes(-length % 8) for length in range(8)]
_MISFITS = (TypeError, ValueError, AttributeError, OverflowError, OSError)


# Kinds of value -------------------------------------------------------------------------------------------------------

class Kind(NamedTuple):
    """How a value crosses the wire: what it is called, the bytes it takes, and its conversion either way."""

    noun: str
    width: int
    write: Callable[[Any], bytes]
    read: Callable[[bytes], Any]


def integer(bits: int, width: int | None = None) -> Kind:
    """An unsigned number of so many bits, in `width` bytes (the fewest, if not given)."""
    width = width or (bits + 7) // 8

    def write(value: int) -> bytes:
        if value >> bits:
            raise ValueError(value)
        return value.to_bytes(width, 'big')

    return Kind(f'integer from 0 to {(1 << bits) - 1:#x}', width, write, int.from_bytes)


MAC = Kind('Ethernet address', 6, mac_bytes, lambda raw: raw.hex(':'))
IPV4 = Kind('IPv4 address', 4, ipv4_bytes, ipv4_text)
IPV6 = Kind('IPv6 address', 16, ipv6_bytes, ipv6_text)


# The table ------------------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Field:
    """A line of the table of match fields (7.2.3.7).

    `requires` is the prerequisite (7.2.3.6): a field that the match must hold too, then the values it may have (none:
    any). `experimenter` is the id behind the header of a field of the experimenter class.
    """

    name: str
    number: int
    kind: Kind
    maskable: bool = False
    requires: tuple[str | int, ...] = ()
    oxm_class: int = BASIC_CLASS
    experimenter: int | None = None

    @property
    def type(self) -> int:
        """Class and number: the header without has-mask bit and length (the specification's oxm_type)."""
        return self.oxm_class << 7 | self.number

    def header(self, masked: bool = False) -> bytes:
        """The bytes in front of the value."""
        length = self.kind.width << masked
        if self.experimenter is None:
            return _HEADER.pack(self.type << 9 | masked << 8 | length)
        return _HEADERS.pack(self.type << 9 | masked << 8 | length + 4, self.experimenter)


ETH_IP = ('eth_type', 0x0800, 0x86DD)
ETH_IPV4 = ('eth_type', 0x0800)
ETH_IPV6 = ('eth_type', 0x86DD)
ETH_ARP = ('eth_type', 0x0806)
ETH_MPLS = ('eth_type', 0x8847, 0x8848)

#: Fields of the class OFPXMC_OPENFLOW_BASIC, by number; a version knows the first so many of them.
OPENFLOW_BASIC = (
    Field('in_port', 0, integer(32)),
    Field('in_phy_port', 1, integer(32), requires=('in_port',)),
    Field('metadata', 2, integer(64), maskable=True),
    Field('eth_dst', 3, MAC, maskable=True),
    Field('eth_src', 4, MAC, maskable=True),
    Field('eth_type', 5, integer(16)),
    Field('vlan_vid', 6, integer(13), maskable=True),
    Field('vlan_pcp', 7, integer(3), requires=('vlan_vid',)),
    Field('ip_dscp', 8, integer(6), requires=ETH_IP),
    Field('ip_ecn', 9, integer(2), requires=ETH_IP),
    Field('ip_proto', 10, integer(8), requires=ETH_IP),
    Field('ipv4_src', 11, IPV4, maskable=True, requires=ETH_IPV4),
    Field('ipv4_dst', 12, IPV4, maskable=True, requires=ETH_IPV4),
    Field('tcp_src', 13, integer(16), requires=('ip_proto', 6)),
    Field('tcp_dst', 14, integer(16), requires=('ip_proto', 6)),
    Field('udp_src', 15, integer(16), requires=('ip_proto', 17)),
    Field('udp_dst', 16, integer(16), requires=('ip_proto', 17)),
    Field('sctp_src', 17, integer(16), requires=('ip_proto', 132)),
    Field('sctp_dst', 18, integer(16), requires=('ip_proto', 132)),
    Field('icmpv4_type', 19, integer(8), requires=('ip_proto', 1)),
    Field('icmpv4_code', 20, integer(8), requires=('ip_proto', 1)),
    Field('arp_op', 21, integer(16), requires=ETH_ARP),
    Field('arp_spa', 22, IPV4, maskable=True, requires=ETH_ARP),
    Field('arp_tpa', 23, IPV4, maskable=True, requires=ETH_ARP),
    Field('arp_sha', 24, MAC, maskable=True, requires=ETH_ARP),
    Field('arp_tha', 25, MAC, maskable=True, requires=ETH_ARP),
    Field('ipv6_src', 26, IPV6, maskable=True, requires=ETH_IPV6),
    Field('ipv6_dst', 27, IPV6, maskable=True, requires=ETH_IPV6),
    Field('ipv6_flabel', 28, integer(20, width=4), maskable=True, requires=ETH_IPV6),
    Field('icmpv6_type', 29, integer(8), requires=('ip_proto', 58)),
    Field('icmpv6_code', 30, integer(8), requires=('ip_proto', 58)),
    Field('ipv6_nd_target', 31, IPV6, requires=('icmpv6_type', 135, 136)),
    Field('ipv6_nd_sll', 32, MAC, requires=('icmpv6_type', 135)),
    Field('ipv6_nd_tll', 33, MAC, requires=('icmpv6_type', 136)),
    Field('mpls_label', 34, integer(20, width=4), requires=ETH_MPLS),
    Field('mpls_tc', 35, integer(3), requires=ETH_MPLS),
    Field('mpls_bos', 36, integer(1), requires=ETH_MPLS),
    Field('pbb_isid', 37, integer(24), maskable=True, requires=('eth_type', 0x88E7)),
    Field('tunnel_id', 38, integer(64), maskable=True),
    Field('ipv6_exthdr', 39, integer(9), maskable=True, requires=ETH_IPV6),
    Field('pbb_uca', 41, integer(1), requires=('eth_type', 0x88E7)),
)

#: Fields that became standard in 1.5 and that 1.3 has as extensions (EXT-109, EXT-233).
ONF_EXTENSIONS = (
    Field('tcp_flags', 42, integer(12), True, ('ip_proto', 6), EXPERIMENTER_CLASS, ONF),
    Field('actset_output', 43, integer(32), False, (), EXPERIMENTER_CLASS, ONF),
)


#: The bytes in front of each value, the field's name, and how its value becomes bytes; in the order of the wire.
Plan = list[tuple[bytes, str, Callable[[Any], bytes]]]


class Fields:
    """The match fields that a version knows."""

    noun = 'match field'

    def __init__(self, fields: Iterable[Field]) -> None:
        self.by_name = {each.name: each for each in fields}
        self.by_type = {(each.type, each.experimenter): each for each in self.by_name.values()}
        self.writers = {each.name: (each.header(), each.kind.write) for each in self.by_name.values()}
        #: Whole header of every known field that has no experimenter id -> field, has a mask.
        self.headers = {
            int.from_bytes(each.header(masked)): (each, masked)
            for each in self.by_name.values() if each.experimenter is None for masked in (False, True)
        }
        self.plan = lru_cache(maxsize=PLANS)(self._plan)

    def _plan(self, names: tuple[str, ...]) -> Plan | None:
        """What a match of these fields without masks looks like, None where one of them is unknown."""
        if not self.by_name.keys() >= set(names):
            return None
        fields = sorted((self.by_name[name] for name in names), key=Field.header)
        before = _SHORTS.pack(OXM_MATCH, 4 + sum(len(each.header()) + each.kind.width for each in fields))
        plan = []
        for each in fields:
            plan.append((before + each.header(), each.name, each.kind.write))
            before = b''
        return plan

    def enumerations(self) -> Iterator[type[Enumeration]]:
        """The field numbers and headers as openflow.h and Ryu name them: OFPXMT_OFB_*, OXM_OF_* and OXM_OF_*_W."""
        basic = [each for each in self.by_name.values() if each.oxm_class == BASIC_CLASS]
        headers = {
            each.name.upper() + suffix: int.from_bytes(each.header(masked)[:4])
            for each in self.by_name.values() for masked, suffix in ((False, ''), (True, '_W'))
        }
        yield enumeration('oxm_ofb_match_fields', 'OFPXMT_OFB_', {each.name.upper(): each.number for each in basic})
        yield enumeration('oxm_headers', 'OXM_OF_', headers)

    def tlv(self, owner: str, name: str, value: Any) -> bytes:
        """A field and its value, or `(value, mask)`, or `'value/mask'`, as bytes; raises EncodeError naming it."""
        try:
            header, write = self.writers[name]
            return header + write(value)
        except KeyError:
            return self._unknown_tlv(owner, name, value)
        except _MISFITS:
            return self._masked_tlv(owner, self.by_name[name], value)

    def _masked_tlv(self, owner: str, field: Field, given: Any) -> bytes:
        """What is no plain value: perhaps it has a mask."""
        write = field.kind.write
        try:
            value, mask = given.split('/') if isinstance(given, str) else given
            if mask is None:
                return field.header() + write(value)
            if isinstance(given, str) and mask.isdecimal():
                bits = _leading_bits(field.kind.width, int(mask))
            else:
                bits = write(mask)
            return field.header(masked=True) + _both(write(value), bits) + bits
        except _MISFITS:
            raise EncodeError(f'{owner}.{field.name}: {given!r} is no {field.kind.noun}, nor one with a mask') from None

    def _unknown_tlv(self, owner: str, name: str, value: Any) -> bytes:
        """A field that nobody declared, with its bytes or their base64."""
        number = self.type_of(owner, name)
        parts = value if isinstance(value, tuple) else (value,)
        try:
            raw = b''.join([part if isinstance(part, bytes) else b64decode(part, validate=True) for part in parts])
        except _MISFITS:
            raise EncodeError(f'{owner}.{name}: {value!r} is neither bytes nor base64') from None
        if len(raw) > 0xFF or len(parts) > 2:
            raise EncodeError(f'{owner}.{name}: {value!r} is more than one value and a mask in 255 bytes')
        return _HEADER.pack(number << 9 | (len(parts) - 1) << 8 | len(raw)) + raw

    def type_of(self, owner: str, name: str) -> int:
        """Class and number of a field by its name, or of one that nobody declared, which is named `field_<type>`."""
        if name in self.by_name:
            return self.by_name[name].type
        prefix, _, digits = name.partition('_')
        if prefix != 'field' or not digits.isdecimal() or int(digits) >> 23:
            raise EncodeError(f'{owner}: there is no {self.noun} {name!r}{_suggestion(name, self.by_name)}')
        if self.name_of(int(digits)) != name:
            raise EncodeError(f'{owner}: {name!r} is called {self.name_of(int(digits))!r}')
        return int(digits)

    def name_of(self, type_: int, experimenter: int | None = None) -> str:
        """The name that `type_of` takes."""
        field = self.by_type.get((type_, experimenter))
        return field.name if field else f'field_{type_}'

    def check(self, owner: str, buf: bytes, offset: int, limit: int) -> int:
        """Where the TLV at `offset` ends; raises DecodeError if a known field has another length (OFPBMC_BAD_LEN)."""
        if limit - offset < 4:
            raise DecodeError(owner, f'a {self.noun} takes at least 4 bytes, has {limit - offset}', buf, offset)
        (header,) = _read_header(buf, offset)
        length = header & 0xFF
        end = offset + 4 + length
        if end > limit:
            raise DecodeError(owner, f'a {self.noun} of {length} bytes goes past the end', buf, offset)
        if header in self.headers:
            return end
        experimenter = None
        if header >> 16 == EXPERIMENTER_CLASS:
            if length < 4:
                raise DecodeError(owner, f"an experimenter's {self.noun} without its id", buf, offset)
            (experimenter,) = _read_header(buf, offset + 4)
            length -= 4
        field = self.by_type.get((header >> 9, experimenter))
        if field is not None and length != field.kind.width << (header >> 8 & 1):
            raise DecodeError(owner, f'{field.name} with {length} bytes', buf, offset)
        if header & HAS_MASK and length % 2:
            raise DecodeError(owner, f'a value and a mask in {length} bytes', buf, offset)
        return end

    def read(self, buf: bytes, offset: int) -> tuple[str, Any]:
        """Name and value, or `(value, mask)`, of the TLV at `offset`, which `check` has passed."""
        (header,) = _read_header(buf, offset)
        start, end = offset + 4, offset + 4 + (header & 0xFF)
        field, masked = self.headers.get(header, (None, bool(header & HAS_MASK)))
        if header >> 16 == EXPERIMENTER_CLASS:
            field = self.by_type.get((header >> 9, int.from_bytes(buf[start : start + 4])))
            start += 4 if field else 0
        name, read = (field.name, field.kind.read) if field else (f'field_{header >> 9}', _base64)
        if not masked:
            return name, read(buf[start:end])
        middle = (start + end) // 2
        return name, (read(buf[start:middle]), read(buf[middle:end]))


def enumeration(name: str, prefix: str, members: dict[str, int]) -> type[Enumeration]:
    """An enumeration that follows from a table of fields."""
    return new_class(name, (Enumeration,), {'prefix': prefix}, lambda body: body.update(members))


def _base64(raw: bytes) -> str:
    """Bytes of an unknown field as Ryu shows them."""
    return b64encode(raw).decode('ascii')


def _both(value: bytes, mask: bytes) -> bytes:
    """The bits of a value under its mask: the specification wants zeros elsewhere (7.2.3.5)."""
    return (int.from_bytes(value) & int.from_bytes(mask)).to_bytes(len(value), 'big')


def _leading_bits(width: int, count: int) -> bytes:
    """The mask that a prefix length means, for an address of `width` bytes."""
    if count > 8 * width:
        raise ValueError(f'{count} bits of {8 * width}')
    return ((1 << 8 * width) - (1 << 8 * width - count)).to_bytes(width, 'big')


def _suggestion(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # only ever needed for this message

    close = get_close_matches(name, known, 1)
    return f'; did you mean {close[0]!r}?' if close else ''


# Match ----------------------------------------------------------------------------------------------------------------

#: The match that holds only in_port, as nearly every PACKET_IN has it: ofp_match's header and the field's.
_first_words, _IN_PORT_ONLY = Struct('!QI').unpack_from, 0x0001_000C_8000_0004
_new = object.__new__

#: Names of OpenFlow 1.0 that have one meaning here; nw_src, nw_dst, tp_src and tp_dst depend on the protocol.
_OLD_NAMES = {'dl_src': 'eth_src', 'dl_dst': 'eth_dst', 'dl_type': 'eth_type', 'dl_vlan': 'vlan_vid',
              'dl_vlan_pcp': 'vlan_pcp', 'nw_proto': 'ip_proto', 'nw_src': 'ipv4_src', 'nw_dst': 'ipv4_dst'}
_ARP_NAMES = {'nw_src': 'arp_spa', 'nw_dst': 'arp_tpa', 'nw_proto': 'arp_op'}
_TRANSPORT_NAMES = {6: ('tcp_src', 'tcp_dst'), 17: ('udp_src', 'udp_dst'), 132: ('sctp_src', 'sctp_dst'),
                    1: ('icmpv4_type', 'icmpv4_code'), 58: ('icmpv6_type', 'icmpv6_code')}


class _OfFields(Structure):
    """What is made of match fields: those of its version."""

    if TYPE_CHECKING:
        known: ClassVar[Fields]

    @classmethod
    def _declared(cls) -> None:
        cls.known = cls.table.version.fields


class FieldMap(_OfFields):
    """Fields and their values: TLVs behind a header of four bytes, of which the last two are the length.

    Reads like a dictionary of names and values. A subclass says what the first two bytes are, as `type`, and in
    `types` what else they may be when received.
    """

    if TYPE_CHECKING:
        type: int
        types: ClassVar[Container[int]]
        _raw: bytes                       # all of it without the padding
        _values: dict[str, Any] | None    # made of it when first asked
    else:
        _values = None

    def _build(self, fields: dict[str, Any]) -> None:
        """Any fields in any form, one at a time."""
        known, owner = self.known, self.__class__.__name__
        self._keep(sorted([known.tlv(owner, name, value) for name, value in fields.items()]))

    def _keep(self, tlvs: list[bytes]) -> None:
        body = b''.join(tlvs)
        if len(body) > 0xFFFF - 4 - 7:
            raise EncodeError(f'{self.__class__.__name__}: {len(body)} bytes of fields do not fit in a message')
        self._raw = _SHORTS.pack(self.type, len(body) + 4) + body

    def encode(self) -> bytes:
        """The fields with their header and their padding."""
        raw = self._raw
        return raw + _PADDING[len(raw) % 8]

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        """What fills `buf[offset:limit]`."""
        fields, end = cls.decode_prefix(buf, offset, limit)
        if end != limit:
            raise DecodeError(cls.__name__, f'{limit - end} bytes too many', buf, end)
        return fields

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        """What begins at `offset`, and where its padding ends; every field's length is checked now."""
        fields = _new(cls)
        if limit - offset >= 16:
            headers, port = _first_words(buf, offset)
            if headers == _IN_PORT_ONLY:
                fields._raw = buf[offset : offset + 12]
                fields._values = {'in_port': port}
                return fields, offset + 16
        if limit - offset < 8:
            raise DecodeError(cls.__name__, f'takes at least 8 bytes, has {limit - offset}', buf, offset)
        kind, length = _SHORTS.unpack_from(buf, offset)
        if kind not in cls.types:
            raise DecodeError(cls.__name__, f'match type {kind} is not OFPMT_OXM', buf, offset)
        end, after = offset + length, offset + (length + 7 & -8)
        if length < 4 or after > limit:
            raise DecodeError(cls.__name__, f'length {length}, bytes left {limit - offset}', buf, offset)
        known, at, last = cls.known, offset + 4, end - 4
        while at <= last:
            (header,) = _read_header(buf, at)
            at = at + 4 + (header & 0xFF) if header in known.headers else known.check(cls.__name__, buf, at, end)
        if at != end:
            raise DecodeError(cls.__name__, f'its fields end {at - end:+} bytes from its own end', buf, offset)
        fields._raw = buf[offset:end]
        return fields, after

    def _read(self) -> dict[str, Any]:
        """The values, converted on first use."""
        self._values = values = {}
        for start in self._starts():
            name, value = self.known.read(self._raw, start)
            values[name] = value
        return values

    def _starts(self) -> Iterator[int]:
        """Where the TLVs begin."""
        at, raw = 4, self._raw
        while at < len(raw):
            yield at
            at += 4 + raw[at + 3]

    @property
    def length(self) -> int:
        """The byte count without the padding, as on the wire."""
        return len(self._raw)

    def __getitem__(self, name: str) -> Any:
        return (self._values or self._read())[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field, or the default where the match has no such field."""
        return (self._values or self._read()).get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in (self._values or self._read())

    def __iter__(self) -> Iterator[str]:
        return iter(self._values or self._read())

    def __len__(self) -> int:
        return len(self._values or self._read())

    def keys(self) -> list[str]:
        """The names of the fields, in the order of the wire."""
        return list(self)

    def values(self) -> list[Any]:
        """The values of the fields, in the order of the wire."""
        return list((self._values or self._read()).values())

    def items(self) -> list[tuple[str, Any]]:
        """Names and values, in the order of the wire."""
        return list((self._values or self._read()).items())

    def iteritems(self) -> Iterator[tuple[str, Any]]:
        """Names and values, in the order of the wire."""
        return iter(self.items())

    def __eq__(self, other: object) -> bool:
        return self._raw == other._raw if type(self) is type(other) else NotImplemented  # type: ignore[attr-defined]

    __hash__ = None  # type: ignore[assignment]  # append_field changes it

    def __repr__(self) -> str:
        return f'{type(self).__name__}({", ".join(f"{name}={value!r}" for name, value in self.items())})'


class Match(FieldMap):
    """Which packets: `OFPMatch(in_port=1, eth_dst='00:00:00:00:00:01', ipv4_src='10.0.0.0/8')` (7.2.3).

    Reads like a dictionary of names and values. A value is an int, or text for an address; a masked one is
    `(value, mask)`, when building also `'value/mask'` or `'value/prefix length'`. Fields go on the wire in ascending
    order, as their prerequisites want. The names of OpenFlow 1.0 (dl_dst, nw_src, tp_dst ...) are understood when
    building. A field that nobody declared is `field_<type>` with its bytes as base64. Raises EncodeError for an
    unknown name and for a value that does not fit.
    """

    type, types = OXM_MATCH, (OXM_MATCH,)
    _raw = bytes.fromhex('00010004')

    def __init__(self, /, **fields: Any) -> None:
        if not fields:
            return
        plan = self.known.plan(tuple(fields))
        if plan is not None:
            try:
                self._raw = b''.join([before + write(fields[name]) for before, name, write in plan])
                return
            except _MISFITS:
                pass  # a mask perhaps, or an error that names its field
        self._build(fields)

    def _build(self, fields: dict[str, Any]) -> None:
        """Any fields in any form, those of OpenFlow 1.0 included."""
        if not fields.keys() <= self.known.by_name.keys():
            fields = _modern(self.__class__.__name__, fields)
        super()._build(fields)

    def append_field(self, header: int, value: Any, mask: Any = None) -> None:
        """Add a field named by its OXM header (`ofproto.OXM_OF_ETH_DST`), which may be the one for a masked value."""
        field = self.known.by_type.get((header >> 9, None))
        if field is None:
            raise EncodeError(f'{type(self).__name__}: there is no match field with the header {header:#x}')
        tlv = self.known.tlv(type(self).__name__, field.name, value if mask is None else (value, mask))
        raw = self._raw
        tlvs = [raw[at : at + 4 + raw[at + 3]] for at in self._starts()]
        self._keep(sorted([*(each for each in tlvs if int.from_bytes(each[:4]) >> 9 != field.type), tlv]))
        self._values = None


def _modern(owner: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with the names of OpenFlow 1.0 replaced by today's."""
    names = _OLD_NAMES | (_ARP_NAMES if fields.get('dl_type', fields.get('eth_type')) == 0x0806 else {})
    protocol = fields.get('nw_proto', fields.get('ip_proto'))
    if 'tp_src' in fields or 'tp_dst' in fields:
        if protocol not in _TRANSPORT_NAMES:
            raise EncodeError(f'{owner}: tp_src and tp_dst mean nothing without an nw_proto that has ports')
        names |= dict(zip(('tp_src', 'tp_dst'), _TRANSPORT_NAMES[protocol], strict=True))
    modern = {names.get(name, name): value for name, value in fields.items()}
    if isinstance(vlan := fields.get('dl_vlan'), int):
        modern['vlan_vid'] = 0 if vlan == 0xFFFF else vlan | VLAN_PRESENT  # 0xffff was OFP_VLAN_NONE
    return modern


# Values in table features ---------------------------------------------------------------------------------------------

class Values(FieldMap):
    """The property of table features that lists values of fields (1.5.1, 7.3.5): reads like a dictionary.

    `OFPTableFeaturePropOxmValues(packet_type=0)`; `oxm_values` is a list of names and values.
    """

    def __init__(self, type_: int | None = None, length: int | None = None, **values: Any) -> None:
        self._build(values)

    @property
    def oxm_values(self) -> list[tuple[str, Any]]:
        """Names and values, in the order of the wire."""
        return self.items()

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        """The property that fills `buf[offset:limit]`, its padding left out."""
        if limit - offset < 4:
            raise DecodeError(cls.__name__, f'takes at least 4 bytes, has {limit - offset}', buf, offset)
        at = offset + 4
        while at < limit:
            at = cls.known.check(cls.__name__, buf, at, limit)
        values = _new(cls)
        values._raw = buf[offset:limit]
        return values


# Set field ------------------------------------------------------------------------------------------------------------

class SetField(_OfFields):
    """The action that sets one field: `OFPActionSetField(eth_dst='00:00:00:00:00:01')` (7.2.5).

    `key` is the field's name, `value` its value as a match shows it, `field` its line of the table (None where nobody
    declared it). Raises EncodeError for an unknown name and for a value that does not fit.
    """

    if TYPE_CHECKING:
        type: int
        _tlv: bytes

    def __init__(self, /, **field: Any) -> None:
        if len(field) != 1:
            raise EncodeError(f'{type(self).__name__}: takes one field, not {len(field)}')
        ((name, value),) = field.items()
        self._tlv = self.known.tlv(type(self).__name__, name, value)

    def encode(self) -> bytes:
        """The action with its header and its padding."""
        tlv = self._tlv
        return _SHORTS.pack(self.type, len(tlv) + 11 & -8) + tlv + _PADDING[(len(tlv) + 4) % 8]

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        """The action that fills `buf[offset:limit]`."""
        end = cls.known.check(cls.__name__, buf, offset + 4, limit)
        if limit - offset != end - offset + 7 & -8:
            raise DecodeError(cls.__name__, f'a field of {end - offset - 4} bytes', buf, offset)
        action = object.__new__(cls)
        action._tlv = buf[offset + 4 : end]
        return action

    @property
    def len(self) -> int:
        """The byte count of the action, its padding included."""
        return len(self._tlv) + 11 & -8

    @property
    def key(self) -> str:
        """The name of the field."""
        return self.known.read(self._tlv, 0)[0]

    @property
    def value(self) -> Any:
        """What the field is set to."""
        return self.known.read(self._tlv, 0)[1]

    @property
    def field(self) -> Field | None:
        """The line of the table for the field."""
        return self.known.by_name.get(self.key)

    def __eq__(self, other: object) -> bool:
        return self._tlv == other._tlv if type(self) is type(other) else NotImplemented  # type: ignore[attr-defined]

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f'{type(self).__name__}({self.key}={self.value!r})'


# Field ids of table features ------------------------------------------------------------------------------------------

class OxmId(_OfFields):
    """A field in a list of table features, which is its header alone (7.3.5.5.2).

    `type` is the field's name (`field_<type>` for one that nobody declared), `exp_id` its experimenter, `length` that
    of the payload: the one of the table where it is not given.
    """

    if TYPE_CHECKING:
        exp_id: int | None
    else:
        exp_id = None

    def __init__(self, type_: str, hasmask: bool = False, length: int | None = None) -> None:
        field = self.known.by_name.get(type_)
        self.type = type_
        if field is not None:
            self.exp_id = field.experimenter
        self.hasmask = hasmask
        self.length = length

    def encode(self) -> bytes:
        """The header; raises EncodeError for an unknown name."""
        owner, masked = self.__class__.__name__, bool(self.hasmask)
        number, field, length = self.known.type_of(owner, self.type), self.known.by_name.get(self.type), self.length
        if length is None:
            length = field.header(masked)[3] if field else 0
        try:
            raw = _HEADER.pack(number << 9 | masked << 8)[:3] + bytes([length])
            return raw if self.exp_id is None else raw + _HEADER.pack(self.exp_id)
        except _MISFITS:
            raise EncodeError(f'{owner}: length {length!r} or exp_id {self.exp_id!r} does not fit') from None

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> OxmId:
        """The id that fills `buf[offset:limit]`."""
        oxm_id, end = cls.decode_prefix(buf, offset, limit)
        if end != limit:
            raise DecodeError(cls.__name__, f'{limit - end} bytes too many', buf, end)
        return oxm_id

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[OxmId, int]:
        """The id at `offset`, an experimenter's as an ExperimenterOxmId, and where it ends."""
        if limit - offset < 4:
            raise DecodeError(cls.__name__, f'takes at least 4 bytes, has {limit - offset}', buf, offset)
        (header,) = _read_header(buf, offset)
        oxm_id: OxmId
        if header >> 16 != EXPERIMENTER_CLASS:
            oxm_id, end = object.__new__(cls), offset + 4
        elif limit - offset >= 8:
            oxm_id, end = object.__new__(cls.table.version.OFPExperimenterOxmId), offset + 8
            (oxm_id.exp_id,) = _read_header(buf, offset + 4)
        else:
            raise DecodeError(cls.__name__, "an experimenter's field without its id", buf, offset)
        oxm_id.type = cls.known.name_of(header >> 9, oxm_id.exp_id)
        oxm_id.hasmask = bool(header & HAS_MASK)
        oxm_id.length = header & 0xFF
        return oxm_id, end

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[OxmId]:
        """The ids that fill `buf[offset:limit]`."""
        ids = []
        while offset < limit:
            oxm_id, offset = cls.decode_prefix(buf, offset, limit)
            ids.append(oxm_id)
        return ids

    def __eq__(self, other: object) -> bool:
        return self.encode() == other.encode() if isinstance(other, OxmId) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        experimenter = '' if self.exp_id is None else f', exp_id={self.exp_id:#x}'
        return f'{type(self).__name__}({self.type!r}{experimenter}, hasmask={self.hasmask}, length={self.length})'


class ExperimenterOxmId(OxmId):
    """An experimenter's field in a list of table features (7.3.5.5.2)."""

    def __init__(self, type_: str, exp_id: int, hasmask: bool = False, length: int | None = None) -> None:
        super().__init__(type_, hasmask, length)
        self.exp_id = exp_id
