"""What stands in the declaration of an endpoint: bodies, and values that clients write in more than one way.

Any class may: one that has `read`, from what JSON or the text of a path or query has to an instance of the class, and
`schema`, the JSON schema of what `read` takes; and, where that schema refers to further ones, `definitions`, those by
name. `read` raises ValueError with the end of a sentence that begins with the name of the value, or BadValue where
only a part of the value is wrong.
"""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, Self, runtime_checkable

import msgspec

from ..ofctl.numeric import dpid_schema, number_schema
from ..ofctl.values import BadValue, read_integer
from .switches import read_dpid

__all__ = ['U8', 'U16', 'U32', 'U64', 'Body', 'Dpid', 'Readable', 'Unsigned']


class Body(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An object that a client sends: a line a field, as in a dataclass; fields that it does not have are refused.

        class Note(Body):
            text: str
            tags: list[str] = []
    """


@runtime_checkable
class Readable(Protocol):
    """What a class offers that stands in a declaration; on the class, not on its instances."""

    @classmethod
    def read(cls, value: Any) -> Self:
        """The value that a client has written; raises ValueError."""

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """The JSON schema of what `read` takes."""


class Unsigned(int):
    """A number of `bits` bits, which may be text too: `80`, `"80"`, `"0x50"`."""

    bits: ClassVar[int]

    @classmethod
    def read(cls, value: Any) -> Self:
        """The number; raises ValueError."""
        return cls(read_integer('', value, cls.bits))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """A number in its range, or the text of one."""
        return number_schema(cls.bits)


class U8(Unsigned):
    """A number of 8 bits."""

    bits = 8


class U16(Unsigned):
    """A number of 16 bits: a port of TCP, a priority."""

    bits = 16


class U32(Unsigned):
    """A number of 32 bits: a port of a switch."""

    bits = 32


class U64(Unsigned):
    """A number of 64 bits: a cookie, a counter."""

    bits = 64


class Dpid(Unsigned):
    """A datapath id, in decimal, as 0x... or in sixteen digits; whether it is connected is another matter."""

    bits = 64

    @classmethod
    def read(cls, value: Any) -> Self:
        """The number; raises ValueError."""
        try:
            return cls(read_dpid(value))
        except BadValue as error:
            raise ValueError(str(error).removeprefix('dpid: ')) from None

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """A number, the text of one, or sixteen hexadecimal digits."""
        return dpid_schema()
