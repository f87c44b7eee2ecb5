"""`queue` by its name in Python 2."""

from __future__ import annotations

from . import queue as _twin
from ._twin import take_names
from .queue import *  # noqa: F403

take_names(_twin, globals())

__all__ = [*_twin.__all__]
