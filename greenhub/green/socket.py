"""The standard library's socket, green: its names with sockets that suspend the green thread.

Names of hosts are looked up by the system's resolver in OS threads.
"""

from __future__ import annotations

import socket as _std
from typing import TYPE_CHECKING

from ..greenio.resolver import getaddrinfo, gethostbyaddr, gethostbyname, gethostbyname_ex, getnameinfo  # noqa: F401
from ..greenio.sockets import GreenSocket
from ._twin import rebind, take_names

if TYPE_CHECKING:
    from socket import *  # noqa: F403

socket = GreenSocket
take_names(_std, globals())
rebind(_std, globals(), ('create_connection', 'create_server', 'fromfd', 'has_dualstack_ipv6', 'recv_fds', 'send_fds',
                         'socketpair', 'getfqdn'))

__all__ = [*_std.__all__]
# The functions of the standard module that are written in Python find these by themselves.
__patched__ = ['socket', 'getaddrinfo', 'gethostbyaddr', 'gethostbyname', 'gethostbyname_ex', 'getnameinfo']
