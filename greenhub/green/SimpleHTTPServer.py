"""`http.server` by a name in Python 2."""

from __future__ import annotations

from ._twin import take_names
from .http import server as _twin
from .http.server import *  # noqa: F403

take_names(_twin, globals())

__all__ = [*_twin.__all__]
