import pytest

from controller.packet import bgp
from controller.wire import DecodeError, EncodeError

RD = '0000 fde9 000000fa'
IPV4, IPV6, L2VPN = bgp.FlowSpecIPv4NLRI, bgp.FlowSpecIPv6NLRI, bgp.FlowSpecL2VPNNLRI
BY_USER = [
    (IPV4, {'dst_prefix': '10.0.0.0/24'}, '05 01180a0000', 'ipv4fs(dst_prefix:10.0.0.0/24)'),
    (IPV4, {'port': '>=8000 & <=9000 | ==80'}, '09 04 131f40 552328 8150', 'ipv4fs(port:>=8000&<=9000|==80)'),
    (IPV4, {'port': 80}, '03 04 8150', 'ipv4fs(port:==80)'),
    (IPV4, {'port': '80 90'}, '05 04 0150 815a', 'ipv4fs(port:==80|==90)'),
    (IPV4, {'port': '>65535'}, '04 04 92ffff', 'ipv4fs(port:>65535)'),
    (IPV4, {'port': '&80'}, '03 04 c150', 'ipv4fs(port:&==80)'),
    (IPV4, {'packet_len': 70000}, '06 0a a100011170', 'ipv4fs(packet_len:==70000)'),
    (IPV4, {'tcp_flags': 'SYN+ACK & !=URGENT'}, '05 09 0012 c220', 'ipv4fs(tcp_flags:SYN+ACK&!=URGENT)'),
    (IPV4, {'fragment': 'LF ==FF&==ISF | !=DF'}, '09 0c 0008 0104 4102 8201', 'ipv4fs(fragment:LF|==FF&==ISF|!=DF)'),
    (IPV4, {'icmp_code': 3, 'icmp_type': 0}, '06 07 8100 08 8103', 'ipv4fs(icmp_type:==0,icmp_code:==3)'),
    (IPV6, {'dst_prefix': '2001::2/128/32'}, f'13 01 80 20 2001{"00" * 13}02', 'ipv6fs(dst_prefix:2001::2/128/32)'),
    (IPV6, {'src_prefix': '2001:db8::/32', 'next_header': 6}, '0a 02 20 00 20010db8 03 8106',
     'ipv6fs(src_prefix:2001:db8::/32/0,next_header:==6)'),
    (IPV6, {'flow_label': 100, 'fragment': 'LF'}, '06 0c 8008 0d 8164', 'ipv6fs(fragment:LF,flow_label:==100)'),
    (L2VPN, {'src_mac': '12:34:56:78:90:AB'}, f'10 {RD} 0f 06 1234567890ab', 'l2vpnfs(src_mac:12:34:56:78:90:ab)'),
    (L2VPN, {'ether_type': 0x800, 'vlan_id': '>4000'}, f'10 {RD} 0e 910800 15 920fa0',
     'l2vpnfs(ether_type:==2048,vlan_id:>4000)'),
    (bgp.FlowSpecVPNv4NLRI, {'dst_prefix': '10.0.0.0/24'}, f'0d {RD} 01180a0000', 'vpnv4fs(dst_prefix:10.0.0.0/24)'),
    (bgp.FlowSpecVPNv6NLRI, {'next_header': '6'}, f'0b {RD} 03 8106', 'vpnv6fs(next_header:==6)'),
]  # fmt: skip


@pytest.mark.parametrize(('family', 'rules', 'raw', 'text'), BY_USER, ids=str)
def test_each(family, rules, raw, text):
    in_vpn = family not in (IPV4, IPV6)
    made = family.from_user('65001:250', **rules) if in_vpn else family.from_user(**rules)
    raw = bytes.fromhex(raw)
    assert made.serialize() == raw and made.length == len(raw) - 1
    assert family(made.length, *['65001:250'] * in_vpn, made.rules) == made
    found, rest = family.parser(raw + b'more')
    assert (found, rest, found.serialize()) == (made, b'more', raw)
    assert (found.prefix, found.formatted_nlri_str) == (text, f'65001:250:{text}' if in_vpn else text)
    assert family.from_jsondict(made.to_jsondict()[family.__name__]) == made
    for size in range(len(raw)):
        with pytest.raises(DecodeError):
            family.parser(raw[:size])


