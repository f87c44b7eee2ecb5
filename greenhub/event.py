"""An event: one result that any number of green threads wait for."""

from __future__ import annotations

from typing import Any

from . import hubs
from .hubs.hub import EXPIRED, Waiter

__all__ = ['Event']


class Outcome:
    """A result, or an exception, and the green threads that wait for it; those who have one inherit `wait`.

    `_outcome` is None at first, then the result and None, or None and the arguments of throw.  `_waiters` is a list
    once somebody waits.
    """

    __slots__ = ()

    _outcome: tuple[Any, tuple[Any, ...] | None] | None
    _waiters: Any

    def _settle(self, result: Any, error: tuple[Any, ...] | None) -> None:
        self._outcome = outcome = (result, error)  # type: ignore[misc]  # the slot is in the subclass
        if self._waiters:
            waiters, self._waiters = self._waiters, ()
            for waiter in waiters:
                waiter.wake(outcome)

    def wait(self, timeout: float | None = None) -> Any:
        """Wait for the result and return it, or raise the exception; None after `timeout` seconds."""
        outcome = self._outcome
        if outcome is None:
            waiter = Waiter(hubs.get_hub())
            if self._waiters:
                self._waiters.append(waiter)
            else:
                self._waiters = [waiter]
            try:
                outcome = waiter.wait(timeout)
            except BaseException:
                self._leave(waiter)
                raise
            if outcome is EXPIRED:
                self._leave(waiter)
                return None
        result, error = outcome
        return result if error is None else _raise(*error)

    def _leave(self, waiter: Waiter) -> None:
        if waiter in self._waiters:
            self._waiters.remove(waiter)


class Event(Outcome):
    """Wakes all who wait with one result, or one exception, in the order in which they came."""

    __slots__ = ('_outcome', '_waiters', '__weakref__')

    def __init__(self) -> None:
        self._outcome = None
        self._waiters = ()

    def ready(self) -> bool:
        """True once a result or an exception was sent."""
        return self._outcome is not None

    def has_result(self) -> bool:
        """True once a result was sent."""
        return self._outcome is not None and self._outcome[1] is None

    def has_exception(self) -> bool:
        """True once an exception was sent."""
        return self._outcome is not None and self._outcome[1] is not None

    def reset(self) -> None:
        """Make the event fresh again; AssertionError when nothing was sent."""
        if self._outcome is None:
            raise AssertionError('reset() of a fresh event: nothing was sent through it')
        self._outcome = None

    def send(self, result: Any = None, exc: Any = None) -> None:
        """Wake all who wait, with `result`, or raise `exc` (an exception or the arguments of throw) in them.

        Never switches.  AssertionError when something was sent before and not reset.
        """
        if self._outcome is not None:
            raise AssertionError('an event sends once: reset() it before it sends again')
        self._settle(result, None if exc is None else _throw_args(exc))

    def send_exception(self, *args: Any) -> None:
        """Raise an exception, given as for `throw`, in all who wait."""
        self.send(None, args)

    def poll(self, notready: Any = None) -> Any:
        """The result, or the exception raised; `notready` when nothing was sent."""
        return notready if self._outcome is None else self.wait()

    def poll_exception(self, notready: Any = None) -> Any:
        """Raise the exception; `notready` when there is none."""
        return self.wait() if self.has_exception() else notready

    def poll_result(self, notready: Any = None) -> Any:
        """The result; `notready` when there is none."""
        return self.wait() if self.has_result() else notready

    def __repr__(self) -> str:
        state = 'unsent'
        if self._outcome is not None:
            result, error = self._outcome
            state = f'result={result!r}' if error is None else f'error={error!r}'
        return f'<Event at {id(self):#x} {state} waiting={len(self._waiters)}>'


def _throw_args(exc: Any) -> tuple[Any, ...]:
    """The arguments of throw, with the traceback that the exception has now: each raise starts from that one."""
    args = exc if isinstance(exc, tuple) else (exc,)
    if len(args) == 1 and isinstance(args[0], BaseException):
        return args[0], None, args[0].__traceback__
    return args


def _raise(kind: Any, value: Any = None, traceback: Any = None) -> Any:
    """Raise what `throw(kind, value, traceback)` would raise."""
    if isinstance(kind, BaseException):
        error = kind
    elif isinstance(value, BaseException):
        error = value
    elif value is None:
        error = kind()
    else:
        error = kind(*value) if isinstance(value, tuple) else kind(value)
    raise error.with_traceback(traceback)  # even if it is None: an error that many wait for would grow with each
