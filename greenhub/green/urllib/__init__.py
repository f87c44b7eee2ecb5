"""The standard library's urllib, green."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_MODULES = ('error', 'parse', 'request', 'response', 'robotparser')  # loaded on first use
__all__: list[str] = []


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f'{__name__}.{name}')
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
