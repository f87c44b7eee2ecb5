"""What `controller-manager ctl` asks the REST API with: one connection, and sentences for what may go wrong."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from .errors import CommandError

__all__ = ['APPS', 'Client', 'NotServed']

#: Seconds that an answer may take: longer than any switch that the controller itself waits for.
PATIENCE = 30.0

#: Which app answers what, by the beginning of the path; the first that fits.
APPS = (
    ('/v1.0/apps', 'rest_apps'), ('/v1.0/topology/', 'rest_topology'), ('/v1.0/events', 'rest_events'),
    ('/stats/', 'ofctl_rest'), ('/', 'rest_ctl'),
)  # fmt: skip


class NotServed(CommandError):
    """The controller runs, but no app of it answers this path."""


class Client:
    """Asks the REST API at a URL; `token` is sent with each request, `tls` is for one that begins with https."""

    def __init__(self, url: str, token: str | None = None, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url if '://' in url else f'http://{url}')
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ('http', 'https') or not parts.hostname or port == -1:
            raise CommandError(f'{url!r} is no address of a controller; one looks like http://localhost:8080')
        self.url = f'{parts.scheme}://{parts.netloc}'
        self._host, self._port = parts.hostname, port or (443 if parts.scheme == 'https' else 80)
        self._prefix = parts.path.rstrip('/')
        self._tls = (tls or ssl.create_default_context()) if parts.scheme == 'https' else None
        self._headers = {'Accept': 'application/json'} | ({'Authorization': f'Bearer {token}'} if token else {})
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path; raises CommandError."""
        return self._ask('GET', _with_query(path, query))

    def post(self, path: str, body: Any = None) -> Any:
        """What the path answers to a JSON body; raises CommandError."""
        return self._ask('POST', path, body)

    def delete(self, path: str) -> Any:
        """What the path answers; raises CommandError."""
        return self._ask('DELETE', path)

    def stream(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """The events of a stream, until it ends; raises CommandError where that is not because all were sent."""
        response = self._response('GET', _with_query(path, query), None)
        try:
            if response.status != http.client.OK:
                raise self._refusal(path, response)
            while line := response.readline():
                if line.startswith(b'data: '):
                    yield json.loads(line[6:])
        except (OSError, http.client.HTTPException) as error:
            raise CommandError(f'the stream of {self.url} has broken off: {_why(error)}') from None
        finally:
            self.close()

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        response = self._response(method, path, body)
        try:
            if response.status >= http.client.BAD_REQUEST:
                raise self._refusal(path, response)
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise CommandError(f'{self.url} did not answer to the end: {_why(error)}') from None
        try:
            return json.loads(text) if text else None
        except ValueError:
            raise CommandError(f'{self.url} is no controller: what it answers is no JSON') from None

    def _response(self, method: str, path: str, body: Any) -> http.client.HTTPResponse:
        """The head of an answer; a connection that the controller has closed meanwhile is made anew."""
        data = None if body is None else json.dumps(body).encode()
        is_old = self._connection is not None
        connection = self._connection = self._connection or self._new()
        try:
            connection.request(method, self._prefix + path, data, self._headers)
            return connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
            self.close()
            if is_old and method == 'GET':
                return self._response(method, path, body)
            raise self._unreachable(error) from None
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise self._unreachable(error) from None

    def _new(self) -> http.client.HTTPConnection:
        if self._tls is not None:
            return http.client.HTTPSConnection(self._host, self._port, timeout=PATIENCE, context=self._tls)
        return http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)

    def _unreachable(self, error: Exception) -> CommandError:
        if isinstance(error, ConnectionRefusedError):
            return CommandError(
                f'nothing listens at {self.url}; is the controller running, with an app that serves REST? '
                '(controller-manager MY_APP rest_ctl; --url names another address)'
            )
        if isinstance(error, (http.client.RemoteDisconnected, ConnectionResetError)) and self._tls is None:
            return CommandError(f'{self.url} hangs up without an answer; does it want https?')
        return CommandError(f'{self.url} cannot be asked: {_why(error)}')

    def _refusal(self, path: str, response: http.client.HTTPResponse) -> CommandError:
        """The controller's own sentence, or which app is missing where it has none for this path."""
        try:
            told = json.loads(response.read())
            problem = str(told['error'])
        except (ValueError, KeyError, TypeError):
            told, problem = {}, f'{response.status} {response.reason}'
        if response.status == http.client.NOT_FOUND and 'is not a path' in problem:
            app = next(app for start, app in APPS if path.startswith(start))
            return NotServed(f'no app that answers this is loaded; load {app} (controller-manager ... {app})')
        if response.status == http.client.UNAUTHORIZED:
            return CommandError(f'{problem} (--token-file FILE names the file that has your token)')
        return CommandError(problem)


def _with_query(path: str, query: dict[str, Any]) -> str:
    given = {name: value for name, value in query.items() if value not in (None, '', False)}
    return f'{path}?{urlencode(given, safe=",")}' if given else path


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f'no answer within {PATIENCE:g} s'
    if isinstance(error, ssl.SSLCertVerificationError):
        return f'its certificate is not accepted ({error.verify_message}); --ca FILE names who has signed it'
    return getattr(error, 'strerror', None) or str(error) or type(error).__name__
