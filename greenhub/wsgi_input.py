"""The body of a request as the application reads it, `environ['wsgi.input']`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from .http1 import HeaderNames, Request, RequestError, interim_response

if TYPE_CHECKING:
    from .wsgi_connection import HttpProtocol

__all__ = ['BodyError', 'ChunkReadError', 'Input']

DISCARD_BYTES: Final = 1 << 20  # of a body that the application did not read; beyond that the connection ends


class BodyError(OSError):
    """A request's body cannot be read to its end; `status` is the answer to it, None when the client is gone."""

    def __init__(self, why: str, status: int | None = None):
        super().__init__(why)
        self.status = status


class ChunkReadError(BodyError):
    """The same of a chunked body."""


class Input:
    """`wsgi.input`: the body of one request, taken from the connection as it is asked for.

    Reading raises `BodyError` where the body is broken, too long, too slow or cut off.
    """

    __slots__ = ('_at', '_buffer', '_chunked', '_connection', '_continue_lines', '_deadline', 'continue_due', 'ended')

    def __init__(self, connection: HttpProtocol, head: Request):
        self._connection = connection
        self._chunked = head.length is None
        self._buffer = b''
        self._at = 0
        self._continue_lines = b''
        self._deadline = 0.0  # for the whole body; set when it is first read
        self.ended = head.length == 0
        self.continue_due = head.expect_continue and not self.ended  # the client waits for 100 (Continue)

    def read(self, length: int | None = None) -> bytes:
        """The next `length` bytes, fewer only at the end; everything when it is None or negative."""
        left = sys.maxsize if length is None or length < 0 else length
        pieces = []
        while left and self._fill():
            piece = self._buffer[self._at : self._at + left]
            self._at += len(piece)
            left -= len(piece)
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b''.join(pieces)

    def readline(self, size: int | None = None) -> bytes:
        """The next line with its line feed, at most `size` bytes of it; b'' at the end."""
        left = sys.maxsize if size is None or size < 0 else size
        pieces = []
        while left and self._fill():
            end = self._buffer.find(b'\n', self._at, self._at + left) + 1
            piece = self._buffer[self._at : end or self._at + left]
            self._at += len(piece)
            left -= len(piece)
            pieces.append(piece)
            if end:
                break
        return b''.join(pieces)

    def readlines(self, hint: int | None = None) -> list[bytes]:
        """The lines that are left; no more of them once they have `hint` bytes."""
        lines, size = [], 0
        for line in self:
            lines.append(line)
            size += len(line)
            if hint and size >= hint:
                break
        return lines

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b'')

    @property
    def should_send_hundred_continue(self) -> bool:
        """Whether the client still waits for 100 (Continue)."""
        return self.continue_due

    def set_hundred_continue_response_headers(
        self, headers: Iterable[tuple[str, str]], capitalize_response_headers: bool = True
    ) -> None:
        """Headers for the 100 (Continue) that goes out before the first read."""
        self._continue_lines = interim_response(HeaderNames(capitalize_response_headers), '100 Continue', headers)

    def send_hundred_continue_response(self) -> None:
        """Send 100 (Continue) now; else the first read does.

        To a client that sends its body in chunks and has sent it all, this says: send another one; it is read next.
        """
        connection = self._connection
        head = connection.head
        self.continue_due = False
        if head.version == 'HTTP/1.0':  # which knows no such answer (RFC 9110, 10.1.1)
            return
        if self.ended and self._chunked and head.expect_continue and connection.input is self:
            connection.reader.another_body()
            self.ended = False
        connection.send(self._continue_lines or b'HTTP/1.1 100 Continue\r\n\r\n')

    def get_socket(self) -> Any:
        """The connection itself, for an application that goes on with another protocol; HTTP is over on it.

        What the client sent behind its request may have been read already: `take_unread` has those bytes.
        """
        self._connection.close_connection = True
        return self._connection.socket

    def take_unread(self) -> bytes:
        """The bytes that were read behind the head of this request; nothing is read as HTTP any more."""
        self.ended = True
        self._connection.close_connection = True
        return self._connection.reader.take()

    def upgrade(self, on_stop: Callable[[], object]) -> bytes:
        """Go on with another protocol, on `get_socket()`: nothing is read or answered as HTTP any more.

        Returns what `take_unread` does.  on_stop: called when the server stops; it must not wait.
        """
        connection = self._connection
        connection.on_stop = on_stop
        connection.response.status = '101 Switching Protocols'  # for the log
        connection.response.head_sent = True
        return self.take_unread()

    def discard(self) -> None:
        """Read on to the end, to get to the next request; give up when that is too far."""
        left = DISCARD_BYTES
        self._at = len(self._buffer)
        while left > 0 and self._fill():
            left -= len(self._buffer)
            self._at = len(self._buffer)

    def _fill(self) -> bool:
        """Make sure that there is something in the buffer; False at the end of the body."""
        if self._at < len(self._buffer):
            return True
        if self.ended:
            return False
        if self.continue_due and not self._connection.response.head_sent:
            self.send_hundred_continue_response()
        self._buffer = self._read_piece()
        self._at = 0
        self.ended = not self._buffer
        return not self.ended

    def _read_piece(self) -> bytes:
        """The next piece of the body, b'' at its end. Raises `BodyError`."""
        connection = self._connection
        reader = connection.reader
        status: int | None = None
        try:
            while (piece := reader.body()) is None:
                data = connection.receive(self._seconds())
                if not data:
                    raise ConnectionAbortedError('the client closed the connection within the body of its request')
                reader.receive(data)
            return piece
        except RequestError as error:
            why, status = error.why, error.status
        except TimeoutError:
            why, status = 'the client was too slow with the body of its request', 408
        except OSError as error:
            why = str(error)
        connection.close_connection = True
        raise (ChunkReadError if self._chunked else BodyError)(why, status)

    def _seconds(self) -> float | None:
        """How long the next read may take."""
        server = self._connection.server
        if server.body_timeout is None:
            return server.socket_timeout
        now = self._connection.clock()
        if not self._deadline:
            self._deadline = now + server.body_timeout
        if now >= self._deadline:
            raise TimeoutError
        return self._connection.seconds_to(self._deadline)
