"""JSON-RPC 2.0 (jsonrpc.org/specification) as text: calls, notifications, results, errors, and batches of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .body import parse, write
from .errors import BadRequest

__all__ = [
    'INTERNAL_ERROR', 'INVALID_PARAMS', 'INVALID_REQUEST', 'METHOD_NOT_FOUND', 'PARSE_ERROR', 'SERVER_ERROR',
    'Call', 'InvalidReplyError', 'RPCError', 'Reply', 'RequestError',
    'read_call', 'read_reply', 'read_text', 'write_call', 'write_error', 'write_result',
]  # fmt: skip

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND = -32700, -32600, -32601
INVALID_PARAMS, INTERNAL_ERROR, SERVER_ERROR = -32602, -32603, -32000


class RPCError(Exception):
    """A call failed at the other end, which says so with `code`, `message` and perhaps `data`."""

    def __init__(self, message: str, code: int = SERVER_ERROR, data: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.data = data


class InvalidReplyError(RPCError):
    """What the other end sent is no reply."""


class RequestError(RPCError):
    """What the other end sent is no call that can be answered; `id` is the call's, None where it has none."""

    def __init__(self, message: str, code: int, id: Any = None) -> None:
        super().__init__(message, code)
        self.id = id


@dataclass(frozen=True)
class Call:
    """A method's name and its arguments, in order or by name; one without an id wants no answer."""

    method: str
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] | None = None
    id: Any = None
    wants_answer: bool = True


@dataclass(frozen=True)
class Reply:
    """What became of the call with this id: a result, or an error."""

    id: Any
    result: Any = None
    error: RPCError | None = None


def read_text(text: str | bytes) -> Any:
    """The value of a message; raises RequestError."""
    try:
        return parse(text.encode() if isinstance(text, str) else text, literals=False)
    except BadRequest as error:
        raise RequestError('Parse error', PARSE_ERROR) from error


def read_call(value: Any) -> Call:
    """The call that a message, or an item of a batch, asks for; raises RequestError."""
    if not isinstance(value, dict):
        raise RequestError('Invalid Request', INVALID_REQUEST)
    id = value.get('id')
    if not (id is None or isinstance(id, (str, int, float))) or isinstance(id, bool):
        raise RequestError('Invalid Request', INVALID_REQUEST)
    method, params = value.get('method'), value.get('params')
    if value.get('jsonrpc') != '2.0' or not isinstance(method, str):
        raise RequestError('Invalid Request', INVALID_REQUEST, id)
    if not (params is None or isinstance(params, (list, dict))):
        raise RequestError('Invalid params', INVALID_PARAMS, id)
    if isinstance(params, dict):
        return Call(method, (), params, id, 'id' in value)
    return Call(method, params or (), None, id, 'id' in value)


def read_reply(text: str | bytes) -> Reply:
    """The reply that a message is; raises InvalidReplyError."""
    try:
        value = read_text(text)
    except RequestError:
        raise InvalidReplyError('a message that is not JSON') from None
    if not isinstance(value, dict) or 'method' in value or not isinstance(value.get('id'), int):
        raise InvalidReplyError('a message that is no reply of JSON-RPC')
    error = value.get('error')
    if error is None:
        return Reply(value['id'], value.get('result'))  # browsers leave out a result that is undefined
    if not isinstance(error, dict) or not isinstance(error.get('message'), str):
        raise InvalidReplyError('an error that is none of JSON-RPC')
    code = error.get('code')
    code = code if isinstance(code, int) else SERVER_ERROR
    return Reply(value['id'], error=RPCError(error['message'], code, error.get('data')))


def write_call(call: Call) -> str:
    """A call as text; raises TypeError for arguments that JSON cannot say, or both in order and by name."""
    if call.args and call.kwargs:
        raise TypeError(f'{call.method}: JSON-RPC has arguments in order or by name, not both')
    message: dict[str, Any] = {'jsonrpc': '2.0', 'method': call.method}
    if call.args or call.kwargs:
        message['params'] = call.kwargs or call.args
    return write(message | ({'id': call.id} if call.wants_answer else {})).decode()


def write_result(id: Any, result: Any) -> str:
    """The answer to a call; raises TypeError or ValueError for a result that JSON cannot say."""
    return write({'jsonrpc': '2.0', 'id': id, 'result': result}).decode()


def write_error(id: Any, message: str, code: int) -> str:
    """The answer to a call that failed; the id of one that has none is None."""
    return write({'jsonrpc': '2.0', 'id': id, 'error': {'message': message, 'code': code}}).decode()
