"""Ryu's `controller.handler`, beside `set_ev_cls` and the dispatchers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from ...app import App, set_ev_cls
from ...events import EventBase
from ...services import SERVICE, required_by

__all__ = ['get_dependent_services', 'register_instance', 'register_service', 'set_ev_handler']


def set_ev_handler(
    ev_cls: type[EventBase] | Iterable[type[EventBase]], dispatchers: str | Iterable[str] | None = None
) -> Callable[[Any], Any]:
    """As `set_ev_cls`, for events that are sent to this app, or that it observes: not for all that others raise."""
    mark = set_ev_cls(ev_cls, dispatchers)

    def mark_unobserved(handler: Any) -> Any:
        before = getattr(handler, 'subscriptions', ())
        added = mark(handler).subscriptions[len(before):]
        handler.subscriptions = (*before, *(replace(each, observed=False) for each in added))
        return handler

    return mark_unobserved


def register_instance(i: Any) -> None:
    """Register the marked methods of an object with itself, by its `register_handler`."""
    for name in dir(type(i)):
        for subscription in getattr(getattr(type(i), name, None), 'subscriptions', ()):
            i.register_handler(subscription.event_class, getattr(i, name))


def register_service(service: str) -> None:
    """Have each app that handles events of the calling module loaded together with the app module `service`."""
    sys._getframe(1).f_globals[SERVICE] = service


def get_dependent_services(cls: type[App]) -> list[str]:
    """The app modules that an app class needs."""
    return required_by(cls)
