"""What runs an app: its inboxes, the greenthreads that call its handlers, and what it waits for.

It is apart from the app, so that no attribute or method of an app's own can get in its way.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from time import time
from typing import TYPE_CHECKING, Any

import greenhub

from .current import acting_for
from .events import EventBase, EventRequestBase
from .inbox import Handler, Inbox
from .log import Throttle, origin_of

if TYPE_CHECKING:
    from .app import App, Subscription
    from .manager import Controller

__all__ = ['FAILURES', 'Registration', 'Runner', 'Waiting', 'name_of']

#: Events that an app handles before it lets the others run: what they send leaves together.
TURN = 256

#: What a handler may raise without ending its app: a time-out that nobody caught and sys.exit() are failures too.
FAILURES = (Exception, greenhub.Timeout, SystemExit)

#: An event that waits: its source, kind, the names of its handlers, itself, and its size.
Waiting = tuple[Hashable, int, list[str], Any, int]


def name_of(handler: Handler) -> str:
    """What the log calls a handler, and a newer self of its app too."""
    name = getattr(handler, '__name__', None) or type(handler).__name__
    return str(name)


class _ChoosyInbox(Inbox):
    """An inbox that takes only the events that its handler wants; `failed` is called where that is not to be had."""

    def __init__(
        self, only: Callable[[Any], bool], failed: Callable[[Handler, Any, BaseException], None], *limits: int
    ) -> None:
        super().__init__(*limits)
        self._only, self._failed = only, failed

    def put(self, source: Any, kind: int, handlers: tuple[Handler, ...], event: EventBase, size: int = 0) -> bool:
        """Queue an event that is wanted; one that is not counts as taken."""
        try:
            wanted = self._only(event)
        except FAILURES as error:  # the app's fault: who brings the event, a switch's reader, goes on
            self._failed(handlers[0], event, error)
            return True
        return not wanted or super().put(source, kind, handlers, event, size)


@dataclass
class Registration:
    """A handler; `observed`: it hears what is meant for all, else only what is sent to its app."""

    inbox: Inbox
    handler: Handler
    phases: frozenset[str]
    observed: bool


class Runner:
    """Runs one app."""

    def __init__(self, app: App, controller: Controller) -> None:
        self.app = app
        self.controller = controller
        self.waits_for: list[EventRequestBase] = []  # what other apps have not answered yet
        self.handlers: dict[type[EventBase], list[Registration]] = {}
        self.attending = False
        self.made = time()  # seconds since the epoch
        self.throttle = Throttle()
        self._workers: dict[Inbox, int] = {}  # how many greenthreads take events out of it
        self._threads: list[Any] = []
        self._main = self._open(Inbox(*controller.inbox_limits), 1)

    @property
    def inboxes(self) -> list[Inbox]:
        """What the handlers are called from, the app's main one first."""
        return list(self._workers)

    @property
    def started(self) -> bool:
        """Whether there are greenthreads that call handlers."""
        return bool(self._threads)

    # -- handlers -----------------------------------------------------------------------------------------------

    def subscriptions(self) -> Iterator[tuple[Handler, Subscription]]:
        """Every marked handler of the app with what it wants, in the order of the class body, bases first."""
        cls = type(self.app)
        names = dict.fromkeys(name for base in reversed(cls.__mro__) for name in vars(base))
        for name in names:
            for subscription in getattr(getattr(cls, name, None), 'subscriptions', ()):
                yield getattr(self.app, name), subscription

    def register_marked(self) -> None:
        """Register the handlers that `set_ev_cls` has marked."""
        own: dict[tuple[Handler, Any], Inbox] = {}  # a handler of several events has one inbox for all of them
        for handler, wanted in self.subscriptions():
            inbox = self._main
            if wanted.concurrent or wanted.only:
                inbox = own.get((handler, wanted.only)) or self._open(self._inbox_for(wanted), wanted.concurrent or 1)
                own[handler, wanted.only] = inbox
            self._register(wanted.event_class, Registration(inbox, handler, wanted.phases, wanted.observed))

    def _inbox_for(self, wanted: Subscription) -> Inbox:
        limits = self.controller.inbox_limits
        return _ChoosyInbox(wanted.only, self._log_failure, *limits) if wanted.only else Inbox(*limits)

    def register(self, event_class: type[EventBase], handler: Handler) -> None:
        """Have a handler called for events that are sent to the app, and after `observe` for those meant for all."""
        rows = self.handlers.get(event_class, ())
        seen = next((row for row in rows if row.observed), None)
        phases = seen.phases if seen is not None and not getattr(handler, 'subscriptions', ()) else frozenset[str]()
        self._register(event_class, Registration(self._main, handler, phases, observed=seen is not None))

    def _register(self, event_class: type[EventBase], row: Registration) -> None:
        self.handlers.setdefault(event_class, []).append(row)
        if row.observed and self.attending:
            self._subscribe(event_class, row)

    def unregister(self, event_class: type[EventBase], handler: Handler) -> None:
        """Undo `register`; raises ValueError where the handler was not registered."""
        rows = self.handlers.get(event_class, [])
        row = next((each for each in rows if each.handler == handler), None)
        if row is None:
            raise ValueError(f'{handler!r} is not registered for {event_class.__name__}')
        rows.remove(row)
        self.controller.bus.unsubscribe(row.inbox, event_class, row.handler)

    def observe(self, event_class: type[EventBase], phases: Iterable[str]) -> None:
        """Have the handlers of a class called for events that are meant for all."""
        for row in self.handlers.get(event_class, ()):
            if not row.observed:
                row.observed = True
                row.phases = row.phases or frozenset(phases)
                if self.attending:
                    self._subscribe(event_class, row)

    def ignore(self, event_class: type[EventBase] | None = None) -> None:
        """Undo `observe`, for one class or for every one; what is sent to the app is heard all the same."""
        for each in list(self.handlers) if event_class is None else [event_class]:
            for row in self.handlers.get(each, ()):
                row.observed = False
                self.controller.bus.unsubscribe(row.inbox, each, row.handler)

    def handlers_of(self, event: EventBase, phase: str | None = None) -> list[Registration]:
        """The handlers for an event that is sent to the app, in a phase or in any."""
        return [row for row in self.handlers.get(type(event), ())
                if phase is None or not row.phases or phase in row.phases]

    def events(self) -> dict[str, Any]:
        """The events that the app hears (`hears`: class -> the phases, none for all) and raises (`raises`), by name."""
        phases = {each.__name__: sorted({phase for row in rows for phase in row.phases})
                  for each, rows in self.handlers.items() if rows}
        return {'hears': dict(sorted(phases.items())), 'raises': sorted(each.__name__ for each in self.app._EVENTS)}

    # -- life ---------------------------------------------------------------------------------------------------

    def subscribe(self) -> None:
        """Hear events from now on."""
        if self.attending:
            return
        self.attending = True
        for event_class, rows in self.handlers.items():
            for row in rows:
                if row.observed:
                    self._subscribe(event_class, row)

    def attend(self) -> None:
        """Hear events, and from now on call the handlers with them."""
        self.subscribe()
        with acting_for(self.controller, self.app):
            for inbox, workers in self._workers.items():
                self._threads += [greenhub.spawn(self._work, inbox) for _ in range(workers)]

    def unsubscribe(self) -> None:
        """Hear nothing more; what has been heard is handled."""
        self.attending = False
        for inbox in self.inboxes:
            self.controller.bus.unsubscribe(inbox)

    def withdraw(self) -> Iterator[Waiting]:
        """Hear nothing more, and give away what waits: source, kind, names of the handlers, event and size of each."""
        self.unsubscribe()
        for inbox in self.inboxes:
            for source, kind, handlers, event, size in inbox.drain():
                yield source, kind, [name_of(each) for each in handlers], event, size

    def is_idle(self) -> bool:
        """Whether no handler is running; the handler that asks does not count."""
        return all(inbox.idle_readers == workers or greenhub.getcurrent() in self._threads
                   for inbox, workers in self._workers.items())

    def leave(self) -> None:
        """Hear nothing more, and end the greenthreads: those that call handlers, and the app's own."""
        self.unsubscribe()
        for thread in [*self.app.threads, *self._threads]:
            thread.kill()
        self.app.threads.clear()
        self._threads.clear()

    def is_waiting_for(self, name: str) -> bool:
        """Whether an answer of the app of that name is waited for."""
        return any(each.dst == name for each in self.waits_for)

    def give_up_on(self, name: str, error: Exception) -> None:
        """Have who waits for an answer of that app wait no longer, but raise an error."""
        for each in self.waits_for:
            if each.dst == name and not each.reply_q.ready():
                each.reply_q.send_exception(error)

    def runs_in(self, thread: Any, inbox: Inbox) -> bool:
        """Whether nobody but that greenthread takes events out of an inbox of the app's."""
        return self._workers[inbox] == 1 and thread in self._threads

    def _open(self, inbox: Inbox, workers: int) -> Inbox:
        self._workers[inbox] = workers
        return inbox

    def _subscribe(self, event_class: type[EventBase], row: Registration) -> None:
        versions = self.app.OFP_VERSIONS
        self.controller.bus.subscribe(
            row.inbox, row.handler, event_class, row.phases, None if versions is None else frozenset(versions)
        )

    # -- at work ------------------------------------------------------------------------------------------------

    def _work(self, inbox: Inbox) -> None:
        """Call handlers for ever, one event after the other."""
        left = TURN
        while True:
            handlers, event = inbox.get()
            for handler in handlers:
                self._handle(handler, event)
            del event  # an app that waits for the next one keeps no switch alive
            left -= 1
            if not left or not (inbox.packet_ins or inbox.others):  # len() is 0, without a call for each event
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
        name = name_of(handler)
        again = self.throttle.pass_through((name, type(error)))
        if again is None:
            return
        repeated = f' ({again} more like it since)' if again else ''
        self.app.logger.error(
            '%s.%s failed on %s of %s: %s: %s%s',
            self.app.name, name, type(event).__name__, origin_of(event), type(error).__name__, error, repeated,
            exc_info=error,
        )  # fmt: skip

    def _report_drops(self, inbox: Inbox) -> None:
        if inbox.dropped and self.throttle.pass_through('dropped') is not None:
            lost, inbox.dropped = inbox.dropped, type(inbox.dropped)()
            self.app.logger.warning(
                '%s is too slow: dropped %d packet-ins, %d statistics replies, %d other events',
                self.app.name, lost.packet_ins, lost.replies, lost.others,
            )  # fmt: skip
