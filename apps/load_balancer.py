"""Virtual addresses whose connections are spread over pools of servers, configured over REST.

    controller-manager simple_switch_13 load_balancer

    curl -X PUT -d '{"address": "10.0.0.100", "port": "tcp/80", "servers": [{"address": "10.0.0.1"},
         {"address": "10.0.0.2", "port": 8080}]}' localhost:8080/v1.0/balancer/services/web
    curl localhost:8080/v1.0/balancer/services
    curl -X DELETE localhost:8080/v1.0/balancer/services/web

It balances and does nothing else: frames between hosts are the business of a learning switch beside it, of any
version. The first packet of a connection comes to the controller, which chooses a server; two flow entries of the
client's switch rewrite all others both ways, until the client has been silent for `idle_timeout` seconds. A group of
type SELECT would need no controller for that, but leaves the choice to the switch, which may send a connection to
another server when the pool changes; OpenFlow 1.0 has none.

Option: `--balancer-interval=SECONDS` (2), in which every server is asked once whether it is there; after three
questions without an answer it is out, until it answers. What is decided is in `controller.lib.balancing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import AddressValueError, IPv4Address
from typing import Annotated, Any, Literal, Self

import msgspec

import greenhub
from controller.app import DEAD_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.config import ConfigError
from controller.events import EventOFPFlowRemoved, EventOFPPacketIn, EventOFPStateChange
from controller.lib.balancing import Backend, Balancer, Method, Refused, Service, message
from controller.lib.balancing.orders import MARK, Order, Send
from controller.lib.dpid import dpid_to_str
from controller.lib.own_flows import CONGESTED, in_port_of
from controller.rest import U16, Body, ControllerBase, HTTPError, NotFound, Request, WSGIApplication, route
from greenhub.hubs import get_hub
from greenhub.semaphore import Semaphore

__all__ = ['Address', 'BalancerController', 'Conflict', 'LoadBalancer', 'Port', 'Server', 'ServerState', 'ServiceState',
           'Wanted']  # fmt: skip

NAME = {'name': '[A-Za-z0-9_.-]{1,64}'}


# -- what clients send and get -----------------------------------------------------------------------------------------


class Address(str):
    """An IPv4 address that a host can have."""

    octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
    pattern = rf'(22[0-3]|2[01][0-9]|1[0-9][0-9]|[1-9][0-9]?)(\.{octet}){{3}}'

    @classmethod
    def read(cls, value: Any) -> Self:
        """The address; raises ValueError."""
        try:
            address = IPv4Address(value if isinstance(value, str) else '')
        except AddressValueError:
            raise ValueError(f'{value!r} is not an address') from None
        if not re.fullmatch(cls.pattern, str(address)):
            raise ValueError(f'{value!r} is not the address of a host')
        return cls(address)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Text in four decimal parts, the first one from 1 to 223."""
        return {'type': 'string', 'pattern': f'^{cls.pattern}$', 'examples': ['10.0.0.100']}


class Port(str):
    """A port of TCP or UDP: `tcp/80`."""

    pattern = ('(tcp|udp)/([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])')

    @classmethod
    def read(cls, value: Any) -> Self:
        """The port; raises ValueError."""
        if not isinstance(value, str) or not re.fullmatch(cls.pattern, value, re.ASCII):
            raise ValueError(f'{value!r} is not tcp/PORT or udp/PORT')
        return cls(value)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Text of that form."""
        return {'type': 'string', 'pattern': f'^{cls.pattern}$', 'examples': ['tcp/80']}


class Server(Body):
    """A server of a service, at the service's port where it names none (or 0). One that drains gets no new clients."""

    address: Address
    port: U16 | None = None
    draining: bool = False


class Wanted(Body):
    """A service: a virtual address, or a port of it, and its servers.

    `method` is how new connections are spread: in turn, by the client's address (the same server each time), or to who
    has fewest. With `check=connect`, servers of TCP have to take connections, and else answer ARP. A connection is
    over when its client has been silent for `idle_timeout` seconds (120), at least one.
    """

    address: Address
    servers: Annotated[list[Server], msgspec.Meta(max_length=64)]
    port: Port | None = None
    method: Method = 'round_robin'
    check: Literal['arp', 'connect'] = 'arp'
    idle_timeout: U16 = msgspec.field(default_factory=lambda: U16(120))


class ServerState(msgspec.Struct):
    """A server: whether it is there, which switches see it, and how many connections it has."""

    address: str
    port: int | None
    state: Literal['up', 'down']
    draining: bool
    connections: int
    switches: list[str]


class ServiceState(msgspec.Struct):
    """A service as it is served; `refused` is how often a client got no server."""

    name: str
    address: str
    port: str | None
    method: Method
    check: Literal['arp', 'connect']
    idle_timeout: int
    servers: list[ServerState]
    connections: int
    refused: int


class Conflict(HTTPError):
    """This cannot be had beside what there is already."""

    status = 409


def service_of(name: str, wanted: Wanted) -> Service:
    """The service that a client wants."""
    protocol, _, port = (wanted.port or '').partition('/')
    servers = {
        Backend(each.address, int(each.port) if each.port and wanted.port else None): each.draining
        for each in wanted.servers
    }
    return Service(
        name, wanted.address, {'tcp': 'tcp', 'udp': 'udp'}.get(protocol), int(port) if port else None, servers,  # type: ignore[arg-type]
        wanted.method, wanted.check == 'connect' and protocol == 'tcp', max(int(wanted.idle_timeout), 1),
    )  # fmt: skip


