"""An application behind its guards: what a request has to pass before it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..config import Config
from .access import Access, Tokens
from .errors import HTTPError
from .limits import RATE, Load, Rate, client_of, is_loopback
from .messages import Response, failure
from .origins import Origins, our_names

__all__ = ['Guarded', 'reads_nothing']


def reads_nothing(environ: dict[str, Any]) -> bool:
    """Of an application that does not say which of its requests change nothing."""
    return False


class Guarded:
    """A WSGI application that answers only what the options let pass, in this order.

    A name that is ours, no foreign web page, not too often, by somebody who may, and not too much at once. Raises
    BadTokenFile.
    """

    def __init__(
        self,
        site: Callable[..., Iterable[bytes]],
        config: Config,
        reads: Callable[[dict[str, Any]], bool] = reads_nothing,
    ) -> None:
        names = None if config.wsapi_token else our_names(config.wsapi_host, config.wsapi_names)
        self._site = site
        self._origins = Origins(names, config.wsapi_cors)
        self._access = Access(Tokens(config.wsapi_token), reads) if config.wsapi_token else None
        self._limits_loopback = config.wsapi_rate is not None
        rate = RATE if config.wsapi_rate is None else config.wsapi_rate
        self._rate = Rate(rate) if rate else None
        self._load = Load()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response = self._origins.announcing(environ, start_response)
        try:
            self._origins.check(environ)
            self._check_rate(environ)
            preflight = self._origins.preflight(environ)
            if preflight is not None:  # a browser asks that without a token
                return Response(status=204, headerlist=preflight)(environ, start_response)
            if self._access is not None:
                self._access.check(environ)
            with self._load.carrying(environ):
                return self._site(environ, start_response)
        except HTTPError as error:
            return failure(error)(environ, start_response)

    def _check_rate(self, environ: dict[str, Any]) -> None:
        address = environ.get('REMOTE_ADDR', '')
        if self._rate is not None and (self._limits_loopback or not is_loopback(address)):
            self._rate.check(client_of(address))
