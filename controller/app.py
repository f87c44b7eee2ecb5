"""What an app is: a class whose handlers are called with events, one at a time, in a greenthread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, ItemsView, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import greenhub
from greenhub.event import Event

from .events import (
    EventBase,
    EventOFPMsgBase,
    EventOFPPortStateChange,
    EventOFPStateChange,
    EventReplyBase,
    EventRequestBase,
)
from .inbox import OTHER, Handler, Inbox
from .openflow.connection import CONFIG, DEAD, HANDSHAKE, MAIN
from .runner import FAILURES, Runner
from .threads import call_in_hub, in_thread_of

if TYPE_CHECKING:
    from .manager import Controller

__all__ = [
    'CONFIG_DISPATCHER',
    'DEAD_DISPATCHER',
    'FAILURES',
    'HANDSHAKE_DISPATCHER',
    'MAIN_DISPATCHER',
    'OF_SWITCHES',
    'App',
    'AppError',
    'NoSuchApp',
    'QueueFull',
    'ReplyTimeout',
    'Subscription',
    'set_ev_cls',
]

#: The phases of a switch's channel, under the names that handlers are registered with.
HANDSHAKE_DISPATCHER, CONFIG_DISPATCHER, MAIN_DISPATCHER, DEAD_DISPATCHER = HANDSHAKE, CONFIG, MAIN, DEAD

#: The events of switches, which come in one of these phases.
OF_SWITCHES = (EventOFPMsgBase, EventOFPStateChange, EventOFPPortStateChange)

#: Seconds that a request to another app, or room in its inbox, is waited for.
PATIENCE = 30.0


class AppError(Exception):
    """Apps cannot talk to each other in this way."""


class NoSuchApp(AppError):
    """No app of that name is loaded."""


class QueueFull(AppError):
    """An inbox has no room, and waiting for it is hopeless: it is one's own, or its app waits for us."""


class ReplyTimeout(AppError):
    """The other app did not answer in time."""


@dataclass(frozen=True)
class Subscription:
    """That a handler wants events of a class, in some phases (none named: in every one)."""

    event_class: type[EventBase]
    phases: frozenset[str]
    concurrent: int = 0
    only: Callable[[Any], bool] | None = None
    observed: bool = True  # else only events that are sent to the app are for it


H = TypeVar('H', bound=Callable[..., Any])


def set_ev_cls(
    ev_cls: type[EventBase] | Iterable[type[EventBase]],
    dispatchers: str | Iterable[str] | None = None,
    *,
    concurrent: int = 0,
    only: Callable[[Any], bool] | None = None,
) -> Callable[[H], H]:
    """Mark a method as the handler of events, in the given phases of their switch.

    An app may raise its events in phases of its own. Raises TypeError for what is no class of event, and ValueError for
    a phase that no switch has.

    Handlers of an app run one at a time and in order. With `concurrent=N` this one's events run in greenthreads of
    their own, at most N at once, so that it may wait without holding up the others. With `only=function` it has an
    inbox of its own, which takes the events for which `function(event)` is true; that is asked wherever the event
    comes from, and has to be quick.
    """
    several = isinstance(ev_cls, Iterable) and not isinstance(ev_cls, (type, str))
    classes: tuple[Any, ...] = tuple(ev_cls) if several else (ev_cls,)  # type: ignore[arg-type]
    for each in classes:
        if not (isinstance(each, type) and issubclass(each, EventBase)):
            raise TypeError(f'set_ev_cls takes event classes, not {each!r}')
    phases = frozenset((dispatchers,) if isinstance(dispatchers, str) else dispatchers or ())
    unknown = phases - {HANDSHAKE, CONFIG, MAIN, DEAD}
    if unknown and any(issubclass(each, OF_SWITCHES) for each in classes):
        raise ValueError(f'set_ev_cls: no such dispatcher: {", ".join(sorted(map(str, unknown)))}')

    def mark(handler: H) -> H:
        added = tuple(Subscription(each, phases, concurrent, only) for each in classes)
        handler.subscriptions = (*getattr(handler, 'subscriptions', ()), *added)  # type: ignore[attr-defined]
        return handler

    return mark


class _NotLoaded:
    """What an app has in place of what runs it when it was not made by a controller."""

    def __get__(self, app: App | None, cls: type[App]) -> Any:
        if app is None:
            return self
        raise AppError(f'{cls.__name__} runs in no controller: Controller.load makes apps that do')


