"""A fuzzer for the HTTP reader and server: python -m tests.fuzz.http --inputs 200000

Each input is a row of requests, good and bad, which is then damaged and cut into pieces anywhere. A server gets it
twice: in those pieces, and in one. What must hold:

* nothing is raised, and nothing but refusals comes to the log;
* what comes back are well-formed answers, one for each request, and nothing behind an error or a close;
* the application is called with the requests, and reads the bodies, that a slow and simple reader finds (`read`);
* neither depends on how the bytes were cut;
* memory stays within a bound.
"""

from __future__ import annotations

import io
import re
from socket import AF_UNIX
from typing import NamedTuple

from hypothesis import strategies as st

from greenhub import wsgi
from greenhub.http1 import METHODS, Limits
from tests.fuzz.fuzzer import Fuzzer
from tests.fuzz.streams import damaged, split

__all__ = ['FUZZER', 'check']

LIMITS = Limits(request_line=60, header_line=50, header_block=200, header_fields=8, chunk_line=30, trailers=40, body=99)
MOST_MEMORY = 1 << 20
MEASURED = 50  # one input in so many is run with its memory traced


# ---- inputs


class Input(NamedTuple):
    """What a client sends.

    stream: the requests; damage: as `damaged` takes it; cuts: the sizes of the pieces, over and over.
    """

    stream: list[bytes]
    damage: list[tuple[int, int, bytes]]
    cuts: list[int]


# Built once: a strategy that is made anew for every input is most of the time.
_lines = st.sampled_from([
    *[b'GET / HTTP/1.1'] * 8, *[b'POST / HTTP/1.1'] * 8, b'GET /skip HTTP/1.1', b'POST /skip HTTP/1.1',
    b'GET /pieces HTTP/1.1', b'GET /pieces HTTP/1.0', b'HEAD /pieces HTTP/1.1', b'HEAD / HTTP/1.1', b'POST / HTTP/1.0',
    b'PUT /a%20b?c=d HTTP/1.1', b'GET http://b/c HTTP/1.1', b'OPTIONS * HTTP/1.1', b'CONNECT b:1 HTTP/1.1',
    b'CONNECT / HTTP/1.1', b'CONNECT :1 HTTP/1.1', b'GET http://@/ HTTP/1.1', b'GET http://a@b:1?c HTTP/1.1',
    b'GET https://[::1] HTTP/1.1', b'GET http://a:b@ HTTP/1.1', b'GET b:1 HTTP/1.1', b'POST * HTTP/1.1',
    b'GET / HTTP/1.2', b'GET / HTTP/2.0', b'FROB / HTTP/1.1', b'GET  / HTTP/1.1', b'GET / HTTP/1.1 ', b'GET /',
    b'get / HTTP/1.1', b'GET /' + b'a' * 44 + b' HTTP/1.1', b'GET /' + b'a' * 45 + b' HTTP/1.1', b'', b'\r\n',
])  # fmt: skip
_fields = st.sampled_from([
    *[b'Host: a'] * 9, *[b'X: y'] * 9, b'host:a:1', b'Host: a b', b'X: y', b'x-y:  z \t', b'X_Y: z', b'X:', b'X : y',
    b' X: y', b'X y', b'X: ' + b'a' * 45, b'X: ' + b'a' * 46, b'X: \x00', b'X: \xff', b'X: y\rz', b'X: y\nZ: z',
    b'X: \x7f',
    b'Connection: close', b'Connection: keep-alive', b'Connection: x, Close', b'Connection: Upgrade\r\nUpgrade: h2c',
    b'Upgrade: websocket', b'Expect: 100-continue', b'Content-Type: a/b',
])  # fmt: skip
_framings = st.sampled_from([
    *[b''] * 6, *[b'Content-Length: 3\r\n'] * 4, *[b'Transfer-Encoding: chunked\r\n'] * 8,
    b'Content-Length: 0\r\n', b'Content-Length: 99\r\n', b'Content-Length: 100\r\n', b'Content-Length: +3\r\n',
    b'Content-Length: 3, 3\r\n', b'Content-Length: 0x3\r\n', b'Content-Length: 03\r\n', b'Content-Length:\r\n',
    b'Content-Length: 3\r\nContent-Length: 3\r\n', b'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n',
    b'transfer-encoding:ChunKed\r\n', b'Transfer-Encoding: gzip, chunked\r\n', b'Transfer-Encoding: \x0bchunked\r\n',
    b'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', b'Transfer-Encoding:\r\n chunked\r\n',
    b'Content-Length : 3\r\n', b'Content_Length: 3\r\n',
])  # fmt: skip
_chunks = st.sampled_from([
    *[b'3\r\nabc\r\n'] * 8, b'1;a=b\r\na\r\n', b'00a\r\n0123456789\r\n', b'3 \r\nabc\r\n', b'+3\r\nabc\r\n',
    b'3\nabc\n', b'0x3\r\nabc\r\n', b'3\r\nabcd\r\n', b'3\r\nab\r\n', b'63\r\n' + b'a' * 99 + b'\r\n',
    b'ffffffffffffffff\r\n', b'3;' + b'a' * 26 + b'\r\nabc\r\n', b'3;' + b'a' * 27 + b'\r\nabc\r\n',
])  # fmt: skip
_ends = st.sampled_from([
    *[b'0\r\n\r\n'] * 8, b'0\r\nX: y\r\n\r\n', b'0;a\r\nX: y\r\nY: z\r\n\r\n', b'0\r\nX y\r\n\r\n',
    b'0\r\n X: y\r\n\r\n', b'0\r\nContent-Length: 3\r\n\r\n', b'0\r\nX: ' + b'a' * 33 + b'\r\n\r\n',
    b'0\r\nX: ' + b'a' * 34 + b'\r\n\r\n', b'',
])  # fmt: skip


