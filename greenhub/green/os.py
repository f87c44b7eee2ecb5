"""The standard library's os, green: reading, writing and waiting for children suspend the green thread."""

from __future__ import annotations

import os as _std
from collections.abc import Callable, Sequence
from stat import S_ISBLK, S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, Any

from ..greenio.pipes import GreenPipe
from ..greenthread import sleep
from ..hubs import notify_close, notify_opened, trampoline
from ._twin import take_names

if TYPE_CHECKING:
    from os import *  # noqa: F403

_read, _readv, _write, _sendfile = _std.read, _std.readv, _std.write, _std.sendfile
_open, _close, _fdopen, _get_blocking = _std.open, _std.close, _std.fdopen, _std.get_blocking
_waitpid, _wait3, _wait4, _waitid = _std.waitpid, _std.wait3, _std.wait4, getattr(_std, 'waitid', None)

_CHILD_POLL = 0.01  # where a child cannot be waited for through a descriptor
_PIPE_CHUNK = 4096  # POSIX: a pipe that polls as writable takes PIPE_BUF bytes without blocking


# ---- reading and writing

def _never_waits(fd: int) -> bool:
    """True for regular files, directories and disks."""
    mode = _std.fstat(fd).st_mode
    return S_ISREG(mode) or S_ISDIR(mode) or S_ISBLK(mode)


def _would_block(fd: int) -> bool:
    """True for a descriptor in blocking mode of which a call could block the whole OS thread."""
    return _get_blocking(fd) and not _never_waits(fd)


def read(fd: int, n: int) -> bytes:
    """As os.read; waits until there is something to read."""
    return _when_ready(_read, fd, n)


def readv(fd: int, buffers: Sequence[Any]) -> int:
    """As os.readv; waits until there is something to read."""
    return _when_ready(_readv, fd, buffers)


def _when_ready(call: Callable[[int, Any], Any], fd: int, arg: Any) -> Any:
    if _would_block(fd):
        _wait(fd, read=True)
    while True:
        try:
            return call(fd, arg)
        except BlockingIOError:
            pass
        trampoline(fd, read=True)


def write(fd: int, data: Any) -> int:
    """As os.write; waits until there is room, for all of `data` where the descriptor is in blocking mode."""
    if _would_block(fd):
        return _write_in_chunks(fd, data)
    while True:
        try:
            return _write(fd, data)
        except BlockingIOError:
            pass
        trampoline(fd, write=True)


def writev(fd: int, buffers: Sequence[Any]) -> int:
    """As os.writev, by one write."""
    return write(fd, b''.join(buffers))


def _write_in_chunks(fd: int, data: Any) -> int:
    with memoryview(data) as view, view.cast('B') as rest:
        done = 0
        while done < len(rest) or not done:
            _wait(fd, write=True)
            done += _write(fd, rest[done:done + _PIPE_CHUNK])
            if not len(rest):
                break
        return done


def sendfile(out_fd: int, in_fd: int, offset: int | None, count: int, *args: Any, **kwargs: Any) -> int:
    """As os.sendfile; waits until there is room."""
    if _would_block(out_fd):
        _wait(out_fd, write=True)
        count = min(count, _PIPE_CHUNK)
    while True:
        try:
            return _sendfile(out_fd, in_fd, offset, count, *args, **kwargs)
        except BlockingIOError:
            pass
        trampoline(out_fd, write=True)


def _wait(fd: int, **direction: bool) -> None:
    try:
        trampoline(fd, **direction)
    except PermissionError:
        pass  # cannot be waited for: never blocks


# ---- descriptors

def open(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    """As os.open; what is known of an earlier descriptor of that number is dropped."""
    fd = _open(path, flags, mode, dir_fd=dir_fd)
    notify_opened(fd)
    return fd


def close(fd: int) -> None:
    """As os.close; who waits for the descriptor gets IOClosed."""
    notify_close(fd)
    _close(fd)


def fdopen(fd: int, mode: str = 'r', buffering: int = -1, *args: Any, **kw: Any) -> Any:
    """As os.fdopen; reads and writes of the file suspend the green thread."""
    if not isinstance(fd, int):
        raise TypeError(f'invalid fd type ({type(fd).__name__}, expected integer)')
    return (_fdopen if _never_waits(fd) else GreenPipe)(fd, mode, buffering, *args, **kw)


# ---- children

def wait() -> tuple[int, int]:
    """As os.wait."""
    return waitpid(-1, 0)


def waitpid(pid: int, options: int) -> tuple[int, int]:
    """As os.waitpid."""
    return _when_ended(pid, options, lambda options: _waitpid(pid, options))


def wait3(options: int) -> tuple[int, int, Any]:
    """As os.wait3."""
    return _when_ended(-1, options, _wait3)


def wait4(pid: int, options: int) -> tuple[int, int, Any]:
    """As os.wait4."""
    return _when_ended(pid, options, lambda options: _wait4(pid, options))


def _when_ended(pid: int, options: int, call: Callable[[int], Any]) -> Any:
    while True:
        found = call(options | _std.WNOHANG)
        if found[0] or options & _std.WNOHANG:
            return found
        if pid > 0 and not options:
            wait_for_child(pid)
        else:
            sleep(_CHILD_POLL)


def waitid(idtype: int, id: int, options: int) -> Any:
    """As os.waitid."""
    while True:
        found = _waitid(idtype, id, options | _std.WNOHANG)
        if found is not None or options & _std.WNOHANG:
            return found
        if idtype == _std.P_PID and not options & (_std.WSTOPPED | _std.WCONTINUED):
            wait_for_child(id)
        else:
            sleep(_CHILD_POLL)


def wait_for_child(pid: int, timeout: float | None = None, timeout_exc: Any = None) -> None:
    """Wait until the child has ended; `waitpid` then tells how.  Raises `timeout_exc` after `timeout` seconds.

    Where the system has no descriptors of processes it only waits a moment.
    """
    try:
        fd = _std.pidfd_open(pid)
    except ProcessLookupError:
        return
    except (AttributeError, OSError):
        sleep(_CHILD_POLL if timeout is None else min(timeout, _CHILD_POLL))
        return
    try:
        trampoline(fd, read=True, timeout=timeout, timeout_exc=timeout_exc)
    finally:
        close(fd)


take_names(_std, globals())

__all__ = [*_std.__all__]
# Not `close`: the hub closes descriptors of its own by that name.
__patched__ = [name for name in ('read', 'readv', 'write', 'writev', 'sendfile', 'open', 'fdopen',
                                 'wait', 'waitpid', 'wait3', 'wait4', 'waitid') if hasattr(_std, name)]
