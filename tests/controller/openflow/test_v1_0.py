"""OpenFlow 1.0: bytes against the specification, the match with its wildcards, and every message there and back."""

from __future__ import annotations

import random

import pytest

from controller.openflow import OF10, version
from controller.openflow.v1_0 import of10
from controller.wire import DecodeError, EncodeError, Message, Structure
from tests.controller.openflow.generator import build, message_classes, plan

PORT = of10.OFPPhyPort(
    port_no=1, hw_addr='00:00:00:00:00:01', name=b's1-eth1', config=0, state=0, curr=0xC0, advertised=0, supported=0,
    peer=0)
PORT_BYTES = ('0001 000000000001 73312d65746831000000000000000000 00000000 00000000 000000c0 00000000 00000000'
              '00000000')
OUTPUT = of10.OFPActionOutput(2)
OUTPUT_BYTES = '0000 0008 0002 ffe5'
MATCH = of10.OFPMatch(in_port=1, dl_dst='00:00:00:00:00:02', dl_src=b'\x00\x00\x00\x00\x00\x01')
MATCH_BYTES = ('003ffff2 0001 000000000001 000000000002 0000 00 00 0000 00 00 0000 00000000 00000000 0000 0000')


def messages() -> list[tuple[Message, str]]:
    """Messages, and the bytes the specification wants of them, transaction id 1."""
    return [
        (of10.OFPHello(None), '0100 0008 00000001'),
        (of10.OFPErrorMsg(None, of10.OFPET_BAD_REQUEST, of10.OFPBRC_BAD_LEN, b'\x01\x00'),
         '0101 000e 00000001 0001 0006 0100'),
        (of10.OFPEchoRequest(None, b'hi'), '0102 000a 00000001 6869'),
        (of10.OFPEchoReply(None, b'hi'), '0103 000a 00000001 6869'),
        (of10.OFPVendor(None, 0xabc, b'\x00\x01'), '0104 000e 00000001 00000abc 0001'),
        (of10.OFPFeaturesRequest(None), '0105 0008 00000001'),
        (of10.OFPSwitchFeatures(None, 0x10, 256, 1, of10.OFPC_FLOW_STATS, 0xFFF, {1: PORT}),
         f'0106 0050 00000001 0000000000000010 00000100 01 000000 00000001 00000fff {PORT_BYTES}'),
        (of10.OFPGetConfigRequest(None), '0107 0008 00000001'),
        (of10.OFPGetConfigReply(None, 0, 128), '0108 000c 00000001 0000 0080'),
        (of10.OFPSetConfig(None, of10.OFPC_FRAG_NORMAL, 128), '0109 000c 00000001 0000 0080'),
        (of10.OFPPacketIn(None, of10.OFP_NO_BUFFER, 2, 3, of10.OFPR_ACTION, b'ab'),
         '010a 0014 00000001 ffffffff 0002 0003 01 00 6162'),
        (of10.OFPFlowRemoved(None, MATCH, 1, 2, of10.OFPRR_DELETE, 3, 4, 5, 6, 7),
         f'010b 0058 00000001 {MATCH_BYTES} 0000000000000001 0002 02 00 00000003 00000004 0005 0000'
         '0000000000000006 0000000000000007'),
        (of10.OFPPortStatus(None, of10.OFPPR_MODIFY, PORT), f'010c 0040 00000001 02 00000000000000 {PORT_BYTES}'),
        (of10.OFPPacketOut(None, of10.OFP_NO_BUFFER, of10.OFPP_NONE, [OUTPUT], b'abc'),
         f'010d 001b 00000001 ffffffff ffff 0008 {OUTPUT_BYTES} 616263'),
        (of10.OFPFlowMod(None, MATCH, priority=1, flags=of10.OFPFF_SEND_FLOW_REM, actions=[OUTPUT]),
         f'010e 0050 00000001 {MATCH_BYTES} 0000000000000000 0000 0000 0000 0001 ffffffff ffff 0001 {OUTPUT_BYTES}'),
        (of10.OFPPortMod(None, 1, '00:00:00:00:00:01', of10.OFPPC_PORT_DOWN, of10.OFPPC_PORT_DOWN),
         '010f 0020 00000001 0001 000000000001 00000001 00000001 00000000 00000000'),
        (of10.OFPDescStatsRequest(None), '0110 000c 00000001 0000 0000'),
        (of10.OFPFlowStatsRequest(None, 0, MATCH, 0xFF, of10.OFPP_NONE),
         f'0110 0038 00000001 0001 0000 {MATCH_BYTES} ff 00 ffff'),
        (of10.OFPPortStatsRequest(None, 0, of10.OFPP_NONE), '0110 0014 00000001 0004 0000 ffff 000000000000'),
        (of10.OFPQueueStatsRequest(None, 0, 1, of10.OFPQ_ALL), '0110 0014 00000001 0005 0000 0001 0000 ffffffff'),
        (of10.OFPVendorStatsRequest(None, 0, 0xabc, b'ab'), '0110 0012 00000001 ffff 0000 00000abc 6162'),
        (of10.OFPAggregateStatsReply(None, body=[of10.OFPAggregateStats(1, 2, 3)]),
         '0111 0024 00000001 0002 0000 0000000000000001 0000000000000002 00000003 00000000'),
        (of10.OFPFlowStatsReply(None, of10.OFPSF_REPLY_MORE, [
            of10.OFPFlowStats(0, MATCH, 1, 2, 3, 4, 5, 6, 7, 8, [OUTPUT])]),
         f'0111 006c 00000001 0001 0001 0060 00 00 {MATCH_BYTES} 00000001 00000002 0003 0004 0005 000000000000'
         f'0000000000000006 0000000000000007 0000000000000008 {OUTPUT_BYTES}'),
        (of10.OFPVendorStatsReply(None, 0, 0xabc, of10.OFPVendorStats(b'ab')),
         '0111 0012 00000001 ffff 0000 00000abc 6162'),
        (of10.OFPBarrierRequest(None), '0112 0008 00000001'),
        (of10.OFPBarrierReply(None), '0113 0008 00000001'),
        (of10.OFPQueueGetConfigRequest(None, 1), '0114 000c 00000001 0001 0000'),
        (of10.OFPQueueGetConfigReply(None, 1, [of10.OFPPacketQueue(2, [of10.OFPQueuePropMinRate(500)])]),
         '0115 0028 00000001 0001 000000000000 00000002 0018 0000 0001 0010 00000000 01f4 000000000000'),
    ]


