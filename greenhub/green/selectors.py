"""The standard library's selectors, green: `select` suspends the green thread."""

from __future__ import annotations

import selectors as _std
from typing import TYPE_CHECKING

from ._twin import execute

if TYPE_CHECKING:
    from selectors import *  # noqa: F403

execute('selectors', globals())

__all__ = [name for name in vars(_std) if not name.startswith('_')]
