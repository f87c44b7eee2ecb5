"""eventlet's own example programs run unchanged, by `python -m greenhub.run`, where eventlet is not installed.

They listen on ports of their choice, so each has a network of its own.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.conformance.lab import CHECKOUT, Namespace, wait_until

CACHE = Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache')
PROGRAMS = CACHE / 'conformance' / 'eventlet-0.41.3' / 'examples'  # where the runner of eventlet's tests unpacks them
LIMIT = 20

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason='a network of its own needs root'),
    pytest.mark.skipif(not PROGRAMS.is_dir(), reason=f'eventlet is not in {PROGRAMS}: test_eventlet.py puts it there'),
]


@contextmanager
def running(name: str, port: int) -> Iterator[Callable[[], str]]:
    """One of the programs, which listens, and a way to see what it has printed; Ctrl-C ends it without complaint."""
    command = [sys.executable, '-u', '-m', 'greenhub.run', str(PROGRAMS / name)]
    with closing(Namespace()) as network, network.entered(), tempfile.TemporaryFile() as log:
        environment = {**os.environ, 'PYTHONPATH': str(CHECKOUT)}
        program = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)

        def printed() -> str:
            return os.pread(log.fileno(), 1 << 20, 0).decode()

        try:
            wait_until(f'{name} to listen', lambda: program.poll() is not None or listens(port))
            yield printed
            # Python drops what a signal raises while a file is finalized, so that has to be over.
            wait_until(f'{name} to have nothing to do', lambda: is_asleep(program.pid))
            program.send_signal(signal.SIGINT)
            assert program.wait(LIMIT) == 0 and 'Traceback' not in printed(), printed()
        finally:
            program.kill()
            program.wait(LIMIT)


def listens(port: int) -> bool:
    try:
        connect(port).close()
    except ConnectionRefusedError:
        return False
    return True


def is_asleep(pid: int) -> bool:
    """Whether a process waits for something (proc(5), its state)."""
    return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0] == 'S'


def connect(port: int) -> socket.socket:
    return socket.create_connection(('127.0.0.1', port), LIMIT)


def get(port: int) -> bytes:
    with connect(port) as client, client.makefile('rb') as answer:
        client.sendall(b'GET / HTTP/1.0\r\n\r\n')
        return answer.read()


def test_echoserver() -> None:
    with running('echoserver.py', 6000), connect(6000) as client, client.makefile('rb') as answers:
        for line in (b'one\n', b'two\n'):
            client.sendall(line)
            assert answers.readline() == line


def test_wsgi() -> None:
    with running('wsgi.py', 8090):
        assert get(8090).endswith(b'\r\n\r\nHello, World!\r\n')


def test_websocket() -> None:
    with running('websocket.py', 7000):
        assert b'<html>' in get(7000)


def test_chat_server() -> None:
    with running('chat_server.py', 3001) as printed:
        with connect(3001) as one, connect(3001) as two:
            wait_until('both to have joined, after who came to see', lambda: printed().count('joined') == 3)
            one.sendall(b'hello\n')
            assert two.recv(6, socket.MSG_WAITALL) == b'hello\n'
        wait_until('all to have left', lambda: printed().count('left') == 3)