def _request(line: bytes, fields: list[bytes], framing: bytes, chunks: list[bytes], end: bytes) -> bytes:
    body = b''
    if b'hunKed' in framing or b'chunked' in framing:
        body = b''.join(chunks) + end
    elif b'Length' in framing:
        body = b'abc'
    return line + b'\r\n' + b''.join([field + b'\r\n' for field in fields]) + framing + b'\r\n' + body


_requests = st.builds(
    _request, _lines, st.lists(_fields, max_size=3), _framings, st.lists(_chunks, max_size=3), _ends
)
_good = st.sampled_from([
    b'GET / HTTP/1.1\r\nHost: a\r\n\r\n', b'POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc',
    b'POST /skip HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n',
    b'PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n'
    b'a\r\n0123456789\r\n2;a\r\nab\r\n0\r\n\r\n',
    b'GET /pieces HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\n\r\nGET ',
    b'HEAD /pieces HTTP/1.1\r\nHost: a\r\nX_Y: z\r\n\r\n', b'\r\nGET http://b/c HTTP/1.1\r\n\r\n',
    b'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', b'GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
])  # fmt: skip
_noise = st.binary(max_size=60)
_words = st.sampled_from([
    b'\r\n', b'\r', b'\n', b'\0', b' ', b'\t', b':', b';', b'0', b'-', b',', b'\r\n\r\n', b'a' * 64, b'Host: a\r\n',
    b'Content-Length: 3\r\n', b'Transfer-Encoding: chunked\r\n', b'GET / HTTP/1.1\r\n', b'0\r\n\r\n',
])  # fmt: skip
_damage = st.tuples(st.integers(0, 400), st.integers(0, 3), _words | st.binary(max_size=3))
_cuts = st.lists(st.integers(1, 40), max_size=5)
_inputs = st.builds(
    Input,
    st.lists(st.sampled_from([_good] * 7 + [_requests] * 2 + [_noise]).flatmap(lambda part: part), max_size=6),
    st.one_of(st.just([]), st.lists(_damage, max_size=2)),
    _cuts,
)


# ---- a slow and simple reader


class Call(NamedTuple):
    """A request as the application gets it; body: None when it cannot be read to its end."""

    method: str
    target: bytes
    version: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes | None


