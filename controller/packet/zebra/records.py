"""What messages of the Zebra protocol are made of: records, of whose fields each version has some.

The annotations of a record name kinds, of this module, of its own or of its class's `kinds`, in the order of the wire.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from types import new_class
from typing import Any, NamedTuple, NoReturn, Self, TypeVar

from ...wire import DecodeError, EncodeError
from ...wire.kinds import ipv4_bytes, ipv4_text, ipv6_bytes, ipv6_text, text_bytes
from ...wire.misfits import FAULTS
from ..packet_base import Part

__all__ = [
    'AF_INET', 'AF_INET6', 'Cursor', 'Form', 'Kind', 'Record', 'address', 'member', 'none', 'nothing', 'number',
    'prefix', 'prefix_of', 'sized', 'text', 'u8', 'u32',
]  # fmt: skip

AF_INET, AF_INET6 = 2, 10  # Linux's: both sides are of one host
ADDRESSES = {AF_INET: (4, ipv4_text), AF_INET6: (16, ipv6_text)}


class Form:
    """How a record is laid out: by the protocol's version, whether that is FRRouting 3.0's, and who sends.

    FRRouting 3.0 has version 4 as 2.0 has; whether all of a record can be read, or what it has values of, tells them.
    """

    record: Record | None = None  # the outermost: some of its fields tell of others
    asked = False  # whether FRRouting 3.0 would have been any different

    def __init__(self, version: int, frr3: bool = False, from_zebra: bool = False) -> None:
        self.version, self.frr3, self.from_zebra = version, frr3, from_zebra
        self.frr = version >= 4


class Cursor(Form):
    """Bytes of a form that are read from the front; addresses are of the `family` that was read last."""

    def __init__(self, name: str, buf: bytes, *form: Any) -> None:
        super().__init__(*form)
        self.name, self.buf, self.offset, self.family = name, buf, 0, 0

    @property
    def left(self) -> int:
        """How many bytes have not been read."""
        return len(self.buf) - self.offset

    def refuse(self, problem: str) -> NoReturn:
        """Raise DecodeError."""
        raise DecodeError(self.name, problem, self.buf, self.offset)

    def take(self, size: int) -> bytes:
        """The next bytes."""
        if size > self.left:
            self.refuse(f'{size} bytes wanted, there are {self.left}')
        self.offset += size
        return self.buf[self.offset - size : self.offset]

    def number(self, size: int = 1) -> int:
        """The next bytes as a number."""
        return int.from_bytes(self.take(size))

    def address(self, bits: int | None = None) -> str:
        """The next address, of which so many bits are there."""
        full, text = ADDRESSES.get(self.family) or self.refuse(f'no addresses are known of family {self.family}')
        size = full if bits is None else (bits + 7) // 8
        return text(self.take(size).ljust(full, b'\0')) if size <= full else self.refuse(f'an address of {bits} bits')


# -- kinds of field --------------------------------------------------------------------------------------------------

class Kind(NamedTuple):
    """What a field may be: how it is read and written, and what the table language takes it for."""

    read: Callable[[Cursor], Any]
    write: Callable[[Form, Any], bytes]
    word: str = 'coded(Record)'

    def where(self, condition: Callable[[Form], Any], other: Kind | None = None) -> Kind:
        """This under a condition, and else another, or nothing."""
        other = other or nothing
        return Kind(
            lambda cursor: (self if condition(cursor) else other).read(cursor),
            lambda form, value: (self if condition(form) else other).write(form, value),
            self.word,
        )

    def counted(self) -> Kind:
        """A byte that counts items, and these."""
        return Kind(
            lambda cursor: [self.read(cursor) for _ in range(cursor.number())] or (),
            lambda form, items: bytes((len(items or ()),)) + b''.join([self.write(form, each) for each in items or ()]),
        )


def unsent(value: Any) -> Kind:
    """What is not on the wire, but has that value."""
    return Kind(lambda cursor: value, lambda form, given: b'')


def number(size: int, default: int = 0) -> Kind:
    """A number of so many bytes."""
    return Kind(lambda cursor: cursor.number(size), lambda form, value: (value or default).to_bytes(size))


def family(size: int) -> Kind:
    """A number that says of which family the addresses behind it are."""

    def read(cursor: Cursor) -> int:
        cursor.family = cursor.number(size)
        return cursor.family

    return Kind(read, lambda form, value: value.to_bytes(size))


def text(size: int | None = None) -> Kind:
    """Text with NULs up to that size, or behind a byte that counts its own."""

    def read(cursor: Cursor) -> str:
        raw = cursor.take(cursor.number()) if size is None else cursor.take(size).rstrip(b'\0')
        return raw.decode('utf-8', 'surrogateescape')

    def write(form: Form, value: str) -> bytes:
        raw = value.encode('utf-8', 'surrogateescape')
        return bytes((len(raw),)) + raw if size is None else text_bytes(raw, size).ljust(size, b'\0')

    return Kind(read, write)


def prefix_of(read: Callable[[Cursor], str], write: Callable[[bytes, int], bytes]) -> Kind:
    """A prefix such as '10.0.0.0/8', or one of BGP; `write` makes the bytes of its address and its bits."""

    def split(form: Form, value: Any) -> bytes:
        address, _, bits = getattr(value, 'prefix', value).partition('/')
        return write(address_bytes(address), int(bits))

    return Kind(read, split)


def sized(cursor: Cursor, whole: bool = False) -> str:
    """How many bits, and the bytes that have them, or all."""
    bits = cursor.number()
    return f'{cursor.address(None if whole else bits)}/{bits}'


def is_frr3(form: Form) -> bool:
    """Whether it is FRRouting 3.0's."""
    form.asked = True
    return form.frr3


