"""Match fields: bytes against the specification (7.2.3), the forms of a value, and what is refused."""

from __future__ import annotations

import ipaddress
import random

import pytest

from controller.openflow.oxm import Field, Fields
from controller.openflow.v1_3 import of13
from controller.wire import DecodeError, EncodeError
from tests.controller.openflow.generator import build, plan

Match, SetField, OxmId = of13.OFPMatch, of13.OFPActionSetField, of13.OFPOxmId


def decoded(text: str) -> object:
    """The match in these hexadecimal digits."""
    data = bytes.fromhex(text)
    return Match.decode(data, 0, len(data))


# Bytes of the specification: type 1, length without padding, then class, number and has-mask bit, length, value.
GOLDEN = [
    ({}, '0001 0004 00000000'),
    ({'in_port': 1}, '0001 000c 8000 00 04 00000001 00000000'),
    ({'in_port': 0xFFFFFFFD}, '0001 000c 8000 00 04 fffffffd 00000000'),
    ({'eth_dst': '00:00:00:00:00:01'}, '0001 000e 8000 06 06 000000000001 0000'),
    ({'eth_dst': ('01:00:00:00:00:00', '01:00:00:00:00:00')},
     '0001 0014 8000 07 0c 010000000000 010000000000 00000000'),
    ({'metadata': (0x0F, 0xFF)}, '0001 0018 8000 05 10 000000000000000f 00000000000000ff'),
    ({'eth_type': 0x0800, 'ipv4_dst': '10.0.0.1'}, '0001 0012 8000 0a 02 0800 8000 18 04 0a000001 000000000000'),
    ({'vlan_vid': 0x1005}, '0001 000a 8000 0c 02 1005 000000000000'),
    ({'vlan_vid': (0x1000, 0x1000)}, '0001 000c 8000 0d 04 1000 1000 00000000'),
    ({'eth_type': 0x86DD, 'ipv6_flabel': 5}, '0001 0012 8000 0a 02 86dd 8000 38 04 00000005 000000000000'),
    ({'eth_type': 0x88E7, 'pbb_isid': 5}, '0001 0011 8000 0a 02 88e7 8000 4a 03 000005 00000000000000'),
    ({'tunnel_id': 7}, '0001 0010 8000 4c 08 0000000000000007'),
    ({'eth_type': 0x0800, 'ip_proto': 6, 'tcp_flags': 2},
     '0001 0019 8000 0a 02 0800 8000 14 01 06 ffff 54 06 4f4e4600 0002 00000000000000'),
]


@pytest.mark.parametrize(('fields', 'text'), GOLDEN)
def test_bytes_of_the_specification(fields: dict[str, object], text: str) -> None:
    assert Match(**fields).encode() == bytes.fromhex(text)
    assert decoded(text) == Match(**fields)
    assert dict(decoded(text)) == fields


def test_fields_are_sorted_by_number_so_that_prerequisites_come_first() -> None:
    match = Match(tcp_dst=80, ip_proto=6, in_port=3, eth_type=0x0800)
    assert match.keys() == ['in_port', 'eth_type', 'ip_proto', 'tcp_dst']
    assert match == Match(in_port=3, eth_type=0x0800, ip_proto=6, tcp_dst=80)


