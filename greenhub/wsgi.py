"""A WSGI server (PEP 3333) that speaks HTTP/1.1 (RFC 9112), one green thread a connection.

    wsgi.server(greenhub.listen(('127.0.0.1', 8080)), app)

Here connections are accepted and the server is stopped; `greenhub.wsgi_connection` serves one connection;
`greenhub.http1` reads its requests, refuses the bad ones, and frames the answers; `greenhub.wsgi_environ` makes
environs of them; `greenhub.wsgi_input` is a body.
"""

from __future__ import annotations

import errno
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from socket import AF_UNIX, SO_ACCEPTCONN, SOL_SOCKET
from typing import Any, Final

from .event import Event
from .greenpool import GreenPool
from .greenthread import sleep
from .http1 import HeaderNames, Limits
from .http1 import encode_header_line as _encode_header_line  # noqa: F401 (eventlet's name, which its tests know)
from .wsgi_connection import (
    ALREADY_HANDLED,
    MINIMUM_CHUNK_SIZE,
    STATE_CLOSE,
    STATE_IDLE,
    STATE_REQUEST,
    WSGI_LOCAL,
    HttpProtocol,
)
from .wsgi_environ import FieldNames, host_and_port
from .wsgi_input import BodyError, ChunkReadError, Input

__all__ = [
    'server', 'Server', 'HttpProtocol', 'Input', 'BodyError', 'ChunkReadError', 'WSGI_LOCAL', 'ALREADY_HANDLED',
    'LoggerFileWrapper', 'format_date_time', 'DEFAULT_LOG_FORMAT', 'DEFAULT_MAX_HTTP_VERSION',
    'DEFAULT_MAX_SIMULTANEOUS_REQUESTS', 'MAX_REQUEST_LINE', 'MAX_HEADER_LINE', 'MAX_TOTAL_HEADER_SIZE',
    'MINIMUM_CHUNK_SIZE', 'STATE_IDLE', 'STATE_REQUEST', 'STATE_CLOSE', 'is_accepting',
]  # fmt: skip

DEFAULT_MAX_SIMULTANEOUS_REQUESTS: Final = 1024
DEFAULT_MAX_HTTP_VERSION: Final = 'HTTP/1.1'
MAX_REQUEST_LINE: Final = 8192
DEFAULT_LOG_FORMAT: Final = (
    '%(client_ip)s - - [%(date_time)s] "%(request_line)s" %(status_code)s %(body_length)s %(wall_seconds).6f'
)

# Programs set these: the limits on headers of servers started later, and whether servers take another connection.
MAX_HEADER_LINE = 8192
MAX_TOTAL_HEADER_SIZE = 65536
is_accepting = True

STOP_SECONDS: Final = 30.0  # how long running requests may take to finish when the server stops
ACCEPT_PAUSE: Final = 0.1

# What accept(2) says of the listener itself; of one connection, which is gone again; anything else is a shortage
# of descriptors or memory, or something like it, that passes.
_LISTENER_GONE: Final = frozenset((errno.EBADF, errno.EINVAL, errno.ENOTSOCK))
_CONNECTION_GONE: Final = frozenset((
    errno.ECONNABORTED, errno.ECONNRESET, errno.EPROTO, errno.EPERM, errno.EINTR, errno.ETIMEDOUT, errno.ENOTCONN,
    errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENOPROTOOPT, errno.EOPNOTSUPP,
))  # fmt: skip

_DAYS: Final = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
_MONTHS: Final = ('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')


def format_date_time(timestamp: float) -> str:
    """Seconds since the epoch as the Date of HTTP: 'Thu, 01 Jan 1970 00:00:00 GMT' (RFC 9110, 5.6.7)."""
    year, month, day, hour, minute, second, weekday, _, _ = time.gmtime(timestamp)
    return f'{_DAYS[weekday]}, {day:02d} {_MONTHS[month - 1]} {year:04d} {hour:02d}:{minute:02d}:{second:02d} GMT'


class LoggerFileWrapper:
    """A file with the two methods of a logger that the server uses."""

    def __init__(self, log: Any, debug: bool):
        self.log = log
        self._debug = debug

    def info(self, message: str, *args: Any) -> None:
        """Write a line."""
        self.log.write((message % args if args else message) + '\n')

    def debug(self, message: str, *args: Any) -> None:
        """Write a line, if debugging."""
        if self._debug:
            self.info(message, *args)


