import ipaddress

import pytest

from controller.packet import ethernet, icmp, ipv4, packet, packet_utils, tcp, udp
from controller.wire import DecodeError, EncodeError

# A header that is in many textbooks: UDP from 192.168.0.1 to 192.168.0.199, checksum 0xb861.
HEADER = bytes.fromhex('45000073000040004011b861c0a80001c0a800c7')


def datagram(**fields):
    return ipv4.ipv4(proto=17, **fields).serialize(b'', None)


def layers(raw):
    return packet.Packet(bytes(12) + b'\x08\x00' + raw)[1:]


def test_golden():
    header, carried, rest = ipv4.ipv4.parser(HEADER + bytes(95))
    assert carried is udp.udp and rest == bytes(95)
    assert header == ipv4.ipv4(
        total_length=0x73, flags=2, ttl=64, proto=17, csum=0xB861, src='192.168.0.1', dst='192.168.0.199'
    )
    assert header.serialize(rest, None) == HEADER


def test_positions_and_defaults_are_ryus():
    assert ipv4.ipv4() == ipv4.ipv4(4, 5, 0, 0, 0, 0, 0, 255, 0, 0, '10.0.0.1', '10.0.0.2', None)


@pytest.mark.parametrize(
    ('option', 'words'), [(None, 5), (b'', 5), (b'\x01', 6), (b'\x94\x04\0\0', 6), (bytes(40), 15)]
)
def test_options_set_the_header_length(option, words):
    header = ipv4.ipv4(option=option)
    raw = header.serialize(b'', None)
    assert (header.header_length, header.total_length, len(raw)) == (words, words * 4, words * 4)
    assert packet_utils.checksum(raw) == 0
    assert (ipv4.ipv4.parser(raw)[0].option or b'') == (option or b'').ljust(words * 4 - 20, b'\0')


def test_options_that_cannot_fit_are_refused():
    with pytest.raises(EncodeError, match='header_length'):
        ipv4.ipv4(option=bytes(41)).serialize(b'', None)


def test_a_header_length_that_leaves_room_is_kept():
    raw = ipv4.ipv4(header_length=7, option=b'\x01\x01').serialize(b'', None)
    assert raw[0] == 0x47 and len(raw) == 28


@pytest.mark.parametrize('first', [0x44, 0x40, 0x4F, 0x65, 0x05])
def test_what_is_no_header_of_version_4_stays_bytes(first):
    damaged = bytes((first,)) + HEADER[1:]
    assert layers(damaged) == [damaged]
    with pytest.raises(DecodeError):
        ipv4.ipv4.parser(damaged)


def test_bytes_behind_the_total_length_are_padding():
    _, inner = layers(datagram(total_length=28) + udp.udp().serialize(b'', None) + b'trailer')
    assert type(inner) is udp.udp


@pytest.mark.parametrize('total_length', [1, 19])
def test_a_total_length_that_is_too_small_hides_nothing(total_length):
    raw = datagram(total_length=total_length) + udp.udp().serialize(b'payload', None) + b'payload'
    assert layers(raw)[2] == b'payload'


def test_a_frame_cut_short_by_the_switch_is_read_as_far_as_it_goes():
    assert (
        layers(datagram(total_length=1400) + udp.udp(total_length=1380).serialize(b'', None) + b'start')[2] == b'start'
    )


@pytest.mark.parametrize(('flags', 'offset', 'read'), [(1, 0, True), (1, 8, False), (0, 8, False), (2, 0, True)])
def test_only_the_first_fragment_has_a_header_to_read(flags, offset, read):
    raw = datagram(flags=flags, offset=offset, total_length=33) + udp.udp().serialize(b'hello', None) + b'hello'
    inner = layers(raw)[1]
    assert isinstance(inner, udp.udp) is read
    assert read or inner == raw[20:]


@pytest.mark.parametrize(('proto', 'cls'), [(1, icmp.icmp), (6, tcp.tcp), (17, udp.udp)])
def test_upper_protocols(proto, cls):
    assert ipv4.ipv4.get_packet_type(proto) is cls
    pkt = ethernet.ethernet() / ipv4.ipv4(proto=proto) / cls()
    pkt.serialize()
    assert type(packet.Packet(pkt.data)[2]) is cls


def test_addresses_of_libraries():
    one, two = (ipaddress.ip_address(text) for text in ('10.0.0.1', '10.0.0.2'))
    objects = ethernet.ethernet() / ipv4.ipv4(proto=17, src=one, dst=two) / udp.udp(1, 2)
    texts = ethernet.ethernet() / ipv4.ipv4(proto=17, src='10.0.0.1', dst='10.0.0.2') / udp.udp(1, 2)
    objects.serialize()
    texts.serialize()
    assert objects.data == texts.data
