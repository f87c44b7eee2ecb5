"""The controller: loads apps, takes connections of switches, starts and stops both."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

import greenhub
from greenhub.debug import watch_hub
from greenhub.event import Event
from greenhub.hubs import get_hub

from .app import FAILURES, App
from .bus import Bus
from .config import Config
from .datapath import Datapath
from .listener import Dialler, Listener
from .loader import LoadError, explain, load_class
from .openflow import versions
from .openflow.connection import Limits
from .registry import Registry
from .slow import SlowHandlers

__all__ = ['Controller']

#: Seconds that queued messages may take on the way out when the controller stops.
FLUSH = 2.0
#: Seconds that an app has to stop.
STOP = 5.0


class Controller:
    """An OpenFlow controller with its apps; several can live in one process.

    `apps` are the loaded apps by name, `switches` the switches in use by datapath id, `bus` the event bus, `config`
    the options. `load`, `start`, then `run` (or the caller's own waiting), then `stop`.
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
        )
        self.switches = Registry(self.bus, versions())
        self.listeners: list[Listener] = []
        self._diallers: list[Dialler] = []
        self._attending: set[str] = set()
        self._making: list[type[App]] = []  # the apps whose contexts are being made
        self._started: list[Any] = []
        self._ending = Event()

    # -- apps ---------------------------------------------------------------------------------------------------

    def load(self, names: Iterable[str | type[App]]) -> list[App]:
        """Load apps, each given as path, module, bundled name or class, with the contexts they ask for.

        Raises LoadError, and then nothing of these has been started.
        """
        classes = [load_class(each) if isinstance(each, str) else each for each in names]
        wanted = [each.OFP_VERSIONS for each in classes if each.OFP_VERSIONS is not None]
        common = self.switches.versions.intersection(*wanted)
        if not common:
            asked = ', '.join(f'{each.__name__}: {_numbers(each.OFP_VERSIONS)}' for each in classes)
            raise LoadError(f'these apps share no OpenFlow version ({asked}; supported: {_numbers(versions())})')
        self.switches.versions = common
        return [self._instantiate(each) for each in dict.fromkeys(classes)]

    def _instantiate(self, cls: type[App]) -> App:
        if cls in self._making:
            circle = ' -> '.join(each.__name__ for each in (*self._making, cls))
            raise LoadError(f'{cls.__name__}: its contexts need each other: {circle}')
        self._making.append(cls)
        try:
            contexts = {key: self._context(key, each, cls) for key, each in cls._CONTEXTS.items()}
        finally:
            self._making.pop()
        for app in self.apps.values():
            if type(app) is cls:
                return app
        self.logger.info('loading %s', cls.__name__)
        app = cls.__new__(cls)
        app.controller = self
        try:
            app.__init__(**contexts)  # type: ignore[misc]
        except Exception as error:
            raise LoadError(f'{cls.__name__}: its __init__ failed: {explain(error)}') from error
        if not hasattr(app, 'inboxes'):
            raise LoadError(f'{cls.__name__}: its __init__ does not call super().__init__(*args, **kwargs)')
        if app.name in self.apps:
            raise LoadError(f'{cls.__name__}: an app named {app.name!r} is loaded already')
        self.apps[app.name] = app
        return app

    def _context(self, key: str, cls: type, asking: type[App]) -> Any:
        """The one object of a context class."""
        if cls not in self.contexts:
            if issubclass(cls, App):
                self.contexts[cls] = self._instantiate(cls)
            else:
                try:
                    self.contexts[cls] = cls()
                except Exception as error:
                    raise LoadError(f'{asking.__name__}: its context {key!r} failed: {explain(error)}') from error
        return self.contexts[cls]

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
        self._diallers = [Dialler(each, self.config, self.accept) for each in self.config.ofp_switch_address_list]
        for dialler in self._diallers:
            dialler.start()

    def start_apps(self) -> None:
        """Start what was loaded and not yet started: apps first, then contexts such as the REST server."""
        for name, app in self.apps.items():
            if name not in self._attending:
                self._attending.add(name)
                app.attend()
                try:
                    app.start()
                except Exception as error:
                    raise LoadError(f'{name}: its start() failed: {explain(error)}') from error
        self.start_servers()

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

    def end_on_signals(self) -> None:
        """Have SIGINT and SIGTERM call `end`; a second one ends the process, whatever an app is doing.

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
            signal.signal(number, caught)

    def run(self) -> None:
        """Wait until `end`, then stop.

        Meanwhile the log says who keeps everything else waiting for longer than the option `slow_handler`.
        """
        limit = self.config.slow_handler
        try:
            with watch_hub(limit, SlowHandlers(self.logger)) if limit else nullcontext():
                self._ending.wait()
        finally:
            self.stop()

    def end(self) -> None:
        """Have `run` return."""
        if not self._ending.ready():
            self._ending.send()

    def stop(self) -> None:
        """Stop listening, then the apps, the last loaded first, then close the channels: what is queued is sent."""
        sources: list[Listener | Dialler] = [*self.listeners, *self._diallers]
        for source in sources:
            source.stop()
        for context in reversed(self._started):
            if hasattr(context, 'stop'):
                self._end(type(context).__name__, context.stop)
        self._started.clear()
        for name, app in reversed(self.apps.items()):
            for end in (app.stop, app.leave, app.close):
                self._end(name, end)
        self._attending.clear()
        flushes = [greenhub.spawn(each.drain, FLUSH) for each in list(self.switches.connections)]
        for flush in flushes:
            flush.wait()
        for datapath in list(self.switches.connections):
            datapath.close('the controller stopped')

    def _end(self, name: str, end: Callable[[], object]) -> None:
        try:
            with greenhub.Timeout(STOP, TimeoutError(f'not in {STOP:g} s')):
                end()
        except FAILURES:
            self.logger.exception('%s failed to stop', name)


def _numbers(numbers: Iterable[int] | None) -> str:
    return 'any' if numbers is None else ' '.join(f'{each:#04x}' for each in sorted(numbers))
