"""A million packet-ins, ten thousand reconnects, ten thousand new switches: the controller's memory does not grow.

    python -m tests.soak.memory [--packet-ins N] [--reconnects N] [--version 1.3]

The controller is a process of its own, with a learning switch and the REST API. Packet-ins come from the generator of
the benchmarks, in portions, each of which connects its switches anew. For the reconnects it looks for links and hosts
too, which would be more packets than the generator asks for. Some end in the middle of the handshake or of a frame,
send what cannot be read, or are no OpenFlow. They come from a few switches, then each from one that was never there
before; of those a little is remembered on purpose, up to a bound: when each was seen first (topology, 65,536 switches),
and what the log is not to repeat (1,024 lines). Memory is read after each portion, and judged once the first third of
the portions has passed. Ends with status 1 where memory or descriptors have grown.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, cycle
from typing import NamedTuple

from controller.openflow import OF10, OF13
from tests.benchmarks.generator import Watch
from tests.benchmarks.processes import controller, free_port, generate
from tests.controller.tcp import TcpSwitch

__all__ = ['Sample', 'grown', 'main', 'rise']

APPS = {'1.0': 'simple_switch', '1.3': 'simple_switch_13'}
LINKS = ['rest_topology', '--observe-links']
NUMBERS = {'1.0': OF10, '1.3': OF13}
PORTIONS = 15
WARM_UP = PORTIONS // 3
SETTLED = 1.0  # seconds from the end of a portion until memory is read
MOST = 1024  # KiB by which a phase may rise after its warm-up: what the allocator moves about
FEW = 500  # switches that come again and again; each has come in every way by the end of the warm-up
REMEMBERED = 512  # bytes of a switch that was never there before


class Sample(NamedTuple):
    """What the controller's process holds after so many packet-ins, or reconnects."""

    done: int
    memory: float  # KiB
    descriptors: int


def rise(samples: Sequence[Sample]) -> float:
    """By how many KiB memory rises from the first to the last sample, on the line that fits them best."""
    middle = sum(each.done for each in samples) / len(samples)
    mean = sum(each.memory for each in samples) / len(samples)
    spread = sum((each.done - middle) ** 2 for each in samples)
    slope = sum((each.done - middle) * (each.memory - mean) for each in samples) / spread
    return slope * (samples[-1].done - samples[0].done)


def grown(name: str, samples: Sequence[Sample], remembered: float = 0) -> list[str]:
    """What is wrong with the samples of a phase, of each of which so many bytes are to stay, as sentences."""
    judged = samples[WARM_UP:]
    found = []
    if (risen := rise(judged)) > MOST + remembered * (judged[-1].done - judged[0].done) / 1024:
        each = risen * 1024 / (judged[-1].done - judged[0].done)
        found.append(f'{name}: memory rises, by {risen:.0f} KiB after the warm-up, {each:.1f} bytes each')
    if judged[-1].descriptors > judged[0].descriptors:
        found.append(f'{name}: descriptors rise, from {judged[0].descriptors} to {judged[-1].descriptors}')
    return found


