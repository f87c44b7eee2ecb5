"""`ryu.app.wsgi`: what it has beside `controller.rest`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from greenhub.queue import Empty, Queue

from ... import rest
from ...current import current_controller
from ...rest import WebSocketDisconnectedError, WSGIApplication

__all__ = [
    'DEFAULT_WSGI_HOST', 'DEFAULT_WSGI_PORT', 'DIGIT_PATTERN', 'HEX_PATTERN', 'WSGIServer',
    'WebSocketClientTransport', 'start_service',
]  # fmt: skip

HEX_PATTERN = r'0x[0-9a-z]+'
DIGIT_PATTERN = r'[1-9][0-9]*'

#: Where Ryu listens unless it is told otherwise; we listen on loopback.
DEFAULT_WSGI_HOST, DEFAULT_WSGI_PORT = '0.0.0.0', 8080

#: Seconds that a client has to answer.
ANSWER = 5.0


class WSGIServer(rest.WSGIServer):
    """Serves an application on the addresses that the options name, when it is called."""

    def __init__(self, application: Callable[..., Any], **_config: Any) -> None:
        config = current_controller().config
        reads = [application.reads] if isinstance(application, WSGIApplication) else []
        super().__init__((config.wsapi_host, config.wsapi_port), application, config, *reads)
        self.application = application

    def __call__(self) -> None:
        self.serve_forever()

    def serve_forever(self) -> None:
        """Serve until the server is stopped; an application that its controller serves already is only waited for."""
        served = self.application.server if isinstance(self.application, WSGIApplication) else None
        if served is None:
            self.start()
        (served or self).wait()


def start_service(app_mgr: Any) -> WSGIServer | None:
    """The server of the WSGIApplication among the contexts of an AppManager, None where no app asked for one."""
    found = (each for each in app_mgr.contexts.values() if isinstance(each, WSGIApplication))
    return next((WSGIServer(each) for each in found), None)


class WebSocketClientTransport:
    """Sends messages to a WebSocket, and takes the replies from a queue that its reader fills."""

    def __init__(self, ws: Any, queue: Queue) -> None:
        self.ws = ws
        self.queue = queue

    def send_message(self, message: Any, expect_reply: bool = True) -> Any:
        """Send a message and return the reply; raises WebSocketDisconnectedError where none comes in time."""
        self.ws.send(message.decode() if isinstance(message, bytes) else str(message))
        if not expect_reply:
            return None
        try:
            return self.queue.get(timeout=ANSWER)
        except Empty:
            raise WebSocketDisconnectedError(f'the client did not answer within {ANSWER:g} s') from None
