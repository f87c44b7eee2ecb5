"""WebSockets as routes: who is connected, what is sent to them, and who is dropped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import greenhub
from controller.rest import ControllerBase, Request, WebSocketDisconnectedError, WSGIApplication, route, websocket
from controller.rest import websockets as limits
from controller.rest.websockets import Outbox
from greenhub import wsgi
from greenhub.event import Event
from greenhub.testing import JumpingClock, memory_listener, wait_all_blocked
from greenhub.websocket_client import ClientWebSocket, HandshakeError, WebSocketClient


class Rooms(ControllerBase):
    """A room that says who came, and answers until the client leaves."""

    @websocket('room', '/rooms/{name}')
    def talk(self, ws: Any) -> None:
        ws.send(f'this is {self.req.urlvars["name"]}')
        while (message := ws.wait()) is not None:
            ws.send(f'{self.data}: {message}')
        self.data.append('left')

    @websocket('broken', '/broken')
    def break_down(self, ws: Any) -> None:
        raise KeyError('of the app')

    @route('plain', '/plain')
    def plain(self, req: Request) -> str:
        return 'plain'


@pytest.fixture
def app(clock: JumpingClock) -> WSGIApplication:
    made = WSGIApplication()
    made.register(Rooms, [])
    return made


class Deaf:
    """A WebSocket whose client reads nothing."""

    def __init__(self) -> None:
        self.read = Event()
        self.closed: list[Any] = []

    def send(self, message: str) -> None:
        self.read.wait()

    def close(self, reason: Any) -> None:
        self.closed.append(reason)
        self.read.send_exception(BrokenPipeError())


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deaf]:
    monkeypatch.setattr(limits, 'MAX_WAITING', 4)
    return Deaf()


def test_a_handler_talks_and_ends(app: WSGIApplication) -> None:
    with WebSocketClient(app, '/rooms/blue') as ws:
        assert ws.wait() == 'this is blue'
        ws.send('hello')
        assert ws.wait() == '[]: hello'
    assert app.registory['Rooms'] == ['left']
    assert not app.websocketmanager._connections


def test_silence_is_no_reason_to_close(app: WSGIApplication) -> None:
    listener = memory_listener()
    server = greenhub.spawn(wsgi.server, listener, app, log_output=False, socket_timeout=60.0)
    with ClientWebSocket(listener.connect(), '/rooms/blue') as ws:
        ws.wait()
        greenhub.spawn_after(86_400.0, app.websocketmanager.broadcast, 'a day later')
        assert ws.wait() == 'a day later'
    listener.close()
    server.wait()


def test_broadcasts_reach_everyone_in_order(app: WSGIApplication) -> None:
    with WebSocketClient(app, '/rooms/a') as one, WebSocketClient(app, '/rooms/b') as two:
        assert (one.wait(), two.wait()) == ('this is a', 'this is b')
        for number in range(100):
            app.websocketmanager.broadcast(str(number))
        for ws in (one, two):
            assert [ws.wait() for _ in range(100)] == [str(number) for number in range(100)]


def test_what_cannot_be_sent_is_logged_and_the_rest_is_sent(
    app: WSGIApplication, caplog: pytest.LogCaptureFixture
) -> None:
    with WebSocketClient(app, '/rooms/a') as ws:
        ws.wait()
        for message in ('\ud800', {'not': 'text'}, 'text'):
            app.websocketmanager.broadcast(message)  # type: ignore[arg-type]
        assert ws.wait() == 'text'
    assert [each.getMessage().partition(' is no text')[1] for each in caplog.records] == [' is no text'] * 2


def test_a_handler_that_breaks_closes_and_is_logged(app: WSGIApplication, caplog: pytest.LogCaptureFixture) -> None:
    with WebSocketClient(app, '/broken') as ws:
        assert ws.wait() is None
        assert (ws.close_code, ws.close_reason) == (1011, 'the handler failed')
    assert 'the WebSocket handler Rooms.break_down failed' in caplog.messages


@pytest.mark.parametrize(('path', 'status'), [('/plain', 200), ('/nothing', 404)])
def test_a_handshake_where_there_is_no_websocket(app: WSGIApplication, path: str, status: int) -> None:
    with pytest.raises(HandshakeError) as caught:
        WebSocketClient(app, path)
    assert caught.value.status == status


def test_a_request_that_is_no_handshake(app: WSGIApplication) -> None:
    answer = Request.blank('/rooms/a').get_response(app)
    assert (answer.status_int, answer.headers['Upgrade']) == (426, 'websocket')
    assert answer.json == {'status': 426, 'error': '/rooms/a is a WebSocket: ask for it by `Upgrade: websocket`'}


def test_a_websocket_is_described(app: WSGIApplication) -> None:
    responses = json.loads(app.description())['paths']['/rooms/{name}']['get']['responses']
    assert responses.keys() == {'101', '400', '426', 'default'}


def test_so_many_websockets_and_no_more(app: WSGIApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, 'MAX_WEBSOCKETS', 1)
    with WebSocketClient(app, '/rooms/a') as ws:
        ws.wait()
        with pytest.raises(HandshakeError) as caught:
            WebSocketClient(app, '/rooms/b')
        assert caught.value.status == 503
    with WebSocketClient(app, '/rooms/b') as ws:
        assert ws.wait() == 'this is b'


def test_a_message_may_not_be_huge(app: WSGIApplication) -> None:
    with WebSocketClient(app, '/rooms/a') as ws:
        ws.wait()
        ws.send('x' * (limits.MAX_MESSAGE + 1))
        assert ws.wait() is None
        assert ws.close_code == 1009


def test_a_client_that_does_not_read_is_dropped(deaf: Deaf, clock: JumpingClock, caplog: Any) -> None:
    outbox = Outbox(deaf)
    for _ in range(limits.MAX_WAITING):
        outbox.post('x')
    for _ in range(2):
        with pytest.raises(WebSocketDisconnectedError):
            outbox.post('x')
    wait_all_blocked()
    assert deaf.closed == [(1008, 'does not read: 4 messages are waiting')]
    assert caplog.messages == ['WebSocket ?:? is dropped: it does not read: 4 messages are waiting']


def test_long_messages_count_too(deaf: Deaf, clock: JumpingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, 'MAX_BACKLOG', 10)
    outbox = Outbox(deaf)
    outbox.post('x' * 11)
    with pytest.raises(WebSocketDisconnectedError):
        outbox.post('x')


def test_a_broadcast_waits_for_nobody(app: WSGIApplication, deaf: Deaf) -> None:
    manager = app.websocketmanager
    manager.add_connection(deaf)
    with WebSocketClient(app, '/rooms/a') as ws:
        ws.wait()
        for number in range(10):
            manager.broadcast(str(number))
            wait_all_blocked()
        assert [ws.wait() for _ in range(10)] == [str(number) for number in range(10)]
    assert len(deaf.closed) == 1
    manager.delete_connection(deaf)  # which happened already
    assert not manager._connections


def test_the_server_goes_away(clock: JumpingClock, app: WSGIApplication) -> None:
    ws = WebSocketClient(app, '/rooms/a')
    ws.wait()
    ws._listener.close()
    assert (ws.wait(), ws.close_code) == (None, 1001)
    ws.close()
