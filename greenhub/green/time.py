"""The standard library's time, green: `sleep` suspends the green thread."""

from __future__ import annotations

import time as _std
from typing import TYPE_CHECKING

from ..greenthread import sleep  # noqa: F401
from ._twin import take_names

if TYPE_CHECKING:
    from time import *  # noqa: F403

take_names(_std, globals())

__all__ = [name for name in vars(_std) if not name.startswith('_')]
__patched__ = ['sleep']
