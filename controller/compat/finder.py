"""What `import ryu...` and `import os_ken...` find: a facade for each module of the table."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from .table import TABLE, Row

__all__ = ['ROOTS', 'Facade', 'Finder', 'forget']

#: The names under which the same modules are found; the facades call themselves by the first.
ROOTS = ('ryu', 'os_ken')
GUIDE = 'docs/ryu.md tells what is here and what is left out'


class Facade(ModuleType):
    """A module of Ryu's: no code of its own, its names are looked up where they live."""

    def __init__(self, name: str, row: Row) -> None:
        super().__init__(name, f'What programs read of {name}; see controller.compat.table.')
        self.__row = row

    def __getattr__(self, name: str) -> Any:
        if name.startswith('__'):
            raise AttributeError(name)  # what `import` asks of any module
        try:
            value = self.__row.find(name)
        except AttributeError:
            raise AttributeError(f'{self.__name__} has no {name} here: {GUIDE}', name=name, obj=self) from None
        if isinstance(value, Row.Sibling):
            value = import_module(f'{ROOTS[0]}.{value.path}')
        setattr(self, name, value)
        return value

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.__row.names()})

    @property
    def __all__(self) -> list[str]:
        """What `import *` takes."""
        return [name for name in self.__row.names() if name[0] != '_']


class Finder:
    """Finds and makes the facades, for `sys.meta_path`.

    Raises ModuleNotFoundError for a module of Ryu's that is not in the table.
    """

    def __init__(self) -> None:
        self.facades: dict[str, Facade] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A facade's spec; None for what is no name of Ryu's, or lies in a package that the program itself brought."""
        root, _, name = fullname.partition('.')
        if root not in ROOTS:
            return None
        if name in TABLE:
            # Each is a package, so that `from ryu.lib.mac import X` asks here for an X that it does not have.
            return ModuleSpec(fullname, self, origin=__package__, is_package=True)  # type: ignore[arg-type]
        if not isinstance(sys.modules.get(fullname.rpartition('.')[0]), Facade):
            return None
        # Without `name=`, which would let `from ryu.lib import X` replace this message by its own.
        raise ModuleNotFoundError(f'{fullname} is not here: {GUIDE}')

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The facade, one for all roots: what a program puts into a module is there under either name."""
        name = spec.name.partition('.')[2]
        if name not in self.facades:
            self.facades[name] = Facade(f'{ROOTS[0]}.{name}'.rstrip('.'), TABLE[name])
        return self.facades[name]

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: a facade looks its names up when they are asked for."""

    def refuse_originals(self) -> None:
        """Raise RuntimeError where Ryu or os-ken itself has been imported."""
        for root in ROOTS:
            if root in sys.modules and not isinstance(sys.modules[root], Facade):
                raise RuntimeError(f'{root} has been imported: controller.compat.install() has to come before that')


def forget() -> None:
    """Take the facades, and what programs have put below them, out of `sys.modules`."""
    for name in [name for name in sys.modules if name.partition('.')[0] in ROOTS]:
        del sys.modules[name]
