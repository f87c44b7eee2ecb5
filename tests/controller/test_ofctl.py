"""JSON to messages and back; the expected values are what Ryu's ofctl sends and answers, unless a comment says so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from controller import ofctl
from controller.openflow import OF10, OF12, OF13, OF14, version

of10: Any = version(OF10)
of13: Any = version(OF13)


class Switch(SimpleNamespace):
    """As much of a datapath as messages need."""

    def __init__(self, version: Any) -> None:
        port = SimpleNamespace(hw_addr='00:00:00:00:00:05', advertised=3)
        super().__init__(id=1, ofproto=version, ofproto_parser=version, ports={1: port})

    def __str__(self) -> str:
        return 'switch 0000000000000001'


s10, s13 = Switch(of10), Switch(of13)


def across(message: Any) -> Any:
    """The message as the other side gets it."""
    message.xid = 7
    return message.table.version.decode(message.encode())


FLAGS_13 = 'SEND_FLOW_REM, CHECK_OVERLAP, RESET_COUNTS, NO_PKT_COUNTS, NO_BYT_COUNTS'
ACTION_NAMES_13 = (
    'OUTPUT, COPY_TTL_OUT, COPY_TTL_IN, SET_MPLS_TTL, DEC_MPLS_TTL, PUSH_VLAN, POP_VLAN, PUSH_MPLS, POP_MPLS, '
    'SET_QUEUE, GROUP, SET_NW_TTL, DEC_NW_TTL, SET_FIELD, PUSH_PBB, POP_PBB, EXPERIMENTER'
)
ACTION_NAMES_10 = (
    'OUTPUT, SET_VLAN_VID, SET_VLAN_PCP, STRIP_VLAN, SET_DL_SRC, SET_DL_DST, SET_NW_SRC, SET_NW_DST, SET_NW_TOS, '
    'SET_TP_SRC, SET_TP_DST, ENQUEUE, VENDOR'
)


# -- matches --------------------------------------------------------------------------------------------------------

MATCHES_13 = [
    ({}, {}, {}),
    ({'in_port': '1'}, {'in_port': 1}, {'in_port': 1}),
    ({'in_port': 'LOCAL'}, {'in_port': 0xFFFFFFFE}, {'in_port': 'LOCAL'}),
    ({'dl_src': '00:00:00:00:00:0A'}, {'eth_src': '00:00:00:00:00:0a'}, {'dl_src': '00:00:00:00:00:0a'}),
    (
        {'eth_dst': '00:00:00:00:00:01/ff:ff:00:00:00:00'},
        {'eth_dst': ('00:00:00:00:00:00', 'ff:ff:00:00:00:00')},
        {'dl_dst': '00:00:00:00:00:00/ff:ff:00:00:00:00'},
    ),
    ({'dl_vlan': 5}, {'vlan_vid': 0x1005}, {'dl_vlan': '5'}),
    ({'dl_vlan': '5'}, {'vlan_vid': 0x1005}, {'dl_vlan': '5'}),
    ({'vlan_vid': '0x1005'}, {'vlan_vid': 0x1005}, {'dl_vlan': '5'}),
    ({'vlan_vid': '0x0000'}, {'vlan_vid': 0}, {'dl_vlan': '0x0000'}),
    ({'dl_vlan': '0x1000/0x1000'}, {'vlan_vid': (0x1000, 0x1000)}, {'dl_vlan': '0x1000/0x1000'}),
    (
        {'dl_vlan': 3, 'dl_vlan_pcp': 7},
        {'vlan_vid': 0x1003, 'vlan_pcp': 7},
        {'dl_vlan': '3', 'vlan_pcp': 7},
    ),
    (
        {'dl_type': '0x0800', 'nw_src': '10.0.0.1/24', 'nw_dst': '10.0.0.2'},
        {'eth_type': 0x800, 'ipv4_src': ('10.0.0.0', '255.255.255.0'), 'ipv4_dst': '10.0.0.2'},
        {'dl_type': 0x800, 'nw_src': '10.0.0.0/255.255.255.0', 'nw_dst': '10.0.0.2'},
    ),
    (
        {'eth_type': 2048, 'nw_proto': 6, 'tp_src': 80, 'tp_dst': '81'},
        {'eth_type': 2048, 'ip_proto': 6, 'tcp_src': 80, 'tcp_dst': 81},
        {'dl_type': 2048, 'nw_proto': 6, 'tp_src': 80, 'tp_dst': 81},
    ),
    (
        {'eth_type': 2048, 'ip_proto': 17, 'tp_src': 53},
        {'eth_type': 2048, 'ip_proto': 17, 'udp_src': 53},
        {'dl_type': 2048, 'nw_proto': 17, 'tp_src': 53},
    ),
    (
        {'dl_type': 0x806, 'nw_src': '10.0.0.1', 'nw_dst': '10.0.0.2', 'nw_proto': 1},
        {'eth_type': 0x806, 'arp_op': 1, 'arp_spa': '10.0.0.1', 'arp_tpa': '10.0.0.2'},
        {'dl_type': 0x806, 'arp_op': 1, 'arp_spa': '10.0.0.1', 'arp_tpa': '10.0.0.2'},
    ),
    (
        {'dl_type': 0x86DD, 'ipv6_src': 'fe80::0/64', 'ipv6_dst': 'FE80::1', 'ipv6_flabel': '1/0x3'},
        {
            'eth_type': 0x86DD,
            'ipv6_src': ('fe80::', 'ffff:ffff:ffff:ffff::'),
            'ipv6_dst': 'fe80::1',
            'ipv6_flabel': (1, 3),
        },
        {'dl_type': 0x86DD, 'ipv6_src': 'fe80::/ffff:ffff:ffff:ffff::', 'ipv6_dst': 'fe80::1', 'ipv6_flabel': '1/3'},
    ),
    ({'metadata': '0x10/0xff'}, {'metadata': (16, 255)}, {'metadata': '16/255'}),
    (
        {'mpls_label': 3, 'eth_type': 0x8847},
        {'mpls_label': 3, 'eth_type': 0x8847},
        {'dl_type': 0x8847, 'mpls_label': 3},
    ),
]


@pytest.mark.parametrize(('given', 'fields', 'shown'), MATCHES_13)
def test_match_13(given: dict[str, Any], fields: dict[str, Any], shown: dict[str, Any]) -> None:
    match = ofctl.read_match(of13, 'match', given)
    assert match == of13.OFPMatch(**fields)
    assert ofctl.match_to_json(match) == shown
    assert ofctl.read_match(of13, 'match', shown) == match


MATCHES_10 = [
    ({}, {}, {}),
    ({'in_port': '1', 'dl_vlan': '5'}, {'in_port': 1, 'dl_vlan': 5}, {'in_port': 1, 'dl_vlan': 5}),
    ({'in_port': 'LOCAL'}, {'in_port': 0xFFFE}, {'in_port': 'LOCAL'}),
    (
        {'dl_src': '00:00:00:00:00:01', 'dl_type': '0x800', 'nw_proto': 6, 'nw_tos': 4, 'dl_vlan_pcp': 1, 'tp_dst': 2},
        {'dl_src': '00:00:00:00:00:01', 'dl_type': 2048, 'nw_proto': 6, 'nw_tos': 4, 'dl_vlan_pcp': 1, 'tp_dst': 2},
        {'dl_src': '00:00:00:00:00:01', 'dl_type': 2048, 'nw_proto': 6, 'nw_tos': 4, 'dl_vlan_pcp': 1, 'tp_dst': 2},
    ),
    ({'nw_src': '10.0.0.0/8'}, {'nw_src': '10.0.0.0', 'nw_src_mask': 8}, {'nw_src': '10.0.0.0/8'}),
    ({'nw_dst': '10.0.0.0/255.0.0.0'}, {'nw_dst': '10.0.0.0', 'nw_dst_mask': 8}, {'nw_dst': '10.0.0.0/8'}),
    ({'nw_dst': '10.0.0.1'}, {'nw_dst': '10.0.0.1'}, {'nw_dst': '10.0.0.1'}),
]


@pytest.mark.parametrize(('given', 'fields', 'shown'), MATCHES_10)
def test_match_10(given: dict[str, Any], fields: dict[str, Any], shown: dict[str, Any]) -> None:
    match = ofctl.read_match(of10, 'match', given)
    assert match == of10.OFPMatch(**fields)
    assert ofctl.match_to_json(match) == shown
    assert ofctl.read_match(of10, 'match', shown) == match


# -- actions --------------------------------------------------------------------------------------------------------

ACTIONS_13 = [
    ({'type': 'OUTPUT', 'port': 2}, of13.OFPActionOutput(2), 'OUTPUT:2'),
    ({'type': 'OUTPUT', 'port': 'OFPP_FLOOD'}, of13.OFPActionOutput(0xFFFFFFFB), 'OUTPUT:FLOOD'),
    (
        {'type': 'OUTPUT', 'port': 'CONTROLLER', 'max_len': 'NO_BUFFER'},
        of13.OFPActionOutput(0xFFFFFFFD, 0xFFFF),
        'OUTPUT:CONTROLLER',
    ),
    ({'type': 'GROUP', 'group_id': 'ALL'}, of13.OFPActionGroup(0xFFFFFFFC), 'GROUP:ALL'),
    ({'type': 'SET_QUEUE', 'queue_id': 4}, of13.OFPActionSetQueue(4), 'SET_QUEUE:4'),
    ({'type': 'PUSH_VLAN', 'ethertype': '0x8100'}, of13.OFPActionPushVlan(0x8100), 'PUSH_VLAN:33024'),
    ({'type': 'POP_VLAN'}, of13.OFPActionPopVlan(), 'POP_VLAN'),
    ({'type': 'POP_MPLS', 'ethertype': 2048}, of13.OFPActionPopMpls(2048), 'POP_MPLS:2048'),
    ({'type': 'SET_NW_TTL', 'nw_ttl': 6}, of13.OFPActionSetNwTtl(6), 'SET_NW_TTL:6'),
    (
        {'type': 'SET_FIELD', 'field': 'eth_dst', 'value': '00:00:00:00:00:01'},
        of13.OFPActionSetField(eth_dst='00:00:00:00:00:01'),
        'SET_FIELD: {eth_dst:00:00:00:00:00:01}',
    ),
    (
        {'type': 'SET_FIELD', 'field': 'vlan_vid', 'value': 4101},
        of13.OFPActionSetField(vlan_vid=4101),
        'SET_FIELD: {vlan_vid:4101}',
    ),
    (
        {'type': 'EXPERIMENTER', 'experimenter': 99, 'data': 'YWJjZGVmZ2g='},
        of13.OFPActionExperimenter(99, b'abcdefgh'),
        'EXPERIMENTER: {experimenter:99, data:YWJjZGVmZ2g=}',
    ),
    (
        {'type': 'EXPERIMENTER', 'experimenter': 99, 'data': 'abcdefgh', 'data_type': 'ascii'},
        of13.OFPActionExperimenter(99, b'abcdefgh'),
        'EXPERIMENTER: {experimenter:99, data:YWJjZGVmZ2g=}',
    ),
]

ACTIONS_10 = [
    ({'type': 'OUTPUT', 'port': 'FLOOD', 'max_len': 5}, of10.OFPActionOutput(0xFFFB, 5), 'OUTPUT:FLOOD'),
    ({'type': 'SET_VLAN_VID', 'vlan_vid': 5}, of10.OFPActionVlanVid(5), 'SET_VLAN_VID:5'),
    ({'type': 'SET_VLAN_PCP', 'vlan_pcp': '3'}, of10.OFPActionVlanPcp(3), 'SET_VLAN_PCP:3'),
    ({'type': 'STRIP_VLAN'}, of10.OFPActionStripVlan(), 'STRIP_VLAN'),
    (
        {'type': 'SET_DL_SRC', 'dl_src': '00:00:00:00:00:01'},
        of10.OFPActionSetDlSrc('00:00:00:00:00:01'),
        'SET_DL_SRC:00:00:00:00:00:01',
    ),
    ({'type': 'SET_NW_DST', 'nw_dst': '10.0.0.1'}, of10.OFPActionSetNwDst('10.0.0.1'), 'SET_NW_DST:10.0.0.1'),
    ({'type': 'SET_NW_TOS', 'nw_tos': 4}, of10.OFPActionSetNwTos(4), 'SET_NW_TOS:4'),
    ({'type': 'SET_TP_SRC', 'tp_src': 80}, of10.OFPActionSetTpSrc(80), 'SET_TP_SRC:80'),
    ({'type': 'ENQUEUE', 'port': 1, 'queue_id': 2}, of10.OFPActionEnqueue(1, 2), 'ENQUEUE:1:2'),
]


@pytest.mark.parametrize(('given', 'action', 'text'), ACTIONS_13 + ACTIONS_10)
def test_action(given: dict[str, Any], action: Any, text: str) -> None:
    read = ofctl.read_structure(action.table.version.OFPAction, 'actions[0]', given)
    assert read.encode() == action.encode()
    assert ofctl.action_to_text(read) == text


def test_instructions_among_actions() -> None:
    given = [
        {'type': 'OUTPUT', 'port': 1},
        {'type': 'GOTO_TABLE', 'table_id': 2},
        {'type': 'METER', 'meter_id': 3},
        {'type': 'WRITE_METADATA', 'metadata': '0x5', 'metadata_mask': 15},
        {'type': 'WRITE_ACTIONS', 'actions': [{'type': 'POP_VLAN'}]},
        {'type': 'CLEAR_ACTIONS'},
        {'type': 'OUTPUT', 'port': 2},
    ]
    read = ofctl.read_instructions(of13, 'actions', given)
    assert read == [
        of13.OFPInstructionGotoTable(2),
        of13.OFPInstructionMeter(3),
        of13.OFPInstructionWriteMetadata(5, 15),
        of13.OFPInstructionActions(of13.OFPIT_WRITE_ACTIONS, [of13.OFPActionPopVlan()]),
        of13.OFPInstructionActions(of13.OFPIT_CLEAR_ACTIONS, []),
        of13.OFPInstructionActions(of13.OFPIT_APPLY_ACTIONS, [of13.OFPActionOutput(1), of13.OFPActionOutput(2)]),
    ]
    assert ofctl.instructions_to_json(read) == [
        'GOTO_TABLE:2',
        'METER:3',
        'WRITE_METADATA:0x5/0xf',
        {'WRITE_ACTIONS': ['POP_VLAN']},
        'CLEAR_ACTIONS',
        'OUTPUT:1',
        'OUTPUT:2',
    ]
    assert ofctl.read_instructions(of13, 'actions', []) == []


# -- changes --------------------------------------------------------------------------------------------------------


def test_flow_mod_13() -> None:
    given = {
        'cookie': '0x5',
        'cookie_mask': 1,
        'table_id': 2,
        'idle_timeout': 30,
        'hard_timeout': '60',
        'priority': 7,
        'buffer_id': 'NO_BUFFER',
        'flags': 1,
        'match': {'in_port': 1},
        'actions': [{'type': 'OUTPUT', 'port': 2}],
    }
    actions = of13.OFPInstructionActions(of13.OFPIT_APPLY_ACTIONS, [of13.OFPActionOutput(2)])
    assert across(ofctl.flow_mod(s13, 'modify_strict', given)) == of13.OFPFlowMod(
        None,
        cookie=5,
        cookie_mask=1,
        table_id=2,
        command=of13.OFPFC_MODIFY_STRICT,
        idle_timeout=30,
        hard_timeout=60,
        priority=7,
        out_port=of13.OFPP_ANY,
        out_group=of13.OFPG_ANY,
        flags=of13.OFPFF_SEND_FLOW_REM,
        match=of13.OFPMatch(in_port=1),
        instructions=[actions],
    )


def test_flow_mod_defaults_are_ryus() -> None:
    assert ofctl.flow_mod(s13, 'add', {}).priority == 0
    assert ofctl.flow_mod(s10, 'add', {}).priority == 0x8000
    assert ofctl.flow_mod(s13, 'add', {'flags': ['SEND_FLOW_REM', 'NO_BYT_COUNTS']}).flags == 17


def test_flow_mod_10() -> None:
    given = {'dl_vlan': 5, 'in_port': 'LOCAL'}
    message = ofctl.flow_mod(s10, 'add', {'match': given, 'table_id': 0, 'actions': [{'type': 'OUTPUT', 'port': 2}]})
    assert across(message) == of10.OFPFlowMod(
        None, of10.OFPMatch(dl_vlan=5, in_port=0xFFFE), actions=[of10.OFPActionOutput(2)]
    )


def test_clear_flows() -> None:
    cleared = across(ofctl.clear_flows(s13))
    assert (cleared.command, cleared.table_id, len(cleared.match)) == (of13.OFPFC_DELETE, of13.OFPTT_ALL, 0)
    cleared = across(ofctl.clear_flows(s10))
    assert (cleared.command, cleared.match.wildcards) == (of10.OFPFC_DELETE, of10.OFPFW_ALL)


def test_group_mod() -> None:
    given = {
        'type': 'SELECT',
        'group_id': 1,
        'buckets': [{'weight': 50, 'actions': [{'type': 'OUTPUT', 'port': 1}]}, {'watch_port': 1, 'watch_group': 2}],
    }
    buckets = [
        of13.OFPBucket(weight=50, actions=[of13.OFPActionOutput(1)]),
        of13.OFPBucket(watch_port=1, watch_group=2),
    ]
    expected = of13.OFPGroupMod(None, of13.OFPGC_MODIFY, of13.OFPGT_SELECT, 1, buckets)
    assert across(ofctl.group_mod(s13, 'modify', given)) == expected


def test_meter_mod() -> None:
    given = {
        'flags': ['KBPS', 'BURST'],
        'meter_id': 3,
        'bands': [{'type': 'DROP', 'rate': 1000}, {'type': 'DSCP_REMARK', 'rate': 1, 'burst_size': 2, 'prec_level': 1}],
    }
    bands = [of13.OFPMeterBandDrop(1000, 0), of13.OFPMeterBandDscpRemark(1, 2, 1)]
    expected = of13.OFPMeterMod(None, of13.OFPMC_ADD, 5, 3, bands)
    assert across(ofctl.meter_mod(s13, 'add', given)) == expected
    assert ofctl.meter_mod(s13, 'add', {**given, 'flags': 'PKTPS'}).flags == of13.OFPMF_PKTPS


def test_port_mod_takes_the_rest_from_the_port() -> None:
    given = {'port_no': '1', 'config': ['PORT_DOWN'], 'mask': 1}
    for switch, parser in ((s10, of10), (s13, of13)):
        expected = parser.OFPPortMod(None, 1, '00:00:00:00:00:05', 1, 1, 3)
        assert across(ofctl.port_mod(switch, given)) == expected


def test_role_request() -> None:
    assert across(ofctl.role_request(s13, {'role': 'MASTER'})) == of13.OFPRoleRequest(None, of13.OFPCR_ROLE_MASTER, 0)


@pytest.mark.parametrize(
    ('given', 'problem'),
    [
        ({'bogus': 1}, 'bogus: OFPFlowMod has no such field'),
        ({'command': 1}, 'command: OFPFlowMod gets this field from the request, not from its body'),
        ({'priority': 70000}, 'priority: 70000 does not fit in 16 bits'),
        ({'priority': -1}, 'priority: -1 does not fit in 16 bits'),
        ({'priority': None}, 'priority: null is not a number'),
        ({'priority': True}, 'priority: true is not a number'),
        ({'priority': 1.5}, 'priority: 1.5 is not a number'),
        ({'priority': 'high'}, "priority: 'high' is not a number"),
        ({'priority': '٣'}, "priority: '٣' is not a number"),
        ({'table_id': 'SOME'}, "table_id: 'SOME' is not a number or one of MAX, ALL"),
        ({'flags': ['SEND_FLOW_REM', 'X']}, f"flags[1]: 'X' is not a number or one of {FLAGS_13}"),
        ({'match': []}, 'match: [] is not an object'),
        ({'match': {'ipv4_dst': '10.0.0.300'}}, "match.ipv4_dst: '10.0.0.300' is not an address"),
        ({'match': {'ipv4_dst': 5}}, 'match.ipv4_dst: 5 is not text'),
        ({'match': {'nw_src': '10.0.0.1/33'}}, "match.nw_src: '33' is not a prefix length; at most 32 wanted"),
        ({'match': {'nw_src': '10.0.0.1/x'}}, "match.nw_src: 'x' is not an address"),
        ({'match': {'ipv6_src': '::1/129'}}, "match.ipv6_src: '129' is not a prefix length; at most 128 wanted"),
        (
            {'match': {'ipv6_src': 'fe80::1%eth0/64'}},
            "match.ipv6_src: 'fe80::1%eth0' has a zone, which is nothing on the wire",
        ),
        ({'match': {'dl_src': 'zz'}}, "match.dl_src: 'zz' is not an Ethernet address"),
        ({'match': {'dl_type': '1/1'}}, "match.dl_type: '1/1' has a mask, which eth_type does not take"),
        ({'match': {'vlan_pcp': 9}}, 'match.vlan_pcp: 9 is no integer from 0 to 0x7'),
        ({'match': {'tp_src': 1}}, 'match.tp_src: wants an nw_proto that has ports: 6 (TCP), 17 (UDP) or 132 (SCTP)'),
        ({'match': {'nw_src': '10.0.0.1'}}, 'match.ipv4_src: needs eth_type=0x0800 in the match'),
        ({'match': {'eth_type': 0x0800, 'tcp_dst': 80}}, 'match.tcp_dst: needs ip_proto=6 in the match'),
        ({'match': {'tun_metadata0': 5}}, 'match.tun_metadata0: 5 is not text'),
        ({'match': {'bogus': 1}}, 'match.bogus: OpenFlow 1.3 has no such match field'),
        (
            {'match': {'dl_src': '00:00:00:00:00:01', 'eth_src': '00:00:00:00:00:01'}},
            'match.eth_src: eth_src is there twice, under its old name and its new one',
        ),
        ({'actions': {}}, 'actions: {} is not a list'),
        ({'actions': [5]}, 'actions[0]: 5 is not an object'),
        ({'actions': [{}]}, f'actions[0].type: null is not one of {ACTION_NAMES_13}'),
        ({'actions': [{'type': 99}]}, f'actions[0].type: 99 is not one of {ACTION_NAMES_13}'),
        ({'actions': [{'type': 'OUTPUT'}]}, 'actions[0]: OFPActionOutput needs port'),
        ({'actions': [{'type': 'OUTPUT', 'port': 1, 'x': 1}]}, 'actions[0].x: OFPActionOutput has no such field'),
        (
            {'actions': [{'type': 'SET_FIELD', 'field': 'dl_dst', 'value': 1}]},
            "actions[0].field: OpenFlow 1.3 has no match field 'dl_dst'",
        ),
        ({'actions': [{'type': 'SET_FIELD', 'field': 'eth_dst'}]}, 'actions[0].value: null is not text'),
        (
            {'actions': [{'type': 'SET_FIELD', 'field': 'metadata', 'value': '1/1'}]},
            'actions[0].value: OFPActionSetField takes no mask',
        ),
        ({'actions': [{'type': 'EXPERIMENTER', 'experimenter': 1, 'data': '%'}]}, "actions[0].data: '%' is not base64"),
        (
            {'actions': [{'type': 'EXPERIMENTER', 'experimenter': 1, 'data': 'é', 'data_type': 'ascii'}]},
            "actions[0].data: 'é' is not ascii",
        ),
        (
            {'actions': [{'type': 'EXPERIMENTER', 'experimenter': 1, 'data': '', 'data_type': 'hex'}]},
            'actions[0].data_type: OFPActionExperimenter has no such field',
        ),
        (
            {'actions': [{'type': 'WRITE_ACTIONS', 'actions': [{'type': 'POP_VLAN', 'x': 0}]}]},
            'actions[0].actions[0].x: OFPActionPopVlan has no such field',
        ),
        ({'actions': [], 'instructions': []}, 'actions: a flow entry has either actions or instructions'),
    ],
)
def test_what_a_flow_mod_refuses(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ofctl.BadValue) as caught:
        ofctl.flow_mod(s13, 'add', given)
    assert str(caught.value) == problem
    assert caught.value.path == problem.partition(': ')[0]


@pytest.mark.parametrize(
    ('given', 'problem'),
    [
        ({'table_id': 3}, 'table_id: OpenFlow 1.0 has no such field; only 0 can be said here'),
        ({'out_group': 3}, 'out_group: OFPFlowMod has no such field'),
        ({'match': {'eth_type': 1}}, 'match.eth_type: OpenFlow 1.0 has no such match field'),
        (
            {'match': {'nw_src': '10.0.0.0/255.0.255.0'}},
            "match.nw_src: '255.0.255.0' has a gap, which OpenFlow 1.0 cannot say",
        ),
        ({'match': {'nw_src': '10.0.0.0/x'}}, "match.nw_src: 'x' is not a prefix length"),
        ({'match': {'in_port': 0x10000}}, 'match.in_port: 65536 does not fit in 16 bits'),
        ({'actions': [{'type': 'SET_DL_SRC'}]}, 'actions[0]: OFPActionSetDlSrc needs dl_src'),
        ({'actions': [{'type': 'SET_NW_SRC', 'nw_src': 'x'}]}, "actions[0].nw_src: 'x' is not an address"),
        (
            {'actions': [{'type': 'GOTO_TABLE', 'table_id': 1}]},
            f"actions[0].type: 'GOTO_TABLE' is not one of {ACTION_NAMES_10}",
        ),
    ],
)
def test_what_a_flow_mod_of_10_refuses(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ofctl.BadValue) as caught:
        ofctl.flow_mod(s10, 'add', given)
    assert str(caught.value) == problem


def test_other_refusals() -> None:
    with pytest.raises(ofctl.BadValue, match=r'^OFPMeterMod needs meter_id$'):
        ofctl.meter_mod(s13, 'add', {})
    with pytest.raises(ofctl.BadValue, match=r'^port_no: switch 0000000000000001 has no port 9$'):
        ofctl.port_mod(s13, {'port_no': 9})
    with pytest.raises(ofctl.BadValue, match=r'^OFPRoleRequest needs role$'):
        ofctl.role_request(s13, {})
    with pytest.raises(ofctl.Unsupported, match=r'^switch 0000000000000001 speaks OpenFlow 1.0, which has no groups$'):
        ofctl.group_mod(s10, 'add', {})
    with pytest.raises(ofctl.Unsupported, match=r'^switch 0000000000000001 speaks OpenFlow 1.0, which has no meter$'):
        ofctl.query(s10, 'meter')


def test_an_error_stays_short_whatever_the_value() -> None:
    value: Any = 'x' * 100_000
    for _ in range(30):
        value = [value] * 10
    with pytest.raises(ofctl.BadValue) as caught:
        ofctl.flow_mod(s13, 'add', {'priority': value})
    assert len(str(caught.value)) < 1000


# -- questions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('kind', 'given', 'asked_10', 'asked_13'),
    [
        ('desc', {}, of10.OFPDescStatsRequest(None), of13.OFPDescStatsRequest(None)),
        ('port', {}, of10.OFPPortStatsRequest(None, 0, 0xFFFF), of13.OFPPortStatsRequest(None, 0, 0xFFFFFFFF)),
        (
            'port',
            {'port_no': 'LOCAL'},
            of10.OFPPortStatsRequest(None, 0, 0xFFFE),
            of13.OFPPortStatsRequest(None, 0, 0xFFFFFFFE),
        ),
        ('portdesc', {}, of10.OFPFeaturesRequest(None), of13.OFPPortDescStatsRequest(None)),
        ('flow', {}, of10.OFPFlowStatsRequest(None, 0, of10.OFPMatch(), 0xFF, 0xFFFF), of13.OFPFlowStatsRequest(None)),
        (
            'flow',
            {'table_id': 1, 'match': {'in_port': 2}, 'priority': 3},
            of10.OFPFlowStatsRequest(None, 0, of10.OFPMatch(in_port=2), 1, 0xFFFF),
            of13.OFPFlowStatsRequest(None, 0, 1, match=of13.OFPMatch(in_port=2)),
        ),
        ('queueconfig', {'port': 1}, of10.OFPQueueGetConfigRequest(None, 1), of13.OFPQueueGetConfigRequest(None, 1)),
    ],
)
def test_query(kind: str, given: dict[str, Any], asked_10: Any, asked_13: Any) -> None:
    assert across(ofctl.query(s10, kind, given).message) == asked_10
    assert across(ofctl.query(s13, kind, given).message) == asked_13


def test_query_for_everything() -> None:
    assert ofctl.query(s13, 'queueconfig').message.port == of13.OFPP_ANY
    assert ofctl.query(s13, 'role').message == of13.OFPRoleRequest(None, of13.OFPCR_ROLE_NOCHANGE, 0)
    assert ofctl.query(s10, 'queueconfig').message.port == of10.OFPP_ALL  # as Ryu asks; a switch may refuse it
    with pytest.raises(ofctl.BadValue, match=r'^flags: '):
        ofctl.query(s13, 'flow', {'flags': 1})
    with pytest.raises(ofctl.BadValue, match=r'^bogus: OFPFlowStatsRequest has no such field$'):
        ofctl.query(s13, 'flow', {'bogus': 1})


# -- answers --------------------------------------------------------------------------------------------------------

DESC = (b'mfr', b'hw', b'sw', b'sn', b'dp\xc3\xa9')
DESC_JSON = {'mfr_desc': 'mfr', 'hw_desc': 'hw', 'sw_desc': 'sw', 'serial_num': 'sn', 'dp_desc': 'dpé'}
COUNTERS = (
    'rx_packets',
    'tx_packets',
    'rx_bytes',
    'tx_bytes',
    'rx_dropped',
    'tx_dropped',
    'rx_errors',
    'tx_errors',
    'rx_frame_err',
    'rx_over_err',
    'rx_crc_err',
    'collisions',
)
BUCKETS = [of13.OFPBucket(weight=1, actions=[of13.OFPActionOutput(1)])]

ANSWERS = [
    (of10.OFPDescStatsReply(None, body=of10.OFPDescStats(*DESC)), DESC_JSON),
    (of13.OFPDescStatsReply(None, body=of13.OFPDescStats(*DESC)), DESC_JSON),
    (
        of10.OFPFlowStatsReply(
            None,
            body=[
                of10.OFPFlowStats(
                    table_id=0,
                    match=of10.OFPMatch(in_port=1),
                    duration_sec=1,
                    duration_nsec=2,
                    priority=3,
                    idle_timeout=4,
                    hard_timeout=5,
                    cookie=6,
                    packet_count=7,
                    byte_count=8,
                    actions=[of10.OFPActionOutput(2)],
                )
            ],
        ),
        [
            {
                'table_id': 0,
                'match': {'in_port': 1},
                'duration_sec': 1,
                'duration_nsec': 2,
                'priority': 3,
                'idle_timeout': 4,
                'hard_timeout': 5,
                'cookie': 6,
                'packet_count': 7,
                'byte_count': 8,
                'actions': ['OUTPUT:2'],
            }
        ],
    ),
    (
        of13.OFPFlowStatsReply(
            None,
            body=[
                of13.OFPFlowStats(
                    table_id=0,
                    duration_sec=1,
                    duration_nsec=2,
                    priority=3,
                    idle_timeout=4,
                    hard_timeout=5,
                    flags=1,
                    cookie=6,
                    packet_count=7,
                    byte_count=8,
                    match=of13.OFPMatch(in_port=1),
                    instructions=[of13.OFPInstructionActions(of13.OFPIT_APPLY_ACTIONS, [of13.OFPActionOutput(2)])],
                )
            ],
        ),
        [
            {
                'length': 88,
                'table_id': 0,
                'match': {'in_port': 1},
                'duration_sec': 1,
                'duration_nsec': 2,
                'priority': 3,
                'idle_timeout': 4,
                'hard_timeout': 5,
                'flags': 1,
                'cookie': 6,
                'packet_count': 7,
                'byte_count': 8,
                'actions': ['OUTPUT:2'],
            }
        ],
    ),
    (
        of10.OFPAggregateStatsReply(None, body=[of10.OFPAggregateStats(1, 2, 3)]),
        [{'packet_count': 1, 'byte_count': 2, 'flow_count': 3}],
    ),
    (
        of13.OFPAggregateStatsReply(None, body=of13.OFPAggregateStats(1, 2, 3)),
        [{'packet_count': 1, 'byte_count': 2, 'flow_count': 3}],
    ),
    (  # Ryu's names of the wildcards are garbled: NW_SRC_SHIFT for DL_DST
        of10.OFPTableStatsReply(None, body=[of10.OFPTableStats(0, b'classifier', 0x3FFFF7, 100, 1, 2, 3)]),
        [
            {
                'table_id': 0,
                'name': 'classifier',
                'max_entries': 100,
                'active_count': 1,
                'lookup_count': 2,
                'matched_count': 3,
                'wildcards': [
                    'IN_PORT',
                    'DL_VLAN',
                    'DL_SRC',
                    'DL_TYPE',
                    'NW_PROTO',
                    'TP_SRC',
                    'TP_DST',
                    'NW_SRC',
                    'NW_DST',
                    'DL_VLAN_PCP',
                    'NW_TOS',
                ],
            }
        ],
    ),
    (
        of13.OFPTableStatsReply(None, body=[of13.OFPTableStats(0, 1, 2, 3)]),
        [{'table_id': 0, 'active_count': 1, 'lookup_count': 2, 'matched_count': 3}],
    ),
    (
        of10.OFPPortStatsReply(None, body=[of10.OFPPortStats(0xFFFE, *range(12))]),
        [{'port_no': 'LOCAL', **{name: number for number, name in enumerate(COUNTERS)}}],
    ),
    (
        of13.OFPPortStatsReply(None, body=[of13.OFPPortStats(1, *range(12), 13, 14)]),
        [
            {
                'port_no': 1,
                **{name: number for number, name in enumerate(COUNTERS)},
                'duration_sec': 13,
                'duration_nsec': 14,
            }
        ],
    ),
    (
        of10.OFPSwitchFeatures(
            None, 1, 2, 3, 4, 5, {1: of10.OFPPhyPort(1, '00:00:00:00:00:01', b's1', 1, 4, 2, 3, 4, 5)}
        ),
        [
            {
                'port_no': 1,
                'hw_addr': '00:00:00:00:00:01',
                'name': 's1',
                'config': 1,
                'state': 4,
                'curr': 2,
                'advertised': 3,
                'supported': 4,
                'peer': 5,
            }
        ],
    ),
    (
        of13.OFPPortDescStatsReply(
            None, body=[of13.OFPPort(0xFFFFFFFE, '00:00:00:00:00:01', b's1', 1, 4, 2, 3, 4, 5, 6, 7)]
        ),
        [
            {
                'port_no': 'LOCAL',
                'hw_addr': '00:00:00:00:00:01',
                'name': 's1',
                'config': 1,
                'state': 4,
                'curr': 2,
                'advertised': 3,
                'supported': 4,
                'peer': 5,
                'curr_speed': 6,
                'max_speed': 7,
            }
        ],
    ),
    (
        of10.OFPQueueStatsReply(None, body=[of10.OFPQueueStats(1, 2, 3, 4, 5)]),
        [{'port_no': 1, 'queue_id': 2, 'tx_bytes': 3, 'tx_packets': 4, 'tx_errors': 5}],
    ),
    (
        of13.OFPQueueStatsReply(None, body=[of13.OFPQueueStats(1, 2, 3, 4, 5, 6, 7)]),
        [
            {
                'port_no': 1,
                'queue_id': 2,
                'tx_bytes': 3,
                'tx_packets': 4,
                'tx_errors': 5,
                'duration_sec': 6,
                'duration_nsec': 7,
            }
        ],
    ),
    (
        of13.OFPQueueGetConfigReply(None, port=2, queues=[of13.OFPPacketQueue(1, 2, [of13.OFPQueuePropMinRate(10)])]),
        [{'port': 2, 'queues': [{'queue_id': 1, 'port': 2, 'properties': [{'property': 'MIN_RATE', 'rate': 10}]}]}],
    ),
    (
        of13.OFPGroupStatsReply(
            None,
            body=[
                of13.OFPGroupStats(
                    group_id=7,
                    ref_count=2,
                    packet_count=3,
                    byte_count=4,
                    duration_sec=5,
                    duration_nsec=6,
                    bucket_stats=[of13.OFPBucketCounter(1, 2)],
                )
            ],
        ),
        [
            {
                'length': 56,
                'group_id': 7,
                'ref_count': 2,
                'packet_count': 3,
                'byte_count': 4,
                'duration_sec': 5,
                'duration_nsec': 6,
                'bucket_stats': [{'packet_count': 1, 'byte_count': 2}],
            }
        ],
    ),
    (
        of13.OFPGroupDescStatsReply(None, body=[of13.OFPGroupDescStats(type_=1, group_id=4, buckets=BUCKETS)]),
        [
            {
                'type': 'SELECT',
                'group_id': 4,
                'buckets': [
                    {'weight': 1, 'watch_port': 0xFFFFFFFF, 'watch_group': 0xFFFFFFFF, 'actions': ['OUTPUT:1']}
                ],
            }
        ],
    ),
    (
        of13.OFPGroupFeaturesStatsReply(None, body=of13.OFPGroupFeaturesStats(5, 1, [1, 2, 3, 4], [1, 0x2001, 1, 1])),
        [
            {
                'types': ['ALL', 'INDIRECT'],
                'capabilities': ['SELECT_WEIGHT'],
                'max_groups': [{'ALL': 1}, {'SELECT': 2}, {'INDIRECT': 3}, {'FF': 4}],
                'actions': [{'ALL': ['OUTPUT']}, {'SELECT': ['OUTPUT']}, {'INDIRECT': ['OUTPUT']}, {'FF': ['OUTPUT']}],
            }
        ],
    ),
    (
        of13.OFPMeterStatsReply(
            None,
            body=[
                of13.OFPMeterStats(
                    meter_id=5,
                    flow_count=2,
                    packet_in_count=3,
                    byte_in_count=4,
                    duration_sec=10,
                    duration_nsec=20,
                    band_stats=[of13.OFPMeterBandStats(1, 2)],
                )
            ],
        ),
        [
            {
                'len': 56,
                'meter_id': 5,
                'flow_count': 2,
                'packet_in_count': 3,
                'byte_in_count': 4,
                'duration_sec': 10,
                'duration_nsec': 20,
                'band_stats': [{'packet_band_count': 1, 'byte_band_count': 2}],
            }
        ],
    ),
    (
        of13.OFPMeterConfigStatsReply(
            None,
            body=[
                of13.OFPMeterConfigStats(
                    flags=9, meter_id=5, bands=[of13.OFPMeterBandDrop(100, 10), of13.OFPMeterBandDscpRemark(100, 10, 1)]
                )
            ],
        ),
        [
            {
                'flags': ['KBPS', 'STATS'],
                'meter_id': 5,
                'bands': [
                    {'type': 'DROP', 'rate': 100, 'burst_size': 10},
                    {'type': 'DSCP_REMARK', 'rate': 100, 'burst_size': 10, 'prec_level': 1},
                ],
            }
        ],
    ),
    (
        of13.OFPMeterFeaturesStatsReply(None, body=[of13.OFPMeterFeaturesStats(10, 7, 15, 4, 3)]),
        [
            {
                'max_meter': 10,
                'band_types': ['DROP', 'DSCP_REMARK'],
                'capabilities': ['KBPS', 'PKTPS', 'BURST', 'STATS'],
                'max_bands': 4,
                'max_color': 3,
            }
        ],
    ),
    (
        of13.OFPTableFeaturesStatsReply(
            None,
            body=[
                of13.OFPTableFeaturesStats(
                    table_id=0,
                    name=b't0',
                    metadata_match=1,
                    metadata_write=2,
                    config=3,
                    max_entries=100,
                    properties=[
                        of13.OFPTableFeaturePropInstructions(0, instruction_ids=[of13.OFPInstructionId(1)]),
                        of13.OFPTableFeaturePropNextTables(2, table_ids=[1, 2]),
                        of13.OFPTableFeaturePropActions(6, action_ids=[of13.OFPActionId(25)]),
                        of13.OFPTableFeaturePropOxm(8, oxm_ids=[of13.OFPOxmId('eth_dst', True)]),
                    ],
                )
            ],
        ),
        [
            {
                'table_id': 0,
                'name': 't0',
                'metadata_match': 1,
                'metadata_write': 2,
                'config': 3,
                'max_entries': 100,
                'properties': [
                    {'type': 'INSTRUCTIONS', 'instruction_ids': [{'type': 1, 'len': 4}]},
                    {'type': 'NEXT_TABLES', 'table_ids': [1, 2]},
                    {'type': 'APPLY_ACTIONS', 'action_ids': [{'type': 25, 'len': 4}]},
                    {'type': 'MATCH', 'oxm_ids': [{'type': 'eth_dst', 'hasmask': 1, 'length': 12}]},
                ],
            }
        ],
    ),
    (of13.OFPRoleReply(None, 2, 5), [{'role': 'MASTER', 'generation_id': 5}]),
]


@pytest.mark.parametrize(
    ('reply', 'shown'), ANSWERS, ids=lambda each: f'{type(each).__name__}-{getattr(each, "version", "")}'
)
def test_answer(reply: Any, shown: Any) -> None:
    assert ofctl.Query(reply).to_json(across(reply)) == shown


def test_priority_narrows_down_flows() -> None:
    entries = [
        of13.OFPFlowStats(
            **dict.fromkeys(
                (
                    'table_id',
                    'duration_sec',
                    'duration_nsec',
                    'idle_timeout',
                    'hard_timeout',
                    'flags',
                    'cookie',
                    'packet_count',
                    'byte_count',
                ),
                0,
            ),
            priority=each,
        )
        for each in (1, 2, 1)
    ]
    query = ofctl.query(s13, 'flow', {'priority': '1'})
    shown = query.to_json(across(of13.OFPFlowStatsReply(None, body=entries)))
    assert [each['priority'] for each in shown] == [1, 1]


def test_the_table_statistics_of_1_2_name_what_their_bitmaps_have():
    of12 = version(OF12)
    stats = of12.OFPTableStats(
        1, b'one', match=5, wildcards=1 << 35 | 1 << 62, write_actions=1, apply_actions=1 << 11 | 1, write_setfields=8,
        apply_setfields=0, metadata_match=5, metadata_write=6, instructions=0x2A, config=1, max_entries=7,
        active_count=8, lookup_count=9, matched_count=10,
    )
    assert ofctl.to_json(stats) == {
        'table_id': 1, 'name': 'one', 'match': ['IN_PORT', 'METADATA'], 'wildcards': ['MPLS_TC'],
        'write_actions': ['OUTPUT'], 'apply_actions': ['OUTPUT', 'COPY_TTL_OUT'], 'write_setfields': ['ETH_DST'],
        'apply_setfields': [], 'metadata_match': 5, 'metadata_write': 6,
        'instructions': ['GOTO_TABLE', 'WRITE_ACTIONS', 'CLEAR_ACTIONS'], 'config': ['TABLE_MISS_CONTINUE'],
        'max_entries': 7, 'active_count': 8, 'lookup_count': 9, 'matched_count': 10,
    }  # fmt: skip


def test_properties_are_objects_and_what_experimenters_put_there_is_numbers():
    of14 = version(OF14)
    own = of14.OFPPortDescPropExperimenter(experimenter=0x2320, exp_type=7, data=[42])
    port = of14.OFPPort(port_no=1, hw_addr='00:00:00:00:00:01', name=b'one', config=0, state=0, properties=[own])
    shown = ofctl.to_json(across(of14.OFPPortDescStatsReply(None, 0, [port])).body[0])
    assert shown['properties'] == [
        {'type': 'EXPERIMENTER', 'experimenter': 0x2320, 'exp_type': 7, 'data': [42], 'length': 16},
    ]


def test_the_description_of_a_switch_is_one_object_in_1_2_too():
    of12 = version(OF12)
    query = ofctl.query(SimpleNamespace(ofproto_parser=of12, ofproto=of12), 'desc')
    reply = of12.OFPStatsReply(None, of12.OFPST_DESC, 0, of12.OFPDescStats(b'm', b'h', b's', b'n', b'd'))
    assert query.to_json(reply)['mfr_desc'] == 'm'


@pytest.mark.parametrize('tables', [of10, of13])
def test_a_match_may_be_the_body_itself(tables):
    with pytest.raises(ofctl.BadValue) as error:
        ofctl.read_match(tables, '', {'colour': 1})
    assert error.value.path == 'colour'


def test_the_mask_of_a_cookie_means_nothing_where_a_flow_is_added() -> None:
    flow = {'cookie': 1, 'cookie_mask': 1, 'match': {'in_port': 1}}
    assert ofctl.flow_mod(s10, 'add', flow).cookie == 1
    with pytest.raises(ofctl.BadValue, match=r'^cookie_mask: OpenFlow 1.0 has no such field'):
        ofctl.flow_mod(s10, 'delete', flow)


def test_a_field_that_there_is_not_is_worse_than_two_that_exclude_each_other() -> None:
    with pytest.raises(ofctl.BadValue, match=r'^nonsense: ') as raised:
        ofctl.flow_mod(s13, 'add', {'actions': [], 'instructions': [], 'nonsense': 1})
    assert not isinstance(raised.value, ofctl.Impossible)
    with pytest.raises(ofctl.Impossible, match=r'^actions: a flow entry has either'):
        ofctl.flow_mod(s13, 'add', {'actions': [], 'instructions': []})
