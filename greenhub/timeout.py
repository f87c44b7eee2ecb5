"""A limit on the time a green thread spends in a piece of code."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from greenlet import getcurrent

from . import hubs
from .hubs.hub import call_within, task_of

__all__ = ['Timeout', 'with_timeout', 'is_timeout', 'wrap_is_timeout']

_MISSING = object()


class Timeout(BaseException):
    """Raises itself, or `exception`, in the green thread that made it, after `seconds`.

    The clock starts at once; `seconds` None never fires.  `exception` may be a class, an instance, None or True (the
    Timeout itself), or False: then the time-out ends a `with` block silently.  Not an Exception, so that `except
    Exception` in the timed code does not swallow it.
    """

    def __init__(self, seconds: float | None = None, exception: Any = None) -> None:
        self.seconds = seconds
        self.exception = exception
        self.timer: Any = None
        self.start()

    def start(self) -> Timeout:
        """Start the clock again, after it has fired or was cancelled; returns the Timeout."""
        if self.pending:
            raise AssertionError(f'{self!r} is already started; to restart it, cancel it first')
        if self.seconds is None:
            self.timer = None
            return self
        current = getcurrent()
        self.timer = hubs.get_hub().schedule_call_global(self.seconds, call_within, current, task_of(current),
                                                         current.throw, self._raised)
        return self

    @property
    def _raised(self) -> Any:
        return self if self.exception is None or isinstance(self.exception, bool) else self.exception

    @property
    def pending(self) -> bool:
        """True while the clock runs."""
        return self.timer is not None and self.timer.pending

    def cancel(self) -> None:
        """Stop the clock; does nothing when it does not run."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def __enter__(self) -> Timeout:
        if self.timer is None:
            self.start()
        return self

    def __exit__(self, kind: Any, value: Any, traceback: Any) -> bool:
        self.cancel()
        if value is None:
            return False
        if value.args and value.args[0] is self._raised:  # in a coroutine: asyncio cancels, and throws nothing else
            from .asyncio import is_cancelled_by
            if is_cancelled_by(self._raised, value):
                if self.exception is not False:
                    raise self._raised from None
                return True
        return value is self and self.exception is False

    def __repr__(self) -> str:
        state = ' pending' if self.pending else ''
        raised = '' if self.exception is None else f' exception={self.exception!r}'
        return f'<{type(self).__name__} at {id(self):#x} seconds={self.seconds}{raised}{state}>'

    def __str__(self) -> str:
        if self.seconds is None:
            return ''
        plural = '' if self.seconds == 1 else 's'
        if self.exception is None or self.exception is True:
            return f'{self.seconds} second{plural}'
        if self.exception is False:
            return f'{self.seconds} second{plural} (silent)'
        return f'{self.seconds} second{plural} ({self.exception})'

    @property
    def is_timeout(self) -> bool:
        """True: how code that knows no greenhub recognises a time-out."""
        return True


def with_timeout(seconds: float | None, function: Callable[..., Any], *args: Any, timeout_value: Any = _MISSING,
                 **kwds: Any) -> Any:
    """Call `function(*args, **kwds)`, for at most `seconds`.

    Returns its result, or `timeout_value` when the time is up; without one the Timeout is raised.
    """
    timeout = Timeout(seconds)
    try:
        return function(*args, **kwds)
    except Timeout as fired:
        if fired is timeout and timeout_value is not _MISSING:
            return timeout_value
        raise
    finally:
        timeout.cancel()


def wrap_is_timeout(base: Any) -> Any:
    """Give an exception class or instance, or whatever a function returns, an `is_timeout` that is True."""
    if isinstance(base, type):
        base.is_timeout = property(lambda _: True)  # type: ignore[attr-defined]
        return base
    if isinstance(base, BaseException):
        base.is_timeout = True  # type: ignore[attr-defined]
        return base

    @wraps(base)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return wrap_is_timeout(base(*args, **kwargs))

    return wrapper


def is_timeout(obj: object) -> bool:
    """True for exceptions that mean a time-out: Timeout, TimeoutError, and whatever says so by `is_timeout`."""
    return bool(getattr(obj, 'is_timeout', False)) or isinstance(obj, TimeoutError)
