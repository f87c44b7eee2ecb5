"""The source text of `decode`: lengths are checked before anything moves on."""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct, calcsize
from typing import Any

from .kinds import Bare, Bits, Chosen, Enclosed, Fixed, List, NumberOf, Pad, Ref, SizeOf, Tail, Value
from .plan import ALIGNMENT, Part, Plan, is_size_of
from .sizes import ends_itself, is_alone, static_size
from .structure import Family, Field, Message, Structure, lookup

__all__ = ['MOST_SEEN', 'Decoder']

MOST_SEEN = 1024  # bytes of late lists that a structure remembers


class Decoder(Plan):
    """What reads a structure whose end is known."""

    def decoder(self) -> str:
        """`decode`: lengths are checked before anything moves on."""
        exact = self.static is not None and not (self.align == 'inside' and self.padding)
        compare, words = ('!=', 'takes') if exact else ('<', 'takes at least')
        lines = ['buf, offset, limit = cls.unpacked(buf, offset, limit)'] if hasattr(self.cls, 'unpacked') else []
        lines += [f'if limit - offset {compare} {self.least}:', self._raise(f'{words} {self.least} bytes, has')]
        if any(isinstance(each.kind, Enclosed) for each in self.fields):
            lines += ['if offset:', self._raise('no message to be enclosed in another; bytes:')]
        alone, dispatch = self._decoded_alone(), self._dispatch(self.opened) if self.opened is not None else []
        # what may be its type and nothing else is found out before it is found too short
        lines = ['if offset >= limit:', self._raise('has'), *dispatch, *alone, *lines] if alone else [*lines, *dispatch]
        if is_alone(self.cls):
            return '\n    '.join(['def decode(cls, buf, offset, limit):', *alone, self._raise('takes 1 byte, has')[4:]])
        return '\n    '.join(['def decode(cls, buf, offset, limit):', *lines, *self._instance(), 'return self'])

    def _instance(self, fills: bool = True) -> list[str]:
        """The statements that make an instance of what begins at `offset` and, if it `fills` it, ends at `limit`."""
        lines = ['self = new(cls)']
        if issubclass(self.cls, Message):
            lines.append('self.buf = buf')
        body = self._decode_body(fills)
        first = next((index for index, line in enumerate(body) if line.startswith('where =')), None)
        if first is not None:
            caught = ['except DecodeError as error:', '    raise error.within(where)']
            body = [*body[:first], 'try:', *(f'    {line}' for line in body[first:]), *caught]
        return lines + body

    def _raise(self, words: str) -> str:
        """The line that refuses the bytes from `offset` on, saying how many there are."""
        return f"    raise DecodeError({self.name!r}, f'{words} {{limit - offset}}', buf, offset)"

    def _dispatch(self, family: Family) -> list[str]:
        """The opener of a family hands on to the member that the discriminator names; of a loose one, not for good."""
        self.names['members'], self.names['other'] = family.members, family.other
        lines = [*self._read_head({family.discriminator: 'kind'}), 'member = members.get(kind, other)']
        decoded = 'return member.decode(buf, offset, limit)'
        if not family.loose:
            return [*lines, 'if member is not None:', f'    {decoded}']
        lines += ['if member is not None:', '    try:', f'        {decoded}', '    except DecodeError:']
        if family.other is None:
            return [*lines, '        pass']
        return [*lines, '        if member is not other:', '            return other.decode(buf, offset, limit)',
                '        raise']

    def _read_head(self, wanted: dict[str, str]) -> list[str]:
        """The statements that read numbers of the fixed head of the bytes at `offset`: field -> variable."""
        codes, targets = '', []
        for each in self.fields:
            if len(targets) == len(wanted) or not isinstance(each.kind, (Fixed, Pad)):
                break
            is_wanted = each.name in wanted
            codes += each.kind.code if is_wanted else f'{each.kind.size}x'
            targets += [wanted[each.name]] if is_wanted else []
        if len(targets) < len(wanted) or calcsize('!' + codes) <= len(wanted):  # bits, or single bytes
            return [f'{variable} = {self._peek(name)}' for name, variable in wanted.items()]
        codes = '8x' * issubclass(self.cls, Message) + codes
        comma = ',' if len(targets) == 1 else ''
        return [f'({", ".join(targets)}{comma}) = {self._struct(codes, "unpack_from")}(buf, offset)']

    def _peek(self, name: str) -> str:
        """The expression for one of them."""
        first = 64 if issubclass(self.cls, Message) else 0
        for each in self.fields:
            kind = each.kind.integer if isinstance(each.kind, SizeOf) else each.kind
            width = kind.width if isinstance(kind, Bits) else 8 * kind.size  # type: ignore[attr-defined]
            if each.name == name:
                break
            first += width
        else:
            raise TypeError(f'{self.name} has no field {name}')
        start, end, rest = first // 8, -(-(first + width) // 8), -(first + width) % 8
        place = f'offset + {start}' if start else 'offset'
        number = f'buf[{place}]' if end - start == 1 else f'int.from_bytes(buf[{place}:offset + {end}])'
        if isinstance(kind, Bits) and (end - start) * 8 != width:
            number += f' >> {rest} & {(1 << width) - 1:#x}' if rest else f' & {(1 << width) - 1:#x}'
        return f'({number}) * {kind.unit}' if isinstance(kind, Bits) and kind.unit > 1 else number

    def _decode_body(self, fills: bool) -> list[str]:
        """Run by run and field by field; `offset` moves only once a field of variable size has been passed."""
        lines: list[str] = []
        position, closed = 0, False
        for index, piece in enumerate(self.pieces):
            moved = position is None
            here = 'offset' if not position else f'offset + {position}'
            if isinstance(piece, list):
                size, read = self._unpacked(piece, here)
            else:
                last = index == len(self.pieces) - 2 and not self.pieces[-1]
                size, read, closed = self._nested(piece, here, moved, last)
            if moved and size:
                lines += [f'if limit - offset < {size}:', self._raise(f'{size} bytes wanted, there are'), *read]
                lines.append(f'offset += {size}')
            else:
                lines += read
            position = None if position is None or size is None else position + size
        if position is None and not closed and fills:
            lines.append(f'if limit - offset >= {ALIGNMENT}:' if self.align == 'inside' else 'if offset != limit:')
            lines.append(self._raise('bytes too many:'))
        return lines

    def _unpacked(self, run: list[Part], here: str) -> tuple[int, list[str]]:
        """The size of a run, and the statements that read it."""
        codes = ''.join(part.code if part.target else f'{calcsize("!" + part.code)}x' for part in run)
        targets = [part.target for part in run if part.target]
        lines = []
        if targets:
            comma = ',' if len(targets) == 1 else ''
            lines.append(f'({", ".join(targets)}{comma}) = {self._struct(codes, "unpack_from")}(buf, {here})')
        for part in run:
            lines += part.then
        return calcsize('!' + codes), lines

    def _nested(self, piece: Field, here: str, moved: bool, last: bool) -> tuple[int | None, list[str], bool]:
        """A field that is a structure, a list or a tail: its size if it is fixed, the statements that read it, and
        whether it has taken everything up to the limit."""
        kind, place = piece.kind, f'self.{piece.name}'
        if isinstance(kind, List) and kind.count is not None and isinstance(kind.item, Ref):
            return None, self._counted(piece, kind.item, kind.count, here), False
        if isinstance(kind, List) and kind.count is not None:
            read = f'{self._struct(f"{kind.count}{kind.item.code}", "unpack_from")}(buf, {here})'
            read = read if isinstance(piece.default, tuple) else f'list({read})'
            return kind.count * kind.item.size, [f'{place} = {read}'], False
        if isinstance(kind, Value):
            read = kind.read.format(owner=self.name, here=here)
            return None, [f'where = {piece.name!r}', f'{place}, offset = {read}'], False
        if any(isinstance(each.kind, NumberOf) and each.kind.field == piece.name for each in self.fields):
            return None, self._counted(piece, kind.item, f'{piece.name}_size', here), False
        if isinstance(kind, Ref) and not isinstance(kind, Bare):
            where, name = f'where = {piece.name!r}', self._class(kind.name)
            nested = lookup(self.cls, kind.name)
            size = static_size(nested)
            if size is not None:
                return size, [where, f'{place} = {name}.decode(buf, {here}, {here} + {size})'], False
            if last and nested.table.length is None and 'decode_prefix' not in nested.table.written:
                return None, [where, f'{place} = {name}.decode(buf, {here}, limit)'], True
            self._check_end(piece, nested)
            return None, [where, f'{place}, offset = {name}.decode_prefix(buf, {here}, limit)'], False
        lines = [f'where = {piece.name!r}']
        if isinstance(kind, Enclosed):
            self.names['version'] = self.cls.table.version
            lines.append(f'{place}, offset = version.decode_prefix(buf, {here}, limit)')
            lines += [] if last else [f'offset = min(offset + {ALIGNMENT - 1} & -{ALIGNMENT}, limit)']
            return None, lines, False
        size = next((each.kind for each in self.fields if is_size_of(each, piece)), None)
        if size is None:
            plain = (isinstance(kind, Tail) and not isinstance(kind, Chosen)) or self._keeps_bytes(kind)
            return None, [*([] if plain else lines), *self._filled(piece, here, 'limit')], True
        return None, [*lines, *self._sized(piece, here, size.unit)], False

    def _sized(self, piece: Field, here: str, unit: int) -> list[str]:
        """The statements that read a field of a size that another one has told."""
        problem = f"f'{piece.name}: {{end - ({here})}} bytes go past the end'"
        lines = [f'end = {here} + {piece.name}_size' + (f' * {unit}' if unit > 1 else ''), 'if end > limit:']
        lines += [f'    raise DecodeError({self.name!r}, {problem}, buf, {here})']
        if not isinstance(piece.kind, Bare):
            return [*lines, *self._filled(piece, here, 'end'), 'offset = end']
        reader = f'{self._class(piece.kind.name)}.decode_fields'
        lines += [f'after = {here} + ({piece.name}_size + {ALIGNMENT - 1} & -{ALIGNMENT})', 'if after > limit:']
        lines += [self._raise(f'{piece.name}: no room for its padding in')]
        arguments = f'buf, {here}, end' + (', True' if piece.kind.header else '')
        return [*lines, f'self.{piece.name} = {reader}({arguments})', 'offset = after']

    def _counted(self, piece: Field, item: Ref, count: int | str, here: str) -> list[str]:
        """The statements that read so many structures."""
        self._check_end(piece, lookup(self.cls, item.name))
        return [
            f'where = {piece.name!r}',
            f'offset, self.{piece.name} = {here}, []',
            f'for _ in range({count}):',
            f'    item, offset = {self._class(item.name)}.decode_prefix(buf, offset, limit)',
            f'    self.{piece.name}.append(item)',
        ]

    def _filled(self, piece: Field, here: str, end: str) -> list[str]:
        """A list or a tail that fills the bytes from here to `end`."""
        kind, place = piece.kind, f'self.{piece.name}'
        if isinstance(kind, Chosen):
            self.names['bodies'] = {number: self._reader(each) for number, each in kind.bodies.items()}
            return [f'{place} = bodies.get(self.{kind.by}, bytes_between)(buf, {here}, {end})']
        if isinstance(kind, Tail):
            nothing = ' or None' if piece.default is None else ''
            return [f'{place} = {kind.read.format(f"buf[{here}:{end}]")}{nothing}']
        if isinstance(kind.item, Ref):
            self._check_end(piece, lookup(self.cls, kind.item.name))
            items = f'{self._class(kind.item.name)}.decode_list(buf, {here}, {end})'
            if kind.late:
                return self._late(piece, items, f'buf[{here}:{end}]')
            if issubclass(self.cls, lookup(self.cls, kind.item.name)):  # actions in an action
                items = f'decode_nested({kind.item.name}, {self.name!r}, buf, {here}, {end})'
            return [f'{place} = {{item.{kind.key}: item for item in {items}}}' if kind.key else f'{place} = {items}']
        size, items = kind.item.size, f"list(Struct(f'!{{count}}{kind.item.code}').unpack_from(buf, {here}))"
        if kind.item.code[-1] == 's':
            item = kind.item.read.format(f'buf[start:start + {size}]')
            items = f'[{item} for start in range({here}, {end}, {size})]'
        self.names['Struct'] = Struct
        return [
            f'count, rest = divmod({end} - ({here}), {size})',
            'if rest:',
            f"    raise DecodeError({self.name!r}, '{piece.name}: no whole number of items', buf, {here})",
            f'{place} = {items}',
        ]

    def _keeps_bytes(self, kind: Any) -> bool:
        """Whether a field's bytes are kept as they are until somebody looks: a late list of a loose family's."""
        return getattr(kind, 'late', False) and lookup(self.cls, kind.item.name).table.family.loose

    def _late(self, piece: Field, items: str, raw: str) -> list[str]:
        """The statements that read items, or keep their bytes where these have been read before without an error.

        Those of a loose family are never an error.
        """
        if self._keeps_bytes(piece.kind):
            nothing = 'None' if piece.default is None else '[]'
            return [f'raw = {raw}', 'if raw:', f'    self._{piece.name} = raw', 'else:',
                    f'    self.{piece.name} = {nothing}']
        seen = f'seen_{piece.name}'
        self.names[seen] = self.cls.table.version.seen()
        self.names['MOST_SEEN'] = MOST_SEEN
        return [
            f'raw = {raw}',
            f'if raw in {seen}:',
            f'    self._{piece.name} = raw',
            'else:',
            f'    self.{piece.name} = {items}',
            f'    if len({seen}) >= MOST_SEEN:',
            f'        {seen}.clear()',
            f'    {seen}.add(raw)',
        ]

    def _reader(self, kind: Ref | List) -> Callable[[bytes, int, int], Any]:
        """What decodes a structure, or several, that fill their place."""
        if isinstance(kind, Ref):
            return lookup(self.cls, kind.name).decode
        return lookup(self.cls, kind.item.name).decode_list

    def _check_end(self, each: Field, nested: type[Structure]) -> None:
        """Something can follow only a structure that says where it ends."""
        if not ends_itself(nested):
            raise TypeError(f'{self.name}.{each.name}: {nested.__name__} does not say where it ends')

    def _decoded_alone(self) -> list[str]:
        """The statements that read it."""
        if is_alone(self.cls) is False:
            return []
        others = [each for each in self.fields if each.name != self.discriminator and each.name in self.given]
        lines = [f'self.{each.name} = {each.default!r}' for each in others]
        if self.discriminator not in self.constants:
            lines.append(f'self.{self.discriminator} = buf[offset]')
        lines = ['self = new(cls)', *lines, 'return self']
        return [f'if limit - offset == 1 and buf[offset] in {set(self.alone)}:', *(f'    {line}' for line in lines)]