class Server:
    """What the connections of one listening socket share. `server` is the function to call."""

    def __init__(
        self,
        socket: Any,
        address: Any,
        app: Callable[..., Iterable[bytes]],
        log: Any = None,
        environ: dict[str, Any] | None = None,
        max_http_version: str | None = None,
        protocol: Callable[[list[Any], Server], HttpProtocol] = HttpProtocol,
        minimum_chunk_size: int | None = None,
        log_x_forwarded_for: bool = True,
        keepalive: bool | float = True,
        log_output: bool = True,
        log_format: str = DEFAULT_LOG_FORMAT,
        url_length_limit: int = MAX_REQUEST_LINE,
        debug: bool = True,
        socket_timeout: float | None = None,
        capitalize_response_headers: bool = True,
        *,
        header_timeout: float = 30.0,
        max_body: int | None = None,
        body_timeout: float | None = None,
    ):
        self.max_http_version = max_http_version or DEFAULT_MAX_HTTP_VERSION
        _check_http_version(self.max_http_version)
        _check_positive(url_length_limit=url_length_limit, header_timeout=header_timeout)
        _check_given(keepalive=keepalive or None, socket_timeout=socket_timeout, body_timeout=body_timeout)
        self.socket, self.address, self.app = socket, address, app
        self.pid = os.getpid()
        self.log = log if _is_logger(log) else LoggerFileWrapper(log or sys.stderr, debug)
        self.log_error = getattr(self.log, 'error', self.log.info)
        self.environ = environ or {}
        self.protocol = protocol
        self.minimum_chunk_size = minimum_chunk_size
        self.log_x_forwarded_for = log_x_forwarded_for
        self.log_output = log_output
        self.log_format = log_format
        self.debug = debug
        self.socket_timeout = socket_timeout
        self._set_keep_alive(keepalive)
        self.header_timeout = header_timeout
        self.body_timeout = body_timeout
        self.limits = Limits(
            request_line=url_length_limit - 1,
            header_line=MAX_HEADER_LINE - 1,
            header_block=MAX_TOTAL_HEADER_SIZE,
            body=max_body,
        )
        capitalize = capitalize_response_headers and getattr(protocol, 'capitalize_response_headers', True)
        self.response_names = HeaderNames(capitalize)
        self.field_names = FieldNames()
        self.is_tls = hasattr(socket, 'do_handshake')
        self.connections: set[HttpProtocol] = set()
        self.stopping = False
        self._all_ended: Event | None = None
        self._date_second = 0
        self._date_line = b''

    def _set_keep_alive(self, keepalive: bool | float) -> None:
        """Whether a connection outlives its first answer, for how many idle seconds, and what its client is told."""
        self.keeps_alive = bool(keepalive) and self.max_http_version == 'HTTP/1.1'
        self.keep_alive_lines = b'Connection: keep-alive\r\n'
        self.idle_timeout = self.socket_timeout
        if keepalive and not isinstance(keepalive, bool):
            self.idle_timeout = keepalive
            self.keep_alive_lines += b'Keep-Alive: timeout=%d\r\n' % keepalive

    def date_line(self) -> bytes:
        """The Date header of this second."""
        now = int(time.time())
        if now != self._date_second:
            self._date_second = now
            self._date_line = f'Date: {format_date_time(now)}\r\n'.encode()
        return self._date_line

    def note(self, message: str) -> None:
        """Log what concerns one connection only, for debugging."""
        if self.log_output:
            self.log.debug(f'({self.pid}) {message}')

    def process_request(self, conn_state: list[Any]) -> None:
        """Serve one connection, [client address, socket, state], to its end."""
        self.protocol(conn_state, self).run()

    def serve(self, spawn: Callable[..., object]) -> None:
        """Accept connections and spawn a green thread for each, until the listener is closed."""
        was_listening = self.socket.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)
        short = False
        while is_accepting:
            try:
                client, address = self.socket.accept()
            except TimeoutError:
                continue
            except OSError as error:
                if error.errno in _LISTENER_GONE:
                    if was_listening:
                        return
                    raise
                if error.errno in _CONNECTION_GONE:
                    sleep(0)
                    continue
                if not short:
                    self.log_error(f'({self.pid}) cannot accept connections for the moment: {error}')
                short = True
                sleep(ACCEPT_PAUSE)
                continue
            short = False
            self.note(f'accepted {address!r}')
            try:
                spawn(self.process_request, [address, client, STATE_IDLE])
            except BaseException:
                client.close()
                raise

    def connection_ended(self, connection: HttpProtocol) -> None:
        """Forget a connection."""
        self.connections.discard(connection)
        if not self.connections and self._all_ended is not None and not self._all_ended.ready():
            self._all_ended.send()

    def stop(self, seconds: float) -> None:
        """Accept no more, end idle connections, and wait for running requests, but no longer than `seconds`."""
        self.stopping = True
        self.socket.close()
        for connection in list(self.connections):
            connection.stop()
        if not self.connections:
            return
        self._all_ended = Event()
        try:
            self._all_ended.wait(seconds)
        finally:  # also when whoever stops the server loses patience
            self._all_ended = None
            if self.connections:
                self.log_error(f'({self.pid}) {len(self.connections)} connections did not end in time: cut off')
            for connection in list(self.connections):
                connection.close()


