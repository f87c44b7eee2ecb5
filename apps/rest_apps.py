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

from typing import Any

from controller.app import App
from controller.loader import LoadError
from controller.replacing import Replacing
from controller.rest import BadRequest, ControllerBase, NotFound, Request, WSGIApplication, route

__all__ = ['AppsController', 'RestApps']


class RestApps(App):
    """Serves `AppsController`."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kwargs['wsgi'].register(AppsController, self)


def described(app: App) -> dict[str, Any]:
    """An app as JSON."""
    return {'name': app.name, 'module': type(app).__module__, **app._runner.events()}


class AppsController(ControllerBase):
    """Answers `/v1.0/apps`; `data` is the app."""

    @property
    def _replacing(self) -> Replacing:
        return self.data.controller.replacing

    @route('apps', '/v1.0/apps', methods=['GET'])
    def list_apps(self, req: Request) -> list[dict[str, Any]]:
        """The loaded apps, with the events that they hear and raise."""
        return [described(app) for app in self.data.controller.apps.values()]

    @route('apps', '/v1.0/apps', methods=['POST'])
    def load(self, req: Request) -> dict[str, Any]:
        """Load `{"app": NAME}`, given as on the command line."""
        body = req.json
        if not isinstance(body, dict) or not isinstance(body.get('app'), str) or len(body) != 1:
            raise BadRequest('{"app": "path, module, or name of a bundled app"} wanted')
        try:
            return described(self._replacing.add(body['app']))
        except LoadError as error:
            raise BadRequest(str(error)) from None

    @route('app', '/v1.0/apps/{name}', methods=['DELETE'])
    def unload(self, req: Request, name: str) -> None:
        """Stop an app and forget it."""
        try:
            self._replacing.remove(self._known(name))
        except LoadError as error:
            raise BadRequest(str(error)) from None

    @route('reload', '/v1.0/apps/{name}/reload', methods=['POST'])
    def reload(self, req: Request, name: str) -> dict[str, Any]:
        """Put a newer self, read from its file again, in the place of an app."""
        try:
            return described(self._replacing.reload(self._known(name)))
        except LoadError as error:
            raise BadRequest(str(error)) from None

    def _known(self, name: str) -> str:
        if name not in self.data.controller.apps:
            raise NotFound(f'no app named {name!r} is loaded')
        if name == self.data.name:
            raise BadRequest(f'{name} answers this request, and cannot go meanwhile')
        return name
