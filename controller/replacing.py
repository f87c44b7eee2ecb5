"""Apps that come, go, and are replaced by a newer self while switches stay connected."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from importlib.util import cache_from_source, module_from_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import greenhub
from greenhub.semaphore import Semaphore

from .app import App
from .current import acting_for
from .events import EventOFPStateChange
from .inbox import STATE
from .leftovers import GRACE, end_greenthreads, wait_until
from .loader import LoadError, explain
from .openflow.connection import MAIN
from .runner import FAILURES, Waiting, name_of

if TYPE_CHECKING:
    from .manager import Controller

__all__ = ['Replacing']

log = logging.getLogger('controller.apps')


class Replacing:
    """What changes the apps of a running controller; one change at a time."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._one_at_a_time = Semaphore()

    def add(self, name: str | type[App]) -> App:
        """Load an app, with what it needs, start it, and tell it of the switches; raises LoadError."""
        controller = self._controller
        with self._one_at_a_time:
            before = set(controller.apps)
            (app,) = controller.load([name])
            added = [each for each in controller.apps.values() if each.name not in before]
            try:
                controller.start_apps()
            except LoadError:
                for each in added:
                    self._drop(each)
                raise
            for each in added:
                self._introduce_switches(each)
            return app

    def remove(self, name: str) -> None:
        """Stop an app and forget it, its routes and its greenthreads; raises KeyError, and LoadError for a context."""
        with self._one_at_a_time:
            app = self._controller.apps[name]
            self._refuse_context(app)
            self._drop(app)
            log.info('%s is unloaded', name)

    def reload(self, name: str) -> App:
        """Put a newer self, read from its file again, in the place of an app; raises KeyError, and LoadError.

        After a LoadError the app goes on as it was. Events that wait for it are its newer self's, which hears of each
        switch that is connected (EventOFPStateChange). What `save()` of the old one returns is given to `load(state)`
        of the new one, where there are both.
        """
        with self._one_at_a_time:
            return self._reload(name)

    def reload_changed(self) -> None:
        """Reload each app whose file has changed since it was read; what cannot be is logged, and goes on as it was."""
        with self._one_at_a_time:  # so that of many who ask for it one finds something to do
            for name in self.changed():
                try:
                    self._reload(name)
                except (LoadError, KeyError) as error:
                    log.error('%s is not reloaded: %s', name, error)

    def changed(self) -> list[str]:
        """The apps whose files have changed since they were read."""
        return [name for name, app in self._controller.apps.items() if _written(app) > app._runner.made]

    def _reload(self, name: str) -> App:
        old = self._controller.apps[name]
        self._refuse_context(old)
        new = self._newer(old)
        self._take_over(old, new)
        log.info('%s is reloaded', name)
        for each in self._hearers_of(type(old).__module__):
            log.warning('%s hears events that the module of %s defines, as they were: reload it too', each, name)
        return new

    # -- the newer self -----------------------------------------------------------------------------------------

    def _newer(self, old: App) -> App:
        """An app of the newly read class, whose routes take the place of the old one's."""
        cls = type(old)
        module = sys.modules[cls.__module__]
        fresh = _read_again(module)
        try:
            newer = getattr(fresh, cls.__name__, None)
            if not (isinstance(newer, type) and issubclass(newer, App)):
                raise LoadError(f'{fresh.__file__}: there is no app {cls.__name__} in it any more')
            self._controller.check_versions(newer)
            with ExitStack() as undo:
                for each in self._controller.forget(old):
                    undo.callback(each)
                app = self._controller.make(newer)
                if app.name != old.name:
                    self._controller.discard(app)
                    raise LoadError(f'{fresh.__file__}: the app calls itself {app.name} now, not {old.name}')
                undo.pop_all()
        except BaseException:
            sys.modules[module.__name__] = module
            raise
        return app

    def _take_over(self, old: App, new: App) -> None:
        """Between two events, have the new app hear what the old one heard."""
        controller = self._controller
        waiting = list(old._runner.withdraw())
        new._runner.subscribe()
        self._introduce_switches(new)
        _hand_over(waiting, new)
        controller.apps[old.name] = new
        wait_until(old._runner.is_idle)
        state = _state_of(old)
        _hand_over(old._runner.withdraw(), new)  # what was on its way to the old one
        if controller.forget_context(old):
            controller.contexts[type(new)] = new
        controller.end_app(old)
        greenhub.spawn(end_greenthreads, old)
        controller.agree_on_versions()
        if state is not None:
            _give(new, state)
        try:
            controller.start_app(new)
        except LoadError as error:
            log.error('%s', error)  # it hears events all the same, as the old one is gone

    def _drop(self, app: App) -> None:
        self._controller.unload(app.name)
        end_greenthreads(app)

    def _introduce_switches(self, app: App) -> None:
        """Tell an app of the switches that it would have heard of, had it been there."""
        for datapath in list(self._controller.switches.values()):
            event = EventOFPStateChange(datapath, MAIN)
            for inbox, handlers in self._controller.bus.listeners(type(event), MAIN, datapath.ofproto.OFP_VERSION):
                if inbox in app._runner.inboxes:
                    inbox.put(datapath.id, STATE, handlers, event)

    def _hearers_of(self, module: str) -> list[str]:
        """The apps of other modules that hear events which a module defines."""
        return [each.name for each in self._controller.apps.values() if type(each).__module__ != module
                and any(event_class.__module__ == module for event_class in each._runner.handlers)]

    def _refuse_context(self, app: App) -> None:
        """Raise LoadError where other apps hold an app, and would go on with the old one."""
        holders = [each.name for each in self._controller.apps.values()
                   if each is not app and type(app) in each._CONTEXTS.values()]
        if holders:
            raise LoadError(f'{app.name} is a context of {", ".join(holders)}, which would go on with the old one')


