"""greenhub.wsgi over real sockets: what it serves, what it limits, how it stops; see test_wsgi_refusals too."""

from __future__ import annotations

import inspect
import io
import logging
import re
import socket
import subprocess
from contextlib import contextmanager, suppress

import pytest

import greenhub
from greenhub import wsgi
from greenhub.event import Event
from greenhub.green import ssl
from greenhub.testing import memory_listener, memory_socket_pair
from tests.greenhub.wsgi_serving import (
    CHUNKED,
    CLOSE,
    GET,
    PATIENCE,
    POST,
    Recorder,
    answering,
    ask,
    ask_all,
    hello,
    serving,
)

PARAMETERS = {
    'log': None, 'environ': None, 'max_size': None, 'max_http_version': 'HTTP/1.1', 'protocol': wsgi.HttpProtocol,
    'server_event': None, 'minimum_chunk_size': None, 'log_x_forwarded_for': True, 'custom_pool': None,
    'keepalive': True, 'log_output': True, 'log_format': wsgi.DEFAULT_LOG_FORMAT, 'url_length_limit': 8192,
    'debug': True, 'socket_timeout': None, 'capitalize_response_headers': True,
}  # fmt: skip


def test_the_parameters_are_those_of_eventlet():
    given = [each for each in inspect.signature(wsgi.server).parameters.values() if each.kind is not each.KEYWORD_ONLY]
    assert [each.name for each in given] == ['sock', 'site', *PARAMETERS]
    assert {each.name: each.default for each in given[2:]} == PARAMETERS


def test_a_conversation_to_the_byte():
    def app(environ, start_response):
        start_response('200 Fine', [('Content-Type', 'text/plain'), ('x-a', 'b')])
        return [environ['wsgi.input'].read(), b'!']

    with serving(app) as served:
        said = served.send(POST + b'Content-Length: 3\r\n\r\nabc' + b'GET / HTTP/1.0\r\n\r\n').rest()
    assert re.sub(rb'Date: .{29}\r\n', b'Date: now\r\n', said) == (
        b'HTTP/1.1 200 Fine\r\nContent-Type: text/plain\r\nX-A: b\r\nDate: now\r\nContent-Length: 4\r\n\r\nabc!'
        b'HTTP/1.1 200 Fine\r\nContent-Type: text/plain\r\nX-A: b\r\nDate: now\r\nContent-Length: 1\r\n'
        b'Connection: close\r\n\r\n!'
    )


# ---- limits in seconds and connections


def test_body_timeout(jumping_clock):
    with serving(Recorder(), memory_listener(), body_timeout=60) as served:
        connection = served.send(POST + b'Content-Length: 30\r\n\r\n')
        for _ in range(5):
            jumping_clock.advance(10)
            connection.send(b'a')
        assert connection.answer()[0] == 'HTTP/1.1 408 Request Timeout'
        assert connection.rest() == b''
        assert served.send(POST + b'Content-Length: 3\r\n\r\nabc').answer()[0] == 'HTTP/1.1 200 OK'


def test_a_body_that_nobody_reads_is_not_waited_for_longer_than_a_moment(jumping_clock):
    with serving(answering(result=[b'ok']), memory_listener()) as served:
        connection = served.send(POST + b'Content-Length: 30\r\n\r\n')
        assert connection.answer()[2] == b'ok'
        began = jumping_clock()
        assert connection.rest() == b''
        assert jumping_clock() - began < 10


def test_socket_timeout_closes_without_an_answer(jumping_clock):
    with serving(hello, memory_listener(), socket_timeout=2) as served:
        assert served.send(b'GET / HT').rest() == b''
        connection = served.send(GET)
        connection.answer()
        began = jumping_clock()
        assert connection.rest() == b''
        assert jumping_clock() - began == pytest.approx(2)


def test_keepalive_as_seconds(jumping_clock):
    with serving(hello, memory_listener(), keepalive=3) as served:
        connection = served.send(GET)
        assert connection.answer()[2] == b'hello /'
        began = jumping_clock()
        assert connection.rest() == b''
        assert jumping_clock() - began == pytest.approx(3)


def test_a_client_that_does_not_read_is_given_up_after_socket_timeout(jumping_clock):
    done = Event()
    app = answering(result=lambda: (b'a' * 65536 for _ in range(1000)), before=lambda environ: environ[
        'eventlet.posthooks'].append((lambda environ: done.send('gave up'), (), {})))  # fmt: skip
    with serving(app, memory_listener(), socket_timeout=4) as served:
        served.send(GET)
        assert done.wait(PATIENCE) == 'gave up'


def test_at_most_max_size_connections(jumping_clock):
    with serving(hello, memory_listener(), max_size=2) as served:
        first, _second = served.send(GET), served.send(GET)
        first.answer()
        third = served.send(GET)
        third.socket.settimeout(10)
        with pytest.raises(TimeoutError):
            third.answer()
        first.close()
        third.socket.settimeout(PATIENCE)
        assert third.answer()[0] == 'HTTP/1.1 200 OK'


# ---- connections and requests


