"""Twins of standard-library modules whose blocking calls suspend the green thread instead."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ['BaseHTTPServer', 'Queue', 'SimpleHTTPServer', 'SocketServer', 'builtin', 'ftplib', 'http', 'httplib', 'os',
           'queue', 'select', 'selectors', 'socket', 'socketserver', 'ssl', 'subprocess', 'thread', 'threading', 'time',
           'urllib', 'urllib2']  # loaded on first use


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f'{__name__}.{name}')
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
