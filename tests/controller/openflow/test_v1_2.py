"""OpenFlow 1.2: what differs from 1.3, as bytes of the specification, and every message there and back."""

from __future__ import annotations

import random
from typing import Any

import pytest

from controller.openflow import OF12, version
from controller.openflow.v1_2 import of12
from controller.openflow.v1_3 import of13
from controller.wire import DecodeError, EncodeError, Message
from tests.controller.openflow.generator import build, message_classes, plan

IN_PORT_BYTES = '0001 000c 80000004 00000001 00000000'
PORT_BYTES = ('00000001 00000000 000000000001 0000 73312d65746831000000000000000000 00000000 00000004 00000840'
              '00000000 00000000 00000000 00989680 00000000')


def port() -> Any:
    return of12.OFPPort(1, '00:00:00:00:00:01', b's1-eth1', 0, of12.OFPPS_LIVE, 0x840, 0, 0, 0, 10_000_000, 0)


def reply(kind: int, body: Any) -> Message:
    return of12.OFPStatsReply(None, kind, of12.OFPSF_REPLY_MORE, body)


def numbers(count: int) -> str:
    return ''.join(f'{number:016x}' for number in range(1, count + 1))


def messages() -> list[tuple[Message, str]]:
    """Messages, and the bytes the specification wants of them, transaction id 1."""
    match = of12.OFPMatch(in_port=1)
    return [
        (of12.OFPHello(None), '0300 0008 00000001'),
        (of12.OFPSwitchFeatures(None, 0x10, 256, 254, of12.OFPC_FLOW_STATS, {1: port()}),
         f'0306 0060 00000001 0000000000000010 00000100 fe 000000 00000001 00000000 {PORT_BYTES}'),
        (of12.OFPSetConfig(None, of12.OFPC_INVALID_TTL_TO_CONTROLLER, 128), '0309 000c 00000001 0004 0080'),
        (of12.OFPPacketIn(None, of12.OFP_NO_BUFFER, 2, of12.OFPR_ACTION, 3, match, b'ab'),
         f'030a 0024 00000001 ffffffff 0002 01 03 {IN_PORT_BYTES} 0000 6162'),
        (of12.OFPFlowMod(None, table_id=3, match=match),
         f'030e 0040 00000001 0000000000000000 0000000000000000 03 00 0000 0000 0000 ffffffff 00000000 00000000'
         f'0000 0000 {IN_PORT_BYTES}'),
        (of12.OFPTableMod(None, of12.OFPTT_ALL, of12.OFPTC_TABLE_MISS_DROP), '0311 0010 00000001 ff 000000 00000002'),
        (of12.OFPDescStatsRequest(None), '0312 0010 00000001 0000 0000 00000000'),
        (of12.OFPFlowStatsRequest(None, 2, 3, 4, 5, 6, match, 7),
         f'0312 0040 00000001 0001 0007 00000000 02 000000 00000003 00000004 00000000'
         f'0000000000000005 0000000000000006 {IN_PORT_BYTES}'),
        (of12.OFPPortStatsRequest(None, 5), '0312 0018 00000001 0004 0000 00000000 00000005 00000000'),
        (of12.OFPQueueStatsRequest(None, 5, 6, 7), '0312 0018 00000001 0005 0007 00000000 00000005 00000006'),
        (reply(of12.OFPST_DESC, of12.OFPDescStats(b'm', b'h', b's', b'n', b'd')),
         '0313 0430 00000001 0000 0001 00000000' + ''.join(
             text.hex().ljust(2 * width, '0')
             for text, width in ((b'm', 256), (b'h', 256), (b's', 256), (b'n', 32), (b'd', 256)))),
        (reply(of12.OFPST_FLOW, [of12.OFPFlowStats(1, 2, 3, 4, 5, 6, 7, 8, 9, match)]),
         f'0313 0050 00000001 0001 0001 00000000 0040 01 00 00000002 00000003 0004 0005 0006 000000000000'
         f'0000000000000007 0000000000000008 0000000000000009 {IN_PORT_BYTES}'),
        (reply(of12.OFPST_AGGREGATE, of12.OFPAggregateStatsReply(1, 2, 3)),
         f'0313 0028 00000001 0002 0001 00000000 {numbers(2)} 00000003 00000000'),
        (reply(of12.OFPST_TABLE, [of12.OFPTableStats(
            1, b'one', 1, 2, 1, 2, 1, 2, 3, 4, 1, of12.OFPTC_TABLE_MISS_CONTINUE, 3, 4, 1, 2)]),
         f'0313 0090 00000001 0003 0001 00000000 01 00000000000000 6f6e65{"00" * 29} {numbers(2)} 00000001 00000002'
         f'{numbers(4)} 00000001 00000001 00000003 00000004 {numbers(2)}'),
        (reply(of12.OFPST_PORT, [of12.OFPPortStats(7, *range(1, 13))]),
         f'0313 0078 00000001 0004 0001 00000000 00000007 00000000 {numbers(12)}'),
        (reply(of12.OFPST_QUEUE, [of12.OFPQueueStats(7, 8, 1, 2, 3)]),
         f'0313 0030 00000001 0005 0001 00000000 00000007 00000008 {numbers(3)}'),
        (reply(of12.OFPST_GROUP, [of12.OFPGroupStats(7, 8, 1, 2, [of12.OFPBucketCounter(1, 2)])]),
         f'0313 0040 00000001 0006 0001 00000000 0030 0000 00000007 00000008 00000000 {numbers(2)} {numbers(2)}'),
        (reply(of12.OFPST_GROUP_DESC, []), '0313 0010 00000001 0007 0001 00000000'),
        (reply(of12.OFPST_EXPERIMENTER, of12.OFPExperimenterMultipart(0x2320, 1, b'abc')),
         '0313 001b 00000001 ffff 0001 00000000 00002320 00000001 616263'),
        (reply(0x1234, b'abc'), '0313 0013 00000001 1234 0001 00000000 616263'),
        (of12.OFPQueueGetConfigReply(None, 2, [of12.OFPPacketQueue(1, 2, [])]),
         '0317 0020 00000001 00000002 00000000 00000001 00000002 0010 000000000000'),
    ]


