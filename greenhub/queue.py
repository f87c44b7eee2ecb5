"""Queues between green threads.

A put promises an item to the getter that waits longest; nobody else can take the last of the promised ones.  The item
stays in the queue until that getter runs: so pending data can be seen, it counts for the bound, the queue's order holds
(a smaller item that comes meanwhile is taken first), and a getter that is killed leaves it where it is.
"""

from __future__ import annotations

import heapq
from collections import deque
from queue import Empty, Full
from types import GenericAlias
from typing import Any

from greenlet import getcurrent

from . import hubs
from .event import Event
from .greenthread import sleep
from .hubs.hub import EXPIRED, Waiter

__all__ = ['Queue', 'PriorityQueue', 'LifoQueue', 'LightQueue', 'Full', 'Empty']


class LightQueue:
    """A queue without `join` and `task_done`.

    `maxsize` None or negative: no bound.  0: a channel, where a put waits until a get takes its item.
    """

    __class_getitem__: Any = classmethod(GenericAlias)

    def __init__(self, maxsize: int | None = None) -> None:
        self.maxsize = None if maxsize is None or maxsize < 0 else maxsize
        self.getters: deque[Waiter] = deque()
        self.putters: deque[tuple[Waiter, Any]] = deque()
        self._accepted = 0  # items that were ever put
        self._promised = 0  # getters that were woken and have not run yet; each finds an item
        kind = type(self)  # a subclass may have an order of its own; without one each item is spared a call
        self._is_fifo = kind._put is LightQueue._put and kind._get is LightQueue._get
        self._init(maxsize)

    # ---- where the items are; subclasses change the order

    def _init(self, maxsize: int | None) -> None:
        self.queue: Any = deque()

    def _get(self) -> Any:
        return self.queue.popleft()

    def _put(self, item: Any) -> None:
        self.queue.append(item)

    # ---- what there is

    def qsize(self) -> int:
        """The number of items."""
        return len(self.queue)

    def empty(self) -> bool:
        """True when there is no item."""
        return not self.qsize()

    def full(self) -> bool:
        """True when a put would wait for room."""
        return self.maxsize is not None and self.qsize() >= self.maxsize

    def putting(self) -> int:
        """The number of green threads that wait in put."""
        return len(self.putters)

    def getting(self) -> int:
        """The number of green threads that wait in get."""
        return len(self.getters)

    def resize(self, size: int | None) -> None:
        """Change the bound: more room lets putters in, less keeps the items that are there."""
        self.maxsize = None if size is None or size < 0 else size
        self._admit()

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return (f'<{type(self).__name__} at {id(self):#x} maxsize={self.maxsize} items={self.qsize()} '
                f'getting={self.getting()} putting={self.putting()}>')

    # ---- put

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Add an item; waits for room, for ever or for `timeout` seconds, unless `block` is false.

        Raises Full when there is no room in time.
        """
        maxsize = self.maxsize
        if maxsize is None or len(self.queue) < maxsize or (maxsize == 0 and self.getters):
            self._accepted += 1
            if self._is_fifo:
                self.queue.append(item)
            else:
                self._put(item)
            if self.getters and (self._is_fifo or len(self.queue) > self._promised):  # a `_put` may drop its item
                self._promised += 1
                if maxsize == 0:
                    self._put_through(block)
                else:
                    self.getters.popleft().wake(True)
        elif block:
            self._wait_to_put(item, timeout)
        else:
            raise Full

    def _put_through(self, block: bool) -> None:
        """A channel: the getter goes on first."""
        _resume(self.getters.popleft())
        if block:
            sleep()

    def put_nowait(self, item: Any) -> None:
        """Add an item, or raise Full."""
        self.put(item, False)

    def _wait_to_put(self, item: Any, timeout: float | None) -> None:
        waiter = Waiter(hubs.get_hub())
        entry = (waiter, item)
        self.putters.append(entry)
        try:
            if waiter.wait(timeout) is EXPIRED:
                raise Full
        except BaseException:
            if waiter.value is not True:  # else the item is in the queue, or taken
                self._leave_putters(waiter)
            raise

    def _leave_putters(self, waiter: Waiter) -> None:
        for index, (putter, _) in enumerate(self.putters):
            if putter is waiter:
                del self.putters[index]
                return

    def _admit(self) -> None:
        """Let putters in while there is room for their items."""
        while self.putters and (self.maxsize is None or self.qsize() < self.maxsize):
            waiter, item = self.putters.popleft()
            self._accepted += 1
            self._put(item)
            waiter.wake(True)
        if self.getters:
            self._promise()

    # ---- get

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Remove and return an item; waits for one, for ever or for `timeout` seconds, unless `block` is false.

        Raises Empty when there is none in time.
        """
        if not self.queue or (self._promised and len(self.queue) <= self._promised):
            if self.putters:
                return self._take_from_putter()
            if not block:
                raise Empty
            waiter = Waiter(hubs.get_hub())
            self.getters.append(waiter)
            try:
                if waiter.wait(timeout) is EXPIRED:
                    raise Empty
            except BaseException:
                self._leave_getters(waiter)
                raise
            self._promised -= 1
        item = self.queue.popleft() if self._is_fifo else self._get()
        if self.putters:
            self._admit()
        return item

    def get_nowait(self) -> Any:
        """Remove and return an item, or raise Empty."""
        return self.get(False)

    def _take_from_putter(self) -> Any:
        """All items are promised, or this is a channel: there is room for one while it is taken."""
        waiter, item = self.putters.popleft()
        self._accepted += 1
        self._put(item)
        item = self._get()
        _resume(waiter)
        return item

    def _leave_getters(self, waiter: Waiter) -> None:
        """A getter ends by a time-out or is killed: what it was promised is promised to the next one."""
        if waiter.value is True:
            self._promised -= 1
            self._promise()
        else:
            self.getters.remove(waiter)

    def _promise(self) -> None:
        """Wake getters, as many as there are items for."""
        while self.getters and len(self.queue) > self._promised:
            self._promised += 1
            self.getters.popleft().wake(True)


