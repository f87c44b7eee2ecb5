"""JSON of 1.4 and 1.5, whose answers are objects where those of older versions are text, and answers with numbers.

The expected values are what Ryu's ofctl sends and answers, unless a comment says so.
"""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from controller import ofctl
from controller.ofctl.writing import action_to_text
from controller.openflow import OF10, OF13, OF14, OF15, version

of10: Any = version(OF10)
of13: Any = version(OF13)
of14: Any = version(OF14)
of15: Any = version(OF15)


def switch(number: int) -> Any:
    """As much of a datapath as messages need."""
    tables = version(number)
    return SimpleNamespace(id=1, ofproto=tables, ofproto_parser=tables, ports={})


#: What they return has the fields of the version's message.
flow_mod: Any = ofctl.flow_mod
group_mod: Any = ofctl.group_mod


def across(message: Any) -> Any:
    """The message as the other side gets it."""
    message.xid = 7
    return message.table.version.decode(message.encode())


def flow_stats_of_1_4() -> Any:
    actions = [of14.OFPActionSetField(vlan_vid=4101), of14.OFPActionOutput(of14.OFPP_NORMAL, 0)]
    instructions = [
        of14.OFPInstructionGotoTable(1),
        of14.OFPInstructionActions(of14.OFPIT_APPLY_ACTIONS, actions),
    ]
    entry = of14.OFPFlowStats(
        table_id=0, duration_sec=1, duration_nsec=2, priority=3, idle_timeout=4, hard_timeout=5, flags=1, importance=6,
        cookie=7, packet_count=8, byte_count=9, match=of14.OFPMatch(in_port=1, eth_type=0x806, vlan_vid=0x1005),
        instructions=instructions,
    )
    return across(of14.OFPFlowStatsReply(None, 0, body=[entry]))


FLOW_OF_1_4: dict[str, Any] = {
    'length': 120, 'table_id': 0, 'duration_sec': 1, 'duration_nsec': 2, 'priority': 3, 'idle_timeout': 4,
    'hard_timeout': 5, 'flags': 1, 'importance': 6, 'cookie': 7, 'packet_count': 8, 'byte_count': 9,
    'match': {'in_port': 1, 'eth_type': 2054, 'vlan_vid': '5'},
    'instructions': [
        {'type': 'GOTO_TABLE', 'len': 8, 'table_id': 1},
        {'type': 'APPLY_ACTIONS', 'len': 40, 'actions': [
            {'type': 'SET_FIELD', 'len': 16, 'field': 'vlan_vid', 'mask': None, 'value': 4101},
            {'type': 'OUTPUT', 'len': 16, 'port': 0xFFFFFFFA, 'max_len': 0},
        ]},
    ],
}  # fmt: skip


@pytest.mark.parametrize('named', [True, False])
def test_flows_of_1_4_are_objects_through_and_through(named: bool) -> None:
    query = ofctl.query(switch(OF14), 'flow')
    assert query.to_json(flow_stats_of_1_4(), named) == [FLOW_OF_1_4]


def test_what_a_flow_of_1_4_shows_can_be_sent_back() -> None:
    shown = {name: FLOW_OF_1_4[name] for name in ('match', 'instructions', 'length', 'packet_count')}
    message = flow_mod(switch(OF14), 'add', shown, lenient=True)
    assert message.instructions == flow_stats_of_1_4().body[0].instructions
    assert message.match == flow_stats_of_1_4().body[0].match


def test_flows_of_1_3_with_numbers_have_their_instructions_twice() -> None:
    goto = of13.OFPInstructionGotoTable(1)
    entry = of13.OFPFlowStats(0, 1, 2, 3, 4, 5, 0, 7, 8, 9, of13.OFPMatch(eth_type=0x800), [goto])
    reply = across(of13.OFPFlowStatsReply(None, body=[entry]))
    (shown,) = ofctl.query(switch(OF13), 'flow').to_json(reply, named=False)
    jump = [{'OFPInstructionGotoTable': {'len': 8, 'table_id': 1, 'type': 1}}]
    assert (shown['actions'], shown['instructions']) == (jump, jump)
    field = {'OXMTlv': {'field': 'eth_type', 'mask': None, 'value': 2048}}
    assert shown['match'] == {'OFPMatch': {'length': 10, 'oxm_fields': [field], 'type': 1}}


def test_numbers_instead_of_names() -> None:
    features = across(of13.OFPGroupFeaturesStatsReply(
        None, 0, of13.OFPGroupFeaturesStats(3, 5, [1, 2, 3, 4], [1, 1 << 11, 0, 0])))  # fmt: skip
    query = ofctl.query(switch(OF13), 'groupfeatures')
    assert query.to_json(features) == [{
        'types': ['ALL', 'SELECT'], 'capabilities': ['SELECT_WEIGHT', 'CHAINING'],
        'max_groups': [{'ALL': 1}, {'SELECT': 2}, {'INDIRECT': 3}, {'FF': 4}],
        'actions': [{'ALL': ['OUTPUT']}, {'SELECT': ['COPY_TTL_OUT']}, {'INDIRECT': []}, {'FF': []}],
    }]  # fmt: skip
    assert query.to_json(features, named=False) == [{
        'types': [0, 1], 'capabilities': [1, 4], 'max_groups': [1, 2, 3, 4],
        'actions': [{0: [0]}, {1: [11]}, {2: []}, {3: []}],
    }]  # fmt: skip


