"""GreenSocket: the standard library's socket, except that waiting goes through the hub."""

from __future__ import annotations

import os
import socket
from _socket import getaddrinfo  # the real one
from _socket import socket as _Socket
from collections.abc import Callable
from errno import EAGAIN, EALREADY, EBADF, EINPROGRESS, EISCONN, ENOTCONN, ENOTSOCK
from fcntl import F_GETFL, F_SETFL, fcntl
from typing import Any

from ..hubs import get_hub, notify_close, notify_opened
from ..hubs.hub import READ, WRITE

__all__ = ['GreenSocket', 'set_nonblocking', 'shutdown_safe']

_StdSocket = socket.socket  # bound before monkey patching puts a GreenSocket in its place

TIMED_OUT = (TimeoutError, 'timed out')
UNIX_BACKLOG_RETRY = 0.01  # a full backlog of a unix socket announces nothing; ask again

_recv, _recv_into, _send, _type = _Socket.recv, _Socket.recv_into, _Socket.send, _Socket.type


def set_nonblocking(fd: Any) -> None:
    """Put a descriptor, or an object with fileno(), into non-blocking mode."""
    fileno = fd if isinstance(fd, int) else fd.fileno()
    flags = fcntl(fileno, F_GETFL)
    if not flags & os.O_NONBLOCK:
        fcntl(fileno, F_SETFL, flags | os.O_NONBLOCK)


