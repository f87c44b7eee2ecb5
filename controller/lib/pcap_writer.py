"""Capture files to write: pcap, which every tool reads, and pcapng, which also keeps where each packet was captured.

Each packet is handed to the file in one piece and flushed, so that the file can be read while it grows, and after the
process was killed.
"""

from __future__ import annotations

from struct import Struct
from sys import byteorder as NATIVE
from time import time
from typing import BinaryIO, Literal

from .pcap import ETHERNET, MOST_INTERFACES, SECOND, Captured, Interface

__all__ = ['PcapngWriter', 'Writer']

ByteOrder = Literal['little', 'big']

_ORDERS = {'little': '<', 'big': '>'}
_MICROSECONDS, _NANOSECONDS = 0xA1B2C3D4, 0xA1B23C4D  # of pcap: what the fractions of a second count
_SECTION_HEADER, _INTERFACE, _ENHANCED_PACKET = 0x0A0D0D0A, 1, 6  # of pcapng (section 4)
_BYTE_ORDER_MAGIC, _LENGTH_UNKNOWN = 0x1A2B3C4D, -1
_END_OF_OPTIONS, _NAME, _DESCRIPTION, _TIME_RESOLUTION = 0, 2, 3, 9


class Writer:
    """Writes packets to a pcap file; Ryu's pcaplib has the same arguments.

    Of each packet the first `snaplen` bytes are kept; `network` is the LINKTYPE_ number of all of them. The file is
    the caller's, to close as well.
    """

    def __init__(
        self, file_obj: BinaryIO, snaplen: int = 65535, network: int = ETHERNET, *,
        byteorder: ByteOrder = NATIVE, nanoseconds: bool = False,
    ) -> None:  # fmt: skip
        self.snaplen, self.network = snaplen, network
        self._file = file_obj
        self._unit = 1 if nanoseconds else 1000
        self._record = Struct(_ORDERS[byteorder] + 'IIII')
        header = Struct(_ORDERS[byteorder] + 'IHHiIII')
        magic = _NANOSECONDS if nanoseconds else _MICROSECONDS
        _put(file_obj, header.pack(magic, 2, 4, 0, 0, snaplen, network))

    def write_pkt(self, buf: bytes, ts: float | None = None) -> None:
        """Write a packet, captured at `ts` seconds since 1970 (now); raises ValueError for a time the format lacks."""
        units = round((time() if ts is None else ts) * (SECOND // self._unit))
        self.write(Captured(units * self._unit, buf, self.network, len(buf)))

    def write(self, packet: Captured) -> None:
        """Write a packet as it was read; raises ValueError for another link type, or a time the format lacks."""
        if packet.link_type != self.network:
            raise ValueError(f'a packet of link type {packet.link_type} in a pcap file of link type {self.network}')
        seconds, fraction = divmod(packet.time, SECOND)
        if not 0 <= seconds < 1 << 32:
            raise ValueError(f'{seconds} seconds since 1970 do not fit into pcap')
        data = packet.data[: self.snaplen]
        _put(self._file, self._record.pack(seconds, fraction // self._unit, len(data), packet.length) + data)


class PcapngWriter:
    """Writes packets to a pcapng file, in nanoseconds, each with the interface that it was captured at.

    An interface is described when its first packet comes; its `number` is given anew. The file is the caller's.
    """

    def __init__(self, file_obj: BinaryIO, *, byteorder: ByteOrder = NATIVE) -> None:
        self._file = file_obj
        self._order = _ORDERS[byteorder]
        self._head = Struct(self._order + 'IIIIIII')  # type and length of the block, then what 4.3 has
        self._length = Struct(self._order + 'I')
        self._numbers: dict[tuple[int, str, str], int] = {}
        self._section()

    def write(self, packet: Captured) -> None:
        """Write a packet; raises ValueError for a time that the format lacks, before 1970 for one."""
        if not 0 <= packet.time < 1 << 64:
            raise ValueError(f'{packet.time} nanoseconds since 1970 do not fit into pcapng')
        key = packet.link_type, packet.interface.name, packet.interface.description
        number = self._numbers.get(key)
        if number is None:
            number = self._describe(packet.link_type, packet.interface)
        data = packet.data
        padding = -len(data) % 4
        size = self._head.size + len(data) + padding + 4
        head = self._head.pack(
            _ENHANCED_PACKET, size, number, packet.time >> 32, packet.time & 0xFFFFFFFF, len(data), packet.length
        )
        _put(self._file, head + data + bytes(padding) + self._length.pack(size))

    def _section(self) -> None:
        self._numbers.clear()
        layout = Struct(self._order + 'IHHq')
        _put(self._file, self._block(_SECTION_HEADER, layout.pack(_BYTE_ORDER_MAGIC, 1, 0, _LENGTH_UNKNOWN)))

    def _describe(self, link_type: int, interface: Interface) -> int:
        """Tell of an interface (4.2), in a section of its own where readers would take no more of them."""
        if len(self._numbers) >= MOST_INTERFACES:
            self._section()
        number = self._numbers[link_type, interface.name, interface.description] = len(self._numbers)
        body = Struct(self._order + 'HHI').pack(link_type, 0, 0)  # 0: a packet may have any size
        for code, text in ((_NAME, interface.name), (_DESCRIPTION, interface.description)):
            if text:
                body += self._option(code, text.encode()[:0xFFFF])
        body += self._option(_TIME_RESOLUTION, b'\x09') + self._option(_END_OF_OPTIONS, b'')
        _put(self._file, self._block(_INTERFACE, body))
        return number

    def _option(self, code: int, value: bytes) -> bytes:
        """3.5"""
        return Struct(self._order + 'HH').pack(code, len(value)) + value + bytes(-len(value) % 4)

    def _block(self, kind: int, body: bytes) -> bytes:
        """3.1"""
        size = self._length.pack(len(body) + 12)
        return self._length.pack(kind) + size + body + size


def _put(file: BinaryIO, data: bytes) -> None:
    """Hand a piece to whoever reads the file."""
    file.write(data)
    file.flush()
