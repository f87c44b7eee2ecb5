"""The standard library's http.cookiejar, with green locks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._twin import execute

if TYPE_CHECKING:
    from http.cookiejar import *  # noqa: F403

__all__ = execute('http.cookiejar', globals())
