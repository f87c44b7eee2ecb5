"""Structures to JSON objects in Ryu's form: driven by the wire tables and a short list of what Ryu shows otherwise.

Up to 1.3 actions and instructions are text, and match fields have the names of 1.0; since 1.4 all are objects.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache, lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

from ..lib.mac import haddr_to_str
from ..openflow import OF10, OF12, OF14, OF15, oxm
from ..wire import Enumeration, Structure, Version
from ..wire.kinds import Fixed, List, Pad, Ref, SizeOf, Tail, Words
from ..wire.structure import Field, families_of, fields_of
from .match import match_to_json
from .nicira import nicira_to_text
from .reading import enumeration_of, fields_by_name
from .values import bits_of, name_of, names_by_number

__all__ = ['action_to_json', 'action_to_text', 'instruction_to_json', 'instructions_to_json', 'planned', 'to_json']

Writer = Callable[[Any], Any]

OPENFLOW_BASIC = 0x8000  # the class of the fields that OpenFlow itself defines

#: Fields whose number is shown by name, where it has one.
_NAMED = frozenset({'group_id', 'meter_id', 'port', 'port_no', 'property', 'queue_id', 'role', 'table_id', 'type'})

#: Structures that show nothing by name.
_BARE = frozenset({'OFPActionId', 'OFPInstructionId', 'OFPQueueStats'})

#: Fields that are bitmaps shown as lists of names; other bitmaps (a port's config, a flow's flags) stay numbers.
_NAMED_BITS = frozenset({
    ('OFPGroupFeaturesStats', 'capabilities'),
    ('OFPMeterConfigStats', 'flags'),
    ('OFPMeterDescStats', 'flags'),
    ('OFPMeterFeaturesStats', 'capabilities'),
})  # fmt: skip

#: Families whose members show their type by name even where numbers are wanted, because they do in Ryu; and the version
#: from which on.
_ALWAYS_NAMED = {
    'OFPGroupBucketProp': OF15, 'OFPPortStatsProp': OF14, 'OFPQueueProp': OF12, 'OFPTableFeatureProp': OF14,
}  # fmt: skip

#: Structures that show their own length before 1.4, and since then those that do not.
_WITH_LENGTH = frozenset({'OFPActionId', 'OFPFlowStats', 'OFPGroupStats', 'OFPInstructionId', 'OFPMeterStats'})
_WITHOUT_LENGTH = frozenset({'OFPTableFeatureProp'})

#: Fields that are not shown.
_HIDDEN = frozenset({('OFPActionId', 'data'), ('OFPInstructionId', 'data'), ('OFPMeterBandExperimenter', 'data')})

#: Fields that are called otherwise, and attributes of ours that are shown as if they were fields.
_RENAMED = {('OFPGroupStats', 'bucket_counters'): 'bucket_stats'}
_ADDED = {('OFPAggregateStats', OF15): ('length',)}

#: The fields of a 1.0 match (5.2.3), in the order of their bits.
_V10_FIELDS = ('IN_PORT', 'DL_VLAN', 'DL_SRC', 'DL_DST', 'DL_TYPE', 'NW_PROTO', 'TP_SRC', 'TP_DST', 'NW_SRC', 'NW_DST',
               'DL_VLAN_PCP', 'NW_TOS')  # fmt: skip


def to_json(structure: Structure, named: bool = True) -> dict[str, Any]:
    """A structure as a JSON object, its matches, actions and instructions in Ryu's form.

    With `named=False` numbers stay numbers, and what Ryu has as text is as in `to_jsondict`.
    """
    if isinstance(structure, oxm.OxmId):
        return {'type': structure.type, 'hasmask': int(structure.hasmask), 'length': structure.length}
    if isinstance(structure, oxm.Values):
        names = structure.table.version.ofp_table_feature_prop_type
        return {'type': name_of(names, structure.type), 'oxm_values': [{name: it} for name, it in structure.oxm_values]}
    plan = _plan(type(structure), named)
    found = dict(zip(plan.shown, plan.values_of(structure), strict=True))
    for name, write in plan.written:
        found[name] = write(found[name])
    for name, attribute, write in plan.late:
        if found[name] is not None and attribute not in vars(structure):  # nobody has looked at them, or changed any
            found[name] = write(type(structure), found[name])
        else:
            found[name] = instructions_to_json(getattr(structure, attribute))
    return found


# -- actions and instructions: text up to 1.3, objects since 1.4 -------------------------------------------------------


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


def action_to_text(action: Any, inner: Callable[[Any], Any] | None = None) -> str:
    """An action as text: `OUTPUT:2`, `SET_FIELD: {eth_dst:00:00:00:00:00:01}`, `POP_VLAN`.

    `inner` writes the actions within one, if not this function.
    """
    name = name_of(action.table.version.ofp_action_type, action.type)
    if isinstance(action, oxm.SetField):
        return f'{name}: {{{action.key}:{action.value}}}'
    if name == 'VENDOR':
        return name
    if type(action).__name__.startswith('NXAction'):
        fields = [(field, write(getattr(action, field))) for field, write in _text_plan(type(action))]
        return nicira_to_text(action, fields, inner or action_to_text)
    return _to_text(action, name)


def instruction_to_json(instruction: Any) -> dict[str, Any]:
    """An instruction as an object: `{"type": "APPLY_ACTIONS", "actions": [...], "len": 24}`."""
    found = _unwrapped(instruction, instruction.table.version.ofp_instruction_type)
    if 'actions' in found:
        found['actions'] = [action_to_json(each) for each in instruction.actions]
    if 'thresholds' in found:
        found['thresholds'] = _statistics(instruction.thresholds)
    return found


def action_to_json(action: Any) -> dict[str, Any]:
    """An action as an object: `{"type": "OUTPUT", "port": 2, "max_len": 65509, "len": 16}`."""
    found = _unwrapped(action, action.table.version.ofp_action_type)
    if isinstance(action, oxm.SetField):
        found |= found['field']['OXMTlv']
    elif 'oxm_ids' in found:
        found |= zip(('src_oxm_id', 'dst_oxm_id'), (each.type for each in action.oxm_ids), strict=False)
        del found['oxm_ids']
    return found


def _unwrapped(structure: Any, names: type[Enumeration]) -> dict[str, Any]:
    """The fields that `to_jsondict` has behind the name of the class, and the type by name."""
    (found,) = structure.to_jsondict().values()
    return found | {'type': name_of(names, structure.type)}


def _to_text(structure: Structure, name: str | int) -> str:
    """A name and the fields behind it; in braces, with their own names, where there are bytes among them."""
    plan = _text_plan(type(structure))
    values = [(field, write(getattr(structure, field))) for field, write in plan]
    if any(field == 'data' for field, _ in plan):
        return f'{name}: {{{", ".join(f"{field}:{value}" for field, value in values)}}}'
    return ':'.join([str(name), *(str(value) for _, value in values)])


@cache
def _text_plan(cls: type[Structure]) -> tuple[tuple[str, Writer], ...]:
    """The fields that text shows of an action or an instruction, and what writes them."""
    shown = fields_by_name(cls).items()
    return tuple((name, _writer(cls, field, True)) for name, field in shown if name not in ('max_len', 'type'))


# -- everything else ---------------------------------------------------------------------------------------------------


class _Plan(NamedTuple):
    """What JSON shows of a structure: names, what gets the values, and for some of them what writes them.

    `late`: fields whose bytes are got in their place, since of the flows of a switch many do the same.
    """

    shown: tuple[str, ...]
    values_of: Callable[[Structure], tuple[Any, ...]]
    written: tuple[tuple[str, Writer], ...]
    late: tuple[tuple[str, str, Callable[[type[Structure], bytes], Any]], ...]


@cache
def _plan(cls: type[Structure], named: bool) -> _Plan:
    """What JSON shows of a structure of that class."""
    fields = planned(cls, named)
    late = {
        shown for shown, _, write, field in fields
        if write is instructions_to_json and field is not None and isinstance(field.kind, List) and field.kind.late
    }  # fmt: skip
    names = [f'_{name}' if shown in late else name for shown, name, _, _ in fields]
    get: Any = attrgetter(*names) if len(names) > 1 else partial(_values_of, names)
    return _Plan(
        tuple(shown for shown, *_ in fields), get,
        tuple((shown, write) for shown, _, write, _ in fields if write is not _as_it_is and shown not in late),
        tuple((shown, name, _remembered) for shown, name, _, _ in fields if shown in late),
    )  # fmt: skip


def _values_of(names: list[str], structure: Structure) -> tuple[Any, ...]:
    return tuple(getattr(structure, each) for each in names)


def _remembered(cls: type[Structure], raw: bytes) -> list[Any]:
    return list(_instructions(cls, raw))


@lru_cache(maxsize=1024)
def _instructions(cls: type[Structure], raw: bytes) -> list[Any]:
    return instructions_to_json(cls.table.version.OFPInstruction.decode_list(raw, 0, len(raw)))  # type: ignore[union-attr]


def planned(cls: type[Structure], named: bool = True) -> list[tuple[str, str, Writer, Field | None]]:
    """For each field that JSON shows its name there, its name here, what writes it, and its line of the table."""
    families = {opener.__name__ for opener, _ in families_of(cls)}
    named = named or any(_number(cls) >= _ALWAYS_NAMED.get(name, 0xFF) for name in families)
    hidden = _unshown_lengths(cls, families)
    plan: list[tuple[str, str, Writer, Field | None]] = []
    for field in fields_of(cls):
        if isinstance(field.kind, Pad) or field.name in hidden or (cls.__name__, field.name) in _HIDDEN:
            continue
        renamed = field.name == 'instructions' and not _is_bitmap(field) and _number(cls) < OF14
        shown = 'actions' if renamed else _RENAMED.get((cls.__name__, field.name), field.name)
        if isinstance(field.kind, SizeOf):
            if _number(cls) >= OF14:
                plan.append((shown, field.kind.field, _size, field))
            continue
        plan.append((shown, field.name, _writer(cls, field, named), field))
        if renamed and not named:
            plan.append((field.name, field.name, _writer(cls, field, named), field))
    return plan + [(name, name, _as_it_is, None) for name in _ADDED.get((cls.__name__, _number(cls)), ())]


def _unshown_lengths(cls: type[Structure], families: set[str]) -> set[str | None]:
    lengths = {cls.table.length, *(family.length for _, family in families_of(cls))}
    if OF12 <= _number(cls) < OF14:
        return set() if cls.__name__ in _WITH_LENGTH else lengths
    return lengths if _number(cls) == OF10 or families & _WITHOUT_LENGTH else set()


def _number(cls: type[Structure]) -> int:
    return cls.table.version.OFP_VERSION  # type: ignore[union-attr, no-any-return]


def _writer(cls: type[Structure], field: Field, named: bool) -> Writer:
    """What makes JSON of a field's value."""
    kind, name = field.kind, field.name
    special = _SPECIAL.get((cls.__name__, name)) or _special_of_old_tables(cls, name)
    if special is not None:
        return partial(special, cls.table.version, named)
    if name in _WRITERS and not _is_bitmap(field):
        return _written(cls, name, named)
    if isinstance(kind, Ref):
        return partial(to_json, named=named)
    if isinstance(kind, List):
        return partial(_list_of_objects, named) if isinstance(kind.item, Ref) else list
    if isinstance(kind, Tail):
        return _words if isinstance(kind, Words) else _base64
    names = enumeration_of(cls, field)
    if names is not None and (cls.__name__, name) in _NAMED_BITS:
        return partial(bits_of, names) if named else partial(_known_bits, names)
    if names is not None and name in _NAMED and cls.__name__ not in _BARE:
        return partial(name_of, names) if named else _as_it_is
    return _text if isinstance(kind, Fixed) and kind.zero == b'' else _as_it_is


