"""Run a program that was written for Ryu: `python -m controller.compat SCRIPT|-m MODULE [ARGS]`."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from . import install

USAGE = '''usage: python -m controller.compat SCRIPT [ARG ...]
       python -m controller.compat -m MODULE [ARG ...]

Runs SCRIPT, or MODULE, as python does, but `import ryu` and `import os_ken` in it find this framework.
What of Ryu is there is in docs/ryu.md.
'''


def main(argv: list[str]) -> None:
    """Run what the command line names; SystemExit with status 2 when it names nothing."""
    if argv[:1] in (['-h'], ['--help']):
        print(USAGE, end='')
        return
    by_name = argv[:1] == ['-m']
    sys.argv[:] = argv[by_name:]
    if not sys.argv or (sys.argv[0].startswith('-') and not by_name):
        print(USAGE, end='', file=sys.stderr)
        sys.exit(2)
    install()
    if by_name:
        runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)
    else:
        sys.path[0] = str(Path(sys.argv[0]).resolve().parent)
        runpy.run_path(sys.argv[0], run_name='__main__')


if __name__ == '__main__':
    main(sys.argv[1:])
