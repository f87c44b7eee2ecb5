"""What a request can fail with: each error is an HTTP status and one sentence that says what is wrong and where."""

from __future__ import annotations

from typing import Any

__all__ = [
    'BadGateway',
    'BadRequest',
    'Conflict',
    'GatewayTimeout',
    'HTTPError',
    'MethodNotAllowed',
    'MultiStatus',
    'NotFound',
    'NotSupported',
    'ServiceUnavailable',
    'TooManyRequests',
    'Unauthorized',
    'UpgradeRequired',
]


class HTTPError(Exception):
    """An answer that is not 200; raise it anywhere below a handler.

    `problem` is the sentence, `details` become further members of the JSON answer, `headers` are sent with it.
    """

    status = 500

    def __init__(self, problem: str, headers: dict[str, str] | None = None, **details: Any) -> None:
        super().__init__(problem)
        self.problem = problem
        self.headers = headers or {}
        self.details = details


class BadRequest(HTTPError, ValueError):
    """The request is wrong; a ValueError too, because apps expect one of `request.json`."""

    status = 400


class MultiStatus(HTTPError):
    """Some of the things that were asked for at once have been done, and others not: `refused` says which, and why."""

    status = 207


class Conflict(HTTPError):
    """The request is in order, but not with the state of things: a switch refuses it, or has no such port."""

    status = 409


class Unauthorized(HTTPError):
    """Nobody known asks; `challenge` says how to be known (RFC 9110, 11.6.1)."""

    status = 401

    def __init__(self, problem: str, challenge: str) -> None:
        super().__init__(problem, {'WWW-Authenticate': challenge})


class Forbidden(HTTPError):
    """Whoever asks may not."""

    status = 403


class NotFound(HTTPError, LookupError):
    """There is no such thing."""

    status = 404


class MethodNotAllowed(HTTPError):
    """The path exists, but not for this method; `allowed` are those it exists for."""

    status = 405

    def __init__(self, problem: str, allowed: list[str]) -> None:
        super().__init__(problem, {'Allow': ', '.join(allowed)}, allowed=allowed)
        self.allowed = allowed


class UpgradeRequired(HTTPError):
    """The path is that of a WebSocket, and the request does not ask for one (RFC 9110, 15.5.22)."""

    status = 426

    def __init__(self, problem: str) -> None:
        super().__init__(problem, {'Upgrade': 'websocket', 'Connection': 'Upgrade'})


class TooManyRequests(HTTPError):
    """The client asks more often than it may; after `seconds` it may again."""

    status = 429

    def __init__(self, problem: str, seconds: int) -> None:
        super().__init__(problem, {'Retry-After': str(seconds)})


class NotSupported(HTTPError):
    """The switch's version of OpenFlow has no such thing."""

    status = 501


class BadGateway(HTTPError):
    """The switch is there, but its answer is no use."""

    status = 502


class ServiceUnavailable(HTTPError):
    """There is too much to do already; later it may work."""

    status = 503


class GatewayTimeout(HTTPError):
    """The switch did not answer in time."""

    status = 504
