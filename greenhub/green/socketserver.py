"""The standard library's socketserver, green."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._twin import execute

if TYPE_CHECKING:
    from socketserver import *  # noqa: F403

__all__ = execute('socketserver', globals())
