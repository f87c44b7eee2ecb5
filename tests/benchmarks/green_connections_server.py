"""The echo server of eventlet's documentation, on eventlet, gevent or greenhub:

    python -m tests.benchmarks.green_connections_server LIBRARY PORT
"""

from __future__ import annotations

import resource
import sys
from importlib import import_module
from typing import Any

BACKLOG = 2048
MOST = 10_000


def echo(client: Any, _address: Any = None) -> None:
    while data := client.recv(1024):
        client.sendall(data)
    client.close()


def serve(name: str, port: int) -> None:
    """Serve until killed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if name == 'gevent':
        pool = import_module('gevent.pool').Pool(MOST)
        server = import_module('gevent.server').StreamServer(('127.0.0.1', port), echo, spawn=pool, backlog=BACKLOG)
        server.serve_forever()
        return
    library = import_module(name)
    listener, pool = library.listen(('127.0.0.1', port), backlog=BACKLOG), library.GreenPool(MOST)
    while True:
        client, _ = listener.accept()
        pool.spawn_n(echo, client)


if __name__ == '__main__':
    serve(sys.argv[1], int(sys.argv[2]))
