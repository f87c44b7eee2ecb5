"""OpenFlow 1.3: bytes against the specification, Ryu's ways of building, and every message there and back."""

from __future__ import annotations

import random

import pytest

from controller.openflow import OF13, version
from controller.openflow.v1_3 import of13
from controller.wire import DecodeError, EncodeError, Message, Structure
from controller.wire.structure import families_of
from tests.controller.openflow.generator import build, message_classes, plan

PORT = of13.OFPPort(
    port_no=1, hw_addr='00:00:00:00:00:01', name=b's1-eth1', config=0, state=of13.OFPPS_LIVE, curr=0x840,
    advertised=0, supported=0, peer=0, curr_speed=10_000_000, max_speed=0)
PORT_BYTES = ('00000001 00000000 000000000001 0000 73312d65746831000000000000000000 00000000 00000004 00000840'
              '00000000 00000000 00000000 00989680 00000000')
OUTPUT = of13.OFPActionOutput(2)
OUTPUT_BYTES = '0000 0010 00000002 ffe5 000000000000'
IN_PORT_BYTES = '0001 000c 80000004 00000001 00000000'


def messages() -> list[tuple[Message, str]]:
    """Messages, and the bytes the specification wants of them, transaction id 1."""
    match = of13.OFPMatch(in_port=1)
    return [
        (of13.OFPHello(None), '0400 0008 00000001'),
        (of13.OFPHello(None, elements=[of13.OFPHelloElemVersionBitmap([1, 4])]),
         '0400 0010 00000001 0001 0008 00000012'),
        (of13.OFPErrorMsg(None, of13.OFPET_BAD_REQUEST, of13.OFPBRC_BAD_LEN, b'\x04\x00'),
         '0401 000e 00000001 0001 0006 0400'),
        (of13.OFPErrorMsg(None, type_=of13.OFPET_EXPERIMENTER, exp_type=5, experimenter=0x2320, data=b'x'),
         '0401 0011 00000001 ffff 0005 00002320 78'),
        (of13.OFPEchoRequest(None, b'hi'), '0402 000a 00000001 6869'),
        (of13.OFPEchoReply(None, data=b''), '0403 0008 00000001'),
        (of13.OFPExperimenter(None, 0xabc, 10, b'\x00\x01'), '0404 0012 00000001 00000abc 0000000a 0001'),
        (of13.OFPFeaturesRequest(None), '0405 0008 00000001'),
        (of13.OFPSwitchFeatures(None, 0x10, 256, 254, 0, of13.OFPC_FLOW_STATS),
         '0406 0020 00000001 0000000000000010 00000100 fe 00 0000 00000001 00000000'),
        (of13.OFPGetConfigRequest(None), '0407 0008 00000001'),
        (of13.OFPGetConfigReply(None, 0, 128), '0408 000c 00000001 0000 0080'),
        (of13.OFPSetConfig(None, of13.OFPC_FRAG_NORMAL, of13.OFPCML_NO_BUFFER), '0409 000c 00000001 0000 ffff'),
        (of13.OFPPacketIn(None, of13.OFP_NO_BUFFER, 2, of13.OFPR_ACTION, 3, 4, match, b'ab'),
         f'040a 002c 00000001 ffffffff 0002 01 03 0000000000000004 {IN_PORT_BYTES} 0000 6162'),
        (of13.OFPFlowRemoved(None, 1, 2, of13.OFPRR_DELETE, 3, 4, 5, 6, 7, 8, 9, match),
         f'040b 0040 00000001 0000000000000001 0002 02 03 00000004 00000005 0006 0007'
         f'0000000000000008 0000000000000009 {IN_PORT_BYTES}'),
        (of13.OFPPortStatus(None, of13.OFPPR_MODIFY, PORT), f'040c 0050 00000001 02 00000000000000 {PORT_BYTES}'),
        (of13.OFPPacketOut(None, of13.OFP_NO_BUFFER, of13.OFPP_CONTROLLER, [OUTPUT], b'abc'),
         f'040d 002b 00000001 ffffffff fffffffd 0010 000000000000 {OUTPUT_BYTES} 616263'),
        (of13.OFPFlowMod(None, priority=1, match=match, instructions=[
            of13.OFPInstructionActions(of13.OFPIT_APPLY_ACTIONS, [OUTPUT])]),
         f'040e 0058 00000001 0000000000000000 0000000000000000 00 00 0000 0000 0001 ffffffff 00000000 00000000'
         f'0000 0000 {IN_PORT_BYTES} 0004 0018 00000000 {OUTPUT_BYTES}'),
        (of13.OFPGroupMod(None, of13.OFPGC_ADD, of13.OFPGT_SELECT, 1, [of13.OFPBucket(weight=2, actions=[OUTPUT])]),
         f'040f 0030 00000001 0000 01 00 00000001 0020 0002 ffffffff ffffffff 00000000 {OUTPUT_BYTES}'),
        (of13.OFPPortMod(None, 1, '00:00:00:00:00:01', of13.OFPPC_PORT_DOWN, of13.OFPPC_PORT_DOWN, 0),
         '0410 0028 00000001 00000001 00000000 000000000001 0000 00000001 00000001 00000000 00000000'),
        (of13.OFPTableMod(None, of13.OFPTT_ALL, 0), '0411 0010 00000001 ff 000000 00000000'),
        (of13.OFPFlowStatsRequest(None, match=match),
         f'0412 0040 00000001 0001 0000 00000000 ff 000000 ffffffff ffffffff 00000000 {"00" * 16} {IN_PORT_BYTES}'),
        (of13.OFPPortStatsRequest(None, 0, of13.OFPP_ANY),
         '0412 0018 00000001 0004 0000 00000000 ffffffff 00000000'),
        (of13.OFPTableStatsReply(None, body=[of13.OFPTableStats(1, 2, 3, 4)]),
         '0413 0028 00000001 0003 0000 00000000 01 000000 00000002 0000000000000003 0000000000000004'),
        (of13.OFPPortDescStatsReply(None, body=[PORT], flags=of13.OFPMPF_REPLY_MORE),
         f'0413 0050 00000001 000d 0001 00000000 {PORT_BYTES}'),
        (of13.OFPAggregateStatsReply(None, body=of13.OFPAggregateStats(1, 2, 3)),
         '0413 0028 00000001 0002 0000 00000000 0000000000000001 0000000000000002 00000003 00000000'),
        (of13.OFPBarrierRequest(None), '0414 0008 00000001'),
        (of13.OFPBarrierReply(None), '0415 0008 00000001'),
        (of13.OFPQueueGetConfigRequest(None, of13.OFPP_ANY), '0416 0010 00000001 ffffffff 00000000'),
        (of13.OFPQueueGetConfigReply(None, [of13.OFPPacketQueue(1, 2, [of13.OFPQueuePropMinRate(500)])], 2),
         '0417 0030 00000001 00000002 00000000 00000001 00000002 0020 000000000000'
         '0001 0010 00000000 01f4 000000000000'),
        (of13.OFPRoleRequest(None, of13.OFPCR_ROLE_MASTER, 7), '0418 0018 00000001 00000002 00000000 0000000000000007'),
        (of13.OFPRoleReply(None, of13.OFPCR_ROLE_SLAVE, 7), '0419 0018 00000001 00000003 00000000 0000000000000007'),
        (of13.OFPGetAsyncRequest(None), '041a 0008 00000001'),
        (of13.OFPGetAsyncReply(None, [1, 2], [3, 4], [5, 6]),
         '041b 0020 00000001 00000001 00000002 00000003 00000004 00000005 00000006'),
        (of13.OFPSetAsync(None, [1, 2], [3, 4], [5, 6]),
         '041c 0020 00000001 00000001 00000002 00000003 00000004 00000005 00000006'),
        (of13.OFPMeterMod(None, of13.OFPMC_ADD, of13.OFPMF_KBPS, 1, [of13.OFPMeterBandDrop(1000, 10)]),
         '041d 0020 00000001 0000 0001 00000001 0001 0010 000003e8 0000000a 00000000'),
    ]