def test_groups_of_1_5() -> None:
    bucket = of15.OFPBucket(
        bucket_id=9, actions=[of15.OFPActionOutput(1)], properties=[of15.OFPGroupBucketPropWeight(weight=3)]
    )
    group = of15.OFPGroupDescStats(type_=of15.OFPGT_SELECT, group_id=1, buckets=[bucket], properties=[])
    reply = across(of15.OFPGroupDescStatsReply(None, 0, [group]))
    query = ofctl.query(switch(OF15), 'groupdesc')
    shown: dict[str, Any] = {'type': 'SELECT', 'group_id': 1, 'length': 48, 'bucket_array_len': 32, 'properties': []}
    shown['buckets'] = [{
        'bucket_id': 9, 'len': 32, 'action_array_len': 16,
        'actions': [{'type': 'OUTPUT', 'port': 1, 'len': 16, 'max_len': 65509}],
        'properties': [{'type': 'WEIGHT', 'length': 8, 'weight': 3}],
    }]  # fmt: skip
    assert query.to_json(reply) == [shown]
    shown['type'] = 1
    shown['buckets'][0]['actions'] = [{'OFPActionOutput': {'len': 16, 'max_len': 65509, 'port': 1, 'type': 0}}]
    assert query.to_json(reply, named=False) == [shown]  # properties keep their names, as they do in Ryu


def test_statistics_of_1_5() -> None:
    stats = of15.OFPStats(flow_count=1, duration=(2, 3))
    reply = across(of15.OFPAggregateStatsReply(None, 0, of15.OFPAggregateStats(stats)))
    assert ofctl.query(switch(OF15), 'aggregateflow').to_json(reply) == [
        {'length': 24, 'stats': {'flow_count': 1, 'duration': {'duration_sec': 2, 'duration_nsec': 3}}},
    ]


INSTRUCTIONS_15 = [
    ({'type': 'METER', 'meter_id': 3}, of15.OFPActionMeter(3), 'action'),
    (
        {'type': 'COPY_FIELD', 'n_bits': 32, 'src_offset': 1, 'dst_offset': 2, 'src_oxm_id': 'eth_src',
         'dst_oxm_id': 'eth_dst'},
        of15.OFPActionCopyField(32, 1, 2, [of15.OFPOxmId('eth_src'), of15.OFPOxmId('eth_dst')]),
        'action',
    ),
    (
        {'type': 'STAT_TRIGGER', 'flags': 1, 'thresholds': [{'flow_count': 5}, {'duration': [1, 2]}]},
        of15.OFPInstructionStatTrigger(1, of15.OFPStats(flow_count=5, duration=(1, 2))),
        'instruction',
    ),
]  # fmt: skip


@pytest.mark.parametrize(('given', 'made', 'family'), INSTRUCTIONS_15)
def test_actions_and_instructions_of_1_5(given: dict[str, Any], made: Any, family: str) -> None:
    opener = of15.OFPAction if family == 'action' else of15.OFPInstruction
    read = ofctl.read_structure(opener, 'it', given)
    assert read.encode() == made.encode()
    shown = ofctl.action_to_json(read) if family == 'action' else ofctl.instruction_to_json(read)
    assert ofctl.read_structure(opener, 'it', shown, lenient=True).encode() == made.encode()


@pytest.mark.parametrize(('given', 'problem'), [
    ({'byte_count': 'many'}, "it.thresholds.byte_count: 'many' is not a number"),
    ([{'flow_count': 1 << 32}], 'it.thresholds[0].flow_count: 4294967296 does not fit in 32 bits'),
    ({'duration': [1]}, 'it.thresholds.duration: [1] is no pair of seconds and nanoseconds'),
    ({'duration': {'duration_nsec': 2}},
     "it.thresholds.duration: {'duration_nsec': 2} is no pair of seconds and nanoseconds"),
    ({'duration': [1, None]}, 'it.thresholds.duration[1]: null is not a number'),
    ({'age': 1}, 'it.thresholds.age: there is no such statistics field'),
])  # fmt: skip
def test_thresholds_that_are_none(given: Any, problem: str) -> None:
    with pytest.raises(ofctl.BadValue) as caught:
        ofctl.read_structure(of15.OFPInstruction, 'it', {'type': 'STAT_TRIGGER', 'flags': 1, 'thresholds': given})
    assert str(caught.value) == problem


