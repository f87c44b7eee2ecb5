"""The standard library's urllib.parse, which never blocks."""

from __future__ import annotations

import urllib.parse as _std
from urllib.parse import *  # noqa: F403

from .._twin import take_names

take_names(_std, globals())

__all__ = [*_std.__all__]
