"""Clients of an echo server, all connected at once; prints what the server process took for each, as JSON:

    python -m tests.benchmarks.green_connections_client PORT CONNECTIONS PID
"""

from __future__ import annotations

import json
import os
import resource
import select
import socket
import sys
import time

from .generator import Watch

PER_ADDRESS = 5_000  # connections from one of the loopback addresses: each has its own ports
LINE = b'hello, is anybody there?\n'
PATIENCE = 60


def connect(port: int, number: int) -> socket.socket:
    source = (f'127.0.0.{2 + number // PER_ADDRESS}', 0)
    client = socket.create_connection(('127.0.0.1', port), PATIENCE, source_address=source)
    client.setblocking(False)
    return client


def echo_once(clients: list[socket.socket]) -> None:
    """All send before the first one reads; raises RuntimeError when an echo is wrong or missing."""
    poller, waiting = select.epoll(), {client.fileno(): client for client in clients}
    for client in clients:
        client.sendall(LINE)
        poller.register(client, select.EPOLLIN)
    received = dict.fromkeys(waiting, b'')
    deadline = time.monotonic() + PATIENCE
    while waiting:
        for fileno, _ in poller.poll(1):
            data = waiting[fileno].recv(1024)
            received[fileno] += data
            if received[fileno] == LINE:
                poller.unregister(waiting.pop(fileno))
            elif not data or not LINE.startswith(received[fileno]):
                raise RuntimeError(f'instead of an echo came {received[fileno]!r}')
        if time.monotonic() > deadline:
            raise RuntimeError(f'{len(waiting)} echoes are missing after {PATIENCE} s')
    poller.close()


def main(port: int, connections: int, pid: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    server, descriptors = Watch(pid), f'/proc/{pid}/fd'
    with connect(port, 0) as first:
        echo_once([first])  # whatever the server loads when it is first used
    before = server.memory(), server.cpu(), len(os.listdir(descriptors))
    clients = [connect(port, number) for number in range(connections)]
    echo_once(clients)
    after = server.memory(), server.cpu(), len(os.listdir(descriptors))
    memory, cpu, held = (now - then for then, now in zip(before, after, strict=True))
    print(json.dumps({'bytes': memory * 2**20 / connections, 'us': cpu * 1e6 / connections, 'held': held}))
    if held < connections - 1:
        raise RuntimeError(f'the server held {held} of {connections} connections')


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
