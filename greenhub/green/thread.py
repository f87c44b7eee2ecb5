"""The standard library's _thread, green: a thread is a green thread, a lock suspends the green thread.

It has no RLock: `threading` then makes its own out of Lock.
"""

from __future__ import annotations

import _thread as _std
import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

from greenlet import GreenletExit, getcurrent, greenlet

from .. import hubs
from ..corolocal import local as _local
from ..greenthread import spawn_n
from ..lock import Lock

__all__ = ['allocate_lock', 'get_ident', 'start_new_thread', 'start_joinable_thread', 'interrupt_main', 'LockType',
           'error', 'exit', 'stack_size', 'TIMEOUT_MAX']

_real_get_ident = _std.get_ident
_real_interrupt_main = _std.interrupt_main
_SENTINEL = 'thread sentinel'
_LOOK = 0.5  # seconds between two looks at whether another OS thread is still there

error = _std.error
exit = exit_thread = _std.exit
stack_size = _std.stack_size
TIMEOUT_MAX = _std.TIMEOUT_MAX
LockType = lock = allocate_lock = allocate = Lock
_local = _local
_ExceptHookArgs, _excepthook = _std._ExceptHookArgs, _std._excepthook
daemon_threads_allowed = getattr(_std, 'daemon_threads_allowed', lambda: True)
_is_main_interpreter = getattr(_std, '_is_main_interpreter', lambda: True)
if hasattr(_std, 'get_native_id'):
    get_native_id = _std.get_native_id

_running: set[greenlet] = set()  # the green threads that were started here, from their first step to their last


def get_ident(g: greenlet | None = None) -> int:
    """The number of a green thread, by default the current one.

    A thread's main greenlet has the number of the OS thread, so that the main thread stays what it was.
    """
    try:
        g = getcurrent() if g is None else g
    except RuntimeError:  # greenlets are gone at the very end of the program
        return _real_get_ident()
    return _real_get_ident() if g.parent is None else id(g)


def _count() -> int:
    """The number of threads that run, without those that this module has not started, such as the main thread."""
    return len(_running)


def is_started_here() -> bool:
    """True in a green thread that this module has started, rather than `spawn`."""
    return getcurrent() in _running


def interrupt_main(signum: int = 2) -> None:
    """As if a signal, SIGINT by default, had come to the main thread."""
    if getcurrent().parent is None:
        _real_interrupt_main(signum)
    else:  # before anybody else, and in the hub: what the signal's handler raises there goes to the main green thread
        hubs.get_hub().ready.appendleft((_real_interrupt_main, (signum,)))


# ---- starting

def start_new_thread(function: Callable[..., object], args: tuple[Any, ...] = (),
                     kwargs: dict[str, Any] | None = None) -> int:
    """Call the function in a green thread; returns its number."""
    if not callable(function):
        raise TypeError('first arg must be callable')
    if not isinstance(args, tuple):
        raise TypeError('2nd arg must be a tuple')
    if kwargs is not None and not isinstance(kwargs, dict):
        raise TypeError('optional 3rd arg must be a dictionary')
    return get_ident(spawn_n(_run, function, args, kwargs or {}))


start_new = start_new_thread


