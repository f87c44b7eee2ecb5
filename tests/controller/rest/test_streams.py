"""Streams of an app's own: who gets what, who is dropped, how they end."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import greenhub
from controller.rest import ControllerBase, Request, ServiceUnavailable, WSGIApplication, route, streams
from controller.rest.streams import Streams
from greenhub.testing import HTTPClient, JumpingClock, MemorySocket
from greenhub.websocket_client import WebSocketClient

REQUEST = b'GET /news HTTP/1.1\r\nHost: localhost\r\n\r\n'


class News:
    """What an app has."""

    def __init__(self) -> None:
        self.changes = 0
        self.streams: Streams[str] = Streams(self._changed)
        self.first: list[dict[str, Any]] = []

    def _changed(self) -> None:
        self.changes += 1


class NewsController(ControllerBase):
    @route('news', '/news', methods=['GET'])
    @route('news', '/news/{topic}', methods=['GET'])
    def follow(self, req: Request, topic: str = '') -> Any:
        return self.data.streams.open(req, (lambda each: each == topic) if topic else None, lambda: self.data.first)


@pytest.fixture
def news() -> News:
    return News()


@pytest.fixture
def wsgi(news: News, clock: JumpingClock) -> WSGIApplication:
    wsgi = WSGIApplication()
    wsgi.register(NewsController, news)
    return wsgi


@contextmanager
def connected(wsgi: WSGIApplication, **options: Any) -> Iterator[MemorySocket]:
    """A connection on which a stream was asked for."""
    with HTTPClient(wsgi, **{'socket_timeout': 60.0, 'debug': False, **options}) as client, client.connect() as sock:
        sock.sendall(REQUEST)
        greenhub.sleep(0.1)
        yield sock


def events(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line[6:]) for line in data.split(b'\n') if line.startswith(b'data: ')]


def test_events_come_behind_the_first_ones(news: News, wsgi: WSGIApplication) -> None:
    news.first = [{'type': 'now'}]
    with connected(wsgi) as sock:
        news.streams.publish('doors', {'type': 'closed', 'door': 7})
        greenhub.sleep(0.1)
        told = events(sock.recv(65536))
        assert [(each.pop('id'), each.pop('time') > 0, each) for each in told] == [
            (1, True, {'type': 'now'}), (2, True, {'type': 'closed', 'door': 7}),
        ]  # fmt: skip


def test_what_nobody_wants_is_not_made(news: News, wsgi: WSGIApplication) -> None:
    made: list[str] = []

    def happening() -> dict[str, Any]:
        made.append('made')
        return {}

    news.streams.publish('doors', happening)
    with WebSocketClient(wsgi, '/news/doors') as one, WebSocketClient(wsgi, '/news/doors') as other:
        greenhub.sleep(0.1)
        news.streams.publish('windows', happening)
        assert made == []
        news.streams.publish('doors', happening)
        assert one.wait() == other.wait()
        assert made == ['made']


def test_a_client_that_does_not_read_is_dropped(
    news: News, wsgi: WSGIApplication, caplog: pytest.LogCaptureFixture
) -> None:
    with connected(wsgi) as sock, WebSocketClient(wsgi, '/news') as ws:
        greenhub.sleep(0.1)
        assert len(news.streams) == 2
        with caplog.at_level(logging.WARNING):
            for _ in range(streams.MAX_WAITING + 1):
                news.streams.publish('doors', {'text': 'x' * 1000})  # waits for nobody: there is no switch
        assert len(news.streams) == 0
        assert caplog.text.count('does not read') == 2
        greenhub.sleep(1)
        while sock.recv(65536):
            pass  # it is over
        while ws.wait() is not None:
            pass
        assert ws.close_code == 1008


def test_a_write_that_takes_too_long_ends_a_stream(news: News, wsgi: WSGIApplication) -> None:
    with connected(wsgi):
        for _ in range(4000):
            news.streams.publish('doors', {'text': 'x' * 100})  # more than the connection holds
        greenhub.sleep(10)
        assert len(news.streams) == 1
        greenhub.sleep(60)
        assert len(news.streams) == 0


def test_signs_of_life_find_out_who_has_left(news: News, wsgi: WSGIApplication) -> None:
    with connected(wsgi) as sock:
        sock.recv(65536)
        greenhub.sleep(streams.HEARTBEAT + 1)
        assert b': still here\n\n' in sock.recv(65536)
    greenhub.sleep(2 * streams.HEARTBEAT + 1)
    assert len(news.streams) == 0
    assert news.changes == 2


def test_there_are_not_too_many(news: News, wsgi: WSGIApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, 'MAX_STREAMS', 1)
    with connected(wsgi), HTTPClient(wsgi) as client:
        answer = client.get('/news')
        assert (answer.status, 'no more are allowed' in answer.text) == (503, True)
        with pytest.raises(Exception, match='503'), WebSocketClient(wsgi, '/news'):
            pass
        news.streams.close()
        greenhub.sleep(0.1)
        assert client.request('HEAD', '/news').status == 200
        assert len(news.streams) == 0


def test_what_cannot_begin_is_no_stream(news: News, wsgi: WSGIApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> list[dict[str, Any]]:
        raise ServiceUnavailable('too busy')

    monkeypatch.setattr(news.streams, 'open', lambda req, wants, first: Streams.open(news.streams, req, wants, busy))
    with HTTPClient(wsgi) as client:
        assert client.get('/news').status == 503
    with WebSocketClient(wsgi, '/news') as ws:
        assert ws.wait() is None
        assert ws.close_code == 1011
    assert len(news.streams) == 0


def test_a_handshake_that_is_none_leaves_nothing(news: News, wsgi: WSGIApplication) -> None:
    with HTTPClient(wsgi) as client:
        assert client.get('/news', headers={'Upgrade': 'websocket'}).status == 400
    assert len(news.streams) == 0


def test_an_app_that_ends_closes_its_streams(news: News, wsgi: WSGIApplication) -> None:
    with connected(wsgi) as sock, WebSocketClient(wsgi, '/news') as ws:
        greenhub.sleep(0.1)
        news.streams.publish('doors', {'door': 7})
        news.streams.close()
        greenhub.sleep(0.1)
        data = sock.recv(65536)
        assert [each['door'] for each in events(data)] == [7]  # what was on its way arrives
        assert data.endswith(b'0\r\n\r\n')
        assert json.loads(str(ws.wait()))['door'] == 7
        assert ws.wait() is None
        assert ws.close_code == 1001
