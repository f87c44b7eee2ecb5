"""The plainest HTTP server: the standard library's sockets, one request after the other.

    python examples/blocking_http_server.py

While a client takes its time, all others wait.  `green_http_server.py` runs this very file without that flaw.
"""

from __future__ import annotations

import argparse
import socket
from collections.abc import Callable
from contextlib import suppress

ANSWER = b'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\nHello, world!\n'
LONGEST_REQUEST = 65536


def answer(client: socket.socket) -> None:
    with client, suppress(ConnectionError):
        request = b''
        while b'\r\n\r\n' not in request:
            data = client.recv(1024)
            request += data
            if not data or len(request) > LONGEST_REQUEST:
                return
        client.sendall(ANSWER)


def serve(host: str, port: int, handle: Callable[[socket.socket], object] = answer) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(100)
        print('listening on http://{}:{}'.format(*listener.getsockname()), flush=True)
        while True:
            client, _ = listener.accept()
            handle(client)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description='Greet whoever asks.')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=8080, help='0: a free one')
    return parser.parse_args()


if __name__ == '__main__':
    with suppress(KeyboardInterrupt):
        serve(**vars(options()))
