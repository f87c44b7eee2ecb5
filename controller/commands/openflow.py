"""The command `controller-manager openflow`: what the tables know, for people."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from . import openflow_describe, openflow_dump
from .errors import CommandError

__all__ = ['main']

EXAMPLES = """\
examples:
  controller-manager openflow list                        every structure and enumeration of OpenFlow 1.3
  controller-manager openflow list queue --version 1.0    those of 1.0 that have to do with queues
  controller-manager openflow describe OFPFlowMod         its bytes, its constructor, its numbers
  controller-manager openflow describe eth_dst            a match field
  controller-manager openflow describe OFPP_CONTROLLER    a number
  controller-manager openflow dump 04000008 00000001      what the bytes of messages say
  controller-manager openflow dump switch.pcap            the messages in a capture file
"""


def main(arguments: Sequence[str]) -> int:
    """Run what stands behind `openflow` on the command line; the exit status is 1 where it could not be done, 2 for
    misuse."""
    options = _parser().parse_args(arguments)
    try:
        status = options.run(options)
        sys.stdout.flush()
        return status
    except CommandError as error:
        print(f'controller-manager openflow: {error}', file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read along has read enough
        _silence()
        return 0
    except OSError as error:
        _silence()
        print(f'controller-manager openflow: output: {error.strerror}', file=sys.stderr)
        return 1


def _silence() -> None:
    """What has not been written is not tried again on the way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='controller-manager openflow',
        description='Look OpenFlow up: structures, numbers and bytes, from the tables that the controller speaks by.',
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title='commands', metavar='COMMAND', required=True)
    openflow_describe.add_to(commands)
    openflow_dump.add_to(commands)
    return parser
