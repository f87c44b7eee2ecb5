"""Capture files: the packets of a pcap or pcapng file, as tcpdump, Wireshark and Mininet write them.

`Reader(file)` gives `(timestamp, bytes)` pairs, as Ryu's pcaplib does; `packets(file)` gives all that the file knows of
each. Both read one packet at a time, whatever the size of the file, and refuse what is damaged with CaptureError after
the packets in front of it. `Writer(file)` and `PcapngWriter(file)` write what they have read, or `write_pkt(bytes)`.
The formats are those of draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from struct import Struct
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from .pcap_writer import PcapngWriter, Writer

__all__ = ['CaptureError', 'Captured', 'Interface', 'PcapFileHdr', 'PcapngWriter', 'Reader', 'Writer', 'packets']

ETHERNET = 1  # LINKTYPE_ETHERNET
SECOND = 10**9  # nanoseconds
LONGEST_PACKET = 1 << 20  # four times what Wireshark takes for one
LONGEST_BLOCK = 1 << 24  # of pcapng
MOST_INTERFACES = 1 << 16  # of a section of pcapng
SKIPPED_AT_ONCE = 1 << 16

#: The first four bytes of a pcap file: byte order, and the nanoseconds in a unit of the times' fractions.
_MAGIC = {
    b'\xa1\xb2\xc3\xd4': ('>', 1000),
    b'\xd4\xc3\xb2\xa1': ('<', 1000),
    b'\xa1\xb2\x3c\x4d': ('>', 1),
    b'\x4d\x3c\xb2\xa1': ('<', 1),
}
_SECTION = b'\x0a\x0d\x0d\x0a'  # the first four bytes of a pcapng file, the same in both byte orders
_BYTE_ORDER = {b'\x1a\x2b\x3c\x4d': '>', b'\x4d\x3c\x2b\x1a': '<'}

#: Block types of pcapng (section 4).
_SECTION_HEADER = 0x0A0D0D0A
_INTERFACE, _OLD_PACKET, _SIMPLE_PACKET, _ENHANCED_PACKET = 1, 2, 3, 6
_END_OF_OPTIONS, _NAME, _DESCRIPTION, _TIME_RESOLUTION, _TIME_OFFSET = 0, 2, 3, 9, 14


def __getattr__(name: str) -> Any:
    """The writers, which readers do without."""
    if name in ('PcapngWriter', 'Writer'):
        from . import pcap_writer

        return getattr(pcap_writer, name)
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')


class CaptureError(ValueError):
    """Bytes are not the capture file they claim to be; the text says where."""


class Interface(NamedTuple):
    """Where packets of a pcapng file were captured: `number` counts from 0 in each section; text may be ''."""

    number: int = 0
    name: str = ''
    description: str = ''


class Captured(NamedTuple):
    """A packet of a capture file.

    `time` is in nanoseconds since 1970 (0 where the file has no times), `link_type` how the bytes begin (a LINKTYPE_
    number of tcpdump.org), `length` the byte count on the wire, of which `data` may be only the first part, `interface`
    where it was captured, as far as the file says.
    """

    time: int
    data: bytes
    link_type: int
    length: int
    interface: Interface = Interface()


class PcapFileHdr(NamedTuple):
    """What a pcap file begins with: `magic` tells the byte order and the unit of times, `network` the link type."""

    magic: bytes
    version_major: int
    version_minor: int
    thiszone: int
    sigfigs: int
    snaplen: int
    network: int


def packets(file: BinaryIO) -> Iterator[Captured]:
    """The packets of a pcap or pcapng file, in its order; raises CaptureError where the file is damaged."""
    source = _Source(file)
    return _packets(source, _header(source))


class Reader:
    """Iterates over the packets of a pcap or pcapng file as `(timestamp, bytes)`, the time in seconds since 1970.

    `pcap_header` is what a pcap file begins with, None for pcapng. Constructor and iteration raise CaptureError.
    """

    def __init__(self, file_obj: BinaryIO) -> None:
        source = _Source(file_obj)
        self.pcap_header = _header(source)
        self._packets = _packets(source, self.pcap_header)

    def __iter__(self) -> Iterator[tuple[float, bytes]]:
        return self

    def __next__(self) -> tuple[float, bytes]:
        packet = next(self._packets)
        return packet.time / SECOND, packet.data


class _Source:
    """A file that is read from front to back, which may be a pipe."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.position = 0

    def upto(self, size: int) -> bytes:
        """As many bytes, fewer where the file ends before."""
        parts, wanted = [], size
        while wanted and (part := self._file.read(wanted)):
            parts.append(part)
            wanted -= len(part)
        self.position += size - wanted
        return b''.join(parts)

    def exactly(self, size: int, what: str) -> bytes:
        """As many bytes; CaptureError where the file ends before."""
        data = self.upto(size)
        if len(data) < size:
            raise CaptureError(f'the file ends at byte {self.position}, within {what}')
        return data

    def skip(self, size: int, what: str) -> None:
        """Read past as many bytes without keeping them."""
        while size > 0:
            size -= len(self.exactly(min(size, SKIPPED_AT_ONCE), what))


