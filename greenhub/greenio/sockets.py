"""GreenSocket: the standard library's socket, except that waiting goes through the hub."""

from __future__ import annotations

import errno
import io
import os
import select
import socket
from _socket import socket as _Socket
from collections.abc import Callable, Iterable
from fcntl import F_GETFL, F_SETFL, fcntl
from stat import S_ISREG
from typing import Any

from ..hubs import get_hub, notify_close, notify_opened
from ..hubs.hub import READ, WRITE
from .resolver import resolved

__all__ = ['GreenSocket', 'set_nonblocking', 'shutdown_safe', 'SOCKET_BLOCKING', 'SOCKET_CLOSED', 'CONNECT_ERR',
           'CONNECT_SUCCESS']

SOCKET_BLOCKING = frozenset((errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOTCONN))  # error numbers: try again later
SOCKET_CLOSED = frozenset((errno.ECONNRESET, errno.ENOTCONN, errno.ESHUTDOWN, errno.EPIPE))
CONNECT_ERR = frozenset((errno.EINPROGRESS, errno.EALREADY, errno.EWOULDBLOCK))  # a connection is on its way
CONNECT_SUCCESS = frozenset((0, errno.EISCONN))

_StdSocket = socket.socket  # bound before monkey patching puts a GreenSocket in its place
_GiveupOnSendfile = socket._GiveupOnSendfile  # type: ignore[attr-defined]
_sendfile = getattr(os, 'sendfile', None)
_poll = select.poll

UNIX_BACKLOG_RETRY = 0.01  # a full backlog of a unix socket announces nothing; ask again
MOST_AT_ONCE = 1 << 30  # bytes for a call of sendfile

_recv, _recv_into, _send = _Socket.recv, _Socket.recv_into, _Socket.send
_EVENTS = {READ: select.POLLIN, WRITE: select.POLLOUT}
_family, _type, _MSG_DONTWAIT = _Socket.family, _Socket.type, socket.MSG_DONTWAIT


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
        if e.errno not in (errno.EBADF, errno.ENOTCONN, errno.ENOTSOCK):
            raise


class _TimeUp(Exception):
    """A wait has come to its limit; a class of its own, as the program may have others thrown here."""


def _is_ready(fileno: int, evtype: str) -> bool:
    """True when the hub, kept from looking by a green thread that computed, would have found the descriptor ready."""
    poll = _poll()
    poll.register(fileno, _EVENTS[evtype])
    return bool(poll.poll(0))


def _waiting(call: Callable[..., Any], evtype: str, flags_at: int) -> Callable[..., Any]:
    """A method that tries the call of the real socket, and waits while it would block.

    `flags_at` is the place of the call's argument `flags`.
    """
    def method(self: GreenSocket, *args: Any, **kwargs: Any) -> Any:
        deadline = None
        while True:
            try:
                return call(self, *args, **kwargs)
            except BlockingIOError:
                if self._timeout == 0:
                    raise
                flags = args[flags_at] if flags_at < len(args) else kwargs.get('flags', 0)
                if flags & _MSG_DONTWAIT:
                    raise
                deadline = deadline or self._deadline()
            self._wait_until(evtype, deadline)

    method.__name__, method.__doc__ = call.__name__, call.__doc__
    method.__qualname__ = f'GreenSocket.{call.__name__}'
    return method


