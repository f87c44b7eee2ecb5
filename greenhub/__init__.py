"""Green threads: concurrency that looks like blocking code and needs no locks.

The names are eventlet's.  Every name is loaded on first use, so that importing greenhub costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # typing itself costs more than all else here
if TYPE_CHECKING:
    from typing import Any

    from .as_eventlet import install_as_eventlet
    from .convenience import StopServe, connect, listen, serve, wrap_ssl
    from .event import Event
    from .greenpool import GreenPile, GreenPool
    from .greenthread import (
        GreenletExit,
        GreenThread,
        getcurrent,
        kill,
        sleep,
        spawn,
        spawn_after,
        spawn_after_local,
        spawn_n,
    )
    from .patcher import import_patched, is_monkey_patched, monkey_patch
    from .queue import Queue
    from .semaphore import BoundedSemaphore, CappedSemaphore, Semaphore
    from .timeout import Timeout, is_timeout, with_timeout, wrap_is_timeout

__all__ = ['spawn', 'spawn_n', 'spawn_after', 'spawn_after_local', 'sleep', 'kill', 'getcurrent', 'GreenletExit',
           'GreenThread',
           'GreenPool', 'GreenPile', 'Queue', 'Event', 'Semaphore', 'BoundedSemaphore', 'CappedSemaphore',
           'Timeout', 'with_timeout', 'is_timeout', 'wrap_is_timeout',
           'connect', 'listen', 'serve', 'StopServe', 'wrap_ssl',
           'monkey_patch', 'is_monkey_patched', 'import_patched', 'install_as_eventlet', '__version__']

__version__ = '0.1.0'

_HOMES = {
    'greenthread': ('spawn', 'spawn_n', 'spawn_after', 'spawn_after_local', 'sleep', 'kill', 'getcurrent',
                    'GreenletExit', 'GreenThread'),
    'greenpool': ('GreenPool', 'GreenPile'),
    'queue': ('Queue',),
    'event': ('Event',),
    'semaphore': ('Semaphore', 'BoundedSemaphore', 'CappedSemaphore'),
    'timeout': ('Timeout', 'with_timeout', 'is_timeout', 'wrap_is_timeout'),
    'convenience': ('connect', 'listen', 'serve', 'StopServe', 'wrap_ssl'),
    'patcher': ('monkey_patch', 'is_monkey_patched', 'import_patched'),
    'as_eventlet': ('install_as_eventlet',),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}
_MODULES = frozenset((*_HOMES, 'asyncio', 'backdoor', 'corolocal', 'dagpool', 'debug', 'green', 'greenio', 'hubs',
                      'lock', 'pools', 'support', 'testing', 'tpool', 'websocket', 'wsgi'))


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f'{__name__}.{name}')
    if name == 'greenlet':
        return import_module(name)  # programs such as oslo.service take it from here
    try:
        value = getattr(import_module(f'{__name__}.{_HOME_OF[name]}'), name)
    except KeyError:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}') from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted((*globals(), *__all__, *_MODULES))
