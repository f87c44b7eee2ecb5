"""How a green twin of a standard-library module is made."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

from .. import originals

__all__ = ['TWINS', 'execute', 'take_names', 'rebind', 'rebound']

# The modules that have a twin, by their name in the standard library and in this package.
TWINS = {name: name for name in (
    'ftplib', 'http', 'http.client', 'http.cookiejar', 'http.cookies', 'http.server', 'os', 'queue', 'select',
    'selectors', 'socket', 'socketserver', 'ssl', 'subprocess', 'threading', 'time', 'urllib', 'urllib.error',
    'urllib.parse', 'urllib.request', 'urllib.response', 'urllib.robotparser')}
TWINS['_thread'] = 'thread'


def execute(modname: str, twin: dict[str, Any]) -> list[str]:
    """Execute the code of a standard module in the twin's namespace, where imports find twins, now and later.

    Exceptions are the standard module's, so that whoever catches these catches the twin's too.  Returns the public
    names.
    """
    std = import_module(modname)
    doc = twin['__doc__']
    originals.execute(modname, twin, _find)
    twin['__doc__'] = doc
    for name, value in vars(std).items():
        if isinstance(value, type) and issubclass(value, BaseException):
            twin[name] = value
    return [*getattr(std, '__all__', ())]


def _find(name: str) -> ModuleType | None:
    return import_module(f'greenhub.green.{TWINS[name]}') if name in TWINS else None


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
