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
class _Row:
    """A handler, and of which phases and OpenFlow versions it hears (no phases, None: of all)."""

    handler: Handler
    phases: frozenset[str]
    versions: frozenset[int] | None

    def hears(self, phase: str | None, version: int | None) -> bool:
        """Whether it hears of a phase and a version, where None is any."""
        return (phase is None or not self.phases or phase in self.phases) and (
            version is None or self.versions is None or version in self.versions
        )


@dataclass
class _Route:
    """An inbox that hears a class of event, and its handlers in the order of their registration."""

    inbox: Inbox
    rows: list[_Row] = field(default_factory=list)


class Heard(dict[type[EventBase], Listeners]):
    """Who hears which class of event in one phase and of one version (None: any), looked up once for each class."""

    def __init__(self, bus: Bus, phase: str | None, version: int | None) -> None:
        super().__init__()
        self._bus, self.phase, self._version = bus, phase, version

    def __missing__(self, event_class: type[EventBase]) -> Listeners:
        found = self[event_class] = self._bus.find(event_class, self.phase, self._version)
        return found


class Bus:
    """Who listens to which class of event, in which phase, of switches of which OpenFlow version."""

    def __init__(self) -> None:
        self._routes: dict[type[EventBase], list[_Route]] = {}
        self._heard: dict[tuple[str | None, int | None], Heard] = {}

    def subscribe(
        self,
        inbox: Inbox,
        handler: Handler,
        event_class: type[EventBase],
        phases: Iterable[str] = (),
        versions: frozenset[int] | None = None,
    ) -> None:
        """Have `handler` called from `inbox` for events of exactly that class, in these phases (none: in all).

        With `versions`, events of switches that speak another version of OpenFlow are not for it.
        """
        routes = self._routes.setdefault(event_class, [])
        for route in routes:
            if route.inbox is inbox:
                break
        else:
            route = _Route(inbox)
            routes.append(route)
        route.rows.append(_Row(handler, frozenset(phases), versions))
        self._changed()

    def unsubscribe(
        self, inbox: Inbox, event_class: type[EventBase] | None = None, handler: Handler | None = None
    ) -> None:
        """Forget an inbox, or one handler of a class of event."""
        for each in list(self._routes) if event_class is None else [event_class]:
            routes = self._routes.get(each, [])
            for route in routes:
                if route.inbox is inbox:
                    route.rows[:] = [row for row in route.rows if handler is not None and row.handler != handler]
            routes[:] = [route for route in routes if route.rows]
            if not routes:
                self._routes.pop(each, None)  # a class that nobody hears may have gone with the module of an app
        self._changed()

    def heard_in(self, phase: str | None, version: int | None = None) -> Heard:
        """The listeners of each class in a phase, as a mapping that stays right when handlers come and go."""
        found = self._heard.get((phase, version))
        if found is None:
            found = self._heard[phase, version] = Heard(self, phase, version)
        return found

    def listeners(
        self, event_class: type[EventBase], phase: str | None = None, version: int | None = None
    ) -> Listeners:
        """Who hears this class in this phase; without one, every handler of the class does."""
        return self.heard_in(phase, version)[event_class]

    def merge(self, source: Hashable, into: Hashable) -> None:
        """Have the events of a source follow those of another in every inbox: they are one source's from now on."""
        for inbox in {id(route.inbox): route.inbox for routes in self._routes.values() for route in routes}.values():
            inbox.merge(source, into)

    def publish(
        self,
        event: EventBase,
        phase: str | None = None,
        source: Hashable = None,
        kind: int = OTHER,
        version: int | None = None,
    ) -> None:
        """Give an event to everyone who listens to its class in this phase."""
        for inbox, handlers in self.listeners(type(event), phase, version):
            inbox.put(source, kind, handlers, event)

    def find(self, event_class: type[EventBase], phase: str | None, version: int | None = None) -> Listeners:
        """What `listeners` returns, looked up anew."""
        found = []
        for route in self._routes.get(event_class, ()):
            handlers = tuple(row.handler for row in route.rows if row.hears(phase, version))
            if handlers:
                found.append((route.inbox, handlers))
        return tuple(found)

    def _changed(self) -> None:
        for heard in self._heard.values():
            heard.clear()
