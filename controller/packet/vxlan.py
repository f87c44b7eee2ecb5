"""Virtual eXtensible Local Area Network (RFC 7348): Ethernet frames in UDP datagrams."""

from __future__ import annotations

from .ethernet import ethernet
from .packet_base import Carried, Header

__all__ = ['UDP_DST_PORT', 'UDP_DST_PORT_OLD', 'vni_from_bin', 'vni_to_bin', 'vxlan']

UDP_DST_PORT = 4789
UDP_DST_PORT_OLD = 8472  # of Linux, from before one was assigned


class vxlan(Header, size=8):
    """The header (RFC 7348, 5) of a frame in the segment `vni`; of the flags only I has a meaning, and must be set."""
    _1: bits(4)
    _vni_is_valid: bits(1) = 1
    _2: bits(27)
    vni: bits(24)
    _3: bits(8)

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return ethernet, limit


def vni_from_bin(buf: bytes) -> int:
    """Three bytes as a network identifier."""
    return int.from_bytes(buf)


def vni_to_bin(vni: int) -> bytes:
    """A network identifier as three bytes; raises OverflowError where it does not fit."""
    return vni.to_bytes(3)
