"""OpenFlow 1.5: what differs from 1.4, as bytes of the specification, and every message there and back."""

from __future__ import annotations

import random
from typing import Any

import pytest

from controller.openflow import OF15, version
from controller.openflow.v1_4 import of14
from controller.openflow.v1_5 import of15
from controller.wire import DecodeError, EncodeError, Message, Structure
from controller.wire.structure import families_of
from tests.controller.openflow.generator import build, message_classes, plan

TYPES = {*range(22), *range(24, 36)}
IN_PORT_BYTES = '0001 000c 80000004 00000001 00000000'
OUTPUT_BYTES = '0000 0010 00000002 ffe5 000000000000'
STATS_BYTES = '0000 0018 8002 0008 00000001 00000002 8002 0604 00000005'
EXPERIMENTER_BYTES = '{} 0010 00002320 00000007 0000002a'


def stats() -> Any:
    return of15.OFPStats(duration=(1, 2), flow_count=5)


def bucket(bucket_id: int, *properties: Structure) -> Any:
    return of15.OFPBucket(bucket_id, [of15.OFPActionOutput(2)], list(properties))


BUCKET_BYTES = '0028 0010 00000001' + OUTPUT_BYTES + '0000 0008 0003 0000 0001 0008 00000004'
SECOND_BUCKET_BYTES = '0018 0010 00000002' + OUTPUT_BYTES


def buckets() -> list[Any]:
    watch = of15.OFPGroupBucketPropWatch(of15.OFPGBPT_WATCH_PORT, watch=4)
    return [bucket(1, of15.OFPGroupBucketPropWeight(weight=3), watch), bucket(2)]


def status() -> Any:
    return of15.OFPControllerStatusStats(1, of15.OFPCR_ROLE_MASTER, of15.OFPCSR_ROLE, of15.OFPCT_STATUS_UP, [
        of15.OFPControllerStatusPropUri(uri=b'tcp:192.0.2.1:6653')])


STATUS_BYTES = ('0028 0001 00000002 02 00 000000000000'
                '0000 0016 7463703a3139322e302e322e313a36363533 0000')


