"""Match fields: bytes against the specification (7.2.3), the forms of a value, and what is refused."""

from __future__ import annotations

import random

import pytest

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
    ({'tp_dst': 80}, 'nw_proto'),
    ({'field_4194404': 5}, 'field_4194404: 5 is neither bytes nor base64'),
    ({'field_4194404': bytes(256)}, 'field_4194404'),
    ({'field_4194404': (b'12', b'1')}, 'field_4194404'),
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


def test_constants() -> None:
    assert (of13.OFPXMT_OFB_IN_PORT, of13.OFPXMT_OFB_IPV6_EXTHDR) == (0, 39)
    assert (of13.OXM_OF_ETH_DST, of13.OXM_OF_ETH_DST_W) == (0x80000606, 0x8000070C)
    assert of13.OXM_OF_METADATA_W == 0x80000510


def test_prerequisites_name_fields_that_exist() -> None:
    for field in of13.OFPMatch.known.by_name.values():
        if field.requires:
            assert field.requires[0] in of13.OFPMatch.known.by_name, field.name
