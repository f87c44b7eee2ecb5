"""Nicira's actions and messages, by the bytes that ovs-ofctl 3.1 writes for them."""

from __future__ import annotations

import copy
import inspect
from contextlib import suppress
from typing import Any

import pytest

from controller.openflow import OF10, OF13, OF15, nicira, version, versions
from controller.wire import DecodeError, EncodeError, Structure
from controller.wire.sizes import least_size

of10, of13 = version(OF10), version(OF13)
ALL = [version(number) for number in sorted(versions())]
ETHER_SRC = ('eth_src_nxm', 0)


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


def actions(of: Any) -> list[tuple[Any, str]]:
    """Actions, and the hex of what follows their vendor."""
    match, load, output = of.NXFlowSpecMatch, of.NXFlowSpecLoad, of.NXFlowSpecOutput
    return [
        (of.NXActionResubmit(1), '0001 0001 00000000'),
        (of.NXActionResubmitTable(1, 2), '000e 0001 02 000000'),
        (of.NXActionResubmitTable(), '000e fff8 ff 000000'),
        (of.NXActionSetTunnel(5), '0002 0000 00000005'),
        (of.NXActionSetTunnel64(5), '0009 000000000000 0000000000000005'),
        (of.NXActionSetQueue(3), '0004 0000 00000003'),
        (of.NXActionPopQueue(), '0005 000000000000'),
        (of.NXActionRegMove('eth_src_nxm', 'eth_dst_nxm', 48), '0006 0030 0000 0000 00000406 00000206'),
        (of.NXActionRegMove('reg0', 'nsh_ttl', 8), '0006 0008 0000 0000 00010004 ffff1405005ad650 00000000'),
        (of.NXActionRegLoad(nicira.ofs_nbits(4, 19), 'reg0', 0x1234), '0007 010f 00010004 0000000000001234'),
        (of.NXActionRegLoad2('nsh_ttl', 5), '0021 ffff1405 005ad650 05 0000000000'),
        (of.NXActionRegLoad2('reg3', 1, 3), '0021 00010708 00000001 00000003 0000'),
        (of.NXActionNote([0x11, 0x22, 0x33]), '0008 112233 000000'),
        (of.NXActionMultipath(0, 50, 0, 1, 0, 31, 'reg0'), '000a 0000 0032 0000 0000 0001 00000000 0000 001f 00010004'),
        (of.NXActionBundle(1, 0, 0, 2, 2, 0, 0, [4, 8]),
         '000c 0001 0000 0000 00000002 0002 0000 00000000 00000000 0004 0008 00000000'),
        (of.NXActionBundleLoad(1, 0, 0, 2, 2, 31, 'reg0', [4, 8]),
         '000d 0001 0000 0000 00000002 0002 001f 00010004 00000000 0004 0008 00000000'),
        (of.NXActionOutputReg(7, 'reg0', 0xffff), '000f 0007 00010004 ffff 000000000000'),
        (of.NXActionOutputReg2(31, 'nsh_c1', 0xffff), '0020 001f ffff ffff0c08005ad650 0000'),
        (of.NXActionOutputTrunc(1, 100), '0027 0001 00000064'),
        (of.NXActionExit(), '0011 000000000000'),
        (of.NXActionDecTtl(), '0012 000000000000'),
        (of.NXActionDecTtlCntIds([1, 2]), '0015 0002 00000000 0001 0002 00000000'),
        (of.NXActionFinTimeout(5, 6), '0013 0005 0006 0000'),
        (of.NXActionController(64, 3, 1), '0014 0040 0003 01 00'),
        (of.NXActionController2(max_len=64, controller_id=3, userdata=[1, 2, 3, 4, 5], pause=True),
         '0025 000000000000 0000 0008 0040 0000 0001 0008 0003 0000 0003 0009 0102030405 00000000000000'
         '0004 0004 00000000'),
        (of.NXActionController2(userdata=[1], meter_id=3), '0025 000000000000 0003 0005 01 000000 0005 0008 00000003'),
        (of.NXActionPushMpls(0x8847), '0017 8847 00000000'),
        (of.NXActionPopMpls(0x0800), '0018 0800 00000000'),
        (of.NXActionSetMplsTtl(9), '0019 09 0000000000'),
        (of.NXActionDecMplsTtl(), '001a 000000000000'),
        (of.NXActionSetMplsLabel(5), '001e 0000 00000005'),
        (of.NXActionSetMplsTc(3), '001f 03 0000000000'),
        (of.NXActionStackPush('reg2', 1, 5), '001b 0001 00010404 0005 000000000000'),
        (of.NXActionStackPop('nsh_c1', 0, 32), '001c 0000 ffff0c08005ad650 0020 0000'),
        (of.NXActionSample(3, 1, 2, 3), '001d 0003 00000001 00000002 00000003'),
        (of.NXActionSample2(3, 1, 2, 3, 3), '0026 0003 00000001 00000002 00000003 0003 000000000000'),
        (of.NXActionConjunction(0, 3, 2), '0022 00 03 00000002'),
        (of.NXActionCT(1, '', 5, 0xff, 0, [
            of.NXActionRegLoad(31, 'ct_mark', 1),
            of.NXActionNAT(0x11, '10.0.0.1', '10.0.0.9', range_proto_min=10, range_proto_max=20)]),
         '0023 0001 00000000 0005 ff 000000 0000'
         'ffff 0018 00002320 0007 001f 0001d604 0000000000000001'
         'ffff 0020 00002320 0024 0000 0011 0033 0a000001 0a000009 000a 0014 00000000'),
        (of.NXActionCT(3, 'reg0', 15, 3, 21, []), '0023 0003 00010004 000f 03 000000 0015'),
        (of.NXActionNAT(2, range_ipv6_min='fe80::1', range_ipv6_max='fe80::9', range_proto_min=5),
         '0024 0000 0002 001c fe800000000000000000000000000001 fe800000000000000000000000000009 0005 000000000000'),
        (of.NXActionCTClear(), '002b 000000000000'),
        (of.NXActionLearn(1, idle_timeout=10, specs=[
            match(('vlan_tci', 0), ('vlan_tci', 0), 12), match(ETHER_SRC, ('eth_dst_nxm', 0), 48),
            output(('in_port_nxm', 0), 16), load(5, ('reg0', 0), 16), match(0x800, ('eth_type_nxm', 0), 16)]),
         '0010 000a 0000 8000 0000000000000000 0000 01 00 0000 0000 000c 00000802 0000 00000802 0000'
         '0030 00000406 0000 00000206 0000 1010 00000002 0000 2810 0005 00010004 0000 2010 0800 00000602 0000'),
        (of.NXActionEncapEther(), '002e 0000 00000000'),
        (of.NXActionEncapNsh(properties=[of.NXEncapProp(4, 2, b'\x10\0\x0a\4\x12\x34\x56\x78')]),
         '002e 0000 0001894f 0004 02 0c 1000 0a 04 12345678 00000000'),
        (of.NXActionEncap(0, 7), '002e 0000 00000007'),
        (of.NXActionDecap(), '002f 0000 0000fffe'),
        (of.NXActionDecNshTtl(), '0030 000000000000'),
        (of.NXActionWriteMetadata(0x12, (1 << 64) - 1), '0016 000000000000 0000000000000012 ffffffffffffffff'),
        (of.NXActionCheckPktLarger(100, 'reg0', 1), '0031 0064 0001 00010004 000000000000'),
        (of.NXActionDeleteField('tun_metadata0'), '0032 0001507c 00000000 00000000'),
        (of.NXActionRegLoad(31, 0x0001fe04, 1), '0007 001f 0001fe04 0000000000000001'),
        (of.NXActionClone([of.NXActionExit()]), '002a 000000000000 ffff 0010 00002320 0011 000000000000'),
        (of.NXActionUnknown(99, b'abcdef'), '0063 616263646566'),
    ]


