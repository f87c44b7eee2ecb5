"""Generic Network Virtualization Encapsulation (RFC 8926): packets of any ethertype in UDP datagrams."""

from __future__ import annotations

from typing import Self

from ..wire import DecodeError
from . import ether_types as ether
from .ethernet import Ethertyped
from .packet_base import Carried, LateHeader, PacketBase, Part

__all__ = ['UDP_DST_PORT', 'Option', 'OptionDataUnknown', 'geneve']

UDP_DST_PORT = 6081

SIZE = 8


class Option(
    Part, family='option_class length', uncounted=4, align='inside', boundary=4, loose=True, order='option_class type'
):
    """A tunnel option (RFC 8926, 3.5); `length` counts the bytes behind the first four, a multiple of four."""
    option_class: u16 = None
    type: u8 = None
    _1: bits(3)
    length: scaled(bits(5), 4) = 0

class OptionDataUnknown(Option, type=..., size=4, order='buf option_class type'):
    """An option of a class that no one declared; `buf` is bytes, padded with zeros."""
    buf: tail


class geneve(Ethertyped, LateHeader, size=SIZE):
    """The header (RFC 8926, 3.4) of a packet of the ethertype `protocol` in the virtual network `vni`.

    `opt_len`, the byte count of the options, is filled in where it is 0.
    """
    version: bits(2) = 0
    opt_len: scaled(bits(6), 4) = 0
    flags: u8 = 0
    protocol: u16 = ether.ETH_TYPE_TEB
    vni: u24 = None
    _1: pad(1)
    options: list[Option]

    OAM_PACKET_FLAG = 0x80
    CRITICAL_OPTIONS_FLAG = 0x40

    filled = ('opt_len',)

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        end = offset + SIZE + (buf[offset] & 0x3F) * 4
        if end > limit or buf[offset] >> 6:
            raise DecodeError('geneve', f'no header of version 0 and {end - offset} bytes', buf, offset)
        return cls.deferred(buf, offset, end), end

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return cls.get_packet_type(buf[start + 2] << 8 | buf[start + 3]), limit

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        if self.opt_len == 0:
            self.opt_len = len(self) - SIZE
        return self.encode()
