"""`controller-manager openflow dump`: what bytes say, from hex text, from a file of them, or from a capture file."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from .errors import CommandError
from .openflow_describe import number_of
from .terminal import Style

if TYPE_CHECKING:
    from ..lib.openflow_capture import Seen
    from ..wire import Version

__all__ = ['add_to', 'bytes_of']

HEADER_SIZE = 8
DAY = 24 * 60 * 60
MOST_BYTES = 1 << 24  # of a file that is no capture
CAPTURES = (b'\xa1\xb2\xc3\xd4', b'\xd4\xc3\xb2\xa1', b'\xa1\xb2\x3c\x4d', b'\x4d\x3c\xb2\xa1', b'\x0a\x0d\x0d\x0a')

EXAMPLES = """\
hex may have spaces, newlines, 0x, commas, and the offsets of xxd, hexdump -C or tcpdump -x. A file holds such hex, or
messages as they are on the wire, or is a capture (pcap, pcapng), of which every connection that looks like OpenFlow is
read. The exit status is 1 where something could not be read.

examples:
  controller-manager openflow dump 04 02 00 08 00 00 00 01       a message, byte by byte
  controller-manager openflow dump switch.pcap                   a line for each message in a capture (times in UTC)
  controller-manager openflow dump switch.pcap --type FLOW_MOD,ERROR -v      these two, byte by byte
  tcpdump -i any -U -w - port 6653 | controller-manager openflow dump -      as they come
