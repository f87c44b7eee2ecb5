"""VLAN tags (IEEE 802.1Q), as many as are stacked."""

from __future__ import annotations

from . import ether_types as ether
from .ethernet import ethernet
from .packet_base import Carried, Header, PacketBase

__all__ = ['svlan', 'vlan']


class _tag(Header):
    """A tag (IEEE 802.1Q, 9.6): priority, drop eligibility (once the canonical format indicator) and VLAN id."""

    pcp: bits(3) = 0
    cfi: bits(1) = 0
    vid: bits(12) = 0
    ethertype: u16 = ether.ETH_TYPE_IP

    filled = ethernet.filled  # a tag ends as the header of a frame does
    serialize = ethernet.serialize

    @classmethod
    def get_packet_type(cls, *types: int) -> type[PacketBase] | None:
        """The class registered with Ethernet for an ethertype."""
        return ethernet.get_packet_type(*types)

    @classmethod
    def register_packet_type(cls, protocol: type[PacketBase], type_: int) -> None:
        """Have `protocol` read what frames carry under an ethertype, tagged or not."""
        ethernet.register_packet_type(protocol, type_)

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return ethernet.carried(buf, start, offset, limit)


class vlan(_tag, size=4):
    """A customer tag, ethertype 0x8100."""

class svlan(_tag, size=4):
    """A service tag, ethertype 0x88a8 (IEEE 802.1ad), as a rule in front of a customer tag."""
    ethertype: u16 = ether.ETH_TYPE_8021Q
