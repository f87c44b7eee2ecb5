"""What the router has and what it says: prefixes, addresses, routes, flow entries, frames to send. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from ...wire.kinds import ipv4_bytes

__all__ = ['Address', 'Entry', 'Forward', 'Hop', 'Install', 'Normal', 'Notice', 'Output', 'Prefix', 'PrefixTable',
           'Remove', 'Route', 'Send', 'To', 'ip_number', 'ip_text', 'is_unicast']

BITS = 32
MASKS = tuple((1 << BITS) - (1 << BITS - length) for length in range(BITS + 1))


def ip_number(text: str) -> int:
    """An IPv4 address as a number; raises ValueError."""
    return int.from_bytes(ipv4_bytes(text))


def ip_text(number: int) -> str:
    """The address that a number is."""
    return '.'.join(map(str, number.to_bytes(4)))


def is_unicast(ip: int) -> bool:
    """Whether an address is that of one host: not 0.0.0.0/8, 127.0.0.0/8, a group, or everybody (RFC 1812, 5.3.7)."""
    return ip >> 24 not in (0, 127) and ip >> 29 != 7


@dataclass(frozen=True, slots=True)
class Prefix:
    """An address, and how many of its leading bits are those of its network: 10.0.0.1/24."""

    ip: int
    length: int

    def __str__(self) -> str:
        return f'{ip_text(self.ip)}/{self.length}'

    @property
    def mask(self) -> int:
        """The mask of the network, as a number."""
        return MASKS[self.length]

    @property
    def network(self) -> Prefix:
        """The same without the bits of the host."""
        return Prefix(self.ip & MASKS[self.length], self.length)

    @property
    def broadcast(self) -> int | None:
        """The address that means all hosts of the network; None where it is too small to have one (RFC 3021)."""
        return self.ip | ~MASKS[self.length] & MASKS[BITS] if self.length < BITS - 1 else None

    @property
    def is_host(self) -> bool:
        """Whether the address is one that a host of the network may have."""
        return self.has_host(self.ip) and is_unicast(self.ip)

    def covers(self, ip: int) -> bool:
        """Whether an address is one of the network."""
        return not (self.ip ^ ip) & MASKS[self.length]

    def has_host(self, ip: int) -> bool:
        """Whether an address is one that a host of the network may have."""
        return self.covers(ip) and (self.length >= BITS - 1 or ip not in (self.ip & MASKS[self.length], self.broadcast))

    def overlaps(self, other: Prefix) -> bool:
        """Whether two networks have an address in common."""
        return self.covers(other.ip) if self.length <= other.length else other.covers(self.ip)


T = TypeVar('T')


class PrefixTable(Generic[T]):
    """What is known of networks, found by an address: of several that cover it the longest counts."""

    def __init__(self) -> None:
        self._by_length: dict[int, dict[int, T]] = {}

    def __iter__(self) -> Iterator[T]:
        return (each for found in self._by_length.values() for each in found.values())

    def get(self, prefix: Prefix) -> T | None:
        """What is known of just that network."""
        return self._by_length.get(prefix.length, {}).get(prefix.network.ip)

    def put(self, prefix: Prefix, value: T) -> None:
        """Know something of a network."""
        self._by_length.setdefault(prefix.length, {})[prefix.network.ip] = value
        self._by_length = dict(sorted(self._by_length.items(), reverse=True))

    def drop(self, prefix: Prefix) -> None:
        """Know nothing of a network any more."""
        found = self._by_length[prefix.length]
        del found[prefix.network.ip]
        if not found:
            del self._by_length[prefix.length]

    def find(self, ip: int) -> T | None:
        """What is known of the smallest network that covers an address."""
        for length, found in self._by_length.items():
            value = found.get(ip & MASKS[length])
            if value is not None:
                return value
        return None


class Hop(NamedTuple):
    """Where a neighbour is: the port that leads to it, the Ethernet address of that port, and its own."""

    port: int
    port_mac: str
    mac: str


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the router, in the network of which it routes."""

    id: int
    prefix: Prefix


@dataclass(slots=True)
class Route:
    """A way to a network; `hop` is where the gateway is, None while nobody knows."""

    id: int
    destination: Prefix
    gateway: int
    hop: Hop | None = None


class To(Enum):
    """Where a flow entry has packets go that are for no neighbour."""

    CONTROLLER = 'controller'
    NORMAL = 'normal'
    NOWHERE = 'nowhere'


@dataclass(frozen=True, slots=True)
class Entry:
    """A flow entry for packets of a VLAN (0: any, or none). `eth_type` 0 are all packets; `to` a Hop sends them there
    with a smaller time to live."""

    priority: int
    cookie: int
    to: To | Hop
    eth_type: int = 0x0800
    vlan: int = 0
    source: Prefix | None = None
    destination: Prefix | None = None
    idle_timeout: int = 0


@dataclass(frozen=True, slots=True)
class Install:
    """Have the switch keep a flow entry, in the place of one with the same match and priority."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Remove:
    """Have the switch forget a flow entry."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Send:
    """Send a frame of the router's own out of a port."""

    port: int
    frame: bytes


@dataclass(frozen=True, slots=True)
class Normal:
    """Have the switch treat a frame that came in by a port as one without a router would."""

    port: int
    frame: bytes


@dataclass(frozen=True, slots=True)
class Forward:
    """Send a packet on to a neighbour, as the flow entry to it would."""

    hop: Hop
    frame: bytes


@dataclass(frozen=True, slots=True)
class Notice:
    """Something for the log; of a kind one a second will do."""

    kind: str
    text: str


Output: TypeAlias = Install | Remove | Send | Normal | Forward | Notice