def _written(cls: type[Structure], name: str, named: bool) -> Writer:
    """What writes a field that is written alike wherever it stands."""
    modern = _number(cls) >= OF14
    if name == 'actions' and modern:
        return _list_of_action_objects if named else _list_as_it_is
    if name == 'instructions' and modern:
        return _list_of_instruction_objects
    if not named and not modern and name in ('match', 'actions', 'instructions'):
        return _plain_match if name == 'match' else _list_as_it_is
    return _WRITERS[name]


def _is_bitmap(field: Field) -> bool:
    """Whether a field only says which match fields or instructions a table has, as in the table statistics of 1.2."""
    return field.name in ('match', 'instructions') and isinstance(field.kind, Fixed)


def _list_of_objects(named: bool, structures: list[Structure]) -> list[dict[str, Any]]:
    return [to_json(each, named) for each in structures]


def _list_of_actions(actions: list[Any]) -> list[str]:
    return [action_to_text(each) for each in actions]


def _list_of_action_objects(actions: list[Any]) -> list[dict[str, Any]]:
    return [action_to_json(each) for each in actions]


def _list_of_instruction_objects(instructions: list[Any]) -> list[dict[str, Any]]:
    return [instruction_to_json(each) for each in instructions]


def _list_as_it_is(structures: list[Structure]) -> list[dict[str, Any]]:
    return [each.to_jsondict() for each in structures]


