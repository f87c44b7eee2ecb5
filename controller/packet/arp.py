"""Address resolution for IPv4 over Ethernet (RFC 826)."""

from __future__ import annotations

from .ether_types import ETH_TYPE_IP
from .packet_base import Header

__all__ = ['ARP_HW_TYPE_ETHERNET', 'ARP_REPLY', 'ARP_REQUEST', 'ARP_REV_REPLY', 'ARP_REV_REQUEST', 'arp', 'arp_ip']

ARP_HW_TYPE_ETHERNET = 1

ARP_REQUEST, ARP_REPLY, ARP_REV_REQUEST, ARP_REV_REPLY = range(1, 5)  # the latter two are of RFC 903


class arp(Header, size=28):
    """A request or a reply: who has `dst_ip`, tell `src_ip` at `src_mac`."""
    hwtype: u16 = ARP_HW_TYPE_ETHERNET
    proto: u16 = ETH_TYPE_IP
    hlen: u8 = 6
    plen: u8 = 4
    opcode: u16 = ARP_REQUEST
    src_mac: mac = 'ff:ff:ff:ff:ff:ff'
    src_ip: ipv4 = '0.0.0.0'
    dst_mac: mac = 'ff:ff:ff:ff:ff:ff'
    dst_ip: ipv4 = '0.0.0.0'

    is_last = True


def arp_ip(opcode: int, src_mac: str, src_ip: str, dst_mac: str, dst_ip: str) -> arp:
    """The ARP packet for IPv4 over Ethernet: `arp_ip(ARP_REPLY, my_mac, my_ip, asker_mac, asker_ip)`."""
    return arp(opcode=opcode, src_mac=src_mac, src_ip=src_ip, dst_mac=dst_mac, dst_ip=dst_ip)
