"""Switches as routers of IPv4, told over REST which addresses and routes they have; for OpenFlow 1.0, 1.2 and 1.3.

    controller-manager rest_router

    curl -X POST -d '{"address": "172.16.20.1/24"}' localhost:8080/router/0000000000000001
    curl -X POST -d '{"destination": "192.168.30.0/24", "gateway": "172.16.20.9"}' localhost:8080/router/all
    curl -X POST -d '{"gateway": "172.16.20.8"}' localhost:8080/router/0000000000000001/2
    curl localhost:8080/router/all/all
    curl -X DELETE -d '{"route_id": "all"}' localhost:8080/router/0000000000000001

Behind the switch may stand a VLAN, which is a router of its own, or all. `controller.lib.router` decides what is done;
here are the switches and the requests. What a router was told it knows again when its switch comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from msgspec import UNSET

from controller.app import DEAD_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventBase, EventOFPPacketIn, EventOFPPortStateChange, EventOFPStateChange
from controller.inbox import STATE
from controller.lib.dpid import dpid_to_str
from controller.lib.own_flows import CONGESTED, in_port_of, is_link_down
from controller.lib.router import (
    Install,
    Notice,
    Output,
    Refused,
    Remove,
    Router,
    Routing,
    asking_for_expired,
    messages,
)
from controller.lib.router.requests import (
    RouterShown,
    Selection,
    SelectionBody,
    Setting,
    SettingBody,
    add,
    remove,
    shown_router,
)
from controller.log import Throttle
from controller.openflow import OF10, OF12, OF13
from controller.rest import (
    BadGateway,
    ControllerBase,
    GatewayTimeout,
    HTTPError,
    NotFound,
    Request,
    WSGIApplication,
    confirm,
    route,
)
from controller.rest.per_switch import DoneEach, PerSwitch, Result, Switches, SwitchId, VlanId

__all__ = ['RestRouterAPI', 'RouterController']

#: Switches that are not there, of which is known what they were told.
MOST_ABSENT = 1024

ERRORS = (NotFound, BadGateway, GatewayTimeout)


class EventDue(EventBase):
    """The time has come for the routers of a switch to do something; only this app hears it."""

    def __init__(self, dpid: int) -> None:
        self.dpid = dpid


@dataclass
class RoutingSwitch:
    """A connected switch, its routers, and the timer that is set for them."""

    datapath: Any
    routing: Routing
    timer: Any = None
    due: float = 0.0


class RestRouterAPI(App):
    """Serves `RouterController`. Flow entries are in `table_id`, which a subclass may change (not for 1.0)."""

    OFP_VERSIONS = [OF10, OF12, OF13]
    _CONTEXTS = {'wsgi': WSGIApplication}
    table_id: ClassVar[int] = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.switches: Switches[RoutingSwitch] = Switches()
        self.absent: dict[int, Routing] = {}
        self.throttle = Throttle()
        kwargs['wsgi'].register(RouterController, self)

    def stop(self) -> None:
        """End; nothing is due any more."""
        for each in self.switches:
            cancel(each)
        super().stop()

    def save(self) -> dict[int, Routing]:
        """What a newer self goes on with: the routers of each switch."""
        return self.absent | {each.datapath.id: each.routing for each in self.switches}

    def load(self, state: dict[int, Routing]) -> None:
        """Go on with what an older self had; its switches are yet to come."""
        self.absent = state

    @set_ev_cls(EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def state_change_handler(self, ev: Any) -> None:
        """A switch has joined, or gone."""
        datapath = ev.datapath
        known = self.switches.get(datapath)
        if ev.state == MAIN_DISPATCHER and datapath.is_active:
            self._join(datapath, known)
        elif known is not None and self.switches.leave(datapath):
            cancel(known)
            if known.routing.is_configured and len(self.absent) < MOST_ABSENT:
                self.absent[datapath.id] = known.routing

    def _join(self, datapath: Any, known: RoutingSwitch | None) -> None:
        routing = self.absent.pop(datapath.id, None)
        if known is not None:
            cancel(known)
            routing = known.routing
        switch = RoutingSwitch(datapath, routing or Routing())
        switch.routing.counts_hops = datapath.ofproto.OFP_VERSION != OF10
        switch.routing.ports = ports_of(datapath)
        self.switches.join(switch)
        expired = asking_for_expired(datapath)
        if expired is not None:
            datapath.send_msg(expired)
        switch.routing.drain()
        switch.routing.joined(self.now())
        self.send(switch, switch.routing.drain())
        self.logger.info('dpid=%s: joined as router', dpid_to_str(datapath.id))

    @set_ev_cls(EventOFPPortStateChange, MAIN_DISPATCHER)
    def port_state_change_handler(self, ev: Any) -> None:
        """A port was added, changed or removed."""
        switch = self.switches.get(ev.datapath)
        if switch is not None:
            switch.routing.ports = ports_of(switch.datapath)
            if ev.port_no not in switch.routing.ports:
                switch.routing.port_down(ev.port_no, self.now())
            self.send(switch, switch.routing.drain())

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in_handler(self, ev: Any) -> None:
        """A packet for a router, or one that no flow entry of its can send on yet."""
        switch = self.switches.get(ev.msg.datapath)
        if switch is not None:
            switch.routing.receive(in_port_of(ev.msg), ev.msg.data, self.now())
            self.send(switch, switch.routing.drain())

    @set_ev_cls(EventDue)
    def due_handler(self, ev: EventDue) -> None:
        """A deadline of a switch has come."""
        for switch in self.switches:
            if switch.datapath.id == ev.dpid:
                switch.timer = None
                switch.routing.tick(self.now())
                self.send(switch, switch.routing.drain())

    # -- to switches --------------------------------------------------------------------------------------------

    def send(self, switch: RoutingSwitch, outputs: list[Output]) -> None:
        """Have a switch do what its routers say. Frames may get lost: a switch that reads too slowly gets none."""
        for output in outputs:
            if isinstance(output, Notice):
                self._log(switch, output)
        congested = switch.datapath.backlog > CONGESTED
        wanted = (each for each in outputs if not congested or isinstance(each, (Install, Remove)))
        for message in messages(switch.datapath, wanted, self.table_id):
            switch.datapath.send_msg(message)
        self._set_timer(switch)

    def confirm(self, switch: RoutingSwitch) -> None:
        """Have a switch do what its routers say, and wait until its flow table is so; raises as `confirm` does."""
        outputs = switch.routing.drain()
        entries = [each for each in outputs if isinstance(each, (Install, Remove))]
        timeout = self.controller.config.rest_timeout
        confirm(switch.datapath, list(messages(switch.datapath, entries, self.table_id)), timeout)
        self.send(switch, [each for each in outputs if not isinstance(each, (Install, Remove))])

    def flush(self, routing: Routing) -> None:
        """Have a switch do what its routers say, by the connection that it has now; one that comes back later does."""
        for switch in self.switches:
            if switch.routing is routing:
                self.send(switch, routing.drain())

    def now(self) -> float:
        """Seconds of the controller's clock."""
        return self.controller.hub.clock()

    def _set_timer(self, switch: RoutingSwitch) -> None:
        """At the end of it the app gets an event, in order with all others."""
        due = switch.routing.deadline
        if due is not None and (switch.timer is None or due < switch.due):
            cancel(switch)
            switch.due = due
            event, dpid = EventDue(switch.datapath.id), switch.datapath.id
            delay = max(due - self.now(), 0.0)
            switch.timer = self.controller.hub.schedule_call_global(
                delay, self.controller.bus.publish, event, None, dpid, STATE
            )

    def _log(self, switch: RoutingSwitch, notice: Notice) -> None:
        dpid = switch.datapath.id
        held = self.throttle.pass_through((dpid, notice.kind))
        if held is not None:
            more = f' ({held} more of that kind were not logged)' if held else ''
            self.logger.warning('dpid=%s: %s%s', dpid_to_str(dpid), notice.text, more)


