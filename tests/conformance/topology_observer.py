"""An app for the tests: prints what topology tells, a line of JSON each, with the time; has hosts heard, and no more.

A line holds the name of the event, the time, and what it is about: datapath ids, ports, MAC addresses.
"""

from __future__ import annotations

import json
import time
from typing import Any

from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPStateChange
from controller.openflow import OF10
from controller.topology import events

__all__ = ['Observer']


class Observer(App):
    """Prints events; sends what no flow entry takes to the controller, where it ends."""

    @set_ev_cls(EventOFPStateChange, MAIN_DISPATCHER)
    def listen(self, ev: EventOFPStateChange) -> None:
        """Have a switch hand up what it does not know, which one of 1.0 does by itself."""
        of: Any = ev.datapath.ofproto
        if of.OFP_VERSION != OF10:
            up = of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, [of.OFPActionOutput(of.OFPP_CONTROLLER, 128)])
            ev.datapath.send_msg(of.OFPFlowMod(ev.datapath, priority=0, match=of.OFPMatch(), instructions=[up]))

    @set_ev_cls([events.EventSwitchEnter, events.EventSwitchLeave])
    def switch(self, ev: events.EventSwitchBase) -> None:
        """A switch came or left."""
        self.tell(ev, ev.switch.dp.id)

    @set_ev_cls([events.EventLinkAdd, events.EventLinkDelete])
    def link(self, ev: events.EventLinkBase) -> None:
        """A link came or went."""
        src, dst = ev.link.src, ev.link.dst
        self.tell(ev, src.dpid, src.port_no, dst.dpid, dst.port_no)

    @set_ev_cls([events.EventHostAdd, events.EventHostDelete])
    def host(self, ev: events.EventHostBase) -> None:
        """A host came or went."""
        self.tell(ev, ev.host.mac, ev.host.port.dpid, ev.host.port.port_no)

    @set_ev_cls(events.EventHostMove)
    def move(self, ev: events.EventHostMove) -> None:
        """A host moved."""
        self.tell(ev, ev.dst.mac, ev.dst.port.dpid, ev.dst.port.port_no)

    @set_ev_cls(events.EventTopologyAlarm)
    def alarm(self, ev: events.EventTopologyAlarm) -> None:
        """Something is wrong."""
        self.tell(ev, ev.kind, ev.dpid, ev.port_no, ev.text)

    def tell(self, ev: Any, *what: Any) -> None:
        """Print a line."""
        print(json.dumps([type(ev).__name__, time.time(), *what]), flush=True)
