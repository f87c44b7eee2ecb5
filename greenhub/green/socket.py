"""The standard library's socket, green: its names with sockets that suspend the green thread.

Name lookups run in OS threads.
"""

from __future__ import annotations

import socket as _std
from functools import wraps
from typing import TYPE_CHECKING, Any

from .. import tpool
from ..greenio.sockets import GreenSocket
from ._twin import rebind, take_names

if TYPE_CHECKING:
    from socket import *  # noqa: F403

_LOOKUPS = ('getaddrinfo', 'gethostbyaddr', 'gethostbyname', 'gethostbyname_ex', 'getnameinfo')


def _in_thread(lookup: Any) -> Any:
    @wraps(lookup)
    def call(*args: Any, **kwargs: Any) -> Any:
        return tpool.execute(lookup, *args, **kwargs)
    return call


socket = SocketType = GreenSocket
_lookups = {name: _in_thread(getattr(_std, name)) for name in _LOOKUPS}
globals().update(_lookups)
take_names(_std, globals())
_rebound = rebind(_std, globals(), ('create_connection', 'create_server', 'fromfd', 'has_dualstack_ipv6', 'recv_fds',
                                    'send_fds', 'socketpair', 'getfqdn'))

__all__ = [*_std.__all__]
__patched__ = ['socket', 'SocketType', *_LOOKUPS, *_rebound]