@pytest.mark.parametrize(('given', 'value'), [
    ({'eth_src': b'\x01\x02\x03\x04\x05\x06'}, '01:02:03:04:05:06'),
    ({'eth_src': '01-02-03-04-05-06'}, '01:02:03:04:05:06'),
    ({'eth_src': 0x010203040506}, '01:02:03:04:05:06'),
    ({'eth_src': (0x010203040506, 0xFF0000000000)}, ('01:00:00:00:00:00', 'ff:00:00:00:00:00')),
    ({'eth_src': '01:02:03:04:05:06/ff:ff:ff:00:00:00'}, ('01:02:03:00:00:00', 'ff:ff:ff:00:00:00')),
    ({'eth_src': ['01:02:03:04:05:06', None]}, '01:02:03:04:05:06'),
    ({'ipv4_src': [b'\x0a\x00\x00\x01', b'\xff\x00\x00\x00']}, ('10.0.0.0', '255.0.0.0')),
    ({'ipv4_src': (0x0A000001, 0xFF000000)}, ('10.0.0.0', '255.0.0.0')),
    ({'ipv4_src': '10.0.0.1/32'}, ('10.0.0.1', '255.255.255.255')),
    ({'ipv6_dst': 1}, '::1'),
    ({'ipv6_dst': [0xFE80, 0, 0, 0, 0, 0, 0, 1]}, 'fe80::1'),
    ({'ipv6_dst': bytes(15) + b'\x01'}, '::1'),
    ({'ipv6_dst': ('2001:db8::1', 'ffff:ffff::')}, ('2001:db8::', 'ffff:ffff::')),
    ({'reg0': (0x15, 0x0F)}, (0x05, 0x0F)),
    ({'tun_metadata0': b'\x12\x34'}, 'EjQ='),
    ({'tun_metadata0': 'EjQ='}, 'EjQ='),
    ({'tun_metadata0': (b'\x12\x34', b'\xf0\x00')}, ('EAA=', '8AA=')),
    ({'ipv4_src': 0x0A000001}, '10.0.0.1'),
    ({'ipv4_src': b'\x0a\x00\x00\x01'}, '10.0.0.1'),
    ({'ipv4_src': '10.1.2.3/8'}, ('10.0.0.0', '255.0.0.0')),
    ({'ipv4_src': '10.1.2.3/255.0.0.0'}, ('10.0.0.0', '255.0.0.0')),
    ({'ipv4_src': ('10.1.2.3', '255.0.0.0')}, ('10.0.0.0', '255.0.0.0')),
    ({'ipv4_src': ('10.0.0.1', None)}, '10.0.0.1'),
    ({'ipv4_src': '0.0.0.0/0'}, ('0.0.0.0', '0.0.0.0')),
    ({'ipv6_dst': '2001:db8::1'}, '2001:db8::1'),
    ({'ipv6_dst': '2001:db8::1/32'}, ('2001:db8::', 'ffff:ffff::')),
    ({'metadata': (0xFF, 0x0F)}, (0x0F, 0x0F)),
    ({'in_port': (1, 0xFFFFFFFF)}, (1, 0xFFFFFFFF)),
])
def test_forms_of_a_value(given: dict[str, object], value: object) -> None:
    (name,) = given
    needed = {'ipv4_src': {'eth_type': 0x0800}, 'ipv6_dst': {'eth_type': 0x86DD}}.get(name, {})
    assert Match(**given, **needed)[name] == value
    assert Match(**{name: value}, **needed) == Match(**given, **needed)


def test_reads_like_a_dictionary() -> None:
    match = Match(in_port=1, eth_dst='00:00:00:00:00:01')
    assert match['in_port'] == 1
    assert match.get('eth_dst') == '00:00:00:00:00:01'
    assert match.get('eth_src') is None
    assert match.get('eth_src', 5) == 5
    assert 'in_port' in match and 'eth_src' not in match
    assert len(match) == 2
    assert match.items() == list(match.iteritems()) == [('in_port', 1), ('eth_dst', '00:00:00:00:00:01')]
    assert match.values() == [1, '00:00:00:00:00:01']
    assert (match.type, match.length) == (of13.OFPMT_OXM, 22)
    assert repr(match) == "OFPMatch(in_port=1, eth_dst='00:00:00:00:00:01')"
    with pytest.raises(KeyError, match='eth_src'):
        match['eth_src']


def test_a_match_is_equal_by_its_fields() -> None:
    assert Match(in_port=1) == Match(in_port=1)
    assert Match(in_port=1) != Match(in_port=2)
    assert Match() != {}