def phase(name: str, total: int, pid: int, portion: Callable[[int], None]) -> list[Sample]:
    """Do so many in portions, each of which `portion` does, and show what is held after each."""
    watch, samples = Watch(pid), []
    print(f'\n{name:>12}   memory KiB  descriptors  seconds', flush=True)
    for turn in range(PORTIONS):
        began = time.monotonic()
        portion(total * (turn + 1) // PORTIONS - total * turn // PORTIONS)
        taken = time.monotonic() - began
        time.sleep(SETTLED)
        held = Sample(total * (turn + 1) // PORTIONS, watch.memory() * 1024, len(os.listdir(f'/proc/{pid}/fd')))
        samples.append(held)
        note = '  (warm-up)' if turn < WARM_UP else ''
        print(f'{held.done:12,} {held.memory:12,.0f} {held.descriptors:12} {taken:8.1f}{note}', flush=True)
    judged = samples[WARM_UP:]
    each = rise(judged) * 1024 / (judged[-1].done - judged[0].done)
    print(f'{name}: {rise(judged):+.0f} KiB after the warm-up, {each:+.1f} bytes each', flush=True)
    return samples


def comings(port: int, number: int, switches: Iterable[int]) -> Iterator[None]:
    """Connections of switches, each gone again when the next one is asked for, in all the ways there are, in turn."""

    def joined(dpid: int) -> TcpSwitch:
        return TcpSwitch(port, dpid, number).join()

    def regular(dpid: int) -> None:
        with joined(dpid):
            pass

    def with_a_packet_in(dpid: int) -> None:
        with joined(dpid) as switch:
            own = (1, 0) if number == OF10 else (0, 0, 0, switch.of.OFPMatch(in_port=1))
            src = b'\2\1' + dpid.to_bytes(4)
            switch.send(switch.of.OFPPacketIn(None, 1, 60, *own, b'\xff' * 6 + src + b'\x08\0' + bytes(46)))
            switch.echo()

    def in_a_frame(dpid: int) -> None:
        with joined(dpid) as switch:
            switch.socket.sendall(bytes([number]) + bytes.fromhex('0a00ff00000001') + bytes(20))

    def with_a_broken_message(dpid: int) -> None:
        with joined(dpid) as switch:
            switch.socket.sendall(bytes([number]) + bytes.fromhex('0a000a000000010000'))
            switch.echo()

    def in_the_handshake(dpid: int) -> None:
        with TcpSwitch(port, dpid, number):  # HELLO, and nothing more
            pass

    def with_garbage(dpid: int) -> None:
        with TcpSwitch(port, dpid, number) as switch:
            switch.socket.sendall(b'GET / HTTP/1.1\r\n\r\n' + dpid.to_bytes(8) + bytes(range(256)))

    ways = [regular, with_a_packet_in, in_a_frame, with_a_broken_message, in_the_handshake, with_garbage]
    for dpid, way in zip(switches, cycle(ways), strict=False):
        way(dpid)
        yield


@contextmanager
def running(version: str, *beside: str) -> Iterator[tuple[int, int]]:
    """A controller: its port and its process id."""
    port = free_port()
    command = [sys.executable, '-m', 'controller', APPS[version], 'ofctl_rest', *beside, '--no-use-stderr',
               '--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port', str(port),
               '--wsapi-port', str(free_port())]  # fmt: skip
    with controller('controller-manager', command, port, {}) as pid:
        yield port, pid


def soak(version: str, packet_ins: int, reconnects: int) -> list[str]:
    """Run all phases; what is wrong, as sentences."""
    with running(version) as (port, pid):

        def load(number: int) -> None:
            answered = generate(port, version=version, count=number, warm=0, seconds=600, hosts=250)['answered']
            if answered < number:
                raise RuntimeError(f'{number} packet-ins were sent, {answered} answered')

        wrong = grown('packet-ins', phase('packet-ins', packet_ins, pid, load))
    with running(version, *LINKS) as (port, pid):
        known, new = cycle(range(1, FEW)), count(FEW)
        for name, switches, remembered in (('reconnects', known, 0), ('new switches', new, REMEMBERED)):
            coming = comings(port, NUMBERS[version], switches)

            def come_and_go(number: int, coming: Iterator[None] = coming) -> None:
                for _ in range(number):
                    next(coming)

            wrong += grown(name, phase(name, reconnects, pid, come_and_go), remembered)
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 if memory or descriptors have grown."""
    parser = argparse.ArgumentParser(prog='python -m tests.soak.memory', description='Memory does not grow.')
    parser.add_argument('--packet-ins', type=int, default=1_000_000)
    parser.add_argument('--reconnects', type=int, default=10_000)
    parser.add_argument('--version', choices=sorted(APPS), default='1.3', help='of OpenFlow')
    options = parser.parse_args(arguments)
    wrong = soak(options.version, options.packet_ins, options.reconnects)
    print(*wrong or ['memory does not grow'], sep='\n')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
