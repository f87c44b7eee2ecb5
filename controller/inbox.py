"""The bounded inbox that an app reads from: in order for each switch, the switches in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from greenhub.hubs import get_hub
from greenhub.hubs.hub import Waiter

from .events import EventBase

__all__ = ['OTHER', 'PACKET_IN', 'REPLY', 'STATE', 'Dropped', 'Handler', 'Inbox']

Handler = Callable[[Any], Any]

#: How an inbox treats an event when there is no room.
PACKET_IN = 0  # any host can cause any number: a bound of their own, the newest dropped, fairly between switches
REPLY = 1  # statistics: the oldest unread one makes room
OTHER = 2  # kept while a statistics reply can make room
STATE = 3  # never dropped

KIND, HANDLERS, EVENT, LANE, SIZE = range(5)  # of an entry, which is a list; an entry that made room has None as event


@dataclass
class Dropped:
    """What an inbox had no room for."""

    packet_ins: int = 0
    replies: int = 0
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.packet_ins or self.replies or self.others)


class _Lane:
    """The events of one source, in order."""

    __slots__ = ('blanks', 'entries', 'in_turn', 'packet_ins', 'source')

    def __init__(self, source: Hashable) -> None:
        self.source = source
        self.entries: deque[list[Any]] = deque()
        self.packet_ins = 0
        self.blanks = 0
        self.in_turn = False

    def blank(self, entry: list[Any]) -> None:
        """Take an entry out of the middle."""
        entry[EVENT] = None
        self.blanks += 1
        self.sweep()

    def sweep(self) -> None:
        """Let blank entries go once they are more than half of the deque."""
        if self.blanks * 2 > len(self.entries):
            self.entries = deque(each for each in self.entries if each[EVENT] is not None)
            self.blanks = 0


class Inbox:
    """Events that wait for an app.

    PACKET_INs beyond `packet_in_limit` are dropped, the sources sharing the room equally; of everything else
    `other_limit` are kept, and messages of `byte_limit` bytes together, then the oldest unread statistics reply makes
    room. A state change is always kept, and one message of any size.
    """

    def __init__(self, packet_in_limit: int = 1024, other_limit: int = 65536, byte_limit: int = 32 << 20) -> None:
        self.packet_in_limit = packet_in_limit
        self.other_limit = other_limit
        self.byte_limit = byte_limit
        self.packet_ins = 0
        self.others = 0
        self.bytes = 0  # of the others
        self.dropped = Dropped()
        self._lanes: dict[Hashable, _Lane] = {}
        self._turn: deque[_Lane] = deque()  # the lanes that hold something, the next to be read first
        self._replies: deque[list[Any]] = deque()
        self._readers: deque[Waiter] = deque()
        self._writers: deque[Waiter] = deque()

    def __len__(self) -> int:
        return self.packet_ins + self.others

    @property
    def full(self) -> bool:
        """Whether there is room for nothing but PACKET_INs and state changes."""
        return self.others >= self.other_limit

    def put(
        self, source: Hashable, kind: int, handlers: tuple[Handler, ...], event: EventBase, size: int = 0
    ) -> bool:
        """Queue an event of a source, whose message took `size` bytes; False where there was no room for it."""
        lane = self._lanes.get(source)
        if lane is None:
            lane = _Lane(source)
        if kind == PACKET_IN:
            if self.packet_ins >= self.packet_in_limit and not self._yield_packet_in(lane):
                self.dropped.packet_ins += 1
                return False
            self.packet_ins += 1
            lane.packet_ins += 1
        else:
            if kind != STATE and not self._make_room(size):
                self.dropped.others += 1
                return False
            self.others += 1
            self.bytes += size
        entry = [kind, handlers, event, lane, size]
        if kind == REPLY:
            self._remember_reply(entry)
        if not lane.in_turn:
            lane.in_turn = True
            self._lanes[source] = lane
            self._turn.append(lane)
        lane.entries.append(entry)
        if self._readers:
            self._readers.popleft().wake()
        return True

    def get(self) -> tuple[tuple[Handler, ...], Any]:
        """The next event and who handles it; waits for one."""
        while True:
            while self._turn:
                lane = self._turn[0]
                entry = lane.entries.popleft() if lane.entries else None
                if lane.blanks:
                    lane.blanks -= entry is not None and entry[EVENT] is None
                    lane.sweep()
                if not lane.entries:
                    self._turn.popleft()
                    lane.in_turn = False
                    del self._lanes[lane.source]
                elif len(self._turn) > 1:
                    self._turn.rotate(-1)
                if entry is None:
                    continue
                event = entry[EVENT]
                if event is None:
                    continue
                if entry[KIND] == PACKET_IN:
                    self.packet_ins -= 1
                    lane.packet_ins -= 1
                else:
                    self.others -= 1
                    self.bytes -= entry[SIZE]
                    entry[EVENT] = None
                    if self._writers:
                        self._writers.popleft().wake()
                return entry[HANDLERS], event
            self._wait(self._readers, None)

    @property
    def idle_readers(self) -> int:
        """How many greenthreads wait for an event."""
        return len(self._readers)

    def drain(self) -> Iterator[tuple[Hashable, int, tuple[Handler, ...], Any, int]]:
        """Take everything out, as what `put` was given, each source's in order."""
        for lane in self._turn:
            for kind, handlers, event, _, size in lane.entries:
                if event is not None:
                    yield lane.source, kind, handlers, event, size
        self._lanes.clear()
        self._turn.clear()
        self._replies.clear()
        self.packet_ins = self.others = self.bytes = 0
        while self._writers:
            self._writers.popleft().wake()

    def merge(self, source: Hashable, into: Hashable) -> None:
        """Have the events of a source follow those of another, as if they had been that one's."""
        lane = self._lanes.pop(source, None)
        if lane is None:
            return
        target = self._lanes.get(into)
        if target is None:
            lane.source = into
            self._lanes[into] = lane
            return
        self._turn.remove(lane)
        lane.in_turn = False
        for entry in lane.entries:
            entry[LANE] = target
        target.entries.extend(lane.entries)
        target.packet_ins += lane.packet_ins
        target.blanks += lane.blanks

    def wait_for_room(self, seconds: float) -> bool:
        """Wait until something was taken out; False where there is still no room after that time."""
        if self.full:
            self._wait(self._writers, seconds)
        return not self.full

    def _wait(self, line: deque[Waiter], seconds: float | None) -> None:
        waiter = Waiter(get_hub())
        line.append(waiter)
        try:
            waiter.wait(seconds)
        finally:
            if waiter in line:  # nobody woke it: the time was over, or its greenthread was killed
                line.remove(waiter)

    def _yield_packet_in(self, lane: _Lane) -> bool:
        """Make room for a source that has less than its share, at the cost of the one that has most."""
        busy = [each for each in self._turn if each.packet_ins]
        share = self.packet_in_limit // max(1, len(busy) + (not lane.packet_ins))
        if not busy or lane.packet_ins >= share:
            return False
        largest = max(busy, key=lambda each: each.packet_ins)
        if largest is lane:
            return False
        newest = next(e for e in reversed(largest.entries) if e[KIND] == PACKET_IN and e[EVENT] is not None)
        largest.blank(newest)
        largest.packet_ins -= 1
        self.packet_ins -= 1
        self.dropped.packet_ins += 1
        return True

    def _make_room(self, size: int) -> bool:
        """Whether there is room for a message of that size, once statistics replies have gone."""
        while self.others >= self.other_limit or (self.bytes and self.bytes + size > self.byte_limit):
            if not self._yield_reply():
                return False
        return True

    def _yield_reply(self) -> bool:
        """Drop the oldest unread statistics reply, if there is one."""
        while self._replies:
            entry = self._replies.popleft()
            if entry[EVENT] is not None:
                entry[LANE].blank(entry)
                self.others -= 1
                self.bytes -= entry[SIZE]
                self.dropped.replies += 1
                return True
        return False

    def _remember_reply(self, entry: list[Any]) -> None:
        while self._replies and self._replies[0][EVENT] is None:
            self._replies.popleft()
        self._replies.append(entry)
