"""How much a client may ask: requests a second, connections, bodies; and the log of all that was asked."""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import greenhub
from controller.config import Config
from controller.rest import ServiceUnavailable, WSGIServer, limits
from controller.rest.access_log import AccessLog, Answered, common
from controller.rest.errors import TooManyRequests
from controller.rest.limits import Connections, Load, Rate, client_of, is_loopback
from greenhub.testing import JumpingClock

from .guarded import ADMIN, application, ask, bearer, guarded

# -- requests a second ------------------------------------------------------------------------------------------------


def passes(rate: Rate, client: str) -> bool:
    try:
        rate.check(client)
    except TooManyRequests:
        return False
    return True


@pytest.mark.parametrize('a_second', [1, 3, 7, 500])
def test_a_seconds_requests_may_come_at_once_and_then_as_many_a_second(a_second: int, clock: JumpingClock) -> None:
    rate = Rate(a_second)
    assert sum(passes(rate, 'a') for _ in range(3 * a_second)) == a_second
    for _ in range(3):
        clock.advance(1)
        assert sum(passes(rate, 'a') for _ in range(3 * a_second)) == a_second
    clock.advance(100)
    assert sum(passes(rate, 'a') for _ in range(3 * a_second)) == a_second, 'no more is saved up'


def test_each_client_has_a_bucket_of_its_own(clock: JumpingClock) -> None:
    rate = Rate(1)
    assert [passes(rate, client) for client in ('a', 'a', 'b', 'b')] == [True, False, True, False]


def test_more_clients_than_are_remembered(clock: JumpingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, 'MAX_CLIENTS', 3)
    rate = Rate(1)
    assert [passes(rate, client) for client in 'abcdbcda'] == [True] * 4 + [False] * 3 + [True]
    assert len(rate._full_at) == 3


def test_too_many_requests_are_answered_so(clock: JumpingClock) -> None:
    app = guarded(wsapi_rate=2)
    assert [ask(app).status_int for _ in range(3)] == [200, 200, 429]
    refused = ask(app)
    assert refused.headers['Retry-After'] == '1'
    assert refused.json == {
        'status': 429,
        'error': 'more than 2 requests a second; --wsapi-rate N of the controller allows N',
    }
    clock.advance(1)
    assert ask(app).status_int == 200


def test_by_default_others_have_a_limit_and_this_machine_has_none(clock: JumpingClock) -> None:
    app = guarded()
    assert {ask(app).status_int for _ in range(2 * limits.RATE)} == {200}
    assert {ask(app, REMOTE_ADDR='::ffff:127.0.0.1').status_int for _ in range(2 * limits.RATE)} == {200}
    assert [ask(app, REMOTE_ADDR='10.0.0.1').status_int for _ in range(limits.RATE + 1)].count(429) == 1
    assert ask(app, REMOTE_ADDR='10.0.0.2').status_int == 200


def test_no_limit_on_request(clock: JumpingClock) -> None:
    app = guarded(wsapi_rate=0)
    assert {ask(app, REMOTE_ADDR='10.0.0.1').status_int for _ in range(2 * limits.RATE)} == {200}


def test_whom_an_address_stands_for() -> None:
    assert client_of('10.0.0.7') == '10.0.0.7'
    assert client_of('::ffff:10.0.0.7') == '10.0.0.7'
    assert client_of('2001:db8::1') == client_of('2001:db8::2') == '2001:db8::/64'
    assert client_of('2001:db8:0:1::1') == '2001:db8:0:1::/64'
    assert client_of('fe80::1%eth0') == 'fe80::/64'


def test_what_is_loopback() -> None:
    assert all(map(is_loopback, ('127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1')))
    assert not any(map(is_loopback, ('0.0.0.0', '::', '10.0.0.1', '::ffff:10.0.0.1', 'localhost', '', 'fe80::1%lo')))


# -- at once ----------------------------------------------------------------------------------------------------------


def test_requests_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, 'MAX_REQUESTS', 2)
    load = Load()
    with load.carrying({}), load.carrying({}):
        with pytest.raises(ServiceUnavailable) as caught, load.carrying({}):
            pass
        assert caught.value.headers == {'Retry-After': '1'}
        with load.carrying({'HTTP_UPGRADE': 'websocket'}):
            pass  # which has a limit of its own, and may last for days
    with load.carrying({}), load.carrying({}):
        pass


def test_bytes_of_bodies_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, 'MAX_BODIES', 2 * limits.MAX_BODY)
    load = Load()
    with load.carrying({'HTTP_TRANSFER_ENCODING': 'chunked'}), load.carrying({'CONTENT_LENGTH': str(limits.MAX_BODY)}):
        with pytest.raises(ServiceUnavailable), load.carrying({'CONTENT_LENGTH': '1'}):
            pass
        with load.carrying({'CONTENT_LENGTH': '0'}), load.carrying({}):
            pass  # which has none
        with pytest.raises(ServiceUnavailable), load.carrying({'CONTENT_LENGTH': '1', 'HTTP_UPGRADE': 'websocket'}):
            pass
    with load.carrying({'CONTENT_LENGTH': '1'}):
        pass


def test_an_answer_that_fails_is_counted_no_more() -> None:
    load = Load()
    with pytest.raises(ValueError), load.carrying({'CONTENT_LENGTH': '5'}):
        raise ValueError
    assert (load._requests, load._bytes) == (0, 0)


def test_connections_of_a_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, 'PER_CLIENT', 2)
    connections = Connections()
    assert [connections.open(client) for client in 'aaab'] == [True, True, False, True]
    connections.close('a')
    assert connections.open('a')
    for client in 'aab':
        connections.close(client)
    assert not connections._open, 'nobody is remembered who has none'


