"""The standard library's time, green: `sleep` suspends the green thread."""

from __future__ import annotations

import time as _std
from typing import TYPE_CHECKING

from ..greenthread import sleep  # noqa: F401

if TYPE_CHECKING:
    from time import *  # noqa: F403

globals().update({name: value for name, value in vars(_std).items() if name not in globals()})

__all__ = [name for name in vars(_std) if not name.startswith('_')]
__patched__ = ['sleep']
