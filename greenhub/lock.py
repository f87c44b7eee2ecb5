"""A lock for green threads that real threads may use too."""

from __future__ import annotations

from _thread import TIMEOUT_MAX, allocate_lock  # the real ones
from collections import deque

from . import hubs
from .hubs.hub import EXPIRED, Waiter

__all__ = ['Lock']


class Lock:
    """As threading.Lock; waiting suspends the green thread, and the lock goes to whoever waits longest.

    A real lock inside holds the state, so green threads of several OS threads may share one.
    """

    __slots__ = ('_lock', '_waiters', '__weakref__')

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._waiters: deque[Waiter] = deque()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock; False when it is taken and `blocking` is false, or after `timeout` seconds."""
        if timeout != -1:
            _check(blocking, timeout)
        if self._lock.acquire(False):
            return True
        return bool(blocking) and self._wait(None if timeout == -1 else timeout)

    acquire_lock = acquire

    def _wait(self, seconds: float | None) -> bool:
        waiter = Waiter(hubs.get_hub())
        self._waiters.append(waiter)
        if self._lock.acquire(False):  # released by another OS thread before it could see the waiter
            self._waiters.remove(waiter)
            return True
        try:
            handed_over = waiter.wait(seconds) is not EXPIRED
        except BaseException:
            if not self._left(waiter):
                self.release()
            raise
        return handed_over or not self._left(waiter)

    def _left(self, waiter: Waiter) -> bool:
        """Take the waiter out of the line; False when the lock was handed to it already."""
        try:
            self._waiters.remove(waiter)
        except ValueError:
            return False
        return True

    def release(self) -> None:
        """Give the lock to whoever waits longest, or set it free; RuntimeError when it is not taken."""
        if not self._lock.locked():
            raise RuntimeError('release unlocked lock')
        while True:
            try:
                waiter = self._waiters.popleft()
            except IndexError:
                self._lock.release()
                if not self._waiters or not self._lock.acquire(False):
                    return
                continue  # another OS thread began to wait while the lock was set free
            if _woken(waiter):
                return

    release_lock = release

    def locked(self) -> bool:
        """True while the lock is taken."""
        return self._lock.locked()

    locked_lock = locked

    def _at_fork_reinit(self) -> None:
        self._lock = allocate_lock()
        self._waiters.clear()

    def __enter__(self) -> bool:
        return self._lock.acquire(False) or self._wait(None)

    def __exit__(self, *_: object) -> None:
        self.release()

    def __repr__(self) -> str:
        state = 'locked' if self.locked() else 'unlocked'
        return f'<{state} {type(self).__module__}.{type(self).__name__} object at {id(self):#x}>'


def _woken(waiter: Waiter) -> bool:
    """Wake it, in whatever OS thread; False when that one has ended."""
    hub = waiter.hub
    if hub is hubs._threadlocal.hub:
        waiter.wake()
        return True
    try:
        hub.call_soon_threadsafe(waiter.wake)
    except (RuntimeError, OSError):
        return False
    return True


def _check(blocking: bool, timeout: float) -> None:
    if not blocking:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0:
        raise ValueError('timeout value must be a non-negative number')
    if timeout > TIMEOUT_MAX:
        raise OverflowError('timeout value is too large')
