"""The packet library in memory: ours and os-ken's, each in its own interpreter, in turns.

Both have to read the same from the frames, and to write the same bytes, before any figure is believed.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from statistics import median
from typing import Any

from controller.packet import ethernet, ipv4, tcp

from .peers import interpreter
from .processes import ROOT, BenchmarkError, controller_core, progress
from .report import OURS, Row, Section

__all__ = ['run']

FRAMES = 2_000
CASES = {
    'header': 'Packet(data), get_protocol(ethernet)',
    'addresses': 'the same, and its three fields',
    'layers': 'all layers of Ethernet/IPv4/TCP',
    'fields': 'the same, and fifteen of their fields',
    'built': 'put together and serialize()',
    'serialized': 'serialize() what was read',
}


def frames(count: int) -> list[bytes]:
    """Segments of many hosts, with up to 500 bytes."""
    drawn = random.Random(5)
    found = []
    for _ in range(count):
        source, destination = (drawn.randrange(1, 1 << 24) for _ in range(2))
        pkt = (
            ethernet.ethernet(f'02:00:00:{destination.to_bytes(3).hex(":")}', f'02:00:00:{source.to_bytes(3).hex(":")}')
            / ipv4.ipv4(src=(0x0A000000 | source), dst=(0x0A000000 | destination), proto=6, ttl=64)
            / tcp.tcp(drawn.randrange(1024, 65536), 80, drawn.getrandbits(32), drawn.getrandbits(32), bits=0x18,
                      window_size=drawn.getrandbits(16))
            / drawn.randbytes(drawn.randrange(20, 500))
        )  # fmt: skip
        pkt.serialize()
        found.append(pkt.data)
    return found


class Worker:
    """One side in its own process on the controller's core, measuring what it is told to."""

    def __init__(self, side: str, python: str, file: str) -> None:
        self.side = side
        self._process = subprocess.Popen(
            [python, str(ROOT / 'tests/benchmarks/packets_worker.py'), side, file], cwd=ROOT,
            env={**os.environ, 'PYTHONPATH': str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        os.sched_setaffinity(self._process.pid, {controller_core()})

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    def measure(self, case: str) -> tuple[float, Any]:
        """Microseconds for one frame, and what came of the first."""
        print(case, file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise BenchmarkError(f'{self.side}, {case}: the worker ended; see its traceback above')
        return tuple(json.loads(line))


def compare(turns: int) -> Section:
    """All cases, in turns after one that warms up."""
    rows, raw = [], {}
    with tempfile.NamedTemporaryFile('w', suffix='.hex') as file:
        file.writelines(f'{frame.hex()}\n' for frame in frames(FRAMES))
        file.flush()
        with (Worker(OURS, sys.executable, file.name) as ours,
              Worker('os-ken', str(interpreter('os-ken')), file.name) as os_ken):
            for case, what in CASES.items():
                (_, here), (_, there) = ours.measure(case), os_ken.measure(case)
                if here != there:
                    raise BenchmarkError(f'{case}: ours gives {here}, os-ken {there}')
                raw[case] = {OURS: [], 'os-ken': []}
                for _ in range(turns):
                    for worker in (ours, os_ken):
                        raw[case][worker.side].append(worker.measure(case)[0])
                rows.append(Row(what, 'us', {side: median(values) for side, values in raw[case].items()}))
                progress(f'packets, {what}: {rows[-1].values}')
    return Section('packets in memory', rows, raw=raw)


def run(quick: bool) -> list[Section]:
    """Ten seconds when quick, forty else."""
    return [compare(5 if quick else 25)]
