"""Which servers can be had: by ARP from each switch, and, where that is wanted, by opening a connection of TCP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ...packet.tcp import TCP_ACK, TCP_RST, TCP_SYN
from .frames import Asked, Heard, arp_probe, segment, virtual_mac
from .orders import Send
from .services import Backend, Service

__all__ = ['CHECK_PORT', 'MISSES', 'Health']

#: Probes in a row without an answer, after which a server is out; the first answer brings it back.
MISSES = 3
#: The port of the balancer from which it opens connections to see whether it can.
CHECK_PORT = 61001


@dataclass
class Reach:
    """Where a switch finds a server: Ethernet address and port, known since the first answer."""

    mac: str | None = None
    port: int = 0
    missed: int = 0

    @property
    def up(self) -> bool:
        """Whether it answers."""
        return self.mac is not None and self.missed <= MISSES


@dataclass
class Check:
    """A port that is to be open: `source` is the virtual address that asks."""

    source: str
    missed: int = MISSES + 1
    seq: int = 0

    @property
    def up(self) -> bool:
        """Whether it was open."""
        return self.missed <= MISSES


class Health:
    """What is known of servers; `reaches` by switch and address, `checks` by server."""

    def __init__(self) -> None:
        self.reaches: dict[int, dict[str, Reach]] = {}
        self.checks: dict[Backend, Check] = {}

    def watch(self, addresses: Iterable[str], checks: dict[Backend, str]) -> None:
        """Look after these servers and no others; `checks` has the virtual address that asks each."""
        wanted = set(addresses)
        for reaches in self.reaches.values():
            for gone in reaches.keys() - wanted:
                del reaches[gone]
            for new in wanted - reaches.keys():
                reaches[new] = Reach()
        known = self.checks
        self.checks = {each: known.get(each) or Check(source) for each, source in checks.items()}
        for each, source in checks.items():
            self.checks[each].source = source

    def joined(self, dpid: int, addresses: Iterable[str]) -> None:
        """A switch is there, which has to find the servers yet."""
        self.reaches[dpid] = {each: Reach() for each in addresses}

    def left(self, dpid: int) -> None:
        """A switch is gone."""
        self.reaches.pop(dpid, None)

    def at(self, dpid: int, service: Service, backend: Backend) -> Reach | None:
        """Where a switch finds a server of a service; None where it cannot be had."""
        reach = self.reaches.get(dpid, {}).get(backend.address)
        check = self.checks.get(service.target(backend)) if service.connects else None
        return reach if reach is not None and reach.up and (check is None or check.up) else None

    def lost(self, dpid: int, service: Service, backend: Backend) -> bool:
        """Whether a server is out for a switch; one that it has only just begun to look for is not."""
        reach = self.reaches.get(dpid, {}).get(backend.address)
        check = self.checks.get(service.target(backend)) if service.connects else None
        return reach is None or reach.missed > MISSES or (check is not None and not check.up)

    def switches_of(self, service: Service, backend: Backend) -> list[int]:
        """The switches at which a server of a service can be had."""
        return sorted(dpid for dpid in self.reaches if self.at(dpid, service, backend) is not None)

    def look_for_new(self) -> Iterator[tuple[int, Send]]:
        """The first question to servers that were not asked yet."""
        for dpid, reaches in self.reaches.items():
            for ip, reach in reaches.items():
                if reach.mac is None and not reach.missed:
                    yield dpid, self._ask(dpid, ip, reach)

    def probe(self) -> Iterator[tuple[int, Send]]:
        """The next question to every server, by every switch."""
        for dpid, reaches in self.reaches.items():
            for ip, reach in reaches.items():
                yield dpid, self._ask(dpid, ip, reach)
        for backend, check in self.checks.items():
            check.missed = min(check.missed + 1, MISSES + 1)
            near = [dpid for dpid, reaches in self.reaches.items() if reaches[backend.address].up]
            if near:
                yield min(near), self._open(min(near), backend, check)

    def _ask(self, dpid: int, ip: str, reach: Reach) -> Send:
        """By ARP: where it was, or, once it has missed a question, wherever it may be."""
        mac = virtual_mac(dpid)
        sure = reach.up and reach.missed == 0
        reach.missed = min(reach.missed + 1, MISSES + 1)
        if sure:
            return Send(reach.port, arp_probe(mac, ip, reach.mac))
        return Send('FLOOD', arp_probe(mac, ip, None))

    def _open(self, dpid: int, backend: Backend, check: Check) -> Send:
        reach = self.reaches[dpid][backend.address]
        check.seq = (check.seq + 0x10001) & 0xFFFFFFFF
        source = virtual_mac(dpid), check.source, CHECK_PORT
        target = reach.mac or '', backend.address, backend.port or 0
        return Send(reach.port, segment(source, target, check.seq, TCP_SYN))

    def found(self, dpid: int, port: int, answer: Asked) -> tuple[bool, bool]:
        """A server has answered by ARP: whether it was not there before, and whether it has moved."""
        reach = self.reaches.get(dpid, {}).get(answer.ip)
        if reach is None:
            return False, False
        came, moved = not reach.up, reach.mac is not None and (reach.mac, reach.port) != (answer.mac, port)
        reach.mac, reach.port, reach.missed = answer.mac, port, 0
        return came, moved

    def opened(self, dpid: int, port: int, heard: Heard) -> Iterator[tuple[int, Send]]:
        """A server has answered a check: its port is open, or not. A connection that it has opened is reset."""
        said: Any = heard.segment
        backend = Backend(heard.src, said.src_port)
        check = self.checks.get(backend)
        if check is None or said.bits & TCP_RST:
            if check is not None:
                check.missed = MISSES + 1
            return
        if said.bits & (TCP_SYN | TCP_ACK) == TCP_SYN | TCP_ACK and said.ack == (check.seq + 1) & 0xFFFFFFFF:
            check.missed = 0
        source, target = (virtual_mac(dpid), heard.dst, CHECK_PORT), (heard.mac, heard.src, said.src_port)
        yield dpid, Send(port, segment(source, target, said.ack, TCP_RST))
