"""The bytes that TCP connections carry, put back together from the packets of a capture.

`segment(packet)` finds the TCP segment in a captured packet, `Streams` puts segments in order: each direction of a
connection is a stream of its own. What the capture has lost is said, never bridged silently. Pure, total, and bounded:
no capture makes it raise, or grow beyond `Limits`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..packet import ether_types as ether
from ..packet.ipv4 import ipv4
from ..packet.ipv6 import fragment, ipv6
from ..packet.packet_base import Header
from ..packet.tcp import TCP_SYN, tcp
from ..packet.vlan import svlan, vlan
from ..wire import DecodeError
from .pcap import Captured

__all__ = ['Chunk', 'Endpoint', 'Limits', 'Segment', 'Streams', 'segment']

WRAP = 1 << 32  # sequence numbers begin again here (RFC 9293, 3.4)
MORE_FRAGMENTS = 1  # of the flags of IPv4
SECOND = 10**9  # nanoseconds

#: An address and a port.
Endpoint = tuple[str, int]

#: Link types of tcpdump.org whose header has an ethertype: the header's size, and where that stands.
_WITH_ETHERTYPE = {
    1: (14, 12),  # Ethernet
    113: (16, 14),  # Linux cooked, what `tcpdump -i any` wrote
    276: (20, 0),  # Linux cooked v2, what it writes now
}

#: Link types whose packets are IP behind so many bytes.
_BARE = {
    0: 4,  # loopback of the BSDs: an address family in the byte order of the machine
    108: 4,  # loopback of OpenBSD
    12: 0,  # raw IP, as the next two
    14: 0,
    101: 0,
    228: 0,  # IPv4
    229: 0,  # IPv6
}
_READERS: dict[int, type[Header]] = {
    ether.ETH_TYPE_IP: ipv4,
    ether.ETH_TYPE_IPV6: ipv6,
    ether.ETH_TYPE_8021Q: vlan,
    ether.ETH_TYPE_8021AD: svlan,
}
_VERSIONS: dict[int, type[Header]] = {4: ipv4, 6: ipv6}


class Segment(NamedTuple):
    """A TCP segment: when it was captured (nanoseconds since 1970), its way, and what it carries.

    `missing` counts the bytes at its end that the capture has cut off.
    """

    time: int
    source: Endpoint
    destination: Endpoint
    seq: int
    syn: bool
    data: bytes
    missing: int = 0


class Chunk(NamedTuple):
    """The next bytes of a stream; `missing` counts those in front of them that the capture does not have.

    `first` is true for the first bytes of a connection whose beginning was captured.
    """

    time: int
    source: Endpoint
    destination: Endpoint
    data: bytes
    missing: int = 0
    first: bool = False


@dataclass(frozen=True)
class Limits:
    """How much is kept of what waits for segments that have not come; past it, these are given up."""

    streams: int = 4096  # the one unused for longest is forgotten
    segments: int = 1024  # of a stream
    stream_bytes: int = 1 << 20
    total_bytes: int = 1 << 26  # of all streams together
    wait: float = 3.0  # seconds of the capture's time; a lost segment is sent again after one, as a rule


# Packets to segments --------------------------------------------------------------------------------------------------


def segment(packet: Captured) -> Segment | None:
    """The TCP segment that a captured packet carries; None where it carries none, or a fragment of one."""
    data = packet.data
    reader, start = _network(packet)
    limit = len(data)
    ip: ipv4 | ipv6 | None = None
    try:
        while reader is not None and start < limit:
            header, data, start, limit, carried = reader.read(data, start, limit)
            if isinstance(header, tcp):
                return None if ip is None else _segment(packet.time, ip, header, data[start:limit])
            if isinstance(header, (ipv4, ipv6)):
                ip = header
            reader = carried if carried is not None and issubclass(carried, Header) else None
    except DecodeError:  # not what the layer below says
        pass
    return None


def _network(packet: Captured) -> tuple[type[Header] | None, int]:
    """Who reads a packet from behind the header of its link, and where that is."""
    data, link_type = packet.data, packet.link_type
    if link_type in _WITH_ETHERTYPE:
        size, at = _WITH_ETHERTYPE[link_type]
        return _READERS.get(int.from_bytes(data[at : at + 2])), size
    start = _BARE.get(link_type, len(data))
    return _VERSIONS.get(data[start] >> 4) if start < len(data) else None, start


def _segment(time: int, ip: ipv4 | ipv6, head: tcp, data: bytes) -> Segment | None:
    """What was found, as a segment; None for the first of several fragments."""
    if isinstance(ip, ipv4):
        fragmented = bool(ip.flags & MORE_FRAGMENTS)
        size = ip.total_length and ip.total_length - 4 * ip.header_length
    else:
        fragmented = any(isinstance(each, fragment) and each.more for each in ip.ext_hdrs)
        size = ip.payload_length and ip.payload_length - sum(len(each.encode()) for each in ip.ext_hdrs)
    if fragmented:
        return None
    missing = max(size - 4 * head.offset - len(data), 0)  # of a size of 0, as segmenting network cards have it, too
    syn = bool(head.bits & TCP_SYN)
    return Segment(time, (str(ip.src), head.src_port), (str(ip.dst), head.dst_port), head.seq, syn, data, missing)


# Segments to streams --------------------------------------------------------------------------------------------------


@dataclass
class _Stream:
    """One direction of a connection. Positions count bytes from its first one: unlike sequence numbers, they do not
    begin again."""

    seq: int  # the sequence number at position 0
    begun: bool  # whether the first bytes still to come are those of the connection
    next: int = 0  # the position of the first byte that has not come out
    cut: int = 0  # bytes just in front of that which the capture has cut off
    waiting: dict[int, Segment] = field(default_factory=dict)  # by position
    size: int = 0  # of all that waits

    def position(self, seq: int) -> int:
        """Where a sequence number lies: the place for it that is nearest to what comes next."""
        distance = (seq - self.seq - self.next) % WRAP
        return self.next + (distance if distance < WRAP // 2 else distance - WRAP)


class Streams:
    """Both directions of any number of connections.

    `add` takes segments as they were captured and gives what they complete, `end` what is left at the end of the
    capture. What was sent again, wholly or in part, counts once, as it first came.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._streams: dict[tuple[Endpoint, Endpoint], _Stream] = {}  # the one unused for longest first
        self._size = 0  # of all that waits

    def add(self, segment: Segment) -> list[Chunk]:
        """What can be read now, in the order of the stream."""
        return list(self._add(segment))

    def end(self) -> list[Chunk]:
        """What waits for segments that do not come any more, and what was cut off at the end of streams."""
        return list(self._end())

    def _add(self, segment: Segment) -> Iterator[Chunk]:
        way = segment.source, segment.destination
        stream = self._streams.pop(way, None)
        start = segment.seq + segment.syn
        if stream is None or (segment.syn and stream.position(start) != 0):
            if stream is not None:  # the same ports, and another connection
                yield from self._give_up(stream)
            stream = _Stream(start % WRAP, segment.syn)
        self._streams[way] = stream
        self._keep(stream, stream.position(start), segment)
        yield from self._ready(stream)
        if stream.waiting:
            yield from self._bound(stream, segment.time)
        while len(self._streams) > self.limits.streams:
            yield from self._give_up(self._streams.pop(next(iter(self._streams))))

    def _end(self) -> Iterator[Chunk]:
        for (source, destination), stream in self._streams.items():
            yield from self._give_up(stream)
            if stream.cut:
                yield Chunk(0, source, destination, b'', stream.cut)
        self._streams.clear()

    def _keep(self, stream: _Stream, position: int, segment: Segment) -> None:
        known = stream.waiting.get(position)
        size = len(known.data) if known is not None else -1
        if (segment.data or segment.missing) and size < len(segment.data):
            stream.waiting[position] = segment
            self._count(stream, len(segment.data) - max(size, 0))

    def _count(self, stream: _Stream, size: int) -> None:
        stream.size += size
        self._size += size

    def _ready(self, stream: _Stream) -> Iterator[Chunk]:
        """The segments that begin where the stream has come to, or before."""
        while stream.waiting and (position := min(stream.waiting)) <= stream.next:
            yield from self._take(stream, position)

    def _take(self, stream: _Stream, position: int) -> Iterator[Chunk]:
        """What is new in the segment at a position, and how much is missing in front of it."""
        segment = stream.waiting.pop(position)
        self._count(stream, -len(segment.data))
        data = segment.data[max(stream.next - position, 0) :]
        if data:
            missing = stream.cut + max(position - stream.next, 0)
            first = stream.begun and not missing
            stream.next, stream.cut, stream.begun = position + len(segment.data), 0, False
            yield Chunk(segment.time, segment.source, segment.destination, data, missing, first)
        end = position + len(segment.data) + segment.missing
        if end > stream.next:
            stream.cut += end - stream.next
            stream.next = end

    def _give_up(self, stream: _Stream) -> Iterator[Chunk]:
        """All that waits, with the gaps in front of it."""
        while stream.waiting:
            yield from self._take(stream, min(stream.waiting))

    def _bound(self, stream: _Stream, now: int) -> Iterator[Chunk]:
        """Give up on what is missing where too much waits for it, or for too long."""
        limits = self.limits
        oldest = min(each.time for each in stream.waiting.values())
        if (
            len(stream.waiting) > limits.segments
            or stream.size > limits.stream_bytes
            or now - oldest > limits.wait * SECOND
        ):
            yield from self._give_up(stream)
        for each in list(self._streams.values()) if self._size > limits.total_bytes else ():
            if self._size > limits.total_bytes:
                yield from self._give_up(each)
