"""Well-known libraries, unchanged, are concurrent in one process under `greenhub.monkey_patch()`.

Concurrency is proved and not timed: each server answers nobody before all have asked.
"""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import AF_UNIX

import pytest

import greenhub
from greenhub.websocket_client import ClientWebSocket
from tests.conformance.lab import CHECKOUT, run, spawn, wait_until
from tests.processes import free_port

pytestmark = pytest.mark.timeout(90)

POSTGRESQL = sorted(Path('/usr/lib/postgresql').glob('*/bin'))  # Debian keeps the server's programs off the PATH


def program(*arguments: str, **environment: str) -> list:
    """What a program of tests.conformance.libraries returns."""
    command = [sys.executable, '-m', 'tests.conformance.libraries', *arguments]
    environment = {**os.environ, **environment}
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def needs(what: str, package: str, found: object) -> None:
    if not found:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse(f"there is no {what} here: it is in Debian's package {package}, which `make system` installs as root")


# -- HTTP: 200 at once


class HoldingServer(ThreadingHTTPServer):
    """Answers requests by their path, when `count` of them wait for their answer; otherwise, after 30 s, by 503."""

    daemon_threads = True
    request_queue_size = 500

    def __init__(self, count: int, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(('127.0.0.1', 0), HoldingHandler)
        self.all_are_here = threading.Barrier(count, timeout=30)
        self.tls = tls
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def finish_request(self, request, client_address):  # in the connection's own thread, and so the handshake too
        if self.tls is not None:
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class HoldingHandler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        try:
            self.server.all_are_here.wait()
        except threading.BrokenBarrierError:
            self.send_error(503)
            return
        body = self.path.removeprefix('/').encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope='module')
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1 that is its own authority, in one file."""
    path = tmp_path_factory.mktemp('tls') / 'server.pem'
    new = ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    run(*new, '-days', '2', '-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1',
        '-keyout', path.with_suffix('.key'), '-out', path)  # fmt: skip
    return path


@pytest.mark.parametrize('library', ['requests', 'requests.Session', 'urllib3'])
def test_200_requests_at_once(library: str) -> None:
    with closing(HoldingServer(200)) as server:
        assert program(library, f'http://127.0.0.1:{server.server_port}') == [str(n) for n in range(200)]


@pytest.mark.parametrize('library', ['requests', 'requests.Session', 'urllib3'])
def test_200_requests_at_once_over_tls(library: str, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix('.key'))
    with closing(HoldingServer(200, context)) as server:
        url = f'https://127.0.0.1:{server.server_port}'
        assert program(library, url, str(certificate)) == [str(n) for n in range(200)]


# -- redis: 100 blocked at once


@pytest.fixture(scope='module')
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A redis-server of our own; its URLs by transport."""
    needs('redis-server', 'redis-server', shutil.which('redis-server'))
    port, directory = free_port(), Path(tempfile.mkdtemp())  # a path short enough for a unix socket
    options = ['--bind', '127.0.0.1', '--port', str(port), '--unixsocket', directory / 'redis', '--dir', directory]
    with running('redis-server', *options, '--save', '', '--appendonly', 'no', directory=directory):
        wait_until('redis-server', (directory / 'redis').is_socket)
        yield {'TCP': f'redis://127.0.0.1:{port}', 'unix': f'unix://{directory}/redis'}


@contextmanager
def running(*command: str | Path, directory: Path, **options: object) -> Iterator[None]:
    """A server that has `directory` for itself; both are gone afterwards."""
    try:
        with (directory / 'log').open('w+') as log:
            server = spawn(*command, log=log, cwd=directory, **options)
            try:
                yield
            finally:
                server.terminate()
                server.wait(20)
    finally:
        shutil.rmtree(directory)


@pytest.mark.parametrize('transport', ['TCP', 'unix'])
def test_redis_blocks_100(redis_server: dict[str, str], transport: str) -> None:
    assert program('redis', redis_server[transport]) == [str(n) for n in range(100)]


def test_redis_subscribers_in_threads(redis_server: dict[str, str]) -> None:
    assert program('redis pub/sub', redis_server['TCP']) == [f'{n} good' for n in range(50)]


