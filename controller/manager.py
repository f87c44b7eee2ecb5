"""The controller: loads apps, takes connections of switches, starts and stops both."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from inspect import Parameter, signature
from typing import Any

import greenhub
from greenhub.debug import watch_hub
from greenhub.event import Event
from greenhub.hubs import get_hub

from .app import FAILURES, App, NoSuchApp
from .bus import Bus
from .config import Config
from .current import acting_for, announce, retire
from .datapath import Datapath
from .leftovers import end_greenthreads
from .listener import Dialler, Listener
from .loader import LoadError, explain, load_class
from .openflow import version, versions
from .openflow.connection import Limits
from .registry import Registry
from .replacing import Replacing
from .runner import Runner
from .services import required_by
from .slow import SlowHandlers

__all__ = ['Controller']

#: Seconds that queued messages may take on the way out when the controller stops.
FLUSH = 2.0
#: Seconds that an app has to stop.
STOP = 5.0
#: Seconds from which the log says how long an app's __init__ or start took.
SLOW_START = 1.0


class Controller:
    """An OpenFlow controller with its apps; several can live in one process.

    `apps` are the loaded apps by name, `switches` the switches in use by datapath id, `bus` the event bus, `config`
    the options, `replacing` what loads, unloads and reloads apps while it runs. `load`, `start`, then `run` (or the
    caller's own waiting), then `stop`.
    """

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()
        self.logger = logging.getLogger('controller')
        self.hub = get_hub()
        self.apps: dict[str, App] = {}
        self.bus = Bus()
        self.contexts: dict[type, Any] = {}
        self.inbox_limits = (1024, 65536)  # PACKET_INs, all other events
        self.limits = Limits(
            handshake=self.config.socket_timeout,
            echo_interval=self.config.echo_request_interval if self.config.maximum_unreplied_echo_requests else 0.0,
            unanswered_echoes=self.config.maximum_unreplied_echo_requests,
            packet_in_rate=self.config.packet_in_rate,
        )
        self.switches = Registry(self.bus, versions())
        self.listeners: list[Listener] = []
        self._diallers: dict[tuple[str, int], Dialler] = {}
        self.named_contexts: dict[str, Any] = {}
        self._loading: list[type[App]] = []  # with what has asked for them, where an app loads others as it is made
        self._making: list[type] = []  # the contexts that are being made
        self._started: list[Any] = []
        self.replacing = Replacing(self)
        self._ending = Event()
        announce(self)

    # -- apps ---------------------------------------------------------------------------------------------------

    def load(self, names: Iterable[str | type[App]]) -> list[App]:
        """Load apps, each given as path, module, bundled name or class, with all that they need: contexts, services.

        Raises LoadError, and then none of these is loaded.
        """
        classes = [load_class(each) if isinstance(each, str) else each for each in names]
        needed = self._with_services(classes)
        before = len(self._loading)
        self._loading += needed
        there = set(self.apps), dict(self.contexts), dict(self.named_contexts)
        try:
            self.agree_on_versions()
            for cls in needed:
                self.make_contexts(cls)
            made = {cls: self._instantiate(cls) for cls in needed}
        except LoadError:
            self._keep_only(*there)
            raise
        finally:
            del self._loading[before:]
        return [made[cls] for cls in dict.fromkeys(classes)]

    def _keep_only(self, names: set[str], contexts: dict[type, Any], named_contexts: dict[str, Any]) -> None:
        """Forget what was loaded beside that."""
        for name, app in reversed(list(self.apps.items())):
            if name not in names:
                self.unload(name)
                end_greenthreads(app, 0)
        self.contexts, self.named_contexts = contexts, named_contexts

    def _with_services(self, classes: list[type[App]]) -> list[type[App]]:
        """App classes with those that they need in front of them."""
        found: dict[type[App], None] = {}
        asked: list[type[App]] = []

        def add(cls: type[App]) -> None:
            if cls in asked:
                return
            asked.append(cls)
            for name in required_by(cls):
                add(load_class(name))
            for context in cls._CONTEXTS.values():
                if issubclass(context, App):
                    add(context)
            found[cls] = None

        for each in classes:
            add(each)
        return list(found)

    def agree_on_versions(self) -> None:
        """Offer switches the versions that all apps handle; where there is none, those that some do."""
        classes = list(dict.fromkeys([*(type(app) for app in self.apps.values()), *self._loading]))
        choosy = {cls: frozenset(cls.OFP_VERSIONS) for cls in classes if cls.OFP_VERSIONS is not None}
        for cls in choosy:
            self.check_versions(cls)
        common = versions().intersection(*choosy.values())
        if not common:
            asked = '; '.join(f'{cls.__name__} {_names(handled)}' for cls, handled in choosy.items())
            self.logger.warning('no OpenFlow version suits all apps (%s): each hears the switches of its own', asked)
        self.switches.versions = common or versions() & frozenset().union(*choosy.values())

    def check_versions(self, cls: type[App]) -> None:
        """Raise LoadError for an app that would never hear of any switch."""
        if cls.OFP_VERSIONS is not None and not versions() & frozenset(cls.OFP_VERSIONS):
            raise LoadError(f'{cls.__name__}: handles no OpenFlow version that is supported '
                            f'(it handles {_names(cls.OFP_VERSIONS)}; supported: {_names(versions())})')

    def _instantiate(self, cls: type[App]) -> App:
        """The app of a class, made where there is none yet."""
        for app in self.apps.values():
            if type(app) is cls:
                return app
        self.logger.debug('loading %s', cls.__name__)
        app = self.make(cls)
        if app.name in self.apps:
            self.discard(app)
            raise LoadError(f'{cls.__name__}: an app named {app.name!r} is loaded already')
        self.apps[app.name] = app
        return app

    def make(self, cls: type[App]) -> App:
        """An app of a class, with its contexts, that is not among `apps` yet; raises LoadError."""
        contexts = {key: self._context(key, each, cls) for key, each in cls._CONTEXTS.items()}
        if _takes_any_keyword(cls):
            contexts = self.named_contexts | contexts
        app = cls.__new__(cls)
        app._runner, app.controller = Runner(app, self), self
        with self._timed(f'{cls.__name__}.__init__'), acting_for(self, app):
            try:
                app.__init__(**contexts)  # type: ignore[misc]
            except FAILURES as error:
                self.discard(app)
                why = explain(error)
                if isinstance(error, AttributeError) and not hasattr(app, 'threads'):
                    why += '; it has to call super().__init__(*args, **kwargs) first'
                raise LoadError(f'{cls.__name__}: its __init__ failed: {why}') from error
        if not hasattr(app, 'threads'):
            self.discard(app)
            raise LoadError(f'{cls.__name__}: its __init__ does not call super().__init__(*args, **kwargs)')
        app._runner.register_marked()
        return app

    def discard(self, app: App) -> None:
        """Undo what an app has done that was made and is not to be loaded: its routes, its greenthreads."""
        self.forget(app)
        end_greenthreads(app, 0)

    def make_contexts(self, cls: type[App]) -> None:
        """Make the contexts of a class, which every app is given."""
        for key, each in cls._CONTEXTS.items():
            self.named_contexts.setdefault(key, self._context(key, each, cls))

    def _context(self, key: str, cls: type, asking: type[App]) -> Any:
        """The one object of a context class."""
        if cls not in self.contexts:
            if cls in self._making:
                circle = ' -> '.join(each.__name__ for each in (*self._making, cls))
                raise LoadError(f'{self._making[0].__name__}: its contexts need each other: {circle}')
            self._making.append(cls)
            try:
                self.contexts[cls] = self._new_context(key, cls, asking)
            finally:
                self._making.pop()
        return self.contexts[cls]

    def _new_context(self, key: str, cls: type, asking: type[App]) -> Any:
        if issubclass(cls, App):
            return self._instantiate(cls)
        try:
            with acting_for(self):
                return cls()
        except Exception as error:
            raise LoadError(f'{asking.__name__}: its context {key!r} failed: {explain(error)}') from error

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        """Log what takes so long that the user may wonder."""
        began = self.hub.clock()
        yield
        taken = self.hub.clock() - began
        if taken > SLOW_START:
            self.logger.warning('%s took %.1f s: the other apps had to wait for it', what, taken)

    # -- life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the apps in the order of their loading, then listen for switches.

        Raises OSError where it cannot listen, LoadError where an app does not start; what had started is stopped then.
        """
        try:
            self.start_apps()
            self.listeners = Listener.all_of(self.config, self.accept)
        except Exception:
            self.stop()
            raise
        for listener in self.listeners:
            listener.start()
            self.logger.info('listening for switches on %s', listener)
        for address in self.config.ofp_switch_address_list:
            self.dial(address)
        for dialler in self._diallers.values():
            dialler.start()

    def start_apps(self) -> None:
        """Start what was loaded and not yet started: apps first, then contexts such as the REST server."""
        for app in list(self.apps.values()):
            if not app._runner.started:
                self.start_app(app)
                self.logger.info('app %s', _told(app))
        self.start_servers()

    def start_app(self, app: App) -> None:
        """Have an app hear events, and start it; raises LoadError."""
        app._runner.attend()
        with self._timed(f'{app.name}.start'), acting_for(self, app):
            try:
                main = app.start()
            except FAILURES as error:
                raise LoadError(f'{app.name}: its start() failed: {explain(error)}') from error
        if main is not None:
            app.set_main_thread(main)

    def start_servers(self) -> None:
        """Start the contexts that are no apps, such as the REST server."""
        for context in self.contexts.values():
            if not isinstance(context, App) and hasattr(context, 'start') and context not in self._started:
                context.start(self.config)
                self._started.append(context)

    def accept(self, sock: Any, address: Any) -> Datapath:
        """Take a connection of a switch; anything with the methods of a socket will do."""
        datapath = Datapath(self.switches, sock, address, self.limits)
        self.switches.connections.add(datapath)
        greenhub.spawn(datapath.serve)
        return datapath

    def dial(self, address: tuple[str, int], interval: float | None = None) -> None:
        """Connect to the switch at `address` once the controller has started, and again whenever that has ended.

        Every `interval` seconds (None: as the option says), until `hang_up`.
        """
        dialler = self._diallers.get(address)
        if dialler is None:
            dialler = self._diallers[address] = Dialler(address, self.config, self.accept, interval)
        elif interval is not None:
            dialler.interval = interval
        if self.listeners:
            dialler.start()

    def hang_up(self, address: tuple[str, int]) -> None:
        """Connect to the switch at `address` no more; a connection that stands is left alone."""
        if address in self._diallers:
            self._diallers.pop(address).stop()

    def end_on_signals(self) -> None:
        """Have SIGINT and SIGTERM call `end`; a second one ends the process, whatever an app is doing.

        A handler that an app has set before is called in place of that, and ends the controller where it exits.

        Python runs a handler between two of its own instructions: one that comes just before the hub begins to wait
        would wait with it. So each signal also writes to a pipe, which wakes the hub.
        """

        def caught(number: int, _: Any) -> None:
            signal.signal(number, signal.SIG_DFL)
            self.hub.call_soon_threadsafe(self.end)

        reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.hub.add('read', reader, lambda _: os.read(reader, 512))
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _with_handler_of_app(signal.getsignal(number), caught))

    def reload_on_signal(self) -> None:
        """Have SIGUSR1 reload the apps whose files have changed."""

        def caught(number: int, _: Any) -> None:
            self.hub.call_soon_threadsafe(greenhub.spawn, self.replacing.reload_changed)

        signal.signal(signal.SIGUSR1, caught)

    def run(self) -> None:
        """Wait until `end`, then stop.

        Meanwhile the log says who keeps everything else waiting for longer than the option `slow_handler`.
        """
        limit = self.config.slow_handler
        try:
            with watch_hub(limit, SlowHandlers(self.logger)) if limit else nullcontext():
                self.wait()
        finally:
            self.stop()

    def wait(self) -> None:
        """Wait until `end`."""
        self._ending.wait()

    def end(self) -> None:
        """Have `run` return."""
        if not self._ending.ready():
            self._ending.send()

    def stop(self) -> None:
        """Stop listening, then the apps, the last loaded first, then close the channels: what is queued is sent."""
        sources: list[Listener | Dialler] = [*self.listeners, *self._diallers.values()]
        for source in sources:
            source.stop()
        for context in reversed(self._started):
            if hasattr(context, 'stop'):
                self._end(type(context).__name__, context.stop)
        self._started.clear()
        for app in reversed(list(self.apps.values())):
            self.end_app(app)
        flushes = [greenhub.spawn(each.drain, FLUSH) for each in list(self.switches.connections)]
        for flush in flushes:
            flush.wait()
        for datapath in list(self.switches.connections):
            datapath.close('the controller stopped')
        self.end()
        retire(self)

    def forget(self, app: App) -> list[Callable[[], None]]:
        """Have what an app has given to contexts, such as its routes, work no more; what is returned undoes that."""
        return [each.forget(app) for each in self.contexts.values() if hasattr(each, 'forget')]

    def unload(self, name: str) -> None:
        """Stop an app, and forget it; raises KeyError."""
        app = self.apps[name]
        self.forget(app)
        self.end_app(app)
        self.apps.pop(name, None)
        self.forget_context(app)
        for other in self.apps.values():
            other._runner.give_up_on(name, NoSuchApp(f'{name} was unloaded before it answered'))
        self.agree_on_versions()

    def forget_context(self, app: App) -> bool:
        """Have an app be no context any more; whether it was one."""
        self.named_contexts = {key: each for key, each in self.named_contexts.items() if each is not app}
        return self.contexts.pop(type(app), None) is not None

    def report(self) -> list[str]:
        """What is loaded, for people to read: a line for each app, with the events that it hears and raises."""
        return [_told(app) for app in self.apps.values()]

    def end_app(self, app: App) -> None:
        """Stop an app; it hears nothing more."""
        with acting_for(self, app):
            for end in (app.stop, app._runner.leave, app.close):
                self._end(app.name, end)
        for context in self.contexts.values():
            if hasattr(context, 'close_websockets'):
                context.close_websockets(app)

    def _end(self, name: str, end: Callable[[], object]) -> None:
        try:
            with greenhub.Timeout(STOP, TimeoutError(f'not in {STOP:g} s')):
                end()
        except (*FAILURES, greenhub.GreenletExit):
            self.logger.exception('%s failed to stop', name)


