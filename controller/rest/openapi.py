"""The description of endpoints in OpenAPI 3.1, from what they declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
import webob

from .declaration import ANYTHING, Declaration, Parameter
from .errors import BadRequest, UpgradeRequired
from .messages import Response
from .route import Route
from .router import expressions_of, template_of

__all__ = ['Described', 'Problem', 'Refusal', 'document']

OPENAPI = '3.1.0'
REFERENCE = '#/components/schemas/{name}'


class Refusal(msgspec.Struct):
    """How a switch says that it refuses something: the names of OFPT_ERROR's type and code."""

    type: str
    code: str


class Problem(msgspec.Struct):
    """What every error is answered by: the status again, and a sentence that says what is wrong."""

    status: int
    error: str
    where: str | msgspec.UnsetType = msgspec.UNSET
    switch: str | msgspec.UnsetType = msgspec.UNSET
    openflow: Refusal | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True)
class Described:
    """An endpoint to describe: its route, what it declares, and under which names it stands."""

    route: Route
    declaration: Declaration
    tag: str
    name: str
    websocket: bool = False


@dataclass
class _Schemas:
    """The schemas of types, and of all types together what they refer to."""

    types: list[Any]
    components: dict[str, Any] = field(default_factory=dict)
    by_type: list[tuple[Any, Any]] = field(default_factory=list)
    definitions: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unique: list[Any] = []
        for each in self.types:
            if not any(each is other or each == other for other in unique):
                unique.append(each)
        found, self.components = msgspec.json.schema_components(unique, schema_hook=self._hook, ref_template=REFERENCE)
        self.by_type = list(zip(unique, found, strict=True))

    def of(self, kind: Any) -> Any:
        """The schema of one of the types."""
        return next(schema for each, schema in self.by_type if each is kind or each == kind)

    def _hook(self, kind: Any) -> dict[str, Any]:
        """The schema of a class that reads for itself, whose definitions join the others; any other may be anything."""
        if not hasattr(kind, 'schema'):
            return {'title': 'anything'}  # an empty schema means none to msgspec
        self.definitions |= getattr(kind, 'definitions', dict)()
        return kind.schema()

    def all(self) -> dict[str, Any]:
        """What schemas refer to, by name."""
        return dict(sorted((self.components | self.definitions).items()))


def document(endpoints: Sequence[Described], security: Mapping[str, Any] | None = None, **info: str) -> dict[str, Any]:
    """The document; `info` needs `title` and `version`, `security` is schemes by name, each of which suffices."""
    schemas = _Schemas([Problem, *(kind for each in endpoints for kind in _types(each.declaration))])
    paths: dict[str, dict[str, Any]] = {}
    for each in endpoints:
        operations = paths.setdefault(template_of(each.route.path), {})
        for method in each.route.methods or ('GET',):
            operations.setdefault(method.lower(), _operation(each, method, schemas))
    _name_apart(paths)
    components = {'schemas': schemas.all()}
    return {
        'openapi': OPENAPI,
        'info': info,
        'tags': [{'name': tag} for tag in dict.fromkeys(each.tag for each in endpoints)],
        'paths': dict(sorted(paths.items())),
        'components': components | ({'securitySchemes': dict(security)} if security else {}),
        **({'security': [{name: []} for name in security]} if security else {}),
    }


def _types(declaration: Declaration) -> Iterator[Any]:
    """Every type that a declaration names."""
    for each in (*declaration.path.values(), *declaration.query.values(), *filter(None, [declaration.body])):
        yield each.type
    yield from (kind for kind, media in _media(declaration.result) if media is None)


def _operation(endpoint: Described, method: str, schemas: _Schemas) -> dict[str, Any]:
    declaration = endpoint.declaration
    summary, _, description = declaration.text.partition('\n\n')
    found: dict[str, Any] = {
        'operationId': endpoint.name,
        'tags': [endpoint.tag],
        'summary': ' '.join(summary.split()) or endpoint.name,
        **({'description': description.strip()} if description.strip() else {}),
        'parameters': [*_path_parameters(endpoint, schemas), *_query_parameters(declaration, schemas)],
    }
    if declaration.body is not None:
        found['requestBody'] = {
            'required': declaration.body.required,
            'content': {'application/json': {'schema': schemas.of(declaration.body.type)}},
        }
    elif _answers_anything(declaration) and method in ('POST', 'PUT', 'PATCH'):
        found['requestBody'] = {'required': False, 'content': {'*/*': {}}}
    found['responses'] = dict(_responses(endpoint, schemas))
    return found


