"""The switches of a controller: who is connected, and whose a datapath id is."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from .bus import Bus
from .datapath import Datapath, DatapathError, OFPErrorReply, place_of
from .events import EventOFPDatapathConflict
from .inbox import STATE
from .log import Throttle
from .openflow.connection import Budget

__all__ = ['Registry']

#: Seconds in which the owner of a datapath id has to answer an ECHO when a second connection claims the id.
PROOF = 2.0


class Registry(Mapping[int, Datapath]):
    """The switches that are in use (phase MAIN), by datapath id; `connections` has every connection."""

    def __init__(self, bus: Bus, versions: frozenset[int]) -> None:
        self.bus = bus
        self.versions = versions
        self.logger = logging.getLogger('controller.switches')
        self.connections: set[Datapath] = set()
        self.budget = Budget()
        self._owners: dict[int, Datapath] = {}
        self._in_use: dict[int, Datapath] = {}
        self.throttle = Throttle()  # of lines that any client could cause
        self.dumps = Throttle(60.0)  # of messages that could not be read
        self._comings = Throttle(burst=100)

    def __getitem__(self, dpid: int) -> Datapath:
        return self._in_use[dpid]

    def __iter__(self) -> Iterator[int]:
        return iter(self._in_use)

    def __len__(self) -> int:
        return len(self._in_use)

    def claim(self, newer: Datapath, dpid: int) -> bool:
        """Give a datapath id to a connection that says it is its own; False where an older one lives.

        The older connection proves that it lives by answering an ECHO; waits 2 s for that.
        """
        while (older := self._owners.get(dpid)) is not None and older is not newer:
            lives, why = self._proves_life(older)
            if lives:
                self._settle(older, newer, f'{older} is already connected from {place_of(older.address)}')
                return False
            place = place_of(newer.address)
            self._settle(newer, older, f'{older} connected anew from {place}; the older connection: {why}')
        if newer.is_active:
            self._owners[dpid] = newer
        return newer.is_active

    def _proves_life(self, older: Datapath) -> tuple[bool, str]:
        """Whether a connection answers, and if not, why."""
        try:
            older.request(older.ofproto_parser.OFPEchoRequest(older), timeout=PROOF)
        except OFPErrorReply:
            return True, ''  # an answer too
        except DatapathError as error:
            return False, str(error)
        return True, ''

    def _settle(self, kept: Datapath, dropped: Datapath, reason: str) -> None:
        self.bus.publish(EventOFPDatapathConflict(kept, dropped), kind=STATE)
        dropped.close(reason)

    def joined(self, datapath: Datapath) -> None:
        """A switch's channel is in use."""
        self._in_use[datapath.id] = datapath  # type: ignore[index]
        held = self._comings.pass_through('joined')
        if held is not None:
            self.logger.info(
                '%s joined from %s: OpenFlow %s, %d ports%s', datapath, place_of(datapath.address),
                datapath.ofproto.name, len(datapath.ports), f' (and {held} others)' if held else '',
            )  # fmt: skip

    def left(self, datapath: Datapath, reason: str) -> None:
        """A connection has ended."""
        self.connections.discard(datapath)
        if self._owners.get(datapath.id) is datapath:  # type: ignore[arg-type]
            del self._owners[datapath.id]  # type: ignore[arg-type]
        if self._in_use.get(datapath.id) is datapath:  # type: ignore[arg-type]
            del self._in_use[datapath.id]  # type: ignore[arg-type]
            held = self._comings.pass_through('left')
            if held is not None:
                self.logger.info('%s left: %s%s', datapath, reason, f' (and {held} others)' if held else '')
            return
        held = self.throttle.pass_through('unjoined')
        if held is not None:
            more = f' (and {held} others)' if held else ''
            self.logger.warning('connection from %s ended before use: %s%s', place_of(datapath.address), reason, more)
