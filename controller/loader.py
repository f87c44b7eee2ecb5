"""From what a user types to an app's class: a path, a module's name, or the name of a bundled app."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import sys
import traceback
from importlib.abc import Loader
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from . import apps
from .app import App

__all__ = ['LoadError', 'bundled', 'explain', 'load_class', 'load_module']

log = logging.getLogger('controller.loader')


class LoadError(Exception):
    """An app cannot be loaded; the text says which, why, and where in its code."""


def bundled() -> list[str]:
    """The names of the bundled apps."""
    files = (file for folder in apps.__path__ for file in Path(folder).glob('*.py'))
    return sorted(file.stem for file in files if not file.stem.startswith('_'))


def load_class(name: str) -> type[App]:
    """The app class of a module given by path, dotted name or bundled name; raises LoadError.

    Of several app classes in one module the first by name counts, as in Ryu.
    """
    module = load_module(name)
    homes = getattr(module, '__homes__', (module.__name__,))  # more than one where the module is a facade
    found = [
        each
        for each in (getattr(module, name, None) for name in sorted(dir(module)))
        if isinstance(each, type) and issubclass(each, App) and each.__module__ in homes
    ]
    if not found:
        raise LoadError(f'{name}: no class in it derives from App')
    if len(found) > 1:
        others = ', '.join(each.__name__ for each in found[1:])
        log.info('%s: %s is its app, the first by name; not loaded: %s', name, found[0].__name__, others)
    return found[0]


def load_module(name: str) -> ModuleType:
    """The module of an app; one file is one module, however it is named. Raises LoadError."""
    try:
        if name.endswith('.py') or '/' in name:
            return _from_path(Path(name))
        here = Path(f'{name}.py')
        if here.is_file():  # goes before a bundled app
            return _from_path(here)
        if name in bundled():
            return importlib.import_module(f'{apps.__name__}.{name}')
        _search_in(Path.cwd())  # as with `python -m controller`
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin and _is_bundled(Path(spec.origin)):
            name = f'{apps.__name__}.{Path(spec.origin).stem}'  # in a checkout apps/ is found from two sides
        return importlib.import_module(name)
    except LoadError:
        raise
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(error.name + '.')):
            raise LoadError(
                f'{name}: no such file, module or bundled app (bundled are: {", ".join(bundled())})'
            ) from None
        raise LoadError(f'{name}: {explain(error)}') from error
    except (Exception, SystemExit) as error:
        raise LoadError(f'{name}: {explain(error)}') from error


def _from_path(path: Path) -> ModuleType:
    if not path.exists() and path.suffix != '.py':
        path = path.with_name(path.name + '.py')
    if not path.is_file():
        if 'app' in path.parent.parts and path.stem in bundled():  # `ryu/app/NAME.py`, as books write it
            return importlib.import_module(f'{apps.__name__}.{path.stem}')
        raise LoadError(f'{path}: no such file')
    path = path.resolve()
    if _is_bundled(path):
        return importlib.import_module(f'{apps.__name__}.{path.stem}')
    for module in list(sys.modules.values()):
        file = getattr(module, '__file__', None)
        if file and Path(file).name == path.name and module.__name__ != '__main__' and Path(file).resolve() == path:
            return module
    _search_in(path.parent)  # the app may import its neighbours
    free = path.stem.isidentifier() and path.stem not in sys.modules and path.stem not in sys.stdlib_module_names
    spec = importlib.util.find_spec(path.stem) if free else None
    if spec is not None and spec.origin and Path(spec.origin).resolve() == path:
        return importlib.import_module(path.stem)
    return _under_own_name(path)


def _is_bundled(path: Path) -> bool:
    return path.resolve().parent in (Path(folder).resolve() for folder in apps.__path__)


def _search_in(folder: Path) -> None:
    """Have modules of a folder found, behind the standard library's and before installed ones."""
    if str(folder) not in sys.path:
        installed = (place for place, each in enumerate(sys.path) if 'site-packages' in each)
        sys.path.insert(next(installed, len(sys.path)), str(folder))


def _under_own_name(path: Path) -> ModuleType:
    """A file whose plain name belongs to another module already, such as an app called json.py."""
    name = f'app_{"".join(char if char.isalnum() else "_" for char in path.stem)}'
    while name in sys.modules:
        name += '_'
    spec = importlib.util.spec_from_file_location(name, path, loader=_loader_for(name, path))
    if spec is None or spec.loader is None:
        raise LoadError(f'{path}: is no Python file')
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _loader_for(name: str, path: Path) -> Loader | None:
    """What would load the file, were it imported; None where nothing would."""
    specs = (finder.find_spec(path.stem, [str(path.parent)]) for finder in sys.meta_path)
    found = next((spec.loader for spec in specs if spec is not None and spec.origin == str(path)), None)
    return type(found)(name, str(path)) if isinstance(found, SourceFileLoader) else None


def explain(error: BaseException) -> str:
    """What went wrong, and in which line of the app's code."""
    text = f'{type(error).__name__}: {error}'
    if isinstance(error, SyntaxError):
        return f'{text.splitlines()[0]}'
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if 'importlib' not in frame.filename]
    own = [frame for frame in frames if not _is_framework(Path(frame.filename))]
    return f'{text} ({own[-1].filename}, line {own[-1].lineno})' if own else text


def _is_framework(file: Path) -> bool:
    folder = Path(__file__).parent
    return folder in file.parents and folder / 'apps' not in file.parents
