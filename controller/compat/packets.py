"""Ryu's `lib.packet`: our packet library under Ryu's names, with what else programs read of Ryu's classes.

That is put on the base classes when a program first asks for one of them: what Ryu's classes keep for themselves, in
`packet_layouts`, and text as Ryu has it, `vlan(cfi=0,ethertype=2048,pcp=0,vid=0)`. An app's own protocol, which has no
table, gets the methods of `StringifyMixin`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from ..packet.packet import Packet
from ..packet.packet_base import Header, PacketBase, Part
from ..wire import DecodeError, Structure
from ..wire.json import attributes, from_jsondict, to_jsondict
from .adoption import Adoption
from .methods import MalformedError
from .packet_layouts import PRIVATE
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


# -- parsing ----------------------------------------------------------------------------------------------------------

def malformed(parser: Callable[..., Any]) -> Any:
    """A `parser` of ours, whose errors are also those that programs expect of Ryu's."""

    @wraps(parser)
    def wrapped(cls: type[Structure], buf: bytes, *offset: int) -> Any:
        try:
            return parser(cls, buf, *offset)
        except DecodeError as error:
            raise MalformedError.of(error) from None

    return classmethod(wrapped)


# -- where it goes ----------------------------------------------------------------------------------------------------

TEXT = {'__repr__': StringifyMixin.__repr__, '__str__': StringifyMixin.__repr__}
MIXIN = {name: member for name, member in vars(StringifyMixin).items() if name[:2] != '__'}
TABLE = {**PRIVATE, 'stringify_attrs': stringify_attrs}
JSON = {'to_jsondict': to_jsondict, 'from_jsondict': classmethod(from_jsondict)}  # which PacketBase has otherwise now
ADOPTION = Adoption({
    PacketBase: {**MIXIN, **TEXT},
    Header: {**TABLE, **JSON, 'parser': malformed(vars(Header)['parser'].__func__)},
    Part: {**TABLE, **TEXT, 'parser': malformed(vars(Part)['parser'].__func__)},
    Packet: {'__repr__': packet_text, '__str__': packet_text},
})

adopt, disown = ADOPTION.adopt, ADOPTION.disown


def is_frr_version_ge(version: str) -> bool:
    """Whether that is the configured FRRouting, or an older one."""
    return version <= FRR_VERSION_2_0
