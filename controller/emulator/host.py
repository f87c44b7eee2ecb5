"""A host of the emulated network: answers ARP and ping, and pings others."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from statistics import mean
from typing import Any

import greenhub
from greenhub.event import Event
from greenhub.hubs import get_hub

from ..packet import arp, ethernet, icmp, ipv4
from ..packet.ether_types import ETH_TYPE_ARP, ETH_TYPE_IP
from ..packet.in_proto import IPPROTO_ICMP
from ..packet.packet import Packet
from ..packet.packet_base import PacketBase
from .frame import LARGEST, Frame

__all__ = ['Host', 'Ping', 'Received']

BROADCAST = 'ff:ff:ff:ff:ff:ff'
NOBODY = '00:00:00:00:00:00'
PAYLOAD = bytes(range(48))
TIME_TO_LIVE = 64

ARP_TRIES = 3
ARP_WAIT = 1.0  # seconds for each try (RFC 1122, 2.3.2.1)
MOST_NEIGHBOURS = 1024


@dataclass
class Received:
    """What has arrived at a host; `strangers` are frames for other addresses, which a switch has flooded."""

    frames: int = 0
    arp_requests: int = 0
    arp_replies: int = 0
    echo_requests: int = 0
    echo_replies: int = 0
    strangers: int = 0


@dataclass
class Ping:
    """The answers to so many echo requests: round-trip times in seconds, None where no answer came in time."""

    source: str
    destination: str
    times: list[float | None] = field(default_factory=list)

    @property
    def sent(self) -> int:
        """How many requests there were."""
        return len(self.times)

    @property
    def received(self) -> int:
        """How many answers there were."""
        return sum(time is not None for time in self.times)

    @property
    def loss(self) -> float:
        """Per cent of the requests that had no answer."""
        return 100.0 * (self.sent - self.received) / self.sent if self.sent else 0.0

    @property
    def average(self) -> float | None:
        """The mean round-trip time in seconds, None if nothing was answered."""
        answered = [time for time in self.times if time is not None]
        return mean(answered) if answered else None

    def __str__(self) -> str:
        average = '' if self.average is None else f', {1000 * self.average:.1f} ms on average'
        return f'{self.source} -> {self.destination}: {self.received} of {self.sent} answered{average}'


class Host:
    """A host with one interface. `transmit` puts a frame on its cable; `received` counts what came from there."""

    def __init__(self, name: str, mac: str, ip: str, transmit: Callable[[Frame], None]) -> None:
        self.name = name
        self.mac = mac
        self.ip = ip
        self.received = Received()
        self.neighbours: OrderedDict[str, str] = OrderedDict()  # IP address -> Ethernet address
        self._transmit = transmit
        self._resolving: dict[str, Event] = {}
        self._pinging: dict[tuple[int, int], Event] = {}
        self._idents = count(1)

    def __repr__(self) -> str:
        return f'<Host {self.name} {self.ip} {self.mac}>'

    # -- what arrives -------------------------------------------------------------------------------------------

    def receive(self, frame: Frame) -> None:
        """A frame arrives; never waits, and never fails whatever the frame holds."""
        self.received.frames += 1
        packet = Packet(frame.data)
        outer = packet.get_protocol(ethernet.ethernet)
        if outer is None or outer.dst not in (self.mac, BROADCAST):
            self.received.strangers += 1
            return
        question = packet.get_protocol(arp.arp)
        datagram: Any = packet.get_protocol(ipv4.ipv4)
        message = packet.get_protocol(icmp.icmp)
        if question is not None:
            self._arp(question)
        elif datagram is not None and message is not None and datagram.dst == self.ip:
            self._icmp(outer, datagram, message)

    def _arp(self, packet: arp.arp) -> None:
        if packet.dst_ip != self.ip:
            return
        self._learn(packet.src_ip, packet.src_mac)
        if packet.opcode == arp.ARP_REQUEST:
            self.received.arp_requests += 1
            answer = arp.arp_ip(arp.ARP_REPLY, self.mac, self.ip, packet.src_mac, packet.src_ip)
            self.send(packet.src_mac, ETH_TYPE_ARP, [answer])
        elif packet.opcode == arp.ARP_REPLY:
            self.received.arp_replies += 1

    def _learn(self, ip: str, mac: str) -> None:
        self.neighbours[ip] = mac
        self.neighbours.move_to_end(ip)
        if len(self.neighbours) > MOST_NEIGHBOURS:
            self.neighbours.popitem(last=False)
        waiting = self._resolving.pop(ip, None)
        if waiting is not None:
            waiting.send(mac)

    def _icmp(self, outer: Any, datagram: Any, message: Any) -> None:
        echo = message.data
        if not isinstance(echo, icmp.echo):
            return
        if message.type == icmp.ICMP_ECHO_REQUEST:
            self.received.echo_requests += 1
            self._send_echo(icmp.ICMP_ECHO_REPLY, outer.src, datagram.src, echo)
        elif message.type == icmp.ICMP_ECHO_REPLY:
            self.received.echo_replies += 1
            waiting = self._pinging.pop((echo.id, echo.seq), None)
            if waiting is not None:
                waiting.send(datagram.src)

    # -- what is sent -------------------------------------------------------------------------------------------

    def send(self, mac: str, ethertype: int, layers: Iterable[PacketBase | bytes]) -> None:
        """Put layers into a frame for an Ethernet address, and send it."""
        packet = Packet(protocols=[ethernet.ethernet(mac, self.mac, ethertype), *layers])
        packet.serialize()
        self.send_frame(packet.data or b'')

    def send_frame(self, data: bytes) -> None:
        """Send any bytes as a frame; raises ValueError for more than OpenFlow can carry."""
        if len(data) > LARGEST:
            raise ValueError(f'a frame has at most {LARGEST} bytes, not {len(data)} bytes')
        self._transmit(Frame(data))

    def _send_echo(self, kind: int, mac: str, ip: str, echo: icmp.echo) -> None:
        datagram = ipv4.ipv4(src=self.ip, dst=ip, proto=IPPROTO_ICMP, ttl=TIME_TO_LIVE)
        self.send(mac, ETH_TYPE_IP, [datagram, icmp.icmp(kind, 0, 0, echo)])

    # -- pinging others -----------------------------------------------------------------------------------------

    def resolve(self, ip: str) -> str | None:
        """The Ethernet address of an IP address, asked for by ARP; None if nobody answers in 3 s."""
        for _ in range(ARP_TRIES):
            if ip in self.neighbours:
                return self.neighbours[ip]
            waiting = self._resolving.setdefault(ip, Event())
            self.send(BROADCAST, ETH_TYPE_ARP, [arp.arp_ip(arp.ARP_REQUEST, self.mac, self.ip, NOBODY, ip)])
            waiting.wait(ARP_WAIT)
        if ip not in self.neighbours:
            self._resolving.pop(ip, None)
        return self.neighbours.get(ip)

    def ping(self, other: Host, times: int = 1, *, timeout: float = 1.0, interval: float = 0.0) -> Ping:
        """Ping another host so many times, one after the other; each answer may take `timeout` seconds. The first
        time includes ARP, as a person at a terminal sees it. Waits, so it is for a green thread."""
        ping = Ping(self.name, other.name)
        ident = next(self._idents) & 0xFFFF
        for sequence in range(1, times + 1):
            if sequence > 1 and interval:
                greenhub.sleep(interval)
            ping.times.append(self._echo_time(other.ip, ident, sequence & 0xFFFF, timeout))
        return ping

    def _echo_time(self, ip: str, ident: int, sequence: int, timeout: float) -> float | None:
        clock = get_hub().clock
        began = clock()
        mac = self.resolve(ip)
        if mac is None:
            return None
        answered = self._pinging[ident, sequence] = Event()
        self._send_echo(icmp.ICMP_ECHO_REQUEST, mac, ip, icmp.echo(ident, sequence, PAYLOAD))
        if answered.wait(timeout) is None:
            self._pinging.pop((ident, sequence), None)
            return None
        return clock() - began
