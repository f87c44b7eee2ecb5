"""Streams of events: one path that a client reads as server-sent events or over a WebSocket, as it likes.

    self.news: Streams[str] = Streams()                         # in an app
    self.news.publish('doors', {'type': 'closed', 'door': 7})   # to whoever wants it, waiting for nobody

    @route('news', '/news', methods=['GET'])                    # in its controller
    def news(self, req):
        return self.data.news.open(req)

What a client is slow to read waits in a queue of its own, and a client that is too far behind is dropped.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from socket import SHUT_RDWR
from time import time
from typing import Any, Generic, TypeVar

import greenhub
from greenhub.event import Event
from greenhub.websocket import WebSocketWSGI

from ..app import FAILURES
from .body import write
from .errors import ServiceUnavailable
from .messages import Request, Response

__all__ = ['Stream', 'Streams']

log = logging.getLogger(__name__)

#: Streams at once of one `Streams`: each is a connection that a request cannot have.
MAX_STREAMS = 256

#: Events, and bytes of them, that may wait for a client before it is dropped.
MAX_WAITING, MAX_BACKLOG = 4096, 4 << 20

#: Bytes of a message of a client, which has nothing to say.
MAX_MESSAGE = 4096

#: Seconds without an event after which a server-sent comment finds out whether the client is still there.
HEARTBEAT = 15.0

#: Milliseconds after which a browser whose stream has ended opens it anew.
RETRY = 2000

#: Why we close a WebSocket (RFC 6455, 7.4.1).
DONE, GOING_AWAY, POLICY_VIOLATION, INTERNAL_ERROR = 1000, 1001, 1008, 1011

Topic = TypeVar('Topic')
Happening = Mapping[str, Any]


class Streams(Generic[Topic]):
    """The streams that clients have open on one path.

    `changed` is called whenever one has come or gone, for those who want to know whether anybody listens.
    """

    def __init__(self, changed: Callable[[], object] | None = None) -> None:
        self._open: dict[Stream[Topic], None] = {}
        self._changed = changed or (lambda: None)
        self._numbers = count(1)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Stream[Topic]]:
        return iter(list(self._open))

    def publish(self, topic: Topic, event: Happening | Callable[[], Happening]) -> None:
        """Send an event to each stream that wants the topic, as JSON behind its `id` and `time` (s since the epoch).

        A function is called for the event, and only where somebody wants it.
        """
        told = b''
        for stream in self:
            if stream.wants(topic):
                told = told or self._written(event() if callable(event) else event)
                stream.post(told)

    def open(
        self,
        req: Request,
        wants: Callable[[Topic], bool] | None = None,
        first: Callable[[], Iterable[Happening]] | None = None,
        limit: int | None = None,
    ) -> Response | WebSocketWSGI:
        """The answer to a request for a stream, over a WebSocket if it asks for one.

        It has the events whose topic it `wants` (None: all), behind those that `first` returns, and ends when there
        were `limit` of them. Raises ServiceUnavailable where there are too many streams.
        """
        if len(self._open) >= MAX_STREAMS:
            raise ServiceUnavailable(f'there are {MAX_STREAMS} streams open, and no more are allowed')

        def opened() -> Stream[Topic]:
            stream = Stream(self, req.environ, wants or (lambda topic: True), limit)
            self._open[stream] = None
            self._changed()
            try:
                stream.begin_with([self._written(each) for each in first()] if first else [])
            except BaseException:
                stream.end()
                raise
            return stream

        if req.environ.get('HTTP_UPGRADE', '').lower() == 'websocket':
            return WebSocketWSGI(lambda ws: _serve(ws, opened), MAX_MESSAGE)
        body: Iterable[bytes] = [] if req.method == 'HEAD' else _ServerSentEvents(opened(), req.environ)
        response = Response(app_iter=body, content_type='text/event-stream')
        response.headers.update({'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no'})
        return response

    def close(self) -> None:
        """End all streams: what waits for their clients is still sent."""
        for stream in self:
            stream.end()

    def forget(self, stream: Stream[Topic]) -> None:
        """Send nothing more to a stream."""
        if stream in self._open:
            del self._open[stream]
            self._changed()

    def _written(self, event: Happening) -> bytes:
        return write({'id': next(self._numbers), 'time': time(), **event})


class Stream(Generic[Topic]):
    """What one client is sent: `wants` says of which topics."""

    def __init__(
        self, streams: Streams[Topic], environ: Mapping[str, Any], wants: Callable[[Topic], bool], limit: int | None
    ) -> None:
        self.wants = wants
        self.why_closed = (GOING_AWAY, 'the app has ended')  # which a WebSocket's client is told
        self.name = f'stream to {environ.get("REMOTE_ADDR", "?")}:{environ.get("REMOTE_PORT", "?")}'
        self.cut: Callable[[], object] = lambda: None  # ends the connection, which may be in the midst of sending
        self._streams = streams
        self._left = limit
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._held: list[bytes] | None = []  # what happens before the stream has begun
        self._has_ended = False
        self._woken: Event | None = None

    def begin_with(self, messages: list[bytes]) -> None:
        """Send these, then what has happened since the stream was opened, then what happens."""
        held, self._held = self._held or [], None
        if self._left == 0:
            self._end_of_all()
        for each in [*messages, *held]:
            self.post(each)

    def post(self, message: bytes) -> None:
        """Have a message sent, without waiting for that; a client that is too far behind is dropped."""
        if self._has_ended:
            return
        if len(self._waiting) >= MAX_WAITING or self._size > MAX_BACKLOG or len(self._held or ()) >= MAX_WAITING:
            self.drop(f'does not read: {len(self._waiting)} events are waiting')
        elif self._held is not None:
            self._held.append(message)
        else:
            self._waiting.append(message)
            self._size += len(message)
            self._count_down()
            self._wake()

    def take(self, seconds: float | None) -> list[bytes] | None:
        """What is to be sent: waits for it, at most so long; [] where nothing came, None where nothing will."""
        if not self._waiting and not self._has_ended:
            self._woken = Event()
            self._woken.wait(seconds)
            self._woken = None
        if not self._waiting:
            return None if self._has_ended else []
        taken = list(self._waiting)
        self._waiting.clear()
        self._size = 0
        return taken

    def drop(self, why: str) -> None:
        """End the stream and its connection; the log says why."""
        log.warning('%s is dropped: it %s', self.name, why)
        self.why_closed = (POLICY_VIOLATION, why)
        self._waiting.clear()
        self.end()
        self.cut()

    def end(self) -> None:
        """Take nothing more; what waits is still sent."""
        self._has_ended = True
        self._streams.forget(self)
        self._wake()

    def _count_down(self) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                self._end_of_all()

    def _end_of_all(self) -> None:
        self.why_closed = (DONE, 'that was all')
        self.end()

    def _wake(self) -> None:
        if self._woken is not None and not self._woken.ready():
            self._woken.send()


class _ServerSentEvents:
    """The body of an answer that goes on: text/event-stream, as HTML's 9.2 has it; `close` when the client is gone."""

    def __init__(self, stream: Stream[Any], environ: dict[str, Any]) -> None:
        self._stream = stream
        self._begun = False
        environ['greenhub.minimum_write_chunk_size'] = 1  # an event is sent when it happens
        connection = environ.get('greenhub.input')
        if connection is not None:
            stream.cut = lambda: _shut_down(connection.get_socket())

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if not self._begun:  # the head of the answer goes out with this
            self._begun = True
            return b'retry: %d\n\n' % RETRY
        taken = self._stream.take(HEARTBEAT)
        if taken is None:
            raise StopIteration
        return b''.join([b'data: %b\n\n' % each for each in taken]) or b': still here\n\n'

    def close(self) -> None:
        """The answer is at its end."""
        self._stream.end()


def _shut_down(sock: Any) -> None:
    try:
        sock.shutdown(SHUT_RDWR)
    except OSError:
        pass  # it is gone already


def _serve(ws: Any, opened: Callable[[], Stream[Any]]) -> None:
    """Send a stream over a WebSocket until either side ends it."""
    ws.socket.settimeout(None)  # it may be silent for hours; keep-alives of TCP find out who vanished
    try:
        stream = opened()
    except FAILURES as error:
        log.error('a stream over a WebSocket could not be opened: %s', error)
        ws.close((INTERNAL_ERROR, 'the stream could not be opened'))
        return
    stream.cut = lambda: greenhub.spawn_n(ws.close, stream.why_closed)
    greenhub.spawn_n(_send, stream, ws)
    try:
        while ws.wait() is not None:
            pass  # a client has nothing to say
    except OSError as error:
        log.debug('%s is gone: %s', stream.name, error)
    finally:
        stream.end()


def _send(stream: Stream[Any], ws: Any) -> None:
    try:
        while (taken := stream.take(None)) is not None:
            for each in taken:
                ws.send(each.decode())
        ws.close(stream.why_closed)
    except OSError as error:
        log.debug('%s is gone: %s', stream.name, error)
        stream.end()
