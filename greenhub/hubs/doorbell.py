"""How a hub that waits for descriptors hears of other OS threads and of signals."""

from __future__ import annotations

import os
from _signal import set_wakeup_fd  # signal itself is slow to import
from collections.abc import Callable
from os import close, pipe, read, set_blocking, write  # the real ones: patching begins by importing the hub

__all__ = ['Doorbell', 'SignalPipe']

ONE = (1).to_bytes(8, 'little')  # what an eventfd takes; a pipe takes anything
MOST_SIGNALS = 512


class _Descriptor:
    """Closes itself when nobody holds it any more, so that no other OS thread writes to a number that is not ours."""

    __slots__ = ('number',)

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self, close: Callable[[int], object] = close) -> None:
        close(self.number)


class Doorbell:
    """A descriptor that becomes readable by `ring`, which any OS thread may call, until `answer`."""

    _reader: _Descriptor | None
    _sender: _Descriptor | None

    def __init__(self) -> None:
        self._rung = False
        if hasattr(os, 'eventfd'):
            self._reader = self._sender = _Descriptor(os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC))
        else:
            self._reader, self._sender = _pipe()
        self.fileno = self._reader.number

    @property
    def closed(self) -> bool:
        """True when nobody answers any more."""
        return self._sender is None

    def ring(self) -> None:
        """Make it readable; once is enough until it is answered."""
        sender = self._sender
        if sender is not None and not self._rung:
            self._rung = True
            write(sender.number, ONE)

    def answer(self, fileno: int) -> None:
        """Make it quiet: whoever rings from now on is heard again."""
        try:
            read(fileno, len(ONE))
        finally:  # also when a signal's handler has raised
            self._rung = False

    def close(self) -> None:
        """Give the descriptor back, once nobody rings."""
        self._reader = self._sender = None


class SignalPipe:
    """A descriptor that becomes readable when the main OS thread has got a signal.

    Python runs a signal's handler between two of its own instructions.  Without the pipe, what a handler makes ready
    while the hub waits would have to wait too, and so would a KeyboardInterrupt that came just before.
    """

    heard = -1  # the number that hears the signals of this process, if it is one of ours

    def __init__(self) -> None:
        self._reader, self._sender = _pipe()
        self.fileno = self._reader.number

    @classmethod
    def of_this_thread(cls) -> SignalPipe | None:
        """A pipe that hears the signals; None in other threads, and where the program has a pipe of its own."""
        try:
            others = set_wakeup_fd(-1)
        except ValueError:  # not the main thread
            return None
        if others >= 0:
            set_wakeup_fd(others)
            return None
        pipe = cls()
        pipe.listen()
        return pipe

    def listen(self) -> None:
        """Hear signals, unless the program has a pipe of its own meanwhile."""
        heard_by = set_wakeup_fd(self._sender.number, warn_on_full_buffer=False)
        if heard_by not in (-1, self._sender.number):
            set_wakeup_fd(heard_by)
        else:
            SignalPipe.heard = self._sender.number

    @classmethod
    def after_fork(cls) -> None:
        """In the child: leave the parent's pipe, which may be that of an OS thread that the child has not."""
        heard_by = set_wakeup_fd(-1)
        if heard_by != cls.heard:
            set_wakeup_fd(heard_by)  # a pipe of the program
        cls.heard = -1

    def answer(self, fileno: int) -> None:
        """Make it quiet."""
        read(fileno, MOST_SIGNALS)

    def close(self) -> None:
        """Hear no more signals; the descriptors are given back when nobody holds the pipe."""
        heard_by = set_wakeup_fd(-1)
        if heard_by != self._sender.number:
            set_wakeup_fd(heard_by)  # the program has a pipe of its own meanwhile


def _pipe() -> tuple[_Descriptor, _Descriptor]:
    reader, writer = pipe()
    set_blocking(reader, False)
    set_blocking(writer, False)
    return _Descriptor(reader), _Descriptor(writer)
