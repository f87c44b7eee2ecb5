"""Pools of things that green threads take and give back, such as connections."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from . import hubs
from .greenthread import sleep
from .hubs.hub import Waiter

__all__ = ['Pool', 'TokenPool']

PLACE = 'a place for a thing that is to be made'  # what a waiter gets in the place of a thing


class Pool:
    """Up to `max_size` things, made by `create` when they are needed first; `get` waits while all are taken.

    `min_size` of them are made at once.  `order_as_stack`: the one given back last is taken first, so that the
    others may grow old.
    """

    def __init__(self, min_size: int = 0, max_size: int = 4, order_as_stack: bool = False,
                 create: Callable[[], Any] | None = None) -> None:
        self.min_size = min_size
        self.max_size = max_size
        self.order_as_stack = order_as_stack
        self.current_size = 0
        self._waiters: deque[Waiter] = deque()
        self.free_items: deque[Any] = deque()
        if create is not None:
            self.create = create  # type: ignore[method-assign]
        for _ in range(min_size):
            self.current_size += 1
            self.free_items.append(self.create())

    def create(self) -> Any:
        """Make a thing; a subclass, or the argument of that name, says how."""
        raise NotImplementedError('give the pool a create function, or override create()')

    def get(self) -> Any:
        """Take a thing; waits while all are taken.  An error of `create` is raised here."""
        if self.free_items:
            return self.free_items.popleft()
        if self.current_size < self.max_size:
            self.current_size += 1
            return self._create()
        return self._wait()

    def _create(self) -> Any:
        try:
            return self.create()
        except BaseException:
            self._give_up_place()
            raise

    def _wait(self) -> Any:
        waiter = Waiter(hubs.get_hub())
        self._waiters.append(waiter)
        try:
            handed = waiter.wait()
        except BaseException:  # killed, perhaps with something in hand
            if waiter.value is PLACE:
                self._give_up_place()
            elif type(waiter.value) is tuple:
                self.put(waiter.value[0])
            else:
                self._waiters.remove(waiter)
            raise
        return self._create() if handed is PLACE else handed[0]

    def _give_up_place(self) -> None:
        self.current_size -= 1
        self._admit()

    def _admit(self) -> None:
        """Let those who wait make things of their own, while there is room for more."""
        while self._waiters and self.current_size < self.max_size:
            self.current_size += 1
            self._waiters.popleft().wake(PLACE)

    def put(self, item: Any) -> None:
        """Give a thing back; whoever waits for one goes on first."""
        if self.current_size > self.max_size:
            self.current_size -= 1  # the pool was made smaller meanwhile
        elif self._waiters:
            self._waiters.popleft().wake((item,))
            sleep()
        elif self.order_as_stack:
            self.free_items.appendleft(item)
        else:
            self.free_items.append(item)

    @contextmanager
    def item(self) -> Iterator[Any]:
        """Take a thing for a `with` block."""
        item = self.get()
        try:
            yield item
        finally:
            self.put(item)

    def resize(self, new_size: int) -> None:
        """Change the greatest number of things; those that are too many go as they are given back."""
        self.max_size = new_size
        self._admit()

    def free(self) -> int:
        """The number that could be taken without waiting."""
        return len(self.free_items) + self.max_size - self.current_size

    def waiting(self) -> int:
        """The number of green threads that wait in get."""
        return len(self._waiters)


class TokenPool(Pool):
    """A pool of tokens: a semaphore in the shape of a pool."""

    def create(self) -> Any:
        return Token()


class Token:
    """What a TokenPool holds."""