def test_keep_alive_and_close():
    with serving(hello) as served:
        connection = served.connect()
        for _ in range(3):
            status, headers, body = connection.send(GET).answer()
            assert (status, 'connection' in headers, body) == ('HTTP/1.1 200 OK', False, b'hello /')
        assert connection.send(CLOSE + GET.replace(b'/', b'/next', 1)).answer()[1]['connection'] == 'close'
        assert connection.rest() == b''


def test_http_1_0():
    with serving(hello) as served:
        assert served.send(b'GET / HTTP/1.0\r\n\r\n').rest().endswith(b'Connection: close\r\n\r\nhello /')
        connection = served.connect()
        for _ in range(2):
            connection.send(b'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
            assert connection.answer()[1]['connection'] == 'keep-alive'


def test_keep_alive_is_announced_to_those_who_ask():
    data = b'GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n'
    headers = ask(hello, data, keepalive=2.5)[1]
    assert (headers['connection'], headers['keep-alive']) == ('keep-alive', 'timeout=2')
    headers = ask(hello, data)[1]
    assert (headers['connection'], 'keep-alive' in headers) == ('keep-alive', False)


@pytest.mark.parametrize('options', [{'keepalive': False}, {'keepalive': 0}, {'max_http_version': 'HTTP/1.0'}])
def test_no_keep_alive(options):
    with serving(hello, **options) as served:
        everything = served.send(GET + GET.replace(b'/', b'/next', 1)).rest()
    assert everything.count(b'Connection: close') == everything.count(b'200 OK') == 1


def test_max_http_version_1_0_knows_no_chunks():
    data = ask_all(answering(result=lambda: iter([b'a', b'b'])), GET, max_http_version='HTTP/1.0')
    assert data.startswith(b'HTTP/1.0 200 OK\r\n')
    assert data.endswith(b'\r\n\r\nab')


def test_pipelining():
    with serving(hello) as served:
        connection = served.send(b''.join(b'GET /%d HTTP/1.1\r\nHost: a\r\n\r\n' % i for i in range(40)))
        assert [connection.answer()[2] for _ in range(40)] == [b'hello /%d' % i for i in range(40)]


def test_no_more_is_read_while_requests_wait(jumping_clock):
    """The client sends for ever while the first request is being answered: soon there is no room."""
    release = Event()
    with serving(answering(before=lambda environ: release.wait()), memory_listener(capacity=1000)) as served:
        connection = served.connect()
        connection.socket.settimeout(10)
        sent = 0
        with pytest.raises(TimeoutError):
            while sent < 1000:
                connection.send(GET)
                sent += 1
        assert sent * len(GET) <= 2 * 1000
        release.send()


@pytest.mark.parametrize('data', [
    POST + b'Content-Length: 9\r\n\r\none\ntwo\n3',
    CHUNKED + b'2\r\non\r\n3\r\ne\nt\r\n4\r\nwo\n3\r\n0\r\nA: b\r\n\r\n',
])  # fmt: skip
@pytest.mark.parametrize(
    ('how', 'expected'),
    [
        (lambda body: [body.read()], [b'one\ntwo\n3']),
        (lambda body: [body.read(4), body.read(100), body.read(), body.read(1)], [b'one\n', b'two\n3', b'', b'']),
        (lambda body: list(iter(lambda: body.read(1), b'')), [b'o', b'n', b'e', b'\n', b't', b'w', b'o', b'\n', b'3']),
        (lambda body: [body.readline(), body.readline(2), body.readline(), body.readline(), body.readline()],
         [b'one\n', b'tw', b'o\n', b'3', b'']),
        (lambda body: body.readlines(), [b'one\n', b'two\n', b'3']),
        (lambda body: [*body.readlines(1), body.read()], [b'one\n', b'two\n3']),
        (lambda body: list(body), [b'one\n', b'two\n', b'3']),
        (lambda body: [body.read(0), body.readline(0), body.read(-1)], [b'', b'', b'one\ntwo\n3']),
    ],
)  # fmt: skip
def test_reading_a_body(data, how, expected):
    got = []
    with serving(answering(before=lambda environ: got.extend(how(environ['wsgi.input'])))) as served:
        connection = served.send(data + GET)
        connection.answer()
        assert connection.answer()[0] == 'HTTP/1.1 200 OK'
    assert got[: len(expected)] == expected


def test_pipelined_requests_let_others_have_their_turn():
    turns = []
    with serving(answering(before=lambda environ: turns.append('request'))) as served:
        connection = served.send(GET * 48)

        def other():
            while turns.count('request') < 48:
                turns.append('other')
                greenhub.sleep(0)

        greenhub.spawn(other)
        for _ in range(48):
            connection.answer()
    first, last = turns.index('request'), len(turns) - turns[::-1].index('request')
    assert turns[first:last].count('other') >= 2


class Turns:
    """Counts the turns that another green thread gets, as long as it is entered."""

    count = 0

    def _take(self):
        while True:
            self.count += 1
            greenhub.sleep(0)

    def __enter__(self):
        self._thread = greenhub.spawn(self._take)

    def __exit__(self, *_):
        self._thread.kill()


def test_a_long_body_lets_others_have_their_turn():
    size, turns = 1 << 20, Turns()

    def read(environ):
        with turns:
            assert len(environ['wsgi.input'].read()) == size

    with serving(answering(before=read), memory_listener(capacity=2 * size)) as served:
        connection = served.send(POST + b'Content-Length: %d\r\n\r\n' % size + bytes(size))
        assert connection.answer()[0] == 'HTTP/1.1 200 OK'
    assert turns.count >= 15


def test_a_long_answer_lets_others_have_their_turn():
    turns = Turns()

    def pieces():
        with turns:
            for _ in range(160):
                yield bytes(5000)

    with serving(answering(result=pieces), memory_listener(capacity=1 << 20)) as served:
        assert served.send(GET).answer()[2] == bytes(800_000)
    assert turns.count >= 9


def test_a_body_in_pieces():
    app = Recorder()
    with serving(app) as served:
        connection = served.connect()
        for byte in CHUNKED + b'3\r\nabc\r\n0\r\n\r\n':
            connection.send(bytes([byte]))
            greenhub.sleep(0)
        connection.answer()
    assert app.bodies == [b'abc']


def test_an_input_that_was_kept_does_not_read_the_next_request():
    inputs, firsts = [], []

    def before(environ):
        inputs.append(environ['wsgi.input'])
        firsts.append(environ['wsgi.input'].read(1))

    with serving(answering(before=before)) as served:
        connection = served.send(POST + b'Content-Length: 1\r\n\r\na')
        connection.answer()
        connection.send(POST + b'Content-Length: 2\r\n\r\nb').answer()  # and the server waits for one byte more
        assert inputs[0].read() == b''
        assert connection.send(b'c' + GET).answer()[0] == 'HTTP/1.1 200 OK'
    assert firsts == [b'a', b'b', b'']


def test_an_unread_body_is_discarded():
    with serving(answering(result=[b'ok'])) as served:
        connection = served.send(POST + b'Content-Length: 200000\r\n\r\n' + b'a' * 200000 + GET)
        assert [connection.answer()[2] for _ in range(2)] == [b'ok', b'ok']


def test_an_unread_body_that_is_too_long_ends_the_connection():
    with serving(answering(result=[b'ok'])) as served:
        connection = served.send(POST + b'Content-Length: 9999999999\r\n\r\n')
        assert connection.answer()[2] == b'ok'
        with suppress(ConnectionError):
            for _ in range(1000):
                connection.send(b'a' * 65536)
        assert connection.rest() == b''


def test_a_truncated_body_is_an_error_not_a_short_body():
    for data in (POST + b'Content-Length: 9\r\n\r\nabc', CHUNKED + b'9\r\nabc'):
        caught = []

        def app(environ, start_response, caught=caught):
            try:
                environ['wsgi.input'].read()
            except OSError as error:
                caught.append(type(error))
                raise

        with serving(app) as served:
            connection = served.send(data)
            connection.socket.shutdown(socket.SHUT_WR)
            assert connection.rest() == b''
        assert caught == [wsgi.ChunkReadError if b'chunked' in data else wsgi.BodyError]
        assert 'Traceback' not in served.log.getvalue()


def test_expect_100_continue():
    app = Recorder()
    with serving(app) as served:
        connection = served.send(POST + b'Content-Length: 3\r\nExpect: 100-continue\r\n\r\n')
        assert connection.head() == ('HTTP/1.1 100 Continue', {})
        connection.send(b'abc')
        status, headers, _ = connection.answer()
        assert (status, 'connection' in headers) == ('HTTP/1.1 200 OK', False)
    assert app.bodies == [b'abc']


def test_expect_100_continue_with_headers():
    def app(environ, start_response):
        environ['wsgi.input'].set_hundred_continue_response_headers([('x-a', '1')])
        environ['wsgi.input'].read()
        start_response('200 OK', [])
        return []

    with serving(app) as served:
        connection = served.send(POST + b'Content-Length: 3\r\nExpect: 100-continue\r\n\r\n')
        assert connection.head() == ('HTTP/1.1 100 Continue', {'x-a': '1'})
        assert connection.send(b'abc').answer()[0] == 'HTTP/1.1 200 OK'


def test_another_body_behind_another_100_continue():
    """As swift's servers do: the second body says that the first was stored everywhere."""

    def app(environ, start_response):
        body = environ['wsgi.input']
        first = body.read()
        assert not body.should_send_hundred_continue
        body.set_hundred_continue_response_headers([('X', 'again')])
        body.send_hundred_continue_response()
        start_response('200 OK', [])
        return [first, body.read()]

    with serving(app) as served:
        connection = served.send(CHUNKED.replace(b'Transfer', b'Expect: 100-continue\r\nTransfer'))
        assert connection.head() == ('HTTP/1.1 100 Continue', {})
        connection.send(b'3\r\nabc\r\n0\r\n\r\n')
        assert connection.head() == ('HTTP/1.1 100 Continue', {'x': 'again'})
        assert connection.send(b'2\r\nde\r\n0\r\n\r\n').answer()[2] == b'abcde'


def test_expect_100_continue_that_nobody_reads():
    with serving(answering(status='417 Expectation Failed')) as served:
        connection = served.send(POST + b'Content-Length: 3\r\nExpect: 100-continue\r\n\r\n')
        status, headers, _ = connection.answer()
        assert (status, headers['connection']) == ('HTTP/1.1 417 Expectation Failed', 'close')
        assert connection.rest() == b''


def test_http_1_0_gets_no_100():
    data = b'POST / HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc'
    assert ask_all(Recorder(), data).startswith(b'HTTP/1.1 200 OK')


def test_early_hints():
    def app(environ, start_response):
        environ['wsgi.early_hints']([('link', '</a.css>; rel=preload')])
        write = start_response('200 OK', [])
        write(b'abc')
        environ['wsgi.early_hints']([('too', 'late')])
        return []

    with serving(app) as served:
        connection = served.send(GET)
        assert connection.head() == ('HTTP/1.1 103 Early Hints', {'link': '</a.css>; rel=preload'})
        assert connection.answer()[2] == b'abc'
        assert served.send(b'GET / HTTP/1.0\r\n\r\n').head()[0] == 'HTTP/1.1 200 OK'
    early = answering(before=lambda environ: environ['wsgi.early_hints']([('X', 'a\r\nb')]))
    assert ask(early, GET)[0] == 'HTTP/1.1 500 Internal Server Error'


H2C = b'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'


@pytest.mark.parametrize('body', [b'Content-Length: 3\r\n\r\nabc',
                                  b'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'])  # fmt: skip
def test_an_upgrade_that_no_application_takes(body):
    app = Recorder()
    with serving(app) as served:
        connection = served.send(POST + H2C + body + GET)
        assert [connection.answer()[0] for _ in range(2)] == ['HTTP/1.1 200 OK'] * 2
    assert app.bodies == [b'abc', b'']


@pytest.mark.parametrize('old', [False, True])
def test_an_upgrade_that_the_application_takes(old):
    def app(environ, start_response):
        stream = environ['eventlet.input']
        sock, unread = stream.get_socket(), stream.take_unread()
        sock.sendall(b'HTTP/1.1 101 Switching Protocols\r\n\r\n')
        sock.sendall(unread + sock.recv(100))
        if old:
            return wsgi.ALREADY_HANDLED
        wsgi.WSGI_LOCAL.already_handled = True
        return []

    with serving(app) as served:
        head = b'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
        connection = served.send(head + b'\x81\x01')
        assert connection.head()[0] == 'HTTP/1.1 101 Switching Protocols'
        assert connection.send(GET).rest() == b'\x81\x01' + GET
        assert served.send(GET + GET).head()[0] == 'HTTP/1.1 101 Switching Protocols'


# ---- the environ


def test_environ():
    app = Recorder()
    with serving(app, environ={'extra': 1}) as served:
        connection = served.send(
            b'PUT /a%20b/%E4%BD%A0?c=%20d HTTP/1.1\r\nHost: h:1\r\ncontent-type: text/x\r\nContent-Length: 3\r\n'
            b'X-A: 1\r\nx-a: 2\r\nCookie: b=1\r\nCookie: c=2\r\nLatin:  \xe4 \r\n\r\nabc'
        )
        connection.answer()
        _, port = connection.socket.getsockname()
    [environ] = app.environs
    expected = {
        'REQUEST_METHOD': 'PUT', 'SCRIPT_NAME': '', 'PATH_INFO': '/a b/\xe4\xbd\xa0', 'QUERY_STRING': 'c=%20d',
        'RAW_PATH_INFO': '/a%20b/%E4%BD%A0', 'SERVER_NAME': '127.0.0.1', 'SERVER_PORT': str(served.address[1]),
        'REMOTE_ADDR': '127.0.0.1', 'REMOTE_PORT': str(port), 'SERVER_PROTOCOL': 'HTTP/1.1',
        'CONTENT_TYPE': 'text/x', 'CONTENT_LENGTH': '3', 'HTTP_HOST': 'h:1', 'HTTP_X_A': '1,2',
        'HTTP_COOKIE': 'b=1; c=2', 'HTTP_LATIN': '\xe4', 'wsgi.version': (1, 0), 'wsgi.url_scheme': 'http',
        'wsgi.multithread': True, 'wsgi.multiprocess': False, 'wsgi.run_once': False,
        'wsgi.input_terminated': True, 'extra': 1,
    }  # fmt: skip
    assert {name: environ.get(name) for name in expected} == expected
    assert 'HTTP_CONTENT_TYPE' not in environ
    assert environ['wsgi.input'] is environ['eventlet.input'] is environ['greenhub.input']
    assert environ['eventlet.posthooks'] is environ['greenhub.posthooks']
    assert 'eventlet.set_idle' in environ


def test_content_type_has_a_default():
    app = Recorder()
    ask(app, GET)
    assert app.environs[0]['CONTENT_TYPE'] == 'text/plain'


def test_environs_are_separate():
    app = Recorder()
    with serving(app, environ={'shared': 1}) as served:
        connection = served.send(GET)
        connection.answer()
        app.environs[0]['mine'] = 1
        connection.send(GET).answer()
    assert 'mine' not in app.environs[1]


@pytest.mark.parametrize(
    ('target', 'path', 'query', 'host'),
    [
        (b'http://b:1/c?d', '/c', 'd', 'b:1'),
        (b'HTTP://b', '/', '', 'b'),
        (b'http://b?d', '/', 'd', 'b'),
        (b'//c/d', '//c/d', '', 'a'),
    ],
)
def test_absolute_form(target, path, query, host):
    app = Recorder()
    ask(app, b'GET ' + target + b' HTTP/1.1\r\nHost: a\r\n\r\n')
    [environ] = app.environs
    assert (environ['PATH_INFO'], environ['QUERY_STRING'], environ['HTTP_HOST']) == (path, query, host)


def test_an_application_may_clobber_its_environ():
    def app(environ, start_response):
        for name in list(environ):
            environ[name] = None
        start_response('200 OK', [])
        return [b'ok']

    assert ask(app, GET)[2] == b'ok'


def test_unix_socket(tmp_path):
    app = Recorder()
    listener = greenhub.listen(str(tmp_path / 's'), family=socket.AF_UNIX)
    with serving(app, listener) as served:
        assert served.send(GET).answer()[2] == b'hello'
        assert f'http:{tmp_path}/s' in served.log.getvalue()
        assert '\nunix - - [' in served.log.getvalue()
    environ = app.environs[0]
    assert [environ[name] for name in ('REMOTE_ADDR', 'REMOTE_PORT', 'SERVER_NAME', 'SERVER_PORT')] == [
        'unix', '', 'unix', '']  # fmt: skip


def test_ipv6():
    app = Recorder()
    with serving(app, greenhub.listen(('::1', 0), family=socket.AF_INET6)) as served:
        assert served.send(GET).answer()[2] == b'hello'
        assert f'http://[::1]:{served.address[1]}' in served.log.getvalue()
    assert app.environs[0]['REMOTE_ADDR'] == '::1'


@pytest.fixture(scope='module')
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp('tls')
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
         '-subj', '/CN=localhost', '-keyout', folder / 'key', '-out', folder / 'cert'],
        check=True, capture_output=True,
    )  # fmt: skip
    return {'certfile': str(folder / 'cert'), 'keyfile': str(folder / 'key')}