def test_append_field() -> None:
    match = Match(in_port=1)
    assert match['in_port'] == 1
    match.append_field(of13.OXM_OF_IPV4_SRC_W, '10.0.0.0', '255.0.0.0')
    match.append_field(of13.OXM_OF_ETH_TYPE, 0x0800)
    match.append_field(of13.OXM_OF_IN_PORT, 2)
    assert match == Match(in_port=2, eth_type=0x0800, ipv4_src='10.0.0.0/8')
    with pytest.raises(EncodeError, match='header 0xffff0004'):
        match.append_field(0xFFFF0004, 1)


@pytest.mark.parametrize(('old', 'new'), [
    ({'dl_dst': '00:00:00:00:00:01', 'dl_type': 5}, {'eth_dst': '00:00:00:00:00:01', 'eth_type': 5}),
    ({'dl_type': 0x0800, 'nw_src': '10.0.0.1'}, {'eth_type': 0x0800, 'ipv4_src': '10.0.0.1'}),
    ({'dl_type': 0x0806, 'nw_dst': '10.0.0.1', 'nw_proto': 1},
     {'eth_type': 0x0806, 'arp_tpa': '10.0.0.1', 'arp_op': 1}),
    ({'dl_type': 0x0800, 'nw_proto': 6, 'tp_dst': 80}, {'eth_type': 0x0800, 'ip_proto': 6, 'tcp_dst': 80}),
    ({'eth_type': 0x86DD, 'ip_proto': 17, 'tp_src': 53}, {'eth_type': 0x86DD, 'ip_proto': 17, 'udp_src': 53}),
    ({'dl_type': 0x0800, 'nw_proto': 1, 'tp_src': 8, 'tp_dst': 0},
     {'eth_type': 0x0800, 'ip_proto': 1, 'icmpv4_type': 8, 'icmpv4_code': 0}),
    ({'dl_vlan': 5, 'dl_vlan_pcp': 3}, {'vlan_vid': 0x1005, 'vlan_pcp': 3}),
    ({'dl_vlan': 0xFFFF}, {'vlan_vid': 0}),
])
def test_names_of_openflow_1_0_are_understood(old: dict[str, object], new: dict[str, object]) -> None:
    assert Match(**old) == Match(**new)


@pytest.mark.parametrize(('fields', 'message'), [
    ({'eth_dts': '00:00:00:00:00:01'}, "no match field 'eth_dts'; did you mean 'eth_dst'"),
    ({'field_': 1}, "no match field 'field_'"),
    ({'field_4194304': b'abcd'}, "'field_4194304' is called 'in_port'"),
    ({'in_port': 1 << 32}, r'OFPMatch.in_port: 4294967296 is no integer from 0 to 0xffffffff'),
    ({'in_port': -1}, 'OFPMatch.in_port: -1 is no integer'),
    ({'in_port': '1'}, "OFPMatch.in_port: '1' is no integer"),
    ({'ip_dscp': 64}, 'OFPMatch.ip_dscp: 64 is no integer from 0 to 0x3f'),
    ({'vlan_vid': (5, 0x2000)}, r'OFPMatch.vlan_vid: \(5, 8192\) is no integer from 0 to 0x1fff'),
    ({'eth_src': 'nonsense'}, "OFPMatch.eth_src: 'nonsense' is no Ethernet address"),
    ({'eth_src': None}, 'OFPMatch.eth_src: None is no Ethernet address'),
    ({'ipv4_src': '10.0.0.300'}, "OFPMatch.ipv4_src: '10.0.0.300' is no IPv4 address"),
    ({'ipv4_src': '10.0.0.0/33'}, 'OFPMatch.ipv4_src'),
    ({'ipv6_src': '10.0.0.1'}, 'OFPMatch.ipv6_src'),
    ({'metadata': (1, 2, 3)}, 'OFPMatch.metadata'),
    ({'metadata': ()}, 'OFPMatch.metadata'),
    ({'metadata': '5/x'}, 'OFPMatch.metadata'),
    ({'eth_src': 1 << 48}, 'OFPMatch.eth_src'),
    ({'ipv6_src': [1 << 16] * 8}, 'OFPMatch.ipv6_src'),
    ({'tun_metadata0': bytes(125)}, 'OFPMatch.tun_metadata0'),
    ({'tun_metadata0': (b'12', b'1')}, 'OFPMatch.tun_metadata0'),
    ({'tun_metadata0': ()}, 'OFPMatch.tun_metadata0'),
    ({'tun_metadata0': (b'1', b'2', b'3')}, 'OFPMatch.tun_metadata0'),
    ({'tun_metadata0': 5}, 'OFPMatch.tun_metadata0'),
    ({'tp_dst': 80}, 'nw_proto'),
    ({'field_4194404': 5}, 'field_4194404: 5 is neither bytes nor base64'),
    ({'field_4194404': bytes(256)}, 'field_4194404'),
    ({'field_4194404': (b'12', b'1')}, 'field_4194404'),
    ({'field_8388485': b'id?'}, "field_8388485: b'id.' does not fit behind the header"),
    ({'field_8388485': (b'i', b'd')}, 'field_8388485'),
])
def test_what_does_not_fit_is_an_error_that_names_the_field(fields: dict[str, object], message: str) -> None:
    with pytest.raises(EncodeError, match=message):
        Match(**fields)


