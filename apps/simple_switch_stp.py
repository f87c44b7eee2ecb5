"""A learning switch for OpenFlow 1.0 in a network with loops: a spanning tree says which ports carry frames.

`controller.lib.stp` speaks the protocol. It takes some 30 s until the tree is there; a cable that is cut is healed in
the same time. `simple_switch_stp_13` is the same for OpenFlow 1.3.
"""

from __future__ import annotations

import logging
from typing import Any

from controller.app import MAIN_DISPATCHER, set_ev_cls
from controller.apps.simple_switch import SimpleSwitch
from controller.lib.dpid import dpid_to_str
from controller.lib.learning import deletions
from controller.lib.stp import EventPacketIn, EventPortStateChange, EventTopologyChange, PortState, Stp
from controller.openflow import OF10

__all__ = ['InTree', 'SimpleSwitchStp']


class InTree:
    """What a learning switch does when the tree changes; `stp` is the library."""

    _CONTEXTS = {'stplib': Stp}

    mac_to_port: dict[int, dict[str, int]]
    logger: logging.Logger

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stp: Stp = kwargs['stplib']

    def delete_flow(self, datapath: Any) -> None:
        """Delete the flows to every address that was learned on a switch."""
        for message in deletions(datapath, self.mac_to_port[datapath.id]):
            datapath.send_msg(message)

    @set_ev_cls(EventTopologyChange, MAIN_DISPATCHER)
    def _topology_change_handler(self, ev: EventTopologyChange) -> None:
        """Hosts may be behind other ports now: forget where they were."""
        if ev.dp.id in self.mac_to_port:
            self.logger.debug('[dpid=%s] the tree has changed: addresses are learned anew', dpid_to_str(ev.dp.id))
            self.delete_flow(ev.dp)
            del self.mac_to_port[ev.dp.id]

    @set_ev_cls(EventPortStateChange, MAIN_DISPATCHER)
    def _port_state_change_handler(self, ev: EventPortStateChange) -> None:
        """A port carries frames, or does not any more: say so."""
        state = PortState(ev.port_state).name
        self.logger.debug('[dpid=%s][port=%d] state=%s', dpid_to_str(ev.dp.id), ev.port_no, state)


class SimpleSwitchStp(InTree, SimpleSwitch):
    """Every switch is a bridge, with the settings that the standard suggests; the lowest datapath id is the root."""

    OFP_VERSIONS = [OF10]

    @set_ev_cls(EventPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A packet that no flow knew, by a port that carries frames."""
        super()._packet_in_handler(ev)
