"""The standard library's _thread, green: a thread is a green thread, a lock suspends the green thread.

It has no RLock: `threading` then makes its own out of Lock.
"""

from __future__ import annotations

import _thread as _std
import sys
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from greenlet import GreenletExit, getcurrent, greenlet

from ..corolocal import local as _local
from ..event import Event
from ..greenthread import spawn_n
from ..lock import Lock

__all__ = ['allocate_lock', 'get_ident', 'start_new_thread', 'start_joinable_thread', 'LockType', 'error', 'exit',
           'stack_size', 'TIMEOUT_MAX']

_real_get_ident = _std.get_ident
_SENTINEL = 'thread sentinel'

error = _std.error
exit = _std.exit
stack_size = _std.stack_size
TIMEOUT_MAX = _std.TIMEOUT_MAX
LockType = allocate_lock = allocate = Lock
_local = _local
_ExceptHookArgs, _excepthook = _std._ExceptHookArgs, _std._excepthook
interrupt_main = _std.interrupt_main
daemon_threads_allowed = getattr(_std, 'daemon_threads_allowed', lambda: True)
_is_main_interpreter = getattr(_std, '_is_main_interpreter', lambda: True)
if hasattr(_std, 'get_native_id'):
    get_native_id = _std.get_native_id


def get_ident(g: greenlet | None = None) -> int:
    """The number of a green thread, by default the current one.

    A thread's main greenlet has the number of the OS thread, so that the main thread stays what it was.
    """
    try:
        g = g or getcurrent()
    except RuntimeError:  # greenlets are gone at the very end of the program
        return _real_get_ident()
    return _real_get_ident() if g.parent is None else id(g)


def start_new_thread(function: Callable[..., object], args: tuple[Any, ...] = (),
                     kwargs: dict[str, Any] | None = None) -> int:
    """Call the function in a green thread; returns its number."""
    if not callable(function):
        raise TypeError('first arg must be callable')
    if not isinstance(args, tuple):
        raise TypeError('2nd arg must be a tuple')
    return get_ident(spawn_n(_run, function, args, kwargs or {}))


start_new = start_new_thread


def _run(function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    try:
        function(*args, **kwargs)
    except (SystemExit, GreenletExit):
        pass
    except Exception:
        _excepthook(_ExceptHookArgs((*sys.exc_info(), None)))
    finally:
        sentinel = getcurrent().__dict__.pop(_SENTINEL, None)
        if sentinel is not None:
            sentinel.ended.send()


# ---- Python 3.11 and 3.12: threads with a lock that is released at their end

class _EndOfThread:
    """To threading a lock; the thread takes it first, and whoever takes it then has waited for the thread's end.

    No lock indeed: several may join a thread, and each expects to find it unlocked afterwards.
    """

    def __init__(self) -> None:
        self.begun = False
        self.ended = Event()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if not self.begun:
            self.begun = True
            return True
        if blocking:
            self.ended.wait(None if timeout == -1 else timeout)
        return self.ended.ready()

    def release(self) -> None:
        """Does nothing: who has waited holds nothing."""

    def locked(self) -> bool:
        return self.begun and not self.ended.ready()


def _set_sentinel() -> _EndOfThread:
    """What announces the end of the current green thread."""
    sentinel = getcurrent().__dict__[_SENTINEL] = _EndOfThread()
    return sentinel


# ---- Python 3.13: threads with handles

_handles: WeakSet[_ThreadHandle] = WeakSet()  # of green threads that keep the program alive


class _ThreadHandle:
    """What threading.Thread joins."""

    def __init__(self) -> None:
        self.ident: int | None = None
        self._greenlet: Any = None
        self._ended = Event()

    def is_done(self) -> bool:
        """True once the green thread has ended."""
        return self._ended.ready()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end, for at most `timeout` seconds; None or negative: for ever."""
        if self._greenlet is getcurrent():
            raise RuntimeError('Cannot join current thread')
        self._ended.wait(None if timeout is None or timeout < 0 else timeout)

    def _set_done(self) -> None:
        if not self._ended.ready():
            self._ended.send()


def start_joinable_thread(function: Callable[[], object], *, handle: _ThreadHandle | None = None,
                          daemon: bool = True) -> _ThreadHandle:
    """Call the function in a green thread that can be joined by its handle; returns the handle."""
    handle = _ThreadHandle() if handle is None else handle
    if handle.ident is not None:
        raise RuntimeError('thread already started')
    handle._greenlet = spawn_n(_run_joinable, function, handle)
    handle.ident = get_ident(handle._greenlet)
    if not daemon:
        _handles.add(handle)
    return handle


def _run_joinable(function: Callable[[], object], handle: _ThreadHandle) -> None:
    try:
        _run(function, (), {})
    finally:
        handle._set_done()
        _handles.discard(handle)


def _make_thread_handle(ident: int) -> _ThreadHandle:
    """A handle for a green thread that runs already."""
    handle = _ThreadHandle()
    handle.ident = ident
    return handle


def _get_main_thread_ident() -> int:
    """The number of the main thread."""
    return _std._get_main_thread_ident()


def _shutdown() -> None:
    """Wait for the threads that keep the program alive."""
    while _handles:
        next(iter(_handles)).join()
    if hasattr(_std, '_shutdown'):
        _real_shutdown()


_real_shutdown = getattr(_std, '_shutdown', None)

_PATCHED = ('allocate_lock', 'allocate', 'LockType', 'get_ident', 'start_new_thread', 'start_new', '_local',
            '_set_sentinel', 'start_joinable_thread', '_ThreadHandle', '_make_thread_handle')
__patched__ = [name for name in _PATCHED if hasattr(_std, name)]
