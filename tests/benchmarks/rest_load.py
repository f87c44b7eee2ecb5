"""REST calls a second on 50 connections while 16 switches send 1,000 packet-ins a second to a learning switch.

Contenders are our ofctl_rest and simple_switch_13, Ryu's own, and os-ken, which has no REST API any more, with its
`ofctl_v1_3` behind the WSGI server of its eventlet hub. Only ours answers a POST once the switch has confirmed the flow
entry, by a barrier; the others do as soon as the message is on its way.
"""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median
from typing import Any

from .processes import ROOT, BenchmarkError, generator_core, progress
from .report import Row, Section
from .rest_client import DPID
from .rest_contenders import CONTENDERS, rest_controller

__all__ = ['run']

PACKET_INS = 1_000
CLIENTS = 50
ENTRY = json.dumps({'dpid': DPID, 'priority': 10, 'cookie': 'SERIAL', 'actions': [{'type': 'OUTPUT', 'port': 2}],
                    'match': {'in_port': 1, 'dl_type': 2048, 'nw_dst': '10.0.0.1'}})  # fmt: skip
CALLS = {'GET /stats/switches': '', f'GET /stats/desc/{DPID}': '', 'POST /stats/flowentry/add': ENTRY}

Figures = dict[str, Any]


def run(quick: bool) -> list[Section]:
    """A quarter of a minute when quick, two minutes else."""
    turns, seconds = (1, 0.5) if quick else (3, 2)
    rows, found = [], {}
    for call, body in CALLS.items():
        results: dict[str, list[Figures]] = {name: [] for name in CONTENDERS}
        for _ in range(turns):
            for name, figures in results.items():
                figures.append(_measure(name, call, body, seconds))
                progress(f'rest_load {call} {name}: {figures[-1]["rate"]:,.0f}/s, packet-in p99 '
                         f'{figures[-1]["packet_in_latency_us"]["p99"]:,.0f} us')
        found[call] = results
        rows += _rows(call, results)
    measured = [each for results in found.values() for figures in results.values() for each in figures]
    notes = [f'the clients kept their core busy for {max(each["clients_busy"] for each in measured):.0%} at most',
             'a POST of ours is answered when the switch has confirmed it, theirs before',
             'os-ken: its ofctl_v1_3 behind the WSGI server of its hub']
    title = f'REST on {CLIENTS} connections beside {PACKET_INS:,} packet-ins/s'
    return [Section(title, rows, notes, found, each_peer=True)]


def _rows(call: str, results: dict[str, list[Figures]]) -> list[Row]:
    def medians(*path: str) -> dict[str, float | None]:
        return {name: median(_dig(each, path) for each in figures) for name, figures in results.items()}

    return [Row(call, '1/s', medians('rate'), more_is_better=True),
            Row('  CPU each, packet-ins included', 'us', medians('controller_cpu_us')),
            Row('  latency p99', 'us', medians('latency_us', 'p99')),
            Row('  packet-in p50', 'us', medians('packet_in_latency_us', 'p50')),
            Row('  packet-in p99', 'us', medians('packet_in_latency_us', 'p99'))]


def _dig(figures: Figures, path: tuple[str, ...]) -> float:
    value: Any = figures
    for name in path:
        value = value[name]
    return float('inf') if value is None else value  # no packet-in was answered at all


def _measure(name: str, call: str, body: str, seconds: float) -> Figures:
    method, path = call.split()
    with rest_controller(name, learning=True) as (pid, port, rest):
        options = {'port': port, 'rest-port': rest, 'method': method, 'path': path, 'body': body, 'clients': CLIENTS,
                   'rate': PACKET_INS, 'watch': pid, 'core': generator_core(), 'switches': 16, 'hosts': 50,
                   'seconds': seconds, 'warm': min(seconds, 1), 'version': '1.3'}  # fmt: skip
        command = [sys.executable, '-m', 'tests.benchmarks.rest_client']
        for option, value in options.items():
            command += [f'--{option}', str(value)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            raise BenchmarkError(done.stderr.strip())
        return json.loads(done.stdout)
