"""Requests and responses: webob's, with the defaults that Ryu's apps rely on and errors that say what is wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import webob

from .body import parse, write
from .errors import BadRequest, HTTPError

__all__ = ['Request', 'Response', 'answer', 'failure']


class Request(webob.Request):
    """A request as a handler gets it."""

    def _read_json(self) -> Any:
        """The body's value, which was JSON or a Python literal; raises BadRequest, which is a ValueError."""
        if not self.body:
            raise BadRequest('the request has no body; JSON wanted')
        return parse(self.body)

    json = json_body = webob.Request.json.getter(_read_json)


class Response(webob.Response):
    """A response; `body` may be text, which is sent in UTF-8."""

    def __init__(self, body: bytes | str | None = None, *args: Any, charset: str = 'UTF-8', **kwargs: Any) -> None:
        if isinstance(body, str):
            body = body.encode(charset)
        super().__init__(body, *args, charset=charset, **kwargs)


def answer(result: Any) -> webob.Response:
    """The response for what a handler returned: itself, text or bytes as they are, None as an empty body, else JSON."""
    if isinstance(result, webob.Response):
        return result
    if result is None or isinstance(result, (str, bytes)):
        return Response(result or b'')
    return Response(write(result), content_type='application/json')


def failure(error: HTTPError) -> Response:
    """The response for an error: `{"status": 404, "error": "..."}` and its details."""
    text = write({'status': error.status, 'error': error.problem, **error.details})
    status = f'{error.status} {HTTPStatus(error.status).phrase}'
    response = Response(text, status, content_type='application/json')
    response.headers.update(error.headers)
    return response
