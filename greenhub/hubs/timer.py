"""Timers: the entries of the hub's heap, which are their own handles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ['Timer']

WHEN, SEQUENCE, CALL, ARGS, HUB = range(5)
SPARED = 100  # cancelled timers that may stay in the heap; then it is purged when they are more than half of it


class Timer(list):
    """A call to be made once: `[when, sequence, call, args, hub]`.

    A list, because `heapq` then compares two timers in C: by time, then by order of creation.  `call` is None once
    the call was made or cancelled; `hub` is None for a call that is due at once and waits in the ready queue.
    """

    __slots__ = ('stack',)  # where it was made, once the hub's `set_timer_stacks` is on

    @property
    def pending(self) -> bool:
        """True until the call is made or cancelled."""
        return self[CALL] is not None

    @property
    def called(self) -> bool:
        """True once the call was made or cancelled."""
        return self[CALL] is None

    def cancel(self) -> None:
        """Make sure the call is not made; does nothing when it is too late."""
        if self[CALL] is not None:
            self[CALL], self[ARGS] = None, ()
            hub = self[HUB]
            if hub is not None:
                hub.timers_canceled += 1
                if hub.timers_canceled > SPARED and hub.timers_canceled * 2 > len(hub.timers):
                    hub.purge_timers()

    def take(self) -> tuple[Callable[..., object] | None, tuple[Any, ...]]:
        """The call and its arguments, once; afterwards the timer is spent."""
        call, args = self[CALL], self[ARGS]
        self[CALL], self[ARGS] = None, ()
        return call, args

    def __repr__(self) -> str:
        return f'<Timer at {id(self):#x} {"pending" if self.pending else "spent"} {self[CALL]!r}>'
