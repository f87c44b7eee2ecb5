import pytest

from controller.packet import ethernet, ipv4, packet, pbb, udp, vlan
from controller.wire import DecodeError, EncodeError

from .frames_l2 import FRAMES

TAG = bytes.fromhex('b0 123456')


def test_golden():
    header, carried, rest = pbb.itag.parser(TAG + b'frame')
    assert header == pbb.itag(5, 1, 0, 0x123456)
    assert (carried, rest) == (ethernet.ethernet, b'frame')
    assert header.encode() == TAG
    assert pbb.itag(uca=1).encode() == bytes.fromhex('08 000000')


def test_a_customers_frame_is_read_to_its_end():
    layers = [type(layer) for layer in packet.Packet(FRAMES['pbb'])]
    expected = [ethernet.ethernet, vlan.svlan, pbb.itag, ethernet.ethernet, vlan.vlan, ipv4.ipv4, udp.udp, bytes]
    assert layers == expected
    outer, inner = packet.Packet(FRAMES['pbb']).get_protocols(ethernet.ethernet)
    assert (outer.src, inner.src) == ('02:00:00:00:00:0c', '02:00:00:00:00:01')


@pytest.mark.parametrize('size', range(1, 4))
def test_less_than_a_tag_is_none(size):
    with pytest.raises(DecodeError):
        pbb.itag.parser(TAG[:size])


def test_a_service_of_more_than_24_bits_is_refused():
    with pytest.raises(EncodeError, match='sid'):
        pbb.itag(sid=1 << 24).encode()