class Refused(Exception):
    """What comes next is no request, or no body."""


class Truncated(Exception):
    """What comes next has not come to its end."""


_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_FIELD = re.compile(rb'(%b):[ \t]*([\t\x20-\x7e\x80-\xff]*)' % _TOKEN)
_LINE = re.compile(rb'(%b) ([\x21-\x7e]+) (HTTP/1\.[01])' % _TOKEN)
_HOST = re.compile(rb"[A-Za-z0-9\-._~!$&'()*+,;=:%\[\]]*")
_LF_ALONE = re.compile(rb'(?<!\r)\n')
_SIZE = re.compile(rb'([0-9A-Fa-f]{1,16})(;[^\r\n]*)?')


def part(data: bytes, end: bytes, limit: int) -> bytes:
    """The beginning of the data up to `end`, which is part of it."""
    at = data.find(end, 0, limit)
    if at >= 0:
        return data[: at + len(end)]
    if len(data) >= limit or _LF_ALONE.search(data[:limit]):
        raise Refused
    raise Truncated


def fields_of(lines: list[bytes]) -> tuple[tuple[bytes, bytes], ...]:
    matches = [_FIELD.fullmatch(line) for line in lines]
    if not all(matches):
        raise Refused
    return tuple((match[1], match[2].rstrip(b' \t')) for match in matches)


def only(fields: tuple[tuple[bytes, bytes], ...], name: bytes) -> bytes | None:
    values = [value for key, value in fields if key.lower() == name]
    if len(values) > 1:
        raise Refused
    return values[0] if values else None


def read_body(data: bytes, fields: tuple[tuple[bytes, bytes], ...]) -> tuple[bytes, int]:
    """The body, and how many bytes it takes."""
    length = only(fields, b'content-length')
    if only(fields, b'transfer-encoding') is None:
        size = int(length or 0)
        if len(data) < size:
            raise Truncated
        return data[:size], size
    body, at = b'', 0
    while True:
        line = part(data[at:], b'\r\n', LIMITS.chunk_line)
        match = _SIZE.fullmatch(line[:-2])
        if match is None or len(body) + int(match[1], 16) > LIMITS.body:
            raise Refused
        at += len(line)
        size = int(match[1], 16)
        if not size:
            break
        piece = data[at : at + size + 2]
        if len(piece) < size + 2:
            raise Truncated if b'\r\n'.startswith(piece[size:]) else Refused
        if piece[size:] != b'\r\n':
            raise Refused
        body += piece[:size]
        at += size + 2
    trailers = b'\r\n' if data[at : at + 2] == b'\r\n' else part(data[at:], b'\r\n\r\n', LIMITS.trailers)
    for name, _ in fields_of(trailers[:-2].split(b'\r\n')[:-1]):
        if name.lower() in (b'content-length', b'transfer-encoding'):
            raise Refused
    return body, at + len(trailers)


def read_head(data: bytes) -> tuple[str, bytes, str, tuple[tuple[bytes, bytes], ...], int]:
    """Method, target, version and fields, and how many bytes they take."""
    line = part(data, b'\r\n', LIMITS.request_line)
    if _LF_ALONE.search(line):
        raise Refused
    rest = data[len(line) :]
    head = line + (b'\r\n' if rest.startswith(b'\r\n') else part(rest, b'\r\n\r\n', LIMITS.header_block))
    match = _LINE.fullmatch(line[:-2])
    lines = head[len(line) : -2].split(b'\r\n')[:-1]
    if match is None or match[1] not in METHODS or len(lines) > LIMITS.header_fields:
        raise Refused
    method, target, version = match[1].decode(), match[2], match[3].decode()
    if not is_target(method, target):
        raise Refused
    if any(len(each) + 2 > LIMITS.header_line for each in lines):
        raise Refused
    fields = fields_of(lines)
    if not _HOST.fullmatch(only(fields, b'host') or b''):
        raise Refused
    length, coding = only(fields, b'content-length'), only(fields, b'transfer-encoding')
    if coding is not None and (length is not None or coding.lower() != b'chunked'):
        raise Refused
    if length is not None and not (re.fullmatch(rb'[0-9]{1,20}', length) and int(length) <= LIMITS.body):
        raise Refused
    if method == 'CONNECT' and (coding is not None or int(length or 0)):
        raise Refused
    return method, target, version, fields, len(head)