def _plain_match(match: Any) -> dict[str, Any]:
    return match.to_jsondict()  # type: ignore[no-any-return]


def _size(structures: list[Structure]) -> int:
    return sum(len(each.encode()) for each in structures)


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


def _statistics(value: Any) -> dict[str, Any]:
    """The statistics of a flow of 1.5; times are objects of seconds and nanoseconds."""
    return {name: dict(zip((f'{name}_sec', f'{name}_nsec'), each, strict=True)) if isinstance(each, tuple) else each
            for name, each in value.items()}  # fmt: skip


#: Fields that are written alike wherever they stand; the addresses are those of 1.0's actions.
_WRITERS: dict[str, Writer] = {
    'actions': _list_of_actions,
    'dl_addr': haddr_to_str,
    'instructions': instructions_to_json,
    'match': match_to_json,
    'nw_addr': _ipv4,
    'stats': _statistics,
}

# -- bitmaps -----------------------------------------------------------------------------------------------------------

Special = Callable[[Version, bool, Any], Any]


def _numbers(names: Any, bitmap: int) -> list[int]:
    """The numbers, among those that have names, for which a bitmap has a bit."""
    return [number for number in sorted(names_by_number(names)) if bitmap >> number & 1]


def _known_bits(names: Any, bitmap: int) -> list[int]:
    known = names_by_number(names)
    return [bit for at in range(bitmap.bit_length()) if (bit := bitmap & 1 << at) in known]


