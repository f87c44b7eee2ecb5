"""How a capture is played back: at which time, at which port of which switch, and who is told of it."""

from __future__ import annotations

import argparse
import logging
import os
import re
import signal
import sys
from collections.abc import Iterator
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
from ..slow import HANDLE, SlowHandlers
from .errors import CommandError
from .replay import MOST_PORTS
from .replay_report import JsonReport, Progress, Report, TextReport, Totals

__all__ = ['play']

COOKED = (113, 276)  # LINKTYPE_LINUX_SLL and its second version
SHORTEST = 14  # bytes of an Ethernet header
FIRST_SWITCH = 1
FIRST_PORTS = 4
MOST_ADDRESSES = 1000  # that have a port of their own, unless --ports says otherwise
MOST_KEPT = 1 << 20  # addresses; later ones are all at the last port
LONGEST_PAUSE = 3600.0  # seconds that a longer pause in a capture counts
AFTERWARDS = 1.0  # seconds that apps have for what they say late
SLOW = 1.0  # seconds after which the log says who keeps everything waiting

#: How `controller-manager --capture` describes the interfaces of its captures.
AS_CAPTURED = re.compile(r'port ([0-9]{1,10}) of switch ([0-9a-f]{16})')


def play(options: argparse.Namespace, packets: Any) -> int:
    """Play packets back to the apps of the options; returns the exit status, and raises CommandError."""
    with _log_to_stderr(options.verbose) as log, nullcontext() if options.speed else jumping_clock():
        controller = _controller(options)
        player = _Player(options, controller)
        try:
            patience = _Patience(options.patience, player.totals)
            with patience, watch_hub(SLOW, SlowHandlers(controller.logger)):
                player.run(packets, patience)
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


@contextmanager
def _log_to_stderr(verbose: bool) -> Iterator[_Log]:
    handler, root = _Log(sys.stderr), logging.getLogger()
    handler.setFormatter(logging.Formatter('%(levelname)-7s %(name)s: %(message)s'))
    # A datapath warns of what its switch refuses, which is reported anyway.
    handler.addFilter(lambda record: record.name != 'controller.datapath' or record.levelno >= logging.ERROR)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


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


class _Patience:
    """Ends the process when apps have not come to rest after so many seconds: a signal comes whatever they do."""

    def __init__(self, seconds: float, totals: Totals) -> None:
        self._seconds, self._totals = seconds, totals

    def __enter__(self) -> _Patience:
        self._before = signal.signal(signal.SIGALRM, self._give_up)
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        signal.signal(signal.SIGALRM, self._before)

    def begin(self, more: float = 0.0) -> None:
        """From now on, with so many seconds more for what takes time by itself."""
        signal.setitimer(signal.ITIMER_REAL, self._seconds + more)

    def end(self) -> None:
        """They have."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _give_up(self, _: int, frame: FrameType | None) -> None:
        place = describe(frame, within=HANDLE)[1]
        with suppress(RuntimeError, OSError):  # something may be written just now
            sys.stdout.flush()
            print(f'controller-manager replay: the apps have not come to rest {self._seconds} s after packet '
                  f'{self._totals.packets}: {place}; --patience waits longer', file=sys.stderr, flush=True)  # fmt: skip
        os._exit(1)


class _Player:
    """One playback."""

    def __init__(self, options: argparse.Namespace, controller: Controller) -> None:
        self.totals = Totals()
        self.report: Report = JsonReport(sys.stdout) if options.json else TextReport(sys.stdout, options.quiet)
        self._options = options
        self._controller = controller
        versions = controller.switches.versions & set(DIALECTS)
        self._playback = Playback(in_memory(controller), versions, options.ports or FIRST_PORTS)
        self._places = _Places(options.in_port, options.ports or MOST_ADDRESSES)
        self._hub = get_hub()
        self._start = self._hub.clock()
        self._first = 0  # the time of the first packet, in nanoseconds
        self._last = 0
        self._elapsed = 0.0  # since then, without what is too long
        self._strange: set[str] = set()

    def run(self, packets: Any, patience: _Patience) -> None:
        """Play every packet."""
        progress = Progress(sys.stderr, packets.size, self._options.quiet or not sys.stdout.isatty())
        for number, packet in enumerate(islice(packets, self._options.count), 1):
            left = self._left_until(packet, number)
            patience.begin(left)
            greenhub.sleep(left)
            self._tell()
            self.totals.packets = number
            self._play(packet, number)
            patience.end()
            progress.at(number, packets.position)
            if not packets.size:  # somebody reads along
                sys.stdout.flush()
        patience.begin(AFTERWARDS)
        greenhub.sleep(AFTERWARDS)
        self._tell()
        progress.done()

    def end(self) -> None:
        """Tell what it came to."""
        self.totals.seconds = (self._last - self._first) / SECOND
        self.report.end(self.totals, self._playback.switches)
        self._playback.stop()

    def _left_until(self, packet: Captured, number: int) -> float:
        """The seconds until it is time for a packet."""
        if number == 1:
            self._first = self._last = packet.time
        self._elapsed += min(max(packet.time - self._last, 0) / SECOND, LONGEST_PAUSE)
        self._last = max(self._last, packet.time)
        return max(self._start + self._elapsed / (self._options.speed or 1.0) - self._hub.clock(), 0.0)

    def _play(self, packet: Captured, number: int) -> None:
        """Give a packet to its switch, and let the apps do what they will."""
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
        self.report.packet(number, time, switch, port, Packet(packet.data), passage)
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
        described = self._described(packet)
        if described is None:
            return FIRST_SWITCH, self._port(packet)
        port = int(described[1])
        return int(described[2], 16), port if 0 < port <= MOST_PORTS else self._port(packet)

    def _port(self, packet: Captured) -> int:
        if isinstance(self._how, int):
            return self._how
        if self._how == 'interface':
            return min(packet.interface.number + 1, MOST_PORTS)
        source = packet.data[6:12]
        if source not in self._addresses and len(self._addresses) < MOST_KEPT:
            self._addresses[source] = len(self._addresses) % self._ports + 1
        return self._addresses.get(source, self._ports)

    def told(self, packet: Captured) -> str:
        """The same, for a person, as it is for a packet."""
        if self._described(packet):
            return 'frames come in where they did when they were captured'
        if isinstance(self._how, int):
            return f'frames come in by port {self._how}'
        return f'frames come in by a port for each {"source address" if self._how == "address" else "interface"}'

    def _described(self, packet: Captured) -> re.Match[str] | None:
        return AS_CAPTURED.fullmatch(packet.interface.description) if self._how == 'address' else None
