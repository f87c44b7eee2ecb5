"""The standard library's threading, green: a Thread is a green thread.

The code of the installed module is executed here with `greenhub.green.thread` in the place of `_thread`, so locks,
conditions, events and timers have all that this version of Python gives them.
"""

from __future__ import annotations

import sys
import threading as _std
from collections.abc import Callable
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any
from weakref import ref

from greenlet import getcurrent, greenlet

from ..corolocal import local as _Local
from ..event import Event as _Ended  # this module's Event is that of threading
from ..greenthread import GreenThread, sleep
from ..originals import COPY_PREFIX
from . import thread as _green_thread
from ._twin import execute

if TYPE_CHECKING:
    from threading import *  # noqa: F403

_PATCHED = {'_start_new_thread': 'start_new_thread', '_allocate_lock': 'allocate_lock', 'Lock': 'LockType',
            '_LockType': 'LockType', '_set_sentinel': '_set_sentinel', 'get_ident': 'get_ident', 'local': '_local',
            '_start_joinable_thread': 'start_joinable_thread', '_ThreadHandle': '_ThreadHandle',
            '_make_thread_handle': '_make_thread_handle', '_thread_shutdown': '_shutdown'}
_CURRENT = 'threading thread'
_LOOK = 0.01  # seconds between two looks at whether a real thread has ended
_numbers = count(1)


class _GreenThread:
    """What current_thread() says of a green thread that `spawn` has started rather than `threading`."""

    daemon = True

    def __init__(self, g: greenlet) -> None:
        self._greenlet = ref(g)
        self.ident = _green_thread.get_ident(g)
        self.name = f'GreenThread-{next(_numbers)}'

    def __repr__(self) -> str:
        return f'<_GreenThread({self.name}, {self.ident})>'

    native_id = property(lambda self: _std.get_native_id())

    def is_alive(self) -> bool:
        """True until the green thread has ended."""
        g = self._greenlet()
        return g is not None and not g.dead

    def getName(self) -> str:
        """The name."""
        return self.name

    def setName(self, name: str) -> None:
        """Give it another name."""
        self.name = name

    def isDaemon(self) -> bool:
        """True: the program does not wait for it at its end."""
        return True

    get_name, set_name, is_daemon = getName, setName, isDaemon  # as eventlet's has them

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end, for at most `timeout` seconds.

        RuntimeError when it is the caller, or has no end that could be waited for, as `spawn_n` makes them.
        """
        g = self._greenlet()
        if g is None or g.dead:
            return
        if g is getcurrent():
            raise RuntimeError('cannot join current thread')
        if not isinstance(g, GreenThread):
            raise RuntimeError(f'cannot join {self!r}: only what spawn() returns can be waited for')
        ended = _Ended()
        g.link(_announce, ended)
        ended.wait(timeout)
        g.unlink(_announce, ended)


def _announce(_thread: GreenThread, ended: _Ended) -> None:
    ended.send()


def _started_by_original(ident: int) -> Any:
    """The Thread object of a real thread that was started with `patcher.original('threading')`."""
    module: Any = sys.modules.get(COPY_PREFIX + 'threading')
    return module and module._active.get(ident)


def current_thread_of(std: Any) -> Callable[[], Any]:
    """A `current_thread` for this threading module."""
    active = std._active

    def current_thread() -> Any:
        """The Thread object of the caller's green thread."""
        ident = _green_thread.get_ident()
        thread = active.get(ident)
        if thread is None or type(thread) is std._DummyThread:
            current = getcurrent()
            mine = current.__dict__.get(_CURRENT)
            if mine is None or thread not in (None, mine):  # the table may hold a predecessor's, of the same number
                mine = current.__dict__[_CURRENT] = _thread_of(current, ident, std)
            thread = mine
        return thread
    return current_thread


def _thread_of(current: greenlet, ident: int, std: Any) -> Any:
    """A Thread object for a green thread that this threading module has not started."""
    if current.parent is not None and not _green_thread.is_started_here():
        return _GreenThread(current)
    return _started_by_original(ident) or std._DummyThread()


def _end_of_dummies_of(std: Any) -> type:
    """What Python 3.13 has in its place needs names of its module, which may be gone at the end of the program."""
    active = std._active

    class _DeleteDummyThreadOnDel:
        """Takes a dummy thread out of the table of active threads when its OS thread has ended."""

        def __init__(self, dummy_thread: Any) -> None:
            self._dummy_thread = dummy_thread
            self._tident = dummy_thread.ident
            std._thread_local_info._track_dummy_thread_ref = self

        def __del__(self) -> None:
            if active.get(self._tident) is self._dummy_thread:
                active.pop(self._tident, None)

    return _DeleteDummyThreadOnDel


def _keep_threads() -> None:
    """In the child: green threads have survived, so they stay what they were."""
    global _active_limbo_lock
    _active_limbo_lock = RLock()  # noqa: F405  # a name of threading, whose function gets this code


def keep_threads_after_fork(std: Any) -> None:
    """Make a threading module keep its threads in the child of a fork, where real threads would be gone.

    The system calls the function object that the module registered when it was imported: only its code can change.
    """
    std._after_fork.__code__ = _keep_threads.__code__


def patches(std: Any) -> dict[str, Any]:
    """What makes the module `std`, a threading module, green: new values by name."""
    new = {name: getattr(_green_thread, green) for name, green in _PATCHED.items() if hasattr(std, name)}
    return {**new, '_CRLock': std._PyRLock, 'current_thread': current_thread_of(std), '_thread_local_info': _Local(),
            '_DeleteDummyThreadOnDel': _end_of_dummies_of(std)}


class _EndOfRealThread:
    """In the place of a real thread's lock (Python 3.11, 3.12) or handle: who waits looks now and then."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """As of a lock that is free once the thread has ended."""
        deadline = monotonic() + (timeout if timeout >= 0 else _std.TIMEOUT_MAX)
        while not (taken := self._real.acquire(False)) and blocking and monotonic() < deadline:
            sleep(_LOOK)
        return taken

    def join(self, timeout: float | None = None) -> None:
        """As of a handle."""
        deadline = monotonic() + (_std.TIMEOUT_MAX if timeout is None or timeout < 0 else timeout)
        while not self._real.is_done() and monotonic() < deadline:
            sleep(_LOOK)
        if self._real.is_done():
            self._real.join()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def _let_be_joined(thread: Any, dummy: type) -> None:
    for name in ('_handle', '_tstate_lock'):
        real = getattr(thread, name, None)
        if type(real).__module__ == '_thread' and type(thread) is not dummy:
            setattr(thread, name, _EndOfRealThread(real))


def let_main_thread_be_joined(std: Any) -> None:
    """Make the ends of the main thread, and of threads that run already, such that green threads can wait for them."""
    main = std.main_thread()
    for thread in set(std._active.values()) - {main}:
        _let_be_joined(thread, std._DummyThread)
    if hasattr(main, '_handle'):
        main._handle = _green_thread._make_thread_handle(main.ident)
    else:
        std._shutdown_locks.discard(main._tstate_lock)
        main._tstate_lock = _green_thread._EndOfThread(begun=True)


__all__ = execute('threading', globals())

_this = sys.modules[__name__]
current_thread = current_thread_of(_this)
_DeleteDummyThreadOnDel = _end_of_dummies_of(_this)
keep_threads_after_fork(_this)
