"""What must not hang, crash or get in over REST: every endpoint of the bundled apps, asked with whatever breaks things.

An answer is a 4xx with a sentence that says what is wrong, or, of a switch that does not do its part, 502 or 504; 500
would be a mistake of ours. The endpoints are those of /openapi.json, so none is forgotten. The HTTP server itself, as
the project runs it, refuses what greenhub's refuses (tests/greenhub/test_wsgi_refusals.py has the list).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest

import greenhub
from controller.config import Config
from controller.emulator import testing_network
from controller.emulator.switch import Switch
from controller.emulator.testing import TestingNetwork
from controller.rest import Request, WSGIApplication, WSGIServer
from controller.rest.server import MAX_BODY
from tests.greenhub.test_wsgi_refusals import REFUSED
from tests.greenhub.wsgi_serving import Connection

APPS = ['ofctl_rest', 'rest_topology', 'ws_topology', 'rest_conf_switch', 'rest_apps', 'simple_switch_rest_13',
        'simple_switch_websocket_13', 'rest_events', 'flow_monitor', 'rest_router', 'rest_firewall', 'rest_qos',
        'rest_ctl', 'load_balancer']  # fmt: skip

#: Instead of JSON, or instead of what is wanted in JSON.
BODIES = {
    'nothing': b'', 'true': b'true', 'null': b'null', 'a number': b'17', 'a list': b'[]', 'a wrong list': b'[null, 3]',
    'text': b'"x"', 'no JSON': b'{"dpid": ', 'no text': b'\xff\xfe\x00', 'a Python call': b"__import__('os').abort()",
    'a Python literal': b"{'no such field': True}", 'an unknown field': b'{"no such field": 1}',
    'wrong types': b'{"dpid": {}, "match": 3, "actions": "x", "priority": [], "address": [], "mac": 5, "app": 7}',
    'numbers beyond all': b'{"dpid": 1e999, "priority": 99999999999999999999999}',
    '10,000 nested lists': b'[' * 10_000 + b']' * 10_000, '10,000 nested lists, open': b'[' * 10_000,
    '10,000 nested objects': b'{"match":' * 10_000 + b'1' + b'}' * 10_000,
    '10,000 nested lists in a field': b'{"dpid": 1, "match": ' + b'[' * 10_000 + b']' * 10_000 + b'}',
    '10,000 nested Python lists': b"{'dpid': " + b'[' * 10_000 + b']' * 10_000 + b'}',
}  # fmt: skip

#: For the variables of a path.
VALUES = ['99', '0x63', '0', '-1', 'x', 'true', 'null', '1e3', '9' * 40, '0x' + 'f' * 17, '%ff', '%00', '%C3%A9', ' ',
          '..', '0000000000000063', '1;2', '%2F', "'", '{}']  # fmt: skip

#: The greatest wait of a request: a switch's answer, and for some the confirmation behind it.
LONGEST = 2 * Config().rest_timeout + 1


@contextmanager
def network(*apps: str) -> Iterator[tuple[TestingNetwork, WSGIApplication]]:
    """Two switches, and the application of apps; it listens nowhere, as on a socket real time would pass."""
    config = Config(wsapi_port=0, observe_links=True, echo_request_interval=0.0)
    with testing_network('linear,2', apps or APPS, config=config) as net:
        app = net.controller.contexts[WSGIApplication]
        app.stop()
        yield net, app


@pytest.fixture
def running() -> Iterator[WSGIApplication]:
    """The application, which is well afterwards."""
    with network() as (_, app):
        yield app
        for path, text in (('/stats/switches', '[1,2]'), ('/stats/role/1', None), ('/stats/role/2', None)):
            status, said = ask(app, 'GET', path)
            assert (status, said) == (200, text or said)


def endpoints(app: WSGIApplication) -> list[tuple[str, str]]:
    """Method and path of each endpoint, as the interface describes itself."""
    paths = Request.blank('/openapi.json').get_response(app).json['paths']
    return [(method.upper(), path) for path, operations in paths.items() for method in operations]


def filled(path: str, value: str) -> str:
    return re.sub(r'\{[^}]*\}', lambda _: value, path)


def ask(app: WSGIApplication, method: str, path: str, body: bytes = b'', **more: Any) -> tuple[int, str]:
    """Status and text of an answer, which has come in time, and is an error's where it is one."""
    clock = greenhub.hubs.get_hub().clock
    began = clock()
    answer = Request.blank(path, method=method, body=body, **more).get_response(app)
    assert clock() - began < LONGEST, f'{method} {path} waits too long'
    if answer.content_type == 'text/event-stream':  # which has no end
        getattr(answer.app_iter, 'close', lambda: None)()
        return answer.status_int, ''
    text = answer.body
    if answer.status_int >= 400 and text:  # a handshake of a WebSocket that is none has an answer of its own
        said = json.loads(text)
        assert said['status'] == answer.status_int
        assert said['error'].strip() and '\n' not in said['error'] and 'Traceback' not in said['error']
        assert len(said['error']) < 1000
    return answer.status_int, text.decode()


