import pytest

from controller.packet import ipv4, ipv6, packet, packet_utils, udp


def test_golden():
    header = udp.udp(53, 4321, 12, 0xABCD)
    assert header.encode() == bytes.fromhex('003510e1000cabcd')
    assert udp.udp.parser(bytes.fromhex('003510e1000cabcd') + b'data') == (header, None, b'data')


def test_positions_and_defaults_are_ryus():
    assert udp.udp() == udp.udp(1, 1, 0, 0)


@pytest.mark.parametrize('prev', [ipv4.ipv4(proto=17), ipv6.ipv6(nxt=17)], ids=['ipv4', 'ipv6'])
def test_length_and_checksum_are_filled_in(prev):
    header = udp.udp(1000, 2000)
    raw = header.serialize(b'hello', prev)
    assert header.total_length == 13 and header.csum
    assert packet_utils.checksum(prev.pseudo_header(17, 13) + raw + b'hello') == 0


@pytest.mark.parametrize('length', [0, 1, 7])
def test_a_length_that_cannot_be_hides_nothing(length):
    assert udp.udp.parser(udp.udp(total_length=length, csum=1).encode() + b'data')[2] == b'data'


def test_a_length_ends_the_payload():
    assert udp.udp.parser(udp.udp(total_length=10).encode() + b'data')[2] == b'da'
    assert udp.udp.parser(udp.udp(total_length=100).encode() + b'data')[2] == b'data'


def test_half_a_header_stays_bytes():
    raw = ipv4.ipv4(proto=17, total_length=27).serialize(b'', None) + b'\0' * 7
    assert packet.Packet(raw, parse_cls=ipv4.ipv4)[1] == b'\0' * 7
