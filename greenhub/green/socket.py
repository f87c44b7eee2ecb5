"""The standard library's socket, green: its names with sockets that suspend the green thread.

Name lookups run in OS threads.
"""

from __future__ import annotations

import socket as _std
from functools import wraps
from types import FunctionType
from typing import TYPE_CHECKING, Any

from .. import tpool
from ..greenio.sockets import GreenSocket

if TYPE_CHECKING:
    from socket import *  # noqa: F403

_OWN = globals().copy()
globals().update({name: value for name, value in vars(_std).items() if name not in _OWN})

socket = SocketType = GreenSocket
_LOOKUPS = ('getaddrinfo', 'gethostbyaddr', 'gethostbyname', 'gethostbyname_ex', 'getnameinfo')
_USING_SOCKETS = ('create_connection', 'create_server', 'fromfd', 'has_dualstack_ipv6', 'recv_fds', 'send_fds',
                  'socketpair', 'getfqdn')


def _in_thread(lookup: Any) -> Any:
    @wraps(lookup)
    def call(*args: Any, **kwargs: Any) -> Any:
        return tpool.execute(lookup, *args, **kwargs)
    return call


def _rebound(function: Any) -> Any:
    """A function of the standard library that finds this module's names where it would find its own."""
    if not isinstance(function, FunctionType):
        return function
    twin = FunctionType(function.__code__, globals(), function.__name__, function.__defaults__, function.__closure__)
    twin.__kwdefaults__ = function.__kwdefaults__
    twin.__doc__ = function.__doc__
    return twin


for _name in _USING_SOCKETS:
    if hasattr(_std, _name):
        globals()[_name] = _rebound(getattr(_std, _name))
for _name in _LOOKUPS:
    globals()[_name] = _in_thread(getattr(_std, _name))

__all__ = [*_std.__all__]
__patched__ = ['socket', 'SocketType', *_LOOKUPS, *(name for name in _USING_SOCKETS if hasattr(_std, name))]
del _name