@pytest.mark.parametrize(('action', 'text'), [case for of in (of10, of13) for case in actions(of)],
                         ids=lambda value: type(value).__name__)
def test_bytes_of_actions(action: Structure, text: str) -> None:
    body = raw('00002320' + text)
    size = len(body) + 4
    data = raw('ffff') + (size + 7 & -8).to_bytes(2) + body + bytes(-size % 8)
    assert action.encode() == data
    (decoded,) = action.table.version.OFPAction.decode_list(data, 0, len(data))
    assert decoded == action
    assert type(decoded) is type(action)
    assert decoded.encode() == data
    assert decoded.len == len(data)


def test_every_action_is_in_the_table_of_bytes() -> None:
    every = {name for name in nicira.nicira.classes if name.startswith('NXAction')}
    assert {type(action).__name__ for action, _ in actions(of13)} == every - {'NXAction'}


@pytest.mark.parametrize('of', ALL, ids=str)
def test_every_version_has_them_for_its_own(of: Any) -> None:
    action = of.NXActionResubmit(1)
    opener = of.OFPActionVendor if of is of10 else of.OFPActionExperimenter
    assert isinstance(action, opener)
    message = of.OFPPacketOut(None, 1, actions=[action])
    if of is version(OF15):
        message.match = of.OFPMatch(in_port=1)
    else:
        message.in_port = 1
    assert repr(of.decode(message.encode()).actions) == '[NXActionResubmit(in_port=1)]'
    assert (of.NXAST_CT, of.NX_CT_F_COMMIT, of.NXT_ROLE_REQUEST) == (35, 1, 10)


