"""How a hub that waits for descriptors hears of other OS threads and of signals."""

from __future__ import annotations

import os
from _signal import set_wakeup_fd  # signal itself is slow to import

__all__ = ['Doorbell', 'SignalPipe']

ONE = (1).to_bytes(8, 'little')  # what an eventfd takes; a pipe takes anything
MOST_SIGNALS = 512


class Doorbell:
    """A descriptor that becomes readable by `ring`, which any OS thread may call, until `answer`."""

    def __init__(self) -> None:
        self.closed = False
        self._rung = False
        if hasattr(os, 'eventfd'):
            self.fileno = self._sender = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        else:
            self.fileno, self._sender = _pipe()

    def ring(self) -> None:
        """Make it readable; once is enough until it is answered."""
        if not self._rung:
            self._rung = True
            os.write(self._sender, ONE)

    def answer(self, _fileno: int) -> None:
        """Make it quiet: whoever rings from now on is heard again."""
        os.read(self.fileno, len(ONE))
        self._rung = False

    def close(self) -> None:
        """Give the descriptor back."""
        self.closed = True
        for fileno in {self.fileno, self._sender}:
            os.close(fileno)


class SignalPipe:
    """A descriptor that becomes readable when the main OS thread has got a signal.

    Python runs a signal's handler between two of its own instructions.  Without the pipe, what a handler makes ready
    while the hub waits would have to wait too, and so would a KeyboardInterrupt that came just before.
    """

    def __init__(self) -> None:
        self.fileno, self._sender = _pipe()

    @classmethod
    def of_this_thread(cls) -> SignalPipe | None:
        """A pipe that hears the signals; None in other threads, and where the program has a pipe of its own."""
        pipe = cls()
        try:
            others = set_wakeup_fd(pipe._sender, warn_on_full_buffer=False)
        except ValueError:  # not the main thread
            pipe._close_descriptors()
            return None
        if others >= 0:
            set_wakeup_fd(others)
            pipe._close_descriptors()
            return None
        return pipe

    def answer(self, _fileno: int) -> None:
        """Make it quiet."""
        os.read(self.fileno, MOST_SIGNALS)

    def close(self) -> None:
        """Hear no more signals, and give the descriptors back."""
        heard_by = set_wakeup_fd(-1)
        if heard_by != self._sender:
            set_wakeup_fd(heard_by)  # the program has a pipe of its own meanwhile
        self._close_descriptors()

    def _close_descriptors(self) -> None:
        os.close(self.fileno)
        os.close(self._sender)


def _pipe() -> tuple[int, int]:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    return reader, writer
