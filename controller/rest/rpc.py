"""Remote procedure calls over a WebSocket, both ways, in JSON-RPC 2.0.

    class Names(ControllerBase):
        @websocket('names', '/names')
        def serve(self, ws):
            WebSocketRPCServer(ws, self.data['app']).serve_forever()    # its methods marked `@rpc_public`

        @websocket('watch', '/watch')
        def watch(self, ws):
            client = WebSocketRPCClient(ws)
            self.data['app'].watchers.append(client)    # client.get_proxy().changed(1), from any green thread
            client.serve_forever()
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import getattr_static, signature
from itertools import count
from typing import Any, TypeVar, overload

import greenhub
from greenhub.event import Event

from ..app import FAILURES
from ..log import Throttle
from .access import READ_ONLY
from .jsonrpc import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    SERVER_ERROR,
    Call,
    InvalidReplyError,
    Reply,
    RequestError,
    read_call,
    read_reply,
    read_text,
    write_call,
    write_error,
    write_result,
)
from .websockets import WebSocketDisconnectedError, outbox_of

__all__ = ['RPCProxy', 'WebSocketRPCClient', 'WebSocketRPCServer', 'WebSocketServerTransport', 'rpc_public']

log = logging.getLogger(__name__)

#: Calls of one client that are being answered; it is read on when there are fewer.
MAX_CALLS = 16

#: Calls in one message.
MAX_BATCH = 64

#: Calls that a client has not answered yet, beyond which it is dropped.
MAX_PENDING = 64

#: Seconds that a client has to answer.
ANSWER = 5.0

Method = TypeVar('Method', bound=Callable[..., Any])


@overload
def rpc_public(name: Method) -> Method: ...
@overload
def rpc_public(name: str | None = None, *, reads: bool = False) -> Callable[[Method], Method]: ...
def rpc_public(name: Any = None, *, reads: bool = False) -> Any:
    """Let clients call the method: `@rpc_public`, or `@rpc_public('other name')`.

    `reads`: it changes nothing, so clients that may only read may call it.
    """

    def mark(method: Method, name: str | None = None) -> Method:
        method.rpc_name, method.rpc_reads = name or method.__name__, reads  # type: ignore[attr-defined]
        return method

    return mark(name) if callable(name) else lambda method: mark(method, name)


def _public_methods(instance: object) -> Iterator[tuple[str, Callable[..., Any]]]:
    for attribute in dir(instance):
        name = getattr(getattr_static(instance, attribute, None), 'rpc_name', None)  # which runs no property
        if isinstance(name, str):
            yield name, getattr(instance, attribute)


class WebSocketServerTransport:
    """The messages of a WebSocket for who answers them."""

    def __init__(self, ws: Any) -> None:
        self.ws = ws

    def receive_message(self) -> tuple[Any, str | bytes]:
        """A context for the reply, and the next message; raises WebSocketDisconnectedError where there is none."""
        message = self.ws.wait()
        if message is None:
            raise WebSocketDisconnectedError('the client is gone')
        return None, message

    def send_reply(self, context: Any, reply: Any) -> None:
        """Send the reply to a message, behind what was broadcast before; raises WebSocketDisconnectedError."""
        outbox_of(self.ws).post(str(reply))


class WebSocketRPCServer:
    """Answers a client's calls of the methods of an object that are marked `@rpc_public`.

    Each call runs in a green thread of its own, at most 16 at once.
    """

    def __init__(self, ws: Any, rpc_callback: object) -> None:
        self.transport = WebSocketServerTransport(ws)
        self._methods = dict(_public_methods(rpc_callback))
        self._read_only = READ_ONLY in (getattr(ws, 'environ', None) or {})
        self._calls = greenhub.GreenPool(MAX_CALLS)
        self._throttle = Throttle()

    def serve_forever(self) -> None:
        """Answer until the client is gone."""
        try:
            while True:
                self._calls.spawn_n(self._serve, *self.transport.receive_message())
        except WebSocketDisconnectedError:
            return

    def _serve(self, context: Any, message: str | bytes) -> None:
        reply = self.answer(message)
        if reply is not None:
            try:
                self.transport.send_reply(context, reply)
            except WebSocketDisconnectedError as error:
                log.debug('a client did not wait for its answer: %s', error)

    def answer(self, message: str | bytes) -> str | None:
        """The answer to a message, None for one that wants none."""
        try:
            value = read_text(message)
        except RequestError as error:
            return write_error(None, error.message, error.code)
        if not isinstance(value, list):
            return self._answer(value)
        if not 0 < len(value) <= MAX_BATCH:
            return write_error(None, 'Invalid Request', INVALID_REQUEST)
        answers = [answer for answer in map(self._answer, value) if answer is not None]
        return f'[{", ".join(answers)}]' if answers else None

    def _answer(self, value: Any) -> str | None:
        try:
            call = read_call(value)
        except RequestError as error:
            return write_error(error.id, error.message, error.code)
        answer = self._call(call)
        return answer if call.wants_answer else None

    def _call(self, call: Call) -> str:
        method = self._methods.get(call.method)
        if method is None:
            return write_error(call.id, 'Method not found', METHOD_NOT_FOUND)
        if self._read_only and not getattr(method, 'rpc_reads', False):
            return write_error(call.id, 'this token may only read', SERVER_ERROR)
        kwargs = call.kwargs or {}
        try:
            signature(method).bind(*call.args, **kwargs)
        except TypeError:
            return write_error(call.id, 'Invalid params', INVALID_PARAMS)
        try:
            result = method(*call.args, **kwargs)
        except FAILURES as error:
            self._log_failure(call, 'failed', error)
            return write_error(call.id, str(error) or type(error).__name__, SERVER_ERROR)
        try:
            return write_result(call.id, result)
        except (TypeError, ValueError, RecursionError) as error:
            self._log_failure(call, 'returned what JSON cannot say', error)
            return write_error(call.id, 'Internal error', INTERNAL_ERROR)


    def _log_failure(self, call: Call, how: str, error: BaseException) -> None:
        again = self._throttle.pass_through((call.method, type(error)))
        if again is not None:
            repeated = f' ({again} more like it since)' if again else ''
            log.error('%s, called by a client, %s: %s%s', call.method, how, error, repeated, exc_info=error)


class RPCProxy:
    """Calls methods of a client as if they were its own."""

    def __init__(self, client: WebSocketRPCClient, prefix: str = '', one_way: bool = False) -> None:
        self._client, self._prefix, self._one_way = client, prefix, one_way

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            return self._client.call(self._prefix + name, args, kwargs, self._one_way)

        return call


class WebSocketRPCClient:
    """Calls methods of who is at the other end of a WebSocket: of a page in a browser, say.

    Whoever does not answer within `timeout` seconds, or does not read, is dropped.
    """

    def __init__(self, ws: Any, timeout: float = ANSWER) -> None:
        self.ws = ws
        self.timeout = timeout
        self._outbox = outbox_of(ws)
        self._ids = count(1)
        self._pending: dict[int, Event] = {}
        self._ended = False

    def serve_forever(self) -> None:
        """Read the answers to calls until the client is gone."""
        try:
            while (message := self.ws.wait()) is not None:
                self._take(message)
        finally:
            self._ended = True
            for answer in self._pending.values():
                _settle(answer, WebSocketDisconnectedError('the client left without an answer'))

    def call(
        self, method: str, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, one_way: bool = False
    ) -> Any:
        """Call a method and return its result; with `one_way` None, at once.

        Raises RPCError where the client answers with an error, InvalidReplyError where its answer is none, and
        WebSocketDisconnectedError where it is gone or dropped.
        """
        id = next(self._ids)
        text = write_call(Call(method, args, kwargs, id, not one_way))
        if self._ended:
            raise WebSocketDisconnectedError('the client is gone')
        if one_way:
            self._outbox.post(text)
            return None
        if len(self._pending) >= MAX_PENDING:
            raise self._dropped(f'has {MAX_PENDING} calls to answer')
        answer = self._pending[id] = Event()
        try:
            self._outbox.post(text)
            result = answer.wait(self.timeout)
        finally:
            del self._pending[id]
        if answer.ready():
            return result
        raise self._dropped(f'did not answer {method} within {self.timeout:g} s')

    def get_proxy(self, prefix: str = '', one_way: bool = False) -> RPCProxy:
        """What calls methods by attribute: `get_proxy().changed(1)`."""
        return RPCProxy(self, prefix, one_way)

    def _take(self, message: str | bytes) -> None:
        try:
            reply = read_reply(message)
        except InvalidReplyError as error:
            reply = Reply(next(iter(self._pending), None), error=error)  # the oldest call's, most probably
        answer = self._pending.get(reply.id)
        if answer is None:
            log.debug('a client answers what was not asked, or is too late')
        else:
            _settle(answer, reply.error, reply.result)

    def _dropped(self, why: str) -> WebSocketDisconnectedError:
        self._outbox.drop(why)
        return WebSocketDisconnectedError(f'the client {why}')


def _settle(answer: Event, error: Exception | None, result: Any = None) -> None:
    """Have a call return or raise, unless it was settled before."""
    if answer.ready():
        return
    if error is not None:
        answer.send_exception(error)
    else:
        answer.send(result)
