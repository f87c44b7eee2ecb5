"""How the versions of the Zebra protocol differ: the form of a message, fields that only some forms have, and records
that have other numbers in FRRouting than in Quagga."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import new_class
from typing import Any, NamedTuple, Self

from ...wire import DecodeError
from ...wire.kinds import ipv4_text, ipv6_text, text_bytes
from ..packet_base import Codec, Part
from ..packet_utils import address_bytes

__all__ = [
    'Body', 'Form', 'Numbered', 'address', 'address_of', 'counted', 'form', 'none', 'nothing', 'prefix', 'prefix_of',
    'text', 'u8', 'u16', 'u32', 'where',
]  # fmt: skip

AF_INET, AF_INET6 = 2, 10  # Linux's: both sides are of one host
ADDRESSES = {AF_INET: (4, ipv4_text), AF_INET6: (16, ipv6_text)}


class Form(NamedTuple):
    """The protocol's version, whether that is FRRouting 3.0's, which has the number of 2.0, and who sends."""
    version: int = 3
    frr3: bool = False
    from_zebra: bool = False

    @property
    def frr(self) -> bool:
        """Whether it is FRRouting's."""
        return self.version >= 4


_form: ContextVar[Form] = ContextVar('form')


def form() -> Form:
    """That of what is being read or written."""
    return _form.get(Form())


@contextmanager
def in_form(*values: Any) -> Iterator[None]:
    """Read or write in that form."""
    token = _form.set(Form(*values))
    try:
        yield
    finally:
        _form.reset(token)


# -- fields ----------------------------------------------------------------------------------------------------------

def unsent(value: Any, is_a: str) -> Codec:
    """What is not on the wire, but has that value."""
    return Codec.fixed(0, lambda record, raw: value, lambda record, given: b'', is_a)


def number(size: int) -> Codec:
    """A number of so many bytes."""
    return Codec.fixed(size, lambda _, raw: int.from_bytes(raw), lambda _, value: (value or 0).to_bytes(size), 'int')


nothing, none = unsent(None, 'None'), unsent((), 'Sequence[Any]')
u8, u16, u32 = map(number, (1, 2, 4))


def where(condition: Callable[[Any], Any], codec: Codec, other: Codec = nothing) -> Codec:
    """One field under a condition, and else another, or nothing."""
    return Codec(
        lambda record, *place: (codec if condition(record) else other).read(record, *place),
        lambda record, value: (codec if condition(record) else other).write(record, value),
        codec.is_a if codec.is_a in (other.is_a, 'Any') else f'{codec.is_a} | {other.is_a}',
    )


def counted(item: Codec) -> Codec:
    """A byte that counts items, and these."""

    def read(record: Any, buf: bytes, offset: int, limit: int) -> tuple[Any, int]:
        items = []
        count, offset = u8.read(record, buf, offset, limit)
        for _ in range(count):
            each, offset = item.read(record, buf, offset, limit)
            items.append(each)
        return items or (), offset

    def write(record: Any, items: Any) -> bytes:
        return bytes((len(items or ()),)) + b''.join([item.write(record, each) for each in items or ()])

    return Codec(read, write, 'Sequence[Any]')


def text(size: int) -> Codec:
    """Text, with NULs up to that size."""
    return Codec.fixed(
        size,
        lambda record, raw: raw.rstrip(b'\0').decode('utf-8', 'surrogateescape'),
        lambda record, value: text_bytes(value.encode('utf-8', 'surrogateescape'), size).ljust(size, b'\0'),
        'str',
    )


def address_of(family: str = 'family') -> Codec:
    """An address of the family that this field says, or this attribute of the class."""
    return Codec(lambda record, *place: _address(record, family, *place), lambda _, value: address_bytes(value), 'str')


