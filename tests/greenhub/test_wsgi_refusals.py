"""What greenhub.wsgi refuses and bounds: bytes over a socket, the answer, and the end of the connection.

Every sentence of the rules has its entry in `REFUSED` or a test of its own, in this order.
"""

from __future__ import annotations

import errno
import io
import os
import re
import resource
import socket
from itertools import repeat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import greenhub
from greenhub import wsgi
from greenhub.testing import memory_listener
from tests.greenhub.wsgi_serving import (
    CHUNKED,
    CLOSE,
    GET,
    PATIENCE,
    POST,
    Connection,
    Recorder,
    answering,
    ask,
    ask_all,
    hello,
    serving,
)

SMUGGLED = b'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'
LENGTHS = {'sign': b'+3', 'minus': b'-3', 'underscore': b'0_3', '0x': b'0x3', 'blank': b'3 3', 'letter': b'3a'}

# Rule -> what breaks it -> (status, bytes).
REFUSED = {
    'Content-Length with Transfer-Encoding': {
        'before': (400, POST + b'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
        'behind': (400, POST + b'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n'),
        'of nothing': (400, POST + b'Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
        'in HTTP/1.0': (400, b'POST / HTTP/1.0\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    },
    'Transfer-Encoding other than chunked, or twice': {
        coding.decode(): (400, POST + b'Transfer-Encoding: ' + coding + b'\r\n\r\n0\r\n\r\n')
        for coding in (b'xchunked', b'gzip, chunked', b'chunked, gzip', b'chunked, chunked', b'identity', b'',
                       b'"chunked"', b'chunked;q=1', b'\x0bchunked', b'chunked\r\nTransfer-Encoding: chunked',
                       b'chunked\r\nTransfer-Encoding: identity')
    },
    'two Content-Lengths': {
        'that differ': (400, POST + b'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'),
        'that agree': (400, POST + b'Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc'),
        'as a list': (400, POST + b'Content-Length: 3, 4\r\n\r\nabcd'),
    },
    'a Content-Length that is not plain digits': {
        name: (400, POST + b'Content-Length: ' + value + b'\r\n\r\nabc')
        for name, value in {**LENGTHS, 'nothing': b'', 'a point': b'3.0', 'endless': b'1' * 400}.items()
    },
    'a chunk size that is not plain digits': {
        name: (400, CHUNKED + value + b'\r\nabc\r\n0\r\n\r\n')
        for name, value in {**LENGTHS, 'letter': b'3g', 'a blank before': b' 3', 'a blank behind': b'3 ',
                            'nothing': b'', 'a tab': b'3\t', 'an extension alone': b';a=b',
                            'too large': b'f' * 17}.items()
    },
    'a header line without a colon': {
        'among others': (400, POST + b'Nonsense\r\n\r\n'),
        'alone': (400, b'GET / HTTP/1.1\r\nNonsense\r\n\r\n'),
    },
    'a header line with blanks before its colon, or no name': {
        'a blank before the colon': (400, POST + b'X : y\r\n\r\n'),
        'a tab before the colon': (400, POST + b'X\t: y\r\n\r\n'),
        'a blank before the first name': (400, b'GET / HTTP/1.1\r\n Host: a\r\n\r\n'),
        'a blank before Content-Length': (400, POST + b'Content-Length : 40\r\n\r\n'),
        'no name': (400, POST + b': y\r\n\r\n'),
    },
    'NUL or bare CR or LF': {
        'NUL in a value': (400, POST + b'X: \0\r\n\r\n'),
        'NUL in a name': (400, POST + b'X\0: y\r\n\r\n'),
        'NUL in the request line': (400, b'GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n'),
        'CR in a value': (400, POST + b'X: y\rZ: z\r\n\r\n'),
        'CR before CR LF': (400, POST + b'X: y\r\r\n\r\n'),
        'LF in a value': (400, POST + b'X: y\nZ: z\r\n\r\n'),
        'LF everywhere': (400, b'GET / HTTP/1.1\nHost: a\n\n' + b'\r\n\r\n'),
        'CR in an extension of a chunk': (400, CHUNKED + b'3;a\rb\r\nabc\r\n0\r\n\r\n'),
        'LF in an extension of a chunk': (400, CHUNKED + b'3;a\nb\r\nabc\r\n0\r\n\r\n'),
        'LF in a trailer': (400, CHUNKED + b'0\r\nX: y\nZ: z\r\n\r\n'),
    },
    'obsolete line folding': {
        'with a blank': (400, POST + b'X: y\r\n z\r\n\r\n'),
        'with a tab': (400, POST + b'X: y\r\n\tz\r\n\r\n'),
        'of Transfer-Encoding': (400, POST + b'Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n'),
        'in a trailer': (400, CHUNKED + b'0\r\nX: y\r\n z\r\n\r\n'),
    },
    'chunk data not followed by CR LF': {
        name: (400, CHUNKED + b'3\r\nabc' + end + b'0\r\n\r\n')
        for name, end in {'more': b'd\r\n', 'nothing': b'', 'LF': b'\n', 'CR': b'\r', 'LF CR': b'\n\r'}.items()
    },
    'an over-long request line': {
        'ended': (414, b'GET /' + b'a' * 8192 + b' HTTP/1.1\r\nHost: a\r\n\r\n'),
        'endless': (414, b'a' * 10_000),
    },
    'an over-long header line': {'ended': (400, POST + b'X: ' + b'a' * 8192 + b'\r\n\r\n')},
    'an over-long header block': {
        'of long lines': (400, POST + (b'X: ' + b'a' * 8000 + b'\r\n') * 9 + b'\r\n'),
        'of one endless line': (400, POST + b'X: ' + b'a' * 70_000),
        'of many short lines': (400, POST + b'X:\r\n' * 300 + b'\r\n'),
    },
    'an over-long chunk-size line': {
        'ended': (400, CHUNKED + b'3;' + b'a' * 2000 + b'\r\nabc\r\n0\r\n\r\n'),
        'endless': (400, CHUNKED + b'3;' + b'a' * 2000),
    },
    'over-long trailers': {
        'ended': (400, CHUNKED + b'0\r\nX: ' + b'a' * 9000 + b'\r\n\r\n'),
        'endless': (400, CHUNKED + b'0\r\n' + b'X: a\r\n' * 2000),
    },
    'a trailer that is no header line': {'no colon': (400, CHUNKED + b'0\r\nX y\r\n\r\n')},
    'a request line that is none, or of another protocol': {
        'HTTP/2': (505, b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
        'HTTP/1.2': (505, b'GET / HTTP/1.2\r\nHost: a\r\n\r\n'),
        'HTTP/0.9': (400, b'GET /\r\n\r\n'),
        'unknown method': (501, b'FROB / HTTP/1.1\r\nHost: a\r\n\r\n'),
        'TLS': (400, b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'),
    },
    'a Host that is none, or twice': {
        'two': (400, b'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'),
        'with a blank': (400, b'GET / HTTP/1.1\r\nHost: a b\r\n\r\n'),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ('status', 'data'),
    [pytest.param(*case, id=f'{rule}: {name}') for rule, cases in REFUSED.items() for name, case in cases.items()],
)
def test_refused_and_closed(status, data):
    app = Recorder()
    with serving(app) as served:
        everything = served.send(data + SMUGGLED).rest()
    [version] = re.findall(rb'HTTP/1.\d (?=\d)', everything)
    assert everything.startswith(version + b'%d ' % status)
    assert b'\r\nConnection: close\r\n' in everything
    assert '/smuggled' not in app.paths
    assert 'Traceback' not in served.log.getvalue()


def test_long_headers_are_refused_in_the_words_of_eventlet():
    """And in the version of the request: a client of HTTP/1.0 knows that the connection ends."""
    line = b'GET / HTTP/1.0\r\nX: ' + b'a' * 10_000 + b'\r\n\r\n'
    block = b'GET / HTTP/1.0\r\n' + (b'X: ' + b'a' * 7000 + b'\r\n') * 20 + b'\r\n'
    assert ask(hello, line)[0] == 'HTTP/1.0 400 Header Line Too Long'
    assert ask(hello, block)[0] == 'HTTP/1.0 400 Headers Too Large'
    assert ask(hello, line.replace(b'1.0', b'1.1'))[0] == 'HTTP/1.1 400 Header Line Too Long'


@pytest.mark.parametrize(
    'data',
    [
        b'GET / HTTP/1.1\nHost: x\n\n',
        b'GET / HTTP/1.1\r\nHost: x\n\r\n',
        GET.removesuffix(b'\r\n') + b'\n',
        CHUNKED + b'3\nabc\n0\n\n',
        CHUNKED + b'3\r\nabc\r\n0\r\nX: y\n\n',
    ],
)
def test_lf_alone_is_answered_at_once(data, jumping_clock):
    with serving(Recorder(), memory_listener()) as served:
        connection = served.connect()
        began = jumping_clock()
        for at in range(len(data)):
            connection.send(data[at : at + 1])
        assert connection.answer()[0] == 'HTTP/1.1 400 Bad Request'
        assert jumping_clock() == began  # not when the time for a head is over
        connection.close()
    with serving(Recorder()) as served:
        assert served.send(data).answer()[0] == 'HTTP/1.1 400 Bad Request'


def test_a_bad_body_that_nobody_reads_ends_the_connection():
    app = Recorder(reads=False)
    with serving(app) as served:
        everything = served.send(CHUNKED + b'3\r\nabcX\r\n' + SMUGGLED).rest()
    assert everything.count(b'HTTP/1.1 ') == 1
    assert app.paths == ['/']


def test_pipelined_requests_before_a_bad_one_are_answered():
    with serving(hello) as served:
        connection = served.send(GET + CHUNKED + b'3\r\nabc\r\n0\r\n\r\n' + b'FROB / HTTP/1.1\r\n\r\n')
        assert [connection.answer()[0] for _ in range(3)] == [
            'HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.1 501 Not Implemented']  # fmt: skip
        assert connection.rest() == b''


def test_refusals_are_logged():
    with serving(hello) as served:
        served.send(b'FROB / HTTP/1.1\r\n\r\n').rest()
    assert re.search(r'127\.0\.0\.1 - - \[.*\] code 501, message the method is unknown\n', served.log.getvalue())


def test_url_length_limit():
    line = b'GET /' + b'a' * 74 + b' HTTP/1.1\r\n'
    assert len(line) == 90
    assert ask(hello, line + b'Host: a\r\n\r\n', url_length_limit=91)[0] == 'HTTP/1.1 200 OK'
    assert ask(hello, line + b'Host: a\r\n\r\n', url_length_limit=90)[0] == 'HTTP/1.1 414 URI Too Long'


@pytest.mark.parametrize('body', [b'Content-Length: 6\r\n\r\nabcdef',
                                  b'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n'])  # fmt: skip
def test_max_body(body):
    with serving(Recorder(), max_body=5) as served:
        status, headers, _ = served.send(POST + body).answer()
    assert (status, headers['connection']) == ('HTTP/1.1 413 Content Too Large', 'close')
    assert ask(Recorder(), POST + body, max_body=6)[0] == 'HTTP/1.1 200 OK'


@pytest.mark.parametrize('maximum', ['MAX_HEADER_LINE', 'MAX_TOTAL_HEADER_SIZE'])
def test_programs_set_the_limits_on_headers(monkeypatch, maximum):
    data = b'GET / HTTP/1.1\r\nX: ' + b'a' * 50 + b'\r\nY: ' + b'a' * 50 + b'\r\n\r\n'
    monkeypatch.setattr(wsgi, maximum, 200)
    assert ask(hello, data)[0] == 'HTTP/1.1 200 OK'
    monkeypatch.setattr(wsgi, maximum, 50)
    assert ask(hello, data)[0].startswith('HTTP/1.1 400 Header')


def test_a_host_may_be_required():
    class Strict(wsgi.HttpProtocol):
        require_host = True

    data = b'GET / HTTP/1.1\r\n\r\n'
    assert ask(hello, data)[0] == 'HTTP/1.1 200 OK'
    assert ask(hello, data, protocol=Strict)[0] == 'HTTP/1.1 400 Bad Request'
    assert ask(hello, b'GET / HTTP/1.0\r\n\r\n', protocol=Strict)[0] == 'HTTP/1.1 200 OK'


# ---- trailers and names with an underscore are dropped


def test_trailers_are_read_and_dropped():
    app = Recorder()
    with serving(app) as served:
        connection = served.send(CHUNKED + b'3\r\nabc\r\n0\r\nX-Sum: 1\r\nHost: b\r\n\r\n' + GET)
        assert [connection.answer()[0] for _ in range(2)] == ['HTTP/1.1 200 OK'] * 2
    assert app.bodies == [b'abc', b'']
    assert [environ['HTTP_HOST'] for environ in app.environs] == ['a', 'a']
    assert not [environ for environ in app.environs if 'HTTP_X_SUM' in environ]


def test_header_names_with_an_underscore_are_dropped():
    app = Recorder()
    ask(app, b'GET / HTTP/1.1\r\nHost: a\r\nX_Y: 1\r\nX-Y: 2\r\nContent_Length: 3\r\n\r\n')
    assert app.environs[0]['HTTP_X_Y'] == '2'
    assert 'CONTENT_LENGTH' not in app.environs[0]
    assert app.environs[0]['headers_raw'] == (('Host', 'a'), ('X_Y', '1'), ('X-Y', '2'), ('Content_Length', '3'))


# ---- what an application must not send


@pytest.mark.parametrize('headers', [[('X', 'a\r\nY: b')], [('X', 'a\nY: b')], [('X', 'a\r')], [('X\r\nY', 'b')],
                                     [('X', '\0')], [('', 'b')], [('X: y', 'z')]])  # fmt: skip
def test_bad_response_headers_are_refused_before_anything_is_sent(headers):
    status, sent, _ = ask(answering(headers=headers), GET, debug=False)
    assert status == 'HTTP/1.1 500 Internal Server Error'
    assert not {'x', 'y'} & set(sent)


@pytest.mark.parametrize('status', ['200 OK\r\nX: y', '200 \n', 'OK', '20', '2000 OK', '\u0662\u0660\u0660 OK', ''])
def test_bad_statuses_are_refused(status):
    assert ask(answering(status), GET, debug=False)[0] == 'HTTP/1.1 500 Internal Server Error'


@pytest.mark.parametrize('length', ['-1', 'x', '', '1_0', '\u0662'])
def test_bad_content_lengths_of_the_application_are_refused(length):
    app = answering(headers=[('Content-Length', length)])
    assert ask(app, GET, debug=False)[0] == 'HTTP/1.1 500 Internal Server Error'


@pytest.mark.parametrize('status', ['204 No Content', '304 Not Modified'])
def test_answers_without_a_body(status):
    for result in ([b'abc'], lambda: iter([b'abc'])):
        with serving(answering(status, [('Content-Length', '3')], result)) as served:
            connection = served.send(GET)
            got, headers, _ = connection.answer(bodiless=True)
            assert got == f'HTTP/1.1 {status}'
            assert 'transfer-encoding' not in headers
            assert ('content-length' in headers) is (status[0] == '3')
            assert connection.send(GET).head()[0] == got


def test_head():
    for headers, result in (([], [b'abc']), ([('Content-Length', '3')], [b'abc']), ([], lambda: repeat(b'a'))):
        with serving(answering(headers=headers, result=result)) as served:
            connection = served.send(GET.replace(b'GET', b'HEAD'))
            status, got, _ = connection.answer(bodiless=True)
            assert (status, 'transfer-encoding' in got) == ('HTTP/1.1 200 OK', False)
            assert got.get('content-length') == dict(headers).get('Content-Length')
            assert connection.send(b'FROB / HTTP/1.1\r\n\r\n').head()[0].startswith('HTTP/1.1 501')


def test_never_more_bytes_than_content_length():
    for result in ([b'abcde'], [b'ab', b'cde'], lambda: iter([b'abcde'])):
        with serving(answering(headers=[('Content-Length', '3')], result=result)) as served:
            connection = served.send(GET + GET)
            assert [connection.answer()[2] for _ in range(2)] == [b'abc', b'abc']
            assert 'GET / HTTP/1.1: 2 bytes beyond Content-Length dropped' in served.log.getvalue()


def test_fewer_bytes_than_content_length_end_the_connection():
    assert ask_all(answering(headers=[('Content-Length', '3')], result=[b'ab']), GET + GET).endswith(b'\r\n\r\nab')


# ---- a slow header


def test_a_slow_header_is_answered_with_408(jumping_clock):
    with serving(hello, memory_listener()) as served:
        began = jumping_clock()
        assert served.send(b'GET / HTTP/1.1\r\nHost:').answer()[0] == 'HTTP/1.1 408 Request Timeout'
        assert jumping_clock() - began == pytest.approx(30)
        connection = served.send(GET)
        connection.answer()
        jumping_clock.advance(3600)
        assert connection.send(GET).answer()[0] == 'HTTP/1.1 200 OK'
        assert connection.send(b'G').answer()[0] == 'HTTP/1.1 408 Request Timeout'


def test_a_header_that_trickles_in_is_slow_too(jumping_clock):
    with serving(hello, memory_listener(), header_timeout=10) as served:
        connection = served.send(b'G')
        for _ in range(9):
            jumping_clock.advance(1)
            connection.send(b'E')
        assert connection.data == b''
        jumping_clock.advance(1)
        assert connection.answer()[0] == 'HTTP/1.1 408 Request Timeout'


def test_a_client_that_says_nothing_is_closed_without_an_answer(jumping_clock):
    with serving(hello, memory_listener()) as served:
        began = jumping_clock()
        assert served.connect().rest() == b''
        assert jumping_clock() - began == pytest.approx(30)


# ---- errors of accept()


class TroubledListener:
    """A listener whose accept() raises some errors before it works."""

    def __init__(self, *errors):
        self._listener = greenhub.listen(('127.0.0.1', 0))
        self._errors = list(errors)

    def __getattr__(self, name):
        return getattr(self._listener, name)

    def accept(self):
        if self._errors:
            raise self._errors.pop(0)
        return self._listener.accept()


@pytest.mark.parametrize('number', [errno.ECONNABORTED, errno.EPROTO, errno.ECONNRESET, errno.EPERM, errno.ENETDOWN,
                                    errno.ETIMEDOUT, errno.EHOSTUNREACH, None])  # fmt: skip
def test_accept_errors_do_not_end_the_server(number):
    error = OSError(number, 'of one connection') if number else TimeoutError('timed out')
    with serving(hello, TroubledListener(error, error)) as served:
        assert served.send(GET).answer()[0] == 'HTTP/1.1 200 OK'


@pytest.mark.parametrize('number', [errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EIO])
def test_a_shortage_pauses_the_accept_loop_and_is_logged_once(number, monkeypatch):
    pauses = []
    monkeypatch.setattr(wsgi, 'sleep', lambda seconds: pauses.append(seconds))
    with serving(hello, TroubledListener(*[OSError(number, 'shortage')] * 3)) as served:
        assert served.send(GET).answer()[0] == 'HTTP/1.1 200 OK'
        assert served.log.getvalue().count('cannot accept connections for the moment') == 1
    assert pauses == [0.1] * 3


def test_running_out_of_descriptors_is_survived():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with serving(hello) as served:
        client = Connection(greenhub.green.socket.socket())
        free = os.dup(0)
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, most[1]))
        try:
            client.socket.connect(served.address)
            with greenhub.Timeout(PATIENCE):
                while 'Too many open files' not in served.log.getvalue():
                    greenhub.sleep(0.01)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, most)
        assert client.send(GET).answer()[0] == 'HTTP/1.1 200 OK'
        client.close()


def test_a_socket_that_does_not_listen_is_an_error():
    sock = greenhub.green.socket.socket()
    sock.bind(('127.0.0.1', 0))
    with pytest.raises(OSError, match='Invalid argument'):
        wsgi.server(sock, hello, log=io.StringIO())


# ---- anything else


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([
    GET, CLOSE, POST, CHUNKED, b'3\r\nabc\r\n', b'0\r\n\r\n', b'Content-Length: 3\r\n\r\n', b'abc', b'\r\n', b'\n',
    b'\0', b'Expect: 100-continue\r\n', b'Connection: upgrade\r\nUpgrade: h2c\r\n', b'HEAD', b' ',
    b'GET / HTTP/1.0\r\n',
]) | st.binary(max_size=5), max_size=10).map(b''.join))  # fmt: skip
def test_whatever_comes_the_answers_are_well_formed(data):
    with serving(Recorder()) as served:
        connection = served.send(data)
        connection.socket.shutdown(socket.SHUT_WR)
        while True:
            status, headers = connection.head()
            if not status:
                break
            assert re.fullmatch('HTTP/1.[01] (100 Continue|200 OK|4.. .+|50[15] .+)', status)
            connection.read(int(headers.get('content-length', 0)))
    assert 'Traceback' not in served.log.getvalue()
