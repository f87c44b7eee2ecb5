"""The standard library's select, green: select, poll and epoll suspend the green thread."""

from __future__ import annotations

import select as _std
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..greenthread import sleep
from ..hubs import get_hub, trampoline
from ..hubs.hub import EXPIRED, READ, WRITE, Waiter
from ..timeout import Timeout
from ._twin import take_names

if TYPE_CHECKING:
    from select import *  # noqa: F403

_poll, _epoll = _std.poll, _std.epoll
_READABLE = _std.POLLIN | _std.POLLPRI | _std.POLLHUP | _std.POLLERR
_WRITABLE = _std.POLLOUT | _std.POLLHUP | _std.POLLERR
_URGENT = _std.POLLPRI


def get_fileno(obj: Any) -> int:
    """The number of a descriptor, given as such or by an object with fileno(); TypeError for anything else."""
    if isinstance(obj, int):
        return obj
    if not hasattr(obj, 'fileno'):
        raise TypeError(f'Expected int or long, got {type(obj)}')
    fileno = obj.fileno()
    if not isinstance(fileno, int):
        raise TypeError(f'Expected int or long, got {type(fileno)}')
    return fileno


def select(rlist: Iterable[Any], wlist: Iterable[Any], xlist: Iterable[Any],
           timeout: float | None = None) -> tuple[list[Any], list[Any], list[Any]]:
    """As select.select, for descriptors of any number: the three lists of what is ready."""
    wanted: list[tuple[Any, int, int]] = []
    rlist, wlist, xlist = list(rlist), list(wlist), list(xlist)
    poll = _poll()
    masks: dict[int, int] = {}
    for objects, bits in ((rlist, _std.POLLIN), (wlist, _std.POLLOUT), (xlist, _URGENT)):
        for obj in objects:
            fileno = get_fileno(obj)
            if fileno < 0:
                raise ValueError(f'file descriptor cannot be a negative integer ({fileno})')
            masks[fileno] = masks.get(fileno, 0) | bits
            wanted.append((obj, fileno, bits))
    for fileno, mask in masks.items():
        poll.register(fileno, mask)
    events = dict(_wait(poll, masks, timeout))
    for fileno, event in events.items():
        if event & _std.POLLNVAL:
            raise OSError(9, f'Bad file descriptor: {fileno}')
    return ([obj for obj in rlist if events.get(get_fileno(obj), 0) & (_READABLE & ~_URGENT)],
            [obj for obj in wlist if events.get(get_fileno(obj), 0) & _WRITABLE],
            [obj for obj in xlist if events.get(get_fileno(obj), 0) & _URGENT])


def _wait(poll: Any, masks: dict[int, int], timeout: float | None) -> list[tuple[int, int]]:
    """What `poll` finds within `timeout` seconds; `masks` is what it looks for, by descriptor."""
    if timeout is not None and timeout <= 0:
        sleep(0)  # a program that asks in a loop must not starve the others
        return poll.poll(0)
    events = poll.poll(0)
    if events:
        return events
    hub = get_hub()
    deadline = None if timeout is None else hub.clock() + timeout
    while not events:
        remaining = None if deadline is None else deadline - hub.clock()
        if _wait_for_any(hub, masks, remaining) is EXPIRED:
            return poll.poll(0)
        events = poll.poll(0)
    return events


def _wait_for_any(hub: Any, masks: dict[int, int], timeout: float | None) -> Any:
    waiter = Waiter(hub)
    listeners = []
    try:
        for fileno, mask in masks.items():
            if mask & (_std.POLLIN | _URGENT) or not mask & _std.POLLOUT:
                listeners.append(hub.add(READ, fileno, waiter.wake, waiter.throw_now))
            if mask & _std.POLLOUT:
                listeners.append(hub.add(WRITE, fileno, waiter.wake, waiter.throw_now))
        return waiter.wait(timeout)
    finally:
        for listener in listeners:
            hub.remove(listener)


class poll:
    """As select.poll."""

    def __init__(self) -> None:
        self._poll = _poll()
        self._masks: dict[int, int] = {}

    def register(self, fd: Any, eventmask: int = _std.POLLIN | _std.POLLPRI | _std.POLLOUT) -> None:
        """Add a descriptor, or change what is looked for."""
        self._poll.register(fd, eventmask)
        self._masks[get_fileno(fd)] = eventmask

    def modify(self, fd: Any, eventmask: int) -> None:
        """Change what is looked for; an unknown descriptor is an OSError with ENOENT."""
        self._poll.modify(fd, eventmask)
        self._masks[get_fileno(fd)] = eventmask

    def unregister(self, fd: Any) -> None:
        """Remove a descriptor; KeyError when it is unknown."""
        self._poll.unregister(fd)
        del self._masks[get_fileno(fd)]

    def poll(self, timeout: float | None = None) -> list[tuple[int, int]]:
        """Wait for at most `timeout` milliseconds; returns pairs of descriptor and events."""
        return _wait(self._poll, self._masks, None if timeout is None or timeout < 0 else timeout / 1000)


class epoll:
    """As select.epoll."""

    def __init__(self, sizehint: int = -1, flags: int = 0) -> None:
        self._epoll = _epoll(sizehint, flags)
        for name in ('close', 'fileno', 'modify', 'register', 'unregister'):
            setattr(self, name, getattr(self._epoll, name))

    @classmethod
    def fromfd(cls, fd: int) -> epoll:
        """An epoll object for an epoll descriptor."""
        self = cls()
        self._epoll.close()
        self.__dict__.clear()
        self._epoll = _epoll.fromfd(fd)
        for name in ('close', 'fileno', 'modify', 'register', 'unregister'):
            setattr(self, name, getattr(self._epoll, name))
        return self

    @property
    def closed(self) -> bool:
        """True once it is closed."""
        return self._epoll.closed

    def poll(self, timeout: float | None = None, maxevents: int = -1) -> list[tuple[int, int]]:
        """Wait for at most `timeout` seconds; returns pairs of descriptor and events."""
        if timeout is not None and timeout == 0:
            sleep(0)
        events = self._epoll.poll(0, maxevents)
        if events or timeout == 0:
            return events
        expired = Timeout(None)
        try:
            trampoline(self._epoll, read=True, timeout=None if timeout is None or timeout < 0 else timeout,
                       timeout_exc=expired)
        except Timeout as e:
            if e is not expired:
                raise
        return self._epoll.poll(0, maxevents)

    def __enter__(self) -> epoll:
        return self

    def __exit__(self, *_: object) -> None:
        self._epoll.close()


take_names(_std, globals())

__all__ = [name for name in vars(_std) if not name.startswith('_')]
__patched__ = ['select', 'poll', 'epoll']
