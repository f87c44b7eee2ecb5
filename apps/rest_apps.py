"""The apps themselves over REST: which are loaded, what they hear, and load, reload and unload them.

    controller-manager my_app.py rest_apps

    curl localhost:8080/v1.0/apps
    curl -X POST localhost:8080/v1.0/apps -d '{"app": "simple_monitor_13"}'
    curl -X POST localhost:8080/v1.0/apps/MyApp/reload
    curl -X DELETE localhost:8080/v1.0/apps/MyApp

Switches stay connected. A reloaded app is read from its file again; if that fails, the old one goes on. To load an app
is to run its code: whoever reaches this API may do it.
"""

from __future__ import annotations

from typing import Any, TypedDict

from controller.app import App
from controller.loader import LoadError
from controller.replacing import Replacing
from controller.rest import Body, Conflict, ControllerBase, NotFound, Request, WSGIApplication, route

__all__ = ['AppObject', 'AppsController', 'RestApps', 'Wanted']


class RestApps(App):
    """Serves `AppsController`."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kwargs['wsgi'].register(AppsController, self)


class AppObject(TypedDict):
    """A loaded app, and by their names the events that it hears, each with the phases in which, and that it raises."""

    name: str
    module: str
    hears: dict[str, list[str]]
    raises: list[str]


class Wanted(Body):
    """An app to load, given as on the command line: path, module, or name of a bundled app."""

    app: str


def described(app: App) -> AppObject:
    """An app as JSON."""
    events = app._runner.events()
    return {'name': app.name, 'module': type(app).__module__, 'hears': events['hears'], 'raises': events['raises']}


class AppsController(ControllerBase):
    """Answers `/v1.0/apps`; `data` is the app."""

    @property
    def _replacing(self) -> Replacing:
        return self.data.controller.replacing

    @route('apps', '/v1.0/apps', methods=['GET'])
    def list_apps(self, req: Request) -> list[AppObject]:
        """The loaded apps, with the events that they hear and raise."""
        return [described(app) for app in self.data.controller.apps.values()]

    @route('apps', '/v1.0/apps', methods=['POST'], errors=[Conflict])
    def load(self, req: Request, body: Wanted) -> AppObject:
        """Load `{"app": NAME}`, given as on the command line."""
        try:
            return described(self._replacing.add(body.app))
        except LoadError as error:
            raise Conflict(str(error)) from None

    @route('app', '/v1.0/apps/{name}', methods=['DELETE'], errors=[NotFound, Conflict])
    def unload(self, req: Request, name: str) -> None:
        """Stop an app and forget it."""
        try:
            self._replacing.remove(self._known(name))
        except LoadError as error:
            raise Conflict(str(error)) from None

    @route('reload', '/v1.0/apps/{name}/reload', methods=['POST'], errors=[NotFound, Conflict])
    def reload(self, req: Request, name: str) -> AppObject:
        """Put a newer self, read from its file again, in the place of an app."""
        try:
            return described(self._replacing.reload(self._known(name)))
        except LoadError as error:
            raise Conflict(str(error)) from None

    def _known(self, name: str) -> str:
        if name not in self.data.controller.apps:
            raise NotFound(f'no app named {name!r} is loaded')
        if name == self.data.name:
            raise Conflict(f'{name} answers this request, and cannot go meanwhile')
        return name
