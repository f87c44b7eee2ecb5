"""A learning switch for OpenFlow 1.3 that sends multicast only where somebody has joined the group.

What it has in common with OpenFlow 1.0 is in `simple_switch_igmp`.
"""

from __future__ import annotations

from typing import Any

from controller.app import MAIN_DISPATCHER, set_ev_cls
from controller.apps.simple_switch_13 import SimpleSwitch13
from controller.apps.simple_switch_igmp import Snooping
from controller.lib.igmp import EventPacketIn
from controller.openflow import OF13

__all__ = ['SimpleSwitchIgmp13']


class SimpleSwitchIgmp13(Snooping, SimpleSwitch13):
    """Learns where hosts are; where groups are is the library's business."""

    OFP_VERSIONS = [OF13]

    @set_ev_cls(EventPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A packet that no flow knew, and that is none of IGMP."""
        super()._packet_in_handler(ev)
