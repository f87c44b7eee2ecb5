"""The clients' own judgement: whole answers count, and what is no right answer is caught."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest

from tests.benchmarks.protocol import WrongAnswer
from tests.benchmarks.rest_client import Calls, Client

RIGHT = b'HTTP/1.1 200 OK\r\nServer: any\r\ncontent-length: 4\r\n\r\n[17]'


@pytest.fixture
def pair() -> Iterator[tuple[Client, socket.socket]]:
    near, far = socket.socketpair()
    near.setblocking(False)
    far.settimeout(5)
    with near, far:
        client = Client(near, Calls('POST', '/stats/flowentry/add', '{"cookie": "SERIAL"}'))
        client.ask(now=1)
        yield client, far


def asked(far: socket.socket) -> int:
    head, _, body = far.recv(1 << 16).partition(b'\r\n\r\n')
    assert head.startswith(b'POST /stats/flowentry/add HTTP/1.1\r\n')
    assert f'Content-Length: {len(body)}'.encode() in head
    return int(json.loads(body)['cookie'])


def test_an_answer_counts_when_it_is_whole_and_the_next_call_differs(pair: tuple[Client, socket.socket]) -> None:
    client, far = pair
    assert asked(far) == 0
    for index in range(len(RIGHT)):
        assert not client._calls.latencies
        far.sendall(RIGHT[index : index + 1])
        client.receive(now=3)
    assert list(client._calls.latencies) == [2]
    assert asked(far) == 1


@pytest.mark.parametrize('answer', [
    RIGHT.replace(b'200', b'404'), RIGHT.replace(b'200', b'500'), RIGHT.replace(b'content-length: 4', b'x: y'),
    RIGHT + RIGHT])  # fmt: skip
def test_a_wrong_answer_is_caught(pair: tuple[Client, socket.socket], answer: bytes) -> None:
    client, far = pair
    far.sendall(answer)
    with pytest.raises(WrongAnswer, match='answer'):
        client.receive(now=3)


def test_a_closed_connection_is_caught(pair: tuple[Client, socket.socket]) -> None:
    client, far = pair
    far.shutdown(socket.SHUT_WR)
    with pytest.raises(ConnectionError, match='closed'):
        client.receive(now=3)
