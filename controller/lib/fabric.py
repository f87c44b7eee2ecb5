"""Many switches as one: where a frame goes in a network of any shape, and the flow entries that the next ones take.

Pure: frames, the network as topology knows it, and time go in; orders to switches come out. A frame for a host that is
known takes a shortest path. One for everybody goes from the controller straight to the ports where hosts are: it
crosses no link, and so there is nothing that could go round in a loop.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from math import inf
from typing import NamedTuple

from ..packet import arp, build, icmpv6, ipv6
from ..packet.packet import Packet
from ..topology.graph import Graph, NoPath
from ..topology.links import End
from ..topology.paths import Edge, Path
from ..topology.sources import is_from_a_host

__all__ = ['IDLE', 'PAUSE', 'Entry', 'Fabric', 'Install', 'Limits', 'Order', 'Remove', 'Send']

#: Seconds without a frame after which the flow entries of a conversation go.
IDLE = 60
#: Seconds for which frames are dropped by a switch: those that lead nowhere, and those of a port that asks too often.
PAUSE = 1
#: Seconds in which flow entries take effect: what comes to the controller meanwhile had been on its way.
UNDERWAY = 0.5
#: Seconds that a frame waits until topology knows where its sender is.
PATIENCE = 5.0
#: What a frame for everybody takes of the budget of its port, where any other takes 1.
FLOOD = 10

BRIDGES = bytes.fromhex('0180c20000')  # groups whose frames end at the next bridge (IEEE 802.1Q, 8.6.3)
ANY, NOBODY = '0.0.0.0', '::'
FROM_NEARBY = 255  # hops that are left of a frame that no router has forwarded (RFC 4861, 7.1)

#: The two hosts of a conversation by MAC address, in order.
Ends = tuple[str, str]


class Entry(NamedTuple):
    """What a flow entry of switch `dpid` matches: frames from `src` to `dst` (None: all others) that come in there."""

    dpid: int
    in_port: int
    src: str | None
    dst: str | None


class Install(NamedTuple):
    """Install a flow entry, by which frames leave by `out_port` until none has come for `IDLE` seconds.

    Without a port they are dropped, for `PAUSE` seconds. `tells`: the switch is to say when it has gone.
    """

    entry: Entry
    out_port: int | None
    tells: bool = False

    @property
    def dpid(self) -> int:
        """Whom it is for."""
        return self.entry.dpid


class Remove(NamedTuple):
    """Remove a flow entry."""

    entry: Entry

    @property
    def dpid(self) -> int:
        """Whom it is for."""
        return self.entry.dpid


class Send(NamedTuple):
    """Send a frame out of ports of a switch."""

    dpid: int
    ports: tuple[int, ...]
    frame: bytes


Order = Install | Remove | Send


@dataclass(frozen=True)
class Limits:
    """Bounds: `conversations` that have flow entries, `waiting` frames whose senders are not known yet; `rate` a
    second, and `burst` at once, of frames from one port that no flow entry takes; `ports` whose rate is remembered."""

    conversations: int = 32768
    waiting: int = 512
    rate: float = 500.0
    burst: float = 2000.0
    ports: int = 65536


@dataclass(slots=True)
class _Conversation:
    """Two hosts whose frames to each other have flow entries along a path, since then."""

    path: Path
    links: tuple[Edge, ...]
    since: float
    silent: set[str] = field(default_factory=set)  # those of the two whose entries have timed out

    def entries(self, ends: Ends) -> list[Install]:
        """Their flow entries."""
        return _entries(ends, self.path)


@dataclass(slots=True)
class _Budget:
    """How many more frames of a port the controller takes, as of then; none until `muted`."""

    left: float
    since: float
    muted: float = -inf


class Fabric:
    """A network that carries frames as one big switch would.

    `where(mac)` is the port of a host, None where it is not known; `who_has(address)` the MAC address of the host with
    an IP address; `edge_ports()` are the ports where hosts may be, by datapath id; `is_switch(mac)` tells whether that
    is an address of a switch, which only the controller uses. Topology knows all that, and is not deceived by those who
    use addresses of others: a frame is taken from the port where its sender is, and from no other.

    Methods return what is to be done, in order.
    """

    def __init__(
        self,
        where: Callable[[str], End | None],
        who_has: Callable[[str], str | None],
        edge_ports: Callable[[], Mapping[int, Iterable[int]]],
        is_switch: Callable[[str], bool] = lambda mac: False,
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.graph = Graph()  # of the links that are known in both directions
        self._given = self.graph
        self._where, self._who_has, self._edge_ports, self._is_switch = where, who_has, edge_ports, is_switch
        self._links: frozenset[Edge] = frozenset()
        self._link_ends: set[End] = set()
        self._conversations: OrderedDict[Ends, _Conversation] = OrderedDict()  # the one laid first at the beginning
        self._of: dict[str, set[Ends]] = {}
        self._to_review: dict[Ends, None] = {}
        self._waiting: OrderedDict[tuple[str, End], tuple[bytes, float]] = OrderedDict()
        self._budgets: dict[End, _Budget] = {}

    # -- questions ----------------------------------------------------------------------------------------------

    def route(self, one: str, other: str) -> Path:
        """The path from one host to another: the way back is the same. Raises NoPath.

        Wherever several links are on shortest paths, a hash over the two addresses and the link picks one. So
        conversations spread evenly, and a link that comes or goes moves those alone that are to use it, or did.
        """
        low, high = sorted((one, other))
        begin, end = self._place(low), self._place(high)
        if begin == end:
            raise NoPath(f'{low} and {high} are at the same port')
        costs, here = self.graph.costs(end[0]), begin[0]
        if here not in costs:
            raise NoPath(f'no links lead from switch {here:#x} to switch {end[0]:#x}')
        pair = bytes.fromhex((low + high).replace(':', ''))
        links: list[Edge] = []
        while here != end[0]:
            nearer = (edge for edge in self.graph.edges_of(here) if costs.get(edge.dst) == costs[here] - 1)
            links.append(max(nearer, key=lambda edge: blake2b(b'%d %d %d %d' % edge, key=pair).digest()))
            here = links[-1].dst
        path = Path.along(links, len(links), begin[0], begin[1], end[1])
        return path if one == low else path.reversed()

    def is_carrying(self, one: str, other: str) -> bool:
        """Whether there are flow entries between two hosts."""
        return _ends(one, other) in self._conversations

    def conversations_of(self, mac: str) -> int:
        """With how many others a host has flow entries."""
        return len(self._of.get(mac, ()))

    def _place(self, mac: str) -> End:
        place = self._where(mac)
        if place is None:
            raise NoPath(f'no host with the address {mac} is known')
        return place

    # -- what changes -------------------------------------------------------------------------------------------

    def update(self, graph: Graph, now: float) -> list[Order]:
        """The network looks like this now: conversations over links that have gone take other paths at once.

        Those for which there may be better ones are left to `review`.
        """
        if graph is self._given:
            return []
        self._given, links = graph, frozenset(graph.edges)
        self._link_ends = {end for src, src_port, dst, dst_port in links for end in ((src, src_port), (dst, dst_port))}
        both_ways = frozenset(edge for edge in links if edge.reverse in links)
        gone, come = self._links - both_ways, both_ways - self._links
        self._links, self.graph = both_ways, Graph.of(graph.switches, both_ways)
        if come:
            self._to_review = dict.fromkeys(self._conversations)
        if not gone:
            return []
        cut = [ends for ends, each in self._conversations.items() if not gone.isdisjoint(each.links)]
        return [order for ends in cut for order in self._repair(ends, now)]

    def review(self, now: float, most: int = 256) -> list[Order]:
        """Move conversations to paths that are better since links have come, or belong to them by their hash; at
        most so many, until `is_reviewed`."""
        orders: list[Order] = []
        for ends in list(self._to_review)[:most]:
            del self._to_review[ends]
            if ends in self._conversations:
                orders += self._repair(ends, now)
        return orders

    @property
    def is_reviewed(self) -> bool:
        """Whether every conversation is where it belongs."""
        return not self._to_review

    def host_seen(self, mac: str, now: float) -> list[Order]:
        """It is known where a host is: the frame of it that has waited for that goes its way."""
        place = self._where(mac)
        if place is None or (mac, place) not in self._waiting:
            return []
        frame, since = self._waiting.pop((mac, place))
        return self._forward(place, frame, now) if now - since < PATIENCE else []

    def host_gone(self, mac: str) -> list[Order]:
        """A host is no longer where it was: its flow entries go."""
        return [order for ends in list(self._of.get(mac, ())) for order in self._end(ends)]

    def expired(self, entry: Entry) -> None:
        """No frame has come for so long that a flow entry has gone by itself."""
        if entry.src is None or entry.dst is None:
            return
        ends = _ends(entry.src, entry.dst)
        conversation = self._conversations.get(ends)
        if conversation is None or not any(each.tells and each.entry == entry for each in conversation.entries(ends)):
            return
        conversation.silent.add(entry.src)
        if conversation.silent == set(ends):
            self._forget(ends)

    # -- frames -------------------------------------------------------------------------------------------------

    def frame(self, dpid: int, in_port: int, frame: bytes, now: float) -> list[Order]:
        """A frame has come in that no flow entry takes."""
        here = dpid, in_port
        if not is_from_a_host(frame) or frame[:5] == BRIDGES:
            return []
        if here in self._link_ends:
            return self._underway(here, frame, now)
        if not self._may_ask(here, now):
            return self._mute(here, now)
        src = frame[6:12].hex(':')
        if self._where(src) == here:
            return self._forward(here, frame, now)
        self._waiting.pop((src, here), None)
        self._waiting[src, here] = frame, now
        if len(self._waiting) > self.limits.waiting:
            self._waiting.popitem(last=False)
        return []

    def _underway(self, here: End, frame: bytes, now: float) -> list[Order]:
        """A frame has come over a link, and met no flow entry: one is not there yet, or was lost."""
        dst, src = frame[:6].hex(':'), frame[6:12].hex(':')
        if frame[0] & 1:
            return []
        to = self._where(dst)
        return self._deliver(here, to, frame, now) if to is not None and self._where(src) else [_pause(here, frame)]

    def _forward(self, here: End, frame: bytes, now: float) -> list[Order]:
        """A frame of a host that is there."""
        if frame[0] & 1:
            answer = self._answer(here, frame)
            return [Send(here[0], (here[1],), answer)] if answer is not None else self._flood(here, frame, now)
        dst = frame[:6].hex(':')
        to = self._where(dst)
        if to is None and self._is_switch(dst):
            return []  # the answer to a question of topology's
        if to is None:  # it may answer; meanwhile nobody has to hear more of that
            return [*self._flood(here, frame, now), _pause(here, frame)]
        return self._deliver(here, to, frame, now)

    def _deliver(self, here: End, to: End, frame: bytes, now: float) -> list[Order]:
        """Lay the path of a frame, and send it out where its receiver is: it meets nothing that is not ready."""
        ends = _ends(frame[6:12].hex(':'), frame[:6].hex(':'))
        try:
            path = self.route(*ends)
        except NoPath:
            return [*self._end(ends), _pause(here, frame)]
        known = self._conversations.get(ends)
        orders: list[Order] = []
        if known is None or known.path != path or now - known.since >= UNDERWAY:
            orders = self._lay(ends, path, now)
        return [*orders, Send(to[0], (to[1],), frame)]

    def _flood(self, here: End, frame: bytes, now: float) -> list[Order]:
        """To every host once."""
        if not self._may_ask(here, now, FLOOD - 1):
            return self._mute(here, now)
        orders: list[Order] = []
        for dpid, numbers in self._edge_ports().items():
            ports = tuple(number for number in numbers if (dpid, number) != here)
            if ports:
                orders.append(Send(dpid, ports, frame))
        return orders

    def _answer(self, here: End, frame: bytes) -> bytes | None:
        """The answer to a host that asks everybody for the MAC address of one that is known."""
        packet = Packet(frame)
        address = _asked_for(packet)
        mac = None if address is None else self._who_has(address)
        if address is None or mac is None or self._where(mac) in (None, here):
            return None
        return (build.neighbor_advertisement if ':' in address else build.arp_reply)(packet, mac).data

    # -- ports that ask too often -------------------------------------------------------------------------------

    def _may_ask(self, here: End, now: float, cost: float = 1) -> bool:
        """Whether the budget of a port has that much left, which it then has no more."""
        limits = self.limits
        budget = self._budgets.pop(here, None) or _Budget(limits.burst, now)
        if len(self._budgets) >= limits.ports:
            del self._budgets[next(iter(self._budgets))]
        self._budgets[here] = budget
        budget.left = min(budget.left + (now - budget.since) * limits.rate, limits.burst)
        budget.since = now
        if budget.left < cost or now < budget.muted:
            return False
        budget.left -= cost
        return True

    def _mute(self, here: End, now: float) -> list[Order]:
        """Have the switch drop what comes in there, but for what flow entries take; once for each `PAUSE`."""
        budget = self._budgets[here]
        if now < budget.muted:
            return []
        budget.muted = now + PAUSE
        return [Install(Entry(*here, None, None), None)]

    # -- conversations ------------------------------------------------------------------------------------------

    def _repair(self, ends: Ends, now: float) -> list[Order]:
        """Move a conversation to the path that it is to have, or end it where there is none."""
        try:
            path = self.route(*ends)
        except NoPath:
            return self._end(ends)
        return self._lay(ends, path, now) if path != self._conversations[ends].path else []

    def _lay(self, ends: Ends, path: Path, now: float) -> list[Order]:
        """Install the flow entries of a path, the far end of each way first, and then remove those of the former."""
        former = self._conversations.pop(ends, None)
        orders: list[Order] = []
        if former is None and len(self._conversations) >= self.limits.conversations:
            orders += self._end(next(iter(self._conversations)))
        self._conversations[ends] = _Conversation(path, path.edges, now)
        for mac in ends:
            self._of.setdefault(mac, set()).add(ends)
        entries = _entries(ends, path)
        orders += entries
        if former is not None and former.path != path:
            kept = {each.entry for each in entries}
            orders += [Remove(each.entry) for each in former.entries(ends) if each.entry not in kept]
        return orders

    def _end(self, ends: Ends) -> list[Order]:
        """Remove the flow entries of a conversation, if it has any."""
        conversation = self._forget(ends)
        return [] if conversation is None else [Remove(each.entry) for each in conversation.entries(ends)]

    def _forget(self, ends: Ends) -> _Conversation | None:
        conversation = self._conversations.pop(ends, None)
        for mac in ends if conversation is not None else ():
            self._of[mac].discard(ends)
            if not self._of[mac]:
                del self._of[mac]
        return conversation


def _ends(one: str, other: str) -> Ends:
    return (one, other) if one < other else (other, one)


def _entries(ends: Ends, path: Path) -> list[Install]:
    """The flow entries of a path, both ways; the switch where a host's frames begin tells when they have ended."""
    low, high = ends
    first, last = path.hops[0], path.hops[-1]
    there = [Install(Entry(hop.dpid, hop.in_port or 0, low, high), hop.out_port, hop is first)
             for hop in reversed(path.hops)]  # fmt: skip
    back = [Install(Entry(hop.dpid, hop.out_port or 0, high, low), hop.in_port, hop is last) for hop in path.hops]
    return [*there, *back]


def _pause(here: End, frame: bytes) -> Install:
    """Have frames from the sender of this one to its receiver dropped for a while."""
    return Install(Entry(*here, frame[6:12].hex(':'), frame[:6].hex(':')), None)


def _asked_for(packet: Packet) -> str | None:
    """The IP address whose MAC address a host wants to know, by ARP or neighbour discovery.

    Not where it only asks whether somebody has an address that it wants for itself, or tells that it has one: what is
    known may be out of date, and the owner is there to answer.
    """
    question = packet.get_protocol(arp.arp)
    if question is not None:
        wants = question.opcode == arp.ARP_REQUEST and question.src_ip not in (ANY, question.dst_ip)
        return question.dst_ip if wants else None
    header, message = packet.get_protocol(ipv6.ipv6), packet.get_protocol(icmpv6.icmpv6)
    if header is None or message is None or message.type_ != icmpv6.ND_NEIGHBOR_SOLICIT:
        return None
    wants = header.src != NOBODY and header.hop_limit == FROM_NEARBY
    return message.data.dst if wants and isinstance(message.data, icmpv6.nd_neighbor) else None
