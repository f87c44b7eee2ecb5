"""Hello world by the WSGI server of eventlet, gevent or greenhub, without a log:

    python -m tests.benchmarks.green_wsgi_server LIBRARY PORT
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

BACKLOG = 2048  # all clients connect at once
HEADERS = [('Content-Type', 'text/plain'), ('Content-Length', '12')]


def hello(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response('200 OK', HEADERS)
    return [b'Hello world!']


def serve(name: str, port: int) -> None:
    """Serve until killed; what a client sends is answered at once in every case (TCP_NODELAY)."""
    modules = import_module(f'{name}.socket' if name == 'gevent' else f'{name}.green.socket')
    listener = modules.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # its connections inherit it
    listener.bind(('127.0.0.1', port))
    listener.listen(BACKLOG)
    if name == 'gevent':
        import_module('gevent.pywsgi').WSGIServer(listener, hello, log=None).serve_forever()
    else:
        import_module(f'{name}.wsgi').server(listener, hello, log_output=False, max_size=BACKLOG)


if __name__ == '__main__':
    serve(sys.argv[1], int(sys.argv[2]))
