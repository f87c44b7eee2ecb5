"""The standard library's select, green: select, poll, epoll and kqueue suspend the green thread."""

from __future__ import annotations

import os
import select as _std
from collections.abc import Iterable
from errno import EBADF
from math import ceil
from typing import TYPE_CHECKING, Any

from ..greenthread import sleep
from ..hubs import get_hub, notify_close, notify_opened
from ..hubs.hub import EXPIRED, READ, WRITE, Waiter
from ._twin import take_names

if TYPE_CHECKING:
    from select import *  # noqa: F403

_poll: Any = _std.poll
_epoll: Any = getattr(_std, 'epoll', None)
_kqueue: Any = getattr(_std, 'kqueue', None)

_IN, _OUT, _URGENT = _std.POLLIN, _std.POLLOUT, _std.POLLPRI
_PLAIN = _IN | _OUT
_ENDED = _std.POLLHUP | _std.POLLERR
_MOST_MILLISECONDS = 2 ** 31 - 1


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
    if timeout is not None and timeout < 0:
        raise ValueError('timeout must be non-negative')
    wanted = [[(obj, get_fileno(obj)) for obj in objects] for objects in (rlist, wlist, xlist)]
    masks: dict[int, int] = {}
    for pairs, bits in zip(wanted, (_IN, _OUT, _URGENT), strict=True):
        for _, fileno in pairs:
            if fileno < 0:
                raise ValueError(f'file descriptor cannot be a negative integer ({fileno})')
            masks[fileno] = masks.get(fileno, 0) | bits
    poll = _poll()
    for fileno, mask in masks.items():
        poll.register(fileno, mask)
    events = dict(_wait(poll, masks, timeout))
    for fileno, event in events.items():
        if event & _std.POLLNVAL:
            raise OSError(EBADF, f'{os.strerror(EBADF)}: {fileno}')
    readable, writable, urgent = ([obj for obj, fileno in pairs if events.get(fileno, 0) & bits]
                                  for pairs, bits in zip(wanted, (_IN | _ENDED, _OUT | _ENDED, _URGENT), strict=True))
    return readable, writable, urgent


def _wait(poll: Any, masks: dict[int, int], timeout: float | None) -> list[tuple[int, int]]:
    """What `poll` finds within `timeout` seconds; `masks` is what it looks for, by descriptor."""
    events = poll.poll(0)
    if timeout is not None and timeout <= 0:
        if any(event & _std.POLLNVAL for _, event in events):
            return events  # before the hub, if there is none yet, takes the number for a descriptor of its own
        sleep(0)  # a program that asks in a loop must not starve the others
        return poll.poll(0)
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
    """Wait until one of the descriptors is ready; EXPIRED when none is within `timeout` seconds.

    The hub knows data to read and room to write.  Who asks for something else, such as urgent data alone, must not be
    woken by these: an epoll of its own listens for it, and the hub to that.
    """
    special = {fileno: mask & ~_PLAIN for fileno, mask in masks.items() if mask & ~_PLAIN or not mask}
    if not special:
        return _wait_for_plain(hub, masks, timeout)
    if _epoll is None:
        return _wait_for_plain(hub, {fileno: mask | _IN for fileno, mask in masks.items()}, timeout)
    with _epoll() as poller:  # its bits are those of poll
        for fileno, mask in special.items():
            try:
                poller.register(fileno, mask)
            except PermissionError:
                pass  # a regular file: there never is more than data
        notify_opened(poller.fileno())
        try:
            return _wait_for_plain(hub, {**masks, poller.fileno(): _IN}, timeout)
        finally:
            notify_close(poller.fileno())


def _wait_for_plain(hub: Any, masks: dict[int, int], timeout: float | None) -> Any:
    waiter = Waiter(hub)
    listeners = []
    try:
        for fileno, mask in masks.items():
            if mask & _IN:
                listeners.append(hub.add(READ, fileno, waiter.wake, waiter.throw_now))
            if mask & _OUT:
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
        self._polling = False

    def register(self, fd: Any, eventmask: int = _IN | _URGENT | _OUT) -> None:
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
        """Wait for at most `timeout` milliseconds; returns pairs of descriptor and events.

        Raises RuntimeError when another green thread waits with this object.
        """
        if self._polling:
            raise RuntimeError('concurrent poll() invocation')
        seconds = _seconds(timeout, 1000)
        self._polling = True
        try:
            return _wait(self._poll, self._masks, seconds)
        finally:
            self._polling = False