# Decoding -------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(('text', 'problem'), [
    ('', 'at least 8 bytes'),
    ('0001 0004', 'at least 8 bytes'),
    ('0000 0004 00000000', 'type 0 is not OFPMT_OXM'),
    ('0001 0000 00000000', 'length 0'),
    ('0001 0003 00000000', 'length 3'),
    ('0001 000c 80000004', 'length 12'),
    ('0001 0007 800000 00', 'end -3 bytes from its own end'),
    ('0001 0008 80000004', r'end \+4 bytes from its own end'),
    ('0001 0008 8000fe04', 'a match field of 4 bytes goes past the end'),
    ('0001 000a 80000002 0001 000000000000', 'in_port with 2 bytes'),
    ('0001 000c 80000104 00000001 00000000', 'in_port with 4 bytes'),
    ('0001 0010 80000008 0000000100000000', 'in_port with 8 bytes'),
    ('0001 000a ffff5402 0000 000000000000', 'without its id'),
    ('0001 000d ffff5405 4f4e460002 000000', 'tcp_flags with 1 bytes'),
    ('0001 0009 80fffb01 05 00000000000000', 'a value and a mask in 1 bytes'),
    ('0001 0010 ffff0008 4f4e4600 0a003233', 'pbb_uca with 2 bytes'),
    ('0001 0085 0001507d' + '00' * 125 + '000000', 'tun_metadata0 with 125 bytes'),
    ('0001 000b 00015103 000000' + '0000000000', 'a value and a mask in 3 bytes'),
    ('0001 0004 00000000 00', '1 bytes too many'),
])
def test_damage_is_refused(text: str, problem: str) -> None:
    with pytest.raises(DecodeError, match=problem):
        decoded(text)


def test_what_is_unknown_is_kept_and_encodes_again() -> None:
    text = '0001 0022 8000fe02aabb 000201080000000100000003 ffff11080000007f01020304 000000000000'
    match = decoded(text)
    assert match.encode() == bytes.fromhex(text)
    assert match.items() == [
        ('field_4194431', 'qrs='),                    # class 0x8000, number 127
        ('field_256', ('AAAAAQ==', 'AAAAAw==')),      # class 2, number 0, masked
        ('field_8388488', ('AAAAfw==', 'AQIDBA==')),  # an experimenter's, its id in front, masked
    ]
    assert sorted(Match(**dict(match)).items()) == sorted(match.items())
    assert Match(field_4194431='qrs=') == Match(field_4194431=b'\xaa\xbb')


