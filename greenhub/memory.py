"""Sockets in memory: connections within this process, without descriptors, for tests."""

from __future__ import annotations

import io
import os
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from errno import EAGAIN, EBADF, ECONNREFUSED, ECONNRESET, ENOTCONN, EOPNOTSUPP, EPIPE
from itertools import count
from socket import AF_INET, MSG_NOSIGNAL, MSG_PEEK, SHUT_RD, SHUT_RDWR, SHUT_WR, SOCK_STREAM
from typing import Any

from . import hubs
from .hubs.hub import EXPIRED, IOClosed, Waiter
from .queue import Empty, LightQueue

__all__ = ['MemorySocket', 'MemoryListener', 'memory_socket_pair', 'memory_listener']

_numbers = count(1)


class _Stream:
    """One direction of a connection: bytes on their way, at most `capacity` of them."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.data = bytearray()
        self.ended = False  # nothing more will be sent
        self.refused = False  # nothing more will be read
        self.error: OSError | None = None  # what both ends are told of it
        self.waiters: deque[Waiter] = deque()

    def wait(self, deadline: float | None) -> None:
        hub = hubs.get_hub()
        waiter = Waiter(hub)
        self.waiters.append(waiter)
        try:
            if waiter.wait(None if deadline is None else deadline - hub.clock()) is EXPIRED:
                raise TimeoutError('timed out')
        finally:
            if waiter in self.waiters:
                self.waiters.remove(waiter)

    def changed(self) -> None:
        while self.waiters:
            self.waiters.popleft().wake()


def _check_flags(flags: int, known: int) -> None:
    if flags & ~known:
        raise OSError(EOPNOTSUPP, f'a socket in memory does not know the flags {flags & ~known:#x}')


class _NoDescriptor:
    """What connections and listeners have of a socket alike: a name, a time-out, and options that do nothing."""

    family, type, proto = AF_INET, SOCK_STREAM, 0

    def __init__(self, name: Any) -> None:
        self._name = name
        self._timeout: float | None = None
        self._closed = False

    def settimeout(self, value: float | None) -> None:
        """Limit each call to `value` seconds; 0: never wait, None: no limit."""
        self._timeout = value

    def gettimeout(self) -> float | None:
        """The limit in seconds; None when there is none."""
        return self._timeout

    def setblocking(self, flag: bool) -> None:
        """True: as settimeout(None); False: as settimeout(0)."""
        self._timeout = None if flag else 0.0

    def getblocking(self) -> bool:
        """False when calls never wait."""
        return self._timeout != 0

    timeout = property(gettimeout, doc='The limit in seconds; None when there is none.')

    def getsockname(self) -> Any:
        """The address of this end."""
        return self._name

    def fileno(self) -> int:
        """-1: there is no descriptor."""
        return -1

    def setsockopt(self, *_: Any) -> None:
        """Does nothing."""


class MemorySocket(_NoDescriptor):
    """One end of a connection in this process: behaves as a green TCP socket, without a descriptor.

    A peer that stops reading is felt: when `capacity` bytes are on their way, a send waits.  `sent` counts the bytes
    that this end has sent.
    """

    def __init__(self, incoming: _Stream, outgoing: _Stream, name: Any, peername: Any) -> None:
        super().__init__(name)
        self._incoming, self._outgoing = incoming, outgoing
        self._peername = peername
        self._io_refs = 0
        self.sent = 0

    # ---- reading

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """Up to `bufsize` bytes; b'' when the peer has ended the stream.  With MSG_PEEK they stay to be read again.

        OSError (EOPNOTSUPP) for other flags.
        """
        _check_flags(flags, MSG_PEEK)
        stream, deadline = self._incoming, self._deadline()
        while True:
            self._check_open()
            if stream.error is not None:
                raise stream.error
            if stream.data or stream.ended or stream.refused:
                break
            if self._timeout == 0:
                raise BlockingIOError(EAGAIN, os.strerror(EAGAIN))
            stream.wait(deadline)
        data = bytes(stream.data[:bufsize])
        if data and not flags:
            del stream.data[:bufsize]
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
        _check_flags(flags, MSG_NOSIGNAL)  # there is no signal
        return self._send(data, self._deadline())

    def _send(self, data: Any, deadline: float | None) -> int:
        stream = self._outgoing
        while True:
            self._check_open()
            if stream.error is not None:
                raise stream.error
            if stream.refused or stream.ended:
                raise BrokenPipeError(EPIPE, os.strerror(EPIPE))
            room = stream.capacity - len(stream.data)
            if room > 0 or not len(data):
                break
            if self._timeout == 0:
                raise BlockingIOError(EAGAIN, os.strerror(EAGAIN))
            stream.wait(deadline)
        with memoryview(data) as view, view.cast('B') as rest:
            part = rest[:room]
            stream.data += part
            self.sent += len(part)
            stream.changed()
            return len(part)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send everything; the time-out limits the whole call, not each part."""
        _check_flags(flags, MSG_NOSIGNAL)
        deadline = self._deadline()
        with memoryview(data) as view, view.cast('B') as rest:
            done = 0
            while done < len(rest):
                done += self._send(rest[done:], deadline)

    def sendmsg(self, buffers: Iterable[Any], ancdata: Iterable[Any] = (), flags: int = 0, address: Any = None) -> int:
        """Send several buffers as one; OSError (EOPNOTSUPP) for ancillary data."""
        if tuple(ancdata):
            raise OSError(EOPNOTSUPP, 'a socket in memory sends no ancillary data')
        return self.send(b''.join(buffers), flags)

    # ---- names and options

    def _deadline(self) -> float | None:
        return None if self._timeout is None else hubs.get_hub().clock() + self._timeout

    def getpeername(self) -> Any:
        """The address of the other end."""
        self._check_open()
        if self._outgoing.refused and self._incoming.ended:
            raise OSError(ENOTCONN, os.strerror(ENOTCONN))
        return self._peername

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

    def reset(self, error: OSError | None = None) -> None:
        """End the connection as a crash does: what is on its way to the peer is lost, and its sends fail.

        With `error`, the peer's reads and sends raise that.
        """
        self._outgoing.data.clear()
        self._outgoing.error = self._incoming.error = error
        self._closed, self._io_refs = True, 0
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