# pcap -----------------------------------------------------------------------------------------------------------------

def _header(source: _Source) -> PcapFileHdr | None:
    """The header of a pcap file; None for pcapng, of which the first four bytes are read."""
    magic = source.exactly(4, 'the first four bytes')
    if magic == _SECTION:
        return None
    if magic not in _MAGIC:
        raise CaptureError(f'neither pcap nor pcapng: the file begins with {magic.hex(" ")}')
    order, _ = _MAGIC[magic]
    header = PcapFileHdr(magic, *Struct(order + 'HHiIII').unpack(source.exactly(20, 'the header of the file')))
    if header.version_major != 2:
        raise CaptureError(f'pcap of version {header.version_major}.{header.version_minor}, and only 2 is known')
    return header


def _packets(source: _Source, header: PcapFileHdr | None) -> Iterator[Captured]:
    """The packets behind that."""
    return _Pcapng(source).packets() if header is None else _pcap(source, header)


def _pcap(source: _Source, file: PcapFileHdr) -> Iterator[Captured]:
    """The packets behind the header of a pcap file."""
    order, unit = _MAGIC[file.magic]
    link_type, header = file.network & 0xFFFF, Struct(order + 'IIII')  # above them: how long frames' checksums are
    while head := source.upto(header.size):
        if len(head) < header.size:
            raise CaptureError(f"the file ends at byte {source.position}, within a packet's header")
        seconds, fraction, kept, length = header.unpack(head)
        if kept > LONGEST_PACKET:
            raise CaptureError(f'a packet of {kept} bytes at byte {source.position}: no packet is that long')
        yield Captured(seconds * SECOND + fraction * unit, source.exactly(kept, 'a packet'), link_type, length)


# pcapng ---------------------------------------------------------------------------------------------------------------

class _Description(NamedTuple):
    """What an Interface Description Block says (4.2): the units of times per second, and the seconds to add."""

    link_type: int
    most: int
    units: int
    offset: int
    interface: Interface

    def time(self, high: int, low: int) -> int:
        return (high << 32 | low) * SECOND // self.units + self.offset * SECOND