def test_an_experimenters_field_of_another_type_is_none_that_we_know() -> None:
    assert decoded('0001 000f ffff0007 4f4e4600 0a01 32 00').items() == [('field_8388480', 'T05GAAoBMg==')]
    assert decoded('0001 000f ffff0007 4f4e4600 0a00 32 00').items() == [('pbb_uca', 50)]
    assert decoded('0001 0010 ffff0004 4f4e4600 0a000000').keys() == ['field_8388480', 'field_327680']


def test_padding_is_ignored() -> None:
    assert decoded('0001 000c 80000004 00000001 ffffffff') == Match(in_port=1)
    assert decoded('0001 000e 80000606 000000000001 ffff') == Match(eth_dst='00:00:00:00:00:01')


def test_decoding_keeps_no_view_of_the_read_buffer() -> None:
    buf = bytearray(Match(in_port=1, eth_type=5).encode() + b'next')
    match, end = Match.decode_prefix(bytes(buf), 0, len(buf))
    assert buf[end:] == b'next'
    buf[:] = bytes(len(buf))
    assert dict(match) == {'in_port': 1, 'eth_type': 5}


def test_any_match_survives_the_wire() -> None:
    rng = random.Random(13)
    for _ in range(300):
        match = build(of13, plan(of13, Match, rng))
        data = match.encode()
        again = Match.decode(data, 0, len(data))
        assert again == match
        assert again.items() == match.items()
        assert Match(**dict(again)) == match


# Set field and field ids ----------------------------------------------------------------------------------------------

def test_set_field() -> None:
    action = SetField(eth_dst='00:00:00:00:00:01')
    assert action.encode() == bytes.fromhex('0019 0010 8000 06 06 000000000001 0000')
    assert (action.key, action.value, action.field.name) == ('eth_dst', '00:00:00:00:00:01', 'eth_dst')
    assert (action.type, action.len) == (of13.OFPAT_SET_FIELD, 16)
    assert repr(action) == "OFPActionSetField(eth_dst='00:00:00:00:00:01')"
    assert SetField(vlan_vid=0x1005) == SetField(vlan_vid=0x1005) != SetField(vlan_vid=0x1006)
    assert SetField(ipv6_src='::1').encode() == bytes.fromhex('0019 0018 8000 34 10' + 15 * '00' + '01')


@pytest.mark.parametrize(('fields', 'message'), [
    ({}, 'takes one field, not 0'),
    ({'in_port': 1, 'eth_type': 2}, 'takes one field, not 2'),
    ({'eth_dist': 1}, "did you mean 'eth_dst'"),
    ({'ip_ecn': 4}, 'OFPActionSetField.ip_ecn: 4 is no integer from 0 to 0x3'),
])
def test_set_field_refuses(fields: dict[str, object], message: str) -> None:
    with pytest.raises(EncodeError, match=message):
        SetField(**fields)


@pytest.mark.parametrize('text', [
    '0019 0008 80000004',                       # the value is missing
    '0019 0008 800006 06',
    '0019 0018 80000606 000000000001 0000 0000000000000000',  # padded with 8 bytes too many
    '0019 0010 80000604 00000001 00000000',     # eth_dst with 4 bytes
    '0019 0004',
])
def test_a_damaged_set_field_is_refused(text: str) -> None:
    data = bytes.fromhex(text)
    with pytest.raises(DecodeError):
        of13.OFPAction.decode_list(data, 0, len(data))


