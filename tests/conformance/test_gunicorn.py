"""gunicorn's worker for eventlet, unchanged, on greenhub: `python -m greenhub.run -m gunicorn -k eventlet`."""

from __future__ import annotations

import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conformance.lab import CHECKOUT
from tests.processes import free_port, listening

AT_ONCE = 20  # requests, to one worker

APP = f'''
import os, time
inside = []

def app(environ, start_response):
    body = environ['wsgi.input'].read()
    if environ['PATH_INFO'] == '/together':
        inside.append(1)
        while len(inside) < {AT_ONCE}:  # nobody is answered before all are here
            time.sleep(0.005)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [str(os.getpid()).encode(), b' ', body]
'''


@pytest.fixture
def gunicorn(tmp_path: Path) -> Iterator[str]:
    """The address of the application's server."""
    (tmp_path / 'application.py').write_text(APP)
    port = free_port()
    command = [sys.executable, '-W', 'ignore', '-m', 'greenhub.run', '-m', 'gunicorn', '-k', 'eventlet', '-w', '1',
               '-b', f'127.0.0.1:{port}', '--chdir', str(tmp_path), '--graceful-timeout', '5',
               '--no-control-socket', 'application:app']  # it would lie in the user's home directory
    with listening(command, port, cwd=CHECKOUT):
        yield f'http://127.0.0.1:{port}'


def fetch(url: str, body: bytes | None = None) -> tuple[int, bytes]:
    with urllib.request.urlopen(url, body, timeout=20) as answer:
        pid, _, rest = answer.read().partition(b' ')
        return int(pid), rest


@pytest.mark.timeout(60)
def test_a_worker_serves_many_requests_at_once(gunicorn: str) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(fetch, [f'{gunicorn}/together'] * AT_ONCE))
    assert len({pid for pid, _ in answers}) == 1
    assert fetch(f'{gunicorn}/', b'x' * 100_000)[1] == b'x' * 100_000
