"""The hub on macOS and BSD: kqueue."""

from __future__ import annotations

from typing import Any

from ..originals import original
from . import epolls

__all__ = ['Hub', 'is_available']

_select: Any = original('select')


def is_available() -> bool:
    """True where the system has kqueue."""
    return hasattr(_select, 'kqueue')


class _Kqueue:
    """kqueue in the shape of epoll: each direction is a filter of its own, added and deleted by a change."""

    def __init__(self) -> None:
        self._kqueue = _select.kqueue()
        self._filters = ((_select.KQ_FILTER_READ, epolls.IN), (_select.KQ_FILTER_WRITE, epolls.OUT))

    def register(self, fileno: int, mask: int) -> None:
        for kqueue_filter, bit in self._filters:
            if mask & bit:
                self._change(fileno, kqueue_filter, _select.KQ_EV_ADD)  # also when it is there already
            else:
                self._delete(fileno, kqueue_filter)

    modify = register

    def unregister(self, fileno: int) -> None:
        for kqueue_filter, _ in self._filters:
            self._delete(fileno, kqueue_filter)

    def _delete(self, fileno: int, kqueue_filter: int) -> None:
        try:
            self._change(fileno, kqueue_filter, _select.KQ_EV_DELETE)
        except FileNotFoundError:  # it is not there, or went with its descriptor
            pass

    def _change(self, fileno: int, kqueue_filter: int, action: int) -> None:
        self._kqueue.control([_select.kevent(fileno, kqueue_filter, action)], 0, 0)

    def poll(self, seconds: float | None, most: int) -> list[tuple[int, int]]:
        events: dict[int, int] = {}
        for event in self._kqueue.control(None, most, seconds):
            bits = epolls.IN if event.filter == _select.KQ_FILTER_READ else epolls.OUT
            if event.flags & _select.KQ_EV_EOF:
                bits |= epolls.HUP
            events[event.ident] = events.get(event.ident, 0) | bits
        return list(events.items())

    def close(self) -> None:
        try:
            self._kqueue.close()
        except OSError:  # the child of a fork does not inherit it
            pass


class Hub(epolls.Hub):
    """A run loop that asks kqueue."""

    def make_poller(self) -> _Kqueue:
        return _Kqueue()