def test_oxm_ids() -> None:
    assert OxmId('in_port').encode() == bytes.fromhex('8000 00 04')
    assert OxmId('metadata', hasmask=True).encode() == bytes.fromhex('8000 05 10')
    assert OxmId('in_port', length=0).encode() == bytes.fromhex('8000 00 00')
    assert OxmId('tcp_flags').encode() == bytes.fromhex('ffff 54 06 4f4e4600')
    assert of13.OFPExperimenterOxmId('field_8388480', 0x2320, length=8).encode() == bytes.fromhex('ffff 00 08 00002320')
    data = bytes.fromhex('80000004 ffff5406 4f4e4600 8000fe02 ffff0008 00002321')
    ids = OxmId.decode_list(data, 0, len(data))
    assert [each.type for each in ids] == ['in_port', 'tcp_flags', 'field_4194431', 'field_8388480']
    assert [each.exp_id for each in ids] == [None, 0x4F4E4600, None, 0x2321]
    assert b''.join(each.encode() for each in ids) == data
    for damaged in (data[:3], data[:10]):
        with pytest.raises(DecodeError):
            OxmId.decode_list(damaged, 0, len(damaged))
    with pytest.raises(EncodeError, match="did you mean 'in_port'"):
        OxmId('in_prot').encode()
    with pytest.raises(EncodeError, match='length 256'):
        OxmId('in_port', length=256).encode()


def test_headers_as_actions_name_fields() -> None:
    known = of13.fields
    assert known.header_bytes('reg0') == bytes.fromhex('00010004')
    assert known.header_bytes('nsh_spi') == bytes.fromhex('ffff0808 005ad650')
    assert known.header_bytes(0x7FFF0104) == bytes.fromhex('7fff0104')
    assert known.header_bytes(0xFFFF_0008_0000_0001) == bytes.fromhex('ffff0008 00000001')
    assert (known.header_of('eth_dst'), known.name_of_header(0x80000606)) == (0x80000606, 'eth_dst')
    assert known.name_of_header(0x7FFF0104) == 0x7FFF0104
    data = bytes.fromhex('00010004 ffff0808 005ad650 ffff0008 00000001 7fff0104')
    found, at = [], 0
    while at < len(data):
        name, at = known.header_at('Action', data, at, len(data))
        found.append(name)
    assert found == ['reg0', 'nsh_spi', 0xFFFF_0008_0000_0001, 0x7FFF0104]
    assert b''.join(known.header_bytes(each) for each in found) == data
    for refused in (('nsh_spi', 4), ('nonsense', 8)):
        with pytest.raises(ValueError, match=refused[0]):
            known.header_bytes(*refused)
    for damaged in (b'', data[4:11], data[:3]):
        with pytest.raises(DecodeError, match='no header of a match field'):
            known.header_at('Action', damaged, 0, len(damaged))


# JSON and the oldest interface ----------------------------------------------------------------------------------------

def test_json_is_ryus() -> None:
    match = Match(in_port=1, eth_dst=('00:00:00:00:00:01', 'ff:ff:ff:00:00:00'))
    shown = {'OFPMatch': {'type': 1, 'length': 28, 'oxm_fields': [
        {'OXMTlv': {'field': 'in_port', 'mask': None, 'value': 1}},
        {'OXMTlv': {'field': 'eth_dst', 'mask': 'ff:ff:ff:00:00:00', 'value': '00:00:00:00:00:00'}}]}}
    assert match.to_jsondict() == shown
    assert Match.from_jsondict(shown['OFPMatch']) == match
    action = SetField(vlan_vid=0x1005)
    shown = {'OFPActionSetField': {
        'type': 25, 'len': 16, 'field': {'OXMTlv': {'field': 'vlan_vid', 'mask': None, 'value': 0x1005}}}}
    assert action.to_jsondict() == shown
    assert SetField.from_jsondict(shown['OFPActionSetField']) == action
    shown = {'OFPOxmId': {'type': 'in_port', 'hasmask': False, 'length': None}}
    assert OxmId('in_port').to_jsondict() == shown
    assert OxmId.from_jsondict(shown['OFPOxmId']) == OxmId('in_port')
    shown = {'OFPExperimenterOxmId': {'type': 'tcp_flags', 'hasmask': False, 'length': None, 'exp_id': 0x4F4E4600}}
    assert of13.OFPExperimenterOxmId('tcp_flags', 0x4F4E4600).to_jsondict() == shown
    again = of13.OFPExperimenterOxmId.from_jsondict(shown['OFPExperimenterOxmId'])
    assert again.encode() == OxmId('tcp_flags').encode()


