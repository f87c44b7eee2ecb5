"""Ryu's `lib.packet`: our packet library under Ryu's names, with what else programs read of Ryu's classes.

That is put on the base classes when a program first asks for one of them: `_PACK_STR` and `_MIN_LEN` from the tables,
and text as Ryu has it, `ethernet(dst='ff:ff:ff:ff:ff:ff',ethertype=2048,src='00:00:00:00:00:00')`. An app's own
protocol, which has no table, gets the methods of `StringifyMixin`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from struct import calcsize
from types import ModuleType
from typing import Any

from ..packet.packet import Packet
from ..packet.packet_base import Header, PacketBase, Part
from ..wire import Structure
from ..wire.json import attributes, from_jsondict, to_jsondict
from ..wire.kinds import Bits, Fixed, Kind, Pad, SizeOf
from ..wire.structure import fields_of
from .adoption import Adoption
from .stringify import StringifyMixin

__all__ = ['FRR_VERSION_2_0', 'MODULES', 'Protocols', 'adopt', 'disown', 'is_frr_version_ge']

#: Every module of Ryu's packet library.
MODULES = (
    'afi', 'arp', 'bfd', 'bgp', 'bmp', 'bpdu', 'cfm', 'dhcp', 'dhcp6', 'ether_types', 'ethernet', 'geneve', 'gre',
    'icmp', 'icmpv6', 'igmp', 'in_proto', 'ipv4', 'ipv6', 'linux', 'llc', 'lldp', 'mpls', 'openflow', 'ospf', 'packet',
    'packet_base', 'packet_utils', 'pbb', 'safi', 'sctp', 'slow', 'stream_parser', 'tcp', 'udp', 'vlan', 'vrrp',
    'vxlan', 'zebra',
)  # fmt: skip

#: The FRRouting that Zebra messages of version 4 are Ryu's of; its tests say so, ours are read as what they are.
FRR_VERSION_2_0 = '2.0'

WORDS = {8: 'B', 16: 'H', 32: 'I', 64: 'Q'}

#: What no table gives, by class and name.
ODD: dict[tuple[str, str], Any] = {
    ('tcp', '_PACK_STR'): '!HHIIBBHHH',
}


class Protocols:
    """The public names of one of our modules."""

    def __init__(self, name: str) -> None:
        self.name = f'controller.packet.{name}'

    @property
    def module(self) -> ModuleType | None:
        """Our module, None where there is none yet."""
        adopt()
        return import_module(self.name) if find_spec(self.name) else None

    def find(self, name: str) -> Any:
        """A class, a number or a function; raises AttributeError."""
        if name not in self.names():
            raise AttributeError(name)
        return getattr(self.module, name)

    def names(self) -> Iterable[str]:
        """The public names."""
        return self.module.__all__ if self.module else []


# -- layouts ----------------------------------------------------------------------------------------------------------

def pack_string(cls: type[Structure]) -> str:
    """The `struct` codes of the fixed fields of a structure."""
    return '!' + ''.join(_codes(cls))


def _codes(cls: type[Structure]) -> Iterator[str]:
    """The codes of fields up to the first whose size varies."""
    bits = 0
    for each in fields_of(cls):
        if isinstance(each.kind, Bits):
            bits += each.kind.width
            if bits in WORDS:
                yield WORDS[bits]
                bits = 0
        elif (code := _code(each.kind)) is not None:
            yield code
        else:
            return


def _code(kind: Kind) -> str | None:
    """The code of a field, None where its size varies."""
    if isinstance(kind, Pad):
        return f'{kind.size}x' if kind.size > 1 else 'x'
    if isinstance(kind, SizeOf):
        return kind.integer.code
    return kind.code if isinstance(kind, Fixed) else None


def least_size(cls: type[Structure]) -> int:
    """The bytes of a structure's fixed fields."""
    return calcsize(cls._PACK_STR)  # type: ignore[attr-defined]


class Derived:
    """A class attribute that is found out when somebody reads it."""

    def __init__(self, name: str, derive: Callable[[type[Structure]], Any]) -> None:
        self.name, self.derive = name, derive

    def __get__(self, instance: Structure | None, cls: type[Structure]) -> Any:
        return ODD.get((cls.__name__, self.name)) or self.derive(cls)


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


# -- where it goes ----------------------------------------------------------------------------------------------------

TEXT = {'__repr__': StringifyMixin.__repr__, '__str__': StringifyMixin.__repr__}
MIXIN = {name: member for name, member in vars(StringifyMixin).items() if name[:2] != '__'}
LAYOUT = {
    '_PACK_STR': Derived('_PACK_STR', pack_string),
    '_MIN_LEN': Derived('_MIN_LEN', least_size),
    'stringify_attrs': stringify_attrs,
}
ADOPTION = Adoption({
    PacketBase: {**MIXIN, **TEXT},
    Header: {**LAYOUT, 'to_jsondict': to_jsondict, 'from_jsondict': classmethod(from_jsondict)},
    Part: {**LAYOUT, **TEXT},
    Packet: {'__repr__': packet_text, '__str__': packet_text},
})

adopt, disown = ADOPTION.adopt, ADOPTION.disown


def is_frr_version_ge(version: str) -> bool:
    """Whether that is the configured FRRouting, or an older one."""
    return version <= FRR_VERSION_2_0