def _told(app: App) -> str:
    """An app in a line."""
    events = app._runner.events()
    hears = [f'{name} ({", ".join(phases)})' if phases else name for name, phases in events['hears'].items()]
    parts = [f'{app.name} ({type(app).__module__})']
    parts += [f'hears {", ".join(hears)}'] if hears else []
    parts += [f'raises {", ".join(events["raises"])}'] if events['raises'] else []
    return '; '.join(parts)


def _with_handler_of_app(theirs: Any, ours: Callable[[int, Any], None]) -> Any:
    """What handles a signal where an app has a handler too, which may exit or not."""
    if not callable(theirs) or theirs is signal.default_int_handler:
        return ours  # where it was ignored, too: shells have what runs in the background ignore Ctrl-C

    def caught(number: int, frame: Any) -> None:
        try:
            theirs(number, frame)
        except (SystemExit, KeyboardInterrupt):
            ours(number, frame)

    return caught


def _takes_any_keyword(cls: type[App]) -> bool:
    """Whether an app's __init__ takes contexts that it has not asked for."""
    return any(each.kind is Parameter.VAR_KEYWORD for each in signature(cls.__init__).parameters.values())


def _names(numbers: Iterable[int]) -> str:
    """Versions of OpenFlow as people call them."""
    known = versions()
    return ' '.join(version(each).name if each in known else f'{each:#04x}' for each in sorted(numbers))