def test_tls(certificate):
    app = Recorder()
    listener = ssl.wrap_socket(greenhub.listen(('127.0.0.1', 0)), server_side=True, **certificate)
    with serving(app, listener) as served:
        plain = served.send(GET)
        assert b'200 OK' not in plain.rest()
        for _ in range(2):
            connection = served.connect()
            connection.socket = ssl.wrap_socket(connection.socket)
            assert connection.send(GET).answer()[2] == b'hello'
            assert connection.send(b'GET / HTTP/1.0\r\n\r\n').answer()[2] == b'hello'
            connection.socket.suppress_ragged_eofs = False
            assert connection.rest() == b''
        assert 'https://' in served.log.getvalue()
    assert (app.environs[0]['wsgi.url_scheme'], app.environs[0]['HTTPS']) == ('https', 'on')


def test_a_tls_handshake_has_a_time_limit(certificate):
    listener = ssl.wrap_socket(greenhub.listen(('127.0.0.1', 0)), server_side=True, **certificate)
    with serving(hello, listener, header_timeout=0.05) as served:
        assert served.connect().rest() == b''


# ---- answers


def test_content_length_is_added_when_it_is_known():
    for result in ([b'ab', b'c'], (b'abc',), ['abc']):
        _, headers, body = ask(answering(result=result), GET)
        assert (headers['content-length'], 'transfer-encoding' in headers, body) == ('3', False, b'abc')


