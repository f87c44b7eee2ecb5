"""The standard library's ftplib, green."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._twin import execute

if TYPE_CHECKING:
    from ftplib import *  # noqa: F403

__all__ = execute('ftplib', globals())
