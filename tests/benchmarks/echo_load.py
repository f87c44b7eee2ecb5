"""Switches that keep a learning switch busy with packet-ins and send it an ECHO_REQUEST 100 times a second, in turns:

    python -m tests.benchmarks.echo_load --port 6653 --version 1.3 --window 32 --core 1

It takes the generator's options. An echo that has not come back at the end counts with its age, so latencies are never
too high because the run was short. Prints JSON.
"""

from __future__ import annotations

import gc
import json
import os
import random
import sys
import time
from array import array
from collections.abc import Sequence
from itertools import count, cycle

from .generator import Generator, parse, percentiles
from .protocol import ECHO_REPLY, ECHO_REQUEST, WrongAnswer
from .switch import Switch

__all__ = ['EchoGenerator', 'EchoSwitch', 'main']

INTERVAL = 0.01
XID = 1 << 20  # echoes have transactions of their own from here on


class EchoSwitch(Switch):
    """A switch that knows its echoes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked: dict[int, float] = {}
        self.echoed = array('d')
        self._xids = count(XID)

    def echo(self) -> None:
        xid = next(self._xids)
        self.asked[xid] = time.perf_counter()
        self.send(self.protocol.message(ECHO_REQUEST, xid, b'are you there?'))

    def _reply(self, kind: int, xid: int, message: bytes) -> None:
        if kind == ECHO_REPLY and xid >= XID:
            if xid not in self.asked or message[8:] != b'are you there?':
                raise WrongAnswer(f'echo {xid} is not one that was sent, or came back as {message[8:]!r}')
            self.echoed.append(time.perf_counter() - self.asked.pop(xid))
        else:
            super()._reply(kind, xid, message)


class EchoGenerator(Generator):
    """Echoes beside the generator's packet-ins."""

    switch_type = EchoSwitch

    def __init__(self, options):
        super().__init__(options)
        self._turns, self._next = cycle(self.switches), float('inf')

    def start_echoes(self) -> None:
        self._next = time.perf_counter()

    def _serve(self, timeout: float, window: int = 0) -> None:
        now = time.perf_counter()
        if now >= self._next:
            next(self._turns).echo()
            self._next = now + INTERVAL
        super()._serve(min(timeout, self._next - now), window)

    def latencies(self) -> list[float]:
        """Of the echoes that came back, and the ages of those that did not."""
        now = time.perf_counter()
        return [latency for switch in self.switches
                for latency in [*switch.echoed, *(now - asked for asked in switch.asked.values())]]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 if an answer was wrong or the controller gave up."""
    options = parse(arguments)
    os.sched_setaffinity(0, {options.core})
    random.seed(1)
    gc.disable()
    try:
        load = EchoGenerator(options)
        load.prepare()
        load._saturate(options.warm)
        load.start_echoes()
        answered, start = load.tally.answered, time.perf_counter()
        load._saturate(options.seconds)
        print(json.dumps({
            'latency_us': percentiles(load.latencies()), 'echoes': len(load.latencies()),
            'missing': sum(len(switch.asked) for switch in load.switches),
            'packet_ins': (load.tally.answered - answered) / (time.perf_counter() - start),
        }))  # fmt: skip
    except (OSError, WrongAnswer) as error:
        print(f'echo_load: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