def messages() -> list[tuple[Message, str]]:
    """Messages, and the bytes the specification wants of them, transaction id 1."""
    match = of15.OFPMatch(in_port=1)
    return [
        (of15.OFPHello(None, [of15.OFPHelloElemVersionBitmap([6])]), '0600 0010 00000001 0001 0008 00000040'),
        (of15.OFPFlowRemoved(None, 1, of15.OFPRR_DELETE, 2, 3, 4, 5, match, stats()),
         f'060b 0040 00000001 01 02 0002 0003 0004 0000000000000005 {IN_PORT_BYTES} {STATS_BYTES}'),
        (of15.OFPPacketOut(None, of15.OFP_NO_BUFFER, match, [of15.OFPActionOutput(2)], b'abc'),
         f'060d 0033 00000001 ffffffff 0010 0000 {IN_PORT_BYTES} {OUTPUT_BYTES} 616263'),
        (of15.OFPFlowMod(None, match=match, instructions=[
            of15.OFPInstructionStatTrigger(of15.OFPSTF_PERIODIC, of15.OFPStats(packet_count=100)),
            of15.OFPInstructionActions(of15.OFPIT_APPLY_ACTIONS, [of15.OFPActionMeter(7)])]),
         f'060e 0068 00000001 0000000000000000 0000000000000000 00 00 0000 0000 8000 ffffffff 00000000 00000000'
         f'0000 0000 {IN_PORT_BYTES} 0007 0018 00000001 0000 0010 8002 0808 0000000000000064'
         f'0004 0010 00000000 001d 0008 00000007'),
        (of15.OFPGroupMod(None, of15.OFPGC_ADD, of15.OFPGT_SELECT, 1, buckets=buckets()),
         f'060f 0058 00000001 0000 01 00 00000001 0040 0000 ffffffff {BUCKET_BYTES} {SECOND_BUCKET_BYTES}'),
        (of15.OFPGroupMod(None, of15.OFPGC_INSERT_BUCKET, of15.OFPGT_SELECT, 1, of15.OFPG_BUCKET_FIRST, [bucket(2)]),
         f'060f 0030 00000001 0003 01 00 00000001 0018 0000 fffffffd {SECOND_BUCKET_BYTES}'),
        (of15.OFPGroupMod(None, of15.OFPGC_REMOVE_BUCKET, group_id=1, command_bucket_id=2, properties=[
            of15.OFPGroupPropExperimenter(experimenter=0x2320, exp_type=7, data=[42])]),
         f'060f 0028 00000001 0005 00 00 00000001 0000 0000 00000002 {EXPERIMENTER_BYTES.format("ffff")}'),
        (of15.OFPFlowDescStatsRequest(None, match=match),
         f'0612 0040 00000001 0001 0000 00000000 ff 000000 ffffffff ffffffff 00000000 {"00" * 16} {IN_PORT_BYTES}'),
        (of15.OFPFlowDescStatsReply(None, body=[of15.OFPFlowDesc(
            1, 2, 3, 4, of15.OFPFF_SEND_FLOW_REM, 5, 6, match, stats(), [of15.OFPInstructionGotoTable(2)])]),
         f'0613 0058 00000001 0001 0000 00000000'
         f'0048 0000 01 00 0002 0003 0004 0001 0005 0000000000000006 {IN_PORT_BYTES} {STATS_BYTES}'
         f'0001 0008 02 000000'),
        (of15.OFPFlowStatsRequest(None, table_id=1, cookie=2, cookie_mask=3, match=match),
         f'0612 0040 00000001 0011 0000 00000000 01 000000 ffffffff ffffffff 00000000'
         f'0000000000000002 0000000000000003 {IN_PORT_BYTES}'),
        (of15.OFPFlowStatsReply(None, body=[
            of15.OFPFlowStats(1, of15.OFPFSR_STAT_TRIGGER, 2, match, stats()),
            of15.OFPFlowStats(3, of15.OFPFSR_STATS_REQUEST, 4, of15.OFPMatch(), of15.OFPStats())]),
         f'0613 0058 00000001 0011 0000 00000000 0030 0000 01 01 0002 {IN_PORT_BYTES} {STATS_BYTES}'
         f'0018 0000 03 00 0004 0001 0004 00000000 0000 0004 00000000'),
        (of15.OFPAggregateStatsRequest(None, match=match),
         f'0612 0040 00000001 0002 0000 00000000 ff 000000 ffffffff ffffffff 00000000 {"00" * 16} {IN_PORT_BYTES}'),
        (of15.OFPAggregateStatsReply(None, body=of15.OFPAggregateStats(stats())),
         f'0613 0028 00000001 0002 0000 00000000 {STATS_BYTES}'),
        (of15.OFPPortDescStatsRequest(None, 0, 3), '0612 0018 00000001 000d 0000 00000000 00000003 00000000'),
        (of15.OFPGroupDescStatsRequest(None), '0612 0018 00000001 0007 0000 00000000 fffffffc 00000000'),
        (of15.OFPGroupDescStatsReply(None, body=[
            of15.OFPGroupDescStats(of15.OFPGT_SELECT, 1, buckets()), of15.OFPGroupDescStats(of15.OFPGT_FF, 2)]),
         f'0613 0070 00000001 0007 0000 00000000 0050 01 00 00000001 0040 000000000000 {BUCKET_BYTES}'
         f'{SECOND_BUCKET_BYTES} 0010 03 00 00000002 0000 000000000000'),
        (of15.OFPMeterStatsReply(None, body=[of15.OFPMeterStats(1, 2, 3, 4, 5, 6, [of15.OFPMeterBandStats(7, 8)])]),
         '0613 0048 00000001 0009 0000 00000000 00000001 0038 000000000000 00000002 0000000000000003'
         '0000000000000004 00000005 00000006 0000000000000007 0000000000000008'),
        (of15.OFPMeterDescStatsRequest(None, 0, 5), '0612 0018 00000001 000a 0000 00000000 00000005 00000000'),
        (of15.OFPMeterDescStatsReply(None, body=[
            of15.OFPMeterDescStats(of15.OFPMF_KBPS, 5, [of15.OFPMeterBandDrop(100, 10)])]),
         '0613 0028 00000001 000a 0000 00000000 0018 0001 00000005 0001 0010 00000064 0000000a 00000000'),
        (of15.OFPMeterFeaturesStatsReply(None, body=[
            of15.OFPMeterFeaturesStats(1, 2, 3, 4, 5, of15.OFPMFF_ANY_POSITION | of15.OFPMFF_MULTI_LIST)]),
         '0613 0028 00000001 000b 0000 00000000 00000001 00000002 00000003 04 05 0000 00000006 00000000'),
        (of15.OFPTableFeaturesStatsRequest(None, body=[of15.OFPTableFeaturesStats(
            3, of15.OFPTFC_ENABLE, of15.OFPTFF_EGRESS_TABLE | of15.OFPTFF_FIRST_EGRESS, b'out', 1, 2, 0, 4)]),
         '0612 0050 00000001 000c 0000 00000000 0040 03 02 00000012 6f7574' + '00' * 29 +
         '0000000000000001 0000000000000002 00000000 00000004'),
        (of15.OFPControllerStatusStatsRequest(None), '0612 0010 00000001 0012 0000 00000000'),
        (of15.OFPControllerStatusStatsReply(None, body=[status()]),
         f'0613 0038 00000001 0012 0000 00000000 {STATUS_BYTES}'),
        (of15.OFPBundleFeaturesStatsRequest(None, 0, of15.OFPBF_TIMESTAMP),
         '0612 0018 00000001 0013 0000 00000000 00000001 00000000'),
        (of15.OFPBundleFeaturesStatsReply(None, body=of15.OFPBundleFeaturesStats(
            of15.OFPBF_ATOMIC | of15.OFPBF_TIME, [of15.OFPBundleFeaturesPropTime(
                None, None, of15.OFPTime(1, 2), of15.OFPTime(3, 4), of15.OFPTime(5, 6), of15.OFPTime(7, 8))])),
         '0613 0060 00000001 0013 0000 00000000 0005 000000000000 0001 0048 00000000'
         '0000000000000001 00000002 00000000 0000000000000003 00000004 00000000'
         '0000000000000005 00000006 00000000 0000000000000007 00000008 00000000'),
        (of15.OFPRoleRequest(None, of15.OFPCR_ROLE_MASTER, of15.OFPCID_UNDEFINED, 7),
         '0618 0018 00000001 00000002 0000 0000 0000000000000007'),
        (of15.OFPRoleReply(None, of15.OFPCR_ROLE_SLAVE, 9, 7),
         '0619 0018 00000001 00000003 0009 0000 0000000000000007'),
        (of15.OFPSetAsync(None, [of15.OFPAsyncConfigPropReasons(of15.OFPACPT_CONT_STATUS_MASTER, mask=3)]),
         '061c 0010 00000001 000f 0008 00000003'),
        (of15.OFPBundleCtrlMsg(None, 3, of15.OFPBCT_COMMIT_REQUEST, of15.OFPBF_TIME, [
            of15.OFPBundlePropTime(scheduled_time=of15.OFPTime(5, 6))]),
         '0621 0028 00000001 00000003 0004 0004 0001 0018 00000000 0000000000000005 00000006 00000000'),
        (of15.OFPControllerStatus(None, status()), f'0623 0030 00000001 {STATUS_BYTES}'),
    ]


