"""The standard library's queue, green: waiting for an item or for room suspends the green thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._twin import execute

if TYPE_CHECKING:
    from queue import *  # noqa: F403

__all__ = execute('queue', globals())

SimpleQueue = _PySimpleQueue = globals()['_PySimpleQueue']  # the other one, in C, blocks the OS thread
