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
    """A turn of each if `quick`, in half a minute; else three, the last of which stays idle, in five minutes."""
    turns, limit = (1, 10.0) if quick else (3, LIMIT)
    found: dict[str, list[Figures]] = {OURS: [], 'os-ken native': [], 'os-ken eventlet': []}
    for turn in range(turns):
        idle = 2 * ECHO_INTERVAL if turn + 1 == turns and not quick else 0
        for name, figures in found.items():
            if figures and figures[-1]['seconds'] is None:
                continue  # once is enough of a minute's wait
            figures.append(_measure(name, idle, limit))
            progress(f'connections {turn + 1}/{turns} {name}: {figures[-1]}')
    rows = [Row(what, unit, {name: _median(key, figures) for name, figures in found.items()}, more_is_better)
            for what, unit, key, more_is_better in (
                (f'in MAIN within {limit:.0f} s', '', 'ready', True), ('until all are in MAIN', 's', 'seconds', False),
                ('CPU each', 'ms', 'cpu_ms', False), ('memory each', 'KiB', 'kib', False),
                ('idle', '% of core', 'idle', False))]
    if not quick:
        observed = found[OBSERVED] = [_measure(OBSERVED, 2 * ECHO_INTERVAL, limit)]
        rows.append(Row('idle, links observed', '% of core', {OURS: _median('idle', observed)}))
    notes = ['os-ken listens with a backlog of 50: TCP tries again after 1, 2, 4, 8, 16 and 32 s what does not fit',
             '-: not all in time, or not measured',
             'memory: growth of the resident set beyond that with one switch; each switch has 24 ports',
             *(f'{each["echoes"]:,} echoes answered in the {2 * ECHO_INTERVAL:.0f} s ours was idle'
               for each in found[OURS] if 'echoes' in each)]
    return [Section(f'{SWITCHES:,} switches connect at once, OpenFlow 1.3', rows, notes, found)]


def _median(key: str, figures: list[Figures]) -> float | None:
    """Of the turns in which all joined and this was measured; None if one did not, or none was."""
    if key != 'ready' and any(each['seconds'] is None for each in figures):
        return None
    values = [each[key] for each in figures if key in each]
    return median(values) if values else None


def _measure(name: str, idle: float, limit: float) -> Figures:
    port = free_port()
    environment = {'OSKEN_HUB_TYPE': 'eventlet' if name.endswith('eventlet') else 'native'}
    with controller(name, _command(name, port), port, environment) as pid:
        command = [sys.executable, '-m', 'tests.benchmarks.crowd', '--port', str(port), '--switches', str(SWITCHES),
                   '--watch', str(pid), '--core', str(generator_core()), '--limit', str(limit), '--idle', str(idle)]
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