@pytest.mark.parametrize(('message', 'text'), messages(), ids=lambda value: type(value).__name__)
def test_bytes_of_the_specification(message: Message, text: str) -> None:
    message.set_xid(1)
    message.serialize()
    data = bytes.fromhex(text)
    assert message.buf == data
    again = of15.decode(data)
    assert (again, again.xid, again.buf) == (message, 1, data)
    assert again.encode() == data


def structures() -> list[tuple[Structure, str]]:
    """Structures that the messages above do not show, and their bytes."""
    packet_type, eth_dst = of15.OFPOxmId('packet_type'), of15.OFPOxmId('eth_dst', hasmask=True)
    return [
        (of15.OFPPortDescPropOxm(of15.OFPPDPT_PIPELINE_OUTPUT, oxm_ids=[packet_type]), '0003 0008 80005804'),
        (of15.OFPPortDescPropRecirculate(port_nos=[1, 2]), '0004 000c 00000001 00000002 00000000'),
        (of15.OFPActionCopyField(16, 0, 32, ['eth_type', of15.OFPOxmId('metadata')]),
         '001c 0018 0010 0000 0020 0000 80000a02 80000408 00000000'),
        (of15.OFPActionCopyField(8, 1, 2, ['eth_type', of15.OFPExperimenterOxmId('field_8388483', 0x2320, length=6)]),
         '001c 0018 0008 0001 0002 0000 80000a02 ffff0606 00002320'),
        (of15.OFPTableFeaturePropOxm(of15.OFPTFPT_APPLY_COPYFIELD_MISS, oxm_ids=[eth_dst]), '0015 0008 8000070c'),
        (of15.OFPTableFeaturePropOxmValues(packet_type=0x1894f), '0016 000c 80005804 0001894f 00000000'),
        *[(cls(experimenter=0x2320, exp_type=7, data=[42]), EXPERIMENTER_BYTES.format('ffff')) for cls in (
            of15.OFPControllerStatusPropExperimenter, of15.OFPGroupBucketPropExperimenter,
            of15.OFPGroupPropExperimenter, of15.OFPBundleFeaturesPropExperimenter)],
    ]