def prefix_of(family: str = 'family', bits_first: bool = True, whole: bool = False) -> Codec:
    """A prefix such as '10.0.0.0/8', or one of BGP: a byte that counts bits, and the bytes that these take, or all."""

    def read(record: Any, buf: bytes, offset: int, limit: int) -> tuple[str, int]:
        if bits_first:
            bits, offset = u8.read(record, buf, offset, limit)
        address, offset = _address(record, family, buf, offset, limit, None if whole else bits)
        if not bits_first:
            bits, offset = u8.read(record, buf, offset, limit)
        return f'{address}/{bits}', offset

    def write(record: Any, value: Any) -> bytes:
        address, _, bits = getattr(value, 'prefix', value).partition('/')
        raw, size = address_bytes(address), bytes((int(bits),))
        raw = raw if whole else raw[: (int(bits) + 7) // 8]
        return size + raw if bits_first else raw + size

    return Codec(read, write)


def _address(record: Any, family: str, buf: bytes, at: int, limit: int, bits: int | None = None) -> tuple[str, int]:
    """An address, of which so many bits are there, and where it ends."""
    full, as_text = ADDRESSES.get(getattr(record, family), (0, str))
    size = full if bits is None else (bits + 7) // 8
    if not full or size > full or size > limit - at:
        problem = f'no address of {size} bytes and family {getattr(record, family)}'
        raise DecodeError(type(record).__name__, problem, buf, at)
    return as_text(buf[at : at + size].ljust(full, b'\0')), at + size


address, prefix = address_of(), prefix_of()


# -- records ---------------------------------------------------------------------------------------------------------

class Numbered(Part):
    """A record whose numbers are `quagga` and `frr`; its family's `members` are told by these.

    `alike` names other records that have the same fields, each with its two numbers; the family has them by name in
    `_alike`. Addresses are of IPv4 or IPv6 where the name says so. `order` is what comes first in the constructor,
    and in that of subclasses, `newer` the fields that only FRRouting 3.0 has, or whose items may have some.
    """
    members, _alike = ({}, {}), {}
    newer = ()

    def __init_subclass__(
        cls, quagga: int | None = None, frr: int | None = None, order: str = '',
        alike: Mapping[str, tuple[int | None, int | None]] = {}, **keywords: Any,
    ) -> None:  # fmt: skip
        super().__init_subclass__(order=order or ' '.join(cls.table.order), **keywords)
        cls.numbers = quagga, frr
        if found := re.search('IPv[46]', cls.__name__):
            cls.family = AF_INET if found[0] == 'IPv4' else AF_INET6
        for members, number in zip(cls.members, cls.numbers, strict=True):
            if number is not None:
                members[number] = cls
        body = {'__module__': cls.__module__, '__doc__': cls.__doc__}
        for name, (quagga, frr) in alike.items():
            cls._alike[name] = new_class(name, (cls,), {'quagga': quagga, 'frr': frr}, lambda own: own.update(body))

    def is_frr3(self) -> bool:
        """Whether it has a value for what only FRRouting 3.0 has."""
        values = [getattr(self, name) for name in self.newer]
        items = [each for value in values if isinstance(value, list) for each in value if isinstance(each, Numbered)]
        return any(isinstance(value, int) for value in values) or any(each.is_frr3() for each in items)


class Body(Numbered):
    """What a message says."""
    members, _alike = ({}, {}), {}
    from_zebra = False

    @classmethod
    def parse(cls, buf: bytes, version: int = 3, from_zebra: bool = False, frr3: bool = False) -> Self:
        """The body that fills `buf`; raises DecodeError."""
        try:
            with in_form(version, frr3, from_zebra):
                return cls.decode(buf, 0, len(buf))
        except DecodeError:
            if frr3 or version < 4 or not cls.newer:
                raise
            return cls.parse(buf, version, from_zebra, frr3=True)

    @classmethod
    def parse_from_zebra(cls, buf: bytes, version: int = 3) -> Self:
        """The same where Zebra sends it."""
        return cls.parse(buf, version, from_zebra=True)

    def serialize(self, version: int = 3) -> bytes:
        """The body's bytes; raises EncodeError."""
        with in_form(version, version >= 4 and self.is_frr3()):
            return self.encode()
