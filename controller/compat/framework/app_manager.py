"""Ryu's `base.app_manager`: global names for the apps of the controller that the running code belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import greenhub

from ...app import OF_SWITCHES, App
from ...current import CurrentControllerError, current_controller
from ...loader import load_class
from ...manager import Controller
from ...runner import Runner
from ..adoption import Adoption
from . import cfg
from .ofp_handler import OFPHandler

__all__ = [
    'ADOPTION', 'SERVICE_BRICKS', 'AppManager', 'OSKenApp', 'RyuApp', 'lookup_service_brick', 'register_app',
    'unregister_app',
]  # fmt: skip

RyuApp = OSKenApp = App

#: The app that listens for switches in Ryu.
HANDLER = 'ofp_event'


class _Bricks(Mapping[str, App]):
    """The apps of the current controller by name; empty where there is none."""

    def __getitem__(self, name: str) -> App:
        return self._apps()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._apps())

    def __len__(self) -> int:
        return len(self._apps())

    def _apps(self) -> dict[str, App]:
        try:
            return current_controller().apps
        except CurrentControllerError:
            return {}


SERVICE_BRICKS = _Bricks()


def lookup_service_brick(name: str) -> App | None:
    """The app of that name, None where none is loaded; the one for OpenFlow itself is always there."""
    if name == HANDLER and name not in SERVICE_BRICKS:
        controller = current_controller()
        controller.load([OFPHandler])
        controller.start_apps()
    return SERVICE_BRICKS.get(name)


def register_app(app: App) -> None:
    """Have an app that the program has made run in the current controller; raises ValueError for a second one."""
    controller = current_controller()
    if controller.apps.setdefault(app.name, app) is not app:
        raise ValueError(f'an app named {app.name!r} is loaded already')
    if '_runner' not in vars(app):
        app._runner, app.controller = Runner(app, controller), controller
        app._runner.register_marked()
    app._runner.attend()


def unregister_app(app: App) -> None:
    """Undo `register_app`."""
    app._runner.leave()
    app._runner.controller.apps.pop(app.name, None)


class AppManager:
    """A controller as Ryu's programs with a main of their own see it; `get_instance` is the current one's."""

    def __init__(self, controller: Controller | None = None) -> None:
        self.controller = controller or Controller(cfg.current_config())
        self.controller.contexts[AppManager] = self
        self.applications_cls: dict[str, type[App]] = {}
        self.contexts_cls: dict[str, type] = {}

    @staticmethod
    def get_instance() -> AppManager:
        """The manager of the current controller, and of a new one where there is none."""
        try:
            controller = current_controller()
        except CurrentControllerError:
            return AppManager()
        return controller.contexts.get(AppManager) or AppManager(controller)

    @staticmethod
    def run_apps(app_lists: Iterable[str]) -> None:
        """Load and start apps, then wait until the controller ends."""
        manager = AppManager.get_instance()
        manager.load_apps(app_lists)
        contexts = manager.create_contexts()
        services = manager.instantiate_apps(**contexts)
        try:
            for service in services:
                service.wait()
        finally:
            manager.close()

    @property
    def applications(self) -> dict[str, App]:
        """The loaded apps by name."""
        return self.controller.apps

    @property
    def contexts(self) -> dict[str, Any]:
        """The contexts by keyword."""
        return self.controller.named_contexts

    def load_app(self, name: str) -> type[App]:
        """The app class of a module; raises LoadError."""
        return load_class(name)

    def load_apps(self, app_lists: Iterable[str]) -> None:
        """Import apps by name, to be made by `instantiate_apps`; raises LoadError."""
        for name in app_lists:
            for each in str(name).split(','):
                cls = self.applications_cls[each] = load_class(each)
                self.contexts_cls.update(cls._CONTEXTS)

    def create_contexts(self) -> dict[str, Any]:
        """Make what the loaded apps ask for; raises LoadError."""
        for cls in self.applications_cls.values():
            self.controller.make_contexts(cls)
        return dict(self.contexts)

    def instantiate_apps(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Make and start the loaded apps; returns greenthreads that last as long as the controller runs.

        Switches are listened for where an app has to do with them. Raises LoadError, OSError.
        """
        self.controller.named_contexts.update(kwargs)
        self.controller.load(self.applications_cls.values())
        if HANDLER in self.controller.apps or any(map(hears_switches, self.controller.apps.values())):
            self.controller.start()
        else:
            self.controller.start_apps()
        return [greenhub.spawn(self.controller.wait)]

    def instantiate(self, cls: type[App], *args: Any, **kwargs: Any) -> App:
        """The app of a class, started; raises LoadError."""
        self.controller.named_contexts.update(kwargs)
        (app,) = self.controller.load([cls])
        self.controller.start_apps()
        return app

    def uninstantiate(self, name: str) -> None:
        """Stop an app and forget it; raises KeyError."""
        self.controller.unload(name)

    @staticmethod
    def report_bricks() -> None:
        """Print the apps of the current controller with their events."""
        print(*current_controller().report(), sep='\n')

    def close(self) -> None:
        """Stop all apps, and listen for switches no more."""
        self.controller.stop()
        self.controller.apps.clear()


def hears_switches(app: App) -> bool:
    """Whether an app handles events of switches."""
    return any(issubclass(event_class, OF_SWITCHES) for event_class in app._runner.handlers)


#: What Ryu's base class of apps has, and ours has in other places.
ADOPTION = Adoption({App: {
    'CONF': cfg.CONF,
    'event_handlers': property(lambda self: {each: [row.handler for row in rows]
                                             for each, rows in self._runner.handlers.items()}),
    'is_active': property(lambda self: self._runner.attending),
}})
