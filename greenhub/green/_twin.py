"""How a green twin of a standard-library module is made."""

from __future__ import annotations

from collections.abc import Iterable
from types import FunctionType, ModuleType
from typing import Any

__all__ = ['take_names', 'rebind', 'rebound']


def take_names(std: ModuleType, twin: dict[str, Any]) -> None:
    """Give the twin every name of the standard module that it does not define itself."""
    for name, value in vars(std).items():
        twin.setdefault(name, value)


def rebind(std: ModuleType, twin: dict[str, Any], names: Iterable[str]) -> list[str]:
    """Give the twin these Python functions of the standard module, finding the twin's names where they found theirs.

    Returns those of the names that this version of Python has.
    """
    found = []
    for name in names:
        function = getattr(std, name, None)
        if isinstance(function, FunctionType):
            twin[name] = rebound(function, twin)
            found.append(name)
    return found


def rebound(function: FunctionType, twin: dict[str, Any]) -> FunctionType:
    """The same function, with the twin's names as its globals."""
    copy = FunctionType(function.__code__, twin, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__doc__ = function.__doc__
    copy.__qualname__ = function.__qualname__
    return copy
