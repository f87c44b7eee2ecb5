"""The benchmarks, as `make bench` and `make bench-greenhub` run them:

    python -m tests.benchmarks [--quick] [packet_in] [flow_mods] [scaling] [codec] [packets] [green_threads] [...]

Progress goes to standard error; the tables and, at last, what came of each aim to standard output; and everything, with
each single measurement, as JSON to build/benchmarks.json, where a run of some benchmarks replaces their sections and
leaves the others.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from . import (
    codec,
    connections,
    echo,
    fairness,
    flow_mods,
    flow_stats,
    green_connections,
    green_threads,
    green_wsgi,
    packet_in,
    packets,
    rest_flows,
    rest_load,
    scaling,
    stages,
    start_up,
    topology,
)
from .aims import verdicts
from .peers import versions
from .processes import ROOT, BenchmarkError, progress
from .report import Section, machine, table

BENCHMARKS = {'packet_in': packet_in.run, 'stages': stages.run, 'flow_mods': flow_mods.run,
              'flow_stats': flow_stats.run,
              'rest_load': rest_load.run, 'connections': connections.run, 'echo': echo.run, 'fairness': fairness.run,
              'topology': topology.run, 'scaling': scaling.run, 'start_up': start_up.run,
              'codec': codec.run, 'packets': packets.run, 'rest_flows': rest_flows.run,
              'green_threads': green_threads.run, 'green_connections': green_connections.run,
              'green_wsgi': green_wsgi.run}
PLAN = list(BENCHMARKS)[:11]  # what runs unless something is named: all that an aim is about, or that a user waits for


def merged(before: Mapping[str, Any], name: str, sections: Iterable[Section], quick: bool,
           seconds: int = 0) -> dict[str, Any]:
    """Earlier results with the sections of this benchmark replaced, in the order of BENCHMARKS."""
    about = {'benchmark': name, 'date': datetime.date.today().isoformat(), 'quick': quick, 'seconds': seconds,
             'machine': machine()}
    kept = [section for section in before.get('sections', ()) if section['benchmark'] != name]
    order = list(BENCHMARKS)
    return {'peers': versions(), 'sections': sorted([*kept, *({**about, **section.as_json()} for section in sections)],
                                               key=lambda section: order.index(section['benchmark']))}


def earlier(place: Path) -> dict[str, Any]:
    """What runs before this one left there; nothing if that says not of which benchmark each section is."""
    try:
        results = json.loads(place.read_text(encoding='utf-8'))
    except FileNotFoundError:
        return {}
    return results if all(section.get('benchmark') in BENCHMARKS for section in results['sections']) else {}


def main() -> int:
    """Returns 1 if a benchmark could not be run or an answer was wrong."""
    parser = argparse.ArgumentParser(prog='python -m tests.benchmarks', description='Measures us and peers in turns.')
    parser.add_argument('benchmarks', nargs='*', metavar='BENCHMARK', choices=[*BENCHMARKS, []],
                        help=f'{", ".join(BENCHMARKS)}; the first {len(PLAN)} of them if none is named')
    parser.add_argument('--quick', action='store_true', default=os.environ.get('QUICK', '0') not in ('', '0'),
                        help='a tenth of the time, or less; QUICK=1 in the environment says the same')
    parser.add_argument('--list', action='store_true', help='say what there is, and run nothing')
    parser.add_argument('--json', default=ROOT / 'build' / 'benchmarks.json', type=Path, metavar='FILE')
    options = parser.parse_args()
    if options.list:
        print(*BENCHMARKS, sep='\n')
        return 0
    options.json.parent.mkdir(parents=True, exist_ok=True)
    results, start = earlier(options.json), time.monotonic()
    measured: list[dict[str, Any]] = []  # by this run
    try:
        for name in options.benchmarks or PLAN:
            began = time.monotonic()
            sections = BENCHMARKS[name](options.quick)
            seconds = round(time.monotonic() - began)
            progress(f'{name}: {seconds} s')
            measured += [section.as_json() for section in sections]
            for section in sections:
                print(table(section), end='\n\n', flush=True)
            results = merged(results, name, sections, options.quick, seconds)
            options.json.write_text(json.dumps(results, indent=1), encoding='utf-8')  # what fails later loses nothing
    except (BenchmarkError, subprocess.SubprocessError) as error:
        progress(f'benchmark: {error}')
        return 1
    if judged := verdicts(measured, skip=bool(options.benchmarks)):
        print(judged, flush=True)
    progress(f'{time.monotonic() - start:.0f} s; written to {options.json}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