def _read_again(module: ModuleType) -> ModuleType:
    """A new module from the file of another, in its place; raises LoadError, and then the old one stays."""
    spec, file = module.__spec__, module.__file__
    if spec is None or spec.loader is None or file is None:
        raise LoadError(f'{module.__name__}: was not read from a file')
    fresh = module_from_spec(spec)
    sys.modules[module.__name__] = fresh
    try:
        Path(cache_from_source(file)).unlink(missing_ok=True)  # it may be of the same second, and older
        spec.loader.exec_module(fresh)
    except (Exception, SystemExit) as error:
        sys.modules[module.__name__] = module
        raise LoadError(f'{file}: {explain(error)}') from error
    return fresh


def _written(app: App) -> float:
    """When an app's file was written, in seconds since the epoch."""
    file = getattr(sys.modules.get(type(app).__module__), '__file__', None)
    try:
        return Path(file).stat().st_mtime if file else 0.0
    except OSError:
        return 0.0


def _hand_over(waiting: Iterable[Waiting], new: App) -> None:
    """Have events wait for handlers of the same names."""
    for source, kind, names, event, size in waiting:
        for row in new._runner.handlers_of(event):
            if name_of(row.handler) in names:
                row.inbox.put(source, kind, (row.handler,), event, size)


def _state_of(app: App) -> Any:
    """What an app hands to its newer self; None where it has nothing to hand over, or fails to."""
    save = getattr(app, 'save', None)
    if not callable(save) or not callable(getattr(app, 'load', None)):
        return None
    try:
        with acting_for(app._runner.controller, app), greenhub.Timeout(GRACE, TimeoutError(f'not in {GRACE:g} s')):
            return save()
    except FAILURES:
        log.exception('%s.save failed, its newer self begins anew', app.name)
        return None


def _give(app: App, state: Any) -> None:
    load: Callable[[Any], object] | None = getattr(app, 'load', None)
    try:
        with acting_for(app._runner.controller, app), greenhub.Timeout(GRACE, TimeoutError(f'not in {GRACE:g} s')):
            if load is not None:
                load(state)
    except FAILURES:
        log.exception('%s.load failed, it begins anew', app.name)
