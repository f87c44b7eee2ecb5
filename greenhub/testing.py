"""What tests of green programs stand on: a clock that jumps, sockets in memory, an HTTP client, leak checks.

Nothing here needs pytest; `greenhub.pytest_plugin` offers the same as fixtures.
"""

from __future__ import annotations

import gc
import io
import json
import os
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from errno import EBADF, ENOTCONN
from itertools import count
from socket import AF_INET, SHUT_RD, SHUT_RDWR, SHUT_WR, SOCK_STREAM
from time import monotonic
from typing import Any

from greenlet import getcurrent, greenlet

from . import hubs
from .greenthread import sleep, spawn
from .hubs.hub import CALL, EXPIRED, WHEN, IOClosed, Waiter
from .queue import Empty, Full, LightQueue
from .timeout import Timeout

__all__ = ['JumpingClock', 'jumping_clock', 'Deadlock',
           'MemorySocket', 'MemoryListener', 'memory_socket_pair', 'memory_listener',
           'HTTPClient', 'Response', 'Leak', 'no_leaks']


# ---- a clock that jumps

GRACE = 1.0  # seconds that other OS threads get before a hub without anything to do counts as dead


class Deadlock(RuntimeError):
    """Every green thread waits, and there is no timer that could wake one."""


class JumpingClock:
    """The time of a hub under test: it stands still while anything runs, and jumps when all wait for a timer."""

    def __init__(self, hub: Any) -> None:
        self.hub = hub
        self.now = hub.clock()
        self._wait = hub.wait

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass: what is due in them runs, in order, before this returns."""
        sleep(seconds)

    def wait(self, seconds: float | None = None) -> None:
        """In the place of the hub's `wait`: looks at the descriptors, then jumps instead of waiting."""
        hub = self.hub
        self._wait(0)
        if hub.is_ready() or not seconds:
            return
        if hub.get_readers() or hub.get_writers() or hub.external_waits:
            began = monotonic()  # somebody waits for the real world, so real time passes
            self._wait(seconds)
            self.now += min(monotonic() - began, seconds)
        elif hub.timers:
            self.now = max(self.now, hub.timers[0][WHEN])
        else:
            self._wait(GRACE)
            if not hub.is_ready():
                raise Deadlock('every green thread waits, nothing is ready and there is no timer')


@contextmanager
def jumping_clock() -> Iterator[JumpingClock]:
    """Run the hub of this OS thread on a clock that jumps: `sleep(3600)` returns at once, in the right order.

    Time passes as usual while a green thread waits for a real descriptor or for a call in an OS thread.
    """
    hub = hubs.get_hub()
    clock = JumpingClock(hub)
    real_clock, hub.clock, hub.wait = hub.clock, clock, clock.wait
    try:
        yield clock
    finally:
        sleep(0)  # the hub finishes the pass that it began at a time to come
        del hub.wait
        hub.clock = real_clock
        ahead = clock.now - real_clock()
        for timer in hub.timers:
            timer[0] -= ahead  # what is left waits as long as it would have


# ---- sockets in memory

_numbers = count(1)


