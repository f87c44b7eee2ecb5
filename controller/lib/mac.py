"""Ethernet addresses between their three forms: text (`aa:bb:cc:dd:ee:ff`), six bytes, and a number."""

from __future__ import annotations

import re

__all__ = [
    'BROADCAST',
    'BROADCAST_STR',
    'DONTCARE',
    'DONTCARE_STR',
    'HADDR_PATTERN',
    'MULTICAST',
    'UNICAST',
    'haddr_bitand',
    'haddr_to_bin',
    'haddr_to_int',
    'haddr_to_str',
    'is_multicast',
]

#: Matches an address in a route or a file; for `re.fullmatch`.
HADDR_PATTERN = r'([0-9a-f]{2}:){5}[0-9a-f]{2}'

DONTCARE = b'\x00\x00\x00\x00\x00\x00'
BROADCAST = b'\xff\xff\xff\xff\xff\xff'
DONTCARE_STR = '00:00:00:00:00:00'
BROADCAST_STR = 'ff:ff:ff:ff:ff:ff'
MULTICAST = 'fe:ff:ff:ff:ff:ff'  # the mask that leaves all but the group bit
UNICAST = '01:00:00:00:00:00'  # the mask of the group bit alone

_OCTETS = re.compile(r'[0-9a-fA-F]{1,2}([:-][0-9a-fA-F]{1,2}){5}', re.ASCII)
_DIGITS = re.compile(r'[0-9a-fA-F]{12}', re.ASCII)
_from_hex = bytes.fromhex


def is_multicast(addr: bytes | str) -> bool:
    """Whether an address, in bytes or text, is a group address (broadcast included)."""
    return bool(_octets(addr)[0] & 1)


def haddr_to_str(addr: bytes | None) -> str:
    """Six bytes as text; None as `'None'`, for logs. Raises ValueError for any other length."""
    if addr is None:
        return 'None'
    return _octets(addr).hex(':')


def haddr_to_int(addr: str) -> int:
    """Text as a number of 48 bits; raises ValueError."""
    return int.from_bytes(haddr_to_bin(addr), 'big')


def haddr_to_bin(string: str) -> bytes:
    """Text (`1:2:3:a:b:c`, with dashes, or twelve digits alone) as six bytes; raises ValueError."""
    if len(string) == 17:  # as `haddr_to_str` writes it, which apps hand back for each packet: no pattern is needed
        try:
            raw = _from_hex(string.replace(':', ' '))
            if raw.hex(':') == string:
                return raw
        except ValueError:
            pass
    if _OCTETS.fullmatch(string):
        return bytes(int(octet, 16) for octet in re.split('[:-]', string))
    if _DIGITS.fullmatch(string):
        return bytes.fromhex(string)
    raise ValueError(f'{string!r} is not an Ethernet address')


def haddr_bitand(addr: bytes, mask: bytes) -> bytes:
    """The bits of an address that a mask leaves, both in bytes."""
    return bytes(a & m for a, m in zip(_octets(addr), _octets(mask), strict=True))


def _octets(addr: bytes | str) -> bytes:
    if isinstance(addr, str):
        return haddr_to_bin(addr)
    if len(addr) != 6:
        raise ValueError(f'{addr!r} is not an Ethernet address: six bytes wanted')
    return bytes(addr)
