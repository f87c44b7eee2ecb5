"""JSON objects to structures: driven by the wire tables, so a field that a table has is a field that JSON has.

What a version has no field, match field or type for is an error; with `lenient=True` it is left out, as Ryu does, and
of match fields and actions the log says so.
"""

from __future__ import annotations

import builtins
import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

from ..openflow import oxm
from ..wire import Enumeration, Structure, Version
from ..wire.kinds import Fixed, List, Ref, Tail, Words, ipv4, mac
from ..wire.structure import NO_DEFAULT, Field, filled_names, lookup, shown_fields
from .match import read_match, read_oxm
from .values import (
    BadValue,
    expect,
    number_of,
    one_of,
    read_bitmap,
    read_bytes,
    read_integer,
    read_ipv4,
    read_mac,
    shown,
)

log = logging.getLogger(__name__)

__all__ = ['ADDRESSES', 'ALIASES', 'DEFAULTS', 'UnknownType', 'enumeration_of', 'fields_by_name', 'read_arguments',
           'read_instructions', 'read_members', 'read_structure']  # fmt: skip

#: Names behind which a constructor has an underscore.
_BUILTINS = frozenset(vars(builtins))

#: JSON has another name for a field of these structures, since it names what each of them sets.
ALIASES = {
    'OFPActionSetDlSrc': {'dl_src': 'dl_addr'},
    'OFPActionSetDlDst': {'dl_dst': 'dl_addr'},
    'OFPActionSetNwSrc': {'nw_src': 'nw_addr'},
    'OFPActionSetNwDst': {'nw_dst': 'nw_addr'},
    'OFPActionSetNwTos': {'nw_tos': 'tos'},
    'OFPActionSetTpSrc': {'tp_src': 'tp'},
    'OFPActionSetTpDst': {'tp_dst': 'tp'},
}

#: Addresses that the table of 1.0 has as bytes and numbers.
ADDRESSES = {'dl_addr': mac, 'nw_addr': ipv4}

#: Numbers that have names, where the table does not say which.
_NAMES = {
    'buffer_id': 'constants',
    'group_id': 'ofp_group',
    'max_len': 'ofp_controller_max_len',
    'meter_id': 'ofp_meter',
    'out_group': 'ofp_group',
    'queue_id': 'ofp_queue_number',
    'table_id': 'ofp_table',
}

#: What JSON may leave out, although the table has no default for it.
DEFAULTS: dict[str, dict[str, Any]] = {
    'OFPInstructionWriteMetadata': {'metadata_mask': (1 << 64) - 1},
    'OFPRoleRequest': {'generation_id': 0},
}


class UnknownType(BadValue):
    """There is no action, instruction or property of this type."""


def read_structure(cls: type[Structure], path: str, value: Any, lenient: bool = False) -> Any:
    """A structure for a JSON object; which member of a family is said by its discriminator: `type`.

    Raises BadValue, of which UnknownType is one.
    """
    given = dict(expect(dict, path, value))
    if cls.table.family is not None:
        cls = _member(cls, path, given)
    if issubclass(cls, oxm.SetField):
        return _read_set_field(cls, path, given, lenient)
    if cls.__name__ == 'OFPActionCopyField':
        _gather_oxm_ids(cls, path, given)
    return cls(**read_arguments(cls, path, given, lenient))


def read_members(cls: type[Structure], path: str, value: Any, lenient: bool = False) -> list[Any]:
    """The structures for a list of objects, with `lenient` without those of no known type; raises BadValue."""
    items = enumerate(expect(list, path, value))
    return [one for at, each in items for one in _read_member(cls, f'{path}[{at}]', each, lenient)]


