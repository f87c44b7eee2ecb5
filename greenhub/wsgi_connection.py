"""One client's connection to the WSGI server: requests become environs, answers go out, waits have limits."""

from __future__ import annotations

import traceback
from _socket import socket as _Socket
from collections.abc import Callable, Iterable, Iterator
from socket import AF_INET, AF_INET6, IPPROTO_TCP, MSG_PEEK, SHUT_RDWR, SHUT_WR, TCP_NODELAY
from typing import TYPE_CHECKING, Any, Final

from greenlet import getcurrent

from .greenthread import sleep
from .http1 import REASONS, Request, RequestError, RequestReader, ResponseWriter, interim_response
from .hubs import get_hub
from .timeout import Timeout
from .wsgi_environ import connection_environ, host_and_port, request_environ
from .wsgi_input import BodyError, Input
from .wsgi_names import HandlerNames, escaped

if TYPE_CHECKING:
    from .wsgi import Server

__all__ = [
    'HttpProtocol', 'WSGI_LOCAL', 'ALREADY_HANDLED', 'MINIMUM_CHUNK_SIZE', 'STATE_IDLE', 'STATE_REQUEST', 'STATE_CLOSE',
]  # fmt: skip

MINIMUM_CHUNK_SIZE: Final = 4096

STATE_IDLE: Final = 'idle'
STATE_REQUEST: Final = 'request'
STATE_CLOSE: Final = 'close'

READ_SIZE: Final = 65536
DISCARD_SECONDS: Final = 5.0
LINGER_BYTES: Final = 256 << 10  # read and dropped behind a refusal, so that the client gets to see it
LINGER_SECONDS: Final = 2.0
TURN: Final = 16  # requests of one read, or pieces of an answer, before other green threads get their turn
_peek = _Socket.recv  # of the descriptor itself: never waits on a green socket, sees the bytes below TLS


class _WsgiLocal:
    """One value a green thread, kept in the green thread: asking is cheap, and it is asked for each answer."""

    @property
    def already_handled(self) -> bool:
        return getattr(getcurrent(), 'greenhub wsgi already_handled', False)

    @already_handled.setter
    def already_handled(self, value: bool) -> None:
        setattr(getcurrent(), 'greenhub wsgi already_handled', value)


