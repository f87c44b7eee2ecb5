"""Pools of green threads: a bound on how much runs at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from sys import getrefcount
from typing import Any

from greenlet import GreenletExit, getcurrent, greenlet

from . import hubs
from .event import Event
from .greenthread import GreenThread, spawn, spawn_n
from .hubs.hub import TASK, Waiter
from .queue import LightQueue
from .semaphore import Semaphore

__all__ = ['GreenPool', 'GreenPile', 'GreenMap']

MOST_IDLE_WORKERS = 256
OWN_REFERENCES = 4  # to a worker that nobody else knows: interpreter, handle, local variable, argument of getrefcount


class GreenPool:
    """At most `size` green threads at once; a spawn beyond that waits."""

    def __init__(self, size: int = 1000) -> None:
        try:
            size = int(size)
        except ValueError as e:
            raise TypeError(f'a pool needs an int as its size, not {size!r}') from e
        if size < 0:
            raise ValueError(f'a pool needs a size of 0 or more, not {size}')
        self.size = size
        self.coroutines_running: set[greenlet] = set()
        self.sem = Semaphore(size)
        self.no_coros_running = Event()
        self.no_coros_running.send()

    def resize(self, new_size: int) -> None:
        """Change the bound: growing lets waiting spawns go on, shrinking lets the running ones finish."""
        change, self.size = new_size - self.size, new_size
        for _ in range(change):
            self.sem.release()
        if change < 0:
            self.sem.counter += change

    def running(self) -> int:
        """The number of green threads that run."""
        return len(self.coroutines_running)

    def free(self) -> int:
        """The number that may be spawned before a spawn waits; negative after a resize down."""
        return self.sem.counter

    def waiting(self) -> int:
        """The number of green threads that wait in spawn."""
        return len(self.sem._waiters)

    def spawn(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> GreenThread:
        """Run `function(*args, **kwargs)` in a green thread of the pool; returns its handle.

        Waits while the pool is full.  Called by one of a full pool's own green threads it runs the function there
        and then: waiting for itself would last for ever.
        """
        if self._would_wait_for_itself():
            thread = GreenThread(getcurrent())
            try:
                thread.main(function, args, kwargs)
            except Exception:
                pass  # kept for wait()
            return thread
        self.sem.acquire()
        thread = spawn(function, *args, **kwargs)
        self._enter(thread)
        thread.link(self._leave)
        return thread

    def spawn_n(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """As `spawn`, cheaper: nobody can wait for the result, and an exception is only printed."""
        if self._would_wait_for_itself():
            _run(function, args, kwargs)
            return
        self.sem.acquire()
        hub = hubs.get_hub()
        task = (self, function, args, kwargs)
        if hub.idle_workers:
            waiter = hub.idle_workers.pop()
            worker = waiter.greenlet.switch.__self__
            waiter.wake(task)
        else:
            worker = _Worker(_work, hub.greenlet)
            handle = _Handle(worker)
            hub.call_soon(handle.switch, handle, task)
        setattr(worker, TASK, task)  # tells timers which task it is
        worker.gr_context = copy_context()
        self._enter(worker)

    def waitall(self) -> None:
        """Wait until no green thread of the pool runs; AssertionError when one of them calls it."""
        if getcurrent() in self.coroutines_running:
            raise AssertionError('waitall() called by a green thread of the pool would wait for itself')
        if self.coroutines_running:
            self.no_coros_running.wait()

    def starmap(self, function: Callable[..., Any] | None, iterable: Iterable[Any]) -> GreenMap:
        """Iterate over `function(*args)` for each tuple of `iterable`, in order, up to `size` calls at once.

        The iterable is read as results are taken.  An exception is raised at its place; iteration can go on.
        """
        results = GreenMap(self.size)
        spawn_n(results.feed, function or _arguments, iterable)
        return results

    def imap(self, function: Callable[..., Any] | None, *iterables: Iterable[Any]) -> GreenMap:
        """As `starmap`, with the arguments from several iterables side by side."""
        return self.starmap(function, zip(*iterables, strict=False))

    def _would_wait_for_itself(self) -> bool:
        return self.sem.counter <= 0 and getcurrent() in self.coroutines_running

    def _enter(self, thread: greenlet) -> None:
        if not self.coroutines_running and self.no_coros_running.ready():
            self.no_coros_running.reset()
        self.coroutines_running.add(thread)

    def _leave(self, thread: greenlet) -> None:
        self.coroutines_running.discard(thread)
        self.sem.release()
        if not self.coroutines_running and not self.no_coros_running.ready():
            self.no_coros_running.send()


_Task = tuple[GreenPool, Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class _Worker(greenlet):
    """A greenlet that is recycled: it runs `_work`."""

    __slots__ = ()

    def _end_unstarted(self, throw_args: tuple[Any, ...]) -> None:
        _give_up(self, getattr(self, TASK), throw_args)


class _Handle:
    """What stands for a worker that is to be resumed.

    A green thread that switches to another one holds what it switches to, as long as it stays suspended itself.  That
    would be the worker, and nobody could tell such references from those of a program; so it is this.
    """

    __slots__ = ('switch',)

    parent = None  # as the main greenlet: the hub does not adopt it

    def __init__(self, worker: greenlet) -> None:
        self.switch: Any = worker.switch

    def throw(self, *error: Any) -> None:
        self.switch.__self__.throw(*error)


def _work(handle: _Handle, task: _Task) -> None:
    """A worker: runs a task, is parked, runs the next.  The first run of a greenlet is what makes it expensive.

    Its attributes are the green thread's own values, so they go with the task.  A worker that a program has kept (by
    `getcurrent`, say) is not parked, it ends: whoever kills it later must not hit a stranger.
    """
    hub = hubs.get_hub()
    current: Any = getcurrent()
    while True:
        pool, function, args, kwargs = task
        try:
            killed = _run(function, args, kwargs)
        finally:
            current.__dict__.clear()
            pool._leave(current)
        del task, pool, function, args, kwargs
        if killed or len(hub.idle_workers) >= MOST_IDLE_WORKERS:
            return
        if getrefcount(current) > OWN_REFERENCES:
            _step_aside(hub, handle)
            if getrefcount(current) > OWN_REFERENCES:
                return
        current.gr_context = None
        waiter = Waiter(hub)
        waiter.greenlet = handle
        hub.idle_workers.append(waiter)
        try:
            task = waiter.wait()
        except BaseException as e:
            if waiter in hub.idle_workers:
                hub.idle_workers.remove(waiter)
            elif type(waiter.value) is tuple:  # killed with a task in hand
                _give_up(current, waiter.value, (e,))
            raise
        del waiter  # which holds the task


def _step_aside(hub: Any, handle: _Handle) -> None:
    """Let the hub resume the worker by its handle: a task that has waited was resumed by the greenlet itself."""
    waiter = Waiter(hub)
    waiter.greenlet = handle
    waiter.wake()
    try:
        hub.switch()
    finally:
        waiter.greenlet = None


def _give_up(worker: greenlet, task: _Task, error: tuple[Any, ...]) -> None:
    """The worker was killed before the task's first step."""
    pool, function, args, _ = task
    if function is _send_result:
        args[0].send_exception(*error)
    pool._leave(worker)