def _by_number(enumeration: str, version: Version, named: bool, bitmap: int) -> list[Any]:
    """A bitmap whose bit n stands for the number n of an enumeration; numbers without a name are left out."""
    names = getattr(version, enumeration)
    return [name_of(names, each) if named else each for each in _numbers(names, bitmap)]


def _max_groups(version: Version, named: bool, counts: list[int]) -> list[Any]:
    if not named:
        return counts
    return [{str(name_of(version.ofp_group_type, kind)): count} for kind, count in enumerate(counts)]


def _group_actions(version: Version, named: bool, bitmaps: list[int]) -> list[dict[Any, list[Any]]]:
    actions = [_by_number('ofp_action_type', version, named, each) for each in bitmaps]
    kinds = (name_of(version.ofp_group_type, kind) if named else kind for kind in range(len(bitmaps)))
    return [{kind: each} for kind, each in zip(kinds, actions, strict=True)]


def _special_of_old_tables(cls: type[Structure], name: str) -> Special | None:
    """What writes the bitmaps in the statistics of tables that 1.0 and 1.2 have."""
    if cls.__name__ != 'OFPTableStats':
        return None
    return {OF10: _TABLES_1_0, OF12: _TABLES_1_2}.get(_number(cls), {}).get(name)


def _wildcards(version: Version, named: bool, bitmap: int) -> list[str]:
    """The fields that a table of 1.0 can leave open; Ryu's list of them is garbled."""
    bits = version.ofp_flow_wildcards.members
    return [name for name in _V10_FIELDS if bitmap & bits[f'OFPFW_{name}']]


def _fields_1_2(version: Any, named: bool, bitmap: int) -> list[str]:
    """The match fields for which a table of 1.2 has bits, by their numbers (A.2.3.7)."""
    return [name.upper() for name, each in version.OFPMatch.known.by_name.items()
            if each.type >> 7 == OPENFLOW_BASIC and bitmap >> (each.type & 0x7F) & 1]  # fmt: skip


def _config_1_2(version: Any, named: bool, bitmap: int) -> list[str]:
    return bits_of(version.ofp_table_config, bitmap)


_TABLES_1_0: dict[str, Special] = {'wildcards': _wildcards}
_TABLES_1_2: dict[str, Special] = {
    **dict.fromkeys(('match', 'wildcards', 'write_setfields', 'apply_setfields'), _fields_1_2),
    **dict.fromkeys(('write_actions', 'apply_actions'), partial(_by_number, 'ofp_action_type')),
    'instructions': partial(_by_number, 'ofp_instruction_type'),
    'config': _config_1_2,
}

_SPECIAL: dict[tuple[str, str], Special] = {
    ('OFPGroupFeaturesStats', 'types'): partial(_by_number, 'ofp_group_type'),
    ('OFPGroupFeaturesStats', 'max_groups'): _max_groups,
    ('OFPGroupFeaturesStats', 'actions'): _group_actions,
    ('OFPMeterFeaturesStats', 'band_types'): partial(_by_number, 'ofp_meter_band_type'),
}
