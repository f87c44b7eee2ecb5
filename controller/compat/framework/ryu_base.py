"""`ryu.cmd.ryu_base`: the command `ryu`, of which `run` is here."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .manager import main as run
from .version import __version__

__all__ = ['main']

USAGE = '''usage: ryu [-h] [--version] run [ARG ...]

run ARG ...    what ryu-manager ARG ... and controller-manager ARG ... do
'''

#: Other commands of Ryu's, and what to use in their place.
LEFT_OUT = {
    'of-config-cli': 'for OF-Config there is ncclient',
    'rpc-cli': 'a msgpack-rpc client in Python is ryu.lib.rpc.Client',
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 1 where it names nothing that is here."""
    match list(sys.argv[1:] if arguments is None else arguments):
        case ['-h' | '--help', *_]:
            print(USAGE, end='')
            return 0
        case ['--version', *_]:
            print(f'ryu {__version__}')
            return 0
        case ['run', *rest]:
            return run(rest, 'ryu run')
        case [name, *_]:
            why = f'{name} is left out: {LEFT_OUT[name]}' if name in LEFT_OUT else f'Unknown subcommand {name}'
            print(f'{USAGE}\n{why}', file=sys.stderr)
        case _:
            print(USAGE, end='', file=sys.stderr)
    return 1
