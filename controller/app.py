"""What an app is: a class whose handlers are called with events, one at a time, in a greenthread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import greenhub
from greenhub.event import Event

from .events import EventBase, EventReplyBase, EventRequestBase
from .inbox import OTHER, Handler, Inbox
from .log import Throttle, origin_of
from .openflow.connection import CONFIG, DEAD, HANDSHAKE, MAIN
from .threads import call_in_hub, in_thread_of

if TYPE_CHECKING:
    from .manager import Controller

__all__ = [
    'CONFIG_DISPATCHER',
    'DEAD_DISPATCHER',
    'FAILURES',
    'HANDSHAKE_DISPATCHER',
    'MAIN_DISPATCHER',
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

#: Events that an app handles before it lets the others run: what they send leaves together.
TURN = 256
#: Seconds that a request to another app, or room in its inbox, is waited for.
PATIENCE = 30.0


#: What a handler may raise without ending its app: a time-out that nobody caught and sys.exit() are failures too.
FAILURES = (Exception, greenhub.Timeout, SystemExit)


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
    concurrent: int


H = TypeVar('H', bound=Callable[..., Any])


def set_ev_cls(
    event_classes: type[EventBase] | Iterable[type[EventBase]],
    dispatchers: str | Iterable[str] | None = None,
    *,
    concurrent: int = 0,
) -> Callable[[H], H]:
    """Mark a method as the handler of events, in the given phases of their switch.

    Handlers of an app run one at a time and in order. With `concurrent=N` this one's events run in greenthreads of
    their own, at most N at once, so that it may wait without holding up the others.
    """
    several = isinstance(event_classes, Iterable) and not isinstance(event_classes, (type, str))
    classes: tuple[Any, ...] = tuple(event_classes) if several else (event_classes,)  # type: ignore[arg-type]
    for each in classes:
        if not (isinstance(each, type) and issubclass(each, EventBase)):
            raise TypeError(f'set_ev_cls takes event classes, not {each!r}')
    phases = frozenset((dispatchers,) if isinstance(dispatchers, str) else dispatchers or ())
    unknown = phases - {HANDSHAKE, CONFIG, MAIN, DEAD}
    if unknown:
        raise ValueError(f'set_ev_cls: no such dispatcher: {", ".join(sorted(map(str, unknown)))}')

    def mark(handler: H) -> H:
        added = tuple(Subscription(each, phases, concurrent) for each in classes)
        handler.subscriptions = (*getattr(handler, 'subscriptions', ()), *added)  # type: ignore[attr-defined]
        return handler

    return mark


class App:
    """The base of every app.

    `name` is what other apps and the log call it, `logger` its logger, `controller` the controller it runs in.
    A subclass may set `OFP_VERSIONS` (the numbers of OpenFlow versions it can handle; None: any) and `_CONTEXTS`
    (constructor keyword -> class; the controller makes one object a class and gives it to every app that asks).
    """

    OFP_VERSIONS: ClassVar[list[int] | None] = None
    _CONTEXTS: ClassVar[dict[str, type]] = {}
    _EVENTS: ClassVar[list[type[EventBase]]] = []
    LOGGER_NAME: ClassVar[str | None] = None

    controller: Controller = None  # type: ignore[assignment]  # given by the controller before __init__ runs

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.name = type(self).__name__
        self.logger = logging.getLogger(self.LOGGER_NAME or self.name)
        self.threads: list[Any] = []  # greenthreads of the app's own, which end with it
        self.inboxes: list[Inbox] = []
        self.waits_for: list[str] = []  # the apps that its handlers wait for
        self._workers: dict[Inbox, list[Any]] = {}
        self._throttle = Throttle()

    # -- life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to handle events; called once everything is loaded. An override calls this one too."""

    def stop(self) -> None:
        """End; called before the controller goes. An override calls this one too."""

    def close(self) -> None:
        """Give back what the app holds; called after `stop`."""

    def subscriptions(self) -> Iterator[tuple[Handler, Subscription]]:
        """Every handler of the app with what it wants, in the order of the class body, bases first."""
        names = dict.fromkeys(name for base in reversed(type(self).__mro__) for name in vars(base))
        for name in names:
            for subscription in getattr(getattr(type(self), name, None), 'subscriptions', ()):
                yield getattr(self, name), subscription

    def attend(self) -> None:
        """Subscribe the handlers and start the greenthreads that call them; the controller does this."""
        bus, limits = self.controller.bus, self.controller.inbox_limits
        inbox = Inbox(*limits)
        self._serve(inbox, 1)
        for handler, subscription in self.subscriptions():
            target = inbox
            if subscription.concurrent:
                target = Inbox(*limits)
                self._serve(target, subscription.concurrent)
            bus.subscribe(target, handler, subscription.event_class, subscription.phases)

    def leave(self) -> None:
        """Hear nothing more, and end the greenthreads that call the handlers; the controller does this."""
        for inbox in self.inboxes:
            self.controller.bus.unsubscribe(inbox)
        for thread in [*self.threads, *(worker for workers in self._workers.values() for worker in workers)]:
            thread.kill()
        self.threads.clear()
        self._workers.clear()
        self.inboxes.clear()

    def _serve(self, inbox: Inbox, workers: int) -> None:
        self.inboxes.append(inbox)
        self._workers[inbox] = [greenhub.spawn(self._work, inbox) for _ in range(workers)]

    def _work(self, inbox: Inbox) -> None:
        """Call handlers for ever, one event after the other."""
        left = TURN
        while True:
            handlers, event = inbox.get()
            for handler in handlers:
                self._handle(handler, event)
            del event  # an app that waits for the next one keeps no switch alive
            left -= 1
            if not left or not inbox:
                self._report_drops(inbox)
            if not left:
                left = TURN
                greenhub.sleep(0)

    def _handle(self, handler: Handler, event: Any) -> None:
        """Call one handler; `slow` finds these names where it looks for who runs on and on."""
        try:
            handler(event)
        except FAILURES as error:
            self._log_failure(handler, event, error)

    def _log_failure(self, handler: Handler, event: Any, error: BaseException) -> None:
        name = getattr(handler, '__name__', repr(handler))
        again = self._throttle.pass_through((name, type(error)))
        if again is None:
            return
        repeated = f' ({again} more like it since)' if again else ''
        self.logger.error(
            '%s.%s failed on %s of %s: %s: %s%s',
            self.name, name, type(event).__name__, origin_of(event), type(error).__name__, error, repeated,
            exc_info=error,
        )  # fmt: skip

    def _report_drops(self, inbox: Inbox) -> None:
        if inbox.dropped and self._throttle.pass_through('dropped') is not None:
            lost, inbox.dropped = inbox.dropped, type(inbox.dropped)()
            self.logger.warning(
                '%s is too slow: dropped %d packet-ins, %d statistics replies, %d other events',
                self.name, lost.packet_ins, lost.replies, lost.others,
            )  # fmt: skip

    # -- talking to other apps ----------------------------------------------------------------------------------

    def send_event(self, name: str, event: EventBase, state: str | None = None) -> None:
        """Give an event to one app, by name; waits for room in its inbox.

        Raises NoSuchApp, and QueueFull where waiting for room would never end. From any OS thread.
        """
        if not in_thread_of(self.controller.hub):
            call_in_hub(self.controller.hub, self.send_event, name, event, state)
            return
        app = self._other(name)
        for inbox, handlers in self.controller.bus.listeners(type(event), state):
            if inbox in app.inboxes:
                self._post(app, inbox, handlers, event)

    def send_event_to_observers(self, event: EventBase, state: str | None = None) -> None:
        """Give an event to every app that listens to its class; waits for room. As `send_event` otherwise."""
        if not in_thread_of(self.controller.hub):
            call_in_hub(self.controller.hub, self.send_event_to_observers, event, state)
            return
        for inbox, handlers in self.controller.bus.listeners(type(event), state):
            owner = next((app for app in self.controller.apps.values() if inbox in app.inboxes), None)
            if owner is not None:
                self._post(owner, inbox, handlers, event)

    def send_request(self, request: EventRequestBase, timeout: float = PATIENCE) -> Any:
        """Ask the app `request.dst`, and return its answer.

        Raises NoSuchApp at once where it is not loaded, AppError where it does not listen to such requests, and
        ReplyTimeout after `timeout` seconds. From any OS thread.
        """
        if not in_thread_of(self.controller.hub):
            return call_in_hub(self.controller.hub, self.send_request, request, timeout)
        request.src, request.reply_q = self.name, Event()
        app = self._other(request.dst)
        rows = [row for row in self.controller.bus.listeners(type(request)) if row[0] in app.inboxes]
        if not rows:
            raise AppError(f'{app.name} does not listen to {type(request).__name__}')
        if app is self and request.sync and any(self._workers[row[0]] == [greenhub.getcurrent()] for row in rows):
            raise AppError(f'{self.name} would wait for its own answer to {type(request).__name__}')
        for inbox, handlers in rows:
            self._post(app, inbox, handlers, request)
        if not request.sync:
            return None
        self.waits_for.append(app.name)
        try:
            with greenhub.Timeout(timeout, ReplyTimeout(f'{app.name} did not answer {type(request).__name__}')):
                return request.reply_q.wait()
        finally:
            self.waits_for.remove(app.name)

    def reply_to_request(self, request: EventRequestBase, reply: EventReplyBase) -> None:
        """Answer a request of another app."""
        reply.dst = request.src
        if not request.sync:
            self.send_event(str(request.src), reply)
        elif not request.reply_q.ready():
            request.reply_q.send(reply)

    def _other(self, name: str | None) -> App:
        try:
            return self.controller.apps[str(name)]
        except KeyError:
            loaded = ', '.join(sorted(self.controller.apps)) or 'none'
            raise NoSuchApp(f'no app named {name!r} is loaded (loaded: {loaded})') from None

    def _post(self, app: App, inbox: Inbox, handlers: tuple[Handler, ...], event: EventBase) -> None:
        if inbox.full:
            if app is self or self.name in app.waits_for:
                raise QueueFull(f'the inbox of {app.name} is full ({len(inbox)} events)')
            if not inbox.wait_for_room(PATIENCE):
                raise QueueFull(f'{app.name} made no room in its inbox for {PATIENCE:g} s')
        inbox.put(None, OTHER, handlers, event)
