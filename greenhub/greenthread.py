"""Green threads: spawn, sleep, kill, and the handle to wait for a result."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Generator
from contextvars import copy_context
from typing import Any

from greenlet import GreenletExit, getcurrent, greenlet

from .event import Outcome
from .hubs import get_hub
from .hubs.hub import Waiter

__all__ = ['getcurrent', 'sleep', 'spawn', 'spawn_n', 'spawn_after', 'spawn_after_local', 'kill', 'cancel',
           'GreenThread', 'GreenletExit']


def sleep(seconds: float = 0) -> None:
    """Let others run; come back after `seconds`, or after everything that is ready now when it is 0.

    sleep(0) in a callback of the hub does nothing: there is nobody else to run meanwhile.
    """
    hub = get_hub()
    waiter = Waiter(hub)
    if seconds > 0:
        waiter.wait(seconds)
    elif waiter.greenlet is not hub.greenlet:
        if len(hub.ready) == 1 and hub.is_awaiting_descriptors():
            hub.end_pass()  # nobody else is ready, but whoever waits for a descriptor may be
        hub.ready.append(waiter)
        waiter.wait()


class GreenThread(greenlet, Outcome):
    """A green thread whose result can be waited for.  `spawn` makes them."""

    __slots__ = ('_outcome', '_waiters', '_links')

    _links: Any  # a deque once there are any

    def __init__(self, parent: greenlet) -> None:
        self.parent = parent
        self.gr_context = copy_context()
        self._outcome = None
        self._waiters = self._links = ()

    def main(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """What runs in the green thread."""
        try:
            # CPython 3.11 needs more C stack for a call with *args, and each switch copies the stack
            result = function(*args, **kwargs) if args or kwargs else function()
        except BaseException:
            self._settle(None, sys.exc_info())
            self._call_links()
            raise
        self._settle(result, None)
        if self._links:
            self._call_links()

    run = main

    def link(self, func: Callable[..., object], *curried_args: Any, **curried_kwargs: Any) -> None:
        """Call `func(self, *curried_args, **curried_kwargs)` in this green thread at its end; at once if it ended."""
        if not self._links:
            self._links = deque()
        self._links.append((func, curried_args, curried_kwargs))
        if self._outcome is not None:
            self._call_links()

    def unlink(self, func: Callable[..., object], *curried_args: Any, **curried_kwargs: Any) -> bool:
        """Undo a link made with the same arguments; False when there is none."""
        link = (func, curried_args, curried_kwargs)
        if not self._links or link not in self._links:
            return False
        self._links.remove(link)
        return True

    def kill(self, *throw_args: Any) -> None:
        """End the green thread by an exception, GreenletExit by default; see `kill`."""
        kill(self, *throw_args)

    def cancel(self, *throw_args: Any) -> None:
        """End it if it has not started yet; afterwards it goes on undisturbed."""
        cancel(self, *throw_args)

    def __await__(self) -> Generator[Any, None, Any]:
        """Wait for the end in a coroutine; see `greenhub.asyncio`."""
        from .asyncio import as_future
        return as_future(self).__await__()

    def _call_links(self) -> None:
        while self._links:
            func, args, kwargs = self._links.popleft()
            func(self, *args, **kwargs)

    def _end_unstarted(self, throw_args: tuple[Any, ...]) -> None:
        self._settle(None, throw_args)
        self._call_links()


def spawn(func: Callable[..., Any], *args: Any, **kwargs: Any) -> GreenThread:
    """Run `func(*args, **kwargs)` in a new green thread, from the next generation on; returns its handle."""
    hub = get_hub()
    thread = GreenThread(hub.greenlet)
    hub.ready.append((thread.switch, (func, args, kwargs)))
    return thread


def spawn_n(func: Callable[..., Any], *args: Any, **kwargs: Any) -> greenlet:
    """As `spawn`, cheaper: nobody can wait for the result, and an exception is only printed."""
    hub = get_hub()
    thread = greenlet(func, hub.greenlet)
    thread.gr_context = copy_context()
    hub.schedule_call_global(0, thread.switch, *args, **kwargs)
    return thread


def spawn_after(seconds: float, func: Callable[..., Any], *args: Any, **kwargs: Any) -> GreenThread:
    """As `spawn`, after `seconds`; the handle's `cancel` prevents it until then."""
    hub = get_hub()
    thread = GreenThread(hub.greenlet)
    timer = hub.schedule_call_global(seconds, thread.switch, func, args, kwargs)
    thread.link(_cancel_timer, timer)
    return thread


def spawn_after_local(seconds: float, func: Callable[..., Any], *args: Any, **kwargs: Any) -> GreenThread:
    """As `spawn_after`, but not at all when the calling green thread has ended by then."""
    hub = get_hub()
    thread = GreenThread(hub.greenlet)
    timer = hub.schedule_call_local(seconds, thread.switch, func, args, kwargs)
    thread.link(_cancel_timer, timer)
    return thread


def _cancel_timer(_thread: GreenThread, timer: Any) -> None:
    timer.cancel()


def kill(g: greenlet, *throw_args: Any) -> None:
    """Raise an exception in a green thread, GreenletExit by default, and let it run; the caller goes on afterwards.

    One that has not started never runs; who waits for it gets the exception.  Does nothing when it has ended.
    """
    if g.dead:
        return
    throw_args = throw_args or (GreenletExit(),)
    hub = get_hub()
    hub.ensure_greenlet()
    if not g and g is not hub.greenlet:
        _kill_unstarted(g, throw_args)
        return
    if getcurrent() is hub.greenlet:
        g.throw(*throw_args)
        return
    waiter = Waiter(hub)
    waiter.wake()
    try:
        g.throw(*throw_args)
    finally:
        waiter.greenlet = None


def _kill_unstarted(g: greenlet, throw_args: tuple[Any, ...]) -> None:
    g.parent = getcurrent()  # where the greenlet goes when it ends without having run
    try:
        g.throw(GreenletExit())
    finally:
        g.parent = get_hub().greenlet
    if hasattr(g, '_end_unstarted'):  # else nobody waits for it
        g._end_unstarted(throw_args)


def cancel(g: greenlet, *throw_args: Any) -> None:
    """Kill a green thread only if it has not started yet."""
    if not g:
        kill(g, *throw_args)