@pytest.mark.parametrize('of', [of10, of13], ids=str)
def test_sizes_of_the_table(of: Any) -> None:
    for extension in nicira.nicira, nicira.nicira10, nicira.nicira13:
        for name, cls in extension.classes.items():
            size = cls.table.keywords.get('size') if issubclass(cls, Structure) else None
            if size is not None and hasattr(of, name) and 'decode' not in getattr(of, name).table.written:
                assert least_size(getattr(of, name)) == size, name


@pytest.mark.parametrize(
    ('name', 'parameters'),
    [
        ('NXActionRegMove', 'src_field dst_field n_bits src_ofs dst_ofs'),
        ('NXActionLearn', 'table_id specs idle_timeout hard_timeout priority cookie flags fin_idle_timeout'
                          ' fin_hard_timeout'),
        ('NXActionOutputReg2', 'ofs_nbits src max_len'),
        ('NXActionStackPush', 'field start end'),
        ('NXActionBundle', 'algorithm fields basis slave_type n_slaves ofs_nbits dst slaves'),
        ('NXActionConjunction', 'clause n_clauses id_'),
        ('NXActionUnknown', 'subtype data'),
        ('NXFlowSpecOutput', 'src n_bits dst'),
        ('NXTFlowMod', 'datapath cookie command idle_timeout hard_timeout priority buffer_id out_port flags rule'),
        ('NXTPacketIn', 'datapath buffer_id total_len reason table_id cookie match_len match frame'),
        ('NXTFlowRemoved', 'datapath cookie priority reason duration_sec duration_nsec idle_timeout match_len'
                           ' packet_count byte_count match'),
        ('NXFlowStatsRequest', 'datapath flags out_port table_id rule'),
        ('NXTSetFlowFormat', 'datapath flow_format'),
    ],
)
def test_constructors_are_ryus(name: str, parameters: str) -> None:
    compiled = inspect.signature(compiled_constructor(getattr(of10, name)))
    assert [*compiled.parameters][1 : 1 + len(parameters.split())] == parameters.split()


def compiled_constructor(cls: Any) -> Any:
    """The constructor, which is generated when the class is first used."""
    with suppress(DecodeError):
        cls.decode(b'', 0, 0)
    return cls.__init__


