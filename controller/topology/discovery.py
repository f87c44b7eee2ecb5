"""The protocol that finds links: probes go out of every port, and come in where a link leads.

Pure: it is told what switches, ports and frames do, and returns the frames to send and the events to tell. Times `now`
are seconds of a clock that only goes forward, `wall` are seconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..events import EventBase
from .alarms import FORGED, REPLAYED
from .events import EventTopologyAlarm
from .links import MISSES, SETTLE, End, LinkTable, end_of
from .model import Port, PortDataState
from .pacing import Pacer
from .probe import ForgedProbe, LLDPUnknownFormat, Signer

__all__ = ['Discovery', 'Due']

#: The time stamps of probes are microseconds.
MICROSECONDS = 1_000_000
#: So many seconds late, the controller was held up: what comes now may have waited for it.
HELD_UP = 1.0
#: What counts of the time between two looks at what is due: the controller was held up for the rest.
ATTENTIVE = 0.25
#: How much the newest round trip to a switch weighs.
ROUND_TRIP_WEIGHT = 1 / 4


@dataclass
class Due:
    """What is to be done: frames to send out of ports, switches to time an ECHO with, events to tell.

    `doubtful` are switches that may lack the flow entry that brings LLDP up: probes do not come.
    """

    probes: list[tuple[End, bytes]] = field(default_factory=list)
    echoes: list[int] = field(default_factory=list)
    events: list[EventBase] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """A port that is probed while it is up."""

    port: Port
    head: bytes  # of its probes
    up_since: float | None
    stamp: int = 0  # of its last probe in turn; 0: none since it came up
    settles: float | None = None  # when a link will have been found; None: it was not probed since it came up
    is_first: bool = False  # it is up since its switch first joined, and was not probed yet


class Discovery:
    """Finds the links between switches, and notices when they are gone.

    Every port is probed once in `interval` seconds, and at once when it comes up; a link is lost when three probes in
    a row have not come. `ports` and `links` are what is known; `strict` is that of `LinkTable`. `can_send` says whether
    a switch takes more: one whose channel is full is not probed, nor judged.

    `attended` is a clock that stands still while the controller is held up: what has not come by then was not read.
    """

    def __init__(
        self,
        now: float,
        interval: float = 3.0,
        *,
        strict: bool = True,
        can_send: Callable[[int], bool] = lambda dpid: True,
        key: bytes | None = None,
    ) -> None:
        self.interval = interval
        self.ports = PortDataState()
        self.table = LinkTable(strict, self.is_switch_address)
        self.links = self.table.links
        self._can_send = can_send
        self._signer = Signer(key)
        self._known: dict[End, _Known] = {}
        self._addresses: dict[str, int] = {}  # of switch ports -> how many have it
        self._pacer: Pacer[End] = Pacer(now, interval)
        self._echoer: Pacer[int] = Pacer(now, interval)
        self._round_trips: dict[int, float] = {}
        self._stamp = 0
        self._looked = now  # at what is due
        self.attended = now
        self._excused_until = now  # late probes, as the controller was held up

    # -- questions ----------------------------------------------------------------------------------------------

    def is_link_end(self, dpid: int, port_no: int) -> bool:
        """Whether a port is the end of a link: frames that come in there are no host's of that port."""
        return self.table.is_end((dpid, port_no))

    def is_settled(self, dpid: int, port_no: int) -> bool:
        """Whether a port was probed so long ago that a link there would have been found."""
        known = self._known.get((dpid, port_no))
        return known is None or (known.settles is not None and known.settles <= self.attended)

    def is_switch_address(self, mac: str) -> bool:
        """Whether a MAC address is that of a switch's port: systems send frames of their own out of these."""
        return mac in self._addresses

    # -- switches and ports -------------------------------------------------------------------------------------

    def switch_joined(self, dpid: int, ports: Iterable[Port], now: float) -> list[EventBase]:
        """A switch is there, with these ports; of one that was there already, those that are not named are gone, and
        those with another address are others."""
        is_first = self.table.joined(dpid, self.attended)
        self._echoer.add(dpid)
        self._echoer.hurry(dpid, now)
        named = {end_of(port): port for port in ports}
        before = [(end, known.port.hw_addr) for end, known in self._known.items() if end[0] == dpid]
        gone = [end for end, address in before if end not in named or named[end].hw_addr != address]
        events = [event for end in gone for event in self._forget(end)]
        for port in named.values():
            events += self.port_changed(port, now)
        for end in named.keys() & self._known.keys() if is_first else ():
            self._known[end].is_first = True
        return events

    def switch_left(self, dpid: int) -> list[EventBase]:
        """A switch is gone."""
        self._echoer.remove(dpid)
        self._round_trips.pop(dpid, None)
        ends = [each for each in self._known if each[0] == dpid]
        for end in ends:
            self.table.switch_left(end)
        return [event for end in ends for event in self._forget(end)]

    def port_changed(self, port: Port, now: float) -> list[EventBase]:
        """A port was added, or is described anew; one that comes up is probed at once."""
        if port.is_reserved():
            return []
        end, down = end_of(port), port.is_down()
        known = self._known.get(end)
        if known is None or known.port.hw_addr != port.hw_addr:
            known = self._describe(end, port, known)
        self.ports[port] = self.ports.pop(known.port)  # what is read there is the port as it is now
        known.port = port
        if not down and known.up_since is None:
            known.up_since = now
            self._pacer.add(end)
            self._pacer.hurry(end, now)
            self.ports.set_down(port)
        elif down and known.up_since is not None:
            self.ports.set_down(port)
            return self._went_down(end, known)
        return []

    def port_gone(self, port: Port) -> list[EventBase]:
        """A port is no more."""
        return self._forget(end_of(port))

    def _describe(self, end: End, port: Port, known: _Known | None) -> _Known:
        head = self._signer.head(port.dpid, port.port_no, port.hw_addr)
        if known is not None:
            self._drop_address(known.port.hw_addr)
            known.head = head
        else:
            known = self._known[end] = _Known(port, head, None)
            self.ports.add_port(port, head)
        self._addresses[port.hw_addr] = self._addresses.get(port.hw_addr, 0) + 1
        return known

    def _drop_address(self, mac: str) -> None:
        self._addresses[mac] -= 1
        if not self._addresses[mac]:
            del self._addresses[mac]

    def _went_down(self, end: End, known: _Known) -> list[EventBase]:
        known.up_since, known.stamp, known.settles, known.is_first = None, 0, None, False
        self._pacer.remove(end)
        return self.table.port_down(end)

    def _forget(self, end: End) -> list[EventBase]:
        known = self._known.pop(end, None)
        if known is None:
            return []
        self._drop_address(known.port.hw_addr)
        self.ports.del_port(known.port)
        return self._went_down(end, known)

    # -- probes -------------------------------------------------------------------------------------------------

    def due(self, now: float, wall: float) -> Due:
        """What is to be done now; to be asked every `step` seconds, and when a port came up."""
        if now - self._looked > HELD_UP:
            self._excused_until = now + self.interval
        self.attended += min(now - self._looked, max(ATTENTIVE, 2 * self.step))
        self._looked = now
        due = Due()
        turn, judged = self._pacer.due(now)
        for end in judged:
            stamp = self._known[end].stamp
            if stamp:
                events, doubtful = self.table.judge(end, stamp)
                due.events += events
                due.doubtful += doubtful
        for end in turn:
            self._known[end].stamp = self._probe(end, now, wall, due)
        for end, again in self._pacer.hurried(now):
            if not (again and self.table.leads_from(end)):
                self._probe(end, now, wall, due)
        switches, _ = self._echoer.due(now)
        due.echoes = [*switches, *(dpid for dpid, again in self._echoer.hurried(now) if not again)]
        return due

    @property
    def step(self) -> float:
        """Seconds between two times that `due` has something to do."""
        return self._pacer.step

    def _probe(self, end: End, now: float, wall: float, due: Due) -> int:
        """Have a port probed; the stamp of its probe, 0 where its switch takes none."""
        if not self._can_send(end[0]):
            return 0
        known = self._known[end]
        if known.settles is None:
            known.settles = self.attended + SETTLE
            if known.is_first:
                self.table.joined(end[0], self.attended, again=True)
        self._stamp = max(self._stamp + 1, int(now * MICROSECONDS))
        data = self.ports.lldp_sent(known.port, wall)
        data.lldp_data = self._signer.make(known.head, self._stamp)
        due.probes.append((end, data.lldp_data))
        return self._stamp

    def received(self, dpid: int, port_no: int, frame: bytes, now: float, wall: float) -> list[EventBase]:
        """LLDP came in at a port, and was read at `now`."""
        try:
            *source, stamp = self._signer.read(frame)
        except LLDPUnknownFormat:
            return []  # of hosts and other systems, who may
        except ForgedProbe as forged:
            return [EventTopologyAlarm(FORGED, dpid, port_no, str(forged))]
        age = now - stamp / MICROSECONDS
        excused = now < self._excused_until or now - self._looked > HELD_UP
        src, dst = self._known.get((source[0], source[1])), self._known.get((dpid, port_no))
        if age > MISSES * self.interval:
            if excused:
                return []
            text = (f'a probe of port {source[1]} of switch {source[0]:016x} came {age:.1f} s after it was sent: '
                    'somebody has kept it, or the way to a switch is far too slow')
            return [EventTopologyAlarm(REPLAYED, dpid, port_no, text)]
        if src is None or dst is None or src.port.dpid == dpid or not (_after(stamp, src) and _after(stamp, dst)):
            return []
        data = self.ports[src.port]
        data.lldp_received()
        delay = None
        if not excused:
            data.delay = max(age, 0.0)
            delay = self._link_delay(src, dst, data.delay)
        events = self.table.arrived(src.port, dst.port, stamp, delay, wall)
        if events and not self.table.leads_from((dpid, port_no)):
            self._pacer.hurry((dpid, port_no), now)
        return events

    def _link_delay(self, src: _Known, dst: _Known, age: float) -> float | None:
        """What remains of a probe's time without the ways from and to the controller, each half a round trip."""
        there, back = self._round_trips.get(src.port.dpid), self._round_trips.get(dst.port.dpid)
        return None if there is None or back is None else max(age - (there + back) / 2, 0.0)

    def round_trip(self, dpid: int, seconds: float) -> None:
        """A switch has answered an ECHO after so long."""
        if dpid in self._echoer:
            before = self._round_trips.get(dpid, seconds)
            self._round_trips[dpid] = before + (seconds - before) * ROUND_TRIP_WEIGHT


def _after(stamp: int, known: _Known) -> bool:
    """Whether a probe was sent while a port was up, and not before it went down and came up again."""
    return known.up_since is not None and stamp >= int(known.up_since * MICROSECONDS)
