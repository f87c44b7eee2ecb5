"""OpenFlow in memory, beside the codec's messages: flow statistics of a large table, and the first use of a version.

Ours and os-ken's, each in its own interpreter, in turns; what both produce is checked before any figure is believed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from statistics import median
from struct import pack
from typing import Any

from .peers import interpreter
from .processes import ROOT, BenchmarkError, controller_core, progress
from .protocol import OpenFlow13
from .report import OURS, Row, Section

__all__ = ['run']

FLOWS, FLOWS_A_PART = 10_000, 500
VERSIONS = ('1.0', '1.2', '1.3', '1.4', '1.5')
CASES = {'flow_stats': 'decode {} flows', 'flow_stats_read': 'decode {} flows and read each'}

FLOW_STATISTICS, MORE = 1, 1


def flow(number: int) -> bytes:
    """An entry of a learning switch (7.3.5.2): in_port, eth_dst, eth_src, one output."""
    openflow = OpenFlow13()
    in_port, out_port, address = number % 24 + 1, number % 23 + 1, number.to_bytes(6, 'big')
    fields = pack('>II', openflow.IN_PORT, in_port)
    fields += pack('>I6s', openflow.ETH_DST, address) + pack('>I6s', openflow.ETH_SRC, address)
    match = pack('>HH', 1, 4 + len(fields)) + fields + bytes(-4 - len(fields) & 7)
    instruction = pack('>HH4x', 4, 24) + pack('>HHIH6x', 0, 16, out_port, 0xFFE5)
    rest = pack('>BxIIHHHH4xQQQ', 0, 60, 5, 1, 0, 0, 0, 0, number, number * 100) + match + instruction
    return pack('>H', 2 + len(rest)) + rest


def parts(flows: int) -> Iterator[bytes]:
    """A flow statistics reply: all its messages."""
    openflow = OpenFlow13()
    for first in range(0, flows, FLOWS_A_PART):
        count = min(FLOWS_A_PART, flows - first)
        flags = MORE if first + count < flows else 0
        body = b''.join(flow(number) for number in range(first, first + count))
        yield openflow.message(openflow.statistics_request + 1, 1, pack('>HH4x', FLOW_STATISTICS, flags) + body)


def expected(case: str, flows: int) -> Any:
    """What the reply says."""
    if case == 'flow_stats':
        return [flows, 1]
    return [
        [number % 24 + 1, number.to_bytes(6, 'big').hex(':'), number, number % 23 + 1] for number in range(flows)
    ]  # fmt: skip


def worker(side: str, *arguments: str) -> list[str]:
    """The command of one side."""
    python = sys.executable if side == OURS else str(interpreter(side))
    core = str(controller_core())
    return ['taskset', '-c', core, python, str(ROOT / 'tests/benchmarks/openflow_worker.py'), side, *arguments]


def flow_statistics(turns: int, flows: int) -> Section:
    """A large reply, decoded and read, in milliseconds."""
    rows, raw = [], {}
    with tempfile.NamedTemporaryFile('w', suffix='.hex') as file:
        file.writelines(f'{part.hex()}\n' for part in parts(flows))
        file.flush()
        for case, what in CASES.items():
            wanted = expected(case, flows)
            raw[case] = {side: measured(side, case, file.name, turns, wanted) for side in (OURS, 'os-ken')}
            rows.append(Row(what.format(f'{flows:,}'), 'ms', {side: median(each) for side, each in raw[case].items()}))
            progress(f'flow statistics, {rows[-1].what}: {rows[-1].values}')
    return Section('a flow statistics reply of 1.3', rows, raw=raw)


def measured(side: str, case: str, file: str, turns: int, wanted: Any) -> list[float]:
    """The times of some turns, after one that warms up."""
    done = subprocess.run(worker(side, case, file), input='\n' * (turns + 1), capture_output=True, text=True,
                          timeout=300, cwd=ROOT, env={**os.environ, 'PYTHONPATH': str(ROOT)})
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != turns + 1 or any(told != wanted for _, told in answers):
        raise BenchmarkError(f'{side}, {case}: not what the messages say\n{done.stderr}')
    return [taken for taken, _ in answers[1:]]


def first_uses(turns: int) -> Section:
    """Every version in new processes, in turns, in milliseconds of CPU time; modules are compiled before."""
    rows, raw = [], {}
    with tempfile.TemporaryDirectory() as cache:
        for version in VERSIONS:
            raw[version] = {OURS: [], 'os-ken': []}
            told = {json.dumps(first_use(side, version, cache)[1]) for side in raw[version]}
            if len(told) != 1:
                raise BenchmarkError(f'first use of {version}: the two encode or decode differently: {told}')
            for _ in range(turns):
                for side, times in raw[version].items():
                    times.append(first_use(side, version, cache)[0])
            rows.append(Row(f'OpenFlow {version}', 'ms', {side: median(each) for side, each in raw[version].items()}))
            progress(f'first use of {version}: {rows[-1].values}')
    return Section('first use of a version in a new process: load, encode FLOW_MOD, decode ERROR', rows, raw=raw)


def first_use(side: str, version: str, cache: str) -> tuple[float, Any]:
    """The time that it took, and what was encoded and decoded; compiled modules are kept in `cache`."""
    environment = {**os.environ, 'PYTHONPATH': str(ROOT), 'PYTHONPYCACHEPREFIX': cache}
    environment.pop('PYTHONDONTWRITEBYTECODE', None)
    done = subprocess.run(worker(side, 'first_use', version), capture_output=True, text=True, timeout=60, cwd=ROOT,
                          env=environment)
    if done.returncode:
        raise BenchmarkError(f'{side}, first use of {version}: {done.stderr}')
    return tuple(json.loads(done.stdout))


def run(quick: bool) -> list[Section]:
    """Both; half a minute when quick, two minutes else."""
    return [flow_statistics(3 if quick else 15, FLOWS), first_uses(3 if quick else 15)]
