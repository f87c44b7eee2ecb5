"""One end of a link aggregation (IEEE 802.1AX-2008, 5.4): frames and time go in, frames and changes come out. Pure.

A bond has the ports that may be aggregated. Those whose partners say that they belong together carry frames; which, if
there are several partners, is decided by who was there first. Section numbers are those of the standard.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ...packet import ether_types, ethernet, slow
from ...packet.packet import Packet
from ..deadlines import Deadlines
from .values import MUX, RECEIVE, Heard, Lag, Mux, MuxCause, Participant, Receive, State, read, written

__all__ = ['Bond', 'Link', 'MemberChanged', 'Notice', 'Output', 'Transmit']

FAST, SLOW = slow.lacp.FAST_PERIODIC_TIME, slow.lacp.SLOW_PERIODIC_TIME
SHORT, LONG = slow.lacp.SHORT_TIMEOUT_TIME, slow.lacp.LONG_TIMEOUT_TIME
WAIT = 2.0  # seconds that a port waits for others, so that they are aggregated at once (5.4.4)
MOST_AT_ONCE = 3  # units within FAST (5.4.16)

SYSTEM_PRIORITY, PORT_PRIORITY = 0xFFFF, 0xFF  # the partner decides
MAX_PORT_NO = 0xFFFF

#: Timers of a port.
SILENCE, PERIODIC, WAITING, ROOM = 'silence', 'periodic', 'waiting', 'room'

Timer: TypeAlias = tuple[str, int]

NOBODY = Participant()

#: What a partner must have right of us (5.4.9, update_NTT).
_SEEN = State.ACTIVITY | State.TIMEOUT | State.AGGREGATION | State.SYNCHRONIZATION


@dataclass(frozen=True)
class Transmit:
    """Send this frame out of a port."""

    port: int
    frame: bytes


@dataclass(frozen=True)
class MemberChanged:
    """A port carries frames of the aggregation from now on, or does not any more."""

    port: int
    enabled: bool


@dataclass(frozen=True)
class Notice:
    """Something for the log, about a port."""

    text: str
    port: int


Output: TypeAlias = Transmit | MemberChanged | Notice


@dataclass
class Link:
    """A port that may be aggregated: `actor` is what it says of itself, `partner` what it has heard."""

    number: int
    address: str
    actor: Participant
    partner: Participant = NOBODY
    receive: Receive = Receive.PORT_DISABLED
    mux: Mux = Mux.DETACHED
    ready: bool = False
    attached_to: Lag | None = None
    must_speak: bool = False
    spoken: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_AT_ONCE))

    @property
    def enabled(self) -> bool:
        """Whether it carries frames of the aggregation."""
        return self.mux is Mux.COLLECTING_DISTRIBUTING

    @property
    def lag(self) -> Lag | None:
        """The aggregation that it can be in by what its partner says; None while nobody was heard."""
        partner = self.partner
        if self.receive not in (Receive.CURRENT, Receive.EXPIRED) or not partner.port:
            return None
        alone = None if partner.state & State.AGGREGATION else (partner.port_priority, partner.port)
        return Lag(partner.system_priority, partner.system, partner.key, alone)

    def say(self, bits: State, on: bool) -> None:
        """Set bits of the actor's state."""
        self.actor = self.actor._replace(state=self.actor.state | bits if on else self.actor.state & ~bits)


