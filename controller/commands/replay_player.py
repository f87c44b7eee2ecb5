"""How a capture is played back: at which time, at which port of which switch, and who is told of it."""

from __future__ import annotations

import argparse
import logging
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import islice
from types import FrameType
from typing import Any

import greenhub
from greenhub.debug import watch_hub
from greenhub.hubs import get_hub
from greenhub.testing import jumping_clock, wait_all_blocked
from greenhub.watchdog import describe

from ..config import Config
from ..emulator import in_memory
from ..emulator.frame import LARGEST
from ..emulator.playback import Playback, PlaybackError
from ..emulator.switch import DIALECTS
from ..lib.pcap import ETHERNET, SECOND, Captured
from ..loader import LoadError
from ..manager import Controller
from ..openflow import version
from ..packet.packet import Packet
from ..slow import SlowHandlers
from .errors import CommandError
from .replay_report import JsonReport, Progress, Report, TextReport, Totals

__all__ = ['play']

COOKED = (113, 276)  # LINKTYPE_LINUX_SLL and its second version
SHORTEST = 14  # bytes of an Ethernet header
FIRST_SWITCH = 1
MOST_ADDRESSES = 65536  # that have a port of their own choice
LONGEST_PAUSE = 3600.0  # seconds that a longer pause in a capture counts
AFTERWARDS = 1.0  # seconds that apps have for what they say late
SLOW = 1.0  # seconds after which the log says who keeps everything waiting

#: How `controller-manager --capture` describes the interfaces of its captures.
AS_CAPTURED = re.compile(r'port (\d+) of switch ([0-9a-f]{16})')


def play(options: argparse.Namespace, packets: Any) -> int:
    """Play packets back to the apps of the options; returns the exit status, and raises CommandError."""
    log = _log_to_stderr(options.verbose)
    with nullcontext() if options.speed else jumping_clock():
        controller = _controller(options)
        player = _Player(options, controller)
        try:
            with _patience(options.patience, player) as renew, watch_hub(SLOW, SlowHandlers(controller.logger)):
                player.run(packets, renew)
        except PlaybackError as error:
            raise CommandError(str(error)) from None
        finally:
            player.totals.logged = log.errors
            player.end()
            controller.stop()
    if packets.damage:
        raise CommandError(packets.damage)
    return 1 if player.totals.failed else 0


class _Log(logging.StreamHandler[Any]):
    """The log on standard error, and how many errors it has."""

    errors = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        self.errors += record.levelno >= logging.ERROR
        super().emit(record)


def _log_to_stderr(verbose: bool) -> _Log:
    handler = _Log(sys.stderr)
    handler.setFormatter(logging.Formatter('%(levelname)-7s %(name)s: %(message)s'))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    logging.getLogger('controller.datapath').setLevel(logging.ERROR)  # what the switch refuses is reported anyway
    return handler


class _Rehearsal(Controller):
    """A controller whose REST API nobody would ask; while it listened, time would pass."""

    def start_servers(self) -> None:
        """Start none."""


def _controller(options: argparse.Namespace) -> Controller:
    """A controller with the apps; raises CommandError."""
    controller = _Rehearsal(Config(maximum_unreplied_echo_requests=0))
    try:
        controller.load(options.apps)
        spoken = {version(number).name: number for number in DIALECTS}
        wanted = {spoken[options.openflow]} if options.openflow else set(DIALECTS)
        if not controller.switches.versions & wanted:
            theirs = ', '.join(version(number).name for number in sorted(controller.switches.versions))
            ours = options.openflow or ', '.join(spoken)
            raise CommandError(f'{", ".join(controller.apps)}: for OpenFlow {theirs}, and the switch speaks {ours}')
        controller.switches.versions &= wanted
        controller.start_apps()
    except LoadError as error:
        raise CommandError(str(error)) from None
    return controller


