"""OpenFlow as tables and pure state: no socket, no clock, no greenlet in this package."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, overload

if TYPE_CHECKING:
    from .v1_0 import of10
    from .v1_2 import of12
    from .v1_3 import of13
    from .v1_4 import of14
    from .v1_5 import of15

__all__ = ['OF10', 'OF12', 'OF13', 'OF14', 'OF15', 'of10', 'of12', 'of13', 'of14', 'of15', 'version', 'versions']

#: The wire's numbers of the versions: the first byte of every message.
OF10: Final = 0x01
OF12: Final = 0x03
OF13: Final = 0x04
OF14: Final = 0x05
OF15: Final = 0x06

_TABLES = {
    OF10: ('v1_0', 'of10'),
    OF12: ('v1_2', 'of12'),
    OF13: ('v1_3', 'of13'),
    OF14: ('v1_4', 'of14'),
    OF15: ('v1_5', 'of15'),
}


def versions() -> frozenset[int]:
    """The numbers of the versions that have tables."""
    return frozenset(_TABLES)


@overload
def version(number: Literal[1]) -> type[of10]: ...
@overload
def version(number: Literal[3]) -> type[of12]: ...
@overload
def version(number: Literal[4]) -> type[of13]: ...
@overload
def version(number: Literal[5]) -> type[of14]: ...
@overload
def version(number: Literal[6]) -> type[of15]: ...
@overload
def version(number: int) -> Any: ...
def version(number: int) -> Any:
    """The structures and numbers of a version, read on first use; raises ValueError for one without tables."""
    try:
        module, name = _TABLES[number]
    except KeyError:
        raise ValueError(f'OpenFlow version {number:#04x} is not supported') from None
    return getattr(import_module(f'.{module}', __name__), name)


def __getattr__(name: str) -> Any:
    """`of13` and its like, read on first use: `from controller.openflow import of13`."""
    for number, (_, variable) in _TABLES.items():
        if name == variable:
            return version(number)
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
