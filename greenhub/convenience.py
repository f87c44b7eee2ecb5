"""Network programs in few lines: connect, listen, serve, wrap_ssl."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Callable
from errno import ECONNABORTED, ECONNRESET, EINVAL, EMFILE, ENFILE, ENOBUFS, ENOMEM, ENOPROTOOPT, EPERM, EPROTO
from typing import Any

from greenlet import getcurrent

from .greenio.sockets import GreenSocket
from .greenpool import GreenPool
from .greenthread import kill, sleep

__all__ = ['connect', 'listen', 'serve', 'StopServe', 'wrap_ssl',
           'ReuseRandomPortWarning', 'ReusePortUnavailableWarning']

PASSING_ERRORS = frozenset((ECONNABORTED, ECONNRESET, EPROTO, EMFILE, ENFILE, ENOBUFS, ENOMEM))
ACCEPT_PAUSE = 0.1


def connect(addr: Any, family: int = socket.AF_INET, bind: Any = None) -> GreenSocket:
    """A TCP (or unix) socket connected to `addr`, from the local address `bind` if one is given."""
    sock = GreenSocket(family, socket.SOCK_STREAM)
    try:
        if bind is not None:
            sock.bind(bind)
        sock.connect(addr)
    except BaseException:
        sock.close()
        raise
    return sock


class ReuseRandomPortWarning(Warning):
    """A port that the system chooses at random is shared: other processes cannot know it."""


class ReusePortUnavailableWarning(Warning):
    """The system has no SO_REUSEPORT."""


def listen(addr: Any, family: int = socket.AF_INET, backlog: int = 50, reuse_addr: bool = True,
           reuse_port: bool | None = None) -> GreenSocket:
    """A socket that listens on `addr`: (host, port), or a path with family AF_UNIX.

    `reuse_addr`: a restarted server need not wait for old connections to be forgotten.  `reuse_port`: several
    listeners share the port and the system spreads connections over them; on by default, as in eventlet, except for
    port 0.  Turn it off to be told that the port is taken.
    """
    if reuse_port and family in (socket.AF_INET, socket.AF_INET6) and addr[1] == 0:
        warnings.warn('a listener on a random port shares it with reuse_port', ReuseRandomPortWarning, stacklevel=2)
    if reuse_port is None:
        reuse_port = family in (socket.AF_INET, socket.AF_INET6) and addr[1] != 0
    sock = GreenSocket(family, socket.SOCK_STREAM)
    try:
        if reuse_addr:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if reuse_port:
            _reuse_port(sock)
        sock.bind(addr)
        sock.listen(backlog)
    except BaseException:
        sock.close()
        raise
    return sock


def _reuse_port(sock: GreenSocket) -> None:
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    except OSError as e:
        if e.errno not in (EINVAL, EPERM, ENOPROTOOPT):
            raise
        warnings.warn(f'SO_REUSEPORT: {e}', ReusePortUnavailableWarning, stacklevel=3)


class StopServe(Exception):
    """Raised by a handler to end `serve` in an orderly way."""


def serve(sock: Any, handle: Callable[[Any, Any], object], concurrency: int = 1000) -> None:
    """Call `handle(connection, address)` in a green thread for each connection, at most `concurrency` at once.

    The connection is closed when the handler returns.  StopServe in a handler ends serve; another exception is
    raised by serve and ends it too, so a handler is to catch what a client can cause: OSError, and with it SSLError.
    A connection of a TLS listener does its handshake with the first read or write; `connection.settimeout` limits it.
    An accept that fails for a passing reason, such as too many open files, is tried again.
    """
    pool = GreenPool(concurrency)
    server = getcurrent()
    try:
        while True:
            try:
                connection, address = sock.accept()
            except OSError as e:
                if e.errno not in PASSING_ERRORS:
                    raise
                sleep(ACCEPT_PAUSE)
            else:
                pool.spawn_n(_serve_one, handle, connection, address, server)
    except StopServe:
        pass


def _serve_one(handle: Callable[[Any, Any], object], connection: Any, address: Any, server: Any) -> None:
    try:
        try:
            handle(connection, address)
        finally:
            connection.close()
    except Exception as e:
        kill(server, e)


def wrap_ssl(sock: Any, *a: Any, **kw: Any) -> Any:
    """Encrypt a connected or listening socket; the arguments are those of `greenhub.green.ssl.wrap_socket`."""
    from .green import ssl
    return ssl.wrap_socket(sock, *a, **kw)
