"""The hub for programs on their way to asyncio: an event loop runs in it from the beginning.

It is the platform's best hub, and green threads cost what they cost there.  asyncio.get_running_loop() and
asyncio.create_task() work in every green thread, since the loop that runs is the OS thread's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import get_default_hub

__all__ = ['Hub', 'is_available']


def is_available() -> bool:
    """True; but nobody gets this hub without asking for it."""
    return True


class Hub(get_default_hub().Hub):
    """A run loop in which an asyncio event loop runs."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        super().__init__(clock)
        from ..asyncio import EventLoop
        self.asyncio_loop = EventLoop(self, visible=True)

    def get_readers(self) -> list[Any]:
        own = self.asyncio_loop.selector_fileno
        return [listener for listener in super().get_readers() if getattr(listener, 'fileno', None) != own]

    def destroy(self) -> None:
        self.asyncio_loop.end()
        super().destroy()
