"""How long an ECHO_REQUEST of a switch waits while an app is busy: ours and os-ken's on both of its hubs in turns.

16 switches keep 32 packet-ins each outstanding at an app, the same source file for all, and each of them sends echoes.
The app is a learning switch that is flooded, or one whose handler sleeps 10 ms for each packet. (What computes without
a pause lets nobody in, on any of them but os-ken's threads.)
"""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median
from typing import Any

from .peers import interpreter
from .processes import ROOT, BenchmarkError, controller, free_port, generator_core, progress
from .report import OURS, Row, Section

__all__ = ['run']

APPS = {'peer_simple_switch_13': 'flooded by packet-ins', 'peer_waiting': 'a handler that sleeps 10 ms'}
WARNING = '30'

Figures = dict[str, Any]


def run(quick: bool) -> list[Section]:
    """Half a minute when quick, two and a half minutes else."""
    turns, seconds = (1, 1) if quick else (3, 4)
    rows, found = [], {}
    for app, what in APPS.items():
        results: dict[str, list[Figures]] = {OURS: [], 'os-ken native': [], 'os-ken eventlet': []}
        for _ in range(turns):
            for name, figures in results.items():
                figures.append(_measure(name, app, seconds))
                progress(f'echo, {what}, {name}: ' + ', '.join(
                    f'{point} {value:,.0f} us' for point, value in figures[-1]['latency_us'].items()))
        found[what] = results
        rows += [Row(f'{what}, {point}', 'us',
                     {name: median(each['latency_us'][point] for each in figures) for name, figures in results.items()})
                 for point in ('p50', 'p99')]  # fmt: skip
    missing = {name: sum(each['missing'] for results in found.values() for each in results[name])
               for name in (OURS, 'os-ken native', 'os-ken eventlet')}
    notes = ['not yet answered at the end, counted with their age: '
             + ', '.join(f'{name} {number}' for name, number in missing.items())]
    return [Section('echo while an app is busy, 16 switches of 1.3', rows, notes, found)]


def _measure(name: str, app: str, seconds: float) -> Figures:
    port, folder = free_port(), ROOT / 'tests' / 'benchmarks'
    command = [str(interpreter('os-ken')), str(folder / 'peer_manager.py'), str(port), app, WARNING]
    if name == OURS:
        command = [sys.executable, '-m', 'controller', str(folder / f'{app}.py'), '--ofp-listen-host', '127.0.0.1',
                   '--ofp-tcp-listen-port', str(port), '--default-log-level', WARNING]  # fmt: skip
    environment = {'OSKEN_HUB_TYPE': 'eventlet' if name.endswith('eventlet') else 'native', 'PYTHONPATH': str(folder)}
    with controller(name, command, port, environment):
        load = [sys.executable, '-m', 'tests.benchmarks.echo_load', '--port', str(port), '--hosts', '10',
                '--core', str(generator_core()), '--seconds', str(seconds), '--warm', '1']  # fmt: skip
        done = subprocess.run(load, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            raise BenchmarkError(f'{name}: {done.stderr.strip()}')
        return json.loads(done.stdout)
