"""WebSockets (RFC 6455) under a WSGI server.

    @websocket.WebSocketWSGI
    def echo(ws):
        while (message := ws.wait()) is not None:
            ws.send(message)

    wsgi.server(greenhub.listen(('127.0.0.1', 8080)), echo)

Runs under `greenhub.wsgi`, and under gunicorn's eventlet worker.  `greenhub.websocket_protocol` is the protocol; here
are the opening handshake as an application, and the connection as a handler sees it.
"""

from __future__ import annotations

import warnings
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Callable, Collection, Mapping
from errno import EPIPE
from socket import (
    AF_INET,
    AF_INET6,
    IPPROTO_TCP,
    SHUT_WR,
    SO_KEEPALIVE,
    SOL_SOCKET,
    TCP_KEEPCNT,
    TCP_KEEPIDLE,
    TCP_KEEPINTVL,
)
from typing import Any, Final

from .greenio import shutdown_safe
from .greenthread import sleep, spawn_n
from .semaphore import Semaphore
from .timeout import Timeout
from .websocket_protocol import (
    CLOSE,
    DEFLATE,
    PING,
    PONG,
    Connection,
    FailedConnectionError,
    accept_token,
    close_payload,
    deflate_header,
    negotiate_deflate,
)
from .wsgi_connection import WSGI_LOCAL

__all__ = ['WebSocketWSGI', 'WebSocket', 'RFC6455WebSocket', 'BadRequest', 'ConnectionClosedError',
           'DEFAULT_MAX_FRAME_LENGTH', 'VERSIONS']  # fmt: skip

DEFAULT_MAX_FRAME_LENGTH: Final = 8 << 20
VERSIONS: Final = ('13', '8')  # of the protocol; the frames of both are the same

READ_SIZE: Final = 65536
TURN: Final = 64  # frames and reads before other green threads get their turn
SEND_SECONDS: Final = 30.0  # how long a peer may take nothing at all of what it is sent
CLOSE_SECONDS: Final = 2.0  # for the whole closing handshake
LINGER_BYTES: Final = 1 << 20  # read and dropped behind a failure, so that the peer gets to see the close frame
KEEPALIVE: Final = ((TCP_KEEPIDLE, 60), (TCP_KEEPINTVL, 20), (TCP_KEEPCNT, 3))  # finds a host that has vanished

GOING_AWAY, NO_STATUS, ABNORMAL, INTERNAL_ERROR = 1001, 1005, 1006, 1011  # RFC 6455, 7.4.1


class BadRequest(Exception):
    """A handshake that is refused: the status, body and headers of the answer."""

    def __init__(self, status: str = '400 Bad Request', body: bytes = b'',
                 headers: Collection[tuple[str, str]] = ()) -> None:
        super().__init__(status, body, headers)
        self.status = status
        self.body = body
        self.headers = headers


class ConnectionClosedError(BrokenPipeError):
    """A message cannot be sent: the WebSocket is closed, or the peer is gone or takes nothing any more."""


class _Idle(TimeoutError):
    """Nothing came for as long as the socket's time-out."""


class _TakesNothing(TimeoutError):
    """The peer is sent something and does not read."""

    def __init__(self) -> None:
        super().__init__(f'the peer took nothing for {SEND_SECONDS:g} seconds')


