"""A message's bytes, explained: which field each belongs to, and what it says.

`annotate(of13, data)` reads as the codec does, by the same tables, but does not give up: bytes that are no message are
explained as far as they go, and the codec's own DecodeError says where that ends, and why. A class that decodes itself
may have a class method `pieces(buf, offset, limit)` that yields `(name, value, end)` for one piece after the other of
what follows the header of its family, and raises DecodeError where it cannot go on; without one its bytes are shown in
one piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby, islice
from typing import Any, NamedTuple, TypeVar

from .errors import DecodeError
from .kinds import RUNTIME, Bare, Bits, Chosen, Enclosed, Fixed, List, Pad, Ref, SizeOf, Tail, Value, tail
from .plan import ALIGNMENT
from .sizes import least_size, static_size
from .structure import Enumeration, Field, Message, Structure, families_of, fields_of, lookup
from .versions import HEADER_SIZE, Version

__all__ = ['Annotation', 'Line', 'annotate', 'message_class']

DEEPEST = 64  # structures in structures; beyond, they are shown as bytes
BYTES_A_ROW = 8
ROWS_OF_MANY = 4  # of a field, where not everything is shown
WIDEST_PATH = 64
WIDEST_VALUE = 160
INTEGERS = ('B', 'H', 'I', 'Q')  # of `struct`

S = TypeVar('S', bound=Structure)


class Line(NamedTuple):
    """`size` bytes at `offset`: the way to their field, and what they say there.

    A line without bytes names the structure that begins there.
    """

    offset: int
    size: int
    path: str
    value: str


@dataclass
class Annotation:
    """The lines of a message, in the order of its bytes, which they cover; `error` says why they are no message."""

    buf: bytes
    lines: list[Line] = field(default_factory=list)
    error: DecodeError | None = None

    def rows(self, most: int | None = None) -> list[str]:
        """As text: offset, bytes, path and value in columns, `>` in front of the row where decoding stopped.

        Of more than `most` lines those around that place are given, and of each the first bytes.
        """
        first, last = 0, len(self.lines)
        if most is not None and last > most:
            first = max(min(self._stopped() - most // 2, last - most), 0)
            last = first + most
        lines = self.lines[first:last]
        width = min(max((len(line.path) for line in lines), default=0), WIDEST_PATH)
        rows = [f'  ... {first} lines'] if first else []
        for line in lines:
            mark = '>' if self._is_stop(line) else ' '
            these = islice(_rows_of(line, self.buf, width), ROWS_OF_MANY if most is not None else None)
            rows += [f'{mark} {row}'.rstrip() for row in these]
        rows += [f'  ... {len(self.lines) - last} lines'] if last < len(self.lines) else []
        return rows if self.error is None else [*rows, f'> {self.error}']

    def _is_stop(self, line: Line) -> bool:
        return self.error is not None and line.offset <= self.error.offset < line.offset + line.size

    def _stopped(self) -> int:
        """The line in which decoding stopped, 0 where it did not."""
        return next((number for number, line in enumerate(self.lines) if self._is_stop(line)), 0)

    def __str__(self) -> str:
        return '\n'.join(self.rows())


def _rows_of(line: Line, buf: bytes, width: int) -> Iterator[str]:
    """A line as rows of bytes, where they are many; of rows of zeros alone the first stands for all."""
    raw = buf[line.offset : line.offset + line.size]
    value = line.value if len(line.value) <= WIDEST_VALUE else line.value[:WIDEST_VALUE] + ' ...'
    was_zero = False
    for start in range(0, max(len(raw), 1), BYTES_A_ROW):
        row = raw[start : start + BYTES_A_ROW]
        if start and was_zero and not any(row):
            continue
        what = f'{line.path:<{width}}  {value}' if not start else ''
        yield f'{line.offset + start:04x}  {row.hex(" "):<{3 * BYTES_A_ROW - 1}}  {what}'
        was_zero = not any(row)


def annotate(tables: Version, buf: bytes) -> Annotation:
    """Explain the bytes of a message, header included; never raises, whatever they are."""
    walk = _Walk(buf)
    try:
        walk.message(tables, len(buf))
    except _Stop:
        pass
    except DecodeError:  # from a class that reads itself
        pass
    walk.rest()
    try:
        tables.decode(buf)
    except DecodeError as error:
        return Annotation(buf, walk.lines, error)
    return Annotation(buf, walk.lines)


class _Stop(Exception):
    """What is there is not what the table says."""


class _Walk:
    """The way through a message: at each method's end `at` is behind what it was to read, or _Stop was raised."""

    def __init__(self, buf: bytes) -> None:
        self.buf = buf
        self.at = 0
        self.depth = 0
        self.lines: list[Line] = []

    def message(self, tables: Version, limit: int, path: str | None = None) -> None:
        """A message: the header (7.1), and the structure that it names."""
        start = self.at
        cls = message_class(tables, self.buf, start, limit)
        path = path or (cls.__name__ if cls is not None else 'ofp_header')
        self.integer(1, limit, f'{path}.version', lambda number: shown_version(number, tables))
        self.integer(1, limit, f'{path}.type', tables.ofp_type.describe)
        end = start + self.integer(2, limit, f'{path}.length', str)
        self.integer(4, limit, f'{path}.xid', hex)
        if cls is None or (start and not self.at <= end <= limit):
            raise _Stop
        self.fields(cls, end if start else limit, path)

    def rest(self) -> None:
        """Bytes that nobody has read."""
        if self.at < len(self.buf):
            self.put(len(self.buf), '', 'not read')

    def put(self, end: int, path: str, value: str) -> None:
        """A line for the bytes from here to `end`."""
        self.lines.append(Line(self.at, end - self.at, path, value))
        self.at = end

    def take(self, size: int, limit: int) -> bytes:
        """The next bytes, which are not taken yet."""
        if limit - self.at < size:
            raise _Stop
        return self.buf[self.at : self.at + size]

    def integer(self, size: int, limit: int, path: str, shown: Callable[[int], Any]) -> int:
        number = int.from_bytes(self.take(size, limit))
        self.put(self.at + size, path, str(shown(number)))
        return number

    # -- structures ---------------------------------------------------------------------------------------------

    def structure(self, cls: type[Structure], limit: int, path: str) -> None:
        """A structure that fills the bytes up to `limit`, under a line with its name."""
        self.begin(resolved(cls, self.buf, self.at, limit), limit, path)
        if self.at != limit:
            raise _Stop

    def begin(self, cls: type[Structure], limit: int, path: str) -> None:
        self.lines.append(Line(self.at, 0, path, cls.__name__))
        if self.depth == DEEPEST:
            raise _Stop
        self.depth += 1
        self.fields(cls, limit, path)
        self.depth -= 1

    def fields(self, cls: type[Structure], limit: int, path: str) -> None:
        """The fields of a table, or of the family's header and what the class reads itself, then the padding."""
        sizes: dict[str, int] = {}
        start = self.at - HEADER_SIZE if issubclass(cls, Message) else self.at
        for is_bits, group in groupby(laid_out(cls), lambda each: isinstance(each.kind, Bits)):
            if is_bits:
                self.bits(cls, list(group), limit, path)
                continue
            for each in group:
                if isinstance(each.kind, Chosen):
                    number = number_at(cls, each.kind.by, self.buf, start, limit)
                    each = Field(each.name, each.kind.bodies.get(number, tail))
                self.field(cls, each, limit, path, sizes)
        if 'decode' in cls.table.written:
            self.pieces(cls, start, limit, path)
        families = [family for _, family in families_of(cls) if family.length]
        if families and families[0].align == 'inside' and 0 < limit - self.at < ALIGNMENT:
            self.put(limit, path, 'padding')

    def pieces(self, cls: Any, start: int, limit: int, path: str) -> None:
        """What a class reads itself, from behind its family's header on."""
        if hasattr(cls, 'pieces'):
            for name, value, end in cls.pieces(self.buf, self.at, limit):
                self.put(end, f'{path}.{name}' if name else path, value)
            return
        value, end = cls.decode(self.buf, start, limit), limit
        if self.at < end:
            self.put(end, path, repr(value))

    def prefix(self, cls: type[Structure], limit: int, path: str) -> None:
        """A structure that says itself where it ends."""
        found = resolved(cls, self.buf, self.at, limit)
        end, after = extent(cls, self.buf, self.at, limit)
        if end is None:  # its end is known once it has been read
            self.begin(found, limit, path)
            return
        least = self.at + least_size(cls)
        if end < least:
            self.begin(cls, min(least, limit), path)
            raise _Stop
        if after > limit:
            self.begin(found, limit, path)
            raise _Stop
        self.begin(found, end, path)
        if self.at != end:
            raise _Stop
        if after > end:
            self.put(after, path, 'padding')

    # -- fields -------------------------------------------------------------------------------------------------

    def field(self, cls: type[Structure], each: Field, limit: int, path: str, sizes: dict[str, int]) -> None:
        """A field of any kind but bits; `sizes` are the byte counts that `size_of` fields have told."""
        kind, here = each.kind, f'{path}.{each.name}'
        end = self.at + sizes[each.name] if each.name in sizes else limit
        if end > limit:
            raise _Stop
        if isinstance(kind, Pad):
            self.take(kind.size, limit)
            self.put(self.at + kind.size, path, 'padding')
        elif isinstance(kind, Fixed):
            self.fixed(cls, kind, limit, here)
        elif isinstance(kind, SizeOf):
            sizes[kind.field] = kind.unit * self.integer(kind.integer.size, limit, here, str)
        elif isinstance(kind, Value):
            self.value(cls, kind, limit, here)
        elif isinstance(kind, Bare):
            self.bare(cls, kind, end, limit, here)
        elif isinstance(kind, Tail):
            if self.at < end:
                self.put(end, here, shown_bytes(self.buf[self.at : end]))
        elif isinstance(kind, Enclosed):
            self.enclosed(cls, end, here)
        elif isinstance(kind, Ref):
            self.nested(cls, kind, end, here)
        elif isinstance(kind, List):
            self.items(cls, kind, end, here)

    def fixed(self, cls: type[Structure], kind: Fixed, limit: int, path: str) -> None:
        """A number, an address or a text."""
        raw = self.take(kind.size, limit)
        if kind.code in INTEGERS:
            value = shown_number(int.from_bytes(raw), enumeration_of(cls, kind))
        elif kind.read == '{}':
            value = ''
        else:
            value = shown_value(reader(kind.read)(raw))
        self.put(self.at + kind.size, path, value)

    def bits(self, cls: type[Structure], group: list[Field], limit: int, path: str) -> None:
        """Neighbouring bit fields, each shown with the bytes that it has a part of."""
        shift = sum(each.kind.width for each in group)
        size = shift // 8
        word, start = int.from_bytes(self.take(size, limit)), self.at
        for each in group:
            kind = each.kind
            shift -= kind.width
            value = shown_number(word >> shift & (1 << kind.width) - 1, enumeration_of(cls, kind))
            self.at = start
            self.put(start + size, path if each.is_pad else f'{path}.{each.name}', 'padding' if each.is_pad else value)

    def nested(self, cls: type[Structure], kind: Ref, limit: int, path: str) -> None:
        """A field that is a structure."""
        nested = lookup(cls, kind.name)
        if tells_its_end(nested):
            self.prefix(nested, limit, path)
        else:
            self.structure(nested, limit, path)

    def value(self, cls: type[Structure], kind: Value, limit: int, path: str) -> None:
        """A field with a form of its own."""
        source = kind.read.format(owner=cls.__name__, here=self.at)
        known = getattr(cls.table.version, 'fields', None)
        value, end = eval(source, {**RUNTIME, 'fields': known, 'buf': self.buf, 'limit': limit})
        self.put(end, path, shown_value(value))

    def bare(self, cls: type[Structure], kind: Bare, end: int, limit: int, path: str) -> None:
        """A match without its header, or where it may have one perhaps with it, and its padding."""
        start, match = self.at, lookup(cls, kind.name)
        if kind.header and self.buf[start : start + 4] == match.type.to_bytes(2) + (end - start).to_bytes(2):
            self.put(start + 2, f'{path}.type', str(match.type))
            self.put(start + 4, f'{path}.length', str(end - start))
        for name, value, at in match.known.pieces(match.__name__, self.buf, self.at, end):
            self.put(at, f'{path}.{name}', value)
        after = end + (start - end) % ALIGNMENT
        if after > limit:
            raise _Stop
        if after > end:
            self.put(after, path, 'padding')

    def enclosed(self, cls: type[Structure], limit: int, path: str) -> None:
        """A field that is a message, padded where anything follows."""
        start = self.at
        self.message(cls.table.version, limit, path)
        end = min(self.at + -(self.at - start) % ALIGNMENT, limit)
        if self.at < end:
            self.put(end, path, 'padding')

    def items(self, cls: type[Structure], kind: List, limit: int, path: str) -> None:
        """Items up to the limit, or as many as the table says."""
        number = 0
        while self.at < limit and number != kind.count:
            before, here = self.at, f'{path}[{number}]'
            if isinstance(kind.item, Fixed):
                self.fixed(cls, kind.item, limit, here)
            elif is_one_list(item := lookup(cls, kind.item.name)):
                self.put(limit, path, repr(item.decode_list(self.buf, self.at, limit)))
            else:
                self.prefix(item, limit, here)
            number += 1
            if self.at == before:
                raise _Stop
        if kind.count is not None and number < kind.count:
            raise _Stop


