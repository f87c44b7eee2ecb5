"""What becomes of a stream of bytes on its way: it is damaged, and it comes in pieces."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ['damaged', 'split']


def damaged(data: bytes, damage: Iterable[tuple[int, int, bytes]]) -> bytes:
    """The data after each (where, how many bytes are taken out, what is put in)."""
    for where, out, put in damage:
        at = where % (len(data) + 1)
        data = data[:at] + put + data[at + out :]
    return data


def split(data: bytes, sizes: list[int]) -> list[bytes]:
    """The data in pieces of these sizes, over and over; in one piece without any."""
    pieces, at, turn = [], 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)] if sizes else len(data)
        pieces.append(data[at : at + size])
        at, turn = at + size, turn + 1
    return pieces
