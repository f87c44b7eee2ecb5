"""The app that knows the network: switches, ports, links and hosts, for whoever asks or listens."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from time import time
from typing import Any

import greenhub
from greenhub.event import Event
from greenhub.hubs import get_hub

from ..app import DEAD_DISPATCHER, MAIN_DISPATCHER, App, AppError, set_ev_cls
from ..events import EventBase, EventOFPStateChange, message_event
from ..lib.own_flows import CONGESTED, in_port_of, send_frame
from ..log import Throttle
from . import events as topology
from .alarms import LLDP_FLOW, Alarms
from .discovery import Discovery
from .graph import Graph
from .hosts import HostTracker, Limits
from .links import end_of
from .messages import drop_of, lldp_flow, says_lldp_flow_is_gone
from .model import Host, HostState, LinkState, Port, PortDataState, PortState, Switch
from .waiting import WaitingFrames

__all__ = ['Switches']

PACKET_IN, PORT_STATUS = message_event('OFPPacketIn'), message_event('OFPPortStatus')
FLOW_REMOVED, ECHO_REPLY = message_event('OFPFlowRemoved'), message_event('OFPEchoReply')

LLDP = b'\x88\xcc'

#: Events that need links to be observed.
OF_LINKS = (
    topology.EventLinkAdd, topology.EventLinkDelete,
    topology.EventHostAdd, topology.EventHostDelete, topology.EventHostMove, topology.EventTopologyAlarm,
)  # fmt: skip

#: Events that wait to be told to the other apps; beyond them the oldest is lost, and the log says so.
MOST_UNTOLD = 65536
#: Seconds after its flow entry for LLDP was removed at which a switch that is still there gets it again.
FLOWLESS = 0.5
#: Seconds between two looks at what does not hurry: hosts that age, flow entries that are to be installed again.
SLOWLY = 1.0


def _of_discovery(event: Any) -> bool:
    """Whether an event is for discovery: all but packets of hosts."""
    return type(event) is not PACKET_IN or event.msg.data[12:14] == LLDP  # type: ignore[attr-defined]


def _of_hosts(event: Any) -> bool:
    """Whether a packet is one of a host."""
    return event.msg.data[12:14] != LLDP


class Switches(App):
    """Keeps what is known of the network, and tells of changes.

    `dps` are the switches (Datapath) and `port_state` their ports (OFPPort) by datapath id and number, `ports` what
    discovery knows of each port, `links` the links with when a probe last came, `hosts` the hosts by address, `graph`
    switches and links as a graph. Links are observed while `link_discovery` is set: from the start by option
    `observe_links`, else from when an app listens to events of links or hosts, or asks for links.

    What switches say of themselves, and their LLDP, has an inbox of its own: no flood of packets can hold it up.
    """

    _EVENTS = [
        topology.EventSwitchEnter, topology.EventSwitchLeave, topology.EventSwitchReconnected,
        topology.EventPortAdd, topology.EventPortDelete, topology.EventPortModify,
        topology.EventLinkAdd, topology.EventLinkDelete,
        topology.EventHostAdd, topology.EventHostDelete, topology.EventHostMove, topology.EventTopologyAlarm,
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        config = self.controller.config
        self.name = 'switches'
        self.dps: dict[int, Any] = {}
        self.port_state: dict[int, PortState] = {}
        self.link_discovery = False
        self.install_flow = config.install_lldp_flow
        self.explicit_drop = config.explicit_drop
        self.graph = Graph()
        self._clock = get_hub().clock
        self._discovery = Discovery(
            self._clock(), config.lldp_interval, strict=config.strict_links, can_send=self._can_send
        )
        self._tracker = HostTracker(
            self._port, is_switch_mac=self._discovery.is_switch_address, probe=self._send_frame,
            limits=Limits(timeout=config.host_timeout),
        )  # fmt: skip
        self._tracker.active = False
        self._waiting = WaitingFrames()
        self._alarms = Alarms()
        self._flowless: dict[int, tuple[float, bool]] = {}  # see _restore_flows
        self._echoes: dict[int, tuple[bytes, float]] = {}  # what each switch is to send back, and when it was sent
        self._untold: deque[EventBase] = deque()
        self._told = Event()
        self._delays_until = 0.0
        self._from_before: list[Host] = []  # hosts from when links were not observed, at ports that are not settled
        self._throttle = Throttle()

    # -- what others read ---------------------------------------------------------------------------------------

    @property
    def ports(self) -> PortDataState:
        """What discovery knows of each port: probes sent, and how long the last took."""
        return self._discovery.ports

    @property
    def links(self) -> LinkState:
        """The links, each direction one of its own, with when a probe last came (seconds since the epoch)."""
        return self._discovery.links

    @property
    def hosts(self) -> HostState:
        """The hosts by address."""
        return self._tracker.hosts

    def find(self, address: str) -> Host | None:
        """The host with this MAC, IPv4 or IPv6 address; of several that use an IP address, the first that said so."""
        return self._tracker.find(address)

    def is_switch_address(self, mac: str) -> bool:
        """Whether a MAC address is that of a port of a switch: from there topology asks hosts."""
        return self._discovery.is_switch_address(mac)

    def edge_ports(self) -> dict[int, list[int]]:
        """The ports where hosts may be, by datapath id: those that are up, and where a link would have been found.

        There are none while links are not observed: any port may be one between switches then.
        """
        if not self.link_discovery:
            return {}
        return {dpid: [number for number in ports if self._is_edge(dpid, number)]
                for dpid, ports in self.port_state.items()}  # fmt: skip

    def trust(self, dpid: int, port_no: int) -> None:
        """Forget that hosts were at a port: there is a switch now, and its link is not to be refused."""
        self._discovery.table.trust((dpid, port_no))

    # -- life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to probe."""
        super().start()
        if self.controller.config.observe_links:
            self._observe_links()
        self.threads += [greenhub.spawn(self._tell_all), greenhub.spawn(self._run)]

    def _run(self) -> None:
        """Do what time asks for."""
        slowly = self._clock()
        while True:
            now = self._clock()
            try:
                if now >= slowly:
                    slowly = now + SLOWLY
                    self._look_slowly(now)
                if self.link_discovery:
                    self._release(now)
                    self._send_due(now)
            except Exception:  # a fault of ours: what is left of topology goes on
                if self._throttle.pass_through('failed') is not None:
                    self.logger.exception('topology failed')
            greenhub.sleep(self._discovery.step)

    def _look_slowly(self, now: float) -> None:
        """What does not hurry: hosts that age, flow entries that are gone, apps that listen now."""
        if not self.link_discovery:
            heard = next((each for each in OF_LINKS if self.controller.bus.listeners(each)), None)
            if heard is not None:
                self.logger.info('links are observed from now on: an app listens to %s', heard.__name__)
                self._observe_links()
        self._alarms.tick(now)
        self._tell(self._tracker.tick(now))
        self._restore_flows(now)
        if self.link_discovery:
            self._judge_hosts()

    def _observe_links(self) -> None:
        self.link_discovery = self._tracker.active = True
        self._from_before = list(self.hosts.values())
        for dpid in list(self.dps):
            self._observe(self.dps[dpid])
        self._send_due(self._clock())

    def _judge_hosts(self) -> None:
        """Have discovery know of the hosts from before, where a link would have been found by now."""
        hosts, self._from_before = self._from_before, []
        for host in hosts:
            if not self._discovery.is_settled(*end_of(host.port)):
                self._from_before.append(host)
            elif self.hosts.get(host.mac) is host:
                self._show_host(*end_of(host.port), host.mac)

    # -- switches -----------------------------------------------------------------------------------------------

    @set_ev_cls(EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER], only=_of_discovery)
    @set_ev_cls([PORT_STATUS, PACKET_IN, FLOW_REMOVED, ECHO_REPLY], MAIN_DISPATCHER, only=_of_discovery)
    def watch(self, ev: Any) -> None:
        """Take note of what a switch says."""
        if type(ev) is PACKET_IN:
            self._lldp(ev)
        elif type(ev) is EventOFPStateChange:
            (self._entered if ev.state == MAIN_DISPATCHER else self._left)(ev.datapath)
        elif not self._is_known(ev.msg.datapath):
            return
        elif type(ev) is PORT_STATUS:
            self._port_status(ev.msg)
        elif type(ev) is FLOW_REMOVED:
            self._flow_removed(ev.msg)
        else:
            self._echoed(ev)

    def _entered(self, dp: Any) -> None:
        before = self.dps.get(dp.id)
        self.dps[dp.id] = dp
        former = self.port_state.get(dp.id, PortState())
        ports = self.port_state[dp.id] = PortState(dp.ports)
        switch = self._switch(dp.id)
        if before is None:
            self._tell([topology.EventSwitchEnter(switch)])
        else:
            self._tell([topology.EventSwitchReconnected(switch)])
            self._compare_ports(dp.id, former)
        self.graph = self.graph.with_switch(dp.id)
        for port in switch.ports:
            if port.is_live():
                self._tracker.port_up(dp.id, port.port_no, self._clock())
        if self.link_discovery:
            self._observe(dp)
            self._send_due(self._clock())
        self.logger.debug('%s is known, with %d ports', dp, len(ports))

    def _compare_ports(self, dpid: int, former: PortState) -> None:
        """A switch is back with ports of its own choice: at those that are not what they were nobody is."""
        for number, described in former.items():
            port = self._port(dpid, number)
            if port is None or port.hw_addr != described.hw_addr:
                self._tell(self._tracker.port_down(dpid, number, self._clock()))

    def _left(self, dp: Any) -> None:
        known = self.dps.get(dp.id)
        if known is None or known.is_active or self._is_replaced(dp.id):
            return  # it was another connection of that switch, or there is a new one already
        switch = self._switch(dp.id)
        del self.dps[dp.id], self.port_state[dp.id]
        self._echoes.pop(dp.id, None)
        self._tell([topology.EventSwitchLeave(switch), *self._discovery.switch_left(dp.id)])
        self._tell(self._tracker.switch_left(dp.id, self._clock()))
        self.graph = self.graph.without_switch(dp.id)

    def _is_known(self, dp: Any) -> bool:
        """Whether a connection is the one that its switch uses."""
        return self.dps.get(dp.id) is dp

    def _is_replaced(self, dpid: int) -> bool:
        """Whether a connection in the making is that of a switch whose former one has ended."""
        return any(each.id == dpid and each.is_active for each in self.controller.switches.connections)

    def _observe(self, dp: Any) -> None:
        """Have a switch take part in discovery."""
        if self.install_flow:
            self._install_flow(dp)
        ports = [Port(dp.id, dp.ofproto, each) for each in self.port_state[dp.id].values()]
        self._tell(self._discovery.switch_joined(dp.id, ports, self._clock()))

    def _port_status(self, msg: Any) -> None:
        dp, now = msg.datapath, self._clock()
        port = Port(dp.id, dp.ofproto, msg.desc)
        if msg.reason == dp.ofproto.OFPPR_DELETE:
            self.port_state[dp.id].pop(port.port_no, None)
            self._tell([topology.EventPortDelete(port)])
            self._tell(self._discovery.port_gone(port) if self.link_discovery else ())
        else:
            known = port.port_no in self.port_state[dp.id]
            self.port_state[dp.id][port.port_no] = msg.desc
            self._tell([topology.EventPortModify(port) if known else topology.EventPortAdd(port)])
            self._tell(self._discovery.port_changed(port, now) if self.link_discovery else ())
        if msg.reason == dp.ofproto.OFPPR_DELETE or port.is_down():
            self._tell(self._tracker.port_down(dp.id, port.port_no, now))
            return
        self._tracker.port_up(dp.id, port.port_no, now)
        if self.link_discovery:
            self._send_due(now)

    def _flow_removed(self, msg: Any) -> None:
        """The flow entry for LLDP is gone: an app has cleared the tables, or somebody does not want links found."""
        if self.link_discovery and self.install_flow and says_lldp_flow_is_gone(msg):
            self._flowless[msg.datapath.id] = self._clock() + FLOWLESS, True

    def _restore_flows(self, now: float) -> None:
        """Install flow entries again: by datapath id, when, and whether the switch has said that it was removed.

        A switch that is deleted says so, too, and has left a moment later.
        """
        for dpid, (when, removed) in list(self._flowless.items()):
            if now < when:
                continue
            del self._flowless[dpid]
            if removed and dpid in self.dps:
                text = 'the flow entry that brings LLDP to the controller was removed; it is installed again'
                self._tell([topology.EventTopologyAlarm(LLDP_FLOW, dpid, 0, text)])
            if dpid in self.dps:
                self._install_flow(self.dps[dpid])

    # -- probes -------------------------------------------------------------------------------------------------

    def _lldp(self, ev: Any) -> None:
        msg, wall = ev.msg, ev.timestamp
        if self.link_discovery and self._is_known(msg.datapath):
            in_port, read = in_port_of(msg), self._clock() - max(time() - wall, 0.0)
            found = self._discovery.received(msg.datapath.id, in_port, msg.data, read, wall)
            if found:
                self._tell(found)
                self._send_due(self._clock())
            if self.explicit_drop and self._can_send(msg.datapath.id) and (drop := drop_of(msg, in_port)) is not None:
                msg.datapath.send_msg(drop)

    def _echoed(self, ev: Any) -> None:
        dpid = ev.msg.datapath.id
        sent = self._echoes.get(dpid)
        if sent is not None and sent[0] == ev.msg.data:  # an app may send some of its own
            del self._echoes[dpid]
            self._discovery.round_trip(dpid, max(self._clock() - max(time() - ev.timestamp, 0.0) - sent[1], 0.0))

    def _send_due(self, now: float) -> None:
        due = self._discovery.due(now, time())
        self._tell(due.events)
        for dpid in due.doubtful:
            self._flowless.setdefault(dpid, (now, False))
        for (dpid, port_no), frame in due.probes:
            self._send_frame(dpid, port_no, frame)
        for dpid in due.echoes:
            self._send_echo(dpid)

    def _send_frame(self, dpid: int, port_no: int, frame: bytes) -> None:
        if self._can_send(dpid):
            send_frame(self.dps[dpid], (port_no,), frame)

    def _send_echo(self, dpid: int) -> None:
        """Time a switch's answer. Apps that do so themselves take the data for seconds since the epoch: so it is."""
        if self._can_send(dpid):
            dp, data = self.dps[dpid], f'{time():.12f}'.encode('ascii')
            self._echoes[dpid] = data, self._clock()
            dp.send_msg(dp.ofproto_parser.OFPEchoRequest(dp, data=data))

    def _install_flow(self, dp: Any) -> None:
        if self._can_send(dp.id):
            dp.send_msg(lldp_flow(dp))
        else:
            self._flowless[dp.id] = self._clock() + FLOWLESS, False

    def _can_send(self, dpid: int) -> bool:
        dp = self.dps.get(dpid)
        return dp is not None and dp.is_active and dp.backlog < CONGESTED

    # -- hosts --------------------------------------------------------------------------------------------------

    @set_ev_cls(PACKET_IN, MAIN_DISPATCHER, only=_of_hosts)
    def hear(self, ev: Any) -> None:
        """Take note of a host, by a frame of its."""
        msg = ev.msg
        dpid, port_no, now = msg.datapath.id, in_port_of(msg), self._clock()
        if self.link_discovery:
            if self._discovery.is_link_end(dpid, port_no):
                return
            if not self._discovery.is_settled(dpid, port_no):
                self._waiting.put(dpid, port_no, msg.data)
                return
        self._hear(dpid, port_no, msg.data, now)

    def _hear(self, dpid: int, port_no: int, frame: bytes, now: float) -> None:
        found = self._tracker.seen(dpid, port_no, frame, now)
        if not found:
            return
        if self.link_discovery and any(isinstance(each, topology.EventTopologyAlarm) for each in found):
            self._show_host(dpid, port_no, frame[6:12].hex(':'))  # whoever it is, it is no switch
        self._tell(found)

    def _show_host(self, dpid: int, port_no: int, mac: str) -> None:
        """Have discovery know that a host was at a port."""
        self._discovery.table.host_seen((dpid, port_no), mac, self._discovery.attended)

    def _release(self, now: float) -> None:
        """Give the tracker the frames of ports at which a link would have been found by now."""
        for dpid, port_no, frame in self._waiting.take(lambda end: self._discovery.is_settled(*end)):
            if not self._discovery.is_link_end(dpid, port_no):
                self._hear(dpid, port_no, frame, now)

    def _port(self, dpid: int, port_no: int) -> Port | None:
        """A port that is in use, None for any other."""
        described = self.port_state[dpid].get(port_no) if dpid in self.dps else None
        if described is None:
            return None
        port = Port(dpid, self.dps[dpid].ofproto, described)
        return None if port.is_reserved() or port.is_down() else port

    def _is_edge(self, dpid: int, port_no: int) -> bool:
        discovery = self._discovery
        if discovery.is_link_end(dpid, port_no) or not discovery.is_settled(dpid, port_no):
            return False
        return self._port(dpid, port_no) is not None

    # -- telling ------------------------------------------------------------------------------------------------

    def _tell(self, events: Iterable[EventBase]) -> None:
        """Have events told to the other apps, in their order; what follows from them is done at once."""
        for event in events:
            if not self._is_news(event):
                continue
            if len(self._untold) >= MOST_UNTOLD:
                self._untold.popleft()
                self._complain('an app is too slow: %d events of topology wait, the oldest are lost', MOST_UNTOLD)
            self._untold.append(event)
            if not self._told.ready():
                self._told.send()
            self._tell(self._consequences(event))

    def _is_news(self, event: EventBase) -> bool:
        if not isinstance(event, topology.EventTopologyAlarm):
            return True
        news = self._alarms.is_news(event, self._clock())
        if news:
            where = f'switch {event.dpid:016x}' + f' port {event.port_no}' * bool(event.port_no)
            self.logger.warning('%s: %s (%s)', where, event.text, event.kind)
        return news

    def _consequences(self, event: EventBase) -> Iterator[EventBase]:
        """What an event means to the other parts of topology."""
        now = self._clock()
        if isinstance(event, topology.EventLinkAdd):
            self.graph = self.graph.with_link(event.link)
            for port in (event.link.src, event.link.dst):
                yield from self._tracker.link_found(port.dpid, port.port_no, now)
        elif isinstance(event, topology.EventLinkDelete):
            self.graph = self.graph.without_link(event.link)
            for port in (event.link.src, event.link.dst):
                if not self._discovery.is_link_end(port.dpid, port.port_no):
                    self._tracker.link_lost(port.dpid, port.port_no)
        elif isinstance(event, topology.EventHostAdd | topology.EventHostMove) and self.link_discovery:
            host = event.host if isinstance(event, topology.EventHostAdd) else event.dst
            self._show_host(*end_of(host.port), host.mac)

    def _tell_all(self) -> None:
        """Send the events, however slow the apps are that hear them."""
        while True:
            while self._untold:
                try:
                    self.send_event_to_observers(self._untold.popleft())
                except AppError as error:
                    self._complain('%s: an event of topology is lost', error)
            self._told.wait()
            self._told = Event()

    def _complain(self, text: str, *values: Any) -> None:
        """Log a failure, each kind once a second."""
        again = self._throttle.pass_through(text)
        if again is not None:
            self.logger.error(text + ' (and %d more since)' * bool(again), *values, *[again] * bool(again))

    # -- questions ----------------------------------------------------------------------------------------------

    @set_ev_cls(topology.EventSwitchRequest)
    def switch_request_handler(self, req: topology.EventSwitchRequest) -> None:
        """Answer which switches there are."""
        asked = list(self.dps) if req.dpid is None else [req.dpid]
        switches = [self._switch(dpid) for dpid in asked if dpid in self.dps]
        self.reply_to_request(req, topology.EventSwitchReply(req.src, switches))

    @set_ev_cls(topology.EventLinkRequest)
    def link_request_handler(self, req: topology.EventLinkRequest) -> None:
        """Answer which links there are, or lead from a switch; of all, with when a probe last came."""
        self._asked_for_links('get_link')
        links: Any = dict(self.links)
        if req.dpid is not None:
            links = [link for link in links if link.src.dpid == req.dpid]
        self.reply_to_request(req, topology.EventLinkReply(req.src, req.dpid, links))

    @set_ev_cls(topology.EventHostRequest)
    def host_request_handler(self, req: topology.EventHostRequest) -> None:
        """Answer which hosts there are, or are at a switch, or have an address."""
        hosts = list(self.hosts.values()) if req.dpid is None else self.hosts.get_by_dpid(req.dpid)
        if req.address is not None:
            found = self._tracker.find(req.address)
            hosts = [] if found is None else [found]
        self.reply_to_request(req, topology.EventHostReply(req.src, req.dpid, hosts))

    @set_ev_cls(topology.EventGraphRequest)
    def graph_request_handler(self, req: topology.EventGraphRequest) -> None:
        """Answer what the network looks like as a graph; its delays are at most a second old."""
        self._asked_for_links('get_graph')
        now = self._clock()
        if now >= self._delays_until:
            self._delays_until = now + SLOWLY
            delays = {end_of(link.src): link.delay for link in self.links if link.delay is not None}
            self.graph = self.graph.with_delays(delays)
        self.reply_to_request(req, topology.EventGraphReply(req.src, self.graph))

    def _asked_for_links(self, how: str) -> None:
        if not self.link_discovery:
            self.logger.warning('%s is asked, and links are not observed: they are from now on, and the first answers '
                                'lack some (--observe-links observes them from the start)', how)
            self._observe_links()

    def _switch(self, dpid: int) -> Switch:
        switch = Switch(self.dps[dpid])
        for described in self.port_state[dpid].values():
            switch.add_port(described)
        return switch