def _run(function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    current = getcurrent()
    _running.add(current)
    try:
        function(*args, **kwargs)
    except (SystemExit, GreenletExit):
        pass
    except Exception:
        _excepthook(_ExceptHookArgs((*sys.exc_info(), None)))
    finally:
        _running.discard(current)
        sentinel = current.__dict__.pop(_SENTINEL, None)
        if sentinel is not None:
            sentinel.announce()


class _End:
    """The end of a thread, for any number who wait for it, in any OS thread."""

    def __init__(self) -> None:
        self.reached = False
        self.hub: Any = None  # where the thread runs, once it does
        self._lock = Lock()
        self._lock.acquire()

    def wait(self, timeout: float = -1) -> bool:
        """Wait for at most `timeout` seconds, -1: for ever; False when the end has not come."""
        if not self.reached and self.hub not in (None, hubs.get_hub()):
            return self._wait_for_other_os_thread(timeout)
        if not self.reached and self._lock.acquire(timeout != 0, timeout or -1):
            self._lock.release()
        return self.reached

    def _wait_for_other_os_thread(self, timeout: float) -> bool:
        """An OS thread that ends takes its green threads with it, and nobody announces that."""
        deadline = monotonic() + (timeout if timeout >= 0 else TIMEOUT_MAX)
        while not self.reached:
            remaining = min(deadline - monotonic(), _LOOK)
            if self.hub not in hubs.live_hubs():
                self.announce()
            elif remaining <= 0:
                break
            elif self._lock.acquire(True, remaining):
                self._lock.release()
        return self.reached

    def announce(self) -> None:
        """The end has come."""
        if not self.reached:
            self.reached = True
            self._lock.release()


# ---- Python 3.11 and 3.12: threads with a lock that is released at their end

class _EndOfThread(_End):
    """To threading a lock; the thread takes it first, and whoever takes it then has waited for the thread's end.

    No lock indeed: several may join a thread, and each expects to find it unlocked afterwards.
    """

    def __init__(self, begun: bool = False) -> None:
        super().__init__()
        self.begun = begun

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if not self.begun:
            self.begun = True
            return True
        return self.wait(timeout if blocking else 0)

    def release(self) -> None:
        """Does nothing for who has waited: that one holds nothing."""
        self.announce()

    def locked(self) -> bool:
        return self.begun and not self.reached


def _set_sentinel() -> _EndOfThread:
    """What announces the end of the current green thread."""
    sentinel = getcurrent().__dict__[_SENTINEL] = _EndOfThread()
    sentinel.hub = hubs.get_hub()
    return sentinel


# ---- Python 3.13: threads with handles

_handles: set[_ThreadHandle] = set()  # of green threads that keep the program alive


class _ThreadHandle:
    """What threading.Thread joins."""

    def __init__(self) -> None:
        self.ident: int | None = None
        self._greenlet: Any = None
        self._end = _End()

    def is_done(self) -> bool:
        """True once the green thread has ended."""
        return self._end.reached

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end, for at most `timeout` seconds; None or negative: for ever."""
        if self.ident is None:
            raise RuntimeError('thread not started')
        if self._greenlet is getcurrent() and not self.is_done():
            raise RuntimeError('Cannot join current thread')
        self._end.wait(-1 if timeout is None or timeout < 0 else timeout)

    def _set_done(self) -> None:
        if self.ident is None:
            raise RuntimeError('thread not started')
        self._end.announce()

    def __repr__(self) -> str:
        return f'<{type(self).__name__} object: ident={self.ident}>'


def start_joinable_thread(function: Callable[[], object], *, handle: _ThreadHandle | None = None,
                          daemon: bool = True) -> _ThreadHandle:
    """Call the function in a green thread that can be joined by its handle; returns the handle."""
    if not callable(function):
        raise TypeError('thread function must be callable')
    handle = _ThreadHandle() if handle is None else handle
    if handle.ident is not None:
        raise RuntimeError('thread already started')
    handle._end.hub = hubs.get_hub()
    handle._greenlet = spawn_n(_run_joinable, function, handle)
    handle.ident = get_ident(handle._greenlet)
    if not daemon:
        _handles.add(handle)
    return handle


def _run_joinable(function: Callable[[], object], handle: _ThreadHandle) -> None:
    try:
        _run(function, (), {})
    finally:
        handle._greenlet = None
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
        handle = next(iter(_handles))
        handle.join()
        _handles.discard(handle)
    if hasattr(_std, '_shutdown'):
        _real_shutdown()


_real_shutdown = getattr(_std, '_shutdown', None)

_PATCHED = ('allocate_lock', 'allocate', 'LockType', 'lock', 'get_ident', 'start_new_thread', 'start_new', '_local',
            '_count', 'interrupt_main', '_set_sentinel', 'start_joinable_thread', '_ThreadHandle',
            '_make_thread_handle', '_shutdown')
__patched__ = [name for name in _PATCHED if hasattr(_std, name)]
