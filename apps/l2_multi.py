"""A network of any shape as one big switch: shortest paths, several of them where they are equal, and no loops.

    controller-manager l2_multi

    curl localhost:8080/v1.0/l2/hosts
    curl localhost:8080/v1.0/l2/paths/10.0.0.1/10.0.0.2

Topology tells where switches, links and hosts are. Whoever asks by ARP or neighbour discovery for a host that is known
is answered at once; what is for everybody goes out of the ports where hosts are and over no link; two hosts that talk
have flow entries along one of the shortest paths, which are moved when a link of it is cut. What is decided is in
`controller.lib.fabric`; this is what it takes to have it done by switches of any OpenFlow version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventBase, EventOFPFlowRemoved, EventOFPPacketIn, EventOFPStateChange
from controller.inbox import STATE
from controller.lib.dpid import dpid_to_str
from controller.lib.fabric import IDLE, PAUSE, Entry, Fabric, Install, Order, Remove, Send
from controller.lib.own_flows import in_port_of, send_frame
from controller.log import Throttle
from controller.openflow import OF10, OF12, OF13, OF14, OF15
from controller.rest import ControllerBase, NotFound, Request, WSGIApplication, route
from controller.topology.events import (
    EventHostAdd,
    EventHostDelete,
    EventHostMove,
    EventLinkAdd,
    EventLinkDelete,
    EventSwitchEnter,
    EventSwitchLeave,
)
from controller.topology.graph import NoPath
from controller.topology.links import End, end_of
from controller.topology.switches import Switches

__all__ = ['HopOfPath', 'HostAtPort', 'L2Multi', 'L2MultiController', 'PathOfHosts']

#: Of our flow entries, so that they can be told from others.
COOKIE = int.from_bytes(b'l2_multi', 'big')
#: Of flow entries: what no other takes, what a port is muted by, and what two hosts send each other.
MISS, MUTED, HOSTS = 0, 1, 2
WHOLE = 0xFFFF  # OFPCML_NO_BUFFER, which to 1.0 is as much as a frame can have
#: Seconds after a link has come, in which others may come, before conversations move to better paths.
SETTLED = 1.0
EVERY_BIT = 0xFFFFFFFFFFFFFFFF


class EventReview(EventBase):
    """It is time to look for better paths; only the app itself hears it."""


class L2Multi(App):
    """Has switches do what `fabric` says."""

    OFP_VERSIONS = [OF10, OF12, OF13, OF14, OF15]
    _CONTEXTS = {'switches': Switches, 'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topology: Switches = kwargs['switches']
        self.topology = topology
        self.fabric = Fabric(self._where, self._who_has, topology.edge_ports, topology.is_switch_address)
        self._throttle = Throttle()
        self._timer: Any = None
        kwargs['wsgi'].register(L2MultiController, self)

    def stop(self) -> None:
        """End; nothing is due any more."""
        if self._timer is not None:
            self._timer.cancel()
        super().stop()

    def _where(self, mac: str) -> End | None:
        host = self.topology.hosts.get(mac)
        return None if host is None else end_of(host.port)

    def _who_has(self, address: str) -> str | None:
        host = self.topology.find(address)
        return None if host is None else host.mac

    # -- what happens -------------------------------------------------------------------------------------------

    @set_ev_cls(EventOFPStateChange, MAIN_DISPATCHER)
    def switch_joined(self, ev: EventOFPStateChange) -> None:
        """A switch joins, or has been there before us: what it was told before is out of date."""
        ev.datapath.send_msg(wipe(ev.datapath))
        ev.datapath.send_msg(to_controller(ev.datapath))

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def _packet_in_handler(self, ev: Any) -> None:
        """A frame that no flow entry takes."""
        msg = ev.msg
        if len(msg.data) >= msg.total_len:  # else another app's entry has it cut off
            self._do(self.fabric.frame(msg.datapath.id, in_port_of(msg), msg.data, self._follow()))

    @set_ev_cls(EventOFPFlowRemoved, MAIN_DISPATCHER)
    def flow_removed_handler(self, ev: Any) -> None:
        """A flow entry of the switch where a host's frames begin has gone."""
        msg = ev.msg
        if msg.cookie == COOKIE and msg.reason == msg.datapath.ofproto.OFPRR_IDLE_TIMEOUT:
            self.fabric.expired(entry_of(msg))

    @set_ev_cls([EventSwitchEnter, EventSwitchLeave, EventLinkAdd, EventLinkDelete])
    def network_changed(self, ev: Any) -> None:
        """A switch or a link has come or gone."""
        self._follow()

    @set_ev_cls([EventHostAdd, EventHostMove, EventHostDelete])
    def host_changed(self, ev: Any) -> None:
        """A host has come, moved or gone."""
        now, mac = self._follow(), (ev.dst if isinstance(ev, EventHostMove) else ev.host).mac
        if not isinstance(ev, EventHostAdd):
            self._do(self.fabric.host_gone(mac))
        self._do(self.fabric.host_seen(mac, now))

    @set_ev_cls(EventReview)
    def review_handler(self, ev: EventReview) -> None:
        """Some conversations move to better paths; packets come in between."""
        self._do(self.fabric.review(self._follow()))
        self._timer = None
        if not self.fabric.is_reviewed:
            self._set_timer(0.0)

    def _follow(self) -> float:
        """Do what the network, as it is now, asks for; the time."""
        now = self.controller.hub.clock()
        self._do(self.fabric.update(self.topology.graph, now))
        if self._timer is None and not self.fabric.is_reviewed:
            self._set_timer(SETTLED)
        return now

    def _set_timer(self, seconds: float) -> None:
        self._timer = self.controller.hub.schedule_call_global(seconds, self._ring)

    def _ring(self) -> None:
        self.controller.bus.publish(EventReview(), None, 0, STATE)

    # -- what is done -------------------------------------------------------------------------------------------

    def _do(self, orders: Iterable[Order]) -> None:
        for order in orders:
            datapath = self.controller.switches.get(order.dpid)
            if datapath is None:
                continue  # it has just left, with all that it was told
            if isinstance(order, Send):
                send_frame(datapath, order.ports, order.frame)
                continue
            datapath.send_msg(flow_mod(datapath, order))
            if order.entry.src is None:
                self._tell_muted(order.entry)

    def _tell_muted(self, entry: Entry) -> None:
        held = self._throttle.pass_through((entry.dpid, entry.in_port))
        if held is not None:
            self.logger.warning('switch %s port %d asks too often: for %d s only what has flow entries is forwarded '
                                'from there; look for a storm, or a scan, behind it', dpid_to_str(entry.dpid),
                                entry.in_port, PAUSE)  # fmt: skip


