"""Routing in a switch that can only match and rewrite: what has to be in its flow table, and what is answered to the
packets that come to the controller. Pure: packets, requests and the time in, outputs out.

Each VLAN is a router of its own, with its own addresses, routes and neighbours; so is what is in no VLAN (0). Flow
entries, highest priority first (those of a VLAN have 1000 more):

    1037    for an address of the router        to the controller
    36      inside a network                    as without a router
    35      for a neighbour that is known       to it
    2 + n   for a network with n bits           to the gateway of its route; for one of the router's, to the controller
    1       for any other                       to the default gateway, or nowhere
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...packet import ether_types, icmp, in_proto
from ..deadlines import Deadlines
from .frames import Arp, Datagram, answer, echo_answer, icmp_error, questions, read
from .neighbours import MOST_ASKED, Held, Key, Neighbours
from .values import (
    Address,
    Entry,
    Forward,
    Hop,
    Install,
    Normal,
    Notice,
    Output,
    Prefix,
    PrefixTable,
    Remove,
    Route,
    Send,
    To,
    ip_text,
)

__all__ = ['MOST_ADDRESSES', 'MOST_ROUTES', 'Refused', 'Router', 'Routing']

#: Addresses and routes that a router may have.
MOST_ADDRESSES, MOST_ROUTES = 1024, 4096

OWN, INSIDE, NEIGHBOUR, NETWORK, ARP, DEFAULT, ANY = 1037, 36, 35, 2, 1, 1, 0
IN_VLAN = 1000
LARGEST_ID = 0xFFFF  # each has 16 bits of a cookie

IDLE = 1800  # seconds without packets after which a neighbour's flow entry goes
REFRESHED = 60.0  # between two times that it is installed, where a neighbour says again what is known
FRESH = 60.0  # for so long a neighbour is taken to be where it was heard
IN_FLIGHT = 1.0  # packets still come while a flow entry is on its way

GATEWAY_CHECKED, GATEWAY_SOUGHT = 1800.0, 10.0  # between questions for a gateway that is known, and for another
MOST_ERRORS = 100  # ICMP errors of a switch in a second (RFC 1812, 4.3.2.8)


class Refused(ValueError):
    """A change that the router does not make, and why."""


class Router:
    """The router of a VLAN in a switch. `addresses` and `routes` are what it has, by id.

    What changes it raises Refused where it does not.
    """

    def __init__(self, routing: Routing, vlan: int) -> None:
        self.vlan = vlan
        self.addresses: dict[int, Address] = {}
        self.routes: dict[int, Route] = {}
        self._routing = routing
        self._last_address = self._last_route = 0
        self._own: dict[int, Address] = {}
        self._networks: PrefixTable[Address] = PrefixTable()
        self._ways: PrefixTable[Route] = PrefixTable()
        self._gateways: dict[int, list[Route]] = {}

    # -- addresses and routes -----------------------------------------------------------------------------------

    def add_address(self, prefix: Prefix) -> Address:
        """Route in a network, where the router has this address."""
        if not prefix.is_host:
            raise Refused(f'Address {prefix} is not one that a host can have.')
        for each in self.addresses.values():
            if each.prefix.overlaps(prefix):
                raise Refused(f'Address overlaps [address_id={each.id}]')
        way = self._ways.get(prefix)
        if way is not None:
            raise Refused(f'Address overlaps [route_id={way.id}]')
        if len(self.addresses) >= MOST_ADDRESSES:
            raise Refused(f'{MOST_ADDRESSES} addresses are as many as there may be.')
        self._last_address = _free_id(self.addresses, self._last_address)
        address = Address(self._last_address, prefix)
        if not self.addresses:
            self._routing.open(self)
        self.addresses[address.id] = self._own[prefix.ip] = address
        self._networks.put(prefix, address)
        self._emit(*map(Install, self._entries_of(address)))
        self.ask(prefix.ip)  # so that all hear who has it (RFC 5227, 3)
        return address

    def add_route(self, destination: Prefix, gateway: int, now: float) -> Route:
        """Send packets for a network, or (/0) for any that is not known, to a gateway."""
        address = self._networks.find(gateway)
        if address is None:
            raise Refused(f"Gateway={ip_text(gateway)}'s address is not registered.")
        if gateway == address.prefix.ip:
            raise Refused(f'Gateway={ip_text(gateway)} is used as default gateway of address_id={address.id}')
        if not address.prefix.has_host(gateway):
            raise Refused(f'Gateway={ip_text(gateway)} is not an address that a host can have.')
        for kind, found in (('route', self._ways.get(destination)), ('address', self._networks.get(destination))):
            if found is not None:
                raise Refused(f'Destination overlaps [{kind}_id={found.id}]')
        if len(self.routes) >= MOST_ROUTES:
            raise Refused(f'{MOST_ROUTES} routes are as many as there may be.')
        self._last_route = _free_id(self.routes, self._last_route)
        route = Route(self._last_route, destination.network, gateway)
        known = self._routing.neighbours.get((self.vlan, gateway))
        if known is not None and now - known.heard < FRESH:
            route.hop = known.hop
        self.routes[route.id] = route
        self._ways.put(route.destination, route)
        self._gateways.setdefault(gateway, []).append(route)
        self._emit(Install(self._entry_of(route)))
        self.seek(gateway, now)
        return route

    def remove_address(self, number: int) -> None:
        """Route in a network no more; raises KeyError for an id that there is not."""
        address = self.addresses[number]
        if any(address.prefix.covers(gateway) for gateway in self._gateways):
            raise Refused(f'Skip delete (related route exist) [address_id={number}]')
        for key, neighbour in self._routing.neighbours:
            if key[0] == self.vlan and address.prefix.covers(key[1]):
                self._routing.forget(key, neighbour.hop)
        self._emit(*map(Remove, self._entries_of(address)))
        del self.addresses[number], self._own[address.prefix.ip]
        self._networks.drop(address.prefix)
        if not self.addresses:
            self._routing.shut(self)

    def remove_route(self, number: int) -> None:
        """Take a way no more; raises KeyError for an id that there is not."""
        route = self.routes.pop(number)
        self._ways.drop(route.destination)
        others = self._gateways[route.gateway]
        others.remove(route)
        if not others:
            del self._gateways[route.gateway]
            self._routing.gateways.cancel((self.vlan, route.gateway))
        self._emit(Remove(self._entry_of(route)) if route.destination.length else Install(self.nowhere))

    # -- flow entries -------------------------------------------------------------------------------------------

    @property
    def nowhere(self) -> Entry:
        """The flow entry for what has no route."""
        return Entry(self._priority(DEFAULT), self._cookie(), To.NOWHERE, vlan=self.vlan)

    def entries(self) -> Iterator[Entry]:
        """All flow entries but those for neighbours."""
        if self._ways.get(Prefix(0, 0)) is None:
            yield self.nowhere
        for address in self.addresses.values():
            yield from self._entries_of(address)
        yield from map(self._entry_of, self.routes.values())

    def entry_of_neighbour(self, ip: int, hop: Hop) -> Entry:
        """The flow entry for a neighbour."""
        address = self._networks.find(ip)
        cookie = self._cookie(address=address.id if address is not None else 0)
        return Entry(self._priority(NEIGHBOUR), cookie, hop, vlan=self.vlan, destination=Prefix(ip, 32),
                     idle_timeout=IDLE)  # fmt: skip

    def _entries_of(self, address: Address) -> Iterator[Entry]:
        cookie, network = self._cookie(address=address.id), address.prefix.network
        itself = Prefix(address.prefix.ip, 32)
        asking = self._priority(NETWORK + network.length)
        yield Entry(asking, cookie, To.CONTROLLER, vlan=self.vlan, destination=network)
        yield Entry(OWN, cookie, To.CONTROLLER, vlan=self.vlan, destination=itself)
        yield Entry(self._priority(INSIDE), cookie, To.NORMAL, vlan=self.vlan, source=network, destination=network)

    def _entry_of(self, route: Route) -> Entry:
        length = route.destination.length
        priority = self._priority(NETWORK + length if length else DEFAULT)
        return Entry(priority, self._cookie(route=route.id), To.CONTROLLER if route.hop is None else route.hop,
                     vlan=self.vlan, destination=route.destination if length else None)  # fmt: skip

    def _priority(self, inside: int) -> int:
        return inside + IN_VLAN if self.vlan else inside

    def _cookie(self, route: int = 0, address: int = 0) -> int:
        return self.vlan << 32 | route << 16 | address

    # -- packets ------------------------------------------------------------------------------------------------

    def receive_arp(self, port: int, mac: str, message: Arp, frame: bytes, now: float) -> None:
        """ARP has come in by a port, whose Ethernet address is `mac`."""
        address = self._networks.find(message.source)
        if address is None or not address.prefix.has_host(message.source):
            return
        if message.source in self._own:
            if not self._routing.has_mac(message.mac):
                claim = f'{message.mac} at port {port} says that it is {ip_text(message.source)}'
                self._emit(Notice('conflict', f'{claim}, which is an address of the router'))
            return
        self._learn(message.source, Hop(port, mac, message.mac), now)
        if message.target in self._own:
            if message.is_request:
                self._emit(Send(port, answer(message, mac)))
        elif address.prefix.covers(message.target):
            self._emit(Normal(port, frame))

    def receive(self, port: int, mac: str, packet: Datagram, frame: bytes, now: float) -> None:
        """A packet has come in by a port, whose Ethernet address is `mac`."""
        if packet.target in self._own:
            self._for_itself(port, mac, packet, now)
        elif packet.to_group:
            return
        elif packet.hops <= 1 and self._routing.counts_hops:
            self._refuse(icmp.ICMP_TIME_EXCEEDED, icmp.ICMP_TTL_EXPIRED_CODE, Held(frame, port), now)
        else:
            self._forward(port, packet, frame, now)

    def _for_itself(self, port: int, mac: str, packet: Datagram, now: float) -> None:
        if packet.is_ping:
            self._emit(Send(port, echo_answer(packet, mac)))
        elif packet.protocol in (in_proto.IPPROTO_TCP, in_proto.IPPROTO_UDP):
            frame = bytes(packet.packet.data or b'')
            self._refuse(icmp.ICMP_DEST_UNREACH, icmp.ICMP_PORT_UNREACH_CODE, Held(frame, port), now)

    def _forward(self, port: int, packet: Datagram, frame: bytes, now: float) -> None:
        """Send a packet to the neighbour that is next on its way, or have it wait until that is known."""
        network, way = self._networks.find(packet.target), self._ways.find(packet.target)
        neighbour = packet.target
        if way is not None and (network is None or way.destination.length > network.prefix.length):
            neighbour = way.gateway
            if way.hop is not None:
                self._emit(Forward(way.hop, frame))
                return
        elif network is None or not network.prefix.has_host(neighbour):
            return
        elif network.prefix.covers(packet.source):
            self._emit(Normal(port, frame))
            return
        key = self.vlan, neighbour
        known = self._routing.neighbours.get(key)
        if known is not None and now - known.heard < FRESH:
            if now - known.installed >= IN_FLIGHT:
                known.installed = now
                self._emit(Install(self.entry_of_neighbour(neighbour, known.hop)))
            self._emit(Forward(known.hop, frame))
            return
        asking = self._routing.neighbours.hold(key, Held(frame, port), now)
        if asking:
            self.ask(neighbour, port)
        elif asking is None:
            self._emit(Notice('busy', f'more than {MOST_ASKED} neighbours are to be asked for; packets are dropped'))

    def _learn(self, ip: int, hop: Hop, now: float) -> None:
        """A neighbour was heard: packets for it go there."""
        neighbours, key = self._routing.neighbours, (self.vlan, ip)
        known = neighbours.learn(key, hop, now)
        waiting = neighbours.answered(key)
        if waiting or now - known.installed >= REFRESHED:
            known.installed = now
            self._emit(Install(self.entry_of_neighbour(ip, hop)))
        self._routing.spill()
        for route in self._gateways.get(ip, ()):
            if route.hop != hop:
                route.hop = hop
                self._emit(Install(self._entry_of(route)))
            self._routing.gateways.set(key, now + GATEWAY_CHECKED)
        self._emit(*(Forward(hop, each.frame) for each in waiting))

    # -- questions and errors -----------------------------------------------------------------------------------

    def ask(self, ip: int, but: int | None = None) -> None:
        """Ask for a neighbour at every port but one."""
        address = self._networks.find(ip)
        if address is not None:
            ports = ((port, mac) for port, mac in self._routing.ports.items() if port != but)
            self._emit(*(Send(*each) for each in questions(ports, address.prefix.ip, ip, self.vlan)))

    def seek(self, gateway: int, now: float) -> None:
        """Ask for a gateway, and see to it that it is asked for again."""
        self.ask(gateway)
        known = any(route.hop is not None for route in self._gateways[gateway])
        self._routing.gateways.set((self.vlan, gateway), now + (GATEWAY_CHECKED if known else GATEWAY_SOUGHT))

    def give_up(self, waiting: Iterable[Held], now: float) -> None:
        """A neighbour does not answer: say so to those who have sent these packets."""
        for each in waiting:
            self._refuse(icmp.ICMP_DEST_UNREACH, icmp.ICMP_HOST_UNREACH_CODE, each, now)

    def lose(self, port: int, now: float) -> None:
        """What is behind a port cannot be reached any more."""
        for gateway, routes in self._gateways.items():
            lost = [route for route in routes if route.hop is not None and route.hop.port == port]
            for route in lost:
                route.hop = None
                self._emit(Install(self._entry_of(route)))
            if lost:
                self.seek(gateway, now)

    def _refuse(self, kind: int, code: int, refused: Held, now: float) -> None:
        """Tell the sender of a packet why it went no further."""
        packet, mac = read(refused.frame), self._routing.ports.get(refused.port)
        if not isinstance(packet, Datagram) or mac is None or packet.source in self._own:
            return
        source = self._address_towards(packet.source, packet.target)
        if source is not None and packet.may_be_refused and self._routing.may_complain(now):
            self._emit(Send(refused.port, icmp_error(kind, code, packet, mac, source)))

    def _address_towards(self, ip: int, target: int) -> int | None:
        """The address to speak from to someone who wanted `target`: that one, or the one that is nearest to him."""
        if target in self._own:
            return target
        way = self._ways.find(ip)
        gateway = way.gateway if way is not None else target
        address = self._networks.find(ip) or self._networks.find(gateway)
        return None if address is None else address.prefix.ip

    def _emit(self, *outputs: Output) -> None:
        self._routing.outputs.extend(outputs)


class Routing:
    """All routers of a switch, by VLAN; that of no VLAN is always there.

    Each method that takes the time takes seconds on any clock. What is to be done then is in `outputs`, in order, which
    the owner empties; `tick` is to be called when `deadline` has come. `ports` are the Ethernet addresses of the ports
    by number; `counts_hops` is whether the switch can decrement times to live.
    """

    def __init__(self, *, counts_hops: bool = True) -> None:
        self.ports: dict[int, str] = {}
        self.counts_hops = counts_hops
        self.outputs: list[Output] = []
        self.neighbours = Neighbours()
        self.gateways: Deadlines[Key] = Deadlines()
        self.routers = {0: Router(self, 0)}
        self._complaints = 0
        self._second = float('-inf')

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        ends = [each for each in (self.neighbours.deadline, self.gateways.next) if each is not None]
        return min(ends, default=None)

    @property
    def is_configured(self) -> bool:
        """Whether it has an address, and so anything that would be missed."""
        return any(router.addresses for router in self.routers.values())

    def router(self, vlan: int) -> Router:
        """The router of a VLAN; a new one, which is there with its first address, where there was none."""
        return self.routers.get(vlan) or Router(self, vlan)

    def selected(self, vlan: int | None) -> list[Router]:
        """The router of a VLAN, as `router` has it; with None all that are there, by VLAN."""
        return [self.router(vlan)] if vlan is not None else [self.routers[each] for each in sorted(self.routers)]

    def entries(self) -> Iterator[Entry]:
        """All flow entries but those for neighbours."""
        yield Entry(ARP, 0, To.CONTROLLER, ether_types.ETH_TYPE_ARP)
        yield Entry(ANY, 0, To.NORMAL, 0)
        for router in self.routers.values():
            yield from router.entries()

    def drain(self) -> list[Output]:
        """The outputs so far, which are forgotten thereby."""
        outputs, self.outputs = self.outputs, []
        return outputs

    # -- what happens -------------------------------------------------------------------------------------------

    def receive(self, port: int, frame: bytes, now: float) -> None:
        """A frame has come in by a port. Never raises, whatever it holds."""
        seen, mac = read(frame), self.ports.get(port)
        router = None if seen is None else self.routers.get(seen.vlan)
        if router is None or mac is None:
            return
        if isinstance(seen, Arp):
            router.receive_arp(port, mac, seen, frame, now)
        elif isinstance(seen, Datagram):
            router.receive(port, mac, seen, frame, now)

    def port_down(self, port: int, now: float) -> None:
        """A port has no link any more, or is gone."""
        for key, neighbour in self.neighbours:
            if neighbour.hop.port == port:
                self.forget(key, neighbour.hop)
        for router in self.routers.values():
            router.lose(port, now)

    def joined(self, now: float) -> None:
        """The switch is there, perhaps again: its flow table is as it should be, and its gateways are asked for."""
        self.outputs.extend(map(Install, self.entries()))
        for vlan, router in self.routers.items():
            for key, neighbour in self.neighbours:
                if key[0] == vlan:
                    self.outputs.append(Install(router.entry_of_neighbour(key[1], neighbour.hop)))
            for gateway in {route.gateway for route in router.routes.values()}:
                router.seek(gateway, now)

    def tick(self, now: float) -> None:
        """Do what is due."""
        for (vlan, ip), waiting in self.neighbours.due(now):
            if waiting is None:
                self.routers[vlan].ask(ip)
            else:
                self.routers[vlan].give_up(waiting, now)
        for vlan, ip in self.gateways.take(now):
            self.routers[vlan].seek(ip, now)

    # -- what routers share -------------------------------------------------------------------------------------

    def open(self, router: Router) -> None:
        """A router has its first address."""
        if router.vlan:
            self.routers[router.vlan] = router
            self.outputs.append(Install(router.nowhere))

    def shut(self, router: Router) -> None:
        """A router has no address any more."""
        self.neighbours.drop_questions(router.vlan)
        if router.vlan:
            del self.routers[router.vlan]
            self.outputs.append(Remove(router.nowhere))

    def forget(self, key: Key, hop: Hop) -> None:
        """Know nothing of a neighbour any more."""
        self.neighbours.forget(key)
        self.outputs.append(Remove(self.routers[key[0]].entry_of_neighbour(key[1], hop)))

    def spill(self) -> None:
        """Forget the neighbour that was not heard for longest, if there are too many."""
        spilled = self.neighbours.spill()
        if spilled is not None:
            (vlan, ip), neighbour = spilled
            self.outputs.append(Remove(self.routers[vlan].entry_of_neighbour(ip, neighbour.hop)))

    def has_mac(self, mac: str) -> bool:
        """Whether an Ethernet address is that of a port of the switch."""
        return mac in self.ports.values()

    def may_complain(self, now: float) -> bool:
        """Whether one more ICMP error may be sent."""
        if now - self._second >= 1.0:
            self._second, self._complaints = now, 0
        self._complaints += 1
        return self._complaints <= MOST_ERRORS


def _free_id(taken: dict[int, Address] | dict[int, Route], last: int) -> int:
    """The first id behind the last one that is not taken: they count up, so that none means another soon."""
    number = last % LARGEST_ID + 1
    while number in taken:
        number = number % LARGEST_ID + 1
    return number
