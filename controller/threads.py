"""Calls from other OS threads, handed over to the hub that owns the controller."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import greenhub
from greenhub.hubs.hub import get_ident

__all__ = ['call_in_hub', 'in_thread_of']

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
    from greenhub.patcher import original

    done = original('threading').Event()
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(function(*args))
        except Exception as error:
            outcome.append(error)
        finally:
            done.set()

    hub.call_soon_threadsafe(greenhub.spawn_n, run)
    if not done.wait(PATIENCE):
        raise TimeoutError(f'the hub did not run {function.__qualname__} in {PATIENCE:g} s')
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]
