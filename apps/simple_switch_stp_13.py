"""A learning switch for OpenFlow 1.3 in a network with loops: a spanning tree says which ports carry frames.

What it has in common with OpenFlow 1.0 is in `simple_switch_stp`.
"""

from __future__ import annotations

from typing import Any

from controller.app import MAIN_DISPATCHER, set_ev_cls
from controller.apps import simple_switch_13
from controller.apps.simple_switch_stp import InTree
from controller.lib.stp import EventPacketIn
from controller.openflow import OF13

__all__ = ['SimpleSwitch13']


class SimpleSwitch13(InTree, simple_switch_13.SimpleSwitch13):
    """Every switch is a bridge. The lowest priority is the root: switch 1 here, of the first three."""

    OFP_VERSIONS = [OF13]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stp.set_config(
            {
                1: {'bridge': {'priority': 0x8000}},
                2: {'bridge': {'priority': 0x9000}},
                3: {'bridge': {'priority': 0xA000}},
            }
        )

    @set_ev_cls(EventPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A packet that no flow knew, by a port that carries frames."""
        super()._packet_in_handler(ev)