def address_bytes(address: str) -> bytes:
    """An address of either family."""
    return ipv6_bytes(address) if ':' in address else ipv4_bytes(address)


nothing, none = unsent(None), unsent(())
u8, u16, u32, u64 = map(number, (1, 2, 4, 8))
frr_u8, frr_u16 = (kind.where(lambda form: form.frr) for kind in (u8, u16))
FRR3 = frr3_u8, frr3_u32 = u8.where(is_frr3), u32.where(is_frr3)
family8, family16, family32 = map(family, (1, 2, 4))
address = Kind(Cursor.address, lambda form, value: address_bytes(value))
prefix = prefix_of(sized, lambda address, bits: bytes((bits,)) + address[: (bits + 7) // 8])
whole_prefix = prefix_of(
    lambda cursor: f'{cursor.address()}/{cursor.number()}', lambda address, bits: address + bytes((bits,))
)


# -- records ---------------------------------------------------------------------------------------------------------

R = TypeVar('R', bound='Record')


class Record(Part):
    """A run of fields.

    `quagga` and `frr` are its numbers in the family whose `members` these are; `of` is of what family its addresses
    are where no field says so; `order` is what comes first in its constructor, and in its subclasses'.
    """

    lines = kinds = {}
    members = {}, {}
    of, order = 0, ''
    from_zebra = False

    def __init_subclass__(
        cls, quagga: int | None = None, frr: int | None = None, of: int = 0, order: str = '', **keywords: Any
    ) -> None:
        known = {**globals(), **cls.kinds, **vars(sys.modules[cls.__module__])}
        own = {name: known[text] for name, text in cls.__annotations__.items()}
        cls.lines = own | {name: kind for name, kind in cls.lines.items() if name not in own}
        cls.__annotations__ = {name: kind.word for name, kind in own.items()}
        cls.numbers, cls.of, cls.order = (quagga, frr), of or cls.of, order or cls.order
        super().__init_subclass__(order=cls.order, **keywords)
        for members, number in zip(cls.members, cls.numbers, strict=True):
            if number is not None:
                members[number] = cls

    @classmethod
    def parse(cls, buf: bytes, version: int = 3, from_zebra: bool = False, frr3: bool = False) -> Self:
        """The record that fills `buf`; raises DecodeError."""
        cursor = Cursor(cls.__name__, buf, version, frr3, from_zebra)
        try:
            record = cls.read(cursor)
            return record if not cursor.left else cursor.refuse(f'{cursor.left} bytes too many')
        except DecodeError:
            if frr3 or not (cursor.frr and cursor.asked):
                raise
            return cls.parse(buf, version, from_zebra, frr3=True)

    @classmethod
    def parse_from_zebra(cls, buf: bytes, version: int = 3) -> Self:
        """The same where Zebra sends it."""
        return cls.parse(buf, version, from_zebra=True)

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        return cls.parse(buf[offset:limit])

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """The record at the cursor; raises DecodeError."""
        record = object.__new__(cls)
        cursor.record, cursor.family = cursor.record or record, cls.of or cursor.family
        for name, kind in cls.fields_in(cursor):
            setattr(record, name, kind.read(cursor))
        return record

    def serialize(self, version: int = 3) -> bytes:
        """The record's bytes; raises EncodeError."""
        return self.write(Form(version, version >= 4 and self.is_frr3(), self.from_zebra))

    def encode(self) -> bytes:
        return self.serialize()

    def write(self, form: Form) -> bytes:
        """The same in some form."""
        form.record, raw = form.record or self, b''
        for name, kind in self.fields_in(form):
            value = getattr(self, name)
            try:
                raw += kind.write(form, value)
            except FAULTS as fault:
                if isinstance(fault, EncodeError):
                    raise
                raise EncodeError(f'{type(self).__name__}.{name}: {value!r} ({fault})') from fault
        return raw

    def is_frr3(self) -> bool:
        """Whether there is a value for what only FRRouting 3.0 has, here or in a nexthop."""
        own = any(kind in FRR3 and getattr(self, name) is not None for name, kind in self.lines.items())
        return own or any(isinstance(each, Record) and each.is_frr3() for each in getattr(self, 'nexthops', None) or ())

    @classmethod
    def fields_in(cls, form: Form) -> Iterable[tuple[str, Kind]]:
        """The fields by name, in the order of the wire."""
        return cls.lines.items()


def member(name: str, record: type[R], quagga: int | None = None, frr: int | None = None, of: int = 0) -> type[R]:
    """A record under a name and numbers of its own, but else as this one."""
    body = {'__module__': record.__module__, '__doc__': record.__doc__}
    return new_class(name, (record,), {'quagga': quagga, 'frr': frr, 'of': of}, lambda own: own.update(body))
