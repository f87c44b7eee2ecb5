"""What `import ryu...` and `import os_ken...` find: a facade for each module of the table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .table import Row

__all__ = ['ROOTS', 'Facade', 'Finder', 'forget']

#: The names under which the same modules are found; the facades call themselves by the first.
ROOTS = ('ryu', 'os_ken')

#: What Ryu needs and its apps import too: where that is not installed, modules of the table stand in for it.
BORROWED = {'tinyrpc': 'contrib.tinyrpc', 'tinyrpc.exc': 'contrib.tinyrpc.exc'}

#: What `python -m` looks for in a package, which every facade is.
MAIN = '.__main__'

GUIDE = 'docs/ryu.md tells what is here and what is left out'


class Facade(ModuleType):
    """A module of Ryu's: no code of its own, its names are looked up where they live.

    What a program puts in the place of a name, as tests do with mocks, takes its place for the code of this package
    too; what is of use without Ryu's names goes on undisturbed.
    """

    def __init__(self, name: str, row: Row) -> None:
        super().__init__(name, f'What programs read of {name}; see controller.compat.table.')
        self.__row = row
        self.__replaced: dict[str, tuple[ModuleType, Any]] = {}
        vars(self)['__getattr__'] = self.__find  # a method of that name would slow down each access to what is there

    def __find(self, name: str) -> Any:
        if name == '_SERVICE_NAME':  # see controller.services
            return self.__row.service()
        if name.startswith('__') and name != '__version__':
            raise AttributeError(name)  # what `import` asks of any module
        try:
            value = self.__row.find(name)
        except AttributeError:
            if name not in self.__children():
                why = f'{self.__name__} has no {name} here{_meant(name, self)}: {GUIDE}'
                raise AttributeError(why, name=name, obj=self) from None
            value = import_module(f'{self.__name__}.{name}')  # Ryu itself has imported most of what there is
        if isinstance(value, self.__row.Sibling):
            value = import_module(f'{ROOTS[0]}.{value.path}')
        vars(self)[name] = value
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        home = None if name.startswith('_') else self.__row.home_of(name)
        if home is not None:
            self.__replaced.setdefault(name, (home, vars(home)[name]))
            setattr(home, name, value)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        if name in self.__replaced:
            home, value = self.__replaced.pop(name)
            setattr(home, name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.__row.names(), *self.__children()} - {'__getattr__'})

    @property
    def __homes__(self) -> list[str]:
        """Where its classes are at home, for those who look for an app in it."""
        return self.__row.modules()

    @property
    def __all__(self) -> list[str]:
        """What `import *` takes: of a package of Ryu's, its modules too."""
        return [name for name in dict.fromkeys([*self.__row.names(), *self.__children()]) if name[0] != '_']

    def __children(self) -> list[str]:
        """The modules of the table below this one."""
        from .table import TABLE

        own = self.__name__.partition('.')[2]
        return [name for parent, _, name in (path.rpartition('.') for path in TABLE) if name and parent == own]


class Finder:
    """Finds and makes the facades, for `sys.meta_path`.

    An app that Ryu has and we have not, or that a user has put beside Ryu's, is found in any folder `ryu/app` on
    `sys.path`. Raises ModuleNotFoundError for another module of Ryu's that is not in the table.

    The table is read, and our classes get Ryu's methods, when a program first imports one of Ryu's names.
    """

    def __init__(self) -> None:
        self.facades: dict[str, Facade] = {}

    @cached_property
    def rows(self) -> Callable[[str], Row | None]:
        """What finds the row of a module by its name without the root."""
        from .adopted import adopt
        from .table import row_of

        adopt()
        return row_of

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A facade's spec; None for what is no name of Ryu's, or lies in a package that the program itself brought."""
        root, _, name = fullname.partition('.')
        if fullname in BORROWED and PathFinder.find_spec(root) is None:
            return ModuleSpec(fullname, self, origin=__package__, is_package=True)  # type: ignore[arg-type]
        if root not in ROOTS:
            return None
        if self.rows(name) is not None:
            # Each is a package, so that `from ryu.lib.mac import X` asks here for an X that it does not have.
            return ModuleSpec(fullname, self, origin=__package__, is_package=True)  # type: ignore[arg-type]
        if name.endswith(MAIN) and self.rows(name.removesuffix(MAIN)) is not None:
            return ModuleSpec(fullname, self, origin=__package__)  # type: ignore[arg-type]
        if not isinstance(sys.modules.get(fullname.rpartition('.')[0]), Facade):
            return None
        if name.startswith('app.') and (found := PathFinder.find_spec(fullname, app_folders())) is not None:
            return found
        # Without `name=`, which would let `from ryu.lib import X` replace this message by its own.
        above, _, last = fullname.rpartition('.')
        meant = _meant(last, sys.modules[above])
        raise ModuleNotFoundError(f'{fullname} is not here{meant}: {_instead(name)}{GUIDE}')

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The facade, one for all roots: what a program puts into a module is there under either name."""
        name = BORROWED.get(spec.name) or spec.name.partition('.')[2]
        facade = self.facades.get(name)
        if facade is None and (row := self.rows(name)) is not None:
            facade = self.facades[name] = Facade(f'{ROOTS[0]}.{name}'.rstrip('.'), row)
        if facade is None:
            raise ImportError(f'{spec.name} is not here: {GUIDE}')
        return facade

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: a facade looks its names up when they are asked for."""

    def get_code(self, fullname: str) -> CodeType:
        """What `python -m` runs: the module's `main`; raises ImportError where there is none."""
        name = fullname.removesuffix(MAIN)
        if not hasattr(import_module(name), 'main'):
            raise ImportError(f'{name} is no program')
        return compile(f'import sys, {name}\nsys.exit({name}.main())\n', f'<{name}>', 'exec')

    def refuse_originals(self) -> None:
        """Raise RuntimeError where Ryu or os-ken itself has been imported."""
        for root in ROOTS:
            if root in sys.modules and not isinstance(sys.modules[root], Facade):
                raise RuntimeError(f'{root} has been imported: controller.compat.install() has to come before that')


def app_folders() -> list[str]:
    """The folders in which Ryu's own apps lie, where there is a Ryu."""
    places = [Path(place) for place in sys.path]
    folders = [place / root / 'app' for place in places for root in ROOTS]
    folders += [above for place in places for above in (place, *place.parents)
                if above.name == 'app' and above.parent.name in ROOTS]
    return [str(folder) for folder in dict.fromkeys(folders) if folder.is_dir()]


def _meant(name: str, module: ModuleType) -> str:
    """The name in a module that is most like one that is not, as a question to whoever mistyped it."""
    like = get_close_matches(name, dir(module), 1, 0.75)
    return f' (did you mean {like[0]}?)' if like else ''


def _instead(name: str) -> str:
    """What to use in place of a part of Ryu that is left out."""
    from .table import LEFT_OUT

    found = [text for part, text in LEFT_OUT.items() if name == part or name.startswith(f'{part}.')]
    return f'{found[0]}; ' if found else ''


def forget() -> None:
    """Take the facades, and what programs have put below them, out of `sys.modules`."""
    for name, module in list(sys.modules.items()):
        if name.partition('.')[0] in ROOTS or (name in BORROWED and isinstance(module, Facade)):
            del sys.modules[name]
