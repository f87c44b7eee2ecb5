"""The hub where epoll does not exist, or is not wanted: poll."""

from __future__ import annotations

from typing import Any

from ..originals import original
from . import epolls

__all__ = ['Hub', 'is_available']

_select: Any = original('select')


def is_available() -> bool:
    """True where the system has poll."""
    return hasattr(_select, 'poll')


class _Poll:
    """A poll object in the shape of epoll; their event bits are the same."""

    def __init__(self) -> None:
        self._poll = _select.poll()
        self.register, self.modify, self.unregister = self._poll.register, self._poll.modify, self._poll.unregister

    def poll(self, seconds: float | None, _most: int) -> list[tuple[int, int]]:
        # rounded up: a hub that wakes a moment too early only to wait again would spin
        found = self._poll.poll(None if seconds is None else -int(-seconds * 1000 // 1))
        return [(fileno, _select.POLLERR if event & _select.POLLNVAL else event) for fileno, event in found]

    def close(self) -> None:
        """There is nothing to close."""


class Hub(epolls.Hub):
    """A run loop that asks poll."""

    def make_poller(self) -> _Poll:
        return _Poll()
