"""greenhub under the name `eventlet`, so that programs written for eventlet run as they are."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import greenhub

__all__ = ['install_as_eventlet', 'EVENTLET_VERSION', 'LEFT_OUT']

EVENTLET_VERSION = '0.41.3'  # whose names and behaviour are offered; programs compare it with what they need
CHILDREN_PATH = str(Path(__file__).with_name('eventlet_path'))

_ELSEWHERE = {'greenio.base': 'greenio', 'greenio.py3': 'greenio.pipes'}
LEFT_OUT = {  # modules of eventlet, and what takes their place
    'coros': 'its classes have been in event, semaphore and queue since eventlet 0.9',
    'db_pool': 'connections are kept by pools.Pool, or by the pool of the database library',
    'green.CGIHTTPServer': 'Python has given CGI up: 3.15 has no http.server.CGIHTTPRequestHandler',
    'green.MySQLdb': 'use a driver in Python, such as PyMySQL, under monkey_patch(), or tpool.Proxy',
    'green.OpenSSL': 'use green.ssl',
    'green.asynchat': 'Python 3.12 has removed asynchat; use green threads',
    'green.asyncore': 'Python 3.12 has removed asyncore; use green threads',
    'green.profile': 'use a sampling profiler',
    'green.zmq': 'use pyzmq with tpool',
    'hubs.pyevent': 'use the hub that is chosen by default',
    'zipkin': 'use OpenTelemetry',
}


def install_as_eventlet(children: bool = False) -> None:
    """Let `import eventlet`, and imports of what is in it, find greenhub in this process.

    The modules `eventlet.x` are the modules `greenhub.x`; `eventlet` itself differs by its version.  With `children`,
    Python processes that this one starts see it so too.  Raises RuntimeError when another eventlet was imported before.
    """
    present = sys.modules.get('eventlet')
    if present is not None and not isinstance(present, _Eventlet):
        raise RuntimeError(f'eventlet is imported already, from {getattr(present, "__file__", None)}: '
                           'call install_as_eventlet() before anything imports it')
    if present is None:
        sys.meta_path.insert(0, _Finder())
        module = sys.modules['eventlet'] = _Eventlet('eventlet', greenhub.__doc__)
        module.__spec__ = ModuleSpec('eventlet', None, origin=greenhub.__file__, is_package=True)
    if children:
        paths = os.environ.get('PYTHONPATH', '').split(os.pathsep)
        if CHILDREN_PATH not in paths:
            os.environ['PYTHONPATH'] = os.pathsep.join(filter(None, [CHILDREN_PATH, *paths]))


class _Eventlet(ModuleType):
    """The package `eventlet`: greenhub's names, loaded when they are asked for, and a version of eventlet's."""

    __path__: list[str] = []  # without which it would be no package
    __file__ = greenhub.__file__
    __version__ = EVENTLET_VERSION
    version_info = tuple(map(int, EVENTLET_VERSION.split('.')))
    __all__ = greenhub.__all__

    def __getattr__(self, name: str) -> Any:
        if name.startswith('__'):
            raise AttributeError(f"module 'eventlet' has no attribute {name!r}")
        return getattr(greenhub, name)

    def __dir__(self) -> list[str]:
        return dir(greenhub)


class _Finder:
    """Finds `eventlet.x` where `greenhub.x` is."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        package, _, name = fullname.partition('.')
        if not name or package not in ('eventlet', 'greenhub'):
            return None
        for left_out, instead in LEFT_OUT.items():
            if name == left_out or name.startswith(left_out + '.'):
                raise ModuleNotFoundError(f'greenhub leaves eventlet.{name} out: {instead}; see docs/greenhub.md')
        if package == 'greenhub':
            return None  # found by others; what is left out comes here from `from eventlet.green import ...`
        ours = 'greenhub.' + _ELSEWHERE.get(name, name)
        found = find_spec(ours)
        if found is None:
            raise ModuleNotFoundError(f'No module named {fullname!r}: there is no {ours} either, see docs/greenhub.md')
        loader: Any = _Loader(ours)
        return ModuleSpec(fullname, loader, origin=found.origin,
                          is_package=found.submodule_search_locations is not None)


class _Loader:
    """Gives the import system a module that has another name already, and leaves the module as it is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = import_module(self.name)
        self.spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.spec  # which the import system has just replaced by its own
