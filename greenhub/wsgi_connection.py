"""One client's connection to the WSGI server: requests become environs, answers go out, waits have limits."""

from __future__ import annotations

import re
import sys
import time
import traceback
from _socket import socket as _Socket
from collections.abc import Callable, Iterable, Iterator
from socket import AF_INET, AF_INET6, IPPROTO_TCP, MSG_PEEK, SHUT_RDWR, SHUT_WR, TCP_NODELAY
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from .corolocal import local
from .greenio import GreenSocket
from .greenthread import sleep
from .http1 import REASONS, Request, RequestError, RequestReader, ResponseWriter
from .hubs import get_hub
from .hubs.hub import READ
from .timeout import Timeout
from .wsgi_input import BodyError, ChunkReadError, Input

if TYPE_CHECKING:
    from .wsgi import Server

__all__ = [
    'HttpProtocol', 'FieldNames', 'WSGI_LOCAL', 'ALREADY_HANDLED',
    'MINIMUM_CHUNK_SIZE', 'STATE_IDLE', 'STATE_REQUEST', 'STATE_CLOSE', 'host_and_port',
]  # fmt: skip

MINIMUM_CHUNK_SIZE: Final = 4096

STATE_IDLE: Final = 'idle'
STATE_REQUEST: Final = 'request'
STATE_CLOSE: Final = 'close'

READ_SIZE: Final = 65536
DISCARD_SECONDS: Final = 5.0
LINGER_BYTES: Final = 256 << 10  # read and dropped behind a refusal, so that the client gets to see it
LINGER_SECONDS: Final = 2.0
PIPELINE_TURN: Final = 16  # requests of one read that are answered before other green threads get their turn
MOST_FIELD_NAMES: Final = 512
_peek = _Socket.recv  # of the descriptor itself: never waits on a green socket, sees the bytes below TLS
_ABSOLUTE = re.compile(rb'(?i:https?)://(?:[^/?#@]*@)?([^/?#]*)(.*)')


class _Local(local):
    already_handled = False


