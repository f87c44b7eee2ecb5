"""Match fields on the wire: TLVs, and back, by the tables in `oxm_fields`.

A field is a header of four bytes (class, number, has-mask bit, payload length; 7.2.3.2), eight for an experimenter's
field (7.2.3.8), then the value, then perhaps a mask. Section numbers are those of the 1.3.5 specification.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from struct import Struct
from struct import error as StructError
from types import new_class
from typing import Any, NamedTuple

from ..wire import DecodeError, EncodeError, Enumeration
from .oxm_fields import BASIC_CLASS, EXPERIMENTER_CLASS, IPV6, MAC, Field, Kind, relaxed

__all__ = ['HAS_MASK', 'HEADER', 'MISFITS', 'OXM_MATCH', 'SHORTS', 'Fields', 'Plan', 'enumeration']

OXM_MATCH = 1              # ofp_match_type (7.2.3.1)
HAS_MASK = 0x100
PLANS = 256                # sets of field names for which the layout of a match is remembered

HEADER = Struct('!I')
SHORTS = Struct('!HH')
_read_header = HEADER.unpack_from
_GROUPS = Struct('!8H')    # an IPv6 address as the oldest apps have it

#: What a value that does not fit its field raises on the way to its bytes.
MISFITS = (TypeError, ValueError, AttributeError, OverflowError, OSError, StructError)


class Plan(NamedTuple):
    """What a match of certain fields without masks looks like."""

    #: The bytes in front of each value, the field's name, and how its value becomes bytes; in the order of the wire.
    pieces: list[tuple[bytes, str, Callable[[Any], bytes]]]
    #: The fields that others need, and what their values must be among.
    needs: list[tuple[str, Any]]


class _AnyBut0:
    """Whatever is not 0."""

    def __contains__(self, value: object) -> bool:
        return value != 0


_ANY_BUT_0 = _AnyBut0()


class Fields:
    """The match fields that a version knows.

    While `strict` is True, a match must meet the prerequisites of its fields, and a number fit the bits of its field.
    Set to False, as apps written for Ryu may want it, a number must fit the bytes of its field, and the switch is left
    to judge the rest.
    """

    noun = 'match field'
    no_layout = Struct('').unpack_from, None

    def __init__(self, fields: Iterable[Field]) -> None:
        self._declared = tuple(fields)
        self._strict = True
        self._use(self._declared)

    @property
    def strict(self) -> bool:
        """Whether a match without a prerequisite is refused, and a number that does not fit the bits of its field."""
        return self._strict

    @strict.setter
    def strict(self, strict: bool) -> None:
        self._strict = strict
        self._use(self._declared if strict else relaxed(self._declared))

    def declare(self, *fields: Field) -> None:
        """Know these fields too, such as an experimenter's; raises ValueError for a name or a number that is taken."""
        for each in fields:
            other = self.by_name.get(each.name) or self.by_type.get((each.type, each.experimenter), each)
            if (other.name, other.header()) != (each.name, each.header()):
                raise ValueError(f'{each.name}: there is {other.name} already, of number {other.number}')
        names = {each.name for each in fields}
        self._declared = (*(each for each in self._declared if each.name not in names), *fields)
        self.strict = self._strict

    def _use(self, fields: tuple[Field, ...]) -> None:
        self.by_name = {each.name: each for each in fields}
        self.by_type = {(each.type, each.experimenter): each for each in fields}
        self.writers = {each.name: (each.header(), each.kind.write) for each in fields if not each.kind.variable}
        self.masked_headers = {each.name: each.header(masked=True) for each in fields}
        #: Whole header of every known field of fixed size that has no experimenter id -> field, has a mask.
        self.headers = {
            int.from_bytes(each.header(masked)): (each, masked)
            for each in fields if each.experimenter is None and not each.kind.variable for masked in (False, True)
        }
        #: Those without a mask -> name, and how the bytes behind become a value.
        self.readers = {
            header: (each.name, each.kind.read) for header, (each, masked) in self.headers.items() if not masked
        }
        #: Whole header of every known field without a mask, its experimenter id included -> name.
        self.by_header = {int.from_bytes(each.header()): each.name for each in fields}
        self.prefixes = {each.name: each.prefix for each in fields if each.experimenter is not None}
        #: Length of a match -> what reads the headers of its fields, and what they are: for the first such match seen.
        self.layouts: dict[int, tuple[Callable[..., tuple[int, ...]], tuple[int, ...] | None]] = {}
        self.plan = lru_cache(maxsize=PLANS)(self._plan)
        self.ordered = lru_cache(maxsize=PLANS)(self._ordered)

    def _plan(self, names: tuple[str, ...]) -> Plan | None:
        """The layout of a match of these fields, None where it takes a closer look.

        That is so where a field is unknown, has no fixed size, or lacks a prerequisite that one of several could meet.
        """
        if not self.writers.keys() >= set(names):
            return None
        needs: dict[str, Any] = {}
        for name in names:
            prerequisites = self.by_name[name].prerequisites()
            met = [each for each in prerequisites if each[0] in names]
            if len(met) != bool(prerequisites):
                return None
            for other, values in met:
                allowed = needs.get(other, _ANY_BUT_0)
                needs[other] = tuple(each for each in values if each in allowed) if values else allowed
                if not needs[other]:
                    return None
        fields = [self.by_name[name] for name in self.ordered('', names)]
        before = SHORTS.pack(OXM_MATCH, 4 + sum(len(each.header()) + each.kind.width for each in fields))
        pieces = []
        for each in fields:
            pieces.append((before + each.header(), each.name, each.kind.write))
            before = b''
        return Plan(pieces, list(needs.items()))

    def _ordered(self, owner: str, names: tuple[str, ...]) -> list[str]:
        """The names in the order of the wire: ascending, but none before its prerequisites (7.2.3.6)."""
        ordered: dict[str, None] = {}

        def put(name: str) -> None:
            prerequisites = self.by_name[name].prerequisites() if name in self.by_name else ()
            needed = next((other for other, _ in prerequisites if other in names), None)
            if needed is not None and needed not in ordered:
                put(needed)
            ordered[name] = None

        for name in sorted(names, key=lambda name: self._rank(owner, name)):
            put(name)
        return list(ordered)

    def _rank(self, owner: str, name: str) -> tuple[int, int]:
        field = self.by_name.get(name)
        return field.rank if field else (self.type_of(owner, name), 0)

    def lacking(self, values: Mapping[str, Any]) -> Field | None:
        """The first field of a match with these values that lacks its prerequisite."""
        for name in values:
            field = self.by_name.get(name)
            prerequisites = field.prerequisites() if field else ()
            if prerequisites and not any(self._is_among(values, *each) for each in prerequisites):
                return field
        return None

    def _is_among(self, values: Mapping[str, Any], name: str, allowed: tuple[int, ...]) -> bool:
        """Whether a match with these values selects only such values of a field; with none: values other than 0."""
        value = values.get(name, 0)
        if isinstance(value, tuple):
            value, mask = value
            if allowed and mask != (1 << self.by_name[name].kind.bits) - 1:
                return False
        return value in allowed if allowed else value != 0

    def enumerations(self) -> Iterator[type[Enumeration]]:
        """The field numbers and headers as openflow.h and Ryu name them.

        OFPXMT_OFB_*, OXM_OF_* and OXM_OF_*_W are of the basic class, NXM_* and NXM_*_W of Nicira's two.
        """
        basic = [each for each in self.by_name.values() if each.oxm_class == BASIC_CLASS]
        yield enumeration('oxm_ofb_match_fields', 'OFPXMT_OFB_', {each.name.upper(): each.number for each in basic})
        yield enumeration('oxm_headers', 'OXM_OF_', {
            each.name.upper() + suffix: int.from_bytes(each.header(masked))
            for each in basic for masked, suffix in ((False, ''), (True, '_W'))
        })
        nicira = [each for each in self.by_name.values() if each.oxm_class in (0, 1)]
        yield enumeration('nxm_headers', 'NXM_', {
            each.symbol.removeprefix('NXM_') + ('_W' if masked else ''): int.from_bytes(each.header(masked)[:4])
            for each in nicira for masked in (False, True) if each.maskable >= masked
        })

    def tlv(self, owner: str, name: str, value: Any) -> bytes:
        """A field and its value, or `(value, mask)`, or `'value/mask'`, as bytes; raises EncodeError naming it."""
        try:
            header, write = self.writers[name]
            return header + write(value)
        except KeyError:
            return self._variable_tlv(owner, name, value)
        except MISFITS:
            self.type_of(owner, name)  # which refuses what is no name at all
            return self._masked_tlv(owner, self.by_name[name], value)

    def _masked_tlv(self, owner: str, field: Field, given: Any) -> bytes:
        """What is no plain value: perhaps it has a mask, or an unusual form."""
        kind = field.kind
        try:
            if isinstance(given, str):
                value, mask = given.split('/')
                bits = _leading_bits(kind.width, int(mask)) if mask.isdecimal() else kind.write(mask)
                return self.masked_headers[field.name] + _both(kind.write(value), bits) + bits
            if isinstance(given, int) or len(given) == 8:
                return field.header() + _unusual(kind, given)
            value, mask = given
            if mask is None:
                return field.header() + _unusual(kind, value)
            bits = _unusual(kind, mask)
            return self.masked_headers[field.name] + _both(_unusual(kind, value), bits) + bits
        except MISFITS:
            raise EncodeError(f'{owner}.{field.name}: {given!r} is no {kind.noun}, nor one with a mask') from None

    def _variable_tlv(self, owner: str, name: str, value: Any) -> bytes:
        """A field of no fixed size, or one that nobody declared, with its bytes or their base64."""
        field = self.by_name.get(name)
        number, most = (field.type, field.kind.width) if field else (self.type_of(owner, name), 0xFF)
        parts = value if isinstance(value, tuple) else (value,)
        try:
            raw = [part if isinstance(part, bytes) else b64decode(part, validate=True) for part in parts]
        except MISFITS:
            raise EncodeError(f'{owner}.{name}: {value!r} is neither bytes nor base64') from None
        if len(raw) not in (1, 2) or len(raw[0]) != len(raw[-1]) or len(raw[0]) > most:
            raise EncodeError(f'{owner}.{name}: {value!r} is no value, with a mask as long or without, in {most} bytes')
        is_unknown = number >> 7 == EXPERIMENTER_CLASS and field is None  # of which the first four bytes are the id
        if len(raw) == 2 and not is_unknown:
            raw[0] = _both(*raw)
        body = (field.prefix if field else b'') + b''.join(raw)
        if len(body) > 0xFF or (is_unknown and len(body) < 4):
            raise EncodeError(f'{owner}.{name}: {value!r} does not fit behind the header of a {self.noun}')
        return HEADER.pack(number << 9 | (len(raw) - 1) << 8 | len(body)) + body

    def type_of(self, owner: str, name: str) -> int:
        """Class and number of a field by its name, or of one that nobody declared, which is named `field_<type>`."""
        if not isinstance(name, str):
            raise EncodeError(f'{owner}: {name!r} is no name of a {self.noun}')
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

    def header_bytes(self, name: str | int, width: int = 8) -> bytes:
        """The header of a field, which may take `width` bytes, as actions name it; raises ValueError.

        A number is a header already: of four bytes, or with an experimenter's id of eight. `''` is zeros: no field.
        """
        if name == '':
            header = bytes(4)
        elif isinstance(name, int):
            header = name.to_bytes(8 if name >> 32 else 4, 'big')
        else:
            if name not in self.by_name:
                raise ValueError(f'there is no {self.noun} {name!r}{_suggestion(name, self.by_name)}')
            header = self.by_name[name].header()
        if len(header) > width:
            raise ValueError(f'the header of {name} takes {len(header)} bytes, not {width}')
        return header

    def header_at(self, owner: str, buf: bytes, offset: int, limit: int, width: int = 8) -> tuple[str | int, int]:
        """The field whose header is at `offset`, and where that ends: its number if unknown, `''` for zeros."""
        size = 4 if buf[offset : offset + 2] != b'\xff\xff' else 8
        if size > min(width, limit - offset):
            raise DecodeError(owner, f'no header of a {self.noun} in {min(width, limit - offset)} bytes', buf, offset)
        number = int.from_bytes(buf[offset : offset + size])
        return self.by_header.get(number, number or ''), offset + size

    def header_of(self, name: str | int) -> int:
        """The header of a field, in four bytes, as a number; raises ValueError."""
        return int.from_bytes(self.header_bytes(name, 4))

    def name_of_header(self, header: int) -> str | int:
        """The field with that header, the header itself where nobody declared one."""
        return self.by_header.get(header, header)

    def field_at(self, buf: bytes, offset: int, header: int) -> tuple[Field | None, int]:
        """The field whose TLV is at `offset`, None if nobody declared it, and how many bytes follow its header before
        the value."""
        if header >> 16 != EXPERIMENTER_CLASS:
            return self.by_type.get((header >> 9, None)), 0
        (experimenter,) = _read_header(buf, offset + 4)
        field = self.by_type.get((header >> 9, experimenter))
        prefix = self.prefixes[field.name] if field else b''
        end = offset + 4 + (header & 0xFF)
        return (field, len(prefix)) if buf.startswith(prefix, offset + 4, end) else (None, 0)

    def learn(self, raw: bytes) -> None:
        """Remember where the fields of a match lie, so that the next one like it is known by its headers alone."""
        if len(raw) in self.layouts or len(self.layouts) >= PLANS:
            return
        headers, codes, at = [], '!', 4
        while at < len(raw):
            (header,) = _read_header(raw, at)
            if header not in self.headers:
                self.layouts[len(raw)] = self.no_layout
                return
            headers.append(header)
            codes += f'I{header & 0xFF}x'
            at += 4 + (header & 0xFF)
        self.layouts[len(raw)] = Struct(codes).unpack_from, tuple(headers)

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
        if header >> 16 == EXPERIMENTER_CLASS and length < 4:
            raise DecodeError(owner, f"an experimenter's {self.noun} without its id", buf, offset)
        masked = header >> 8 & 1
        field, before = self.field_at(buf, offset, header)
        if field is not None:
            size, most = length - before, field.kind.width << masked
            if size > most or (size < most and not field.kind.variable):
                raise DecodeError(owner, f'{field.name} with {size} bytes', buf, offset)
        if masked and (length - before) % 2:
            raise DecodeError(owner, f'a value and a mask in {length - before} bytes', buf, offset)
        return end

    def read(self, buf: bytes, offset: int) -> tuple[str, Any]:
        """Name and value, or `(value, mask)`, of the TLV at `offset`, which `check` has passed."""
        (header,) = _read_header(buf, offset)
        start, end = offset + 4, offset + 4 + (header & 0xFF)
        field, masked = self.headers.get(header, (None, bool(header & HAS_MASK)))
        if field is None:
            field, before = self.field_at(buf, offset, header)
            start += before
        name, read = (field.name, field.kind.read) if field else (f'field_{header >> 9}', _base64)
        if not masked:
            return name, read(buf[start:end])
        middle = (start + end) // 2
        return name, (read(buf[start:middle]), read(buf[middle:end]))

    def pieces(self, owner: str, buf: bytes, offset: int, limit: int) -> Iterator[tuple[str, str, int]]:
        """Name, value and end of each TLV in `buf[offset:limit]`, for people; raises DecodeError."""
        while offset < limit:
            end = self.check(owner, buf, offset, limit)
            name, value = self.read(buf, offset)
            yield name, '/'.join(map(str, value)) if isinstance(value, tuple) else str(value), end
            offset = end

    def to_jsondict(self, buf: bytes, offset: int) -> dict[str, Any]:
        """The TLV at `offset` in Ryu's shape."""
        name, value = self.read(buf, offset)
        value, mask = value if isinstance(value, tuple) else (value, None)
        return {'OXMTlv': {'field': name, 'mask': mask, 'value': value}}

    def from_jsondict(self, owner: str, given: Any) -> tuple[str, Any]:
        """Name and value, or `(value, mask)`, of what is in Ryu's shape; raises ValueError."""
        try:
            tlv = given['OXMTlv']
            name, value, mask = tlv['field'], tlv['value'], tlv.get('mask')
        except (TypeError, KeyError, AttributeError):
            raise EncodeError(f'{owner}: {given!r} is no OXMTlv with a field and a value') from None
        if not isinstance(name, str):
            raise EncodeError(f'{owner}: {name!r} is no name of a match field')
        return name, value if mask is None else (value, mask)


def enumeration(name: str, prefix: str, members: dict[str, int]) -> type[Enumeration]:
    """An enumeration that follows from a table of fields."""
    return new_class(name, (Enumeration,), {'prefix': prefix}, lambda body: body.update(members))


def _base64(raw: bytes) -> str:
    """Bytes of an unknown field as Ryu shows them."""
    return b64encode(raw).decode('ascii')


def _unusual(kind: Kind, value: Any) -> bytes:
    """A value in any form: addresses may be numbers, an IPv6 address eight numbers."""
    if kind in (MAC, IPV6) and isinstance(value, int):
        return value.to_bytes(kind.width, 'big')
    if kind is IPV6 and isinstance(value, (list, tuple)):
        return _pack_groups(value)
    return kind.write(value)


def _pack_groups(groups: Iterable[int]) -> bytes:
    try:
        return _GROUPS.pack(*groups)
    except StructError as fault:
        raise ValueError(*fault.args) from None


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