"""


def add_to(commands: Any) -> None:
    """Give the command `openflow` this one."""
    parser = commands.add_parser(
        'dump', help='the bytes of messages, explained',
        description='Explain the bytes of OpenFlow messages, field by field.',
        epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument('source', metavar='HEX|FILE|-', nargs='+', help='hex digits, a file, or - for standard input')
    parser.add_argument('-v', '--verbose', action='store_true', help='of a capture, every message byte by byte')
    parser.add_argument(
        '--version', type=number_of, metavar='1.3', help='read as this version of OpenFlow, whatever the bytes say'
    )
    parser.add_argument(
        '--type', type=_types, metavar='TYPE', action='extend', default=[], dest='types',
        help='only messages of this type: FLOW_MOD, OFPFlowMod, 14; several with commas',
    )  # fmt: skip
    parser.add_argument(
        '--port', type=_port, metavar='PORT', action='append', dest='ports',
        help='of a capture, only connections with this TCP port; may be given again',
    )  # fmt: skip
    parser.set_defaults(run=_dump)


def _types(text: str) -> list[str]:
    return [each.strip().upper().removeprefix('OFPT_') for each in text.split(',')]


def _check_types(types: list[str]) -> None:
    """Raises CommandError for a type that no version has."""
    from difflib import get_close_matches

    from ..openflow import version, versions
    from ..wire import Message

    known: dict[str, str] = {}
    for number in versions():
        of: Any = version(number)
        known |= {each.upper().removeprefix('OFPT_'): each for each in of.ofp_type.members}
        known |= {name.upper(): name for name, cls in of.structures().items() if issubclass(cls, Message)}
    for each in types:
        if each not in known and not each.isdecimal():
            close = [known[name] for name in get_close_matches(each, known, 3, 0.7)]
            raise CommandError(f'no message type {each}' + (f'; did you mean {" or ".join(close)}?' if close else ''))


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f'{text!r} is no TCP port')
    return int(text)


def _dump(options: argparse.Namespace) -> int:
    if options.types:
        _check_types(options.types)
    printer = _Printer(options.version, options.types, Style(sys.stdout))
    try:
        with _opened(options.source) as file:
            start = file.read(4)
            if start in CAPTURES:
                printer.capture(_Rejoined(start, file), options.ports, options.verbose)
            else:
                printer.messages(bytes_of(_limited(start, file)))
    except BrokenPipeError:  # of the output: nothing is written to a source
        raise
    except OSError as error:
        raise CommandError(f'{options.source[0]}: {error.strerror}') from None
    return 1 if printer.failed else 0


# Where the bytes come from --------------------------------------------------------------------------------------------


def _opened(source: list[str]) -> BinaryIO:
    """A file of that name, standard input for `-`, otherwise the words themselves."""
    name = source[0]
    if len(source) == 1 and name == '-':
        return open(sys.stdin.fileno(), 'rb', closefd=False)
    if len(source) == 1 and os.path.exists(name):
        return open(name, 'rb')
    if not re.search(r'[0-9a-fA-F]{2}', name) or re.search(r'[g-wyzG-WYZ/.]', name):
        problem = 'one file at a time' if os.path.exists(name) else 'no file of that name, and no hex digits'
        raise CommandError(f'{name}: {problem}')
    return BytesIO(' '.join(source).encode())


class _Rejoined:
    """A file whose first bytes have been read already."""

    def __init__(self, start: bytes, file: BinaryIO) -> None:
        self._start, self._file = start, file

    def read(self, size: int) -> bytes:
        start, self._start = self._start[:size], self._start[size:]
        return start or self._file.read(size)


def _limited(start: bytes, file: BinaryIO) -> bytes:
    data = start + file.read(MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise CommandError(f'more than {MOST_BYTES >> 20} MiB, and no capture file')
    return data


def bytes_of(data: bytes) -> bytes:
    """The bytes that hex text means, or the data as it is where it is no text; raises CommandError."""
    if re.search(rb'[^\t-\r -~]', data):
        return data
    found = bytearray()
    for number, line in enumerate(data.decode('ascii').splitlines(), 1):
        digits = re.sub(r'0x|\\x|[\s,:;-]', '', _without_offset(line, len(found)), flags=re.IGNORECASE)
        wrong = re.search(r'[^0-9a-fA-F]', digits)
        if wrong:
            raise CommandError(f'{wrong[0]!r} in line {number} is no hex digit')
        if len(digits) % 2:
            raise CommandError(f'line {number} has an odd number of hex digits')
        found += bytes.fromhex(digits)
    if not found:
        raise CommandError('no bytes')
    return bytes(found)


def _without_offset(line: str, position: int) -> str:
    """A line of a dump without its offset, and without the text beside the bytes."""
    if named := re.match(r'\s*(?:0x)?[0-9a-fA-F]{4,8}:\s+(.*?)(?:\s{2}|$)', line):  # xxd, tcpdump -x
        return named[1]
    plain = re.match(r'[> ]*([0-9a-fA-F]{4,8})\s{2,}((?:[0-9a-fA-F]{2}\s{1,2})*)', line + ' ')
    if plain and int(plain[1], 16) == position:  # hexdump -C, and the rows of this command
        return plain[2]
    if re.fullmatch(r'[0-9a-fA-F]{8}', line) and int(line, 16) == position:  # how hexdump -C ends
        return ''
    return line.partition('#')[0]


# What is shown --------------------------------------------------------------------------------------------------------


class _Printer:
    """Prints messages; `failed` tells whether any of them was none."""

    def __init__(self, number: int | None, types: Collection[str], style: Style) -> None:
        self.failed = False
        self._number = number
        self._types = types
        self._style = style
        self._printed = False

    def messages(self, data: bytes) -> None:
        """Messages one behind the other, byte by byte."""
        start = 0
        while start < len(data):
            length = int.from_bytes(data[start + 2 : start + 4]) if len(data) - start >= HEADER_SIZE else 0
            end = start + length if length >= HEADER_SIZE else len(data)  # where nothing tells, all of it is one
            if self._wanted(data[start:end]):
                self._explain(data[start:end])
            start = end

    def capture(self, file: Any, ports: list[int] | None, verbose: bool) -> None:
        """The messages of a capture file, a line for each, and with `verbose` their bytes."""
        from ..lib.openflow_capture import read
        from ..lib.pcap import CaptureError

        try:
            for seen in read(file, ports):
                if seen.remark and not self._types:
                    self.failed |= True
                    print(f'{_way(seen)}  {self._style.fault(seen.remark)}')
                elif seen.data and self._wanted(seen.data):
                    self._line(seen, verbose)
                sys.stdout.flush()
        except CaptureError as error:
            raise CommandError(str(error)) from None

    def _tables(self, data: bytes) -> tuple[Version | None, bytes]:
        """The tables for a message, None where there are none, and the message as that version's."""
        from ..openflow import version, versions

        number = data[0] if self._number is None else self._number
        return version(number) if number in versions() else None, bytes([number]) + data[1:]

    def _wanted(self, data: bytes) -> bool:
        if not self._types or len(data) < 2:
            return True
        of, _ = self._tables(data)
        names = {str(data[1])}
        if of is not None:
            numbers: Any = of
            names.add(numbers.ofp_type.describe(data[1]).removeprefix('OFPT_'))
            names.add(_name(of, data).upper())
        return not names.isdisjoint(self._types)

    def _line(self, seen: Seen, verbose: bool) -> None:
        of, data = self._tables(seen.data)
        if of is None:
            self.failed = True
            print(f'{_way(seen)}  {self._style.fault(_unknown(data))}')
            return
        name, problem = _name(of, data), _problem(of, data)
        self.failed |= bool(problem)
        xid = int.from_bytes(data[4:8])
        print(f'{_way(seen)}  {of.name} {self._style.name(name)} xid {xid:#x}, {len(data)} bytes', end='')
        print(f'  {self._style.fault(problem)}' if problem else '')
        if verbose:
            self._explain(data)

    def _explain(self, data: bytes) -> None:
        from ..wire.annotate import annotate

        if self._printed:
            print()
        self._printed = True
        of, data = self._tables(data)
        if of is None:
            raise CommandError(_unknown(data) + '; --version 1.3 reads it as one of 1.3')
        annotation = annotate(of, data)
        self.failed |= annotation.error is not None
        for row in annotation.rows():
            print(self._style.fault(row) if row[0] == '>' else self._style.dim(row) if row.endswith('padding') else row)


def _unknown(data: bytes) -> str:
    return f'version {data[0]:#04x}, of which nothing is known here'


def _name(of: Version, data: bytes) -> str:
    """What a message is called, as exactly as its bytes can tell."""
    from ..wire.annotate import message_class

    found = message_class(of, data)
    return f'a message of type {data[1]}' if found is None else found.__name__


def _problem(of: Version, data: bytes) -> str:
    """Why a message is none, nothing where it is one."""
    from ..wire import DecodeError

    try:
        of.decode(data)
    except DecodeError as error:
        return str(error)
    return ''


def _way(seen: Seen) -> str:
    """When and between whom."""
    seconds, nanoseconds = divmod(seen.time, 10**9)
    time = datetime.fromtimestamp(seconds % DAY, UTC).strftime('%H:%M:%S')
    return f'{time}.{nanoseconds // 1000:06}  {_place(seen.source)} > {_place(seen.destination)}'


def _place(endpoint: tuple[str, int]) -> str:
    address, port = endpoint
    return f'[{address}]:{port}' if ':' in address else f'{address}:{port}'