def test_every_message_type_is_in_the_table_of_bytes() -> None:
    assert {message.msg_type for message, _ in messages()} == set(of10.messages) == set(range(22))


@pytest.mark.parametrize(('message', 'text'), messages(), ids=lambda value: type(value).__name__)
def test_bytes_of_the_specification(message: Message, text: str) -> None:
    message.set_xid(1)
    message.serialize()
    data = bytes.fromhex(text)
    assert message.buf == data
    again = of10.decode(data, 'a datapath')
    assert (again, again.xid, again.datapath, again.buf) == (message, 1, 'a datapath', data)
    assert again.encode() == data


@pytest.mark.parametrize(('action', 'text'), [
    (of10.OFPActionOutput(of10.OFPP_CONTROLLER, 128), '0000 0008 fffd 0080'),
    (of10.OFPActionVlanVid(5), '0001 0008 0005 0000'),
    (of10.OFPActionVlanPcp(5), '0002 0008 05 000000'),
    (of10.OFPActionStripVlan(), '0003 0008 00000000'),
    (of10.OFPActionSetDlSrc('00:00:00:00:00:01'), '0004 0010 000000000001 000000000000'),
    (of10.OFPActionSetDlDst(b'\x00\x00\x00\x00\x00\x01'), '0005 0010 000000000001 000000000000'),
    (of10.OFPActionSetNwSrc('10.0.0.1'), '0006 0008 0a000001'),
    (of10.OFPActionSetNwDst(0x0A000001), '0007 0008 0a000001'),
    (of10.OFPActionSetNwTos(0x20), '0008 0008 20 000000'),
    (of10.OFPActionSetTpSrc(80), '0009 0008 0050 0000'),
    (of10.OFPActionSetTpDst(80), '000a 0008 0050 0000'),
    (of10.OFPActionEnqueue(1, 2), '000b 0010 0001 000000000000 00000002'),
    (of10.OFPActionVendorUnknown(0xabc, b'abcdefgh'), 'ffff 0010 00000abc 6162636465666768'),
], ids=lambda value: type(value).__name__)
def test_bytes_of_actions(action: Structure, text: str) -> None:
    data = bytes.fromhex(text)
    assert action.encode() == data
    assert of10.OFPAction.decode_list(data, 0, len(data)) == [action]


