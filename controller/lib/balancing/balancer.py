"""What a balancer decides: frames, ends of flow entries and the time in; orders to switches and news for people out.

Every switch balances for the clients behind its own ports: it rewrites what they send to a virtual address, and what
comes back to them, and leaves the way in between to whoever forwards frames. So it does not matter where clients and
servers are, as long as switches learn; each finds the servers by ARP questions of its own.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from typing import Any

from ...packet.ether_types import ETH_TYPE_ARP, ETH_TYPE_IP
from .frames import PROTOCOLS, Asked, Heard, announcement, answer_to, read, virtual_mac
from .health import CHECK_PORT, Health, Reach
from .orders import Cleaning, Entry, Order, Port, Removal, Send
from .services import Backend, Client, Connection, Connections, Refused, Service, choose

__all__ = ['MOST_CONNECTIONS', 'MOST_SERVERS', 'MOST_SERVICES', 'Balancer']

MOST_SERVICES = 64
MOST_SERVERS = 256  # of all services: each is asked by each switch
MOST_CONNECTIONS = 16384
MOST_CLIENTS = 16384  # of which it is known where they are

#: Priorities of our flow entries: above those of learning switches, 1.0's included.
DROP, WHOLE, PORT, CONNECTION, CHECK = range(0xC000, 0xC005)

#: Seconds after which a frame of a client by another port is its own; until then it is a copy that a switch flooded.
COPY = 1.0
#: Seconds for which the packets of a client that gets no server are dropped by its switch.
PAUSE = 1
#: Questions to servers between two times that all entries are installed again: apps delete what is not theirs.
ROUNDS = 5

Orders = Iterator[tuple[int, Order]]


class Balancer:
    """Services by name, and the switches that serve them.

    What its methods yield are orders, each for the switch with a datapath id; `news` collects sentences for the log,
    `refused` counts by service how often a client got no server.
    """

    def __init__(self) -> None:
        self.services: dict[str, Service] = {}
        self.connections = Connections()
        self.health = Health()
        self.news: list[str] = []
        self.refused: Counter[str] = Counter()
        self._standing: dict[int, dict[Any, Entry]] = {}  # by switch, and by priority and fields
        self._clients: OrderedDict[str, tuple[int, int, float]] = OrderedDict()  # by address: switch, port, time
        self._turns: Counter[str] = Counter()
        self._up: dict[tuple[str, Backend], bool] = {}
        self._round = 0

    # -- what is asked for --------------------------------------------------------------------------------------

    def put(self, service: Service) -> Orders:
        """Serve a service, in the place of one with its name; connections to servers that stay go on.

        Raises Refused.
        """
        others = [each for each in self.services.values() if each.name != service.name]
        if clash := next(filter(service.clashes_with, others), None):
            raise Refused(f'service {clash.name} has that address and port')
        virtual = {each.address for each in (*others, service)}
        if both := virtual & {server.address for each in (*others, service) for server in each.servers}:
            raise Refused(f'{min(both)} cannot be both a virtual address and a server')
        if len(others) >= MOST_SERVICES or sum(len(each.servers) for each in (*others, service)) > MOST_SERVERS:
            raise Refused(f'there is room for {MOST_SERVICES} services with {MOST_SERVERS} servers in all')
        return self._put(service)

    def _put(self, service: Service) -> Orders:
        before = self.services.get(service.name)
        if before is not None:
            same = (before.address, before.protocol, before.port) == (service.address, service.protocol, service.port)
            kept = {each for each in service.servers if same and before.port_of(each) == service.port_of(each)}
            yield from self._drop(before, before.servers.keys() - kept)
        self.services[service.name] = service
        yield from self._settle()

    def delete(self, name: str) -> Orders:
        """Serve a service no more; raises KeyError."""
        service = self.services[name]
        return self._delete(service)

    def _delete(self, service: Service) -> Orders:
        yield from self._drop(service, service.servers.keys())
        del self.services[service.name]
        self.refused.pop(service.name, None)
        self._turns.pop(service.name, None)
        self.connections.load.pop(service.name, None)
        yield from self._settle()

    def _drop(self, service: Service, backends: Any) -> Orders:
        """Forget the connections to some servers."""
        for each in self.connections:
            if each.client.service == service.name and each.backend in backends:
                yield from self._forget(each)

    def _settle(self) -> Orders:
        """Services have changed: so do the servers to look after, and the flow entries of every switch."""
        addresses = {each.address for service in self.services.values() for each in service.servers}
        checks = {service.target(each): service.address for service in self.services.values() if service.connects
                  for each in service.servers}  # fmt: skip
        self.health.watch(addresses, checks)
        self._up = {key: up for key, up in self._up.items()
                    if key[0] in self.services and key[1] in self.services[key[0]].servers}  # fmt: skip
        for dpid in self._standing:
            yield from self._install(dpid)
        yield from self.health.look_for_new()

    # -- switches -----------------------------------------------------------------------------------------------

    def joined(self, dpid: int, now: float) -> Orders:
        """A switch is there: what an earlier controller left goes, and it looks for the servers."""
        self._orphan(dpid, now)
        self._standing[dpid] = {}
        self.health.joined(dpid, {each.address for service in self.services.values() for each in service.servers})
        yield dpid, Cleaning()
        yield from self._install(dpid)
        yield from self.health.look_for_new()

    def left(self, dpid: int, now: float) -> None:
        """A switch is gone; its clients keep their servers for as long as they may be silent."""
        self._orphan(dpid, now)
        self._standing.pop(dpid, None)
        self.health.left(dpid)

    def _orphan(self, dpid: int, now: float) -> None:
        for each in self.connections:
            if each.dpid == dpid:
                each.until = now + self.services[each.client.service].idle_timeout

    def _install(self, dpid: int) -> Orders:
        """The flow entries that a switch has for services, whether they were there or not."""
        wanted = {(each.priority, tuple(each.fields.items())): each for each in self._entries(dpid)}
        for key, entry in self._standing[dpid].items():
            if key not in wanted:
                yield dpid, Removal(entry.priority, entry.fields)
        self._standing[dpid] = wanted
        for entry in wanted.values():
            yield dpid, entry
        if wanted:
            # Who learns from packet-ins where addresses are finds ours at a port that leads nowhere, and so does not
            # flood the first packets of clients.
            yield dpid, Send('CONTROLLER', announcement(virtual_mac(dpid)), in_port='LOCAL')

    def _entries(self, dpid: int) -> Iterator[Entry]:
        if not self.services:
            return
        answers = {'eth_dst': virtual_mac(dpid), 'eth_type': ETH_TYPE_ARP, 'arp_op': 2}
        yield Entry(PORT, answers, output='CONTROLLER')
        for address in {each.address for each in self.services.values()}:
            yield Entry(PORT, {'eth_type': ETH_TYPE_ARP, 'arp_op': 1, 'arp_tpa': address}, output='CONTROLLER')
            yield Entry(DROP, {'eth_type': ETH_TYPE_IP, 'ipv4_dst': address})
        for each in self.services.values():
            fields: dict[str, Any] = {'eth_type': ETH_TYPE_IP, 'ipv4_dst': each.address}
            if each.protocol is None:
                yield Entry(WHOLE, fields, output='CONTROLLER')
                continue
            fields |= {'ip_proto': PROTOCOLS[each.protocol]}
            yield Entry(PORT, {**fields, f'{each.protocol}_dst': each.port}, output='CONTROLLER')
        for backend, check in self.health.checks.items():
            fields = {'eth_type': ETH_TYPE_IP, 'ip_proto': PROTOCOLS['tcp'], 'ipv4_src': backend.address}
            fields |= {'ipv4_dst': check.source, 'tcp_src': backend.port, 'tcp_dst': CHECK_PORT}
            yield Entry(CHECK, fields, output='CONTROLLER')

    # -- time ---------------------------------------------------------------------------------------------------

    def tick(self, now: float) -> Orders:
        """Once in each interval: ask every server again, and give up those that did not answer."""
        self._round += 1
        yield from self.health.probe()
        self._tell()
        for each in self.connections:
            over = each.until is not None and each.until < now
            service = self.services[each.client.service]
            if over or (each.dpid in self._standing and self.health.lost(each.dpid, service, each.backend)):
                yield from self._forget(each)  # whose client is still there comes anew
        if self._round % ROUNDS == 0:
            for dpid in self._standing:
                yield from self._install(dpid)

    def _tell(self) -> None:
        """The news of servers."""
        for service in self.services.values():
            for backend in service.servers:
                up = bool(self.health.switches_of(service, backend))
                if self._up.get((service.name, backend), False) != up:
                    self.news.append(f'{service.name}: server {backend.address} {"is there" if up else "is gone"}')
                self._up[service.name, backend] = up

    def ended(self, number: int, idle: bool, now: float) -> Orders:
        """The flow entry of a connection has ended: `idle`, or because somebody deleted it."""
        connection = self.connections.numbered(number)
        if connection is None:
            return
        if idle:
            yield from self._forget(connection)
        else:
            connection.until = now + self.services[connection.client.service].idle_timeout

    # -- frames -------------------------------------------------------------------------------------------------

    def frame(self, dpid: int, in_port: int, data: bytes, now: float) -> Orders:
        """A frame that a switch has sent to the controller, of which many are none of ours."""
        said = read(data) if self.services and dpid in self._standing else None
        if said is None:
            return
        if isinstance(said, Asked):
            yield from self._arp(dpid, in_port, said, now)
            return
        if said.segment is not None and said.ports is not None and said.ports[1] == CHECK_PORT and (
            Backend(said.src, said.ports[0]) in self.health.checks
        ):  # fmt: skip
            yield from self.health.opened(dpid, in_port, said)
            self._tell()
            return
        service = self._service_of(said)
        if service is not None and not self._is_copy(said.mac, dpid, in_port, now):
            yield from self._serve(service, dpid, in_port, said, data)

    def _arp(self, dpid: int, in_port: int, said: Asked, now: float) -> Orders:
        if said.is_reply:
            came, moved = self.health.found(dpid, in_port, said)
            for each in self.connections if moved else ():
                if each.dpid == dpid and each.backend.address == said.ip:
                    yield from self._remove_entries(each)  # what comes next finds the new way
            if came:
                self._tell()
        elif any(each.address == said.target for each in self.services.values()) and (
            not self._is_copy(said.mac, dpid, in_port, now)
        ):  # fmt: skip
            yield dpid, Send(in_port, answer_to(said, virtual_mac(dpid)))

    def _is_copy(self, mac: str, dpid: int, in_port: int, now: float) -> bool:
        """Whether a frame of a client has just been heard where the client is: learning switches flood what they do
        not know, and so other switches hear it too. Else this is where the client is."""
        place = self._clients.get(mac)
        if place is not None and place[:2] != (dpid, in_port) and 0 <= now - place[2] < COPY:
            return True
        self._clients[mac] = dpid, in_port, now
        self._clients.move_to_end(mac)
        if len(self._clients) > MOST_CLIENTS:
            self._clients.popitem(last=False)
        return False

    def _service_of(self, said: Heard) -> Service | None:
        """The service that a packet is for, that of its port before that of the whole address."""
        found = None
        for each in self.services.values():
            if each.address == said.dst:
                if each.protocol is None:
                    found = found or each
                elif said.ports and (PROTOCOLS[each.protocol], each.port) == (said.proto, said.ports[1]):
                    return each
        return found

    def _serve(self, service: Service, dpid: int, in_port: int, said: Heard, data: bytes) -> Orders:
        """Give a client its server, and its packet the way there."""
        port = said.ports[0] if service.protocol is not None and said.ports else None
        client = Client(service.name, said.src, port)
        place = dpid, in_port, said.mac
        connection = self.connections.of(client)
        if connection is not None and self.health.at(dpid, service, connection.backend) is None:
            if not self.health.lost(dpid, service, connection.backend):
                return  # the switch looks for it, and the client will send again
            yield from self._forget(connection)
            connection = None
        elif connection is not None and (connection.dpid, connection.in_port, connection.mac) != place:
            yield from self._remove_entries(connection)
            self.connections.move(connection, place)
        connection = connection or self._connect(service, client, place)
        if connection is None:
            self.refused[service.name] += 1
            yield dpid, Entry(CONNECTION, self._there(service, client, in_port), hard_timeout=PAUSE)
            return
        connection.until = None
        there, back = self._pair(service, connection)
        yield dpid, back
        yield dpid, there
        yield dpid, Send(there.output or 'IN_PORT', data, in_port, there.changes)

    def _connect(self, service: Service, client: Client, place: tuple[int, int, str]) -> Connection | None:
        """A new connection; None where there is no server for it, or no room."""
        servers = [
            each for each, draining in service.servers.items()
            if not draining and each.address != client.address
            and self.health.at(place[0], service, each) and self.connections.is_free(service, each, client)
        ]  # fmt: skip
        if not servers or len(self.connections) >= MOST_CONNECTIONS:
            return None
        load = self.connections.load.get(service.name, Counter())
        backend = choose(service.method, servers, client.address, self._turns[service.name], load)
        self._turns[service.name] += 1
        return self.connections.add(service, client, backend, place)

    # -- the flow entries of a connection -----------------------------------------------------------------------

    def _pair(self, service: Service, connection: Connection) -> tuple[Entry, Entry]:
        """The flow entries of a connection: there, and back. The one back waits longer: a server may be silent."""
        dpid, client, target = connection.dpid, connection.client, service.target(connection.backend)
        reach = self.health.at(dpid, service, connection.backend) or Reach()
        there: dict[str, Any] = {'eth_dst': reach.mac, 'ipv4_dst': target.address}
        back: dict[str, Any] = {'eth_src': virtual_mac(dpid), 'eth_dst': connection.mac, 'ipv4_src': service.address}
        if service.protocol is not None and target.port != service.port:
            there[f'{service.protocol}_dst'] = target.port
            back[f'{service.protocol}_src'] = service.port
        same = reach.port == connection.in_port
        outputs: tuple[Port, Port] = ('IN_PORT', 'IN_PORT') if same else (reach.port, connection.in_port)
        idle = service.idle_timeout
        return (
            Entry(CONNECTION, self._there(service, client, connection.in_port), there, outputs[0], idle,
                  number=connection.number, told=True),
            Entry(CONNECTION, self._back(service, client, target), back, outputs[1], min(2 * idle, 0xFFFF),
                  number=connection.number),
        )  # fmt: skip

    def _there(self, service: Service, client: Client, in_port: int) -> dict[str, Any]:
        """What a client's packets look like."""
        fields: dict[str, Any] = {'in_port': in_port, 'eth_type': ETH_TYPE_IP}
        fields |= {'ipv4_src': client.address, 'ipv4_dst': service.address}
        if service.protocol is not None:
            fields |= {'ip_proto': PROTOCOLS[service.protocol]}
            fields |= {f'{service.protocol}_src': client.port, f'{service.protocol}_dst': service.port}
        return fields

    def _back(self, service: Service, client: Client, target: Backend) -> dict[str, Any]:
        """What a server's answers look like."""
        fields: dict[str, Any] = {'eth_type': ETH_TYPE_IP, 'ipv4_src': target.address, 'ipv4_dst': client.address}
        if service.protocol is not None:
            fields |= {'ip_proto': PROTOCOLS[service.protocol]}
            fields |= {f'{service.protocol}_src': target.port, f'{service.protocol}_dst': client.port}
        return fields

    def _remove_entries(self, connection: Connection) -> Orders:
        """Have a connection's next packet come to the controller."""
        service = self.services[connection.client.service]
        if connection.dpid in self._standing:
            yield connection.dpid, Removal(CONNECTION, self._there(service, connection.client, connection.in_port))
            back = self._back(service, connection.client, service.target(connection.backend))
            yield connection.dpid, Removal(CONNECTION, back)

    def _forget(self, connection: Connection) -> Orders:
        """A connection is over, with its flow entries."""
        yield from self._remove_entries(connection)
        self.connections.remove(self.services[connection.client.service], connection)
