"""Values that a JSON schema takes, as far as the schemas of `controller.ofctl.schema` go, and ones a step away."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from controller.ofctl.schema import REFERENCE

__all__ = ['changed', 'values']

DEPTH = 4  # from which on nothing is drawn that may be left out

#: What is put in place of something, anywhere.
ODD = [None, True, -1, 0, 1, 2, 7, 300, 70000, 1 << 40, 1.5, 1.0, '', '0', '1', '0x1f', '007', 'FLOOD', 'x',
       '10.0.0.1/', '10.0.0.1/33', '10.0.0.256', '::1/129', '1/2', [], {}, [1], {'x': 1}, '0x0800', 0x0800, 6,
       'ascii', '\u0661']  # fmt: skip

#: What is added.
MORE = ['x', 'len', 'data_type', 'tcp_src', 'eth_type', 'table_id', 'port', 'ip_proto']


def values(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that the schema takes; of what `x-needs` wants nothing is known here."""
    if '$ref' in schema:
        return st.deferred(lambda: values(known[schema['$ref'].removeprefix(REFERENCE)], known, depth))
    if 'enum' in schema:
        return st.sampled_from(schema['enum'])
    if 'const' in schema:
        return st.just(schema['const'])
    if 'properties' in schema:
        return _objects(schema, known, depth)
    if 'anyOf' in schema:
        return st.one_of([values(each, known, depth) for each in schema['anyOf']])
    if schema.get('type') == 'integer':
        return st.integers(schema['minimum'], schema['maximum'])
    if schema.get('type') == 'array':
        if 'prefixItems' in schema:
            return st.tuples(*(values(each, known, depth) for each in schema['prefixItems'])).map(list)
        most = schema.get('maxItems', 0 if depth > DEPTH else 3)
        return st.lists(values(schema['items'], known, depth + 1), min_size=schema.get('minItems', 0), max_size=most)
    if schema.get('type') == 'string':
        return st.from_regex(schema['pattern'].replace('$', r'\Z')) if 'pattern' in schema else st.text()
    raise ValueError(schema)


def _objects(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int) -> st.SearchStrategy[Any]:
    return st.one_of([_one(schema, each, known, depth) for each in schema.get('anyOf', [{}])])


def _one(schema: Mapping[str, Any], also: Mapping[str, Any], known: Mapping[str, Any], depth: int) -> Any:
    properties = {**schema['properties'], **also.get('properties', {})}
    required = {*schema['required'], *also.get('required', [])}
    optional = sorted(properties.keys() - required) if depth <= DEPTH else []

    @st.composite
    def drawn(draw: st.DrawFn) -> dict[str, Any]:
        more = draw(st.lists(st.sampled_from(optional), unique=True, max_size=6)) if optional else []
        return {name: draw(values(properties[name], known, depth + 1)) for name in [*sorted(required), *more]}

    return drawn()


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:
    """The value with something in it put in the place of something else, left out, or added."""
    value = copy.deepcopy(value)
    places = list(_places(value))
    holder, key = draw(st.sampled_from(places)) if places else (None, None)
    if holder is None:
        return draw(st.sampled_from(ODD))
    how = draw(st.sampled_from(['other', 'gone', 'more']))
    if how == 'gone':
        del holder[key]
    elif how == 'more' and isinstance(holder, dict):
        holder[draw(st.sampled_from(MORE))] = 6
    else:
        holder[key] = draw(st.sampled_from(ODD))
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield value, key
        yield from _places(each)