def is_well(status: int) -> bool:
    return status < 500 or status in (501, 502, 504)


# -- every endpoint ---------------------------------------------------------------------------------------------------


def test_there_are_many(running: WSGIApplication) -> None:
    found = endpoints(running)
    assert len(found) > 50
    assert {'/stats/switches', '/v1.0/topology/links', '/v1.0/conf/switches', '/docs', '/openapi.json'} <= {
        path for _, path in found
    }


@pytest.mark.parametrize('name', BODIES)
def test_bodies(running: WSGIApplication, name: str) -> None:
    for method, path in endpoints(running):
        if method in ('POST', 'PUT', 'PATCH', 'DELETE'):
            status, text = ask(running, method, filled(path, '1'), BODIES[name])
            assert is_well(status), (method, path, status, text)
            if 'nested' in name and method != 'DELETE':
                assert 400 <= status < 500, (method, path, status, text)


@pytest.mark.parametrize('value', VALUES)
def test_variables_of_the_path(running: WSGIApplication, value: str) -> None:
    for (method, path), body in product(endpoints(running), (b'', b'{}')):
        if '{' in path and (body or method == 'GET'):
            status, text = ask(running, method, filled(path, value), body)
            assert is_well(status), (method, path, status, text)


@pytest.mark.parametrize('query', ['?x=%ff', '?=', '?dpid=x&dpid=y', '?' + 'a&' * 3000, '?confirm=maybe', '?a[]=1'])
def test_queries(running: WSGIApplication, query: str) -> None:
    for method, path in endpoints(running):
        status, text = ask(running, method, filled(path, '1') + query)
        assert is_well(status), (method, path, status, text)


@pytest.mark.parametrize('method', ['HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'])
def test_other_methods(running: WSGIApplication, method: str) -> None:
    for _, path in endpoints(running):
        status, text = ask(running, method, filled(path, '1'))
        assert is_well(status), (method, path, status, text)


# -- switches ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('dpid', ['2', '0x2', '0x0000000000000002', '0002'])
def test_an_id_in_hexadecimal_and_in_decimal(running: WSGIApplication, dpid: str) -> None:
    assert ask(running, 'GET', f'/stats/desc/{dpid}') == ask(running, 'GET', '/stats/desc/2')
    for written in (json.dumps(dpid), *([dpid] if dpid == '2' else [])):
        status, text = ask(running, 'POST', '/stats/flowentry/add', b'{"dpid": %b}' % written.encode())
        assert (status, text) == (200, '')


