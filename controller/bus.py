"""The event bus: which app hears what. Nothing here waits; what an inbox has no room for follows its policy."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from .events import EventBase
from .inbox import OTHER, Handler, Inbox

__all__ = ['Bus', 'Heard', 'Listeners']

#: Each inbox that hears a class of event in some phase, with its handlers.
Listeners = tuple[tuple[Inbox, tuple[Handler, ...]], ...]


@dataclass
class _Route:
    """An inbox that hears a class of event, and its handlers in the order of their registration."""

    inbox: Inbox
    rows: list[tuple[frozenset[str], Handler]] = field(default_factory=list)


class Heard(dict[type[EventBase], Listeners]):
    """Who hears which class of event in one phase (None: in any), looked up once for each class."""

    def __init__(self, bus: Bus, phase: str | None) -> None:
        super().__init__()
        self._bus, self._phase = bus, phase

    def __missing__(self, event_class: type[EventBase]) -> Listeners:
        found = self[event_class] = self._bus.find(event_class, self._phase)
        return found


class Bus:
    """Who listens to which class of event in which phase."""

    def __init__(self) -> None:
        self._routes: dict[type[EventBase], list[_Route]] = {}
        self._heard: dict[str | None, Heard] = {}

    def subscribe(self, inbox: Inbox, handler: Handler, event_class: type[EventBase], phases: Iterable[str]) -> None:
        """Have `handler` called from `inbox` for events of exactly that class, in these phases (none: in all)."""
        routes = self._routes.setdefault(event_class, [])
        for route in routes:
            if route.inbox is inbox:
                break
        else:
            route = _Route(inbox)
            routes.append(route)
        route.rows.append((frozenset(phases), handler))
        self._changed()

    def unsubscribe(self, inbox: Inbox) -> None:
        """Forget an inbox."""
        for routes in self._routes.values():
            routes[:] = [route for route in routes if route.inbox is not inbox]
        self._changed()

    def heard_in(self, phase: str | None) -> Heard:
        """The listeners of each class in a phase, as a mapping that stays right when handlers come and go."""
        found = self._heard.get(phase)
        if found is None:
            found = self._heard[phase] = Heard(self, phase)
        return found

    def listeners(self, event_class: type[EventBase], phase: str | None = None) -> Listeners:
        """Who hears this class in this phase; without one, every handler of the class does."""
        return self.heard_in(phase)[event_class]

    def merge(self, source: Hashable, into: Hashable) -> None:
        """Have the events of a source follow those of another in every inbox: they are one source's from now on."""
        for inbox in {id(route.inbox): route.inbox for routes in self._routes.values() for route in routes}.values():
            inbox.merge(source, into)

    def publish(self, event: EventBase, phase: str | None = None, source: Hashable = None, kind: int = OTHER) -> None:
        """Give an event to everyone who listens to its class in this phase."""
        for inbox, handlers in self.listeners(type(event), phase):
            inbox.put(source, kind, handlers, event)

    def find(self, event_class: type[EventBase], phase: str | None) -> Listeners:
        """What `listeners` returns, looked up anew."""
        found = []
        for route in self._routes.get(event_class, ()):
            handlers = tuple(row for phases, row in route.rows if phase is None or not phases or phase in phases)
            if handlers:
                found.append((route.inbox, handlers))
        return tuple(found)

    def _changed(self) -> None:
        for heard in self._heard.values():
            heard.clear()
