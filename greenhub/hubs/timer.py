"""Timers: calls that are to be made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .hub import BaseHub

__all__ = ['Timer', 'WHEN', 'SEQUENCE', 'TIMER']

WHEN: Final = 0
SEQUENCE: Final = 1
TIMER: Final = 2
"""What an entry of the hub's heap holds: tuples, which `heapq` compares in C, by time, then by order of creation."""

SPARED = 100  # cancelled timers that may stay in the heap; then it is purged when they are more than half of it


class Timer:
    """A call to be made once; `BaseHub.schedule_call_global` makes them.

    `call` is None once the call was made or cancelled.  `hub` is the one whose heap holds the timer; None when it is
    not there, or not yet.
    """

    __slots__ = ('when', 'call', 'args', 'hub', 'stack')  # stack: where it was made, once `set_timer_stacks` is on

    when: float
    call: Callable[..., object] | None
    args: tuple[Any, ...]
    hub: BaseHub | None
    stack: str

    @property
    def pending(self) -> bool:
        """True until the call is made or cancelled."""
        return self.call is not None

    @property
    def called(self) -> bool:
        """True once the call was made or cancelled."""
        return self.call is None

    def cancel(self) -> None:
        """Make sure the call is not made; does nothing when it is too late."""
        if self.call is not None:
            self.call = self.args = None
            hub = self.hub
            if hub is not None:
                canceled = hub.timers_canceled = hub.timers_canceled + 1
                if canceled > SPARED and canceled * 2 > len(hub._heap):
                    hub.purge_timers()

    def fire(self) -> None:
        """Make the call, unless that was done or cancelled."""
        call, args = self.call, self.args
        if call is not None:
            self.call = self.args = None
            call(*args)

    def __repr__(self) -> str:
        return f'<Timer at {id(self):#x} {"pending" if self.pending else "spent"} {self.call!r}>'