def shutdown_safe(sock: Any) -> None:
    """Shut a socket down in both directions; one that is closed or not connected is left alone."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError as e:
        if e.errno not in (EBADF, ENOTCONN, ENOTSOCK):
            raise


def _reader(call: Callable[..., Any]) -> Callable[..., Any]:
    """A reading method: tries the call, waits while there is nothing to read."""
    def method(self: GreenSocket, *args: Any, **kwargs: Any) -> Any:
        while True:
            try:
                return call(self, *args, **kwargs)
            except BlockingIOError:
                if self._timeout == 0:
                    raise
            self._wait(READ)
    return _named_as(call, method)


def _writer(call: Callable[..., Any]) -> Callable[..., Any]:
    """A writing method: tries the call, waits while there is no room."""
    def method(self: GreenSocket, *args: Any, **kwargs: Any) -> Any:
        while True:
            try:
                return call(self, *args, **kwargs)
            except BlockingIOError:
                if self._timeout == 0:
                    raise
            self._wait(WRITE)
    return _named_as(call, method)


def _named_as(call: Callable[..., Any], method: Callable[..., Any]) -> Callable[..., Any]:
    method.__name__, method.__doc__ = call.__name__, call.__doc__
    method.__qualname__ = f'GreenSocket.{call.__name__}'
    return method


class GreenSocket(_StdSocket):
    """A socket whose blocking calls suspend the green thread.

    Made as `socket.socket` is, or from a socket: both then are one descriptor, and closing this one closes that one.
    The descriptor itself is always non-blocking; time-outs are kept here.  A call is tried first and waits when it
    must; but a stream that gave less than was asked for is empty, so the next read waits before it tries.

    Closing a socket wakes whoever waits for it with IOClosed, an OSError with EBADF.
    """

    def __init__(self, family: Any = -1, type: int = -1, proto: int = -1, fileno: int | None = None, *,
                 set_nonblocking: bool = True) -> None:
        self._shared: Any = None
        timeout = socket.getdefaulttimeout()
        if isinstance(family, _Socket):
            shared, timeout = family, family.gettimeout()
            super().__init__(shared.family, shared.type, shared.proto, shared.fileno())
            self._shared = shared
        else:
            super().__init__(family, type, proto, fileno)
            notify_opened(self.fileno())
        self._timeout = timeout
        self.act_non_blocking = False
        self._is_stream = _type.__get__(self) == socket.SOCK_STREAM
        self._drained = False
        if set_nonblocking:
            super().settimeout(0.0)

    @property
    def fd(self) -> GreenSocket:
        """The socket itself, for code that asks eventlet's wrapper for what it wraps."""
        return self

    # ---- time-outs

    def settimeout(self, value: float | None) -> None:
        """Limit each call to `value` seconds; 0: never wait, None: no limit."""
        if value is not None:
            value = float(value)
            if value < 0:
                raise ValueError('Timeout value out of range')
        self._timeout = value
        self.act_non_blocking = value == 0

    def gettimeout(self) -> float | None:
        """The limit in seconds; None when there is none."""
        return self._timeout

    timeout = property(gettimeout, doc='The limit in seconds; None when there is none.')

    def setblocking(self, flag: bool) -> None:
        """True: as settimeout(None); False: as settimeout(0)."""
        self.settimeout(None if flag else 0.0)

    def getblocking(self) -> bool:
        """False when calls never wait."""
        return self._timeout != 0

    def _wait(self, evtype: str) -> None:
        fileno = self.fileno()
        if fileno < 0:
            raise OSError(EBADF, os.strerror(EBADF))
        get_hub().wait_for(evtype, fileno, self._timeout, *TIMED_OUT)

    def _wait_until(self, evtype: str, deadline: float | None) -> None:
        """As `_wait`, for calls that wait several times within one limit."""
        hub = get_hub()
        remaining = None if deadline is None else max(deadline - hub.clock(), 0)
        hub.wait_for(evtype, self.fileno(), remaining, *TIMED_OUT)

    def _deadline(self) -> float | None:
        return None if self._timeout is None else get_hub().clock() + self._timeout

    # ---- connections

    def accept(self) -> tuple[GreenSocket, Any]:
        """Wait for a connection; returns a socket of this class and the peer's address."""
        fileno, address = self._accept()
        return type(self)(self.family, self.type, self.proto, fileno), address

    _accept = _reader(_Socket._accept)

    def connect(self, address: Any) -> None:
        """Connect; a host name is looked up in an OS thread."""
        error = self._connect(address)
        if error:
            raise OSError(error, os.strerror(error))

    def connect_ex(self, address: Any) -> int:
        """As `connect`, but returns the error number: 0 for success, EAGAIN when the time is up."""
        try:
            return self._connect(address)
        except TimeoutError:
            return EAGAIN
        except OSError as e:
            if e.errno is None:
                raise
            return e.errno

    def _connect(self, address: Any) -> int:
        address = self._resolve(address)
        deadline = self._deadline()
        error = super().connect_ex(address)
        while error == EAGAIN and self.family == socket.AF_UNIX and self._timeout != 0:
            if deadline is not None and get_hub().clock() >= deadline:
                raise TimeoutError('timed out')
            from ..greenthread import sleep
            sleep(UNIX_BACKLOG_RETRY)
            error = super().connect_ex(address)
        if error not in (EINPROGRESS, EALREADY) or self._timeout == 0:
            return error
        while True:
            self._wait_until(WRITE, deadline)
            error = self.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error:
                return error
            error = super().connect_ex(address)  # tells whether this really is the end
            if error in (0, EISCONN):
                return 0
            if error not in (EINPROGRESS, EALREADY):
                return error

    def _resolve(self, address: Any) -> Any:
        """Replace a host name by its address; the C code would block the whole OS thread for it."""
        if self.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple) or len(address) < 2:
            return address
        host = address[0]
        if not isinstance(host, str) or not host or host[0].isdigit() or ':' in host or host == '<broadcast>':
            return address
        from .. import tpool
        found = tpool.execute(getaddrinfo, host, address[1], self.family, self.type, self.proto)
        return (found[0][4][0], *address[1:])

    # ---- reading

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """Up to `bufsize` bytes; b'' at the end of the stream, also when the peer reset the connection."""
        if (self._drained or not bufsize) and self._timeout != 0 and not flags:
            self._wait(READ)
        while True:
            try:
                data = _recv(self, bufsize, flags)
                self._drained = len(data) < bufsize and self._is_stream
                return data
            except BlockingIOError:
                if self._timeout == 0:
                    raise
            except (ConnectionResetError, BrokenPipeError):
                return b''
            self._wait(READ)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """As `recv`, into a buffer; returns the number of bytes."""
        if (self._drained or not len(buffer)) and self._timeout != 0 and not flags:
            self._wait(READ)
        while True:
            try:
                count = _recv_into(self, buffer, nbytes, flags)
                self._drained = count < (nbytes or len(buffer)) and self._is_stream
                return count
            except BlockingIOError:
                if self._timeout == 0:
                    raise
            except (ConnectionResetError, BrokenPipeError):
                return 0
            self._wait(READ)

    recvfrom = _reader(_Socket.recvfrom)
    recvfrom_into = _reader(_Socket.recvfrom_into)
    recvmsg = _reader(_Socket.recvmsg)
    recvmsg_into = _reader(_Socket.recvmsg_into)

    # ---- writing

    def send(self, data: Any, flags: int = 0) -> int:
        """Send what there is room for, at least a byte; returns the number of bytes."""
        while True:
            try:
                return _send(self, data, flags)
            except BlockingIOError:
                if self._timeout == 0:
                    raise
            self._wait(WRITE)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send everything; the time-out limits the whole call, not each part."""
        try:
            sent = _send(self, data, flags)
        except BlockingIOError:
            if self._timeout == 0:
                raise
            sent = 0
        if type(data) is bytes and sent == len(data):
            return
        with memoryview(data) as view:
            if sent == view.nbytes:
                return
            deadline = self._deadline()
            with view.cast('B') as rest:
                while sent < len(rest):
                    if self._timeout == 0:
                        raise BlockingIOError(EAGAIN, f'only {sent} of {len(rest)} bytes were sent')
                    self._wait_until(WRITE, deadline)
                    try:
                        with rest[sent:] as tail:
                            sent += _send(self, tail, flags)
                    except BlockingIOError:
                        pass

    def sendto(self, data: Any, *flags_and_address: Any) -> int:
        """Send a datagram: `sendto(data, address)` or `sendto(data, flags, address)`."""
        if flags_and_address:
            *flags, address = flags_and_address
            flags_and_address = (*flags, self._resolve(address))
        return self._sendto(data, *flags_and_address)

    _sendto = _writer(_Socket.sendto)
    sendmsg = _writer(_Socket.sendmsg)
    if hasattr(_Socket, 'sendmsg_afalg'):
        sendmsg_afalg = _writer(_Socket.sendmsg_afalg)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a file opened in binary mode, from `offset`, `count` bytes of it; returns the number of bytes."""
        return self._sendfile_use_send(file, offset, count)

    # ---- life

    def _real_close(self, *args: Any) -> None:
        fileno = self.fileno()
        if fileno >= 0:
            notify_close(fileno)
        if self._shared is None:
            super()._real_close(*args)
        else:
            super().detach()
            self._shared.close()

    def detach(self) -> int:
        """Give the descriptor away: returns its number and closes this socket without closing the descriptor."""
        fileno = self.fileno()
        if fileno >= 0:
            notify_close(fileno)
        if self._shared is not None:
            self._shared.detach()
        return super().detach()

    def __del__(self) -> None:
        fileno = self.fileno()
        if fileno < 0:
            return
        notify_close(fileno)
        if self._shared is not None:
            super().detach()  # the descriptor lives on in the other socket
        else:
            super().__del__()
