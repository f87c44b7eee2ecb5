"""Names of hosts: the system's resolver, in OS threads; what needs no look-up is answered at once."""

from __future__ import annotations

import socket
from typing import Any

__all__ = ['getaddrinfo', 'gethostbyaddr', 'gethostbyname', 'gethostbyname_ex', 'getnameinfo', 'is_address', 'resolved']

_getaddrinfo, _getnameinfo = socket.getaddrinfo, socket.getnameinfo  # before monkey patching replaces them
_gethostbyname, _gethostbyname_ex = socket.gethostbyname, socket.gethostbyname_ex
_gethostbyaddr, _inet_pton = socket.gethostbyaddr, socket.inet_pton

_INTERNET = (socket.AF_INET, socket.AF_INET6)
_NUMERIC_NAMES = socket.NI_NUMERICHOST | socket.NI_NUMERICSERV


def is_address(host: Any) -> bool:
    """True for text that is an IPv4 or IPv6 address, with a scope or without."""
    if not isinstance(host, str):
        return False
    try:
        _inet_pton(socket.AF_INET6 if ':' in host else socket.AF_INET, host.partition('%')[0])
    except (OSError, ValueError):
        return False
    return True


def resolved(family: int, address: Any) -> Any:
    """An address for the socket calls, with the host's name replaced by its number.

    They would look it up themselves, and stop all green threads meanwhile.  Raises gaierror as they do.
    """
    if family not in _INTERNET or not isinstance(address, tuple) or len(address) < 2:
        return address
    host = address[0]
    if not isinstance(host, str) or host in ('', '<broadcast>') or is_address(host):
        return address
    found = getaddrinfo(host, None, family, socket.SOCK_DGRAM)
    return (found[0][4][0], *address[1:])


def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> list[Any]:
    """As socket.getaddrinfo."""
    known_host = host is None or flags & socket.AI_NUMERICHOST or is_address(host)
    known_port = port is None or isinstance(port, int) or (isinstance(port, (str, bytes)) and port.isdigit())
    if known_host and known_port:
        return _getaddrinfo(host, port, family, type, proto, flags)
    return _in_thread(_getaddrinfo, host, port, family, type, proto, flags)


def gethostbyname(hostname: Any) -> str:
    """As socket.gethostbyname."""
    return _gethostbyname(hostname) if is_address(hostname) else _in_thread(_gethostbyname, hostname)


def gethostbyname_ex(hostname: Any) -> tuple[str, list[str], list[str]]:
    """As socket.gethostbyname_ex."""
    return _in_thread(_gethostbyname_ex, hostname)


def gethostbyaddr(ip_address: Any) -> tuple[str, list[str], list[str]]:
    """As socket.gethostbyaddr."""
    return _in_thread(_gethostbyaddr, ip_address)


def getnameinfo(sockaddr: Any, flags: int) -> tuple[str, str]:
    """As socket.getnameinfo."""
    if flags & _NUMERIC_NAMES == _NUMERIC_NAMES:
        return _getnameinfo(sockaddr, flags)
    return _in_thread(_getnameinfo, sockaddr, flags)


def _in_thread(call: Any, *args: Any) -> Any:
    from .. import tpool
    return tpool.execute(call, *args)
