"""JSON objects to structures: driven by the wire tables, so a field that a table has is a field that JSON has."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from functools import cache
from typing import Any

from ..openflow import oxm
from ..wire import Enumeration, Structure, Version
from ..wire.kinds import Fixed, List, Ref, Tail, ipv4, mac
from ..wire.structure import NO_DEFAULT, Field, filled_names, lookup, shown_fields
from .match import read_match, read_oxm
from .values import BadValue, expect, read_bitmap, read_bytes, read_integer, read_ipv4, read_mac, shown

__all__ = ['enumeration_of', 'fields_by_name', 'read_arguments', 'read_instructions', 'read_structure']

#: JSON has another name for a field of these structures, since it names what each of them sets.
_ALIASES = {
    'OFPActionSetDlSrc': {'dl_src': 'dl_addr'},
    'OFPActionSetDlDst': {'dl_dst': 'dl_addr'},
    'OFPActionSetNwSrc': {'nw_src': 'nw_addr'},
    'OFPActionSetNwDst': {'nw_dst': 'nw_addr'},
    'OFPActionSetNwTos': {'nw_tos': 'tos'},
    'OFPActionSetTpSrc': {'tp_src': 'tp'},
    'OFPActionSetTpDst': {'tp_dst': 'tp'},
}

#: Addresses that the table of 1.0 has as bytes and numbers.
_ADDRESSES = {'dl_addr': mac, 'nw_addr': ipv4}

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
_DEFAULTS: dict[str, dict[str, Any]] = {
    'OFPInstructionWriteMetadata': {'metadata_mask': (1 << 64) - 1},
    'OFPRoleRequest': {'generation_id': 0},
}


def read_structure(cls: type[Structure], path: str, value: Any) -> Any:
    """A structure for a JSON object; which member of a family is said by its discriminator: `type`."""
    given = dict(expect(dict, path, value))
    if cls.table.family is not None:
        cls = _member(cls, path, given)
    if issubclass(cls, oxm.SetField):
        return _read_set_field(cls, path, given)
    return cls(**read_arguments(cls, path, given))


def read_arguments(cls: type[Structure], path: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a structure's constructor; raises BadValue for unknown, missing and unfit ones."""
    fields = fields_by_name(cls)
    aliases = _ALIASES.get(cls.__name__, {})
    values = dict(_DEFAULTS.get(cls.__name__, {}))
    encoding = given.get('data_type', 'base64')
    for name, value in given.items():
        here = f'{path}.{name}' if path else name
        field = fields.get(aliases.get(name, name))
        if field is not None:
            values[field.name] = _read_field(cls, field, here, value, encoding)
        elif name != 'data_type' or 'data' not in fields or encoding not in ('ascii', 'base64'):
            raise BadValue(here, f'{cls.__name__} has no such field')
    for each in fields.values():
        if each.default is NO_DEFAULT and isinstance(each.kind, Fixed) and each.name not in values:
            wanted = next((name for name, field in aliases.items() if field == each.name), each.name)
            raise BadValue(path, f'{cls.__name__} needs {wanted}')
    return {f'{name}_' if hasattr(builtins, name) else name: value for name, value in values.items()}


def read_instructions(version: Version, path: str, value: Any) -> list[Any]:
    """The instructions for a list that mixes actions and instructions, as Ryu's `actions` do.

    The actions among them are applied (APPLY_ACTIONS), after the instructions.
    """
    instructions, actions = [], []
    for index, each in enumerate(expect(list, path, value)):
        here = f'{path}[{index}]'
        if _is_instruction(version, expect(dict, here, each).get('type')):
            instructions.append(read_structure(version.OFPInstruction, here, each))
        else:
            actions.append(read_structure(version.OFPAction, here, each))
    if actions:
        instructions.append(version.OFPInstructionActions(version.OFPIT_APPLY_ACTIONS, actions))
    return instructions


def _is_instruction(version: Version, kind: Any) -> bool:
    """Whether a type is the name of an instruction; EXPERIMENTER is an action's too, and means that."""
    names = version.ofp_instruction_type
    return kind != 'EXPERIMENTER' and isinstance(kind, str) and names.prefix + kind in names.members


@cache
def fields_by_name(cls: type[Structure]) -> dict[str, Field]:
    """The fields of a structure that JSON may have."""
    return {each.name: each for each in shown_fields(cls)}


def enumeration_of(cls: type[Structure], field: Field) -> type[Enumeration] | None:
    """The names that a field's numbers have."""
    declared = getattr(field.kind, 'enumeration', None)
    if declared is not None:
        return lookup(cls, declared.name)
    return getattr(cls.table.version, _NAMES.get(field.name, ''), None)


def _member(cls: type[Structure], path: str, given: dict[str, Any]) -> type[Structure]:
    """The member of a family that the discriminator names; it stays in `given` only where the class leaves it open."""
    family = cls.table.family
    name = family.discriminator
    field = fields_by_name(cls)[name]
    names = enumeration_of(cls, field)
    number = read_integer(f'{path}.{name}', given.get(name), 8 * field.kind.size, names)
    if number not in family.members:
        version = cls.table.version.name
        raise BadValue(f'{path}.{name}', f'{shown(given[name])} is no {cls.__name__} of OpenFlow {version}')
    member = family.members[number]
    if name in filled_names(member):
        del given[name]
    return member


def _read_field(cls: type[Structure], field: Field, path: str, value: Any, encoding: str) -> Any:
    kind = field.kind
    if isinstance(kind, Ref):
        return _read_nested(cls, kind, path, value)
    if isinstance(kind, List):
        items = enumerate(expect(list, path, value))
        return [_read_nested(cls, kind.item, f'{path}[{index}]', each) for index, each in items]
    if isinstance(kind, Tail):
        return read_bytes(path, value, encoding)
    kind = _ADDRESSES.get(field.name, kind)
    if kind is mac:
        return read_mac(path, value)
    if kind is ipv4:
        return read_ipv4(path, value)
    names = enumeration_of(cls, field)
    reader = read_bitmap if names is not None and names.bitmap else read_integer
    return reader(path, value, 8 * kind.size, names)


def _read_nested(cls: type[Structure], kind: Ref | Fixed, path: str, value: Any) -> Any:
    if isinstance(kind, Fixed):
        return read_integer(path, value, 8 * kind.size)
    if kind.name == 'OFPMatch':
        return read_match(cls.table.version, path, value)
    return read_structure(lookup(cls, kind.name), path, value)


def _read_set_field(cls: type[oxm.SetField], path: str, given: dict[str, Any]) -> oxm.SetField:
    unknown = given.keys() - {'field', 'value'}
    if unknown:
        raise BadValue(f'{path}.{min(unknown)}', f'{cls.__name__} has no such field')
    name = expect(str, f'{path}.field', given.get('field'))
    field = cls.known.by_name.get(name)
    if field is None:
        raise BadValue(f'{path}.field', f'OpenFlow {cls.table.version.name} has no match field {shown(name)}')
    value = read_oxm(cls.table.version, f'{path}.value', field, given.get('value'))
    if isinstance(value, tuple):
        raise BadValue(f'{path}.value', f'{cls.__name__} takes no mask')
    return cls(**{name: value})
