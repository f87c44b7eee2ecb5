"""Ryu's small helpers."""

from __future__ import annotations

import importlib
import logging
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

__all__ = ['LOG', 'binary_str', 'chop_py_suffix', 'hex_array', 'import_module', 'load_source', 'round_up']

LOG = logging.getLogger('ryu.utils')


def load_source(name: str, pathname: str) -> ModuleType:
    """The file as a module of that name, executed anew."""
    spec = spec_from_loader(name, SourceFileLoader(name, pathname))
    if spec is None or spec.loader is None:
        raise ImportError(f'{pathname} cannot be loaded')
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def chop_py_suffix(p: str) -> str:
    """A file's name without the ending of Python."""
    return p.removesuffix('.pyo').removesuffix('.pyc').removesuffix('.py')


def import_module(modname: str) -> ModuleType:
    """The module of a name, or in a file, whose folder it may import from."""
    path = Path(modname)
    if not path.exists():
        return importlib.import_module(modname)
    before = list(sys.path)
    sys.path.append(str(path.resolve().parent))
    try:
        return load_source(chop_py_suffix(path.name), str(path.resolve()))
    finally:
        sys.path[:] = before


def round_up(x: int, y: int) -> int:
    """The least multiple of `y` that is not less than `x`."""
    return -(-x // y) * y


def hex_array(data: bytes) -> str:
    """Bytes as `0x00 0x01`."""
    return ' '.join(f'{byte:#04x}' for byte in data)


def binary_str(data: bytes) -> str:
    r"""Bytes as `\x00\x01`."""
    return ''.join(f'\\x{byte:02x}' for byte in data)
