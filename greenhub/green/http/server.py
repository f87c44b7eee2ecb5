"""The standard library's http.server, green."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._twin import execute

if TYPE_CHECKING:
    from http.server import *  # noqa: F403

__all__ = execute('http.server', globals())