def _seconds(timeout: float | None, per_second: int) -> float | None:
    """A time-out of poll or epoll in seconds, rounded up to milliseconds as they do; None when there is no limit."""
    if timeout is None or timeout < 0:
        return None
    milliseconds = ceil(timeout * 1000 / per_second)
    if milliseconds > _MOST_MILLISECONDS:
        raise OverflowError('timeout is too large')
    return milliseconds / 1000


class _KernelQueue:
    """What epoll and kqueue have in common: a descriptor that is readable when there are events."""

    _queue: Any = None

    def fileno(self) -> int:
        """The number of the descriptor of the queue itself."""
        return self._queue.fileno()

    @property
    def closed(self) -> bool:
        """True once it is closed."""
        return self._queue.closed

    def close(self) -> None:
        """Close it; a green thread that waits for events gets IOClosed."""
        if self._queue is not None and not self._queue.closed:
            notify_close(self._queue.fileno())
            self._queue.close()

    def __del__(self) -> None:
        self.close()

    def _open(self, queue: Any) -> None:
        self._queue = queue
        notify_opened(queue.fileno())

    @classmethod
    def around(cls, queue: Any) -> Any:
        """A green object for a real one, which it closes."""
        self = cls.__new__(cls)
        self._open(queue)
        return self

    def _events(self, timeout: float | None, *ask: Any) -> list[Any]:
        """What `ask[0](*ask[1:])` finds within `timeout` seconds."""
        call, *args = ask
        if timeout == 0:
            sleep(0)  # a program that asks in a loop must not starve the others
            return call(*args)
        events = call(*args)
        if not events:
            hub = get_hub()
            deadline = None if timeout is None else hub.clock() + timeout
            while not events:
                remaining = None if deadline is None else deadline - hub.clock()
                try:
                    hub.wait_for(READ, self._queue.fileno(), remaining, _Expired)
                except _Expired:
                    return call(*args)
                events = call(*args)
        return events


class _Expired(Exception):
    """The time to wait for events is over."""


class _Epoll(_KernelQueue):
    """As select.epoll."""

    def __init__(self, sizehint: int = -1, flags: int = 0) -> None:
        self._open(_epoll(sizehint, flags))

    @classmethod
    def fromfd(cls, fd: int) -> _Epoll:
        """An epoll object for an epoll descriptor."""
        return cls.around(_epoll.fromfd(fd))

    def register(self, fd: Any, eventmask: int = _IN | _URGENT | _OUT) -> None:
        """Add a descriptor; FileExistsError when it is registered already."""
        self._queue.register(fd, eventmask)

    def modify(self, fd: Any, eventmask: int) -> None:
        """Change what is looked for; FileNotFoundError when the descriptor is not registered."""
        self._queue.modify(fd, eventmask)

    def unregister(self, fd: Any) -> None:
        """Remove a descriptor; FileNotFoundError when it is not registered."""
        self._queue.unregister(fd)

    def poll(self, timeout: float | None = None, maxevents: int = -1) -> list[tuple[int, int]]:
        """Wait for at most `timeout` seconds; returns at most `maxevents` pairs of descriptor and events."""
        return self._events(_seconds(timeout, 1), self._queue.poll, 0, maxevents)

    def __enter__(self) -> _Epoll:
        self._queue.__enter__()  # raises ValueError when it is closed
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Kqueue(_KernelQueue):
    """As select.kqueue."""

    def __init__(self) -> None:
        self._open(_kqueue())

    @classmethod
    def fromfd(cls, fd: int) -> _Kqueue:
        """A kqueue object for the descriptor of a kernel queue."""
        return cls.around(_kqueue.fromfd(fd))

    def control(self, changelist: Any, max_events: int, timeout: float | None = None) -> list[Any]:
        """Apply the changes, then wait for at most `timeout` seconds for at most `max_events` events."""
        if changelist:
            self._queue.control(changelist, 0)
        return self._events(timeout, self._queue.control, None, max_events, 0) if max_events else []


if _epoll is not None:
    epoll = _Epoll
if _kqueue is not None:
    kqueue = _Kqueue
take_names(_std, globals())

__all__ = [name for name in vars(_std) if not name.startswith('_')]
__patched__ = [name for name in ('select', 'poll', 'epoll', 'kqueue') if hasattr(_std, name)]
