"""The benchmarks, as `make bench` and `make bench-greenhub` run them:

    python -m tests.benchmarks [--quick] [codec] [packets] [packet_in] [topology] [rest_flows] [green_threads] [...]

Progress goes to standard error, the tables to standard output, and everything with each single measurement as JSON
to build/benchmarks.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time

from . import (
    codec,
    connections,
    echo,
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
    start_up,
    topology,
)
from .peers import PEERS
from .processes import ROOT, BenchmarkError, progress
from .report import machine, table

BENCHMARKS = {'codec': codec.run, 'packets': packets.run, 'packet_in': packet_in.run,
              'flow_mods': flow_mods.run, 'flow_stats': flow_stats.run,
              'rest_load': rest_load.run, 'connections': connections.run, 'echo': echo.run, 'topology': topology.run,
              'start_up': start_up.run, 'scaling': scaling.run, 'rest_flows': rest_flows.run,
              'green_threads': green_threads.run, 'green_connections': green_connections.run,
              'green_wsgi': green_wsgi.run}
OF_THE_CONTROLLER = ['codec', 'packets', 'packet_in', 'flow_mods', 'flow_stats', 'rest_load', 'connections', 'echo',
                     'topology', 'start_up', 'scaling', 'rest_flows']


def main() -> int:
    """Returns 1 if a benchmark could not be run or an answer was wrong."""
    parser = argparse.ArgumentParser(prog='python -m tests.benchmarks', description='Measures us and peers in turns.')
    parser.add_argument('benchmarks', nargs='*', metavar='BENCHMARK', choices=[*BENCHMARKS, []],
                        help=f'{", ".join(BENCHMARKS)}; {", ".join(OF_THE_CONTROLLER)} if none is named')
    parser.add_argument('--quick', action='store_true', default=os.environ.get('QUICK', '0') not in ('', '0'),
                        help='a tenth of the time, or less; QUICK=1 in the environment says the same')
    parser.add_argument('--json', default=str(ROOT / 'build' / 'benchmarks.json'), metavar='FILE')
    options = parser.parse_args()
    sections, start = [], time.monotonic()
    try:
        for name in options.benchmarks or OF_THE_CONTROLLER:
            for section in BENCHMARKS[name](options.quick):
                sections.append(section)
                print(table(section), end='\n\n', flush=True)
    except (BenchmarkError, subprocess.SubprocessError) as error:
        progress(f'benchmark: {error}')
        return 1
    os.makedirs(os.path.dirname(os.path.abspath(options.json)), exist_ok=True)
    seconds = round(time.monotonic() - start)
    with open(options.json, 'w', encoding='utf-8') as output:
        json.dump({'machine': machine(), 'peers': PEERS, 'quick': options.quick, 'seconds': seconds,
                   'sections': [section.as_json() for section in sections]}, output, indent=1)
    progress(f'{seconds} s; written to {options.json}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