@pytest.mark.parametrize(('structure', 'text'), structures(), ids=lambda value: type(value).__name__)
def test_bytes_of_structures(structure: Structure, text: str) -> None:
    data = bytes.fromhex(text)
    assert structure.encode() == data
    assert families_of(type(structure))[0][0].decode_list(data, 0, len(data)) == [structure]


def test_values_in_table_features_read_like_a_dictionary() -> None:
    values = of15.OFPTableFeaturePropOxmValues(eth_src='aa:bb:cc:dd:ee:ff', packet_type=1)
    assert values.oxm_values == values.items() == [('eth_src', 'aa:bb:cc:dd:ee:ff'), ('packet_type', 1)]
    assert (values['packet_type'], values.get('eth_dst'), 'eth_src' in values) == (1, None, True)
    assert (values.type, values.length) == (of15.OFPTFPT_PACKET_TYPES, 22)


@pytest.mark.parametrize('packet_type', [0, 0x1894F])
def test_json_of_values_in_table_features(packet_type: int) -> None:
    values = of15.OFPTableFeaturePropOxmValues(packet_type=packet_type)
    whole = {'OFPTableFeaturePropOxmValues': {'type': 22, 'length': 12, 'oxm_values': [
        {'OXMTlv': {'field': 'packet_type', 'mask': None, 'value': packet_type}}]}}
    assert values.to_jsondict() == whole
    assert of15.OFPTableFeaturePropOxmValues.from_jsondict(whole['OFPTableFeaturePropOxmValues']) == values


def test_match_fields_that_became_standard() -> None:
    match = of15.OFPMatch(eth_type=0x0800, ip_proto=6, tcp_flags=0x12, actset_output=of15.OFPP_UNSET, packet_type=0)
    assert match.encode().hex().endswith('800054020012' '80005604fffffff7' '8000580400000000000000')
    assert (of15.OXM_OF_TCP_FLAGS_W, of15.OXM_OF_PACKET_TYPE) == (0x80005504, 0x80005804)


def test_the_version_has_what_1_4_has_and_what_is_new() -> None:
    assert version(OF15) is of15
    assert of15.OFP_VERSION == 6
    assert (of15.OFP_NO_BUFFER, of15.OFPET_BUNDLE_FAILED, of15.OFPT_HELLO) == (0xFFFFFFFF, 17, 0)
    assert (of15.OFPG_BUCKET_ALL, of15.OFPP_UNSET, of15.OFPTFF_FIRST_EGRESS) == (0xFFFFFFFF, 0xFFFFFFF7, 16)
    assert (of15.OFPBF_TIME, of15.OFPBF_TIMESTAMP, of15.OFPC_BUNDLES) == (4, 1, 512)
    assert set(of15.messages) == TYPES
    for gone in ('OFPInstructionMeter', 'OFPIT_METER', 'OFPMP_FLOW', 'OFPMP_METER_CONFIG', 'OFPMeterConfigStats',
                 'OFPMeterConfigStatsRequest', 'OFPMeterConfigStatsReply', 'OFPTFPT_EXPERIMENTER_SLAVE'):
        assert not hasattr(of15, gone), gone
        assert hasattr(of14, gone), gone


def test_open_vswitch_leaves_out_what_1_5_added_to_meter_features() -> None:
    old = of15.decode(bytes.fromhex('0613 0020 00000001 000b 0000 00000000 00000001 00000002 00000003 04 05 0000'))
    assert old.body == [of15.OFPMeterFeaturesStats(1, 2, 3, 4, 5, 0)]
    with pytest.raises(DecodeError, match='OFPMeterFeaturesStats in body: takes 24 bytes, has 8'):
        of15.decode(bytes.fromhex('0613 0018 00000001 000b 0000 00000000 00000001 00000002'))


