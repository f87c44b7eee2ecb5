"""`socketserver` by its name in Python 2."""

from __future__ import annotations

from . import socketserver as _twin
from ._twin import take_names
from .socketserver import *  # noqa: F403

take_names(_twin, globals())

__all__ = [*_twin.__all__]
