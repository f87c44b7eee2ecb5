"""The links between switches: which there are, how good they are, and which are not believed.

Pure: it is told what arrived and when, and returns what changed. Times `now` are seconds of a clock that only goes
forward, `wall` are seconds since the epoch.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..events import EventBase
from ..lib.dpid import dpid_to_str
from .alarms import HOST_PORT, TWO_CLAIMS
from .events import EventLinkAdd, EventLinkDelete, EventTopologyAlarm
from .model import Link, LinkState, Port

__all__ = ['MISSES', 'SETTLE', 'End', 'LinkTable', 'end_of']

#: A port by datapath id and number.
End = tuple[int, int]

#: Probes that are missed in a row before a link is lost.
MISSES = 3
#: Seconds after a port was first probed, or all of a switch were, in which the first probe over a link has come.
SETTLE = 1.5
#: Of loss, delay and jitter: how much the newest probe weighs.
LOSS_WEIGHT, DELAY_WEIGHT = 1 / 16, 1 / 8
#: Ports that hosts were seen at, switches and links: how many of each are remembered beyond their going.
REMEMBERED = 65536
#: Hosts that are remembered for a port.
HOSTS_OF_A_PORT = 4


def end_of(port: Port) -> End:
    """The port as the key that it is here."""
    return port.dpid, port.port_no


@dataclass(slots=True)
class _Track:
    """One direction of a link: the stamp of the probe that came last, and how many were missed since."""

    link: Link
    stamp: int
    missed: int = 0


class _Memory(OrderedDict[object, dict[str, float]]):
    """What is remembered of the past, the oldest forgotten where it becomes too much."""

    def of(self, key: object) -> dict[str, float]:
        """What is remembered of a key, to be added to."""
        found = self.setdefault(key, {})
        self.move_to_end(key)
        if len(self) > REMEMBERED:
            self.popitem(last=False)
        return found


class LinkTable:
    """The links, each direction one of its own.

    A link that two others contradict, or whose port a host was at, raises an alarm; `strict`: and is refused while the
    contradiction lasts, or where the host was seen when a link would have been.
    `is_switch_address` says whether a MAC address is a switch port's.
    """

    def __init__(self, strict: bool, is_switch_address: Callable[[str], bool]) -> None:
        self.links = LinkState()
        self._strict = strict
        self._is_switch_address = is_switch_address
        self._tracks: dict[tuple[End, End], _Track] = {}
        self._leaving: dict[End, dict[End, _Track]] = {}
        self._arriving: dict[End, dict[End, _Track]] = {}
        self._silent: set[End] = set()  # were ends of links until no probes came over them, and are up all the time
        self._hosts = _Memory()  # End -> address of a host -> when it was seen there
        self._joined = _Memory()  # datapath id -> 'first' -> when it joined first, and its ports were probed
        self._former = _Memory()  # (End, End) -> 'link' of the past

    # -- questions ----------------------------------------------------------------------------------------------

    def is_end(self, end: End) -> bool:
        """Whether a port is the end of a link, in either direction."""
        return end in self._leaving or end in self._arriving

    def leads_from(self, end: End) -> bool:
        """Whether a link leads from a port."""
        return end in self._leaving

    def leads_back(self, src: End, dst: End) -> bool:
        """Whether the other direction of a link is known."""
        return (dst, src) in self._tracks

    # -- what happens -------------------------------------------------------------------------------------------

    def joined(self, dpid: int, now: float, again: bool = False) -> bool:
        """A switch is there; `again`: one more of the ports that it first joined with is probed.

        Returns whether it was never there before.
        """
        joined = self._joined.of(dpid)
        is_first = 'first' not in joined
        if is_first or again:
            joined['first'] = now
        return is_first

    def host_seen(self, end: End, mac: str, now: float) -> None:
        """A host was found at a port; not what comes over a link."""
        if not self.is_end(end):
            hosts = self._hosts.of(end)
            if mac in hosts or len(hosts) < HOSTS_OF_A_PORT:
                hosts[mac] = now

    def trust(self, end: End) -> None:
        """Forget which hosts were at a port: what is there now was put there by somebody who may."""
        self._hosts.pop(end, None)

    def arrived(self, src: Port, dst: Port, stamp: int, delay: float | None, wall: float) -> list[EventBase]:
        """A probe has come over a link, with its stamp; `delay` is how long the link took, None where not known."""
        ends = end_of(src), end_of(dst)
        track = self._tracks.get(ends)
        events: list[EventBase] = []
        if track is None:
            doubts = self._doubts(*ends)
            events += [alarm for alarm, _ in doubts]
            if self._strict and any(refuse for _, refuse in doubts):
                return events
            track = self._add(src, dst)
            events.append(EventLinkAdd(track.link))
        elif stamp <= track.stamp:
            return events
        track.stamp = stamp
        track.missed = 0
        self.links[track.link] = wall
        if delay is not None:
            _measure(track.link, delay)
        return events

    def judge(self, end: End, stamp: int) -> tuple[list[EventBase], list[int]]:
        """The probe with that stamp, sent from a port, has arrived by now or is lost.

        Returns what is lost with it, and the switches to which two probes in a row did not come.
        """
        silent, doubtful = [], []
        for track in list(self._leaving.get(end, {}).values()):
            missed = track.stamp < stamp
            track.link.loss += (missed - track.link.loss) * LOSS_WEIGHT
            track.missed = track.missed + 1 if missed else 0
            if track.missed >= MISSES:
                silent.append(track.link)
            elif track.missed == MISSES - 1:
                doubtful.append(track.link.dst.dpid)
        for link in silent:
            self._silent |= {end_of(link.src), end_of(link.dst)}
        return self._remove(silent), doubtful

    def switch_left(self, end: End) -> None:
        """The switch of a port has left, but not its cables: it may forward as before, and be back in a moment."""
        self._silent.update(self._peers(end))

    def port_down(self, end: End) -> list[EventBase]:
        """A port is down or gone, and with it the links in both directions."""
        self._silent.discard(end)
        leaving, arriving = self._leaving.get(end, {}), self._arriving.get(end, {})
        return self._remove([track.link for track in (*leaving.values(), *arriving.values())])

    # -- inside -------------------------------------------------------------------------------------------------

    def _add(self, src: Port, dst: Port) -> _Track:
        ends = end_of(src), end_of(dst)
        self.links.update_link(src, dst)
        link = self.links.get_link(src, dst)
        track = self._tracks[ends] = _Track(link, 0)  # type: ignore[arg-type]  # it was just put in
        self._leaving.setdefault(ends[0], {})[ends[1]] = track
        self._arriving.setdefault(ends[1], {})[ends[0]] = track
        for end in self._silent.intersection(ends) if self._was_known(*ends) else ():
            self.trust(end)  # what came in there meanwhile came over this link
        self._silent -= {*ends}
        self._former.of(ends)
        return track

    def _remove(self, links: Iterable[Link]) -> list[EventBase]:
        events: list[EventBase] = []
        for link in links:
            src, dst = end_of(link.src), end_of(link.dst)
            del self._tracks[src, dst]
            for table, one, other in ((self._leaving, src, dst), (self._arriving, dst, src)):
                del table[one][other]
                if not table[one]:
                    del table[one]
            self.links.link_down(link)
            events.append(EventLinkDelete(link))
        return events

    def _peers(self, end: End) -> list[End]:
        return [*self._leaving.get(end, ()), *self._arriving.get(end, ())]

    def _was_known(self, src: End, dst: End) -> bool:
        return (src, dst) in self._former or (dst, src) in self._former

    def _doubts(self, src: End, dst: End) -> list[tuple[EventTopologyAlarm, bool]]:
        """What speaks against a new link, and whether that is enough to refuse it."""
        found, was_known = [], self._was_known(src, dst)
        rival = next((end for end in (*self._peers(src), *self._peers(dst)) if end not in (src, dst)), None)
        if rival is not None:
            text = (f'a probe came from {_name(src)}, but one of these two ports is linked with {_name(rival)}: a hub '
                    'with more than two switches, an app that floods LLDP, or somebody who relays it; '
                    + self._verdict(True, 'as long as the other link is there'))
            found.append((EventTopologyAlarm(TWO_CLAIMS, *dst, text), True))
        for end, peer in ((src, dst), (dst, src)):
            hosts = {mac: when for mac, when in self._hosts.get(end, {}).items() if not self._is_switch_address(mac)}
            if hosts and not (was_known and end in self._silent):
                expected = self._joined.get(peer[0], {}).get('first', 0.0) + SETTLE
                late = max(hosts.values()) > expected and not was_known
                text = (f'a probe came from {_name(src)} to {_name(dst)}, but {", ".join(hosts)} was seen at '
                        f'{_name(end)}: a switch in the place of a host, or hosts that relay probes; '
                        + self._verdict(late, 'until an app trusts the port'))
                found.append((EventTopologyAlarm(HOST_PORT, *end, text), late))
        return found

    def _verdict(self, refuse: bool, how_long: str) -> str:
        return f'the link is refused {how_long}' if refuse and self._strict else 'the link is taken all the same'


def _measure(link: Link, delay: float) -> None:
    """Take one more measurement into account."""
    if link.delay is None:
        link.delay = delay
        return
    difference = delay - link.delay
    link.delay += difference * DELAY_WEIGHT
    link.jitter += (abs(difference) - link.jitter) * DELAY_WEIGHT


def _name(end: End) -> str:
    return f'port {end[1]} of switch {dpid_to_str(end[0])}'
