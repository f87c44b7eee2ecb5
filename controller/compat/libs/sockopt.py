"""Options of sockets that the `socket` module has no names for: signatures of TCP segments (RFC 2385), as BGP's."""

from __future__ import annotations

import socket
import struct
import sys
from typing import Any

from ..sockaddr import sa_in4, sa_in6, sa_to_ss

__all__ = ['TCP_MD5SIG_BSD', 'TCP_MD5SIG_LINUX', 'set_tcp_md5sig']

TCP_MD5SIG_LINUX, TCP_MD5SIG_BSD = 0x0E, 0x10
LONGEST_KEY = 80


def set_tcp_md5sig(s: Any, addr: str, key: bytes) -> None:
    """Have segments to and from a peer signed; on BSD address and key are setkey(8)'s business.

    Raises ValueError for a socket that is not of IPv4 or IPv6, or too long a key, NotImplementedError where the system
    does not offer it, OSError.
    """
    if sys.platform.startswith(('freebsd', 'netbsd')):
        s.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG_BSD, struct.pack('I', 1))
        return
    if not sys.platform.startswith('linux'):
        raise NotImplementedError(f'TCP-MD5 unsupported on {sys.platform}')
    layouts = {socket.AF_INET: sa_in4, socket.AF_INET6: sa_in6}
    if s.family not in layouts:
        raise ValueError(f'unsupported af {s.family}')
    if len(key) > LONGEST_KEY:
        raise ValueError(f'a key of TCP-MD5 has {LONGEST_KEY} bytes at most, not {len(key)}')
    peer = sa_to_ss(layouts[s.family](addr))
    s.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG_LINUX, peer + struct.pack(f'2xH4x{LONGEST_KEY}s', len(key), key))
