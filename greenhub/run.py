"""Run a program that was written for eventlet, unchanged, on greenhub: `python -m greenhub.run SCRIPT`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import find_spec
from pathlib import Path
from pkgutil import get_importer
from types import ModuleType, TracebackType
from typing import Any

import greenhub

__all__ = ['NoProgram', 'main', 'run_program']

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
    parser.add_argument('script', nargs='?', metavar='SCRIPT',
                        help='the program: a file, a directory or zip file with __main__.py, or - for stdin; '
                             'what follows is for it')
    own = _number_of_own(argv)
    options = parser.parse_args(argv[:own])
    if options.module is None and options.script is None:
        parser.error('name a SCRIPT, or a module with -m MODULE')
    greenhub.install_as_eventlet(options.children)
    if options.patch:
        greenhub.monkey_patch()
    try:
        run_program(options.script, options.module, argv[own:])
    except NoProgram as e:
        parser.error(str(e))


class NoProgram(Exception):
    """There is no such program; the message says why."""


def run_program(script: str | None, module: str | None, arguments: Sequence[str]) -> None:
    """Run `script`, or the module of that name, as `python` does, to its end; raises NoProgram."""
    sys.excepthook = _print_without_us
    code, names = _script(script or '-') if module is None else _module(module)
    sys.argv[:] = [script or names['__file__'], *arguments]
    program = sys.modules['__main__'] = ModuleType('__main__')  # until the end of the process, as without us
    vars(program).update(__builtins__=__builtins__, **names)
    exec(code, vars(program))


def _print_without_us(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Print an exception that ends the program as python does: the traceback begins in the program."""
    depth, ours = 0, 0
    entry = traceback
    while entry is not None:
        depth += 1
        if entry.tb_frame.f_globals is globals():
            ours = depth
        entry = entry.tb_next
    while traceback is not None and (ours > 0 or traceback.tb_frame.f_code.co_filename.startswith('<frozen importlib')):
        traceback, ours = traceback.tb_next, ours - 1
    sys.__excepthook__(kind, error.with_traceback(traceback), traceback)


def _number_of_own(argv: list[str]) -> int:
    """How many arguments are ours: all up to SCRIPT, or up to `-m MODULE`."""
    for number, argument in enumerate(argv, 1):
        if argument == '-m':
            return number + 1
        if argument.startswith('-m') or argument == '-' or not argument.startswith('-'):
            return number
    return len(argv)


def _script(path: str) -> tuple[Any, dict[str, Any]]:
    """The code of a script, and what its module knows of itself."""
    if path == '-':
        _look_first_in('')
        return compile(sys.stdin.read(), '<stdin>', 'exec'), {'__file__': '<stdin>'}
    absolute = str(Path(path).absolute())
    importer: Any = get_importer(absolute)
    if importer is not None:  # a directory or a zip file
        _look_first_in(absolute)
        return _code_and_names('__main__', importer.find_spec('__main__'), f"can't find '__main__' module in {path!r}")
    loader = SourceFileLoader('__main__', path)
    try:
        source = loader.get_data(path)
    except OSError as e:
        raise NoProgram(f"can't open file {path!r}: {e.strerror}") from e
    _look_first_in(str(Path(path).resolve().parent))
    return loader.source_to_code(source, path), {'__file__': path, '__loader__': loader}  # not kept beside it


def _look_first_in(folder: str) -> None:
    """Import from there, as python would; not from where `-m greenhub.run` imports."""
    sys.path[:0 if sys.flags.safe_path else 1] = [folder]


def _module(name: str) -> tuple[Any, dict[str, Any]]:
    """The code of a module, or of `__main__` in a package, and what it knows of itself."""
    missing = f'no module named {name}'
    if not all(name.split('.')):
        raise NoProgram(missing)
    try:
        spec = find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            name += '.__main__'
            spec = find_spec(name)
    except ModuleNotFoundError as e:
        if not f'{name}.'.startswith(f'{e.name}.'):
            raise  # a package around the module cannot be imported for want of something else
        raise NoProgram(str(e)) from e
    return _code_and_names(name, spec, missing)


def _code_and_names(name: str, spec: ModuleSpec | None, missing: str) -> tuple[Any, dict[str, Any]]:
    if spec is None:
        raise NoProgram(missing)
    loader: Any = spec.loader
    code = loader.get_code(name)
    if code is None:
        raise NoProgram(f'{name} is not written in Python')
    return code, {'__file__': spec.origin, '__loader__': loader, '__package__': spec.parent, '__spec__': spec}


if __name__ == '__main__':
    main(sys.argv[1:])
