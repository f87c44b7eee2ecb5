"""WebSockets as routes: `@websocket`, and who is connected.

Nothing here waits for a client: what is sent to one waits in its `Outbox`, and a client that falls behind is dropped.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import greenhub
from greenhub.websocket import WebSocketWSGI

from ..app import FAILURES
from .errors import ServiceUnavailable, UpgradeRequired
from .route import route

__all__ = [
    'Outbox', 'WebSocketDisconnectedError', 'WebSocketManager', 'WebSocketRegistrationWrapper', 'outbox_of',
    'websocket',
]  # fmt: skip

log = logging.getLogger(__name__)

#: WebSockets at once, of all clients: each is a connection that a request cannot have.
MAX_WEBSOCKETS = 256

#: Bytes of a message that a client sends.
MAX_MESSAGE = 1 << 20

#: Messages, and characters of them, that may wait for a client before it is dropped.
MAX_WAITING, MAX_BACKLOG = 4096, 4 << 20

#: Why we close a WebSocket (RFC 6455, 7.4.1).
GOING_AWAY, POLICY_VIOLATION, INTERNAL_ERROR = 1001, 1008, 1011

#: Under which names a request's environ has the app that the route belongs to, and what sends to the WebSocket.
OWNER, OUTBOX = 'controller.owner', 'controller.outbox'


class WebSocketDisconnectedError(ConnectionError):
    """The client is gone, or is dropped because it does not read or does not answer."""


class Outbox:
    """Sends to one WebSocket, in order and without waiting for the client."""

    def __init__(self, ws: Any) -> None:
        self.ws = ws
        self._waiting: deque[str | bytes] = deque()
        self._size = 0
        self._sending = False
        self._gone = False

    def post(self, message: str | bytes) -> None:
        """Have a message sent; raises WebSocketDisconnectedError where that is hopeless."""
        if not self._gone and (len(self._waiting) >= MAX_WAITING or self._size > MAX_BACKLOG):
            self.drop(f'does not read: {len(self._waiting)} messages are waiting')
        if self._gone:
            raise WebSocketDisconnectedError(f'{_client(self.ws)} is gone')
        self._waiting.append(message)
        self._size += len(message)
        if not self._sending:
            self._sending = True
            greenhub.spawn_n(self._send)

    def drop(self, why: str) -> None:
        """Close the WebSocket, without waiting for that; the log says why."""
        if self._gone:
            return
        log.warning('%s is dropped: it %s', _client(self.ws), why)
        self._give_up()
        greenhub.spawn_n(self.ws.close, (POLICY_VIOLATION, why))

    def _send(self) -> None:
        while self._waiting:
            message = self._waiting[0]
            try:
                self.ws.send(message)
            except OSError as error:
                log.debug('%s is gone: %s', _client(self.ws), error)
                self._give_up()
                return
            except (TypeError, ValueError) as error:
                log.error('a message to %s is no text that can be sent: %s', _client(self.ws), error)
            if self._waiting:  # not dropped meanwhile
                self._waiting.popleft()
                self._size -= len(message)
        self._sending = False

    def _give_up(self) -> None:
        self._gone = True
        self._waiting.clear()
        self._size = 0


def outbox_of(ws: Any) -> Outbox:
    """The outbox of a WebSocket, the same one for everybody, so that what they post stays in order."""
    outbox: Outbox = _environ(ws).setdefault(OUTBOX, Outbox(ws))
    return outbox


class WebSocketManager:
    """The WebSockets that are open."""

    def __init__(self) -> None:
        self._connections: dict[Any, Outbox] = {}

    def add_connection(self, ws: Any) -> None:
        """Have broadcasts sent to a WebSocket too."""
        self._connections[ws] = outbox_of(ws)

    def delete_connection(self, ws: Any) -> None:
        """Have them not sent any more."""
        self._connections.pop(ws, None)
        _environ(ws).pop(OUTBOX, None)  # or else they would keep each other alive

    def broadcast(self, msg: str | bytes) -> None:
        """Send a message to every WebSocket, without waiting for any."""
        for outbox in list(self._connections.values()):
            try:
                outbox.post(msg)
            except WebSocketDisconnectedError:
                self.delete_connection(outbox.ws)

    def check_room(self) -> None:
        """Raise ServiceUnavailable where no further WebSocket may be opened."""
        if len(self._connections) >= MAX_WEBSOCKETS:
            raise ServiceUnavailable(f'there are {MAX_WEBSOCKETS} WebSockets open, and no more are allowed')

    def forget(self, owner: object) -> None:
        """Close the WebSockets of an app that ends, without waiting for that."""
        self._close([ws for ws in self._connections if _environ(ws).get(OWNER) is owner], 'the app has ended')

    def close(self) -> None:
        """Close every WebSocket, without waiting for that."""
        self._close(list(self._connections), 'the controller stops')

    def _close(self, connections: list[Any], why: str) -> None:
        for ws in connections:
            self.delete_connection(ws)
            greenhub.spawn_n(ws.close, (GOING_AWAY, why))


class WebSocketRegistrationWrapper:
    """Calls a method of a controller with a WebSocket, which receives the application's broadcasts meanwhile."""

    def __init__(self, func: Callable[[Any, Any], object], controller: Any) -> None:
        self._func = func
        self._controller = controller
        self._context = copy_context()

    def __call__(self, ws: Any) -> None:
        manager: WebSocketManager = self._controller.parent.websocketmanager
        manager.add_connection(ws)
        ws.socket.settimeout(None)  # it may be silent for hours; keep-alives of TCP find out who vanished
        try:
            self._context.run(self._func, self._controller, ws)
        except OSError as error:
            log.debug('%s is gone: %s', _client(ws), error)
        except FAILURES:
            log.exception('the WebSocket handler %s failed', getattr(self._func, '__qualname__', self._func))
            ws.close((INTERNAL_ERROR, 'the handler failed'))
        finally:
            manager.delete_connection(ws)


def websocket(name: str, path: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let the method talk to clients that open a WebSocket at `path`: called with it, and closed when it returns.

    The variables of the path are in `self.req.urlvars`. A request that does not ask for a WebSocket is answered by 426.
    """

    def declare(method: Callable[..., Any]) -> Callable[..., Any]:
        @route(name, path, methods=['GET'])
        def open_websocket(self: Any, req: Any, **_variables: Any) -> WebSocketWSGI:
            if req.headers.get('Upgrade', '').lower() != 'websocket':
                raise UpgradeRequired(f'{req.path_info} is a WebSocket: ask for it by `Upgrade: websocket`')
            self.parent.websocketmanager.check_room()
            return WebSocketWSGI(WebSocketRegistrationWrapper(method, self), MAX_MESSAGE)

        open_websocket.__doc__ = method.__doc__
        return open_websocket

    return declare


def _environ(ws: Any) -> dict[str, Any]:
    """That of the request that opened a WebSocket."""
    environ = getattr(ws, 'environ', None)
    return environ if isinstance(environ, dict) else {}


def _client(ws: Any) -> str:
    """A WebSocket for the log."""
    environ = _environ(ws)
    return f'WebSocket {environ.get("REMOTE_ADDR", "?")}:{environ.get("REMOTE_PORT", "?")}'