def test_every_message_type_is_in_the_table_of_bytes() -> None:
    assert {message.msg_type for message, _ in messages()} == set(of13.messages) == set(range(30))


@pytest.mark.parametrize(('message', 'text'), messages(), ids=lambda value: type(value).__name__)
def test_bytes_of_the_specification(message: Message, text: str) -> None:
    message.set_xid(1)
    message.serialize()
    data = bytes.fromhex(text)
    assert message.buf == data
    assert message.msg_len == len(data)
    again = of13.decode(data, 'a datapath')
    assert (again, again.xid, again.datapath, again.buf) == (message, 1, 'a datapath', data)
    assert again.encode() == data


def structures() -> list[tuple[Structure, str]]:
    """What stands inside messages, and its bytes."""
    return [
        (of13.OFPActionGroup(5), '0016 0008 00000005'),
        (of13.OFPActionSetQueue(5), '0015 0008 00000005'),
        (of13.OFPActionSetMplsTtl(5), '000f 0008 05 000000'),
        (of13.OFPActionDecMplsTtl(), '0010 0008 00000000'),
        (of13.OFPActionSetNwTtl(5), '0017 0008 05 000000'),
        (of13.OFPActionDecNwTtl(), '0018 0008 00000000'),
        (of13.OFPActionCopyTtlOut(), '000b 0008 00000000'),
        (of13.OFPActionCopyTtlIn(), '000c 0008 00000000'),
        (of13.OFPActionPushVlan(), '0011 0008 8100 0000'),
        (of13.OFPActionPopVlan(), '0012 0008 00000000'),
        (of13.OFPActionPushMpls(), '0013 0008 8847 0000'),
        (of13.OFPActionPopMpls(), '0014 0008 0800 0000'),
        (of13.OFPActionPushPbb(0x88E7), '001a 0008 88e7 0000'),
        (of13.OFPActionPopPbb(), '001b 0008 00000000'),
        (of13.OFPActionSetField(eth_type=0x0800), '0019 0010 80000a02 0800 000000000000'),
        (of13.OFPActionExperimenterUnknown(0xabc, b'abcdefgh'), 'ffff 0010 00000abc 6162636465666768'),
        (of13.OFPInstructionGotoTable(5), '0001 0008 05 000000'),
        (of13.OFPInstructionWriteMetadata(1, 0xFF), '0002 0018 00000000 0000000000000001 00000000000000ff'),
        (of13.OFPInstructionActions(of13.OFPIT_CLEAR_ACTIONS), '0005 0008 00000000'),
        (of13.OFPInstructionActions(of13.OFPIT_WRITE_ACTIONS, [OUTPUT]), f'0003 0018 00000000 {OUTPUT_BYTES}'),
        (of13.OFPInstructionMeter(5), '0006 0008 00000005'),
        (of13.OFPInstructionExperimenter(0x2320, b'abcdefgh'), 'ffff 0010 00002320 6162636465666768'),
        (of13.OFPMeterBandDscpRemark(1, 2, 3), '0002 0010 00000001 00000002 03 000000'),
        (of13.OFPMeterBandExperimenter(1, 2, 3), 'ffff 0010 00000001 00000002 00000003'),
        (of13.OFPQueuePropMaxRate(5), '0002 0010 00000000 0005 000000000000'),
        (of13.OFPQueuePropExperimenter(5, [*b'abcd']), 'ffff 0014 00000000 00000005 00000000 61626364'),
        (of13.OFPTableFeaturePropInstructions(0, None, [of13.OFPInstructionId(1), of13.OFPInstructionId(4)]),
         '0000 000c 0001 0004 0004 0004 00000000'),
        (of13.OFPTableFeaturePropNextTables(2, None, [1, 2, 3]), '0002 0007 010203 00'),
        (of13.OFPTableFeaturePropActions(4, None, [of13.OFPActionId(0)]), '0004 0008 0000 0004'),
        (of13.OFPTableFeaturePropOxm(8, None, [of13.OFPOxmId('in_port'), of13.OFPOxmId('metadata', True)]),
         '0008 000c 80000004 80000510 00000000'),
        (of13.OFPTableFeaturePropExperimenter(0xFFFE, None, 1, 2, b'ab'), 'fffe 000e 00000001 00000002 6162 0000'),
        (of13.OFPTableFeaturePropExperimenter(0xFFFF, None, 1, 2, [3]), 'ffff 0010 00000001 00000002 00000003'),
        (of13.OFPGroupFeaturesStats(3, 1, [1, 2, 3, 4], [5, 6, 7, 8]),
         '00000003 00000001 00000001 00000002 00000003 00000004 00000005 00000006 00000007 00000008'),
        (of13.OFPGroupStats(group_id=1, ref_count=2, packet_count=3, byte_count=4, duration_sec=5, duration_nsec=6,
                            bucket_stats=[of13.OFPBucketCounter(7, 8)]),
         '0038 0000 00000001 00000002 00000000 0000000000000003 0000000000000004 00000005 00000006'
         '0000000000000007 0000000000000008'),
        (of13.OFPMeterStats(1, 2, 3, 4, 5, 6, [of13.OFPMeterBandStats(7, 8)]),
         '00000001 0038 000000000000 00000002 0000000000000003 0000000000000004 00000005 00000006'
         '0000000000000007 0000000000000008'),
    ]


