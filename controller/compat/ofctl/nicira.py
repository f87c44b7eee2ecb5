"""What Ryu's `ofctl_nicira_ext` has."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ...ofctl.writing import action_to_text

__all__ = ['LOG', 'action_to_str']

LOG = logging.getLogger('ryu.lib.ofctl_nicira_ext')


def action_to_str(act: Any, ofctl_action_to_str: Callable[[Any], Any]) -> str:
    """One of Nicira's actions as text; the actions within it are what `ofctl_action_to_str` makes of them."""
    return action_to_text(act, ofctl_action_to_str)