# Actions with parts ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(
    ('action', 'problem'),
    [
        (of13.NXActionRegLoad(31, 'reg99', 1), r"NXActionRegLoad\.dst: 'reg99' \(.*there is no match field 'reg99'"),
        (of13.NXActionRegLoad(31, 'nsh_ttl', 1), r"NXActionRegLoad\.dst: 'nsh_ttl' \(.*takes 8 bytes"),
        (of13.NXActionRegLoad2('reg0', 'x'), r"NXActionRegLoad2\.reg0: 'x' is no"),
        (of13.NXActionNAT(1, '10.0.0.300'), r"NXActionNAT\.range_ipv4_min: '10\.0\.0\.300'"),
        (of13.NXActionNAT(1, range_proto_min=65536), r'NXActionNAT\.range_proto_min: 65536'),
        (of13.NXActionNAT('x'), r"NXActionNAT\.flags: 'x'"),
        (of13.NXActionController2(max_len=-1), r'NXActionController2\.max_len: -1'),
        (of13.NXActionController2(userdata=[256]), r'NXActionController2\.userdata: \[256\]'),
        (of13.NXActionController2(userdata=bytes(65536)), r'NXActionController2'),
        (of13.NXActionNote([256]), r'NXActionNote\.note'),
        (of13.NXActionDecTtlCntIds(['x']), r'NXActionDecTtlCntIds\.cnt_ids'),
        (of13.NXActionLearn(1, [of13.NXFlowSpecLoad(16, ('reg0', 0), 4)]), r'NXFlowSpecLoad.*more bits than there are'),
        (of13.NXActionLearn(1, [of13.NXFlowSpecMatch(('reg77', 0), ('reg0', 0), 4)]), r"NXFlowSpecMatch.*'reg77'"),
    ],
)
def test_what_does_not_fit(action: Structure, problem: str) -> None:
    with pytest.raises(EncodeError, match=problem):
        action.encode()


@pytest.mark.parametrize(
    'text',
    [
        '0007 010f 00010004',                                            # a load without its value
        '0024 0000 0001 0004 0a00',                                      # an address cut off
        '0024 0000 0001 0040 00000000',                                  # a range that nobody knows
        '0024 0000 0001 0000 0000000000000000',                          # a whole word behind the ranges
        '0025 000000000000 0003 0020 0102',                              # user data longer than the action
        '0025 000000000000 0003 0003 00000000',                          # a property shorter than its header
        '0010 000a 0000 8000 0000000000000000 0000 01 00 0000 0000 0030 00000406',   # a specification cut off
        '0010 000a 0000 8000 0000000000000000 0000 01 00 0000 0000 4010 0000',       # of a kind that nobody knows
        '0010 000a 0000 8000 0000000000000000 0000 01 00 0000 0000 0000 0000000000000000 1010',   # behind the end
        '0021 00010602',                                                 # a register of two bytes
        '0015 0009 00000000 0001 0002 00000000',                         # nine controllers in four bytes
        '0023 0003 00010004 000f 03 000000 0015 ffff 0000 00000000',     # an action of no length inside
    ],
)
def test_damaged_actions(text: str) -> None:
    body = raw('00002320' + text)
    data = raw('ffff') + (len(body) + 4 + 7 & -8).to_bytes(2) + body + bytes(-(len(body) + 4) % 8)
    with pytest.raises(DecodeError):
        of13.OFPAction.decode_list(data, 0, len(data))


def test_what_nobody_declared_stays_as_it_is() -> None:
    text = '0025 000000000000 0000 0008 0040 0000 0009 0006 abcd 0000'
    data = raw('ffff 0020 00002320' + text)
    (action,) = of13.OFPAction.decode_list(data, 0, len(data))
    assert (action.max_len, action.others) == (64, raw('0009 0006 abcd 0000'))
    assert action.encode() == data


def test_properties_that_open_vswitch_pads_by_their_place_in_a_message() -> None:
    """In flow statistics of 1.0 actions begin 4 bytes behind a multiple of 8."""
    text = '0025 000000000000 0000 0008 0040 0000 00000000 0003 0009 0102030405 000000 00000000 0004 0004'
    data = raw('ffff 0030 00002320' + text)
    (action,) = of10.OFPAction.decode_list(data, 0, len(data))
    assert action == of10.NXActionController2(max_len=64, userdata=[1, 2, 3, 4, 5], pause=True)


