"""Run a program that was written for eventlet, unchanged, on greenhub: `python -m greenhub.run SCRIPT`."""

from __future__ import annotations

import argparse
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import greenhub

__all__ = ['main']

USAGE = '''python -m greenhub.run [--patch] [--children] SCRIPT [ARG ...]
       python -m greenhub.run [--patch] [--children] -m MODULE [ARG ...]'''
DESCRIPTION = '''\
Runs SCRIPT, or MODULE, as python does, but `import eventlet` in it finds greenhub: the same names, on a faster hub.
eventlet need not be installed, and is not used if it is.
'''
EXAMPLES = '''\
examples:
  python -m greenhub.run server.py --port 8080
  python -m greenhub.run -m gunicorn -k eventlet myapp:app
  python -m greenhub.run --patch script_that_blocks.py

What eventlet has and greenhub leaves out is in docs/greenhub.md; an import of it says so.
'''


def main(argv: list[str]) -> None:
    """Do what the command line `argv` says; SystemExit with status 2 when it is wrong."""
    parser = argparse.ArgumentParser(prog='python -m greenhub.run', usage=USAGE, description=DESCRIPTION,
                                     epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--patch', action='store_true',
                        help='call monkey_patch() first, for programs that do not do so themselves')
    parser.add_argument('--children', action='store_true',
                        help='let the Python processes that the program starts find greenhub as eventlet, too')
    parser.add_argument('-m', dest='module', metavar='MODULE', help='run this module instead of a script')
    parser.add_argument('script', nargs='?', metavar='SCRIPT', help='the program; what follows is for it')
    own = _number_of_own(argv)
    options = parser.parse_args(argv[:own])
    if options.module is None and options.script is None:
        parser.error('name a SCRIPT, or a module with -m MODULE')
    greenhub.install_as_eventlet(options.children)
    if options.patch:
        greenhub.monkey_patch()
    try:
        code, names = _module(options.module) if options.module else _script(options.script)
    except (ImportError, OSError) as e:
        parser.error(str(e))
    sys.argv[:] = [names['__file__'], *argv[own:]]
    module = sys.modules['__main__'] = ModuleType('__main__')  # until the end of the process, as without us
    vars(module).update(__builtins__=__builtins__, **names)
    exec(code, vars(module))


def _number_of_own(argv: list[str]) -> int:
    """How many arguments are ours: all up to SCRIPT, or up to `-m MODULE`."""
    for number, argument in enumerate(argv, 1):
        if argument == '-m':
            return number + 1
        if argument.startswith('-m') or not argument.startswith('-'):
            return number
    return len(argv)


def _script(path: str) -> tuple[Any, dict[str, Any]]:
    """The code of a script, and what its module knows of itself."""
    loader = SourceFileLoader('__main__', path)
    code = loader.source_to_code(loader.get_data(path), path)  # python keeps no compiled scripts either
    if not sys.flags.safe_path:
        sys.path[0] = str(Path(path).resolve().parent)
    return code, {'__file__': path, '__loader__': loader}


def _module(name: str) -> tuple[Any, dict[str, Any]]:
    """The code of a module, or of `__main__` in a package, and what it knows of itself."""
    spec = find_spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        name += '.__main__'
        spec = find_spec(name)
    if spec is None:
        raise ImportError(f'no module named {name}')
    loader: Any = spec.loader
    code = loader.get_code(name)
    if code is None:
        raise ImportError(f'{name} is not written in Python')
    return code, {'__file__': spec.origin, '__loader__': loader, '__package__': spec.parent, '__spec__': spec}


if __name__ == '__main__':
    main(sys.argv[1:])
