"""A firewall as people ask for it, and the flow entries that it is made of. Pure.

Table 0 has an entry that stops everything while the firewall is disabled, one that lets ARP pass, and one that blocks,
and has logged, what no rule is for. Between them are the rules. The cookie of a rule is its VLAN (0: none) and, in the
lower half, its id: by that a rule is known again, whoever asks, and whenever.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

import msgspec

from ..datapath import Datapath
from ..ofctl import match_to_json, read_match
from ..ofctl.values import Impossible
from ..openflow import OF10
from ..rest.rule_match import RuleMatch, fields_of, words_of
from ..rest.values import U16, U32, Body
from ..wire import Message

__all__ = [
    'LAST_ID', 'NO_VLAN',
    'Installed', 'Priority', 'Rule', 'RuleChoice', 'RuleId', 'deletion_of', 'entry_of', 'first_entries', 'flows_wanted',
    'is_firewall', 'is_logging', 'is_stopped', 'logging', 'prefixed', 'rules_among', 'stop',
]  # fmt: skip

#: Priorities: the entry that stops everything, ARP, and what no rule is for. Rules have those between.
STOP, ARP, REST = 0xFFFF, 0xFFFE, 0
LOWEST, HIGHEST = REST + 1, ARP - 1

NO_VLAN = 0
ID_BITS = 32
LAST_ID = (1 << ID_BITS) - 1
EXACTLY = (1 << 64) - 1  # the mask of a cookie

#: Bytes of a blocked packet that the controller gets.
SHOWN = 128

ADDRESSES = ('nw_src', 'nw_dst', 'ipv6_src', 'ipv6_dst')


# -- what is asked for -------------------------------------------------------------------------------------------------


class Priority(U16):
    """A priority from 1 to 65533."""

    @classmethod
    def read(cls, value: Any) -> Priority:
        """The number; raises ValueError."""
        number = super().read(value)
        if not LOWEST <= number <= HIGHEST:
            raise ValueError(f'{number} is not a priority from {LOWEST} to {HIGHEST}')
        return number

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """A number in its range, or the text of one in decimal."""
        text = '[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-3]'
        decimal = {'type': 'string', 'pattern': f'^({text})$'}
        return {'anyOf': [{'type': 'integer', 'minimum': LOWEST, 'maximum': HIGHEST}, decimal]}


class RuleChoice(int):
    """The id of a rule, or `all`, which is -1."""

    ALL = -1

    @classmethod
    def read(cls, value: Any) -> RuleChoice:
        """The number; raises ValueError."""
        return cls(cls.ALL if value == 'all' else U32.read(value))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """A number, or `all`."""
        return {'anyOf': [{'const': 'all'}, U32.schema()]}


class Rule(RuleMatch):
    """A rule; without `dl_type`, and fields that tell it, it is for packets of any kind."""

    priority: Priority = msgspec.field(default_factory=lambda: Priority(LOWEST))
    actions: Literal['ALLOW', 'DENY'] = 'ALLOW'


class RuleId(Body):
    """Which rules are meant: one by its id, or all."""

    rule_id: RuleChoice


# -- the flow entries --------------------------------------------------------------------------------------------------


class Installed(NamedTuple):
    """A rule in a switch: its VLAN and id, its flow entry (OFPFlowStats), whether it allows, and its match in words."""

    vlan: int
    number: int
    flow: Any
    allows: bool
    match: dict[str, Any]


def first_entries(datapath: Datapath) -> list[Message]:
    """The messages that make a firewall of a switch: it is disabled, and will let ARP pass and log all else."""
    return [
        _entry(datapath, STOP),
        _entry(datapath, ARP, {'dl_type': 0x0806}, forward=True),
        _entry(datapath, REST, log=True),
    ]


def stop(datapath: Datapath, stopped: bool) -> Message:
    """The message that has all packets stopped, or no longer."""
    return _entry(datapath, STOP) if stopped else _deletion(datapath, STOP, datapath.ofproto.OFPMatch(), 0)


def entry_of(datapath: Datapath, rule: Rule, vlan: int, number: int, log: bool) -> Message:
    """The message that installs a rule under an id, for a VLAN or none; with `log` what it denies is logged.

    Raises BadValue for what does not go together, or is not in the switch's version of OpenFlow.
    """
    said = {name: getattr(rule, name) for name in RuleMatch.__struct_fields__}
    fields = fields_of({name: value for name, value in said.items() if value is not None})
    for name in ADDRESSES:
        if name in fields:
            fields[name] = prefixed(fields[name])
    if vlan:
        fields['dl_vlan'] = vlan
    if not fields:
        raise Impossible('', 'a rule has to say what packets it is for: nw_src, dl_type, in_port, ...')
    allows = rule.actions == 'ALLOW'
    cookie = vlan << ID_BITS | number
    return _entry(datapath, rule.priority, fields, cookie=cookie, forward=allows, log=log and not allows)


def logging(datapath: Datapath, rules: Iterable[Installed], log: bool) -> Iterator[Message]:
    """The messages that have blocked packets logged, or no longer: a rule that was deleted meanwhile stays deleted."""
    ofproto = datapath.ofproto
    of_rules = [(each.flow.priority, each.flow.cookie, each.flow.match) for each in rules if not each.allows]
    for priority, cookie, match in [(REST, 0, ofproto.OFPMatch()), *of_rules]:
        entry = _entry(datapath, priority, cookie=cookie, log=log)
        entry.command, entry.match = ofproto.OFPFC_MODIFY_STRICT, match
        yield entry


def deletion_of(datapath: Datapath, rule: Installed) -> Message:
    """The message that deletes a rule, and no other flow entry."""
    return _deletion(datapath, rule.flow.priority, rule.flow.match, rule.flow.cookie)


def rules_among(flows: Iterable[Any]) -> list[Installed]:
    """The rules among the flow entries of a switch, by VLAN and id; all others are somebody else's."""
    found = []
    for flow in flows:
        vlan, number = flow.cookie >> ID_BITS, flow.cookie & LAST_ID
        if number and LOWEST <= flow.priority <= HIGHEST:
            match = words_of(match_to_json(flow.match))
            match |= {name: prefixed(match[name]) for name in ADDRESSES if name in match}
            if match.get('dl_vlan', NO_VLAN) == vlan:
                found.append(Installed(vlan, number, flow, _goes_to(flow, 'OFPP_NORMAL'), match))
    return sorted(found, key=lambda rule: rule[:2])


