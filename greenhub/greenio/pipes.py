"""GreenPipe: a file over a descriptor that may have to be waited for."""

from __future__ import annotations

import io
from typing import Any

from ..hubs import get_hub, notify_close, notify_opened
from ..hubs.hub import READ, WRITE
from .sockets import set_nonblocking

__all__ = ['GreenPipe', 'GreenFileIO']


class GreenFileIO(io.FileIO):
    """A raw file whose reads and writes suspend the green thread."""

    def __init__(self, name: Any, mode: str = 'r', closefd: bool = True, opener: Any = None) -> None:
        super().__init__(name, mode, closefd, opener)
        notify_opened(self.fileno())
        set_nonblocking(self)

    def _wait(self, evtype: str) -> None:
        get_hub().wait_for(evtype, self.fileno())

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:
            return self.readall()
        while True:
            data = super().read(size)
            if data is not None:
                return data
            self._wait(READ)

    def readall(self) -> bytes:
        parts = []
        while part := self.read(io.DEFAULT_BUFFER_SIZE):
            parts.append(part)
        return b''.join(parts)

    def readinto(self, buffer: Any) -> int:
        while True:
            count = super().readinto(buffer)
            if count is not None:
                return count
            self._wait(READ)

    def write(self, data: Any) -> int:
        with memoryview(data) as view, view.cast('B') as rest:
            done = 0
            while done < len(rest):
                count = super().write(rest[done:])
                if count is None:
                    self._wait(WRITE)
                else:
                    done += count
            return done

    def close(self) -> None:
        if not self.closed:
            notify_close(self.fileno())
        super().close()


def GreenPipe(name: Any, mode: str = 'r', buffering: int = -1, encoding: str | None = None, errors: str | None = None,
              newline: str | None = None, closefd: bool = True, opener: Any = None) -> Any:
    """A file object, as `open` makes it, for a pipe or another descriptor that may have to be waited for.

    `name` is a path, a descriptor's number, or a file object, whose descriptor is then taken over.
    """
    if not isinstance(name, (int, str, bytes)) and hasattr(name, 'fileno'):
        name = _taken_over(name)
    binary = 'b' in mode
    if binary and (encoding is not None or errors is not None or newline is not None):
        raise ValueError('binary mode takes no encoding, errors or newline argument')
    raw = GreenFileIO(name, mode.replace('b', '').replace('t', ''), closefd, opener)
    if buffering == 0:
        if not binary:
            raise ValueError("can't have unbuffered text I/O")
        return raw
    buffered = _buffered(raw, buffering)
    if binary:
        return buffered
    text = io.TextIOWrapper(buffered, encoding, errors, newline, line_buffering=buffering == 1)
    text.mode = mode  # type: ignore[misc]
    return text


def _taken_over(file: Any) -> int:
    """A descriptor of our own for what `file` is about; `file` is closed."""
    import os
    fileno = os.dup(file.fileno())
    file.close()
    return fileno


def _buffered(raw: GreenFileIO, buffering: int) -> Any:
    size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
    if raw.readable() and raw.writable():
        return io.BufferedRandom(raw, size) if raw.seekable() else io.BufferedRWPair(raw, raw, size)  # type: ignore[arg-type]
    return io.BufferedWriter(raw, size) if raw.writable() else io.BufferedReader(raw, size)
