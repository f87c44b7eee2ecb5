"""Requests through the application, in this process; one through a server on loopback."""

from __future__ import annotations

import errno
import json
import logging
from typing import Any

import pytest
import webob.exc

import greenhub
from controller.config import Config
from controller.ofctl import BadValue, Unsupported
from controller.rest import (
    ControllerBase,
    GatewayTimeout,
    Request,
    Response,
    WSGIApplication,
    WSGIServer,
    route,
)
from greenhub.event import Event


class Sample(ControllerBase):
    """One handler for everything that a handler may do."""

    @route('value', '/value', methods=['GET'])
    def value(self, req: Request) -> Any:
        return self.data

    @route('greet', '/greet/{name}', methods=['GET'])
    @route('greet', '/greet/{name}/{times:[0-9]+}', methods=['GET'])
    def greet(self, req: Request, name: str, times: str = '1') -> Response:
        return Response(content_type='text/plain', body=f'hellö {name} ' * int(times))

    @route('echo', '/echo', methods=['POST', 'PUT'])
    def echo(self, req: Request) -> Response:
        return Response(content_type='application/json', json=req.json)

    @route('any', '/any')
    def any(self, req: Request) -> str:
        return req.method

    @route('fail', '/fail', methods=['GET'])
    def fail(self, req: Request) -> Any:
        if isinstance(self.data, Exception):
            raise self.data
        return self.data

    @route('link', '/link', methods=['GET'])
    def linked(self, req: Request) -> str:
        return self.link('greet', name='you')


def application(data: Any = None, **config: Any) -> WSGIApplication:
    made = WSGIApplication(**config)
    made.register(Sample, data)
    return made


def get(path: str, data: Any = None, **request: Any) -> webob.Response:
    return Request.blank(path, **request).get_response(application(data))


# -- answers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('returned', 'kind', 'text'),
    [
        ([1, 2], 'application/json', '[1,2]'),
        ({'1': {'a': None}}, 'application/json', '{"1":{"a":null}}'),
        ('é', 'text/html', 'é'),
        (b'raw', 'text/html', 'raw'),
        (None, 'text/html', ''),
        (Response(status=201, json={'a': 1}), 'application/json', '{"a":1}'),
    ],
)
def test_what_a_handler_returns(returned: Any, kind: str, text: str) -> None:
    answer = get('/value', returned)
    assert (answer.status_int, answer.content_type, answer.text) == (
        getattr(returned, 'status_int', 200),
        kind,
        text,
    )


def test_variables_of_the_path_are_arguments() -> None:
    assert get('/greet/you').text == 'hellö you '
    assert get('/greet/you/2').text == 'hellö you hellö you '
    assert get('/greet/%C3%A9').text == 'hellö é '


def test_text_is_sent_in_utf_8() -> None:
    answer = get('/greet/you')
    assert answer.headers['Content-Type'] == 'text/plain; charset=UTF-8'
    assert answer.headers['Content-Length'] == '11'
    assert Response(content_type='application/json', body='{"é": 1}').json == {'é': 1}


def test_a_body_is_json_or_a_literal() -> None:
    for text in ('{"a": [true, null]}', "{'a': [True, None]}"):
        assert get('/echo', method='POST', body=text.encode()).json == {'a': [True, None]}


def test_head_and_options() -> None:
    head = get('/value', [1], method='HEAD')
    assert (head.status_int, head.content_length, head.body) == (200, 3, b'')
    options = get('/echo', method='OPTIONS')
    assert (options.status_int, options.headers['Allow'], options.body) == (204, 'OPTIONS, POST, PUT', b'')
    assert get('/any', method='OPTIONS').text == 'OPTIONS'
    assert get('/nothing', method='OPTIONS').status_int == 404


def test_link_is_the_path_of_a_route() -> None:
    assert get('/link').text == '/greet/you'


def test_config_becomes_attributes_and_before_runs_first() -> None:
    class Before(ControllerBase):
        def __before__(self) -> None:
            self.seen = [self.flavour, self.req.path]

        @route('seen', '/seen', methods=['GET'])
        def see(self, req: Request) -> list[str]:
            return self.seen

    app = WSGIApplication(flavour='sweet')
    app.register(Before)
    assert Request.blank('/seen').get_response(app).json == ['sweet', '/seen']


def test_a_subclass_answers_the_routes_of_its_base() -> None:
    class Derived(Sample):
        def value(self, req: Request) -> str:  # not a route: overriding takes the declaration away
            return 'hidden'

        @route('more', '/more', methods=['GET'])
        def more(self, req: Request) -> str:
            return 'more'

    app = WSGIApplication()
    app.register(Derived)
    assert Request.blank('/more').get_response(app).text == 'more'
    assert Request.blank('/greet/x').get_response(app).status_int == 200
    assert Request.blank('/value').get_response(app).status_int == 404


def test_a_route_taken_twice_is_logged_and_stays(caplog: pytest.LogCaptureFixture) -> None:
    class Other(ControllerBase):
        @route('value', '/value', methods=['GET'])
        def value(self, req: Request) -> str:
            return 'other'

    app = application('first')
    app.register(Other)
    assert Request.blank('/value').get_response(app).text == 'first'
    assert caplog.messages == ['Other.value: GET /value is answered by another controller already']