# -- on a socket ------------------------------------------------------------------------------------------------------


@contextmanager
def serving(**options: Any) -> Iterator[tuple[str, int]]:
    """The address of the application on a socket."""
    app = application()
    server = WSGIServer(('127.0.0.1', 0), app, Config(**options), app.reads)
    server.start()
    try:
        yield server.address
    finally:
        server.stop()


class Client:
    """A connection, and the answers on it."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = greenhub.connect(address)
        self.socket.settimeout(10)

    def ask(self, method: str = 'GET', path: str = '/things', more: str = '', body: bytes = b'') -> tuple[int, Any]:
        """Status and JSON of an answer."""
        head = f'{method} {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n'
        self.socket.sendall(head.encode('latin-1') + body)
        return self.answer()

    def answer(self) -> tuple[int, Any]:
        data = b''
        while b'\r\n\r\n' not in data:
            data += self.socket.recv(65536) or b'\r\n\r\n'
        head, _, said = data.partition(b'\r\n\r\n')
        length = re.search(rb'Content-Length: (\d+)', head)
        while length and len(said) < int(length[1]):
            said += self.socket.recv(65536)
        return int(head.split()[1]) if head else 0, json.loads(said) if said else None

    def has_ended(self) -> bool:
        """Whether the other side has closed."""
        try:
            return self.socket.recv(1) == b''
        except ConnectionResetError:
            return True


def test_a_client_with_too_many_connections_gets_no_more(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for module in ('limits', 'server'):
        monkeypatch.setattr(f'controller.rest.{module}.PER_CLIENT', 2)
    with serving() as address:
        first, second = Client(address), Client(address)
        assert first.ask()[0] == second.ask()[0] == 200
        assert Client(address).has_ended()
        assert Client(address).has_ended()
        first.socket.close()
        greenhub.sleep(0.05)
        assert Client(address).ask()[0] == 200
    warnings = [record.message for record in caplog.records if record.levelno >= logging.WARNING]
    assert warnings == ['127.0.0.1 has 2 connections to REST open, and gets no more']


@pytest.mark.parametrize(
    ('more', 'body', 'status', 'problem'),
    [
        (f'Content-Length: {50_000_000}\r\n', b'', 413, 'the body is longer than 16777216 bytes'),
        ('Transfer-Encoding: chunked\r\n', b'fffffff\r\n', 413, 'the body is longer than 16777216 bytes'),
        ('Content-Length: +1\r\n', b'a', 400, None),
        ('Content-Length: 1\r\nTransfer-Encoding: chunked\r\n', b'', 400, None),
        ('X' * 70_000 + ': a\r\n', b'', 400, 'the header is longer than 65536 bytes'),
    ],
)
def test_what_is_refused_before_it_is_a_request_is_refused_in_json(
    more: str, body: bytes, status: int, problem: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with serving() as address:
        code, said = Client(address).ask('POST', more=more, body=body)
    assert (code, said['status']) == (status, status)
    assert problem is None or said['error'] == problem
    assert set(said) == {'status', 'error'}


# -- the access log ---------------------------------------------------------------------------------------------------


def test_a_line_of_the_log(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.INFO, 'controller.rest.access')
    path = tmp_path / 'tokens'
    path.touch(0o600)
    path.write_text(f'{ADMIN} alice')
    with serving(wsapi_token=str(path)) as address:
        client = Client(address)
        client.ask(more=f'Authorization: {bearer(ADMIN)}\r\nX-Forwarded-For: 1.2.3.4\r\n')
        client.ask('DELETE', '/a"b')
        client.ask('FROB')
    lines = [record.message for record in caplog.records if record.name == 'controller.rest.access']
    assert [re.sub(r'\d\.\d{6}', '0', line) for line in lines] == [
        '127.0.0.1 alice "GET /things HTTP/1.1" 200, 16 bytes in 0 s',
        '127.0.0.1 "DELETE /a\\x22b HTTP/1.1" 401, 113 bytes in 0 s',
        '127.0.0.1 is refused with 501: the method is unknown',
    ]


def test_a_file_in_the_common_log_format(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, 'controller.rest.access')
    path = tmp_path / 'access.log'
    with serving(wsapi_log=str(path), log_file_mode=0o640) as address:
        Client(address).ask()
        path.rename(tmp_path / 'access.log.1')
        Client(address).ask('FROB')
    form = r'127\.0\.0\.1 - - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] '
    rotated, now = (tmp_path / 'access.log.1'), path
    assert re.fullmatch(form + r'"GET /things HTTP/1\.1" 200 13 \d\.\d{6}\n', rotated.read_text())
    assert re.fullmatch(form + r'"-" 501 0 0\.000000\n', now.read_text())
    assert rotated.stat().st_mode & 0o777 == 0o640
    assert not [record for record in caplog.records if record.name == 'controller.rest.access']


def test_what_a_client_says_cannot_pass_for_a_line() -> None:
    answered = Answered('10.0.0.1', 'Eve "x" \n', 'GET /\x1b[2J"\n HTTP/1.1', '200', 5, 0.25)
    assert common(answered, time.struct_time((2026, 11, 23, 22, 31, 7, 0, 327, 0))).startswith(
        r'10.0.0.1 - Eve\x20\x22x\x22\x20\x0a [23/Nov/2026:22:31:07 '
    )
    assert common(answered, time.localtime()).endswith(r'] "GET /\x1b[2J\x22\x0a HTTP/1.1" 200 5 0.250000')


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=re.escape(f'--wsapi-log: cannot write {tmp_path}: Is a directory')):
        AccessLog(str(tmp_path))
    assert not os.listdir(tmp_path)
