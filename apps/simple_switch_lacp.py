"""A learning switch for OpenFlow 1.0 with aggregated links: a host may be connected by several cables that act as one.

`controller.lib.lacp` speaks the protocol (IEEE 802.1AX). `simple_switch_lacp_13` is the same for OpenFlow 1.3.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from controller.app import MAIN_DISPATCHER, set_ev_cls
from controller.apps.simple_switch import SimpleSwitch
from controller.lib.lacp import EventPacketIn, EventSlaveStateChanged, LacpLib
from controller.lib.learning import deletions
from controller.openflow import OF10

__all__ = ['Aggregating', 'SimpleSwitchLacp']


class Aggregating:
    """What a learning switch does when a port joins or leaves its aggregation.

    `AGGREGATED` are the aggregations, each a datapath id with its ports. Ports that are in none lead to single hosts.
    """

    _CONTEXTS = {'lacplib': LacpLib}
    AGGREGATED: Sequence[tuple[int, list[int]]] = [(1, [1, 2])]

    mac_to_port: dict[int, dict[str, int]]
    logger: logging.Logger

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lacp: LacpLib = kwargs['lacplib']
        for dpid, ports in self.AGGREGATED:
            self._lacp.add(dpid, ports)

    @set_ev_cls(EventSlaveStateChanged, MAIN_DISPATCHER)
    def _slave_state_changed_handler(self, ev: EventSlaveStateChanged) -> None:
        """Who was reached by that port may be reached by another one now: forget where hosts were."""
        datapath: Any = ev.datapath
        self.logger.info('slave state changed port: %d enabled: %s', ev.port, ev.enabled)
        for message in deletions(datapath, self.mac_to_port.get(datapath.id, ())):
            datapath.send_msg(message)
        self.mac_to_port[datapath.id] = {}


class SimpleSwitchLacp(Aggregating, SimpleSwitch):
    """Two aggregations on switch 1, one on switch 2."""

    OFP_VERSIONS = [OF10]
    AGGREGATED = [(1, [1, 2]), (1, [3, 4, 5]), (2, [1, 2])]

    def del_flow(self, datapath: Any, dst: str) -> None:
        """Delete the flows to an address."""
        for message in deletions(datapath, [dst]):
            datapath.send_msg(message)

    @set_ev_cls(EventPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A packet that no flow knew, and that is none of LACP's."""
        super()._packet_in_handler(ev)
