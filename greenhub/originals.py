"""Modules of the standard library as they were before any patch, and copies of them that find other modules."""

from __future__ import annotations

import builtins
import sys
from _thread import RLock as _RealRLock
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

__all__ = ['original', 'execute', 'load_copy', 'COPY_PREFIX', 'changing', 'saved']

COPY_PREFIX = '__original_module_'  # under these names sys.modules holds the modules as they were
_REEXECUTED = {  # the modules whose Python functions must find original names in their globals
    'queue': ('threading', 'time', '_thread'),
    'selectors': ('select',),
    'socket': ('select', 'selectors', 'os'),
    'ssl': ('socket', 'os'),
    'subprocess': ('os', 'select', 'selectors', 'signal', 'threading', 'time'),
    'threading': ('_thread', 'os', 'time'),
}

saved: dict[str, dict[str, Any]] = {}
"""What patched modules had before, by module and name."""

changing = _RealRLock()
"""Held while modules change; nothing waits meanwhile, so it is for OS threads only."""


def original(modname: str) -> ModuleType:
    """The module as it is without patches; it stays so when patches are made later."""
    copy = sys.modules.get(COPY_PREFIX + modname)
    if copy is None:
        module = import_module(modname)
        with changing:
            copy = sys.modules.get(COPY_PREFIX + modname) or _copy_of(module)
    return copy


def _copy_of(module: ModuleType) -> ModuleType:
    name = module.__name__
    if name not in _REEXECUTED:
        copy = sys.modules[COPY_PREFIX + name] = ModuleType(name, module.__doc__)
        vars(copy).update({**vars(module), **saved.get(name, {})})
        return copy
    dependencies = {dependency: original(dependency) for dependency in _REEXECUTED[name]}
    if name == 'threading':
        return _copy_of_threading(dependencies)
    return load_copy(name, dependencies, COPY_PREFIX + name)


def _copy_of_threading(dependencies: dict[str, ModuleType]) -> ModuleType:
    """A threading module whose main thread is the program's, whichever OS thread asked for it.

    It takes the thread that executes it for the main one; and before Python 3.13 it tells the interpreter to release
    a lock of its own at that thread's end, in the place of the lock that whoever joins that thread waits for.
    """
    main = import_module('threading').main_thread()
    real = dependencies['_thread']
    disguise = ModuleType('_thread')
    vars(disguise).update(vars(real), get_ident=lambda: main.ident, get_native_id=lambda: main.native_id,
                          _set_sentinel=real.allocate_lock)
    copy = load_copy('threading', {**dependencies, '_thread': disguise}, COPY_PREFIX + 'threading')
    for name in ('get_ident', 'get_native_id', '_set_sentinel'):
        if hasattr(copy, name):
            setattr(copy, name, getattr(real, name))
    return copy


def load_copy(modname: str, dependencies: Mapping[str, ModuleType], key: str = '') -> ModuleType:
    """Execute an installed module once more, with other modules in the place of those that it imports, now and later.

    `key` is the copy's own name, and the one under which `sys.modules` gets it; by default it gets no place there.
    """
    spec = find_spec(modname)
    if spec is None:
        raise ImportError(f'no module {modname!r} to make a copy of')
    copy = module_from_spec(spec)
    if key:
        copy.__name__ = key
        sys.modules[key] = copy
    try:
        execute(modname, vars(copy), dependencies.get)
    except BaseException:
        sys.modules.pop(key, None)
        raise
    return copy


def execute(modname: str, namespace: dict[str, Any], find: Callable[[str], ModuleType | None]) -> None:
    """Execute an installed module's code in this namespace, where an import gets what `find` returns for its name.

    None stands for the usual module.  `sys.modules` stays as it is: other threads may import meanwhile.
    """
    def import_(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        found = None if level else find(name)
        if found is None:
            return __import__(name, globals, locals, fromlist, level)
        return found if fromlist else find(name.partition('.')[0])

    loader: Any = getattr(find_spec(modname), 'loader', None)
    namespace['__builtins__'] = {**vars(builtins), '__import__': import_}
    exec(loader.get_code(modname), namespace)
