"""Requests and responses: webob's, with the defaults that Ryu's apps rely on and errors that say what is wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import webob

from greenhub.websocket import WebSocketWSGI

from .body import parse, write
from .errors import BadRequest, HTTPError

__all__ = ['Json', 'Request', 'Response', 'answer', 'failure']


class Request(webob.Request):
    """A request as a handler gets it."""

    def _read_json(self) -> Any:
        """The body's value, which was JSON or a Python literal; raises BadRequest, which is a ValueError."""
        body = self.body  # webob reads it anew each time
        if not body:
            raise BadRequest('the request has no body; JSON wanted')
        return parse(body)

    json = json_body = webob.Request.json.getter(_read_json)


class Response(webob.Response, Exception):
    """A response; `body` may be text, which is sent in UTF-8. A handler returns it, or raises it from further down."""

    def __init__(self, body: bytes | str | None = None, *args: Any, charset: str = 'UTF-8', **kwargs: Any) -> None:
        if isinstance(body, str):
            body = body.encode(charset)
        webob.Response.__init__(self, body, *args, charset=charset, **kwargs)


class Json(Response):
    """An answer that is JSON whatever it holds: `Json(text)`, or `Json(json=value)`, whose value may be None."""

    default_content_type = 'application/json'


def answer(result: Any, request: Request, status: int = 200) -> webob.Response | WebSocketWSGI:
    """The response for what a handler returned: itself, text or bytes as they are, None as an empty body, else JSON.

    A WSGI application is asked for its response to the request, unless it is one that takes the connection over.
    """
    if isinstance(result, (webob.Response, WebSocketWSGI)):
        return result
    if callable(result):
        return request.get_response(result)
    if result is None or isinstance(result, (str, bytes)):
        return Response(result or b'', status)
    return Response(write(result), status, content_type='application/json')


def failure(error: HTTPError) -> Response:
    """The response for an error: `{"status": 404, "error": "..."}` and its details."""
    details = {name: each for name, each in error.details.items() if (name, each) != ('where', '')}
    text = write({'status': error.status, 'error': error.problem, **details})
    status = f'{error.status} {HTTPStatus(error.status).phrase}'
    response = Response(text, status, content_type='application/json')
    response.headers.update(error.headers)
    return response
