"""Which value does not fit its field, and why: asked only once encoding has failed."""

from __future__ import annotations

from struct import Struct
from struct import error as StructError
from typing import Any

from .errors import EncodeError
from .kinds import RUNTIME, Bits, Fixed, List, Ref, SizeOf, Tail, Value, Words, u32
from .structure import Field, Message, Structure, fields_of, filled_names, lookup

__all__ = ['FAULTS', 'explained', 'misfit']

#: What a value that does not fit its field raises on the way to its bytes.
FAULTS = (StructError, TypeError, ValueError, AttributeError, OSError, OverflowError)


#: What is written as text, by the field's zero.
ADDRESSES = {'00:00:00:00:00:00': 'MAC', '0.0.0.0': 'IPv4', '::': 'IPv6'}


def explained(structure: Structure, fault: Exception) -> EncodeError:
    """Which field's value does not fit, found by trying each on its own."""
    name = type(structure).__name__
    if not isinstance(structure, Structure):
        return EncodeError(f'{name}: {fault!r}')
    filled = filled_names(type(structure))
    xid = structure.xid or 0 if isinstance(structure, Message) else 0
    if not isinstance(xid, int) or xid >> 32:
        return EncodeError(f'{name}.xid: {xid!r} is no integer from 0 to 0xffffffff')
    known = getattr(type(structure).table.version, 'fields', None)
    for each in fields_of(type(structure)):
        value = getattr(structure, each.name, None)
        if each.is_pad or isinstance(each.kind, SizeOf) or (each.name in filled and not value):
            continue
        codec = each.kind.codec if isinstance(each.kind, Value) else None
        problem = refusal(lookup(type(structure), codec), structure, value) if codec else misfit(each, value, known)
        if problem:
            return EncodeError(f'{name}.{each.name}: {value!r} {problem}')
    return EncodeError(f'{name}: longer than its length field can say, or of no meaning ({fault})')


def refusal(codec: Any, structure: Structure, value: Any) -> str | None:
    """Why a codec cannot write a value, None where it can."""
    try:
        codec.write(structure, value)
    except FAULTS as fault:
        return f'({fault})'
    return None


def misfit(each: Field, value: Any, known: Any = None) -> str | None:
    """Why a value does not fit its field, None where it does; `known` are the version's match fields."""
    kind = each.kind
    if isinstance(kind, Value):
        try:
            eval(kind.write.format('value'), {'fields': known, 'value': value})
        except FAULTS as fault:
            return f'({fault})'
    if isinstance(kind, Bits) and kind.unit > 1 and isinstance(value, int):
        fits = value % kind.unit == 0 and not value // kind.unit >> kind.width
        return None if fits else f'is no multiple of {kind.unit} below {kind.unit << kind.width}'
    if isinstance(kind, Bits):
        return None if isinstance(value, int) and not value >> kind.width else f'is no integer of {kind.width} bits'
    if isinstance(kind, Fixed):
        try:
            Struct('!' + kind.code).pack(eval(kind.write.format('value'), {**RUNTIME, 'value': value}))
        except FAULTS as fault:
            if kind.zero in ADDRESSES:
                return f'is no {ADDRESSES[kind.zero]} address'
            if kind.code in 'fd' or kind.write != '{}' or kind.zero != 0:
                return f'({fault})'
            signed = kind.code.islower()
            limit = (1 << 8 * kind.size - signed) - 1
            return f'is no integer from {-limit - 1 if signed else 0} to {limit:#x}'
    if isinstance(kind, Ref) and not hasattr(value, 'encode'):
        return f'is no {kind.name}'
    if isinstance(kind, List) and not (value is None and kind.count is None):
        return list_misfit(kind, list(value.values()) if kind.key and isinstance(value, dict) else value)
    if isinstance(kind, Words) and isinstance(value, (list, tuple)):
        return list_misfit(List(u32), value)
    if isinstance(kind, Tail) and not isinstance(value, (bytes, bytearray, memoryview, type(None))):
        return 'is not bytes'
    return None


def list_misfit(kind: List, value: Any) -> str | None:
    """Why a value is no list of such items, None where it is."""
    if not isinstance(value, (list, tuple)):
        return 'is no list'
    if kind.count is not None and len(value) != kind.count:
        return f'holds {len(value)} items, {kind.count} wanted'
    if isinstance(kind.item, Ref):
        wrong = [item for item in value if not isinstance(item, Structure)]
        return f'holds {wrong[0]!r}, which is no {kind.item.name}' if wrong else None
    problems = [(item, misfit(Field('', kind.item), item)) for item in value]
    return next((f'holds {item!r}, which {problem}' for item, problem in problems if problem), None)
