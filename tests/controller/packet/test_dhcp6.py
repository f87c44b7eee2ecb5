import pytest

from controller.packet import dhcp6, ipv6, packet, udp
from controller.wire import DecodeError, EncodeError

# RFC 8415, 8, 9 and 21.1: type, transaction id, options; type, hops, two addresses, options
SOLICIT = bytes.fromhex('01 123456 0001 0003 616263 0008 0002 0000')
RELAYED = bytes.fromhex('0c 01' + '20010db8' + '00' * 11 + '01' + 'fe80' + '00' * 13 + '02' + '0009 0004 01000007')


def test_golden():
    header, carried, rest = dhcp6.dhcp6.parser(SOLICIT)
    assert (carried, rest) == (None, b'')
    options = dhcp6.options([dhcp6.option(1, b'abc'), dhcp6.option(dhcp6.DHCPV6_OPTION_ELAPSED_TIME, b'\0\0')])
    assert header == dhcp6.dhcp6(dhcp6.DHCPV6_SOLICIT, options, 0x123456)
    assert header.serialize(b'', None) == SOLICIT and header.options.options_len == 13
    assert [option.length for option in header.options.option_list] == [3, 2]


def test_golden_of_a_relay_agent():
    header, _, rest = dhcp6.dhcp6.parser(RELAYED)
    options = dhcp6.options([dhcp6.option(dhcp6.DHCPV6_OPTION_RELAY_MSG, b'\1\0\0\7')])
    assert rest == b'' and header == dhcp6.dhcp6(dhcp6.DHCPV6_RELAY_FORW, options, 0, 1, '2001:db8::1', 'fe80::2')
    assert header.serialize(b'', None) == RELAYED
    inner = dhcp6.dhcp6.parser(header.options.option_list[0].data)[0]
    assert inner == dhcp6.dhcp6(dhcp6.DHCPV6_SOLICIT, dhcp6.options(), 7)


def test_a_transaction_id_is_random_unless_given():
    ids = {dhcp6.dhcp6(1, dhcp6.options()).transaction_id for _ in range(9)}
    assert len(ids) > 1 and all(0 <= each < 1 << 24 for each in ids)
    with pytest.raises(EncodeError, match='transaction_id'):
        dhcp6.dhcp6(1, dhcp6.options(), 1 << 24).encode()


@pytest.mark.parametrize('rest', ['0003', '0003 0005 aa', '0000ffff'])
def test_options_are_read_as_far_as_they_go(rest):
    raw = SOLICIT + bytes.fromhex(rest)
    header = dhcp6.dhcp6.parser(raw)[0]
    assert [type(each) for each in header.options.option_list] == [dhcp6.option, dhcp6.option, bytes]
    assert header.options.option_list[-1] == bytes.fromhex(rest) and header.encode() == raw


@pytest.mark.parametrize(
    'raw',
    ['00123456', '26123456', 'ff', '011234', '0c01' + '00' * 31, '01123456 000100', '01123456 0001 0004 616263'],
    ids=['type 0', 'type 38', 'type 255', 'short', 'short relay', 'no option', 'no room for the first option'],
)
def test_what_is_no_message(raw):
    raw = bytes.fromhex(raw)
    with pytest.raises(DecodeError):
        dhcp6.dhcp6.parser(raw)
    pkt = ipv6.ipv6(nxt=17) / udp.udp(546, 547) / raw
    pkt.serialize()
    assert packet.Packet(pkt.data, parse_cls=ipv6.ipv6)[-1] == raw


@pytest.mark.parametrize('ports', [(546, 547), (547, 546), (547, 547)])
def test_both_ports(ports):
    pkt = ipv6.ipv6(nxt=17) / udp.udp(*ports) / dhcp6.dhcp6(1, dhcp6.options())
    pkt.serialize()
    assert packet.Packet(pkt.data, parse_cls=ipv6.ipv6)[-1] == pkt[-1]


@pytest.mark.parametrize('raw', [SOLICIT, RELAYED])
def test_json(raw):
    header = dhcp6.dhcp6.parser(raw)[0]
    assert dhcp6.dhcp6.from_jsondict(header.to_jsondict()['dhcp6']) == header
