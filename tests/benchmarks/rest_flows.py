"""What it costs to add 10,000 flow entries over REST and to read them back: in one call, and one by one with Ryu's app.

Contenders are our ofctl_rest, told everything in one batch, and Ryu's own, which takes one entry in a call: its file,
unmodified, under our alias of `ryu`, and all of Ryu 4.34 on eventlet. (os-ken has no REST any more.) The calls go over
one connection that stays open. The switch is a process of its own on another core that costs next to nothing.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .generator import Watch
from .peers import interpreter
from .processes import ROOT, BenchmarkError, controller, free_port, progress
from .report import OURS, Row, Section
from .rest_contenders import RYU_ITSELF, call, joined_switch, ryus_source

__all__ = ['run']

FLOWS, QUICK_FLOWS = 10_000, 1_000
ONE_BY_ONE, RYUS = 'one by one', "Ryu's app"
LIMIT = 300.0  # seconds for all of a contender's calls

Figures = dict[str, float]


def run(quick: bool) -> list[Section]:
    """The table; a tenth of the entries if `quick`."""
    flows = QUICK_FLOWS if quick else FLOWS
    found = {name: _measure(name, flows) for name in (OURS, ONE_BY_ONE, RYUS, RYU_ITSELF)}
    units = {'added': 's', 'read back': 's', 'more memory': 'MiB', 'processor time': 's'}
    rows = [Row(what, unit, {name: each[what] for name, each in found.items()}) for what, unit in units.items()]
    notes = ['more memory: resident, over that before the first call',
             "one by one: our ofctl_rest, a call an entry; Ryu's app: its file under our alias; Ryu: all of it",
             'Ryu does not wait for the switch, nor tell of what that refuses']
    return [Section(f'{flows} flow entries over REST, OpenFlow 1.3', rows, notes, found, each_peer=True)]


def _measure(name: str, flows: int) -> Figures:
    entries = [_entry(number) for number in range(flows)]
    with _running(name) as (pid, rest):
        watch, client = Watch(pid), http.client.HTTPConnection('127.0.0.1', rest, timeout=LIMIT)
        before, began, worked = watch.memory(), time.monotonic(), watch.cpu()
        for each in [entries] if name == OURS else entries:
            call(client, 'POST', '/stats/flowentry/add', each)
        added = time.monotonic() - began
        began = time.monotonic()
        while len(shown := json.loads(call(client, 'GET', '/stats/flow/1'))['1']) < flows:
            if time.monotonic() - began > LIMIT:
                raise BenchmarkError(f'{name}: {len(shown)} of {flows} entries are there')
        figures = {'added': added, 'read back': time.monotonic() - began, 'more memory': watch.memory() - before,
                   'processor time': watch.cpu() - worked}
    progress(f'rest_flows {name}: ' + ', '.join(f'{what} {value:.2f}' for what, value in figures.items()))
    return figures


def _entry(number: int) -> dict[str, Any]:
    """One of many entries that all differ."""
    address = f'10.{number >> 16}.{number >> 8 & 0xFF}.{number & 0xFF}'
    match = {'in_port': 1, 'eth_type': 0x0800, 'ipv4_dst': address}
    return {'dpid': 1, 'priority': 10, 'cookie': number, 'match': match, 'actions': [{'type': 'OUTPUT', 'port': 2}]}


@contextmanager
def _running(name: str) -> Iterator[tuple[int, int]]:
    """A controller with the app, whose switch has joined: its process id, and the port of its REST API."""
    ryus = str(ryus_source() / 'ryu' / 'app' / 'ofctl_rest.py')  # by its name it is ours
    app = ryus if name == RYUS else 'apps/ofctl_rest.py'
    port, rest = free_port(), free_port()
    options = ['--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port', str(port), '--wsapi-host', '127.0.0.1',
               '--wsapi-port', str(rest), '--default-log-level', '30']  # fmt: skip
    command = [sys.executable, '-m', 'controller', *options, app]
    if name == RYU_ITSELF:
        peer = str(ROOT / 'tests/benchmarks/peer_ryu.py')
        command = [str(interpreter('Ryu')), peer, str(ryus_source()), *options, 'ryu.app.ofctl_rest']
    with controller(name, command, port, {}) as pid, joined_switch(port):
        yield pid, rest
