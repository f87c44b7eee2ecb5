"""Quality of service as people ask for it, and the flow entries that do it. Pure.

Rules are flow entries of table 0, which send their packets on to table 1: what forwards has its flow entries there.
OpenFlow 1.0 has one table only; there the switch itself forwards what a rule is for (NORMAL). The cookie of a rule is
its VLAN (0: none) and, in the lower half, its id: by that a rule is known again, whoever asks, and whenever.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, NamedTuple

import msgspec

from ..datapath import Datapath
from ..ofctl import match_to_json, read_match
from ..ofctl.values import Impossible, shown
from ..openflow import OF10, OF13
from ..rest.rule_match import RuleMatch, fields_of, words_of
from ..rest.values import U8, U32, Body, Unsigned
from ..wire import Message

__all__ = [
    'LAST_ID', 'NO_VLAN', 'QOS_TABLE',
    'Actions', 'Chosen', 'Drop', 'Dscp', 'Installed', 'Match', 'Meter', 'MeterFlags', 'MeterId', 'Priority', 'Remark',
    'Rule', 'RuleId',
    'deletion_of', 'flow_of', 'flow_to_next_table', 'meter_to_json', 'rules_among',
]  # fmt: skip

QOS_TABLE, NEXT_TABLE = 0, 1
NO_VLAN = 0
ID_BITS = 32
LAST_ID = (1 << ID_BITS) - 1
EXACTLY = (1 << 64) - 1  # the mask of a cookie
IP = (0x0800, 0x86DD)
BY_SWITCH_ITSELF = 0xFFFA  # OFPP_NORMAL of 1.0


# -- what is asked for -------------------------------------------------------------------------------------------------


class Dscp(Unsigned):
    """A differentiated services code point: 0 to 63."""

    bits = 6


class Priority(Unsigned):
    """A priority from 1 to 65534; below is the entry that sends everything on."""

    bits = 16

    @classmethod
    def read(cls, value: Any) -> Priority:
        """The number; raises ValueError."""
        number = super().read(value)
        if not 1 <= number <= 65534:
            raise ValueError(f'{number} is not a priority from 1 to 65534')
        return number

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """A number in its range, or the text of one in decimal."""
        text = '[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-4]'
        decimal = {'type': 'string', 'pattern': f'^({text})$'}
        return {'anyOf': [{'type': 'integer', 'minimum': 1, 'maximum': 65534}, decimal]}


class Match(RuleMatch):
    """What packets a rule is for. `dl_type` need not be said where other fields tell; without any it is for all."""

    ip_dscp: Dscp | None = None


class Actions(Body):
    """What is done with them: a DSCP written into them, a meter applied, a queue chosen."""

    mark: Dscp | None = None
    meter: U32 | None = None
    queue: U32 | None = None


class Rule(Body):
    """A rule of quality of service; without `actions` it chooses queue 0."""

    match: Match
    priority: Priority = msgspec.field(default_factory=lambda: Priority(1))
    actions: Actions = msgspec.field(default_factory=lambda: Actions(queue=U32(0)))


class Chosen(int):
    """The id of a rule, or `all`, which is -1."""

    ALL = -1

    @classmethod
    def read(cls, value: Any) -> Chosen:
        """The number; raises ValueError."""
        return cls(cls.ALL if value == 'all' else U32.read(value))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """A number, or `all`."""
        return {'anyOf': [{'const': 'all'}, U32.schema()]}


class RuleId(Body):
    """Which rules are meant: one by its id, or all."""

    qos_id: Chosen


class Drop(Body, tag_field='type', tag='DROP'):
    """A band that drops what is beyond its rate: kilobits per second, or packets."""

    rate: U32
    burst_size: U32 | None = None


class Remark(Body, tag_field='type', tag='DSCP_REMARK'):
    """A band that raises the drop precedence of what is beyond its rate."""

    rate: U32
    burst_size: U32 | None = None
    prec_level: U8 | None = None


class MeterFlags(list[str]):
    """How a meter counts: `KBPS` or `PKTPS`, with `BURST` and `STATS` perhaps; one alone needs no list."""

    names = ('KBPS', 'PKTPS', 'BURST', 'STATS')

    @classmethod
    def read(cls, value: Any) -> MeterFlags:
        """The names; raises ValueError."""
        names = value if isinstance(value, list) else [value]
        wrong = [each for each in names if each not in cls.names]
        if wrong:
            raise ValueError(f'{shown(wrong[0])} is not one of {", ".join(cls.names)}')
        return cls(names)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """A name, or a list of them."""
        name = {'enum': list(cls.names)}
        return {'anyOf': [name, {'type': 'array', 'items': name}]}


class Meter(Body):
    """A meter, which packets go through by rules that name it."""

    meter_id: U32
    bands: Annotated[list[Drop | Remark], msgspec.Meta(min_length=1)]
    flags: MeterFlags = msgspec.field(default_factory=lambda: MeterFlags(['KBPS']))


class MeterId(Body):
    """Which meter is meant."""

    meter_id: U32


# -- the flow entries --------------------------------------------------------------------------------------------------


class Installed(NamedTuple):
    """A rule in a switch: its VLAN and id, its flow entry, and what it matches and does as people say it."""

    vlan: int
    number: int
    flow: Any
    match: dict[str, Any]
    actions: list[dict[str, str]]


def flow_to_next_table(datapath: Datapath) -> Message | None:
    """The message that has all packets which no rule is for sent on; None where there is one table only."""
    ofproto = datapath.ofproto
    if ofproto.OFP_VERSION == OF10:
        return None
    onward = [ofproto.OFPInstructionGotoTable(NEXT_TABLE)]
    return ofproto.OFPFlowMod(datapath, table_id=QOS_TABLE, priority=0, match=ofproto.OFPMatch(), instructions=onward)


def flow_of(datapath: Datapath, rule: Rule, vlan: int, number: int) -> Message:
    """The message that installs a rule under an id, for a VLAN or none.

    Raises BadValue for what does not go together, or is not in the switch's version of OpenFlow.
    """
    ofproto = datapath.ofproto
    fields = fields_of(_said(rule.match), 'match')
    if rule.actions.mark is not None and fields.get('dl_type') not in IP:
        raise Impossible('actions.mark', 'only packets of IP have a DSCP: the match wants dl_type IPv4 or IPv6')
    if vlan:
        fields['dl_vlan'] = vlan
    entry = {'cookie': vlan << ID_BITS | number, 'priority': rule.priority, 'command': ofproto.OFPFC_ADD}
    if ofproto.OFP_VERSION == OF10:
        if 'ip_dscp' in fields:
            fields['nw_tos'] = fields.pop('ip_dscp') << 2
        match = read_match(ofproto, 'match', fields)
        return ofproto.OFPFlowMod(datapath, match=match, actions=_actions_of_v10(ofproto, rule.actions), **entry)
    match = read_match(ofproto, 'match', fields)
    instructions = _instructions(ofproto, rule.actions)
    return ofproto.OFPFlowMod(datapath, table_id=QOS_TABLE, match=match, instructions=instructions, **entry)


def deletion_of(datapath: Datapath, rule: Installed) -> Message:
    """The message that deletes a rule, and no other flow entry."""
    ofproto = datapath.ofproto
    entry = {'command': ofproto.OFPFC_DELETE_STRICT, 'priority': rule.flow.priority, 'match': rule.flow.match}
    if ofproto.OFP_VERSION == OF10:
        return ofproto.OFPFlowMod(datapath, out_port=ofproto.OFPP_NONE, **entry)
    anywhere = {'out_port': ofproto.OFPP_ANY, 'out_group': ofproto.OFPG_ANY}
    return ofproto.OFPFlowMod(
        datapath, table_id=QOS_TABLE, cookie=rule.flow.cookie, cookie_mask=EXACTLY, **entry, **anywhere
    )


def meter_to_json(meter: Meter) -> dict[str, Any]:
    """A meter in the words of `controller.ofctl`."""
    bands = [{'type': each.__struct_config__.tag, **_said(each)} for each in meter.bands]
    return {'meter_id': meter.meter_id, 'flags': list(meter.flags), 'bands': bands}


def rules_among(flows: Iterable[Any]) -> list[Installed]:
    """The rules among the flow entries of a switch, as OFPFlowStats; all others are somebody else's.

    They are in the order of their VLANs, and those that come first in the switch are first here.
    """
    found = []
    for flow in flows:
        vlan, number = flow.cookie >> ID_BITS, flow.cookie & LAST_ID
        if flow.table_id != QOS_TABLE or not flow.priority or not number or not _goes_on(flow):
            continue
        match = words_of(match_to_json(flow.match))
        if match.get('dl_vlan', NO_VLAN) == vlan:
            found.append(Installed(vlan, number, flow, match, _words_of_actions(flow)))
    return sorted(found, key=lambda rule: (rule.vlan, -rule.flow.priority, rule.number))


def _said(body: Body) -> dict[str, Any]:
    """The fields of a body that a client has given."""
    given = ((name, getattr(body, name)) for name in body.__struct_fields__)
    return {name: value for name, value in given if value is not None}


def _instructions(ofproto: Any, actions: Actions) -> list[Any]:
    found, applied = [], []
    if actions.meter is not None:
        if ofproto.OFP_VERSION < OF13:
            raise Impossible('actions.meter', f'OpenFlow {ofproto.name} has no meters')
        found.append(ofproto.OFPInstructionMeter(actions.meter))
    if actions.mark is not None:
        applied.append(ofproto.OFPActionSetField(ip_dscp=actions.mark))
    if actions.queue is not None:
        applied.append(ofproto.OFPActionSetQueue(actions.queue))
    if applied:
        found.append(ofproto.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, applied))
    return [*found, ofproto.OFPInstructionGotoTable(NEXT_TABLE)]


def _actions_of_v10(ofproto: Any, actions: Actions) -> list[Any]:
    """1.0 has queues of a port only (OFPAT_ENQUEUE); to choose one of whatever port is Open vSwitch's extension."""
    if actions.meter is not None:
        raise Impossible('actions.meter', 'OpenFlow 1.0 has no meters')
    found = [] if actions.mark is None else [ofproto.OFPActionSetNwTos(actions.mark << 2)]
    found += [] if actions.queue is None else [ofproto.NXActionSetQueue(actions.queue)]
    return [*found, ofproto.OFPActionOutput(ofproto.OFPP_NORMAL)]


def _steps(flow: Any) -> list[Any]:
    """What a flow entry does, in order: its actions, with the instructions that are none."""
    steps: list[Any] = []
    for each in getattr(flow, 'instructions', None) or getattr(flow, 'actions', []):
        steps += getattr(each, 'actions', None) or [each]
    return steps


def _goes_on(flow: Any) -> bool:
    """Whether the packets of a flow entry go on to the next table, or in 1.0 to the switch's own forwarding."""
    return any(getattr(each, 'table_id', None) == NEXT_TABLE or getattr(each, 'port', None) == BY_SWITCH_ITSELF
               for each in _steps(flow))  # fmt: skip


def _words_of_actions(flow: Any) -> list[dict[str, str]]:
    found: list[dict[str, Any]] = []
    for each in _steps(flow):
        if hasattr(each, 'tos'):
            found.append({'mark': each.tos >> 2})
        elif getattr(each, 'key', None) == 'ip_dscp':
            found.append({'mark': each.value})
        elif hasattr(each, 'meter_id'):
            found.append({'meter': each.meter_id})
        elif hasattr(each, 'queue_id'):
            found.append({'queue': each.queue_id})
    return [{name: str(value) for name, value in each.items()} for each in found]
