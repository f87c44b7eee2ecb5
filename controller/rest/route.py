"""`@route`: which requests a method of a controller answers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .errors import HTTPError

__all__ = ['Route', 'route', 'routes_of']

Method = TypeVar('Method', bound=Callable[..., Any])


@dataclass(frozen=True)
class Route:
    """One line of the REST interface.

    `path` is a template such as `/stats/flow/{dpid}`, `methods` the HTTP methods (None: any), `requirements` the
    regular expression that each variable has to match as a whole (by default anything but a slash). `status` is that of
    an answer that is no Response, `errors` are those to expect beside BadRequest. `reads`: it changes nothing, whatever
    its method, so clients that may only read may use it.
    """

    name: str
    path: str
    methods: tuple[str, ...] | None = None
    requirements: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    errors: tuple[type[HTTPError], ...] = ()
    reads: bool = False


def route(
    name: str,
    path: str,
    methods: Sequence[str] | None = None,
    requirements: Mapping[str, str] | None = None,
    *,
    status: int = 200,
    errors: Sequence[type[HTTPError]] = (),
    reads: bool = False,
) -> Callable[[Method], Method]:
    """Let the method answer requests for `path`; its arguments are the request and what its signature declares.

    Without annotations those are the path's variables, as text. May be written several times above one method.
    """
    named = tuple(each.upper() for each in methods) if methods else None
    declared = Route(name, path, named, requirements or {}, status, tuple(errors), reads)

    def declare(method: Method) -> Method:
        method.routes = (declared, *getattr(method, 'routes', ()))  # type: ignore[attr-defined]
        return method

    return declare


def routes_of(controller: type) -> Iterator[tuple[str, Route]]:
    """The routes of a controller class, inherited ones included, each with the name of its method."""
    for name, method in inspect.getmembers(controller, inspect.isfunction):
        for each in getattr(method, 'routes', ()):
            yield name, each
