"""What is asked of a balancer: services and their servers; which server a new client gets; who is connected to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, NamedTuple

__all__ = ['Backend', 'Client', 'Connection', 'Connections', 'Method', 'Refused', 'Service', 'choose']

Method = Literal['round_robin', 'source_hash', 'least_connections']


class Refused(ValueError):
    """Services that cannot be had together."""


class Backend(NamedTuple):
    """Where a server is; no port of its own means the service's."""

    address: str
    port: int | None = None


class Client(NamedTuple):
    """One end of a connection to a service; without ports a client is one connection, whatever it sends."""

    service: str
    address: str
    port: int | None


@dataclass(frozen=True)
class Service:
    """A virtual address, or one port of it (`protocol` and `port` are both there or both None), and its servers.

    `servers` says of each whether it is being drained; with `connects` they have to take connections of TCP too.
    """

    name: str
    address: str
    protocol: Literal['tcp', 'udp'] | None
    port: int | None
    servers: Mapping[Backend, bool]
    method: Method = 'round_robin'
    connects: bool = False
    idle_timeout: int = 120

    def port_of(self, backend: Backend) -> int | None:
        """The port of a server that clients are sent to."""
        return self.port and (backend.port or self.port)

    def target(self, backend: Backend) -> Backend:
        """A server with its port filled in."""
        return Backend(backend.address, self.port_of(backend))

    def clashes_with(self, other: Service) -> bool:
        """Whether another service has the same address and port."""
        return self.name != other.name and (self.address, self.protocol, self.port) == (
            other.address, other.protocol, other.port,
        )  # fmt: skip


def choose(method: Method, servers: Sequence[Backend], client: str, turn: int, load: Mapping[Backend, int]) -> Backend:
    """The server of a new connection, out of those that can be had.

    source_hash is rendezvous hashing: a server that comes or goes changes nothing for the clients of the others.
    """
    if method == 'source_hash':
        return max(servers, key=lambda each: blake2b(f'{client} {each}'.encode(), digest_size=8).digest())
    if method == 'least_connections':
        return min(servers, key=lambda each: load[each])
    return servers[turn % len(servers)]


@dataclass
class Connection:
    """A client and its server: the switch and port by which the client came, and its Ethernet address.

    `number` is in the cookies of its flow entries; `until`, the time at which it is forgotten, is None as long as a
    switch would tell its end.
    """

    number: int
    client: Client
    backend: Backend
    dpid: int
    in_port: int
    mac: str
    until: float | None = None


class Connections:
    """All connections, by client, by number, and by what their answers look like, which has to be unambiguous."""

    def __init__(self) -> None:
        self._by_client: dict[Client, Connection] = {}
        self._by_number: dict[int, Connection] = {}
        self._answers: set[tuple[Backend, str | None, str, int | None]] = set()
        self.load: dict[str, Counter[Backend]] = {}
        self._numbers = 0

    def __len__(self) -> int:
        return len(self._by_client)

    def __iter__(self) -> Iterator[Connection]:
        return iter(list(self._by_client.values()))

    def of(self, client: Client) -> Connection | None:
        """The connection of a client."""
        return self._by_client.get(client)

    def numbered(self, number: int) -> Connection | None:
        """The connection of a number."""
        return self._by_number.get(number)

    def is_free(self, service: Service, backend: Backend, client: Client) -> bool:
        """Whether a server's answers to a client could be told from those to its other connections."""
        return self._answer(service, backend, client) not in self._answers

    def add(self, service: Service, client: Client, backend: Backend, place: tuple[int, int, str]) -> Connection:
        """A new connection; `place` is datapath id, port and Ethernet address of the client."""
        made = self._by_client[client] = Connection(self._next_number(), client, backend, *place)
        self._by_number[made.number] = made
        self._answers.add(self._answer(service, backend, client))
        self.load.setdefault(service.name, Counter())[backend] += 1
        return made

    def move(self, connection: Connection, place: tuple[int, int, str]) -> None:
        """A client is elsewhere; by another number, so that the end of its former flow entries is not that of these."""
        del self._by_number[connection.number]
        connection.number = self._next_number()
        connection.dpid, connection.in_port, connection.mac = place
        self._by_number[connection.number] = connection

    def remove(self, service: Service, connection: Connection) -> None:
        """Forget a connection."""
        del self._by_client[connection.client], self._by_number[connection.number]
        self._answers.discard(self._answer(service, connection.backend, connection.client))
        self.load[service.name][connection.backend] -= 1

    def _next_number(self) -> int:
        self._numbers = (self._numbers + 1) & 0xFFFFFFFF or 1
        return self._numbers

    @staticmethod
    def _answer(
        service: Service, backend: Backend, client: Client
    ) -> tuple[Backend, str | None, str, int | None]:
        return service.target(backend), service.protocol, client.address, client.port
