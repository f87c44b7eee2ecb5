"""`controller-manager replay`: a capture, packet by packet, and what an app does about it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from .errors import CommandError

if TYPE_CHECKING:
    from ..lib.pcap import Captured

__all__ = ['MOST_PORTS', 'main', 'parser', 'replay']

VERSIONS = ('1.0', '1.3', '1.4', '1.5')  # that the emulated switch speaks
MOST_PORTS = 0xFE00  # a port of OpenFlow 1.0 has 16 bits, and the last ones are reserved (1.0.1, 5.2.1)

EXAMPLES = """\
An emulated switch gets the packets of FILE (pcap or pcapng, of Ethernet), one after the other, and the apps answer it
over OpenFlow as they would a switch in the network. Pauses in the capture take no time, but flow entries time out and
the apps' timers run as if they did; --speed 1 takes the time that the capture took.

A packet of a capture made by `controller-manager --capture` comes in at the switch and port that it came to. Any other
comes in by the port of its source address: the first address is at port 1, the next one at port 2, and so on; with
--ports N they go around N ports. --in-port interface has a port for each interface of the capture, --in-port 3 one for
all packets.

The exit status is 1 where an app failed, a switch refused a message, or the capture could not be read to its end.

examples:
  tcpdump -i h1-eth0 -w h1.pcap                                     what a host of Mininet sends and hears
  controller-manager replay h1.pcap --app apps/simple_switch_13.py  what the learning switch does about it
  controller-manager replay h1.pcap --app simple_switch --count 10  its first 10 packets, over OpenFlow 1.0
  controller-manager replay field.pcapng --app mine.py --json       a JSON object a line, for jq
"""


def main(arguments: Sequence[str]) -> int:
    """Run what stands behind `replay` on the command line; the exit status is as EXAMPLES says, 2 for misuse."""
    options = parser().parse_args(arguments)
    try:
        import greenhub

        greenhub.monkey_patch(all=True)  # before anything that might wait is imported
        status = replay(options)
        sys.stdout.flush()
        return status
    except CommandError as error:
        sys.stdout.flush()
        print(f'controller-manager replay: {error}', file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read along has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> argparse.ArgumentParser:
    """What reads the command line."""
    made = argparse.ArgumentParser(
        prog='controller-manager replay',
        description='Feed a capture to apps through an emulated switch, and print what they do.',
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument('file', metavar='FILE', help='a pcap or pcapng file; - for standard input')
    made.add_argument(
        '--app', metavar='APP', action='append', required=True, dest='apps',
        help='path, module, or name of a bundled app; may be given again',
    )  # fmt: skip
    made.add_argument(
        '--openflow', choices=VERSIONS, metavar='1.3',
        help=f'the version that the switch speaks: {", ".join(VERSIONS)} (the newest that the apps know)',
    )
    made.add_argument(
        '--ports', type=_number, metavar='N', help='go around N ports (4 at first, and more as addresses come)'
    )
    made.add_argument(
        '--in-port', type=_place, default='address', metavar='HOW',
        help='the port of a packet: by its source `address`, by the `interface` of the capture, or a number',
    )
    made.add_argument('--count', type=_number, metavar='N', help='only the first N packets')
    made.add_argument('--speed', type=_speed, metavar='X', help='X times as fast as captured (as fast as it goes)')
    made.add_argument(
        '--patience', type=_number, default=10, metavar='SECONDS', help='for apps that do not come to rest (10)'
    )
    made.add_argument('--json', action='store_true', help='print JSON objects, one a line')
    made.add_argument('-q', '--quiet', action='store_true', help='print the summary alone')
    made.add_argument('-v', '--verbose', action='store_true', help='log what apps log, too, not just warnings')
    return made


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= MOST_PORTS:
        raise argparse.ArgumentTypeError(f'{text!r} is no number from 1 to {MOST_PORTS}')
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed < float('inf'):
        raise argparse.ArgumentTypeError(f'{text!r} is no speed; 1 is that of the capture')
    return speed


def _place(text: str) -> str | int:
    return text if text in ('address', 'interface') else _number(text)


def _opened(name: str) -> BinaryIO:
    if name == '-':
        return open(sys.stdin.fileno(), 'rb', closefd=False)
    try:
        return open(name, 'rb')
    except OSError as error:
        raise CommandError(f'{name}: {error.strerror}') from None


def replay(options: argparse.Namespace) -> int:
    """Open the file, load the apps, and play the one back to the others; returns the exit status. Raises CommandError.
    """
    with _opened(options.file) as file:
        packets = _Packets(options.file, file)
        from .replay_player import play

        return play(options, packets)


class _Packets:
    """The packets of a file; the first is read at once, so that what is no capture is said before anything happens.

    `position` is how many bytes were read of its `size`, both 0 for what is no plain file, `damage` why reading ended.
    """

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.damage = ''
        self.size = os.fstat(file.fileno()).st_size
        self._name, self._file = name, file
        self._packets = self._read()
        self._kept = list(islice(self._packets, 1))
        if not self._kept:
            raise CommandError(self.damage or f'{name}: a capture without packets')

    def __iter__(self) -> Iterator[Captured]:
        yield from self._kept
        if self.size:
            yield from self._packets
        else:  # a pipe, which may be waited for while apps do something
            from greenhub import tpool

            while (packet := tpool.execute(next, self._packets, None)) is not None:
                yield packet

    @property
    def position(self) -> int:
        """Bytes that were read."""
        return self._file.tell() if self.size else 0

    def _read(self) -> Iterator[Captured]:
        from ..lib.pcap import CaptureError, packets

        try:
            yield from packets(self._file)
        except CaptureError as error:
            self.damage = f'{self._name}: {error}'
        except OSError as error:
            self.damage = f'{self._name}: {error.strerror}'
