"""The Border Gateway Protocol, version 4 (RFC 4271): its messages, and all that stands in them.

The names are those of Ryu's module; each is read from where it is defined when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

MODULES = (
    'numbers', 'errors', 'messages', 'attributes', 'capabilities', 'communities', 'prefixes', 'evpn', 'flowspec',
    'nlri',
)  # fmt: skip


def __getattr__(name: str) -> Any:
    """A name of one of the modules; `__all__` are those of all."""
    if name == '__all__':
        __all__ = [each for module in MODULES for each in import_module(f'{__name__}.{module}').__all__]
        return __all__
    for module in MODULES if name[:2] != '__' and name not in MODULES else ():
        found = vars(import_module(f'{__name__}.{module}'))
        if name in found:
            return found[name]
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
