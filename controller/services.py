"""Which other apps an app needs, and so has loaded with it.

A module whose events or functions are an app's work names that app's module, its *service*, in `_SERVICE_NAME`. An app
that handles one of its events, or has imported one of its names, needs that service.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app import App

__all__ = ['SERVICE', 'require_app', 'required_by']

#: What a module calls its service, and an app's module the apps that it requires.
SERVICE, REQUIRED = '_SERVICE_NAME', '_REQUIRED_APP'


def require_app(app_name: str, api_style: bool = False) -> None:
    """Have an app loaded with those of the calling module; of a module with functions for apps: `api_style=True`."""
    names = sys._getframe(1).f_globals
    if api_style:
        names[SERVICE] = app_name
    else:
        names.setdefault(REQUIRED, []).append(app_name)


def required_by(cls: type[App]) -> list[str]:
    """The names of the app modules that an app class needs, each once, in the order of their mention."""
    found = [name for each in cls.__mro__ for name in getattr(_module(each), REQUIRED, ())]
    found += [name for module in _used_by(cls) if isinstance(name := getattr(module, SERVICE, None), str)]
    return [name for name in dict.fromkeys(found) if name != cls.__module__]


def _used_by(cls: type[App]) -> Iterator[ModuleType | None]:
    """The modules of the events that a class handles, and of the names in its own module."""
    for each in cls.__mro__:
        for member in vars(each).values():
            for subscription in getattr(member, 'subscriptions', ()):
                yield _module(subscription.event_class)
    for value in vars(_module(cls) or cls).values():
        kind = type(value)  # not isinstance: what a name stands for may not like to be asked
        if issubclass(kind, ModuleType):
            yield value
        elif issubclass(kind, (type, FunctionType)):
            yield _module(value)


def _module(thing: Any) -> ModuleType | None:
    """The module that something was defined in."""
    name = getattr(thing, '__module__', None)
    return sys.modules.get(name) if isinstance(name, str) else None
