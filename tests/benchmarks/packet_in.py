"""Learning switch over real sockets: ours and os-ken's on both of its hubs, in turns.

Both run one source file, an app that imports `os_ken`; ours answers to that name by its alias.

For each row of the plan every contender is started afresh on one core, loaded from another until its hosts are
learned and a warm-up is over, measured, and stopped; then it is the next one's turn. The medians of the turns are
compared. Latency at a fixed rate is taken at half of what the better os-ken answered in the same run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from .peers import interpreter
from .processes import ROOT, ceiling, controller, free_port, generate, progress
from .report import OURS, Row, Section

__all__ = ['Plan', 'run']

OUTSTANDING = 512
"""Packet-ins under way in all, spread over the switches: below the bound of any contender's queue."""

DISTURBED = 0.1
"""Share of a core taken by others from which on wall-clock figures say little."""

WARNING = '30'
"""Log level of every contender."""

Command = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Contender:
    """How to start a learning switch for an OpenFlow version on a port."""

    command: Command
    environment: dict[str, str]


@dataclass(frozen=True)
class Load:
    """One row of the plan."""

    version: str
    switches: int = 16
    buffers: bool = True

    def __str__(self) -> str:
        buffers = '' if self.buffers else ', no buffers'
        return f'OpenFlow {self.version}, {self.switches} switch{"es" * (self.switches > 1)}{buffers}'

    def options(self) -> dict[str, Any]:
        return {'version': self.version, 'switches': self.switches, 'hosts': 10_000 // self.switches,
                'window': OUTSTANDING // self.switches, 'no_buffers': not self.buffers}


@dataclass(frozen=True)
class Plan:
    """What is measured and for how long: turns at saturation, turns at the fixed rate, seconds of each."""

    loads: tuple[Load, ...]
    turns: int
    fixed_rate_turns: int
    seconds: float
    warm: float


QUICK = Plan((Load('1.0'), Load('1.3')), turns=2, fixed_rate_turns=1, seconds=2, warm=1)
FULL = Plan((Load('1.0'), Load('1.3'), Load('1.3', buffers=False), Load('1.3', switches=1), Load('1.3', switches=128)),
            turns=5, fixed_rate_turns=3, seconds=5, warm=2)


def contenders() -> dict[str, Contender]:
    """Ours and its peers, in the order of their turns."""
    def app(version: str) -> str:
        return f'peer_simple_switch_{version.replace(".", "")}'

    def ours(version: str, port: int) -> list[str]:
        return [sys.executable, '-m', 'controller', f'tests/benchmarks/{app(version)}.py',
                '--ofp-listen-host', '127.0.0.1',
                '--ofp-tcp-listen-port', str(port), '--default-log-level', WARNING]

    os_ken_python = str(interpreter('os-ken'))

    def os_ken(version: str, port: int) -> list[str]:
        return [os_ken_python, str(ROOT / 'tests/benchmarks/peer_manager.py'), str(port),
                app(version), WARNING]

    return {OURS: Contender(ours, {}),
            'os-ken native': Contender(os_ken, {'OSKEN_HUB_TYPE': 'native'}),
            'os-ken eventlet': Contender(os_ken, {'OSKEN_HUB_TYPE': 'eventlet'})}


def turn(name: str, contender: Contender, load: Load, plan: Plan, rate: float = 0) -> dict[str, Any]:
    """One contender, started afresh, measured once."""
    port = free_port()
    with controller(name, contender.command(load.version, port), port, contender.environment) as pid:
        result = generate(port, **load.options(), watch=pid, seconds=plan.seconds, warm=plan.warm, rate=rate)
    if result['unanswered']:
        progress(f'  {name} left {result["unanswered"]} packet-ins unanswered')
    return {**result['rounds'][-1], 'unanswered': result['unanswered'], 'checked': result['checked']}


def turns(load: Load, plan: Plan, rate: float = 0) -> dict[str, list[dict[str, Any]]]:
    """All contenders in turns: contender -> what each of its turns gave."""
    sides = contenders()
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in sides}
    for _ in range(plan.fixed_rate_turns if rate else plan.turns):
        for name, contender in sides.items():
            result = turn(name, contender, load, plan, rate)
            progress(f'  {name}: {result["rate"]:,} packet-ins/s, {result["controller_cpu_us"]:.1f} us of CPU each'
                     + (f', p99 {result["latency_us"]["p99"]:,.0f} us' if rate else ''))
            results[name].append(result)
    return results


def compare(load: Load, plan: Plan) -> Section:
    """One row of the plan as a section of the report."""
    progress(f'{load}: at saturation')
    full = turns(load, plan)
    rate = max(median(each['rate'] for each in results) for name, results in full.items() if name != OURS) / 2
    progress(f'{load}: at {rate:,.0f} packet-ins/s')
    half = turns(load, plan, rate)
    top = ceiling(load.version, **{key: value for key, value in load.options().items() if key != 'version'},
                  seconds=2, warm=1)['rounds'][-1]

    def row(what: str, unit: str, results: dict[str, list[dict[str, Any]]], value: Callable[[dict[str, Any]], float],
            more_is_better: bool = False) -> Row:
        return Row(what, unit, {name: median(value(each) for each in measured) for name, measured in results.items()},
                   more_is_better)

    measured = [each for results in (full, half) for one in results.values() for each in one]
    others = max(each['others_share'] for each in measured)
    return Section(f'packet-ins, {load}', [
        row('answered', '1/s', full, lambda each: each['rate'], more_is_better=True),
        row('CPU per packet-in', 'us', full, lambda each: each['controller_cpu_us']),
        *(row(f'latency {point} at saturation', 'us', full, lambda each, point=point: each['latency_us'][point])
          for point in ('p50', 'p99')),
        *(row(f'latency {point} at {rate:,.0f}/s', 'us', half, lambda each, point=point: each['latency_us'][point])
          for point in ('p50', 'p99', 'p99.9')),
        row('memory', 'MiB', full, lambda each: each['controller_mib']),
    ], notes=[
        f'{sum(each["checked"] for each in measured):,} answers read in full',
        f'the generator reaches {top["rate"]:,} packet-ins/s against a responder of {top["controller_cpu_us"]} us',
        f'other processes took up to {others:.0%} of the controllers\' core'
        + (': believe CPU per packet-in, not rates and latencies' if others > DISTURBED else ''),
    ],
        raw={'saturation': full, 'fixed rate': half, 'ceiling': top})


def run(quick: bool) -> list[Section]:
    """The whole plan: two minutes when quick, some twenty-five else."""
    plan = QUICK if quick else FULL
    return [compare(load, plan) for load in plan.loads]