# -- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('path', 'request_', 'status', 'problem'),
    [
        ('/nothing', {}, 404, "'/nothing' is not a path of this interface"),
        ('/value', {'method': 'DELETE'}, 405, "'/value' does not take DELETE"),
        ('/%ff', {}, 400, 'the path is not UTF-8'),
        ('/echo', {'method': 'POST'}, 400, 'the request has no body; JSON wanted'),
        (
            '/echo',
            {'method': 'POST', 'body': b'hello'},
            400,
            'the body is not JSON: JSON is malformed: invalid character (byte 0)',
        ),
        ('/echo', {'method': 'POST', 'body': b'[' * 10_000}, 400, 'the body is nested more than 32 levels deep'),
    ],
)
def test_bad_requests(path: str, request_: dict[str, Any], status: int, problem: str) -> None:
    answer = get(path, **request_)
    assert (answer.status_int, answer.content_type) == (status, 'application/json')
    assert (answer.json['status'], answer.json['error']) == (status, problem)


@pytest.mark.parametrize(
    ('raised', 'expected'),
    [
        (BadValue('match.a', 'is bad'), {'status': 400, 'error': 'match.a: is bad', 'where': 'match.a'}),
        (Unsupported('no meters'), {'status': 501, 'error': 'no meters'}),
        (GatewayTimeout('too slow', switch='0001'), {'status': 504, 'error': 'too slow', 'switch': '0001'}),
        (webob.exc.HTTPForbidden('not you'), {'status': 403, 'error': 'not you'}),
    ],
)
def test_what_a_handler_raises(raised: Exception, expected: dict[str, Any]) -> None:
    answer = get('/fail', raised)
    assert (answer.status_int, answer.json) == (expected['status'], expected)


def test_webobs_redirection_is_sent_as_it_is() -> None:
    answer = get('/fail', webob.exc.HTTPFound(location='/value'))
    assert (answer.status_int, answer.location) == (302, 'http://localhost/value')


@pytest.mark.parametrize('data', [KeyError('secret'), object(), {'a': object()}, {1: '\ud800'}, RecursionError()])
def test_a_handler_that_breaks_is_a_500_without_traceback(data: Any, caplog: pytest.LogCaptureFixture) -> None:
    answer = get('/fail', data)
    assert answer.status_int == 500
    assert answer.json == {'status': 500, 'error': 'the request failed inside the controller, whose log says why'}
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.ERROR, 'GET /fail failed')
    assert record.exc_info is not None


# -- over the wire --------------------------------------------------------------------------------------------------


def exchange(address: tuple[str, int], request: bytes) -> tuple[int, bytes]:
    """Status and body of the answer to raw bytes."""
    client = greenhub.connect(address)
    with greenhub.Timeout(5):
        client.sendall(request)
        data = b''
        while piece := client.recv(65536):
            data += piece
    client.close()
    head, _, body = data.partition(b'\r\n\r\n')
    return int(head.split()[1]), body


def test_served_on_a_socket_until_stopped() -> None:
    app = application()
    app.start(Config(wsapi_port=0, rest_timeout=2.5))
    assert app.timeout == 2.5
    address = app.address
    body = b'{"a": 1}'
    head = b'POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: '
    assert exchange(address, head + b'%d\r\n\r\n' % len(body) + body) == (200, b'{"a":1}')
    chunks = b'Transfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n5\r\n": 1}\r\n0\r\n\r\n'
    assert exchange(address, head.replace(b'Content-Length: ', chunks)) == (200, b'{"a":1}')
    status, answer = exchange(address, head + b'50000000\r\n\r\n')
    assert (status, len(answer.splitlines())) == (413, 1)
    app.stop()
    with pytest.raises(OSError):
        greenhub.connect(address)


def test_a_request_that_is_being_answered_when_the_server_stops_is_finished() -> None:
    class Slow(ControllerBase):
        @route('slow', '/slow', methods=['GET'])
        def slow(self, req: Request) -> str:
            self.data['begun'].send()
            self.data['go on'].wait()
            return 'done'

    events = {'begun': Event(), 'go on': Event()}
    app = WSGIApplication()
    app.register(Slow, events)
    app.start(Config(wsapi_port=0))
    assert app.address is not None
    request = b'GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
    client = greenhub.spawn(exchange, app.address, request)
    events['begun'].wait()
    greenhub.spawn(events['go on'].send)
    app.stop()
    assert client.wait() == (200, b'done')


def test_an_address_in_use_is_explained() -> None:
    first = WSGIServer(('127.0.0.1', 0), application())
    first.start()
    second = WSGIServer(first.address, application())
    with pytest.raises(OSError) as caught:
        second.start()
    assert caught.value.errno == errno.EADDRINUSE
    assert str(caught.value) == (
        f'REST cannot listen on 127.0.0.1:{first.address[1]}: Address already in use; '
        'is another controller running? --wsapi-port chooses another port'
    )
    first.stop()


def test_answers_are_json_text() -> None:
    assert json.loads(get('/nothing').body)['status'] == 404
