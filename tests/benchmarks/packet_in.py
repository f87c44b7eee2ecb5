"""Learning switch over real sockets: ours, os-ken's on both of its hubs, and the one in C of Open vSwitch, in turns.

Ours and os-ken's run one source file, an app that imports `os_ken`; ours answers to that name by its alias. The ratio
leaves out two columns beside them: the app for the same purpose that we ship (apps/), which says what an app written
that way costs, and ovs-testcontroller, the ceiling, which has a ratio of its own. The flows of the latter match all of
a packet, so its answers are longer, and are judged by that.

For each row of the plan every contender is started afresh on one core, loaded from another until its hosts are
learned and a warm-up is over, measured, and stopped; then it is the next one's turn. The medians of the turns are
compared. Latency at a fixed rate is taken at half of what the better os-ken answered in the same run.

That it is the controllers that are measured, not the generator, is said below each table by two figures: what the
generator reaches against a responder that does next to nothing, and how busy it was beside the one in C and the fastest
contender, which kept their own core busy.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from .peers import interpreter, testcontroller
from .processes import ROOT, ceiling, controller, free_port, generate, progress
from .report import OURS, Row, Section

__all__ = ['Plan', 'run']

OUTSTANDING = 512
"""Packet-ins under way in all, spread over the switches: below the bound of any contender's queue."""

DISTURBED = 0.1
"""Share of a core taken by others from which on wall-clock figures say little."""

HOSTS = 10_000
"""In all."""

MOST_HOSTS = 5_000
"""Of one switch: ovs-testcontroller forgets some where it has to know more than 8,192."""

WARNING = '30'
"""Log level of every contender."""

OWN_APP, CEILING = 'ours, own app', 'ovs-testcontroller'

