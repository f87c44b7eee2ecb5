"""`@route`: which requests a method of a controller answers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

__all__ = ['Route', 'route', 'routes_of']

Method = TypeVar('Method', bound=Callable[..., Any])


@dataclass(frozen=True)
class Route:
    """One line of the REST interface.

    `path` is a template such as `/stats/flow/{dpid}`, `methods` the HTTP methods (None: any), `requirements` the
    regular expression that each variable has to match as a whole (by default anything but a slash).
    """

    name: str
    path: str
    methods: tuple[str, ...] | None = None
    requirements: Mapping[str, str] = field(default_factory=dict)


def route(
    name: str,
    path: str,
    methods: Sequence[str] | None = None,
    requirements: Mapping[str, str] | None = None,
) -> Callable[[Method], Method]:
    """Let the method answer requests for `path`; its arguments are the request and the path's variables, as text.

    May be written several times above one method.
    """
    declared = Route(name, path, tuple(each.upper() for each in methods) if methods else None, requirements or {})

    def declare(method: Method) -> Method:
        method.routes = (declared, *getattr(method, 'routes', ()))  # type: ignore[attr-defined]
        return method

    return declare


def routes_of(controller: type) -> Iterator[tuple[str, Route]]:
    """The routes of a controller class, inherited ones included, each with the name of its method."""
    for name, method in inspect.getmembers(controller, inspect.isfunction):
        for each in getattr(method, 'routes', ()):
            yield name, each