class _Stream:
    """One direction of a connection: bytes on their way, at most `capacity` of them."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.data = bytearray()
        self.ended = False  # nothing more will be sent
        self.refused = False  # nothing more will be read
        self.waiters: deque[Waiter] = deque()

    def wait(self, seconds: float | None) -> None:
        waiter = Waiter(hubs.get_hub())
        self.waiters.append(waiter)
        try:
            if waiter.wait(seconds) is EXPIRED:
                raise TimeoutError('timed out')
        finally:
            if waiter in self.waiters:
                self.waiters.remove(waiter)

    def changed(self) -> None:
        while self.waiters:
            self.waiters.popleft().wake()


class MemorySocket:
    """One end of a connection in this process: behaves as a green TCP socket, without a descriptor.

    A peer that stops reading is felt: when `capacity` bytes are on their way, a send waits.  `sent` counts the bytes
    that this end has sent.
    """

    family, type, proto = AF_INET, SOCK_STREAM, 0

    def __init__(self, incoming: _Stream, outgoing: _Stream, name: Any, peername: Any) -> None:
        self._incoming, self._outgoing = incoming, outgoing
        self._name, self._peername = name, peername
        self._timeout: float | None = None
        self._closed = False
        self._io_refs = 0
        self.sent = 0

    # ---- reading

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """Up to `bufsize` bytes; b'' when the peer has ended the stream."""
        stream = self._incoming
        while True:
            self._check_open()
            if stream.data or stream.ended or stream.refused:
                break
            if self._timeout == 0:
                raise BlockingIOError(11, 'Resource temporarily unavailable')
            stream.wait(self._timeout)
        data = bytes(stream.data[:bufsize])
        del stream.data[:bufsize]
        if data:
            stream.changed()
        return data

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """As `recv`, into a buffer; returns the number of bytes."""
        with memoryview(buffer) as view, view.cast('B') as target:
            data = self.recv(nbytes or len(target), flags)
            target[:len(data)] = data
            return len(data)

    # ---- writing

    def send(self, data: Any, flags: int = 0) -> int:
        """Send what there is room for, at least a byte; returns the number of bytes."""
        stream = self._outgoing
        while True:
            self._check_open()
            if stream.refused or stream.ended:
                raise BrokenPipeError(32, 'Broken pipe')
            room = stream.capacity - len(stream.data)
            if room > 0 or not len(data):
                break
            if self._timeout == 0:
                raise BlockingIOError(11, 'Resource temporarily unavailable')
            stream.wait(self._timeout)
        with memoryview(data) as view, view.cast('B') as rest:
            part = rest[:room]
            stream.data += part
            self.sent += len(part)
            stream.changed()
            return len(part)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send everything."""
        with memoryview(data) as view, view.cast('B') as rest:
            done = 0
            while done < len(rest):
                done += self.send(rest[done:])

    def sendmsg(self, buffers: Iterable[Any], *_: Any) -> int:
        """Send several buffers as one."""
        return self.send(b''.join(buffers))

    # ---- time-outs, names and options

    def settimeout(self, value: float | None) -> None:
        """Limit each call to `value` seconds; 0: never wait, None: no limit."""
        self._timeout = value

    def gettimeout(self) -> float | None:
        """The limit in seconds; None when there is none."""
        return self._timeout

    def setblocking(self, flag: bool) -> None:
        """True: as settimeout(None); False: as settimeout(0)."""
        self._timeout = None if flag else 0.0

    def getpeername(self) -> Any:
        """The address of the other end."""
        self._check_open()
        if self._outgoing.refused and self._incoming.ended:
            raise OSError(ENOTCONN, os.strerror(ENOTCONN))
        return self._peername

    def getsockname(self) -> Any:
        """The address of this end."""
        return self._name

    def fileno(self) -> int:
        """-1: there is no descriptor."""
        return -1

    def setsockopt(self, *_: Any) -> None:
        """Does nothing."""

    def getsockopt(self, *_: Any) -> int:
        """0."""
        return 0

    # ---- files and life

    def makefile(self, mode: str = 'r', buffering: int | None = None, **kw: Any) -> Any:
        """A file over the connection, as `socket.makefile`; closing it does not close the socket."""
        raw = _MemoryFile(self, mode)
        self._io_refs += 1
        if buffering == 0:
            return raw
        size = io.DEFAULT_BUFFER_SIZE if buffering is None or buffering < 0 else buffering
        if 'r' in mode and 'w' in mode:
            file: Any = io.BufferedRWPair(raw, raw, size)
        else:
            file = io.BufferedWriter(raw, size) if 'w' in mode else io.BufferedReader(raw, size)
        return file if 'b' in mode else io.TextIOWrapper(file, **kw)

    def _decref_socketios(self) -> None:
        self._io_refs -= 1
        if self._closed and self._io_refs <= 0:
            self._end()

    def shutdown(self, how: int) -> None:
        """End reading, writing, or both; the peer reads what is on its way, then b''."""
        self._check_open()
        if how in (SHUT_WR, SHUT_RDWR):
            self._outgoing.ended = True
            self._outgoing.changed()
        if how in (SHUT_RD, SHUT_RDWR):
            self._incoming.refused = True
            self._incoming.changed()

    def close(self) -> None:
        """End the connection: the peer reads what is on its way, then b''; its sends fail."""
        if not self._closed:
            self._closed = True
            if self._io_refs <= 0:
                self._end()

    def _end(self) -> None:
        self._outgoing.ended = self._incoming.refused = True
        self._outgoing.changed()
        self._incoming.changed()

    def detach(self) -> int:
        """As `close`; there is no descriptor to give away."""
        self.close()
        return -1

    def _check_open(self) -> None:
        if self._closed and self._io_refs <= 0:
            raise IOClosed(EBADF, os.strerror(EBADF))

    def __enter__(self) -> MemorySocket:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f'<MemorySocket {self._name} -> {self._peername}{" closed" if self._closed else ""}>'


