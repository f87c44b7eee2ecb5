"""How another OS thread wakes a hub that waits for descriptors."""

from __future__ import annotations

import os

__all__ = ['Doorbell']


class Doorbell:
    """A descriptor that becomes readable by `ring`, which any OS thread may call, until `answer`."""

    _read, _write, _close = os.read, os.write, os.close  # the real ones, and at the end of the program too

    def __init__(self) -> None:
        self.closed = False
        self._rung = False
        if hasattr(os, 'eventfd'):
            self.fileno = self._sender = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        else:
            self.fileno, self._sender = os.pipe()
            os.set_blocking(self.fileno, False)
            os.set_blocking(self._sender, False)

    def ring(self) -> None:
        """Make it readable; once is enough until it is answered."""
        if not self._rung:
            self._rung = True
            self._write(self._sender, ONE)

    def answer(self) -> None:
        """Make it quiet: whoever rings from now on is heard again."""
        self._read(self.fileno, len(ONE))
        self._rung = False

    def close(self) -> None:
        """Give the descriptor back."""
        self.closed = True
        for fileno in {self.fileno, self._sender}:
            self._close(fileno)


ONE = (1).to_bytes(8, 'little')  # what an eventfd takes; a pipe takes anything
