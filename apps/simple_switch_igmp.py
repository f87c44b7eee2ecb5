"""A learning switch for OpenFlow 1.0 that sends multicast only where somebody has joined the group.

`controller.lib.igmp` speaks the protocol. `simple_switch_igmp_13` is the same for OpenFlow 1.3.
"""

from __future__ import annotations

import logging
from typing import Any

from controller.app import MAIN_DISPATCHER, set_ev_cls
from controller.apps.simple_switch import SimpleSwitch
from controller.lib.igmp import (
    MG_GROUP_ADDED,
    MG_GROUP_REMOVED,
    MG_MEMBER_CHANGED,
    EventMulticastGroupStateChanged,
    EventPacketIn,
    IgmpLib,
)
from controller.openflow import OF10

__all__ = ['SimpleSwitchIgmp', 'Snooping']

CHANGES = {
    MG_GROUP_ADDED: 'Multicast Group Added',
    MG_MEMBER_CHANGED: 'Multicast Group Member Changed',
    MG_GROUP_REMOVED: 'Multicast Group Removed',
}


class Snooping:
    """Switch 1 asks hosts what they want, on behalf of a server at its port 2. One such switch is enough."""

    _CONTEXTS = {'igmplib': IgmpLib}

    logger: logging.Logger

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._snoop: IgmpLib = kwargs['igmplib']
        self._snoop.set_querier_mode(dpid=1, server_port=2)

    @set_ev_cls(EventMulticastGroupStateChanged, MAIN_DISPATCHER)
    def _status_changed(self, ev: Any) -> None:
        """A group is there, has other members, or is gone: say so."""
        self.logger.info('%s: [%s] querier:[%s] hosts:%s', CHANGES.get(ev.reason), ev.address, ev.src, ev.dsts)


class SimpleSwitchIgmp(Snooping, SimpleSwitch):
    """Learns where hosts are; where groups are is the library's business."""

    OFP_VERSIONS = [OF10]

    @set_ev_cls(EventPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A packet that no flow knew, and that is none of IGMP."""
        super()._packet_in_handler(ev)
