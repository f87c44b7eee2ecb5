"""Controllers and generators as processes, each on a core of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = [
    'ROOT', 'BenchmarkError', 'ceiling', 'controller', 'controller_core', 'environment', 'free_port', 'generate',
    'generator_core', 'progress',
]

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT = 30
STOP_LIMIT = 5


class BenchmarkError(Exception):
    """A benchmark could not be run, or an answer was wrong."""


def progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def controller_core() -> int:
    return min(os.sched_getaffinity(0))


def generator_core() -> int:
    """Another core than the controller's, where there is one."""
    return max(os.sched_getaffinity(0))


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Ours with more in it. Whoever runs the benchmarks may want no compiled modules: every contender has its own."""
    return {name: value for name, value in os.environ.items() if name != 'PYTHONDONTWRITEBYTECODE'} | dict(more)


@contextmanager
def controller(name: str, command: Sequence[str], port: int, variables: Mapping[str, str]) -> Iterator[int]:
    """Runs a controller that listens on this port and yields its process id."""
    with tempfile.TemporaryFile('w+') as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(variables), stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=subprocess.STDOUT)
        try:
            os.sched_setaffinity(process.pid, {controller_core()})
            _wait_until_listening(process, port)
            yield process.pid
        except BenchmarkError as error:
            log.seek(0)
            raise BenchmarkError(f'{name}: {error}\n{log.read()[-2000:]}') from error
        finally:
            _stop(process)


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> None:
    limit = time.monotonic() + START_LIMIT
    while True:
        try:
            socket.create_connection(('127.0.0.1', port), timeout=1).close()
            return
        except OSError as error:
            if process.poll() is not None:
                raise BenchmarkError(f'ended with status {process.returncode} before it listened') from error
            if time.monotonic() > limit:
                raise BenchmarkError(f'does not listen on port {port} after {START_LIMIT} s') from error
            time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def generate(port: int, limit: float = 300, **options: Any) -> dict[str, Any]:
    """Runs the generator once and returns what it printed; `watch=7` becomes `--watch 7`, `no_buffers=True` a flag."""
    command = [sys.executable, '-m', 'tests.benchmarks.generator', '--port', str(port), '--core', str(generator_core())]
    for name, value in options.items():
        if value is not False:
            command += [f'--{name.replace("_", "-")}'] + ([] if value is True else [str(value)])
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired as error:
        raise BenchmarkError(f'the generator had not ended after {limit} s') from error
    if done.returncode:
        raise BenchmarkError(done.stderr.strip())
    return json.loads(done.stdout)


def free_port() -> int:
    with socket.create_server(('127.0.0.1', 0)) as probe:
        return probe.getsockname()[1]


def ceiling(version: str, **options: Any) -> dict[str, Any]:
    """What the generator reaches against a responder that costs next to nothing."""
    command = [sys.executable, '-m', 'tests.benchmarks.responder', '--version', version,
               '--core', str(controller_core())]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            return generate(int(process.stdout.readline()), version=version, watch=process.pid, **options)
        finally:
            process.terminate()
