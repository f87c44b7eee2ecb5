"""Routes written one by one, beside the controllers: in the words of the Routes library, which Ryu's apps use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .route import Route

__all__ = ['Mapper']


class Mapper:
    """Connects paths to methods of controllers.

        mapper.connect('flows', '/flows/{dpid}', controller=Flows, action='read', conditions={'method': ['GET']})

        with mapper.submapper(controller=Flows, path_prefix='/flows') as flows:
            flows.connect('flows', '/{dpid}', action='read')
    """

    def __init__(
        self, add: Callable[[Route, Any, str, dict[str, Any]], None], prefix: str = '', **defaults: Any
    ) -> None:
        self._add = add
        self._prefix = prefix
        self._defaults = defaults

    def connect(self, name: str | None, path: str | None = None, **options: Any) -> None:
        """Have requests for a path answered by the method `action` of the class `controller`; the name may be left out.

        `conditions={'method': [...]}` names HTTP methods (none: any), `requirements` the regular expressions of
        variables. Any other keyword is passed to the method, as text.
        """
        options = self._merged(options)
        conditions, requirements = options.pop('conditions'), options.pop('requirements')
        if unknown := set(conditions) - {'method'}:
            raise ValueError(f'a route cannot depend on {", ".join(sorted(unknown))}, only on the method')
        path = self._prefix + (name or '' if path is None else path)
        path = path if path.startswith('/') else f'/{path}'
        methods: str | Sequence[str] | None = conditions.get('method')
        methods = (methods,) if isinstance(methods, str) else methods
        route = Route(name or path, path, tuple(each.upper() for each in methods) if methods else None, requirements)
        controller, action = options.pop('controller'), options.pop('action', 'index')
        self._add(route, controller, action, {name: _text(value) for name, value in options.items()})

    def submapper(self, path_prefix: str = '', **defaults: Any) -> Mapper:
        """A mapper whose paths begin with a prefix, and whose routes have these options beside their own."""
        return Mapper(self._add, self._prefix + path_prefix, **self._merged(defaults))

    def __enter__(self) -> Mapper:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing: routes are there once they are connected."""

    def _merged(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The options with the defaults for those that are not given; of dictionaries the rows of both."""
        dictionaries = {
            name: {**self._defaults.get(name, {}), **(options.get(name) or {})}
            for name in ('conditions', 'requirements')
        }
        return {**self._defaults, **options, **dictionaries}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