class WebSocketWSGI:
    """A WSGI application that answers the opening handshake and calls `handler(ws)` with the connection.

    The connection is closed when the handler returns.  A message, and a frame, has at most `max_frame_length` bytes,
    inflated; one that is longer ends the connection with status 1009.
    """

    def __init__(self, handler: Callable[[Any], object], max_frame_length: int = DEFAULT_MAX_FRAME_LENGTH) -> None:
        from . import websocket_frames  # noqa: F401 (takes its time: now, not while the first client waits)

        self.handler = handler
        self.max_frame_length = max_frame_length
        self.supported_protocols: Collection[str] = ()
        self.origin_checker: Callable[[str | None, str | None], object] | None = None

    @classmethod
    def configured(
        cls,
        handler: Callable[[Any], object] | None = None,
        supported_protocols: Collection[str] | None = None,
        origin_checker: Callable[[str | None, str | None], object] | None = None,
        support_legacy_versions: bool = False,
    ) -> Any:
        """A decorator that makes a WebSocketWSGI of a handler; the WebSocketWSGI itself when given the handler.

        supported_protocols: subprotocols; the first that a client asks for and that is among them is agreed on.
        origin_checker: called with Host and Origin; unless it returns something true, the answer is 403.
        support_legacy_versions: the drafts before RFC 6455; they are not supported, which a warning says.
        """
        if support_legacy_versions:
            warnings.warn('the drafts hixie-75 and hixie-76 of WebSocket are not supported', stacklevel=2)

        def decorate(handler: Callable[[Any], object]) -> WebSocketWSGI:
            application = cls(handler)
            application.supported_protocols = supported_protocols or ()
            application.origin_checker = origin_checker
            return application

        return decorate if handler is None else decorate(handler)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        try:
            ws, answer = self._agree(environ)
        except BadRequest as refusal:
            start_response(refusal.status, [('Connection', 'close'), *refusal.headers])
            return [refusal.body]
        try:
            ws._open(environ, answer)
            self.handler(ws)
        except (ConnectionClosedError, _Idle):  # of the peer's doing
            pass
        except (Exception, Timeout):
            ws.close((INTERNAL_ERROR, 'internal error'))
            raise
        ws.close()
        WSGI_LOCAL.already_handled = True
        return []

    def _agree(self, environ: dict[str, Any]) -> tuple[RFC6455WebSocket, bytes]:
        """The connection, and the answer to the handshake (RFC 6455, 4.2.2). Raises `BadRequest`."""
        self._check(environ)
        protocol = self._choose_protocol(environ.get('HTTP_SEC_WEBSOCKET_PROTOCOL', ''))
        deflate = negotiate_deflate(environ.get('HTTP_SEC_WEBSOCKET_EXTENSIONS', ''))
        lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade',
                 f'Sec-WebSocket-Accept: {accept_token(environ["HTTP_SEC_WEBSOCKET_KEY"].strip())}']  # fmt: skip
        if protocol is not None:
            lines.append(f'Sec-WebSocket-Protocol: {protocol}')
        if deflate is not None:
            lines.append(f'Sec-WebSocket-Extensions: {deflate_header(deflate)}')
        ws = RFC6455WebSocket(
            _socket(environ), environ, int(environ['HTTP_SEC_WEBSOCKET_VERSION']), protocol,
            extensions={} if deflate is None else {DEFLATE: deflate}, max_frame_length=self.max_frame_length,
        )  # fmt: skip
        return ws, '\r\n'.join((*lines, '', '')).encode('latin-1')

    def _check(self, environ: dict[str, Any]) -> None:
        """Raise `BadRequest` for anything but a handshake that may be answered (RFC 6455, 4.2.1 and 4.4)."""
        if 'upgrade' not in _words(environ, 'HTTP_CONNECTION') or 'websocket' not in _words(environ, 'HTTP_UPGRADE'):
            raise BadRequest
        if environ.get('SERVER_PROTOCOL') == 'HTTP/1.0':  # which knows no upgrade
            raise BadRequest
        if environ['REQUEST_METHOD'] != 'GET':
            raise BadRequest('405 Method Not Allowed', headers=[('Allow', 'GET')])
        version = environ.get('HTTP_SEC_WEBSOCKET_VERSION')
        if version not in VERSIONS:
            status = '400 Bad Request' if version is None else '426 Upgrade Required'
            raise BadRequest(status, headers=[('Sec-WebSocket-Version', ', '.join(VERSIONS))])
        if not _is_key(environ.get('HTTP_SEC_WEBSOCKET_KEY', '')):
            raise BadRequest
        if environ.get('CONTENT_LENGTH', '') not in ('', '0') or 'HTTP_TRANSFER_ENCODING' in environ:
            raise BadRequest  # a body would be read as frames
        if self.origin_checker and not self.origin_checker(environ.get('HTTP_HOST'), _origin(environ)):
            raise BadRequest('403 Forbidden')

    def _choose_protocol(self, offered: str) -> str | None:
        for name in offered.split(','):
            if name.strip() in self.supported_protocols:
                return name.strip()
        return None


def _words(environ: Mapping[str, Any], key: str) -> list[str]:
    return [word.strip() for word in environ.get(key, '').lower().split(',')]


def _origin(environ: Mapping[str, Any]) -> str | None:
    """Origin, which version 8 has under another name."""
    origin: str | None = environ.get('HTTP_ORIGIN', environ.get('HTTP_SEC_WEBSOCKET_ORIGIN'))
    return origin


