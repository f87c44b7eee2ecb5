"""The standard library's urllib.response, which never blocks."""

from __future__ import annotations

import urllib.response as _std
from urllib.response import *  # noqa: F403

from .._twin import take_names

take_names(_std, globals())

__all__ = [*_std.__all__]