class Bond:
    """The ports of one aggregation, as `{number: Ethernet address}`, of the system with that Ethernet address.

    An `active` one speaks first; a `fast` one asks its partner to speak every second, and so notices a fault after
    three seconds rather than ninety. Each method takes the time in seconds, on any clock. What is to be done then is
    in `outputs`, in order, which the owner empties; `tick` is to be called when `deadline` has come.
    """

    def __init__(
        self, system: str, ports: Mapping[int, str], *, key: int = 1, active: bool = False, fast: bool = False
    ) -> None:
        state = State.AGGREGATION | State.DEFAULTED | State.ACTIVITY * active | State.TIMEOUT * fast
        self.system = system
        self.active, self.fast = active, fast
        self.links: dict[int, Link] = {}
        for number, address in ports.items():
            if not 1 <= number <= MAX_PORT_NO:
                raise ValueError(f'port {number}: LACP has numbers from 1 to {MAX_PORT_NO}')
            actor = Participant(SYSTEM_PRIORITY, system, key, PORT_PRIORITY, number, State(state))
            self.links[number] = Link(number, address, actor)
        self.lag: Lag | None = None
        self.outputs: list[Output] = []
        self._deadlines: Deadlines[Timer] = Deadlines()

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        return self._deadlines.next

    @property
    def members(self) -> list[int]:
        """The ports that carry frames."""
        return [link.number for link in self.links.values() if link.enabled]

    def drain(self) -> list[Output]:
        """The outputs so far, which are forgotten thereby."""
        outputs, self.outputs = self.outputs, []
        return outputs

    # -- what happens -------------------------------------------------------------------------------------------

    def set_link(self, number: int, up: bool, now: float, address: str | None = None) -> None:
        """A port has a link, and this Ethernet address, or has no link any more."""
        link = self.links[number]
        link.address = address or link.address
        self._heard(link, Heard.ENABLED if up else Heard.DISABLED, now)
        self._settle([link], now)

    def receive(self, number: int, frame: bytes, now: float) -> bool:
        """A frame has arrived at a port; False where it is none of a slow protocol. Never raises."""
        if frame[:6] != _GROUP or frame[12:14] != _ETHERTYPE:
            return False
        link, packet = self.links.get(number), Packet(frame)
        unit, asked = packet.get_protocol(slow.lacp), packet.get_protocol(slow.marker)
        if link is None or link.receive is Receive.PORT_DISABLED:
            return True
        if unit is not None:
            self._current(link, unit, now)
            self._settle([link], now)
        elif asked is not None and asked.tlv_type == slow.marker.MARKER_TLV_TYPE_INFORMATION:
            self._answer(link, asked, now)
        return True

    def tick(self, now: float) -> None:
        """Do what is due."""
        for name, number in self._deadlines.take(now):
            link = self.links[number]
            if name == SILENCE:
                self._heard(link, Heard.SILENCE, now)
            elif name == WAITING:
                link.ready = True
            elif name == PERIODIC:
                link.must_speak = True
            self._settle([link], now)

    # -- the partner (5.4.12) -----------------------------------------------------------------------------------

    def _heard(self, link: Link, what: Heard, now: float) -> None:
        """Go on in the receive machine."""
        before, link.receive = link.receive, RECEIVE[link.receive].get(what, link.receive)
        if link.receive is before and what is not Heard.UNIT:
            return
        link.say(State.EXPIRED, link.receive is Receive.EXPIRED)
        if link.receive is Receive.PORT_DISABLED:
            self._deadlines.cancel((SILENCE, link.number))
            link.partner = NOBODY
        elif link.receive is Receive.EXPIRED:
            state = link.partner.state & ~State.SYNCHRONIZATION | State.TIMEOUT
            link.partner = link.partner._replace(state=state)
            self._deadlines.set((SILENCE, link.number), now + SHORT)
            if before is Receive.CURRENT:
                self.outputs.append(Notice('LACP exchange timeout has occurred.', link.number))
        elif link.receive is Receive.DEFAULTED:
            link.partner = NOBODY
            link.say(State.DEFAULTED, True)
        else:
            link.say(State.DEFAULTED, False)
            self._deadlines.set((SILENCE, link.number), now + (SHORT if self.fast else LONG))

    def _current(self, link: Link, unit: slow.lacp, now: float) -> None:
        """A unit has come (5.4.9: recordPDU, update_NTT)."""
        speaker, seen = read(unit, 'actor'), read(unit, 'partner')
        known = seen.is_like(link.actor)
        state = speaker.state
        spoken_to = State.ACTIVITY & state or (State.ACTIVITY & seen.state and self.active)
        if not (spoken_to and (known or not state & State.AGGREGATION)):
            state &= ~State.SYNCHRONIZATION
        if (state ^ link.partner.state) & State.TIMEOUT and link.receive is Receive.CURRENT:
            self.outputs.append(Notice('the timeout time has changed.', link.number))
        link.partner = speaker._replace(state=state)
        self._heard(link, Heard.UNIT, now)
        if not known or (seen.state ^ link.actor.state) & _SEEN:
            link.must_speak = True

    # -- which ports belong together, and which of them carry frames (5.4.14, 5.4.15) ----------------------------

    def _settle(self, links: Iterable[Link], now: float) -> None:
        """Go on in everything until nothing changes."""
        self._select()
        while any(self._step(link, now) for link in self.links.values()):
            pass
        for link in links:
            self._schedule(link, now)
        for link in self.links.values():
            if link.must_speak:
                self._speak(link, now)

    def _select(self) -> None:
        """Stay with the partner of so far while it is there, or take the one of the most ports."""
        offered = [link.lag for link in self.links.values() if link.lag is not None]
        if self.lag not in offered:
            self.lag = max(offered, key=offered.count, default=None)

    def _causes(self, link: Link) -> Iterable[MuxCause]:
        """What holds for a port."""
        selected = self.lag is not None and link.lag == self.lag and link.receive is not Receive.PORT_DISABLED
        if not selected or (link.mux is not Mux.DETACHED and link.attached_to != self.lag):
            yield MuxCause.UNSELECTED
            return
        yield MuxCause.SELECTED
        waiting = [each for each in self.links.values() if each.mux is Mux.WAITING]
        if all(each.ready for each in waiting):
            yield MuxCause.READY
        yield MuxCause.PARTNER_IN if link.partner.state & State.SYNCHRONIZATION else MuxCause.PARTNER_OUT

    def _step(self, link: Link, now: float) -> bool:
        """Go on in the mux machine; whether there was a change."""
        before, steps = link.mux, MUX[link.mux]
        link.mux = next((steps[cause] for cause in self._causes(link) if cause in steps), before)
        if link.mux is before:
            return False
        self._deadlines.cancel((WAITING, link.number))
        if link.mux is Mux.WAITING:
            link.ready, link.attached_to = False, self.lag
            self._deadlines.set((WAITING, link.number), now + WAIT)
        link.say(State.SYNCHRONIZATION, link.mux in (Mux.ATTACHED, Mux.COLLECTING_DISTRIBUTING))
        link.say(State.COLLECTING | State.DISTRIBUTING, link.enabled)
        link.must_speak = link.must_speak or link.mux is not Mux.WAITING
        if link.enabled or before is Mux.COLLECTING_DISTRIBUTING:
            text = 'the slave i/f has just been up.' if link.enabled else 'the slave i/f has just been down.'
            self.outputs += [Notice(text, link.number), MemberChanged(link.number, link.enabled)]
        return True

    # -- what is sent (5.4.13, 5.4.16) --------------------------------------------------------------------------

    def _schedule(self, link: Link, now: float) -> None:
        """Speak every second to a partner that wants it, or else every 30 s; if both only answer, there is no need."""
        silent = link.receive is Receive.PORT_DISABLED or not (self.active or link.partner.state & State.ACTIVITY)
        timer = (PERIODIC, link.number)
        if silent:
            link.must_speak = False
            for name in PERIODIC, ROOM:
                self._deadlines.cancel((name, link.number))
            return
        due, soon = self._deadlines.get(timer), FAST if link.partner.state & State.TIMEOUT else SLOW
        if due is None or due > now + soon:
            self._deadlines.set(timer, now + soon)

    def _speak(self, link: Link, now: float) -> None:
        """Send a unit, unless three were sent within a second."""
        if len(link.spoken) == MOST_AT_ONCE and now - link.spoken[0] < FAST:
            self._deadlines.set((ROOM, link.number), link.spoken[0] + FAST)
            return
        link.must_speak = False
        link.spoken.append(now)
        self._send(link, written(link.actor, link.partner))

    def _answer(self, link: Link, asked: slow.marker, now: float) -> None:
        """Tell somebody that no frame that they have sent before is under way any more (5.5.4)."""
        if len(link.spoken) == MOST_AT_ONCE and now - link.spoken[0] < FAST:
            return
        link.spoken.append(now)
        answer = slow.marker(
            tlv_type=slow.marker.MARKER_TLV_TYPE_RESPONSE,
            requester_port=asked.requester_port,
            requester_system=asked.requester_system,
            requester_transaction_id=asked.requester_transaction_id,
        )
        self._send(link, answer)

    def _send(self, link: Link, unit: slow.lacp | slow.marker) -> None:
        outer = ethernet.ethernet(slow.SLOW_PROTOCOL_MULTICAST, link.address, ether_types.ETH_TYPE_SLOW)
        packet = Packet(protocols=[outer, unit])
        packet.serialize()
        self.outputs.append(Transmit(link.number, bytes(packet.data or b'')))


_GROUP = bytes.fromhex(slow.SLOW_PROTOCOL_MULTICAST.replace(':', ''))
_ETHERTYPE = ether_types.ETH_TYPE_SLOW.to_bytes(2)