def _is_key(text: str) -> bool:
    """Whether this is a Sec-WebSocket-Key: 16 bytes in base64."""
    try:
        return len(text.strip()) == 24 and len(a2b_base64(text.encode('latin-1'), strict_mode=True)) == 16
    except Base64Error:
        return False


def _socket(environ: Mapping[str, Any]) -> Any:
    """The connection that a request came on."""
    if 'eventlet.input' in environ:
        return environ['eventlet.input'].get_socket()
    if 'gunicorn.socket' in environ:
        return environ['gunicorn.socket']
    raise RuntimeError('a WebSocket needs the connection itself: serve it by greenhub.wsgi or gunicorn')


class RFC6455WebSocket:
    """A WebSocket after the opening handshake.

    Any number of green threads may call `send`, `wait` and `close` at once: messages go out whole, and each is
    received once.  `environ` is the request's; `path`, `origin` and `protocol` (the agreed subprotocol) are from it.
    `close_code` and `close_reason` say why it ended: the peer's words, or ours to the peer when that broke the rules;
    1005: the peer gave no reason, 1006: it went without a word (RFC 6455, 7.4.1).
    """

    def __init__(
        self,
        sock: Any,
        environ: dict[str, Any],
        version: int = 13,
        protocol: str | None = None,
        client: bool = False,
        extensions: Mapping[str, Mapping[str, Any]] | None = None,
        max_frame_length: int = DEFAULT_MAX_FRAME_LENGTH,
    ) -> None:
        self.socket = sock
        self.environ = environ
        self.version = version
        self.protocol = protocol
        self.path = environ.get('PATH_INFO')
        self.origin = _origin(environ)
        self.max_frame_length = max_frame_length
        self.websocket_closed = False  # nothing more is sent
        self.close_code: int | None = None
        self.close_reason = ''
        self._remote_close_data: bytes | None = None
        self._client = client
        self._connection = Connection(client, max_frame_length)
        self.extensions = extensions or {}
        self._reading, self._sending = Semaphore(1), Semaphore(1)
        self._unsent: bytes | memoryview = b''  # the rest of a frame
        self._ended = False  # no further message will come
        self._failed = False  # the peer broke the rules, and may be sending still
        self._turn = 0

    @property
    def extensions(self) -> Mapping[str, Mapping[str, Any]]:
        """The agreed extensions and their parameters: {} or {'permessage-deflate': {...}}. Set between messages."""
        return self._extensions

    @extensions.setter
    def extensions(self, extensions: Mapping[str, Mapping[str, Any]]) -> None:
        self._extensions = extensions
        self._connection.use_deflate(extensions.get(DEFLATE))

    def _open(self, environ: Mapping[str, Any], answer: bytes) -> None:
        """Answer the handshake; from here on the connection is this WebSocket's."""
        if 'eventlet.input' in environ:
            self._connection.receive(environ['eventlet.input'].upgrade(self._go_away))
        sock = self.socket
        if sock.family in (AF_INET, AF_INET6):
            sock.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1)
            for option, value in KEEPALIVE:
                sock.setsockopt(IPPROTO_TCP, option, value)
        self._send(answer)

    def _go_away(self) -> None:
        spawn_n(self.close, (GOING_AWAY, 'the server stops'))

    # Messages

    def wait(self) -> str | bytes | None:
        """The next message, str or bytes as it was sent; None when there will be none.

        Pings are answered while somebody waits.  Raises TimeoutError when the socket has a time-out and nothing comes
        for that long.
        """
        with self._reading:
            while not self._ended:
                message = self._read_on()
                if message is not None and not self.websocket_closed:
                    return message
        return None

    def send(self, message: str | bytes | bytearray | memoryview) -> None:
        """Send a message: text if it is a str, else binary.

        Waits for the peer to take it.  Raises `ConnectionClosedError` when that cannot be, or does not happen.
        """
        with self._sending:
            self._flush()  # first what a send left that a time-out cut short
            if self.websocket_closed:
                raise ConnectionClosedError(EPIPE, 'the WebSocket is closed')
            self._put(self._pack_message(message, self._client))

    def close(self, close_data: tuple[int | None, str] | None = None) -> None:
        """Close the connection: (status, reason) is what the peer is told.

        Waits for the peer to say that it closes too, at most `CLOSE_SECONDS`.  Raises ValueError for a status that no
        endpoint may send (RFC 6455, 7.4).
        """
        payload = close_payload(*close_data or ())
        try:
            with Timeout(CLOSE_SECONDS, False):
                self._send_close(payload)
                self._wait_for_the_end()
        except _Idle:
            pass
        self._abort()
        if self._client:
            self.socket.close()

    # Reading

    def _wait_for_the_end(self) -> None:
        """Read on to the peer's close frame, or to the end of what a peer sends that broke the rules."""
        with self._reading:
            while not self._ended:
                self._read_on()
            if self._failed:
                self._linger()

    def _read_on(self) -> str | bytes | None:
        """Deal with what came, or wait for more; a message if that is what it was."""
        self._turn += 1
        if self._turn % TURN == 0:
            sleep(0)
        try:
            event = self._connection.event()
        except FailedConnectionError as error:
            self._fail(error.status, error.message)
            return None
        if event is None:
            self._receive()
            return None
        opcode, payload = event
        if opcode == PING:
            self._try_to_send(PONG, payload)
        elif opcode == CLOSE:
            self._closed_by_peer(*payload)
        elif opcode != PONG:
            message: str | bytes = payload
            return message
        return None

    def _receive(self) -> None:
        try:
            data = self.socket.recv(READ_SIZE)
        except TimeoutError as error:
            if error.errno is None:
                raise _Idle(*error.args) from error
            data = b''  # TCP gave up
        except (OSError, ValueError):  # ValueError: TLS, shut down meanwhile
            data = b''
        if data:
            self._connection.receive(data)
        else:
            self._ended = self.websocket_closed = True
            self.close_code = self.close_code or ABNORMAL

    def _closed_by_peer(self, code: int | None, reason: str) -> None:
        self._ended = True
        self.close_code, self.close_reason = code or NO_STATUS, reason
        self._remote_close_data = close_payload(code, reason)
        self._send_close(close_payload(code))

    def _fail(self, code: int, reason: str) -> None:
        """The peer broke the rules: tell it so, and read no further (RFC 6455, 7.1.7)."""
        self._ended = self._failed = True
        self.close_code, self.close_reason = code, reason
        self._send_close(close_payload(code, reason))

    def _linger(self) -> None:
        """Read on for a moment: closing on unread data would take the close frame from the peer (RFC 9112, 9.6)."""
        self._failed = False
        left = LINGER_BYTES
        try:
            self.socket.shutdown(SHUT_WR)
            while left > 0 and (data := self.socket.recv(READ_SIZE)):
                left -= len(data)
        except (OSError, ValueError):
            pass

    # Writing

    def _pack_message(self, message: str | bytes | bytearray | memoryview, masked: bool = False) -> bytes:
        """The frame of a message; deflated ones must be sent in the order in which they were packed."""
        return self._connection.message(message, masked)

    def _send(self, data: bytes) -> None:
        """Send a frame, behind those that are on their way."""
        with self._sending:
            self._flush()
            self._put(data)

    def _try_to_send(self, opcode: int, payload: bytes) -> None:
        """Send a control frame; a peer that is gone is left to whoever reads."""
        try:
            self._send(self._connection.control(opcode, payload))
        except ConnectionClosedError:
            pass

    def _send_close(self, payload: bytes) -> None:
        if not self.websocket_closed:
            self.websocket_closed = True
            with Timeout(CLOSE_SECONDS, False):
                self._try_to_send(CLOSE, payload)

    def _put(self, data: bytes) -> None:
        self._unsent = memoryview(data)
        self._flush()

    def _flush(self) -> None:
        """Send the rest of the frame.  Who is interrupted here leaves it to the next: the peer gets whole frames."""
        try:
            while self._unsent:
                with Timeout(SEND_SECONDS, _TakesNothing):
                    sent = self.socket.send(self._unsent)
                self._unsent = self._unsent[sent:]
        except OSError as error:
            self._abort()
            raise ConnectionClosedError(EPIPE, f'the WebSocket is closed: {error}') from error

    def _abort(self) -> None:
        """End the connection, without a word; whoever reads or writes is woken."""
        self._ended = self.websocket_closed = True
        self.close_code = self.close_code or ABNORMAL
        self._unsent = b''
        shutdown_safe(self.socket)


WebSocket = RFC6455WebSocket
