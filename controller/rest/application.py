"""The WSGI application that an app gets as its `wsgi` context: routes requests to controllers, errors to JSON."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import webob
from webob.exc import HTTPException, WSGIHTTPException

from greenhub.wsgi import BodyError

from ..ofctl import BadValue, Unsupported
from .controller import ControllerBase
from .errors import BadRequest, HTTPError, MethodNotAllowed, NotSupported
from .messages import Request, Response, answer, failure
from .route import Route, routes_of
from .router import Router, expand
from .server import WSGIServer

__all__ = ['WSGIApplication']

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Endpoint:
    """A route with what answers it."""

    route: Route
    controller: type[ControllerBase]
    method: str
    data: Any

    def __str__(self) -> str:
        return f'{self.controller.__name__}.{self.method}'


class WSGIApplication:
    """`_CONTEXTS = {'wsgi': WSGIApplication}` in an app makes the manager serve it: on `wsapi_host` and `wsapi_port`.

    `timeout` is how many seconds a request waits for a switch (`rest_timeout`); `config` goes to the constructor of
    every controller.
    """

    timeout = 5.0

    def __init__(self, **config: Any) -> None:
        self.config = config
        self._router: Router[_Endpoint] = Router()
        self._paths: dict[str, str] = {}
        self._server: WSGIServer | None = None

    def register(self, controller: type[ControllerBase], data: Any = None) -> None:
        """Serve the routes of a controller class, each of whose instances gets `data`."""
        for method, route in routes_of(controller):
            endpoint = _Endpoint(route, controller, method, data)
            for taken in self._router.add(route.path, route.methods, endpoint, route.requirements):
                log.warning('%s: %s %s is answered by another controller already', endpoint, taken, route.path)
            self._paths.setdefault(route.name, route.path)

    def link(self, name: str, /, **variables: Any) -> str:
        """The path of a route by its name; raises KeyError."""
        return expand(self._paths[name], variables)

    def start(self, config: Any) -> None:
        """Listen and serve in green threads of its own; raises OSError, which says what to do, if it cannot."""
        self.timeout = config.rest_timeout
        self._server = WSGIServer((config.wsapi_host, config.wsapi_port), self)
        self._server.start()

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port that are listened on, None when not started."""
        return self._server.address if self._server is not None else None

    def stop(self) -> None:
        """Take no more requests, and let those that are being answered finish."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return self.respond(Request(environ))(environ, start_response)

    def respond(self, request: Request) -> webob.Response:
        """The answer to a request, whatever becomes of it."""
        try:
            return answer(self._dispatch(request))
        except HTTPError as error:
            return failure(error)
        except BadValue as error:
            return failure(BadRequest(str(error), where=error.path))
        except Unsupported as error:
            return failure(NotSupported(str(error)))
        except HTTPException as error:
            return _webob_failure(error)
        except BodyError:
            raise  # the server knows what to answer, and whether anybody is there to hear it
        except Exception:
            log.exception('%s %s failed', request.method, request.environ.get('PATH_INFO', ''))
            return failure(HTTPError('the request failed inside the controller, whose log says why'))

    def _dispatch(self, request: Request) -> Any:
        try:
            path = request.path_info
        except UnicodeDecodeError:
            raise BadRequest('the path is not UTF-8') from None
        try:
            endpoint, variables = self._router.resolve(request.method, path)
        except MethodNotAllowed as error:
            if request.method == 'OPTIONS':
                return Response(status=204, headerlist=list(error.headers.items()))
            raise
        controller = endpoint.controller(request, self.link, endpoint.data, **self.config)
        before = getattr(controller, '__before__', None)
        if before is not None:
            before()
        return getattr(controller, endpoint.method)(request, **variables)


def _webob_failure(error: HTTPException) -> webob.Response:
    """The answer for an exception of webob's, which Ryu's apps raise: redirections as they are, errors as JSON."""
    if not isinstance(error, WSGIHTTPException) or error.status_int < 400:
        return error.wsgi_response
    problem = HTTPError(error.detail or error.explanation or error.title)
    problem.status = error.status_int
    return failure(problem)
