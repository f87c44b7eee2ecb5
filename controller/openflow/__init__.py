"""OpenFlow as tables and pure state: no socket, no clock, no greenlet in this package."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..wire import Version

__all__ = ['OF10', 'OF12', 'OF13', 'OF14', 'OF15', 'version', 'versions']

#: The wire's numbers of the versions: the first byte of every message.
OF10, OF12, OF13, OF14, OF15 = 0x01, 0x03, 0x04, 0x05, 0x06

_TABLES = {
    OF10: ('v1_0', 'of10'),
    OF12: ('v1_2', 'of12'),
    OF13: ('v1_3', 'of13'),
    OF14: ('v1_4', 'of14'),
}


def versions() -> frozenset[int]:
    """The numbers of the versions that have tables."""
    return frozenset(_TABLES)


def version(number: int) -> Version:
    """The structures and numbers of a version, read on first use; raises ValueError for one without tables."""
    try:
        module, name = _TABLES[number]
    except KeyError:
        raise ValueError(f'OpenFlow version {number:#04x} is not supported') from None
    return getattr(import_module(f'.{module}', __name__), name)
