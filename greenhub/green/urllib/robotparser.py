"""The standard library's urllib.robotparser, green."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._twin import execute

if TYPE_CHECKING:
    from urllib.robotparser import *  # noqa: F403

__all__ = execute('urllib.robotparser', globals())
