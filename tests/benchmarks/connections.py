"""1,000 switches that connect at once, ours and os-ken's on both of its hubs in turns: how long it takes, what they
cost when nothing happens, and their memory.

The controller runs a learning switch on one core with its default settings, all switches are one process on another.
The time is from the first connect until the last switch is in MAIN. Idle, the controller sends each an echo every
15 s; a quick run leaves that out.
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

SWITCHES = 1000
LIMIT = 60.0  # seconds to connect in
ECHO_INTERVAL = 15.0  # of both by default
WARNING = '30'
OBSERVED = 'ours, links observed'

Figures = dict[str, Any]


def run(quick: bool) -> list[Section]:
    """One turn of ours and of os-ken's native hub if `quick`, else three of everybody."""
    turns = 1 if quick else 3
    found: dict[str, list[Figures]] = {OURS: [], 'os-ken native': []}
    if not quick:
        found |= {'os-ken eventlet': [], OBSERVED: []}
    for turn in range(turns):
        for name, figures in found.items():
            figures.append(_measure(name, idle=0 if quick else 2 * ECHO_INTERVAL))
            progress(f'connections {turn + 1}/{turns} {name}: {figures[-1]}')
    peers = {name: figures for name, figures in found.items() if name != OBSERVED}
    rows = [Row(what, unit, {name: _median(key, figures) for name, figures in peers.items()})
            for what, unit, key in (('until all are in MAIN', 's', 'seconds'), ('CPU each', 'ms', 'cpu_ms'),
                                    ('memory each', 'KiB', 'kib'), ('idle', '% of core', 'idle'))]
    if OBSERVED in found:
        rows.append(Row('idle, links observed', '% of core', {OURS: _median('idle', found[OBSERVED])}))
    notes = ["os-ken listens with a backlog of 50: most of its time TCP repeats what did not fit",
             f'-: not all within {LIMIT:.0f} s, or not measured',
             'memory: growth of the resident set beyond that with one switch; each switch has 24 ports']
    if not quick:
        notes.append(f'{found[OURS][0]["echoes"]:,} echoes answered in the {2 * ECHO_INTERVAL:.0f} s ours was idle')
    return [Section(f'{SWITCHES:,} switches connect at once, OpenFlow 1.3', rows, notes, found)]


def _median(key: str, figures: list[Figures]) -> float | None:
    values = [each.get(key) for each in figures]
    return None if None in values else median(values)  # type: ignore[type-var]  # none of them is None


def _measure(name: str, idle: float) -> Figures:
    port = free_port()
    environment = {'OSKEN_HUB_TYPE': 'eventlet' if name.endswith('eventlet') else 'native'}
    with controller(name, _command(name, port), port, environment) as pid:
        command = [sys.executable, '-m', 'tests.benchmarks.crowd', '--port', str(port), '--switches', str(SWITCHES),
                   '--watch', str(pid), '--core', str(generator_core()), '--limit', str(LIMIT), '--idle', str(idle)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise BenchmarkError(f'{name}: {done.stderr.strip()}')
    return json.loads(done.stdout)


def _command(name: str, port: int) -> list[str]:
    if name.startswith(OURS):
        more = ['controller.topology.switches', '--observe-links'] if name == OBSERVED else []
        return [sys.executable, '-m', 'controller', 'apps/simple_switch_13.py', *more, '--ofp-listen-host',
                '127.0.0.1', '--ofp-tcp-listen-port', str(port), '--default-log-level', WARNING]
    return [str(interpreter('os-ken')), str(ROOT / 'tests/benchmarks/peer_manager.py'), str(port),
            'peer_simple_switch_13', WARNING]