class _Pcapng:
    """The blocks of a pcapng file, from behind the first four bytes on."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._interfaces: list[_Description] = []
        self._order = '>'
        self._readers: dict[int, Callable[[bytes], Captured]] = {
            _ENHANCED_PACKET: self._enhanced_packet,
            _SIMPLE_PACKET: self._simple_packet,
            _OLD_PACKET: self._old_packet,
        }

    def packets(self) -> Iterator[Captured]:
        """The packets of all sections."""
        self._section()
        while start := self._source.upto(4):
            if start == _SECTION:
                self._section()
                continue
            if len(start) < 4:
                raise CaptureError(f'the file ends at byte {self._source.position}, within the type of a block')
            (kind,) = self._unpack('I', start)
            body = self._body(kind)
            if kind == _INTERFACE:
                self._interface(body)
            elif kind in self._readers:
                yield self._readers[kind](body)

    def _unpack(self, codes: str, data: bytes, offset: int = 0) -> tuple[int, ...]:
        layout = Struct(self._order + codes)
        if len(data) - offset < layout.size:
            raise CaptureError(f'a block that ends at byte {self._source.position} is too short for what it holds')
        return layout.unpack_from(data, offset)

    def _section(self) -> None:
        """A Section Header Block (4.1) says the byte order of all up to the next one."""
        head = self._source.exactly(8, 'a section header')
        if head[4:] not in _BYTE_ORDER:
            raise CaptureError(f'no byte order in a section header at byte {self._source.position - 4}')
        self._order = _BYTE_ORDER[head[4:]]
        self._interfaces.clear()
        (length,) = self._unpack('I', head)
        if length < 28 or length % 4:
            raise CaptureError(f'a section header of {length} bytes at byte {self._source.position}')
        self._source.skip(length - 16, 'a section header')
        self._check_trailer(length)

    def _body(self, kind: int) -> bytes:
        """What a block holds, nothing where nobody reads it, and its second length checked (section 3.1)."""
        (length,) = self._unpack('I', self._source.exactly(4, 'the length of a block'))
        if length < 12 or length % 4:
            raise CaptureError(f'a block of {length} bytes at byte {self._source.position}')
        size, body = length - 12, b''
        if kind != _INTERFACE and kind not in self._readers:
            self._source.skip(size, 'a block')
        elif length > LONGEST_BLOCK:
            raise CaptureError(f'a block of {length} bytes at byte {self._source.position}: no packet is that long')
        else:
            body = self._source.exactly(size, 'a block')
        self._check_trailer(length)
        return body

    def _check_trailer(self, length: int) -> None:
        (again,) = self._unpack('I', self._source.exactly(4, 'the end of a block'))
        if again != length:
            raise CaptureError(f'a block of {length} bytes that ends as one of {again} at byte {self._source.position}')

    def _interface(self, body: bytes) -> None:
        if len(self._interfaces) >= MOST_INTERFACES:
            raise CaptureError(f'more than {MOST_INTERFACES} interfaces at byte {self._source.position}')
        link_type, most = self._unpack('H2xI', body)
        units, offset, said = 10**6, 0, Interface(len(self._interfaces))
        for code, value in self._options(body, 8):
            if code == _TIME_RESOLUTION and value:
                units = 2 ** (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0]
            elif code == _TIME_OFFSET:
                (offset,) = self._unpack('q', value)
            elif code == _NAME:
                said = said._replace(name=value.decode('utf-8', 'replace'))
            elif code == _DESCRIPTION:
                said = said._replace(description=value.decode('utf-8', 'replace'))
        self._interfaces.append(_Description(link_type, most, units, offset, said))

    def _options(self, body: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
        """Codes and values (section 3.5)."""
        while len(body) - offset >= 4:
            code, size = self._unpack('HH', body, offset)
            if code == _END_OF_OPTIONS:
                return
            yield code, body[offset + 4 : offset + 4 + size]
            offset += 4 + (size + 3 & -4)

    def _described(self, number: int) -> _Description:
        if number >= len(self._interfaces):
            raise CaptureError(f'a packet of interface {number}, which nothing describes, at {self._source.position}')
        return self._interfaces[number]

    def _data(self, body: bytes, start: int, size: int) -> bytes:
        if size > len(body) - start:
            raise CaptureError(f'a packet of {size} bytes that goes past its block at byte {self._source.position}')
        return body[start : start + size]

    def _enhanced_packet(self, body: bytes) -> Captured:
        """4.3"""
        number, high, low, kept, length = self._unpack('IIIII', body)
        said = self._described(number)
        return Captured(said.time(high, low), self._data(body, 20, kept), said.link_type, length, said.interface)

    def _simple_packet(self, body: bytes) -> Captured:
        """4.4: of the first interface, without a time, as much of it as that interface keeps at most."""
        (length,) = self._unpack('I', body)
        said = self._described(0)
        kept = min(length, said.most or length)
        return Captured(0, self._data(body, 4, kept), said.link_type, length, said.interface)

    def _old_packet(self, body: bytes) -> Captured:
        """A.1: as the enhanced one, with a count of drops behind the number of the interface."""
        number, high, low, kept, length = self._unpack('H2xIIII', body)
        said = self._described(number)
        return Captured(said.time(high, low), self._data(body, 20, kept), said.link_type, length, said.interface)
