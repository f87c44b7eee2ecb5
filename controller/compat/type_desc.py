"""How the value of a match field is written by users, and on the wire: `to_user` and `from_user` of each type."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from typing import Any

from ..lib import addrconv

__all__ = [
    'Int1', 'Int2', 'Int3', 'Int4', 'Int8', 'Int9', 'Int16', 'Int4Double', 'IntDescr', 'IntDescrMlt',
    'IPv4Addr', 'IPv6Addr', 'MacAddr', 'TypeDescr', 'TypeDisp', 'UnknownType',
]  # fmt: skip


class TypeDescr:
    """A type: `size` in bytes, None where it varies, and the functions of either direction."""

    size: int | None = None


class IntDescr(TypeDescr):
    """A whole number of so many bytes."""

    def __init__(self, size: int) -> None:
        self.size = size

    def to_user(self, binary: bytes) -> int:
        """Bytes as a number; bytes beyond the size are ignored."""
        return int.from_bytes(binary[: self.size], 'big')

    def from_user(self, i: int) -> bytes:
        """A number as bytes; bits beyond the size are dropped."""
        return (i & (1 << 8 * (self.size or 0)) - 1).to_bytes(self.size or 0, 'big')


class IntDescrMlt(TypeDescr):
    """Several whole numbers of so many bytes each, as a tuple."""

    def __init__(self, length: int, num: int) -> None:
        self.length, self.num, self.size = length, num, length * num

    def to_user(self, binary: bytes) -> tuple[int, ...]:
        """Bytes as numbers; raises ValueError where there are too many or too few."""
        if len(binary) != self.size:
            raise ValueError(f'{len(binary)} bytes, {self.size} wanted')
        return tuple(int.from_bytes(binary[at : at + self.length], 'big') for at in range(0, self.size, self.length))

    def from_user(self, li: Sequence[int]) -> bytes:
        """Numbers as bytes; raises ValueError where there are too many or too few."""
        if len(li) != self.num:
            raise ValueError(f'{li!r}: {self.num} numbers wanted')
        return b''.join([IntDescr(self.length).from_user(each) for each in li])


Int1, Int2, Int3, Int4 = IntDescr(1), IntDescr(2), IntDescr(3), IntDescr(4)
Int8, Int9, Int16 = IntDescr(8), IntDescr(9), IntDescr(16)
Int4Double = IntDescrMlt(4, 2)


class MacAddr(TypeDescr):
    """An Ethernet address as text."""

    size = 6
    to_user = addrconv.mac.bin_to_text
    from_user = addrconv.mac.text_to_bin


class IPv4Addr(TypeDescr):
    """An IPv4 address as text."""

    size = 4
    to_user = addrconv.ipv4.bin_to_text
    from_user = addrconv.ipv4.text_to_bin


class IPv6Addr(TypeDescr):
    """An IPv6 address as text."""

    size = 16
    to_user = addrconv.ipv6.bin_to_text
    from_user = addrconv.ipv6.text_to_bin


class UnknownType(TypeDescr):
    """Bytes as base64."""

    @staticmethod
    def to_user(data: bytes) -> str:
        """Bytes as base64."""
        return b64encode(data).decode('ascii')

    from_user = staticmethod(b64decode)


class TypeDisp:
    """What finds a subclass by the type that it was registered for, each base class for itself."""

    _TYPES: dict[Any, type] = {}
    _UNKNOWN_TYPE: type | None = None

    @classmethod
    def register_unknown_type(cls) -> Callable[[type], type]:
        """A decorator: the class for every type that has none."""

        def register(subclass: type) -> type:
            cls._UNKNOWN_TYPE = subclass
            return subclass

        return register

    @classmethod
    def register_type(cls, type_: Any) -> Callable[[type], type]:
        """A decorator: the class for a type."""

        def register(subclass: type) -> type:
            cls._TYPES = {**cls._TYPES, type_: subclass}
            return subclass

        return register

    @classmethod
    def _lookup_type(cls, type_: Any) -> type | None:
        return cls._TYPES.get(type_, cls._UNKNOWN_TYPE)

    @classmethod
    def _rev_lookup_type(cls, targ_cls: type) -> Any:
        return {subclass: type_ for type_, subclass in cls._TYPES.items()}[targ_cls]