def message_class(tables: Version, buf: bytes, offset: int = 0, limit: int | None = None) -> type[Message] | None:
    """The class of the message that begins at `offset`, as exactly as its bytes can tell; None for an unknown type."""
    limit = len(buf) if limit is None else limit
    known = tables.messages.get(buf[offset + 1]) if limit > offset + 1 else None
    return None if known is None else resolved(known, buf, offset, limit)


def resolved(cls: type[S], buf: bytes, offset: int, limit: int) -> type[S]:
    """The member of its family that a structure is, as far as its bytes can say."""
    while (family := cls.table.family) is not None:
        kind = number_at(cls, family.discriminator, buf, offset, limit)
        member = cls if kind is None else family.members.get(kind, family.other)
        if member is None or member is cls:
            break
        cls = member
    return cls


@cache
def laid_out(cls: type[Structure]) -> list[Field]:
    """The fields that the table places: of a class that reads itself, those of its family's header."""
    if 'decode' not in cls.table.written:
        return fields_of(cls)
    parent = cls.table.parent
    return [each for each in fields_of(parent) if isinstance(each.kind, (Bits, Fixed, Pad))] if parent else []


def is_one_list(cls: type[Structure]) -> bool:
    """Whether items of a class can be read all together only."""
    return 'decode_list' in cls.table.written and 'decode_prefix' not in cls.table.written