# -- Celery and Flask-SocketIO, in their modes for eventlet


def test_celery_runs_100_tasks_at_once(redis_server: dict[str, str], tmp_path: Path) -> None:
    url = redis_server['TCP']
    where = {'CELERY_BROKER_URL': f'{url}/1', 'CELERY_RESULT_BACKEND': f'{url}/2'}
    command = [sys.executable, '-m', 'greenhub.run', '-m', 'celery', '--app', 'tests.conformance.celery_tasks',
               'worker', '--pool', 'eventlet', '--concurrency', '100', '--prefetch-multiplier', '2']  # fmt: skip
    with stopping(*command, log=tmp_path / 'log', saying='Warm shutdown', env={**os.environ, **where}):
        assert program('celery', **where) == list(range(100))


@contextmanager
def stopping(*command: str, log: Path, saying: str, **options: object) -> Iterator[subprocess.Popen]:
    """A program that stops when it is told to, and says so, without a complaint."""
    with log.open('w+') as output:
        process = spawn(*command, log=output, cwd=CHECKOUT, **options)
        try:
            yield process
        finally:
            process.terminate()
            status = process.wait(30)
        output.seek(0)
        printed = output.read()
        assert status == 0 and saying in printed and 'Traceback' not in printed, printed


def test_socketio() -> None:
    assert program('socketio') == [f'HELLO {n}' for n in range(12)]


# -- PostgreSQL: 20 sleep at once


@pytest.fixture(scope='module')
def postgresql() -> Iterator[str]:
    """A cluster of our own; the directory of its socket. PostgreSQL refuses to run as root."""
    needs('PostgreSQL server', 'postgresql', POSTGRESQL)
    directory = Path(tempfile.mkdtemp())
    options = {}
    if os.geteuid() == 0:
        shutil.chown(directory, 'postgres', 'postgres')
        options = {'user': 'postgres', 'group': 'postgres', 'extra_groups': []}
    programs, data = POSTGRESQL[-1], directory / 'data'
    initdb = [programs / 'initdb', '--pgdata', data, '--auth', 'trust', '--username', 'postgres', '--no-sync']
    subprocess.run(initdb, cwd=directory, check=True, capture_output=True, timeout=60, **options)
    settings = [f'unix_socket_directories={directory}', 'listen_addresses=', 'fsync=off', 'max_connections=40']
    flags = [flag for setting in settings for flag in ('-c', setting)]
    with running(programs / 'postgres', '-D', data, *flags, directory=directory, **options):
        ready = [programs / 'pg_isready', '--host', directory]
        wait_until('PostgreSQL', lambda: subprocess.run(ready, capture_output=True, timeout=20).returncode == 0)
        yield str(directory)


@pytest.mark.parametrize('library', ['psycopg2', 'psycopg2 trampoline', 'psycopg2 wait_select', 'pg8000'])
def test_20_sleep_in_postgresql(postgresql: str, library: str) -> None:
    assert program(library, postgresql) == list(range(20))


# -- gunicorn: its worker for eventlet


def test_gunicorn(tmp_path: Path) -> None:
    """100 requests at once and a WebSocket, in a worker that takes greenhub for eventlet; it stops when told to."""
    address = tmp_path / 'gunicorn'
    command = [sys.executable, '-m', 'greenhub.run', '--children', '-m', 'gunicorn', '--worker-class', 'eventlet',
               '--bind', f'unix:{address}', 'tests.conformance.libraries:application']  # fmt: skip
    with stopping(*command, log=tmp_path / 'log', saying='Shutting down: Master') as gunicorn:
        wait_until('gunicorn', lambda: address.is_socket() or gunicorn.poll() is not None)
        clients = [greenhub.connect(str(address), AF_UNIX) for _ in range(100)]
        for client in clients:
            client.sendall(b'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
        with greenhub.Timeout(30):
            for client in clients:
                with client, client.makefile('rb') as answer:
                    assert b'gunicorn/23' in answer.read()
        with greenhub.connect(str(address), AF_UNIX) as client, ClientWebSocket(client, '/websocket') as ws:
            ws.send('hello')
            assert ws.wait() == 'hello'
