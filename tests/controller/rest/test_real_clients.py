"""A controller in a process of its own, asked by curl and by a WebSocket client that is not ours."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Event, Message, RejectConnection, Request, TextMessage

from tests.controller.rest.test_guide import PROGRAMS
from tests.processes import free_port, listening
from tests.readme import CHECKOUT

CURL = shutil.which('curl')


@pytest.fixture(scope='module')
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The REST port of a controller with two programs of the guide."""
    folder, port = tmp_path_factory.mktemp('apps'), free_port()
    for name in ('notes.py', 'doors.py'):
        (folder / name).write_text(PROGRAMS[name])
    options = [f'--wsapi-port={port}', f'--ofp-tcp-listen-port={free_port()}', '--no-use-stderr']
    command = [sys.executable, '-m', 'controller', *options, str(folder / 'notes.py'), str(folder / 'doors.py')]
    with listening(command, port, cwd=CHECKOUT):
        yield port


class Peer:
    """A WebSocket by wsproto."""

    def __init__(self, port: int, path: str) -> None:
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=10)
        self.protocol = WSConnection(ConnectionType.CLIENT)
        self.events: list[Event] = []
        self.send(Request(host=f'127.0.0.1:{port}', target=path))

    def send(self, event: Event) -> None:
        self.socket.sendall(self.protocol.send(event))

    def event(self) -> Event:
        """What comes next."""
        while not self.events:
            self.protocol.receive_data(self.socket.recv(65536) or None)
            self.events += self.protocol.events()
        return self.events.pop(0)


@pytest.mark.skipif(CURL is None, reason='curl is not installed')
@pytest.mark.parametrize(
    ('arguments', 'status', 'body'),
    [
        (['-X', 'PUT', '-d', '{"a": [1]}', '/notes/1'], 200, ''),
        (['/notes/1'], 200, '{"a":[1]}'),
        (['-I', '/notes/1'], 200, None),
        (['-X', 'PUT', '-d', "{'a': True}", '/notes/1'], 200, ''),
        (['-X', 'PUT', '-d', 'true', '/notes/2'], 400, '{"status":400,"error":"a note is an object"}'),
        (['-X', 'PUT', '-d', 'null', '/notes/2'], 400, '{"status":400,"error":"a note is an object"}'),
        (
            ['-X', 'PUT', '-d', '[' * 10_000, '/notes/2'],
            400,
            '{"status":400,"error":"the body is nested more than 32 levels deep"}',
        ),
        (['/notes/' + '9' * 5000], 404, None),
        (['-X', 'PATCH', '/notes/1'], 405, None),
        (['-X', 'OPTIONS', '/notes/1'], 204, ''),
        (['/%ff'], 400, '{"status":400,"error":"the path is not UTF-8"}'),
        (['/doors'], 426, None),
        (['-H', 'Upgrade: websocket', '-H', 'Connection: Upgrade', '/doors'], 400, ''),
    ],
)
def test_curl(port: int, arguments: list[str], status: int, body: str | None) -> None:
    *options, path = arguments
    command = [str(CURL), '-s', '-m', '10', '-w', '\n%{http_code}', *options, f'http://127.0.0.1:{port}{path}']
    said, _, code = subprocess.run(command, capture_output=True, text=True, timeout=20).stdout.rpartition('\n')
    assert (int(code), said if body is not None else None) == (status, body)


@pytest.mark.skipif(CURL is None, reason='curl is not installed')
def test_a_body_of_50_mb(port: int, tmp_path: Path) -> None:
    (tmp_path / 'body').write_bytes(b'[' * 50_000_000)
    command = [str(CURL), '-s', '-m', '20', '-o', '/dev/null', '-w', '%{http_code}', '-X', 'PUT', '--data-binary']
    command += [f'@{tmp_path / "body"}', f'http://127.0.0.1:{port}/notes/3']
    assert subprocess.run(command, capture_output=True, text=True, timeout=30).stdout == '413'


def test_a_websocket_client(port: int) -> None:
    peer = Peer(port, '/doors')
    assert isinstance(peer.event(), AcceptConnection)
    peer.send(TextMessage('{"jsonrpc": "2.0", "id": 1, "method": "close_door", "params": [7]}'))
    assert peer.event() == TextMessage('door 7 is closed')
    assert peer.event() == TextMessage('{"jsonrpc":"2.0","id":1,"result":null}')
    peer.send(Message('{"jsonrpc": "2.0", "id": 2, ', message_finished=False))  # in two frames
    peer.send(Message('"method": "closed"}'))
    assert json.loads(peer.event().data)['result'] == [7]
    peer.send(CloseConnection(1000))
    assert isinstance(peer.event(), CloseConnection)


def test_a_websocket_where_there_is_none(port: int) -> None:
    refused = Peer(port, '/nothing').event()
    assert isinstance(refused, RejectConnection)
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ('frame', 'code'),
    [
        (b'\x81\x01x', 1002),  # not masked
        (b'\xc1\x81\0\0\0\0x', 1002),  # a bit of no extension
        (b'\x81\x81\0\0\0\0\xff', 1007),  # not UTF-8
        (b'\x81\xff\0\0\0\x01\0\0\0\0\0\0\0\0', 1009),  # of 4 GiB
        (b'\x88\x82\0\0\0\0\0\x01', 1002),  # a status that there is not
    ],
)
def test_frames_that_break_the_rules(port: int, frame: bytes, code: int) -> None:
    peer = Peer(port, '/doors')
    assert isinstance(peer.event(), AcceptConnection)
    peer.socket.sendall(frame)
    closed = peer.event()
    assert isinstance(closed, CloseConnection)
    assert closed.code == code


def test_the_controller_is_well_afterwards(port: int) -> None:
    peers = [Peer(port, '/doors') for _ in range(20)]
    assert all(isinstance(peer.event(), AcceptConnection) for peer in peers)
    for peer in peers[::2]:
        peer.socket.close()  # without a word
    peers[1].send(TextMessage('{"jsonrpc": "2.0", "id": 1, "method": "close_door", "params": [9]}'))
    assert all(peer.event() == TextMessage('door 9 is closed') for peer in peers[1::2])
