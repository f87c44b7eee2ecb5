"""Semaphores, fair to those who wait."""

from __future__ import annotations

from collections import deque
from typing import Any

from . import hubs
from .hubs.hub import EXPIRED, Waiter

__all__ = ['Semaphore', 'BoundedSemaphore', 'CappedSemaphore']


class Semaphore:
    """A number of tokens; `acquire` takes one and waits while there is none.

    A token that is released goes to whoever waits longest, so a releaser that wants another one queues up.
    """

    def __init__(self, value: int = 1) -> None:
        try:
            value = int(value)
        except ValueError as e:
            raise TypeError(f'a semaphore needs an int as its value, not {value!r}') from e
        if value < 0:
            raise ValueError(f'a semaphore needs a value of 0 or more, not {value}')
        self.counter = value
        self._waiters: deque[Waiter] = deque()

    def locked(self) -> bool:
        """True when an acquire would wait."""
        return self.counter <= 0

    def bounded(self) -> bool:
        """False: a release never waits; see CappedSemaphore."""
        return False

    @property
    def balance(self) -> int:
        """The number of tokens; when it is negative, of those who wait."""
        return self.counter - len(self._waiters)

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        """Take a token; False when there is none and `blocking` is false, or after `timeout` seconds."""
        if timeout is not None:
            timeout = _checked_timeout(blocking, timeout)
        if self.counter > 0:
            self.counter -= 1
            return True
        if not blocking:
            return False
        waiter = Waiter(hubs.get_hub())
        self._waiters.append(waiter)
        try:
            if waiter.wait(timeout) is not EXPIRED:
                return True
        except BaseException:
            if waiter.value is True:  # killed with a token in hand
                self.release()
            else:
                self._waiters.remove(waiter)
            raise
        self._waiters.remove(waiter)
        return False

    def release(self, blocking: bool = True) -> bool:
        """Give a token back; never switches.  `blocking` is for CappedSemaphore."""
        if self._waiters and self.counter >= 0:  # negative: a pool was made smaller, so the token is one too many
            self._waiters.popleft().wake(True)
        else:
            self.counter += 1
        return True

    def __enter__(self) -> Semaphore:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def __repr__(self) -> str:
        return f'<{type(self).__name__} at {id(self):#x} counter={self.counter} waiting={len(self._waiters)}>'


class BoundedSemaphore(Semaphore):
    """A semaphore that is never released more often than it was acquired: ValueError instead."""

    def __init__(self, value: int = 1) -> None:
        super().__init__(value)
        self.original_counter = self.counter

    def release(self, blocking: bool = True) -> bool:
        if self.counter >= self.original_counter:
            raise ValueError('a bounded semaphore was released too often')
        return super().release(blocking)


class CappedSemaphore:
    """A semaphore with at most `limit` tokens: a release beyond them waits until one is taken."""

    def __init__(self, count: int, limit: int) -> None:
        if count < 0 or limit < count:
            raise ValueError(f'a capped semaphore needs 0 <= count <= limit, not count={count}, limit={limit}')
        self._tokens = Semaphore(count)
        self._room = Semaphore(limit - count)

    def locked(self) -> bool:
        """True when an acquire would wait."""
        return self._tokens.locked()

    def bounded(self) -> bool:
        """True when a release would wait."""
        return self._room.locked()

    @property
    def balance(self) -> int:
        """Positive: tokens and those who wait to release; negative: room and those who wait to acquire."""
        return self._tokens.balance - self._room.balance

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        """Take a token; as `Semaphore.acquire`."""
        if not blocking and self.locked():
            return False
        self._room.release()
        try:
            if self._tokens.acquire(blocking, timeout):
                return True
        except BaseException:
            self._room.counter -= 1
            raise
        self._room.counter -= 1
        return False

    def release(self, blocking: bool = True) -> bool:
        """Give a token back; waits while there is no room, or returns False when `blocking` is false."""
        if not blocking and self.bounded():
            return False
        self._tokens.release()
        try:
            return self._room.acquire(blocking)
        except BaseException:
            self._tokens.counter -= 1
            raise

    def __enter__(self) -> CappedSemaphore:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def __repr__(self) -> str:
        return f'<{type(self).__name__} at {id(self):#x} tokens={self._tokens!r} room={self._room!r}>'


def _checked_timeout(blocking: bool, timeout: Any) -> float | None:
    """As threading.Lock: -1 is no time-out, and only a blocking call has one."""
    if timeout == -1:
        return None
    if timeout < 0:
        raise ValueError(f'a timeout must be -1, 0 or more seconds, not {timeout!r}')
    if not blocking:
        raise ValueError("can't specify a timeout for a non-blocking call")
    return timeout
