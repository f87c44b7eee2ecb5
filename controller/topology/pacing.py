"""When which port is to be probed: each once in an interval, all of them evenly over it, new ones at once."""

from __future__ import annotations

from collections.abc import Hashable
from heapq import heappop, heappush
from typing import Generic, TypeVar

__all__ = ['Pacer']

#: Parts of an interval; the probes of one part are sent together.
SLOTS = 60
#: How many parts after its probe a port is judged: by then the probe has arrived, or is lost.
GRACE = 20
#: So many parts late, the schedule is moved rather than made up for: the probes would all leave together.
LATE = 5
#: Seconds after a port came up at which it is probed besides its turn: the first probe may be too early for the peer.
LADDER = (0.0, 0.2, 0.8)
#: Ports that are probed out of turn in one part, the others wait for the next: switches have queues too.
BURST = 100
#: How often one port is: a port that flaps cannot take the turns of the others.
OFTEN = 4

K = TypeVar('K', bound=Hashable)


class Pacer(Generic[K]):
    """A clock face of slots, each with the keys whose turn it is there; and keys that are in a hurry."""

    def __init__(self, now: float, interval: float) -> None:
        self.step = interval / SLOTS
        self._slots: list[dict[K, None]] = [{} for _ in range(SLOTS)]
        self._slot_of: dict[K, int] = {}
        self._next = 0
        self._time = now  # of the next slot
        self._hurried: list[tuple[float, int, int, K]] = []  # when, whose ladder, which step of it
        self._ladders: dict[K, int] = {}  # the newest of each key: steps of older ones mean nothing
        self._count = 0
        self._allowed = BURST
        self._came: dict[K, int] = {}  # out of turn in this part, and how often
        self._refill = now + self.step

    def __len__(self) -> int:
        return len(self._slot_of)

    def __contains__(self, key: object) -> bool:
        return key in self._slot_of

    def add(self, key: K) -> None:
        """Give a key its turn, where the fewest others have theirs."""
        if key not in self._slot_of:
            slot = self._slot_of[key] = min(range(SLOTS), key=lambda each: len(self._slots[each]))
            self._slots[slot][key] = None

    def remove(self, key: K) -> None:
        """Take a key out, if it is in."""
        slot = self._slot_of.pop(key, None)
        self._ladders.pop(key, None)
        if slot is not None:
            del self._slots[slot][key]

    def hurry(self, key: K, now: float) -> None:
        """Have a key come at once, and a few times more until its turn comes."""
        self._count += 1
        self._ladders[key] = self._count
        for rung, wait in enumerate(LADDER):
            heappush(self._hurried, (now + wait, self._count, rung, key))

    def due(self, now: float) -> tuple[list[K], list[K]]:
        """Whose turn it is, and who is to be judged now: the keys whose turn was a while ago."""
        turn: list[K] = []
        judged: list[K] = []
        if now - self._time > LATE * self.step:
            self._time = now
        while self._time <= now:
            turn += self._slots[self._next]
            judged += self._slots[self._next - GRACE]
            self._next = (self._next + 1) % SLOTS
            self._time += self.step
        return turn, judged

    def hurried(self, now: float) -> list[tuple[K, bool]]:
        """Who comes out of turn now, and whether it came so before; what is too much at once is left for later."""
        if now >= self._refill:
            self._allowed, self._refill = BURST, now + self.step
            self._came.clear()
        found = []
        while self._hurried and self._hurried[0][0] <= now and self._allowed:
            _, ladder, rung, key = heappop(self._hurried)
            if self._ladders.get(key) != ladder:
                continue
            came = self._came[key] = self._came.get(key, 0) + 1
            if came > OFTEN:
                heappush(self._hurried, (self._refill, ladder, rung, key))
                continue
            if rung == len(LADDER) - 1:
                del self._ladders[key]
            self._allowed -= 1
            found.append((key, bool(rung)))
        return found
