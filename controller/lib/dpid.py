"""Datapath ids as text: sixteen hexadecimal digits, the form of logs, REST paths and `ovs-vsctl`."""

from __future__ import annotations

import re

__all__ = ['DPID_PATTERN', 'dpid_to_str', 'str_to_dpid']

#: Matches a datapath id in a route or a file; for `re.fullmatch`.
DPID_PATTERN = r'[0-9a-f]{16}'

_DPID = re.compile(r'[0-9a-fA-F]{16}', re.ASCII)


def dpid_to_str(dpid: int) -> str:
    """A datapath id as sixteen hexadecimal digits: `1` is `'0000000000000001'`."""
    return f'{dpid:016x}'


def str_to_dpid(dpid_str: str) -> int:
    """The datapath id that sixteen hexadecimal digits stand for; raises ValueError for anything else."""
    if not _DPID.fullmatch(dpid_str):
        raise ValueError(f'{dpid_str!r} is not a datapath id: sixteen hexadecimal digits wanted')
    return int(dpid_str, 16)
