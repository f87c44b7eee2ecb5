"""Requests out of bytes: where each part of one ends, how long it may be, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

import httptools

__all__ = ['METHODS', 'REASONS', 'Limits', 'Request', 'RequestError', 'RequestReader']

REASONS: Final = {
    400: 'Bad Request',
    408: 'Request Timeout',
    413: 'Content Too Large',
    414: 'URI Too Long',
    500: 'Internal Server Error',
    501: 'Not Implemented',
    505: 'HTTP Version Not Supported',
}
_LINE_TOO_LONG: Final = 'Header Line Too Long'  # eventlet's words, behind 400
_HEADERS_TOO_LARGE: Final = 'Headers Too Large'
_LF_ALONE: Final = 'a line ends with LF alone instead of CR LF'

# Methods of the IANA registry, and a few in wide use, that llhttp can read; any other is answered with 501.
METHODS: Final = {
    name.encode(): name
    for name in (
        'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY', 'LINK', 'UNLINK',
        'PURGE', 'COPY', 'LOCK', 'MKCOL', 'MOVE', 'PROPFIND', 'PROPPATCH', 'UNLOCK', 'SEARCH', 'BIND', 'REBIND',
        'UNBIND', 'ACL', 'REPORT', 'MKACTIVITY', 'CHECKOUT', 'MERGE', 'MKCALENDAR', 'M-SEARCH', 'NOTIFY',
        'SUBSCRIBE', 'UNSUBSCRIBE',
    )
}  # fmt: skip

_VERSIONS: Final = {b'HTTP/1.0': 'HTTP/1.0', b'HTTP/1.1': 'HTTP/1.1'}
_ONCE: Final = frozenset((b'host', b'content-length', b'transfer-encoding'))
_KNOWN: Final = _ONCE | {b'connection', b'expect'}

_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VERSION = re.compile(rb'HTTP/[0-9]\.[0-9]')
_LINE_OF_1_0 = re.compile(rb'[^\r\n]* HTTP/1\.0\r\n')
_HOST = re.compile(rb"[A-Za-z0-9\-._~!$&'()*+,;=:%\[\]]*")  # RFC 3986, 3.2.2 and 3.2.3
_ABSOLUTE = re.compile(rb'(?i:https?)://(?:[^/?#@]*@)?(?![:/?#]|\Z)%b(?:[/?#].*)?' % _HOST.pattern)  # RFC 9110, 4.2
_AUTHORITY = re.compile(rb'(?!:)%b:[0-9]{1,5}' % _HOST.pattern)  # RFC 9112, 3.2.3
# RFC 9112, 7.1. Extensions are cut off unread, so nothing but CR and LF can do harm in them.
_CHUNK_SIZE = re.compile(rb'([0-9A-Fa-f]{1,16})(?:;[^\r\n]*)?')

_UPGRADE = re.compile(rb'(?i)\r\nupgrade:[^\r\n]*')
_CONTENT_LENGTH = re.compile(rb'(?i)\r\ncontent-length:[^\r\n]*')
_TRANSFER_ENCODING = re.compile(rb'(?i)\r\ntransfer-encoding:')
_CHUNKED_HEAD: Final = b'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'


class Limits(NamedTuple):
    """The most bytes of each part of a request, line ends included, and the most header fields."""

    request_line: int = 8191
    header_line: int = 8191
    header_block: int = 65536
    header_fields: int = 256
    chunk_line: int = 1024
    trailers: int = 8192
    body: int | None = None


class RequestError(Exception):
    """A request that is refused: the status to answer with, one sentence that says why, and the reason phrase.

    version: the one to answer in, 'HTTP/1.0' for who asked in it.
    """

    def __init__(self, status: int, why: str, reason: str = ''):
        super().__init__(status, why)
        self.status = status
        self.why = why
        self.reason = reason or REASONS[status]
        self.version = 'HTTP/1.1'

    def __str__(self) -> str:
        return f'{self.status} {self.reason}: {self.why}'


class Request:
    """The head of one request.

    method, version: text, such as 'GET' and 'HTTP/1.1'; target: the request-target as it was sent;
    headers: (name, value) pairs of bytes in the order sent; length: bytes of body, None when chunked.
    """

    __slots__ = ('expect_continue', 'headers', 'keep_alive', 'length', 'method', 'target', 'upgrade', 'version')

    def __init__(self, method: str, target: bytes, version: str, headers: list[tuple[bytes, bytes]]):
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.length: int | None = 0
        self.keep_alive = version == 'HTTP/1.1'
        self.upgrade = False  # the client offers another protocol (RFC 9110, 7.8)
        self.expect_continue = False  # it waits for 100 (Continue) before it sends the body (RFC 9110, 10.1.1)

    def __repr__(self) -> str:
        return f'<Request {self.method} {self.target!r} {self.version}, {len(self.headers)} fields>'


class _Collector:
    """What the parser calls: it only collects, so nothing can raise or switch inside the C code."""

    __slots__ = ('complete', 'headers', 'pieces')

    def __init__(self) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.pieces: list[bytes] = []
        self.complete = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value.rstrip(b' \t')))

    def on_body(self, piece: bytes) -> None:
        self.pieces.append(piece)

    def on_message_complete(self) -> None:
        self.complete = True


class RequestReader:
    """Reads the requests of one connection, one after the other.

    The body of a request has to be read to its end (`body` returns b'') before the next request is.
    After a `RequestError` the connection is lost: every call raises the same error again.
    With reject_bad_requests=False, a request with both Content-Length and Transfer-Encoding is read as
    chunked, and the connection ends behind it; with require_host=True, HTTP/1.1 without a Host is refused
    (RFC 9112, 3.2).
    """

    __slots__ = (
        '_at', '_blank', '_body_bytes', '_buffer', '_chunked', '_collector', '_error', '_limits', '_parser',
        '_remaining', '_require_host', '_scanned', '_state', '_strict',
    )  # fmt: skip

    def __init__(
        self,
        limits: Limits = Limits(),  # noqa: B008 (immutable)
        *,
        reject_bad_requests: bool = True,
        require_host: bool = False,
    ):
        self._limits = limits
        self._strict = reject_bad_requests
        self._require_host = require_host
        self._buffer = b''
        self._at = 0  # everything before this offset has been read
        self._scanned = 0  # no part ends before this offset, and no line in it with LF alone
        self._blank = False  # whether an empty line before the request line was forgiven
        self._state: Callable[[RequestReader], bool] | None = None  # what comes next in the body; None: no more
        self._remaining = 0  # bytes of this body, or of this chunk with its CRLF, still to come
        self._chunked = False
        self._body_bytes = 0  # sum of the chunk sizes
        self._error: RequestError | None = None
        self._renew_parser()

    @property
    def pending(self) -> bool:
        """Whether bytes are waiting that no request has claimed yet."""
        return self._at < len(self._buffer)

    @property
    def complete(self) -> bool:
        """Whether the request before was read to its end."""
        return self._state is None

    def receive(self, data: bytes) -> None:
        """Take what the client sent next."""
        at = self._at
        if at < len(self._buffer):
            self._buffer = self._buffer[at:] + data
            self._scanned = max(0, self._scanned - at)
        else:
            self._buffer = data
            self._scanned = 0
        self._at = 0

    def request(self) -> Request | None:
        """The head of the next request; None when more bytes are needed. Raises `RequestError`."""
        if self._error is not None:
            raise self._error
        if self._state is not None:
            raise RuntimeError('the body of the request before has not been read to its end')
        try:
            return self._read_head()
        except RequestError as error:
            self._error = error
            if _LINE_OF_1_0.match(self._buffer, self._at, self._at + self._limits.request_line):
                error.version = 'HTTP/1.0'
            raise

    def body(self) -> bytes | None:
        """The next piece of the body; b'' at its end, None when more bytes are needed. Raises `RequestError`."""
        pieces = self._collector.pieces
        try:
            while self._error is None and self._state is not None and self._state(self):
                pass
        except RequestError as error:
            self._error = error  # after the pieces that came before it
        if pieces:
            piece = pieces[0] if len(pieces) == 1 else b''.join(pieces)
            pieces.clear()
            return piece
        if self._error is not None:
            raise self._error
        return b'' if self._state is None else None

    def another_body(self) -> None:
        """Read one more chunked body, behind that of a request which was read to its end.

        No HTTP, but what a client and an application may agree on: each 100 (Continue) is answered with a body.
        """
        self._renew_parser()  # the old one may have been told that the connection closes
        self._feed(_CHUNKED_HEAD)
        self._collector.headers = []
        self._expect_body(None)

    def take(self) -> bytes:
        """Give the connection up, to another protocol: all bytes behind the request's head that were not read."""
        unread = self._buffer[self._at :]
        self._buffer, self._at, self._state = b'', 0, None
        self._error = RequestError(400, 'the connection was given to another protocol')
        return unread

    def _renew_parser(self) -> None:
        self._collector = _Collector()
        self._parser = httptools.HttpRequestParser(self._collector)

    def _read_head(self) -> Request | None:
        buffer, limits, start = self._buffer, self._limits, self._at
        if not self._blank and buffer.startswith(b'\r\n', start):  # RFC 9112, 2.2: one empty line is forgiven
            self._blank = True
            start = self._at = start + 2
        line_end = buffer.find(b'\r\n', start, start + limits.request_line)
        if line_end < 0:
            self._check_line_ends(start, start + limits.request_line)
            if len(buffer) - start >= limits.request_line:
                raise RequestError(414, f'the request line is longer than {limits.request_line} bytes')
            return None
        fields = line_end + 2
        found = buffer.find(b'\r\n\r\n', max(line_end, self._scanned - 3), fields + limits.header_block)
        if found < 0:
            self._check_line_ends(start, fields + limits.header_block)
            if len(buffer) - fields >= limits.header_block:
                raise RequestError(400, f'the header is longer than {limits.header_block} bytes', _HEADERS_TOO_LARGE)
            return None
        end = found + 4
        if buffer.count(b'\n', start, end) != buffer.count(b'\r\n', start, end):
            raise RequestError(400, _LF_ALONE)
        request = self._parse(buffer[start:line_end], buffer[start:end], end - fields)
        self._at = end
        self._blank = False
        return request

    def _check_line_ends(self, start: int, end: int) -> None:
        """Refuse an LF without CR before it in a part that begins at `start`, as far as it has come.

        RFC 9112, 2.2 would let it end a line. The parser refuses it too, but gets to see whole parts only, and
        who ends every line with LF is waiting for an answer.
        """
        buffer, at = self._buffer, max(start, self._scanned)
        if buffer.count(b'\n', at, end) != buffer.count(b'\r\n', max(start, at - 1), end):
            raise RequestError(400, _LF_ALONE)
        self._scanned = min(end, len(buffer))

    def _parse(self, line: bytes, head: bytes, block: int) -> Request:
        method, target, version = _request_line(line)
        limits = self._limits
        if block > limits.header_line and max(map(len, head.split(b'\r\n')[1:])) + 2 > limits.header_line:
            raise RequestError(400, f'a header line is longer than {limits.header_line} bytes', _LINE_TOO_LONG)
        collector = self._collector
        collector.complete = False
        both_framings = not self._strict and _TRANSFER_ENCODING.search(head) and _CONTENT_LENGTH.search(head)
        if both_framings:
            head = _CONTENT_LENGTH.sub(b'', head)
        upgrade = self._feed(head)
        headers, collector.headers = collector.headers, []
        if len(headers) > limits.header_fields:
            raise RequestError(400, f'more than {limits.header_fields} header fields', _HEADERS_TOO_LARGE)
        request = Request(method, target, version, headers)
        self._read_fields(request)
        if upgrade:
            self._read_as_http(request, head)
        if both_framings or (request.length is None and version == 'HTTP/1.0'):  # RFC 9112, 6.1: faulty framing
            request.keep_alive = False
        self._expect_body(request.length)
        return request

    def _read_as_http(self, request: Request, head: bytes) -> None:
        """Go on with HTTP behind a head at which the parser stopped for the sake of another protocol.

        Whether the offer is taken is the application's business, and few take one: until it does (`take`),
        what follows is this request's body and further requests (RFC 9110, 7.8).
        """
        self._renew_parser()
        if request.method == 'CONNECT':
            if request.length != 0:
                raise RequestError(400, 'CONNECT with a body')
            request.keep_alive = False
            self._collector.complete = True
            return
        request.upgrade = request.version == 'HTTP/1.1'
        self._feed(_UPGRADE.sub(b'', head))
        self._collector.headers = []

    def _read_fields(self, request: Request) -> None:
        """Set what the header says about this body and this connection (RFC 9112, 3.2, 6.3 and 9.3)."""
        known: dict[bytes, bytes] = {}
        for name, value in request.headers:
            key = name.lower()
            if key in _KNOWN:
                if key in known:
                    if key in _ONCE:
                        raise RequestError(400, f'{name.decode()} is given twice')
                    value = known[key] + b',' + value
                known[key] = value
        host = known.pop(b'host', None)
        if host is None:
            if self._require_host and request.version == 'HTTP/1.1':
                raise RequestError(400, 'Host is missing')
        elif not _HOST.fullmatch(host):
            raise RequestError(400, 'Host is not a host name')
        if known:
            request.keep_alive = _keeps_alive(request.version, known.get(b'connection'))
            request.expect_continue = known.get(b'expect', b'').lower() == b'100-continue'
            request.length = self._body_length(known.get(b'content-length'), known.get(b'transfer-encoding'))

    def _body_length(self, length: bytes | None, coding: bytes | None) -> int | None:
        if coding is not None:
            if coding.lower() != b'chunked':
                raise RequestError(400, 'Transfer-Encoding is not chunked')
            return None
        if length is None:
            return 0
        if not length.isdigit() or len(length) > 20:
            raise RequestError(400, 'Content-Length is not a number')
        return self._within_limit(int(length))

    def _within_limit(self, length: int) -> int:
        if self._limits.body is not None and length > self._limits.body:
            raise RequestError(413, f'the body is longer than {self._limits.body} bytes')
        return length

    def _expect_body(self, length: int | None) -> None:
        self._chunked = length is None
        if length is None:
            self._body_bytes = 0
            self._state = RequestReader._read_chunk_size
        elif length:
            self._remaining = length
            self._state = RequestReader._read_data
        if self._collector.complete is not (length == 0):
            raise RequestError(400, 'the framing is ambiguous')

    def _feed(self, data: bytes) -> bool:
        """Give a part to the parser; True when it stopped because another protocol is asked for."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            return True
        except httptools.HttpParserError as error:
            raise RequestError(400, str(error)) from error
        return False

    # The states of a body. Each reads what it can and tells whether it came to the next one.

    def _read_data(self) -> bool:
        data = self._buffer[self._at : self._at + self._remaining]
        self._at += len(data)
        self._remaining -= len(data)
        if data:
            self._feed(data)
        if self._remaining:
            return False
        if self._chunked:
            self._state = RequestReader._read_chunk_size
        else:
            self._finish()
        return True

    def _read_chunk_size(self) -> bool:
        limit = self._limits.chunk_line
        end = self._buffer.find(b'\r\n', self._at, self._at + limit)
        if end < 0:
            self._check_line_ends(self._at, self._at + limit)
            if len(self._buffer) - self._at >= limit:
                raise RequestError(400, f'a chunk-size line is longer than {limit} bytes')
            return False
        match = _CHUNK_SIZE.fullmatch(self._buffer, self._at, end)
        if match is None:
            self._check_line_ends(self._at, end)
            raise RequestError(400, 'a chunk size is not a hexadecimal number')
        size = int(match[1], 16)
        self._body_bytes = self._within_limit(self._body_bytes + size)
        self._feed(match[1] + b'\r\n')
        self._at = end + 2
        self._remaining = size + 2  # the CRLF behind the data is the parser's to check
        self._state = RequestReader._read_data if size else RequestReader._read_trailers
        return True

    def _read_trailers(self) -> bool:
        """Trailer fields are checked and dropped (RFC 9110, 6.5.1: they may be).

        One that would be about the framing, such as Content-Length, must not be there and is refused by the parser.
        """
        start, limit = self._at, self._limits.trailers
        if self._buffer.startswith(b'\r\n', start):
            end = start + 2
        else:
            found = self._buffer.find(b'\r\n\r\n', max(start, self._scanned - 3), start + limit)
            end = found + 4 if found >= 0 else start + limit
            self._check_line_ends(start, end)
            if found < 0:
                if len(self._buffer) - start >= limit:
                    raise RequestError(400, f'the trailers are longer than {limit} bytes', _HEADERS_TOO_LARGE)
                return False
        self._feed(self._buffer[start:end])
        self._at = end
        self._collector.headers = []
        self._finish()
        return True

    def _finish(self) -> None:
        self._state = None
        if not self._collector.complete:
            raise RequestError(400, 'the framing is ambiguous')


def _request_line(line: bytes) -> tuple[str, bytes, str]:
    """Split a request line (RFC 9112, 3) into method, target and version."""
    parts = line.split(b' ')
    if len(parts) == 3:
        method, target, version = parts
        if method in METHODS and version in _VERSIONS:
            if (target[:1] == b'/' and method != b'CONNECT') or _is_special_target(method, target):
                return METHODS[method], target, _VERSIONS[version]
            raise RequestError(400, f'the request target is not one for {METHODS[method]}')
        if _VERSION.fullmatch(version) and _TOKEN.fullmatch(method):
            if version in _VERSIONS:
                raise RequestError(501, 'the method is unknown')
            raise RequestError(505, 'only HTTP/1.0 and HTTP/1.1 are spoken here')
    raise RequestError(400, 'the request line is not "method target HTTP/version"')


def _is_special_target(method: bytes, target: bytes) -> bool:
    """Whether a request of this method may have a target that is no path (RFC 9112, 3.2.2 to 3.2.4)."""
    if method == b'CONNECT':
        return _AUTHORITY.fullmatch(target) is not None
    return _ABSOLUTE.fullmatch(target) is not None or (method == b'OPTIONS' and target == b'*')


def _keeps_alive(version: str, connection: bytes | None) -> bool:
    """Whether the client means to go on behind this request (RFC 9112, 9.3)."""
    if connection is None:
        return version == 'HTTP/1.1'
    options = [option.strip() for option in connection.lower().split(b',')]
    return b'close' not in options and (version == 'HTTP/1.1' or b'keep-alive' in options)