def test_json_of_what_may_be_missing() -> None:
    ((_, shown),) = of13.NXActionController2(max_len=64, pause=True).to_jsondict().items()
    assert {name: value for name, value in shown.items() if name not in ('len', 'type')} == {
        'experimenter': 0x2320, 'subtype': 37, 'max_len': 64, 'pause': True}
    assert of13.NXActionController2.from_jsondict(shown) == of13.NXActionController2(max_len=64, pause=True)


def test_bits_of_a_field() -> None:
    assert nicira.ofs_nbits(4, 31) == 283
    assert nicira.ofs_nbits_str(283) == '[4..31]'


# Messages -------------------------------------------------------------------------------------------------------------

def messages() -> list[tuple[Any, str]]:
    """Messages, and their bytes."""
    drop = '0000000000000000 0300 0000 0000 8000 ffffffff ffff 0000 0000 000000000000'
    match = of10.NXMatch(in_port_nxm=2)
    exit_ = 'ffff 0010 00002320 0011 000000000000'
    return [
        (of10.NXTSetFlowFormat(None, of10.NXFF_NXM), '0104 0014 00000001 00002320 0000000c 00000002'),
        (of10.NXTFlowModTableId(None, 1), '0104 0018 00000001 00002320 0000000f 01 00000000000000'),
        (of10.NXTFlowMod(None, 0, 3 << 8), f'0104 0030 00000001 00002320 0000000d {drop}'),
        (of10.NXTFlowMod(None, 1, 0, rule=match, actions=[of10.NXActionExit()]),
         '0104 0048 00000001 00002320 0000000d 0000000000000001 0000 0000 0000 8000 ffffffff ffff 0000 0006'
         f'000000000000 00000002 0002 0000 {exit_}'),
        (of10.NXTSetPacketInFormat(None, 1), '0104 0014 00000001 00002320 00000010 00000001'),
        (of10.NXTPacketIn(None, 1, 2, 1, 3, 4, None, match, b'frame'),
         '0104 0037 00000001 00002320 00000011 00000001 0002 01 03 0000000000000004 0006 000000000000'
         '00000002 0002 0000 0000 6672616d65'),
        (of10.NXTFlowRemoved(None, 1, 2, 0, 3, 4, 5, None, 6, 7, match, 8),
         '0104 0040 00000001 00002320 0000000e 0000000000000001 0002 00 08 00000003 00000004 0005 0006'
         '0000000000000006 0000000000000007 00000002 0002 0000'),
        (of10.NXFlowStatsRequest(None, 0, of10.OFPP_NONE, 0xff),
         '0110 0020 00000001 ffff 0000 00002320 00000000 00000000 ffff 0000 ff 000000'),
        (of10.NXAggregateStatsRequest(None, 0, of10.OFPP_NONE, 0xff),
         '0110 0020 00000001 ffff 0000 00002320 00000001 00000000 ffff 0000 ff 000000'),
        (of10.NXFlowStatsReply(None, 0, [of10.NXFlowStats(
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, match, [of10.NXActionExit()])]),
         '0111 0060 00000001 ffff 0000 00002320 00000000 00000000 0048 00 00 00000001 00000002 0003 0004 0005 0006 0006'
         f'0007 0000000000000008 0000000000000009 000000000000000a 00000002 0002 0000 {exit_}'),
        (of10.NXAggregateStatsReply(None, 0, [of10.NXAggregateStats(1, 2, 3)]),
         '0111 0030 00000001 ffff 0000 00002320 00000001 00000000 0000000000000001 0000000000000002 00000003 00000000'),
        (of10.NXFlowMonitorStatsRequest(None, 0, [of10.NXFlowMonitorRequest(0, 0x3e, table_id=1, match=match)]),
         '0110 0030 00000001 ffff 0000 00002320 00000002 00000000 00000000 003e ffff 0006 01 0000000000'
         '00000002 0002 0000'),
        (of10.NXFlowMonitorStatsReply(None, 0, [
            of10.NXFlowUpdateFull(1, 2, 3, 4, 5, 6, 7, match, [of10.NXActionExit()]), of10.NXFlowUpdateAbbrev(9)]),
         '0111 0050 00000001 ffff 0000 00002320 00000002 00000000 0030 0001 0002 0003 0004 0005 0006 06 00'
         f'0000000000000007 00000002 0002 0000 {exit_} 0008 0003 00000009'),
        (of13.NXTRoleRequest(None, of13.NX_ROLE_MASTER), '0404 0014 00000001 00002320 0000000a 00000001'),
        (of13.NXTRoleReply(None, 2), '0404 0014 00000001 00002320 0000000b 00000002'),
        (of13.NXTFlowAge(None), '0404 0010 00000001 00002320 00000012'),
        (of13.NXTSetPacketInFormatMsg(None, 2), '0404 0014 00000001 00002320 00000010 00000002'),
        (of13.NXTSetAsyncConfig(None, [1, 2], [3, 4], [5, 6]),
         '0404 0028 00000001 00002320 00000013 00000001 00000002 00000003 00000004 00000005 00000006'),
        (of13.NXTSetAsyncConfig2(None, [of13.NXAsyncConfigProp(1, 5)]),
         '0404 0018 00000001 00002320 0000001b 0001 0008 00000005'),
        (of13.NXTSetControllerId(None, 7), '0404 0018 00000001 00002320 00000014 000000000000 0007'),
        (of13.NXTFlowMonitorCancel(None, 7), '0404 0014 00000001 00002320 00000015 00000007'),
        (of13.NXTFlowMonitorPaused(None), '0404 0010 00000001 00002320 00000016'),
        (of13.NXTFlowMonitorResumed(None), '0404 0010 00000001 00002320 00000017'),
        (of13.NXTTlvTableMod(None, 0, [of13.NXTlvMap(0xffff, 0, 4, 0)]),
         '0404 0020 00000001 00002320 00000018 0000 000000000000 ffff 00 04 0000 0000'),
        (of13.NXTTlvTableRequest(None), '0404 0010 00000001 00002320 00000019'),
        (of13.NXTTlvTableReply(None, 256, 64, [of13.NXTlvMap(1, 2, 4, 3)]),
         '0404 0028 00000001 00002320 0000001a 00000100 0040 00000000000000000000 0001 02 04 0003 0000'),
        (of13.NXTCtFlushZone(None, 5), '0404 0018 00000001 00002320 0000001d 000000000000 0005'),
        (of13.NXTCtFlush(None, 6, [
            of13.NXCtFlushPropTuple(of13.NXT_CT_ORIG_TUPLE, [
                of13.NXCtTupleProp(of13.NXT_CT_TUPLE_SRC, bytes(10) + raw('ffff 0a000001')),
                of13.NXCtTupleProp(of13.NXT_CT_TUPLE_SRC_PORT, raw('0001 0000'))]),
            of13.NXCtFlushPropZone(5)]),
         '0404 0048 00000001 00002320 00000020 06 00000000000000 0000 0028 00000000'
         '0000 0014 00000000000000000000ffff0a000001 00000000 0002 0008 0001 0000 0002 0008 0005 0000'),
        (of13.NXTPacketIn2(None, [
            of13.NXTPacketIn2PropPacket(data=b'frame'), of13.NXTPacketIn2PropReason(data=b'\1')]),
         '0404 0028 00000001 00002320 0000001e 0000 0009 6672616d65 00000000000000 0005 0005 01 000000'),
        (of13.NXTResume(None, [of13.NXTPacketIn2PropContinuation(data=b'abcd')]),
         '0404 0018 00000001 00002320 0000001c 0008 0008 61626364'),
        (of13.NiciraExperimenter(None, 999, b'abc'), '0404 0013 00000001 00002320 000003e7 616263'),
        (of10.NiciraHeader(None, 999, b'abc'), '0104 0013 00000001 00002320 000003e7 616263'),
        (of10.NXStatsReply(None, 0, 9, b'abc'), '0111 001b 00000001 ffff 0000 00002320 00000009 00000000 616263'),
        (of10.NXStatsRequest(None, 0, 9, b'abc'), '0110 001b 00000001 ffff 0000 00002320 00000009 00000000 616263'),
    ]