class _MemoryFile(io.RawIOBase):
    def __init__(self, sock: MemorySocket, mode: str) -> None:
        self._sock, self._mode = sock, mode

    def readable(self) -> bool:
        return 'r' in self._mode

    def writable(self) -> bool:
        return 'w' in self._mode

    def readinto(self, buffer: Any) -> int:
        return self._sock.recv_into(buffer)

    def write(self, data: Any) -> int:
        return self._sock.send(data)

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._sock._decref_socketios()


def memory_socket_pair(capacity: int = 65536) -> tuple[MemorySocket, MemorySocket]:
    """Two sockets that are connected with each other; `capacity` bytes fit in each direction."""
    forth, back = _Stream(capacity), _Stream(capacity)
    number = next(_numbers)
    client, server = ('memory', 2 * number), ('memory', 2 * number + 1)
    return MemorySocket(back, forth, client, server), MemorySocket(forth, back, server, client)


class MemoryListener:
    """A listening socket in memory: `connect` makes a connection, `accept` takes it."""

    family, type, proto = AF_INET, SOCK_STREAM, 0

    def __init__(self, backlog: int, capacity: int) -> None:
        self._pending = LightQueue(backlog)
        self._capacity = capacity
        self._name = ('memory', next(_numbers))
        self._timeout: float | None = None
        self._closed = False

    def connect(self) -> MemorySocket:
        """The client's end of a new connection; ConnectionRefusedError when the listener is closed or full."""
        client, server = memory_socket_pair(self._capacity)
        try:
            if self._closed:
                raise Full
            self._pending.put_nowait(server)
        except Full:
            raise ConnectionRefusedError(111, 'Connection refused') from None
        return client

    def accept(self) -> tuple[MemorySocket, Any]:
        """Wait for a connection; returns its server's end and the client's address."""
        if self._closed:
            raise IOClosed(EBADF, os.strerror(EBADF))
        try:
            server = self._pending.get(self._timeout != 0, self._timeout)
        except Empty:
            raise (BlockingIOError(11, 'no connection') if self._timeout == 0 else TimeoutError('timed out')) from None
        if server is None:
            raise IOClosed(EBADF, os.strerror(EBADF))
        return server, server.getpeername()

    def close(self) -> None:
        """Refuse new connections; whoever waits in accept gets IOClosed."""
        self._closed = True
        while self._pending.getting():
            self._pending.put(None)

    def shutdown(self, how: int) -> None:
        """As `close`."""
        self.close()

    settimeout, gettimeout, setblocking = (MemorySocket.settimeout, MemorySocket.gettimeout,
                                           MemorySocket.setblocking)

    def getsockname(self) -> Any:
        """An address of its own."""
        return self._name

    def fileno(self) -> int:
        """-1: there is no descriptor."""
        return -1

    def setsockopt(self, *_: Any) -> None:
        """Does nothing."""

    def getsockopt(self, *_: Any) -> int:
        """1: it listens (SO_ACCEPTCONN)."""
        return int(not self._closed)


def memory_listener(backlog: int = 128, capacity: int = 65536) -> MemoryListener:
    """A listening socket in memory; its connections hold `capacity` bytes in each direction."""
    return MemoryListener(backlog, capacity)


# ---- an HTTP client in this process

class Response:
    """The answer to a request: `status`, `reason`, `headers` (an email.message.Message: any case), `body` in bytes."""

    def __init__(self, status: int, reason: str, headers: Any, body: bytes) -> None:
        self.status, self.reason, self.headers, self.body = status, reason, headers, body

    @property
    def text(self) -> str:
        """The body, decoded as its charset says, UTF-8 by default."""
        return self.body.decode(self.headers.get_content_charset() or 'utf-8')

    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    def __repr__(self) -> str:
        return f'<Response {self.status} {self.reason}, {len(self.body)} bytes>'


