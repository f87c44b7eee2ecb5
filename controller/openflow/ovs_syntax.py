"""Flows as ovs-ofctl(8) writes them: `in_port=1,tcp,nw_dst=10.0.0.0/8,tp_dst=80,actions=output:2`.

Match fields are explained in ovs-fields(7), actions in ovs-actions(7), the rest under Flow Syntax in ovs-ofctl(8).
Whatever is not understood is a ValueError that quotes it and says at which character it stands.
"""

from __future__ import annotations

from typing import Any

from ..wire import Version
from ..wire.json import ofp_instruction_from_jsondict
from ..wire.structure import fields_of
from .ovs_actions import Actions, Json
from .ovs_fields import SYNTAX_1_0, OvsFields
from .ovs_words import Text, Word, words

__all__ = ['actions_from_str', 'flow_from_str', 'flow_words', 'match_from_str', 'ofp_instruction_from_str']

#: What a flow has beside its match and its actions: the argument of OFPFlowMod, and its bits.
_NUMBERS = {
    'table': ('table_id', 8), 'cookie': ('cookie', 64), 'priority': ('priority', 16),
    'idle_timeout': ('idle_timeout', 16), 'hard_timeout': ('hard_timeout', 16), 'importance': ('importance', 16),
    'out_group': ('out_group', 32), 'buffer_id': ('buffer_id', 32),
}  # fmt: skip
_FLAGS = {
    'send_flow_rem': 'OFPFF_SEND_FLOW_REM', 'check_overlap': 'OFPFF_CHECK_OVERLAP',
    'reset_counts': 'OFPFF_RESET_COUNTS', 'no_packet_counts': 'OFPFF_NO_PKT_COUNTS',
    'no_byte_counts': 'OFPFF_NO_BYT_COUNTS',
}  # fmt: skip

#: What `ovs-ofctl dump-flows` tells of a flow, which says nothing of one that is to be.
_STATISTICS = frozenset({'duration', 'n_packets', 'n_bytes', 'idle_age', 'hard_age'})


def match_from_str(version: Version, text: str) -> Any:
    """The version's OFPMatch for `in_port=1,tcp,nw_dst=10.0.0.0/8,tp_dst=80`; raises ValueError."""
    fields = OvsFields(version)
    return fields.build(fields.match(list(words(Text(text, 0)))))


def ofp_instruction_from_str(ofproto: Version, action_str: str) -> list[Json]:
    """Actions and instructions in the order of the text, as JSON in Ryu's shapes; raises ValueError.

    `ofp_instruction_from_jsondict` makes structures of them.
    """
    return Actions(ofproto).read(Text(action_str, 0))


def actions_from_str(version: Version, text: str) -> list[Any]:
    """The actions, and the instructions that stand among them, as structures; raises ValueError."""
    return ofp_instruction_from_jsondict(version, ofp_instruction_from_str(version, text), encap=False)


def flow_from_str(version: Version, text: str) -> dict[str, Any]:
    """The arguments of the version's OFPFlowMod for a whole flow; raises ValueError.

    `match` is an OFPMatch, `instructions` (`actions` in OpenFlow 1.0) a list of structures; of the rest there is what
    the text says.
    """
    given, actions = _split(text)
    legacy = version.OFP_VERSION == SYNTAX_1_0
    wildcards = {'out_port': 'OFPP_NONE'} if legacy else {'out_port': 'OFPP_ANY', 'out_group': 'OFPG_ANY'}
    flow: dict[str, Any] = {name: getattr(version, constant) for name, constant in wildcards.items()}
    flow['priority'] = version.OFP_DEFAULT_PRIORITY
    conditions = []
    for word in words(given):
        if not _is_property(version, word, flow) and word.name.text not in _STATISTICS:
            conditions.append(word)
    fields = OvsFields(version)
    values = fields.match(conditions)
    flow['match'] = fields.build(values)
    read = [] if actions is None else Actions(version, values).read(actions)
    made = ofp_instruction_from_jsondict(version, read, encap=not legacy)
    return flow | {'actions' if legacy else 'instructions': made}


def flow_words(text: str) -> set[str]:
    """What a flow says something about, in its own words: `{'priority', 'in_port', 'actions'}`; raises ValueError."""
    given, actions = _split(text)
    return {word.name.text for word in words(given)} | (set() if actions is None else {'actions'})


def _split(text: str) -> tuple[Text, Text | None]:
    """The match with the properties of the flow, and its actions."""
    for word in words(Text(text, 0)):
        if word.name.text in ('actions', 'action'):
            start = word.name.at + len(word.name.text) + 1
            return Text(text[: word.name.at], 0), Text(text[start:], start)
    return Text(text, 0), None


def _is_property(version: Version, word: Word, flow: dict[str, Any]) -> bool:
    """Whether a word is no part of the match; what it says goes into `flow`."""
    name = word.name.text
    if name in _FLAGS and word.value is None:
        bit = getattr(version, _FLAGS[name], None)
        if bit is None:
            raise word.fault(f'OpenFlow {version.name} has no such flag')
        flow['flags'] = flow.get('flags', 0) | bit
    elif name == 'cookie' and '/' in word.needed().text:
        cookie, mask = word.needed().split('/')
        flow['cookie'] = cookie.number(64)
        flow[_argument(version, word, 'cookie_mask')] = mask.number(64) if mask is not None else 0
    elif name == 'out_port':
        flow['out_port'] = OvsFields(version).port(word.needed())
    elif name in _NUMBERS:
        argument, bits = _NUMBERS[name]
        flow[_argument(version, word, argument)] = word.needed().number(bits)
    else:
        return False
    return True


def _argument(version: Version, word: Word, name: str) -> str:
    """An argument of OFPFlowMod; raises ValueError where the version's has no such field."""
    if all(each.name != name for each in fields_of(version.OFPFlowMod)):
        raise word.fault(f'OFPFlowMod of OpenFlow {version.name} has no {name}')
    return name
