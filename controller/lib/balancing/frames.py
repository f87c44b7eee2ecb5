"""Frames that a balancer reads and sends: ARP, connections of clients, and its own checks of servers."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...packet import arp, ethernet, ipv4, tcp, udp
from ...packet.ether_types import ETH_TYPE_ARP, ETH_TYPE_IP
from ...packet.in_proto import IPPROTO_TCP, IPPROTO_UDP
from ...packet.packet import Packet

__all__ = ['PROTOCOLS', 'Asked', 'Heard', 'answer_to', 'announcement', 'arp_probe', 'read', 'segment', 'virtual_mac']

BROADCAST, NOBODY, UNKNOWN = 'ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00', '0.0.0.0'
LOOPBACK = 0x9000  # the Ethertype of a protocol that nobody answers (Ethernet 2.0, 8)
LEAST = 60  # bytes of an Ethernet frame, without its checksum

#: Protocols whose ports tell connections apart.
PROTOCOLS = {'tcp': IPPROTO_TCP, 'udp': IPPROTO_UDP}


class Asked(NamedTuple):
    """An ARP packet: who sends it, and whether it asks for `target` or answers."""

    mac: str
    ip: str
    target: str
    is_reply: bool


class Heard(NamedTuple):
    """An IPv4 packet: `ports` are the source's and the target's, `segment` the header of TCP, where it has one."""

    mac: str
    src: str
    dst: str
    proto: int
    ports: tuple[int, int] | None
    segment: Any


def virtual_mac(dpid: int) -> str:
    """The Ethernet address that a switch has for every virtual IP address; locally administered."""
    return (0x0E << 40 | dpid & 0xFF_FFFF_FFFF).to_bytes(6, 'big').hex(':')


def read(data: bytes) -> Asked | Heard | None:
    """What a frame says; None for one without ARP or IPv4, with a VLAN tag, or broken."""
    packet: Any = Packet(data)
    outer = packet.get_protocol(ethernet.ethernet)
    if outer is None or outer.ethertype not in (ETH_TYPE_ARP, ETH_TYPE_IP):
        return None
    if outer.ethertype == ETH_TYPE_ARP:
        said = packet.get_protocol(arp.arp)
        if said is None or said.opcode not in (arp.ARP_REQUEST, arp.ARP_REPLY):
            return None
        return Asked(said.src_mac, said.src_ip, said.dst_ip, said.opcode == arp.ARP_REPLY)
    inner = packet.get_protocol(ipv4.ipv4)
    if inner is None:
        return None
    segment = packet.get_protocol(tcp.tcp)
    transport = segment or packet.get_protocol(udp.udp)
    ports = None if transport is None else (transport.src_port, transport.dst_port)
    return Heard(outer.src, inner.src, inner.dst, inner.proto, ports, segment)


def answer_to(question: Asked, mac: str) -> bytes:
    """The ARP reply that the address asked for is at `mac`."""
    return _arp(question.mac, arp.arp_ip(arp.ARP_REPLY, mac, question.target, question.mac, question.ip))


def arp_probe(mac: str, ip: str, known: str | None) -> bytes:
    """A question for the owner of an address from one who has none yet, so that nobody learns anything from it
    (RFC 5227, 2.1.1); to the Ethernet address that is known, or to everybody."""
    return _arp(known or BROADCAST, arp.arp_ip(arp.ARP_REQUEST, mac, UNKNOWN, NOBODY, ip))


def announcement(mac: str) -> bytes:
    """A frame from an address to itself: who learns from frames where addresses are learns this one."""
    return _serialized(ethernet.ethernet(mac, mac, LOOPBACK), bytes(LEAST - 14))


def segment(source: tuple[str, str, int], target: tuple[str, str, int], seq: int, bits: int) -> bytes:
    """A segment of TCP without data; source and target are Ethernet address, IP address and port."""
    return _serialized(
        ethernet.ethernet(target[0], source[0], ETH_TYPE_IP),
        ipv4.ipv4(src=source[1], dst=target[1], proto=IPPROTO_TCP, ttl=64),
        tcp.tcp(src_port=source[2], dst_port=target[2], seq=seq, bits=bits, window_size=1024),
    )


def _arp(to: str, said: arp.arp) -> bytes:
    return _serialized(ethernet.ethernet(to, said.src_mac, ETH_TYPE_ARP), said)


def _serialized(*layers: Any) -> bytes:
    packet = Packet(protocols=layers)
    packet.serialize()
    return bytes(packet.data or b'').ljust(LEAST, b'\0')
