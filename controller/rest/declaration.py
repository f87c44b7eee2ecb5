"""What an endpoint takes and answers, as the signature of the method that answers says.

    @route('note', '/notes/{number}', methods=['PUT'], errors=[NotFound])
    def write(self, req: Request, number: int, body: Note, *, replace: bool = False) -> Note:
        '''Write a note.'''

A parameter with the name of a variable of the path is that variable, `body` is the body, and what stands behind the `*`
comes from the query. Each has the type that it is annotated with; what has no annotation stays text, and a method
without any (Ryu's apps) is called as it always was. The result's type is told to clients; it is not checked.
`object` is any JSON.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast, get_origin
from urllib.parse import parse_qs

import msgspec

from ..ofctl import BadValue
from ..ofctl.values import shown
from .errors import BadRequest
from .messages import Request
from .router import variables_of

__all__ = ['ANYTHING', 'Declaration', 'Parameter', 'convert', 'declaration_of']

#: The type of what is not declared.
ANYTHING: Any = Any

#: Parameters of a query, beyond which it is none of ours.
MOST_PARAMETERS = 100

_PLACED = re.compile(r'(?P<problem>.*) - at `(?:key in `)?\$(?P<path>[^`]*)`+', re.DOTALL)
_STEP = re.compile(r'\.(?P<name>\w+)|\[(?P<index>\d+)\]|(?P<somewhere>\[\.\.\.\])')
_UNKNOWN = re.compile(r'Object contains unknown field `(.*)`', re.DOTALL)
_MISSING = re.compile(r'Object missing required field `(.*)`', re.DOTALL)
_EXPECTED = re.compile(r'Expected `(?P<types>[^`]*)`, got `[^`]*`')
_LIMITED = re.compile(r'Expected `(?P<types>[^`]*)` (?P<limit>.*)', re.DOTALL)
_NOUNS = {'array': 'a list', 'bool': 'true or false', 'float': 'a number', 'int': 'a number', 'object': 'an object',
          'str': 'text'}  # fmt: skip


@dataclass(frozen=True)
class Parameter:
    """A variable of the path, or a parameter of the query, which may be left out if it has a default."""

    name: str
    type: Any
    default: Any = inspect.Parameter.empty

    @property
    def required(self) -> bool:
        """Whether it has to be there."""
        return self.default is inspect.Parameter.empty

    @property
    def many(self) -> bool:
        """Whether it is a list, separated by commas."""
        return get_origin(self.type) is list

    def read(self, text: str) -> Any:
        """The value that a text means; raises BadValue."""
        value: Any = [each for each in text.split(',') if each] if self.many else text
        return convert(value, self.type, self.name, strict=False)


@dataclass(frozen=True)
class Declaration:
    """The signature of a method that answers; `result` and the type of `body` are ANYTHING where not declared."""

    path: Mapping[str, Parameter] = field(default_factory=dict)
    query: Mapping[str, Parameter] = field(default_factory=dict)
    body: Parameter | None = None
    result: Any = ANYTHING
    text: str = ''

    @property
    def declared(self) -> bool:
        """Whether it says what it answers; then it refuses parameters of the query that it does not have."""
        return self.result is not ANYTHING

    def arguments(self, request: Request, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of the method, by name; raises BadValue and BadRequest for what does not fit."""
        found = dict(variables)
        for name, parameter in self.path.items():
            if found.get(name) is not None:
                found[name] = parameter.read(found[name])
        if self.query or self.declared:
            found |= self._queried(request.environ.get('QUERY_STRING', ''))
        if self.body is not None and (request.body or self.body.required):
            found['body'] = convert(request.json, self.body.type)
        return found

    def _queried(self, text: str) -> Iterator[tuple[str, Any]]:
        """The parameters of a query."""
        given = _parse_query(text)
        for name, values in given.items():
            parameter = self.query.get(name)
            if parameter is None:
                known = f'; there are {", ".join(self.query)}' if self.query else ''
                raise BadValue(name, f'is not a parameter of this endpoint{known}')
            if len(values) > 1 and not parameter.many:
                raise BadValue(name, 'is there more than once')
            yield name, parameter.read(','.join(values))
        for name, parameter in self.query.items():
            if parameter.required and name not in given:
                raise BadValue(name, 'is missing in the query')


def declaration_of(method: Callable[..., Any], path: str = '') -> Declaration:
    """What a method's signature and the path of its route declare."""
    signature = inspect.signature(method)
    variables = variables_of(path)
    found: dict[str, dict[str, Parameter]] = {'path': {}, 'query': {}}
    body = None
    for name, each in list(signature.parameters.items())[1:]:
        declared = _evaluated(method, each.annotation)
        parameter = Parameter(name, str if declared is ANYTHING else declared, each.default)
        if name in variables:
            found['path'][name] = parameter
        elif each.kind is each.KEYWORD_ONLY:
            found['query'][name] = parameter
        elif name == 'body' and declared is not ANYTHING:
            _check_defaults(declared)
            body = parameter
    result = _evaluated(method, signature.return_annotation)
    return Declaration(found['path'], found['query'], body, result, inspect.getdoc(method) or '')


