"""Names of Python 2 that programs of Ryu's first years use without importing them.

They are put into the program's own modules, where they are used and Python 3 does not have them; libraries, which may
look for such a name to find out what they run on, do not see them.
"""

from __future__ import annotations

import functools
import sysconfig
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

__all__ = ['NAMES', 'Python2Finder', 'Python2Loader']

NAMES: dict[str, Any] = {
    'basestring': (str, bytes),
    'buffer': memoryview,
    'long': int,
    'raw_input': input,
    'reduce': functools.reduce,
    'unichr': chr,
    'unicode': str,
    'xrange': range,
}

#: Where the standard library lies, and this framework.
LIBRARIES = (sysconfig.get_path('stdlib'), sysconfig.get_path('platstdlib'), str(Path(__file__).parents[1]))


class Python2Loader(SourceFileLoader):
    """Loads a module, with those of the names that it uses."""

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module's code."""
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(f'{module.__name__} has no code', name=module.__name__)
        for name in set(_names_in(code)) & NAMES.keys():
            setattr(module, name, NAMES[name])
        exec(code, vars(module))


class Python2Finder:
    """Finds what the standard finder would, and has the program's own modules loaded so; for `sys.meta_path`."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module; a library's is the standard one."""
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None and type(spec.loader) is SourceFileLoader and not _is_library(spec.loader.path):
            spec.loader = Python2Loader(spec.loader.name, spec.loader.path)
        return spec


def _is_library(path: str) -> bool:
    return path.startswith(LIBRARIES) or 'site-packages' in path or 'dist-packages' in path


def _names_in(code: CodeType) -> Iterator[str]:
    """The global names that code uses, functions and classes in it included."""
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names_in(each)

