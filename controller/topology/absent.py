"""Hosts whose port went down or whose switch left: they are asked when it is back.

A host that comes back with its cable may be silent to the controller for long, as flow entries forward what it sends.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ['AbsentHosts', 'Remembered']

#: Ports of which hosts are remembered, and how many of each.
PORTS, PER_PORT = 4096, 16
#: Seconds after its port is up that a host is asked, and how often, each time after twice as long: it may take a while
#: to be up itself, and a spanning tree to let its answers through.
ASK_AFTER, TIMES = 2.0, 5

Place = tuple[int, int]


class Remembered(NamedTuple):
    """What it takes to ask a host whether it is there."""

    mac: bytes
    address: bytes
    vid: int | None


class AbsentHosts:
    """Who was at which port (datapath id and number), and which of them are to be asked."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[Place, dict[bytes, Remembered]] = OrderedDict()
        self._waiting: dict[Place, tuple[float, int]] = {}  # when to ask, and how often it was done

    def left(self, place: Place, host: Remembered) -> None:
        """A host is gone with its port."""
        self._waiting.pop(place, None)
        hosts = self._hosts.setdefault(place, {})
        self._hosts.move_to_end(place)
        hosts.pop(host.mac, None)
        hosts[host.mac] = host
        if len(hosts) > PER_PORT:
            del hosts[next(iter(hosts))]
        if len(self._hosts) > PORTS:
            self.forget(next(iter(self._hosts)))

    def forget(self, place: Place) -> None:
        """There are no hosts at a port."""
        self._hosts.pop(place, None)
        self._waiting.pop(place, None)

    def is_up(self, place: Place, now: float) -> None:
        """A port is up."""
        if place in self._hosts and place not in self._waiting:
            self._waiting[place] = now + ASK_AFTER, 0

    def is_down(self, place: Place) -> None:
        """A port is down again, before its hosts could be asked as often as they are to be."""
        self._waiting.pop(place, None)

    def has_left(self, dpid: int) -> None:
        """All ports of a switch are down again."""
        self._waiting = {place: waiting for place, waiting in self._waiting.items() if place[0] != dpid}

    def due(self, now: float) -> Iterator[tuple[Place, Remembered]]:
        """Who is to be asked now, and where."""
        for place, (when, done) in list(self._waiting.items()):
            if when <= now:
                hosts = self._hosts[place]
                if done + 1 < TIMES:
                    self._waiting[place] = now + ASK_AFTER * 2 ** (done + 1), done + 1
                else:
                    self.forget(place)
                yield from ((place, host) for host in hosts.values())