def _run(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Call the function and print what it raises; True when it was killed."""
    try:
        function(*args, **kwargs)
    except (KeyboardInterrupt, SystemExit):
        raise
    except GreenletExit:
        return True
    except BaseException:
        hubs.get_hub().squelch_generic_exception(sys.exc_info())
    return False


def _arguments(*args: Any) -> tuple[Any, ...]:
    return args


class GreenPile:
    """Green threads whose results are iterated over, in the order of their spawns.

    `size_or_pool`: a bound, or a pool to share.  Spawn and iterate in the same green thread.
    """

    def __init__(self, size_or_pool: int | GreenPool = 1000) -> None:
        self.pool = size_or_pool if isinstance(size_or_pool, GreenPool) else GreenPool(size_or_pool)
        self.waiters = LightQueue()
        self.counter = 0  # results that were not taken yet

    def spawn(self, func: Callable[..., Any], *args: Any, **kw: Any) -> None:
        """Run `func(*args, **kw)` in a green thread; its result comes by iterating.

        Nobody sees the green thread, so a recycled one will do.
        """
        result = Event()
        self.counter += 1
        try:
            self.pool.spawn_n(_send_result, result, func, args, kw)
        except BaseException:
            self.counter -= 1
            raise
        self.waiters.put(result)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        """Wait for the next result; StopIteration when there is none to come."""
        if self.counter == 0:
            raise StopIteration
        try:
            return self.waiters.get().wait()
        finally:
            self.counter -= 1

    next = __next__


class GreenMap(GreenPile):
    """The results of `GreenPool.imap`: at most `size` of them wait to be taken."""

    def __init__(self, size_or_pool: int | GreenPool) -> None:
        super().__init__(size_or_pool)
        self.waiters = LightQueue(max(self.pool.size, 1))
        self.counter = 1  # the end

    def feed(self, function: Callable[..., Any], iterable: Iterable[Any]) -> None:
        """Spawn a call for each tuple of arguments, then mark the end."""
        error: BaseException = StopIteration()
        try:
            for args in iterable:
                self.spawn(function, *args)
        except BaseException as e:
            error = e
            if not isinstance(e, Exception):
                raise
        finally:
            self.waiters.put(_End(error))

    def __next__(self) -> Any:
        if self.counter == 0:
            raise StopIteration
        result = self.waiters.get()
        self.counter -= 1
        return result.wait()

    next = __next__


def _send_result(result: Event, func: Callable[..., Any], args: tuple[Any, ...], kw: dict[str, Any]) -> None:
    try:
        value = func(*args, **kw)
    except BaseException as e:
        result.send(exc=e)
        if not isinstance(e, Exception):
            raise
    else:
        result.send(value)


class _End:
    """Stands where a green thread would in the queue of results."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def wait(self) -> Any:
        raise self.error
