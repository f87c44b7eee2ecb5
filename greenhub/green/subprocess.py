"""The standard library's subprocess, green: waiting for a child or its pipes suspends the green thread.

A child's end comes through a descriptor of the process (pidfd), so nobody polls.  Exceptions and CompletedProcess are
the standard library's own.
"""

from __future__ import annotations

import io as _io
import subprocess as _std
from types import FunctionType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from ..greenio.pipes import GreenFileIO, GreenPipe
from . import os, select, time
from ._twin import rebind, rebound, take_names

if TYPE_CHECKING:
    from subprocess import *  # noqa: F403

__all__ = [*_std.__all__]

_StdPopen = _std.Popen
_get_handles = _StdPopen._get_handles
_time = time.monotonic

io = SimpleNamespace(open=GreenPipe, TextIOWrapper=_io.TextIOWrapper)  # what Popen makes its ends of the pipes with


class _PopenSelector(_std.selectors.PollSelector):
    """What `communicate` waits for several pipes with."""

    _selector_cls = select.poll


class _Waits:
    """The methods of Popen that have to be other than in the standard library."""

    def _wait(self, timeout: float | None) -> int:
        deadline = None if timeout is None else _time() + timeout
        while self.poll() is None:
            remaining = None if deadline is None else deadline - _time()
            expired = _std.TimeoutExpired(self.args, timeout)
            if remaining is not None and remaining <= 0:
                raise expired
            os.wait_for_child(self.pid, remaining, expired)
        return self.returncode

    def _get_handles(self, stdin: Any, stdout: Any, stderr: Any) -> Any:
        for stream in (stdin, stdout, stderr):
            raw = getattr(getattr(stream, 'buffer', stream), 'raw', stream)
            if isinstance(raw, GreenFileIO):
                os.set_blocking(raw.fileno(), True)  # the child shares it, and expects the usual mode
        return _get_handles(self, stdin, stdout, stderr)


class Popen(_StdPopen):
    """As subprocess.Popen; its pipes are files of which reads and writes suspend the green thread."""

    locals().update({name: rebound(method, globals()) for name, method in vars(_StdPopen).items()
                     if isinstance(method, FunctionType) and method.__globals__ is vars(_std)})
    _wait, _get_handles = _Waits._wait, _Waits._get_handles


def patch(std: Any) -> None:
    """Make a subprocess module, whose os, select and time are green, wait through the hub and open green pipes."""
    std.io = io
    std.Popen._wait, std.Popen._get_handles = _Waits._wait, _Waits._get_handles


take_names(_std, globals())
rebind(_std, globals(), ('call', 'check_call', 'check_output', 'run', 'getoutput', 'getstatusoutput'))
