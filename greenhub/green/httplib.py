"""`http.client` by its name in Python 2."""

from __future__ import annotations

from ._twin import take_names
from .http import client as _twin
from .http.client import *  # noqa: F403

take_names(_twin, globals())

__all__ = [*_twin.__all__]
