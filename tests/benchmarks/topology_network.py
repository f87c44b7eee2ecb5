"""An emulated network for a controller in another process; it prints how long its switches took to join, and lives
until its standard input ends.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

import greenhub
from controller.emulator.network import Network
from controller.emulator.transport import over_tcp
from controller.openflow import OF13
from greenhub import tpool
from tests.circulant import circulant


def main() -> None:
    """Connects, and stays."""
    parser = argparse.ArgumentParser()
    for name in ('port', 'core', 'switches', 'reach'):
        parser.add_argument(f'--{name}', type=int, required=True)
    options = parser.parse_args()
    os.sched_setaffinity(0, {options.core})
    topology = circulant(options.switches, options.reach)
    network = Network(topology, over_tcp('127.0.0.1', options.port), versions=[OF13], spanning_tree=False)
    start = time.monotonic()
    network.start()
    network.wait_until_connected(60.0)
    print(time.monotonic() - start, flush=True)
    tpool.execute(sys.stdin.read)
    network.stop()
    greenhub.sleep(0)


if __name__ == '__main__':
    main()