@pytest.mark.parametrize(('message', 'text'), messages(), ids=lambda value: type(value).__name__)
def test_bytes_of_messages(message: Any, text: str) -> None:
    message.set_xid(1)
    assert message.encode() == raw(text)
    decoded = message.table.version.decode(raw(text))
    assert decoded == message
    assert type(decoded) is type(message)
    assert decoded.encode() == raw(text)
    assert copy.deepcopy(decoded) == message
    ((_, shown),) = message.to_jsondict().items()
    assert type(message).from_jsondict(shown) == message


def test_every_message_is_in_the_table_of_bytes() -> None:
    tables = nicira.nicira.classes | nicira.nicira10.classes | nicira.nicira13.classes
    wanted = {name for name in tables if name.startswith('NXT') or 'Stats' in name} - {'NXTlvMap', 'NXFlowStats',
              'NXAggregateStats'} - {name for name in tables if name.startswith('NXTPacketIn2Prop')}
    assert {type(message).__name__ for message, _ in messages()} >= wanted


def test_match_fields_of_1_0() -> None:
    match = of10.NXMatch(eth_type_nxm=0x800, ip_proto_nxm=6, tcp_dst_nxm=80, reg1=(4, 6))
    assert match['reg1'] == (4, 6)
    assert of10.NXMatch.decode_fields(match.encode_fields(), 0, len(match.encode_fields())) == match
    assert match.encode_fields().hex() == '0000060208000000' '0c0106' '000014020050' '000103080000000400000006'
    assert (of10.NXM_OF_IN_PORT, of10.NXM_NX_TUN_ID_W) == (0x2, 0x12110)


