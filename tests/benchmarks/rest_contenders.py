"""Who answers REST calls about switches: our ofctl_rest, what os-ken still has of it, all of Ryu 4.34 on eventlet."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conformance.sources import RYU, CannotFetch, source

from .peers import interpreter
from .processes import ROOT, BenchmarkError, controller, free_port, generator_core
from .report import OURS

__all__ = ['CONTENDERS', 'OS_KEN', 'RYU_ITSELF', 'call', 'joined_switch', 'rest_controller', 'ryus_source',
           'wait_for_switch']  # fmt: skip

OS_KEN, RYU_ITSELF = 'os-ken eventlet', 'Ryu'
CONTENDERS = (OURS, OS_KEN, RYU_ITSELF)
PATIENCE = 60.0


@contextmanager
def rest_controller(name: str, learning: bool = False) -> Iterator[tuple[int, int, int]]:
    """A contender, with a learning switch of 1.3 beside it if so told: its process id, its OpenFlow and REST ports."""
    port, rest = free_port(), free_port()
    with controller(name, _command(name, port, rest, learning), port,
                    {'OSKEN_HUB_TYPE': 'eventlet', 'REST_PORT': str(rest)}) as pid:  # fmt: skip
        yield pid, port, rest


def _command(name: str, port: int, rest: int, learning: bool) -> Sequence[str]:
    folder = ROOT / 'tests' / 'benchmarks'
    if name == OS_KEN:
        apps = ['peer_rest', *['peer_simple_switch_13'] * learning]
        return [str(interpreter('os-ken')), str(folder / 'peer_manager.py'), str(port), ','.join(apps), '30']
    options = ['--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port', str(port), '--wsapi-host', '127.0.0.1',
               '--wsapi-port', str(rest), '--default-log-level', '30']  # fmt: skip
    if name == RYU_ITSELF:
        apps = ['ryu.app.ofctl_rest', *['ryu.app.simple_switch_13'] * learning]
        return [str(interpreter('Ryu')), str(folder / 'peer_ryu.py'), str(ryus_source()), *options, *apps]
    apps = ['apps/ofctl_rest.py', *['apps/simple_switch_13.py'] * learning]
    return [sys.executable, '-m', 'controller', *options, *apps]


def ryus_source() -> Path:
    try:
        return source(RYU)
    except CannotFetch as error:
        raise BenchmarkError(f"Ryu's source is not to be had: {error}") from None


@contextmanager
def joined_switch(port: int, flows: int = 0) -> Iterator[None]:
    """A switch that costs next to nothing and has this many flow entries, on the generator's core."""
    command = [sys.executable, '-m', 'tests.benchmarks.flow_switch', '--port', str(port), '--flows', str(flows),
               '--core', str(generator_core())]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            if not process.stdout.readline():  # type: ignore[union-attr]  # it is a pipe
                raise BenchmarkError('the switch did not join')
            yield
        finally:
            process.kill()


def call(client: http.client.HTTPConnection, method: str, path: str, body: Any = None) -> bytes:
    """The body of the answer; raises BenchmarkError if it is not a 200."""
    client.request(method, path, None if body is None else json.dumps(body))
    answer = client.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise BenchmarkError(f'{method} {path}: {answer.status} {content[-300:]!r}')
    return content


def wait_for_switch(client: http.client.HTTPConnection) -> None:
    """Until the app knows of it; raises BenchmarkError when it never does."""
    limit = time.monotonic() + PATIENCE
    while not json.loads(call(client, 'GET', '/stats/switches')):
        if time.monotonic() > limit:
            raise BenchmarkError(f'the app knows no switch after {PATIENCE} s')
        time.sleep(0.05)
