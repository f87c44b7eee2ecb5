"""Run a program that was written for Ryu: `python -m controller.compat SCRIPT|-m MODULE [ARGS]`."""

from __future__ import annotations

import sys
from typing import NoReturn

from greenhub.run import NoProgram, run_program

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
    script: str | None = None
    module: str | None = None
    match argv:
        case ['-m', module, *arguments]:
            pass
        case [script, *arguments] if not script.startswith('-'):
            pass
        case _:
            _refuse(USAGE)
    install()
    try:
        run_program(script, module, arguments)
    except NoProgram as error:
        _refuse(f'controller.compat: {error}\n')


def _refuse(why: str) -> NoReturn:
    print(why, end='', file=sys.stderr)
    sys.exit(2)


if __name__ == '__main__':
    main(sys.argv[1:])
