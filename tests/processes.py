"""Processes that a test starts: commands that listen, and children of a fork."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

__all__ = ['free_port', 'in_child', 'listening']


def free_port() -> int:
    """A TCP port of the loopback address that nobody listens on now."""
    with socket.create_server(('127.0.0.1', 0)) as probe:
        return probe.getsockname()[1]


def in_child(function: Callable[[], object]) -> int:
    """The exit status of a child of a fork that calls `function`: 0 when that returns true, within 10 s."""
    pid = os.fork()
    if pid == 0:
        status = 2
        try:
            signal.alarm(10)
            status = 0 if function() else 1
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@contextmanager
def listening(command: Sequence[str], port: int, **options: Any) -> Iterator[float]:
    """Seconds from the start of `command` until it listens on `port`; it is ended with SIGTERM.

    An AssertionError tells what it wrote to standard error if it ends before, or does not listen within 10 s.
    """
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options)
    try:
        while not _accepts(port):
            if process.poll() is not None or time.monotonic() > start + 10:
                process.kill()
                raise AssertionError(f'does not listen on {port}: {process.communicate(timeout=10)[1]}')
            time.sleep(0.005)
        yield time.monotonic() - start
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(('127.0.0.1', port), timeout=1).close()
    except ConnectionRefusedError:
        return False
    return True
