"""Colour, for terminals alone."""

from __future__ import annotations

import os
from typing import TextIO

__all__ = ['Style']


class Style:
    """How words look on a stream: plain, unless it is a terminal that shows colours (and NO_COLOR is not set)."""

    def __init__(self, stream: TextIO) -> None:
        self.is_plain = not stream.isatty() or bool(os.environ.get('NO_COLOR')) or os.environ.get('TERM') == 'dumb'

    def _marked(self, code: int, text: str) -> str:
        return text if self.is_plain or not text.strip() else f'\x1b[{code}m{text}\x1b[0m'

    def name(self, text: str) -> str:
        """A name that the reader looks for."""
        return self._marked(1, text)

    def dim(self, text: str) -> str:
        """What matters less."""
        return self._marked(2, text)

    def number(self, text: str) -> str:
        """A value."""
        return self._marked(36, text)

    def fault(self, text: str) -> str:
        """What is wrong."""
        return self._marked(31, text)
