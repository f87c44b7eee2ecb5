"""The base class of what answers requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .messages import Request

if TYPE_CHECKING:
    from .application import WSGIApplication

__all__ = ['ControllerBase']


class ControllerBase:
    """Answers one request: made for it, then the method of the route is called with the request and the variables.

    `data` is what the app gave to `WSGIApplication.register`; `link(name, **variables)` is the path of another route;
    `parent` is the application. A subclass may define `__before__`, called first. A handler returns a `Response`,
    something to send as JSON, text, a WSGI application that answers, or None for an empty answer; it may raise the
    errors of `controller.rest.errors`.
    """

    special_vars = ['action', 'controller']

    parent: WSGIApplication = None  # type: ignore[assignment]  # given by the application before the handler runs

    def __init__(self, req: Request, link: Callable[..., str], data: Any, **config: Any) -> None:
        self.req = req
        self.link = link
        self.data = data
        for name, value in config.items():
            setattr(self, name, value)

    def __call__(self, req: Request) -> Any:
        """What the method that `req.urlvars['action']` names returns, given the other variables."""
        before = getattr(self, '__before__', None)
        if before is not None:
            before()
        variables = {name: value for name, value in req.urlvars.items() if name not in self.special_vars}
        return getattr(self, req.urlvars.get('action', 'index'))(req, **variables)
