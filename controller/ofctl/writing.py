"""Structures to JSON objects in Ryu's form: driven by the wire tables and a short list of what Ryu shows otherwise."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from ..lib.mac import haddr_to_str
from ..openflow import oxm
from ..wire import Structure, Version
from ..wire.kinds import Fixed, List, Pad, Ref, SizeOf, Tail, Words
from ..wire.structure import Field, families_of, fields_of
from .match import match_to_json
from .reading import enumeration_of, fields_by_name
from .values import bits_of, name_of, names_by_number

__all__ = ['action_to_text', 'instructions_to_json', 'to_json']

Writer = Callable[[Any], Any]

#: Fields whose number is shown by name, where it has one.
_NAMED = frozenset({'group_id', 'meter_id', 'port', 'port_no', 'property', 'queue_id', 'role', 'table_id', 'type'})

#: Structures that show nothing by name.
_BARE = frozenset({'OFPActionId', 'OFPInstructionId', 'OFPQueueStats'})

#: Fields that are bitmaps shown as lists of names; other bitmaps (a port's config, a flow's flags) stay numbers.
_NAMED_BITS = frozenset({
    ('OFPGroupFeaturesStats', 'capabilities'),
    ('OFPMeterConfigStats', 'flags'),
    ('OFPMeterFeaturesStats', 'capabilities'),
})  # fmt: skip

#: Structures that show their own length, from 1.2 on.
_WITH_LENGTH = frozenset({'OFPActionId', 'OFPFlowStats', 'OFPGroupStats', 'OFPInstructionId', 'OFPMeterStats'})

#: Fields that are not shown.
_HIDDEN = frozenset({('OFPActionId', 'data'), ('OFPInstructionId', 'data'), ('OFPMeterBandExperimenter', 'data')})

#: The fields of a 1.0 match (5.2.3), in the order of their bits.
_V10_FIELDS = ('IN_PORT', 'DL_VLAN', 'DL_SRC', 'DL_DST', 'DL_TYPE', 'NW_PROTO', 'TP_SRC', 'TP_DST', 'NW_SRC', 'NW_DST',
               'DL_VLAN_PCP', 'NW_TOS')  # fmt: skip


def to_json(structure: Structure) -> dict[str, Any]:
    """A structure as a JSON object; its matches, actions and instructions in Ryu's form."""
    if isinstance(structure, oxm.OxmId):
        return {'type': structure.type, 'hasmask': int(structure.hasmask), 'length': structure.length}
    return {name: write(getattr(structure, field)) for name, field, write in _plan(type(structure))}


def instructions_to_json(instructions: list[Any]) -> list[Any]:
    """What a flow entry does: the actions it applies as text among its other instructions."""
    found: list[Any] = []
    for each in instructions:
        name = name_of(each.table.version.ofp_instruction_type, each.type)
        if name == 'APPLY_ACTIONS':
            found += map(action_to_text, each.actions)
        elif name == 'WRITE_ACTIONS':
            found += [{name: [action_to_text(action) for action in each.actions]}] if each.actions else []
        elif name == 'WRITE_METADATA':
            found.append(f'{name}:{each.metadata:#x}' + (f'/{each.metadata_mask:#x}' if each.metadata_mask else ''))
        elif name == 'CLEAR_ACTIONS':
            found.append(name)
        else:
            found.append(_to_text(each, name))
    return found


def action_to_text(action: Any) -> str:
    """An action as text: `OUTPUT:2`, `SET_FIELD: {eth_dst:00:00:00:00:00:01}`, `POP_VLAN`."""
    name = name_of(action.table.version.ofp_action_type, action.type)
    if isinstance(action, oxm.SetField):
        return f'{name}: {{{action.key}:{action.value}}}'
    return 'VENDOR' if name == 'VENDOR' else _to_text(action, name)


def _to_text(structure: Structure, name: str | int) -> str:
    """A name and the fields behind it; in braces, with their own names, where there are bytes among them."""
    plan = _text_plan(type(structure))
    values = [(field, write(getattr(structure, field))) for field, write in plan]
    if any(field == 'data' for field, _ in plan):
        return f'{name}: {{{", ".join(f"{field}:{value}" for field, value in values)}}}'
    return ':'.join([str(name), *(str(value) for _, value in values)])


