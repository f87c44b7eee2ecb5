"""What tests of green programs stand on: a clock that jumps, sockets in memory, clients in this process, leak checks.

Nothing here needs pytest; `greenhub.pytest_plugin` offers the clock and the leak check as fixtures.
"""

from __future__ import annotations

import gc
import json
import os
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING, Any

from greenlet import getcurrent, gettrace, greenlet, settrace

from . import hubs
from .greenthread import sleep, spawn
from .hubs.timer import TIMER, WHEN
from .hubs.waiter import Waiter
from .memory import MemoryListener, MemorySocket, memory_listener, memory_socket_pair
from .timeout import Timeout

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from .websocket_client import WebSocketClient

__all__ = ['JumpingClock', 'jumping_clock', 'Deadlock', 'wait_all_blocked', 'Switched', 'no_switch',
           'MemorySocket', 'MemoryListener', 'memory_socket_pair', 'memory_listener',
           'HTTPClient', 'Response', 'WebSocketClient', 'Leak', 'no_leaks']


def __getattr__(name: str) -> Any:
    if name == 'WebSocketClient':  # what it needs is loaded by those who use it
        from .websocket_client import WebSocketClient
        return WebSocketClient
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')


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

    def jump(self, seconds: float) -> None:
        """Let `seconds` pass at once, also while somebody waits for the real world: time-outs that are due run out."""
        self.now += seconds
        sleep(0)  # the timers fire, and wake others
        sleep(0)  # and those run

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
    real_clock, hub.clock = hub.clock, clock
    hub.wait = clock.wait  # type: ignore[method-assign]
    try:
        yield clock
    finally:
        sleep(0)  # the hub finishes the pass that it began at a time to come
        del hub.wait
        hub.clock = real_clock
        ahead = clock.now - real_clock()
        hub.timers[:] = [(when - ahead, *rest) for when, *rest in hub.timers]  # what is left waits as long as it would


# ---- who runs when

def wait_all_blocked() -> None:
    """Return when every other green thread of this OS thread waits: for a time, an event, or a descriptor.

    It is the moment to look at what a program has done so far, or to let the next thing happen to it.  In a process
    of its own the world is quiet then; where real descriptors or OS threads are waited for, something may come later.
    """
    hub = hubs.get_hub()
    idle = hub.wait if isinstance(hub.wait, _Idle) else _Idle(hub)
    hub.wait = idle  # type: ignore[method-assign]
    waiter = Waiter(hub)
    idle.waiters.append(waiter)
    try:
        waiter.wait()
    finally:
        idle.forget(waiter)


class _Idle:
    """In the place of a hub's `wait`: that is called with a time to wait when nobody is ready."""

    def __init__(self, hub: Any) -> None:
        self.hub = hub
        self.waiters: list[Waiter] = []
        self._wait = hub.wait
        self._own = vars(hub).get('wait')  # a clock's, see JumpingClock

    def __call__(self, seconds: float | None = None) -> None:
        self._wait(0)
        if seconds != 0 and not self.hub.is_ready():
            for waiter in self.waiters:
                waiter.wake()

    def forget(self, waiter: Waiter) -> None:
        self.waiters.remove(waiter)
        if not self.waiters:
            del self.hub.wait
            if self._own is not None:
                self.hub.wait = self._own


class Switched(AssertionError):
    """Others ran in a block that nobody was to interrupt; the message tells which line let them."""


@contextmanager
def no_switch() -> Iterator[None]:
    """Raise Switched when the block lets another green thread run, so that what it changes needs no lock."""
    here, places, before = getcurrent(), [], gettrace()

    def trace(event: Any, greenlets: tuple[greenlet, greenlet]) -> None:
        if greenlets[0] is here:
            places.append(_place(here.gr_frame))
        if before is not None:
            before(event, greenlets)

    settrace(trace)
    try:
        yield
    finally:
        settrace(before)
    if places:
        raise Switched(f'other green threads could run at {places[0]}')


def _place(frame: FrameType | None) -> str:
    """Where the program called what has led to this frame of the library."""
    package = __name__.partition('.')[0] + '.'
    while frame and frame.f_back and frame.f_globals.get('__name__', '').startswith(package):
        frame = frame.f_back
    return f'{frame.f_code.co_filename}:{frame.f_lineno}, in {frame.f_code.co_name}' if frame else 'an unknown place'


# ---- an HTTP client in this process

