"""A network in this process: switches, hosts and links by a topology, and what one can do with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import greenhub
from greenhub.hubs import get_hub

from ..openflow.connection import Limits
from .agent import Agent, Connect
from .frame import Frame
from .host import Host, Ping
from .link import Link
from .ports import Port
from .spanning import redundant
from .switch import DIALECTS, Switch
from .topology import Topology, parse

__all__ = ['PINGS_AT_ONCE', 'Network', 'PingTable', 'SwitchNode']

PINGS_AT_ONCE = 32  # unless one says otherwise
SETTLE = 0.1  # seconds that an app gets after the switches have joined, to say what it wants of them
POLL = 0.01


@dataclass
class PingTable:
    """The pings of hosts, by source and destination."""

    pings: dict[tuple[str, str], Ping] = field(default_factory=dict)

    @property
    def sent(self) -> int:
        """How many requests there were."""
        return sum(ping.sent for ping in self.pings.values())

    @property
    def received(self) -> int:
        """How many answers there were."""
        return sum(ping.received for ping in self.pings.values())

    @property
    def loss(self) -> float:
        """Per cent of the requests that had no answer."""
        return 100.0 * (self.sent - self.received) / self.sent if self.sent else 0.0

    @property
    def lost(self) -> list[tuple[str, str]]:
        """Who did not get an answer from whom."""
        return [pair for pair, ping in self.pings.items() if ping.received < ping.sent]

    def __str__(self) -> str:
        return f'{self.received} of {self.sent} pings answered, {self.loss:.0f} % lost'


class SwitchNode:
    """A switch in its place: plugged in, and with its channel to the controller."""

    def __init__(
        self, switch: Switch, connect: Connect, versions: Iterable[int], limits: Limits | None = None
    ) -> None:
        self.switch = switch
        self.agent = Agent(switch, connect, self.settle, versions, limits)
        self._senders: dict[int, Callable[[Frame], None]] = {}
        self._timer: Any = None
        self._due = 0.0

    def plug(self, port: Port, link: Link) -> None:
        """Put the end of a link into a new port."""
        self.switch.ports[port.number] = port
        self._senders[port.number] = link.sender(self.switch.name)
        link.plug(self.switch.name, lambda frame: self._receive(port.number, frame))

    def _receive(self, port_no: int, frame: Frame) -> None:
        self.switch.receive(port_no, frame)
        self.settle()

    def settle(self) -> None:
        """Send on their way what the switch has put out; see to it that its flow entries time out."""
        switch = self.switch
        while switch.frames:
            port_no, frame = switch.frames.popleft()
            self._senders[port_no](frame)
        if switch.messages:
            self.agent.send()
        deadline = switch.deadline
        if deadline is not None and (self._timer is None or deadline < self._due):
            self.cancel_timer()
            self._due = deadline
            self._timer = get_hub().schedule_call_global(max(deadline - switch.clock(), 0.0), self._tick)

    def _tick(self) -> None:
        self._timer = None
        self.switch.tick()
        self.settle()

    def cancel_timer(self) -> None:
        """Wait for no time-out any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Network:
    """Switches s1, s2, ... with datapath ids 1, 2, ..., hosts h1, h2, ... with addresses 10.0.0.1, 10.0.0.2, ...

    `connect` makes a switch's connection to the controller (see `transport`), `versions` are those of OpenFlow that
    the switches speak. Links have a `delay` in seconds each way and lose the part `loss` of the frames. Unless
    `spanning_tree` is False, the links that would close a loop are kept out of floods: their ports are blocked.
    """

    def __init__(
        self,
        topology: Topology | str,
        connect: Connect,
        *,
        versions: Iterable[int] = frozenset(DIALECTS),
        delay: float = 0.0,
        loss: float = 0.0,
        spanning_tree: bool = True,
        limits: Limits | None = None,
    ) -> None:
        self.topology = parse(topology) if isinstance(topology, str) else topology
        self.spanning_tree = spanning_tree
        self.nodes: dict[str, SwitchNode] = {}
        self.hosts: dict[str, Host] = {}
        self.links: dict[tuple[str, str], Link] = {}
        self._port_of: dict[tuple[str, Link], int] = {}
        for number in range(1, self.topology.switches + 1):
            switch = Switch(number, (), lambda: get_hub().clock())
            self.nodes[switch.name] = SwitchNode(switch, connect, versions, limits)
        for one, other in self.topology.cables:
            link = Link(one, other, delay=delay, loss=loss, most_hops=self.topology.switches + 16)
            self.links[one, other] = link
            for end in (one, other):
                self._plug(end, link)
        self._block()

    def _plug(self, end: str, link: Link) -> None:
        if end in self.nodes:
            node = self.nodes[end]
            number = self._port_of[end, link] = len(node.switch.ports) + 1
            hw_addr = f'02{node.switch.dpid:08x}{number & 0xFF:02x}'
            port = Port(number, bytes.fromhex(hw_addr).hex(':'), f'{end}-eth{number}', get_hub().clock())
            node.plug(port, link)
            return
        number = int(end[1:])
        mac, ip = number.to_bytes(6, 'big').hex(':'), '.'.join(map(str, (10 << 24 | number).to_bytes(4, 'big')))
        self.hosts[end] = host = Host(end, mac, ip, link.sender(end))
        link.plug(end, host.receive)

    @property
    def switches(self) -> dict[str, Switch]:
        """The switches by name."""
        return {name: node.switch for name, node in self.nodes.items()}

    # -- life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Have every switch connect to the controller."""
        for node in self.nodes.values():
            node.agent.start()

    def stop(self) -> None:
        """Disconnect every switch."""
        for node in self.nodes.values():
            node.agent.stop()
            node.cancel_timer()

    def wait_until_connected(self, timeout: float = 10.0) -> None:
        """Wait until every switch has joined, and a moment more for what the app says first; raises TimeoutError that
        names the switches that have not."""
        hub = get_hub()
        end = hub.clock() + timeout
        while missing := [name for name, node in self.nodes.items() if not node.agent.connected]:
            if hub.clock() >= end:
                more = f' and {len(missing) - 5} more' if len(missing) > 5 else ''
                raise TimeoutError(f'not connected after {timeout:g} s: {", ".join(missing[:5])}{more}')
            greenhub.sleep(POLL)
        greenhub.sleep(SETTLE)

    # -- what one does with it ----------------------------------------------------------------------------------

    def host(self, name: str | Host) -> Host:
        """A host by name; raises KeyError that says which there are."""
        if isinstance(name, Host):
            return name
        try:
            return self.hosts[name]
        except KeyError:
            raise KeyError(f'no host {name!r}; there are h1 to h{len(self.hosts)}') from None

    def ping(self, source: str | Host, destination: str | Host, times: int = 1, *, timeout: float = 1.0) -> Ping:
        """Have a host ping another so many times; each answer may take `timeout` seconds."""
        return self.host(source).ping(self.host(destination), times, timeout=timeout)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every host with every other."""
        return ((one, other) for one in self.hosts for other in self.hosts if one != other)

    def ping_all(
        self,
        times: int = 1,
        *,
        timeout: float = 1.0,
        pairs: Iterable[tuple[str, str]] | None = None,
        at_once: int = PINGS_AT_ONCE,
    ) -> PingTable:
        """Have every host ping every other, or these pairs, so many at once."""
        pool = greenhub.GreenPool(at_once)
        pings = pool.imap(
            lambda pair: self.ping(pair[0], pair[1], times, timeout=timeout), self.pairs() if pairs is None else pairs
        )
        return PingTable({(ping.source, ping.destination): ping for ping in pings})

    def link(self, one: str, other: str) -> Link:
        """The link between two nodes, in either order; raises KeyError."""
        link = self.links.get((one, other)) or self.links.get((other, one))
        if link is None:
            raise KeyError(f'no link between {one} and {other}')
        return link

    def set_link(self, one: str, other: str, up: bool) -> None:
        """Pull a cable out, or plug it in again: switches tell their controller, and block other ports."""
        link = self.link(one, other)
        link.up = up
        for end in link.ends:
            if end in self.nodes:
                self.nodes[end].switch.set_link(self.port(end, link), up)
        self._block()
        for node in self.nodes.values():
            node.settle()

    def port(self, switch: str, link: Link) -> int:
        """The number of the port of a switch that a link is plugged into."""
        return self._port_of[switch, link]

    def _block(self) -> None:
        """Keep floods from going round in loops."""
        if not self.spanning_tree:
            return
        between = {ends: link for ends, link in self.links.items() if ends[0] in self.nodes and ends[1] in self.nodes}
        blocked = redundant(ends for ends, link in between.items() if link.up)
        for ends, link in between.items():
            for end in ends:
                self.nodes[end].switch.set_blocked(self.port(end, link), ends in blocked)

    @property
    def blocked_links(self) -> list[Link]:
        """The links that floods leave out."""
        return [
            link
            for (one, other), link in self.links.items()
            if one in self.nodes and self.nodes[one].switch.ports[self.port(one, link)].blocked
        ]

    @property
    def packet_ins(self) -> int:
        """How often the switches have asked the controller."""
        return sum(node.agent.packet_ins for node in self.nodes.values())
