"""Socket addresses as the kernel lays them out: `struct sockaddr_in`, `sockaddr_in6`, `sockaddr_storage`."""

from __future__ import annotations

import socket
import struct

__all__ = ['sa_in4', 'sa_in6', 'sa_to_ss']

STORAGE_SIZE = 128


def sa_in4(addr: str, port: int = 0) -> bytes:
    """An IPv4 address and a port as `sockaddr_in`."""
    head = struct.pack('!H4s', port, socket.inet_pton(socket.AF_INET, addr))
    return struct.pack('=H', socket.AF_INET) + head + bytes(8)


def sa_in6(addr: str, port: int = 0, flowinfo: int = 0, scope_id: int = 0) -> bytes:
    """An IPv6 address and a port as `sockaddr_in6`; the scope in the order of the network, as in Ryu."""
    body = struct.pack('!HI16sI', port, flowinfo, socket.inet_pton(socket.AF_INET6, addr), scope_id)
    return struct.pack('=H', socket.AF_INET6) + body


def sa_to_ss(sa: bytes) -> bytes:
    """An address padded to the size of `sockaddr_storage`."""
    return sa.ljust(STORAGE_SIZE, b'\0')
