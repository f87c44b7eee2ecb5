"""What the fields of a structure are to `struct`: runs of fixed parts, and between them what varies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from struct import Struct, calcsize
from typing import Any

from .errors import DecodeError, EncodeError
from .kinds import RUNTIME, Bits, Enclosed, Fixed, List, NumberOf, Pad, Ref, SizeOf, Tail, Value
from .misfits import FAULTS, explained
from .runtime import bytes_between, closed, decode_nested, enclosed, exactly, joined
from .sizes import least_size, static_size
from .structure import NO_DEFAULT, Family, Field, Message, Structure, families_of, fields_of, filled_names, lookup

__all__ = ['ALIGNMENT', 'Part', 'Plan', 'is_size_of']

ALIGNMENT = 8  # every padded TLV of OpenFlow ends on a multiple of eight bytes


@dataclass
class Part:
    """A piece of a fixed run: its `struct` code, what encode packs, and where decode puts it (None: nowhere)."""

    code: str
    value: str | None = None
    target: str | None = None
    guard: str | None = None  # an expression that is true when the value does not fit
    then: tuple[str, ...] = ()  # statements that finish what decode has put


def is_size_of(each: Field, other: Field) -> bool:
    """Whether a field tells the size of the other one."""
    return isinstance(each.kind, SizeOf) and each.kind.field == other.name


class Plan:
    """The fields of one structure, what is known of them, and the names that its source uses."""

    def __init__(self, cls: type[Structure]) -> None:
        self.cls = cls
        self.name = cls.__name__
        self.fields = fields_of(cls)
        self.filled = filled_names(cls)
        self.static = static_size(cls)
        self.least = least_size(cls)
        families = families_of(cls)
        self.opened: Family | None = cls.table.family
        lengths = [family for _, family in families if family.length]
        self.length = lengths[0].length if lengths else cls.table.length
        self.extent = lengths[0].extent if lengths else cls.table.extent
        self.align, boundary = self.extent.align, self.extent.boundary
        self.alone = next((family.alone for _, family in families if family.alone), frozenset())
        self.padding = -self.least % boundary if self.align and self.static is not None else 0
        self.static_length = self.static and self._said(self.static + (self.padding if self.align == 'inside' else 0))
        self.given = {each.name for each in self.fields if each.default is not NO_DEFAULT}
        self.constants = {family.discriminator for _, family in families} & self.filled
        self.names: dict[str, Any] = {
            **RUNTIME,
            'DecodeError': DecodeError,
            'EncodeError': EncodeError,
            'FAULTS': FAULTS,
            'bytes_between': bytes_between,
            'closed': closed,
            'decode_nested': decode_nested,
            'enclosed': enclosed,
            'explained': explained,
            'fields': getattr(cls.table.version, 'fields', None),
            'exactly': exactly,
            'joined': joined,
            'new': object.__new__,
        }
        for each in self.fields:
            if isinstance(each.kind, Value) and each.kind.codec:
                self._class(each.kind.codec)
        self.pieces = list(self._pieces())

    def _said(self, size: Any) -> Any:
        """What the length field says of so many bytes, a number or an expression."""
        unit, uncounted = self.extent.unit, self.extent.uncounted
        if isinstance(size, int):
            return (size - uncounted) // unit
        counted = f'{size} - {uncounted}' if uncounted else size
        return f'({counted}) // {unit}' if unit > 1 else counted

    def _pieces(self) -> Iterator[list[Part] | Field]:
        """Runs of fixed parts, and between them the fields that are structures, lists or tails."""
        run: list[Part] = []
        if issubclass(self.cls, Message):
            length = 'length' if self.static is None else str(self.static)
            run += [Part('B', str(self.cls.version)), Part('B', str(self.cls.msg_type)), Part('H', length)]
            run += [Part('I', 'self.xid or 0', 'self.xid')]
        for is_bits, group in groupby(self.fields, lambda each: isinstance(each.kind, Bits)):
            if is_bits:
                run += self._bit_parts(list(group))
                continue
            for each in group:
                if isinstance(each.kind, (Enclosed, Ref, List, Tail, Value)):
                    yield run
                    yield each
                    run = []
                else:
                    run.append(self._part(each))
        yield run

    def _part(self, each: Field) -> Part:
        kind, place = each.kind, f'self.{each.name}'
        if isinstance(kind, Pad):
            return Part(f'{kind.size}x')
        if isinstance(kind, SizeOf):
            count = f'len(_{kind.field})' if kind.unit == 1 else f'len(_{kind.field}) // {kind.unit}'
            if isinstance(kind, NumberOf):
                count = f'len(self.{kind.field} or ())'
            said = f'{kind.field}_size'
            then = (f'{place} = {said}',) if each.name in self.given else ()
            return Part(kind.integer.code, self._filled_in(each.name, count), said, then=then)
        if not isinstance(kind, Fixed):
            raise TypeError(f'{self.name}.{each.name}: {kind!r} is no kind of field')
        if each.is_pad:
            value = repr(each.default)
            value = value if isinstance(each.default, bytes) else f'({kind.write.format(value)})'
            return Part(kind.code, value, each.name, then=self._refused(each, f'{each.name} != {value}'))
        if each.name in self.filled:
            is_read = each.name == self.length and (self.static is None or each.name in self.given)
            return Part(kind.code, self._filled_in(each.name), place if is_read else None)
        if kind.read == '{}':
            return Part(kind.code, kind.write.format(place), place)
        return Part(kind.code, kind.write.format(place), each.name, then=(f'{place} = {kind.read.format(each.name)}',))

    def _filled_in(self, name: str, computed: str = '') -> str:
        """The expression for a field that the codec fills in where it has not been given a value."""
        if name == self.length:
            computed = 'length' if self.static is None else str(self.static_length)
        elif not computed:
            return repr(getattr(self.cls, name))
        return f'(self.{name} or {computed})' if name in self.given else computed

    def _bit_parts(self, group: list[Field]) -> Iterator[Part]:
        """One part for as many neighbouring bit fields as fill whole bytes."""
        while group:
            taken, width = [], 0
            while group and (not taken or width % 8):
                taken.append(group.pop(0))
                width += taken[-1].kind.width  # type: ignore[attr-defined]
            size, shift, values, then, guards = width // 8, width, [], [], []
            word = '_'.join(['bits', *(each.name for each in taken)])
            code = {1: 'B', 2: 'H', 4: 'I', 8: 'Q'}.get(size)
            number = word if code else f'int.from_bytes({word})'
            for each in taken:
                shift -= each.kind.width  # type: ignore[attr-defined]
                read = f'{number} >> {shift}' if shift else number
                if shift + each.kind.width < 8 * size:  # type: ignore[attr-defined]
                    read += f' & {(1 << each.kind.width) - 1:#x}'  # type: ignore[attr-defined]
                if each.is_pad and each.default is not NO_DEFAULT:
                    values.append(str(each.default << shift))
                    then += self._refused(each, f'({read}) != {each.default}')
                if each.is_pad:
                    continue
                unit = each.kind.unit  # type: ignore[attr-defined]
                value = self._filled_in(each.name) if each.name in self.filled else f'self.{each.name}'
                if unit > 1:
                    guards.append(f'{value} % {unit}')
                    value, read = f'{value} // {unit}', f'({read}) * {unit}'
                guards.append(f'(_{each.name} := {value}) >> {each.kind.width}')  # type: ignore[attr-defined]
                values.append(f'_{each.name} << {shift}' if shift else f'_{each.name}')
                if each.name not in self.filled or each.name == self.length:
                    then.append(f'self.{each.name} = {read}')
            value = ' | '.join(values) or '0'
            value = value if code else f'({value}).to_bytes({size})'
            yield Part(code or f'{size}s', value, word, ' or '.join(guards), tuple(then))

    def _refused(self, each: Field, problem: str) -> tuple[str, str]:
        """The statements that refuse what is not a constant of the table."""
        words = f'{each.name} is not {each.default}'
        return f'if {problem}:', f'    raise DecodeError({self.name!r}, {words!r}, buf, offset)'

    def _struct(self, codes: str, method: str) -> str:
        """The name of a bound `struct` method, made once."""
        name = f'{method}_{len([each for each in self.names if each.startswith(method)])}'
        self.names[name] = getattr(Struct('!' + codes), method)
        return name

    def _class(self, name: str) -> str:
        """The name of another class, made known to the source."""
        self.names[name] = lookup(self.cls, name)
        return name

    def _units(self, piece: Field) -> list[int]:
        """The multiple of bytes that a field of plain bytes is padded to, where its size is told in such units."""
        if not isinstance(piece.kind, Tail):
            return []
        return [each.kind.unit for each in self.fields if is_size_of(each, piece) and each.kind.unit > 1]

    @property
    def discriminator(self) -> str:
        """The field that tells the members of the outermost family apart."""
        return families_of(self.cls)[0][1].discriminator

    @property
    def fixed(self) -> int:
        """The byte count of the runs alone."""
        return sum(calcsize('!' + ''.join(part.code for part in run)) for run in self.pieces if isinstance(run, list))