def read_arguments(
    cls: type[Structure], path: str, given: Mapping[str, Any], lenient: bool = False
) -> dict[str, Any]:
    """The arguments of a structure's constructor; raises BadValue for unknown, missing and unfit ones."""
    fields = fields_by_name(cls)
    aliases = ALIASES.get(cls.__name__, {})
    values = dict(DEFAULTS.get(cls.__name__, {}))
    encoding = given.get('data_type', 'base64')
    known = {name: fields[aliases.get(name, name)] for name in given if aliases.get(name, name) in fields}
    says_encoding = 'data' in fields and encoding in ('ascii', 'base64')
    for name in () if lenient else given:
        if name not in known and not (name == 'data_type' and says_encoding):
            raise BadValue(f'{path}.{name}' if path else name, f'{cls.__name__} has no such field')
    for name, field in known.items():
        here = f'{path}.{name}' if path else name
        values[field.name] = _read_field(cls, field, here, given[name], encoding, lenient)
    missing = _required(cls) - values.keys()
    if missing:
        first = next(name for name in fields if name in missing)
        wanted = next((name for name, field in aliases.items() if field == first), first)
        raise BadValue(path, f'{cls.__name__} needs {wanted}')
    return {f'{name}_' if name in _BUILTINS else name: value for name, value in values.items()}


def read_instructions(version: Version, path: str, value: Any, lenient: bool = False) -> list[Any]:
    """The instructions for a list that mixes actions and instructions, as Ryu's `actions` do.

    The actions among them are applied (APPLY_ACTIONS), after the instructions.
    """
    instructions: list[Any] = []
    actions: list[Any] = []
    for index, each in enumerate(expect(list, path, value)):
        here = f'{path}[{index}]'
        if _is_instruction(version, expect(dict, here, each).get('type')):
            instructions += _read_member(version.OFPInstruction, here, each, lenient)
        else:
            actions += _read_member(version.OFPAction, here, each, lenient)
    if actions:
        instructions.append(version.OFPInstructionActions(version.OFPIT_APPLY_ACTIONS, actions))
    return instructions


def _is_instruction(version: Version, kind: Any) -> bool:
    """Whether a type is the name of an instruction; EXPERIMENTER is an action's too, and means that."""
    return kind != 'EXPERIMENTER' and number_of(version.ofp_instruction_type, kind) is not None


@cache
def fields_by_name(cls: type[Structure]) -> dict[str, Field]:
    """The fields of a structure that JSON may have."""
    return {each.name: each for each in shown_fields(cls)}


def enumeration_of(cls: type[Structure], field: Field) -> type[Enumeration] | None:
    """The names that a field's numbers have."""
    declared = getattr(field.kind, 'enumeration', None)
    return _enumeration(cls, None if declared is None else declared.name, field.name)


@cache
def _enumeration(cls: type[Structure], declared: str | None, name: str) -> type[Enumeration] | None:
    """The enumeration that a table names, or the one that such a field has in every table."""
    if declared is not None:
        return lookup(cls, declared)
    return getattr(cls.table.version, _NAMES[name], None) if name in _NAMES else None


@cache
def _required(cls: type[Structure]) -> frozenset[str]:
    """The fields that a request has to have."""
    fields = fields_by_name(cls).values()
    return frozenset(each.name for each in fields if each.default is NO_DEFAULT and isinstance(each.kind, Fixed))


def _member(cls: type[Structure], path: str, given: dict[str, Any]) -> type[Structure]:
    """The member of a family that the discriminator names; it stays in `given` only where the class leaves it open."""
    cls.table.version.complete()  # without that it knows the members that somebody has asked for
    family = cls.table.family
    name = family.discriminator
    field = fields_by_name(cls)[name]
    names: Any = enumeration_of(cls, field)
    given_name = given.get(name)
    number = number_of(names, given_name)
    if number is None:
        raise UnknownType(f'{path}.{name}', f'{shown(given_name)} is not {one_of(names)}')
    if number not in family.members:
        version = cls.table.version.name
        raise UnknownType(f'{path}.{name}', f'{shown(given_name)} is no {cls.__name__} of OpenFlow {version}')
    member = family.members[number]
    if name in filled_names(member):
        del given[name]
    return member


