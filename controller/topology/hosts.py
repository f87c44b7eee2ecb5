"""Which hosts there are, and at which ports, from the frames that they send: pure, frames and time in, events out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

from ..lib.dpid import dpid_to_str
from ..lib.ip import bin_to_text, text_to_bin
from .absent import AbsentHosts, Remembered
from .events import EventHostAdd, EventHostDelete, EventHostMove, EventTopologyAlarm
from .model import Host, HostState, Port
from .sources import address_of, is_from_a_host, question, tag_of

__all__ = ['ALARMS', 'Event', 'HostTracker', 'Limits']

#: What alarms of hosts are about, and what each means.
ALARMS = {
    'host-conflict': 'a host that is at one port is heard at another one',
    'host-flood': 'more hosts at a port than are kept',
    'address-conflict': 'two hosts say that they have the same IP address',
}

#: What a tracker tells.
Event = EventHostAdd | EventHostDelete | EventHostMove | EventTopologyAlarm

#: Seconds that a host has to be heard at its port when it is said to be elsewhere, or has been silent for too long.
PATIENCE = 3.0
#: Seconds between two questions whether it is there.
ASK_AGAIN = 1.0
#: Seconds during which whoever claimed to be a host that then was heard is not listened to.
DISBELIEF = 10.0
#: How often within the time after which a silent host is gone it is looked at.
LOOKS = 4

NOTHING: Sequence[Event] = ()


@dataclass(frozen=True)
class Limits:
    """Bounds: `timeout` is how many seconds a silent host is kept (0: for ever), `hosts` how many there may be,
    `per_port` at one port, `addresses` of each version of IP of one host, `doubts` hosts that are being asked at once.
    """

    timeout: float = 3600.0
    hosts: int = 16384
    per_port: int = 1024
    addresses: int = 16
    doubts: int = 256


class _Known:
    """A host that is known, where it is, and when it was heard there last."""

    __slots__ = ('addresses', 'dpid', 'heard', 'host', 'last', 'mac', 'not_before', 'port_no', 'vid')

    def __init__(self, mac: bytes, dpid: int, port_no: int, host: Host, now: float) -> None:
        self.mac, self.dpid, self.port_no, self.host, self.heard = mac, dpid, port_no, host, now
        self.addresses: dict[bytes, bool] = {}  # whether it said that the address is its own
        self.last: tuple[bytes, bool] | None = None
        self.not_before = -inf  # when somebody else may claim to be it again
        self.vid: int | None = None


@dataclass
class _Doubt:
    """A host that may have gone: `claim` is where it is said to be now, None where it has only been silent.

    While it is in doubt `heard` of the host is -inf: whatever is heard of it at its port ends the doubt.
    """

    known: _Known
    until: float
    ask: float
    claim: tuple[int, int] | None


class HostTracker:
    """The hosts of a network. `hosts` has them by MAC address; what changes is returned as events.

    `port_of(dpid, port_no)` is the port of a switch, None unless it is in use. `is_switch_mac(mac)` tells whether an
    address is one of a switch's own, which make no hosts. `probe(dpid, port_no, frame)` sends a frame out of a port:
    before a host moves away from a port that is up, or is given up for its silence, it is asked whether it is there.

    `active` is to be False while it is not known at which ports links end. What only passes by cannot be told from
    frames of hosts then, so a host stays where it was heard first as long as its port is up, and nobody is asked.
    """

    def __init__(
        self,
        port_of: Callable[[int, int], Port | None],
        *,
        is_switch_mac: Callable[[str], bool] = lambda mac: False,
        probe: Callable[[int, int, bytes], object] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.hosts = HostState()
        self.active = True
        self.limits = limits or Limits()
        self._port_of, self._is_switch_mac, self._probe = port_of, is_switch_mac, probe
        self._known: dict[bytes, _Known] = {}
        self._places: dict[tuple[int, int], dict[bytes, _Known]] = {}
        self._link_ends: set[tuple[int, int]] = set()
        self._owners: dict[bytes, _Known] = {}  # of IP addresses, by what they said themselves
        self._doubts: dict[bytes, _Doubt] = {}
        self._looks: dict[bytes, float] = {}  # when each host is looked at again, the next one first
        self._absent = AbsentHosts()
        self._full: set[tuple[int, int]] = set()  # ports of which an alarm has told that they are

    # -- what is asked ------------------------------------------------------------------------------------------

    def find(self, address: str) -> Host | None:
        """The host with this MAC or IP address; of several that use an IP address, the first that said it has it."""
        host = self.hosts.get(address.lower())
        if host is not None:
            return host
        try:
            raw = text_to_bin(address)
        except ValueError:
            return None
        using = (known for known in self._known.values() if raw in known.addresses)
        known = self._owners.get(raw) or next(using, None)
        return known.host if known is not None else None

    # -- what happens -------------------------------------------------------------------------------------------

    def seen(self, dpid: int, port_no: int, data: bytes, now: float) -> Sequence[Event]:
        """A frame came in at a port. (It is called with every frame that reaches the controller.)"""
        known = self._known.get(data[6:12])
        if known is None or known.port_no != port_no or known.dpid != dpid:
            return self._at_another_port(known, (dpid, port_no), data, now)
        known.heard = now
        address = address_of(data)
        if address is None or address == known.last:
            return NOTHING
        return self._learn(known, address)

    def port_up(self, dpid: int, port_no: int, now: float) -> None:
        """A port is up: the hosts that were there before are asked whether they are there again."""
        self._absent.is_up((dpid, port_no), now)

    def port_down(self, dpid: int, port_no: int, now: float) -> list[Event]:
        """A port is down, or gone: its hosts are gone, but for those that were heard elsewhere already."""
        self._absent.is_down((dpid, port_no))
        return self._gone([(dpid, port_no)], now)

    def switch_left(self, dpid: int, now: float) -> list[Event]:
        """A switch has left: its ports are gone, too."""
        self._absent.has_left(dpid)
        self._link_ends = {place for place in self._link_ends if place[0] != dpid}
        claims = {doubt.claim for doubt in self._doubts.values() if doubt.claim is not None}
        return self._gone([place for place in {*self._places, *claims} if place[0] == dpid], now)

    def link_found(self, dpid: int, port_no: int, now: float) -> list[Event]:
        """A link begins or ends at this port, so there are no hosts at it; what came in had been forwarded."""
        self._link_ends.add((dpid, port_no))
        events = self.port_down(dpid, port_no, now)
        self._absent.forget((dpid, port_no))
        return events

    def link_lost(self, dpid: int, port_no: int) -> None:
        """No link begins or ends at this port any longer: there may be hosts at it again."""
        self._link_ends.discard((dpid, port_no))

    def tick(self, now: float) -> list[Event]:
        """Some time has passed; to be called about once a second."""
        events: list[Event] = []
        for doubt in list(self._doubts.values()):
            if doubt.known.heard > -inf:
                self._believe(doubt.known, now)
            elif now >= doubt.until:
                events.append(self._give_up(doubt.known, now))
            elif now >= doubt.ask:
                doubt.ask = now + ASK_AGAIN
                self._ask(doubt.known)
        for (dpid, port_no), absent in self._absent.due(now):
            if absent.mac not in self._known:
                self._send_question(dpid, port_no, absent)
        for known in self._due(now):
            if now - known.heard >= self.limits.timeout and known.mac not in self._doubts and self._may_doubt(known):
                self._doubt(known, None, now)
        return events

    def _due(self, now: float) -> Iterator[_Known]:
        """The hosts to look at, each of which then waits for its next turn."""
        pause = self.limits.timeout / LOOKS
        while pause and self._looks:
            mac, when = next(iter(self._looks.items()))
            if when > now:
                break
            del self._looks[mac]
            self._looks[mac] = now + pause
            yield self._known[mac]

    # -- hosts come, move and go --------------------------------------------------------------------------------

    def _gone(self, places: list[tuple[int, int]], now: float) -> list[Event]:
        """Nobody is at these ports, or has moved there."""
        for doubt in list(self._doubts.values()):
            if doubt.claim in places:
                self._believe(doubt.known, now)
        self._full.difference_update(places)
        events: list[Event] = []
        for place in places:
            for known in list(self._places.get(place, {}).values()):
                events.append(self._give_up(known, now))
                if known.mac not in self._known and (remembered := _remember(known)) is not None:
                    self._absent.left(place, remembered)
        return events

    def _at_another_port(
        self, known: _Known | None, place: tuple[int, int], data: bytes, now: float
    ) -> Sequence[Event]:
        """A frame whose sender is not known to be at this port."""
        if place in self._link_ends or not is_from_a_host(data):
            return NOTHING
        if known is not None and (now < known.not_before or not self._may_doubt(known)):
            return NOTHING
        port = self._port_of(*place)
        if port is None:
            return NOTHING
        if known is None:
            return self._appear(port, place, data, now)
        if not self._has_room(place):
            return NOTHING
        if self._port_of(known.dpid, known.port_no) is None:  # nobody has told yet that its port is gone
            return [self._move(known, place, port, now)]
        if not self.active:
            return NOTHING
        self._doubt(known, place, now)
        where = f'switch {dpid_to_str(known.dpid)} port {known.port_no}'
        text = f'{known.host.mac} is heard here while its port, {where}, is up: it is being asked whether it is there'
        return [EventTopologyAlarm('host-conflict', *place, text)]

    def _may_doubt(self, known: _Known) -> bool:
        """Whether a claim to be that host opens a new question."""
        doubt = self._doubts.get(known.mac)
        return doubt.claim is None if doubt is not None else len(self._doubts) < self.limits.doubts

    def _appear(self, port: Port, place: tuple[int, int], data: bytes, now: float) -> list[Event]:
        """A host that was not known, if there is room for it."""
        mac = data[6:12]
        text = mac.hex(':')
        if self._is_switch_mac(text):
            return []
        events = self._make_room(place)
        if events is None:
            return self._tell_full(place)
        known = _Known(mac, *place, Host(text, port), now)
        known.vid = tag_of(data)
        self._known[mac] = self._places.setdefault(place, {})[mac] = known
        self._looks[mac] = now + self.limits.timeout / LOOKS
        self.hosts[text] = known.host
        address = address_of(data)
        return [*events, EventHostAdd(known.host), *(self._learn(known, address) if address is not None else NOTHING)]

    def _move(self, known: _Known, place: tuple[int, int], port: Port, now: float) -> Event:
        self._leave(known)
        old, known.host = known.host, Host(known.host.mac, port)
        known.host.ipv4, known.host.ipv6 = list(old.ipv4), list(old.ipv6)
        (known.dpid, known.port_no), known.heard = place, now
        self._places.setdefault(place, {})[known.mac] = known
        self.hosts[old.mac] = known.host
        return EventHostMove(old, known.host)

    def _delete(self, known: _Known) -> Event:
        self._leave(known)
        del self._known[known.mac], self._looks[known.mac], self.hosts[known.host.mac]
        for address in known.addresses:
            if self._owners.get(address) is known:
                del self._owners[address]
        return EventHostDelete(known.host)

    def _leave(self, known: _Known) -> None:
        """It is at its port no longer."""
        place = known.dpid, known.port_no
        self._doubts.pop(known.mac, None)
        here = self._places[place]
        del here[known.mac]
        self._full.discard(place)
        if not here:
            del self._places[place]

    def _has_room(self, place: tuple[int, int]) -> bool:
        return len(self._places.get(place, ())) < self.limits.per_port

    def _make_room(self, place: tuple[int, int]) -> list[Event] | None:
        """Have room for one more host at a port: where there is none at all, one of the port with most goes for it.

        None where there is no room.
        """
        if not self._has_room(place):
            return None
        if len(self._known) < self.limits.hosts:
            return []
        crowded = max(self._places.values(), key=len)
        if len(self._places.get(place, ())) + 1 >= len(crowded):
            return None
        return [self._delete(min(crowded.values(), key=lambda known: known.heard))]

    def _tell_full(self, place: tuple[int, int]) -> list[Event]:
        """The alarm that there is no room for more hosts at a port, once until one of them leaves."""
        if place in self._full:
            return []
        self._full.add(place)
        here = len(self._places.get(place, ()))
        text = f'no more than {here} hosts are kept at this port: others are not known until some of these are gone'
        return [EventTopologyAlarm('host-flood', *place, text)]

    # -- is it still there? -------------------------------------------------------------------------------------

    def _doubt(self, known: _Known, claim: tuple[int, int] | None, now: float) -> None:
        self._doubts[known.mac] = _Doubt(known, now + PATIENCE, now + ASK_AGAIN, claim)
        known.heard = -inf
        self._ask(known)

    def _ask(self, known: _Known) -> None:
        remembered = _remember(known)
        if remembered is not None:
            self._send_question(known.dpid, known.port_no, remembered)

    def _send_question(self, dpid: int, port_no: int, to: Remembered) -> None:
        port = self._port_of(dpid, port_no)
        if self.active and self._probe is not None and port is not None:
            self._probe(dpid, port_no, question(to.mac, to.address, port.hw_addr, to.vid))

    def _believe(self, known: _Known, now: float) -> None:
        """It is where it was."""
        doubt = self._doubts.pop(known.mac)
        if doubt.claim is not None:
            known.not_before = now + DISBELIEF
        known.heard = now

    def _give_up(self, known: _Known, now: float) -> Event:
        """It is not where it was."""
        doubt = self._doubts.get(known.mac)
        if doubt is not None and doubt.claim is not None:
            port = self._port_of(*doubt.claim)
            if port is not None and self._has_room(doubt.claim):
                return self._move(known, doubt.claim, port, now)
        return self._delete(known)

    # -- IP addresses -------------------------------------------------------------------------------------------

    def _learn(self, known: _Known, address: tuple[bytes, bool]) -> Sequence[Event]:
        """A host has used this IP address. Those that it said are its own go before those it only used."""
        known.last = raw, own = address
        kept = known.host.ipv4 if len(raw) == 4 else known.host.ipv6
        text = bin_to_text(raw)
        if raw in known.addresses:
            kept.remove(text)
        elif len(kept) >= self.limits.addresses:
            if not own:
                return NOTHING  # of a router: it forwards for more addresses than anybody wants to know
            self._forget_address(known, kept)
        kept.append(text)
        said = known.addresses.pop(raw, False)
        known.addresses[raw] = own or said
        owner = self._owners.setdefault(raw, known) if own else known
        if owner is known or said:
            return NOTHING
        where = f'{owner.host.mac} at switch {dpid_to_str(owner.dpid)} port {owner.port_no}'
        text = f'{known.host.mac} says that it has {text}, and so does {where}'
        return [EventTopologyAlarm('address-conflict', known.dpid, known.port_no, text)]

    def _forget_address(self, known: _Known, kept: list[str]) -> None:
        size = 4 if kept is known.host.ipv4 else 16
        raws = [raw for raw in known.addresses if len(raw) == size]
        oldest = next((raw for raw in raws if not known.addresses[raw]), raws[0])
        kept.remove(bin_to_text(oldest))
        del known.addresses[oldest]
        if self._owners.get(oldest) is known:
            del self._owners[oldest]


def _remember(known: _Known) -> Remembered | None:
    """What it takes to ask a host: an address that it has said to be its own, or else one that it has used.

    Nobody answers for an address that a router has forwarded for, so that asking for it does no harm.
    """
    addresses = [address for address, is_own in known.addresses.items() if is_own] or list(known.addresses)
    return Remembered(known.mac, addresses[-1], known.vid) if addresses else None
