"""Calls from other OS threads, handed over to the hub that owns the controller."""

from __future__ import annotations

from _queue import Empty, SimpleQueue  # blocks the OS thread, monkey patching or not
from collections.abc import Callable
from typing import Any, TypeVar

import greenhub
from greenhub.hubs.hub import get_ident

__all__ = ['call_in_hub', 'get_ident', 'in_thread_of']

T = TypeVar('T')

#: Seconds an OS thread waits for the hub to do what it asked.
PATIENCE = 60.0


def in_thread_of(hub: Any) -> bool:
    """Whether the caller runs in the hub's own OS thread."""
    return get_ident() == hub.thread_ident


def call_in_hub(hub: Any, function: Callable[..., T], *args: Any) -> T:
    """Call a function in a greenthread of the hub, and wait in this OS thread for what it returns or raises.

    Raises TimeoutError when the hub does not come to it in 60 s.
    """
    outcomes: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            outcomes.put((function(*args), None))
        except BaseException as error:  # whatever it is, the thread that waits has to hear of it
            outcomes.put((None, error))

    hub.call_soon_threadsafe(greenhub.spawn_n, run)
    try:
        result, error = outcomes.get(timeout=PATIENCE)
    except Empty:
        raise TimeoutError(f'the hub did not run {function.__qualname__} in {PATIENCE:g} s') from None
    if error is not None:
        raise error
    return result
