"""Match fields in OpenFlow's structures: `Match`, `SetField` and `OxmId`, made of the tables in `oxm_fields`.

They keep the bytes of their fields, and turn them into Python values when asked: what arrives is checked at once and
converted late. Section numbers are those of the 1.3.5 specification.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Container, Iterator, Mapping
from struct import Struct
from struct import error as StructError
from typing import TYPE_CHECKING, Any, ClassVar, Self

from ..wire import DecodeError, EncodeError, Structure
from .oxm_fields import (
    EXPERIMENTER_CLASS,
    IPV4,
    IPV6,
    MAC,
    ONF_EXTENSIONS,
    OPENFLOW_1_0,
    OPENFLOW_1_2,
    OPENFLOW_1_3,
    OPENFLOW_1_4,
    OPENFLOW_1_5,
    OPENFLOW_BASIC,
    Field,
    Kind,
    described,
    integer,
)
from .oxm_old import OldMatch
from .oxm_tlv import HAS_MASK, HEADER, MISFITS, OXM_MATCH, SHORTS, Fields, enumeration

__all__ = [
    'IPV4',
    'IPV6',
    'MAC',
    'ONF_EXTENSIONS',
    'OPENFLOW_1_0',
    'OPENFLOW_1_2',
    'OPENFLOW_1_3',
    'OPENFLOW_1_4',
    'OPENFLOW_1_5',
    'OPENFLOW_BASIC',
    'ExperimenterOxmId',
    'Field',
    'FieldMap',
    'Fields',
    'Kind',
    'Match',
    'OxmId',
    'SetField',
    'Values',
    'enumeration',
    'integer',
]

VLAN_PRESENT = 0x1000      # OFPVID_PRESENT
MOST_BYTES = 0xFFFF - 4 - 7  # of fields, between header and padding

_read_header = HEADER.unpack_from
_PADDING = [bytes(-length % 8) for length in range(8)]


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
        self._keep([known.tlv(owner, name, fields[name]) for name in known.ordered(owner, tuple(fields))])

    def _keep(self, tlvs: list[bytes]) -> None:
        body = b''.join(tlvs)
        if len(body) > MOST_BYTES:
            raise EncodeError(f'{self.__class__.__name__}: {len(body)} bytes of fields do not fit in a message')
        self._raw = SHORTS.pack(self.type, len(body) + 4) + body

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
        kind, length = SHORTS.unpack_from(buf, offset)
        if kind not in cls.types:
            raise DecodeError(cls.__name__, f'match type {kind} is not OFPMT_OXM', buf, offset, 'BAD_TYPE')
        end, after = offset + length, offset + (length + 7 & -8)
        if length < 4 or after > limit:
            raise DecodeError(cls.__name__, f'length {length}, bytes left {limit - offset}', buf, offset)
        known = cls.known
        headers_in, usual = known.layouts.get(length, known.no_layout)
        if headers_in(buf, offset + 4) != usual:
            at, last = offset + 4, end - 4
            while at <= last:
                (header,) = _read_header(buf, at)
                at = at + 4 + (header & 0xFF) if header in known.headers else known.check(cls.__name__, buf, at, end)
            if at != end:
                raise DecodeError(cls.__name__, f'its fields end {at - end:+} bytes from its own end', buf, offset)
            known.learn(buf[offset:end])
        fields._raw = buf[offset:end]
        return fields, after

    @classmethod
    def pieces(cls, buf: bytes, offset: int, limit: int) -> Iterator[tuple[str, str, int]]:
        """What `wire.annotate` shows of it: the header, field by field, the padding."""
        if limit - offset < 4:
            raise DecodeError(cls.__name__, f'takes at least 4 bytes, has {limit - offset}', buf, offset)
        kind, length = SHORTS.unpack_from(buf, offset)
        yield 'type', str(kind), offset + 2
        yield 'length', str(length), offset + 4
        end = min(offset + length, limit)
        yield from cls.known.pieces(cls.__name__, buf, offset + 4, end)
        if length % 8:
            yield '', 'padding', min(end + -length % 8, limit)

    def _read(self) -> dict[str, Any]:
        """The values, converted on first use."""
        values, raw, known, at = {}, self._raw, self.known, 4
        readers, end = known.readers, len(raw)
        while at < end:
            (header,) = _read_header(raw, at)
            after = at + 4 + (header & 0xFF)
            if header in readers:
                name, read = readers[header]
                values[name] = read(raw[at + 4 : after])
            else:
                name, value = known.read(raw, at)
                values[name] = value
            at = after
        self._values = values
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


class Match(OldMatch, FieldMap):
    """Which packets: `OFPMatch(in_port=1, eth_type=0x0800, ipv4_src='10.0.0.0/8')` (7.2.3).

    Reads like a dictionary of names and values. A value is an int, or text for an address; a masked one is
    `(value, mask)`, when building also `'value/mask'` or `'value/prefix length'`. Fields go on the wire in ascending
    order, as their prerequisites want. The names of OpenFlow 1.0 (dl_dst, nw_src, tp_dst ...) are understood when
    building. A field that nobody declared is `field_<type>` with its bytes as base64. Raises EncodeError for an
    unknown name, for a value that does not fit, and for a field whose prerequisite is missing (7.2.3.6).
    """

    type, types = OXM_MATCH, (OXM_MATCH,)
    _raw = bytes.fromhex('00010004')
    _unchecked = False  # whether a prerequisite may still be missing
    has_header = None    # whether `decode_fields` has found the header too

    def __init__(self, /, **fields: Any) -> None:
        if not fields:
            return
        plan = self.known.plan(tuple(fields))
        if plan is None:
            self._compose(fields)
            return
        pieces, needs = plan
        try:
            for name, allowed in needs:
                if fields[name] not in allowed:
                    break
            else:
                self._raw = b''.join([before + write(fields[name]) for before, name, write in pieces])
                return
        except MISFITS:
            pass  # a mask perhaps, or an error that names its field
        owner = self.__class__.__name__
        self._keep([self.known.tlv(owner, name, fields[name]) for _, name, _ in pieces])
        if any(fields[name] not in allowed for name, allowed in needs):
            self._require()

    def _compose(self, fields: dict[str, Any]) -> None:
        """Fields of which some have names of OpenFlow 1.0, or no fixed size, or lack a prerequisite.

        Ryu's constructor takes also `type_` and `length`, which say nothing new, and, for what was a match already,
        `_ordered_fields`: names and values in the order of the wire.
        """
        owner = self.__class__.__name__
        fields = {name: value for name, value in fields.items() if name not in ('type_', 'length')}
        ordered = fields.pop('_ordered_fields', None)
        if ordered is not None:
            self._keep([self.known.tlv(owner, name, value) for name, value in ordered])
            return
        self._build(fields if fields.keys() <= self.known.by_name.keys() else _modern(owner, fields))
        self._require()

    def _require(self) -> None:
        """Raise EncodeError if a field lacks its prerequisite."""
        lacking = self.known.lacking(self._values or self._read())
        if lacking is not None:
            owner, wanted = self.__class__.__name__, described(lacking.requires)
            raise EncodeError(f'{owner}.{lacking.name}: needs {wanted} in the match')
        self._unchecked = False

    def encode(self) -> bytes:
        """The match with its header and its padding; raises EncodeError if a field lacks its prerequisite."""
        if self._unchecked:
            self._require()
        raw = self._raw
        return raw + _PADDING[len(raw) % 8]

    def append_field(self, header: int, value: Any, mask: Any = None) -> None:
        """Add a field named by its OXM header (`ofproto.OXM_OF_ETH_DST`), which may be the one for a masked value.

        Its prerequisites may follow: they are asked for when the match is encoded.
        """
        field = self.known.by_type.get((header >> 9, None))
        if field is None:
            raise EncodeError(f'{type(self).__name__}: there is no match field with the header {header:#x}')
        self._add(field.name, value, mask)

    def _add(self, name: str, value: Any, mask: Any = None) -> None:
        known, owner, raw = self.known, self.__class__.__name__, self._raw
        tlvs = {known.read(raw, at)[0]: raw[at : at + 4 + raw[at + 3]] for at in self._starts()}
        tlvs[name] = known.tlv(owner, name, value if mask is None else (value, mask))
        self._keep([tlvs[each] for each in known.ordered(owner, tuple(tlvs))])
        self._values, self._unchecked = None, True

    def encode_fields(self, header: bool = False) -> bytes:
        """The fields without padding, as Nicira's and ONF's messages hold them; raises EncodeError as `encode`.

        With the header or without: as `decode_fields` found them, else as asked.
        """
        if self._unchecked:
            self._require()
        return self._raw if (header if self.has_header is None else self.has_header) else self._raw[4:]

    @classmethod
    def decode_fields(cls, buf: bytes, offset: int, limit: int, header: bool = False) -> Self:
        """The match whose fields, perhaps with the header in front of them, fill `buf[offset:limit]`."""
        if header and buf[offset : offset + 4] == SHORTS.pack(OXM_MATCH, limit - offset):
            match = cls.decode_fields(buf, offset + 4, limit)
            match.has_header = True
            return match
        at = offset
        while at < limit:
            at = cls.known.check(cls.__name__, buf, at, limit)
        if limit - offset > MOST_BYTES:
            raise DecodeError(cls.__name__, f'{limit - offset} bytes of fields', buf, offset)
        match = _new(cls)
        match._raw = SHORTS.pack(OXM_MATCH, limit - offset + 4) + buf[offset:limit]
        if header:
            match.has_header = False
        return match

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """The match in Ryu's shape, its fields in the order of the wire; unknown ones are base64 in any case."""
        fields = [self.known.to_jsondict(self._raw, start) for start in self._starts()]
        return {self.__class__.__name__: {'length': self.length, 'oxm_fields': fields, 'type': self.type}}

    @classmethod
    def from_jsondict(
        cls, dict_: Mapping[str, Any], decode_string: Callable[[str], bytes] = b64decode, **additional_args: Any
    ) -> Self:
        """The match of Ryu's shape, its fields in the order given, with or without prerequisites; raises ValueError."""
        given = dict_.get('oxm_fields')
        if not isinstance(given, list):
            raise EncodeError(f'{cls.__name__}.oxm_fields: {given!r} is no list')
        return cls(_ordered_fields=[cls.known.from_jsondict(cls.__name__, each) for each in given])


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

    types = range(1 << 16)  # its family has looked already

    def __init__(self, type_: int | None = None, length: int | None = None, **values: Any) -> None:
        self._build(values)

    @property
    def oxm_values(self) -> list[tuple[str, Any]]:
        """Names and values, in the order of the wire."""
        return self.items()

    @classmethod
    def pieces(cls, buf: bytes, offset: int, limit: int) -> Iterator[tuple[str, str, int]]:
        """What `wire.annotate` shows behind the header."""
        return cls.known.pieces(cls.__name__, buf, offset, limit)

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

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """The property in Ryu's shape, its values in the order of the wire; unknown ones are base64 in any case."""
        values = [self.known.to_jsondict(self._raw, start) for start in self._starts()]
        return {self.__class__.__name__: {'type': self.type, 'length': self.length, 'oxm_values': values}}

    @classmethod
    def from_jsondict(
        cls, dict_: Mapping[str, Any], decode_string: Callable[[str], bytes] = b64decode, **additional_args: Any
    ) -> Self:
        """The property of Ryu's shape; raises ValueError."""
        given = dict_.get('oxm_values')
        if not isinstance(given, list):
            raise EncodeError(f'{cls.__name__}.oxm_values: {given!r} is no list')
        return cls(**dict(cls.known.from_jsondict(cls.__name__, each) for each in given))


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
        return SHORTS.pack(self.type, len(tlv) + 11 & -8) + tlv + _PADDING[(len(tlv) + 4) % 8]

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        """The action that fills `buf[offset:limit]`."""
        end = cls.known.check(cls.__name__, buf, offset + 4, limit)
        if limit - offset != end - offset + 7 & -8:
            raise DecodeError(cls.__name__, f'a field of {end - offset - 4} bytes', buf, offset)
        action = object.__new__(cls)
        action._tlv = buf[offset + 4 : end]
        return action

    @classmethod
    def pieces(cls, buf: bytes, offset: int, limit: int) -> Iterator[tuple[str, str, int]]:
        """What `wire.annotate` shows behind the header."""
        return cls.known.pieces(cls.__name__, buf, offset, cls.known.check(cls.__name__, buf, offset, limit))

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

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """The action in Ryu's shape."""
        field = self.known.to_jsondict(self._tlv, 0)
        return {type(self).__name__: {'field': field, 'len': self.len, 'type': self.type}}

    @classmethod
    def from_jsondict(
        cls, dict_: Mapping[str, Any], decode_string: Callable[[str], bytes] = b64decode, **additional_args: Any
    ) -> Self:
        """The action of Ryu's shape, of which `field` is what counts; raises ValueError."""
        name, value = cls.known.from_jsondict(cls.__name__, dict_.get('field'))
        return cls(**{name: value})

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
            raw = HEADER.pack(number << 9 | masked << 8)[:3] + bytes([length])
            if field is not None and field.experimenter_type is not None:
                return raw + field.prefix
            return raw if self.exp_id is None else raw + HEADER.pack(self.exp_id)
        except (StructError, *MISFITS):
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
            oxm_id.type = cls.known.name_of(header >> 9)
        elif limit - offset >= 8:
            oxm_id = object.__new__(cls.table.version.OFPExperimenterOxmId)
            (oxm_id.exp_id,) = _read_header(buf, offset + 4)
            field, before = cls.known.field_at(buf[offset:limit], 0, header | 0xFF)  # some say a length of 0
            oxm_id.type, end = field.name if field else f'field_{header >> 9}', offset + 4 + max(before, 4)
        else:
            raise DecodeError(cls.__name__, "an experimenter's field without its id", buf, offset)
        oxm_id.hasmask = bool(header & HAS_MASK)
        oxm_id.length = header & 0xFF
        return oxm_id, end

    @classmethod
    def pieces(cls, buf: bytes, offset: int, limit: int) -> Iterator[tuple[str, str, int]]:
        """What `wire.annotate` shows of it."""
        oxm_id, end = cls.decode_prefix(buf, offset, limit)
        yield '', f'{oxm_id.type}, {oxm_id.length} bytes{" with mask" if oxm_id.hasmask else ""}', end

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[OxmId]:
        """The ids that fill `buf[offset:limit]`."""
        ids = []
        while offset < limit:
            oxm_id, offset = cls.decode_prefix(buf, offset, limit)
            ids.append(oxm_id)
        return ids

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """The id in Ryu's shape."""
        shown: dict[str, Any] = {'exp_id': self.exp_id} if isinstance(self, ExperimenterOxmId) else {}
        shown |= {'type': self.type, 'hasmask': int(bool(self.hasmask)), 'length': self.length}  # Ryu has the bit
        return {type(self).__name__: shown}

    @classmethod
    def from_jsondict(
        cls, dict_: Mapping[str, Any], decode_string: Callable[[str], bytes] = b64decode, **additional_args: Any
    ) -> Self:
        """The id of Ryu's shape; raises ValueError."""
        given = {'type_' if name == 'type' else name: value for name, value in dict_.items()}
        try:
            return cls(**given)
        except TypeError as fault:
            raise EncodeError(f'{cls.__name__}: {fault}') from None

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
