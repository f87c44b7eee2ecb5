"""What our classes have in addition while programs use Ryu's names for them."""

from __future__ import annotations

from . import methods, packets, tuples, versions
from .framework import app_manager, datapath_methods
from .table import TABLE, Adopting

__all__ = ['adopt', 'disown']


def adopt() -> None:
    """Put Ryu's methods on our classes; those of packets and of `Adopting` rows come when a program asks for one."""
    methods.adopt()
    versions.ADOPTION.adopt()
    tuples.adopt()
    app_manager.ADOPTION.adopt()
    datapath_methods.adopt()


def disown() -> None:
    """Take them off again, those that came later too, and check matches again as without the alias."""
    methods.disown()
    packets.disown()
    versions.ADOPTION.disown()
    tuples.disown()
    app_manager.ADOPTION.disown()
    datapath_methods.disown()
    for row in TABLE.values():
        if isinstance(row, Adopting):
            row.disown()
    versions.forget()
