"""OpenFlow 1.4: what differs from 1.3, as bytes of the specification, and every message there and back."""

from __future__ import annotations

import random
from typing import Any

import pytest

from controller.openflow import OF14, version
from controller.openflow.v1_3 import of13
from controller.openflow.v1_4 import of14
from controller.wire import DecodeError, EncodeError, Message, Structure
from controller.wire.structure import families_of
from tests.controller.openflow.generator import build, message_classes, plan

TYPES = {*range(22), *range(24, 35)}
IN_PORT_BYTES = '0001 000c 80000004 00000001 00000000'
PORT_BYTES = ('00000001 0048 0000 000000000001 0000 73312d65746831000000000000000000 00000000 00000004'
              '0000 0020 00000000 00000840 00000000 00000000 00000000 00989680 00000000')
EXPERIMENTER_BYTES = '{} 0010 00002320 00000007 0000002a'


def port() -> Any:
    return of14.OFPPort(
        port_no=1, hw_addr='00:00:00:00:00:01', name=b's1-eth1', config=0, state=of14.OFPPS_LIVE, properties=[
            of14.OFPPortDescPropEthernet(curr=0x840, advertised=0, supported=0, peer=0, curr_speed=10_000_000,
                                         max_speed=0)])


def table() -> Any:
    return of14.OFPTableDesc(table_id=1, config=of14.OFPTC_EVICTION | of14.OFPTC_VACANCY_EVENTS, properties=[
        of14.OFPTableModPropEviction(flags=of14.OFPTMPEF_IMPORTANCE),
        of14.OFPTableModPropVacancy(vacancy_down=10, vacancy_up=20, vacancy=30)])


TABLE_BYTES = '0018 01 00 0000000c 0002 0008 00000002 0003 0008 0a 14 1e 00'


def messages() -> list[tuple[Message, str]]:
    """Messages, and the bytes the specification wants of them, transaction id 1."""
    match = of14.OFPMatch(in_port=1)
    return [
        (of14.OFPHello(None, [of14.OFPHelloElemVersionBitmap([1, 5])]), '0500 0010 00000001 0001 0008 00000022'),
        (of14.OFPPortStatus(None, of14.OFPPR_MODIFY, port()), f'050c 0058 00000001 02 00000000000000 {PORT_BYTES}'),
        (of14.OFPFlowMod(None, priority=1, importance=9, match=match),
         f'050e 0040 00000001 0000000000000000 0000000000000000 00 00 0000 0000 0001 ffffffff 00000000 00000000'
         f'0000 0009 {IN_PORT_BYTES}'),
        (of14.OFPPortMod(None, 1, '00:00:00:00:00:01', 1, 1, [
            of14.OFPPortModPropEthernet(advertise=of14.OFPPF_1GB_FD),
            of14.OFPPortModPropOptical(configure=8, freq_lmda=1, fl_offset=2, grid_span=3, tx_pwr=4)]),
         '0510 0040 00000001 00000001 00000000 000000000001 0000 00000001 00000001'
         '0000 0008 00000020 0001 0018 00000008 00000001 00000002 00000003 00000004'),
        (of14.OFPTableMod(None, 1, 4, [of14.OFPTableModPropEviction(flags=1)]),
         '0511 0018 00000001 01 000000 00000004 0002 0008 00000001'),
        (of14.OFPTableDescStatsReply(None, body=[table()]), f'0513 0028 00000001 000e 0000 00000000 {TABLE_BYTES}'),
        (of14.OFPQueueDescStatsRequest(None), '0512 0018 00000001 000f 0000 00000000 ffffffff ffffffff'),
        (of14.OFPQueueDescStatsReply(None, body=[of14.OFPQueueDesc(
            port_no=1, queue_id=2, properties=[of14.OFPQueueDescPropMinRate(rate=5),
                                               of14.OFPQueueDescPropMaxRate(rate=of14.OFPQ_MAX_RATE_UNCFG)])]),
         '0513 0030 00000001 000f 0000 00000000 00000001 00000002 0020 000000000000'
         '0001 0008 0005 0000 0002 0008 ffff 0000'),
        (of14.OFPFlowMonitorRequest(None, monitor_id=7, monitor_flags=of14.OFPFMF_INITIAL, match=match),
         f'0512 0030 00000001 0010 0000 00000000 00000007 ffffffff ffffffff 0001 ff 00 {IN_PORT_BYTES}'),
        (of14.OFPFlowMonitorRequest(None, monitor_id=7, match=match, more=[
            of14.OFPFlowMonitor(8, out_port=2, command=of14.OFPFMC_DELETE)]),
         f'0512 0048 00000001 0010 0000 00000000 00000007 ffffffff ffffffff 0000 ff 00 {IN_PORT_BYTES}'
         '00000008 00000002 ffffffff 0000 ff 02 0001 0004 00000000'),
        (of14.OFPFlowMonitorReply(None, body=[
            of14.OFPFlowUpdateFull(event=of14.OFPFME_REMOVED, table_id=1, reason=of14.OFPRR_EVICTION, idle_timeout=2,
                                   hard_timeout=3, priority=4, cookie=5, match=match, instructions=[
                                       of14.OFPInstructionGotoTable(2)]),
            of14.OFPFlowUpdateAbbrev(xid=6), of14.OFPFlowUpdatePaused(event=of14.OFPFME_RESUMED)]),
         f'0513 0050 00000001 0010 0000 00000000'
         f'0030 0002 01 05 0002 0003 0004 00000000 0000000000000005 {IN_PORT_BYTES} 0001 0008 02 000000'
         f'0008 0004 00000006 0008 0006 00000000'),
        (of14.OFPSetAsync(None, [of14.OFPAsyncConfigPropReasons(of14.OFPACPT_PACKET_IN_MASTER, mask=3)]),
         '051c 0010 00000001 0001 0008 00000003'),
        (of14.OFPGetAsyncReply(None, [of14.OFPAsyncConfigPropExperimenter(
            of14.OFPACPT_EXPERIMENTER_SLAVE, experimenter=0x2320, exp_type=7, data=[42])]),
         f'051b 0018 00000001 {EXPERIMENTER_BYTES.format("fffe")}'),
        (of14.OFPRoleStatus(None, of14.OFPCR_ROLE_SLAVE, of14.OFPCRR_MASTER_REQUEST, 7, []),
         '051e 0018 00000001 00000003 00 000000 0000000000000007'),
        (of14.OFPTableStatus(None, of14.OFPTR_VACANCY_DOWN, table()),
         f'051f 0028 00000001 03 00000000000000 {TABLE_BYTES}'),
        (of14.OFPRequestForward(None, of14.OFPGroupMod(None, group_id=5)),
         '0520 0018 00000001 050f 0010 00000000 0000 00 00 00000005'),
        (of14.OFPBundleCtrlMsg(None, 3, of14.OFPBCT_OPEN_REQUEST, of14.OFPBF_ATOMIC, []),
         '0521 0010 00000001 00000003 0000 0001'),
        (of14.OFPBundleAddMsg(None, 3, of14.OFPBF_ATOMIC, of14.OFPEchoRequest(None, b'abc'), []),
         '0522 001b 00000001 00000003 0000 0001 0502 000b 00000001 616263'),
        (of14.OFPBundleAddMsg(None, 3, of14.OFPBF_ATOMIC, of14.OFPEchoRequest(None, b'abc'), [
            of14.OFPBundlePropExperimenter(experimenter=0x2320, exp_type=7, data=[42])]),
         f'0522 0030 00000001 00000003 0000 0001 0502 000b 00000001 616263 0000000000'
         f'{EXPERIMENTER_BYTES.format("ffff")}'),
    ]