def test_chunks_when_it_is_not():
    _, headers, body = ask(answering(result=lambda: iter([b'ab', b'', b'c'])), GET)
    assert (headers['transfer-encoding'], 'content-length' in headers, body) == ('chunked', False, b'abc')


def test_the_end_of_the_connection_for_1_0():
    data = ask_all(answering(result=lambda: iter([b'ab', b'c'])), b'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
    assert data.endswith(b'Connection: close\r\n\r\nabc')


@pytest.mark.parametrize(
    ('options', 'environ', 'chunks'),
    [({}, {}, 1), ({'minimum_chunk_size': 4}, {}, 3), ({'minimum_chunk_size': 0}, {}, 5),
     ({}, {'eventlet.minimum_write_chunk_size': 4}, 3), ({}, {'greenhub.minimum_write_chunk_size': 1}, 5)],
)  # fmt: skip
def test_small_pieces_are_gathered(options, environ, chunks):
    app = answering(result=lambda: iter([b'ab'] * 5), before=lambda env: env.update(environ))
    body = ask_all(app, CLOSE, **options).split(b'\r\n\r\n', 1)[1]
    assert body.count(b'\r\n') == 2 * (chunks + 1)


def test_write():
    def app(environ, start_response):
        write = start_response('200 OK', [('Content-Length', '5')] if environ['PATH_INFO'] == '/a' else [])
        write(b'abc')
        write(b'de')
        return []

    with serving(app) as served:
        connection = served.send(GET.replace(b'/', b'/a', 1) + GET)
        assert connection.answer()[2] == b'abcde'
        _, headers, body = connection.answer()
        assert (headers['transfer-encoding'], body) == ('chunked', b'abcde')


def test_the_servers_own_headers_are_not_the_applications():
    headers = ask(answering(headers=[('Transfer-Encoding', 'chunked'), ('Date', 'today'), ('Connection', 'close')],
                            result=[b'abc']), GET)[1]  # fmt: skip
    assert headers == {'date': 'today', 'connection': 'close', 'content-length': '3'}


def test_the_applications_connection_close_closes():
    with serving(answering(headers=[('Connection', 'close')], result=[b'abc'])) as served:
        assert served.send(GET + GET).rest().count(b'200 OK') == 1


def test_date():
    assert re.fullmatch(r'\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT', ask(hello, GET)[1]['date'])
    assert wsgi.format_date_time(784111777) == 'Sun, 06 Nov 1994 08:49:37 GMT'


def test_capitalization():
    app = answering(headers=[('x-fOO-bar', 'aB'), ('wiTH-\xdf', '\xe4')], result=[b''])
    assert b'\r\nX-Foo-Bar: aB\r\nWith-\xdf: \xe4\r\n' in ask_all(app, CLOSE)
    with pytest.warns(UserWarning, match='capitalize_response_headers'):
        assert b'\r\nx-fOO-bar: aB\r\n' in ask_all(app, CLOSE, capitalize_response_headers=False)


def test_close_is_called():
    closed = []

    class Result:
        def __iter__(self):
            return iter([b'abc'])

        def close(self):
            closed.append(True)

    assert ask(answering(result=Result()), GET)[2] == b'abc'
    assert closed == [True]


# ---- failures


def crash(environ, start_response):
    raise RuntimeError('intended')


def test_an_application_that_raises():
    with serving(crash) as served:
        connection = served.send(GET + GET)
        status, headers, body = connection.answer()
        assert (status, headers['connection']) == ('HTTP/1.1 500 Internal Server Error', 'close')
        assert b'Traceback' in body and b'RuntimeError: intended' in body
        assert connection.rest() == b''
        assert 'RuntimeError: intended' in served.log.getvalue()
    assert ask(crash, GET, debug=False)[2] == b''


@pytest.mark.parametrize('error', [greenhub.Timeout(), greenhub.Timeout(None, False), ValueError('no')])
def test_errors_before_the_head_is_out(error):
    def result():
        yield b'abc'
        raise error

    assert ask(answering(result=result), GET)[0] == 'HTTP/1.1 500 Internal Server Error'


def test_errors_behind_the_head_end_the_connection_without_the_last_chunk():
    def result():
        yield b'abc'
        raise ValueError('no')

    assert ask_all(answering(result=result), GET, minimum_chunk_size=1).endswith(b'\r\n\r\n3\r\nabc\r\n')


def test_start_response_with_exc_info():
    def app(environ, start_response):
        start_response('200 OK', [('X', 'y'), ('Content-Length', '99')])
        try:
            raise ValueError('no')
        except ValueError as error:
            start_response('503 Later', [], (type(error), error, error.__traceback__))
        return [b'abc']

    status, headers, body = ask(app, GET)
    assert (status, 'x' in headers, body) == ('HTTP/1.1 503 Later', False, b'abc')


@pytest.mark.parametrize('app', [
    lambda environ, start_response: [b'abc'],
    lambda environ, start_response: [start_response('200 OK', []), start_response('200 OK', [])],
    lambda environ, start_response: None,
    answering(result=['\u2603']),
    answering(result=[1]),
    answering(result=b'abc'),
])  # fmt: skip
def test_applications_that_break_the_rules(app):
    assert ask(app, GET, debug=False)[0] == 'HTTP/1.1 500 Internal Server Error'


def test_clients_that_go_away_leave_no_traceback():
    reached = Event()

    def app(environ, start_response):
        start_response('200 OK', [])
        reached.send()
        return (b'a' * 65536 for _ in range(1000))

    with serving(app) as served:
        connection = served.send(GET)
        reached.wait(PATIENCE)
        connection.close()
        reached.reset()
        served.send(GET)
        reached.wait(PATIENCE)
    assert 'Traceback' not in served.log.getvalue()


def test_posthooks():
    calls = []

    def app(environ, start_response):
        environ['eventlet.posthooks'].append((lambda environ, a, b: calls.append((a, b)), (1,), {'b': 2}))
        environ['eventlet.posthooks'].append((lambda environ: 1 / 0, (), {}))
        environ['eventlet.posthooks'].append((lambda environ: calls.append(environ['PATH_INFO']), (), {}))
        if environ['PATH_INFO'] == '/fails':
            raise ValueError('no')
        start_response('200 OK', [])
        return []

    with serving(app) as served:
        served.send(GET + GET.replace(b'/ ', b'/fails ')).rest()
        assert 'ZeroDivisionError' in served.log.getvalue()
    assert calls == [(1, 2), '/', (1, 2), '/fails']


# ---- the log


def test_log_lines():
    with serving(hello, log_format='%(client_ip)s|%(request_line)s|%(status_code)s|%(body_length)s') as served:
        served.send(b'GET /a HTTP/1.0\r\nX-Forwarded-For: 1.2.3.4, 5.6.7.8\r\n\r\n').rest()
    assert '\n1.2.3.4,5.6.7.8,127.0.0.1|GET /a HTTP/1.0|200|8\n' in served.log.getvalue()
    with serving(hello, log_x_forwarded_for=False) as served:
        served.send(b'GET /a HTTP/1.0\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n').rest()
    line = r'\n127\.0\.0\.1 - - \[\d\d/\w{3}/\d{4} \d\d:\d\d:\d\d\] "GET /a HTTP/1\.0" 200 8 0\.\d{6}\n'
    assert re.search(line, served.log.getvalue())


def test_what_a_client_sends_cannot_pass_for_the_log():
    log_format = '"%(client_ip)s" "%(request_line)s"'
    with serving(hello, log_format=log_format) as served:
        served.send(b'GET /"\\ HTTP/1.0\r\nX-Forwarded-For: "\x85\x9b2J\xe9\r\n\r\n').rest()
        served.send(b'GET /\x1b[2J HTTP/1.1\r\n\r\n').rest()
    assert '\n"\\x22\\x85\\x9b2J\xe9,127.0.0.1" "GET /\\x22\\\\ HTTP/1.0"\n' in served.log.getvalue()
    assert '\x1b' not in served.log.getvalue()


def test_messages_are_one_line_of_the_log():
    class Protocol(wsgi.HttpProtocol):
        def handle_one_response(self):
            self.log_message('%s', 'a\nb\x9b')
            super().handle_one_response()

    with serving(hello, protocol=Protocol) as served:
        served.send(GET).answer()
    assert r'] a\x0ab\x9b' in served.log.getvalue()


def test_log_output_off():
    with serving(hello, log_output=False) as served:
        served.send(GET).answer()
    assert served.log.getvalue() == ''


def test_log_may_be_a_logger(caplog):
    caplog.set_level(logging.DEBUG)
    with serving(hello, log=logging.getLogger('http')) as served:
        served.send(b'GET /%20%s HTTP/1.0\r\n\r\n').rest()
    assert any('"GET /%20%s HTTP/1.0" 200' in message for message in caplog.messages)


# ---- stopping


@pytest.mark.parametrize('end', ['kill', 'close', 'shutdown'])
def test_stopping_ends_idle_connections_and_lets_running_requests_finish(end):
    entered, release = Event(), Event()

    def app(environ, start_response):
        if environ['PATH_INFO'] == '/slow':
            entered.send()
            release.wait(PATIENCE)
        return hello(environ, start_response)

    with serving(app) as served:
        idle, running = served.send(GET), served.send(GET.replace(b'/ ', b'/slow '))
        idle.answer()
        entered.wait(PATIENCE)
        if end == 'kill':
            served.thread.kill()
        else:
            getattr(served.listener, end)(*[socket.SHUT_RDWR][: end == 'shutdown'])
        assert idle.rest() == b''
        assert not served.thread.dead
        with pytest.raises(ConnectionRefusedError):
            served.connect()
        release.send()
        _, headers, body = running.answer()
        assert (headers['connection'], body) == ('close', b'hello /slow')
        with suppress(greenhub.GreenletExit):
            served.thread.wait()
        assert served.log.getvalue().endswith('wsgi exited, is_accepting=True\n')


def test_stopping_answers_what_has_arrived():
    with serving(hello) as served:
        connection = served.send(GET)
        connection.answer()
        connection.send(GET)  # it is in the server's socket, and nobody has read it yet
        served.thread.kill()
        assert connection.answer()[1]['connection'] == 'close'


@contextmanager
def serving_for_ever():
    """A server, and the connection of a request that gets no answer as long as it stands."""
    entered, never = Event(), Event()

    def app(environ, start_response):
        entered.send()
        never.wait()

    with serving(app, memory_listener()) as served:
        connection = served.send(GET)
        entered.wait()
        yield served, connection
        never.send()


def test_stopping_does_not_wait_for_ever(jumping_clock):
    with serving_for_ever() as (served, connection):
        began = jumping_clock()
        served.thread.kill()
        assert connection.rest() == b''
        assert jumping_clock() - began == pytest.approx(30)
        assert '1 connections did not end in time: cut off' in served.log.getvalue()


def test_killed_again_the_server_waits_no_longer(jumping_clock):
    with serving_for_ever() as (served, connection):
        served.thread.kill()
        began = jumping_clock()
        served.thread.kill()
        assert connection.rest() == b''
        assert jumping_clock() == began


def test_set_idle_requests_are_not_waited_for():
    entered, never = Event(), Event()

    def app(environ, start_response):
        environ['eventlet.set_idle']()
        entered.send()
        never.wait()

    with serving(app) as served:
        connection = served.send(GET)
        entered.wait(PATIENCE)
        served.thread.kill()
        assert connection.rest() == b''
        never.send()


def test_keyboard_interrupt_ends_the_server_quietly():
    with serving(hello) as served:
        served.send(GET).answer()
        served.thread.kill(KeyboardInterrupt)
        assert served.thread.wait() is None


@pytest.mark.parametrize(('option', 'value'), [
    ('keepalive', '5'), ('keepalive', -1), ('max_http_version', 'HTTP/2'), ('url_length_limit', 0),
    ('socket_timeout', 0), ('header_timeout', None), ('body_timeout', '1'),
])  # fmt: skip
def test_an_option_that_cannot_be_is_named(option, value):
    with pytest.raises(ValueError, match=f'{option} is .*{value!r}'):
        wsgi.server(memory_listener(), hello, **{option: value})


def test_custom_pool():
    pool = greenhub.GreenPool(5)
    with serving(hello, custom_pool=pool) as served:
        served.send(GET).answer()
        assert pool.running() == 1
    with pytest.raises(AttributeError, match='spawn'):
        wsgi.server(greenhub.listen(('127.0.0.1', 0)), hello, custom_pool=object())


def test_server_event_gets_the_server():
    event = Event()
    with pytest.warns(DeprecationWarning, match='server_event'), serving(hello, server_event=event):
        assert isinstance(event.wait(PATIENCE), wsgi.Server)


def test_a_pool_of_ones_own_with_a_spawn_of_its_own():
    spawned = []

    class Pool(greenhub.GreenPool):
        def spawn(self, function, *args, **kwargs):
            spawned.append(function)
            return super().spawn(function, *args, **kwargs)

    assert ask(hello, GET, custom_pool=Pool())[0] == 'HTTP/1.1 200 OK'
    assert len(spawned) == 1


def test_not_accepting_ends_the_server(monkeypatch):
    with serving(hello) as served:
        served.send(GET).answer()
        monkeypatch.setattr(wsgi, 'is_accepting', False)
        served.connect()  # ends the wait for a connection
        assert served.thread.wait() is None
        assert served.log.getvalue().endswith('wsgi exited, is_accepting=False\n')


# ---- a protocol of one's own


def test_bad_requests_may_be_let_in():
    class Lenient(wsgi.HttpProtocol):
        reject_bad_requests = False

    app = Recorder()
    with serving(app, protocol=Lenient) as served:
        data = POST + b'Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
        assert served.send(data + GET).rest().count(b'200 OK') == 1
    assert app.bodies == [b'abc']


def test_what_programs_override():
    calls = []

    class Protocol(wsgi.HttpProtocol):
        default_request_version = 'HTTP/1.0'
        disable_nagle_algorithm = False

        class MessageClass(wsgi.HttpProtocol.MessageClass):
            def get_default_type(self):
                return ''

        def __init__(self, conn_state, server):
            conn_state[0] = ('<local>', 0)
            super().__init__(conn_state, server)

        def setup(self):
            calls.append('setup')
            super().setup()

        def handle_one_request(self):
            super().handle_one_request()
            calls.append((self.conn_state[2], self.close_connection))

        def finish(self):
            calls.append('finish')
            super().finish()

        def get_environ(self, *args, **kwargs):
            environ = super().get_environ(*args, **kwargs)
            environ['mine'] = (self.headers['x-y'], self.headers.get_all('X-Z'), self.headers.get_content_type())
            environ['request'] = (self.command, self.path, self.request_version, self.requestline)
            environ['sockets'] = {self.connection, self.request, self.socket}
            return environ

        def get_client_address(self):
            return 'me', '1'

        def log_message(self, format, *args):
            calls.append(format % args)

    app = Recorder()
    with serving(app, protocol=Protocol) as served:
        served.send(b'GET /a HTTP/1.1\r\nX-Y: 1\r\nx-z: 2\r\nX-Z: 3\r\n\r\n' + b'FROB / HTTP/1.1\r\n\r\n').rest()
        assert '\nme - - [' in served.log.getvalue()
    [environ] = app.environs
    assert environ['mine'] == ('1', ['2', '3'], '')
    assert environ['request'] == ('GET', '/a', 'HTTP/1.1', 'GET /a HTTP/1.1')
    assert len(environ['sockets']) == 1
    assert environ['REMOTE_ADDR'] == '<local>'
    assert calls[:3] == ['setup', ('request', False), 'code 501, message the method is unknown']
    assert calls[-1] == 'finish'


def test_a_protocol_words_the_answers_of_the_server_itself_and_the_log():
    class Protocol(wsgi.HttpProtocol):
        def problem_body(self, status, text):
            return 'application/json', b'[%d, "%b"]' % (status, text.strip().encode())

        def log_request(self):
            self.server.log.info(f'answered {self.requestline} with {self.response.status}')

    def fail(environ, start_response):
        environ['wsgi.input'].read()
        raise ValueError

    with serving(fail, protocol=Protocol, debug=False, max_body=2) as served:
        _, headers, body = served.send(b'FROB / HTTP/1.1\r\nHost: a\r\n\r\n').answer()
        assert (headers['content-type'], body) == ('application/json', b'[501, "the method is unknown"]')
        assert served.send(POST + b'Content-Length: 3\r\n\r\nabc').answer()[2].startswith(b'[413, "the body')
        assert served.send(CHUNKED + b'3\r\nabc\r\n').answer()[2].startswith(b'[413, "the body')
        assert served.send(GET).answer()[2] == b'[500, ""]'
    assert '\nanswered GET / HTTP/1.1 with 500 Internal Server Error\n' in served.log.getvalue()


def test_a_server_without_the_function():
    """As test tools have it: `Server` and `process_request`, on a connection accepted elsewhere."""
    client, connection = memory_socket_pair()
    serv = wsgi.Server(memory_listener(), ('127.0.0.1', 80), hello, log=io.StringIO(), protocol=wsgi.HttpProtocol)
    thread = greenhub.spawn(serv.process_request, [('127.0.0.1', 1), connection, wsgi.STATE_IDLE])
    client.sendall(CLOSE)
    assert client.recv(1000).endswith(b'hello /')
    assert thread.wait() is None


def test_constants_are_where_programs_look_for_them():
    assert (wsgi.MINIMUM_CHUNK_SIZE, wsgi.MAX_REQUEST_LINE) == (4096, 8192)
