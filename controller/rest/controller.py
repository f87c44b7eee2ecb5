"""The base class of what answers requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .messages import Request

__all__ = ['ControllerBase']


class ControllerBase:
    """Answers one request: made for it, then the method of the route is called with the request and the variables.

    `data` is what the app gave to `WSGIApplication.register`; `link(name, **variables)` is the path of another route.
    A subclass may define `__before__`, called first. A handler returns a `Response`, something to send as JSON, text,
    or None for an empty answer; it may raise the errors of `controller.rest.errors`.
    """

    def __init__(self, req: Request, link: Callable[..., str], data: Any, **config: Any) -> None:
        self.req = req
        self.link = link
        self.data = data
        for name, value in config.items():
            setattr(self, name, value)
