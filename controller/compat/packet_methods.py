"""The methods of Ryu's headers that ours lack: text as Ryu has it, and what programs read though it is private.

A header is `vlan(cfi=0,ethertype=2048,pcp=0,vid=0)` as text, and a packet its headers one after the other. An app's own
protocol, which has no table, gets the methods of `StringifyMixin`. For the private names see `packet_layouts`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ..packet.packet import Packet
from ..packet.packet_base import Header, PacketBase, Part
from ..packet.tcp import TCPOption
from ..wire import DecodeError, Structure
from ..wire.json import attributes, from_jsondict, to_jsondict
from .adoption import Adoption
from .methods import MalformedError
from .packet_layouts import PRIVATE
from .stringify import StringifyMixin

__all__ = ['adopt', 'disown']


# -- text -------------------------------------------------------------------------------------------------------------

def stringify_attrs(self: Structure) -> list[tuple[str, Any]]:
    """The attributes that are shown, by name."""
    try:
        return sorted(attributes(self).items())
    except ValueError:  # a length that cannot be computed, as a value does not fit
        return sorted(vars(self).items())


def packet_text(self: Packet) -> str:
    """The layers, one after the other."""
    return ', '.join(map(repr, self.protocols))


class Readers:
    """`_TYPES`: the dictionary of who reads what a protocol carries, by number."""

    def __get__(self, protocol: PacketBase | None, cls: type[PacketBase]) -> dict[int, Any]:
        return cls.payload_classes


def own_size(self: Any) -> int:
    """The byte count of the header of an app's own protocol, which names it as Ryu's do."""
    return self._MIN_LEN


# -- parsing ----------------------------------------------------------------------------------------------------------

def malformed(parser: Callable[..., Any]) -> Any:
    """A `parser` of ours, whose errors are also those that programs expect of Ryu's.

    It takes a header for its bytes: what programs read further is bytes to Ryu, and may have been read here.
    """

    @wraps(parser)
    def wrapped(cls: type[Structure], buf: bytes | Structure, *offset: int) -> Any:
        try:
            return parser(cls, buf.encode() if isinstance(buf, Structure) else bytes(buf), *offset)
        except DecodeError as error:
            raise MalformedError.of(error) from None

    return classmethod(wrapped)


def option_parser(cls: type[TCPOption], buf: bytes) -> tuple[TCPOption, bytes]:
    """The option that `buf` begins with, and the bytes behind it."""
    option, end = cls.decode_prefix(buf, 0, len(buf))
    return option, buf[end:]


# -- where it goes ----------------------------------------------------------------------------------------------------

TEXT = {'__repr__': StringifyMixin.__repr__, '__str__': StringifyMixin.__repr__}
MIXIN = {name: member for name, member in vars(StringifyMixin).items() if name[:2] != '__'}
TABLE = {**PRIVATE, 'stringify_attrs': stringify_attrs}
JSON = {'to_jsondict': to_jsondict, 'from_jsondict': classmethod(from_jsondict)}  # which PacketBase has otherwise now
ADOPTION = Adoption({
    PacketBase: {**MIXIN, **TEXT, '_TYPES': Readers(), '__len__': own_size},
    Header: {**TABLE, **JSON, 'parser': malformed(vars(Header)['parser'].__func__)},
    Part: {**TABLE, **TEXT, 'parser': malformed(vars(Part)['parser'].__func__)},
    TCPOption: {'parser': malformed(option_parser)},
    Packet: {'__repr__': packet_text, '__str__': packet_text},
})

adopt, disown = ADOPTION.adopt, ADOPTION.disown
