"""Switches that ask now and then, and one beside them that floods the controller with packet-ins:

    python -m tests.benchmarks.fairness_load --port 6653 --version 1.3 --switches 5 --core 1

It takes the generator's options. The first switch sends packet-ins as fast as its socket takes them, whether they are
answered or not. Each of the others sends 100 a second, and an echo request as often; the first sends an echo request
ten times a second, between its packet-ins. Latencies count from the moment at which a message was due, and what has not
come back at the end counts with its age. Prints JSON: the latencies without the flood, and with it. With `--only-flood`
it prints a line once it floods, and goes on until its standard input ends.
"""

from __future__ import annotations

import gc
import json
import os
import random
import select
import sys
import time
from array import array
from collections.abc import Sequence
from typing import Any

from .echo_load import EchoSwitch
from .generator import Generator, parse, percentiles
from .protocol import WrongAnswer
from .switch import frame

__all__ = ['FairnessGenerator', 'FairnessSwitch', 'main']

INTERVAL = 0.01  # between two packet-ins of a quiet switch
FLOOD_ECHOES = 0.1  # between two echoes of the flooding one
BLOCK = 256  # packet-ins that the flooding one sends at once
PROBED = bytes.fromhex('0180c200000e')  # where LLDP of a discovery goes


class FairnessSwitch(EchoSwitch):
    """A switch that can turn to flooding; from then on it counts its answers and does not read them.

    A discovery's probes, PACKET_OUTs too, and its flow for what they meet are no answers: they are passed over.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flooding = False
        self.answers = 0
        self._block = b''

    def flood(self) -> None:
        """Send packet-ins until the socket takes no more."""
        if not self.flooding:
            self.flooding = True
            pairs = self.hosts.pairs(BLOCK)
            self._block = b''.join(self.protocol.packet_in(number, src.port, frame(number, src, dst))
                                   for number, (src, dst) in enumerate(pairs))
        while not self.unsent:
            self.send(self._block)

    def _message(self, kind: int, xid: int, message: bytes, now: float) -> None:
        if not (self.ready and PROBED in message):
            super()._message(kind, xid, message, now)

    def _released(self, serial: int, *rest: Any) -> None:
        if self.flooding:
            self.answers += 1
        else:
            super()._released(serial, *rest)


class FairnessGenerator(Generator):
    """Drives the switches; `flooder` is the first of them."""

    switch_type = FairnessSwitch

    @property
    def flooder(self) -> FairnessSwitch:
        return self.switches[0]

    def measure(self, seconds: float, flood: bool) -> dict[str, Any]:
        """Latencies of what fell due in that time. Spins instead of sleeping, as a fixed rate does."""
        quiet, flooder, start = self.switches[1:], self.flooder, time.perf_counter()
        for switch in self.switches:
            switch.echoed = array('d')
        known, answers, end = len(self.tally.latencies), flooder.answers, start + seconds
        dues = [start + INTERVAL * index / len(quiet) for index in range(len(quiet))]
        flood_due = start
        while (now := time.perf_counter()) < end:
            for index, switch in enumerate(quiet):
                if dues[index] <= now:
                    switch.offer(1, dues[index])
                    switch.echo()
                    dues[index] += INTERVAL
            if flood:
                flooder.flood()
                if flood_due <= now:
                    flooder.echo()
                    flood_due += FLOOD_ECHOES
            self._serve(0)
        now = time.perf_counter()
        late = [now - sent for switch in quiet for sent, *_ in switch.pending.values()]
        found = {
            'packet_in_us': percentiles([*self.tally.latencies[known:], *late]),
            'echo_us': percentiles([each for switch in quiet for each in _echoes(switch, now)]),
            'unanswered': len(late),
        }
        if flood:
            found |= {'flood_echo_us': percentiles(_echoes(flooder, now)),
                      'flood_answered': round((flooder.answers - answers) / seconds)}
        return found

    def flood_on(self, descriptor: int) -> None:
        """Flood until there is something to read from a descriptor."""
        while not select.select([descriptor], [], [], 0)[0]:
            self.flooder.flood()
            self._serve(0.01)


def _echoes(switch: EchoSwitch, now: float) -> list[float]:
    """Of the echoes that came back, and the ages of those that did not."""
    return [*switch.echoed, *(now - asked for asked in switch.asked.values())]


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 if an answer was wrong or the controller gave up."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    only_flood = '--only-flood' in arguments
    options = parse([each for each in arguments if each != '--only-flood'])
    os.sched_setaffinity(0, {options.core})
    random.seed(options.seed)
    gc.disable()
    try:
        load = FairnessGenerator(options)
        load.prepare()
        if only_flood:
            print('flooding', flush=True)
            load.flood_on(sys.stdin.fileno())
            return 0
        load.measure(options.warm, flood=False)
        alone = load.measure(options.seconds, flood=False)
        load.measure(options.warm, flood=True)
        print(json.dumps({'alone': alone, 'flood': load.measure(options.seconds, flood=True)}))
    except (OSError, WrongAnswer) as error:
        print(f'fairness_load: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