@pytest.mark.parametrize('dpid', ['99', '0x63'])
def test_a_switch_that_is_not_there(running: WSGIApplication, dpid: str) -> None:
    sentence = 'no switch 0000000000000063 is connected'
    for method, path, body in (
        ('GET', f'/stats/desc/{dpid}', b''),
        ('POST', '/stats/flowentry/add', b'{"dpid": "%b"}' % dpid.encode()),
    ):
        status, text = ask(running, method, path, body)
        assert (status, json.loads(text)['error']) == (404, sentence)


def test_switches_that_do_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each endpoint answers in time (which `ask` sees to), most of them that the switch did not."""
    with network() as (_, app):
        found = endpoints(app)
        monkeypatch.setattr(Switch, 'handle', lambda self, message: None)
        statuses = []
        for method, path in found:
            if path.startswith('/stats/'):
                body = b'' if method == 'GET' else b'{"dpid": 1, "port_no": 1}'
                status, text = ask(app, method, filled(path, '1'), body)
                assert is_well(status), (method, path, status, text)
                statuses.append(status)
        assert statuses.count(504) > 20


# -- the server, as the project runs it -------------------------------------------------------------------------------


class Recorder:
    """An application that reads what it is sent, and knows which paths it was asked for."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.paths.append(environ['PATH_INFO'])
        environ['wsgi.input'].read()
        start_response('200 OK', [('Content-Type', 'text/plain')])
        return [b'read']


@contextmanager
def serving(app: Any) -> Iterator[Connection]:
    """A connection to the server, with its default options."""
    server = WSGIServer(('127.0.0.1', 0), app)
    server.start()
    client = greenhub.connect(server.address)
    try:
        yield Connection(client)
    finally:
        client.close()
        server.stop()


def with_our_name(data: bytes) -> bytes:
    return data.replace(b'Host: a', b'Host: localhost')


@pytest.mark.parametrize(
    ('status', 'data'),
    [pytest.param(*case, id=f'{rule}: {name}') for rule, cases in REFUSED.items() for name, case in cases.items()],
)
def test_what_is_no_request_is_refused_and_ends_the_connection(status: int, data: bytes) -> None:
    app = Recorder()
    with serving(app) as client:
        smuggled = with_our_name(b'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n')
        everything = client.send(with_our_name(data) + smuggled).rest()
    head, _, body = everything.partition(b'\r\n\r\n')
    assert re.match(rb'HTTP/1.[01] %d ' % status, head)
    assert b'\r\nConnection: close' in head
    assert '/smuggled' not in app.paths
    said = json.loads(body)  # and no other answer behind it
    assert said['status'] == status and said['error']


def test_http_1_1_without_host() -> None:
    with serving(Recorder()) as client:
        assert client.send(b'GET / HTTP/1.1\r\n\r\n').rest().startswith(b'HTTP/1.1 400 ')


def test_a_body_of_50_mb_is_refused_before_it_is_read() -> None:
    app = Recorder()
    with serving(app) as client:
        client.send(b'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000000\r\n\r\n')
        assert client.rest().startswith(b'HTTP/1.1 413 ')
    assert app.paths == []


def test_50_mb_in_chunks_are_refused_when_there_are_too_many() -> None:
    with serving(Recorder()) as client:
        client.send(b'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n')
        chunk = b'10000\r\n' + bytes(65536) + b'\r\n'
        try:
            for _ in range(50_000_000 // 65536):
                client.send(chunk)
        except ConnectionError:
            pass
        sent = client.rest()
        assert not sent or sent.startswith(b'HTTP/1.1 413 ')


def test_a_body_of_the_greatest_size_is_read() -> None:
    with serving(Recorder()) as client:
        client.send(b'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n' % MAX_BODY)
        client.send(bytes(MAX_BODY))
        assert client.answer()[0] == 'HTTP/1.1 200 OK'


def test_it_listens_on_loopback_by_default() -> None:
    assert Config().wsapi_host == '127.0.0.1'
    server = WSGIServer(('0.0.0.0', 0), Recorder())
    with pytest.raises(OSError, match='can be reached from elsewhere'):
        server.start()
