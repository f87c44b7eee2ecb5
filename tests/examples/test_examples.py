"""The programs in examples/ do what they say, each run as a reader would run it."""

from __future__ import annotations

import ast
import os
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

import greenhub
from greenhub.green import subprocess as green_subprocess
from tests.conformance.lab import wait_until

CHECKOUT = Path(__file__).resolve().parents[2]
EXAMPLES = CHECKOUT / 'examples'
NAMES = sorted(path.stem for path in EXAMPLES.glob('*.py'))
TAKE_ARGUMENTS = [name for name in NAMES if name != 'greenlets']
HTTP_SERVERS = ['blocking_http_server', 'green_http_server', 'epoll_http_server']
ENVIRONMENT = {**os.environ, 'PYTHONPATH': str(CHECKOUT)}
LIMIT = 20  # seconds for what takes less than one

#: Runs a program as it is, patched, beside a green thread that answers on a socket of its own.
BESIDE = """
import runpy, sys, greenhub
greenhub.monkey_patch()

def echo(client, address):
    while data := client.recv(100):
        client.sendall(data)

neighbour = greenhub.listen(('127.0.0.1', 0))
greenhub.spawn_n(greenhub.serve, neighbour, echo)
print('listening on {}:{}'.format(*neighbour.getsockname()), flush=True)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name='__main__')
"""


def run(name: str, *arguments: str, **options: object) -> subprocess.CompletedProcess:
    command = [sys.executable, f'examples/{name}.py', *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=ENVIRONMENT, capture_output=True, text=True, timeout=LIMIT,
                          **options)  # fmt: skip


class Started(NamedTuple):
    pid: int
    addresses: list[tuple[str, int]]


@contextmanager
def started(*command: str | Path, listeners: int = 1) -> Iterator[Started]:
    """A program that says where it listens; Ctrl-C ends it well and without a word."""
    process = subprocess.Popen([sys.executable, *command], cwd=CHECKOUT, env=ENVIRONMENT, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    try:
        addresses = []
        for _ in range(listeners):
            line = process.stdout.readline()
            found = re.fullmatch(r'(?:listening|\(\d+\) wsgi starting up) on (?:http://)?([\d.]+):(\d+)\n', line)
            assert found, line + process.communicate(timeout=LIMIT)[0]
            addresses.append((found[1], int(found[2])))
        yield Started(process.pid, addresses)
        process.send_signal(signal.SIGINT)
        printed = process.communicate(timeout=LIMIT)[0]
        assert process.returncode == 0 and 'Traceback' not in printed, printed
    finally:
        process.kill()
        process.communicate(timeout=LIMIT)


@contextmanager
def example(name: str) -> Iterator[tuple[str, int]]:
    with started(f'examples/{name}.py', '--port', '0') as program:
        yield program.addresses[0]


def ask(address: tuple[str, int], path: str = '/') -> bytes:
    with socket.create_connection(address, LIMIT) as client:
        client.sendall(f'GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'.encode())
        with client.makefile('rb') as answer:
            return answer.read()


# -- all of them


@pytest.mark.parametrize('name', NAMES)
def test_an_example_is_read_in_one_sitting(name: str) -> None:
    text = (EXAMPLES / f'{name}.py').read_text()
    assert len(text.splitlines()) <= 110
    documentation = ast.get_docstring(ast.parse(text))
    assert documentation and f'python examples/{name}.py' in documentation


@pytest.mark.parametrize('name', NAMES)
def test_an_example_needs_greenhub_alone(name: str) -> None:
    nodes = list(ast.walk(ast.parse((EXAMPLES / f'{name}.py').read_text())))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    packages = {module.partition('.')[0] for module in imported} - sys.stdlib_module_names
    assert packages <= {'greenhub', 'greenlet', *NAMES}


@pytest.mark.parametrize('name', TAKE_ARGUMENTS)
def test_help(name: str) -> None:
    done = run(name, '--help')
    assert done.returncode == 0 and done.stdout.startswith(f'usage: {name}.py'), done.stderr


# -- greenlets


def test_greenlets() -> None:
    assert run('greenlets').stdout.split() == ['12', '56', '34']


# -- echo


def test_echo_client_and_server() -> None:
    with example('echo_server') as (host, port):
        at = ('--host', host, '--port', str(port))
        assert run('echo_client', *at, 'one', 'and two').stdout == 'one\nand two\n'
        assert run('echo_client', *at, input='from a\nfile\n').stdout == 'from a\nfile\n'


def test_echo_client_is_told_of_trouble() -> None:
    def hang_up() -> None:
        with listener.accept()[0] as client:
            client.recv(100)

    with closing(socket.create_server(('127.0.0.1', 0))) as listener:
        port = listener.getsockname()[1]
        server = threading.Thread(target=hang_up)
        server.start()
        assert run('echo_client', '--port', str(port), 'one').stderr == 'the server has closed the connection\n'
        server.join(LIMIT)
    assert run('echo_client', '--port', str(port), 'one').stderr == f'127.0.0.1, port {port}: Connection refused\n'


def test_200_echo_clients_at_once() -> None:
    """All have connected before the first says anything, and all have spoken before the first listens."""
    with example('echo_server') as address, ExitStack() as stack:
        clients = [stack.enter_context(closing(socket.create_connection(address, LIMIT))) for _ in range(200)]
        for number, client in enumerate(clients):
            client.sendall(b'hello %03d' % number)
        for number, client in reversed(list(enumerate(clients))):
            assert client.recv(9, socket.MSG_WAITALL) == b'hello %03d' % number
        clients[0].shutdown(socket.SHUT_WR)
        assert clients[0].recv(1) == b'', 'the end of a client ends its green thread'


def test_echo_server_forgets_clients_that_left() -> None:
    with started('examples/echo_server.py', '--port', '0') as server:
        def connected() -> socket.socket:
            client = socket.create_connection(server.addresses[0], LIMIT)
            client.sendall(b'x')
            assert client.recv(1) == b'x'
            return client

        descriptors = Path(f'/proc/{server.pid}/fd')
        one_more = connected()
        before = len(list(descriptors.iterdir()))
        clients = [connected() for _ in range(50)]
        assert len(list(descriptors.iterdir())) == before + 50
        clients[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))  # leaves by a reset
        for client in clients:
            client.close()
        wait_until('50 descriptors to be closed', lambda: len(list(descriptors.iterdir())) == before)
        one_more.close()


