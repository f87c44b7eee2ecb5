"""Multiprotocol Label Switching (RFC 3032)."""

from __future__ import annotations

from .packet_base import Carried, Header

__all__ = ['label_from_bin', 'label_to_bin', 'mpls']


class mpls(Header, size=4):
    """An entry of the label stack (RFC 3032, 2.1); `bsb` is 1 at its bottom, `exp` is the traffic class of RFC 5462."""
    label: bits(20) = 0
    exp: bits(3) = 0
    bsb: bits(1) = 1
    ttl: u8 = 255

    #: By the version in the first four bits below the stack, which say nothing else of what is there: a pseudowire
    #: begins with 0 (RFC 4928, 3), and stays bytes.
    payload_classes = {4: 'ipv4.ipv4', 6: 'ipv6.ipv6'}

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        if not buf[start + 2] & 1:
            return mpls, limit
        return cls.get_packet_type(buf[offset] >> 4) if offset < limit else None, limit


def label_from_bin(buf: bytes) -> tuple[int, int]:
    """The label in three bytes, and whether it is the bottom of the stack."""
    number = int.from_bytes(buf)
    return number >> 4, number & 1


def label_to_bin(mpls_label: int, is_bos: bool = True) -> bytes:
    """A label as three bytes, in the form that BGP carries it (RFC 8277, 2.2); raises OverflowError."""
    return (mpls_label << 4 | is_bos).to_bytes(3)