def is_target(method: str, target: bytes) -> bool:
    """Whether a request of this method may have this target."""
    if method == 'CONNECT':
        host, _, port = target.rpartition(b':')
        return is_host(host) and re.fullmatch(rb'[0-9]{1,5}', port) is not None
    if target.startswith(b'/') or (method, target) == ('OPTIONS', b'*'):
        return True
    scheme, colon, rest = target.partition(b'://')
    user, _, host = re.split(rb'[/?#]', rest)[0].rpartition(b'@')
    if scheme.lower() not in (b'http', b'https') or not colon:
        return False
    return is_host(host) and _HOST.fullmatch(user) is not None  # the same characters (RFC 3986, 3.2.1), and no @


def is_host(host: bytes) -> bool:
    """Whether this names a host, maybe with a port."""
    return _HOST.fullmatch(host) is not None and host[:1] not in (b'', b':')


def goes_on(call: Call) -> bool:
    """Whether there may be another request on the connection."""
    options = b','.join(value for name, value in call.headers if name.lower() == b'connection').lower().split(b',')
    options = [option.strip(b' \t') for option in options]
    if call.method == 'CONNECT' or b'close' in options:
        return False
    if call.target.startswith(b'/skip') and is_to_continue(call):
        return False  # whether the client sends a body that nobody asked for is not known
    if call.version == 'HTTP/1.0':
        if call.target.startswith(b'/pieces') and call.method != 'HEAD':
            return False  # the end of the connection is the end of the answer
        return b'keep-alive' in options and only(call.headers, b'transfer-encoding') is None
    return True


def is_to_continue(call: Call) -> bool:
    """Whether 100 (Continue) has to come before the body is read."""
    expects = b','.join(value for name, value in call.headers if name.lower() == b'expect').lower()
    has_body = call.body or only(call.headers, b'transfer-encoding') or int(only(call.headers, b'content-length') or 0)
    return bool(has_body) and expects == b'100-continue'


def read(data: bytes) -> tuple[list[Call], bool]:
    """The requests, and whether they end in a refusal."""
    calls: list[Call] = []
    while True:
        if data.startswith(b'\r\n'):
            data = data[2:]
        try:
            method, target, version, fields, size = read_head(data)
        except Refused:
            return calls, True
        except Truncated:
            return calls, False
        data = data[size:]
        try:
            body, size = read_body(data, fields)
        except (Refused, Truncated) as problem:
            return [*calls, Call(method, target, version, fields, None)], isinstance(problem, Refused)
        data = data[size:]
        calls.append(Call(method, target, version, fields, body))
        if not goes_on(calls[-1]):
            return calls, False


# ---- running them


class Wire:
    """A socket that gives the pieces it was made with, and keeps what is sent."""

    family = AF_UNIX

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces[::-1]
        self.sent = b''
        self.ended = False

    def recv(self, size: int) -> bytes:
        assert size >= 60
        return self.pieces.pop() if self.pieces else b''

    def sendall(self, data: bytes) -> None:
        assert not self.ended
        self.sent += data

    def shutdown(self, how: int) -> None:
        self.ended = True

    def settimeout(self, seconds: float | None) -> None:
        pass

    def getsockname(self) -> str:
        return 'wire'

    def close(self) -> None:
        self.ended = True


class Protocol(wsgi.HttpProtocol):
    calls: list[Call]

    def get_environ(self) -> dict:
        environ = super().get_environ()
        head = self.head
        environ['call'] = Call(head.method, head.target, head.version, tuple(head.headers), None)
        environ['calls'] = self.calls
        return environ