@pytest.mark.parametrize(('structure', 'text'), structures(), ids=lambda value: type(value).__name__)
def test_bytes_of_structures(structure: Structure, text: str) -> None:
    data = bytes.fromhex(text)
    assert structure.encode() == data
    outermost = families_of(type(structure))[0][0] if families_of(type(structure)) else type(structure)
    assert outermost.decode_list(data, 0, len(data)) == [structure]


def test_the_version_is_both_ofproto_and_parser() -> None:
    assert version(OF13) is of13
    assert of13.OFP_VERSION == 4
    assert (of13.OFPP_FLOOD, of13.OFPP_CONTROLLER, of13.OFPP_ANY) == (0xFFFFFFFB, 0xFFFFFFFD, 0xFFFFFFFF)
    assert (of13.OFPCML_NO_BUFFER, of13.OFPCML_MAX, of13.OFP_NO_BUFFER) == (0xFFFF, 0xFFE5, 0xFFFFFFFF)
    assert (of13.OFPG_ANY, of13.OFPG_ALL, of13.OFPTT_ALL, of13.OFPM_ALL) == (0xFFFFFFFF, 0xFFFFFFFC, 255, 0xFFFFFFFF)
    assert (of13.OFPPF_10MB_HD, of13.OFPPF_1TB_FD, of13.OFPPF_PAUSE_ASYM) == (1, 0x200, 0x8000)
    assert (of13.OFPVID_PRESENT, of13.OFPVID_NONE, of13.OFP_DEFAULT_PRIORITY) == (0x1000, 0, 0x8000)
    assert (of13.OFPMPF_REPLY_MORE, of13.OFPMP_PORT_DESC, of13.OFPCR_ROLE_MASTER) == (1, 13, 2)
    with pytest.raises(AttributeError, match=r'OpenFlow 1\.3 has no OFPT_VENDOR'):
        of13.OFPT_VENDOR  # noqa: B018


