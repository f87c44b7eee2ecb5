"""GreenPipe: a file over a descriptor that may have to be waited for."""

from __future__ import annotations

import io
import os
from typing import IO, Any

from ..hubs import get_hub, notify_close, notify_opened
from ..hubs.hub import READ, WRITE
from ..lock import Lock
from .sockets import set_nonblocking

__all__ = ['GreenPipe', 'GreenFileIO', 'GreenBufferedReader', 'GreenBufferedWriter']


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
        """Write what there is room for, at least a byte, as a buffer expects: it must know what is out already."""
        while True:
            count = super().write(data)
            if count is not None:
                return count
            self._wait(WRITE)

    def truncate(self, size: int | None = None) -> int:
        """Make the file `size` bytes long, by default up to the position; the position is then its end."""
        size = super().truncate(size)
        self.seek(size)
        return size

    def close(self) -> None:
        if not self.closed:
            notify_close(self.fileno())
        super().close()


class GreenUnbufferedIO(GreenFileIO):
    """What a program has that asked for no buffer."""

    def write(self, data: Any) -> int:
        """Write everything."""
        with memoryview(data) as view, view.cast('B') as rest:
            done = 0
            while done < len(rest):
                done += super().write(rest[done:])
            return done


def _one_at_a_time(name: str, base: type) -> Any:
    """A method of a buffered file for several green threads, of which each waits until the others are done.

    The real ones wait for other OS threads, but refuse a second call by their own.
    """
    call = getattr(base, name)

    def method(self: Any, *args: Any) -> Any:
        with self._turn:
            return call(self, *args)

    method.__name__, method.__doc__ = name, call.__doc__
    return method


class GreenBufferedReader(io.BufferedReader):
    """A buffered file to read that several green threads may use."""

    def __init__(self, raw: Any, buffer_size: int) -> None:
        super().__init__(raw, buffer_size)
        self._turn = Lock()

    peek = _one_at_a_time('peek', io.BufferedReader)
    read = _one_at_a_time('read', io.BufferedReader)
    read1 = _one_at_a_time('read1', io.BufferedReader)
    readinto = _one_at_a_time('readinto', io.BufferedReader)
    readinto1 = _one_at_a_time('readinto1', io.BufferedReader)
    readline = _one_at_a_time('readline', io.BufferedReader)

    def close(self) -> None:
        """Close it; a green thread that waits in a read gets IOClosed."""
        if self._turn.locked():
            self.raw.close()
        else:
            super().close()


class GreenBufferedWriter(io.BufferedWriter):
    """A buffered file to write that several green threads may use."""

    def __init__(self, raw: Any, buffer_size: int) -> None:
        super().__init__(raw, buffer_size)
        self._turn = Lock()

    flush = _one_at_a_time('flush', io.BufferedWriter)
    write = _one_at_a_time('write', io.BufferedWriter)

    def close(self) -> None:
        """Write what is in the buffer and close."""
        with self._turn:
            pass  # who is at it comes first
        super().close()


def GreenPipe(name: Any, mode: str = 'r', buffering: int = -1, encoding: str | None = None, errors: str | None = None,
              newline: str | None = None, closefd: bool = True, opener: Any = None) -> IO[Any]:
    """A file object, as `open` makes it, for a pipe or another descriptor that may have to be waited for.

    `name` is a path, a descriptor's number, or a file object, whose descriptor is then taken over.
    """
    binary = 'b' in mode
    if binary and 't' in mode:
        raise ValueError("can't have text and binary mode at once")
    if binary and (encoding is not None or errors is not None or newline is not None):
        raise ValueError('binary mode takes no encoding, errors or newline argument')
    if buffering == 0 and not binary:
        raise ValueError("can't have unbuffered text I/O")
    if not isinstance(name, (int, str, bytes)) and hasattr(name, 'fileno'):
        name = _taken_over(name)
    raw_mode = mode.replace('b', '').replace('t', '')
    if buffering == 0:
        return GreenUnbufferedIO(name, raw_mode, closefd, opener)
    raw = GreenFileIO(name, raw_mode, closefd, opener)
    if buffering == 1 and binary:
        import warnings
        warnings.warn("line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be "
                      'used', RuntimeWarning, stacklevel=2)
    buffered = _buffered(raw, buffering)
    if binary:
        return buffered
    by_line = buffering == 1 or (buffering < 0 and raw.isatty())
    text = io.TextIOWrapper(buffered, encoding, errors, newline, line_buffering=by_line)
    text.mode = mode  # type: ignore[misc]
    return text


def _taken_over(file: Any) -> int:
    """A descriptor of our own for what `file` is about; `file` is closed."""
    fileno = os.dup(file.fileno())
    file.close()
    return fileno


def _buffered(raw: GreenFileIO, buffering: int) -> Any:
    size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
    if raw.readable() and raw.writable():
        return io.BufferedRandom(raw, size) if raw.seekable() else io.BufferedRWPair(raw, raw, size)  # type: ignore[arg-type]
    return GreenBufferedWriter(raw, size) if raw.writable() else GreenBufferedReader(raw, size)