@pytest.mark.parametrize(('message', 'text'), messages(), ids=lambda value: type(value).__name__)
def test_bytes_of_the_specification(message: Message, text: str) -> None:
    message.set_xid(1)
    message.serialize()
    data = bytes.fromhex(text)
    assert message.buf == data
    again = of14.decode(data)
    assert (again, again.xid, again.buf) == (message, 1, data)
    assert again.encode() == data


def structures() -> list[tuple[Structure, str]]:
    """Structures that the messages above do not show, and their bytes."""
    words = '00000001 00000002 00000003 00000004 00000005 00000006 00000007'
    return [
        (of14.OFPPortDescPropOptical(None, None, 1, 2, 3, 4, 5, 6, 7, 8, 9),
         f'0001 0028 00000000 {words} 0008 0009'),
        (of14.OFPPortStatsPropOptical(None, None, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
         f'0001 002c 00000000 {words} 0008 0009 000a 000b 00000000'),
        (of14.OFPPortStatsPropEthernet(rx_frame_err=1, rx_over_err=2, rx_crc_err=3, collisions=4),
         '0000 0028 00000000 0000000000000001 0000000000000002 0000000000000003 0000000000000004'),
        (of14.OFPPortStats(None, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
         '0050 0000 00000001 00000002 00000003' + ''.join(f'{number:016x}' for number in range(4, 12))),
        (of14.OFPQueueStats(None, 1, 2, 3, 4, 5, 6, 7), '0030 000000000000 00000001 00000002 0000000000000003'
         '0000000000000004 0000000000000005 00000006 00000007'),
        (of14.OFPTableFeaturePropNextTables(of14.OFPTFPT_TABLE_SYNC_FROM, table_ids=[1]), '0010 0005 01 000000'),
        (of14.OFPPortDescPropExperimenter(experimenter=0x2320, exp_type=7, data=b'abcde'),
         'ffff 0011 00002320 00000007 6162636465 00000000000000'),
        *[(cls(experimenter=0x2320, exp_type=7, data=[42]), EXPERIMENTER_BYTES.format('ffff')) for cls in (
            of14.OFPPortDescPropExperimenter, of14.OFPTableModPropExperimenter, of14.OFPPortModPropExperimenter,
            of14.OFPPortStatsPropExperimenter, of14.OFPQueueStatsPropExperimenter, of14.OFPQueueDescPropExperimenter,
            of14.OFPRolePropExperimenter, of14.OFPBundlePropExperimenter)],
    ]


@pytest.mark.parametrize(('structure', 'text'), structures(), ids=lambda value: type(value).__name__)
def test_bytes_of_structures(structure: Structure, text: str) -> None:
    data = bytes.fromhex(text)
    assert structure.encode() == data
    outermost = families_of(type(structure))[0][0] if families_of(type(structure)) else type(structure)
    assert outermost.decode_list(data, 0, len(data)) == [structure]


def test_the_version_has_what_1_3_has_and_what_is_new() -> None:
    assert version(OF14) is of14
    assert of14.OFP_VERSION == 5
    assert (of14.OFP_TCP_PORT, of14.OFP_NO_BUFFER, of14.OFPET_BUNDLE_FAILED) == (6653, 0xFFFFFFFF, 17)
    assert (of14.OFPR_TABLE_MISS, of14.OFPRR_EVICTION, of14.OFPBIC_DUP_INST, of14.OFPBIC_EPERM) == (0, 5, 9, 8)
    assert of14.OFPMatch(eth_type=0x88E7, pbb_uca=1)['pbb_uca'] == 1
    assert set(of14.messages) == TYPES
    for gone in ('OFPT_QUEUE_GET_CONFIG_REQUEST', 'OFPQT_MIN_RATE', 'OFPR_NO_MATCH', 'OFPQueueGetConfigRequest',
                 'OFPQueueProp', 'OFPMP_QUEUE', 'OFPTFFC_BAD_TYPE'):
        assert not hasattr(of14, gone), gone
        assert hasattr(of13, gone), gone


def test_a_bundled_message_goes_under_the_transaction_id_of_the_one_around_it() -> None:
    inner = of14.OFPFlowMod(None)
    inner.xid = 5
    outer = of14.OFPBundleAddMsg(None, 1, 0, inner, [])
    outer.xid = 6
    again = of14.decode(outer.encode())
    assert (again.message.xid, again.message.buf) == (6, outer.encode()[16:])
    forward = of14.OFPRequestForward(None, inner)
    forward.xid, inner.xid = 0, 7
    assert of14.decode(forward.encode()).request.xid == 7


@pytest.mark.parametrize('inside', [None, 'text', 5, of13.OFPFlowMod(None), of14.OFPMatch()])
def test_only_a_message_of_the_version_fits_into_another(inside: object) -> None:
    with pytest.raises(EncodeError, match=r'OFPBundleAddMsg\.message: .* is no message of the same version'):
        of14.OFPBundleAddMsg(None, 1, 0, inside, []).encode()


def test_messages_are_not_enclosed_twice() -> None:
    inner = of14.OFPBundleAddMsg(None, 1, 0, of14.OFPEchoRequest(None), [])
    with pytest.raises(DecodeError, match='no message to be enclosed in another') as caught:
        of14.decode(of14.OFPBundleAddMsg(None, 1, 0, inner, []).encode())
    assert caught.value.where == 'message'


@pytest.mark.parametrize(('text', 'problem'), [
    ('0522 0018 00000000 00000000 0000 0000 0402 0008 00000000', 'version 0x4'),
    ('0522 0018 00000000 00000000 0000 0000 0502 0007 00000000', 'length says 7'),
    ('0522 0018 00000000 00000000 0000 0000 0502 0009 00000000', 'length says 9'),
    ('0522 0018 00000000 00000000 0000 0000 0563 0008 00000000', 'no message type 99'),
    ('0522 0018 00000000 00000000 0000 0000 050a 0008 00000000', 'takes at least'),
    ('0522 0014 00000000 00000000 0000 0000 0502 0008', 'takes at least 24'),
    ('0520 0019 00000000 0502 0010 00000000 0000000000000000 00', 'bytes too many'),
    ('0522 0020 00000000 00000000 0000 0000 0502 0008 00000000 ffff 0007 00000000', 'takes at least 12 bytes, has 7'),
    ('0513 0018 00000000 0010 0000 00000000 0007 0004 00000000', 'takes 8 bytes, has 7'),
    ('0513 0018 00000000 0010 0000 00000000 0008 0000 00000000', 'takes at least 32'),
])
def test_damage_has_one_outcome(text: str, problem: str) -> None:
    with pytest.raises(DecodeError, match=problem):
        of14.decode(bytes.fromhex(text))


def test_every_structure_compiles_and_every_message_survives_the_wire() -> None:
    rng = random.Random(14)
    classes = message_classes(of14)
    assert {cls.msg_type for cls in classes} == TYPES
    for opener in (of14.OFPMultipartRequest, of14.OFPMultipartReply):
        assert opener.table.family.members.keys() == {*range(17), 0xFFFF}
    for cls in classes:
        for _ in range(8):
            message = build(of14, plan(of14, cls, rng), None)
            message.xid = rng.getrandbits(32)
            data = message.encode()
            again = of14.decode(data)
            assert type(again) is cls
            assert (again, again.xid) == (message, message.xid)
            assert again.encode() == data
            assert repr(again) == repr(message)
