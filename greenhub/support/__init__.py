"""The few helpers that programs import from `eventlet.support`."""

from __future__ import annotations

__all__ = ['bytes_to_str', 'get_errno']


def get_errno(exc: BaseException) -> int | None:
    """The error number of an exception: its `errno`, or its first argument if that is a number; else None."""
    number = getattr(exc, 'errno', None)
    if number is None and exc.args and isinstance(exc.args[0], int):
        number = exc.args[0]
    return number


def bytes_to_str(b: bytes, encoding: str = 'ascii') -> str:
    """The bytes as text."""
    return b.decode(encoding)