class HTTPClient:
    """Sends requests to a WSGI application through `greenhub.wsgi`, over sockets in memory.

    One connection is kept alive from request to request.  `options` are those of `wsgi.server`; `timeout` limits
    each request, in seconds of the hub's clock.
    """

    def __init__(self, app: Callable[..., Any], timeout: float = 10.0, **options: Any) -> None:
        from . import wsgi
        self.timeout = timeout
        self.listener = memory_listener()
        self._connection: MemorySocket | None = None
        self._server = spawn(wsgi.server, self.listener, app, **{'log_output': False, **options})

    def request(self, method: str, path: str, body: bytes | str | None = None,
                headers: dict[str, str] | None = None, *, json: Any = None) -> Response:
        """Send a request and return the answer; `json` is a value to send as the body.

        Raises Timeout when the answer takes too long, http.client.HTTPException when it is not HTTP.
        """
        if json is not None:
            body = _json_bytes(json)
            headers = {'Content-Type': 'application/json', **(headers or {})}
        with Timeout(self.timeout):
            answer = self._exchange(method, _encode(method, path, body, headers or {}))
        return answer

    def get(self, path: str, **kw: Any) -> Response:
        """As `request`."""
        return self.request('GET', path, **kw)

    def post(self, path: str, body: bytes | str | None = None, **kw: Any) -> Response:
        """As `request`."""
        return self.request('POST', path, body, **kw)

    def put(self, path: str, body: bytes | str | None = None, **kw: Any) -> Response:
        """As `request`."""
        return self.request('PUT', path, body, **kw)

    def delete(self, path: str, **kw: Any) -> Response:
        """As `request`."""
        return self.request('DELETE', path, **kw)

    def connect(self) -> MemorySocket:
        """A new connection to the server, for bytes of one's own."""
        return self.listener.connect()

    def _exchange(self, method: str, request: bytes) -> Response:
        from http.client import HTTPResponse
        sock, self._connection = self._connection or self.connect(), None
        try:
            sock.sendall(request)
            answer = HTTPResponse(sock, method=method)  # type: ignore[arg-type]
            answer.begin()
            body = answer.read()
        except BaseException:
            sock.close()
            raise
        if answer.will_close:
            sock.close()
        else:
            self._connection = sock
        return Response(answer.status, answer.reason, answer.headers, body)

    def close(self) -> None:
        """End the connection and the server."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.listener.close()
        self._server.wait()

    def __enter__(self) -> HTTPClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _encode(method: str, path: str, body: bytes | str | None, headers: dict[str, str]) -> bytes:
    data = body.encode() if isinstance(body, str) else body or b''
    lines = {'Host': 'localhost', **headers}
    if body is not None and 'Transfer-Encoding' not in headers:
        lines.setdefault('Content-Length', str(len(data)))
    head = [f'{method} {path} HTTP/1.1', *(f'{name}: {value}' for name, value in lines.items()), '', '']
    return '\r\n'.join(head).encode('latin-1') + data


def _json_bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


# ---- leaks

class Leak(AssertionError):
    """Something that a block of code began was left behind; the message names it."""


def _greenlets() -> list[greenlet]:
    """The green threads of this OS thread that have started and not ended: those that return to its hub."""
    hub = hubs.get_hub()
    parked = {waiter.greenlet for waiter in hub.idle_workers}
    return [g for g in gc.get_referrers(hub.greenlet)
            if isinstance(g, greenlet) and g and g is not getcurrent() and g not in parked]


def _descriptors() -> dict[str, str]:
    found = {}
    for fd in os.listdir('/proc/self/fd'):
        try:
            found[fd] = os.readlink(f'/proc/self/fd/{fd}')
        except OSError:
            pass  # the descriptor of the listing itself
    return found


def _timers() -> list[Any]:
    return [timer for timer in hubs.get_hub().timers if timer[CALL] is not None]


@contextmanager
def no_leaks(settle: float = 0.0) -> Iterator[None]:
    """Raise Leak when the block leaves green threads, descriptors or timers behind.

    What ends by itself gets a few generations, or `settle` seconds, to do so.
    """
    before = weakref.WeakSet(_greenlets()), _descriptors(), _timers()
    yield
    for _ in range(5):
        sleep(0)
    if settle:
        sleep(settle)
    if _left_behind(*before):
        gc.collect()  # what nobody can reach any more is no leak
        left = _left_behind(*before)
        if left:
            raise Leak('left behind: ' + '; '.join(left))


def _left_behind(greenlets: weakref.WeakSet[greenlet], descriptors: dict[str, str], timers: list[Any]) -> list[str]:
    now = hubs.get_hub().clock()
    left = [f'green thread {g!r}' for g in _greenlets() if g not in greenlets]
    left += [f'descriptor {fd}: {target}' for fd, target in _descriptors().items() if descriptors.get(fd) != target]
    left += [f'timer {timer!r} in {timer[0] - now:.3f} s' for timer in _timers() if not _among(timer, timers)]
    return left


def _among(timer: Any, timers: list[Any]) -> bool:
    return any(timer is other for other in timers)
