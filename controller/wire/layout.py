"""Where the fields of a structure lie, in numbers and words: what people are shown of a table."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .compiler import compile_structure
from .kinds import Bare, Bits, Fixed, Kind, List, Pad, Ref, SizeOf
from .sizes import static_size
from .structure import (
    NO_DEFAULT,
    Enumeration,
    Family,
    Message,
    Structure,
    families_of,
    fields_of,
    filled_names,
    lookup,
)

__all__ = ['Place', 'layout', 'membership', 'section', 'signature', 'summary']


@dataclass(frozen=True)
class Place:
    """A field on the wire.

    `offset` is where it begins, in bits, None behind a field whose size varies; `width` its bits, None where they
    vary. `kind` is the table's word for it, `value` the number that the class decides, `is_filled` says that the codec
    fills it in.
    """

    name: str
    offset: int | None
    width: int | None
    kind: str
    enumeration: type[Enumeration] | None = None
    default: Any = NO_DEFAULT
    value: int | None = None
    is_filled: bool = False

    @property
    def is_pad(self) -> bool:
        """Whether it means nothing."""
        return self.name[0] == '_'


def layout(cls: type[Structure]) -> list[Place]:
    """The fields of a structure in wire order, a message's header included."""
    _compile(cls)  # which finds out about lengths
    places, at = list(_header(cls)), 64 if issubclass(cls, Message) else 0
    position: int | None = at
    filled = filled_names(cls)
    texts = _annotations(cls)
    for each in fields_of(cls):
        text = _padding(each.kind) if each.is_pad else texts.get(each.name, 'tail')
        width, value = _width(cls, each.kind), getattr(cls, each.name, None) if each.name in filled else None
        enumeration = _enumeration(cls, each.kind)
        places.append(Place(
            each.name, position, width, text.partition('(')[0] if enumeration else text, enumeration, each.default,
            value if isinstance(value, int) else None, each.name in filled or isinstance(each.kind, SizeOf),
        ))  # fmt: skip
        position = None if position is None or width is None else position + width
    return places


def _compile(cls: type[Structure]) -> None:
    if not cls.table.compiled:
        compile_structure(cls)


def _header(cls: type[Structure]) -> Iterator[Place]:
    """The header that every message begins with."""
    if issubclass(cls, Message):
        types = getattr(cls.table.version, 'ofp_type', None)
        yield Place('version', 0, 8, 'u8', value=cls.version, is_filled=True)
        yield Place('type', 8, 8, 'u8', types, value=cls.msg_type, is_filled=True)
        yield Place('length', 16, 16, 'u16', is_filled=True)
        yield Place('xid', 32, 32, 'u32', is_filled=True)


def _annotations(cls: type[Structure]) -> dict[str, str]:
    """What stands behind the colons; that a list is read late is no business of its readers."""
    bases = [base for base in reversed(cls.__mro__) if issubclass(base, Structure)]
    return {name: re.sub(r'^late\((.*)\)$', r'\1', text) for base in bases for name, text, _ in base.table.lines}


def _padding(kind: Kind) -> str:
    return f'bits({kind.width})' if isinstance(kind, Bits) else f'pad({kind.size})'  # type: ignore[attr-defined]


def _width(cls: type[Structure], kind: Kind) -> int | None:
    """The bits that a field takes, None where they vary."""
    if isinstance(kind, Bits):
        return kind.width
    if isinstance(kind, (Fixed, Pad)):
        return 8 * kind.size
    if isinstance(kind, SizeOf):
        return 8 * kind.integer.size
    if isinstance(kind, Ref) and not isinstance(kind, Bare):
        size = static_size(lookup(cls, kind.name))
        return None if size is None else 8 * size
    if isinstance(kind, List) and kind.count is not None and isinstance(kind.item, Fixed):
        return 8 * kind.count * kind.item.size
    return None


def _enumeration(cls: type[Structure], kind: Kind) -> type[Enumeration] | None:
    reference = kind.enumeration if isinstance(kind, (Fixed, Bits)) else None
    return None if reference is None else lookup(cls, reference.name)


def signature(cls: type[Structure]) -> inspect.Signature:
    """The constructor's parameters, without `self`."""
    _compile(cls)  # it is the generated constructor that has the names and the defaults
    return inspect.Signature(list(inspect.signature(cls.__init__).parameters.values())[1:])


def membership(cls: type[Structure]) -> tuple[type[Structure], Family, tuple[int, ...]] | None:
    """The opener and the family that a structure is a member of, and the numbers that tell it: none for all others."""
    parent = cls.table.parent
    if parent is None:
        return None
    family = dict(families_of(cls))[parent]
    return parent, family, tuple(number for number, member in family.members.items() if member is cls)


def summary(cls: type) -> str:
    """What a structure or an enumeration is: the first line of its docstring."""
    return (cls.__doc__ or '').strip().partition('\n')[0]


def section(cls: type) -> str | None:
    """The section of the specification that this line names."""
    found = re.search(r'\((\d[\d.]*)\)', summary(cls))
    return found and found[1]
