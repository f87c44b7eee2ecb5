"""A small application behind the guards that options ask for, asked in this process."""

from __future__ import annotations

import base64
from typing import Any

import webob

from controller.config import Config
from controller.rest import ControllerBase, Request, WSGIApplication, route
from controller.rest.guards import Guarded

__all__ = ['ADMIN', 'READER', 'Things', 'application', 'ask', 'basic', 'bearer', 'guarded']

ADMIN, READER = 'a' * 32, 'r' * 32


class Things(ControllerBase):
    """What can be read and written; a POST that only reads."""

    @route('things', '/things', methods=['GET'])
    def read(self, req: Request) -> dict[str, Any]:
        return {'user': req.remote_user}

    @route('things', '/things', methods=['POST', 'PUT', 'DELETE'])
    def write(self, req: Request) -> None:
        req.body  # noqa: B018 (which is what takes its time)

    @route('search', '/search/{what}', methods=['POST'], reads=True)
    def search(self, req: Request, what: str) -> str:
        return what


def application() -> WSGIApplication:
    """The application alone."""
    app = WSGIApplication()
    app.register(Things)
    return app


def guarded(**options: Any) -> Guarded:
    """It, behind its guards."""
    app = application()
    return Guarded(app, Config(**options), app.reads)


def ask(app: Any, path: str = '/things', method: str = 'GET', **given: Any) -> webob.Response:
    """The answer to a request; `given` are headers (`Host`), and keys of the environ (`REMOTE_ADDR`)."""
    environ = {key: value for key, value in given.items() if key.isupper()}
    headers = {key.replace('_', '-'): value for key, value in given.items() if not key.isupper()}
    environ.setdefault('REMOTE_ADDR', '127.0.0.1')
    request = Request.blank(path, environ, headers=headers, method=method)
    return request.get_response(app)


def bearer(token: str) -> str:
    """An Authorization as programs send it."""
    return f'Bearer {token}'


def basic(token: str, user: str = 'me') -> str:
    """An Authorization as browsers send it."""
    return 'Basic ' + base64.b64encode(f'{user}:{token}'.encode()).decode()