# -- in the words of each OpenFlow version ---------------------------------------------------------------------------


def flow_mod(datapath: Any, order: Install | Remove) -> Any:
    """The message that installs or removes a flow entry."""
    ofproto, (_, in_port, src, dst) = datapath.ofproto, order.entry
    to_match = zip(fields(ofproto), (in_port, src, dst), strict=True)
    match = ofproto.OFPMatch(**{name: value for name, value in to_match if value is not None})
    about = {'match': match, 'priority': MUTED if src is None else HOSTS, 'cookie': COOKIE}
    if isinstance(order, Remove):
        return ofproto.OFPFlowMod(datapath, command=ofproto.OFPFC_DELETE_STRICT, **about, **anywhere(ofproto))
    if order.out_port is None:
        return ofproto.OFPFlowMod(datapath, hard_timeout=PAUSE, **about, **does(ofproto))
    flags = ofproto.OFPFF_SEND_FLOW_REM if order.tells else 0
    return ofproto.OFPFlowMod(datapath, idle_timeout=IDLE, flags=flags, **about, **does(ofproto, order.out_port))


def to_controller(datapath: Any) -> Any:
    """The message that has the controller asked, with the whole frame, about what no other flow entry takes."""
    ofproto = datapath.ofproto
    asks = does(ofproto, ofproto.OFPP_CONTROLLER)
    return ofproto.OFPFlowMod(datapath, match=ofproto.OFPMatch(), priority=MISS, cookie=COOKIE, **asks)


