"""Capture files and TCP segments for tests, put together by hand."""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack
from typing import Any

from controller.packet.ethernet import ethernet
from controller.packet.ipv4 import ipv4
from controller.packet.packet import Packet
from controller.packet.tcp import TCP_ACK, TCP_SYN, tcp

__all__ = ['CLIENT', 'ETHERNET', 'SERVER', 'block', 'frame', 'pcap', 'pcapng']

CLIENT, SERVER = ('10.0.0.1', 40000), ('10.0.0.2', 6653)
ETHERNET = 1


def frame(data: bytes, seq: int = 1, syn: bool = False, source: Any = CLIENT, destination: Any = SERVER) -> bytes:
    """An Ethernet frame with a TCP segment."""
    head = tcp(src_port=source[1], dst_port=destination[1], seq=seq, bits=TCP_SYN if syn else TCP_ACK)
    whole = Packet(protocols=[ethernet(), ipv4(src=source[0], dst=destination[0], proto=6), head, data])
    whole.serialize()
    return whole.data


def pcap(packets: Sequence[bytes], order: str = '<', nano: bool = False, link_type: int = ETHERNET) -> bytes:
    """A pcap file; packet n was captured n seconds and n units after 1000."""
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    records = [pack(order + 'IIII', 1000 + n, n, len(data), len(data)) + data for n, data in enumerate(packets)]
    return pack(order + 'IHHiIII', magic, 2, 4, 0, 0, 262144, link_type) + b''.join(records)


def block(kind: int, body: bytes, order: str) -> bytes:
    """A block of pcapng, padded."""
    body += bytes(-len(body) % 4)
    return pack(order + 'II', kind, len(body) + 12) + body + pack(order + 'I', len(body) + 12)


def pcapng(packets: Sequence[bytes], order: str = '<', options: bytes = b'', link_type: int = ETHERNET) -> bytes:
    """A pcapng section with one interface; packet n was captured n units after 2**32."""
    section = block(0x0A0D0D0A, pack(order + 'IHHq', 0x1A2B3C4D, 1, 0, -1), order)
    interface = block(1, pack(order + 'HHI', link_type, 0, 0) + options, order)
    return section + interface + b''.join(
        block(6, pack(order + 'IIIII', 0, 1, n, len(data), len(data)) + data, order) for n, data in enumerate(packets)
    )
