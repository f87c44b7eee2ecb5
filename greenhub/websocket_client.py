"""The client's end of a WebSocket, for tests of handlers and for programs of one's own.

    with WebSocketClient(app, '/chat') as ws:
        ws.send('hello')
        assert ws.wait() == 'hello'
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from .greenthread import spawn
from .memory import memory_listener
from .websocket import DEFAULT_MAX_FRAME_LENGTH, RFC6455WebSocket
from .websocket_protocol import DEFLATE, accept_token, parse_deflate

__all__ = ['ClientWebSocket', 'HandshakeError', 'WebSocketClient']

LONGEST_ANSWER: Final = 65536  # bytes of the head of the answer


class HandshakeError(Exception):
    """The server does not open a WebSocket: the status of its answer, and the whole head as text."""

    def __init__(self, status: int, head: str) -> None:
        super().__init__(status, head)
        self.status = status
        self.head = head


class ClientWebSocket(RFC6455WebSocket):
    """A WebSocket over `sock`, which is connected: the opening handshake, then `send`, `wait` and `close`.

    protocols: the subprotocols to ask for; deflate: whether to offer permessage-deflate.
    Raises `HandshakeError` when the answer is not the one to expect (RFC 6455, 4.1).
    """

    def __init__(
        self,
        sock: Any,
        path: str = '/',
        host: str = 'localhost',
        *,
        protocols: Sequence[str] = (),
        origin: str | None = None,
        headers: Mapping[str, str] | None = None,
        deflate: bool = False,
        max_frame_length: int = DEFAULT_MAX_FRAME_LENGTH,
    ) -> None:
        key = b64encode(os.urandom(16)).decode()
        fields = {
            'Host': host,
            'Upgrade': 'websocket',
            'Connection': 'Upgrade',
            'Sec-WebSocket-Key': key,
            'Sec-WebSocket-Version': '13',
            'Sec-WebSocket-Protocol': ', '.join(protocols),
            'Sec-WebSocket-Extensions': DEFLATE if deflate else '',
            'Origin': origin or '',
            **(headers or {}),
        }
        lines = [f'GET {path} HTTP/1.1', *(f'{name}: {value}' for name, value in fields.items() if value), '', '']
        sock.sendall('\r\n'.join(lines).encode('latin-1'))
        head, unread = _read_head(sock)
        answer = _check_answer(head, key)
        agreed = parse_deflate(answer.get('sec-websocket-extensions', ''))
        super().__init__(
            sock, {'PATH_INFO': path}, protocol=answer.get('sec-websocket-protocol'), client=True,
            extensions={} if agreed is None else {DEFLATE: agreed}, max_frame_length=max_frame_length,
        )  # fmt: skip
        self._connection.receive(unread)

    def __enter__(self) -> ClientWebSocket:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class WebSocketClient(ClientWebSocket):
    """A WebSocket to the WSGI application `app` in this process, over a socket in memory.

    `timeout` limits the handshake and each `wait`, in seconds of the hub's clock; the other keywords are those of
    `ClientWebSocket`.
    """

    def __init__(self, app: Callable[..., Any], path: str = '/', *, timeout: float = 10.0, **options: Any) -> None:
        from . import wsgi

        self._listener = memory_listener()
        self._server = spawn(wsgi.server, self._listener, app, log_output=False)
        sock = self._listener.connect()
        sock.settimeout(timeout)
        try:
            super().__init__(sock, path, **options)
        except BaseException:
            sock.close()
            self._stop()
            raise

    def close(self, close_data: tuple[int | None, str] | None = None) -> None:
        """Close the WebSocket and end the server."""
        super().close(close_data)
        self._stop()

    def _stop(self) -> None:
        self._listener.close()
        self._server.wait()


def _read_head(sock: Any) -> tuple[str, bytes]:
    """The head of the answer, and what was read behind it."""
    data = b''
    while b'\r\n\r\n' not in data:
        piece = sock.recv(4096)
        data += piece
        if not piece or len(data) > LONGEST_ANSWER:
            raise HandshakeError(0, data.decode('latin-1'))
    head, _, unread = data.partition(b'\r\n\r\n')
    return head.decode('latin-1'), unread


def _check_answer(head: str, key: str) -> dict[str, str]:
    """The header of an answer that opens a WebSocket, names in lower case."""
    status_line, *lines = head.split('\r\n')
    status = status_line.split(' ')[1:2]
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(':') for line in lines)}
    if status != ['101'] or fields.get('sec-websocket-accept') != accept_token(key):
        raise HandshakeError(int(status[0]) if status and status[0].isdecimal() else 0, head)
    return fields