class _AlreadyHandled:
    """An empty answer, told apart by its type."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())


# An application that has answered by itself, on the socket, sets WSGI_LOCAL.already_handled = True and returns [],
# or, the older way, returns ALREADY_HANDLED.
WSGI_LOCAL: Final = _Local()
ALREADY_HANDLED: Final = _AlreadyHandled()


class _ClientGone(ConnectionError):
    """The client cannot be written to: it has closed, or stopped reading for longer than the time limit."""


class HttpProtocol:
    """One client's connection: reads requests, calls the application, answers, until either side ends it.

    conn_state: [client address, socket, state]. A subclass may be given to `server` as its `protocol`.
    """

    minimum_chunk_size = MINIMUM_CHUNK_SIZE
    capitalize_response_headers = True
    reject_bad_requests = True

    def __init__(self, conn_state: list[Any], server: Server):
        self.client_address, self.socket, self.state = conn_state
        self.server = server
        self.reader = RequestReader(server.limits, reject_bad_requests=self.reject_bad_requests)
        if server.minimum_chunk_size is not None:
            self.minimum_chunk_size = server.minimum_chunk_size
        self.connection_environ: dict[str, Any] = {}
        self.environ: dict[str, Any] = {}  # of the request that is being answered, as are those below
        self.request: Request
        self.input: Input
        self.response: ResponseWriter
        self.request_version = 'HTTP/1.1'
        self.keep_alive = False
        self.started = 0.0
        self._timeout: float | None = -1.0  # the socket's; not known yet
        self._body_deadline = 0.0
        self._pipelined = 0  # requests that were there already when their turn came

    # Reading

    def _set_timeout(self, seconds: float | None) -> None:
        if seconds != self._timeout:
            self.socket.settimeout(seconds)
            self._timeout = seconds

    def _receive(self, seconds: float | None) -> bytes:
        self._set_timeout(seconds)
        data: bytes = self.socket.recv(READ_SIZE)
        return data

    def _wait_readable(self, seconds: float | None) -> None:
        """Wait before the first try: right behind an answer there is nothing to read, and trying has its price."""
        if type(self.socket) is GreenSocket:  # TLS may have the bytes already
            get_hub().wait_for(READ, self.socket.fileno(), seconds, TimeoutError)

    def _seconds_to(self, deadline: float) -> float:
        """How long the next read may take: to the deadline, and never longer than socket_timeout."""
        left = max(deadline - _now(), 0.001)
        limit = self.server.socket_timeout
        return left if limit is None else min(left, limit)

    def _read_request(self) -> Request | None:
        """The next request; None when there will be none. Raises `RequestError`."""
        reader, server = self.reader, self.server
        request = reader.request()
        if request is not None:
            self._pipelined += 1
            if self._pipelined % PIPELINE_TURN == 0:
                sleep(0)
            return request
        if server.stopping:
            return None
        self.state = STATE_IDLE
        seconds: float | None
        if self.started and not reader.pending:
            deadline, seconds = None, server.idle_timeout
        else:
            deadline = _now() + server.header_timeout
            seconds = self._seconds_to(deadline)
        while request is None:
            try:
                if deadline is None:
                    self._wait_readable(seconds)
                data = self._receive(seconds)
            except TimeoutError:
                if reader.pending and deadline is not None and _now() >= deadline:
                    raise RequestError(408, f'no whole header within {server.header_timeout:g} seconds') from None
                return None
            if not data:
                return None
            reader.receive(data)
            request = reader.request()
            if request is None:
                deadline = deadline or _now() + server.header_timeout
                seconds = self._seconds_to(deadline)
        return request

    def read_body(self) -> bytes:
        """The next piece of this request's body, b'' at its end. Raises `BodyError`."""
        reader = self.reader
        status: int | None = None
        try:
            while (piece := reader.body()) is None:
                data = self._receive(self._body_seconds())
                if not data:
                    raise ConnectionAbortedError('the client closed the connection within the body of its request')
                reader.receive(data)
            return piece
        except RequestError as error:
            why, status = error.why, error.status
        except TimeoutError:
            why, status = 'the client was too slow with the body of its request', 408
        except OSError as error:
            why = str(error)
        self.keep_alive = False
        raise (ChunkReadError if self.request.length is None else BodyError)(why, status)

    def _body_seconds(self) -> float | None:
        limit = self.server.body_timeout
        if limit is None:
            return self.server.socket_timeout
        if not self._body_deadline:
            self._body_deadline = _now() + limit
        if _now() >= self._body_deadline:
            raise TimeoutError
        return self._seconds_to(self._body_deadline)

    # Writing

    def send(self, data: bytes) -> None:
        """Put bytes on the wire."""
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise _ClientGone(*error.args) from error

    def start_response(
        self, status: str, headers: Iterable[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        """PEP 3333's start_response. Raises ValueError for headers that must not go out, before anything has."""
        response = self.response
        if exc_info is not None:
            try:
                if response.head_sent:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None
        elif response.status:
            raise RuntimeError('start_response() is called again, without exc_info')
        response.start(status, headers)
        return self.write

    def write(self, data: bytes) -> None:
        """PEP 3333's write(): sends at once."""
        self._send(_as_bytes(data))

    def _send(self, data: bytes, length: int | None = None, last: bool = False) -> None:
        response = self.response
        if not self.keep_alive or self.server.stopping or self.input.continue_due:  # who knows if that body comes
            response.keep_alive = False
        data = response.send(data, self.server.date_line(), length, last)
        if not response.keep_alive:
            self.keep_alive = False
        if data:
            self.send(data)

    def _send_result(self, result: Iterable[bytes]) -> None:
        """Send what the application returned, and end the answer."""
        length = None
        if hasattr(result, '__len__'):
            data = _join(result)
            length = len(data)
        else:
            data = self._send_pieces(result)
        if not self.response.status:
            if self._was_handled():
                return
            raise RuntimeError('the application did not call start_response()')
        self._send(data, length, last=True)
        if self.response.excess:
            self.server.log_error(f'{self._request_line()}: {self.response.excess} bytes beyond Content-Length dropped')

    def _send_pieces(self, pieces: Iterable[bytes]) -> bytes:
        """Send an iterable, in pieces of at least the minimum size; returns the rest."""
        minimum = self.environ.get('eventlet.minimum_write_chunk_size', self.minimum_chunk_size)
        minimum = self.environ.get('greenhub.minimum_write_chunk_size', minimum)
        waiting: list[bytes] = []
        size = 0
        for piece in pieces:
            if not piece:
                continue
            if self.response.head_only:
                return b''
            piece = _as_bytes(piece)
            waiting.append(piece)
            size += len(piece)
            if size >= minimum:
                self._send(b''.join(waiting))
                waiting.clear()
                size = 0
        return b''.join(waiting)

    # One request

    def handle(self) -> None:
        """Serve the connection to its end, and close it."""
        self.server.connections.add(self)
        try:
            self._prepare()
            while self.handle_one_request():
                pass
        except OSError as error:  # of the client's doing: resets, time-outs, TLS alerts
            self.server.note(f'{self._client()} is gone: {error}')
        finally:
            self.state = STATE_CLOSE
            self.connection_environ.clear()
            self.environ = {}
            self.close()
            self.server.connection_ended(self)

    def _prepare(self) -> None:
        handshake = getattr(self.socket, 'do_handshake', None)
        if handshake is not None:
            with Timeout(self.server.header_timeout, TimeoutError('no TLS handshake in time')):
                handshake()
        if self.socket.family in (AF_INET, AF_INET6):
            self.socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # answers are joined here, not by Nagle's algorithm
        self.connection_environ = self._connection_environ()

    def handle_one_request(self) -> bool:
        """Answer the next request; False when there will be no other."""
        server = self.server
        try:
            request = self._read_request()
        except RequestError as error:
            self._refuse(error)
            return False
        if request is None:
            return False
        self.state = STATE_REQUEST
        self.started = _now()
        self._body_deadline = 0.0
        self._set_timeout(server.socket_timeout)
        self.request = request
        self.request_version = request.version
        self.keep_alive = request.keep_alive and server.keeps_alive and not server.stopping
        self.input = Input(self, request)
        self.environ = environ = self.get_environ()
        announce = b''
        if self.keep_alive and 'HTTP_CONNECTION' in environ and 'keep-alive' in environ['HTTP_CONNECTION'].lower():
            announce = server.keep_alive_lines
        self.response = ResponseWriter(
            server.response_names, request.method, request.version, self.keep_alive, announce, server.max_http_version
        )
        try:
            self.handle_one_response(environ)
        finally:
            self._run_posthooks(environ)
            if server.log_output:
                self._log_request(self._request_line(), self.response.status[:3] or '-', self.response.body_bytes)
        return self._goes_on()

    def handle_one_response(self, environ: dict[str, Any]) -> None:
        """Call the application and send its answer, or the one to its failure."""
        try:
            result = self.server.app(environ, self.start_response)
            try:
                if not self._was_handled(result):
                    self._send_result(result)
            finally:
                close = getattr(result, 'close', None)
                if close is not None:
                    close()
        except _ClientGone as error:
            self.keep_alive = False
            self.server.note(f'{self._client()} is gone: {error}')
        except BodyError as error:  # which the application let through
            if error.status is None:
                self.keep_alive = False
            else:
                self._fail(error.status, str(error))
        except (Exception, Timeout):
            text = traceback.format_exc()
            self.server.log_error(f'{self._request_line()}: the application failed\n{text}')
            self._fail(500, text if self.server.debug else '')

    def _was_handled(self, result: object = None) -> bool:
        """Whether the application answered by itself, on the socket."""
        if result is not ALREADY_HANDLED and not WSGI_LOCAL.already_handled:
            return False
        WSGI_LOCAL.already_handled = False
        self.keep_alive = False
        return True

    def _fail(self, status: int, text: str) -> None:
        """Answer with an error, unless something was sent already; either way the connection ends."""
        self.keep_alive = False
        if self.response.head_sent:
            return
        body = text.encode('utf-8', 'replace')
        headers = [('Content-Type', 'text/plain; charset=utf-8')] if body else []
        self.response.start(f'{status} {REASONS[status]}', headers)
        try:
            self._send(body, len(body), last=True)
        except _ClientGone as error:
            self.server.note(f'{self._client()} is gone: {error}')

    def _refuse(self, error: RequestError) -> None:
        """Answer to what is no request, or none that may be; the connection ends."""
        self.state = STATE_REQUEST
        self.started = _now()
        body = f'{error.why}\n'.encode()
        response = ResponseWriter(
            self.server.response_names, '', 'HTTP/1.1', keep_alive=False, speaks=self.server.max_http_version
        )
        response.start(f'{error.status} {REASONS[error.status]}', [('Content-Type', 'text/plain')])
        self.send(response.send(body, self.server.date_line(), len(body), last=True))
        if self.server.log_output:
            self._log_request(f'- ({error.why})', str(error.status), len(body))
        self._linger()

    def _goes_on(self) -> bool:
        """Get the rest of the request out of the way; whether another one may follow."""
        reader = self.reader
        if self.keep_alive and not reader.complete:
            try:
                with Timeout(DISCARD_SECONDS, TimeoutError('the client is slow with a body that nobody reads')):
                    self.input.discard()
            except BodyError:
                return False
        self.input.ended = True  # whoever kept it must not read the next request's body
        if reader.complete and self.keep_alive:
            return True
        if not reader.complete and not self.input.continue_due:
            self._linger()
        return False

    def _linger(self) -> None:
        """Read on for a moment: closing on unread data would take the answer from the client (RFC 9112, 9.6)."""
        deadline = _now() + LINGER_SECONDS
        left = LINGER_BYTES
        self.state = STATE_CLOSE
        self.socket.shutdown(SHUT_WR)
        while left > 0 and (seconds := deadline - _now()) > 0:
            data = self._receive(seconds)
            if not data:
                return
            left -= len(data)

    def _run_posthooks(self, environ: dict[str, Any]) -> None:
        """Call what the application left to be done behind the answer: (function, args, kwargs) each."""
        hooks = environ.get('eventlet.posthooks') or []
        ours = environ.get('greenhub.posthooks') or []
        for hook, args, kwargs in hooks if hooks is ours else [*hooks, *ours]:
            try:
                hook(environ, *args, **kwargs)
            except (Exception, Timeout):
                self.server.log_error(f'{self._request_line()}: a posthook failed\n{traceback.format_exc()}')

    def set_idle(self) -> None:
        """Say that this request need not be waited for when the server stops (`environ['greenhub.set_idle']`)."""
        self.state = STATE_IDLE

    def is_idle(self) -> bool:
        """Whether nothing would be lost by closing: no request is running, none has arrived."""
        if self.state != STATE_IDLE:
            return self.state == STATE_CLOSE  # lingering: the answer is out
        try:
            return not (isinstance(self.socket, _Socket) and _peek(self.socket, 1, MSG_PEEK))
        except OSError:
            return True

    def close(self) -> None:
        """End the connection; whoever waits to read or write it is woken with an error."""
        unwrap = getattr(self.socket, 'unwrap', None)
        try:
            if unwrap is not None:
                self.socket.settimeout(0)  # says goodbye (RFC 8446, 6.1), and does not wait for the answer
                unwrap()
        except (OSError, ValueError):
            pass
        try:
            self.socket.shutdown(SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

    # The environ

    def _connection_environ(self) -> dict[str, Any]:
        """What is the same for all requests of the connection."""
        environ: dict[str, Any] = {
            'GATEWAY_INTERFACE': 'CGI/1.1',
            'SCRIPT_NAME': '',
            'wsgi.errors': sys.stderr,
            'wsgi.version': (1, 0),
            'wsgi.url_scheme': 'http',
            'wsgi.multithread': True,
            'wsgi.multiprocess': False,
            'wsgi.run_once': False,
            'wsgi.input_terminated': True,
            'eventlet.set_idle': self.set_idle,
            'greenhub.set_idle': self.set_idle,
        }
        if self.server.is_tls:
            environ['wsgi.url_scheme'] = 'https'
            environ['HTTPS'] = 'on'
        environ['REMOTE_ADDR'], environ['REMOTE_PORT'] = host_and_port(self.client_address)
        environ['SERVER_NAME'], environ['SERVER_PORT'] = host_and_port(self.socket.getsockname())
        environ.update(self.server.environ)
        return environ

    def get_environ(self) -> dict[str, Any]:
        """The environ of `self.request`."""
        request = self.request
        target = request.target
        authority = b''
        if target[:1] != b'/' and (absolute := _ABSOLUTE.fullmatch(target)):
            authority, target = absolute.groups()
            target = target if target[:1] == b'/' else b'/' + target
        path, _, query = target.partition(b'?')
        raw_path = path.decode('latin-1')
        environ = self.connection_environ.copy()
        environ['REQUEST_METHOD'] = request.method
        environ['RAW_PATH_INFO'] = raw_path
        environ['PATH_INFO'] = unquote_to_bytes(path).decode('latin-1') if '%' in raw_path else raw_path
        environ['QUERY_STRING'] = query.decode('latin-1')
        environ['SERVER_PROTOCOL'] = request.version
        environ['wsgi.input'] = environ['eventlet.input'] = environ['greenhub.input'] = self.input
        environ['eventlet.posthooks'] = environ['greenhub.posthooks'] = []
        names = self.server.field_names
        raw_headers = []
        for name, value in request.headers:
            text = value.decode('latin-1')
            raw_name, key = names[name]
            raw_headers.append((raw_name, text))
            if key in environ:
                text = f'{environ[key]}{"; " if key == "HTTP_COOKIE" else ","}{text}'
            if key:
                environ[key] = text
        environ['headers_raw'] = tuple(raw_headers)
        if authority:  # takes precedence over Host (RFC 9112, 3.2.2)
            environ['HTTP_HOST'] = authority.decode('latin-1')
        return environ

    # The log

    def get_client_address(self) -> tuple[str, str]:
        """Host and port for the log, the host behind those that X-Forwarded-For names."""
        host, port = host_and_port(self.client_address)
        if self.server.log_x_forwarded_for:
            forwarded = self.environ.get('HTTP_X_FORWARDED_FOR', '').replace(' ', '')
            if forwarded:
                host = f'{forwarded},{host}'
        return host, port

    def _client(self) -> str:
        return ':'.join(host_and_port(self.client_address))

    def _request_line(self) -> str:
        request = self.request
        return f'{request.method} {request.target.decode("latin-1")} {request.version}'

    def _log_request(self, request_line: str, status: str, length: int) -> None:
        host, port = self.get_client_address()
        self.server.log.info(
            self.server.log_format
            % {
                'client_ip': host,
                'client_port': port,
                'date_time': time.strftime('%d/%b/%Y %H:%M:%S'),
                'request_line': request_line,
                'status_code': status,
                'body_length': length,
                'wall_seconds': _now() - self.started,
            }
        )


class FieldNames(dict[bytes, tuple[str, str]]):
    """Header name as it came -> (as text, its key in the environ or '' when it has none). Filled on use."""

    def __missing__(self, name: bytes) -> tuple[str, str]:
        text = name.decode('latin-1')
        key = text.upper().replace('-', '_')
        if '_' in text:
            key = ''  # X_Y could pass itself off as X-Y
        elif key not in ('CONTENT_TYPE', 'CONTENT_LENGTH'):
            key = f'HTTP_{key}'
        if len(self) < MOST_FIELD_NAMES:
            self[name] = text, key
        return text, key


def _now() -> float:
    """The hub's clock: what the limits on waiting are measured by."""
    now: float = get_hub().clock()
    return now


def host_and_port(address: Any) -> tuple[str, str]:
    """A socket's address for the environ; unix sockets have neither host nor port."""
    if isinstance(address, tuple):
        return address[0], str(address[1])
    return 'unix', ''


def _as_bytes(piece: bytes | str) -> bytes:
    return piece.encode('ascii') if isinstance(piece, str) else piece


def _join(pieces: Iterable[bytes]) -> bytes:
    try:
        return b''.join(pieces)
    except TypeError:
        return b''.join(map(_as_bytes, pieces))
