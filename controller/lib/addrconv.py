"""Addresses between text and the bytes of the wire: `ipv4`, `ipv6` and `mac`, each with a function a direction."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from .mac import haddr_to_bin, haddr_to_str

__all__ = ['AddressConverter', 'ipv4', 'ipv6', 'mac']


@dataclass(frozen=True)
class AddressConverter:
    """How one kind of address is written: its functions, and its bits where `ADDRESS/PREFIX LENGTH` is a network."""

    read: Callable[[str], bytes]
    write: Callable[[bytes], str]
    bits: int = 0

    def text_to_bin(self, text: object) -> bytes | tuple[bytes, bytes]:
        """Text as bytes, `10.0.0.0/8` or `10.0.0.0/255.0.0.0` as address and mask; raises ValueError.

        A number, and what is an address as text, will do.
        """
        if isinstance(text, int):
            return self._number(text)
        address, slash, prefix = str(text).partition('/') if self.bits else (str(text), '', '')
        try:
            return (self.read(address), self._mask(prefix)) if slash else self.read(address)
        except OSError:
            raise ValueError(f'{text!r} is no address') from None

    def bin_to_text(self, bin: bytes) -> str:
        """Bytes as text; raises ValueError where there are too many or too few."""
        return self.write(bin)

    def _number(self, number: int) -> bytes:
        size = self.bits // 8 or 6
        try:
            return number.to_bytes(size, 'big')
        except OverflowError:
            raise ValueError(f'{number} is no address of {size} bytes') from None

    def _mask(self, prefix: str) -> bytes:
        if not prefix.isdecimal():
            return self.read(prefix)
        if int(prefix) > self.bits:
            raise ValueError(f'{prefix} bits of {self.bits}')
        return (((1 << int(prefix)) - 1) << self.bits - int(prefix)).to_bytes(self.bits // 8, 'big')


def _ip(family: int, bits: int) -> AddressConverter:
    return AddressConverter(partial(socket.inet_pton, family), partial(socket.inet_ntop, family), bits)


ipv4 = _ip(socket.AF_INET, 32)
ipv6 = _ip(socket.AF_INET6, 128)
mac = AddressConverter(haddr_to_bin, haddr_to_str)