Command = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Contender:
    """How to start a learning switch for an OpenFlow version on a port, what its flows match, how many it serves."""

    command: Command
    environment: dict[str, str] = field(default_factory=dict)
    exact: bool = False
    most_switches: int | None = None


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
        return {'version': self.version, 'switches': self.switches, 'hosts': min(HOSTS // self.switches, MOST_HOSTS),
                'window': OUTSTANDING // self.switches, 'no_buffers': not self.buffers}


@dataclass(frozen=True)
class Plan:
    """What is measured and for how long: turns at saturation, turns at the fixed rate, seconds of each."""

    loads: tuple[Load, ...]
    turns: int
    fixed_rate_turns: int
    seconds: float
    warm: float


QUICK = Plan((Load('1.0'), Load('1.3')), turns=2, fixed_rate_turns=1, seconds=1.5, warm=0.5)
FULL = Plan((*(Load(version, switches) for version in ('1.0', '1.3') for switches in (1, 16, 128)),
             Load('1.3', buffers=False)), turns=3, fixed_rate_turns=3, seconds=1.5, warm=0.5)


def contenders() -> tuple[dict[str, Contender], list[str]]:
    """Ours and the others, in the order of their turns; and why one is missing."""
    def app(version: str) -> str:
        return f'peer_simple_switch_{version.replace(".", "")}'

    def controller_manager(path: str, port: int) -> list[str]:
        return [sys.executable, '-m', 'controller', path, '--ofp-listen-host', '127.0.0.1',
                '--ofp-tcp-listen-port', str(port), '--default-log-level', WARNING]

    def ours(version: str, port: int) -> list[str]:
        return controller_manager(f'tests/benchmarks/{app(version)}.py', port)

    def own_app(version: str, port: int) -> list[str]:
        return controller_manager({'1.0': 'apps/simple_switch.py', '1.3': 'apps/simple_switch_13.py'}[version], port)

    os_ken_python = str(interpreter('os-ken'))

    def os_ken(version: str, port: int) -> list[str]:
        return [os_ken_python, str(ROOT / 'tests/benchmarks/peer_manager.py'), str(port),
                app(version), WARNING]

    sides = {OURS: Contender(ours), OWN_APP: Contender(own_app),
             'os-ken native': Contender(os_ken, {'OSKEN_HUB_TYPE': 'native'}),
             'os-ken eventlet': Contender(os_ken, {'OSKEN_HUB_TYPE': 'eventlet'})}
    try:
        program = str(testcontroller())
    except (OSError, subprocess.SubprocessError) as error:
        return sides, [f'{CEILING} is missing: {error}']

    def in_c(version: str, port: int) -> list[str]:
        return [program, '--unixctl=none', '-O', {'1.0': 'OpenFlow10', '1.3': 'OpenFlow13'}[version],
                f'ptcp:{port}:127.0.0.1']

    return sides | {CEILING: Contender(in_c, exact=True, most_switches=16)}, []


def turn(name: str, contender: Contender, load: Load, plan: Plan, rate: float = 0) -> dict[str, Any]:
    """One contender, started afresh, measured once."""
    port = free_port()
    with controller(name, contender.command(load.version, port), port, contender.environment) as pid:
        result = generate(port, **load.options(), exact=contender.exact, watch=pid, seconds=plan.seconds,
                          warm=plan.warm, rate=rate)
    if result['unanswered']:
        progress(f'  {name} left {result["unanswered"]} packet-ins unanswered')
    return {**result['rounds'][-1], 'unanswered': result['unanswered'], 'checked': result['checked']}


def turns(sides: dict[str, Contender], load: Load, plan: Plan, rate: float = 0) -> dict[str, list[dict[str, Any]]]:
    """All contenders in turns: contender -> what each of its turns gave."""
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
    every, notes = contenders()
    sides = {name: each for name, each in every.items() if load.switches <= (each.most_switches or load.switches)}
    notes += [f'{name} serves {each.most_switches} switches at most' for name, each in every.items()
              if name not in sides]
    full = turns(sides, load, plan)
    rate = max(median(each['rate'] for each in full[name]) for name in sides if name.startswith('os-ken')) / 2
    progress(f'{load}: at {rate:,.0f} packet-ins/s')
    half = turns(sides, load, plan, rate)
    top = ceiling(load.version, **{key: value for key, value in load.options().items() if key != 'version'},
                  seconds=1, warm=0.5)['rounds'][-1]

    fastest = max(full, key=lambda name: median(each['rate'] for each in full[name]))

    def row(what: str, unit: str, results: dict[str, list[dict[str, Any]]], value: Callable[[dict[str, Any]], float],
            more_is_better: bool = False) -> Row:
        return Row(what, unit, {name: median(value(each) for each in measured) for name, measured in results.items()},
                   more_is_better, aside=(OWN_APP, CEILING))

    measured = [each for results in (full, half) for one in results.values() for each in one]
    others = max(each['others_share'] for each in measured)
    return Section(f'packet-ins, {load}', [
        row('answered', '1/s', full, lambda each: each['rate'], more_is_better=True),
        row('CPU per packet-in', 'us', full, lambda each: each['controller_cpu_us']),
        *(row(f'latency {point} at saturation', 'us', full, lambda each, point=point: each['latency_us'][point])
          for point in ('p50', 'p99', 'p99.9')),
        *(row(f'latency {point} at {rate:,.0f}/s', 'us', half, lambda each, point=point: each['latency_us'][point])
          for point in ('p50', 'p99', 'p99.9')),
        row('memory', 'MiB', full, lambda each: each['controller_mib']),
    ], notes=[
        f'{sum(each["checked"] for each in measured):,} answers read in full',
        f'the generator reaches {top["rate"]:,} packet-ins/s against a responder of {top["controller_cpu_us"]} us',
        *(busy(name, results) for name, results in full.items() if name in (CEILING, fastest)),
        f'other processes took up to {others:.0%} of the controllers\' core'
        + (': believe CPU per packet-in, not rates and latencies' if others > DISTURBED else ''),
        *notes,
    ], raw={'saturation': full, 'fixed rate': half, 'ceiling': top}, ceiling=CEILING)


def busy(name: str, results: list[dict[str, Any]]) -> str:
    """How much of its core this contender took at saturation, and the generator of its own: who waited for whom."""
    theirs, generators = (median(each['rate'] * each[f'{side}_cpu_us'] / 1e6 for each in results)
                          for side in ('controller', 'generator'))
    return f'{name} kept {theirs:.0%} of its core busy, the generator {generators:.0%} of its own'


def run(quick: bool) -> list[Section]:
    """The whole plan: a minute and a half when quick, ten else."""
    plan = QUICK if quick else FULL
    return [compare(load, plan) for load in plan.loads]
