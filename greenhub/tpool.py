"""Calls in real OS threads, for what would block and cannot be made green: name lookups, C libraries."""

from __future__ import annotations

import os
from _queue import SimpleQueue
from _thread import _local, allocate_lock, start_new_thread  # the real ones
from collections.abc import Callable
from typing import Any

from .hubs import get_hub
from .hubs.hub import Waiter

__all__ = ['execute', 'killall', 'set_num_threads']

DEFAULT_SIZE = 20


class _PerThread(_local):
    is_worker = False


class _Pool:
    """Worker threads, started when all others are busy, up to `size`."""

    def __init__(self) -> None:
        self.size = int(os.environ.get('GREENHUB_THREADPOOL_SIZE')
                        or os.environ.get('EVENTLET_THREADPOOL_SIZE') or DEFAULT_SIZE)
        if self.size < 0:
            raise AssertionError(f'the thread pool needs a size of 0 or more, not {self.size}')
        self.forget_threads()

    def forget_threads(self) -> None:
        self.lock = allocate_lock()
        self.requests: SimpleQueue[Any] = SimpleQueue()
        self.threads = 0
        self.pending = 0

    def submit(self, request: Any) -> None:
        with self.lock:
            self.pending += 1
            if self.pending > self.threads and self.threads < self.size:
                self.threads += 1
                start_new_thread(self.work, (self.requests,))
        self.requests.put(request)

    def work(self, requests: SimpleQueue[Any]) -> None:
        _thread_state.is_worker = True
        while (request := requests.get()) is not None:
            waiter, call, args, kwargs = request
            outcome: tuple[Any, BaseException | None]
            try:
                outcome = call(*args, **kwargs), None
            except BaseException as e:
                outcome = None, e
            with self.lock:
                self.pending -= 1
            try:
                waiter.hub.call_soon_threadsafe(waiter.wake, outcome)
            except RuntimeError:
                pass  # the hub's thread has ended: nobody waits for the answer
            del request, waiter, call, args, kwargs, outcome

    def stop(self) -> None:
        with self.lock:
            threads, requests = self.threads, self.requests
        self.forget_threads()
        for _ in range(threads):
            requests.put(None)


_thread_state = _PerThread()
_pool = _Pool()
os.register_at_fork(after_in_child=_pool.forget_threads)


def execute(meth: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call `meth(*args, **kwargs)` in an OS thread and wait for its result or exception.

    A time-out ends the wait, not the call.  Called within such a thread, or with a pool of size 0, it calls directly.
    """
    if _thread_state.is_worker or _pool.size == 0:
        return meth(*args, **kwargs)
    hub = get_hub()
    waiter = Waiter(hub)
    _pool.submit((waiter, meth, args, kwargs))
    hub.external_waits += 1
    try:
        result, error = waiter.wait()
    finally:
        hub.external_waits -= 1
    if error is not None:
        raise error
    return result


def set_num_threads(nthreads: int) -> None:
    """Change the greatest number of threads; it holds for threads that are yet to be started."""
    _pool.size = nthreads


def killall() -> None:
    """Let every thread end after its present call."""
    _pool.stop()
