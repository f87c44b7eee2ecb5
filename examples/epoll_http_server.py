"""An HTTP server on the operating system's event interface: what greenhub does for you, done by hand.

    python examples/epoll_http_server.py

It knows nothing of greenhub.  Under `python -m greenhub.run --patch` it runs as it is, and beside other green threads:
its `select.epoll` is green then.
"""

from __future__ import annotations

import argparse
import socket
from contextlib import suppress
from select import EPOLLHUP, EPOLLIN, EPOLLOUT, epoll

ANSWER = b'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\nHello, world!\n'
LONGEST_REQUEST = 65536


class Client:
    """A connection: first what it has asked, then what is left to answer."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.request = b''
        self.answer = ANSWER


def serve(listener: socket.socket) -> None:
    clients: dict[int, Client] = {}
    with epoll() as poller:
        poller.register(listener.fileno(), EPOLLIN)
        while True:
            for fileno, event in poller.poll(1):
                if fileno == listener.fileno():
                    with suppress(BlockingIOError, ConnectionError):  # whoever came is gone already
                        accept(poller, listener, clients)
                    continue
                client = clients[fileno]
                try:
                    if event & EPOLLIN:
                        read(poller, client)
                    elif event & EPOLLOUT:
                        write(poller, client)
                    elif event & EPOLLHUP:
                        forget(poller, clients, client)
                except ConnectionError:
                    forget(poller, clients, client)


def accept(poller: epoll, listener: socket.socket, clients: dict[int, Client]) -> None:
    sock, _ = listener.accept()
    sock.setblocking(False)
    poller.register(sock.fileno(), EPOLLIN)
    clients[sock.fileno()] = Client(sock)


def read(poller: epoll, client: Client) -> None:
    data = client.sock.recv(1024)
    client.request += data
    if not data or len(client.request) > LONGEST_REQUEST:
        finish(poller, client)
    elif b'\r\n\r\n' in client.request:
        poller.modify(client.sock.fileno(), EPOLLOUT)


def write(poller: epoll, client: Client) -> None:
    sent = client.sock.send(client.answer)
    client.answer = client.answer[sent:]
    if not client.answer:
        finish(poller, client)


def finish(poller: epoll, client: Client) -> None:
    """End both directions, which EPOLLHUP will report; that needs no asking."""
    poller.modify(client.sock.fileno(), 0)
    with suppress(OSError):  # the client may be gone already, and is reported as well
        client.sock.shutdown(socket.SHUT_RDWR)


def forget(poller: epoll, clients: dict[int, Client], client: Client) -> None:
    poller.unregister(client.sock.fileno())
    del clients[client.sock.fileno()]
    client.sock.close()


def main() -> None:
    parser = argparse.ArgumentParser(description='Greet whoever asks.')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=8080, help='0: a free one')
    options = parser.parse_args()

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((options.host, options.port))
        listener.listen(100)
        listener.setblocking(False)
        print('listening on http://{}:{}'.format(*listener.getsockname()), flush=True)
        serve(listener)


if __name__ == '__main__':
    with suppress(KeyboardInterrupt):
        main()
