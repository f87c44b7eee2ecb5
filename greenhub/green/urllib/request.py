"""The standard library's urllib.request, green."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._twin import execute

if TYPE_CHECKING:
    from urllib.request import *  # noqa: F403

__all__ = execute('urllib.request', globals())