def test_a_learning_switch_written_for_ryu() -> None:
    parser = ofproto = of13
    match = parser.OFPMatch(in_port=1, eth_dst='00:00:00:00:00:02', eth_src='00:00:00:00:00:01')
    instructions = [parser.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, [parser.OFPActionOutput(2)])]
    message = parser.OFPFlowMod(datapath=None, buffer_id=7, priority=1, match=match, instructions=instructions)
    again = of13.decode(message.encode())
    assert again.match['eth_dst'] == '00:00:00:00:00:02'
    assert again.instructions[0].actions[0].port == 2
    assert (again.command, again.buffer_id, again.priority) == (ofproto.OFPFC_ADD, 7, 1)

    message = parser.OFPPacketOut(datapath=None, buffer_id=7, in_port=1, actions=[parser.OFPActionOutput(2)], data=None)
    assert of13.decode(message.encode()).data == b''


def test_the_table_features_request_without_a_body_asks_for_them() -> None:
    message = of13.OFPTableFeaturesStatsRequest(None)
    assert message.encode() == bytes.fromhex('0412 0010 00000000 000c 0000 00000000')
    assert of13.decode(message.encode()).body == []


def test_versions_of_a_hello() -> None:
    element = of13.OFPHelloElemVersionBitmap([1, 4, 33])
    assert element.bitmaps == [0x12, 2]
    assert element.versions == [1, 4, 33]
    hello = of13.decode(of13.OFPHello(None, [element]).encode())
    assert hello.elements[0].versions == [1, 4, 33]
    unknown = bytes.fromhex('0400 0010 00000000 0002 0006 abcd 0000')
    assert of13.decode(unknown).elements[0].data == b'\xab\xcd'
    assert of13.decode(unknown).encode() == unknown