def application(environ, start_response):
    """Keeps what it is called with, and answers with the length of the body."""
    calls, call = environ['calls'], environ['call']
    calls.append(call)
    if call.target.startswith(b'/skip'):
        start_response('200 OK', [('X', 'y')])
        return [b'skipped']
    body = environ['wsgi.input'].read()
    calls[-1] = call._replace(body=body)
    start_response('200 OK', [])
    answer = b'%d bytes' % len(body)
    return iter([answer[:1], answer[1:]]) if call.target.startswith(b'/pieces') else [answer]


class _Listener:
    def getsockname(self) -> str:
        return 'wire'


def serve(pieces: list[bytes]) -> tuple[bytes, list[Call], str]:
    """What comes back, the calls of the application, and the log."""
    log = io.StringIO()
    server = wsgi.Server(_Listener(), 'wire', application, log=log, minimum_chunk_size=0)
    server.limits = LIMITS
    server.date_line = lambda: b'Date: today\r\n'
    server.log_format = ''
    wire = Wire(pieces)
    protocol = Protocol(['', wire, wsgi.STATE_IDLE], server)
    protocol.calls = []
    protocol.run()
    assert wire.ended
    return wire.sent, protocol.calls, log.getvalue()


def check(given: Input) -> None:
    """Run an input; AssertionError, or whatever was raised, when something does not hold."""
    data = damaged(b''.join(given.stream), given.damage)
    sent, calls, log = serve(split(data, []))
    again = serve(split(data, given.cuts or [1]))
    assert (sent, calls) == again[:2]
    assert 'Traceback' not in log + again[2]
    expected, refused = read(data)
    assert calls == [call._replace(body=None) if call.target.startswith(b'/skip') else call for call in expected]
    check_answers(sent, expected, refused)


_HEAD = re.compile(rb'HTTP/1\.[01] (\d{3}) [^\r\n]+\r\n((?:%b: [^\r\n]*\r\n)*)\r\n' % _TOKEN)


def check_answers(sent: bytes, calls: list[Call], refused: bool) -> None:
    """Read the answers as a strict client does: each call has one, a refusal is the last."""
    closed = False
    for call in calls:
        skipped = call.target.startswith(b'/skip')
        if not skipped and is_to_continue(call) and call.version == 'HTTP/1.1':
            assert sent.startswith(b'HTTP/1.1 100 Continue\r\n\r\n')
            sent = sent[25:]
        if call.body is None and not skipped:
            break
        assert not closed
        status, closed, body, sent = read_answer(sent, call.method)
        assert status == 200
        if call.method != 'HEAD':
            assert body == (b'skipped' if skipped else b'%d bytes' % len(call.body))
        if call.body is None:
            refused = False  # nobody saw it
    if refused:
        assert not closed
        status, closed, _, sent = read_answer(sent, '')
        assert status in (400, 413, 414, 501, 505)
        assert closed
    assert sent == b''


def read_answer(sent: bytes, method: str) -> tuple[int, bool, bytes, bytes]:
    """Status, whether it closes, body, and what is behind it."""
    match = _HEAD.match(sent)
    assert match is not None, sent
    headers = dict(line.lower().split(b': ', 1) for line in match[2].split(b'\r\n')[:-1])
    assert match[2].count(b'\r\n') == len(headers)
    rest = sent[match.end() :]
    closes = headers.get(b'connection') == b'close'
    if method == 'HEAD':
        return int(match[1]), closes, b'', rest
    if b'content-length' in headers:
        assert b'transfer-encoding' not in headers
        size = int(headers[b'content-length'])
        assert len(rest) >= size
        return int(match[1]), closes, rest[:size], rest[size:]
    if b'transfer-encoding' not in headers:
        assert closes
        return int(match[1]), closes, rest, b''
    body = b''
    while True:
        line, _, rest = rest.partition(b'\r\n')
        size = int(line, 16)
        assert rest[size : size + 2] == b'\r\n'
        body, rest = body + rest[:size], rest[size + 2 :]
        if not size:
            return int(match[1]), closes, body, rest


FUZZER = Fuzzer(_inputs, check, MOST_MEMORY, MEASURED)

if __name__ == '__main__':
    FUZZER.main('http', __doc__.split('\n')[0])