@cache
def _plan(cls: type[Structure]) -> tuple[tuple[str, str, Writer], ...]:
    """For each field that JSON shows its name there, its name here, and what writes it."""
    lengths = {cls.table.length, *(family.length for _, family in families_of(cls))}
    if cls.__name__ in _WITH_LENGTH and cls.table.version.OFP_VERSION > 0x01:  # type: ignore[union-attr]
        lengths = set()
    plan = []
    for field in fields_of(cls):
        if isinstance(field.kind, (Pad, SizeOf)) or field.name in lengths or (cls.__name__, field.name) in _HIDDEN:
            continue
        special = _SPECIAL.get((cls.__name__, field.name)) or _wildcards_of_1_0(cls, field)
        writer = partial(special, cls.table.version) if special else _writer(cls, field)
        renamed = field.name == 'instructions' and not _is_bitmap(field)
        plan.append(('actions' if renamed else field.name, field.name, writer))
    return tuple(plan)


@cache
def _text_plan(cls: type[Structure]) -> tuple[tuple[str, Writer], ...]:
    """The fields that text shows of an action or an instruction, and what writes them."""
    shown = fields_by_name(cls).items()
    return tuple((name, _writer(cls, field)) for name, field in shown if name not in ('max_len', 'type'))


def _writer(cls: type[Structure], field: Field) -> Writer:
    """What makes JSON of a field's value."""
    kind, name = field.kind, field.name
    if name in _WRITERS and not _is_bitmap(field):
        return _WRITERS[name]
    if isinstance(kind, Ref):
        return to_json
    if isinstance(kind, List):
        return _list_of_objects if isinstance(kind.item, Ref) else list
    if isinstance(kind, Tail):
        return _words if isinstance(kind, Words) else _base64
    names = enumeration_of(cls, field)
    if names is not None and (cls.__name__, name) in _NAMED_BITS:
        return partial(bits_of, names)
    if names is not None and name in _NAMED and cls.__name__ not in _BARE:
        return partial(name_of, names)
    return _text if isinstance(kind, Fixed) and kind.zero == b'' else _as_it_is


def _is_bitmap(field: Field) -> bool:
    """Whether a field only says which match fields or instructions a table has, as in the table statistics of 1.2."""
    return field.name in ('match', 'instructions') and isinstance(field.kind, Fixed)


def _list_of_objects(structures: list[Structure]) -> list[dict[str, Any]]:
    return [to_json(each) for each in structures]


def _list_of_actions(actions: list[Any]) -> list[str]:
    return [action_to_text(each) for each in actions]


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode('ascii')


def _words(value: list[int] | bytes) -> list[int] | str:
    return _base64(value) if isinstance(value, bytes) else value


def _text(value: bytes) -> str:
    return value.decode('utf-8', 'replace')


def _ipv4(value: int) -> str:
    return oxm.IPV4.read(value.to_bytes(4, 'big'))


def _as_it_is(value: Any) -> Any:
    return value


#: Fields that are written alike wherever they stand; the addresses are those of 1.0's actions.
_WRITERS: dict[str, Writer] = {
    'actions': _list_of_actions,
    'dl_addr': haddr_to_str,
    'instructions': instructions_to_json,
    'match': match_to_json,
    'nw_addr': _ipv4,
}


def _by_number(enumeration: str, version: Version, bitmap: int) -> list[str]:
    """A bitmap whose bit n stands for the number n of an enumeration; numbers without a name are left out."""
    names = names_by_number(getattr(version, enumeration))
    return [name for number, name in sorted(names.items()) if bitmap >> number & 1]


def _max_groups(version: Version, counts: list[int]) -> list[dict[str, int]]:
    return [{str(name_of(version.ofp_group_type, kind)): count} for kind, count in enumerate(counts)]


def _group_actions(version: Version, bitmaps: list[int]) -> list[dict[str, list[str]]]:
    actions = [_by_number('ofp_action_type', version, each) for each in bitmaps]
    return [{str(name_of(version.ofp_group_type, kind)): each} for kind, each in enumerate(actions)]


def _wildcards_of_1_0(cls: type[Structure], field: Field) -> Callable[[Version, Any], Any] | None:
    own = hasattr(cls.table.version, 'ofp_flow_wildcards')
    return _wildcards if own and (cls.__name__, field.name) == ('OFPTableStats', 'wildcards') else None


def _wildcards(version: Version, bitmap: int) -> list[str]:
    """The fields that a table of 1.0 can leave open; Ryu's list of them is garbled."""
    bits = version.ofp_flow_wildcards.members
    return [name for name in _V10_FIELDS if bitmap & bits[f'OFPFW_{name}']]


_SPECIAL: dict[tuple[str, str], Callable[[Version, Any], Any]] = {
    ('OFPGroupFeaturesStats', 'types'): partial(_by_number, 'ofp_group_type'),
    ('OFPGroupFeaturesStats', 'max_groups'): _max_groups,
    ('OFPGroupFeaturesStats', 'actions'): _group_actions,
    ('OFPMeterFeaturesStats', 'band_types'): partial(_by_number, 'ofp_meter_band_type'),
}
