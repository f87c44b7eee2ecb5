"""JSON of requests and answers.

Ryu read bodies as Python literals, so its clients send those (`{'dpid': 1}`); a body that is not JSON is tried once
as one. Either way what comes out is made of dictionaries with text keys, lists, text, numbers, booleans and None,
and is not nested more deeply than any request of ours could be.
"""

from __future__ import annotations

import ast
from itertools import chain
from typing import Any

import msgspec

from .errors import BadRequest

__all__ = ['MAX_DEPTH', 'MAX_LITERAL', 'parse', 'write']

#: Levels of lists and dictionaries in a body; a batch of groups of actions needs seven.
MAX_DEPTH = 32

#: Bytes of a body that may be a Python literal: reading one costs a hundred times what JSON does.
MAX_LITERAL = 1 << 16

#: What reading a hostile literal may raise, all of it harmless.
_LITERAL_ERRORS = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)


def parse(body: bytes, literals: bool = True) -> Any:
    """The value of a JSON body, or with `literals` of a Python literal; raises BadRequest."""
    try:
        value = msgspec.json.decode(body)
    except RecursionError:
        raise BadRequest(f'the body is nested more than {MAX_DEPTH} levels deep') from None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        if not literals:
            raise BadRequest(f'the body is not JSON: {error}') from None
        value = _literal(body, str(error))
    if isinstance(value, (dict, list)) and body.count(b'[') + body.count(b'{') > MAX_DEPTH:
        _check_depth(value)
    return value


def write(value: Any) -> bytes:
    """JSON text of a value, in UTF-8; raises TypeError or ValueError for one that JSON cannot say."""
    return msgspec.json.encode(value, enc_hook=_base)


def _base(value: Any) -> Any:
    """A value of a class of ours, such as a datapath id, as JSON's type that the class is made of."""
    kind: Any = next((each for each in (int, str, dict, list) if isinstance(value, each)), None)
    if kind is not None:
        return kind(value)
    raise TypeError(f'{type(value).__name__} is not JSON')


def _literal(body: bytes, problem: str) -> Any:
    """The value of a Python literal made of what JSON has too; `problem` is what was wrong with it as JSON."""
    if len(body) > MAX_LITERAL:
        raise BadRequest(f'the body is not JSON: {problem}')
    try:
        return _plain(ast.literal_eval(body.decode().strip()))
    except BadRequest:
        raise
    except _LITERAL_ERRORS:
        raise BadRequest(f'the body is not JSON: {problem}') from None


def _plain(value: Any, depth: int = 0) -> Any:
    """The literal with lists for tuples; raises ValueError for what JSON does not have."""
    if isinstance(value, str):
        value.encode()  # not half of a surrogate pair
        return value
    if value is None or isinstance(value, (int, float)):
        return value
    if depth == MAX_DEPTH:
        raise BadRequest(f'the body is nested more than {MAX_DEPTH} levels deep')
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {_plain(key): _plain(item, depth + 1) for key, item in value.items()}
    raise ValueError(f'{type(value).__name__} is not JSON')


def _check_depth(value: Any) -> None:
    """Raise BadRequest for a value nested too deeply; goes level by level, so its own stack never grows."""
    level = [value]
    for _ in range(MAX_DEPTH):
        items = chain.from_iterable(each.values() if isinstance(each, dict) else each for each in level)
        level = [item for item in items if isinstance(item, (dict, list))]
        if not level:
            return
    raise BadRequest(f'the body is nested more than {MAX_DEPTH} levels deep')
