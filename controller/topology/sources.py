"""What a frame tells of the host that sent it, and how a host is asked whether it is still there."""

from __future__ import annotations

from ..lib.ip import bin_to_text
from ..packet import build
from ..packet import ether_types as ether
from ..packet.in_proto import IPPROTO_ICMPV6

__all__ = ['address_of', 'is_from_a_host', 'question', 'tag_of']

ARP, IPV4, IPV6 = (each.to_bytes(2, 'big') for each in (ether.ETH_TYPE_ARP, ether.ETH_TYPE_IP, ether.ETH_TYPE_IPV6))
NO_HOSTS = [each.to_bytes(2, 'big') for each in (ether.ETH_TYPE_LLDP, ether.ETH_TYPE_CFM)]
TAGS = [each.to_bytes(2, 'big') for each in (ether.ETH_TYPE_8021Q, ether.ETH_TYPE_8021AD)]
EAPOL = bytes.fromhex('888e')  # IEEE 802.1X: a host asks to be let in
HEADER, TAG, MOST_TAGS = 14, 4, 2
ARP_OF_IPV4 = bytes.fromhex('0001 0800 06 04')  # Ethernet, IPv4, and the lengths of their addresses (RFC 826)
SOLICITATION, ADVERTISEMENT = 135, 136  # RFC 4861, 4.3 and 4.4
FROM_NEARBY = 255  # hops that are left of a frame that no router has forwarded (RFC 4861, 7.1)
TARGET_ADDRESS = bytes((2, 1))  # an option: which Ethernet address the advertised address has (RFC 4861, 4.6.1)
BRIDGES = bytes.fromhex('0180c20000')  # groups whose frames end at the next bridge (IEEE 802.1Q, 8.6.3)


def is_from_a_host(data: bytes) -> bool:
    """Whether a frame may come from a host: not from a group or nobody, and not what switches tell each other."""
    source, kind = data[6:12], data[12:14]
    if len(data) < HEADER or source[0] & 1 or not any(source) or kind in NO_HOSTS:
        return False
    return data[:5] != BRIDGES or kind == EAPOL


def address_of(data: bytes) -> tuple[bytes, bool] | None:
    """The IP address of the sender, None where it tells none; and whether it says that this is its own address.

    It says so by ARP and neighbour discovery. Any other address may be one that it forwards for, as a router does.
    """
    kind, at = data[12:14], HEADER
    while kind in TAGS and at <= HEADER + MOST_TAGS * TAG:
        kind, at = data[at + 2 : at + 4], at + TAG
    if kind == IPV4:
        address = data[at + 12 : at + 16]
        return (address, False) if _is_one_v4(address) else None
    if kind == ARP:
        address = data[at + 14 : at + 18]
        own = data[at : at + 6] == ARP_OF_IPV4 and data[at + 8 : at + 14] == data[6:12]
        return (address, True) if own and _is_one_v4(address) else None
    if kind != IPV6:
        return None
    address = data[at + 8 : at + 24]
    if data[at + 6 : at + 8] == bytes((IPPROTO_ICMPV6, FROM_NEARBY)) and len(data) >= at + 64:
        if data[at + 40] == SOLICITATION:
            return (address, True) if _is_one_v6(address) else None
        if data[at + 40] == ADVERTISEMENT:
            target, option = data[at + 48 : at + 64], data[at + 64 : at + 72]
            own = option[:2] != TARGET_ADDRESS or option[2:] == data[6:12]
            return (target, True) if own and _is_one_v6(target) else None
    return (address, False) if _is_one_v6(address) else None


def _is_one_v4(address: bytes) -> bool:
    """Whether it is the address of one host: neither 0.x, 127.x, a group nor a broadcast."""
    return len(address) == 4 and 0 < address[0] < 224 and address[0] != 127


def _is_one_v6(address: bytes) -> bool:
    """Whether it is the address of one host: neither ::, ::1 nor a group."""
    return len(address) == 16 and address[0] != 0xFF and any(address[:15])


def tag_of(data: bytes) -> int | None:
    """The VLAN that a frame is in; None without a tag, or with several."""
    if data[12:14] != TAGS[0] or data[16:18] in TAGS:
        return None
    return int.from_bytes(data[14:16], 'big') & 0xFFF


def question(mac: bytes, address: bytes, asker: str, vid: int | None = None) -> bytes:
    """A frame to one host that makes it answer where it is there and has that IP address.

    It asks as one who wants the address for itself (RFC 5227, RFC 4862), from the MAC address `asker`: a host defends
    its own, and nobody learns anything wrong from the question.
    """
    text = bin_to_text(address)
    ask = build.arp_request(asker, '0.0.0.0', text, vid) if len(address) == 4 else (
        build.neighbor_solicitation(asker, '::', text, vid))
    return mac + (ask.data or b'')[6:]
