"""The standard library's http.cookies, which never blocks."""

from __future__ import annotations

import http.cookies as _std
from http.cookies import *  # noqa: F403

from .._twin import take_names

take_names(_std, globals())

__all__ = [*_std.__all__]
