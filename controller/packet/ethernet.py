"""Ethernet II and IEEE 802.3 frames."""

from __future__ import annotations

from . import ether_types as ether
from .packet_base import Carried, Header, PacketBase, Reading, load

__all__ = ['MIN_FRAME_SIZE', 'ethernet']

#: The least byte count of a frame without its check sequence; shorter ones are padded (IEEE 802.3, 4.2.3.3).
MIN_FRAME_SIZE = 60

#: Up to here the ethertype is a length.
LENGTHS = ether.ETH_TYPE_IEEE802_3


class ethernet(Header, size=14):
    """The header of a frame (IEEE 802.3, 3.1.1).

    An `ethertype` of up to 1500 is a length, in front of an LLC header; 0 is filled in.
    """
    dst: mac = 'ff:ff:ff:ff:ff:ff'
    src: mac = '00:00:00:00:00:00'
    ethertype: u16 = ether.ETH_TYPE_IP

    payload_classes = {
        ether.ETH_TYPE_IP: 'ipv4.ipv4',
        ether.ETH_TYPE_ARP: 'arp.arp',
        ether.ETH_TYPE_8021Q: 'vlan.vlan',
        ether.ETH_TYPE_8021AD: 'vlan.svlan',
        ether.ETH_TYPE_IPV6: 'ipv6.ipv6',
        ether.ETH_TYPE_IEEE802_3: 'llc.llc',
        ether.ETH_TYPE_SLOW: 'slow.slow',
        ether.ETH_TYPE_MPLS: 'mpls.mpls',
        ether.ETH_TYPE_MPLS + 1: 'mpls.mpls',  # multicast, once (RFC 5332)
        ether.ETH_TYPE_LLDP: 'lldp.lldp',
        ether.ETH_TYPE_8021AH: 'pbb.itag',
        ether.ETH_TYPE_CFM: 'cfm.cfm',
    }

    @classmethod
    def get_packet_type(cls, *types: int) -> type[PacketBase] | None:
        """The class registered for an ethertype; a length stands for ETH_TYPE_IEEE802_3."""
        return super().get_packet_type(*(max(type_, LENGTHS) for type_ in types))

    @classmethod
    def read(cls, buf: bytes, start: int, limit: int) -> Reading:
        header, offset = cls.decode_prefix(buf, start, limit)
        ethertype = header.ethertype
        if ethertype <= LENGTHS:
            reader, limit = cls.carried(buf, start, offset, limit)
            return header, buf, offset, limit, reader
        reader = cls.payload_classes.get(ethertype)
        if reader.__class__ is str:
            reader = load(cls.payload_classes, ethertype)
        return header, buf, offset, limit, reader

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        ethertype = buf[offset - 2] << 8 | buf[offset - 1]
        if ethertype <= LENGTHS:  # a length (IEEE 802.3, 3.2.6); to believe 0 would hide bytes
            limit = min(limit, offset + ethertype) if ethertype else limit
            ethertype = LENGTHS
        reader = cls.payload_classes.get(ethertype)
        return load(cls.payload_classes, ethertype) if reader.__class__ is str else reader, limit

    @property
    def filled(self) -> tuple[str, ...]:  # type: ignore[override]
        """A length, never an ethertype."""
        return ('ethertype',) if self.ethertype <= LENGTHS else ()

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        if self.ethertype == 0 and len(payload) <= LENGTHS:  # of more there is no length
            self.ethertype = len(payload)
        return self.encode()


class Ethertyped:
    """What carries packets of any ethertype, and whole frames: what is registered with it, else with Ethernet."""

    payload_classes = {ether.ETH_TYPE_TEB: ethernet}

    @classmethod
    def get_packet_type(cls, *types: int) -> type[PacketBase] | None:
        """The class registered for an ethertype, here or with Ethernet; here nothing is a length."""
        ethertypes = [type_ for type_ in types if type_ > LENGTHS]
        return super().get_packet_type(*types) or ethernet.get_packet_type(*ethertypes)  # type: ignore[misc]
