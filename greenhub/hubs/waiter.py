"""Those who wait: green threads, and callbacks for descriptors."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from greenlet import getcurrent

if TYPE_CHECKING:
    from .hub import BaseHub

__all__ = ['END', 'EXPIRED', 'PENDING', 'IOClosed', 'Listener', 'Waiter']


class _Sentinel:
    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


PENDING = _Sentinel('PENDING')
EXPIRED = _Sentinel('EXPIRED')
END = _Sentinel('END')  # of a generation


class IOClosed(OSError):
    """A descriptor was closed while a green thread waited for it."""


class Waiter:
    """The current green thread's place to wait: whoever holds it may wake the green thread, once.

    A wait that ends in another way (a time-out, a kill) leaves the waiter empty, so a wake-up that comes late finds
    nobody: it can never end a later wait of the same green thread.
    """

    __slots__ = ('hub', 'greenlet', 'value')

    def __init__(self, hub: BaseHub) -> None:
        self.hub = hub
        self.greenlet: Any = getcurrent()
        self.value: Any = PENDING

    def wait(self, seconds: float | None = None) -> Any:
        """Suspend the green thread until it is woken.

        Returns the value given to `wake`, or `EXPIRED` after `seconds`.

        Goes straight to the next green thread that is ready, where that is possible.  Callbacks and new green threads
        are started by the hub alone: a greenlet inherits the recursion depth of its starter.
        """
        if seconds is not None:
            return self._wait_at_most(seconds)
        hub, current = self.hub, self.greenlet
        parent = current.parent
        if parent is not hub.greenlet and parent is not None:
            hub.adopt(current)
        ready = hub.ready
        try:
            while True:
                entry = ready[0]
                if type(entry) is Waiter:
                    ready.popleft()
                    target = entry.greenlet
                    if target is not None:
                        entry.greenlet = None
                        return entry.value if target is current else target.switch(entry.value)
                elif entry is not END or not hub.next_generation():
                    return hub.greenlet.switch() if hub.running else hub.start()
        except BaseException:
            if type(entry) is Waiter and entry.greenlet is not None and entry is not ready[0]:
                ready.appendleft(entry)  # a signal's handler raised when it was taken out
            raise
        finally:
            self.greenlet = None

    def _wait_at_most(self, seconds: float) -> Any:
        timer = self.hub.schedule_call_global(seconds, self._expire)
        try:
            return self.wait()
        finally:
            timer.cancel()

    def wake(self, value: Any = None) -> None:
        """Make the green thread ready: it runs in the next generation and its `wait` returns `value`."""
        self.value = value
        self.hub.ready.append(self)

    def switch_now(self, value: Any = None) -> None:
        """Resume the green thread at once; for calls made by the hub itself."""
        target, self.greenlet = self.greenlet, None
        if target is not None:
            self.value = value
            target.switch(value)

    def throw_now(self, *error: Any) -> None:
        """Raise `error` (as for `greenlet.throw`) in the green thread at once; for calls made by the hub itself."""
        target, self.greenlet = self.greenlet, None
        if target is not None:
            target.throw(*error)

    cb, tb = wake, throw_now  # as listeners have them

    def time_out(self, *error: Any) -> None:
        """As `throw_now`, unless the green thread was woken: what has come in time is not late."""
        if self.value is PENDING:
            self.throw_now(*error)

    def _expire(self) -> None:
        if self.value is PENDING:
            self.wake(EXPIRED)


class Listener:
    """A callback for a descriptor, called at every event until it is removed."""

    __slots__ = ('evtype', 'fileno', 'cb', 'tb', 'mark_as_closed', 'hub')

    def __init__(self, hub: BaseHub, evtype: str, fileno: int, cb: Callable[..., object],
                 tb: Callable[..., object] | None, mark_as_closed: Callable[[], object] | None) -> None:
        self.hub = hub
        self.evtype = evtype
        self.fileno = fileno
        self.cb = cb
        self.tb = tb
        self.mark_as_closed = mark_as_closed

    def wake(self, fileno: int) -> None:
        """The descriptor is ready: call back, in the hub."""
        hub = self.hub
        try:
            self.cb(fileno)
        except hub.SYSTEM_EXCEPTIONS:
            raise
        except BaseException:
            hub.squelch_exception(fileno, sys.exc_info())

    def throw_now(self, *error: Any) -> None:
        """The descriptor is gone: say so."""
        if self.mark_as_closed is not None:
            self.mark_as_closed()
        if self.tb is not None:
            self.tb(*error)
