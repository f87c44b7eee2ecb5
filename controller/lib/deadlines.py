"""Deadlines in the order in which they come, for protocols that are given the time. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Generic, TypeVar

__all__ = ['Deadlines']

K = TypeVar('K', bound=Hashable)

SPARE = 64  # entries without meaning that the heap may always hold


class Deadlines(Generic[K]):
    """Any number of timers by name, each set once at a time; what is due comes out earliest first."""

    def __init__(self) -> None:
        self._due: dict[K, float] = {}
        self._heap: list[tuple[float, int, K]] = []  # holds what was set anew or cancelled, too
        self._numbers = count()

    def __contains__(self, key: K) -> bool:
        return key in self._due

    def __len__(self) -> int:
        return len(self._due)

    def set(self, key: K, when: float) -> None:
        """Set a timer, or set it anew."""
        self._due[key] = when
        heappush(self._heap, (when, next(self._numbers), key))
        if len(self._heap) > 2 * len(self._due) + SPARE:
            self._heap = [(when, next(self._numbers), key) for key, when in self._due.items()]
            heapify(self._heap)

    def cancel(self, key: K) -> None:
        """Stop a timer, if it is set."""
        self._due.pop(key, None)

    def get(self, key: K) -> float | None:
        """When a timer is due, None where it is not set."""
        return self._due.get(key)

    @property
    def next(self) -> float | None:
        """When the earliest timer is due, None where none is set."""
        while self._heap:
            when, _, key = self._heap[0]
            if self._due.get(key) == when:
                return when
            heappop(self._heap)
        return None

    def take(self, now: float) -> Iterator[K]:
        """Each timer that is due, which is stopped thereby; one that is set anew meanwhile, and is due, comes too."""
        while (when := self.next) is not None and when <= now:
            key = heappop(self._heap)[2]
            del self._due[key]
            yield key