def is_firewall(fixed: Iterable[Any]) -> bool:
    """Whether a switch has been made a firewall, by its flow entries without a cookie."""
    return any(flow.priority == ARP and _goes_to(flow, 'OFPP_NORMAL') for flow in fixed)


def is_stopped(fixed: Iterable[Any]) -> bool:
    """Whether all packets are stopped, by the flow entries without a cookie."""
    return any(flow.priority == STOP for flow in fixed)


def is_logging(fixed: Iterable[Any]) -> bool:
    """Whether blocked packets are logged, by the flow entries without a cookie."""
    return any(flow.priority == REST and _goes_to(flow, 'OFPP_CONTROLLER') for flow in fixed)


def flows_wanted(datapath: Datapath, cookie: int | None = None) -> Message:
    """The message that asks for the flow entries of the first table; of OpenFlow 1.0 a cookie narrows nothing down."""
    ofproto = datapath.ofproto
    if ofproto.OFP_VERSION == OF10 or cookie is None:
        return ofproto.OFPFlowStatsRequest(datapath, table_id=0)
    return ofproto.OFPFlowStatsRequest(datapath, table_id=0, cookie=cookie, cookie_mask=EXACTLY)


def prefixed(address: str) -> str:
    """An address with a prefix length for its mask, where that is one: `10.0.0.0/8`, and nothing for a whole one."""
    host, slash, text = address.partition('/')
    width = ipaddress.ip_address(host).max_prefixlen
    if not slash:
        return address
    if text.isdecimal():
        length = int(text)
    else:
        mask = int(ipaddress.ip_address(text))
        length = mask.bit_count()
        if mask != (1 << width) - (1 << width - length):
            return address
    return str(ipaddress.ip_network(f'{host}/{length}', strict=False)) if length < width else host


def _entry(
    datapath: Datapath,
    priority: int,
    fields: dict[str, Any] | None = None,
    *,
    cookie: int = 0,
    forward: bool = False,
    log: bool = False,
) -> Any:
    ofproto = datapath.ofproto
    ports = {ofproto.OFPP_NORMAL: forward, ofproto.OFPP_CONTROLLER: log}
    actions = [ofproto.OFPActionOutput(port, SHOWN) for port, wanted in ports.items() if wanted]
    does: dict[str, Any] = {'actions': actions}
    if ofproto.OFP_VERSION != OF10:
        applied = ofproto.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)
        does = {'instructions': [applied] if actions else []}
    match = read_match(ofproto, '', fields or {})
    return ofproto.OFPFlowMod(datapath, match=match, cookie=cookie, priority=priority, **does)


def _deletion(datapath: Datapath, priority: int, match: Any, cookie: int) -> Any:
    ofproto = datapath.ofproto
    entry = {'command': ofproto.OFPFC_DELETE_STRICT, 'priority': priority, 'match': match}
    if ofproto.OFP_VERSION == OF10:
        return ofproto.OFPFlowMod(datapath, out_port=ofproto.OFPP_NONE, **entry)
    anywhere = {'out_port': ofproto.OFPP_ANY, 'out_group': ofproto.OFPG_ANY}
    return ofproto.OFPFlowMod(datapath, cookie=cookie, cookie_mask=EXACTLY, **entry, **anywhere)


def _goes_to(flow: Any, port: str) -> bool:
    """Whether the packets of a flow entry go to a reserved port."""
    steps = getattr(flow, 'instructions', None) or getattr(flow, 'actions', [])
    actions = [action for each in steps for action in getattr(each, 'actions', None) or [each]]
    number = getattr(flow.table.version, port)
    return any(getattr(action, 'port', None) == number for action in actions)
