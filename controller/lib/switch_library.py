"""What libraries for switches have in common: an object for each switch, which is given packets, changes of ports and
the time, and an event in the place of every packet-in that it does not take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from ..app import DEAD_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from ..events import EventBase, EventOFPPacketIn, EventOFPPortStateChange, EventOFPStateChange
from ..inbox import OTHER, PACKET_IN, STATE
from .dpid import dpid_to_str
from .own_flows import OwnFlows, in_port_of

__all__ = ['Member', 'SwitchLibrary']

#: Seconds between two times that the flow entries of a library are installed once more.
ASSERTED_EVERY = 10.0


class Member(Protocol):
    """What a library has for a switch. `flows` are its flow entries, `deadline` is when `tick` has something to do."""

    flows: OwnFlows

    @property
    def deadline(self) -> float | None: ...

    def tick(self, now: float) -> None:
        """Do what is due."""

    def receive(self, msg: Any, port: int, now: float) -> bool:
        """A packet-in; whether it is the library's, and not for apps."""

    def port_changed(self, number: int, now: float) -> None:
        """A port was added, changed or removed: `datapath.ports` says how it is."""


class EventDue(EventBase):
    """The time has come for a library to do something about a switch; only the library itself hears it."""

    def __init__(self, library: App, dpid: int) -> None:
        self.library = library
        self.dpid = dpid


@dataclass
class _Seat:
    """A switch's object, and the timer that is set for it."""

    datapath: Any
    member: Member
    asserted: float
    timer: Any = None
    due: float = 0.0


class SwitchLibrary(App):
    """The base of such a library. `PACKET_IN` is its class of event for packets that apps are to have."""

    PACKET_IN: ClassVar[type[Any]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seats: dict[int, _Seat] = {}

    def join(self, datapath: Any, now: float) -> Member | None:
        """The object for a switch that has joined; None to leave the switch alone."""
        raise NotImplementedError

    def stop(self) -> None:
        """End; nothing is due any more."""
        for seat in self._seats.values():
            self._cancel(seat)
        super().stop()

    def member(self, dpid: int) -> Any:
        """The object for a connected switch, None where there is none."""
        seat = self._seats.get(dpid)
        return None if seat is None else seat.member

    def note(self, datapath: Any, text: str, *values: Any) -> None:
        """A line for the log, about a switch."""
        self.logger.info('dpid=%s: ' + text, dpid_to_str(datapath.id), *values)

    def tell(self, event: EventBase, datapath: Any, kind: int = OTHER) -> None:
        """Give an event about a switch to the apps that listen to its class, in order; never waits."""
        version = datapath.ofproto.OFP_VERSION
        self.controller.bus.publish(event, MAIN_DISPATCHER, datapath.id, kind, version)

    # -- what comes from switches -------------------------------------------------------------------------------

    @set_ev_cls(EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def state_change_handler(self, ev: EventOFPStateChange) -> None:
        """A switch has joined, or gone."""
        datapath: Any = ev.datapath
        seat = self._seats.get(datapath.id)
        if ev.state == MAIN_DISPATCHER and datapath.is_active:
            self._enter(datapath)
        elif ev.state == DEAD_DISPATCHER and seat is not None and seat.datapath is datapath:
            self._cancel(seat)
            del self._seats[datapath.id]

    def _enter(self, datapath: Any) -> None:
        if datapath.id in self._seats:
            self._cancel(self._seats.pop(datapath.id))
        now = self._now()
        member = self.join(datapath, now)
        if member is not None:
            self._seats[datapath.id] = seat = _Seat(datapath, member, now)
            self.settle(seat)

    @set_ev_cls(EventOFPPortStateChange, MAIN_DISPATCHER)
    def port_status_handler(self, ev: EventOFPPortStateChange) -> None:
        """A port was added, changed or removed."""
        seat = self._seats.get(ev.datapath.id)  # type: ignore[arg-type]
        if seat is not None:
            seat.member.port_changed(ev.port_no, self._now())
            self.settle(seat)

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in_handler(self, ev: Any) -> None:
        """A packet for the library, or for apps."""
        msg = ev.msg
        seat = self._seats.get(msg.datapath.id)
        if seat is None or not seat.member.receive(msg, in_port_of(msg), self._now()):
            self.tell(self.PACKET_IN(msg), msg.datapath, PACKET_IN)
        if seat is not None:
            self.settle(seat)

    # -- time ---------------------------------------------------------------------------------------------------

    @set_ev_cls(EventDue)
    def due_handler(self, ev: EventDue) -> None:
        """A deadline of a switch has come."""
        seat = self._seats.get(ev.dpid)
        if ev.library is self and seat is not None:
            now = self._now()
            seat.timer = None
            if now >= seat.asserted + ASSERTED_EVERY:
                seat.asserted = now
                seat.member.flows.assert_again()
            seat.member.tick(now)
            self.settle(seat)

    def settle(self, seat: _Seat) -> None:
        """Set the timer of a switch: at the end of it the library gets an event, in order with all others."""
        due = seat.asserted + ASSERTED_EVERY
        deadline = seat.member.deadline
        if deadline is not None:
            due = min(due, deadline)
        if seat.timer is None or due < seat.due:
            self._cancel(seat)
            seat.due = due
            seat.timer = self.controller.hub.schedule_call_global(max(due - self._now(), 0.0), self._ring, seat)

    def _ring(self, seat: _Seat) -> None:
        self.controller.bus.publish(EventDue(self, seat.datapath.id), None, seat.datapath.id, STATE)

    def _cancel(self, seat: _Seat) -> None:
        if seat.timer is not None:
            seat.timer.cancel()
            seat.timer = None

    def _now(self) -> float:
        return self.controller.hub.clock()