def convert(value: Any, kind: Any, name: str = '', strict: bool = True) -> Any:
    """The value as a type of msgspec's, or of those of `controller.rest.values`; raises BadValue.

    `strict=False` is for text, out of which numbers and booleans are read.
    """
    if kind in (ANYTHING, object):
        return value
    try:
        return msgspec.convert(value, kind, strict=strict, dec_hook=_read)
    except msgspec.ValidationError as error:
        raise _explained(error, value, kind, name) from None


def _read(kind: Any, value: Any) -> Any:
    """A value of a class that reads for itself."""
    if not hasattr(kind, 'read'):
        raise NotImplementedError(f'{kind.__name__} is declared, but has no read(); see controller.rest.values')
    return kind.read(value)


def _check_defaults(kind: Any) -> None:
    """Raise TypeError where a body has a default that no description can have, as JSON knows no classes of ours."""
    if not isinstance(kind, msgspec.StructMeta):
        return
    for each in msgspec.structs.fields(cast(type[msgspec.Struct], kind)):
        if hasattr(each.default, 'read'):
            made = f'msgspec.field(default_factory=lambda: {type(each.default).__name__}({each.default!r}))'
            raise TypeError(f'{kind.__name__}.{each.name}: write its default as {made}')


def _evaluated(method: Callable[..., Any], annotation: Any) -> Any:
    """An annotation; ANYTHING for one that means something to type checkers only."""
    if annotation is inspect.Parameter.empty:
        return ANYTHING
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, inspect.unwrap(method).__globals__)
    except NameError:
        return ANYTHING


def _parse_query(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text, keep_blank_values=True, errors='strict', max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise BadRequest('the query is not UTF-8') from None
    except ValueError:
        raise BadRequest(f'the query has more than {MOST_PARAMETERS} parameters') from None


# -- what msgspec says, as a sentence ----------------------------------------------------------------------------------


def _explained(error: msgspec.ValidationError, value: Any, kind: Any, name: str) -> BadValue:
    """The error that says where a value is wrong, and how."""
    found = _PLACED.fullmatch(str(error))  # which may quote a client, who may have written such words too
    problem, path = (str(error), '') if found is None else (found['problem'], found['path'])
    where = f'{name}{path}'.lstrip('.')
    if isinstance(error.__cause__, BadValue):
        inner = error.__cause__
        return BadValue(_joined(where, inner.path), str(inner).removeprefix(f'{inner.path}: '))
    if isinstance(error.__cause__, ValueError):
        return BadValue(where, str(error.__cause__))
    if unknown := _UNKNOWN.fullmatch(problem):
        return BadValue(_joined(where, unknown[1]), 'there is no such field')
    if missing := _MISSING.fullmatch(problem):
        return BadValue(_joined(where, missing[1]), 'is missing')
    return BadValue(where or 'body', _sentence(problem, *_at(value, kind, path)))


def _sentence(problem: str, value: Any, kind: Any) -> str:
    if isinstance(kind, (msgspec.inspect.LiteralType, msgspec.inspect.EnumType)):
        allowed = kind.values if isinstance(kind, msgspec.inspect.LiteralType) else [each.value for each in kind.cls]
        return f'{shown(value)} is not one of {", ".join(map(str, allowed))}'
    subject = '' if value is ... else f'{shown(value)} '
    if expected := _EXPECTED.fullmatch(problem):
        return f'{subject}is not {_nouns(expected["types"])}'
    if limited := _LIMITED.fullmatch(problem):
        return f'{subject}is not {_nouns(limited["types"])} {limited["limit"]}'
    return f'{subject}is of no use: {problem[:1].lower()}{problem[1:]}'


def _nouns(types: str) -> str:
    return ' or '.join(_NOUNS.get(each, each) for each in types.split(' | '))


def _joined(where: str, name: str) -> str:
    return f'{where}{"." if where and not name.startswith("[") else ""}{name}' if name else where


def _at(value: Any, kind: Any, path: str) -> tuple[Any, Any]:
    """The part of a value that a path leads to, and its type as msgspec sees it; ... where the path does not say."""
    known: Any = msgspec.inspect.type_info(kind)
    for step in _STEP.finditer(path):
        known = _plain(known, value)
        if step['somewhere'] or not isinstance(value, (dict, list)):
            return ..., None
        at: Any = int(step['index']) if step['index'] else step['name']
        try:
            value = value[at]
        except LookupError:  # the path is a client's words
            return ..., None
        fields = {each.encode_name: each.type for each in getattr(known, 'fields', ())}
        known = fields.get(step['name'], getattr(known, 'item_type', None))
    return value, _plain(known, value)


def _plain(known: Any, value: Any) -> Any:
    """Of the types of a union the one that is not null; the type itself of a value that is limited further."""
    if isinstance(known, msgspec.inspect.Metadata):
        return _plain(known.type, value)
    if isinstance(known, msgspec.inspect.UnionType):
        return next((each for each in known.types if not isinstance(each, msgspec.inspect.NoneType)), None)
    return known
