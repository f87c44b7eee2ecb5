"""Frames as the router reads and writes them. Pure, and total: what cannot be read is None.

An error message goes back to the sender of a packet (RFC 792), unless that might be several, or would answer an error
(RFC 1122, 3.2.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ...packet import arp, build, ether_types, ethernet, icmp, in_proto, ipv4, vlan
from ...packet.packet import Packet
from .values import ip_number, ip_text, is_unicast

__all__ = ['Arp', 'Datagram', 'answer', 'echo_answer', 'icmp_error', 'questions', 'read']

QUOTED = 548  # bytes of a datagram that an error about it brings back, so that it has 576 in all (RFC 1812, 4.3.2.3)
HOPS = 64
HEADER, TAG, TAGGED = 14, 4, b'\x81\x00'
NOBODY = '00:00:00:00:00:00'
ANSWERABLE = (icmp.ICMP_ECHO_REQUEST, icmp.ICMP_ECHO_REPLY, 13, 14)  # 13 and 14 ask for the time
OFFSET = 0x1FFF  # of a fragment in its datagram


@dataclass(frozen=True, slots=True)
class Arp:
    """A packet of ARP in a VLAN (0: in none)."""

    packet: Packet
    vlan: int
    is_request: bool
    mac: str
    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Datagram:
    """A packet of IPv4 in a VLAN (0: in none). `protocol` is that of its payload, `hops` its time to live."""

    packet: Packet
    vlan: int
    to_group: bool
    source: int
    target: int
    hops: int
    protocol: int
    header: Any

    @property
    def is_ping(self) -> bool:
        """Whether it is an ICMP echo request, whole."""
        message = self.packet.get_protocol(icmp.icmp)
        return message is not None and message.type == icmp.ICMP_ECHO_REQUEST and isinstance(message.data, icmp.echo)

    @property
    def may_be_refused(self) -> bool:
        """Whether an error message may answer it."""
        if self.to_group or self.header.offset & OFFSET or not (is_unicast(self.source) and is_unicast(self.target)):
            return False
        message = self.packet.get_protocol(icmp.icmp)
        return message is None or message.type in ANSWERABLE


def read(frame: bytes) -> Arp | Datagram | None:
    """The packet of ARP or IPv4 in a frame."""
    packet = Packet(frame)
    outer = packet.get_protocol(ethernet.ethernet)
    if outer is None:
        return None
    kind, vid = outer.ethertype, 0
    if kind == ether_types.ETH_TYPE_8021Q:
        tag = packet.get_protocol(vlan.vlan)
        if tag is None:
            return None
        kind, vid = tag.ethertype, tag.vid
    if kind == ether_types.ETH_TYPE_IP:
        header = packet.get_protocol(ipv4.ipv4)
        if header is not None:
            to_group = bool(int(outer.dst[:2], 16) & 1)
            addresses = ip_number(header.src), ip_number(header.dst)
            return Datagram(packet, vid, to_group, *addresses, header.ttl, header.proto, header)
    elif kind == ether_types.ETH_TYPE_ARP:
        message = packet.get_protocol(arp.arp)
        if message is not None and _is_ours(message):
            addresses = ip_number(message.src_ip), ip_number(message.dst_ip)
            return Arp(packet, vid, message.opcode == arp.ARP_REQUEST, message.src_mac, *addresses)
    return None


def questions(ports: Iterable[tuple[int, str]], source: int, target: int, vid: int) -> Iterator[tuple[int, bytes]]:
    """The ARP request for an address, for each of these ports, from the port's own Ethernet address."""
    asked = bytes(build.arp_request(NOBODY, ip_text(source), ip_text(target), vid or None).data or b'')
    start = 4 if vid else 0  # of what stands behind the tag
    for port, mac in ports:
        sender = bytes.fromhex(mac.replace(':', ''))
        yield port, asked[:6] + sender + asked[12 : 22 + start] + sender + asked[28 + start :]


def answer(question: Arp, mac: str) -> bytes:
    """The answer to an ARP request."""
    return bytes(build.arp_reply(question.packet, mac).data or b'')


def echo_answer(ping: Datagram, mac: str) -> bytes:
    """The answer to an echo request, from the address that was asked."""
    return bytes(build.echo_reply(ping.packet, mac).data or b'')


def icmp_error(kind: int, code: int, about: Datagram, mac: str, source: int) -> bytes:
    """The error message about a packet, from one of the router's addresses to the packet's sender."""
    outer = about.packet.get_protocol(ethernet.ethernet)
    body = icmp.TimeExceeded if kind == icmp.ICMP_TIME_EXCEEDED else icmp.dest_unreach
    message = icmp.icmp(kind, code, data=body(data=_quoted(about)))
    header = ipv4.ipv4(src=ip_text(source), dst=ip_text(about.source), proto=in_proto.IPPROTO_ICMP, ttl=HOPS)
    tags = [vlan.vlan(vid=about.vlan, ethertype=ether_types.ETH_TYPE_IP)] if about.vlan else []
    kind_of_frame = ether_types.ETH_TYPE_8021Q if tags else ether_types.ETH_TYPE_IP
    packet = Packet(protocols=[ethernet.ethernet(outer.src, mac, kind_of_frame), *tags, header, message])  # type: ignore[union-attr]
    packet.serialize()
    return bytes(packet.data or b'')


def _quoted(about: Datagram) -> bytes:
    """The beginning of a datagram, without what Ethernet has filled it up with."""
    data = bytes(about.packet.data or b'')
    start = HEADER + (TAG if data[HEADER - 2 : HEADER] == TAGGED else 0)
    return data[start : start + min(about.header.total_length, QUOTED)]


def _is_ours(message: arp.arp) -> bool:
    """Whether a packet of ARP asks or tells of IPv4 over Ethernet, and on behalf of one host."""
    kind = message.hwtype, message.proto, message.hlen, message.plen
    return (kind == (arp.ARP_HW_TYPE_ETHERNET, ether_types.ETH_TYPE_IP, 6, 4)
            and message.opcode in (arp.ARP_REQUEST, arp.ARP_REPLY)
            and not int(message.src_mac[:2], 16) & 1)  # fmt: skip
