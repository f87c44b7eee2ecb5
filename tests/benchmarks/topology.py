"""What it costs to observe links: 200 emulated switches with 800 links, ours and os-ken's discovery in turns; then ours
with 1,000 switches and 2,000 links.

Every contender runs on one core, the network on another. Switches join, then it is counted how long it takes until all
1,600 directions are known, how many are lost in the time after that although no cable is pulled, and the processor time
of the controller in that time; a learning switch without any traffic shows what the connections alone cost. os-ken
runs on eventlet, as Ryu did: on its native hub it never notices that a link is lost.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .generator import Watch
from .peers import interpreter
from .processes import ROOT, BenchmarkError, controller, free_port, generator_core, progress
from .report import OURS, Row, Section

__all__ = ['Size', 'links_told', 'network', 'run', 'until_found']

UNITS = {'all links found': 's', 'links lost': '', 'links observed': '% of core', 'connections alone': '% of core'}
FOUND_WITHIN, WATCHED, IDLE = 60.0, 30.0, 8.0  # seconds
WARNING = '30'

Figures = dict[str, float | None]


@dataclass(frozen=True)
class Size:
    """So many switches, each linked with so many next ones."""

    switches: int
    reach: int

    @property
    def directions(self) -> int:
        return 2 * self.switches * self.reach

    def __str__(self) -> str:
        return f'{self.switches:,} switches, {self.directions // 2:,} links'


SMALL, LARGE = Size(200, 4), Size(1000, 2)


def run(quick: bool) -> list[Section]:
    """The tables; one turn of each contender if `quick`, else two; the large network only when not quick, once."""
    if quick:
        return [_compare(SMALL, [OURS, 'os-ken'], 1)]
    return [_compare(SMALL, [OURS, 'os-ken'], 2), _compare(LARGE, [OURS], 1)]


def _compare(size: Size, contenders: list[str], turns: int) -> Section:
    found: dict[str, list[Figures]] = {name: [] for name in contenders}
    for turn in range(turns):
        for name, figures in found.items():
            if figures and figures[-1]['all links found'] is None:
                continue  # once is enough of a minute's wait
            figures.append(_measure(name, size))
            progress(f'topology {turn + 1}/{turns} {name}: ' + ', '.join(f'{k} {v}' for k, v in figures[-1].items()))
    rows = [Row(what, unit, {name: _median([each[what] for each in figures]) for name, figures in found.items()})
            for what, unit in UNITS.items()]
    notes = [f'found: after the last switch has joined (-: never all at once within {FOUND_WITHIN:.0f} s)',
             f'lost: in {WATCHED:.0f} s, although no cable is pulled']
    return Section(f'{size}, OpenFlow 1.3', rows, notes, found)


def _median(values: list[float | None]) -> float | None:
    return None if None in values else median(values)  # type: ignore[type-var]  # none of them is None


def _measure(name: str, size: Size) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / 'told'
        figures: Figures = {}
        with _running(name, 'topology', told, size) as pid:
            figures['all links found'] = until_found(told, size)
            lost = links_told(told)['lost']
            figures['links observed'] = _percent(pid, WATCHED)
            figures['links lost'] = links_told(told)['lost'] - lost
        with _running(name, 'simple_switch_13', told, size) as pid:
            figures['connections alone'] = _percent(pid, IDLE)
    return figures


def _command(name: str, app: str, port: int) -> list[str]:
    if name == OURS:
        path = 'tests/benchmarks/peer_topology.py' if app == 'topology' else f'apps/{app}.py'
        return [sys.executable, '-m', 'controller', path, '--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port',
                str(port), '--default-log-level', WARNING]
    options = ['--observe-links'] if app == 'topology' else []
    manager = str(ROOT / 'tests/benchmarks/peer_manager.py')
    return [str(interpreter('os-ken')), manager, str(port), f'peer_{app}', WARNING, *options]


@contextmanager
def _running(name: str, app: str, told: Path, size: Size) -> Iterator[int]:
    """A controller whose switches have joined; its process id."""
    port = free_port()
    environment = {'LINKS_TOLD': str(told), 'OSKEN_HUB_TYPE': 'eventlet'}
    with controller(name, _command(name, app, port), port, environment) as pid, network(port, size):
        yield pid


@contextmanager
def network(port: int, size: Size) -> Iterator[float]:
    """Emulated switches of a process of their own, which have joined a controller; how many seconds that has taken."""
    command = [sys.executable, '-m', 'tests.benchmarks.topology_network', '--port', str(port), '--core',
               str(generator_core()), '--switches', str(size.switches), '--reach', str(size.reach)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            if not (joined := process.stdout.readline()):  # type: ignore[union-attr]  # it is a pipe
                raise BenchmarkError('the switches did not all join')
            yield float(joined)
        finally:
            process.kill()


def until_found(told: Path, size: Size) -> float | None:
    """Seconds until an app has told, in a file, of all links; None where it does not within a minute."""
    start = time.monotonic()
    while (links := links_told(told))['found'] - links['lost'] < size.directions:
        if time.monotonic() - start > FOUND_WITHIN:
            return None
        time.sleep(0.05)
    return time.monotonic() - start


def links_told(told: Path) -> dict[str, int]:
    """How many an app has found and lost so far."""
    return json.loads(told.read_text(encoding='utf-8')) if told.exists() else {'found': 0, 'lost': 0}


def _percent(pid: int, seconds: float) -> float:
    """Of a core that a process takes."""
    time.sleep(2.0)
    watch = Watch(pid)
    before = watch.cpu()
    time.sleep(seconds)
    return (watch.cpu() - before) / seconds * 100
