"""From a structure's fields to the source text of its constructor, `encode` and `decode`.

Neighbouring fixed fields become one `struct` call, constants become literals. Every structure's text is kept in
`linecache`, so tracebacks, pdb and `inspect.getsource` show real lines.
"""

from __future__ import annotations

import builtins
import linecache
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from struct import Struct, calcsize
from typing import Any

from .errors import DecodeError, EncodeError
from .kinds import RUNTIME, Bare, Bits, Chosen, Enclosed, Fixed, List, NumberOf, Pad, Ref, SizeOf, Tail, Value, Words
from .misfits import FAULTS, explained
from .runtime import bytes_between, closed, decode_nested, enclosed, exactly, joined
from .sizes import ends_itself, is_alone, least_size, static_size
from .structure import (
    GENERATED,
    NO_DEFAULT,
    Family,
    Field,
    Message,
    Structure,
    families_of,
    fields_of,
    filled_names,
    lookup,
)

__all__ = ['compile_structure', 'parameter_name']

MOST_ITEMS = 1024  # of a loose list: whoever sends it decides how many there are
MOST_SEEN = 1024  # bytes of late lists that a structure remembers
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


def compile_structure(cls: type[Structure]) -> None:
    """Write, execute and attach the methods that the class does not define itself."""
    writer = _Writer(cls)
    source = '\n\n\n'.join(text for name, text in writer.methods() if name not in cls.table.written) + '\n'
    version = cls.table.version
    filename = f'<wire {version.name if version else cls.__module__} {cls.__name__}>'
    exec(compile(source, filename, 'exec'), writer.names)
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    if writer.length is not None and not isinstance(getattr(cls, writer.length, None), property):
        setattr(cls, writer.length, 1 if is_alone(cls) else writer.static_length)
    for name in GENERATED - cls.table.written:
        method = writer.names.get(name)
        if method is None:
            continue
        method.__qualname__, method.__module__ = f'{cls.__qualname__}.{name}', cls.__module__
        setattr(cls, name, classmethod(method) if name.startswith('decode') else method)
    cls.table.compiled = True


