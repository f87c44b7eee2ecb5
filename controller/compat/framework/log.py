"""`ryu.log`: the log of programs with a main of their own."""

from __future__ import annotations

import logging
import sys

from ...log import set_up
from .cfg import CONF, current_config

__all__ = ['CONF', 'early_init_log', 'init_log']


class _EarlyHandler(logging.StreamHandler):
    """Writes to standard error until the options are known."""


def early_init_log(level: int | None = None) -> None:
    """Log to standard error, all that is of this level."""
    root = logging.getLogger()
    root.addHandler(_EarlyHandler(sys.stderr))
    if level is not None:
        root.setLevel(level)


def init_log() -> None:
    """Log as the options say; raises ConfigError and OSError for a log that cannot be written."""
    root = logging.getLogger()
    set_up(current_config())
    for handler in [each for each in root.handlers if isinstance(each, _EarlyHandler)]:
        root.removeHandler(handler)
