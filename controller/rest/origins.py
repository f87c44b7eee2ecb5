"""What web pages may do to the REST API: by default only the pages that it serves itself.

A browser sends requests to any address for any page that it shows, also to loopback and into the local network. A page
of somebody else's must not get to the switches that way: its Origin tells it from ours, and the Host of its requests
where it has the name of its own server lead to this address (DNS rebinding).
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .access import SAFE_METHODS
from .errors import Forbidden

__all__ = ['Origins', 'is_handshake', 'our_names']

#: Seconds for which a browser may remember what it is allowed.
MAX_AGE = 600

_HOST = re.compile(r'(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[^:\[\]]*))(?::[0-9]*)?')
_IPV4 = re.compile(r'[0-9]{1,3}(\.[0-9]{1,3}){3}')

Headers = list[tuple[str, str]]


def is_handshake(environ: Mapping[str, Any]) -> bool:
    """Whether a request asks for a WebSocket."""
    return 'websocket' in environ.get('HTTP_UPGRADE', '').lower()


def our_names(host: str, others: Iterable[str]) -> frozenset[str]:
    """The names by which this server may be asked: this machine's, those given, and `host`, which it listens on."""
    return frozenset(each.lower() for each in ('localhost', socket.gethostname(), host, *others) if each)


class Origins:
    """Refuses the requests of foreign web pages, and lets the pages of the origins that are `allowed` read answers.

    `names` are the host names by which the server may be asked; None: by any, as where a token is wanted, which a
    foreign page does not have.
    """

    def __init__(self, names: frozenset[str] | None, allowed: Iterable[str] = ()) -> None:
        self._names = names
        self._allowed = frozenset(allowed)

    def check(self, environ: Mapping[str, Any]) -> None:
        """Raise Forbidden for what a foreign page may have sent: any request by another name, any that may change
        something, and a WebSocket, which its page can read whatever its origin."""
        host = environ.get('HTTP_HOST', '')
        if not self._is_ours(host):
            raise Forbidden(f'{host[:256]!r} is no name of this controller; --wsapi-names NAME makes it one')
        origin = environ.get('HTTP_ORIGIN')
        if origin is None or (environ['REQUEST_METHOD'] in SAFE_METHODS and not is_handshake(environ)):
            return
        its_host = origin.partition('://')[2]  # '' where the browser does not tell: "null"
        if origin not in self._allowed and not (its_host and its_host.lower() == host.lower()):
            raise Forbidden(f'a page of {origin[:256]!r} may not do this; --wsapi-cors ORIGIN allows it')

    def _is_ours(self, host: str) -> bool:
        """Whether a Host is one of ours; an address is, as no page has it but by the address itself."""
        if self._names is None or not host:
            return True
        found = _HOST.fullmatch(host)
        if found is None or found['v6']:
            return found is not None
        name = found['name'].lower().removesuffix('.')
        return name in self._names or name.endswith('.localhost') or bool(_IPV4.fullmatch(name))

    def preflight(self, environ: Mapping[str, Any]) -> Headers | None:
        """What to tell a browser, beside `announcing`, that asks what a page of an allowed origin may do; else None."""
        method = environ.get('HTTP_ACCESS_CONTROL_REQUEST_METHOD')
        if not method or environ['REQUEST_METHOD'] != 'OPTIONS' or environ.get('HTTP_ORIGIN') not in self._allowed:
            return None
        return [
            ('Access-Control-Allow-Methods', 'GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE'),
            ('Access-Control-Allow-Headers', 'Authorization, Content-Type'),
            ('Access-Control-Max-Age', str(MAX_AGE)),
        ]

    def announcing(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Callable[..., Any]:
        """A start_response whose answers tell browsers which page may read them."""
        if not self._allowed:
            return start_response
        more = self._headers(environ)

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start_response(status, [*headers, *more], exc_info)

        return start

    def _headers(self, environ: Mapping[str, Any]) -> Headers:
        origin = environ.get('HTTP_ORIGIN')
        if origin not in self._allowed:
            return [('Vary', 'Origin')]
        return [
            ('Access-Control-Allow-Origin', origin),
            ('Access-Control-Allow-Credentials', 'true'),
            ('Access-Control-Expose-Headers', 'Retry-After'),
            ('Vary', 'Origin'),
        ]