@contextmanager
def _patience(seconds: float, player: _Player) -> Iterator[Callable[[float], None]]:
    """Ends the process when nothing has gone on for so long; what the block gets tells that something has, with the
    seconds that the next step may take by itself. A signal comes whatever an app is doing."""

    def give_up(_: int, frame: FrameType | None) -> None:
        with suppress(RuntimeError, OSError):  # it may be writing just now
            sys.stdout.flush()
        name, place = describe(frame)
        os.write(2, f'controller-manager replay: the apps have not come to rest {seconds} s after packet '
                    f'{player.totals.packets}, {name} is at {place}; --patience waits longer\n'.encode())  # fmt: skip
        os._exit(1)

    before = signal.signal(signal.SIGALRM, give_up)
    try:
        yield lambda more: signal.setitimer(signal.ITIMER_REAL, seconds + more) and None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Player:
    """One playback."""

    def __init__(self, options: argparse.Namespace, controller: Controller) -> None:
        self.totals = Totals()
        self.report: Report = JsonReport(sys.stdout) if options.json else TextReport(sys.stdout, options.quiet)
        self._options = options
        self._controller = controller
        self._playback = Playback(in_memory(controller), controller.switches.versions & set(DIALECTS), options.ports)
        self._places = _Places(options.in_port, options.ports)
        self._hub = get_hub()
        self._start = self._hub.clock()
        self._first = 0  # the time of the first packet, in nanoseconds
        self._last = 0
        self._elapsed = 0.0  # since then, without what is too long
        self._strange: set[str] = set()

    def run(self, packets: Any, renew: Callable[[float], None]) -> None:
        """Play every packet."""
        progress = Progress(sys.stderr, packets.size, self._options.quiet or not sys.stdout.isatty())
        for packet in islice(packets, self._options.count):
            self.totals.packets += 1
            self._pause(packet, renew)
            self._play(packet)
            progress.at(self.totals.packets, packets.position)
        renew(AFTERWARDS)
        greenhub.sleep(AFTERWARDS)
        self._tell()
        progress.done()

    def end(self) -> None:
        """Tell what it came to."""
        self.totals.seconds = (self._last - self._first) / SECOND
        self.report.end(self.totals, self._playback.switches)
        self._playback.stop()

    def _pause(self, packet: Captured, renew: Callable[[float], None]) -> None:
        """Wait until it is time for a packet."""
        if self.totals.packets == 1:
            self._first = self._last = packet.time
        self._elapsed += min(max(packet.time - self._last, 0) / SECOND, LONGEST_PAUSE)
        self._last = max(self._last, packet.time)
        left = self._start + self._elapsed / (self._options.speed or 1.0) - self._hub.clock()
        renew(max(left, 0.0))
        if left > 0:
            greenhub.sleep(left)
        self._tell()

    def _play(self, packet: Captured) -> None:
        """Give a packet to its switch, and let the apps do what they will."""
        number = self.totals.packets
        problem = _problem(packet)
        if problem:
            self._skip(number, problem)
            return
        dpid, port = self._places.of(packet)
        switch = self._playback.switch(dpid)
        if number - self.totals.passed_over == 1:
            self.report.begin(list(self._controller.apps), switch.ofproto.name, self._places.told(packet))
        self._playback.port(dpid, port)
        self._tell()
        passage = self._playback.frame(dpid, port, packet.data)
        self.totals.count(passage)
        time = (packet.time - self._first) / SECOND
        self.report.packet(number, time, f'{switch.name}:{port}', Packet(packet.data), passage)
        wait_all_blocked()
        self._tell(packet.data)

    def _skip(self, number: int, problem: str) -> None:
        self.totals.passed_over += 1
        if problem not in self._strange:
            self._strange.add(problem)
            self.report.skipped(number, problem)

    def _tell(self, frame: bytes | None = None) -> None:
        """Report what was said since the last time, because of a frame or by itself."""
        for said in self._playback.said:
            self.totals.note(said)
            time = (said.time - self._start) * (self._options.speed or 1.0)
            self.report.message(time, said, frame)
        self._playback.said.clear()


def _problem(packet: Captured) -> str:
    """Why a packet is no frame for a switch, nothing where it is one."""
    if packet.link_type in COOKED:
        return 'packets captured at every interface at once (-i any) are no Ethernet frames; capture at one interface'
    if packet.link_type != ETHERNET:
        return f'packets of link type {packet.link_type} are no Ethernet frames'
    if not SHORTEST <= len(packet.data) <= LARGEST:
        return f'Ethernet frames have {SHORTEST} to {LARGEST} bytes here'
    return ''


class _Places:
    """At which port of which switch a packet comes in."""

    def __init__(self, how: str | int, ports: int) -> None:
        self._how, self._ports = how, ports
        self._addresses: dict[bytes, int] = {}

    def of(self, packet: Captured) -> tuple[int, int]:
        """Datapath id and port number."""
        captured = self._as_captured(packet)
        if captured is not None:
            return captured
        if isinstance(self._how, int):
            return FIRST_SWITCH, self._how
        if self._how == 'interface':
            return FIRST_SWITCH, packet.interface.number + 1
        source = packet.data[6:12]
        if source not in self._addresses and len(self._addresses) < MOST_ADDRESSES:
            self._addresses[source] = len(self._addresses) % self._ports + 1
        return FIRST_SWITCH, self._addresses.get(source, self._ports)

    def told(self, packet: Captured) -> str:
        """The same, for a person, as it is for a packet."""
        if self._as_captured(packet) is not None:
            return 'frames come in where they did when they were captured'
        if isinstance(self._how, int):
            return f'frames come in by port {self._how}'
        return f'frames come in by a port for each {"source address" if self._how == "address" else "interface"}'

    def _as_captured(self, packet: Captured) -> tuple[int, int] | None:
        described = AS_CAPTURED.fullmatch(packet.interface.description)
        if self._how != 'address' or described is None:
            return None
        port, dpid = int(described[1]), int(described[2], 16)
        return (dpid, port) if 0 < port <= LARGEST else None
