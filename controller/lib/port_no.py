"""Port numbers as text: eight hexadecimal digits, the form of REST paths."""

from __future__ import annotations

import re

__all__ = ['PORT_NO_PATTERN', 'port_no_to_str', 'str_to_port_no']

#: Matches a port number in a route; for `re.fullmatch`.
PORT_NO_PATTERN = r'[0-9a-f]{8}'

_PORT_NO = re.compile(r'[0-9a-fA-F]{8}', re.ASCII)


def port_no_to_str(port_no: int) -> str:
    """A port number as eight hexadecimal digits: `1` is `'00000001'`."""
    return f'{port_no:08x}'


def str_to_port_no(port_no_str: str) -> int:
    """The port number that eight hexadecimal digits stand for; raises ValueError for anything else."""
    if not _PORT_NO.fullmatch(port_no_str):
        raise ValueError(f'{port_no_str!r} is not a port number: eight hexadecimal digits wanted')
    return int(port_no_str, 16)
