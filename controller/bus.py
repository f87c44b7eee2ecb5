"""The event bus: which app hears what. Nothing here waits; what an inbox has no room for follows its policy."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from .events import EventBase
from .inbox import OTHER, Handler, Inbox

__all__ = ['Bus', 'Listeners']

#: Each inbox that hears a class of event in some phase, with its handlers.
Listeners = tuple[tuple[Inbox, tuple[Handler, ...]], ...]


@dataclass
class _Route:
    """An inbox that hears a class of event, and its handlers in the order of their registration."""

    inbox: Inbox
    rows: list[tuple[frozenset[str], Handler]] = field(default_factory=list)


class Bus:
    """Who listens to which class of event, looked up once for each class and phase."""

    def __init__(self) -> None:
        self._routes: dict[type[EventBase], list[_Route]] = {}
        self._cache: dict[tuple[type[EventBase], str | None], Listeners] = {}

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
        self._cache.clear()

    def unsubscribe(self, inbox: Inbox) -> None:
        """Forget an inbox."""
        for routes in self._routes.values():
            routes[:] = [route for route in routes if route.inbox is not inbox]
        self._cache.clear()

    def listeners(self, event_class: type[EventBase], phase: str | None = None) -> Listeners:
        """Who hears this class in this phase; without one, every handler of the class does."""
        key = event_class, phase
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = tuple(self._find(event_class, phase))
        return found

    def publish(self, event: EventBase, phase: str | None = None, source: Hashable = None, kind: int = OTHER) -> None:
        """Give an event to everyone who listens to its class in this phase."""
        for inbox, handlers in self.listeners(type(event), phase):
            inbox.put(source, kind, handlers, event)

    def _find(self, event_class: type[EventBase], phase: str | None) -> Iterator[tuple[Inbox, tuple[Handler, ...]]]:
        for route in self._routes.get(event_class, ()):
            handlers = tuple(row for phases, row in route.rows if phase is None or not phases or phase in phases)
            if handlers:
                yield route.inbox, handlers
