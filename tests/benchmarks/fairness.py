"""What one switch that floods the controller costs the others: ours and os-ken's on both of its hubs in turns.

Four switches send 100 packet-ins and 100 echo requests a second each, to the same learning switch for all. Their
latencies are measured, then again while a fifth switch sends packet-ins as fast as its socket takes them. Ours runs
once more with `--packet-in-rate 1000`. Then a discovery has to find the 32 links of 16 switches, beside such a flood.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from .peers import interpreter
from .processes import ROOT, BenchmarkError, controller, free_port, generator_core, progress
from .report import OURS, Row, Section
from .topology import Size, links_told, network, until_found

__all__ = ['run']

POLICED = 'ours, --packet-in-rate 1000'
CONTENDERS = (OURS, POLICED, 'os-ken native', 'os-ken eventlet')
LINKS = Size(16, 2)
ERROR = '40'  # level of the log; os-ken and ours warn of what is dropped

Figures = dict[str, Any]


def run(quick: bool) -> list[Section]:
    """Half a minute when quick, three minutes else."""
    turns, seconds = (1, 1) if quick else (3, 3)
    found: dict[str, list[Figures]] = {name: [] for name in CONTENDERS}
    for turn in range(turns):
        for name, figures in found.items():
            figures.append(_measure(name, seconds))
            progress(f'fairness {turn + 1}/{turns} {name}: ' + ', '.join(
                f'{what} {value:,.0f}' for what, value in _rows(figures[-1]).items() if value is not None))
    kinds = list(_rows(found[OURS][0]))
    rows = [Row(what, 'us', {name: _median([_rows(each)[what] for each in figures]) for name, figures in found.items()},
                aside=(POLICED,)) for what in kinds]
    rows[-1].unit, rows[-1].more_is_better = '1/s', True
    notes = ['what was not answered at the end counts with its age: '
             + ', '.join(f'{name} {sum(each["flood"]["unanswered"] for each in figures)} packet-ins'
                         for name, figures in found.items()),
             'the ratio is to the better of os-ken',
             'an echo of the flooding switch waits behind the packet-ins that are in its connection already']
    return [Section('4 quiet switches beside one that floods, OpenFlow 1.3', rows, notes, found),
            _links(1, 3 if quick else 15)]


def _rows(figures: Figures) -> dict[str, float | None]:
    """One measurement by the names of the rows."""
    rows: dict[str, float | None] = {}
    for load, text in (('alone', 'no flood'), ('flood', 'beside a flood')):
        for kind in ('packet_in', 'echo'):
            for point in ('p50', 'p99'):
                rows[f'{kind.replace("_", "-")}, {text}, {point}'] = figures[load][f'{kind}_us'][point]
    rows['echo of the flooding switch, p50'] = figures['flood']['flood_echo_us']['p50']
    return {**rows, 'packet-ins of the flood answered': figures['flood']['flood_answered']}


def _median(values: list[Any]) -> float | None:
    return None if None in values else median(values)


def _measure(name: str, seconds: float) -> Figures:
    port = free_port()
    with controller(name, _command(name, 'peer_simple_switch_13', port), port, _environment(name)):
        load = _load(port, '--switches', '5', '--seconds', str(seconds), '--warm', '0.5')
        done = subprocess.run(load, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            raise BenchmarkError(f'{name}: {done.stderr.strip()}')
        return json.loads(done.stdout)


def _links(turns: int, watched: float) -> Section:
    """How long discovery takes beside a flood, and whether it keeps what it has found."""
    found: dict[str, list[Figures]] = {name: [] for name in CONTENDERS}
    for turn in range(turns):
        for name, figures in found.items():
            figures.append(_discovery(name, watched))
            progress(f'fairness {turn + 1}/{turns} {name}: {figures[-1]}')
    rows = [Row(what, unit, {name: _median([each[what] for each in figures]) for name, figures in found.items()},
                aside=(POLICED,)) for what, unit in (('all found', 's'), ('lost', ''))]
    notes = ['found: from when the first switch connects; -: not within a minute of the last one',
             f'lost: in {watched:.0f} s, although no cable is pulled; os-ken native never notices that a link is lost']
    return Section(f'links found beside a flood: {LINKS}', rows, notes, found)


def _discovery(name: str, watched: float) -> Figures:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / 'told'
        command = _command(name, 'peer_simple_switch_13,peer_topology', port)
        environment = {**_environment(name), 'LINKS_TOLD': str(told)}
        with controller(name, command, port, environment), _flood(port), network(port, LINKS) as joined:
            seconds = until_found(told, LINKS)
            before = links_told(told)['lost']
            time.sleep(watched)
            return {'all found': None if seconds is None else joined + seconds,
                    'lost': links_told(told)['lost'] - before}


@contextmanager
def _flood(port: int) -> Iterator[None]:
    """A switch that floods, from a process of its own; its datapath id is none of the network's."""
    load = _load(port, '--switches', '1', '--first', '1001', '--only-flood')
    with subprocess.Popen(load, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            if not process.stdout.readline():  # type: ignore[union-attr]  # it is a pipe
                raise BenchmarkError('the flood did not begin')
            yield
        finally:
            process.kill()


def _load(port: int, *options: str) -> list[str]:
    return [sys.executable, '-m', 'tests.benchmarks.fairness_load', '--port', str(port), '--hosts', '10', '--core',
            str(generator_core()), '--patience', '30', *options]  # fmt: skip


def _command(name: str, apps: str, port: int) -> list[str]:
    folder = ROOT / 'tests' / 'benchmarks'
    if name.startswith(OURS):
        own = [str(folder / f'{app}.py') for app in apps.split(',')]
        option = ['--packet-in-rate', '1000'] if name == POLICED else []
        return [sys.executable, '-m', 'controller', *own, '--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port',
                str(port), '--default-log-level', ERROR, *option]  # fmt: skip
    observe = ['--observe-links'] if 'topology' in apps else []
    return [str(interpreter('os-ken')), str(folder / 'peer_manager.py'), str(port), apps, ERROR, *observe]


def _environment(name: str) -> dict[str, str]:
    folder = str(ROOT / 'tests' / 'benchmarks')
    return {'OSKEN_HUB_TYPE': 'eventlet' if name.endswith('eventlet') else 'native', 'PYTHONPATH': folder}
