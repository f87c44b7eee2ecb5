"""Green sockets and pipes: blocking to look at, switching to other green threads underneath."""

from __future__ import annotations

from .pipes import GreenPipe
from .sockets import GreenSocket, set_nonblocking, shutdown_safe

__all__ = ['GreenSocket', 'GreenPipe', 'set_nonblocking', 'shutdown_safe']
