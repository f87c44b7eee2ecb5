"""From the command to a controller that listens, ours and os-ken's in turns: time, CPU, memory and modules imported.

Every start is a process of its own on one core; one start of each goes before, so that files are in the page cache and
compiled. Ours is measured with its REST interface too, and until `--help` has been printed.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from .generator import Watch
from .peers import interpreter
from .processes import ROOT, BenchmarkError, controller_core, environment, free_port, progress
from .report import OURS, Row, Section

__all__ = ['run']

LIMIT = 30.0  # seconds
LEARNING, REST, HELP = 'learning switch', 'with ofctl_rest', '--help'

Figures = dict[str, float]
Command = Callable[[int, int], list[str]]


def run(quick: bool) -> list[Section]:
    """Three starts of each if `quick`, else fifteen."""
    starts = {(LEARNING, name): command for name, command in
              ((OURS, _ours()), ('os-ken native', _os_ken), ('os-ken eventlet', _os_ken))}
    starts[REST, OURS] = _ours('apps/ofctl_rest.py')
    found: dict[tuple[str, str], list[Figures]] = {start: [] for start in starts}
    helped: list[float] = []
    for turn in range(-1, 3 if quick else 15):
        for (what, name), command in starts.items():
            figures = _start(name, command)
            if turn >= 0:
                found[what, name].append(figures)
        if turn >= 0:
            helped.append(_help())
    for (what, name), measured in found.items():
        progress(f'start_up, {what}, {name}: {median(each["ms"] for each in measured):.0f} ms')
    rows = [Row(f'{what}, {label}', unit, {name: median(each[key] for each in measured)
                                           for (one, name), measured in found.items() if one == what})
            for what in (LEARNING, REST)
            for label, unit, key in (('until it listens', 'ms', 'ms'), ('CPU', 'ms', 'cpu_ms'),
                                     ('memory', 'MiB', 'mib'))]
    rows.append(Row('learning switch, modules imported', '',
                    {name: _modules(name, command) for (what, name), command in starts.items() if what == LEARNING}))
    rows.append(Row(f'until {HELP} is printed', 'ms', {OURS: median(helped)}))
    return [Section('start-up', rows, raw={' '.join(start): measured for start, measured in found.items()})]


def _ours(*more_apps: str) -> Command:
    def command(port: int, rest_port: int) -> list[str]:
        return [sys.executable, '-m', 'controller', 'apps/simple_switch_13.py', *more_apps, '--ofp-listen-host',
                '127.0.0.1', '--ofp-tcp-listen-port', str(port), '--wsapi-host', '127.0.0.1', '--wsapi-port',
                str(rest_port)]
    return command


def _os_ken(port: int, _: int) -> list[str]:
    return [str(interpreter('os-ken')), str(ROOT / 'tests/benchmarks/peer_manager.py'), str(port),
            'peer_simple_switch_13', '30']


def _start(name: str, command: Command) -> Figures:
    port, start = free_port(), time.perf_counter()
    with _process(name, command(port, free_port())) as process:
        try:
            _wait_until_listening(process, port)
            seconds, watch = time.perf_counter() - start, Watch(process.pid)
            return {'ms': seconds * 1e3, 'cpu_ms': watch.cpu() * 1e3, 'mib': watch.memory()}
        finally:
            process.kill()


def _process(name: str, command: list[str], errors: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    variables = {'OSKEN_HUB_TYPE': 'eventlet' if name.endswith('eventlet') else 'native'}
    core = str(controller_core())
    return subprocess.Popen(['taskset', '--cpu-list', core, *command], cwd=ROOT, env=environment(variables),
                            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)


def _wait_until_listening(process: subprocess.Popen[str], port: int) -> None:
    limit = time.perf_counter() + LIMIT
    while time.perf_counter() < limit:
        try:
            socket.create_connection(('127.0.0.1', port), timeout=1).close()
            return
        except OSError as error:
            if process.poll() is not None:
                raise BenchmarkError(f'ended with status {process.returncode} before it listened') from error
            time.sleep(0.002)
    raise BenchmarkError(f'does not listen on port {port} after {LIMIT:.0f} s')


def _help() -> float:
    start = time.perf_counter()
    with _process(OURS, [sys.executable, '-m', 'controller', HELP]) as process:
        process.wait(LIMIT)
    return (time.perf_counter() - start) * 1e3


def _modules(name: str, command: Command) -> int:
    """How many modules are imported until it listens, as `-X importtime` lists them."""
    port = free_port()
    python, *rest = command(port, free_port())
    with _process(name, [python, '-X', 'importtime', *rest], subprocess.PIPE) as process:
        try:
            _wait_until_listening(process, port)
        finally:
            process.kill()
        assert process.stderr is not None
        return sum(line.startswith('import time:') for line in process.stderr) - 1  # the first is the heading
