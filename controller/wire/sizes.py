"""How many bytes a structure takes on the wire."""

from __future__ import annotations

from functools import cache

from .kinds import Bare, Bits, Enclosed, Fixed, Kind, List, Pad, Ref, SizeOf, Tail, Value
from .structure import Message, Structure, families_of, fields_of, lookup

__all__ = ['ends_itself', 'is_alone', 'is_open_list', 'least_size', 'static_size']


@cache
def static_size(cls: type[Structure]) -> int | None:
    """The byte count of a structure that is always the same, else None."""
    if is_alone(cls) is not False:
        return None
    if 'decode' in cls.table.written:
        return None if 'decode_prefix' in cls.table.written else cls.table.size
    if any(isinstance(each.kind, (Bare, Enclosed, Tail, Value)) or is_open_list(each.kind) for each in fields_of(cls)):
        return None
    kinds = [each.kind.item if isinstance(each.kind, List) else each.kind for each in fields_of(cls)]
    nested = [lookup(cls, kind.name) for kind in kinds if isinstance(kind, Ref)]
    return None if any(static_size(each) is None for each in nested) else least_size(cls)


@cache
def least_size(cls: type[Structure]) -> int:
    """The least byte count of a structure on the wire: its lists and tails empty."""
    if 'decode' in cls.table.written:
        parent = cls.table.parent
        return cls.table.size or (least_size(parent) if parent else 0)
    if is_alone(cls):
        return 1
    bit_count = 64 if issubclass(cls, Message) else 0
    for each in fields_of(cls):
        kind = each.kind
        if isinstance(kind, (Fixed, Pad, Value)):
            bit_count += 8 * kind.size
        elif isinstance(kind, Bits):
            bit_count += kind.width
        elif isinstance(kind, SizeOf):
            bit_count += 8 * kind.integer.size
        elif isinstance(kind, Ref) and not isinstance(kind, Bare):
            bit_count += 8 * least_size(lookup(cls, kind.name))
        elif isinstance(kind, List) and kind.count is not None:
            item = lookup(cls, kind.item.name) if isinstance(kind.item, Ref) else None
            bit_count += 8 * kind.count * (least_size(item) if item else kind.item.size)
        elif isinstance(kind, Enclosed):
            bit_count += 64  # its header
    if bit_count % 8:
        raise TypeError(f'{cls.__name__}: its bit fields do not fill whole bytes')
    if cls.table.size not in (None, bit_count // 8):
        raise TypeError(f'{cls.__name__}: its fields take {bit_count // 8} bytes, its table says {cls.table.size}')
    return bit_count // 8


@cache
def ends_itself(cls: type[Structure]) -> bool:
    """Whether a structure's own bytes tell where it ends."""
    if cls.table.length or cls.table.written & {'decode_prefix', 'decode_list'} or static_size(cls) is not None:
        return True
    if any(family.length for _, family in families_of(cls)):
        return True
    if cls.table.family or issubclass(cls, Message) or 'decode' in cls.table.written:
        return False
    told = {each.kind.field for each in fields_of(cls) if isinstance(each.kind, SizeOf)}
    for each in fields_of(cls):
        kind = each.kind
        if isinstance(kind, Tail) or is_open_list(kind):
            if each.name not in told:
                return False
        elif isinstance(kind, Ref) and not isinstance(kind, Bare) and not ends_itself(lookup(cls, kind.name)):
            return False
    return True


def is_open_list(kind: Kind) -> bool:
    """Whether the bytes, not the table, say how many items there are."""
    return isinstance(kind, List) and kind.count is None


def is_alone(cls: type[Structure]) -> bool | None:
    """Whether a structure is its type and nothing else, None where only its type tells."""
    families = families_of(cls)
    if not families or not families[0][1].alone:
        return False
    kind = getattr(cls, families[0][1].discriminator, None)
    return kind in families[0][1].alone if isinstance(kind, int) else None
