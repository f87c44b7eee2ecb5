"""The hub that works everywhere: select, for descriptors with numbers below 1,024."""

from __future__ import annotations

import os
from typing import Any

from ..originals import original
from . import epolls

__all__ = ['Hub', 'is_available']

_select: Any = original('select')


def is_available() -> bool:
    """True: every system has select."""
    return True


class _Select:
    """select in the shape of epoll."""

    def __init__(self) -> None:
        self._masks: dict[int, int] = {}

    def register(self, fileno: int, mask: int) -> None:
        os.fstat(fileno)  # raises for a descriptor that is not open
        self._masks[fileno] = mask

    modify = register

    def unregister(self, fileno: int) -> None:
        self._masks.pop(fileno, None)

    def poll(self, seconds: float | None, _most: int) -> list[tuple[int, int]]:
        try:
            reading = [fileno for fileno, mask in self._masks.items() if mask & epolls.READABLE]
            writing = [fileno for fileno, mask in self._masks.items() if mask & epolls.OUT]
            readable, writable, _ = _select.select(reading, writing, [], seconds)
        except OSError:
            return [(fileno, epolls.ERR) for fileno in self._masks if not _is_open(fileno)]
        events = dict.fromkeys(readable, epolls.IN)
        for fileno in writable:
            events[fileno] = events.get(fileno, 0) | epolls.OUT
        return list(events.items())

    def close(self) -> None:
        """There is nothing to close."""


def _is_open(fileno: int) -> bool:
    try:
        os.fstat(fileno)
    except OSError:
        return False
    return True


class Hub(epolls.Hub):
    """A run loop that asks select."""

    def make_poller(self) -> _Select:
        return _Select()
