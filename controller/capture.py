"""`--capture FILE`: what switches hand to the controller, in a file for Wireshark."""

from __future__ import annotations

import errno
import os
from io import BytesIO, FileIO
from operator import itemgetter
from typing import Any

import greenhub
from greenhub import tpool
from greenhub.semaphore import Semaphore

from .app import MAIN_DISPATCHER, App, set_ev_cls
from .events import EventOFPPacketIn
from .lib.pcap import ETHERNET, Captured, Interface, PcapngWriter, Writer
from .log import Throttle
from .openflow import OF10

__all__ = ['PacketInCapture']

DELAY = 0.1  # seconds in which packet-ins gather, to be written together
MOST_WAITING = 8 << 20  # bytes that wait for a slow disk, beyond which packet-ins are lost
MOST_INTERFACES = 4096  # whose names are kept: a switch can make up as many ports as it likes
OVERHEAD = 256  # bytes that a packet takes in memory, beside its own
MICROSECOND = 1000  # nanoseconds
LONGEST = 262144  # bytes of a packet, as tcpdump says it in the header of a file


class PacketInCapture(App):
    """An app that hears every packet-in, and writes it down.

    The file is written in an OS thread, ten times a second at most: a slow disk delays nobody, and a full one ends the
    capture alone. `packets` counts what was captured, `lost` what came while too much waited for the disk.
    """

    LOGGER_NAME = 'controller.capture'

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.packets = 0
        self.lost = 0
        self._path = ''
        self._file: _File | None = None
        self._kept: list[Captured] = []  # what is not in the file yet, and how many bytes that takes
        self._size = 0
        self._interfaces: dict[tuple[int, Any], Interface] = {}
        self._filled = Semaphore(0)
        self._throttle = Throttle()
        self._writing = Semaphore(1)

    def write_to(self, path: str) -> None:
        """Capture into a new file, pcap where its name ends so, else pcapng; `-` is standard output. Raises OSError."""
        plain = path.endswith('.pcap')
        try:
            self._file = _File(_opened(path), plain)
            self._file.write([])
        except OSError as error:
            raise OSError(f'--capture: cannot write {path}: {_reason(error)}') from error
        self._path = 'standard output' if path == '-' else path
        without = ': pcap, without switches and ports, which a name that ends in .pcapng would keep' if plain else ''
        self.logger.info('capturing packet-ins to %s%s', self._path, without)

    def start(self) -> None:
        """Begin to write."""
        super().start()
        self.threads.append(greenhub.spawn(self._save))

    def stop(self) -> None:
        """Write what is left, and close the file."""
        self._put()
        if self._file is not None:
            self._close()
            self.logger.info('captured %d packet-ins to %s', self.packets, self._path)
        super().stop()

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev: Any) -> None:
        """Keep a packet, until it is written."""
        if self._file is None:
            return
        if self._size >= MOST_WAITING:
            self.lost += 1
            return
        msg = ev.msg
        data = msg.data
        port = msg.in_port if msg.version == OF10 else msg.match.get('in_port')
        time = round(ev.timestamp * 1e6) * MICROSECOND
        length = max(msg.total_len, len(data))
        self._kept.append(Captured(time, data, ETHERNET, length, self._interface(msg.datapath, port)))
        self._size += OVERHEAD + len(data)
        self.packets += 1
        if len(self._kept) == 1:
            self._filled.release()

    def _interface(self, datapath: Any, number: Any) -> Interface:
        """The port of a switch as Wireshark shows it."""
        known = self._interfaces.get((datapath.id, number))
        if known is None:
            if len(self._interfaces) >= MOST_INTERFACES:
                self._interfaces.clear()
            port = datapath.ports.get(number)
            name = port.name.decode('utf-8', 'replace') if port is not None else ''
            known = Interface(0, name or f'{datapath.id:016x}:{number}', f'port {number} of {datapath}')
            self._interfaces[datapath.id, number] = known
        return known

    # -- the file -----------------------------------------------------------------------------------------------

    def _save(self) -> None:
        """Write what has gathered, again and again."""
        while True:
            self._filled.acquire()
            greenhub.sleep(DELAY)
            self._put()
            if self.lost and self._throttle.pass_through('lost') is not None:
                self.logger.warning('%s is too slow: %d packet-ins were not captured', self._path, self.lost)

    def _put(self) -> None:
        """Write what has gathered; an error ends the capture."""
        with self._writing:
            kept, self._kept, self._size = self._kept, [], 0
            if self._file is None or not kept:
                return
            try:
                tpool.execute(self._file.write, kept)
            except OSError as error:
                self.logger.error('the capture to %s ends here: %s', self._path, _reason(error))
                self._close()

    def _close(self) -> None:
        """Capture no more."""
        for inbox in self._runner.inboxes:
            self.controller.bus.unsubscribe(inbox)
        file, self._file = self._file, None
        if file is not None:
            file.close()


class _File:
    """The file, in an OS thread: packets are put into order and into its format there, too."""

    def __init__(self, file: FileIO, plain: bool) -> None:
        self._file = file
        self._memory = BytesIO()
        self._writer = Writer(self._memory, LONGEST) if plain else PcapngWriter(self._memory)
        self.close = file.close

    def write(self, packets: list[Captured]) -> None:
        """Write all of them, however little the file takes at once; switches had their turns, not their order."""
        for packet in sorted(packets, key=itemgetter(0)):
            self._writer.write(packet)
        left = memoryview(self._memory.getvalue())
        self._memory.seek(0)
        self._memory.truncate()
        while left:
            left = left[self._file.write(left) :]


def _opened(path: str) -> FileIO:
    """A file for writing, which may be a pipe that is read already."""
    if path == '-':
        return FileIO(1, 'wb', closefd=False)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    descriptor = os.open(path, flags | os.O_NONBLOCK, 0o666)  # a pipe without a reader would wait for one
    os.set_blocking(descriptor, True)
    return FileIO(descriptor, 'wb')


def _reason(error: OSError) -> str:
    return 'nobody reads from that pipe' if error.errno == errno.ENXIO else error.strerror or str(error)