def test_addresses_are_kept_as_ryu_keeps_them() -> None:
    assert of10.OFPActionSetDlSrc('00:00:00:00:00:01').dl_addr == b'\x00\x00\x00\x00\x00\x01'
    assert of10.OFPActionSetNwSrc('10.0.0.1').nw_addr == 0x0A000001
    match = of10.OFPMatch(dl_src='00:00:00:00:00:01', nw_src='10.0.0.1')
    assert (match.dl_src, match.dl_dst, match.nw_src, match.nw_dst) == (b'\0\0\0\0\0\1', bytes(6), 0x0A000001, 0)
    assert PORT.hw_addr == '00:00:00:00:00:01'


# What counts in a match follows from what is given (5.2.3; the same numbers as Ryu's).
@pytest.mark.parametrize(('given', 'wildcards'), [
    ({}, 0x3FFFFF),
    ({'in_port': 0}, 0x3FFFFE),
    ({'dl_vlan': 0}, 0x3FFFFD),
    ({'dl_src': '00:00:00:00:00:00'}, 0x3FFFFB),
    ({'dl_src': 0}, 0x3FFFFB),
    ({'dl_dst': bytes(6)}, 0x3FFFF7),
    ({'dl_type': 0x0800, 'nw_proto': 6, 'tp_dst': 80}, 0x3FFF4F),
    ({'tp_src': 80}, 0x3FFFBF),
    ({'dl_vlan_pcp': 1}, 0x2FFFFF),
    ({'nw_tos': 4}, 0x1FFFFF),
    ({'nw_src': '10.0.0.1'}, 0x3FC0FF),
    ({'nw_src': '10.0.0.0', 'nw_src_mask': 24}, 0x3FC8FF),
    ({'nw_src': '10.0.0.0/24'}, 0x3FC8FF),
    ({'nw_src': '1.2.3.4', 'nw_src_mask': 0}, 0x3FE0FF),
    ({'nw_src': 0x0A000001, 'nw_dst': 1, 'nw_dst_mask': 8}, 0x3600FF),
    ({'nw_src_mask': 8}, 0x3FFFFF),
    ({'wildcards': 5, 'in_port': 3}, 5),
    ({'wildcards': of10.OFPFW_ALL, 'in_port': 3}, 0x3FFFFF),
])
def test_wildcards_follow_from_what_is_given(given: dict[str, object], wildcards: int) -> None:
    match = of10.OFPMatch(**given)
    assert match.wildcards == wildcards
    assert match.encode()[:4] == wildcards.to_bytes(4, 'big')
    assert of10.OFPMatch.decode(match.encode(), 0, 40) == match


@pytest.mark.parametrize(('build_it', 'problem'), [
    (lambda: of10.OFPMatch(dl_src='nonsense'), "OFPMatch.dl_src: 'nonsense' is no Ethernet address"),
    (lambda: of10.OFPMatch(nw_dst='10.0.0.300'), "OFPMatch.nw_dst: '10.0.0.300' is no IPv4 address"),
    (lambda: of10.OFPMatch(nw_dst=1 << 32), 'OFPMatch.nw_dst'),
    (lambda: of10.OFPMatch(nw_src='10.0.0.0', nw_src_mask=33), 'OFPMatch.nw_src: its prefix length'),
    (lambda: of10.OFPMatch(nw_src='10.0.0.0/x'), 'OFPMatch.nw_src: its prefix length'),
    (lambda: of10.OFPMatch(in_port=70000).encode(), 'OFPMatch.in_port: 70000'),
    (lambda: of10.OFPActionSetDlDst('1'), 'OFPActionSetDlDst.dl_addr'),
    (lambda: of10.OFPActionSetNwDst('1'), 'OFPActionSetNwDst.nw_addr'),
    (lambda: of10.OFPActionOutput(0xFFFFFFFB).encode(), 'OFPActionOutput.port'),
])
def test_a_value_that_does_not_fit_is_named(build_it: object, problem: str) -> None:
    with pytest.raises(EncodeError, match=problem):
        build_it()


def test_a_learning_switch_written_for_ryu() -> None:
    match = of10.OFPMatch(in_port=1, dl_dst=b'\0\0\0\0\0\2', dl_src=b'\0\0\0\0\0\1')
    message = of10.OFPFlowMod(
        datapath=None, match=match, cookie=0, command=of10.OFPFC_ADD, idle_timeout=0, hard_timeout=0,
        priority=of10.OFP_DEFAULT_PRIORITY, flags=of10.OFPFF_SEND_FLOW_REM, actions=[of10.OFPActionOutput(2)])
    again = of10.decode(message.encode())
    assert (again.match.dl_dst, again.actions[0].port) == (b'\0\0\0\0\0\2', 2)
    message = of10.OFPPacketOut(datapath=None, buffer_id=7, in_port=1, actions=[of10.OFPActionOutput(2)], data=None)
    assert of10.decode(message.encode()).data == b''


