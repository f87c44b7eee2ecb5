"""The hub on Linux: epoll, level-triggered.

A descriptor is registered when it is first waited for and stays registered, so that waiting for it again costs no
system call.  Level-triggered, because callers of `trampoline` may wait before they have tried.
"""

from __future__ import annotations

import select
from typing import Any

from .hub import READ, WRITE, BaseHub

__all__ = ['Hub', 'is_available']

_epoll: Any = getattr(select, 'epoll', None)  # the real one: patching begins by importing this module

IN, OUT, ERR, HUP = 1, 4, 8, 16  # of epoll and of every poll, so that the other hubs can do without epoll
BITS = {READ: IN, WRITE: OUT}
FAILED = ERR | HUP
READABLE = IN | FAILED
WRITABLE = OUT | FAILED
MOST_EVENTS = 1024


def is_available() -> bool:
    """True where the system has epoll."""
    return _epoll is not None


class Hub(BaseHub):
    """A run loop that asks epoll, or what a subclass puts in its place."""

    def make_poller(self) -> Any:
        """An object with the methods of select.epoll."""
        return _epoll()

    def open(self) -> None:
        self.poll = self.make_poller()
        self._masks: dict[int, int] = {}  # what the kernel has been told; a superset of what is waited for

    def close(self) -> None:
        self.poll.close()

    def watch(self, fileno: int, evtype: str, trusted: bool = True) -> None:
        known = self._masks.get(fileno, 0)
        wanted = known | BITS[evtype]
        if wanted != known or not trusted:
            self._tell(fileno, known, wanted)

    def _tell(self, fileno: int, known: int, wanted: int) -> None:
        try:
            if known:
                try:
                    self.poll.modify(fileno, wanted)
                except FileNotFoundError:  # closed behind our back; a new descriptor has its number
                    self.poll.register(fileno, wanted)
            else:
                try:
                    self.poll.register(fileno, wanted)
                except FileExistsError:
                    self.poll.modify(fileno, wanted)
        except PermissionError:  # a regular file: always ready
            self.call_soon(self._wake, fileno, READABLE | WRITABLE)
            return
        self._masks[fileno] = wanted

    def unwatch(self, fileno: int) -> None:
        if self._masks.pop(fileno, 0):
            try:
                self.poll.unregister(fileno)
            except (OSError, ValueError):  # the kernel has forgotten it already; or the hub ends, in another OS thread
                pass

    def wait(self, seconds: float | None = None) -> None:
        readers, writers = self.listeners[READ], self.listeners[WRITE]
        for fileno, event in self.poll.poll(seconds, MOST_EVENTS):
            unwanted = 0
            if event & READABLE:
                listener = readers.get(fileno)
                if listener is not None:
                    listener.wake(fileno)
                else:
                    unwanted = event & READABLE
            if event & WRITABLE:
                listener = writers.get(fileno)
                if listener is not None:
                    listener.wake(fileno)
                    unwanted &= ~FAILED
                else:
                    unwanted |= event & OUT
            if unwanted:
                self._ignore(fileno, unwanted)

    def _wake(self, fileno: int, event: int) -> None:
        for evtype, bits in ((READ, READABLE), (WRITE, WRITABLE)):
            listener = self.listeners[evtype].get(fileno)
            if listener is not None and event & bits:
                listener.wake(fileno)

    def _ignore(self, fileno: int, unwanted: int) -> None:
        """Events that nobody waits for would make every poll return at once: tell the kernel to keep them."""
        known = self._masks.get(fileno, 0)
        wanted = known & ~(unwanted & (IN | OUT))
        if unwanted & FAILED or not wanted:  # these are reported whatever the mask is
            if fileno in self.listeners[READ] or fileno in self.listeners[WRITE]:
                return
            wanted = 0
        try:
            if wanted:
                self._masks[fileno] = wanted
                self.poll.modify(fileno, wanted)
            else:
                self._masks.pop(fileno, None)
                self.poll.unregister(fileno)
        except (OSError, KeyError):
            # Reported, but not known: it was closed behind our back while the open file lives on elsewhere, and epoll
            # goes on to report it (epoll(7), "Will closing a file descriptor cause it to be removed ...").
            self.replace_poller()
