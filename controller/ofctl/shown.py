"""JSON schemas of answers, made of what `writing` writes them by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from ..openflow import OF10, OF14, oxm, version, versions
from ..wire import Enumeration, Structure
from ..wire.kinds import Bits, Fixed, List, Ref, SizeOf
from ..wire.structure import Field, lookup
from . import writing
from .match import JSON_NAMES, V10_NUMBERS
from .schema import TEXT, Schema, any_of, integer, reference
from .values import bits_of, name_of, names_by_number

__all__ = ['answer_schemas']

#: What is listed in the answers to each kind of question, by the first of these names that a version has.
_LISTED = {
    'aggregateflow': ('OFPAggregateStats', 'OFPAggregateStatsReply'),
    'desc': ('OFPDescStats',),
    'flow': ('OFPFlowStats',),
    'flowdesc': ('OFPFlowDesc',),
    'group': ('OFPGroupStats',),
    'groupdesc': ('OFPGroupDescStats',),
    'groupfeatures': ('OFPGroupFeaturesStats',),
    'meter': ('OFPMeterStats',),
    'meterconfig': ('OFPMeterConfigStats',),
    'meterdesc': ('OFPMeterDescStats',),
    'meterfeatures': ('OFPMeterFeaturesStats',),
    'port': ('OFPPortStats',),
    'portdesc': ('OFPPort', 'OFPPhyPort'),
    'queue': ('OFPQueueStats',),
    'queueconfig': ('OFPQueueGetConfigReply',),
    'queuedesc': ('OFPQueueDesc',),
    'role': ('OFPRoleReply',),
    'table': ('OFPTableStats',),
    'tablefeatures': ('OFPTableFeaturesStats',),
}

_OBJECT: Schema = {'type': 'object'}


@cache
def answer_schemas() -> Mapping[str, Schema]:
    """All schemas of answers by name: `FlowStatsAnswer13`; and for each kind, `flow`, what any version lists."""
    found: dict[str, Schema] = {}
    for kind, names in _LISTED.items():
        listed = []
        for number in sorted(versions()):
            tables: Any = version(number)
            tables.complete()
            cls = next((getattr(tables, name) for name in names if hasattr(tables, name)), None)
            if cls is not None:
                listed.append(_structure(cls, found))
        found[kind] = any_of(*listed) if listed else _OBJECT
    return found


def _structure(cls: type[Structure], found: dict[str, Schema]) -> Schema:
    """What `to_json` makes of a structure of that class, or of a member of its family."""
    tables: Any = cls.table.version
    name = f'{cls.__name__.removeprefix("OFP")}Answer{tables.name.replace(".", "")}'
    if name not in found:
        found[name] = {}  # before its parts
        family = cls.table.family
        if issubclass(cls, oxm.OxmId):
            length = any_of(integer(8), {'type': 'null'})
            found[name] = _whole({'type': TEXT, 'hasmask': {'enum': [0, 1]}, 'length': length})
        elif family is not None:
            members = {each.__name__: each for each in [*family.members.values(), family.other or cls]}
            found[name] = any_of(*(_plain(each, found) for each in members.values()))
        else:
            found[name] = _plain(cls, found)
    return reference(name)


def _plain(cls: type[Structure], found: dict[str, Schema]) -> Schema:
    if issubclass(cls, oxm.Values):
        return _whole({'type': any_of(TEXT, integer(16)), 'oxm_values': {'type': 'array', 'items': _OBJECT}})
    return _whole({
        shown: integer(64) if field is None else _written(cls, field, write, found)
        for shown, _, write, field in writing.planned(cls)
    })  # fmt: skip


def _whole(properties: Mapping[str, Schema]) -> Schema:
    """An object that has just these properties."""
    return {
        'type': 'object', 'properties': dict(properties), 'required': list(properties), 'additionalProperties': False,
    }  # fmt: skip


def _written(cls: type[Structure], field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    """What a writer makes of a field."""
    how = write.func if isinstance(write, partial) else write
    special = _SCHEMAS.get(how)
    if special is not None:
        return special(cls, field, write, found)
    return _as_it_is(field)


def _as_it_is(field: Field) -> Schema:
    kind = field.kind
    if isinstance(kind, SizeOf):
        return integer(32)
    if isinstance(kind, Bits):
        return integer(kind.width)
    if isinstance(kind, Fixed):
        return TEXT if isinstance(kind.zero, str) else integer(8 * kind.size)
    return {}


def _named(names: type[Enumeration], bits: int) -> Schema:
    """A name, or the number that has none."""
    return any_of({'enum': sorted(set(names_by_number(names).values()))}, integer(bits))


def _array(items: Schema) -> Schema:
    return {'type': 'array', 'items': items}


def _name(cls: Any, field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    return _named(write.args[0], 8 * field.kind.size)  # type: ignore[attr-defined]


def _bits(cls: Any, field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    return _array({'enum': sorted(set(names_by_number(write.args[0]).values()))})


def _one(cls: Any, field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    return _structure(lookup(cls, field.kind.name), found)  # type: ignore[attr-defined]


def _many(cls: Any, field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    return _array(_structure(lookup(cls, field.kind.item.name), found))  # type: ignore[attr-defined]


def _numbers(cls: Any, field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    return _array(integer(32) if not isinstance(field.kind, List) or isinstance(field.kind.item, Ref)
                  else integer(8 * field.kind.item.size))  # fmt: skip


def _match(cls: Any, field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    """The fields that a match may have; those that nobody declared are `field_...`."""
    tables: Any = cls.table.version
    name = f'MatchAnswer{tables.name.replace(".", "")}'
    if name not in found:
        number, port = integer(16), any_of(integer(32), TEXT)
        if tables.OFP_VERSION == OF10:
            properties = dict.fromkeys(V10_NUMBERS, number) | {'in_port': port}
            properties |= dict.fromkeys(('nw_src', 'nw_dst', 'dl_src', 'dl_dst'), TEXT)
            found[name] = {'type': 'object', 'properties': properties, 'additionalProperties': False}
        else:
            names = JSON_NAMES if tables.OFP_VERSION < OF14 else {}
            properties = {names.get(each, each): _field(line) for each, line in tables.OFPMatch.known.by_name.items()}
            found[name] = {'type': 'object', 'properties': properties, 'patternProperties': {'^field_': {}},
                           'additionalProperties': False}  # fmt: skip
    return reference(name)


def _field(field: oxm.Field) -> Schema:
    if field.name == 'packet_type':
        return {'type': 'array', 'items': integer(16), 'minItems': 2, 'maxItems': 2}
    if field.name == 'vlan_vid' or not field.kind.bits:
        return TEXT
    named = field.name == 'in_port'
    return any_of(integer(field.kind.bits), TEXT) if field.maskable or named else integer(field.kind.bits)


def _actions(cls: Any, field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    return _array(TEXT)


def _instructions(cls: Any, field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    """Actions and instructions as text, and what is written into the action set as a list of that."""
    return _array(any_of(TEXT, _whole({'WRITE_ACTIONS': _array(TEXT)})))


def _objects(cls: Any, field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    """Actions or instructions of 1.4 and later: what else they have depends on the type."""
    kind = any_of(TEXT, integer(16))
    return _array({'type': 'object', 'properties': {'type': kind, 'len': integer(16)}, 'required': ['type']})


def _statistics(cls: Any, field: Field, write: Any, found: dict[str, Schema]) -> Schema:
    return {'type': 'object', 'additionalProperties': any_of(integer(64), {'type': 'object'}, TEXT)}


_SCHEMAS: dict[Any, Any] = {
    name_of: _name,
    bits_of: _bits,
    writing.to_json: _one,
    writing._list_of_objects: _many,
    list: _numbers,
    writing._words: lambda *_: any_of(_array(integer(32)), TEXT),
    writing._base64: lambda *_: TEXT,
    writing._text: lambda *_: TEXT,
    writing._ipv4: lambda *_: TEXT,
    writing.haddr_to_str: lambda *_: TEXT,
    writing._size: lambda *_: integer(32),
    writing.match_to_json: _match,
    writing._list_of_actions: _actions,
    writing.instructions_to_json: _instructions,
    writing._list_of_action_objects: _objects,
    writing._list_of_instruction_objects: _objects,
    writing._statistics: _statistics,
    writing._by_number: lambda *_: _array(any_of(TEXT, integer(32))),
    writing._max_groups: lambda *_: _array({'type': 'object', 'additionalProperties': integer(32)}),
    writing._group_actions: lambda *_: _array(
        {'type': 'object', 'additionalProperties': _array(any_of(TEXT, integer(32)))}
    ),
    writing._wildcards: lambda *_: _array(TEXT),
    writing._fields_1_2: lambda *_: _array(TEXT),
    writing._config_1_2: lambda *_: _array(TEXT),
}
