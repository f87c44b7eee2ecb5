"""The standard library's subprocess, green: waiting for a child or its pipes suspends the green thread.

A child's end comes through a descriptor of the process (pidfd), so nobody polls.  Exceptions and CompletedProcess are
the standard library's own.
"""

from __future__ import annotations

import io as _io
import subprocess as _std
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from ..greenio.pipes import GreenFileIO, GreenPipe
from . import os, select, time
from ._twin import rebind, rebound, take_names

if TYPE_CHECKING:
    from subprocess import *  # noqa: F403

__all__ = [*_std.__all__]

_StdPopen = _std.Popen
_std_get_handles = _StdPopen._get_handles
_time = time.monotonic

io: Any = ModuleType('io')  # what Popen makes its ends of the pipes with
io.open, io.TextIOWrapper = GreenPipe, _io.TextIOWrapper


class _PopenSelector(_std.selectors.PollSelector):
    """What `communicate` waits for several pipes with."""

    _selector_cls = select.poll


def _wait(self: Any, timeout: float | None) -> int:
    """In the place of Popen's method, which polls."""
    deadline = None if timeout is None else _time() + timeout
    while not _has_ended(self):
        remaining = None if deadline is None else deadline - _time()
        expired = _std.TimeoutExpired(self.args, timeout)
        if remaining is not None and remaining <= 0:
            raise expired
        os.wait_for_child(self.pid, remaining, expired)
    return self.returncode


def _has_ended(child: Any) -> bool:
    with child._waitpid_lock:
        if child.returncode is None:
            pid, status = child._try_wait(os.WNOHANG)
            if pid == child.pid:
                child._handle_exitstatus(status)
    return child.returncode is not None


def _get_handles(self: Any, *streams: Any) -> Any:
    """Popen's method, after a look at the pipes among the streams that the child is to have."""
    for stream in streams:
        raw = getattr(getattr(stream, 'buffer', stream), 'raw', stream)
        if isinstance(raw, GreenFileIO):
            os.set_blocking(raw.fileno(), True)  # the child shares it, and expects the usual mode
    return _std_get_handles(self, *streams)


class Popen(_StdPopen):
    """As subprocess.Popen; its pipes are files of which reads and writes suspend the green thread."""

    locals().update({name: rebound(method, globals()) for name, method in vars(_StdPopen).items()
                     if isinstance(method, FunctionType) and method.__globals__ is vars(_std)})


Popen._wait, Popen._get_handles = _wait, _get_handles


def patch(std: Any) -> None:
    """Make a subprocess module, whose os, select and time are green, wait through the hub and open green pipes."""
    std.io = io
    std.Popen._wait, std.Popen._get_handles = _wait, _get_handles


take_names(_std, globals())
rebind(_std, globals(), ('call', 'check_call', 'check_output', 'run', 'getoutput', 'getstatusoutput'))
