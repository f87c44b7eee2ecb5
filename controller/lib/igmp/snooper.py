"""Who of a switch's ports wants which multicast (RFC 2236, RFC 3376; snooping: RFC 4541). Pure.

The switch listens to what hosts and routers say to each other, and may ask the hosts itself where no router does.
Without anybody who asks, nothing is known for long, so that nothing is pruned.

Groups of IPv4 are told apart, not their sources, nor VLANs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from ...packet import ether_types, ethernet, in_proto, ipv4
from ...packet.igmp import (
    ALLOW_NEW_SOURCES,
    CHANGE_TO_EXCLUDE_MODE,
    CHANGE_TO_INCLUDE_MODE,
    IGMP_TYPE_LEAVE,
    IGMP_TYPE_QUERY,
    IGMP_TYPE_REPORT_V1,
    IGMP_TYPE_REPORT_V2,
    LAST_MEMBER_QUERY_INTERVAL,
    MODE_IS_EXCLUDE,
    MODE_IS_INCLUDE,
    MULTICAST_IP_ALL_HOST,
    QUERY_RESPONSE_INTERVAL,
    code_value,
    igmp,
    igmpv3_query,
    igmpv3_report,
)
from ...packet.packet import Packet
from ..deadlines import Deadlines

__all__ = ['ROBUSTNESS', 'Change', 'Flood', 'Forward', 'Group', 'GroupChanged', 'Notice', 'Output', 'Prune', 'Snooper']

ROBUSTNESS = 2  # messages of which one may get lost (RFC 3376, 8.1)
QUERY_INTERVAL = 60.0  # seconds between general queries, where the switch asks
STARTUP_INTERVAL = QUERY_INTERVAL / 4  # before the second one (8.6)
ROUTER_INTERVAL = 125.0  # of a router that does not say (8.2)
MOST_GROUPS = 4096  # hosts can join as many as they like

ROUTER_ALERT = b'\x94\x04\x00\x00'  # option of an IP header (RFC 2113), without which hosts may not read a query

JOINS = (MODE_IS_EXCLUDE, CHANGE_TO_EXCLUDE_MODE)
JOINS_WITH_SOURCES = (MODE_IS_INCLUDE, CHANGE_TO_INCLUDE_MODE, ALLOW_NEW_SOURCES)

#: Timers: general queries; a router that is not heard any more; a member; the second question whether there are more.
QUERY, ROUTER, MEMBER, AGAIN = 'query', 'router', 'member', 'again'

Timer: TypeAlias = tuple[str, str, int]


class Change(IntEnum):
    """What has happened to a group."""

    ADDED = 1
    MEMBER_CHANGED = 2
    REMOVED = 3


@dataclass(frozen=True)
class Forward:
    """Send this frame out of some ports; it came in by `in_port`, or (None) is the switch's own."""

    ports: tuple[int, ...]
    frame: bytes
    in_port: int | None = None


@dataclass(frozen=True)
class Flood:
    """Send this frame out of all ports but the one that it came in by, if it did."""

    frame: bytes
    in_port: int | None = None


@dataclass(frozen=True)
class GroupChanged:
    """A group has come or gone, or has other `members`: ports. `querier` is the port of whoever asks."""

    change: Change
    address: str
    querier: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class Prune:
    """Have packets for a group go out of these ports alone. `lasting` until further notice, else while they come;
    None: anywhere."""

    address: str
    ports: tuple[int, ...] | None
    lasting: bool = True


@dataclass(frozen=True)
class Notice:
    """Something for the log, about a port."""

    text: str
    port: int


Output: TypeAlias = Forward | Flood | GroupChanged | Prune | Notice


@dataclass
class Group:
    """A multicast group: the ports of its members, and the last message of one that has left."""

    members: set[int] = field(default_factory=set)
    left: tuple[bytes, int] | None = None


