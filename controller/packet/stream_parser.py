"""Messages out of a stream of bytes, which arrive cut anywhere."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

__all__ = ['StreamParser']


class StreamParser(ABC):
    """What cuts a stream into messages; a protocol derives from it and defines `try_parse`."""

    class TooSmallException(Exception):
        """The bytes so far are no whole message."""

    def __init__(self) -> None:
        self._q = b''

    def parse(self, data: bytes | int) -> list[Any]:
        """The messages that `data`, behind what was left over before, completes; what is begun is kept.

        `data` may be a single byte as a number, which is all that os-ken's takes.
        Raises what `try_parse` raises, and ValueError where it finds a message in no bytes at all.
        """
        self._q += bytes((data,)) if isinstance(data, int) else data
        messages: list[Any] = []
        while True:
            try:
                message, rest = self.try_parse(self._q)
            except self.TooSmallException:
                return messages
            if len(rest) >= len(self._q):
                raise ValueError(f'{type(self).__name__}.try_parse has taken no byte of {len(self._q)}')
            self._q = bytes(rest)
            messages.append(message)

    @abstractmethod
    def try_parse(self, q: bytes) -> tuple[Any, bytes]:
        """The message at the start of `q` and the bytes behind it; raises TooSmallException where it is not whole."""
