"""Emulated switches that load a learning-switch controller with packet-ins and judge its answers.

    python -m tests.benchmarks.generator --port 6653 --version 1.3 --switches 16 --hosts 625 --window 32
    python -m tests.benchmarks.generator --port 6653 --version 1.0 --rate 2500

It is a process of its own and plain standard-library Python. Every packet-in differs: random pairs of hosts with a
random payload, 65,536 of them made before the run, and a serial number that is written into one each time that it is
sent. A packet-in counts once, when its packet is released: by a PACKET_OUT, or by a FLOW_MOD that names its buffer; so
what is measured is packet-ins answered, not messages sent back. Every answer is held against what its destination calls
for (flood, or a flow), and a random one in a hundred is read in full: match, actions, buffer id, data. One wrong answer
ends the run with exit status 1.

Two modes: saturation keeps `--window` packet-ins outstanding on every switch; `--rate` sends at a fixed rate and
counts latency from the moment a packet-in was due, so that a stall is charged to every packet-in it delayed.
The result is printed as one JSON object.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import select
import socket
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count, cycle
from typing import Any

from .protocol import WrongAnswer, protocol
from .switch import CONVERSATIONS, Hosts, Switch, Tally

__all__ = ['Generator', 'Watch', 'main']

MOST_OUTSTANDING = 10_000
"""At a fixed rate: beyond this, packet-ins wait here, and their latency counts on."""


REFILL = 4
"""At saturation: a switch sends again when a quarter of its window has been answered; many in one send cost least."""

RETRY = 0.001
"""Seconds until a socket is tried again that was full."""


class Watch:
    """CPU time and memory of a process, from /proc (Linux)."""

    def __init__(self, pid: int):
        self.pid = pid
        self._tick = os.sysconf('SC_CLK_TCK')

    def cpu(self) -> float:
        """Seconds of user and system time, all threads."""
        with open(f'/proc/{self.pid}/stat', encoding='ascii') as stat:
            user, system = stat.read().rpartition(')')[2].split()[11:13]
        return (int(user) + int(system)) / self._tick

    def core(self) -> float:
        """Seconds that the cores this process may run on were busy, whoever kept them so."""
        mine = {f'cpu{core}' for core in os.sched_getaffinity(self.pid)}
        with open('/proc/stat', encoding='ascii') as stat:
            rows = [line.split() for line in stat]
        return sum(int(ticks) for name, *columns in rows if name in mine for ticks in columns[:3]) / self._tick

    def memory(self) -> float:
        """Resident MiB."""
        with open(f'/proc/{self.pid}/statm', encoding='ascii') as statm:
            return int(statm.read().split()[1]) * os.sysconf('SC_PAGESIZE') / 2**20


class Generator:
    """The switches of a run and the loop that drives them."""

    switch_type = Switch

    def __init__(self, options: argparse.Namespace):
        self.options, self.tally = options, Tally(options.sample)
        self._watched = Watch(options.watch) if options.watch else None
        self._epoll = select.epoll()
        serials, spoken = count(1), protocol(options.version, options.exact)
        self._by_descriptor = {}
        for index in range(options.switches):
            sock = socket.create_connection((options.host, options.port), timeout=options.patience)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setblocking(False)
            hosts = Hosts(index * options.hosts, options.hosts, options.silent)
            switch = self.switch_type(sock, spoken, options.first + index, hosts, serials, self.tally,
                                      options.buffers, max(CONVERSATIONS // options.switches, 2 * options.window))
            self._epoll.register(sock, select.EPOLLIN)
            self._by_descriptor[sock.fileno()] = switch
            switch.flush()
        self.switches = list(self._by_descriptor.values())

    def close(self) -> None:
        for switch in self.switches:
            switch.socket.close()
        self._epoll.close()

    @property
    def outstanding(self) -> int:
        return self.tally.sent - self.tally.answered

    def prepare(self) -> None:
        """Every switch through its handshake, every talking host learned."""
        self._until('handshake', lambda: all(switch.ready for switch in self.switches))
        window = self.options.window
        for switch in self.switches:
            switch.converse()
        for start in range(0, self.options.hosts, window):
            for switch in self.switches:
                switch.introduce(switch.hosts.talkers[start:start + window], time.perf_counter())
            self._until('learning the hosts', lambda: not self.outstanding)

    def round(self) -> dict[str, Any]:
        """One measurement, a warm-up before it."""
        load = self._at_rate if self.options.rate else self._saturate
        load(self.options.warm)
        answered, before, start = self.tally.answered, self._clocks(), time.perf_counter()
        load(self.options.seconds)
        seconds, answered = time.perf_counter() - start, self.tally.answered - answered
        spent = {name: after - before[name] for name, after in self._clocks().items()}
        result = {
            'seconds': round(seconds, 3),
            'answered': answered,
            'rate': round(answered / seconds),
            'latency_us': percentiles(self.tally.latencies[-answered:] if answered else []),
            'generator_cpu_us': round(spent['generator'] * 1e6 / max(answered, 1), 2),
        }
        if self._watched:
            result |= {
                'controller_cpu_us': round(spent['controller'] * 1e6 / max(answered, 1), 2),
                'controller_mib': round(self._watched.memory(), 1),
                'others_share': round(max(spent['core'] - spent['controller'], 0) / seconds, 3),
            }
        return result

    def _clocks(self) -> dict[str, float]:
        clocks = {'generator': time.process_time()}
        if self._watched:
            clocks |= {'controller': self._watched.cpu(), 'core': self._watched.core()}
        return clocks

    def drain(self) -> int:
        """Waits for the last answers and returns how many never came."""
        try:
            self._until('the last answers', lambda: not self.outstanding)
        except TimeoutError:
            pass
        return self.outstanding

    def _saturate(self, seconds: float) -> None:
        window, end = self.options.window, time.perf_counter() + seconds
        for switch in self.switches:
            switch.offer(window - len(switch.pending), time.perf_counter())
        while time.perf_counter() < end and self.tally.sent < self.options.count:
            self._serve(0.1, window)

    def _at_rate(self, seconds: float) -> None:
        """Spins instead of sleeping: the kernel's timers are coarser than the latencies to be measured."""
        interval, due, turns = 1 / self.options.rate, time.perf_counter(), cycle(self.switches)
        end = due + seconds
        while (now := time.perf_counter()) < end and self.tally.sent < self.options.count:
            while due <= now and self.outstanding < MOST_OUTSTANDING:
                next(turns).offer(1, due)
                due += interval
            self._serve(0)

    def _serve(self, timeout: float, window: int = 0) -> None:
        """Handles what the controllers have sent, and fills the windows up again."""
        blocked, low = self.tally.blocked, window - max(window // REFILL, 1)
        for descriptor, _ in self._epoll.poll(min(timeout, RETRY) if blocked else timeout):
            switch, now = self._by_descriptor[descriptor], time.perf_counter()
            switch.receive(now)
            if len(switch.pending) <= low:
                switch.offer(window - len(switch.pending), now)
        for switch in list(blocked):
            switch.flush()

    def _until(self, what: str, done: Callable[[], bool]) -> None:
        limit = time.perf_counter() + self.options.patience
        answered = self.tally.answered
        while not done():
            now = time.perf_counter()
            if self.tally.answered > answered:
                answered, limit = self.tally.answered, now + self.options.patience
            if now > limit:
                raise TimeoutError(f'{what}: nothing happened for {self.options.patience} s')
            self._serve(0.1)


def percentiles(seconds: Sequence[float]) -> dict[str, float | None]:
    """In microseconds."""
    ordered = sorted(seconds)
    return {f'p{percent:g}': round(ordered[int(len(ordered) * percent / 100)] * 1e6, 1) if ordered else None
            for percent in (50, 99, 99.9)}


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description='Loads a learning-switch controller with packet-ins.')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=6653)
    parser.add_argument('--version', choices=('1.0', '1.3'), default='1.3', help='OpenFlow version')
    parser.add_argument('--switches', type=int, default=16)
    parser.add_argument('--first', type=int, default=1, help='datapath id of the first switch')
    parser.add_argument('--hosts', type=int, default=625, help='per switch')
    parser.add_argument('--silent', type=float, default=0.2, help='share of the hosts that never talk: flooded to')
    parser.add_argument('--window', type=int, default=32, help='packet-ins outstanding per switch')
    parser.add_argument('--rate', type=float, default=0, help='packet-ins per second; 0: as many as are answered')
    parser.add_argument('--no-buffers', dest='buffers', action='store_false',
                        help='packet-ins carry OFP_NO_BUFFER, as those of Open vSwitch do')
    parser.add_argument('--exact', action='store_true',
                        help='flows are to match all of a packet, as those of ovs-testcontroller do')
    parser.add_argument('--warm', type=float, default=1, help='seconds before each round')
    parser.add_argument('--seconds', type=float, default=5, help='of each round')
    parser.add_argument('--rounds', type=int, default=1)
    parser.add_argument('--count', type=int, default=50_000_000, help='packet-ins in all, at most')
    parser.add_argument('--patience', type=float, default=10, help='seconds without progress that fail the run')
    parser.add_argument('--sample', type=float, default=0.01, help='share of the answers read in full')
    parser.add_argument('--watch', type=int, default=0, metavar='PID', help="the controller's process, for its CPU")
    parser.add_argument('--core', type=int, default=None, help='run on this core only')
    parser.add_argument('--seed', type=int, default=None)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs as the command line says; returns 1 if an answer was wrong or the controller gave up."""
    options = parse(arguments)
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})
    random.seed(options.seed)
    gc.disable()  # no cycles are made here, and a collection would show up as latency
    try:
        generator = Generator(options)
        try:
            generator.prepare()
            rounds = [generator.round() for _ in range(options.rounds)]
            unanswered = generator.drain()
        finally:
            generator.close()
    except (OSError, WrongAnswer) as error:
        print(f'generator: {error}', file=sys.stderr)
        return 1
    tally = generator.tally
    json.dump({'version': options.version, 'switches': options.switches, 'hosts': options.switches * options.hosts,
               'window': options.window, 'offered': options.rate or None, 'buffers': options.buffers, 'rounds': rounds,
               'answered': tally.answered, 'flooded': tally.flooded, 'checked': tally.checked,
               'unanswered': unanswered}, sys.stdout)
    print()
    return 0


if __name__ == '__main__':
    sys.exit(main())
