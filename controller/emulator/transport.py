"""How emulated switches reach their controller: through memory, or over TCP."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import greenhub
from greenhub.testing import memory_socket_pair

from .agent import Connect

if TYPE_CHECKING:
    from ..manager import Controller

__all__ = ['in_memory', 'over_tcp']


def in_memory(controller: Controller) -> Connect:
    """Connections to a controller of this process that no operating system knows of."""

    def connect() -> Any:
        ours, theirs = memory_socket_pair()
        controller.accept(theirs, theirs.getpeername())
        return ours

    return connect


def over_tcp(host: str, port: int) -> Connect:
    """Connections to a controller that listens at an address."""
    family = socket.AF_INET6 if ':' in host else socket.AF_INET

    def connect() -> Any:
        sock = greenhub.connect((host, port), family)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    return connect
