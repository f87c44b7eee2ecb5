"""500 ports on emulated switches, their links observed for ten minutes: every one is found, and none is lost.

    python -m tests.soak.topology [--minutes N] [--switches N] [--reach N]

Controller and switches share this process, and time is real. Ends with status 1 where a link was not found in time,
was lost, or an alarm was raised.
"""

from __future__ import annotations

import argparse
import logging
import resource
import sys
import time
from collections import Counter
from typing import Any

import greenhub
from controller.app import App, set_ev_cls
from controller.config import Config
from controller.emulator.network import Network
from controller.emulator.transport import in_memory
from controller.manager import Controller
from controller.topology.events import EventLinkAdd, EventLinkDelete, EventTopologyAlarm
from tests.circulant import circulant

__all__ = ['main', 'watch']

#: Seconds after the last switch has joined until every link is known.
FOUND_WITHIN = 3.0
#: Seconds between two looks.
LOOK = 60.0


class Watching(App):
    """Counts what topology tells, and shows what it should not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told: Counter[str] = Counter()
        self.shown = True

    @set_ev_cls([EventLinkAdd, EventLinkDelete, EventTopologyAlarm])
    def listen(self, ev: Any) -> None:
        """Count one more."""
        self.told[type(ev).__name__] += 1
        if self.shown and not isinstance(ev, EventLinkAdd):
            print(time.strftime('%X'), ev, flush=True)


def watch(switches: int, reach: int, seconds: float) -> Counter[str]:
    """Run a network for so long; what topology has told, by class of event. Raises TimeoutError if not all joined."""
    controller = Controller(Config())
    controller.load([Watching])
    app: Any = controller.apps['Watching']
    network = Network(circulant(switches, reach), in_memory(controller), spanning_tree=False)
    wanted = 2 * switches * reach
    controller.start_apps()
    network.start()
    try:
        network.wait_until_connected(30.0)
        greenhub.sleep(FOUND_WITHIN)
        print(f'{switches} switches, {wanted} ports: {app.told["EventLinkAdd"]} of {wanted} links found within '
              f'{FOUND_WITHIN:g} s', flush=True)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            greenhub.sleep(min(left, LOOK))
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            delays = [link.delay or 0.0 for link in controller.apps['switches'].links]  # type: ignore[attr-defined]
            print(f'{time.strftime("%X")} {len(delays)} links, {dict(app.told)}, {time.process_time():.0f} s of CPU, '
                  f'{memory} MiB, longest delay {max(delays, default=0.0) * 1000:.1f} ms', flush=True)
        return app.told.copy()
    finally:
        app.shown = False  # that all is gone at the end goes without saying
        network.stop()
        controller.stop()


def main() -> int:
    """Returns 1 if the links were not as they had to be."""
    parser = argparse.ArgumentParser(prog='python -m tests.soak.topology', description='No link flaps.')
    parser.add_argument('--minutes', type=float, default=10.0)
    parser.add_argument('--switches', type=int, default=50)
    parser.add_argument('--reach', type=int, default=5, help='how many of the next switches each is linked with')
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    told = watch(options.switches, options.reach, options.minutes * 60)
    good = told == {'EventLinkAdd': 2 * options.switches * options.reach}
    print('nothing flapped' if good else f'links came or went: {dict(told)}')
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