class _Writer:
    """The source text of one structure's methods, and the names that it uses."""

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

    def methods(self) -> Iterator[tuple[str, str]]:
        """Every method that this structure can have: name and text."""
        yield '__init__', self.constructor()
        yield 'encode', self.encoder()
        yield 'decode', self.decoder()
        if (self.length is not None and self.static is None) or (self.opened is not None and self.opened.length):
            yield 'decode_prefix', self.prefix_decoder()
            yield 'decode_list', self.list_decoder()
        elif self.static is not None:
            yield 'decode_prefix', self.static_prefix_decoder()
            yield 'decode_list', self.static_list_decoder()
        elif ends_itself(self.cls) and 'decode' not in self.cls.table.written:
            yield 'decode_prefix', self.own_prefix_decoder()
            yield 'decode_list', self.own_list_decoder()
        else:
            lines = ['def decode_prefix(cls, buf, offset, limit):', 'return cls.decode(buf, offset, limit), limit']
            yield 'decode_prefix', '\n    '.join(lines)

    # -- what the fields are to `struct` ------------------------------------------------------------------------

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
            value = kind.write.format(repr(each.default))
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

    # -- the constructor ----------------------------------------------------------------------------------------

    def constructor(self) -> str:
        """`__init__`: the fields in wire order, then what the codec fills in."""
        message = issubclass(self.cls, Message)
        parameters, body = (['datapath'], ['self.datapath = datapath']) if message else ([], [])
        trailing, seen_default = [], False
        first = {name: index for index, name in enumerate(self.cls.table.order)}
        last = {} if self.opened else {self.cls.table.last: len(self.fields)}
        for each in sorted(self.fields, key=lambda each: first.get(each.name, last.get(each.name, len(first)))):
            name = parameter_name(each.name)
            if each.is_pad:
                continue
            if each.name in self.filled or isinstance(each.kind, SizeOf):
                if each.name in self.given and each.name not in self.constants:
                    parameters.append(f'{name}={each.default!r}')
                    body.append(f'self.{each.name} = {name}')
                    seen_default = True
                    continue
                placed = self.cls.table.wire_order or each.name in first
                (parameters if placed else trailing).append(f'{name}=None')
                seen_default |= placed
                body += [f'if {name} is not None:', f'    self.{each.name} = {name}']
                continue
            default, value = self._default(each, name, seen_default or self.cls.table.optional)
            seen_default |= default is not None
            parameters.append(name if default is None else f'{name}={default}')
            body.append(f'self.{each.name} = {value}')
        head = ', '.join(['self', *parameters, *trailing])
        return '\n    '.join([f'def __init__({head}):', *(body or ['pass'])])

    def _default(self, each: Field, name: str, optional: bool) -> tuple[str | None, str]:
        """The text of a parameter's default (None: it has none) and of what is stored."""
        if isinstance(each.kind, List) and each.default is NO_DEFAULT:
            empty = '{}' if each.kind.key else '[]'
            if each.kind.count and isinstance(each.kind.item, Fixed):
                empty = f'[0] * {each.kind.count}'
            return 'None', f'{empty} if {name} is None else {name}'
        if isinstance(each.kind, Words):
            return 'None', f'[] if {name} is None else {name}'
        if isinstance(each.kind, Ref) and '__init__' in lookup(self.cls, each.kind.name).table.written:
            return 'None', f'{self._class(each.kind.name)}() if {name} is None else {name}'
        if each.default is not NO_DEFAULT:
            return repr(each.default), name
        if isinstance(each.kind, Tail):
            return "b''", name
        return ('None' if optional else None), name

    # -- encode -------------------------------------------------------------------------------------------------

    def encoder(self) -> str:
        """`encode`: the variable fields first, since lengths count them, then one `pack` a run."""
        before, terms, guards = [], [], []
        for piece in self.pieces:
            if isinstance(piece, Field):
                before.append(f'_{piece.name} = {self._encoded(piece)}')
                before += [f'_{piece.name} += bytes(-len(_{piece.name}) % {unit})' for unit in self._units(piece)]
                terms.append(f'_{piece.name}')
                if isinstance(piece.kind, Bare):
                    before.append(f'_{piece.name}_padding = bytes(-len(_{piece.name}) % {ALIGNMENT})')
                    terms.append(f'_{piece.name}_padding')
            elif piece:
                guards += [part.guard for part in piece if part.guard]
                terms.append(self._packed(piece))
        for each, behind in pairwise(piece for piece in self.pieces if isinstance(piece, Field)):
            if isinstance(each.kind, Enclosed):
                before.append(f'_{each.name} += bytes(-len(_{each.name}) % {ALIGNMENT} if _{behind.name} else 0)')
        if self.padding:
            terms.append(f'bytes({self.padding})')
        elif self.static is None and (self.length is not None or issubclass(self.cls, Message)):
            sizes = [str(self.fixed), *(f'len({term})' for term in terms if term[0] == '_')]
            before.append(f'length = {" + ".join(sizes)}')
            if self.align is not None:
                before.append(f'padding = -length % {self.extent.boundary}')
                terms.append('bytes(padding)')
            if self.align == 'inside':
                before.append('length += padding')
            if self._said('length') != 'length':
                before.append(f'length = {self._said("length")}')
        whole = ' + '.join(terms) or "b''"
        whole = f'self.packed({whole})' if hasattr(self.cls, 'packed') else whole
        if guards:
            before += [f'if {" or ".join(guards)}:', '    raise ValueError']
        body = [*self._encoded_alone(), *before, f'return {whole}']
        tried = ['try:', *(f'    {line}' for line in body), 'except EncodeError:', '    raise']
        caught = ['except FAULTS as fault:', '    raise explained(self, fault) from fault']
        return '\n    '.join(['def encode(self):', *tried, *caught])

    def _encoded_alone(self) -> list[str]:
        """The statements that write what may be its type and nothing else."""
        if is_alone(self.cls) is False:
            return []
        place = f'self.{self.discriminator}'
        if is_alone(self.cls):
            return [f'return bytes(({place},))']
        return [f'if {place} in {set(self.alone)}:', f'    return bytes(({place},))']

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

    def _encoded(self, each: Field) -> str:
        kind, value = each.kind, f'self.{each.name}'
        if isinstance(kind, Tail):
            return kind.write.format(value)
        if isinstance(kind, Enclosed):
            return f'enclosed(self, {each.name!r}, {kind.same_xid})'
        if isinstance(kind, Value):
            return kind.write.format(value)
        if isinstance(kind, Bare):
            return f'{value}.encode_fields({kind.header or ""})'
        if isinstance(kind, Ref):
            return f'{value}.encode()'
        if not isinstance(kind, List):
            raise TypeError(f'{self.name}.{each.name}: {kind!r} is no kind of field')
        if isinstance(kind.item, Ref):
            if kind.count is not None:
                return f'joined(exactly({value}, {kind.count}))'
            item = lookup(self.cls, kind.item.name)
            families = [family for _, family in families_of(item)]
            if any(family.closed for family in families):
                return f'closed({value}, {families[0].end})'
            if any(family.loose for family in families) or 'decode_list' in item.table.written:
                return f'body_bytes({value})'
            return f'joined(({value} or {{}}).values())' if kind.key else f'joined({value})'
        if kind.count is not None:
            return f'{self._struct(f"{kind.count}{kind.item.code}", "pack")}(*{value})'
        if kind.item.code[-1] == 's':
            return f"b''.join([{kind.item.write.format('item')} for item in {value} or ()])"
        self.names['Struct'] = Struct
        return f"Struct(f'!{{len({value})}}{kind.item.code}').pack(*{value})"

    def _packed(self, run: list[Part]) -> str:
        values = ', '.join(part.value for part in run if part.value is not None)
        codes = ''.join(part.code for part in run)
        return f'{self._struct(codes, "pack")}({values})' if values else f'bytes({calcsize("!" + codes)})'

    # -- decode -------------------------------------------------------------------------------------------------

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
        if any(isinstance(each.kind, NumberOf) and each.kind.field == piece.name for each in self.fields):
            return None, self._counted(piece, kind.item, f'{piece.name}_size', here), False
        if isinstance(kind, List) and kind.count is not None:
            reader = self._struct(f'{kind.count}{kind.item.code}', 'unpack_from')
            return kind.count * kind.item.size, [f'{place} = list({reader}(buf, {here}))'], False
        if isinstance(kind, Value):
            read = kind.read.format(owner=self.name, here=here)
            return None, [f'where = {piece.name!r}', f'{place}, offset = {read}'], False
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
            plain = isinstance(kind, Tail) and not isinstance(kind, Chosen)
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

    def _late(self, piece: Field, items: str, raw: str) -> list[str]:
        """The statements that read items, or keep their bytes where these have been read before without an error.

        Those of a loose family are never an error.
        """
        if any(family.loose for _, family in families_of(lookup(self.cls, piece.kind.item.name))):
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

    # -- structures one behind the other ------------------------------------------------------------------------

    def _header(self) -> list[str]:
        """Read a TLV's length (and kind), and check that it moves on and stays inside."""
        family = self.opened if self.opened is not None and self.opened.length else None
        if family:
            self.names['members'], self.names['other'] = family.members, family.other
        loose, unit, uncounted = family is not None and family.loose, self.extent.unit, self.extent.uncounted
        wanted = {self.length: 'size'}
        if family and not family.alone:
            wanted[family.discriminator] = 'kind'
        counted = [f'size = size * {unit} + {uncounted}'] if unit > 1 or uncounted else []
        padded = f'offset + (size + {self.extent.boundary - 1} & -{self.extent.boundary})'
        if loose:
            padded = f'min({padded}, limit)'
        lines = [
            f'if limit - offset < {self.least}:',
            self._raise(f'takes at least {self.least} bytes, there are'),
            *self._read_head(wanted),
            *counted,
            'end = offset + size',
            f'after = {padded if self.align == "outside" else "end"}',
            f'if size < {self.least} or {"end" if loose else "after"} > limit:',
            self._raise('length {size}, bytes left'),
        ]
        if not (family and family.alone):
            return lines
        kind = [f'kind = {self._peek(family.discriminator)}', f'if kind in {set(family.alone)}:']
        return [*kind, '    after = end = offset + 1', 'else:', *(f'    {line}' for line in lines)]

    def _decoded_item(self) -> str:
        if self.opened is None or not self.opened.length or self.opened.loose:
            return 'cls'
        return f'members.get(kind, {"other" if self.opened.other else "cls"})'

    def prefix_decoder(self) -> str:
        """`decode_prefix` of what holds its own length."""
        lines = ['if offset >= limit:', self._raise('no bytes, but')] if self.alone else []
        lines += self._header()
        lines.append(f'return {self._decoded_item()}.decode(buf, offset, end), after')
        return '\n    '.join(['def decode_prefix(cls, buf, offset, limit):', *lines])

    def list_decoder(self) -> str:
        """`decode_list` of what holds its own length."""
        if self.opened is not None and self.opened.loose:
            return self.loose_list_decoder(self.opened.end, self.opened.closed)
        lines = ['items = []', 'try:', '    while offset < limit:']
        lines += [f'        {line}' for line in self._header()]
        lines += [f'        items.append({self._decoded_item()}.decode(buf, offset, end))', '        offset = after']
        lines += ['except DecodeError as error:', '    raise error.within(len(items))', 'return items']
        return '\n    '.join(['def decode_list(cls, buf, offset, limit):', *lines])

    def loose_list_decoder(self, last: int | None, closed: bool) -> str:
        """`decode_list` of what keeps bytes that are no item; `last` is the kind that ends a list, which is no item of
        one that is `closed`."""
        lines = ['items = []', 'try:', f'    while offset < limit and len(items) < {MOST_ITEMS}:']
        lines += [f'        {line}' for line in self._header()]
        stop = [] if last is None else [f'        if kind == {last}:', '            break']
        lines += stop if closed else []
        lines += ['        items.append(cls.decode(buf, offset, end))', '        offset = after']
        lines += [] if closed else stop
        lines += ['except DecodeError:', '    pass', 'rest = buf[offset:limit]']
        filled = f'rest and (rest[0] != {last} or any(rest[1:]))' if closed else "rest.strip(b'\\0')"
        lines += ['if rest:' if last is None else f'if {filled}:', '    items.append(rest)', 'return items']
        return '\n    '.join(['def decode_list(cls, buf, offset, limit):', *lines])

    def own_prefix_decoder(self) -> str:
        """`decode_prefix` of what ends behind its last field."""
        lines = [f'if limit - offset < {self.least}:', self._raise(f'takes at least {self.least} bytes, has')]
        lines += [*self._instance(fills=False), 'return self, offset']
        return '\n    '.join(['def decode_prefix(cls, buf, offset, limit):', *lines])

    def own_list_decoder(self) -> str:
        """`decode_list` of what ends behind its last field."""
        lines = ['items = []', 'try:', '    while offset < limit:']
        lines += ['        item, offset = cls.decode_prefix(buf, offset, limit)', '        items.append(item)']
        lines += ['except DecodeError as error:', '    raise error.within(len(items))', 'return items']
        return '\n    '.join(['def decode_list(cls, buf, offset, limit):', *lines])

    def static_prefix_decoder(self) -> str:
        """`decode_prefix` of what is always as long."""
        size, padded = self.least, self.least + self.padding
        lines = [f'if limit - offset < {padded}:', self._raise(f'takes {padded} bytes, there are')]
        if self.opened is not None or 'decode' in self.cls.table.written:
            lines.append(f'return cls.decode(buf, offset, offset + {size}), offset + {padded}')
        else:
            lines += [*self._instance(), f'return self, offset + {padded}']
        return '\n    '.join(['def decode_prefix(cls, buf, offset, limit):', *lines])

    def static_list_decoder(self) -> str:
        """`decode_list` of what is always as long."""
        size, padded = self.least, self.least + self.padding
        lines = [f'if (limit - offset) % {padded}:', self._raise(f'no whole number of items of {padded} bytes:')]
        lines += ['items = []', 'try:', f'    for start in range(offset, limit, {padded}):']
        lines += [f'        items.append(cls.decode(buf, start, start + {size}))']
        lines += ['except DecodeError as error:', '    raise error.within(len(items))', 'return items']
        return '\n    '.join(['def decode_list(cls, buf, offset, limit):', *lines])


def parameter_name(field: str) -> str:
    """The constructor's name for a field: what would hide a builtin gets a trailing underscore."""
    return f'{field}_' if hasattr(builtins, field) else field
