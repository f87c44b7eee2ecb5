"""`ryu.app.wsgi`, as apps and programs with a main of their own use it."""

from __future__ import annotations

import importlib
import json
from types import ModuleType
from typing import Any

import pytest
import webob

import controller.compat
import greenhub
from controller import rest
from controller.manager import Controller
from greenhub.queue import Queue
from greenhub.websocket_client import WebSocketClient


@pytest.fixture
def wsgi(alias: None) -> ModuleType:
    return importlib.import_module('ryu.app.wsgi')


def test_classes_are_the_same_objects(wsgi: ModuleType) -> None:
    for name in ('ControllerBase', 'Response', 'Request', 'WSGIApplication', 'WebSocketRPCClient', 'route'):
        assert getattr(wsgi, name) is getattr(rest, name)
    assert (wsgi.HEX_PATTERN, wsgi.DIGIT_PATTERN) == (r'0x[0-9a-z]+', r'[1-9][0-9]*')
    assert (wsgi.DEFAULT_WSGI_HOST, wsgi.DEFAULT_WSGI_PORT) == ('0.0.0.0', 8080)


@pytest.mark.parametrize(
    'made',
    [
        {'content_type': 'application/json', 'body': json.dumps({'a': 1})},
        {'content_type': 'application/json', 'body': json.dumps({'a': 1}).encode()},
        {'content_type': 'application/json', 'text': json.dumps({'a': 1})},
        {'content_type': 'application/json', 'body': json.dumps({'a': 1}), 'charset': 'utf8'},
        {'content_type': 'application/json', 'charset': 'UTF-8', 'json': {'a': 1}},
        {'content_type': 'application/json', 'json_body': {'a': 1}},
        {'json': {'a': 1}},
    ],
)
def test_responses_of_json(wsgi: ModuleType, made: dict[str, Any]) -> None:
    for response_class in (wsgi.Response, webob.Response):
        response = response_class(**made)
        assert (response.status_int, response.content_type) == (200, 'application/json')
        assert response.json == {'a': 1}


def test_responses_without_a_body(wsgi: ModuleType) -> None:
    for response_class in (wsgi.Response, webob.Response):
        assert (response_class(status=404).status, response_class(status=404).body) == ('404 Not Found', b'')
        assert response_class(body='é').body == 'é'.encode()
    assert webob.Response(body='é', content_type='text/plain; charset=latin-1').body == 'é'.encode('latin-1')


def test_webob_is_as_it_was_afterwards(wsgi: ModuleType) -> None:
    assert wsgi.route
    controller.compat.uninstall()
    with pytest.raises(TypeError):
        webob.Response(content_type='application/json', body='{}')


def test_a_response_may_be_raised(wsgi: ModuleType) -> None:
    class Refusing(wsgi.ControllerBase):
        @wsgi.route('refuse', '/refuse', methods=['PUT'])
        def refuse(self, req: Any, **_: Any) -> Any:
            raise wsgi.Response(status=400)

    app = wsgi.WSGIApplication()
    app.register(Refusing)
    assert wsgi.Request.blank('/refuse', method='PUT').get_response(app).status_int == 400


def test_files_are_served_by_an_application_in_a_controller(wsgi: ModuleType, tmp_path: Any) -> None:
    """As Ryu's gui_topology does it."""
    static = importlib.import_module('webob.static')
    (tmp_path / 'index.html').write_text('<p>hello</p>')
    (tmp_path / 'a.js').write_text('a = 1')

    class Files(wsgi.ControllerBase):
        def __init__(self, req: Any, link: Any, data: Any, **config: Any) -> None:
            super().__init__(req, link, data, **config)
            self.static_app = static.DirectoryApp(str(tmp_path))

        @wsgi.route('topology', '/{filename:[^/]*}')
        def static_handler(self, req: Any, **kwargs: Any) -> Any:
            if kwargs['filename']:
                req.path_info = kwargs['filename']
            return self.static_app(req)

        @wsgi.route('all', '/all/{filename:.*}')
        def whole(self, req: Any, filename: str) -> Any:
            req.path_info = f'/{filename}'
            return self.static_app

    app = wsgi.WSGIApplication()
    app.register(Files)

    def get(path: str) -> tuple[int, str]:
        answer = wsgi.Request.blank(path).get_response(app)
        return answer.status_int, answer.text if answer.status_int == 200 else ''

    assert get('/') == get('/index.html') == get('/all/index.html') == (200, '<p>hello</p>')
    assert get('/a.js') == get('/all/a.js') == (200, 'a = 1')
    for path in ('/nothing', '/..', '/%2e%2e%2fsecret', '/%00', '/all/../../etc/passwd'):
        assert get(path)[0] in (403, 404)


def test_a_program_serves_by_itself(wsgi: ModuleType) -> None:
    running = Controller()
    running.config.wsapi_port = 0
    app = wsgi.WSGIApplication()
    manager = type('Manager', (), {'contexts': {'other': object(), 'wsgi': app}})
    server = wsgi.start_service(manager)
    thread = greenhub.spawn(server)
    greenhub.sleep(0)
    assert server.application is app
    client = greenhub.connect(server.address)
    client.sendall(b'GET / HTTP/1.0\r\n\r\n')
    assert client.recv(12) == b'HTTP/1.1 404'
    client.close()
    client = greenhub.connect(server.address)
    client.sendall(b'GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n')
    assert client.recv(12) == b'HTTP/1.1 403', 'the guards of the controller are there, too'
    client.close()
    server.stop()
    thread.wait()
    assert wsgi.start_service(type('Manager', (), {'contexts': {}})) is None
    running.stop()


def test_what_the_controller_serves_already_is_waited_for(wsgi: ModuleType) -> None:
    running = Controller()
    running.config.wsapi_port = 0
    app = wsgi.WSGIApplication()
    app.start(running.config)
    thread = greenhub.spawn(wsgi.WSGIServer(app))
    greenhub.sleep(0)
    assert not thread.dead
    app.stop()
    thread.wait()
    running.stop()


def test_a_client_transport_of_ones_own(wsgi: ModuleType) -> None:
    class Calling(wsgi.ControllerBase):
        @wsgi.websocket('call', '/call')
        def call(self, ws: Any) -> None:
            queue: Queue[Any] = Queue()
            transport = wsgi.WebSocketClientTransport(ws, queue)
            transport.send_message('notice', expect_reply=False)
            queue.put('an answer')
            ws.send(transport.send_message(b'question'))

    app = wsgi.WSGIApplication()
    app.register(Calling)
    with WebSocketClient(app, '/call') as ws:
        assert [ws.wait() for _ in range(3)] == ['notice', 'question', 'an answer']


@pytest.mark.parametrize('name', ['tinyrpc.exc', 'ryu.contrib.tinyrpc.exc'])
def test_what_apps_take_of_tinyrpc(alias: None, name: str) -> None:
    module = importlib.import_module(name)
    assert module.InvalidReplyError is rest.InvalidReplyError
    assert issubclass(module.InvalidReplyError, module.RPCError)
