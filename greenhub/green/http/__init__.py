"""The standard library's http, green."""

from __future__ import annotations

import http as _std
from http import *  # noqa: F403
from importlib import import_module
from typing import Any

from .._twin import take_names

take_names(_std, globals())

_MODULES = ('client', 'cookiejar', 'cookies', 'server')  # loaded on first use
__all__ = [*_std.__all__]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f'{__name__}.{name}')
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
