"""Ryu's `lib.packet`: our packet library under Ryu's names; a module that is asked for brings Ryu's methods along."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ['EXTRAS', 'MODULES', 'Protocols', 'carry_around_add', 'disown', 'is_frr_version_ge']

#: Every module of Ryu's packet library.
MODULES = (
    'afi', 'arp', 'bfd', 'bgp', 'bmp', 'bpdu', 'cfm', 'dhcp', 'dhcp6', 'ether_types', 'ethernet', 'geneve', 'gre',
    'icmp', 'icmpv6', 'igmp', 'in_proto', 'ipv4', 'ipv6', 'linux', 'llc', 'lldp', 'mpls', 'openflow', 'ospf', 'packet',
    'packet_base', 'packet_utils', 'pbb', 'safi', 'sctp', 'slow', 'stream_parser', 'tcp', 'udp', 'vlan', 'vrrp',
    'vxlan', 'zebra',
)  # fmt: skip

#: The FRRouting that Zebra messages of version 4 are Ryu's of; its tests say so, ours are read as what they are.
FRR_VERSION_2_0 = '2.0'

#: Sizes and layouts that Ryu's modules list.
IPV4_ADDRESS_LEN, IPV4_ADDRESS_PACK_STR, IPV4_PSEUDO_HEADER_PACK_STR = 4, '!I', '!4s4s2xHH'
IPV6_ADDRESS_LEN, IPV6_ADDRESS_PACK_STR, IPV6_PSEUDO_HEADER_PACK_STR = 16, '!16s', '!16s16s3xB'
LLDP_TLV_TYPELEN_STR = '!H'

#: By module of Ryu's packet library, the names there of what is here.
EXTRAS = {
    'ipv4': {name: name for name in ('IPV4_ADDRESS_LEN', 'IPV4_ADDRESS_PACK_STR', 'IPV4_PSEUDO_HEADER_PACK_STR')},
    'ipv6': {name: name for name in ('IPV6_ADDRESS_LEN', 'IPV6_ADDRESS_PACK_STR', 'IPV6_PSEUDO_HEADER_PACK_STR')},
    'lldp': {'LLDP_TLV_TYPELEN_STR': 'LLDP_TLV_TYPELEN_STR'},
    'packet_utils': {'carry_around_add': 'carry_around_add'},
    'zebra': {'_FRR_VERSION_2_0': 'FRR_VERSION_2_0', '_is_frr_version_ge': 'is_frr_version_ge'},
}

#: What puts Ryu's methods on our classes.
METHODS = f'{__package__}.packet_methods'


class Protocols:
    """The public names of one of our modules."""

    def __init__(self, name: str) -> None:
        self.name = f'controller.packet.{name}'

    @property
    def module(self) -> ModuleType:
        """Our module, whose classes have Ryu's methods from now on."""
        import_module(METHODS).adopt()
        return import_module(self.name)

    def find(self, name: str) -> Any:
        """A class, a number or a function; raises AttributeError."""
        if name not in self.names():
            raise AttributeError(name)
        return getattr(self.module, name)

    def names(self) -> Iterable[str]:
        """The public names."""
        return self.module.__all__


def disown() -> None:
    """Take Ryu's methods off our classes again."""
    if METHODS in sys.modules:
        sys.modules[METHODS].disown()


def is_frr_version_ge(version: str) -> bool:
    """Whether that is the configured FRRouting, or an older one."""
    return version <= FRR_VERSION_2_0


def carry_around_add(a: int, b: int) -> int:
    """The sum of two words of a checksum (RFC 1071, 1)."""
    total = a + b
    return (total & 0xFFFF) + (total >> 16)