def _path_parameters(endpoint: Described, schemas: _Schemas) -> Iterator[dict[str, Any]]:
    for name, expression in expressions_of(endpoint.route.path, endpoint.route.requirements).items():
        parameter = endpoint.declaration.path.get(name)
        schema = {'type': 'string'} if parameter is None else _as_text(schemas.of(parameter.type))
        if expression is not None and schema.get('type') == 'string':
            schema |= {'pattern': f'^({expression})$'}
        yield {'name': name, 'in': 'path', 'required': True, 'schema': schema}


def _query_parameters(declaration: Declaration, schemas: _Schemas) -> Iterator[dict[str, Any]]:
    for each in declaration.query.values():
        schema = _flag(each) if each.type is bool else _as_text(schemas.of(each.type))
        if not each.required and isinstance(each.default, (bool, int, float, str)):
            schema['default'] = each.default
        yield {
            'name': each.name, 'in': 'query', 'required': each.required, 'schema': schema,
            **({'style': 'form', 'explode': False} if each.many else {}),
        }  # fmt: skip


def _answers_anything(declaration: Declaration) -> bool:
    """Whether it does not say what it answers, nor therefore what it may be sent."""
    return not declaration.declared or declaration.result in (webob.Response, Response)


def _as_text(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter, which cannot be null: it is not there, then."""
    left = [each for each in schema.get('anyOf', ()) if each != {'type': 'null'}]
    return dict(left[0]) if len(left) == 1 else {**schema, **({'anyOf': left} if left else {})}


def _flag(parameter: Parameter) -> dict[str, Any]:
    """A boolean in a query: 0 and 1 are shorter."""
    return {'enum': [True, False, 1, 0]}


def _responses(endpoint: Described, schemas: _Schemas) -> Iterator[tuple[str, Any]]:
    declaration = endpoint.declaration
    if endpoint.websocket:
        yield '101', {'description': 'The connection becomes a WebSocket.'}
    elif _answers_anything(declaration):
        yield '2XX', {'description': 'Whatever the app answers.'}
    else:
        yield str(endpoint.route.status), _answer(declaration.result, endpoint.route.status, schemas)
    statuses: set[int] = {each.status for each in endpoint.route.errors}
    if endpoint.websocket:
        statuses.add(UpgradeRequired.status)
    if declaration.path or declaration.query or declaration.body or declaration.declared:
        statuses.add(BadRequest.status)
    for status in sorted(statuses):
        yield str(status), _problem(HTTPStatus(status).phrase, schemas)
    yield 'default', _problem('Any other error', schemas)


def _problem(description: str, schemas: _Schemas) -> dict[str, Any]:
    return {'description': description, 'content': {'application/json': {'schema': schemas.of(Problem)}}}


def _answer(result: Any, status: int, schemas: _Schemas) -> dict[str, Any]:
    """The answer of a declared type: JSON, text of several kinds, or nothing."""
    description = HTTPStatus(status).phrase
    if result in (None, type(None)):
        return {'description': f'{description}; the body is empty'}
    content = {}
    for kind, media in _media(result):
        schema = schemas.of(kind) if media is None and kind is not str else {'type': 'string'}
        json = media == 'application/json'
        content[media or ('text/html' if kind is str else 'application/json')] = {'schema': {} if json else schema}
    return {'description': description, 'content': content}


def _media(result: Any) -> Iterator[tuple[Any, str | None]]:
    """The types that an answer may have, each with its media type where it is a Response that names one."""
    if result is ANYTHING or result in (None, type(None)):
        return
    members = get_args(result) if get_origin(result) in (Union, UnionType) else (result,)
    responses: list[Any] = [each for each in members if isinstance(each, type) and issubclass(each, webob.Response)]
    for each in responses:
        yield each, each.default_content_type or '*/*'
    others = [each for each in members if each not in responses]
    if others:
        yield (result if len(others) == len(members) else Union[tuple(others)]), None  # noqa: UP007 (made of a tuple)


def _name_apart(paths: Mapping[str, Mapping[str, Any]]) -> None:
    """Number the operations of one name: of several routes of a method, and of several methods of a route."""
    taken: set[str] = set()
    for operations in paths.values():
        for each in operations.values():
            name, number = each['operationId'], 1
            while each['operationId'] in taken:
                number += 1
                each['operationId'] = f'{name}_{number}'
            taken.add(each['operationId'])
