"""How much clients may ask of the REST API: so often, so many connections, and so much at once."""

from __future__ import annotations

import ipaddress
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from greenhub.hubs import get_hub

from .errors import ServiceUnavailable, TooManyRequests
from .origins import is_handshake

__all__ = ['MAX_BODY', 'PER_CLIENT', 'RATE', 'Connections', 'Load', 'Rate', 'client_of', 'is_loopback']

#: Requests a second of a client on another machine, unless --wsapi-rate says otherwise: who waits for each answer
#: cannot get there over a network, and the controller has the greater part of its time left.
RATE = 500

#: Clients whose rate is remembered.
MAX_CLIENTS = 4096

#: Connections of one client, of the 1,024 that there may be.
PER_CLIENT = 256

#: Requests that are being answered at once; WebSockets have a limit of their own.
MAX_REQUESTS = 512

#: Bytes of a request's body; a batch of a hundred thousand flows is smaller.
MAX_BODY = 16 << 20

#: Bytes of the bodies of all requests that are being answered.
MAX_BODIES = 16 * MAX_BODY


@lru_cache(MAX_CLIENTS)
def client_of(address: str) -> str:
    """Whom an address stands for: in IPv6 the network of 64 bits, which is the least that anybody has."""
    if ':' not in address:
        return address
    parsed = ipaddress.IPv6Address(address)
    return str(parsed.ipv4_mapped or ipaddress.IPv6Network((int(parsed) >> 64 << 64, 64)))


@lru_cache(MAX_CLIENTS)
def is_loopback(address: str) -> bool:
    """Whether an address is this machine's for itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, 'ipv4_mapped', None)
    return (mapped or parsed).is_loopback


class Rate:
    """So many requests of each client `a_second`, of which a second's may come at once (a token bucket).

    Of a bucket it keeps only when it will be full again. Of more clients than it remembers, those that have been
    silent for longest begin anew.
    """

    def __init__(self, a_second: int, clock: Callable[[], float] | None = None) -> None:
        self._a_second = a_second
        self._clock = clock or get_hub().clock
        self._full_at: dict[str, float] = {}

    def check(self, client: str) -> None:
        """Count a request; raises TooManyRequests, and then it does not count."""
        now = self._clock()
        full_at = max(self._full_at.pop(client, now), now)
        wait = full_at - now - (1 - 1 / self._a_second)
        self._full_at[client] = full_at if wait > 1e-9 else full_at + 1 / self._a_second
        if len(self._full_at) > MAX_CLIENTS:
            del self._full_at[next(iter(self._full_at))]
        if wait > 1e-9:
            problem = f'more than {self._a_second} requests a second; --wsapi-rate N of the controller allows N'
            raise TooManyRequests(problem, math.ceil(wait))


class Connections:
    """How many connections each client has open."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def open(self, client: str) -> bool:
        """Count a connection, unless the client has as many as it may."""
        if self._open[client] >= PER_CLIENT:
            return False
        self._open[client] += 1
        return True

    def close(self, client: str) -> None:
        """Count it no more."""
        self._open[client] -= 1
        if not self._open[client]:
            del self._open[client]


class Load:
    """The requests that are being answered, and the bytes of their bodies."""

    def __init__(self) -> None:
        self._requests = self._bytes = 0

    @contextmanager
    def carrying(self, environ: Mapping[str, Any]) -> Iterator[None]:
        """Count a request while it is answered; raises ServiceUnavailable where that is too much."""
        size = _size_of_body(environ)
        if is_handshake(environ) and not size:  # one with a body is none, whatever it says
            yield
            return
        if self._requests >= MAX_REQUESTS or (size and self._bytes + size > MAX_BODIES):
            problem = f'there are {self._requests} requests being answered, with {self._bytes} bytes; later it may work'
            raise ServiceUnavailable(problem, {'Retry-After': '1'})
        self._requests += 1
        self._bytes += size
        try:
            yield
        finally:
            self._requests -= 1
            self._bytes -= size


def _size_of_body(environ: Mapping[str, Any]) -> int:
    """Bytes of a request's body; what comes in chunks may be as long as any."""
    if 'HTTP_TRANSFER_ENCODING' in environ:
        return MAX_BODY
    length = environ.get('CONTENT_LENGTH', '')
    return int(length) if length.isdecimal() else 0
