import random

import pytest

from controller.packet import ipv4, ipv6, packet_utils, udp
from controller.wire import EncodeError


def textbook(data):
    """RFC 1071, 4.1, as it is written there."""
    total = 0
    for index in range(0, len(data) - 1, 2):
        total += data[index] << 8 | data[index + 1]
    if len(data) % 2:
        total += data[-1] << 8
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def test_checksum_of_the_rfcs_example():
    assert packet_utils.checksum(bytes.fromhex('0001f203f4f5f6f7')) == 0xFFFF - 0xDDF2


@pytest.mark.parametrize(
    'data', [b'', b'\0', b'\0\0', b'\xff', b'\xff\xff', b'\xff\xff\0', b'\x01\x02\x03', bytes(1500)]
)
def test_checksum_at_the_edges(data):
    assert packet_utils.checksum(data) == textbook(data)


def test_checksum_of_anything():
    chance = random.Random(1071)
    for size in range(200):
        data = chance.randbytes(size)
        assert packet_utils.checksum(data) == textbook(data)


def test_data_with_its_checksum_sums_to_nothing():
    data = random.Random(7).randbytes(40)
    assert packet_utils.checksum(data + packet_utils.checksum(data).to_bytes(2)) == 0


def test_checksum_ip_counts_the_pseudo_header():
    segment = b'\x00' * 20
    pseudo = bytes([10, 0, 0, 1, 10, 0, 0, 2, 0, 6, 0, 20])
    assert packet_utils.checksum_ip(ipv4.ipv4(proto=6), 20, segment) == textbook(pseudo + segment)


def test_transport_checksum_needs_an_ip_header():
    assert packet_utils.transport_checksum(None, 6, b'segment') == 0


def test_a_udp_checksum_of_zero_is_sent_as_all_ones():
    header = ipv4.ipv4(src='0.0.0.0', dst='0.0.0.0')
    segment = (0xFFFF - 17 - 2).to_bytes(2)  # the pseudo header's protocol and length, and this, are all ones
    assert packet_utils.transport_checksum(header, 17, segment) == 0xFFFF
    assert packet_utils.transport_checksum(header, 6, (0xFFFF - 6 - 2).to_bytes(2)) == 0


@pytest.mark.parametrize('offset', [0, 6, 16])
def test_fletchers_checksum_makes_both_sums_vanish(offset):
    data = bytearray(random.Random(905).randbytes(40))
    data[offset : offset + 2] = packet_utils.fletcher_checksum(data, offset).to_bytes(2)
    c0 = c1 = 0
    for octet in data:
        c0, c1 = (c0 + octet) % 255, (c1 + c0 + octet) % 255
    assert (c0, c1) == (0, 0)


def test_replaced():
    assert packet_utils.replaced(b'abcdef', 2, b'XY') == b'abXYef'


@pytest.mark.parametrize('header', [ipv4.ipv4(src='nowhere'), ipv4.ipv4(dst=None), ipv6.ipv6(dst='10.0.0.1')])
def test_an_address_that_is_none_is_an_error_of_what_carries_the_segment(header):
    with pytest.raises(EncodeError, match=r'ipv[46]\.pseudo_header'):
        udp.udp().serialize(b'', header)
    with pytest.raises(EncodeError, match=r'ipv[46]\.pseudo_header'):
        packet_utils.checksum_ip(header, 0, b'')
