"""The codec and the learning-switch handler in memory: ours and os-ken's, each in its own interpreter, in turns.

What both produce is checked as the generator checks it, before any figure is believed.
"""

from __future__ import annotations

import json
import os
import random
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import count
from statistics import median
from typing import Any

from . import openflow
from .peers import interpreter
from .processes import ROOT, BenchmarkError, controller_core, progress
from .protocol import FLOW_MOD, Answer, WrongAnswer, protocol, require
from .report import OURS, Row, Section
from .switch import Hosts, frame

__all__ = ['run']

HOSTS, PACKET_INS = 500, 5_000
CASES = {
    'decode': 'decode PACKET_IN, in_port and data',
    'flow_mod': 'build and encode FLOW_MOD',
    'handler': 'decode, learning-switch handler, encode',
}


class Worker:
    """One side in its own process on the controller's core, measuring what it is told to."""

    def __init__(self, side: str, python: str, version: str, packet_ins: str):
        self.side = side
        self._process = subprocess.Popen(
            [python, str(ROOT / 'tests/benchmarks/codec_worker.py'), side, version, packet_ins],
            cwd=ROOT, env={**os.environ, 'PYTHONPATH': str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        os.sched_setaffinity(self._process.pid, {controller_core()})

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    def measure(self, case: str) -> tuple[float, list[Any]]:
        """Microseconds for one packet-in, and what the first one gave."""
        print(case, file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise BenchmarkError(f'{self.side}, {case}: the worker ended; see its traceback above')
        return tuple(json.loads(line))


class Sample:
    """Packet-ins that all differ, and what is right for the first of them."""

    def __init__(self, version: str):
        random.seed(1)
        self.protocol = protocol(version)
        hosts = Hosts(0, HOSTS, silent=0)
        self.pairs = hosts.pairs(PACKET_INS)
        self.frames = [frame(serial, *pair) for serial, pair in zip(count(1), self.pairs)]

    def messages(self) -> list[bytes]:
        return [self.protocol.packet_in(serial, src.port, data)
                for serial, (src, _), data in zip(count(1), self.pairs, self.frames)]

    def check(self, case: str, given: Sequence[Any]) -> None:
        """Raises WrongAnswer unless this is what the first packet-in has to give."""
        src, dst = self.pairs[0]
        if case == 'decode':
            require('what was decoded', list(given), [src.port, self.frames[0].hex()])
            return
        answer = Answer(*((1, 2) if case == 'flow_mod' else (src.port, dst.port)), dst.mac, src.mac, b'')
        messages = {message[1]: message for message in map(bytes.fromhex, given)}
        self.protocol.check_flow_mod(messages.pop(FLOW_MOD, b''), answer)
        for message in messages.values():
            self.protocol.check_packet_out(message, answer)


def compare(version: str, turns: int) -> Section:
    """All cases of one version."""
    sample = Sample(version)
    with tempfile.NamedTemporaryFile('w', suffix='.hex') as file:
        file.writelines(f'{message.hex()}\n' for message in sample.messages())
        file.flush()
        with (Worker(OURS, sys.executable, version, file.name) as ours,
              Worker('os-ken', str(interpreter('os-ken')), version, file.name) as os_ken):
            rows, raw = [], {}
            for case, what in CASES.items():
                raw[case] = {worker.side: [] for worker in (ours, os_ken)}
                for _ in range(turns):
                    for worker in (ours, os_ken):
                        raw[case][worker.side].append(measure(worker, case, sample))
                rows.append(Row(what, 'us', {side: median(values) for side, values in raw[case].items()}))
                progress(f'OpenFlow {version}, {what}: '
                         + ', '.join(f'{side} {value:.2f} us' for side, value in rows[-1].values.items()))
    return Section(f'in memory, OpenFlow {version}', rows, raw=raw)


def measure(worker: Worker, case: str, sample: Sample) -> float:
    """One turn of one side, its result checked."""
    microseconds, given = worker.measure(case)
    try:
        sample.check(case, given)
    except (WrongAnswer, struct.error) as error:
        raise BenchmarkError(f'{worker.side}, {case}: {error}') from error
    return microseconds


def run(quick: bool) -> list[Section]:
    """Both versions, flow statistics, and the first use of every version; a minute when quick, else two and a half."""
    return [*(compare(version, 3 if quick else 9) for version in ('1.0', '1.3')), *openflow.run(quick)]
