"""Which record of the database is meant, and its values as people write them.

A column's value is written as `ovs-vsctl` takes it: `5`, `a,b` or `[a, b]` for several, `k=v,k2=v2` or `{k=v}` for a
map; text that has other characters than words in double quotes; `COLUMN:KEY` is one value of a map.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from .database import DatabaseError

__all__ = ['add', 'clear', 'defaults', 'find', 'get', 'matches', 'parse', 'remove', 'row_of', 'set_value', 'table_of']

#: What a record may be called beside its UUID and the value of its column `name`.
NAMES = {'Controller': 'target', 'Manager': 'target'}
#: Table -> what may stand for the only record of it that a row of another table refers to: that table, and the column.
OWNERS = {
    'Controller': ('Bridge', 'controller'), 'NetFlow': ('Bridge', 'netflow'), 'sFlow': ('Bridge', 'sflow'),
    'IPFIX': ('Bridge', 'ipfix'), 'QoS': ('Port', 'qos'),
}  # fmt: skip

#: An item, a sign, a bracket: text is a JSON string or runs up to one of these.
TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[\[\]{}=,]|[^\[\]{}=,"\s][^\[\]{}=,"]*)')
WORDS = {'true': True, 'yes': True, 'on': True, '1': True, 'false': False, 'no': False, 'off': False, '0': False}
#: COLUMN, maybe :KEY, maybe an operator and a value.
SETTING = re.compile(
    r'(?P<column>\w+)(?::(?P<key>"(?:[^"\\]|\\.)*"|[^=!<>]+))?(?:(?P<sign>!=|<=|>=|=|<|>)(?P<value>.*))?$', re.DOTALL,
)

SIGNS = {
    '=': lambda ours, given: ours == given, '!=': lambda ours, given: ours != given,
    '<': lambda ours, given: ours < given, '<=': lambda ours, given: ours <= given,
    '>': lambda ours, given: ours > given, '>=': lambda ours, given: ours >= given,
}  # fmt: skip


# -- records ----------------------------------------------------------------------------------------------------------

def table_of(tables: dict[str, Any], name: str) -> Any:
    """A table by its name, whatever the case; raises DatabaseError."""
    for known, table in tables.items():
        if known.lower() == name.lower().replace('-', '_'):
            return table
    raise DatabaseError(f'unknown table "{name}"')


def row_of(tables: dict[str, Any], table: Any, record: str, must_exist: bool = True) -> Any:
    """A row by UUID, by name, or by the name of what refers to it; `.` is the only one of its table.

    Raises DatabaseError where there is none (None without `must_exist`), or more than one.
    """
    found = [row for row in table.rows.values() if _is_called(row, record)]
    if not found and table.name in OWNERS:
        owner, column = OWNERS[table.name]
        found = [each for row in tables[owner].rows.values() if row.name == record for each in getattr(row, column)]
    if len(found) > 1:
        raise DatabaseError(f'more than one row of table {table.name} is "{record}"')
    if not found and must_exist:
        raise DatabaseError(f'no row "{record}" in table {table.name}')
    return found[0] if found else None


def _is_called(row: Any, record: str) -> bool:
    if record == '.':
        return True
    name = NAMES.get(row._table.name, 'name')
    return str(row.uuid) == record or (name in row._table.columns and getattr(row, name) == record)


# -- values as text ---------------------------------------------------------------------------------------------------

def parse(column: Any, text: str) -> Any:
    """The value of a column: a dictionary for a map, a list for several values, else a value; raises DatabaseError."""
    try:
        items = list(_items(text))
    except ValueError as error:
        raise DatabaseError(f'{column.name}={text}: {error}') from None
    if len(items) > column.type.n_max:
        raise DatabaseError(f'{column.name}={text}: takes {column.type.n_max} at most')
    if column.type.is_map():
        if any(len(item) != 2 for item in items):
            raise DatabaseError(f'{column.name}={text}: a map is written KEY=VALUE,...')
        return {_atom(column, column.type.key, key): _atom(column, column.type.value, value) for key, value in items}
    values = [_atom(column, column.type.key, '='.join(item)) for item in items]
    if column.type.n_min == column.type.n_max == 1:
        if len(values) != 1:
            raise DatabaseError(f'{column.name}={text}: takes one value')
        return values[0]
    return values


def _items(text: str) -> Iterator[list[str]]:
    """What stands between commas, each split at its first `=`; raises ValueError."""
    tokens = _tokens(text)
    if tokens and tokens[0] in ('[', '{'):
        if len(tokens) < 2 or tokens[-1] != {'[': ']', '{': '}'}[tokens[0]]:
            raise ValueError('its bracket is not closed')
        tokens = tokens[1:-1]
    item: list[str] = ['']
    for token in tokens:
        if token == ',':
            yield item
            item = ['']
        elif token == '=' and len(item) == 1 and item[0]:
            item.append('')
        elif token in ('[', ']', '{', '}'):
            raise ValueError(f'{token} stands where it means nothing')
        else:
            item[-1] += json.loads(token) if token[0] == '"' else token
    if tokens:
        yield item


def _tokens(text: str) -> list[str]:
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = TOKEN.match(text, at)
        if match is None:
            raise ValueError('its quotes are not closed')
        found.append(match[1].rstrip() if match[1][0] != '"' else match[1])
        at = match.end()
    return found


def _atom(column: Any, base: Any, text: str) -> Any:
    """One value of a type of the schema; raises DatabaseError."""
    from ovs.db import data, error, types

    readers: dict[Any, Callable[[str], Any]] = {
        types.BooleanType: WORDS.__getitem__, types.UuidType: uuid.UUID, types.IntegerType: int, types.RealType: float,
    }
    try:
        value = readers.get(base.type, str)(text)
        data.Atom(base.type, value).check_constraints(base)
    except (ValueError, KeyError):
        raise DatabaseError(f'{column.name}: {text!r} is no {base.type.name}') from None
    except error.Error as refused:
        raise DatabaseError(f'{column.name}: {refused}') from None
    return value


# -- columns ----------------------------------------------------------------------------------------------------------

def defaults(table: Any) -> dict[str, Any]:
    """What the columns of a new row hold by themselves, but those that have to be given a value."""
    from ovs.db import types

    zero = {types.BooleanType: False, types.IntegerType: 0, types.RealType: 0.0, types.StringType: ''}
    found: dict[str, Any] = {}
    for name, column in table.columns.items():
        if column.type.is_map():
            found[name] = {}
        elif not column.type.n_min:
            found[name] = []
        elif column.type.key.type in zero and not column.type.key.has_constraints():
            found[name] = zero[column.type.key.type]
    return found


def _column(table: Any, name: str) -> Any:
    """A column by its name; raises DatabaseError."""
    found = table.columns.get(name) or table.columns.get(name.replace('-', '_'))
    if found is None:
        raise DatabaseError(f'{table.name} does not contain a column whose name matches "{name}"')
    return found


def _split(table: Any, setting: str) -> tuple[Any, str | None, str | None, str | None]:
    """Column, key, operator and value of a setting, as far as it has them; raises DatabaseError."""
    match = SETTING.match(setting)
    if match is None:
        raise DatabaseError(f'{setting!r} is not COLUMN[:KEY][=VALUE]')
    column, key = _column(table, match['column'].strip()), match['key']
    if key is not None:
        key = json.loads(key) if key[0] == '"' else key
        if not column.type.is_map():
            raise DatabaseError(f'{setting}: {column.name} has no keys')
    return column, key, match['sign'], match['value']


def get(table: Any, row: Any, setting: str, if_exists: bool = False) -> Any:
    """The value of `COLUMN[:KEY]`; raises DatabaseError, but with `if_exists` a key that is not there is None."""
    if setting == '_uuid':
        return row.uuid
    column, key, _, _ = _split(table, setting)
    value = getattr(row, column.name)
    if key is None:
        return value
    given = _atom(column, column.type.key, key)
    if given not in value and not if_exists:
        raise DatabaseError(f'no key {key} in {table.name} record "{row.uuid}" column {column.name}')
    return value.get(given)


def set_value(table: Any, row: Any, setting: str) -> None:
    """Give a column the value of `COLUMN[:KEY]=VALUE`; with a key, to which several may belong (`a:b=c,d=e`), add them.

    Raises DatabaseError.
    """
    column, key, sign, text = _split(table, setting)
    if sign != '=' or text is None:
        raise DatabaseError(f'{setting!r} is not COLUMN[:KEY]=VALUE')
    if key is None:
        value = parse(column, text)
    else:
        value = {**getattr(row, column.name), **parse(column, f'{json.dumps(key)}={text}')}
    _write(row, column, value)


def add(table: Any, row: Any, name: str, values: list[str]) -> None:
    """Add values to a column that has several, KEY=VALUE to a map, where the key is new; raises DatabaseError."""
    column = _column(table, name)
    old = getattr(row, column.name)
    for text in values:
        new = parse(column, text)
        if isinstance(old, dict):
            old = {**new, **old}
        elif isinstance(old, list):
            old = [*old, *(each for each in new if each not in old)]
        else:
            raise DatabaseError(f'{column.name} of table {table.name} has one value; set it')
    _write(row, column, old)


def remove(table: Any, row: Any, name: str, values: list[str]) -> None:
    """Remove values, keys, or KEY=VALUE where the key has that value; what is not there is no error.

    Raises DatabaseError.
    """
    column = _column(table, name)
    old = getattr(row, column.name)
    if isinstance(old, dict):
        given = [(_atom(column, column.type.key, item[0]), item[1:]) for text in values for item in _items(text)]
        gone = {key for key, value in given if key in old and (not value or str(old[key]) == value[0])}
        _write(row, column, {key: value for key, value in old.items() if key not in gone})
    elif isinstance(old, list):
        unwanted = [each for text in values for each in parse(column, text)]
        _write(row, column, [each for each in old if _plain(each) not in unwanted])
    else:
        raise DatabaseError(f'{column.name} of table {table.name} has one value; set it')


def clear(table: Any, row: Any, name: str) -> None:
    """Empty a column; raises DatabaseError where it has to have a value."""
    column = _column(table, name)
    if column.type.n_min:
        raise DatabaseError(f'{column.name} of table {table.name} has to have a value')
    _write(row, column, {} if column.type.is_map() else [])


def matches(table: Any, row: Any, condition: str) -> bool:
    """Whether a row has the value of `COLUMN[:KEY]=VALUE`, or `!=`, `<`, `>`, `<=`, `>=` of it; raises DatabaseError.

    A map without the key has no value: only `!=` is so of it.
    """
    if condition.startswith('_uuid='):
        return str(row.uuid) == condition.partition('=')[2]
    column, key, sign, text = _split(table, condition)
    if sign is None or text is None:
        raise DatabaseError(f'{condition!r} is not COLUMN[:KEY]=VALUE')
    ours = getattr(row, column.name)
    if key is not None:
        given: Any = _atom(column, column.type.value, ''.join('='.join(item) for item in _items(text)))
        ours = ours.get(_atom(column, column.type.key, key))
        return sign == '!=' if ours is None else SIGNS[sign](ours, given)
    given = parse(column, text)
    if isinstance(given, list):
        ours, given = sorted(map(_plain, ours)), sorted(given)
    return SIGNS[sign](_plain(ours), given)


def find(table: Any, conditions: list[str]) -> list[Any]:
    """The rows of which every condition is so; raises DatabaseError."""
    return [row for row in table.rows.values() if all(matches(table, row, each) for each in conditions)]


def _plain(value: Any) -> Any:
    """A value to compare: of a row its UUID."""
    return getattr(value, 'uuid', value)


def _write(row: Any, column: Any, value: Any) -> None:
    """Give a column another value; rows are meant by their UUIDs."""
    rows = row._idl.tables.get(column.type.key.ref_table_name) if column.type.key.ref_table_name else None
    if rows is not None and isinstance(value, list):
        try:
            value = [rows.rows[each] if isinstance(each, uuid.UUID) else each for each in value]
        except KeyError as missing:
            raise DatabaseError(f'{column.name}: no row {missing} in table {rows.name}') from None
    if not column.mutable:
        raise DatabaseError(f'cannot modify read-only column {column.name} in table {row._table.name}')
    row.verify(column.name)
    setattr(row, column.name, value)
