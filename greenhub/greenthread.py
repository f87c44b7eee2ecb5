"""Green threads: spawn, sleep, kill, and the handle to wait for a result."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from greenlet import GreenletExit, getcurrent, greenlet

from . import hubs
from .event import Event
from .hubs.hub import Waiter

__all__ = ['getcurrent', 'sleep', 'spawn', 'spawn_n', 'spawn_after', 'spawn_after_local', 'kill', 'cancel',
           'GreenThread', 'GreenletExit']


def sleep(seconds: float = 0) -> None:
    """Let others run; come back after `seconds`, or after everything that is ready now when it is 0.

    sleep(0) in a callback of the hub does nothing: there is nobody else to run meanwhile.
    """
    hub = hubs.get_hub()
    waiter = Waiter(hub)
    if seconds > 0:
        waiter.wait(seconds)
    elif waiter.greenlet is not hub.greenlet:
        hub.ready.append(waiter)
        waiter.wait()


class GreenThread(greenlet):
    """A green thread whose result can be waited for.  `spawn` makes them."""

    def __init__(self, parent: greenlet) -> None:
        greenlet.__init__(self, self.main, parent)
        self.gr_context = copy_context()
        self._exit_event = Event()
        self._links: deque[tuple[Callable[..., object], tuple[Any, ...], dict[str, Any]]] | None = None

    def main(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """What runs in the green thread."""
        try:
            result = function(*args, **kwargs)
        except BaseException:
            self._exit_event.send_exception(*sys.exc_info())
            self._call_links()
            raise
        self._exit_event.send(result)
        if self._links is not None:
            self._call_links()

    def wait(self) -> Any:
        """Wait for the end; returns the function's result or raises its exception."""
        return self._exit_event.wait()

    def link(self, func: Callable[..., object], *curried_args: Any, **curried_kwargs: Any) -> None:
        """Call `func(self, *curried_args, **curried_kwargs)` in this green thread at its end; at once if it ended."""
        if self._links is None:
            self._links = deque()
        self._links.append((func, curried_args, curried_kwargs))
        if self._exit_event.ready():
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

    def _call_links(self) -> None:
        while self._links:
            func, args, kwargs = self._links.popleft()
            func(self, *args, **kwargs)

    def _end_unstarted(self, throw_args: tuple[Any, ...]) -> None:
        self._exit_event.send_exception(*throw_args)
        self._call_links()


def spawn(func: Callable[..., Any], *args: Any, **kwargs: Any) -> GreenThread:
    """Run `func(*args, **kwargs)` in a new green thread, from the next generation on; returns its handle."""
    hub = hubs.get_hub()
    thread = GreenThread(hub.greenlet)
    hub.call_soon(thread.switch, func, args, kwargs)
    return thread


def spawn_n(func: Callable[..., Any], *args: Any, **kwargs: Any) -> greenlet:
    """As `spawn`, cheaper: nobody can wait for the result, and an exception is only printed."""
    hub = hubs.get_hub()
    thread = greenlet(func, hub.greenlet)
    thread.gr_context = copy_context()
    hub.schedule_call_global(0, thread.switch, *args, **kwargs)
    return thread


def spawn_after(seconds: float, func: Callable[..., Any], *args: Any, **kwargs: Any) -> GreenThread:
    """As `spawn`, after `seconds`; the handle's `cancel` prevents it until then."""
    hub = hubs.get_hub()
    thread = GreenThread(hub.greenlet)
    timer = hub.schedule_call_global(seconds, thread.switch, func, args, kwargs)
    thread.link(_cancel_timer, timer)
    return thread


def spawn_after_local(seconds: float, func: Callable[..., Any], *args: Any, **kwargs: Any) -> GreenThread:
    """As `spawn_after`, but not at all when the calling green thread has ended by then."""
    hub = hubs.get_hub()
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
    hub = hubs.get_hub()
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
        g.parent = hubs.get_hub().greenlet
    if isinstance(g, GreenThread):
        g._end_unstarted(throw_args)


def cancel(g: greenlet, *throw_args: Any) -> None:
    """Kill a green thread only if it has not started yet."""
    if not g:
        kill(g, *throw_args)
