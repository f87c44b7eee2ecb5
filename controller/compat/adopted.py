"""What our classes have in addition while programs use Ryu's names for them."""

from __future__ import annotations

from . import methods, packets, versions
from .framework import app_manager, datapath_methods

__all__ = ['adopt', 'disown']


def adopt() -> None:
    """Put Ryu's methods on our classes; packets have theirs when a program first asks for one of them."""
    methods.adopt()
    app_manager.ADOPTION.adopt()
    datapath_methods.adopt()


def disown() -> None:
    """Take them off again, those of packets too, and check matches again as without the alias."""
    methods.disown()
    packets.disown()
    app_manager.ADOPTION.disown()
    datapath_methods.disown()
    versions.forget()
