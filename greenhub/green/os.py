"""The standard library's os, green: reading, writing and waiting for children suspend the green thread."""

from __future__ import annotations

import os as _std
from errno import EAGAIN
from stat import S_ISBLK, S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, Any

from ..greenio.pipes import GreenPipe
from ..greenthread import sleep
from ..hubs import get_hub, trampoline
from ._twin import take_names

if TYPE_CHECKING:
    from os import *  # noqa: F403

_read, _write, _waitpid, _get_blocking = _std.read, _std.write, _std.waitpid, _std.get_blocking
_CHILD_POLL = 0.01  # where a child cannot be waited for through a descriptor
_PIPE_CHUNK = 4096  # POSIX: a pipe that polls as writable takes PIPE_BUF bytes without blocking


def _would_block(fd: int) -> bool:
    """True for a descriptor in blocking mode of which a call could block the whole OS thread."""
    if not _get_blocking(fd):
        return False
    mode = _std.fstat(fd).st_mode
    return not (S_ISREG(mode) or S_ISDIR(mode) or S_ISBLK(mode))


def read(fd: int, n: int) -> bytes:
    """As os.read; waits until there is something to read."""
    if _would_block(fd):
        _wait(fd, read=True)
    while True:
        try:
            return _read(fd, n)
        except OSError as e:
            if e.errno != EAGAIN:
                raise
        trampoline(fd, read=True)


def write(fd: int, data: Any) -> int:
    """As os.write; waits until there is room."""
    if _would_block(fd):
        return _write_in_chunks(fd, data)
    while True:
        try:
            return _write(fd, data)
        except OSError as e:
            if e.errno != EAGAIN:
                raise
        trampoline(fd, write=True)


def _write_in_chunks(fd: int, data: Any) -> int:
    with memoryview(data) as view, view.cast('B') as rest:
        done = 0
        while done < len(rest) or not done:
            _wait(fd, write=True)
            done += _write(fd, rest[done:done + _PIPE_CHUNK])
            if not len(rest):
                break
        return done


def _wait(fd: int, **direction: bool) -> None:
    try:
        trampoline(fd, **direction)
    except PermissionError:
        pass  # cannot be waited for: never blocks


def waitpid(pid: int, options: int) -> tuple[int, int]:
    """As os.waitpid."""
    if options & _std.WNOHANG:
        return _waitpid(pid, options)
    while True:
        found, status = _waitpid(pid, options | _std.WNOHANG)
        if found:
            return found, status
        if pid > 0 and not options:
            wait_for_child(pid)
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
        get_hub().forget(fd)
        _std.close(fd)


def wait() -> tuple[int, int]:
    """As os.wait."""
    return waitpid(-1, 0)


def fdopen(fd: int, mode: str = 'r', buffering: int = -1, *args: Any, **kw: Any) -> Any:
    """As os.fdopen; reads and writes of the file suspend the green thread."""
    if not isinstance(fd, int):
        raise TypeError(f'fd should be int, not {fd!r}')
    return GreenPipe(fd, mode, buffering, *args, **kw)


take_names(_std, globals())

__all__ = [*_std.__all__]
__patched__ = ['read', 'write', 'wait', 'waitpid', 'fdopen']
