"""Names of hosts, at the place where programs that were written for eventlet look for them.

The system's resolver looks them up, in OS threads; dnspython is not used.
"""

from __future__ import annotations

from typing import Any

from ..greenio.resolver import (
    getaddrinfo,
    gethostbyaddr,
    gethostbyname,
    gethostbyname_ex,
    getnameinfo,
)
from ..greenio.resolver import is_address as is_ip_addr

__all__ = ['getaddrinfo', 'gethostbyaddr', 'gethostbyname', 'gethostbyname_ex', 'getnameinfo', 'is_ip_addr',
           'is_ipv4_addr', 'is_ipv6_addr']


def is_ipv4_addr(host: Any) -> bool:
    """True for text that is an IPv4 address."""
    return is_ip_addr(host) and ':' not in host


def is_ipv6_addr(host: Any) -> bool:
    """True for text that is an IPv6 address, with a scope or without."""
    return is_ip_addr(host) and ':' in host
