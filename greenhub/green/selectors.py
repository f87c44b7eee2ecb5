"""The standard library's selectors, green: `select` suspends the green thread."""

from __future__ import annotations

import selectors as _std
from typing import TYPE_CHECKING

from . import select as _green_select
from ._twin import execute

if TYPE_CHECKING:
    from selectors import *  # noqa: F403

execute('selectors', globals())
globals()['SelectSelector']._select = staticmethod(_green_select.select)  # a function of Python would become a method

__all__ = [name for name in vars(_std) if not name.startswith('_')]
