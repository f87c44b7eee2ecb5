"""What can go wrong between a structure and its bytes."""

from __future__ import annotations

import struct

__all__ = ['DecodeError', 'EncodeError', 'WireError']


class WireError(ValueError):
    """A structure and its bytes do not agree."""


class EncodeError(WireError):
    """A value does not fit its field; the text names structure, field and value."""


class DecodeError(WireError, struct.error):
    """Bytes are not the structure they claim to be; a `struct.error`, too, for whoever has always caught that.

    `structure` is the class name, `offset` the position in `buf`, `path` the way from the outermost structure
    to the field (`['body', 3, 'instructions', 0]`), filled in by each enclosing structure as the error passes, `reason`
    the end of the name of the code that an OFPT_ERROR about it has (OFPBAC_BAD_LEN of an action, and so on).
    """

    def __init__(self, structure: str, problem: str, buf: bytes, offset: int, reason: str = 'BAD_LEN') -> None:
        super().__init__(structure, problem, buf, offset, reason)
        self.reason = reason
        self.structure = structure
        self.problem = problem
        self.buf = buf
        self.offset = offset
        self.path: list[str | int] = []

    def within(self, step: str | int) -> DecodeError:
        """Put one step in front of the path, on the way out, and return self."""
        self.path.insert(0, step)
        return self

    @property
    def where(self) -> str:
        """The path as one reads it: `body[3].instructions[0]`."""
        return ''.join(f'[{step}]' if isinstance(step, int) else f'.{step}' for step in self.path).lstrip('.')

    def __str__(self) -> str:
        place = f' in {self.where}' if self.path else ''
        around = bytes(self.buf[self.offset : self.offset + 16]).hex(' ')
        return f'{self.structure}{place}: {self.problem} at byte {self.offset} of {len(self.buf)} ({around or "end"})'
