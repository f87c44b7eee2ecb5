"""Logical link control (IEEE 802.2), which follows the length of an IEEE 802.3 frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ..wire import DecodeError
from .packet_base import Carried, Header, Part

__all__ = ['SAP_BPDU', 'ControlFormatI', 'ControlFormatS', 'ControlFormatU', 'llc']

SAP_BPDU = 0x42


class ControlFormatI(Part, size=2, order='send_sequence_number pf_bit'):
    """Information transfer (5.4.1): the numbers of this unit and of the next one expected; poll or final bit."""
    TYPE = 0

    send_sequence_number: bits(7) = 0
    _type: bits(1) = TYPE
    receive_sequence_number: bits(7) = 0
    pf_bit: bits(1) = 0

class ControlFormatS(Part, size=2, order='supervisory_function pf_bit'):
    """Supervision (5.4.2): receive ready (0), not ready (1), reject (2); the number of the next unit expected."""
    TYPE = 0b01

    _1: bits(4)
    supervisory_function: bits(2) = 0
    _type: bits(2) = TYPE
    receive_sequence_number: bits(7) = 0
    pf_bit: bits(1) = 0

class ControlFormatU(Part, size=1, order='modifier_function1 pf_bit'):
    """What has no number (5.4.3): modifiers 0 and 0 are unnumbered information, such as a BPDU."""
    TYPE = 0b11

    modifier_function2: bits(3) = 0
    pf_bit: bits(1) = 0
    modifier_function1: bits(2) = 0
    _type: bits(2) = TYPE


FORMATS = (ControlFormatI, ControlFormatS, ControlFormatI, ControlFormatU)  # by the two lowest bits


class llc(Header):
    """The header of a unit (5.1): where it goes to and comes from, and one of the three control formats.

    The lowest bit of `dsap_addr` says that it stands for a group, that of `ssap_addr` that the unit is a response.
    """

    dsap_addr: u8
    ssap_addr: u8
    control: body

    if TYPE_CHECKING:
        control: ControlFormatI | ControlFormatS | ControlFormatU

    payload_classes = {SAP_BPDU: 'bpdu.bpdu'}

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        if limit - offset < 3:
            raise DecodeError('llc', f'takes at least 3 bytes, there are {limit - offset}', buf, offset)
        control, end = FORMATS[buf[offset + 2] & 3].decode_prefix(buf, offset + 2, limit)
        return cls(buf[offset], buf[offset + 1], control), end

    @classmethod
    def carried(cls, buf: bytes, start: int, offset: int, limit: int) -> Carried:
        return cls.get_packet_type(buf[start]), limit
