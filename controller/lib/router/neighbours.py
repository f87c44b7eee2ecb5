"""Which neighbours the routers of a switch know, and which they ask for while packets wait (RFC 826; RFC 1122, 2.3.2).

Pure: the time is a parameter.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from ..deadlines import Deadlines
from .values import Hop

__all__ = ['MOST_ASKED', 'MOST_HELD', 'MOST_NEIGHBOURS', 'Held', 'Key', 'Neighbour', 'Neighbours', 'Question']

#: Neighbours that are remembered of a switch, each with its flow entry; hosts can make up as many as they like.
MOST_NEIGHBOURS = 16384
#: Neighbours that a switch's routers ask for at a time, and packets that wait for each of them.
MOST_ASKED = 256
MOST_HELD = 8

TRIES = 2
BETWEEN_TRIES = 1.0  # seconds

#: A neighbour's VLAN (0: none) and its IPv4 address.
Key: TypeAlias = tuple[int, int]


class Held(NamedTuple):
    """A packet that waits, and the port by which it came."""

    frame: bytes
    port: int


@dataclass(slots=True)
class Neighbour:
    """A neighbour, when it was last heard, and when its flow entry was last installed."""

    hop: Hop
    heard: float
    installed: float


@dataclass(slots=True)
class Question:
    """What is asked for, and what waits for the answer, the newest packets; `tries` is how often it was asked."""

    tries: int = 1
    held: deque[Held] = field(default_factory=lambda: deque(maxlen=MOST_HELD))


class Neighbours:
    """The neighbours of a switch by VLAN and address, and the questions that are open."""

    def __init__(self) -> None:
        self._known: OrderedDict[Key, Neighbour] = OrderedDict()  # the one that was heard last is the last
        self._asked: dict[Key, Question] = {}
        self._deadlines: Deadlines[Key] = Deadlines()

    def __len__(self) -> int:
        return len(self._known)

    def __iter__(self) -> Iterator[tuple[Key, Neighbour]]:
        return iter(list(self._known.items()))

    @property
    def deadline(self) -> float | None:
        """When a question is to be asked once more, or given up."""
        return self._deadlines.next

    def get(self, key: Key) -> Neighbour | None:
        """A neighbour, if it is known."""
        return self._known.get(key)

    def learn(self, key: Key, hop: Hop, now: float) -> Neighbour:
        """A neighbour was heard, there."""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Neighbour(hop, now, float('-inf'))
        elif known.hop != hop:
            known.hop, known.installed = hop, float('-inf')
        known.heard = now
        self._known.move_to_end(key)
        return known

    def spill(self) -> tuple[Key, Neighbour] | None:
        """Forget the neighbour that was not heard for longest, if there are too many."""
        return self._known.popitem(last=False) if len(self._known) > MOST_NEIGHBOURS else None

    def forget(self, key: Key) -> None:
        """Know nothing of a neighbour any more."""
        del self._known[key]

    def hold(self, key: Key, packet: Held, now: float) -> bool | None:
        """Have a packet wait for a neighbour: True if that is to be asked for now, None if there is no room."""
        question = self._asked.get(key)
        if question is not None:
            question.held.append(packet)
            return False
        if len(self._asked) >= MOST_ASKED:
            return None
        self._asked[key] = question = Question()
        question.held.append(packet)
        self._deadlines.set(key, now + BETWEEN_TRIES)
        return True

    def answered(self, key: Key) -> list[Held]:
        """The packets that waited for a neighbour, in order; they wait no more."""
        question = self._asked.pop(key, None)
        if question is None:
            return []
        self._deadlines.cancel(key)
        return list(question.held)

    def due(self, now: float) -> Iterator[tuple[Key, list[Held] | None]]:
        """Each neighbour to ask for once more, with None, or that has not answered, with the packets that waited."""
        for key in self._deadlines.take(now):
            question = self._asked[key]
            if question.tries < TRIES:
                question.tries += 1
                self._deadlines.set(key, now + BETWEEN_TRIES)
                yield key, None
            else:
                del self._asked[key]
                yield key, list(question.held)

    def drop_questions(self, vlan: int) -> None:
        """Ask for no neighbour of a VLAN any more, and let go what waits."""
        for key in [key for key in self._asked if key[0] == vlan]:
            self.answered(key)