def _read_field(cls: type[Structure], field: Field, path: str, value: Any, encoding: str, lenient: bool) -> Any:
    kind = field.kind
    if isinstance(kind, Ref):
        return _read_nested(cls, kind, path, value, lenient)
    if isinstance(kind, List) and kind.item.__class__ is Ref and field.name == 'oxm_ids':
        return value  # which _gather_oxm_ids has made
    if isinstance(kind, List) and isinstance(kind.item, Ref):
        return read_members(lookup(cls, kind.item.name), path, value, lenient)
    if isinstance(kind, List):
        items = enumerate(expect(list, path, value))
        return [read_integer(f'{path}[{index}]', each, 8 * kind.item.size) for index, each in items]
    if isinstance(kind, Words) and isinstance(value, list):
        return [read_integer(f'{path}[{index}]', each, 32) for index, each in enumerate(value)]
    if isinstance(kind, Tail):
        return read_bytes(path, value, encoding)
    kind = ADDRESSES.get(field.name, kind)
    if kind is mac:
        return read_mac(path, value)
    if kind is ipv4:
        return read_ipv4(path, value)
    names = enumeration_of(cls, field)
    reader = read_bitmap if names is not None and names.bitmap else read_integer
    return reader(path, value, 8 * kind.size, names)


def _read_member(cls: type[Structure], path: str, value: Any, lenient: bool) -> list[Any]:
    """The structure for an object, in a list; with `lenient` none for one of no known type."""
    try:
        return [read_structure(cls, path, value, lenient)]
    except UnknownType as error:
        if not lenient:
            raise
        log.error('left out: %s', error)
        return []


def _read_nested(cls: type[Structure], kind: Ref, path: str, value: Any, lenient: bool) -> Any:
    if kind.name == 'OFPMatch':
        return read_match(cls.table.version, path, value, lenient)
    if kind.name == 'OFPStats':
        return _read_statistics(cls.table.version, path, value)
    return read_structure(lookup(cls, kind.name), path, value, lenient)


def _read_statistics(version: Version, path: str, value: Any) -> Any:
    """The fields and values of an object, or of a list of them, as in the thresholds of STAT_TRIGGER."""
    found: dict[str, Any] = {}
    for at, each in enumerate(value) if isinstance(value, list) else [(None, value)]:
        here = path if at is None else f'{path}[{at}]'
        for name, given in expect(dict, here, each).items():
            field = version.OFPStats.known.by_name.get(name)
            if field is None:
                raise BadValue(f'{here}.{name}', 'there is no such statistics field')
            bits = field.kind.bits
            found[name] = read_integer(f'{here}.{name}', given, bits) if bits else _pair(f'{here}.{name}', name, given)
    return version.OFPStats(**found)


def _pair(path: str, name: str, value: Any) -> tuple[int, ...]:
    """Seconds and nanoseconds: a list, or the object that answers have."""
    names = (f'{name}_sec', f'{name}_nsec')
    pair = [value[each] for each in names] if isinstance(value, dict) and value.keys() == set(names) else value
    if not isinstance(pair, list) or len(pair) != 2:
        raise BadValue(path, f'{shown(value)} is no pair of seconds and nanoseconds')
    return tuple(read_integer(f'{path}[{at}]', each, 32) for at, each in enumerate(pair))


def _gather_oxm_ids(cls: Any, path: str, given: dict[str, Any]) -> None:
    """Put the two fields of COPY_FIELD, `src_oxm_id` and `dst_oxm_id`, where the table has them: in `oxm_ids`."""
    names = [given.pop(name, None) for name in ('src_oxm_id', 'dst_oxm_id')]
    known = cls.table.version.OFPMatch.known.by_name
    for name in names:
        if not isinstance(name, str) or name not in known:
            raise BadValue(path, f'{cls.__name__} needs match fields as src_oxm_id and dst_oxm_id, not {shown(name)}')
    given['oxm_ids'] = [cls.table.version.OFPOxmId(name) for name in names]


def _read_set_field(cls: type[oxm.SetField], path: str, given: dict[str, Any], lenient: bool) -> oxm.SetField:
    unknown = given.keys() - {'field', 'value'}
    if unknown and not lenient:
        raise BadValue(f'{path}.{min(unknown)}', f'{cls.__name__} has no such field')
    name = expect(str, f'{path}.field', given.get('field'))
    field = cls.known.by_name.get(name)
    if field is None:
        raise BadValue(f'{path}.field', f'OpenFlow {cls.table.version.name} has no match field {shown(name)}')
    value = read_oxm(cls.table.version, f'{path}.value', field, given.get('value'))
    if isinstance(value, tuple):
        raise BadValue(f'{path}.value', f'{cls.__name__} takes no mask')
    return cls(**{name: value})