def state_of(balancer: Balancer, service: Service) -> ServiceState:
    """What there is to say of a service."""
    load: Mapping[Backend, int] = balancer.connections.load.get(service.name, {})
    servers = []
    for backend, draining in service.servers.items():
        switches = balancer.health.switches_of(service, backend)
        servers.append(ServerState(
            backend.address, service.port_of(backend), 'up' if switches else 'down', draining, load.get(backend, 0),
            [dpid_to_str(each) for each in switches],
        ))  # fmt: skip
    return ServiceState(
        service.name, service.address, f'{service.protocol}/{service.port}' if service.protocol else None,
        service.method, 'connect' if service.connects else 'arp', service.idle_timeout, servers,
        sum(each.connections for each in servers), balancer.refused[service.name],
    )  # fmt: skip


# -- the app -----------------------------------------------------------------------------------------------------------


class LoadBalancer(App):
    """Has all switches do what `balancer` decides."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.balancer = Balancer()
        self.interval = self._interval()
        self.clock = get_hub().clock
        self._telling = Semaphore()
        kwargs['wsgi'].register(BalancerController, self)

    def _interval(self) -> float:
        said = self.controller.config.own.find('balancer-interval')
        try:
            number = 2.0 if said is None else float(said.value)
        except (TypeError, ValueError):
            number = float('nan')
        if not 0.1 <= number <= 3600:
            raise ConfigError(f'--balancer-interval: {said and said.value!r} is not a number from 0.1 to 3600')
        return number

    def start(self) -> Any:
        """Ask the servers from now on."""
        super().start()
        return greenhub.spawn(self._look_after_servers)

    def stop(self) -> None:
        """Have no switch balance any more."""
        super().stop()
        for name in list(self.balancer.services):
            self.obey(self.balancer.delete(name))

    def save(self) -> Balancer:
        """What a newer self of the app, once its file has changed, goes on with."""
        balancer, self.balancer = self.balancer, Balancer()
        return balancer

    def load(self, balancer: Balancer) -> None:
        """Go on with what an older self has decided."""
        self.balancer = balancer
        for dpid in list(self.controller.switches):
            self.obey(balancer.joined(dpid, self.clock()))

    def _look_after_servers(self) -> None:
        while True:
            greenhub.sleep(self.interval)
            self.obey(self.balancer.tick(self.clock()))

    @set_ev_cls(EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def state_changed(self, ev: Any) -> None:
        """A switch has joined, or left."""
        dpid = ev.datapath.id
        if ev.state == MAIN_DISPATCHER:
            self.obey(self.balancer.joined(dpid, self.clock()))
        elif dpid is not None and dpid not in self.controller.switches:
            self.balancer.left(dpid, self.clock())

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev: Any) -> None:
        """A frame, which may be for a virtual address, or a server's answer."""
        msg = ev.msg
        self.obey(self.balancer.frame(msg.datapath.id, in_port_of(msg), msg.data, ev.timestamp))

    @set_ev_cls(EventOFPFlowRemoved, MAIN_DISPATCHER)
    def flow_removed(self, ev: Any) -> None:
        """A flow entry has ended, which may be that of a connection."""
        msg = ev.msg
        if msg.cookie & ~0xFFFFFFFF == MARK:
            idle = msg.reason == msg.datapath.ofproto.OFPRR_IDLE_TIMEOUT
            self.obey(self.balancer.ended(msg.cookie & 0xFFFFFFFF, idle, self.clock()))

    def obey(self, orders: Iterable[tuple[int, Order]]) -> None:
        """Have switches do what was decided, all of which is decided before the first is told.

        What is decided while a slow switch holds this up is told behind it, in order.
        """
        decided = list(orders)
        for sentence in self.balancer.news:
            self.logger.info('%s', sentence)
        self.balancer.news.clear()
        with self._telling:
            for dpid, order in decided:
                self._tell(dpid, order)

    def _tell(self, dpid: int, order: Order) -> None:
        datapath = self.controller.switches.get(dpid)
        if datapath is None or (isinstance(order, Send) and datapath.backlog > CONGESTED):
            return  # frames may get lost
        wanted = message(datapath, order)
        if wanted is not None:
            datapath.send_msg(wanted)


class BalancerController(ControllerBase):
    """Answers `/v1.0/balancer/...`; `data` is the app."""

    data: LoadBalancer

    @route('balancer_services', '/v1.0/balancer/services', methods=['GET'])
    def services(self, req: Request) -> list[ServiceState]:
        """All services, their servers, and how these are."""
        balancer = self.data.balancer
        return [state_of(balancer, each) for _, each in sorted(balancer.services.items())]

    @route('balancer_service', '/v1.0/balancer/services/{name}', methods=['GET'], requirements=NAME, errors=[NotFound])
    def service(self, req: Request, name: str) -> ServiceState:
        """A service, its servers, and how these are."""
        return state_of(self.data.balancer, self._known(name))

    @route('balancer_service', '/v1.0/balancer/services/{name}', methods=['PUT'], requirements=NAME, errors=[Conflict])
    def put_service(self, req: Request, name: str, body: Wanted) -> ServiceState:
        """Serve a service, in the place of one of that name; connections to servers that stay go on.

        Two services cannot have the same address and port, and no address can be both virtual and a server's.
        """
        service = service_of(name, body)
        try:
            self.data.obey(self.data.balancer.put(service))
        except Refused as error:
            raise Conflict(str(error)) from None
        return state_of(self.data.balancer, service)

    @route('balancer_service', '/v1.0/balancer/services/{name}', methods=['DELETE'], requirements=NAME,
           errors=[NotFound])  # fmt: skip
    def delete_service(self, req: Request, name: str) -> None:
        """Serve a service no more, and end its connections."""
        self._known(name)
        self.data.obey(self.data.balancer.delete(name))

    def _known(self, name: str) -> Service:
        service = self.data.balancer.services.get(name)
        if service is None:
            raise NotFound(f'there is no service {name!r}')
        return service
