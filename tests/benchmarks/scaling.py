"""What a packet-in costs as there are more switches, and as there are more apps; ours and os-ken's in turns.

Switches: each has one packet-in outstanding, so that nothing is there to be done in batches but what other switches
have to say; one switch with 512 outstanding is beside it. Apps: 16 switches with 32 outstanding each, the learning
switch and others, of which none listens to packet-ins, or all do. The learning switch is one source file on both sides.
CPU time per packet-in is compared: with one outstanding, the rate is that of the generator as well.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from .peers import interpreter
from .processes import ROOT, controller, free_port, generate, progress
from .report import OURS, Row, Section

__all__ = ['run']

OS_KEN = 'os-ken native'
HOSTS = 10_000  # in all
BATCHED = (1, 512)
SWITCHES = (16, 64, 256, 1000, 1)
OF_OS_KEN = {BATCHED, (16, 1), (1000, 1)}  # switches and outstanding packet-ins of each
APPS = (1, 2, 8)
WARNING = '30'
APP_ROUNDS = 5  # short ones: what is looked for is far less than what one round differs from the next
PEER_EVERY = 4  # rounds: connecting 1,000 switches takes os-ken half a minute
CLOSE = 1.2  # times the cost with 16 switches, which that with more may not exceed
BY_APP = 0.2  # us that an app may cost which does not listen

Turns = dict[str, list[dict[str, Any]]]


def run(quick: bool) -> list[Section]:
    """Switches, then apps: half a minute if `quick`, six minutes else."""
    rounds, seconds = (1, 0.5) if quick else (5, 2)
    return [_by_switches(quick, rounds, seconds), _by_apps(quick, 2 if quick else APP_ROUNDS, 0.5 if quick else 1.5)]


def _by_switches(quick: bool, rounds: int, seconds: float) -> Section:
    loads = [BATCHED, *((switches, 1) for switches in ((16, 1000) if quick else SWITCHES))]
    found: dict[tuple[int, int], Turns] = {
        load: {OURS: [], **({OS_KEN: []} if load in OF_OS_KEN and not quick else {})} for load in loads}
    for number in range(rounds):
        for (switches, window), turns in found.items():
            for name, results in turns.items():
                if name != OURS and number % PEER_EVERY:
                    continue
                results.append(_measure(name, switches, window, 0, False, seconds))
                progress(f'scaling, {switches} switches, {window} outstanding each, {name}: {_told(results[-1])}')
    rows = [Row(f'{switches:,} switch{"es" * (switches > 1)}, {window} outstanding each', 'us', _medians(turns))
            for (switches, window), turns in found.items()]
    few, many = (_medians(found[switches, 1])[OURS] for switches in (16, 1000))
    notes = [f'1,000 switches cost ours {many / few:.2f} times what 16 do (the aim: {CLOSE})'] if few and many else []
    return Section('CPU per packet-in by switches, OpenFlow 1.3', rows, notes,
                   {f'{switches} x {window}': turns for (switches, window), turns in found.items()})


def _by_apps(quick: bool, rounds: int, seconds: float) -> Section:
    loads = [(1, False), *((apps, listening) for listening in (False, True) for apps in APPS[1:])]
    if quick:
        loads = [(1, False), (8, False)]
    found: dict[tuple[int, bool], Turns] = {
        load: {OURS: [], **({OS_KEN: []} if not quick else {})} for load in loads}
    for number in range(rounds):
        for (apps, listening), turns in found.items():
            for name, results in turns.items():
                if name != OURS and number % PEER_EVERY:
                    continue
                results.append(_measure(name, 16, 32, apps - 1, listening, seconds))
                progress(f'scaling, {apps} apps{" that listen" * listening}, {name}: {_told(results[-1])}')
    rows = [Row(f'{apps} app{"s" * (apps > 1)}{", all listen" if listening else ", one listens" * (apps > 1)}', 'us',
                _medians(turns)) for (apps, listening), turns in found.items()]
    one, eight = ([each['controller_cpu_us'] for each in found[apps, False][OURS]] for apps in (1, 8))
    least = (min(eight) - min(one)) / 7
    middle = median((more - less) / 7 for less, more in zip(one, eight, strict=True))
    notes = [f'an app that does not listen costs ours {least:+.2f} us by the least of {rounds} rounds, {middle:+.2f} '
             f'us by the median of what the rounds differ (the aim: below {BY_APP})']
    return Section('CPU per packet-in by apps, 16 switches, OpenFlow 1.3', rows, notes,
                   {f'{apps}{" listening" * listening}': turns for (apps, listening), turns in found.items()})


def _told(result: dict[str, Any]) -> str:
    return f'{result["controller_cpu_us"]:.1f} us'


def _medians(turns: Turns) -> dict[str, float | None]:
    """Of the turns in which anything was answered: os-ken may still be occupied with connecting 1,000 switches."""
    costs = {name: [each['controller_cpu_us'] for each in results if each['answered']]
             for name, results in turns.items()}
    return {name: median(each) if each else None for name, each in costs.items()}


def _measure(name: str, switches: int, window: int, more_apps: int, listening: bool, seconds: float) -> dict[str, Any]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        copies = [f'bystander_{number}' for number in range(more_apps)]
        for each in copies:
            shutil.copy(ROOT / 'tests/benchmarks/peer_bystander.py', Path(folder) / f'{each}.py')
        environment = {'PYTHONPATH': folder, 'BYSTANDERS': 'listen' if listening else 'idle',
                       'OSKEN_HUB_TYPE': 'native'}
        with controller(name, _command(name, port, copies), port, environment) as pid:
            result = generate(port, version='1.3', switches=switches, window=window, watch=pid, seconds=seconds,
                              hosts=HOSTS // switches, warm=min(seconds, 1), patience=60)
    return {**result['rounds'][-1], 'unanswered': result['unanswered']}


def _command(name: str, port: int, more_apps: Iterable[str]) -> list[str]:
    if name == OURS:
        return [sys.executable, '-m', 'controller', 'tests/benchmarks/peer_simple_switch_13.py', *more_apps,
                '--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port', str(port), '--default-log-level', WARNING]
    return [str(interpreter('os-ken')), str(ROOT / 'tests/benchmarks/peer_manager.py'), str(port),
            ','.join(['peer_simple_switch_13', *more_apps]), WARNING]