Body = bytes | str | Iterable[bytes] | None


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

    def request(self, method: str, path: str, body: Body = None, headers: dict[str, str] | None = None, *,
                json: Any = None) -> Response:
        """Send a request and return the answer.

        `body` is bytes, text, or an iterable of bytes that is sent chunked; `json` is a value to send as the body.
        Raises Timeout when the answer takes too long, http.client.HTTPException when it is not HTTP.
        """
        sock, self._connection = self._connection or self.connect(), None
        try:
            with Timeout(self.timeout):
                answer = _ask(sock, method, path, body, headers, json)
                content = answer.read()
        except BaseException:
            sock.close()
            raise
        if answer.will_close:
            sock.close()
        else:
            self._connection = sock
        return Response(answer.status, answer.reason, answer.headers, content)

    @contextmanager
    def stream(self, method: str, path: str, body: Body = None, headers: dict[str, str] | None = None, *,
               json: Any = None) -> Iterator[HTTPResponse]:
        """As `request`, for an answer that comes bit by bit, over a connection of its own.

        Yields an `http.client.HTTPResponse`: `status`, `headers`, and `read1()`, `readline()` for what has come.
        TimeoutError when a read takes too long.
        """
        with self.connect() as sock:
            sock.settimeout(self.timeout)
            with _ask(sock, method, path, body, headers, json) as answer:
                yield answer

    def get(self, path: str, **kw: Any) -> Response:
        """As `request`."""
        return self.request('GET', path, **kw)

    def post(self, path: str, body: Body = None, **kw: Any) -> Response:
        """As `request`."""
        return self.request('POST', path, body, **kw)

    def put(self, path: str, body: Body = None, **kw: Any) -> Response:
        """As `request`."""
        return self.request('PUT', path, body, **kw)

    def delete(self, path: str, **kw: Any) -> Response:
        """As `request`."""
        return self.request('DELETE', path, **kw)

    def connect(self) -> MemorySocket:
        """A new connection to the server, for bytes of one's own."""
        return self.listener.connect()

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


def _ask(sock: MemorySocket, method: str, path: str, body: Body, headers: dict[str, str] | None,
         value: Any) -> HTTPResponse:
    """Send a request; the answer, its header read.  A server may answer, and stop reading, before it has the body."""
    from http.client import HTTPResponse
    if value is not None:
        body = json.dumps(value).encode()
        headers = {'Content-Type': 'application/json', **(headers or {})}
    try:
        for part in _encode(method, path, body, headers or {}):
            sock.sendall(part)
    except BrokenPipeError:
        pass
    answer = HTTPResponse(sock, method=method)  # type: ignore[arg-type]
    answer.begin()
    return answer


def _encode(method: str, path: str, body: Body, headers: dict[str, str]) -> Iterator[bytes]:
    data = body.encode() if isinstance(body, str) else body
    lines = {'Host': 'localhost', **headers}
    if isinstance(data, bytes) and 'Transfer-Encoding' not in headers:
        lines.setdefault('Content-Length', str(len(data)))
    elif data is not None and not isinstance(data, bytes):
        lines['Transfer-Encoding'] = 'chunked'
    head = [f'{method} {path} HTTP/1.1', *(f'{name}: {value}' for name, value in lines.items()), '', '']
    head_bytes = '\r\n'.join(head).encode('latin-1')
    if data is None or isinstance(data, bytes):
        yield head_bytes + (data or b'')
        return
    yield head_bytes
    for chunk in data:
        if chunk:
            yield b'%x\r\n%b\r\n' % (len(chunk), chunk)
    yield b'0\r\n\r\n'


# ---- leaks

class Leak(AssertionError):
    """Something that a block of code began was left behind; the message names it."""


def _greenlets() -> list[greenlet]:
    """The green threads of this OS thread that have started and not ended: those that return to its hub."""
    hub = hubs.get_hub()
    parked = {waiter.greenlet.switch.__self__ for waiter in hub.idle_workers}
    loop = hub.asyncio_loop
    if loop is not None:
        parked.add(loop._greenlet)
    return [g for g in gc.get_referrers(hub.greenlet)
            if isinstance(g, greenlet) and g and g is not getcurrent() and g not in parked]


def _descriptors() -> dict[str, str]:
    loop = hubs.get_hub().asyncio_loop
    of_the_hub = loop.descriptors() if loop is not None else set()  # made on first use, and kept
    found = {}
    for fd in os.listdir('/proc/self/fd'):
        if int(fd) in of_the_hub:
            continue
        try:
            found[fd] = os.readlink(f'/proc/self/fd/{fd}')
        except OSError:
            pass  # the descriptor of the listing itself
    return found


def _timers() -> list[Any]:
    return [entry for entry in hubs.get_hub().timers if entry[TIMER].pending]


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
    left += [f'timer {entry[TIMER]!r} in {entry[WHEN] - now:.3f} s' for entry in _timers() if entry not in timers]
    return left