def extent(cls: type[Structure], buf: bytes, offset: int, limit: int) -> tuple[int | None, int]:
    """Where a structure ends by its own word or by its table, and where the next begins; None if neither tells."""
    family = next((family for _, family in families_of(cls) if family.length), None)
    length = family.length if family is not None else cls.table.length
    size = number_at(cls, length, buf, offset, limit) if length else static_size(cls)
    if size is None:
        return None, limit
    padding = -size % ALIGNMENT if family is not None and family.align == 'outside' else 0
    return offset + size, offset + size + padding


def number_at(cls: type[Structure], name: str, buf: bytes, offset: int, limit: int) -> int | None:
    """What a field of the fixed head holds, None where the bytes end before."""
    position, size = place(cls, name)
    start, end = offset + position, offset + position + size
    return int.from_bytes(buf[start:end]) if end <= limit else None


@cache
def place(cls: type[Structure], name: str) -> tuple[int, int]:
    """Where a field of the fixed head lies, and its size."""
    position = HEADER_SIZE if issubclass(cls, Message) else 0
    for each in fields_of(cls):
        if each.name == name:
            return position, each.kind.size
        position += each.kind.size
    raise TypeError(f'{cls.__name__} has no field {name}')


@cache
def tells_its_end(cls: type[Structure]) -> bool:
    """Whether something may follow a structure."""
    own = cls.table.length or 'decode_prefix' in cls.table.written
    return bool(own) or static_size(cls) is not None or any(family.length for _, family in families_of(cls))


