"""A chat room: what one browser says, all others see, over WebSockets.

    python examples/websocket_chat.py

Open http://localhost:8080/ in two windows.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import greenhub
from greenhub import websocket, wsgi

PAGE = b"""<!DOCTYPE html>
<title>Chat</title>
<form><input autofocus placeholder="Say something"></form>
<script>
  const room = new WebSocket(location.href.replace('http', 'ws') + 'chat');
  room.onmessage = message => document.body.append(message.data, document.createElement('br'));
  document.forms[0].onsubmit = event => {
    event.preventDefault();
    room.send(event.target[0].value);
    event.target.reset();
  };
</script>
"""

present: set[websocket.WebSocket] = set()


def chat(room: websocket.WebSocket) -> None:
    """One visitor, from the first word to the last."""
    present.add(room)
    try:
        while (said := room.wait()) is not None:  # None: the visitor has left
            for other in list(present):
                with suppress(OSError):  # its own loop notices that it has left
                    other.send(said)
    finally:
        present.discard(room)


chat_room = websocket.WebSocketWSGI(chat)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ['PATH_INFO'] == '/chat':
        return chat_room(environ, start_response)
    start_response('200 OK', [('Content-Type', 'text/html; charset=utf-8')])
    return [PAGE]


def main() -> None:
    parser = argparse.ArgumentParser(description='A chat room for browsers.')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=8080, help='0: a free one')
    options = parser.parse_args()
    wsgi.server(greenhub.listen((options.host, options.port)), application)  # which prints where it listens


if __name__ == '__main__':
    with suppress(KeyboardInterrupt):
        main()