class Snooper:
    """What a switch with that Ethernet address knows about groups, by address.

    Each method takes the time in seconds, on any clock. What is to be done then is in `outputs`, in order, which the
    owner empties; `tick` is to be called when `deadline` has come.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.groups: dict[str, Group] = {}
        self.routers: dict[int, float] = {}  # port -> seconds between the queries that come there
        self.server_port: int | None = None  # where the switch itself asks
        self.outputs: list[Output] = []
        self._deadlines: Deadlines[Timer] = Deadlines()

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        return self._deadlines.next

    @property
    def querier(self) -> int | None:
        """The port of whoever asks: of the server where the switch does; None where nobody does."""
        return next(iter(self.routers), None) if self.server_port is None else self.server_port

    def drain(self) -> list[Output]:
        """The outputs so far, which are forgotten thereby."""
        outputs, self.outputs = self.outputs, []
        return outputs

    def ask(self, server_port: int, now: float) -> None:
        """Have the switch ask its hosts, on behalf of a server at that port."""
        self.server_port = server_port
        self._deadlines.set((QUERY, '', 1), now)
        self.tick(now)

    # -- what happens -------------------------------------------------------------------------------------------

    def receive(self, port: int, frame: bytes, now: float) -> bool:
        """A frame has arrived at a port; False where it is none of IGMP. Never raises, whatever it holds."""
        packet = Packet(frame)
        outer = packet.get_protocol(ipv4.ipv4)
        if outer is None or outer.proto != in_proto.IPPROTO_IGMP:
            return False
        message = next((each for each in packet if isinstance(each, igmp)), None)
        if message is None:
            self.outputs.append(Notice('IGMP received. [cannot be read]', port))
        elif message.msgtype == IGMP_TYPE_QUERY:
            self._query(message, port, frame, now)
        elif self.querier is None:
            self.outputs += [Notice('no querier exists.', port), Flood(frame, port)]
        elif message.msgtype == IGMP_TYPE_LEAVE:
            self._leave(message.address, port, frame, 2, now)
        else:
            self._report(message, port, frame, now)
        return True

    def port_down(self, port: int, now: float) -> None:
        """A port has no link any more, or is gone."""
        self._drop_router(port)
        for address in [address for address, group in self.groups.items() if port in group.members]:
            self._remove(address, port)

    def tick(self, now: float) -> None:
        """Do what is due."""
        for name, address, number in self._deadlines.take(now):
            if name == QUERY:
                self._deadlines.set((QUERY, '', 0), now + (STARTUP_INTERVAL if number else QUERY_INTERVAL))
                self.outputs.append(Flood(self._question(2)))
            elif name == ROUTER:
                self._drop_router(number)
            elif name == AGAIN:
                self.outputs.append(Forward((number,), self._question(2, address)))
            else:
                self._remove(address, number)

    # -- who asks -----------------------------------------------------------------------------------------------

    def _query(self, query: igmp, port: int, frame: bytes, now: float) -> None:
        """Somebody asks: a router, or another switch."""
        newer = isinstance(query, igmpv3_query)
        wait = code_value(query.maxresp) / 10 if newer else query.maxresp / 10
        interval = float(code_value(query.qqic)) if isinstance(query, igmpv3_query) else 0.0
        known = port in self.routers
        self.routers[port] = interval or ROUTER_INTERVAL
        lifetime = ROBUSTNESS * self.routers[port] + QUERY_RESPONSE_INTERVAL  # other querier present interval (8.5)
        self._deadlines.set((ROUTER, '', port), now + lifetime)
        if not known:
            for address in self.groups:
                self._prune(address)
        group = self.groups.get(query.address)
        if group is None:
            self.outputs.append(Flood(frame, port))
            return
        members = tuple(sorted(group.members - {port}))
        self.outputs.append(Forward(members, frame, port))
        for member in members:
            self._hurry(query.address, member, now + ROBUSTNESS * (wait or QUERY_RESPONSE_INTERVAL))

    def _drop_router(self, port: int) -> None:
        """Nobody asks at a port any more; where nobody asks at all, all may come from anywhere again."""
        self._deadlines.cancel((ROUTER, '', port))
        if self.routers.pop(port, None) is None:
            return
        for address in list(self.groups):
            if self.querier is None:
                self._forget(address, port)
            else:
                self._prune(address)

    def _question(self, version: int, address: str = '0.0.0.0') -> bytes:
        """A query to all hosts, or whether a group has members."""
        general = address == '0.0.0.0'
        wait = 10 * (QUERY_RESPONSE_INTERVAL if general else LAST_MEMBER_QUERY_INTERVAL)
        query = igmp(IGMP_TYPE_QUERY, wait, 0, address)
        if version == 3:
            query = igmpv3_query(maxresp=wait, address=address, qrv=ROBUSTNESS, qqic=int(QUERY_INTERVAL), srcs=[])
        to = MULTICAST_IP_ALL_HOST if general else address
        outer = ethernet.ethernet(_group_mac(to), self.address, ether_types.ETH_TYPE_IP)
        inner = ipv4.ipv4(proto=in_proto.IPPROTO_IGMP, ttl=1, tos=0xC0, src='0.0.0.0', dst=to, option=ROUTER_ALERT)
        packet = Packet(protocols=[outer, inner, query])
        packet.serialize()
        return bytes(packet.data or b'')

    # -- who wants what -----------------------------------------------------------------------------------------

    def _report(self, message: igmp, port: int, frame: bytes, now: float) -> None:
        """A host says what it wants; routers hear that, other hosts do not: they would keep silent then."""
        if isinstance(message, igmpv3_report):
            for record in message.records:
                if isinstance(record, bytes):
                    continue
                if record.type_ in JOINS or (record.type_ in JOINS_WITH_SOURCES and record.srcs):
                    self._join(record.address, port, now)
                elif record.type_ == CHANGE_TO_INCLUDE_MODE:
                    self._leave(record.address, port, frame, 3, now)
                    if len(message.records) == 1:
                        return
        elif message.msgtype in (IGMP_TYPE_REPORT_V1, IGMP_TYPE_REPORT_V2):
            self._join(message.address, port, now)
        self._tell_routers(frame, port)

    def _tell_routers(self, frame: bytes, in_port: int) -> None:
        routers = tuple(port for port in self.routers if port != in_port)
        if routers:
            self.outputs.append(Forward(routers, frame, in_port))

    def _join(self, address: str, port: int, now: float) -> None:
        querier, group = self.querier, self.groups.get(address)
        if querier is None or not _prunable(address) or port in self.routers:
            return
        if group is None:
            if len(self.groups) >= MOST_GROUPS:
                self.outputs.append(Notice(f'{address}: {MOST_GROUPS} groups are as many as there may be.', port))
                return
            group = self.groups[address] = Group()
            self.outputs.append(GroupChanged(Change.ADDED, address, querier, ()))
        interval = self.routers.get(querier, QUERY_INTERVAL)
        self._deadlines.set((MEMBER, address, port), now + ROBUSTNESS * interval + QUERY_RESPONSE_INTERVAL)  # (8.4)
        self._deadlines.cancel((AGAIN, address, port))
        group.left = None
        if port not in group.members:
            group.members.add(port)
            self.outputs.append(GroupChanged(Change.MEMBER_CHANGED, address, querier, tuple(sorted(group.members))))
            self._prune(address)

    def _leave(self, address: str, port: int, frame: bytes, version: int, now: float) -> None:
        """A host has left a group; the others behind its port are asked whether they want it yet (RFC 2236, 3)."""
        group = self.groups.get(address)
        if group is None or port not in group.members:
            self._tell_routers(frame, port)
            return
        group.left = frame, port
        if self._hurry(address, port, now + ROBUSTNESS * LAST_MEMBER_QUERY_INTERVAL):
            self.outputs.append(Forward((port,), self._question(version, address)))
            if version == 2:
                self._deadlines.set((AGAIN, address, port), now + LAST_MEMBER_QUERY_INTERVAL)

    def _hurry(self, address: str, port: int, until: float) -> bool:
        """Give the members at a port that time to answer; False where they have no longer anyway."""
        due = self._deadlines.get((MEMBER, address, port))
        if due is not None and due <= until:
            return False
        self._deadlines.set((MEMBER, address, port), until)
        return True

    def _remove(self, address: str, port: int) -> None:
        """A port wants a group no more."""
        querier, group = self.querier or 0, self.groups[address]
        for timer in MEMBER, AGAIN:
            self._deadlines.cancel((timer, address, port))
        group.members.discard(port)
        if group.members:
            members = tuple(sorted(group.members))
            self.outputs.append(GroupChanged(Change.MEMBER_CHANGED, address, querier, members))
            self._prune(address)
            return
        del self.groups[address]
        self.outputs += [
            GroupChanged(Change.REMOVED, address, querier, ()),
            Prune(address, tuple(self.routers), lasting=False),
        ]
        if group.left is not None:
            self._tell_routers(*group.left)

    def _forget(self, address: str, querier: int) -> None:
        """Know nothing of a group any more."""
        for port in self.groups.pop(address).members:
            for timer in MEMBER, AGAIN:
                self._deadlines.cancel((timer, address, port))
        self.outputs += [GroupChanged(Change.REMOVED, address, querier, ()), Prune(address, None)]

    def _prune(self, address: str) -> None:
        ports: Iterable[int] = self.groups[address].members.union(self.routers)
        self.outputs.append(Prune(address, tuple(sorted(ports))))


def _prunable(address: str) -> bool:
    """Whether a group may be pruned: not 224.0.0.0/24, as nobody need say that they want it (RFC 4541, 2.1.2)."""
    return 224 <= int(address.partition('.')[0]) <= 239 and not address.startswith('224.0.0.')


def _group_mac(address: str) -> str:
    """The Ethernet address of a group (RFC 1112, 6.4)."""
    bits = int.from_bytes(bytes(map(int, address.split('.')))) & 0x7FFFFF
    return (0x01005E000000 | bits).to_bytes(6).hex(':')