def test_what_a_packet_in_says() -> None:
    message = of13.NXTPacketIn2(None, [
        of13.NXTPacketIn2PropPacket(data=b'fra'), of13.NXTPacketIn2PropFullLen(data=raw('00000005')),
        of13.NXTPacketIn2PropTableId(data=b'\3'), of13.NXTPacketIn2PropCookie(data=raw('0000000000000007')),
        of13.NXTPacketIn2PropMetadata(data=of13.NXMatch(in_port=1).encode_fields()),
        of13.NXTPacketIn2PropUserData(data=b'mine')])
    assert (message.data, message.total_len, message.table_id, message.cookie) == (b'fra', 5, 3, 7)
    assert (message.userdata, message.buffer_id, message.reason, message.continuation) == (b'mine', None, None, None)
    assert of13.NXMatch.decode_fields(message.metadata, 0, len(message.metadata))['in_port'] == 1
    assert of13.NXTPacketIn2(None, [of13.NXTPacketIn2PropPacket(data=b'fra')]).total_len == 3
    assert of13.NXTPacketIn2(None).total_len is None


@pytest.mark.parametrize(
    'text',
    [
        '0104 0030 00000001 00002320 0000000d 0000000000000000 0000 0000 0000 8000 ffffffff ffff 0000 0009'
        '000000000000',
        '0104 0038 00000001 00002320 0000000d 0000000000000000 0000 0000 0000 8000 ffffffff ffff 0000 0006 000000000000'
        '00000003 0002 0000',
        '0110 0028 00000001 ffff 0000 00002320 00000002 00000000 00000000 003e ffff 00ff 01 0000000000',
        '0110 0020 00000001 ffff 0000 00002320 00000002 00000000 00000000 003e ffff',
        '0104 0010 00000001 00002320 0000000a',
        '0104 0018 00000001 00002320 0000001e 0000 0003 00000000',
        '0111 0020 00000001 ffff 0000 00002320 00000002 00000000 0000 0003 00000009',
    ],
)
def test_damaged_messages(text: str) -> None:
    with pytest.raises(DecodeError):
        of10.decode(raw(text))
