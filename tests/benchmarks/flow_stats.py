"""GET /stats/flow/1 of a switch with 10,000 flow entries: the whole way from OpenFlow to JSON, over one connection.

Contenders are our ofctl_rest, os-ken's `ofctl_v1_3` behind the WSGI server of its eventlet hub, as os-ken has no REST
API any more, and all of Ryu 4.34. Every answer has to list the entries that the switch has.
"""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from .generator import Watch
from .processes import BenchmarkError, generator_core, progress
from .report import Row, Section
from .rest_contenders import CONTENDERS, PATIENCE, call, joined_switch, rest_controller, wait_for_switch

__all__ = ['run']

FLOWS = 10_000
UNITS = {'time': 'ms', 'processor time': 'ms', 'more memory': 'MiB'}

Figures = dict[str, float]


def run(quick: bool) -> list[Section]:
    """The medians of three turns of three calls, in a minute and a half; of one turn of two if `quick`."""
    turns, calls = (1, 2) if quick else (3, 3)
    found: dict[str, list[Figures]] = {name: [] for name in CONTENDERS}
    for _ in range(turns):
        for name, figures in found.items():
            figures.append(_measure(name, calls))
            progress(f'flow_stats {name}: ' + ', '.join(f'{key} {value:.1f}' for key, value in figures[-1].items()))
    rows = [Row(what, unit, {name: median(each[what] for each in figures) for name, figures in found.items()})
            for what, unit in UNITS.items()]
    notes = ['more memory: resident, after the calls over before the first',
             'os-ken: its ofctl_v1_3 behind the WSGI server of its hub']
    return [Section(f'{FLOWS:,} flow entries as JSON over REST, OpenFlow 1.3', rows, notes, found, each_peer=True)]


def _measure(name: str, calls: int) -> Figures:
    with rest_controller(name) as (pid, port, rest), joined_switch(port, FLOWS), _on_core(generator_core()):
        client, watch = http.client.HTTPConnection('127.0.0.1', rest, timeout=PATIENCE), Watch(pid)
        wait_for_switch(client)
        before, times, worked = watch.memory(), [], []
        for _ in range(calls):
            cpu, start = watch.cpu(), time.perf_counter()
            content = call(client, 'GET', '/stats/flow/1')
            times.append((time.perf_counter() - start) * 1000)
            worked.append((watch.cpu() - cpu) * 1000)
            check(name, content)
        return {'time': median(times), 'processor time': median(worked), 'more memory': watch.memory() - before}


@contextmanager
def _on_core(core: int) -> Iterator[None]:
    """The client shares the switch's core, so that it does not disturb the controller."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def check(name: str, content: bytes) -> None:
    """Raises BenchmarkError unless these are the entries that the switch has."""
    entries = json.loads(content)['1']
    if len(entries) != FLOWS:
        raise BenchmarkError(f'{name}: {len(entries)} flow entries instead of {FLOWS}')
    for number, entry in enumerate(entries):
        told = entry['cookie'], entry['match'], entry['actions']
        address = f'10.{number >> 16}.{number >> 8 & 255}.{number & 255}'
        wanted = number, {'in_port': 1, 'dl_type': 2048, 'nw_dst': address}, ['OUTPUT:2']
        if told != wanted:
            raise BenchmarkError(f'{name}: flow entry {number} is {told}, not {wanted}')
