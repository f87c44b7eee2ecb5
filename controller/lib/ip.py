"""IP addresses between text, bytes and numbers, and whether a text is one."""

from __future__ import annotations

import socket

__all__ = [
    'bin_to_text',
    'ipv4_to_bin',
    'ipv4_to_int',
    'ipv4_to_str',
    'ipv6_to_bin',
    'ipv6_to_int',
    'ipv6_to_str',
    'text_to_bin',
    'text_to_int',
    'valid_ipv4',
    'valid_ipv6',
]


def valid_ipv4(addr: str) -> bool:
    """Whether a text is an IPv4 address, or a network such as `10.0.0.0/8`."""
    return _valid(socket.AF_INET, 32, addr)


def valid_ipv6(addr: str) -> bool:
    """Whether a text is an IPv6 address, or a network such as `2001:db8::/32`."""
    return _valid(socket.AF_INET6, 128, addr)


def ipv4_to_bin(ip: str) -> bytes:
    """Dotted decimal as four bytes; raises ValueError."""
    return _bytes(socket.AF_INET, ip)


def ipv4_to_int(ip: str) -> int:
    """Dotted decimal as a number of 32 bits; raises ValueError."""
    return int.from_bytes(ipv4_to_bin(ip), 'big')


def ipv4_to_str(ip: bytes | int) -> str:
    """Four bytes, or a number of 32 bits, as dotted decimal; raises ValueError, OverflowError."""
    return socket.inet_ntop(socket.AF_INET, ip.to_bytes(4, 'big') if isinstance(ip, int) else ip)


def ipv6_to_bin(ip: str) -> bytes:
    """Text as sixteen bytes; raises ValueError."""
    return _bytes(socket.AF_INET6, ip)


def ipv6_to_int(ip: str) -> int:
    """Text as a number of 128 bits; raises ValueError."""
    return int.from_bytes(ipv6_to_bin(ip), 'big')


def ipv6_to_str(ip: bytes | int) -> str:
    """Sixteen bytes, or a number of 128 bits, as text; raises ValueError, OverflowError."""
    return socket.inet_ntop(socket.AF_INET6, ip.to_bytes(16, 'big') if isinstance(ip, int) else ip)


def text_to_bin(ip: str) -> bytes:
    """An address of either kind as bytes; raises ValueError."""
    return ipv6_to_bin(ip) if ':' in ip else ipv4_to_bin(ip)


def text_to_int(ip: str) -> int:
    """An address of either kind as a number; raises ValueError."""
    return int.from_bytes(text_to_bin(ip), 'big')


def bin_to_text(ip: bytes) -> str:
    """Four or sixteen bytes as text; raises ValueError for any other count."""
    return ipv4_to_str(ip) if len(ip) == 4 else ipv6_to_str(ip)


def _bytes(family: int, text: str) -> bytes:
    try:
        return socket.inet_pton(family, text)
    except OSError:
        raise ValueError(f'{text!r} is no IPv{4 if family == socket.AF_INET else 6} address') from None


def _valid(family: int, bits: int, text: str) -> bool:
    address, slash, prefix = text.partition('/')
    try:
        _bytes(family, address)
    except ValueError:
        return False
    return not slash or (prefix.isdecimal() and int(prefix) <= bits)