class MemoryListener(_NoDescriptor):
    """A listening socket in memory: `connect` makes a connection, `accept` takes it."""

    def __init__(self, backlog: int, capacity: int) -> None:
        super().__init__(('memory', next(_numbers)))
        self._pending = LightQueue()
        self._backlog = backlog
        self._capacity = capacity

    def connect(self) -> MemorySocket:
        """The client's end of a new connection; ConnectionRefusedError when the listener is closed or full."""
        if self._closed or self._pending.qsize() >= self._backlog:
            raise ConnectionRefusedError(ECONNREFUSED, os.strerror(ECONNREFUSED))
        client, server = memory_socket_pair(self._capacity)
        self._pending.put(server)
        return client

    def accept(self) -> tuple[MemorySocket, Any]:
        """Wait for a connection; returns its server's end and the client's address."""
        if self._closed:
            raise IOClosed(EBADF, os.strerror(EBADF))
        try:
            server = self._pending.get(self._timeout != 0, self._timeout)
        except Empty:
            raise (BlockingIOError(EAGAIN, os.strerror(EAGAIN)) if self._timeout == 0
                   else TimeoutError('timed out')) from None
        if server is None:
            raise IOClosed(EBADF, os.strerror(EBADF))
        if isinstance(server, OSError):
            raise server
        return server, server.getpeername()

    def fail(self, error: OSError) -> None:
        """Have an accept raise `error`, when its turn comes among the connections that wait."""
        self._pending.put(error)

    def close(self) -> None:
        """Refuse new connections and reset those not accepted; whoever waits in accept gets IOClosed."""
        self._closed = True
        with suppress(Empty):
            while True:
                server = self._pending.get_nowait()
                if isinstance(server, MemorySocket):
                    server.reset(ConnectionResetError(ECONNRESET, os.strerror(ECONNRESET)))
        for _ in range(self._pending.getting()):
            self._pending.put(None)

    def shutdown(self, how: int) -> None:
        """As `close`."""
        self.close()

    def getsockopt(self, *_: Any) -> int:
        """1: it listens (SO_ACCEPTCONN)."""
        return int(not self._closed)


def memory_listener(backlog: int = 128, capacity: int = 65536) -> MemoryListener:
    """A listening socket in memory; its connections hold `capacity` bytes in each direction."""
    return MemoryListener(backlog, capacity)
