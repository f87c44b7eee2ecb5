"""The WSGI application that an app gets as its `wsgi` context: routes requests to controllers, errors to JSON."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from inspect import isfunction
from typing import Any
from urllib.parse import urlencode

from webob.exc import HTTPException, WSGIHTTPException

from greenhub.websocket import WebSocketWSGI
from greenhub.wsgi import BodyError

from ..app import FAILURES
from ..config import release
from ..current import current_app
from ..ofctl import BadValue, Impossible, Unsupported
from .access import security_schemes
from .body import write
from .controller import ControllerBase
from .declaration import Declaration, declaration_of
from .documentation import DocumentationController
from .errors import BadRequest, Conflict, HTTPError, MethodNotAllowed, NotFound, NotSupported
from .mapper import Mapper
from .messages import Request, Response, answer, failure
from .openapi import Described, document
from .registory import Registory
from .route import Route, routes_of
from .router import Router, expand, variables_of
from .server import WSGIServer
from .websockets import OWNER, WebSocketManager

__all__ = ['WSGIApplication']

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Endpoint:
    """A route with what answers it, and the app that it belongs to: what answers runs for that app."""

    route: Route
    controller: Any
    method: str
    data: Any
    owner: object
    extra: Mapping[str, Any] = field(default_factory=dict)
    context: Context = field(default_factory=copy_context)
    declaration: Declaration = field(default_factory=Declaration)

    def __post_init__(self) -> None:
        method = getattr(self.controller, self.method, None)
        if isfunction(method):
            object.__setattr__(self, 'declaration', declaration_of(method, self.route.path))

    @property
    def identity(self) -> tuple[Any, ...]:
        """The same for every registration of a method's route."""
        return self.controller, self.method, self.route.path, self.route.methods

    def described(self) -> Described:
        """What a description of the interface says of it."""
        tag = getattr(self.owner, 'name', None) or self.controller.__name__
        websocket = self.declaration.result is WebSocketWSGI
        return Described(self.route, self.declaration, tag, str(self), websocket)

    def __str__(self) -> str:
        return f'{self.controller.__name__}.{self.method}'