def cancel(switch: RoutingSwitch) -> None:
    """Stop the timer of a switch."""
    if switch.timer is not None:
        switch.timer.cancel()
        switch.timer = None


def ports_of(datapath: Any) -> dict[int, str]:
    """The Ethernet addresses of the ports that lead anywhere, by number."""
    ofproto = datapath.ofproto
    return {number: port.hw_addr for number, port in datapath.ports.items()
            if number <= ofproto.OFPP_MAX and not is_link_down(ofproto, port)}  # fmt: skip


# -- requests ----------------------------------------------------------------------------------------------------------


class RoutersShown(PerSwitch):
    """The routers of a switch."""

    internal_network: list[RouterShown]


class RouterController(ControllerBase):
    """Answers `/router/...`; `data` is the app."""

    data: RestRouterAPI

    @route('router', '/router/{switch_id}', methods=['GET'], errors=ERRORS)
    def get_data(self, req: Request, switch_id: SwitchId) -> list[RoutersShown]:
        """The addresses and routes of a switch, of those that are in no VLAN."""
        return self._shown(switch_id, 0)

    @route('router', '/router/{switch_id}/{vlan_id}', methods=['GET'], errors=ERRORS)
    def get_vlan_data(self, req: Request, switch_id: SwitchId, vlan_id: VlanId) -> list[RoutersShown]:
        """The addresses and routes of a switch in a VLAN, or in all and in none."""
        return self._shown(switch_id, vlan_id.number)

    @route('router', '/router/{switch_id}', methods=['POST'], errors=ERRORS)
    def set_data(self, req: Request, switch_id: SwitchId, body: SettingBody) -> list[DoneEach]:
        """Give a switch an address in whose network it routes, or a route.

        What the router has against it is a `failure`, with the reason; then nothing has changed. Gateways have to be
        in the network of an address.
        """
        return self._set(switch_id, 0, body)

    @route('router', '/router/{switch_id}/{vlan_id}', methods=['POST'], errors=ERRORS)
    def set_vlan_data(self, req: Request, switch_id: SwitchId, vlan_id: VlanId, body: SettingBody) -> list[DoneEach]:
        """Give a switch an address or a route in a VLAN; with `all`, each of its routers."""
        return self._set(switch_id, vlan_id.number, body)

    @route('router', '/router/{switch_id}', methods=['DELETE'], errors=ERRORS)
    def delete_data(self, req: Request, switch_id: SwitchId, body: SelectionBody) -> list[DoneEach]:
        """Take addresses or routes from a switch. An address stays while a route has its gateway in the network."""
        return self._remove(switch_id, 0, body)

    @route('router', '/router/{switch_id}/{vlan_id}', methods=['DELETE'], errors=ERRORS)
    def delete_vlan_data(
        self, req: Request, switch_id: SwitchId, vlan_id: VlanId, body: SelectionBody
    ) -> list[DoneEach]:
        """Take addresses or routes from a switch in a VLAN; with `all`, from each of its routers."""
        return self._remove(switch_id, vlan_id.number, body)

    def _shown(self, switch_id: SwitchId, vlan: int | None) -> list[RoutersShown]:
        def show(switch: RoutingSwitch) -> RoutersShown:
            routers = [shown_router(each) for each in switch.routing.selected(vlan)]
            return RoutersShown(switch_id=dpid_to_str(switch.datapath.id), internal_network=routers)

        return self.data.switches.each(switch_id, RoutersShown, show)

    def _set(self, switch_id: SwitchId, vlan: int | None, wanted: Setting) -> list[DoneEach]:
        def add_to(switch: RoutingSwitch, router: Router) -> str:
            said, undo = add(router, wanted, self.data.now())
            try:
                self.data.confirm(switch)
            except HTTPError:
                with suppress(Refused, KeyError):  # meanwhile it was removed, or is needed
                    undo()
                self.data.flush(switch.routing)
                raise
            return said

        return self._change(switch_id, vlan, add_to)

    def _remove(self, switch_id: SwitchId, vlan: int | None, wanted: Selection) -> list[DoneEach]:
        def remove_from(switch: RoutingSwitch, router: Router) -> str:
            said = remove(router, wanted)
            self.data.confirm(switch)
            return said

        return self._change(switch_id, vlan, remove_from)

    def _change(
        self, switch_id: SwitchId, vlan: int | None, do: Callable[[RoutingSwitch, Router], str]
    ) -> list[DoneEach]:
        def change(switch: RoutingSwitch, router: Router) -> Result:
            vlan_id = router.vlan or UNSET
            try:
                said = do(switch, router)
            except Refused as refused:
                return Result(result='failure', details=str(refused), vlan_id=vlan_id)
            self.data.logger.info('dpid=%s: %s', dpid_to_str(switch.datapath.id), said)
            return Result(result='success', details=said, vlan_id=vlan_id)

        def change_each(switch: RoutingSwitch) -> DoneEach:
            vlans = [each.vlan for each in switch.routing.selected(vlan)]
            results = [change(switch, switch.routing.router(each)) for each in vlans]  # another one meanwhile, perhaps
            return DoneEach(switch_id=dpid_to_str(switch.datapath.id), command_result=results)

        return self.data.switches.each(switch_id, DoneEach, change_each)
