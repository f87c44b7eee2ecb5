"""Calls over WebSockets; the texts that are expected here are what tinyrpc, which Ryu uses, sends and takes."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest

import greenhub
from controller.rest import (
    ControllerBase,
    InvalidReplyError,
    RPCError,
    WebSocketDisconnectedError,
    WebSocketRPCClient,
    WebSocketRPCServer,
    WSGIApplication,
    rpc,
    rpc_public,
    websocket,
)
from controller.rest.access import READ_ONLY
from controller.rest.jsonrpc import write_call
from greenhub.event import Event
from greenhub.testing import JumpingClock, wait_all_blocked
from greenhub.websocket_client import WebSocketClient


class Table:
    """What clients may call, and what they may not."""

    def __init__(self) -> None:
        self.mac_to_port = {1: {'00:00:00:00:00:01': 2}}
        self.let_go = Event()

    @property
    def trap(self) -> Any:
        raise AssertionError('nobody asked')

    @rpc_public
    def add(self, a: int, b: int = 2) -> int:
        return a + b

    @rpc_public('other')
    def renamed(self) -> Any:
        raise ValueError('bad thing')

    @rpc_public(reads=True)
    def get_table(self) -> Any:
        return self.mac_to_port

    @rpc_public
    def unsayable(self) -> Any:
        return object()

    @rpc_public()
    def slow(self) -> str:
        self.let_go.wait()
        return 'at last'

    def hidden(self) -> str:
        return 'hidden'


class Calls(ControllerBase):
    @websocket('server', '/server')
    def serve(self, ws: Any) -> None:
        WebSocketRPCServer(ws, self.data['table']).serve_forever()

    @websocket('client', '/client')
    def call(self, ws: Any) -> None:
        client = WebSocketRPCClient(ws)
        self.data['clients'].append(client)
        client.serve_forever()


@pytest.fixture
def data() -> dict[str, Any]:
    return {'table': Table(), 'clients': []}


@pytest.fixture
def app(clock: JumpingClock, data: dict[str, Any]) -> WSGIApplication:
    made = WSGIApplication()
    made.register(Calls, data)
    return made


ANSWERS = [
    ('{"jsonrpc":"2.0","id":1,"method":"add","params":[1]}', {'id': 1, 'result': 3}),
    ('{"jsonrpc":"2.0","id":"a","method":"add","params":{"a":1,"b":5}}', {'id': 'a', 'result': 6}),
    (
        '{"jsonrpc": "2.0", "id": 1, "method": "get_table", "params" : {}}',
        {'id': 1, 'result': {'1': {'00:00:00:00:00:01': 2}}},
    ),
    ('{"jsonrpc":"2.0","id":1,"method":"other"}', {'id': 1, 'error': {'message': 'bad thing', 'code': -32000}}),
    ('{"jsonrpc":"2.0","id":1,"method":"add"}', {'id': 1, 'error': {'message': 'Invalid params', 'code': -32602}}),
    (
        '{"jsonrpc":"2.0","id":1,"method":"add","params":3}',
        {'id': 1, 'error': {'message': 'Invalid params', 'code': -32602}},
    ),
    (
        '{"jsonrpc":"2.0","id":1,"method":"unsayable"}',
        {'id': 1, 'error': {'message': 'Internal error', 'code': -32603}},
    ),
    ('{"id":1,"method":"add","params":[1]}', {'id': 1, 'error': {'message': 'Invalid Request', 'code': -32600}}),
    ('{"jsonrpc":"2.0","id":1,"method":5}', {'id': 1, 'error': {'message': 'Invalid Request', 'code': -32600}}),
    ('{"jsonrpc":"2.0","id":[],"method":"add"}', {'id': None, 'error': {'message': 'Invalid Request', 'code': -32600}}),
    ('[]', {'id': None, 'error': {'message': 'Invalid Request', 'code': -32600}}),
    ('true', {'id': None, 'error': {'message': 'Invalid Request', 'code': -32600}}),
    ('null', {'id': None, 'error': {'message': 'Invalid Request', 'code': -32600}}),
    ('[' * 10_000, {'id': None, 'error': {'message': 'Parse error', 'code': -32700}}),
    ("{'a': 1}", {'id': None, 'error': {'message': 'Parse error', 'code': -32700}}),
    ('xx', {'id': None, 'error': {'message': 'Parse error', 'code': -32700}}),
    ('', {'id': None, 'error': {'message': 'Parse error', 'code': -32700}}),
] + [
    (json.dumps({'jsonrpc': '2.0', 'id': 1, 'method': name}), {
        'id': 1, 'error': {'message': 'Method not found', 'code': -32601},
    })
    for name in ('hidden', 'renamed', 'trap', '__init__', '')
]  # fmt: skip


# -- clients call -------------------------------------------------------------------------------------------------


def test_a_client_that_may_only_read_calls_what_only_reads() -> None:
    class Reader:
        environ: ClassVar[dict[str, Any]] = {READ_ONLY: True}

    server = WebSocketRPCServer(Reader(), Table())
    assert json.loads(server.answer('{"jsonrpc":"2.0","id":1,"method":"get_table"}') or '')['result']
    assert json.loads(server.answer('{"jsonrpc":"2.0","id":1,"method":"add","params":[1]}') or '')['error'] == {
        'message': 'this token may only read',
        'code': -32000,
    }


@pytest.mark.parametrize(('message', 'answer'), ANSWERS)
def test_calls_are_answered(message: str, answer: dict[str, Any]) -> None:
    server = WebSocketRPCServer(None, Table())
    for sent in (message, message.encode()):
        text = server.answer(sent)
        assert text is not None
        assert json.loads(text) == {'jsonrpc': '2.0', **answer}


def test_a_client_cannot_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    server = WebSocketRPCServer(None, Table())
    for _ in range(1000):
        server.answer('{"jsonrpc":"2.0","id":1,"method":"other"}')
    assert len(caplog.messages) <= 2
    assert caplog.messages[0] == 'other, called by a client, failed: bad thing'


def test_a_notification_is_not_answered() -> None:
    server = WebSocketRPCServer(None, Table())
    for method in ('add', 'other', 'nothing'):
        assert server.answer(f'{{"jsonrpc":"2.0","method":"{method}","params":[1]}}') is None


def test_batches() -> None:
    server = WebSocketRPCServer(None, Table())
    call = {'jsonrpc': '2.0', 'method': 'add', 'params': [1]}
    answers = json.loads(server.answer(json.dumps([{**call, 'id': 1}, call, 5, {**call, 'id': 2}])) or '')
    assert [each['id'] for each in answers] == [1, None, 2]
    assert server.answer(json.dumps([call])) is None
    assert json.loads(server.answer(json.dumps([call] * 65)) or '')['error']['code'] == -32600


def test_over_a_websocket(app: WSGIApplication) -> None:
    with WebSocketClient(app, '/server') as ws:
        ws.send('{"jsonrpc": "2.0", "id": 1, "method": "get_table", "params" : {}}')
        assert ws.wait() == '{"jsonrpc":"2.0","id":1,"result":{"1":{"00:00:00:00:00:01":2}}}'
        app.websocketmanager.broadcast('news')
        assert ws.wait() == 'news'


def test_a_slow_call_holds_up_no_other(app: WSGIApplication, data: dict[str, Any]) -> None:
    with WebSocketClient(app, '/server') as ws:
        ws.send('{"jsonrpc":"2.0","id":1,"method":"slow"}')
        ws.send('{"jsonrpc":"2.0","id":2,"method":"add","params":[1]}')
        assert json.loads(ws.wait() or '')['id'] == 2
        data['table'].let_go.send()
        assert json.loads(ws.wait() or '') == {'jsonrpc': '2.0', 'id': 1, 'result': 'at last'}


def test_so_many_calls_at_once_and_no_more(app: WSGIApplication, data: dict[str, Any]) -> None:
    with WebSocketClient(app, '/server') as ws:
        for number in range(rpc.MAX_CALLS):
            ws.send(f'{{"jsonrpc":"2.0","id":{number},"method":"slow"}}')
        ws.send('{"jsonrpc":"2.0","id":99,"method":"add","params":[1]}')
        greenhub.spawn_after(1.0, data['table'].let_go.send)
        answers = [json.loads(ws.wait() or '')['id'] for _ in range(rpc.MAX_CALLS + 1)]
        assert answers[-1] == 99


def test_who_leaves_before_the_answer_is_no_failure(
    app: WSGIApplication, data: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with WebSocketClient(app, '/server') as ws:
        ws.send('{"jsonrpc":"2.0","id":1,"method":"slow"}')
        wait_all_blocked()
    data['table'].let_go.send()
    wait_all_blocked()
    assert not [each for each in caplog.records if each.levelname in ('ERROR', 'WARNING')]


# -- clients are called -------------------------------------------------------------------------------------------


def connected(app: WSGIApplication, data: dict[str, Any]) -> tuple[WebSocketClient, WebSocketRPCClient]:
    """A client, and who calls it."""
    ws = WebSocketClient(app, '/client', timeout=1000.0)
    wait_all_blocked()
    return ws, data['clients'][-1]


def answering(ws: WebSocketClient, *answers: Any) -> None:
    """Have the client answer one call after another: text as it is, else as a result."""

    def run() -> None:
        for answer in answers:
            call = json.loads(ws.wait() or 'null')
            reply = answer if isinstance(answer, str) else json.dumps({'id': call['id'], 'jsonrpc': '2.0', **answer})
            ws.send(reply)

    greenhub.spawn(run)


def test_a_client_is_called_and_answers(app: WSGIApplication, data: dict[str, Any]) -> None:
    ws, client = connected(app, data)
    with ws:
        answering(ws, {'result': ''}, {'result': [1, {'a': None}]}, {})
        assert client.get_proxy().event_switch_enter({'dpid': '1'}) == ''
        assert client.call('f', [], {'a': 1}) == [1, {'a': None}]
        assert client.get_proxy('view.').draw() is None  # a browser's undefined


@pytest.mark.parametrize(
    ('args', 'kwargs', 'one_way', 'text'),
    [
        ([1], {}, False, '{"jsonrpc":"2.0","method":"f","params":[1],"id":1}'),
        ([], {'a': 1}, False, '{"jsonrpc":"2.0","method":"f","params":{"a":1},"id":1}'),
        ((), None, True, '{"jsonrpc":"2.0","method":"f"}'),
    ],
)
def test_what_is_sent(args: Any, kwargs: Any, one_way: bool, text: str) -> None:
    assert write_call(rpc.Call('f', args, kwargs, 1, not one_way)) == text


def test_arguments_are_in_order_or_by_name() -> None:
    with pytest.raises(TypeError, match='not both'):
        write_call(rpc.Call('f', [1], {'a': 1}, 1))


def test_answers_may_come_in_any_order(app: WSGIApplication, data: dict[str, Any]) -> None:
    ws, client = connected(app, data)
    with ws:
        calls = [greenhub.spawn(client.call, 'f', [number]) for number in range(10)]
        asked = [json.loads(ws.wait() or '') for _ in calls]
        for call in reversed(asked):
            ws.send(json.dumps({'jsonrpc': '2.0', 'id': call['id'], 'result': call['params'][0]}))
        assert [call.wait() for call in calls] == list(range(10))


def test_an_error_of_the_client_is_raised(app: WSGIApplication, data: dict[str, Any]) -> None:
    ws, client = connected(app, data)
    with ws:
        answering(ws, {'error': {'code': -1, 'message': 'no such thing', 'data': 5}}, {'result': 2})
        with pytest.raises(RPCError, match='no such thing') as caught:
            client.get_proxy().f()
        assert (caught.value.code, caught.value.data) == (-1, 5)
        assert client.get_proxy().f() == 2


@pytest.mark.parametrize(
    'answer', ['x', '[]', '5', '{"jsonrpc":"2.0"}', '{"id":[]}', '{"id":1,"error":"e"}', '{"id":1,"error":{}}']
)
def test_what_is_no_answer_fails_the_call(app: WSGIApplication, data: dict[str, Any], answer: str) -> None:
    ws, client = connected(app, data)
    with ws:
        ws.send(answer)  # asked for by nobody: no harm
        wait_all_blocked()
        answering(ws, answer, {'result': 2})
        with pytest.raises(InvalidReplyError):
            client.get_proxy().f()
        assert client.get_proxy().f() == 2


def test_who_does_not_answer_is_dropped(
    app: WSGIApplication, data: dict[str, Any], clock: JumpingClock, caplog: pytest.LogCaptureFixture
) -> None:
    ws, client = connected(app, data)
    begin = clock()
    with pytest.raises(WebSocketDisconnectedError, match='did not answer f within 5 s'):
        client.get_proxy().f()
    assert clock() - begin == pytest.approx(5.0)
    assert ws.wait() is not None  # the call
    assert (ws.wait(), ws.close_code, ws.close_reason) == (None, 1008, 'did not answer f within 5 s')
    assert 'did not answer f within 5 s' in caplog.text
    with pytest.raises(OSError):  # at once
        client.get_proxy().f()
    assert clock() - begin < 10
    ws.close()


def test_who_leaves_fails_the_calls(app: WSGIApplication, data: dict[str, Any]) -> None:
    ws, client = connected(app, data)
    call = greenhub.spawn(client.call, 'f')
    wait_all_blocked()
    ws.close()
    with pytest.raises(WebSocketDisconnectedError, match='the client left without an answer'):
        call.wait()
    with pytest.raises(WebSocketDisconnectedError):
        client.call('f', one_way=True)


def test_so_many_calls_are_open_and_no_more(app: WSGIApplication, data: dict[str, Any]) -> None:
    ws, client = connected(app, data)
    calls = [greenhub.spawn(client.call, 'f') for _ in range(rpc.MAX_PENDING)]
    wait_all_blocked()
    with pytest.raises(WebSocketDisconnectedError, match='has 64 calls to answer'):
        client.call('f')
    for call in calls:
        with pytest.raises(WebSocketDisconnectedError):
            call.wait()
    ws.close()


def test_a_notification_waits_for_nobody(app: WSGIApplication, data: dict[str, Any], clock: JumpingClock) -> None:
    ws, client = connected(app, data)
    with ws:
        begin = clock()
        assert client.get_proxy(one_way=True).changed(5) is None
        assert clock() == begin
        assert ws.wait() == '{"jsonrpc":"2.0","method":"changed","params":[5]}'


def test_an_event_reaches_the_others_when_one_is_gone(app: WSGIApplication, data: dict[str, Any]) -> None:
    """As Ryu's ws_topology does it."""
    gone, _ = connected(app, data)
    ws, _ = connected(app, data)
    gone.close()
    with ws:
        answering(ws, {'result': ''})
        failed = []
        for client in data['clients']:
            try:
                client.get_proxy().event_link_add({})
            except OSError:
                failed.append(client)
    assert failed == data['clients'][:1]
