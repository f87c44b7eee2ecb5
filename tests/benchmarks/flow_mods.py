"""Flow-mods that an app pushes to 16 switches, ours and os-ken's on both of its hubs in turns.

The app is one source file for all of them, `peer_flow_pusher.py`: a greenthread for each switch. The switches are a
process on another core that counts, and checks one flow-mod in a hundred in full; the share of its core that it needs
tells whether it has held anybody up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from typing import Any

from .peers import interpreter
from .processes import ROOT, BenchmarkError, controller, free_port, generator_core, progress
from .report import OURS, Row, Section

__all__ = ['run']

SWITCHES = 16
BARRIERS = {0: 'no barriers', 100: 'a barrier behind each 100', 1: 'a barrier behind each'}
WARNING = '30'

Figures = dict[str, Any]


def run(quick: bool) -> list[Section]:
    """A section a version; only 1.3, in a quarter of a minute, when `quick`, three and a half minutes else."""
    if quick:
        return [_compare('1.3', rounds=1, seconds=0.5)]
    return [_compare(version, rounds=3, seconds=2) for version in ('1.0', '1.3')]


def _compare(version: str, rounds: int, seconds: float) -> Section:
    rows, found = [], {}
    for every, what in BARRIERS.items():
        turns: dict[str, list[Figures]] = {OURS: [], 'os-ken native': [], 'os-ken eventlet': []}
        for _ in range(rounds):
            for name, figures in turns.items():
                figures.append(_measure(name, version, every, seconds))
                progress(f'flow_mods {version}, {what}, {name}: {figures[-1]["rate"]:,.0f}/s, '
                         f'{figures[-1]["controller_cpu_us"]:.1f} us of CPU each')
        found[what] = turns

        def medians(key: str, turns: dict[str, list[Figures]] = turns) -> dict[str, float | None]:
            return {name: median(each[key] for each in figures) for name, figures in turns.items()}

        rows += [Row(what, '1/s', medians('rate'), more_is_better=True),
                 Row('  CPU each', 'us', medians('controller_cpu_us'))]
    measured = [each for turns in found.values() for figures in turns.values() for each in figures]
    busy = max(each['sink_busy'] for each in measured)
    worked = min(each['rate'] * each['controller_cpu_us'] / 1e6 for each in _turns_of(found, OURS))
    notes = [f'{sum(each["checked"] for each in measured):,} flow-mods read in full',
             f'the switches kept their core busy for {busy:.0%} of the time at most, our controller its own for '
             f'{worked:.0%} at least']
    return Section(f'flow-mods pushed to {SWITCHES} switches, OpenFlow {version}', rows, notes, found, each_peer=True)


def _turns_of(found: dict[str, dict[str, list[Figures]]], name: str) -> list[Figures]:
    """All that one contender did."""
    return [figures for turns in found.values() for figures in turns[name]]


def _measure(name: str, version: str, every: int, seconds: float) -> Figures:
    port = free_port()
    environment = {'SWITCHES': str(SWITCHES), 'BARRIER_EVERY': str(every),
                   'OSKEN_HUB_TYPE': 'eventlet' if name.endswith('eventlet') else 'native'}
    with controller(name, _command(name)(port), port, environment) as pid:
        return _sink('--port', port, '--version', version, '--switches', SWITCHES, '--watch', pid,
                     '--core', generator_core(), '--seconds', seconds, '--warm', min(seconds, 1))  # fmt: skip


def _command(name: str) -> Callable[[int], list[str]]:
    folder = ROOT / 'tests' / 'benchmarks'
    if name == OURS:
        return lambda port: [sys.executable, '-m', 'controller', str(folder / 'peer_flow_pusher.py'),
                             '--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port', str(port),
                             '--default-log-level', WARNING]  # fmt: skip
    return lambda port: [str(interpreter('os-ken')), str(folder / 'peer_manager.py'), str(port), 'peer_flow_pusher',
                         WARNING]  # fmt: skip


def _sink(*options: object) -> Figures:
    command = [sys.executable, '-m', 'tests.benchmarks.flow_sink', *map(str, options)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise BenchmarkError(done.stderr.strip())
    return json.loads(done.stdout)