def test_every_number_and_name():
    made = IPV4.from_user(ip_proto=6, dst_port=1, src_port=2, dscp=3)
    assert [(type(each).__name__, each.type) for each in made.rules] == [
        ('FlowSpecIPProtocol', 3), ('FlowSpecDestPort', 5), ('FlowSpecSrcPort', 6), ('FlowSpecDSCP', 11),
    ]  # fmt: skip
    names = ['dst_mac', 'llc_dsap', 'llc_ssap', 'llc_control', 'snap', 'vlan_cos', 'inner_vlan_id', 'inner_vlan_cos']
    made = L2VPN.from_user(route_dist='1:1', dst_mac='be:ef:c0:ff:ee:dd', **dict.fromkeys(names[1:], 1))
    assert [each.type for each in made.rules] == [16, 17, 18, 19, 20, 22, 23, 24]
    assert [each.COMPONENT_NAME for each in made.rules] == names


@pytest.mark.parametrize(
    'rules',
    [{'port': text} for text in ('>>80', 'foo', '=80', '!=80', '0x50', '80 >', '80,90')]
    + [{'tcp_flags': text} for text in ('18', 'foo', '!SYN', '>SYN')]
    + [{'dst_prefix': '10.0.0.1'}, {'dst_prefix': '10.0.0.0/33'}, {'foo': 1}, {'flow_label': 1}, {'src_mac': 'aa'}],
    ids=str,
)
def test_what_is_no_rule_is_refused(rules):
    with pytest.raises(ValueError):
        IPV4.from_user(**rules)


@pytest.mark.parametrize(
    'raw',
    ['02 03 80', '03 04 0150', '04 03 0150 81',
     '06 04 8150 04 8150', '06 05 8150 04 8150', '01 01', '05 01 210a0000'],
)
def test_what_is_no_specification_is_bytes(raw):
    raw = bytes.fromhex(raw)
    assert IPV4.decode_list(raw, 0, len(raw)) == [raw]


def test_a_condition_that_no_one_knows_takes_the_rest():
    found, _ = IPV4.parser(bytes.fromhex('06 04 8150 63 0102'))
    assert found.rules == [bgp.FlowSpecPort(0x81, 80), bgp.FlowSpecComponentUnknown(b'\1\2', 99)]
    assert found.serialize() == bytes.fromhex('06 04 8150 63 0102') and found.prefix == 'ipv4fs(port:==80)'


def test_a_value_keeps_its_width():
    raw = bytes.fromhex('04 04 910050')
    found, _ = IPV4.parser(raw)
    assert found.rules[0].value == 80 and found.serialize() == raw
    found.rules[0].value = 1 << 40
    assert found.serialize().hex() == '0a04b10000010000000000'


def test_long_specifications():
    made = IPV4(rules=[bgp.FlowSpecPort(1, number) for number in range(120)])
    raw = made.serialize()
    assert raw[:3].hex() == 'f0f104' and IPV4.parser(raw) == (made, b'')
    with pytest.raises(EncodeError, match='at most 4095'):
        IPV4(rules=[bgp.FlowSpecPort(1, 1)] * 2100).serialize()
    with pytest.raises(EncodeError):
        IPV4(rules=[bgp.FlowSpecPort(1, 1 << 64)]).serialize()


def test_text_of_single_rules():
    port, flags = bgp.FlowSpecPort, bgp.FlowSpecTCPFlags
    assert [port(bits, 80).to_str() for bits in (1, 0x45, 0, 7)] == ['==80', '&<=80', '80', '80']
    assert [flags(bits, 18).to_str() for bits in (0, 1, 0x42)] == ['SYN+ACK', '==SYN+ACK', '&!=SYN+ACK']
    assert port.from_str('>=80') == [port(port.GT | port.EQ, 80)]
    assert bgp.FlowSpecDestPrefix.from_str('10.0.0.0/24')[0].value == '10.0.0.0/24'
    assert (flags.SYN, flags.ACK, flags.AND, bgp.FlowSpecFragment.DF) == (2, 16, 64, 1)