class WSGIApplication:
    """`_CONTEXTS = {'wsgi': WSGIApplication}` in an app makes the manager serve it: on `wsapi_host` and `wsapi_port`.

    `timeout` is how many seconds a request waits for a switch (`rest_timeout`); `config` goes to the constructor of
    every controller. `mapper` connects single routes; `registory`, by name of a controller class, has the data of
    those that were registered without (Ryu's spelling); `websocketmanager` knows the open WebSockets; `server` is what
    serves it, if it is served. A route belongs to the app that is being made when it is registered, and goes with it.
    """

    name = 'interface'
    timeout = 5.0

    def __init__(self, **config: Any) -> None:
        self.config = config
        self.mapper = Mapper(self._connect)
        self.registory = Registory()
        self.websocketmanager = WebSocketManager()
        self._endpoints: list[_Endpoint] = []
        self._router: Router[_Endpoint] = Router()
        own = DocumentationController
        self._own = [_Endpoint(each, own, method, None, self) for method, each in routes_of(own)]
        self._at_stop: list[tuple[object, Callable[[], None]]] = []
        self._description: bytes | None = None
        self._security: dict[str, Any] = {}
        self._route_anew([])
        self.server: WSGIServer | None = None

    def register(self, controller: type[ControllerBase], data: Any = None) -> None:
        """Serve the routes of a controller class, each of whose instances gets `data`.

        Where a class is registered again, its requests get the newer data.
        """
        if data is not None:
            self.registory[controller.__name__] = data
        owner = current_app()
        routes = routes_of(controller)
        self._serve([_Endpoint(each, controller, method, data, owner) for method, each in routes])

    def forget(self, owner: object) -> Callable[[], None]:
        """Serve the routes of an app no more; what is returned brings them back.

        Its WebSockets stay open until `close_websockets`.
        """
        before, data, at_stop = self._endpoints, self.registory.forget(owner), self._at_stop
        self._at_stop = [each for each in at_stop if each[0] is not owner]
        self._route_anew([each for each in before if each.owner is not owner])

        def undo() -> None:
            known = set(map(id, before))
            self._route_anew([*before, *(each for each in self._endpoints if id(each) not in known)])
            self.registory.restore(owner, data)
            self._at_stop += [each for each in at_stop if each[0] is owner]

        return undo

    def at_stop(self, do: Callable[[], None]) -> None:
        """Have that done when the server stops, before it waits for answers: it ends those that would not end."""
        self._at_stop.append((current_app(), do))

    def close_websockets(self, owner: object) -> None:
        """Close the WebSockets of an app, without waiting for their clients."""
        self.websocketmanager.forget(owner)

    def _connect(self, route: Route, controller: Any, action: str, extra: dict[str, Any]) -> None:
        """What the mapper does with a route."""
        self._serve([_Endpoint(route, controller, action, None, current_app(), extra)])

    def _serve(self, endpoints: list[_Endpoint]) -> None:
        """Add endpoints behind those that there are, or in front of the same ones of an earlier registration."""
        again = {each.identity for each in endpoints}
        older = next((n for n, each in enumerate(self._endpoints) if each.identity in again), None)
        if older is not None:
            self._route_anew([*self._endpoints[:older], *endpoints, *self._endpoints[older:]])
            return
        own = {each.route.path for each in self._own}
        if any(each.route.path in own for each in endpoints):
            self._route_anew([*self._endpoints, *endpoints])
            return
        self._endpoints = [*self._endpoints, *endpoints]
        self._description = None
        for each in endpoints:
            for taken in self._route(each):
                log.warning('%s: %s %s is answered by another controller already', each, taken, each.route.path)

    def _route(self, endpoint: _Endpoint) -> list[str]:
        route = endpoint.route
        return self._router.add(route.path, route.methods, endpoint, route.requirements)

    def _route_anew(self, endpoints: list[_Endpoint]) -> None:
        """Serve these endpoints and no others, but behind them our own, which an app may so have replaced."""
        self._endpoints = endpoints
        self._description = None
        self._router = Router()
        for each in (*endpoints, *self._own):
            self._route(each)

    def description(self) -> bytes:
        """The endpoints as an OpenAPI document in JSON, which is made when it is first asked for."""
        if self._description is None:
            endpoints = [each.described() for each in (*self._endpoints, *self._own)]
            title = 'The REST interface of the controller'
            self._description = write(document(endpoints, self._security, title=title, version=release()))
        return self._description

    def link(self, name: str, /, **variables: Any) -> str:
        """The path of a route by its name; variables that it does not have become its query. Raises KeyError.

        Of several routes of that name it is the last one whose variables are all given.
        """
        named = [each.route.path for each in self._endpoints if each.route.name == name]
        if not named:
            raise KeyError(name)
        path = next((each for each in reversed(named) if variables_of(each) <= set(variables)), named[-1])
        query = {key: value for key, value in variables.items() if key not in variables_of(path)}
        return expand(path, variables) + (f'?{urlencode(query, doseq=True)}' if query else '')

    def start(self, config: Any) -> None:
        """Listen and serve in green threads of its own; raises OSError, which says what to do, if it cannot."""
        self.timeout = config.rest_timeout
        self._security, self._description = security_schemes(config), None
        self.server = WSGIServer((config.wsapi_host, config.wsapi_port), self, config, self.reads)
        self.server.start()

    def reads(self, environ: dict[str, Any]) -> bool:
        """Whether a request changes nothing, whatever its method, as its route has it."""
        request = Request(environ)
        try:
            endpoint, _ = self._router.resolve(request.method, request.path_info)
        except (HTTPError, UnicodeDecodeError):
            return False
        return endpoint.route.reads

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port that are listened on, None when not started."""
        return self.server.address if self.server is not None else None

    def stop(self) -> None:
        """Take no more requests, and let those that are being answered finish; WebSockets are closed."""
        for _, do in self._at_stop:
            do()
        self.websocketmanager.close()
        if self.server is not None:
            self.server.stop()
            self.server = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return self.respond(Request(environ))(environ, start_response)

    def respond(self, request: Request) -> Callable[..., Iterable[bytes]]:
        """The answer to a request, whatever becomes of it: a Response, or what takes the connection over."""
        try:
            return self._dispatch(request)
        except Response as response:
            return response
        except HTTPError as error:
            return failure(error)
        except Impossible as error:
            return failure(Conflict(str(error), where=error.path))
        except BadValue as error:
            return failure(BadRequest(str(error), where=error.path))
        except Unsupported as error:
            return failure(NotSupported(str(error)))
        except HTTPException as error:
            return _webob_failure(error)
        except BodyError:
            raise  # the server knows what to answer, and whether anybody is there to hear it
        except FAILURES:
            log.exception('%s %s failed', request.method, request.environ.get('PATH_INFO', ''))
            return failure(HTTPError('the request failed inside the controller, whose log says why'))

    def _dispatch(self, request: Request) -> Callable[..., Iterable[bytes]]:
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
        action = variables.get('action')  # a method that the client chooses is a public one
        if action is not None and not (action[:1] != '_' and isfunction(getattr(endpoint.controller, action, None))):
            raise NotFound(f'{path!r} is not a path of this interface')
        request.urlvars = {'controller': endpoint.controller, 'action': endpoint.method, **endpoint.extra, **variables}
        request.environ[OWNER] = endpoint.owner
        return endpoint.context.copy().run(self._answer, endpoint, request)

    def _answer(self, endpoint: _Endpoint, request: Request) -> Any:
        data = endpoint.data
        if data is None:
            data = self.registory.of(endpoint.owner, endpoint.controller.__name__)
        controller = endpoint.controller(request, self.link, data, **self.config)
        controller.parent = self
        if request.urlvars['action'] == endpoint.method:
            request.urlvars = endpoint.declaration.arguments(request, request.urlvars)
        return answer(controller(request), request, endpoint.route.status)


def _webob_failure(error: HTTPException) -> Callable[..., Iterable[bytes]]:
    """The answer for an exception of webob's, which Ryu's apps raise: redirections as they are, errors as JSON."""
    if not isinstance(error, WSGIHTTPException) or error.status_int < 400:
        return error.wsgi_response
    problem = HTTPError(error.detail or error.explanation or error.title)
    problem.status = error.status_int
    return failure(problem)
