"""asyncio beside green threads: coroutines that green threads wait for, green threads that coroutines wait for.

Both live in one OS thread: the event loop runs in a green thread of its own, and where it would wait for descriptors
the others run.  Nothing is handed from thread to thread, and a coroutine may call whatever a green thread may; while
it waits in such a call the other coroutines wait too, and no green thread.

asyncio.run() in a green thread is something else: it runs a loop of its own until it ends.  In a monkey-patched program
green threads run meanwhile, though only one such loop at a time in an OS thread; otherwise all of them wait for it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from _thread import _local  # the real one
from collections.abc import Awaitable, Callable
from contextvars import Context
from functools import partial
from typing import Any

from greenlet import GreenletExit, getcurrent, greenlet

from . import hubs
from .greenthread import GreenThread, kill, sleep, spawn
from .hubs.hub import READ, Waiter, get_ident
from .originals import original

__all__ = ['spawn_for_awaitable', 'as_future', 'get_loop', 'EventLoop']

FORKED = object()  # what wakes a green thread whose coroutine is left behind in the parent
_Selector: Any = original('selectors').DefaultSelector


class _GreenSelector(_Selector):
    """Lets other green threads run instead of waiting for epoll (or kqueue, or whatever has a descriptor)."""

    def __init__(self, loop: EventLoop) -> None:
        super().__init__()
        self._loop = loop
        self._waiter: Waiter | None = None
        self._listener: Any = None

    def select(self, timeout: float | None = None) -> list[Any]:
        self._loop.leave()
        try:
            if timeout is not None and timeout <= 0:
                sleep(0)  # a loop that is never idle starves nobody
            else:
                self._wait(timeout)
        finally:
            self._loop.enter()
        return super().select(0)

    def _wait(self, timeout: float | None) -> None:
        hub = self._loop.hub
        self._waiter = waiter = Waiter(hub)
        self._listener = hub.add(READ, self.fileno(), waiter.wake, waiter.throw_now)
        try:
            waiter.wait(timeout)
        finally:
            self._waiter = None
            hub.remove(self._listener)

    def wake(self) -> None:
        """End a wait: another green thread has given the loop something to do."""
        waiter, self._waiter = self._waiter, None
        if waiter is not None:
            waiter.wake()

    def abandon(self) -> None:
        """Never come back from a wait."""
        if self._waiter is not None:
            self._waiter.greenlet = None
            self._loop.hub.remove(self._listener)


class _LoopGreenlet(greenlet):
    """The green thread of all tasks of a loop: what one of them wants thrown is for that task."""

    loop: EventLoop

    @property
    def throw(self) -> Callable[..., Any]:
        """As of every greenlet; for a task that asks, such as by making a Timeout, what throws into the task."""
        task = asyncio.current_task(self.loop) if getcurrent() is self else None
        return super().throw if task is None else partial(self._throw_into, task)

    def _throw_into(self, task: asyncio.Task[Any], error: Any) -> None:
        if asyncio.current_task(self.loop) is task:  # in a call that waits as green threads do
            super().throw(error)
        else:
            task.cancel(error)  # nothing else reaches who awaits; a Timeout knows it again by `is_cancelled_by`


class EventLoop(asyncio.SelectorEventLoop):
    """An event loop that runs in a green thread, by the hub's clock.

    `visible`: asyncio.get_running_loop() finds it in every green thread of the OS thread, not in coroutines only.
    Then asyncio.run() finds that a loop runs already.
    """

    def __init__(self, hub: Any, visible: bool = False) -> None:
        self.hub = hub
        self.waiters: set[Waiter] = set()  # of green threads that wait for coroutines
        self.awaited: set[asyncio.Future[Any]] = set()  # those whose outcome a green thread is going to have
        self.visible = visible
        self._pid = os.getpid()
        self._green_selector = _GreenSelector(self)
        self._inside = self._outside = _state()
        super().__init__(self._green_selector)
        self.selector_fileno: int = self._green_selector.fileno()
        self.start()

    def start(self) -> None:
        """Run from the hub's next generation on, until `stop`."""
        self._greenlet = _LoopGreenlet(self._run, self.hub.greenlet)
        self._greenlet.loop = self
        self.hub.call_soon(self._greenlet.switch)

    def _run(self) -> None:
        self._outside = _state()
        asyncio._set_running_loop(None)  # it refuses to run within another one
        try:
            self.run_forever()
        except GreenletExit:
            raise
        except self.hub.SYSTEM_EXCEPTIONS as error:
            self.start()  # the exception ends the program, or goes to somebody who thinks that it should go on
            if not self._reaches_somebody(error):
                raise
        except BaseException:  # somebody has thrown it at the loop, which is no reason to stop every coroutine
            self.start()
            self.hub.squelch_generic_exception(sys.exc_info())
        finally:
            _set_state(self._outside)

    def _reaches_somebody(self, error: BaseException) -> bool:
        """True when it is the outcome of a coroutine that a green thread waits for, which then raises it."""
        ended = [future for future in self.awaited if future.done() and not future.cancelled()]
        return any(future.exception() is error for future in ended)

    def leave(self) -> None:
        """Other green threads run now: what asyncio keeps for the OS thread is theirs."""
        if not self.visible:
            self._inside = _state()
            _set_state(self._outside)

    def enter(self) -> None:
        """Coroutines run again."""
        if not self.visible:
            self._outside = _state()
            _set_state(self._inside)

    def descriptors(self) -> set[int]:
        """Those that the loop itself needs."""
        return set() if self.is_closed() else {self.selector_fileno, self._ssock.fileno(), self._csock.fileno()}  # type: ignore[attr-defined]

    def time(self) -> float:
        """The hub's time."""
        return self.hub.clock()

    def call_soon(self, callback: Callable[..., object], *args: Any,  # type: ignore[override]  # typeshed counts args
                  context: Context | None = None) -> asyncio.Handle:
        """As in every loop, and from green threads too."""
        handle = super().call_soon(callback, *args, context=context)
        self._green_selector.wake()
        return handle

    def call_at(self, when: float, callback: Callable[..., object], *args: Any,  # type: ignore[override]
                context: Context | None = None) -> asyncio.TimerHandle:
        """As in every loop, and from green threads too."""
        handle = super().call_at(when, callback, *args, context=context)
        self._green_selector.wake()
        return handle

    def abandon(self) -> None:
        """In the child of a fork: never run again, and touch nothing, since the parent's loop has the same epoll."""
        self._green_selector.abandon()
        for waiter in self.waiters:
            waiter.wake(FORKED)

    def __del__(self, getpid: Callable[[], int] = os.getpid) -> None:
        if self._pid == getpid():
            super().__del__()

    def end(self, is_finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
        """Stop running at once, and close; at the end of the program, when names may be gone already, do nothing."""
        if is_finalizing() or self._pid != os.getpid():
            return
        if self._greenlet and self._greenlet is not getcurrent():
            self._greenlet.parent = getcurrent()  # where its end leads to
            self._greenlet.throw(GreenletExit())
        if not self.is_running():
            self.close()


def is_cancelled_by(raised: Any, error: BaseException) -> bool:
    """True in the task that awaited when a Timeout wanted to throw `raised`, and got `error`; it is as before then."""
    task = asyncio.current_task() if isinstance(error, asyncio.CancelledError) else None
    if task is None or error.args != (raised,):
        return False
    task.uncancel()
    return True


def _state() -> tuple[Any, Any]:
    """What asyncio keeps for an OS thread: the running loop, and who is told of asynchronous generators."""
    return asyncio._get_running_loop(), sys.get_asyncgen_hooks()


def _set_state(state: tuple[Any, Any]) -> None:
    asyncio._set_running_loop(state[0])
    sys.set_asyncgen_hooks(*state[1])


class _Owner:
    """Ends the loop with its OS thread, or when the thread gets another hub."""

    def __init__(self, loop: EventLoop) -> None:
        self._loop = loop

    def __del__(self) -> None:
        self._loop.end()


class _PerThread(_local):
    owner: _Owner | None = None


_threadlocal = _PerThread()


def get_loop() -> EventLoop:
    """The event loop of this OS thread's hub; it is started on first use."""
    hub = hubs.get_hub()
    loop = hub.asyncio_loop
    if loop is None or loop.is_closed():
        loop = hub.asyncio_loop = EventLoop(hub)
        _threadlocal.owner = _Owner(loop)
    elif loop._greenlet.dead:  # somebody has stopped it
        loop.start()
    return loop


def _after_fork_in_child() -> None:
    """The loop is the parent's; here begins a new one when it is asked for, or at once where it is to be seen."""
    hub = hubs._threadlocal.hub
    loop = getattr(hub, 'asyncio_loop', None)
    if loop is not None:
        loop.abandon()
        hub.asyncio_loop = EventLoop(hub, visible=True) if loop.visible else None


os.register_at_fork(after_in_child=_after_fork_in_child)


def spawn_for_awaitable(coroutine: Awaitable[Any]) -> GreenThread:
    """Run a coroutine beside green threads; returns a green thread that has its outcome.

    A future or task of any loop, also of another OS thread's, will do.  Killing the green thread cancels it; when it
    is cancelled otherwise, waiting for the green thread raises asyncio.CancelledError.  A coroutine sees a copy of the
    caller's context variables.  Raises TypeError for what cannot be awaited.
    """
    loop = get_loop()
    if asyncio.isfuture(coroutine) and coroutine.get_loop() is not loop:
        elsewhere = asyncio.run_coroutine_threadsafe(_result_of(coroutine), coroutine.get_loop())
        future: Any = asyncio.wrap_future(elsewhere, loop=loop)
    else:
        future = asyncio.ensure_future(coroutine, loop=loop)
    thread = spawn(_wait_for, future)
    loop.awaited.add(future)
    thread.link(_cancel, future, loop)
    return thread


async def _result_of(future: asyncio.Future[Any]) -> Any:
    return await future


def _wait_for(future: asyncio.Future[Any]) -> Any:
    if not future.done():
        waiters, waiter = get_loop().waiters, Waiter(hubs.get_hub())
        future.add_done_callback(waiter.wake)
        waiters.add(waiter)
        try:
            if waiter.wait() is FORKED:
                raise RuntimeError('the process was forked while a green thread waited for a coroutine')
        finally:
            waiters.discard(waiter)
    return future.result()


def _cancel(_thread: GreenThread, future: asyncio.Future[Any], loop: EventLoop) -> None:
    loop.awaited.discard(future)
    future.cancel()  # which does nothing once it is done


def as_future(thread: GreenThread) -> asyncio.Future[Any]:
    """A future of the running loop that gets the outcome of a green thread, which may be another OS thread's.

    Cancelling it kills the green thread; a green thread that was killed cancels it.  `await thread` is as
    `await as_future(thread)`.  Raises RuntimeError where no event loop runs.
    """
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    if thread.dead:
        _settle(future, *_outcome_of(thread))
    else:
        call_soon = _call_soon_of(thread)
        call_soon(thread.link, _deliver, loop, future)
        future.add_done_callback(lambda _: future.cancelled() and call_soon(kill, thread))
    return future


def _call_soon_of(thread: GreenThread) -> Callable[..., None]:
    """What has the hub of a green thread call something."""
    ancestor: Any = thread
    while ancestor is not None:
        for hub in hubs.live_hubs():
            if hub.greenlet is ancestor:
                return hub.call_soon if hub.thread_ident == get_ident() else hub.call_soon_threadsafe
        ancestor = ancestor.parent
    raise RuntimeError(f'{thread!r} belongs to no hub: its OS thread has ended')


def _deliver(thread: GreenThread, loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any]) -> None:
    """What the green thread does at its end."""
    try:
        loop.call_soon_threadsafe(_settle, future, *_outcome_of(thread))
    except RuntimeError:
        pass  # the loop is closed: nobody waits


def _outcome_of(thread: GreenThread) -> tuple[Any, BaseException | None]:
    try:
        return thread.wait(), None
    except BaseException as e:
        return None, e


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    elif isinstance(error, GreenletExit):
        future.cancel()
    elif isinstance(error, StopIteration):  # which no future takes
        future.set_exception(RuntimeError(f'the green thread raised {error!r}'))
    else:
        future.set_exception(error)