def test_ports_of_a_switch_are_a_dictionary() -> None:
    second = of10.OFPPhyPort(of10.OFPP_LOCAL, '00:00:00:00:00:02', b's1', 0, 0, 0, 0, 0, 0)
    message = of10.OFPSwitchFeatures(None, 1, 0, 1, 0, 0, {1: PORT, of10.OFPP_LOCAL: second})
    assert of10.decode(message.encode()).ports == {1: PORT, 0xFFFE: second}


def test_a_hello_of_a_later_version_is_understood() -> None:
    hello = of10.decode(bytes.fromhex('0100 0010 00000001 0001 0008 00000012'))
    assert hello.data == bytes.fromhex('0001000800000012')


def test_the_version_is_both_ofproto_and_parser() -> None:
    assert version(OF10) is of10
    assert (of10.OFP_VERSION, of10.OFPP_FLOOD, of10.OFPP_NONE) == (1, 0xFFFB, 0xFFFF)
    assert (of10.OFPFW_ALL, of10.OFPFW_NW_SRC_MASK, of10.OFPFW_NW_DST_ALL) == (0x3FFFFF, 0x3F00, 0x80000)
    assert (of10.OFPFW_ICMP_TYPE, of10.OFPPF_100MB_FD, of10.OFPST_VENDOR) == (64, 8, 0xFFFF)


def test_a_match_is_read_by_field_name_as_in_ryu() -> None:
    match = of10.OFPMatch(
        in_port=1, dl_src='00:00:00:00:00:01', dl_vlan=0, nw_src='10.0.0.0', nw_src_mask=8, nw_dst='1.1.1.1', tp_dst=5)
    assert [match[name] for name in ('in_port', 'dl_src', 'dl_vlan', 'tp_dst')] == [1, '00:00:00:00:00:01', 0, 5]
    assert (match['nw_src'], match['nw_src_mask']) == ('10.0.0.0', 8)
    assert (match['nw_dst'], match['nw_dst_mask']) == ('1.1.1.1', 32)
    assert match['wildcards'] == match.wildcards
    assert 'dl_vlan' in match and 'dl_dst' not in match and 'bogus' not in match and 5 not in match
    for name in ('dl_dst', 'tp_src', 'bogus', 'nw_tos_mask'):
        with pytest.raises(KeyError, match=name):
            match[name]
    for name in ('nw_src', 'nw_src_mask', 'nw_dst'):
        assert name not in of10.OFPMatch()


@pytest.mark.parametrize('text', [
    '0110 000c 00000000 0001 0001',                        # a flow statistics request without a match
    '0106 0021 00000000' + '00' * 25,                      # half a port
    f'010e 0050 00000000 {MATCH_BYTES}' + '00' * 24 + '0000 0000 0000 0000',   # an action of no length
    f'010e 0050 00000000 {MATCH_BYTES}' + '00' * 24 + '0000 0010 0000 0000',   # an action past the end
    '010d 0018 00000000 ffffffff ffff 0010 0000000800010000',                  # actions_len past the end
    '0115 0018 00000000 0001 000000000000 00000001 0000 0000',                 # a queue of no length
    '0116 0008 00000000',                                                      # no such type
])
def test_damage_is_refused(text: str) -> None:
    with pytest.raises(DecodeError):
        of10.decode(bytes.fromhex(text))


def test_every_structure_compiles_and_every_message_survives_the_wire() -> None:
    rng = random.Random(10)
    classes = message_classes(of10)
    assert {cls.msg_type for cls in classes} == set(range(22))
    for opener in (of10.OFPStatsRequest, of10.OFPStatsReply):
        assert opener.table.family.members.keys() == {*range(6), 0xFFFF}
    for cls in classes:
        for _ in range(8):
            message = build(of10, plan(of10, cls, rng), None)
            message.xid = rng.getrandbits(32)
            data = message.encode()
            again = of10.decode(data)
            assert type(again) is cls
            assert (again, again.xid) == (message, message.xid)
            assert again.encode() == data
            assert repr(again) == repr(message)
