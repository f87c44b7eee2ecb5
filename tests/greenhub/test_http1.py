"""greenhub.http1: bytes in, requests out; every refusal with the bytes that earn it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenhub.http1 import HeaderNames, Limits, RequestError, RequestReader, ResponseWriter, encode_header_line

GET = b'GET / HTTP/1.1\r\nHost: a\r\n'
POST = b'POST / HTTP/1.1\r\nHost: a\r\n'
CHUNKED = POST + b'Transfer-Encoding: chunked\r\n\r\n'
DEFAULT = Limits()
NEXT = b'GET /next HTTP/1.1\r\nHost: a\r\n\r\n'


def read(pieces, limits: Limits = DEFAULT, **options) -> list:
    """All events of a stream, bodies joined: ('request', ...), ('body', bytes, whole or not), ('refused', status)."""
    reader = RequestReader(limits, **options)
    events: list = []
    body: bytearray | None = None

    def pull() -> bool:
        nonlocal body
        if body is None:
            request = reader.request()
            if request is None:
                return False
            events.append((request.method, request.target, request.version, tuple(request.headers),
                           request.length, request.keep_alive, request.upgrade, request.expect_continue))
            body = bytearray()
            return True
        piece = reader.body()
        if piece is None:
            return False
        body += piece
        if not piece:
            events.append(bytes(body))
            body = None
        return True

    try:
        for piece in pieces:
            reader.receive(piece)
            while pull():
                pass
    except RequestError as error:
        if body:
            events.append(bytes(body))
        return [*events, error.status]
    if body is not None:
        events.append(('unfinished', bytes(body)))
    return events


def status_of(data: bytes, **options) -> int | None:
    events = read([data], **options)
    return events[-1] if isinstance(events[-1], int) else None


def bodies(data: bytes, **options) -> list[bytes]:
    events = read([data], **options)
    assert not isinstance(events[-1], int), events
    return events[1::2]


def test_a_request_with_everything():
    [request, body] = read([POST + b'X-Y:  a b \t\r\nContent-Length: 3\r\nExpect: 100-Continue\r\n\r\nabc'])
    assert request == (
        'POST', b'/', 'HTTP/1.1',
        ((b'Host', b'a'), (b'X-Y', b'a b'), (b'Content-Length', b'3'), (b'Expect', b'100-Continue')),
        3, True, False, True,
    )  # fmt: skip
    assert body == b'abc'


@pytest.mark.parametrize(
    ('version', 'connection', 'kept'),
    [
        (b'1.1', b'', True),
        (b'1.1', b'Connection: close\r\n', False),
        (b'1.1', b'Connection: x, Close\r\n', False),
        (b'1.1', b'Connection: x\r\nConnection: close\r\n', False),
        (b'1.1', b'Connection: closed\r\n', True),
        (b'1.0', b'', False),
        (b'1.0', b'Connection: Keep-Alive\r\n', True),
    ],
)
def test_keep_alive(version, connection, kept):
    [request, _] = read([b'GET / HTTP/' + version + b'\r\nHost: a\r\n' + connection + b'\r\n'])
    assert request[5] is kept


def test_pipelined_requests_come_one_after_the_other():
    events = read([POST + b'Content-Length: 2\r\n\r\nhi' + CHUNKED + b'2\r\noh\r\n0\r\n\r\n' + NEXT])
    assert [event[1] for event in events[::2]] == [b'/', b'/', b'/next']
    assert events[1::2] == [b'hi', b'oh', b'']


def test_nothing_is_parsed_ahead():
    reader = RequestReader()
    reader.receive(POST + b'Content-Length: 2\r\n\r\nhi' + b'nonsense\r\n\r\n')
    assert reader.request().length == 2
    with pytest.raises(RuntimeError, match='body'):
        reader.request()
    assert (reader.body(), reader.body()) == (b'hi', b'')
    with pytest.raises(RequestError):
        reader.request()


def test_a_finished_request_is_answered_before_the_error_behind_it():
    events = read([GET + b'\r\n' + b'G@T / HTTP/1.1\r\n\r\n'])
    assert events[0][0] == 'GET'
    assert events[1:] == [b'', 400]


def test_data_before_a_bad_chunk_arrive():
    assert read([CHUNKED + b'3\r\nabc\r\nzz\r\n'])[1:] == [b'abc', 400]


def test_an_error_is_for_ever():
    reader = RequestReader()
    reader.receive(b'nonsense\r\n\r\n')
    for _ in range(2):
        with pytest.raises(RequestError, match='request line'):
            reader.request()
        reader.receive(GET + b'\r\n')


REFUSED_HEADS = {
    'no colon': GET + b'Nonsense\r\n',
    'empty name': GET + b': x\r\n',
    'blank before the colon': GET + b'X : x\r\n',
    'blank before the name': b'GET / HTTP/1.1\r\n Host: a\r\n',
    'obsolete folding': GET + b'X: a\r\n b\r\n',
    'folding with a tab': GET + b'X: a\r\n\tb\r\n',
    'NUL in a value': GET + b'X: a\0b\r\n',
    'NUL in a name': GET + b'X\0: a\r\n',
    'control character': GET + b'X: a\x01b\r\n',
    'bare CR': GET + b'X: a\rY: b\r\n',
    'bare LF': GET + b'X: a\nY: b\r\n',
    'CR before CRLF': GET + b'X: a\r\r\n',
    'bare LF behind the request line': b'GET / HTTP/1.1\nHost: a\r\n',
    'bare CR behind the request line': b'GET / HTTP/1.1\rHost: a\r\n',
    'bad character in a name': GET + b'X(: a\r\n',
    'two Hosts': GET + b'hOST: a\r\n',
    'two Hosts on 1.0': b'GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n',
    'Host with a blank': b'GET / HTTP/1.1\r\nHost: a b\r\n',
    'Host with a path': b'GET / HTTP/1.1\r\nHost: a/b\r\n',
    'Host with a user': b'GET / HTTP/1.1\r\nHost: a@b\r\n',
    'Content-Length and Transfer-Encoding': POST + b'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n',
    'Transfer-Encoding and Content-Length': POST + b'Transfer-Encoding: chunked\r\nContent-Length: 3\r\n',
    'Content-Length: 0 and Transfer-Encoding': POST + b'Content-Length: 0\r\nTransfer-Encoding: chunked\r\n',
    'two Content-Lengths that differ': POST + b'Content-Length: 3\r\nContent-Length: 4\r\n',
    'two Content-Lengths that agree': POST + b'Content-Length: 3\r\nContent-Length: 3\r\n',
    'a list of Content-Lengths': POST + b'Content-Length: 3, 3\r\n',
    'Transfer-Encoding twice': POST + b'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n',
    'Transfer-Encoding: chunked, chunked': POST + b'Transfer-Encoding: chunked, chunked\r\n',
    'Transfer-Encoding: gzip, chunked': POST + b'Transfer-Encoding: gzip, chunked\r\n',
    'Transfer-Encoding: chunked, identity': POST + b'Transfer-Encoding: chunked, identity\r\n',
    'Transfer-Encoding: identity': POST + b'Transfer-Encoding: identity\r\n',
    'Transfer-Encoding: xchunked': POST + b'Transfer-Encoding: xchunked\r\n',
    'Transfer-Encoding: "chunked"': POST + b'Transfer-Encoding: "chunked"\r\n',
    'Transfer-Encoding: chunked;q=1': POST + b'Transfer-Encoding: chunked;q=1\r\n',
    'Transfer-Encoding with vertical tab': POST + b'Transfer-Encoding: \x0bchunked\r\n',
    'empty Transfer-Encoding': POST + b'Transfer-Encoding:\r\n',
    'CONNECT with a body': b'CONNECT a:1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n',
} | {
    f'Content-Length: {value.decode()!r}': POST + b'Content-Length: ' + value + b'\r\n'
    for value in (b'+3', b'-3', b'0x3', b'1_0', b'3a', b'3 3', b'', b'3.0', b'\xb3', b'3;', b'1' * 30, b'0' * 5000)
    if value != b'\xb3'
}  # fmt: skip


@pytest.mark.parametrize('head', REFUSED_HEADS.values(), ids=REFUSED_HEADS)
def test_heads_refused_with_400(head):
    assert read([head + b'\r\n' + NEXT]) == [400]


# Up to the LF that nothing more need be read behind; what was read before it.
LF_ALONE = {
    'at once': (b'\n', []),
    'behind the forgiven empty line': (b'\r\n\n', []),
    'behind a request line': (b'GET / HTTP/1.1\n', []),
    'behind a request line of no version': (b'GET /\n', []),
    'behind an unknown method': (b'FROB / HTTP/1.1\n', []),
    'behind a header line': (b'GET / HTTP/1.1\r\nHost: a\n', []),
    'instead of the empty line': (GET + b'\n', []),
    'behind CR and a blank': (GET + b'X: y\r \n', []),
    'behind CR and a letter': (GET + b'\rX\n', []),
    'behind a chunk size': (CHUNKED + b'3\n', []),
    'behind a chunk extension': (CHUNKED + b'3;a=b\n', []),
    'behind a later chunk size': (CHUNKED + b'3\r\nabc\r\n3\n', [b'abc']),
    'behind the data of a chunk': (CHUNKED + b'3\r\nabc\n', [b'abc']),
    'behind the last chunk size': (CHUNKED + b'3\r\nabc\r\n0\n', [b'abc']),
    'instead of trailers': (CHUNKED + b'0\r\n\n', []),
    'behind a trailer': (CHUNKED + b'0\r\nX: y\n', []),
    'behind the trailers': (CHUNKED + b'0\r\nX: y\r\n\n', []),
    'behind a body that ends with CR': (POST + b'Content-Length: 1\r\n\r\n\r\n', [b'\r']),
}


@pytest.mark.parametrize(('stream', 'bodies'), LF_ALONE.values(), ids=LF_ALONE)
def test_lf_alone_is_refused_before_more_comes(stream, bodies):
    """Who ends every line with LF never sends the CR LF CR LF that the end of a head is known by."""
    assert 400 not in read([stream[:-1]])
    for pieces in ([stream], [stream[:-1], stream[-1:]], [stream[i : i + 1] for i in range(len(stream))]):
        events = read(pieces)
        assert [event for event in events if not isinstance(event, tuple)] == [*bodies, 400]
    assert read([stream + b'\r\n' + b'a' * 100_000]) == events


REFUSED_CHUNKS = {
    'sign': b'+3\r\nabc\r\n',
    'minus': b'-3\r\nabc\r\n',
    '0x': b'0x3\r\nabc\r\n',
    'underscore': b'0_3\r\nabc\r\n',
    'blank before': b' 3\r\nabc\r\n',
    'blank behind': b'3 \r\nabc\r\n',
    'tab behind': b'3\t\r\nabc\r\n',
    'blank before an extension': b'3 ;a=b\r\nabc\r\n',
    'not a digit': b'g\r\nabc\r\n',
    'no size': b'\r\nabc\r\n',
    'extension only': b';a=b\r\nabc\r\n',
    '17 digits': b'0' * 16 + b'3\r\nabc\r\n',
    'overflow': b'fffffffffffffffff\r\nabc\r\n',
    'bare LF behind the size': b'3\nabc\r\n0\r\n',
    'bare LF in an extension': b'3;a\nb\r\nabc\r\n',
    'bare CR in an extension': b'3;a\rb\r\nabc\r\n',
}


@pytest.mark.parametrize('line', REFUSED_CHUNKS.values(), ids=REFUSED_CHUNKS)
def test_chunk_sizes_refused_with_400(line):
    assert read([CHUNKED + line + b'0\r\n\r\n' + NEXT])[1:] == [400]


@pytest.mark.parametrize('end', [b'', b'\n', b'\r', b'X\r\n', b'\rX', b'\n\r', b'\r\r\n'])
def test_chunk_data_without_crlf_behind_it(end):
    assert read([CHUNKED + b'3\r\nabc' + end + b'0\r\n\r\n' + NEXT])[1:] == [b'abc', 400]


def test_chunks():
    assert bodies(CHUNKED + b'3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n' + NEXT) == [b'abc0123456789', b'']
    assert bodies(POST + b'transfer-encoding:ChunKed\r\n\r\n0\r\n\r\n') == [b'']


def test_chunk_extensions_are_ignored():
    assert bodies(CHUNKED + b'3;a=b; c="d;e"\r\nabc\r\n0; last\r\n\r\n' + NEXT) == [b'abc', b'']


def test_trailers_are_dropped():
    events = read([CHUNKED + b'0\r\nX-Sum: 1\r\nHost: b\r\n\r\n' + NEXT])
    assert [event for event in events[0][3] if event[0] == b'X-Sum'] == []
    assert events[2][1:4] == (b'/next', 'HTTP/1.1', ((b'Host', b'a'),))


@pytest.mark.parametrize('trailer', [b'Nonsense\r\n', b' X: a\r\n', b'X: a\nY: b\r\n', b'X: a\r\n b\r\n', b'X: \0\r\n',
                                     b'Content-Length: 3\r\n', b'Transfer-Encoding: chunked\r\n'])  # fmt: skip
def test_trailers_refused_with_400(trailer):
    assert read([CHUNKED + b'0\r\n' + trailer + b'\r\n' + NEXT])[1:] == [400]


@pytest.mark.parametrize(
    ('line', 'status'),
    [
        (b'GET / HTTP/1.2', 505),
        (b'GET / HTTP/2.0', 505),
        (b'GET / HTTP/0.9', 505),
        (b'PRI * HTTP/2.0', 505),
        (b'FROB / HTTP/2.0', 505),
        (b'FROB / HTTP/1.1', 501),
        (b'get / HTTP/1.1', 501),
        (b'DESCRIBE / HTTP/1.1', 501),
        (b'PRI * HTTP/1.1', 501),
        (b'GET / HTTP/1.10', 400),
        (b'GET / HTTP/11', 400),
        (b'GET / http/1.1', 400),
        (b'GET / RTSP/1.0', 400),
        (b'SOURCE / ICE/1.0', 400),
        (b'GET /', 400),
        (b'GET  / HTTP/1.1', 400),
        (b'GET / HTTP/1.1 ', 400),
        (b' GET / HTTP/1.1', 400),
        (b'GET\t/ HTTP/1.1', 400),
        (b'GET /a b HTTP/1.1', 400),
        (b'GET a HTTP/1.1', 400),
        (b'GET * HTTP/1.1', 400),
        (b'GET ftp://a/ HTTP/1.1', 400),
        (b'GET http:///a HTTP/1.1', 400),
        (b'GET http://@/ HTTP/1.1', 400),
        (b'GET http://a:b@/ HTTP/1.1', 400),
        (b'GET http://a@b@c/ HTTP/1.1', 400),
        (b'GET http://a"@b/ HTTP/1.1', 400),
        (b'GET http://:80/ HTTP/1.1', 400),
        (b'GET http://a"b/ HTTP/1.1', 400),
        (b'POST * HTTP/1.1', 400),
        (b'CONNECT / HTTP/1.1', 400),
        (b'CONNECT a HTTP/1.1', 400),
        (b'CONNECT :1 HTTP/1.1', 400),
        (b'CONNECT http://a:1/ HTTP/1.1', 400),
        (b'GET /\x01 HTTP/1.1', 400),
        (b'GET /\xff HTTP/1.1', 400),
        (b'G(T / HTTP/1.1', 400),
        (b'', 400),
        (b'\x16\x03\x01\x02\x00\x01', 400),
    ],
)
def test_request_lines_refused(line, status):
    assert read([line + b'\r\nHost: a\r\n\r\n' + NEXT]) == [status]


@pytest.mark.parametrize('line', [b'OPTIONS * HTTP/1.1', b'GET http://b/c?d HTTP/1.1', b'GET HTTPS://b HTTP/1.1',
                                  b'GET http://a:b@[::1]:8080?/@ HTTP/1.1', b'CONNECT [::1]:443 HTTP/1.1',
                                  b'CONNECT b:443 HTTP/1.1', b'M-SEARCH /?a%00 HTTP/1.0'])  # fmt: skip
def test_request_lines_taken(line):
    [request, _] = read([line + b'\r\nHost: a\r\n\r\n'])
    assert b' '.join((request[0].encode(), request[1], request[2].encode())) == line


def test_one_empty_line_before_a_request_is_forgiven():
    assert len(read([b'\r\n' + NEXT + b'\r\n' + NEXT])) == 4
    assert read([b'\r\n\r\n' + NEXT]) == [400]


def test_request_line_limit():
    limits = Limits(request_line=40)
    line = b'GET /' + b'a' * 24 + b' HTTP/1.1'
    assert len(line + b'\r\n') == 40
    assert status_of(line + b'\r\nHost: a\r\n\r\n', limits=limits) is None
    assert status_of(line.replace(b'/', b'/b') + b'\r\nHost: a\r\n\r\n', limits=limits) == 414
    assert status_of(b'a' * 40, limits=limits) == 414
    assert status_of(b'GET / HTTP/1.1\r\nHost: a\r\nX: ' + b'a' * 40 + b'\r\n\r\n', limits=limits) is None


def test_header_line_limit():
    limits = Limits(header_line=40)
    assert status_of(GET + b'X: ' + b'a' * 35 + b'\r\n\r\n', limits=limits) is None
    assert status_of(GET + b'X: ' + b'a' * 36 + b'\r\n\r\n', limits=limits) == 400
    assert status_of(GET + b'X: ' + b'a' * 35 + b'\r\nY: z\r\n\r\n', limits=limits) is None


def test_header_block_limit():
    limits = Limits(header_block=60)
    block = b'Host: a\r\nX: ' + b'a' * 44 + b'\r\n\r\n'
    assert len(block) == 60
    assert status_of(b'GET / HTTP/1.1\r\n' + block, limits=limits) is None
    assert status_of(b'GET / HTTP/1.1\r\nY: b\r\n' + block, limits=limits) == 400
    assert status_of(b'GET / HTTP/1.1\r\n' + b'a' * 60, limits=limits) == 400


def test_header_count_limit():
    assert status_of(GET + b'a:\r\n' * 255 + b'\r\n') is None
    assert status_of(GET + b'a:\r\n' * 256 + b'\r\n') == 400


def test_chunk_line_limit():
    limits = Limits(chunk_line=20)
    assert status_of(CHUNKED + b'3;' + b'a' * 16 + b'\r\nabc\r\n', limits=limits) is None
    assert status_of(CHUNKED + b'3;' + b'a' * 17 + b'\r\nabc\r\n', limits=limits) == 400
    assert status_of(CHUNKED + b'3;' + b'a' * 18, limits=limits) == 400


def test_trailer_limit():
    limits = Limits(trailers=20)
    assert status_of(CHUNKED + b'0\r\nX: ' + b'a' * 13 + b'\r\n\r\n', limits=limits) is None
    assert status_of(CHUNKED + b'0\r\nX: ' + b'a' * 14 + b'\r\n\r\n', limits=limits) == 400
    assert status_of(CHUNKED + b'0\r\n' + b'a' * 20, limits=limits) == 400


def test_body_limit():
    limits = Limits(body=5)
    assert read([POST + b'Content-Length: 5\r\n\r\nabcde'], limits)[1:] == [b'abcde']
    assert read([POST + b'Content-Length: 6\r\n\r\nabcdef'], limits) == [413]
    assert read([CHUNKED + b'2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n'], limits)[1:] == [b'abcde']
    assert read([CHUNKED + b'2\r\nab\r\n4\r\ncdef\r\n0\r\n\r\n'], limits)[1:] == [b'ab', 413]


UPGRADE = b'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n'


@pytest.mark.parametrize('body', [b'Content-Length: 3\r\n\r\nabc',
                                  b'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'])  # fmt: skip
def test_an_upgrade_nobody_takes_keeps_its_body(body):
    events = read([POST + UPGRADE + body + NEXT])
    assert events[0][6] is True
    assert (b'Upgrade', b'h2c') in events[0][3]
    assert events[1] == b'abc'
    assert events[2][1] == b'/next'


def test_an_upgrade_without_body():
    events = read([GET + UPGRADE + b'\r\n' + NEXT])
    assert [event[6] for event in events[::2]] == [True, False]
    assert events[0][5] is True


def test_http_1_0_knows_no_upgrade():
    events = read([b'GET / HTTP/1.0\r\n' + UPGRADE + b'\r\n'])
    assert events[0][6] is False


def test_an_upgrade_that_is_taken():
    reader = RequestReader()
    reader.receive(GET + UPGRADE + b'\r\n\x81\x05')
    assert reader.request().upgrade
    assert reader.take() == b'\x81\x05'
    assert not reader.pending


def test_connect_ends_http():
    reader = RequestReader()
    reader.receive(b'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\ntunnel')
    request = reader.request()
    assert (request.method, request.target, request.keep_alive, request.length) == ('CONNECT', b'a:1', False, 0)
    assert reader.body() == b''
    assert reader.take() == b'tunnel'


def test_chunked_on_1_0_ends_the_connection():
    head = b'POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n'
    [request, body] = read([head + b'0\r\n\r\n'])
    assert (request[4], request[5], body) == (None, False, b'')


def test_a_host_may_be_required():
    assert status_of(b'GET / HTTP/1.1\r\n\r\n') is None
    assert status_of(b'GET / HTTP/1.1\r\n\r\n', require_host=True) == 400
    assert status_of(b'GET / HTTP/1.0\r\n\r\n', require_host=True) is None


@pytest.mark.parametrize('connection', [b'', b'Connection: close\r\n'])
def test_another_body_behind_the_first(connection):
    reader = RequestReader()
    reader.receive(CHUNKED.replace(b'Host', connection + b'Host') + b'3\r\nabc\r\n0\r\n\r\n')
    reader.request()
    assert (reader.body(), reader.body()) == (b'abc', b'')
    reader.another_body()
    assert reader.body() is None
    reader.receive(b'2\r\nde\r\n0\r\n\r\n' + NEXT)
    assert (reader.body(), reader.body()) == (b'de', b'')
    assert reader.request().target == b'/next'


@pytest.mark.parametrize('version', ['HTTP/1.0', 'HTTP/1.1'])
def test_a_refusal_knows_the_version_to_answer_in(version):
    reader = RequestReader()
    reader.receive(b'GET / ' + version.encode() + b'\r\nHost: a b\r\n\r\n')
    with pytest.raises(RequestError) as refused:
        reader.request()
    assert refused.value.version == version


def test_bad_requests_may_be_let_in():
    both = b'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
    assert read([both]) == [400]
    [request, body] = read([both], reject_bad_requests=False)
    assert (request[4], request[5], body) == (None, False, b'abc')


STREAMS = [
    CHUNKED + b'3\r\nabc\r\n0\r\n\r\n' + NEXT,
    POST + b'Content-Length: 5\r\n\r\nhello' + CHUNKED + b'3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: u\r\n\r\n' + NEXT,
    b'\r\n' + POST + UPGRADE + b'Content-Length: 3\r\n\r\nabc' + b'\r\n' + NEXT + b'FROB / HTTP/1.1\r\n\r\n',
    CHUNKED + b'3\r\nabc\r\n4\r\nabcX\n' + NEXT,
    CHUNKED + b'3\r\nabc\r\n0\r\nT u\r\n\r\n' + NEXT,
    GET + b'X: ' + b'a' * 70 + b'\r\n\r\n',
    b'GET /' + b'a' * 70 + b' HTTP/1.1\r\n\r\n',
    CHUNKED + b'1;' + b'a' * 70 + b'\r\na\r\n',
    CHUNKED + b'0\r\n' + b'X: y\r\n' * 70 + b'\r\n',
    b'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n' + NEXT + b'GET / HTTP/1.1\nHost: a\n\n',
    *(head + b'\r\n' for head in REFUSED_HEADS.values()),
    *(stream + b'\r\n\r\n' + NEXT for stream, _ in LF_ALONE.values()),
    b'FROB / HTTP/1.1\r\nX: ' + b'a' * 70 + b'\nY: z\r\n\r\n',
]
SMALL = Limits(request_line=60, header_line=60, header_block=220, chunk_line=30, trailers=40, body=100)


@pytest.mark.parametrize('stream', STREAMS)
def test_byte_by_byte(stream):
    whole = read([stream], SMALL)
    assert read([stream[i : i + 1] for i in range(len(stream))], SMALL) == whole


@pytest.mark.parametrize('stream', STREAMS)
def test_every_cut_in_two(stream):
    whole = read([stream], SMALL)
    for cut in range(1, len(stream)):
        assert read([stream[:cut], stream[cut:]], SMALL) == whole


FRAGMENTS = [
    GET, POST, CHUNKED, NEXT, UPGRADE, b'\r\n', b'\r', b'\n', b'\0', b' ', b':', b';', b'0', b'3', b'abc', b'0\r\n\r\n',
    b'3\r\nabc\r\n', b'Content-Length: 3\r\n', b'Transfer-Encoding: chunked\r\n', b'Connection: close\r\n',
    b'Host: a\r\n', b'T: u\r\n', b'T: u\n', b'CONNECT a:1 HTTP/1.1\r\n', b'GET / HTTP/1.0\r\n',
    b'Expect: 100-continue\r\n', b'a' * 64,
]  # fmt: skip


@st.composite
def mutated(draw) -> bytes:
    """A good stream with some bytes added, taken away or doubled."""
    stream = draw(st.sampled_from(STREAMS))
    for _ in range(draw(st.integers(0, 3))):
        at, size = draw(st.integers(0, len(stream))), draw(st.integers(0, 3))
        stream = stream[:at] + draw(st.sampled_from(FRAGMENTS) | st.binary(max_size=3)) + stream[at + size :]
    return stream


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(b''.join) | mutated(), st.data())
def test_any_split_gives_the_same_events(stream, data):
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=8))
    pieces = [stream[a:b] for a, b in pairwise([0, *sorted(cuts), len(stream)])]
    assert read(pieces, SMALL) == read([stream], SMALL)


@pytest.mark.parametrize('tail', [b'', b'1'])
def test_many_small_chunks_cost_linear_time(tail):
    """64 KiB of one-byte chunks in one read: a copy of the rest for each chunk would be 350 MB."""
    data = CHUNKED + b'1\r\na\r\n' * 10_000 + tail
    reader = RequestReader()
    reader.receive(data)
    assert reader.request().length is None
    assert reader.body() == b'a' * 10_000
    assert reader.body() is None


# ---- answers

DATE = b'Date: today\r\n'


def writer(method: str = 'GET', version: str = 'HTTP/1.1', **options) -> ResponseWriter:
    return ResponseWriter(HeaderNames(), method, version, keep_alive=True, **options)


def test_an_answer_of_known_length_is_one_piece():
    answer = writer()
    answer.start('200 OK', [('x-y', 'z')])
    sent = answer.send(b'abc', DATE, length=3, last=True)
    assert sent == b'HTTP/1.1 200 OK\r\nX-Y: z\r\nDate: today\r\nContent-Length: 3\r\n\r\nabc'
    assert (answer.keep_alive, answer.body_bytes) == (True, 3)


def test_an_answer_of_unknown_length():
    answer = writer()
    answer.start('200 OK', [])
    sent = answer.send(b'a' * 16, DATE) + answer.send(b'', DATE) + answer.send(b'b', DATE, last=True)
    assert sent.split(b'\r\n\r\n', 1)[1] == b'10\r\n' + b'a' * 16 + b'\r\n1\r\nb\r\n0\r\n\r\n'
    assert answer.keep_alive
    for options in ({'version': 'HTTP/1.0'}, {'speaks': 'HTTP/1.0'}):
        answer = writer(**options)
        answer.start('200 OK', [])
        assert answer.send(b'abc', DATE).endswith(b'Connection: close\r\n\r\nabc')
        assert not answer.keep_alive


def test_an_answer_may_be_replaced_until_it_is_sent():
    answer = writer(announce=b'Connection: keep-alive\r\n')
    answer.start('204 No Content', [('Content-Length', '3'), ('Date', 'x')])
    answer.start('200 OK', [])
    sent = answer.send(b'abc', DATE, length=3, last=True)
    assert sent.endswith(b'\r\nDate: today\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nabc')


def test_there_is_no_answer_without_a_status():
    with pytest.raises(RuntimeError):
        writer().send(b'abc', DATE)


@pytest.mark.parametrize(('data', 'left', 'excess', 'kept'), [(b'abc', b'abc', 0, True), (b'abcd', b'abc', 1, True),
                                                              (b'ab', b'ab', 0, False)])  # fmt: skip
def test_an_answer_is_kept_to_its_content_length(data, left, excess, kept):
    answer = writer()
    answer.start('200 OK', [('Content-Length', '3')])
    assert answer.send(data, DATE, last=True).endswith(b'\r\n\r\n' + left)
    assert (answer.excess, answer.keep_alive) == (excess, kept)


def test_header_names_are_remembered_within_a_bound():
    names = HeaderNames()
    for i in range(2 * HeaderNames.MOST):
        assert names[f'x-{i}'] == (f'X-{i}', '')
    assert len(names) == HeaderNames.MOST
    assert HeaderNames(capitalize=False)['dATE'] == ('dATE', 'date')


@pytest.mark.parametrize('text', ['\u2603', 'a\r\nb', 'a\n', '\r', '\0', '\x0b', 'a\x1b[1m', '\x7f'])
def test_header_values_and_reasons_that_must_not_go_out(text):
    with pytest.raises(ValueError):
        writer().start('200 OK', [('X', text)])
    with pytest.raises(ValueError):
        writer().start(f'200 {text}', [])


def test_the_header_with_a_control_character_is_named():
    with pytest.raises(ValueError, match=r"control character in a header: 'Y: \\x1b"):
        writer().start('200 OK', [('X', 'a'), ('Y', '\x1b'), ('Z', 'b')])


def test_header_values_may_be_any_text_of_latin_1():
    answer = writer()
    answer.start('200 OK', [('X', 'a\tb "\x85\xff"')])  # UTF-8, seen as latin-1, is of such bytes
    assert b'\r\nX: a\tb "\x85\xff"\r\n' in answer.send(b'', DATE)


@pytest.mark.parametrize(('status', 'name'), [(b'200 OK', 'X'), ('200 OK', b'X'), ('200 OK', 1)])
def test_an_answer_is_text(status, name):
    with pytest.raises((TypeError, ValueError), match=r"b'200 OK' is not|b'X' is not a str|1 is not a str"):
        writer().start(status, [(name, 'a')])


def test_a_header_that_is_not_latin_1_is_named():
    with pytest.raises(UnicodeEncodeError, match=r'latin-1.*RFC 8187'):
        writer().start('200 OK', [('X', 'a'), ('Y', '\u2603')])
    with pytest.raises(UnicodeEncodeError, match='header names'):
        writer().start('200 OK', [('\u2603', 'a')])
    assert encode_header_line(('wiTH-\xdf', 'a')) == b'wiTH-\xdf: a\r\n'