def server(
    sock: Any,
    site: Callable[..., Iterable[bytes]],
    log: Any = None,
    environ: dict[str, Any] | None = None,
    max_size: int | None = None,
    max_http_version: str = DEFAULT_MAX_HTTP_VERSION,
    protocol: Callable[[list[Any], Server], HttpProtocol] = HttpProtocol,
    server_event: Any = None,
    minimum_chunk_size: int | None = None,
    log_x_forwarded_for: bool = True,
    custom_pool: Any = None,
    keepalive: bool | float = True,
    log_output: bool = True,
    log_format: str = DEFAULT_LOG_FORMAT,
    url_length_limit: int = MAX_REQUEST_LINE,
    debug: bool = True,
    socket_timeout: float | None = None,
    capitalize_response_headers: bool = True,
    *,
    header_timeout: float = 30.0,
    max_body: int | None = None,
    body_timeout: float | None = None,
) -> None:
    """Serve the WSGI application `site` on the listening socket `sock`, until it is closed or the caller is killed.

    Then idle connections are closed and running requests finish, for at most `STOP_SECONDS`.

    log: a file or a logger, stderr by default; environ: goes into every request's environ; max_size: connections at
    once (1024); minimum_chunk_size: bytes to gather from an iterator before they are sent (4096); custom_pool: has
    spawn and waitall, instead of a pool of max_size; keepalive: False for one request a connection, or the seconds
    that one may idle; url_length_limit: of the request line; debug: tracebacks in the body of a 500;
    socket_timeout: seconds that any single read or write may take; header_timeout: seconds for a request's header;
    max_body: bytes of a request's body, beyond which 413 is answered; body_timeout: seconds for reading it.
    """
    serv = Server(
        sock, sock.getsockname(), site, log, environ, max_http_version, protocol, minimum_chunk_size,
        log_x_forwarded_for, keepalive, log_output, log_format, url_length_limit, debug, socket_timeout,
        capitalize_response_headers, header_timeout=header_timeout, max_body=max_body, body_timeout=body_timeout,
    )  # fmt: skip
    if server_event is not None:
        warnings.warn('server_event is deprecated', DeprecationWarning, stacklevel=2)
        server_event.send(serv)
    if not capitalize_response_headers:
        warnings.warn('capitalize_response_headers=False is for peers that break the protocol', stacklevel=2)
    spawn = _spawner(GreenPool(max_size or DEFAULT_MAX_SIMULTANEOUS_REQUESTS) if custom_pool is None else custom_pool)
    if log_output:
        serv.log.info(f'({serv.pid}) wsgi starting up on {_url(serv)}')
    try:
        serv.serve(spawn)
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        serv.stop(STOP_SECONDS)
        if log_output:
            serv.log.info(f'({serv.pid}) wsgi exited, is_accepting={is_accepting}')


def _check_http_version(version: str) -> None:
    if version not in ('HTTP/1.0', 'HTTP/1.1'):
        raise ValueError(f"max_http_version is 'HTTP/1.0' or 'HTTP/1.1', not {version!r}")


def _check_given(**options: float | None) -> None:
    """As `_check_positive`, of options that may be left out."""
    _check_positive(**{name: value for name, value in options.items() if value is not None})


def _check_positive(**options: float) -> None:
    for name, value in options.items():
        if not (isinstance(value, int | float) and value > 0):
            raise ValueError(f'{name} is to be a number greater than 0, not {value!r}')


def _spawner(pool: Any) -> Callable[..., object]:
    for name in ('spawn', 'waitall'):
        if not hasattr(pool, name):
            raise AttributeError(f'custom_pool has no {name}()')
    spawn: Callable[..., object] = pool.spawn_n if type(pool) is GreenPool else pool.spawn  # which may be overridden
    return spawn


def _is_logger(log: Any) -> bool:
    return callable(getattr(log, 'info', None)) and callable(getattr(log, 'debug', None))


def _url(serv: Server) -> str:
    scheme = 'https' if serv.is_tls else 'http'
    if serv.socket.family == AF_UNIX:
        return f'{scheme}:{serv.address}'
    host, port = host_and_port(serv.address)
    return f'{scheme}://[{host}]:{port}' if ':' in host else f'{scheme}://{host}:{port}'