class Queue(LightQueue):
    """A queue that counts unfinished tasks: `join` waits until `task_done` was called for each item.

    Its full interface is that of the standard library's queue.Queue.
    """

    def __init__(self, maxsize: int | None = None) -> None:
        super().__init__(maxsize)
        self._done = 0
        self._all_done = Event()

    @property
    def unfinished_tasks(self) -> int:
        """The number of items that were put and not reported by `task_done`."""
        return self._accepted - self._done

    def task_done(self) -> None:
        """Say that an item which was got is dealt with; ValueError when called more often than put."""
        if self._done >= self._accepted:
            raise ValueError('task_done() called too many times')
        self._done += 1
        if self._done == self._accepted:
            done, self._all_done = self._all_done, Event()
            done.send()

    def join(self) -> None:
        """Wait until every item that was put is dealt with."""
        if self.unfinished_tasks:
            self._all_done.wait()


class PriorityQueue(Queue):
    """A queue that gives the smallest item first; items are usually tuples `(priority, data)`."""

    def _init(self, maxsize: int | None) -> None:
        self.queue: list[Any] = []

    def _put(self, item: Any) -> None:
        heapq.heappush(self.queue, item)

    def _get(self) -> Any:
        return heapq.heappop(self.queue)


class LifoQueue(Queue):
    """A queue that gives the newest item first."""

    def _init(self, maxsize: int | None) -> None:
        self.queue: list[Any] = []

    def _put(self, item: Any) -> None:
        self.queue.append(item)

    def _get(self) -> Any:
        return self.queue.pop()


def _resume(waiter: Waiter) -> None:
    """Wake the other side of a channel; for the hub, which cannot wait for it, at once."""
    if getcurrent() is waiter.hub.greenlet:
        waiter.switch_now(True)
    else:
        waiter.wake(True)
