"""Green sockets and pipes: blocking to look at, switching to other green threads underneath."""

from __future__ import annotations

from socket import timeout as socket_timeout

from .pipes import GreenPipe
from .sockets import (
    CONNECT_ERR,
    CONNECT_SUCCESS,
    SOCKET_BLOCKING,
    SOCKET_CLOSED,
    GreenSocket,
    set_nonblocking,
    shutdown_safe,
)

__all__ = ['GreenSocket', 'GreenPipe', 'set_nonblocking', 'shutdown_safe', 'SSL', 'socket_timeout',
           'SOCKET_BLOCKING', 'SOCKET_CLOSED', 'CONNECT_ERR', 'CONNECT_SUCCESS']


class SSL:
    """Stands for pyOpenSSL, which greenhub does not wrap: programs that name its exceptions catch nothing."""

    class Error(Exception):
        """Never raised."""

    class WantReadError(Error):
        """Never raised."""

    class WantWriteError(Error):
        """Never raised."""

    class ZeroReturnError(Error):
        """Never raised."""

    class SysCallError(Error):
        """Never raised."""
