"""A WSGI server in a test, and a client that speaks bytes."""

from __future__ import annotations

import io
from contextlib import contextmanager, suppress

import greenhub
from greenhub import wsgi
from greenhub.testing import MemoryListener

PATIENCE = 50.0  # more than any limit of the server's own

GET = b'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
CLOSE = b'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
POST = b'POST / HTTP/1.1\r\nHost: a\r\n'
CHUNKED = POST + b'Transfer-Encoding: chunked\r\n\r\n'


class Connection:
    """A client that speaks bytes."""

    def __init__(self, connected):
        self.socket = connected
        self.socket.settimeout(PATIENCE)
        self.data = b''

    def send(self, data: bytes) -> Connection:
        self.socket.sendall(data)
        return self

    def _more(self) -> bool:
        piece = self.socket.recv(65536)
        self.data += piece
        return bool(piece)

    def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        with suppress(ConnectionError):
            while self._more():
                pass
        data, self.data = self.data, b''
        return data

    def head(self) -> tuple[str, dict[str, str]]:
        """Status line and headers, with names in lower case; '' when the connection has ended."""
        while b'\r\n\r\n' not in self.data:
            if not self._more():
                assert self.data == b''
                return '', {}
        head, self.data = self.data.split(b'\r\n\r\n', 1)
        status, *lines = head.decode('latin-1').split('\r\n')
        headers: dict[str, str] = {}
        for line in lines:
            name, value = line.split(': ', 1)
            assert name.lower() not in headers
            headers[name.lower()] = value
        return status, headers

    def read(self, size: int) -> bytes:
        while len(self.data) < size:
            assert self._more(), self.data
        data, self.data = self.data[:size], self.data[size:]
        return data

    def line(self) -> bytes:
        while b'\r\n' not in self.data:
            assert self._more(), self.data
        line, self.data = self.data.split(b'\r\n', 1)
        return line

    def answer(self, bodiless: bool = False) -> tuple[str, dict[str, str], bytes]:
        """A whole answer, its body by Content-Length or chunks."""
        status, headers = self.head()
        if bodiless:
            return status, headers, b''
        if 'chunked' in headers.get('transfer-encoding', ''):
            body = b''
            while size := int(self.line(), 16):
                body += self.read(size)
                assert self.line() == b''
            assert self.line() == b''
            return status, headers, body
        return status, headers, self.read(int(headers.get('content-length', 0)))

    def close(self) -> None:
        self.socket.close()


class Served:
    """A running server and what it wrote to its log."""

    def __init__(self, listener, app, options):
        self.address = listener.getsockname()
        self.family = listener.family
        self.log = io.StringIO()
        self.listener = listener
        options.setdefault('log', self.log)
        self.thread = greenhub.spawn(wsgi.server, listener, app, **options)
        self.connections: list[Connection] = []

    def connect(self) -> Connection:
        if isinstance(self.listener, MemoryListener):
            self.connections.append(Connection(self.listener.connect()))
        else:
            self.connections.append(Connection(greenhub.connect(self.address, family=self.family)))
        return self.connections[-1]

    def send(self, data: bytes) -> Connection:
        return self.connect().send(data)


@contextmanager
def serving(app, listener=None, **options):
    served = Served(listener or greenhub.listen(('127.0.0.1', 0)), app, options)
    try:
        yield served
    finally:
        for connection in served.connections:
            connection.close()
        served.thread.kill()
        with suppress(greenhub.GreenletExit):
            served.thread.wait()


class Recorder:
    """An application that says hello and remembers its environs and the bodies it read."""

    def __init__(self, reads: bool = True):
        self.reads = reads
        self.environs: list[dict] = []
        self.bodies: list[bytes] = []

    def __call__(self, environ, start_response):
        self.environs.append(environ)
        if self.reads:
            self.bodies.append(environ['wsgi.input'].read())
        start_response('200 OK', [('Content-Type', 'text/plain')])
        return [b'hello']

    @property
    def paths(self) -> list[str]:
        return [environ['PATH_INFO'] for environ in self.environs]


def hello(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello ', environ['PATH_INFO'].encode('latin-1')]


def answering(status='200 OK', headers=(), result=(b'',), before=None):
    """An application with a fixed answer."""

    def app(environ, start_response):
        if before:
            before(environ)
        start_response(status, list(headers))
        return result() if callable(result) else result

    return app


def ask(app, data: bytes, **options) -> tuple[str, dict[str, str], bytes]:
    with serving(app, **options) as served:
        return served.send(data).answer()


def ask_all(app, data: bytes, **options) -> bytes:
    with serving(app, **options) as served:
        return served.send(data).rest()
