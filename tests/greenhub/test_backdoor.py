"""greenhub.backdoor: an interpreter for everyone who connects, which nobody else notices."""

from __future__ import annotations

import builtins
import socket
import sys

import pytest

import greenhub
from greenhub import backdoor
from greenhub.event import Event

PROMPT = b'>>> '


class Client:
    def __init__(self, address, family=socket.AF_INET):
        self.socket = greenhub.connect(address, family=family)
        self.socket.settimeout(20)

    def until(self, end: bytes = PROMPT) -> str:
        """What comes, up to `end`, which is dropped."""
        data = b''
        while not data.endswith(end):
            piece = self.socket.recv(1)
            assert piece, data
            data += piece
        return data[: -len(end)].decode()

    def say(self, line: str, end: bytes = PROMPT) -> str:
        self.socket.sendall(line.encode() + b'\n')
        return self.until(end)

    def rest(self) -> bytes:
        data = b''
        while piece := self.socket.recv(4096):
            data += piece
        return data


@pytest.fixture(autouse=True)
def undisturbed():
    """Once the consoles have ended, everything is as it was."""
    before = sys.stdin, sys.stdout, sys.stderr, sys.displayhook
    yield
    with greenhub.Timeout(10):
        while (sys.stdin, sys.stdout, sys.stderr, sys.displayhook) != before:
            greenhub.sleep(0.001)


@pytest.fixture
def connect():
    listener = greenhub.listen(('127.0.0.1', 0))
    server = greenhub.spawn(backdoor.backdoor_server, listener, {'answer': 42, 'go': Event()})
    clients = []

    def connect() -> Client:
        clients.append(Client(listener.getsockname()))
        assert 'Python 3' in clients[-1].until()
        return clients[-1]

    yield connect
    for client in clients:
        client.socket.close()
    server.kill()
    assert listener.fileno() == -1


def test_banner():
    listener = greenhub.listen(('127.0.0.1', 0))
    server = greenhub.spawn(backdoor.backdoor_server, listener)
    client = Client(listener.getsockname())
    lines = client.until().splitlines()
    client.socket.close()
    server.kill()
    assert lines == [f'Python {sys.version} on {sys.platform}', backdoor.HINT, '(InteractiveConsole)']


def test_statements_expressions_and_errors(connect):
    client = connect()
    assert client.say('answer') == '42\n'
    assert client.say('_ + 1') == '43\n'
    assert client.say('None') == ''
    assert client.say('print("ä€", end="!")') == 'ä€!'
    assert client.say('\xdcber = 1\r') == ''
    assert client.say('def f(x):', b'... ') == ''
    assert client.say('    return x * 2', b'... ') == ''
    assert client.say('') == ''
    assert client.say('f(Über)') == '2\n'
    assert client.say('1/0').endswith('ZeroDivisionError: division by zero\n')
    assert 'SyntaxError' in client.say('1 +* 2')
    assert client.say('import sys; print("complaint", file=sys.stderr)') == 'complaint\n'
    assert client.say('"\\udc80"') == "'\\udc80'\n"
    assert client.say('print("\\udc80")') == '?\n'


def test_input_is_read_from_the_client_while_others_run(connect):
    turns = []
    client, other = connect(), connect()
    client.say('name = input("Name? ")', b'Name? ')
    greenhub.spawn_n(turns.append, 1)
    assert other.say('answer') == '42\n'
    assert client.say('Tim') == ''
    assert other.say('name') == "'Tim'\n"
    client.socket.sendall(b'import sys; sys.stdin.readline()\nline\n')
    assert client.until() == "'line\\n'\n"
    assert turns == [1]


def test_output_goes_to_the_console_that_made_it_and_nowhere_else(connect, capsys):
    first, second = connect(), connect()
    first.say('import greenhub, sys')
    first.socket.sendall(b'greenhub.sleep(0.02); print("first")\n')
    second.socket.sendall(b'greenhub.sleep(0.01); print("second")\n')
    print('ours')
    assert (first.until(), second.until()) == ('first\n', 'second\n')
    assert first.say('thread = greenhub.spawn(print, "child"); thread.wait()') == 'child\n'
    first.say('orphan = greenhub.spawn(lambda: (go.wait(), print("orphan")))')
    first.socket.sendall(b'exit()\n')
    assert first.rest() == b''
    assert second.say('go.send(), orphan.wait()') == '(None, (None, None))\n'
    sys.displayhook(None)
    assert capsys.readouterr() == ('ours\norphan\n', '')


def test_gettext_keeps_its_name(connect):
    connect().say('answer')
    assert not hasattr(builtins, '_')


@pytest.mark.parametrize('line', ['exit()', 'raise SystemExit(3)', 'import sys; sys.stdin.close()'])
def test_a_console_ends_alone(connect, line):
    client, other = connect(), connect()
    client.socket.sendall(line.encode() + b'\n')
    assert client.rest() == b''
    assert other.say('answer') == '42\n'
    assert connect().say('answer') == '42\n'


def test_a_client_that_goes_at_once(connect):
    for _ in range(3):
        connect().socket.close()
    client = connect()
    client.socket.sendall(b'while True: print("x" * 100000)\n\n')
    client.socket.close()
    assert connect().say('answer') == '42\n'


@pytest.mark.parametrize('family', [socket.AF_UNIX, socket.AF_INET6])
def test_one_connection(family, tmp_path):
    if family == socket.AF_INET6 and not socket.has_ipv6:
        pytest.skip('no IPv6')
    listener = greenhub.listen(str(tmp_path / 'socket') if family == socket.AF_UNIX else ('::1', 0), family=family)
    client = Client(listener.getsockname(), family)
    backdoor.backdoor(listener.accept(), {'x': 1})
    client.until()
    assert client.say('x') == '1\n'
    client.socket.close()
    listener.close()