# What is shown of a value ---------------------------------------------------------------------------------------------


def enumeration_of(cls: type[Structure], kind: Fixed | Bits) -> type[Enumeration] | None:
    return None if kind.enumeration is None else lookup(cls, kind.enumeration.name)


def shown_version(number: int, tables: Version) -> str:
    return f'{number} (OpenFlow {tables.name})' if number == tables.OFP_VERSION else str(number)


def shown_number(number: int, enumeration: type[Enumeration] | None) -> str:
    """A number, by name where it has one; in hex where it is more likely bits than a count."""
    if enumeration is not None and (number or not enumeration.bitmap or 0 in enumeration.members.values()):
        name = enumeration.describe(number)
        if name[0].isalpha():
            return name
    return str(number) if number < 1 << 31 else hex(number)


@cache
def reader(expression: str) -> Callable[[bytes], Any]:
    """What turns a field's bytes into its value, from the kind's expression for it."""
    return eval(f'lambda raw: {expression.format("raw")}', dict(RUNTIME))


def shown_value(value: Any) -> str:
    return shown_bytes(value) if isinstance(value, bytes) else str(value)


def shown_bytes(raw: bytes) -> str:
    """Text as such, and how long anything else is."""
    text = raw.decode('ascii', 'replace')
    if text.isprintable() and '\ufffd' not in text:
        return repr(text)
    return f'{len(raw)} bytes'
