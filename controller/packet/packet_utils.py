"""Checksums of the Internet protocols, and of OSPF and IS-IS; addresses of either version of IP."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..wire import EncodeError
from ..wire.kinds import ipv4_bytes, ipv4_text, ipv6_bytes, ipv6_text
from ..wire.misfits import FAULTS
from .in_proto import IPPROTO_UDP

if TYPE_CHECKING:
    from .packet_base import PacketBase

__all__ = [
    'address_bytes', 'address_text', 'checksum', 'checksum_ip', 'fletcher_checksum', 'numbered', 'replaced',
    'transport_checksum',
]  # fmt: skip


def address_bytes(address: str) -> bytes:
    """The four or sixteen bytes of an address of IPv4 or IPv6; raises OSError for what is none."""
    return ipv6_bytes(address) if ':' in address else ipv4_bytes(address)


def address_text(raw: bytes) -> str:
    """Four or sixteen bytes as an address; raises ValueError for others."""
    return ipv4_text(raw) if len(raw) == 4 else ipv6_text(raw)


def numbered(prefix: str, numbers: Iterable[int], names: str) -> dict[str, int]:
    """Constants: each of `names`, with the prefix that they share in front, is the next of the numbers."""
    return dict(zip([prefix + name for name in names.split()], numbers, strict=False))


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071): the complement of the ones' complement sum of 16-bit words.

    That sum is the remainder modulo 65535, since 65536 leaves 1, and Python takes it of all words as one number. The
    order of bytes does not matter to the sum (section 2 B): little-endian is faster, and pads an odd length by itself.
    """
    number = int.from_bytes(data, 'little')
    swapped = 0xFFFF - (number % 0xFFFF or (number and 0xFFFF))
    return swapped >> 8 | (swapped & 0xFF) << 8


def checksum_ip(ipvx: PacketBase, length: int, payload: bytes) -> int:
    """The checksum of `payload` behind the pseudo header of an IPv4 or IPv6 header (RFC 9293, 3.1; RFC 8200, 8.1)
    that counts `length` bytes of the protocol which the header names."""
    try:
        return checksum(ipvx.pseudo_header(ipvx.payload_protocol, length) + payload)  # type: ignore[attr-defined]
    except FAULTS as fault:
        raise EncodeError(f'{type(ipvx).__name__}.pseudo_header: {fault}') from fault


def transport_checksum(prev: PacketBase | None, protocol: int, segment: bytes) -> int:
    """The checksum of a TCP, UDP or ICMPv6 `segment` carried by `prev`; 0 where that is no IP header.

    Raises EncodeError where the addresses of that are none.
    """
    pseudo_header = getattr(prev, 'pseudo_header', None)
    if pseudo_header is None:
        return 0
    try:
        covered = pseudo_header(protocol, len(segment)) + segment
    except FAULTS as fault:
        raise EncodeError(f'{type(prev).__name__}.pseudo_header: {fault}') from fault
    value = checksum(covered)
    return value or 0xFFFF * (protocol == IPPROTO_UDP)  # 0 would say that there is no checksum (RFC 768)


def replaced(header: bytes, offset: int, field: bytes) -> bytes:
    """`header` with `field` in place of as many bytes at `offset`."""
    return header[:offset] + field + header[offset + len(field) :]


def fletcher_checksum(data: bytes, offset: int) -> int:
    """Fletcher's checksum as ISO 8473 has it (RFC 905, annex B), to be put at `offset` of `data`, whose two bytes
    there count as zero: the value that makes both sums vanish."""
    octets = bytearray(data)
    octets[offset : offset + 2] = b'\0\0'
    c0 = c1 = 0
    for octet in octets:
        c0 = (c0 + octet) % 255
        c1 = (c1 + c0) % 255
    x = ((len(octets) - offset - 1) * c0 - c1) % 255 or 255
    y = (-x - c0) % 255 or 255
    return x << 8 | y