def wipe(datapath: Any) -> Any:
    """The message that removes our flow entries; in 1.0, which cannot tell them from others, all there are."""
    ofproto = datapath.ofproto
    ours = {} if ofproto.OFP_VERSION == OF10 else {'cookie': COOKIE, 'cookie_mask': EVERY_BIT}
    return ofproto.OFPFlowMod(
        datapath, match=ofproto.OFPMatch(), command=ofproto.OFPFC_DELETE, **ours, **anywhere(ofproto)
    )


def entry_of(removed: Any) -> Entry:
    """What a flow entry of two hosts matched that a switch says has gone."""
    return Entry(removed.datapath.id, *(removed.match[name] for name in fields(removed.datapath.ofproto)))


def fields(ofproto: Any) -> tuple[str, str, str]:
    """What our flow entries match: port, sender, receiver."""
    return ('in_port', 'dl_src', 'dl_dst') if ofproto.OFP_VERSION == OF10 else ('in_port', 'eth_src', 'eth_dst')


def does(ofproto: Any, *ports: int) -> dict[str, Any]:
    """What a flow entry does: send frames out of ports, or of none."""
    actions = [ofproto.OFPActionOutput(port, WHOLE) for port in ports]
    if ofproto.OFP_VERSION == OF10:
        return {'actions': actions}
    return {'instructions': [ofproto.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)] if actions else []}


def anywhere(ofproto: Any) -> dict[str, Any]:
    """Of a removal: wherever the flow entries lead."""
    if ofproto.OFP_VERSION == OF10:
        return {'out_port': ofproto.OFPP_NONE}
    return {'out_port': ofproto.OFPP_ANY, 'out_group': ofproto.OFPG_ANY}


# -- REST ------------------------------------------------------------------------------------------------------------


class HostAtPort(msgspec.Struct):
    """A host, where it is, and with how many others it has flow entries."""

    mac: str
    ipv4: list[str]
    ipv6: list[str]
    dpid: str
    port_no: int
    conversations: int


class HopOfPath(msgspec.Struct):
    """A switch on a path: by which port frames come in, and by which they leave."""

    dpid: str
    in_port: int
    out_port: int


class PathOfHosts(msgspec.Struct):
    """The path that two hosts' frames take, from the first to the second; `carrying`: there are flow entries now."""

    src: str
    dst: str
    carrying: bool
    hops: list[HopOfPath]


class L2MultiController(ControllerBase):
    """Answers `/v1.0/l2/...`; `app` is the app."""

    def __init__(self, req: Request, link: Callable[..., str], data: Any, **config: Any) -> None:
        super().__init__(req, link, data, **config)
        self.app: L2Multi = data

    @route('l2', '/v1.0/l2/hosts', methods=['GET'])
    def hosts(self, req: Request) -> list[HostAtPort]:
        """The hosts that are known."""
        fabric = self.app.fabric
        return [
            HostAtPort(host.mac, host.ipv4, host.ipv6, dpid_to_str(host.port.dpid), host.port.port_no,
                       fabric.conversations_of(host.mac))
            for host in self.app.topology.hosts.values()
        ]  # fmt: skip

    @route('l2', '/v1.0/l2/paths/{src}/{dst}', methods=['GET'], errors=(NotFound,))
    def path(self, req: Request, src: str, dst: str) -> PathOfHosts:
        """The path between two hosts, each named by its MAC, IPv4 or IPv6 address."""
        one, other, fabric = self._mac(src), self._mac(dst), self.app.fabric
        try:
            path = fabric.route(one, other)
        except NoPath as error:
            raise NotFound(str(error)) from None
        hops = [HopOfPath(dpid_to_str(dpid), in_port or 0, out_port or 0) for dpid, in_port, out_port in path]
        return PathOfHosts(one, other, fabric.is_carrying(one, other), hops)

    def _mac(self, address: str) -> str:
        host = self.app.topology.find(address)
        if host is None:
            raise NotFound(f'no host with the address {address} is known')
        return host.mac
