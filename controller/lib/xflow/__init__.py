"""What switches tell collectors of the traffic that they carry: `sflow` and `netflow`, readers of their datagrams."""

from __future__ import annotations

from struct import Struct
from struct import error as StructError
from typing import Any

from ...wire import DecodeError

__all__ = ['unpack']


def unpack(layout: Struct, buf: bytes, offset: int, name: str) -> tuple[Any, ...]:
    """The values at `offset`; raises DecodeError that names the structure they are to be."""
    try:
        return layout.unpack_from(buf, offset)
    except StructError:
        left = max(0, len(buf) - offset)
        raise DecodeError(name, f'takes {layout.size} bytes, has {left}', buf, offset) from None