def test_echo_server_may_open_as_many_files_as_the_system_lets_it() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with started('examples/echo_server.py', '--port', '0') as server:
        assert resource.prlimit(server.pid, resource.RLIMIT_NOFILE) == (most, most)


@pytest.mark.timeout(200)
def test_10000_echo_clients_at_once() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < 10_100:
        pytest.skip(f'at most {most} open files are allowed here (ulimit -Hn)')
    with started('examples/echo_server.py', '--port', '0') as server:
        arguments = [str(server.addresses[0][1]), '10000', str(server.pid)]
        client = [sys.executable, '-m', 'tests.benchmarks.green_connections_client', *arguments]
        done = subprocess.run(client, cwd=CHECKOUT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr


# -- the crawler


@contextmanager
def slow_site(count: int) -> Iterator[str]:
    """A site whose pages answer when all `count` are asked for, the last one first; page N has N bytes."""
    arrived: list[int] = []
    gone = {number: greenhub.Event() for number in range(1, count + 1)}
    gone[count + 1] = all_are_here = greenhub.Event()

    def page(environ, start_response):
        number = int(environ['PATH_INFO'].strip('/'))
        arrived.append(number)
        if len(arrived) == count:
            all_are_here.send()
        gone[number + 1].wait(LIMIT)
        gone[number].send()
        start_response('200 OK', [('Content-Type', 'text/plain')])
        return [b'x' * number]

    listener = greenhub.listen(('127.0.0.1', 0))
    server = greenhub.spawn(greenhub.wsgi.server, listener, page, log_output=False)
    try:
        yield 'http://{}:{}'.format(*listener.getsockname())
    finally:
        server.kill()
        listener.close()
    assert sorted(arrived) == list(range(1, count + 1))


def test_crawler_fetches_all_at_once_and_keeps_the_order() -> None:
    """As they answer only when all have been asked for, the whole takes as long as one."""
    with slow_site(20) as site:
        command = [sys.executable, 'examples/web_crawler.py', *(f'{site}/{number}' for number in range(1, 21))]
        printed = green_subprocess.check_output(command, cwd=CHECKOUT, env=ENVIRONMENT, text=True, timeout=LIMIT)
    assert printed.splitlines() == [f'got body {number}' for number in range(1, 21)]


# -- HTTP servers


@pytest.mark.parametrize('name', HTTP_SERVERS)
def test_http_servers_answer(name: str) -> None:
    with example(name) as address:
        for _ in range(3):
            assert ask(address).endswith(b'\r\n\r\nHello, world!\n')


@pytest.mark.parametrize('name', [name for name in HTTP_SERVERS if not name.startswith('blocking')])
def test_http_servers_serve_others_while_one_takes_its_time(name: str) -> None:
    with example(name) as address, socket.create_connection(address, LIMIT) as slow:
        slow.sendall(b'GET / HT')
        for _ in range(3):
            assert ask(address).startswith(b'HTTP/1.0 200 OK\r\n')
        slow.sendall(b'TP/1.0\r\n\r\n')
        with slow.makefile('rb') as answer:
            assert answer.read().endswith(b'Hello, world!\n')


def test_the_blocking_server_serves_one_after_the_other() -> None:
    """What the green one is better at: here the second waits for the first."""
    with example('blocking_http_server') as address, socket.create_connection(address, LIMIT) as slow:
        slow.sendall(b'GET / HT')
        with socket.create_connection(address, LIMIT) as second:
            second.sendall(b'GET / HTTP/1.0\r\n\r\n')
            slow.sendall(b'TP/1.0\r\n\r\n')
            assert slow.recv(12, socket.MSG_WAITALL) == b'HTTP/1.0 200'
            assert second.recv(12, socket.MSG_WAITALL) == b'HTTP/1.0 200'


def test_the_epoll_server_beside_green_threads() -> None:
    """It waits in `select.epoll` nearly all the time; patched, others run meanwhile."""
    with started('-c', BESIDE, 'examples/epoll_http_server.py', '--port', '0', listeners=2) as program:
        neighbour, address = program.addresses
        with socket.create_connection(neighbour, LIMIT) as client:
            for _ in range(3):
                client.sendall(b'x')
                assert client.recv(1) == b'x'
                assert ask(address).endswith(b'Hello, world!\n')


def test_the_epoll_server_with_the_run_command() -> None:
    command = ['-m', 'greenhub.run', '--patch', 'examples/epoll_http_server.py', '--port', '0']
    with started(*command) as program:
        assert ask(program.addresses[0]).endswith(b'Hello, world!\n')


def test_wsgi_server() -> None:
    with example('wsgi_server') as address:
        assert ask(address).endswith(b'\r\n\r\nHello, world!\n')
        assert ask(address, '/wait/0').endswith(b'\r\n\r\nHello, patient world!\n')
        assert ask(address, '/wait/61').startswith(b'HTTP/1.1 404 ')


# -- the chat room

UPGRADE = (b'GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
           b'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n')  # fmt: skip
ACCEPTED = b's3pPLMBiTxaQ9kYGzzhZRbK+xOo='  # for that key: RFC 6455 section 1.3


def frame(text: bytes, opcode: int = 1) -> bytes:
    """A client's frame, masked with zeros (RFC 6455 section 5.2)."""
    return bytes([0x80 | opcode, 0x80 | len(text), 0, 0, 0, 0]) + text


def test_chat() -> None:
    with example('websocket_chat') as address, ExitStack() as stack:
        assert b'<script>' in ask(address)
        visitors = []
        for _ in range(3):
            client = stack.enter_context(closing(socket.create_connection(address, LIMIT)))
            client.sendall(UPGRADE)
            file = stack.enter_context(client.makefile('rb'))
            head = b''.join(iter(file.readline, b'\r\n'))
            assert head.startswith(b'HTTP/1.1 101 ') and ACCEPTED in head
            visitors.append((client, file))
        for number, (speaker, _) in enumerate(visitors):
            speaker.sendall(frame(b'I am %d' % number))
            for _, file in visitors[number:]:
                assert file.read(8) == b'\x81\x06I am %d' % number
            speaker.sendall(frame(b'', opcode=8))  # and leaves
