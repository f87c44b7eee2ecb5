"""IGMP on switches: multicast goes where it is wanted.

    class MySwitch(App):
        _CONTEXTS = {'igmp': IgmpLib}

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            kwargs['igmp'].set_querier_mode(dpid=1, server_port=2)

        @set_ev_cls(EventMulticastGroupStateChanged, MAIN_DISPATCHER)
        def changed(self, ev): ...  # ev.reason, ev.address, ev.src, ev.dsts
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...events import EventBase
from ...log import Throttle
from ...packet import ether_types, in_proto
from ..dpid import dpid_to_str
from ..own_flows import OwnFlow, OwnFlows, is_link_down, send_frame
from ..switch_library import SwitchLibrary
from .snooper import Change, Flood, Forward, GroupChanged, Notice, Output, Prune, Snooper

__all__ = ['MG_GROUP_ADDED', 'MG_GROUP_REMOVED', 'MG_MEMBER_CHANGED', 'EventMulticastGroupStateChanged',
           'EventPacketIn', 'IgmpLib']

#: What has happened to a group: `reason` of the event.
MG_GROUP_ADDED, MG_MEMBER_CHANGED, MG_GROUP_REMOVED = Change.ADDED, Change.MEMBER_CHANGED, Change.REMOVED

IGMP_PRIORITY = 0xFFFD  # of the flow entry that has IGMP come to the controller; below those that close a port
GROUP_PRIORITY = 0xFFFC
UNWANTED = 260  # seconds that a group which nobody wants any more stays pruned after its last packet


class EventPacketIn(EventBase):
    """A packet for apps, `msg`: it is none of IGMP."""

    def __init__(self, msg: Any) -> None:
        self.msg = msg


class EventMulticastGroupStateChanged(EventBase):
    """A multicast group of a switch has changed.

    `reason` is one of MG_*, `address` the group's IP address, `src` the port that its packets come from, `dsts` the
    ports where members are, `dpid` the switch.
    """

    def __init__(self, reason: int, address: str, src: int, dsts: list[int], dpid: int | None = None) -> None:
        self.reason = reason
        self.address = address
        self.src = src
        self.dsts = dsts
        self.dpid = dpid


class IgmpLib(SwitchLibrary):
    """Snoops on every switch, and asks on those that it was told of with `set_querier_mode`."""

    _EVENTS = [EventMulticastGroupStateChanged, EventPacketIn]
    PACKET_IN = EventPacketIn

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = 'igmplib'
        self.throttle = Throttle()
        self._queriers: dict[int, int] = {}

    def set_querier_mode(self, dpid: int, server_port: int) -> None:
        """Have a switch ask its hosts what they want, as a router does, on behalf of a server at one of its ports."""
        self._queriers[dpid] = server_port
        seat = self._seats.get(dpid)
        if seat is not None:
            seat.member.ask(server_port, self._now())  # type: ignore[attr-defined]
            self.settle(seat)

    def groups(self, dpid: int) -> dict[str, list[int]]:
        """The groups of a switch by address, with the ports where members are."""
        member = self.member(dpid)
        known = {} if member is None else member.snooper.groups
        return {address: sorted(group.members) for address, group in known.items()}

    def join(self, datapath: Any, now: float) -> _SnoopingSwitch:
        """A switch has joined."""
        switch = _SnoopingSwitch(self, datapath)
        if datapath.id in self._queriers:
            switch.ask(self._queriers[datapath.id], now)
        return switch


class _SnoopingSwitch:
    """A switch with what is known of its groups."""

    def __init__(self, library: IgmpLib, datapath: Any) -> None:
        self.library = library
        self.datapath = datapath
        self.flows = OwnFlows(datapath)
        self.snooper = Snooper(_address_of(datapath))
        fields = {'eth_type': ether_types.ETH_TYPE_IP, 'ip_proto': in_proto.IPPROTO_IGMP}
        self.flows.keep('igmp', OwnFlow(IGMP_PRIORITY, fields, (datapath.ofproto.OFPP_CONTROLLER,)))

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        return self.snooper.deadline

    def ask(self, server_port: int, now: float) -> None:
        """Have the switch ask its hosts."""
        self.library.logger.info('SW=%s started a querier.', dpid_to_str(self.datapath.id))
        self.snooper.ask(server_port, now)
        self._act()

    def tick(self, now: float) -> None:
        """Do what is due."""
        self.snooper.tick(now)
        self._act()

    def receive(self, msg: Any, port: int, now: float) -> bool:
        """A packet-in; whether it is one of IGMP."""
        taken = self.snooper.receive(port, msg.data, now)
        if taken:
            self.library.logger.debug('SW=%s PORT=%d IGMP received.', dpid_to_str(self.datapath.id), port)
            self._act()
        return taken

    def port_changed(self, number: int, now: float) -> None:
        """A port was added, changed or removed."""
        port = self.datapath.ports.get(number)
        if port is None or is_link_down(self.datapath.ofproto, port):
            self.snooper.port_down(number, now)
            self._act()

    # -- what the snooper says ----------------------------------------------------------------------------------

    def _act(self) -> None:
        datapath, library = self.datapath, self.library
        outputs = self.snooper.drain()
        for prune in {each.address: each for each in outputs if isinstance(each, Prune)}.values():
            self._prune(prune)
        for output in outputs:
            if isinstance(output, GroupChanged):
                event = EventMulticastGroupStateChanged(
                    output.change, output.address, output.querier, list(output.members), datapath.id
                )
                library.tell(event, datapath)
            elif isinstance(output, Notice):
                self._log(output)
            else:
                self._send(output)

    def _send(self, output: Output) -> None:
        ports: Iterable[int] = ()
        if isinstance(output, Flood):
            ports = (self.datapath.ofproto.OFPP_FLOOD,)
        elif isinstance(output, Forward):
            ports = output.ports
        if isinstance(output, (Flood, Forward)):
            send_frame(self.datapath, ports, output.frame, output.in_port)

    def _log(self, notice: Notice) -> None:
        key = self.datapath.id, notice.text
        if self.library.throttle.pass_through(key) is not None:
            self.library.logger.info('SW=%s PORT=%d %s', dpid_to_str(self.datapath.id), notice.port, notice.text)

    def _prune(self, prune: Prune) -> None:
        """Have a group's packets take their ways in the switch."""
        address, ports = prune.address, prune.ports
        if ports is None:
            self.flows.drop(address)
            return
        fields = {'eth_type': ether_types.ETH_TYPE_IP, 'ipv4_dst': address}
        self.flows.keep(address, OwnFlow(GROUP_PRIORITY, fields, ports, 0 if prune.lasting else UNWANTED))
        if not prune.lasting:
            self.flows.forget(address)


def _address_of(datapath: Any) -> str:
    """The Ethernet address that a switch asks from."""
    local = datapath.ports.get(datapath.ofproto.OFPP_LOCAL)
    return (datapath.id & 0xFFFFFFFFFFFF).to_bytes(6).hex(':') if local is None else local.hw_addr
