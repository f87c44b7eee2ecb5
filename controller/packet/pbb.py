"""Provider Backbone Bridges: a customer's frame inside a provider's (IEEE 802.1ah)."""

from __future__ import annotations

from .ethernet import ethernet
from .packet_base import Carried, Header

__all__ = ['itag']


class itag(Header, size=4):
    """The I-TAG, ethertype 0x88e7 (IEEE 802.1Q, 9.7), in front of a customer's whole frame.

    `uca` says that the frame keeps the customer's addresses, `sid` is the service instance.
    """
    pcp: bits(3) = 0
    dei: bits(1) = 0
    uca: bits(1) = 0
    _1: bits(3)
    sid: bits(24) = 0

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return ethernet, limit