class GreenSocket(_StdSocket):
    """A socket whose blocking calls suspend the green thread.

    Made as `socket.socket` is, or from a socket: both then are one descriptor, and closing this one closes that one.
    The descriptor itself is always non-blocking; time-outs are kept here.  A call is tried first and waits when it
    must; but a stream that gave less than was asked for is empty, so the next read waits before it tries.  A time-out
    is raised only when the descriptor still is not ready then.

    Closing a socket wakes whoever waits for it with IOClosed, an OSError with EBADF.
    """

    def __init__(self, family: Any = -1, type: int = -1, proto: int = -1, fileno: int | None = None, *,
                 set_nonblocking: bool = True) -> None:
        self._shared: Any = None
        if not isinstance(family, int):  # a socket, or something that stands for one
            shared = family
            super().__init__(shared.family, shared.type, shared.proto, shared.fileno())
            self._shared = shared
            self._timeout = shared.gettimeout()
            if self.__class__ is GreenSocket and shared.__class__ not in (_StdSocket, _Socket, GreenSocket):
                self.__class__ = _Forwarding
        else:
            super().__init__(family, type, proto, fileno)
            notify_opened(self.fileno())
            self._timeout = super().gettimeout()  # 0 for SOCK_NONBLOCK, else the default
        self._is_stream = _type.__get__(self) == socket.SOCK_STREAM
        self._drained = False
        if set_nonblocking:
            super().settimeout(0.0)

    @property
    def fd(self) -> Any:
        """The socket that this one was made from, else the socket itself: what eventlet's wrapper wraps."""
        return self._shared or self

    # ---- time-outs

    def settimeout(self, value: float | None) -> None:
        """Limit each call to `value` seconds; 0: never wait, None: no limit."""
        if value is not None:
            value += 0.0  # a TypeError for what is no number
            if value < 0:
                raise ValueError('Timeout value out of range')
        self._timeout = value

    def gettimeout(self) -> float | None:
        """The limit in seconds; None when there is none."""
        return self._timeout

    timeout = property(gettimeout, doc='The limit in seconds; None when there is none.')

    def setblocking(self, flag: bool) -> None:
        """True: as settimeout(None); False: as settimeout(0), and OSError when the descriptor is gone."""
        if not flag:
            super().setblocking(False)
        self.settimeout(None if flag else 0.0)

    def getblocking(self) -> bool:
        """False when calls never wait."""
        return self._timeout != 0

    @property
    def act_non_blocking(self) -> bool:
        """True when calls never wait; may be set, which is as setblocking."""
        return self._timeout == 0

    @act_non_blocking.setter
    def act_non_blocking(self, value: bool) -> None:
        if bool(value) != self.act_non_blocking:
            self.setblocking(not value)

    def _wait(self, evtype: str) -> None:
        if self._timeout is None:
            get_hub().wait_for(evtype, self._open_fileno())
        else:
            self._wait_at_most(evtype, self._timeout)

    def _wait_until(self, evtype: str, deadline: float | None) -> None:
        """As `_wait`, for calls that wait several times within one limit."""
        if deadline is None:
            get_hub().wait_for(evtype, self._open_fileno())
        else:
            self._wait_at_most(evtype, max(deadline - get_hub().clock(), 0))

    def _wait_at_most(self, evtype: str, seconds: float) -> None:
        fileno = self._open_fileno()
        try:
            get_hub().wait_for(evtype, fileno, seconds, _TimeUp)
        except _TimeUp:
            if not _is_ready(fileno, evtype):
                raise TimeoutError('timed out') from None

    def _open_fileno(self) -> int:
        fileno = self.fileno()
        if fileno < 0:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return fileno

    def _deadline(self) -> float | None:
        return None if self._timeout is None else get_hub().clock() + self._timeout

    # ---- connections

    def bind(self, address: Any) -> None:
        """Give the socket a local address; a host name is looked up in an OS thread."""
        super().bind(resolved(_family.__get__(self), address))

    def accept(self) -> tuple[GreenSocket, Any]:
        """Wait for a connection; returns a socket of this class and the peer's address."""
        fileno, address = self._accept()
        return type(self)(_family.__get__(self), _type.__get__(self), self.proto, fileno), address

    _accept = _waiting(_Socket._accept, READ, 0)

    def connect(self, address: Any) -> None:
        """Connect; a host name is looked up in an OS thread."""
        error = self._connect(resolved(_family.__get__(self), address))
        if error:
            raise OSError(error, os.strerror(error))

    def connect_ex(self, address: Any) -> int:
        """As `connect`, but returns the error number: 0 for success, EAGAIN when the time is up."""
        address = resolved(_family.__get__(self), address)
        try:
            return self._connect(address)
        except TimeoutError:
            return errno.EAGAIN
        except OSError as e:
            if e.errno is None:
                raise
            return e.errno

    def _connect(self, address: Any) -> int:
        deadline = self._deadline()
        error = super().connect_ex(address)
        while error == errno.EAGAIN and _family.__get__(self) == socket.AF_UNIX and self._timeout != 0:
            if deadline is not None and get_hub().clock() >= deadline:
                raise TimeoutError('timed out')
            from ..greenthread import sleep
            sleep(UNIX_BACKLOG_RETRY)
            error = super().connect_ex(address)
        if error not in (errno.EINPROGRESS, errno.EALREADY) or self._timeout == 0:
            return error
        while True:
            self._wait_until(WRITE, deadline)
            error = self.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error:
                return error
            error = super().connect_ex(address)  # tells whether this really is the end
            if error in CONNECT_SUCCESS:
                return 0
            if error not in (errno.EINPROGRESS, errno.EALREADY):
                return error

    # ---- reading

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """Up to `bufsize` bytes; b'' at the end of the stream, also when the peer reset the connection."""
        if (self._drained or bufsize == 0) and self._timeout != 0 and not flags:
            self._wait(READ)
        while True:
            try:
                data = _recv(self, bufsize, flags)
                self._drained = len(data) < bufsize and self._is_stream
                return data
            except BlockingIOError:
                if self._timeout == 0 or flags & _MSG_DONTWAIT:
                    raise
            except (ConnectionResetError, BrokenPipeError):
                return b''
            self._wait(READ)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """As `recv`, into a buffer; returns the number of bytes."""
        try:
            size = nbytes or len(buffer)
        except TypeError:  # a buffer that cannot be counted
            size = memoryview(buffer).nbytes
        if (self._drained or not size) and self._timeout != 0 and not flags:
            self._wait(READ)
        while True:
            try:
                count = _recv_into(self, buffer, nbytes, flags)
                self._drained = count < size and self._is_stream
                return count
            except BlockingIOError:
                if self._timeout == 0 or flags & _MSG_DONTWAIT:
                    raise
            except (ConnectionResetError, BrokenPipeError):
                return 0
            self._wait(READ)

    recvfrom = _waiting(_Socket.recvfrom, READ, 1)
    recvfrom_into = _waiting(_Socket.recvfrom_into, READ, 2)
    recvmsg = _waiting(_Socket.recvmsg, READ, 2)

    def recvmsg_into(self, buffers: Iterable[Any], *args: Any) -> tuple[int, list[Any], int, Any]:
        """Read into several buffers: `recvmsg_into(buffers, ancbufsize=0, flags=0)`."""
        return self._recvmsg_into([*buffers], *args)  # an iterator would be spent by the first try

    _recvmsg_into = _waiting(_Socket.recvmsg_into, READ, 2)

    # ---- writing

    def send(self, data: Any, flags: int = 0) -> int:
        """Send what there is room for, at least a byte; returns the number of bytes."""
        while True:
            try:
                return _send(self, data, flags)
            except BlockingIOError:
                if self._timeout == 0 or flags & _MSG_DONTWAIT:
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
            if sent < view.nbytes:
                with view.cast('B') as rest:
                    self._send_rest(rest, sent, flags)

    def _send_rest(self, data: memoryview, sent: int, flags: int) -> None:
        deadline = self._deadline()
        while sent < len(data):
            if self._timeout == 0 or flags & _MSG_DONTWAIT:
                raise BlockingIOError(errno.EAGAIN, f'only {sent} of {len(data)} bytes were sent')
            self._wait_until(WRITE, deadline)
            try:
                with data[sent:] as tail:
                    sent += _send(self, tail, flags)
            except BlockingIOError:
                pass

    def sendto(self, data: Any, *flags_and_address: Any) -> int:
        """Send a datagram: `sendto(data, address)` or `sendto(data, flags, address)`."""
        if not flags_and_address:
            return self._sendto(data)  # a TypeError
        *flags, address = flags_and_address
        address = resolved(_family.__get__(self), address)
        return self._sendto(data, *(flags or (0,)), address)

    _sendto = _waiting(_Socket.sendto, WRITE, 1)

    def sendmsg(self, buffers: Iterable[Any], ancdata: Iterable[Any] = (), flags: int = 0, address: Any = None) -> int:
        """Send several buffers as one, with ancillary data; returns the number of bytes of the buffers."""
        if address is not None:
            address = resolved(_family.__get__(self), address)
        return self._sendmsg([*buffers], [*ancdata], flags, address)  # iterators would be spent by the first try

    _sendmsg = _waiting(_Socket.sendmsg, WRITE, 2)
    if hasattr(_Socket, 'sendmsg_afalg'):
        sendmsg_afalg = _waiting(_Socket.sendmsg_afalg, WRITE, 4)

    def _sendfile_use_sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """What `sendfile` tries first: a regular file goes to the socket within the kernel."""
        self._check_sendfile_params(file, offset, count)
        if self._timeout == 0:
            raise ValueError('non-blocking sockets are not supported')
        fileno = _regular_file(file)
        sent = 0
        try:
            while count is None or sent < count:
                part = self._send_part_of_file(fileno, offset + sent, sent, count)
                if not part:
                    break  # the end of the file
                sent += part
        finally:
            if sent and hasattr(file, 'seek'):
                file.seek(offset + sent)
        return sent

    def _send_part_of_file(self, fileno: int, position: int, sent: int, count: int | None) -> int:
        most = MOST_AT_ONCE if count is None else min(count - sent, MOST_AT_ONCE)
        while True:
            try:
                return _sendfile(self.fileno(), fileno, position, most)
            except BlockingIOError:
                pass
            except OSError as e:
                if not sent:
                    raise _GiveupOnSendfile(e) from None  # no file for this call; if it is the socket, send will tell
                raise
            self._wait(WRITE)

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
        if fileno < 0 or notify_close is None:
            return  # the names of this module are gone at the end of the program; the system closes what is open
        notify_close(fileno)
        if self._shared is not None:
            super().detach()  # the descriptor lives on in the other socket
        else:
            super().__del__()


def _regular_file(file: Any) -> int:
    """The descriptor of a regular file; _GiveupOnSendfile for anything else."""
    if _sendfile is None:
        raise _GiveupOnSendfile('no os.sendfile here')
    try:
        fileno = file.fileno()
        regular = S_ISREG(os.fstat(fileno).st_mode)
    except (AttributeError, io.UnsupportedOperation, OSError) as e:
        raise _GiveupOnSendfile(e) from None
    if not regular:
        raise _GiveupOnSendfile('no regular file')
    return fileno


class _Forwarding(GreenSocket):
    """A socket made from an object of a class of its own.

    (It is a class for itself because CPython does not speed up the attributes of classes that have __getattr__.)
    """

    def __getattr__(self, name: str) -> Any:
        """What only that object has."""
        shared = self.__dict__.get('_shared')
        if shared is None:
            raise AttributeError(f'{type(self).__name__!r} object has no attribute {name!r}')
        return getattr(shared, name)