def test_thresholds_are_numbers_as_everywhere() -> None:
    thresholds = {'byte_count': '0x10', 'packet_count': 2.0, 'idle_time': {'idle_time_nsec': 4, 'idle_time_sec': '3'}}
    given = {'type': 'STAT_TRIGGER', 'flags': 1, 'thresholds': thresholds}
    made = of15.OFPInstructionStatTrigger(1, of15.OFPStats(byte_count=16, packet_count=2, idle_time=(3, 4)))
    assert ofctl.read_structure(of15.OFPInstruction, 'it', given).encode() == made.encode()


def test_members_are_known_before_anybody_has_asked_for_them() -> None:
    fresh = SimpleNamespace(ofproto=of14)
    message = group_mod(fresh, 'add', {'group_id': 1, 'buckets': [{'actions': [{'type': 'POP_PBB'}]}]})
    assert message.buckets[0].actions == [of14.OFPActionPopPbb()]


def test_packet_types_are_a_namespace_and_a_type() -> None:
    match = ofctl.read_match(of15, 'match', {'packet_type': [1, 0x800]})
    assert (match['packet_type'], ofctl.match_to_json(match)) == (0x10800, {'packet_type': [1, 0x800]})


# -- reading leniently, as Ryu does ----------------------------------------------------------------------------------


def test_what_is_unknown_is_left_out_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    given = {
        'dpid': 1,
        'match': {'in_port': 1, 'bogus': 2},
        'actions': [{'type': 'NONSENSE'}, {'type': 'OUTPUT', 'port': 2, 'len': 16}],
    }
    with caplog.at_level(logging.ERROR):
        message = flow_mod(switch(OF13), 'add', given, lenient=True)
    assert dict(message.match.items()) == {'in_port': 1}
    assert message.instructions[0].actions == [of13.OFPActionOutput(2)]
    assert [each.getMessage().partition(':')[2] for each in caplog.records] == [
        " actions[0].type: 'NONSENSE' is not one of " + ', '.join(
            name.removeprefix('OFPAT_') for name in of13.ofp_action_type.members),
        ' match.bogus: OpenFlow 1.3 has no such match field',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ('given', 'problem'),
    [
        ({'match': {'tp_src': 5}}, 'match.tp_src: wants an nw_proto that has ports'),
        ({'match': {'in_port': 'nowhere'}}, "match.in_port: 'nowhere' is not a number"),
        ({'actions': [{'type': 'SET_NW_TTL'}]}, 'actions[0]: OFPActionSetNwTtl needs nw_ttl'),
        ({'actions': ['OUTPUT']}, "actions[0]: 'OUTPUT' is not an object"),
        ({'priority': None}, 'priority: null is not a number'),
    ],
)
def test_what_makes_no_message_is_an_error_all_the_same(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ofctl.BadValue) as caught:
        flow_mod(switch(OF13), 'add', given, lenient=True)
    assert str(caught.value).startswith(problem)


def test_numbers_may_be_octal_and_binary() -> None:
    assert flow_mod(switch(OF13), 'add', {'priority': '0b101', 'cookie': '0o17'}).priority == 5


def test_a_port_that_nobody_knows_can_be_modified_by_its_address() -> None:
    given = {'port_no': 2, 'hw_addr': '00:00:00:00:00:02', 'config': 1, 'mask': 1}
    message = across(ofctl.port_mod(switch(OF13), given, lenient=True))
    assert (message.port_no, message.hw_addr, message.advertise) == (2, '00:00:00:00:00:02', 0)
    with pytest.raises(ofctl.BadValue, match='has no port 2'):
        ofctl.port_mod(switch(OF13), given)


NICIRA = [
    (of13.NXActionRegMove('eth_src', 'eth_dst', 48), 'NX_MOVE: {eth_dst[0..48]: eth_src[0..48]}'),
    (of13.NXActionRegLoad(ofs_nbits=31, dst='reg1', value=5), 'NX_LOAD: {reg1[0..31]: 5}'),
    (of13.NXActionConjunction(1, 2, 3), 'NX_CONJUNCTION: {clause: 1, number_of_clauses: 2, id: 3}'),
    (
        of13.NXActionCT(1, '', 5, 1, 0, [of13.NXActionNAT(1, range_ipv4_min='10.0.0.1')]),
        "NX_CT: {flags: 1, zone: [5..21], table: 1, alg: 0, actions: ['NX_NAT: {flags: 1, range_ipv4_min: 10.0.0.1, "
        "range_ipv4_max: , range_ipv6_min: , range_ipv6_max: , range_proto_min: None, range_proto_max: None}']}",
    ),
    (of13.NXActionUnknown(77, b'\x01\x02'), 'NX_UNKNOWN: {subtype: 77, data: AQI=}'),
    # Ryu fails on the others.
    (of13.NXActionResubmitTable(1, 2), 'NX_RESUBMIT_TABLE: {in_port: 1, table_id: 2}'),
    (of13.NXActionCTClear(), 'NX_CT_CLEAR'),
]


@pytest.mark.parametrize(('action', 'text'), NICIRA)
def test_actions_of_nicira(action: Any, text: str) -> None:
    assert action_to_text(action) == text
