"""Words about the parts of a table, which descriptions and the reference pages share."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter
from textwrap import wrap

from ..openflow import oxm
from ..wire import Enumeration, Message, Structure, Version
from ..wire.layout import Place, layout, membership, signature
from ..wire.structure import NO_DEFAULT

__all__ = [
    'constructor', 'enumeration_of', 'kind', 'match_fields', 'named', 'note', 'number', 'offset', 'requirement',
    'standing', 'width',
]  # fmt: skip

WIDTH = 100  # of a line of parameters


def standing(of: Version, cls: type[Structure]) -> str:
    """What a structure is to the protocol."""
    what = f'a structure of OpenFlow {of.name}'
    if issubclass(cls, Message):
        what = f'a message of OpenFlow {of.name}, type {named(of.ofp_type, cls.msg_type)}'
    member = membership(cls)
    if member is None:
        return what
    parent, family, values = member
    if not values:
        return f'{what}; what every other {family.discriminator} of {parent.__name__} stands for'
    enumeration = enumeration_of(parent, family.discriminator)
    told = ', '.join(named(enumeration, each) for each in values)
    return f'{what}; {parent.__name__} with {family.discriminator} {told}'


def enumeration_of(cls: type[Structure], field: str) -> type[Enumeration] | None:
    """What gives the numbers of a field their names; a message's own `type` lies behind that of its header."""
    return next((each.enumeration for each in reversed(layout(cls)) if each.name == field), None)


def named(enumeration: type[Enumeration] | None, value: int) -> str:
    """`OFPT_HELLO (0)`, or the number alone where it has no name."""
    name = enumeration.describe(value) if enumeration else ''
    return f'{name} ({number(value)})' if name[:1].isalpha() else number(value)


def number(value: int) -> str:
    """A small number in decimal, any other in hexadecimal."""
    return str(value) if value < 0x100 else hex(value)


def constructor(cls: type[Structure]) -> str:
    """The call that makes a structure, with defaults, on as many lines as it takes."""
    parameters = signature(cls).parameters.values()
    shown = ', '.join(str(each.replace(annotation=Parameter.empty)) for each in parameters)
    return '\n'.join(wrap(f'{cls.__name__}({shown})', WIDTH, subsequent_indent='    ', break_long_words=False))


def offset(place: Place) -> str:
    """Where a field begins: its byte, and its bit where that is not the first; `..` where it depends."""
    if place.offset is None:
        return '..'
    byte, bit = divmod(place.offset, 8)
    return f'{byte}.{bit}' if bit else str(byte)


def width(place: Place) -> str:
    """How many bytes a field takes, or bits; `..` where it depends."""
    if place.width is None:
        return '..'
    size, bits = divmod(place.width, 8)
    return f'{place.width} bit' if bits else str(size)


def kind(place: Place) -> str:
    """What a field holds."""
    return place.kind if place.enumeration is None else f'{place.kind} {place.enumeration.__name__}'


def note(place: Place) -> str:
    """What a field holds unless one says something else."""
    if place.value is not None:
        return f'= {named(place.enumeration, place.value)}'
    if place.is_filled:
        return 'filled in'
    if place.default is NO_DEFAULT:
        return ''
    is_number = isinstance(place.default, int)
    return f'default {named(place.enumeration, place.default) if is_number else repr(place.default)}'


def match_fields(of: Version) -> Mapping[str, oxm.Field]:
    """The match fields of a version by name; 1.0 has them only where Nicira's extensions use them."""
    return {} if of.fields is None else of.fields.by_name


def requirement(field: oxm.Field) -> str:
    """The prerequisite of a match field, empty where it has none."""
    if not field.requires:
        return ''
    name, *values = field.requires
    wanted = ' or '.join(number(each) for each in values if isinstance(each, int))
    return f'{name} = {wanted}' if wanted else str(name)
