"""An echo server: a green thread for each of up to 10,000 connections, written as if there were only one.

    python examples/echo_server.py

`greenhub.serve(listener, echo, 10000)` would do what the loop in `serve` does.
"""

from __future__ import annotations

import argparse
import resource
from contextlib import suppress
from typing import Any

import greenhub

CONNECTIONS = 10_000


def echo(client: Any) -> None:
    with client, suppress(ConnectionError):
        while data := client.recv(1024):  # b'' when the client has closed its end
            client.sendall(data)


def serve(listener: Any) -> None:
    pool = greenhub.GreenPool(CONNECTIONS)
    while True:
        client, _ = listener.accept()
        pool.spawn_n(echo, client)  # waits while 10,000 are being served


def main() -> None:
    parser = argparse.ArgumentParser(description='Send back whatever comes.')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=6000, help='0: a free one')
    options = parser.parse_args()

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a connection is an open file; often 1024 are allowed
    listener = greenhub.listen((options.host, options.port), backlog=1000)
    print('listening on {}:{}'.format(*listener.getsockname()), flush=True)
    serve(listener)


if __name__ == '__main__':
    with suppress(KeyboardInterrupt):
        main()
