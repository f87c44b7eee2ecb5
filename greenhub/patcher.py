"""Monkey patching: the standard library's blocking calls, replaced in place by green ones."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from .originals import COPY_PREFIX, changing, original, saved

__all__ = ['monkey_patch', 'is_monkey_patched', 'original', 'import_patched', 'inject', 'slurp_properties',
           'already_patched']

FLAGS = ('os', 'select', 'socket', 'subprocess', 'thread', 'time', 'psycopg')  # what monkey_patch() without flags does
ON_DEMAND = ('builtins',)  # what it does only when told so
PATCHED_PREFIX = '__patched_module_'  # under these names sys.modules holds what was imported with green modules

already_patched: dict[str, bool] = {}


def monkey_patch(**on: bool) -> None:
    """Replace blocking calls of the standard library, for the whole process, by calls that suspend the green thread.

    Without arguments everything: os, select (with selectors), socket (with ssl), subprocess, thread (with threading,
    queue and the locks that exist already), time, psycopg (psycopg2's wait callback).  `socket=True, time=True`: only
    these; `thread=False`: all but this; `all=False, x=True` is as `x=True`.  `builtins=True` adds `open` to what the
    others name.  Raises TypeError for an unknown name.  A second call patches only what is not patched yet.
    """
    default = on.pop('all', None)
    unknown = set(on).difference(FLAGS, ON_DEMAND)
    if unknown:
        raise TypeError(f'monkey_patch() got unknown names: {", ".join(sorted(unknown))}; '
                        f'it knows {", ".join((*FLAGS, *ON_DEMAND))} and all')
    if default is None:
        default = True not in on.values()
    with changing:
        _bind_real_names()
        for flag, patch in _PATCHERS.items():
            if on.get(flag, default and flag in FLAGS) and flag not in already_patched:
                patch()
                already_patched[flag] = True


def _bind_real_names() -> None:
    """Import what is built on the real calls while they can be had by their names."""
    from . import existing_locks, lock, tpool  # noqa: F401
    from .green import os, select, socket, thread  # noqa: F401
    from .hubs import get_default_hub
    get_default_hub()


def is_monkey_patched(module: ModuleType | str) -> bool:
    """True when this module, or the one of this name, was patched."""
    name = module if isinstance(module, str) else getattr(module, '__name__', '')
    return name in already_patched or name in saved


# ---- green copies of single modules

def import_patched(module_name: str, *additional_modules: tuple[str, ModuleType],
                   **kw_additional_modules: ModuleType) -> ModuleType:
    """A copy of a module that was imported while green modules had the names of the standard library's.

    The module, its submodules, and what they are the first to import find the given modules under the given names;
    without any they find the whole of `greenhub.green`.  What `sys.modules` held before stays as it was.  A second
    call for a module returns the same copy.
    """
    return inject(module_name, None, *additional_modules, *kw_additional_modules.items())


def inject(module_name: str, new_globals: dict[str, Any] | None, *additional_modules: tuple[str, ModuleType],
           ) -> ModuleType:
    """As `import_patched`, and the copy's names are put into `new_globals` unless that is None."""
    key = PATCHED_PREFIX + module_name
    with _import_lock():
        module = sys.modules.get(key)
        if module is None:
            module = sys.modules[key] = _import_among(dict(additional_modules) or _twins(), module_name)
    if new_globals is not None:
        new_globals.update({name: value for name, value in vars(module).items() if name not in _OF_THE_MODULE})
    return module


def slurp_properties(source: ModuleType, destination: dict[str, Any], ignore: Iterable[str] = (),
                     srckeys: Iterable[str] | None = None) -> None:
    """Put names of a module into a namespace: those in `srckeys`, else its public ones, without those in `ignore`."""
    names = srckeys if srckeys is not None else getattr(source, '__all__', dir(source))
    destination.update({name: getattr(source, name) for name in names
                        if name not in ignore and not name.startswith('__')})


_OF_THE_MODULE = ('__builtins__', '__cached__', '__doc__', '__file__', '__loader__', '__name__', '__package__',
                  '__path__', '__spec__')


@cache
def _import_lock() -> Any:
    """Held while sys.modules is not what it should be."""
    from .green import threading
    return threading.RLock()


def _twins() -> dict[str, ModuleType]:
    from .green._twin import TWINS
    return {name: import_module(f'{__package__}.green.{twin}') for name, twin in TWINS.items()}


def _import_among(modules: Mapping[str, ModuleType], module_name: str) -> ModuleType:
    """Import a module anew, with the packages around it that nobody has imported, while these modules have these names.

    Afterwards `sys.modules` and the package that was there already know nothing of it.
    """
    anew = module_name
    while (package := anew.rpartition('.')[0]) and package not in sys.modules:
        anew = package
    surroundings = vars(sys.modules[package]) if package else {}
    child = anew.rpartition('.')[2]
    attribute = {child: surroundings[child]} if child in surroundings else {}
    before = {name: module for name, module in sys.modules.items() if _within(name, anew) or name in modules}
    for name in before:
        del sys.modules[name]
    sys.modules.update(modules)
    try:
        return import_module(module_name)
    finally:
        for name in [name for name in sys.modules if _within(name, anew) or name in modules]:
            del sys.modules[name]
        sys.modules.update(before)
        surroundings.pop(child, None)
        surroundings.update(attribute)


def _within(name: str, module_name: str) -> bool:
    return name == module_name or name.startswith(module_name + '.')


# ---- in place

def _replace(module: Any, new: Mapping[str, Any]) -> None:
    """Give a module new values, and keep the old ones for `original`."""
    before = saved.setdefault(module.__name__, {})
    for name, value in new.items():
        if hasattr(module, name):
            before.setdefault(name, getattr(module, name))
            setattr(module, name, value)


def _replace_by_twin(modname: str) -> None:
    twin: Any = import_module(f'greenhub.green.{modname.lstrip("_")}')
    _replace(import_module(modname), {name: getattr(twin, name) for name in twin.__patched__})


# ---- the parts

def _patch_subprocess() -> None:
    def patch(std: Any) -> None:
        from .green import subprocess
        subprocess.patch(std)
    _when_imported('subprocess', patch)


def _patch_select() -> None:
    from .green import select as green
    _replace_by_twin('select')
    _when_imported('selectors', lambda selectors: _patch_selectors(selectors, green))


def _patch_selectors(selectors: Any, green: Any) -> None:
    """The selector classes were bound to the functions of `select` when they were defined."""
    selectors.SelectSelector._select = staticmethod(green.select)
    for name, selector in (('PollSelector', green.poll), ('EpollSelector', green.epoll)):
        if hasattr(selectors, name):
            getattr(selectors, name)._selector_cls = selector


def _patch_socket() -> None:
    _replace_by_twin('socket')
    _when_imported('ssl', _patch_ssl)


def _patch_ssl(ssl: Any) -> None:
    """Only what makes sockets is replaced: SSLContext and SSLSocket refer to themselves by their global names."""
    from .green import ssl as green
    ssl.SSLContext.sslsocket_class = green.GreenSSLSocket
    _replace(ssl, {'wrap_socket': green.wrap_socket})


def _patch_thread() -> None:
    import importlib
    import threading

    from . import existing_locks
    from .green import threading as green
    importlib._bootstrap._thread = original('_thread')  # type: ignore[attr-defined]  # imports keep real locks
    _replace(threading, green.patches(threading))
    green.keep_threads_after_fork(threading)
    green.let_main_thread_be_joined(threading)
    _replace_by_twin('_thread')
    _replace(import_module('_thread'), {'RLock': threading._PyRLock})  # type: ignore[attr-defined]
    _when_imported('queue', lambda queue: _replace(queue, {'SimpleQueue': queue._PySimpleQueue}))
    _when_imported('_threading_local', lambda module: _replace(module, {'local': threading.local}))
    vars(green).update({name: value for name, value in vars(threading).items() if not name.startswith('__')})
    existing_locks.upgrade(threading.Lock, threading._PyRLock, COPY_PREFIX)  # type: ignore[attr-defined]


def _patch_psycopg() -> None:
    def patch(_psycopg2: Any) -> None:
        from .support import psycopg2_patcher
        psycopg2_patcher.make_psycopg_green()
    _when_imported('psycopg2', patch)


def _patch_builtins() -> None:
    from .green import builtin
    _replace(builtins, {'open': builtin.open})


_PATCHERS: dict[str, Callable[[], None]] = {
    'os': lambda: _replace_by_twin('os'),
    'select': _patch_select,
    'socket': _patch_socket,
    'subprocess': _patch_subprocess,
    'thread': _patch_thread,
    'time': lambda: _replace_by_twin('time'),
    'psycopg': _patch_psycopg,
    'builtins': _patch_builtins,
}


# ---- modules that are not imported yet are patched when they are

def _when_imported(modname: str, patch: Callable[[Any], None]) -> None:
    module = sys.modules.get(modname)
    if module is not None:
        patch(module)
    else:
        sys.meta_path.insert(0, _PatchOnImport(modname, patch))


class _PatchOnImport:
    """Finds one module as it would be found anyway, and patches it when it has been executed; finder and loader.

    (The base classes that importlib.abc has for these would cost 20 ms to import.)
    """

    def __init__(self, modname: str, patch: Callable[[Any], None]) -> None:
        self.modname = modname
        self.patch = patch
        self.loader: Any = None

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname != self.modname:
            return None
        for finder in sys.meta_path:
            spec: Any = None if finder is self else finder.find_spec(fullname, path, target)
            if spec is not None:
                self.loader, spec.loader = spec.loader, self
                return spec
        return None

    def create_module(self, spec: ModuleSpec) -> Any:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self.loader
        module.__loader__ = self.loader
        sys.meta_path.remove(self)
        self.loader.exec_module(module)
        self.patch(module)
