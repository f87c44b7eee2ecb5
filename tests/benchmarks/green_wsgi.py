"""The WSGI servers of greenhub, eventlet and gevent under `wrk`: hello world over connections that are kept alive.

    python -m tests.benchmarks green_wsgi

The server has one core, wrk the other. Requests a second are for both together; CPU per request is the server's alone,
and what a busy machine distorts least.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from statistics import median

from .generator import Watch
from .green_threads import LIBRARIES, interpreters
from .processes import BenchmarkError, controller, free_port, generator_core, progress
from .report import Row, Section

__all__ = ['run']

CONNECTIONS = (50, 1_000)
WARM_UP = 1


def load(port: int, connections: int, seconds: int) -> tuple[int, float]:
    """Let wrk ask for so long; the number of answers, and of answers a second.

    Raises BenchmarkError when an answer was wrong or missing.
    """
    command = ['taskset', '-c', str(generator_core()), 'wrk', '--threads', '1', '--connections', str(connections),
               '--duration', str(seconds), '--timeout', '10', f'http://127.0.0.1:{port}/']
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=True)
    wrong = re.search(r'Non-2xx.*|Socket errors.*', done.stdout)
    counted = re.search(r'(\d+) requests in.*Requests/sec: +([\d.]+)', done.stdout, re.DOTALL)
    if wrong or not counted:
        raise BenchmarkError(f'{connections} connections: {wrong.group() if wrong else done.stdout}')
    return int(counted[1]), float(counted[2])


def turn(name: str, python: str, connections: int, seconds: int) -> tuple[float, float]:
    """One server, started afresh: requests a second, and microseconds of CPU for each."""
    port = free_port()
    command = [python, '-W', 'ignore', '-m', 'tests.benchmarks.green_wsgi_server', LIBRARIES[name], str(port)]
    with controller(name, command, port, {}) as pid:
        load(port, connections, WARM_UP)
        server = Watch(pid)
        before = server.cpu()
        requests, rate = load(port, connections, seconds)
        cpu = (server.cpu() - before) / requests * 1e6
    progress(f'  {name}: {rate:,.0f} requests/s, {cpu:.1f} us of CPU each')
    return rate, cpu


def run(quick: bool) -> list[Section]:
    """Half a minute when quick, three minutes else; nothing where wrk is not installed."""
    if shutil.which('wrk') is None:
        progress('wrk is not installed (Debian has it): the WSGI servers are left out')
        return []
    rows, raw = [], {}
    for connections in CONNECTIONS:
        progress(f'WSGI, {connections:,} connections')
        turns: dict[str, list[tuple[float, float]]] = {name: [] for name in LIBRARIES}
        for _ in range(1 if quick else 5):
            for name, python in interpreters().items():
                turns[name].append(turn(name, python, connections, 3 if quick else 5))
        what = f'hello world, {connections:,} connections'
        rates, cpus = ({name: median(each[column] for each in measured) for name, measured in turns.items()}
                       for column in (0, 1))
        rows += [Row(what, '1/s', rates, more_is_better=True), Row(f'{what}, CPU', 'us', cpus)]
        raw[connections] = turns
    return [Section('WSGI under wrk', rows, raw=raw, each_peer=True)]
