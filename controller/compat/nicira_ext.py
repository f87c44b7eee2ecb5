"""What Ryu's `nicira_ext` has beside Nicira's numbers: headers of match fields, and bits of a field as one number."""

from __future__ import annotations

from ..openflow import OF10
from ..openflow import version as tables
from ..openflow.nicira import ofs_nbits, ofs_nbits_str

__all__ = ['nxm_header', 'nxm_header_w', 'nxm_nx_reg', 'nxm_nx_reg_w', 'ofs_nbits', 'ofs_nbits_str']


def nxm_header(vendor: int, field: int, length: int) -> int:
    """The header of a match field of a class, whose value takes so many bytes."""
    return vendor << 16 | field << 9 | length


def nxm_header_w(vendor: int, field: int, length: int) -> int:
    """The header of such a field with a mask."""
    return vendor << 16 | field << 9 | 1 << 8 | length * 2


def nxm_nx_reg(idx: int) -> int:
    """The header of a register."""
    return int.from_bytes(tables(OF10).fields.by_name[f'reg{idx}'].header(), 'big')


def nxm_nx_reg_w(idx: int) -> int:
    """The header of a register with a mask."""
    return int.from_bytes(tables(OF10).fields.by_name[f'reg{idx}'].header(masked=True), 'big')