def test_json_keeps_the_order_and_asks_for_no_prerequisites() -> None:
    tlvs = [{'OXMTlv': {'field': name, 'value': value}} for name, value in (('tcp_dst', 80), ('in_port', 1))]
    match = Match.from_jsondict({'oxm_fields': tlvs})
    assert match.items() == [('tcp_dst', 80), ('in_port', 1)]
    assert Match(type_=1, length=20, _ordered_fields=[('tcp_dst', 80), ('in_port', 1)]) == match
    assert Match(type_=1, length=12, in_port=1, _ordered_fields=None) == Match(in_port=1)
    assert Match(type_=None, length=None) == Match()


@pytest.mark.parametrize('given', [
    {}, {'oxm_fields': None}, {'oxm_fields': [5]}, {'oxm_fields': [{'OXMTlv': {'field': 'in_port'}}]},
    {'oxm_fields': [{'OXMTlv': {'field': 5, 'value': 5}}]}, {'oxm_fields': [{'OXMTlv': {'field': 'in', 'value': 5}}]},
    {'oxm_fields': [{'OXMTlv': {'field': 'in_port', 'value': 'x'}}]},
    {'oxm_fields': [{'OXMTlv': {'field': 'field_5000000', 'value': 5}}]},
])  # fmt: skip
def test_json_that_is_no_match_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match='OFPMatch'):
        Match.from_jsondict(given)


def test_fields_that_are_added_may_be_followed_by_what_they_need() -> None:
    match = Match()
    match.append_field(of13.OXM_OF_IPV4_DST_W, 0x0A000001, 0xFF000000)
    match.append_field(of13.OXM_OF_ETH_DST, b'\x00\x00\x00\x00\x00\x01')
    with pytest.raises(EncodeError, match='ipv4_dst: needs eth_type=0x0800'):
        match.encode()
    with pytest.raises(EncodeError, match='ipv4_dst: needs eth_type=0x0800'):
        match.encode_fields()
    match.append_field(of13.OXM_OF_ETH_TYPE, 0x0800)
    assert match.encode() == Match(eth_dst='00:00:00:00:00:01', eth_type=0x0800, ipv4_dst='10.0.0.0/8').encode()


def test_methods_of_the_oldest_apps() -> None:
    match = Match()
    match.set_in_port(3)
    match.set_dl_src(b'\x00\x00\x00\x00\x00\x01')
    match.set_dl_dst_masked(b'\x01\x00\x00\x00\x00\x00', b'\x01\x00\x00\x00\x00\x00')
    match.set_dl_type(0x86DD)
    match.set_vlan_vid(5)
    match.set_ipv6_src([0xFE80, 0, 0, 0, 0, 0, 0, 1])
    match.set_metadata_masked(5, 0xFF)
    match.set_tunnel_id_masked(5, (1 << 64) - 1)
    assert match == Match(
        in_port=3, eth_src='00:00:00:00:00:01', eth_dst=('01:00:00:00:00:00', '01:00:00:00:00:00'), eth_type=0x86DD,
        vlan_vid=0x1005, ipv6_src='fe80::1', metadata=(5, 0xFF), tunnel_id=5)
    assert [(each.name, each.value, each.mask) for each in match.fields] == [
        ('in_port', 3, None), ('metadata', 5, 0xFF),
        ('eth_dst', b'\x01\x00\x00\x00\x00\x00', b'\x01\x00\x00\x00\x00\x00'),
        ('eth_src', b'\x00\x00\x00\x00\x00\x01', None), ('eth_type', 0x86DD, None), ('vlan_vid', 5, None),
        ('ipv6_src', [0xFE80, 0, 0, 0, 0, 0, 0, 1], None), ('tunnel_id', 5, None)]
    assert [each.header for each in match.fields][:2] == [of13.OXM_OF_IN_PORT, of13.OXM_OF_METADATA_W]
    (unknown,) = Match(reg0=5).fields
    assert (unknown.header, unknown.value, unknown.name) == (0x00010004, None, None)
    match = Match()
    match.set_vlan_vid_masked(5, 0xF0F)
    assert match['vlan_vid'] == (0x1005, 0x1F0F)
    match.set_vlan_vid_none()
    assert match['vlan_vid'] == 0


