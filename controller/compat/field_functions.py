"""Ryu's functions of match fields (`oxm_from_user` ...) and of statistics fields (`oxs_from_user` ...).

To them a field is a number: class and number as one, for an experimenter's a pair of its id and that. Values are
bytes, or what users write.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import partial
from struct import Struct
from typing import Any

from ..openflow import oxm
from ..openflow.oxm_fields import EXPERIMENTER_CLASS, Field
from ..wire import Version
from . import type_desc
from .methods import MalformedError
from .pack_utils import msg_pack_into

__all__ = ['functions']

_HEADER = Struct('!I')

#: Class and number, behind an experimenter's id.
Number = int | tuple[int, int]
Bytes = bytes | None


class _Functions:
    """The functions over one table of fields."""

    def __init__(self, fields: oxm.Fields) -> None:
        self.fields = fields

    def get_field_info_by_name(self, name: str) -> tuple[Number, Any]:
        """The number of a field, and what converts its values: `write` and `read`; raises EncodeError."""
        field = self.fields.by_name.get(name)
        return self.from_user_header(name), field.kind if field else type_desc.UnknownType

    def from_user_header(self, name: str) -> Number:
        """The number of a field; raises EncodeError for an unknown name."""
        field = self.fields.by_name.get(name)
        return self.fields.type_of('oxm', name) if field is None else _number(field)

    def from_user(self, name: str, user_value: Any) -> tuple[Number, Bytes, Bytes]:
        """A field and its value as number, value and mask; `()` is no value. Raises EncodeError."""
        number = self.from_user_header(name)
        if user_value in ((), []):
            return number, None, None
        given = tuple(user_value) if isinstance(user_value, list) else user_value
        header_size = len(self._header(number))
        tlv = self.fields.tlv('oxm', name, given)
        value, mask = _halves(tlv[header_size:], tlv[2] & 1)
        if mask is not None and isinstance(given, tuple):
            value = self.fields.tlv('oxm', name, given[0])[header_size:]  # as given, bits outside the mask included
        return number, value, mask

    def to_user_header(self, n: Number) -> str:
        """The name of a field."""
        field = self._field(n)
        return field.name if field else f'field_{n}'

    def to_user(self, n: Number, v: Bytes, m: Bytes) -> tuple[str, Any]:
        """Name and value as users write it; raises ValueError where the bytes are too many or too few."""
        field = self._field(n)
        read = field.kind.read if field else _base64
        if field and v is not None and not field.kind.variable and len(v) != field.kind.width:
            raise ValueError(f'{field.name} takes {field.kind.width} bytes, not {len(v)}')
        value = None if v is None else read(v)
        return self.to_user_header(n), value if m is None else (value, read(m))

    def normalize_user(self, k: str, uv: Any) -> tuple[str, Any]:
        """A field as a decoded match shows it: without the bits outside the mask."""
        try:
            n, v, m = self.from_user(k, uv)
            return self.to_user(n, v if m is None or v is None else bytes(a & b for a, b in zip(v, m, strict=True)), m)
        except ValueError:
            return k, uv

    def parse_header(self, buf: bytes, offset: int) -> tuple[Number, int]:
        """The number of the field at `offset`, and how long its header is; raises MalformedError."""
        head = bytes(buf[offset : offset + 10])
        if len(head) < 4:
            raise MalformedError('oxm', f'{len(head)} bytes are no header', bytes(buf), offset)
        for field in self.fields.by_name.values():
            header = field.header()
            if head[2] >> 1 == header[2] >> 1 and head[:2] == header[:2] and head[4:].startswith(header[4:]):
                return _number(field), len(header)
        number = _HEADER.unpack(head[:4])[0] >> 9
        if number >> 7 == EXPERIMENTER_CLASS and len(head) >= 8:
            return (_HEADER.unpack(head[4:8])[0], number), 8
        return number, 4

    def parse(self, buf: bytes, offset: int) -> tuple[Number, bytes, Bytes, int]:
        """Number, value, mask and length of the field at `offset`; raises MalformedError."""
        number, header_size = self.parse_header(buf, offset)
        end = offset + 4 + buf[offset + 3]
        value, mask = _halves(bytes(buf[offset + header_size : end]), buf[offset + 2] & 1)
        if end > len(buf) or not value:
            raise MalformedError('oxm', f'a field of {buf[offset + 3]} bytes', bytes(buf), offset)
        return number, value, mask, end - offset

    def serialize_header(self, n: Number, buf: bytearray, offset: int) -> int:
        """Write the header of a field without mask, and return its length."""
        header = self._header(n)
        msg_pack_into(f'{len(header)}s', buf, offset, header)
        return len(header)

    def serialize(self, n: Number, value: bytes, mask: Bytes, buf: bytearray, offset: int) -> int:
        """Write a field, and return its length."""
        header, body = bytearray(self._header(n)), value + (mask or b'')
        header[2] |= bool(mask)
        header[3] = len(header) - 4 + len(body)
        msg_pack_into(f'{len(header) + len(body)}s', buf, offset, bytes(header) + body)
        return len(header) + len(body)

    def to_jsondict(self, k: str, uv: Any) -> dict[str, Any]:
        """A field of a match as JSON."""
        value, mask = uv if isinstance(uv, tuple) else (uv, None)
        return {'OXMTlv': {'field': k, 'value': value, 'mask': mask}}

    def from_jsondict(self, j: dict[str, Any]) -> tuple[str, Any]:
        """What `to_jsondict` made."""
        tlv = j['OXMTlv']
        return tlv['field'], tlv['value'] if tlv.get('mask') is None else (tlv['value'], tlv['mask'])

    def _field(self, n: Number) -> Field | None:
        return next((field for field in self.fields.by_name.values() if _number(field) == n), None)

    def _header(self, n: Number) -> bytes:
        field = self._field(n)
        if field is not None:
            return field.header()
        experimenter, number = n if isinstance(n, tuple) else (None, n)
        return _HEADER.pack(number << 9) + (b'' if experimenter is None else _HEADER.pack(experimenter))


def functions(version: Version) -> dict[str, Callable[..., Any]]:
    """The functions of a version's module of numbers, by name."""
    found: dict[str, Callable[..., Any]] = {
        'oxm_tlv_header': partial(_tlv_header, 0x8000), 'oxm_tlv_header_w': _tlv_header_w,
        'oxm_tlv_header_extract_hasmask': _has_mask, 'oxm_tlv_header_extract_length': _value_length,
    }
    tables = {'oxm': version.fields}
    stats = getattr(version, 'OFPStats', None)
    if stats is not None:
        tables['oxs'] = stats.known
    for prefix, fields in tables.items():
        of = _Functions(fields) if fields is not None else None
        for name in vars(_Functions) if of is not None else ():
            if name[0] != '_':
                found[f'{prefix}_{name}'] = getattr(of, name)
    return found


def _number(field: Field) -> Number:
    if field.experimenter is None:
        return field.type
    number = field.type if field.experimenter_type is None else field.experimenter_type
    return field.experimenter, number


def _halves(body: bytes, masked: int) -> tuple[bytes, Bytes]:
    """A payload as value and mask."""
    return (body[: len(body) // 2], body[len(body) // 2 :]) if masked else (body, None)


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode('ascii')


def _tlv_header(oxm_class: int, field: int, length: int) -> int:
    return oxm_class << 16 | field << 9 | length


def _tlv_header_w(field: int, length: int) -> int:
    return _tlv_header(0x8000, field, length * 2) | 1 << 8


def _has_mask(header: int) -> int:
    return header >> 8 & 1


def _value_length(header: int) -> int:
    """The bytes of a value, and of its mask where there is one."""
    return (header & 0xFF) // 2 if _has_mask(header) else header & 0xFF