def test_json_in_ryus_shapes() -> None:
    body = of15.OFPAggregateStats(of15.OFPStats(flow_count=1))
    assert body.to_jsondict() == {'OFPAggregateStats': {'length': 16, 'stats': {'OFPStats': {
        'length': 12, 'oxs_fields': [{'OXSTlv': {'field': 'flow_count', 'value': 1}}]}}}}
    assert of15.OFPAggregateStats.from_jsondict(body.to_jsondict()['OFPAggregateStats']) == body
    uri = of15.OFPControllerStatusPropUri(uri=b'tls:192.0.2.1:6653')
    assert uri.to_jsondict() == {'OFPControllerStatusPropUri': {'type': 0, 'length': 22, 'uri': 'tls:192.0.2.1:6653'}}
    assert of15.OFPControllerStatusPropUri.from_jsondict({'uri': 'tls:192.0.2.1:6653'}) == uri
    copied = of15.OFPActionCopyField(8, 0, 0, ['eth_type', 'metadata'])
    assert of15.OFPActionCopyField.from_jsondict(copied.to_jsondict()['OFPActionCopyField']) == copied


def test_a_copied_field_has_two_ids() -> None:
    with pytest.raises(EncodeError, match=r'OFPActionCopyField\.oxm_ids: .* holds 1 items, 2 wanted'):
        of15.OFPActionCopyField(8, 0, 0, ['eth_type']).encode()
    with pytest.raises(EncodeError, match=r"OFPOxmId: there is no match field 'eth_typ'"):
        of15.OFPActionCopyField(8, 0, 0, ['eth_typ', 'metadata']).encode()


@pytest.mark.parametrize(('text', 'problem'), [
    ('060f 0020 00000000 0000 00 00 00000001 0010 0000 ffffffff 0008 0000 00000001', 'buckets: 16 bytes go past'),
    ('060f 0020 00000000 0000 00 00 00000001 0008 0000 ffffffff 0008 0008 00000001', 'actions: 8 bytes go past'),
    ('060f 0020 00000000 0000 00 00 00000001 0008 0000 ffffffff 0000 0000 00000001', 'length 0'),
    ('0613 0030 00000000 0007 0000 00000000 0020 00 00 00000001 0020 000000000000' + '00' * 16, 'go past the end'),
    ('060d 001c 00000000 ffffffff 0008 0000 0001 0004 00000000 00000000', 'actions: 8 bytes go past the end'),
    ('060b 0028 00000000 00 00 0000 0000 0000 0000000000000000 0001 0004 00000000 0000 0010 80020004',
     'length 16, bytes left 8'),
    ('0613 0028 00000000 0011 0000 00000000 0018 0000 00 00 0000 0001 0004 00000000 0000 0003 00000000', 'length 3'),
    ('0623 0020 00000000 0010 0000 00000000 00 00 000000000000 0000000000000000', 'bytes too many'),
    ('0623 0020 00000000 0018 0000 00000000 00 00 000000000000 0000 0003 00000000', 'length 3'),
    ('060e 0048 00000000' + '00' * 40 + '0001 0004 00000000 0007 0010 00000000 0000 0018 80020808', 'length 24'),
])
def test_damage_has_one_outcome(text: str, problem: str) -> None:
    with pytest.raises(DecodeError, match=problem):
        of15.decode(bytes.fromhex(text))


@pytest.mark.parametrize('length', [8, 12, 16])
def test_a_copied_field_cut_short(length: int) -> None:
    data = bytes.fromhex(f'001c 00{length:02x} 0010 0000 0020 0000 80000a02 80000408 00000000')[:length]
    with pytest.raises(DecodeError, match=r'OFPActionCopyField|OFPOxmId'):
        of15.OFPAction.decode_list(data + bytes(-len(data) % 8), 0, length)


def test_every_structure_compiles_and_every_message_survives_the_wire() -> None:
    rng = random.Random(15)
    classes = message_classes(of15)
    assert {cls.msg_type for cls in classes} == TYPES
    for opener in (of15.OFPMultipartRequest, of15.OFPMultipartReply):
        assert opener.table.family.members.keys() == {*range(20), 0xFFFF}
    for cls in classes:
        for _ in range(8):
            message = build(of15, plan(of15, cls, rng), None)
            message.xid = rng.getrandbits(32)
            data = message.encode()
            again = of15.decode(data)
            assert type(again) is cls
            assert (again, again.xid) == (message, message.xid)
            assert again.encode() == data
            assert repr(again) == repr(message)