def test_every_old_method_sets_its_field() -> None:
    setters = [name for name in dir(Match) if name.startswith('set_') and not name.endswith(('_masked', '_none'))]
    assert len(setters) == 40
    for name in setters:
        match = Match()
        getattr(match, name)(bytes(6) if name[4:6] == 'dl' and name[-4:] != 'type' else 1)
        assert len(match) == 1, name


def test_a_match_as_long_as_one_before_is_read_as_carefully():
    def decode(text):
        raw = bytes.fromhex(text)
        return of13.OFPMatch.decode(raw + bytes(-len(raw) % 8), 0, len(raw) + -len(raw) % 8)

    for text, values in [
        ('0001 0012 80000004 00000001 80000a02 0800', {'in_port': 1, 'eth_type': 0x0800}),
        ('0001 0012 80000004 00000002 80000a02 0806', {'in_port': 2, 'eth_type': 0x0806}),
        ('0001 0012 80000a02 0800 80000004 00000001', {'eth_type': 0x0800, 'in_port': 1}),
        ('0001 0012 80000606 112233445566 80001401', None),
        ('0001 0012 80000004 00000001 80000a06 0800', None),
        ('0001 0012 80000004 00000001 80000a01 0800', None),
        ('0001 0012 7fff0004 00000001 80000a02 0800', {'field_4194176': 'AAAAAQ==', 'eth_type': 0x0800}),
        ('0001 0012 80000004 00000003 80000a02 0800', {'in_port': 3, 'eth_type': 0x0800}),
    ]:
        if values is None:
            with pytest.raises(DecodeError):
                decode(text)
        else:
            assert decode(text).items() == list(values.items())
            assert decode(text).encode() == bytes.fromhex(text) + bytes(6)


def test_an_experimenters_field_of_no_fixed_size_has_its_id() -> None:
    variable = of13.fields.by_name['tun_metadata0'].kind
    fields = Fields([Field('acme', 5, variable, maskable=True, oxm_class=0xffff, experimenter=0xace)])
    raw = fields.tlv('OFPMatch', 'acme', (b'\x12\x34', b'\xf0\x00'))
    assert raw.hex() == 'ffff0b08' '00000ace' '1000' 'f000'
    assert fields.check('OFPMatch', raw, 0, len(raw)) == len(raw)
    assert fields.read(raw, 0) == ('acme', ('EAA=', '8AA='))


def test_addresses_of_libraries_are_matched_as_their_text_is():
    net, mask, host = (ipaddress.ip_address(text) for text in ('10.0.0.0', '255.0.0.0', 'fe80::1'))
    objects = Match(eth_type=0x800, ipv4_dst=(net, mask)), Match(eth_type=0x86DD, ipv6_dst=host), SetField(ipv4_src=net)
    texts = (
        Match(eth_type=0x800, ipv4_dst=('10.0.0.0', '255.0.0.0')),
        Match(eth_type=0x86DD, ipv6_dst='fe80::1'),
        SetField(ipv4_src='10.0.0.0'),
    )
    assert [each.encode() for each in objects] == [each.encode() for each in texts]