class _AlreadyHandled:
    """An empty answer, told apart by its type."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())


# An application that has answered by itself, on the socket, sets WSGI_LOCAL.already_handled = True and returns [],
# or, the older way, returns ALREADY_HANDLED.
WSGI_LOCAL: Final = _WsgiLocal()
ALREADY_HANDLED: Final = _AlreadyHandled()


class _ClientGone(ConnectionError):
    """The client cannot be written to: it has closed, or stopped reading for longer than the time limit."""


class HttpProtocol(HandlerNames):
    """One client's connection: reads requests, calls the application, answers, until either side ends it.

    conn_state: [client address, socket, state]. A subclass may be given to `server` as its `protocol`. It may override
    `setup`, `handle`, `handle_one_request`, `handle_one_response`, `finish`, `get_environ`, `get_client_address`,
    `problem_body`, `log_request`, `log_message` and `log_error`, and set the attributes below. Requests are read by
    `greenhub.http1`: `parse_request`, `rfile` and `send_error` of `http.server` are not there.
    """

    minimum_chunk_size = MINIMUM_CHUNK_SIZE
    capitalize_response_headers = True
    reject_bad_requests = True  # False: what has both Content-Length and Transfer-Encoding is read as chunked
    require_host = False  # True: HTTP/1.1 without Host is refused (RFC 9112, 3.2); eventlet's clients may lack it
    disable_nagle_algorithm = True  # answers are joined here

    def __init__(self, conn_state: list[Any], server: Server):
        self.conn_state = conn_state
        self.client_address, self.socket, _ = conn_state
        self.server = server
        self.clock: Callable[[], float] = get_hub().clock  # what the limits on waiting are measured by
        self.reader = RequestReader(
            server.limits, reject_bad_requests=self.reject_bad_requests, require_host=self.require_host
        )
        if server.minimum_chunk_size is not None:
            self.minimum_chunk_size = server.minimum_chunk_size
        self.connection_environ: dict[str, Any] = {}
        self.close_connection = False
        self.on_stop: Callable[[], object] | None = None  # of whoever took the connection over
        self.environ: dict[str, Any] = {}  # of the request that is being answered, as are those below
        self.head: Request
        self.input: Input
        self.response: ResponseWriter
        self.started = 0.0
        self._timeout: float | None = -1.0  # the socket's; not known yet
        self._pipelined = 0  # requests that were there already when their turn came

    # The life of a connection

    def run(self) -> None:
        """Serve the connection from its beginning to its end."""
        self.server.connections.add(self)
        try:
            self.setup()
            self.handle()
        except OSError as error:  # of the client's doing: resets, time-outs, TLS alerts
            self.server.note(f'{self._client()} is gone: {error}')
        finally:
            try:
                self.finish()
            finally:
                self.server.connection_ended(self)

    def setup(self) -> None:
        """What is done before the first request is read: the TLS handshake, for one."""
        handshake = getattr(self.socket, 'do_handshake', None)
        if handshake is not None:
            with Timeout(self.server.header_timeout, TimeoutError('no TLS handshake in time')):
                handshake()
        if self.disable_nagle_algorithm and self.socket.family in (AF_INET, AF_INET6):
            self.socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        environ = connection_environ(self.client_address, self.socket.getsockname(), self.server.is_tls)
        environ['eventlet.set_idle'] = environ['greenhub.set_idle'] = self.set_idle
        environ['wsgi.early_hints'] = self.send_early_hints
        self.connection_environ = environ | self.server.environ

    def handle(self) -> None:
        """Answer requests until the connection is to be closed."""
        self.close_connection = False
        while not self.close_connection:
            self.handle_one_request()

    def finish(self) -> None:
        """End the connection."""
        self.conn_state[2] = STATE_CLOSE
        self.connection_environ = {}
        self.environ = {}
        self.close()

    def close(self) -> None:
        """Close the socket; whoever waits to read or write it is woken with an error."""
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

    def stop(self) -> None:
        """The server stops: close, unless a request is running; or tell whoever took the connection over."""
        if self.on_stop is not None and not self._has_left():
            self.on_stop()
        elif self.on_stop is not None or self.is_idle():
            self.close()

    def set_idle(self) -> None:
        """Say that this request need not be waited for when the server stops (`environ['greenhub.set_idle']`)."""
        self.conn_state[2] = STATE_IDLE

    def is_idle(self) -> bool:
        """Whether nothing would be lost by closing: no request is running, none has arrived."""
        if self.conn_state[2] != STATE_IDLE:
            return self.conn_state[2] == STATE_CLOSE  # lingering: the answer is out
        try:
            return not (isinstance(self.socket, _Socket) and _peek(self.socket, 1, MSG_PEEK))
        except OSError:
            return True

    def _has_left(self) -> bool:
        """Whether the client has ended its side, behind all that was read."""
        try:
            return isinstance(self.socket, _Socket) and not _peek(self.socket, 1, MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    # Reading

    def receive(self, seconds: float | None) -> bytes:
        """What the client sent next, b'' at the end; TimeoutError when it takes longer than `seconds`."""
        if seconds != self._timeout:
            self._set_timeout(seconds)
        data: bytes = self.socket.recv(READ_SIZE)
        if len(data) == READ_SIZE:
            sleep(0)  # there is more, and reading it will not wait: let others have their turn
        return data

    def seconds_to(self, deadline: float) -> float:
        """How long the next read may take: to the deadline, and never longer than socket_timeout."""
        left = max(deadline - self.clock(), 0.001)
        limit = self.server.socket_timeout
        return left if limit is None else min(left, limit)

    def _set_timeout(self, seconds: float | None) -> None:
        self.socket.settimeout(seconds)
        self._timeout = seconds

    def _read_head(self) -> Request | None:
        """The head of the next request; None when there will be none. Raises `RequestError`."""
        reader = self.reader
        if reader.pending:
            head = reader.request()
            if head is not None:
                self._pipelined += 1
                if self._pipelined % TURN == 0:
                    sleep(0)
                return head
        if self.server.stopping:
            return None
        self.conn_state[2] = STATE_IDLE
        if self.started and not reader.pending:  # between two requests
            data = self._receive_or_end(self.server.idle_timeout)
            if not data:
                return None
            reader.receive(data)
            head = reader.request()
            if head is not None:
                return head
        return self._read_head_in_time()

    def _read_head_in_time(self) -> Request | None:
        """As `_read_head`, of a connection that is new or has begun a request: header_timeout runs."""
        reader = self.reader
        limit = self.server.header_timeout
        deadline = self.clock() + limit
        while True:
            data = self._receive_or_end(self.seconds_to(deadline))
            if data:
                reader.receive(data)
                head = reader.request()
                if head is not None:
                    return head
            elif data is None and reader.pending and self.clock() >= deadline:
                raise RequestError(408, f'no whole header within {limit:g} seconds')
            else:
                return None

    def _receive_or_end(self, seconds: float | None) -> bytes | None:
        """As `receive`, but None when the time is up."""
        try:
            return self.receive(seconds)
        except TimeoutError:
            return None

    # Writing

    def send(self, data: bytes) -> None:
        """Put bytes on the wire."""
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise _ClientGone(*error.args) from error

    def send_early_hints(self, headers: Iterable[tuple[str, str]]) -> None:
        """Send 103 (RFC 8297) while the answer is being made, to whom it means something.

        For an application it is `environ['wsgi.early_hints']`, as under gunicorn.
        """
        if min(self.head.version, self.server.max_http_version) >= 'HTTP/1.1' and not self.response.head_sent:
            self.send(interim_response(self.server.response_names, '103 Early Hints', headers))

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
        elif self.on_stop is not None:  # python-engineio answers once more when a WebSocket has ended
            return self.write
        elif response.status:
            raise RuntimeError('start_response() is called again, without exc_info')
        response.start(status, headers)
        return self.write

    def write(self, data: bytes) -> None:
        """PEP 3333's write(): sends at once."""
        self._send(_as_bytes(data))

    def _send(self, data: bytes, length: int | None = None, last: bool = False) -> None:
        response = self.response
        if self.close_connection or self.server.stopping or self.input.continue_due:  # who knows if that body comes
            response.keep_alive = False
        data = response.send(data, self.server.date_line(), length, last)
        if not response.keep_alive:
            self.close_connection = True
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
        if (self.response.head_sent or not self.response.status) and self._was_handled():
            return
        if not self.response.status:
            raise RuntimeError('the application did not call start_response()')
        self._send(data, length, last=True)
        if self.response.excess:
            self.server.log_error(f'{self.requestline}: {self.response.excess} bytes beyond Content-Length dropped')

    def _send_pieces(self, pieces: Iterable[bytes]) -> bytes:
        """Send an iterable, in pieces of at least the minimum size; returns the rest."""
        minimum = self.environ.get('eventlet.minimum_write_chunk_size', self.minimum_chunk_size)
        minimum = self.environ.get('greenhub.minimum_write_chunk_size', minimum)
        waiting: list[bytes] = []
        size = sent = 0
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
                sent += 1
                if sent % TURN == 0:
                    sleep(0)
        return b''.join(waiting)

    # One request

    def handle_one_request(self) -> None:
        """Answer the next request; `close_connection` says whether there may be another one."""
        server = self.server
        self.close_connection = True
        try:
            head = self._read_head()
        except RequestError as error:
            self._refuse(error)
            return
        if head is None:
            return
        self.conn_state[2] = STATE_REQUEST
        self.started = self.clock()
        if self._timeout != server.socket_timeout:
            self._set_timeout(server.socket_timeout)
        self.head = head
        keep_alive = head.keep_alive and server.keeps_alive and not server.stopping
        self.close_connection = not keep_alive
        self.input = Input(self, head)
        self.environ = environ = self.get_environ()
        announce = b''
        if keep_alive and 'HTTP_CONNECTION' in environ and 'keep-alive' in environ['HTTP_CONNECTION'].lower():
            announce = server.keep_alive_lines
        self.response = ResponseWriter(
            server.response_names, head.method, head.version, keep_alive, announce, server.max_http_version
        )
        try:
            self.handle_one_response()
        finally:
            self._run_posthooks()
            if server.log_output:
                self.log_request()
        self._get_to_the_next()

    def get_environ(self) -> dict[str, Any]:
        """The environ of the request that was read."""
        environ = request_environ(self.connection_environ, self.head, self.server.field_names)
        environ['wsgi.input'] = environ['eventlet.input'] = environ['greenhub.input'] = self.input
        environ['eventlet.posthooks'] = environ['greenhub.posthooks'] = []
        return environ

    def handle_one_response(self) -> None:
        """Call the application and send its answer, or the one to its failure."""
        try:
            result = self.server.app(self.environ, self.start_response)
            try:
                if not self._was_handled(result):
                    self._send_result(result)
            finally:
                if hasattr(result, 'close'):
                    result.close()
        except _ClientGone as error:
            self.close_connection = True
            self.server.note(f'{self._client()} is gone: {error}')
        except BodyError as error:  # which the application let through
            if error.status is None:
                self.close_connection = True
            else:
                self._fail(error.status, str(error))
        except (Exception, Timeout):
            text = traceback.format_exc()
            self.server.log_error(f'{self.requestline}: the application failed\n{text}')
            self._fail(500, text if self.server.debug else '')

    def _was_handled(self, result: object = None) -> bool:
        """Whether the application answered by itself, on the socket."""
        if result is not ALREADY_HANDLED and not WSGI_LOCAL.already_handled:
            return False
        WSGI_LOCAL.already_handled = False
        self.close_connection = True
        return True

    def _fail(self, status: int, text: str) -> None:
        """Answer with an error, unless something was sent already; either way the connection ends."""
        self.close_connection = True
        if self.response.head_sent:
            return
        kind, body = self.problem_body(status, text)
        self.response.start(f'{status} {REASONS[status]}', [('Content-Type', kind)] if body else [])
        try:
            self._send(body, len(body), last=True)
        except _ClientGone as error:
            self.server.note(f'{self._client()} is gone: {error}')

    def _refuse(self, error: RequestError) -> None:
        """Answer to what is no request, or none that may be; the connection ends."""
        server = self.server
        self.conn_state[2] = STATE_REQUEST
        kind, body = self.problem_body(error.status, f'{error.why}\n')
        speaks = min(error.version, server.max_http_version)
        response = ResponseWriter(server.response_names, '', error.version, keep_alive=False, speaks=speaks)
        response.start(f'{error.status} {error.reason}', [('Content-Type', kind)])
        self.send(response.send(body, server.date_line(), len(body), last=True))
        if server.log_output:
            self.log_error('code %d, message %s', error.status, error.why)
        self._linger()

    def problem_body(self, status: int, text: str) -> tuple[str, bytes]:
        """Content type and body of an answer of the server's own: to what is no request, or to a failure.

        `text` says what is wrong; it is empty for a 500 that is not to tell.
        """
        return 'text/plain; charset=utf-8', text.encode('utf-8', 'replace')

    def _get_to_the_next(self) -> None:
        """Get the rest of the request out of the way, or see that there will be no other."""
        reader = self.reader
        if not reader.complete and not self.close_connection:
            try:
                with Timeout(DISCARD_SECONDS, TimeoutError('the client is slow with a body that nobody reads')):
                    self.input.discard()
            except BodyError:
                self.close_connection = True
                return
        self.input.ended = True  # whoever kept it must not read the next request's body
        if not reader.complete:
            self.close_connection = True
            if not self.input.continue_due:
                self._linger()

    def _linger(self) -> None:
        """Read on for a moment: closing on unread data would take the answer from the client (RFC 9112, 9.6)."""
        deadline = self.clock() + LINGER_SECONDS
        left = LINGER_BYTES
        self.conn_state[2] = STATE_CLOSE
        self.socket.shutdown(SHUT_WR)
        while left > 0 and (seconds := deadline - self.clock()) > 0:
            data = self.receive(seconds)
            if not data:
                return
            left -= len(data)

    def _run_posthooks(self) -> None:
        """Call what the application left to be done behind the answer: (function, args, kwargs) each."""
        environ = self.environ
        hooks, ours = environ.get('eventlet.posthooks'), environ.get('greenhub.posthooks')
        if not hooks and not ours:
            return
        hooks, ours = hooks or (), ours or ()
        for hook, args, kwargs in hooks if hooks is ours else [*hooks, *ours]:
            try:
                hook(environ, *args, **kwargs)
            except (Exception, Timeout):
                self.server.log_error(f'{self.requestline}: a posthook failed\n{traceback.format_exc()}')

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

    def log_request(self) -> None:
        """Log a request and its answer."""
        host, port = self.get_client_address()
        self.server.log.info(
            self.server.log_format
            % {
                'client_ip': _quotable(host),
                'client_port': port,
                'date_time': self.log_date_time_string(),
                'request_line': _quotable(self.requestline),
                'status_code': self.response.status[:3] or '-',
                'body_length': self.response.body_bytes,
                'wall_seconds': self.clock() - self.started,
            }
        )


def _quotable(text: str) -> str:
    """What a client sent, for between the quotation marks of a log."""
    return escaped(text).replace('"', r'\x22')


def _as_bytes(piece: bytes | str) -> bytes:
    return piece.encode('ascii') if isinstance(piece, str) else piece


def _join(pieces: Iterable[bytes]) -> bytes:
    try:
        return b''.join(pieces)
    except TypeError:
        return b''.join(map(_as_bytes, pieces))
