"""The standard library's threading, green: a Thread is a green thread.

It is the installed module, executed once more with `greenhub.green.thread` in the place of `_thread`, so locks,
conditions, events and timers have all that this version of Python gives them.
"""

from __future__ import annotations

import sys
import threading as _std
from itertools import count
from typing import TYPE_CHECKING, Any

from greenlet import getcurrent

from ..patcher import COPY_PREFIX, load_copy
from . import thread as _green_thread
from . import time as _green_time

if TYPE_CHECKING:
    from threading import *  # noqa: F403

_PATCHED = {'_start_new_thread': 'start_new_thread', '_allocate_lock': 'allocate_lock', 'Lock': 'LockType',
            '_LockType': 'LockType', '_set_sentinel': '_set_sentinel', 'get_ident': 'get_ident', 'local': '_local',
            '_start_joinable_thread': 'start_joinable_thread', '_ThreadHandle': '_ThreadHandle',
            '_make_thread_handle': '_make_thread_handle', '_thread_shutdown': '_shutdown'}
_CURRENT = 'threading thread'
_numbers = count(1)


class _GreenThread:
    """What current_thread() says of a green thread that no Thread object stands for."""

    daemon = True

    def __init__(self, ident: int) -> None:
        self.ident = ident
        self.name = f'GreenThread-{next(_numbers)}'

    def __repr__(self) -> str:
        return f'<_GreenThread({self.name}, {self.ident})>'

    native_id = property(lambda self: _std.get_native_id())

    def is_alive(self) -> bool:
        """True: who asks is this green thread or has it from there."""
        return True

    def getName(self) -> str:
        """The name."""
        return self.name

    def isDaemon(self) -> bool:
        """True: the program does not wait for it at its end."""
        return True

    def join(self, timeout: float | None = None) -> None:
        """RuntimeError, as for a thread that `threading` did not start."""
        raise RuntimeError('cannot join a green thread that threading did not start')


def _started_by_original(ident: int) -> Any:
    """The Thread object of a real thread that was started with `patcher.original('threading')`."""
    module: Any = sys.modules.get(COPY_PREFIX + 'threading')
    return module and module._active.get(ident)


def current_thread_of(active: dict[int, Any]) -> Any:
    """A `current_thread` for a threading module with this table of active threads."""
    def current_thread() -> Any:
        """The Thread object of the caller's green thread."""
        ident = _green_thread.get_ident()
        thread = active.get(ident) or _started_by_original(ident)
        if thread is None:
            own = getcurrent().__dict__
            thread = own.get(_CURRENT)
            if thread is None:
                thread = own[_CURRENT] = _GreenThread(ident)
        return thread
    return current_thread


def _after_fork() -> None:
    """In the child: green threads have survived, so they stay what they were."""
    global _active_limbo_lock
    _active_limbo_lock = RLock()  # noqa: F405  # a name of threading, whose function gets this code


def keep_threads_after_fork(std: Any) -> None:
    """Make a threading module keep its threads in the child of a fork, where real threads would be gone.

    The system calls the function object that the module registered when it was imported: only its code can change.
    """
    std._after_fork.__code__ = _after_fork.__code__


def patches(std: Any) -> dict[str, Any]:
    """What makes the module `std`, a threading module, green: new values by name."""
    new = {name: getattr(_green_thread, green) for name, green in _PATCHED.items() if hasattr(std, name)}
    current_thread = current_thread_of(std._active)
    return {**new, '_CRLock': None, 'current_thread': current_thread}


_copy = load_copy('threading', {'_thread': _green_thread, 'time': _green_time})
_copy.current_thread = current_thread_of(_copy._active)
keep_threads_after_fork(_copy)
globals().update({name: value for name, value in vars(_copy).items() if not name.startswith('__')})

__all__ = [*_std.__all__]