class App:
    """The base of every app.

    `name` is what other apps and the log call it, `logger` its logger, `controller` the controller it runs in,
    `threads` greenthreads of its own, which end with it. A subclass may set `OFP_VERSIONS` (the numbers of OpenFlow
    versions it can handle; None: any), `_CONTEXTS` (constructor keyword -> class; the controller makes one object a
    class and gives it to every app that asks) and `_EVENTS` (classes of the events that it raises, for those who read
    about it).
    """

    OFP_VERSIONS: ClassVar[list[int] | None] = None
    _CONTEXTS: ClassVar[dict[str, type]] = {}
    _EVENTS: ClassVar[list[type[EventBase]]] = []
    LOGGER_NAME: ClassVar[str | None] = None

    controller: Controller = None  # type: ignore[assignment]  # given by the controller before __init__ runs
    _runner: Runner = _NotLoaded()  # type: ignore[assignment]  # as well; an app may have another `controller`

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.name = type(self).__name__
        self.logger = logging.getLogger(self.LOGGER_NAME or self.name)
        self.threads: list[Any] = []

    @classmethod
    def context_iteritems(cls) -> ItemsView[str, type]:
        """The contexts that the app asks for, by keyword."""
        return cls._CONTEXTS.items()

    # -- life ---------------------------------------------------------------------------------------------------

    def start(self) -> Any:
        """Begin to work; called once everything is loaded. An override calls this one too.

        A greenthread that it returns ends with the app.
        """

    def stop(self) -> None:
        """End; called before the controller goes. An override calls this one too."""

    def close(self) -> None:
        """Give back what the app holds; called after `stop`."""

    def set_main_thread(self, thread: Any) -> None:
        """Have a greenthread end with the app."""
        self.threads.append(thread)

    # -- handlers at run time -----------------------------------------------------------------------------------

    def register_handler(self, ev_cls: type[EventBase], handler: Handler) -> None:
        """Have `handler` called for events that are sent to this app, and those that it observes."""
        self._runner.register(ev_cls, handler)

    def unregister_handler(self, ev_cls: type[EventBase], handler: Handler) -> None:
        """Undo `register_handler`; raises ValueError for one that is not registered."""
        self._runner.unregister(ev_cls, handler)

    def get_handlers(self, ev: EventBase, state: str | None = None) -> list[Handler]:
        """The handlers for an event, in a phase of its switch or in any."""
        return [row.handler for row in self._runner.handlers_of(ev, state)]

    def observe_event(self, ev_cls: type[EventBase], states: str | Iterable[str] | None = None) -> None:
        """Have the app's handlers of a class hear what is sent to observers, in some phases or in all."""
        self._runner.observe(ev_cls, _phases(states))

    def unobserve_event(self, ev_cls: type[EventBase]) -> None:
        """Undo `observe_event`, and what `set_ev_cls` has asked for of that class."""
        self._runner.ignore(ev_cls)

    def register_observer(
        self, ev_cls: type[EventBase], name: str, states: str | Iterable[str] | None = None
    ) -> None:
        """Have the app of that name observe a class of event; raises NoSuchApp."""
        self._other(name).observe(ev_cls, _phases(states))

    def unregister_observer(self, ev_cls: type[EventBase], name: str) -> None:
        """Undo `register_observer`; raises NoSuchApp."""
        self._other(name).ignore(ev_cls)

    def unregister_observer_all_event(self, name: str) -> None:
        """Have the app of that name observe nothing more; raises NoSuchApp."""
        self._other(name).ignore()

    def get_observers(self, ev: EventBase, state: str | None = None) -> list[str]:
        """The names of the apps that hear such an event."""
        heard = {id(inbox) for inbox, _ in self._runner.controller.bus.listeners(type(ev), state)}
        apps = self._runner.controller.apps.items()
        return [name for name, app in apps if any(id(inbox) in heard for inbox in app._runner.inboxes)]

    # -- talking to other apps ----------------------------------------------------------------------------------

    def send_event(self, name: str, ev: EventBase, state: str | None = None) -> None:
        """Give an event to one app, by name; waits for room in its inbox.

        Raises NoSuchApp, and QueueFull where waiting for room would never end. From any OS thread.
        """
        hub = self._runner.controller.hub
        if not in_thread_of(hub):
            call_in_hub(hub, self.send_event, name, ev, state)
            return
        other = self._other(name)
        for inbox, handlers in _by_inbox(other, ev, state):
            self._post(other, inbox, handlers, ev)

    def send_event_to_observers(self, ev: EventBase, state: str | None = None) -> None:
        """Give an event to every app that listens to its class; waits for room. As `send_event` otherwise."""
        controller = self._runner.controller
        if not in_thread_of(controller.hub):
            call_in_hub(controller.hub, self.send_event_to_observers, ev, state)
            return
        for inbox, handlers in controller.bus.listeners(type(ev), state, _version_of(ev)):
            owner = next((app for app in controller.apps.values() if inbox in app._runner.inboxes), None)
            if owner is not None:
                self._post(owner._runner, inbox, handlers, ev)

    def send_request(self, req: EventRequestBase, timeout: float = PATIENCE) -> Any:
        """Ask the app `req.dst`, and return its answer.

        Raises NoSuchApp at once where it is not loaded, AppError where it does not listen to such requests, and
        ReplyTimeout after `timeout` seconds. From any OS thread.
        """
        runner = self._runner
        hub = runner.controller.hub
        if not in_thread_of(hub):
            return call_in_hub(hub, self.send_request, req, timeout)
        req.src, req.reply_q = self.name, Event()
        other = self._other(req.dst)
        rows = _by_inbox(other, req)
        if not rows:
            raise AppError(f'{other.app.name} does not listen to {type(req).__name__}')
        if other is runner and req.sync and any(runner.runs_in(greenhub.getcurrent(), row[0]) for row in rows):
            raise AppError(f'{self.name} would wait for its own answer to {type(req).__name__}')
        for inbox, handlers in rows:
            self._post(other, inbox, handlers, req)
        if not req.sync:
            return None
        runner.waits_for.append(req)
        try:
            with greenhub.Timeout(timeout, ReplyTimeout(f'{other.app.name} did not answer {type(req).__name__}')):
                return req.reply_q.wait()
        finally:
            runner.waits_for[:] = [each for each in runner.waits_for if each is not req]

    def reply_to_request(self, req: EventRequestBase, rep: EventReplyBase) -> None:
        """Answer a request of another app."""
        rep.dst = req.src
        if not req.sync:
            self.send_event(str(req.src), rep)
        elif not req.reply_q.ready():
            req.reply_q.send(rep)

    def _other(self, name: str | None) -> Runner:
        apps = self._runner.controller.apps
        try:
            return apps[str(name)]._runner
        except KeyError:
            loaded = ', '.join(sorted(apps)) or 'none'
            raise NoSuchApp(f'no app named {name!r} is loaded (loaded: {loaded})') from None

    def _post(self, other: Runner, inbox: Inbox, handlers: tuple[Handler, ...], event: EventBase) -> None:
        if inbox.full:
            if other is self._runner or other.is_waiting_for(self.name):
                raise QueueFull(f'the inbox of {other.app.name} is full ({len(inbox)} events)')
            if not inbox.wait_for_room(PATIENCE):
                raise QueueFull(f'{other.app.name} made no room in its inbox for {PATIENCE:g} s')
        inbox.put(None, OTHER, handlers, event)


def _version_of(event: EventBase) -> int | None:
    """The OpenFlow version of the switch that an app's event is about (`dp`, `switch`), None where it is about none."""
    switch = getattr(event, 'switch', event)
    ofproto = getattr(getattr(switch, 'dp', None), 'ofproto', None)
    return getattr(ofproto, 'OFP_VERSION', None)


def _phases(states: str | Iterable[str] | None) -> Iterable[str]:
    return (states,) if isinstance(states, str) else states or ()


def _by_inbox(runner: Runner, event: EventBase, state: str | None = None) -> list[tuple[Inbox, tuple[Handler, ...]]]:
    """The inboxes of an app that take an event which is sent to it, each with the handlers it is for."""
    rows: dict[int, tuple[Inbox, tuple[Handler, ...]]] = {}
    for row in runner.handlers_of(event, state):
        _, handlers = rows.get(id(row.inbox), (row.inbox, ()))
        rows[id(row.inbox)] = row.inbox, (*handlers, row.handler)
    return list(rows.values())
