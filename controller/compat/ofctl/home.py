"""Where the names of `ofctl_v1_0` to `ofctl_v1_5` come from: methods of one object a version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...openflow import OF10, OF12, OF13, OF14, OF15

__all__ = ['Ofctl']

#: What a version's functions inherit and Ryu's module does not have: programs look whether it is there.
HIDDEN = {
    OF10: {'wrap_dpid_dict'},
    OF12: {'wrap_dpid_dict'},
    OF13: set(),
    OF14: {'actions_to_str', 'get_queue_config', 'to_actions'},
    OF15: {'actions_to_str', 'get_meter_config', 'get_queue_config', 'to_actions'},
}  # fmt: skip
INSIDE = {'number', 'version'}


class Ofctl:
    """The home of a version's functions, which are read on first use."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.hidden = HIDDEN[number] | INSIDE

    @property
    def functions(self) -> Any:
        from .functions import OFCTL

        return OFCTL[self.number]

    def find(self, name: str) -> Any:
        """A function, or LOG, UTIL, DEFAULT_TIMEOUT; raises AttributeError."""
        if name[0] == '_' or name in self.hidden:
            raise AttributeError(name)
        return getattr(self.functions, name)

    def names(self) -> Iterator[str]:
        """Every public name."""
        return (name for name in dir(self.functions) if name[0] != '_' and name not in self.hidden)
