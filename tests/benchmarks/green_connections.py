"""10,000 connections at once to the echo servers of greenhub, eventlet and gevent, and what each one takes.

    python -m tests.benchmarks green_connections

Each connection echoes once and is idle then. Memory is what the server has grown by, for a connection; CPU is what it
took to accept one and to echo once. The clients are in a process of their own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import Any

from .green_threads import LIBRARIES, interpreters
from .processes import ROOT, BenchmarkError, controller, free_port, generator_core, progress
from .report import Row, Section, table

__all__ = ['run']

CONNECTIONS = 10_000
SPARE = 200  # descriptors that the two processes need besides


def turn(name: str, python: str, connections: int) -> dict[str, float]:
    """One server, started afresh: bytes and microseconds for a connection, and how many it held at once."""
    port = free_port()
    server = [python, '-W', 'ignore', '-m', 'tests.benchmarks.green_connections_server', LIBRARIES[name], str(port)]
    with controller(name, server, port, {}) as pid:
        client = ['taskset', '-c', str(generator_core()), sys.executable, '-m',
                  'tests.benchmarks.green_connections_client', str(port), str(connections), str(pid)]
        done = subprocess.run(client, cwd=ROOT, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise BenchmarkError(f'{name}: {done.stderr}')
    figures: dict[str, Any] = json.loads(done.stdout)
    progress(f'  {name}: {figures["held"]:,} at once, {figures["bytes"]:,.0f} bytes each, {figures["us"]:.0f} us')
    return figures


def run(quick: bool) -> list[Section]:
    """Half a minute when quick, one and a half else."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    connections = CONNECTIONS if most == resource.RLIM_INFINITY else min(CONNECTIONS, most - SPARE)
    progress(f'{connections:,} connections at once')
    turns: dict[str, list[dict[str, float]]] = {name: [] for name in LIBRARIES}
    for _ in range(1 if quick else 3):
        for name, python in interpreters().items():
            turns[name].append(turn(name, python, connections))
    rows = [Row(what, unit, {name: min(each[key] for each in measured) for name, measured in turns.items()})
            for what, unit, key in (('memory of an idle connection', 'bytes', 'bytes'),
                                    ('to accept one and echo once', 'us of CPU', 'us'))]
    notes = [f'at most {most:,} open files are allowed here (ulimit -Hn)'] if connections < CONNECTIONS else []
    return [Section(f'{connections:,} connections', rows, notes, raw=turns, each_peer=True)]


if __name__ == '__main__':
    for section in run(quick='--quick' in sys.argv):
        print(table(section))
