"""The OpenFlow messages in a capture file: `for seen in read(open('switch.pcap', 'rb')): ...`.

Connections are told by their port or by their first bytes. Where a capture begins in the middle of a connection, or has
lost a part of it, reading goes on at the next bytes that can be messages, and says how many were passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from struct import Struct
from typing import BinaryIO, NamedTuple

from .pcap import packets
from .tcp_streams import Chunk, Endpoint, Streams, segment

__all__ = ['OPENFLOW_PORTS', 'Seen', 'read']

#: IANA's port of OpenFlow, and the one in use before there was one.
OPENFLOW_PORTS = frozenset({6653, 6633})

HEADER = Struct('!BBH')  # version, type, length (1.3.5, 7.1)
HEADER_SIZE = 8
VERSIONS = range(1, 7)
TYPES = range(36)  # the largest is OFPT_CONTROLLER_STATUS of 1.5
HELLO = 0
TLS_HANDSHAKE = b'\x16\x03'
MOST_STREAMS = 1024  # the one unused for longest is forgotten; each keeps less than one message
ENOUGH = 2  # messages one behind the other, where it is not known where one begins


class Seen(NamedTuple):
    """A message that went from `source` to `destination`, as `data`; or a `remark` on what is not there to be read.

    `time` is when its last byte was captured, in nanoseconds since 1970.
    """

    time: int
    source: Endpoint
    destination: Endpoint
    data: bytes = b''
    remark: str = ''


def read(file: BinaryIO, ports: Collection[int] | None = None) -> Iterator[Seen]:
    """The messages in a pcap or pcapng file, in the order in which they were complete.

    With `ports` those of connections from or to one of them, otherwise those of every connection that looks like
    OpenFlow. Raises CaptureError where the file is damaged, behind what was read before.
    """
    streams, reader = Streams(), _Reader(ports)
    for packet in packets(file):
        found = segment(packet)
        for chunk in streams.add(found) if found is not None else ():
            yield from reader.take(chunk)
    for chunk in streams.end():
        yield from reader.take(chunk)
    yield from reader.end()


@dataclass
class _Messages:
    """One direction of a connection, cut into messages."""

    source: Endpoint
    destination: Endpoint
    known: bool  # whether this is OpenFlow: by its port, or because there were messages
    first: bool = False  # whether the first bytes of the connection are still to be read
    kept: bytearray = field(default_factory=bytearray)
    skip: int = 0  # bytes that belong to a message of which a part is missing
    lost: bool = True  # whether it is unknown where the next message begins
    over: bool = False  # whether nothing more will be read
    time: int = 0

    def take(self, chunk: Chunk) -> Iterator[Seen]:
        """The messages that a chunk completes."""
        if self.over:
            return
        self.time = chunk.time or self.time
        self.first |= chunk.first
        if chunk.missing:
            yield from self._miss(chunk.missing)
        data = chunk.data[self.skip :]
        self.skip -= len(chunk.data) - len(data)
        self.kept += data
        if self.lost and len(self.kept) >= HEADER.size:
            yield from self._find()
            self.first = False
        if not self.lost:
            yield from self._cut()

    def end(self) -> Iterator[Seen]:
        """What is left when the capture is over."""
        if self.kept and self.known:
            yield self._remark(f'the capture ends within a message, of which it has {len(self.kept)} bytes')

    def _remark(self, text: str) -> Seen:
        return Seen(self.time, self.source, self.destination, remark=text)

    def _miss(self, size: int) -> Iterator[Seen]:
        """Bytes that the capture does not have: within a message, its length tells where the next one begins."""
        if self.known:
            yield self._remark(f'{size} bytes are missing in the capture')
        left = self.skip  # up to the next message
        if self.kept:
            left = HEADER.unpack_from(self.kept)[2] - len(self.kept) if len(self.kept) >= HEADER.size else 0
        self.lost |= left < size
        self.skip = 0 if self.lost else left - size
        self.kept.clear()

    def _find(self) -> Iterator[Seen]:
        """Go to where messages begin, if that can be told."""
        if self.known and self.kept[:2] == TLS_HANDSHAKE:
            self.over = True
            yield self._remark('is encrypted with TLS, and cannot be read')
        elif (start := self._start()) is not None:
            if start:
                yield self._remark(f'{start} bytes passed over, up to what looks like a message')
            del self.kept[:start]
            self.lost, self.known = False, True
            return
        elif self.known:
            yield self._remark(f'{len(self.kept)} bytes that are no OpenFlow')
        else:
            self.over = True
        self.kept.clear()

    def _start(self) -> int | None:
        """Where messages begin; of a connection that nothing else tells to be OpenFlow, at once or nowhere."""
        if self.first:  # what follows the first header may be damaged
            likely = _messages_at(self.kept[: HEADER.size], 0) and (self.known or self.kept[1] == HELLO)
            return 0 if likely else None
        places = range(len(self.kept)) if self.known else range(1)
        sure = next((place for place in places if _messages_at(self.kept, place) >= ENOUGH), None)
        return 0 if sure is None and self.known and _messages_at(self.kept, 0) else sure

    def _cut(self) -> Iterator[Seen]:
        while len(self.kept) >= HEADER.size:
            length = HEADER.unpack_from(self.kept)[2]
            if length < HEADER_SIZE:
                yield self._remark(f'a message that says it has {length} bytes: where the next one begins is unknown')
                self.kept.clear()
                self.lost = True
                return
            if len(self.kept) < length:
                return
            yield Seen(self.time, self.source, self.destination, bytes(self.kept[:length]))
            del self.kept[:length]


def _messages_at(data: bytes | bytearray, start: int) -> int:
    """How many messages seem to begin there, one behind the other: `ENOUGH` too where they end with the data."""
    first, count = data[start], 0
    while len(data) - start >= HEADER.size and count < ENOUGH:
        version, kind, length = HEADER.unpack_from(data, start)
        if version != first or version not in VERSIONS or kind not in TYPES or length < HEADER_SIZE:
            return 0
        start += length
        count += 1
    return ENOUGH if count and start == len(data) else count


class _Reader:
    """All streams, each direction of a connection for itself."""

    def __init__(self, ports: Collection[int] | None) -> None:
        self._ports = ports
        self._streams: dict[tuple[Endpoint, Endpoint], _Messages] = {}  # the one unused for longest first

    def take(self, chunk: Chunk) -> Iterator[Seen]:
        """The messages that a chunk completes."""
        way = chunk.source, chunk.destination
        stream = self._streams.pop(way, None)
        if stream is not None and chunk.first:  # the same ports, and another connection
            yield from stream.end()
            stream = None
        if stream is None:
            ports = OPENFLOW_PORTS if self._ports is None else self._ports
            known = chunk.source[1] in ports or chunk.destination[1] in ports
            stream = _Messages(*way, known, over=self._ports is not None and not known)
        self._streams[way] = stream
        yield from stream.take(chunk)
        if len(self._streams) > MOST_STREAMS:
            yield from self._streams.pop(next(iter(self._streams))).end()

    def end(self) -> Iterator[Seen]:
        """What is left when the capture is over."""
        for stream in self._streams.values():
            yield from stream.end()
