"""Structures to JSON objects in Ryu's form: driven by the wire tables and a short list of what Ryu shows otherwise."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from ..lib.mac import haddr_to_str
from ..openflow import oxm
from ..wire import Structure, Version
from ..wire.kinds import List, Pad, Ref, SizeOf, Tail
from ..wire.structure import Field, fields_of, shown_fields
from .match import match_to_json
from .reading import enumeration_of
from .values import bits_of, name_of

__all__ = ['action_to_text', 'instructions_to_json', 'to_json']

#: Fields whose number is shown by name, where it has one.
_NAMED = frozenset({'group_id', 'meter_id', 'port', 'port_no', 'property', 'queue_id', 'role', 'table_id', 'type'})

#: Fields that are bitmaps shown as lists of names; other bitmaps (a port's config, a flow's flags) stay numbers.
_NAMED_BITS = frozenset({
    ('OFPGroupFeaturesStats', 'capabilities'),
    ('OFPMeterConfigStats', 'flags'),
    ('OFPMeterFeaturesStats', 'capabilities'),
})  # fmt: skip

#: Structures that show their own length, from 1.2 on.
_WITH_LENGTH = frozenset({'OFPActionId', 'OFPFlowStats', 'OFPGroupStats', 'OFPInstructionId', 'OFPMeterStats'})

#: Structures that show nothing by name.
_BARE = frozenset({'OFPActionId', 'OFPInstructionId'})


def to_json(structure: Structure) -> dict[str, Any]:
    """A structure as a JSON object; its matches, actions and instructions in Ryu's form."""
    cls = type(structure)
    if isinstance(structure, oxm.OxmId):
        return {'type': structure.type, 'hasmask': structure.hasmask, 'length': structure.length}
    found = {}
    for field in fields_of(cls):
        if isinstance(field.kind, (Pad, SizeOf)) or field.name in _hidden(cls):
            continue
        special = _SPECIAL.get((cls.__name__, field.name))
        name = 'actions' if field.name == 'instructions' else field.name
        value = getattr(structure, field.name)
        found[name] = special(cls.table.version, value) if special else _value_to_json(cls, field, value)
    return found


def instructions_to_json(instructions: list[Any]) -> list[Any]:
    """What a flow entry does: the actions it applies as text among its other instructions."""
    found: list[Any] = []
    for each in instructions:
        version = each.table.version
        name = name_of(version.ofp_instruction_type, each.type)
        if name == 'APPLY_ACTIONS':
            found += map(action_to_text, each.actions)
        elif name == 'WRITE_ACTIONS':
            found += [{name: [action_to_text(action) for action in each.actions]}] if each.actions else []
        elif name == 'WRITE_METADATA':
            found.append(f'{name}:{each.metadata:#x}' + (f'/{each.metadata_mask:#x}' if each.metadata_mask else ''))
        elif name == 'CLEAR_ACTIONS':
            found.append(name)
        else:
            found.append(_to_text(each, str(name)))
    return found


def action_to_text(action: Any) -> str:
    """An action as text: `OUTPUT:2`, `SET_FIELD: {eth_dst:00:00:00:00:00:01}`, `POP_VLAN`."""
    name = str(name_of(action.table.version.ofp_action_type, action.type))
    if isinstance(action, oxm.SetField):
        return f'{name}: {{{action.key}:{action.value}}}'
    if name == 'VENDOR':
        return name
    return _to_text(action, name)


def _to_text(structure: Structure, name: str) -> str:
    """A name and the fields behind it; what the specification does not know is shown in base64."""
    shown = {field.name: _field_to_text(structure, field) for field in shown_fields(type(structure))}
    shown.pop('max_len', None)
    if 'data' in shown:
        return f'{name}: {{{", ".join(f"{key}:{value}" for key, value in shown.items() if key != "type")}}}'
    return ':'.join([name, *map(str, shown.values())])


def _field_to_text(structure: Structure, field: Field) -> Any:
    value = getattr(structure, field.name)
    if field.name == 'dl_addr':
        return haddr_to_str(value)
    if field.name == 'nw_addr':
        return oxm.IPV4.read(value.to_bytes(4, 'big'))
    return _value_to_json(type(structure), field, value)


def _value_to_json(cls: type[Structure], field: Field, value: Any) -> Any:
    kind = field.kind
    if isinstance(kind, Ref):
        return match_to_json(value) if kind.name == 'OFPMatch' else to_json(value)
    if field.name == 'instructions':
        return instructions_to_json(value)
    if field.name == 'actions':
        return [action_to_text(each) for each in value]
    if isinstance(kind, List):
        return [to_json(each) if isinstance(each, Structure) else each for each in value]
    if isinstance(kind, Tail):
        return base64.b64encode(value).decode('ascii')
    if isinstance(value, bytes):
        return value.decode('utf-8', 'replace')
    names = enumeration_of(cls, field)
    if names is None or cls.__name__ in _BARE:
        return value
    if (cls.__name__, field.name) in _NAMED_BITS:
        return bits_of(names, value)
    return name_of(names, value) if field.name in _NAMED else value


def _hidden(cls: type[Structure]) -> set[str | None]:
    """The fields that say how long a structure is, and an experimenter's data that is not there."""
    if cls.__name__ in _WITH_LENGTH and cls.table.version.OFP_VERSION > 0x01:
        return {'data'} if cls.__name__ in _BARE else set()
    return {cls.table.length, *(base.table.family.length for base in cls.__mro__[:-1] if _opens_family(base))}


def _opens_family(cls: type) -> bool:
    return issubclass(cls, Structure) and cls.table.family is not None


def _by_number(enumeration: str) -> Callable[[Version, int], list[str | int]]:
    """Bitmaps whose bit n stands for the number n of an enumeration."""

    def names(version: Version, bitmap: int) -> list[str | int]:
        return [name_of(getattr(version, enumeration), bit) for bit in range(32) if bitmap >> bit & 1]

    return names


def _max_groups(version: Version, counts: list[int]) -> list[dict[str, int]]:
    return [{str(name_of(version.ofp_group_type, kind)): count} for kind, count in enumerate(counts)]


def _group_actions(version: Version, bitmaps: list[int]) -> list[dict[str, Any]]:
    actions = _by_number('ofp_action_type')
    return [{str(name_of(version.ofp_group_type, kind)): actions(version, each)} for kind, each in enumerate(bitmaps)]


def _wildcards(version: Version, bitmap: int) -> list[str | int]:
    return bits_of(version.ofp_flow_wildcards, bitmap)


_SPECIAL: dict[tuple[str, str], Callable[[Version, Any], Any]] = {
    ('OFPGroupFeaturesStats', 'types'): _by_number('ofp_group_type'),
    ('OFPGroupFeaturesStats', 'max_groups'): _max_groups,
    ('OFPGroupFeaturesStats', 'actions'): _group_actions,
    ('OFPMeterFeaturesStats', 'band_types'): _by_number('ofp_meter_band_type'),
    ('OFPTableStats', 'wildcards'): _wildcards,
}