def test_an_error_of_an_experimenter_has_its_type_and_id() -> None:
    error = of13.decode(bytes.fromhex('0401 0012 00000000 ffff 0005 00002320 6162'))
    assert (error.exp_type, error.experimenter, error.data[4:]) == (5, 0x2320, b'ab')
    error = of13.decode(bytes.fromhex('0401 000c 00000000 0001 0006'))
    assert (error.exp_type, error.experimenter, error.code) == (None, None, of13.OFPBRC_BAD_LEN)


def test_repr_shows_enumerations_by_name() -> None:
    message = of13.OFPPortMod(None, of13.OFPP_LOCAL, config=of13.OFPPC_NO_RECV | of13.OFPPC_NO_FWD)
    assert 'port_no=OFPP_LOCAL' in repr(message)
    assert 'config=OFPPC_NO_RECV|OFPPC_NO_FWD' in repr(message)
    assert 'out_group=OFPG_ANY' in repr(of13.OFPFlowMod(None, out_group=of13.OFPG_ANY))


@pytest.mark.parametrize(('message', 'problem'), [
    (of13.OFPFlowMod(None, priority=70000), 'OFPFlowMod.priority: 70000'),
    (of13.OFPFlowMod(None, match=5), 'OFPFlowMod.match: 5 is no OFPMatch'),
    (of13.OFPFlowMod(None, instructions=[of13.OFPInstructionActions(4, [5])]), 'OFPInstructionActions.actions'),
    (of13.OFPSetAsync(None, [1], [2, 3], [4, 5]), 'OFPSetAsync.packet_in_mask.*1 items, 2 wanted'),
    (of13.OFPRoleRequest(None, of13.OFPCR_ROLE_EQUAL), 'OFPRoleRequest.generation_id: None'),
    (of13.OFPPacketOut(None, of13.OFP_NO_BUFFER, 1, [], 'text'), 'OFPPacketOut.data'),
    (of13.OFPPortMod(None, 1, 'nonsense'), 'OFPPortMod.hw_addr'),
])
def test_a_value_that_does_not_fit_is_named(message: Message, problem: str) -> None:
    with pytest.raises(EncodeError, match=problem):
        message.encode()


def test_a_misspelt_argument_is_an_error() -> None:
    with pytest.raises(TypeError, match='prioritty'):
        of13.OFPFlowMod(None, prioritty=1)


@pytest.mark.parametrize(('text', 'where'), [
    ('0413 0014 00000000 0001 0000 00000000 00000000', 'body[0]'),
    (f'040e 0040 00000000 {"00" * 40} 0001 0014 80000004 00000001 00000000', 'match'),
    (f'040e 0048 00000000 {"00" * 40} 0001 0004 00000000 0004 0010 00000000 0000 0004 00000000', 'instructions[0]'),
    ('040d 0020 00000000 ffffffff 00000001 0010 000000000000 0000 0008 00000001', ''),
    ('040c 0010 00000000 00 00000000000000', ''),
])
def test_damage_names_the_way_to_it(text: str, where: str) -> None:
    with pytest.raises(DecodeError) as caught:
        of13.decode(bytes.fromhex(text))
    assert caught.value.where.startswith(where)


def test_every_structure_compiles_and_every_message_survives_the_wire() -> None:
    rng = random.Random(13)
    classes = message_classes(of13)
    assert {cls.msg_type for cls in classes} == set(range(30))
    for opener in (of13.OFPMultipartRequest, of13.OFPMultipartReply):
        assert opener.table.family.members.keys() == {*range(14), 0xFFFF}
    for cls in classes:
        for _ in range(8):
            message = build(of13, plan(of13, cls, rng), None)
            message.xid = rng.getrandbits(32)
            data = message.encode()
            again = of13.decode(data)
            assert type(again) is cls
            assert (again, again.xid) == (message, message.xid)
            assert again.encode() == data
            assert repr(again) == repr(message)
