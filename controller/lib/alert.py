"""Alerts of Snort, as it writes them to a Unix socket (`output alert_unixsock`): the rule's text, the packet, numbers.

Snort writes its numbers in the order of its machine's bytes; a relay may have turned them around.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import ClassVar

from ..wire import DecodeError

__all__ = ['AlertPkt', 'Event', 'PcapPktHdr32', 'SfTimeval32']

TEXT, PACKET = 256, 65535  # bytes that the rule's text and the packet take, however long they are
NUMBERS = 9  # behind the text: those of PcapPktHdr32, then of AlertPkt from `dlthdr` to `val`


@dataclass
class SfTimeval32:
    """A time: seconds since the epoch, and microseconds."""

    tv_sec: int
    tv_usec: int


@dataclass
class PcapPktHdr32:
    """When the packet came (`ts`), how much of it there is (`caplen`), and how long it was (`len`)."""

    ts: SfTimeval32
    caplen: int
    len: int


@dataclass
class Event:
    """The event that Snort has made of it: which rule of which generator, and when."""

    sig_generator: int
    sig_id: int
    sig_rev: int
    classification: int
    priority: int
    event_id: int
    event_reference: int
    ref_time: SfTimeval32


@dataclass
class AlertPkt:
    """An alert: `alertmsg` is the rule's text, `pkt` the packet's bytes, in which `dlthdr` and so on are places."""

    alertmsg: str
    pkth: PcapPktHdr32
    dlthdr: int
    nethdr: int
    transhdr: int
    data: int
    val: int
    pkt: bytes
    event: Event

    #: The byte count of an alert; the compiler of Snort may have put one more in front of its event.
    SIZE: ClassVar[int] = TEXT + 4 * NUMBERS + PACKET + 4 * NUMBERS

    @classmethod
    def parser(cls, buf: bytes) -> AlertPkt:
        """The alert; raises DecodeError where the bytes are fewer than one takes."""
        if len(buf) < cls.SIZE:
            raise DecodeError('AlertPkt', f'takes {cls.SIZE} bytes, has {len(buf)}', buf, len(buf))
        order = '<' if _length(buf, 'little') < _length(buf, 'big') else '>'
        numbers = Struct(f'{order}{NUMBERS}I')
        seconds, microseconds, caplen, length, *places = numbers.unpack_from(buf, TEXT)
        start = TEXT + numbers.size
        *rule, event_seconds, event_microseconds = numbers.unpack_from(buf, start + PACKET + (len(buf) > cls.SIZE))
        text = buf[:TEXT].partition(b'\0')[0].decode('utf-8', 'replace')
        header = PcapPktHdr32(SfTimeval32(seconds, microseconds), caplen, length)
        packet = buf[start : start + min(caplen or PACKET, PACKET)]
        event = Event(*(*rule, SfTimeval32(event_seconds, event_microseconds)))
        return cls(*(text, header, *places, packet, event))


def _length(buf: bytes, order: str) -> int:
    """The captured length, which is never large, if the numbers are in this order."""
    at = TEXT + 8
    return int.from_bytes(buf[at : at + 4], order)  # type: ignore[arg-type]