@pytest.mark.parametrize(('message', 'text'), messages(), ids=lambda value: type(value).__name__)
def test_bytes_of_the_specification(message: Message, text: str) -> None:
    message.set_xid(1)
    message.serialize()
    data = bytes.fromhex(text)
    assert message.buf == data
    again = of12.decode(data)
    assert (again, again.xid, again.buf) == (message, 1, data)
    assert again.encode() == data


def test_the_version_is_1_3_less_what_that_brought() -> None:
    assert version(OF12) is of12
    assert of12.OFP_VERSION == 3
    assert set(of12.messages) == set(range(26))
    assert (of12.OFPBRC_BAD_STAT, of12.OFPT_STATS_REPLY, of12.OFPTC_TABLE_MISS_MASK) == (2, 19, 3)
    for gone in ('OFPT_MULTIPART_REQUEST', 'OFPBRC_BAD_MULTIPART', 'OFPAT_PUSH_PBB', 'OFPIT_METER', 'OFPM_ALL',
                 'OFPMultipartReply', 'OFPFlowStatsReply', 'OFPMeterMod', 'OFPTableFeaturesStats', 'OFPSetAsync',
                 'OFPPortDescStatsRequest', 'OFPHelloElem', 'OFPActionPushPbb', 'OFPET_METER_MOD_FAILED'):
        assert not hasattr(of12, gone), gone
        assert hasattr(of13, gone), gone
    with pytest.raises(EncodeError, match='there is no match field'):
        of12.OFPMatch(tunnel_id=1)


@pytest.mark.parametrize(('text', 'where'), [
    ('0313 0014 00000000 0001 0000 00000000 00000000', 'body[0]'),
    ('0313 0014 00000000 0000 0000 00000000 00000000', 'body'),
    ('0313 0014 00000000 0004 0000 00000000 00000000', 'body'),
    ('0313 000c 00000000 0004 0000', ''),
])
def test_damage_names_the_way_to_it(text: str, where: str) -> None:
    with pytest.raises(DecodeError) as caught:
        of12.decode(bytes.fromhex(text))
    assert caught.value.where == where


def test_every_structure_compiles_and_every_message_survives_the_wire() -> None:
    rng = random.Random(12)
    classes = message_classes(of12)
    assert {cls.msg_type for cls in classes} == set(range(26))
    assert of12.OFPStatsRequest.table.family.members.keys() == {*range(9), 0xFFFF}
    for cls in classes:
        for _ in range(16):
            message = build(of12, plan(of12, cls, rng), None)
            message.xid = rng.getrandbits(32)
            data = message.encode()
            again = of12.decode(data)
            assert type(again) is cls
            assert (again, again.xid) == (message, message.xid)
            assert again.encode() == data
            assert repr(again) == repr(message)
