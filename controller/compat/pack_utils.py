"""Packing into a buffer that grows."""

from __future__ import annotations

import struct
from typing import Any

__all__ = ['msg_pack_into']


def msg_pack_into(fmt: str, buf: bytearray, offset: int, *args: Any) -> None:
    """As `struct.pack_into`, but `buf` grows as needed."""
    buf.extend(bytes(max(0, offset + struct.calcsize(fmt) - len(buf))))
    struct.pack_into(fmt, buf, offset, *args)
