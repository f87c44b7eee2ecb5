import pytest

from controller.packet import ethernet, ipv4, ipv6, mpls, packet, udp
from controller.packet.packet import MAX_DEPTH
from controller.wire import DecodeError, EncodeError

from .frames_l2 import FRAMES

STACK = bytes.fromhex('0001 0a40' '0001 113f')  # RFC 3032, 2.1


def test_golden():
    header, carried, rest = mpls.mpls.parser(STACK)
    assert header == mpls.mpls(16, 5, 0, 64)
    assert (carried, rest) == (mpls.mpls, STACK[4:])
    bottom, carried, rest = mpls.mpls.parser(rest)
    assert bottom == mpls.mpls(label=17, ttl=63)
    assert (carried, rest) == (None, b'')
    assert header.encode() + bottom.encode() == STACK


@pytest.mark.parametrize(('name', 'protocol'), [('mpls ipv4', ipv4.ipv4), ('mpls ipv6', ipv6.ipv6)])
def test_the_first_bits_below_the_stack_say_what_is_there(name, protocol):
    pkt = packet.Packet(FRAMES[name])
    assert pkt.get_protocol(protocol) is not None and pkt.get_protocol(udp.udp) is not None
    assert [entry.bsb for entry in pkt.get_protocols(mpls.mpls)] == ([0, 1] if name == 'mpls ipv4' else [1])


def test_a_pseudowire_stays_bytes():
    _, entry, rest = packet.Packet(FRAMES['mpls pseudowire'])
    assert entry.bsb == 1 and isinstance(rest, bytes)


def test_any_number_of_labels_costs_no_more_than_the_depth_of_a_packet():
    pkt = packet.Packet(bytes(12) + b'\x88\x47' + b'\x00\x01\x00\x40' * 200)
    assert len(pkt.get_protocols(mpls.mpls)) == MAX_DEPTH - 1
    assert isinstance(pkt[-1], bytes)


def test_a_stack_without_a_bottom_and_nothing_below_one():
    assert packet.Packet(bytes(12) + b'\x88\x47' + STACK[:4]).protocols[1:] == [mpls.mpls(16, 5, 0, 64)]
    assert packet.Packet(bytes(12) + b'\x88\x47' + STACK).protocols[2:] == [mpls.mpls(17, ttl=63)]


@pytest.mark.parametrize('size', range(1, 4))
def test_less_than_an_entry_is_none(size):
    with pytest.raises(DecodeError):
        mpls.mpls.parser(STACK[:size])


def test_what_does_not_fit_is_refused():
    with pytest.raises(EncodeError, match='label'):
        mpls.mpls(label=1 << 20).encode()
    with pytest.raises(OverflowError):
        mpls.label_to_bin(1 << 20)


@pytest.mark.parametrize(('raw', 'label', 'is_bos'), [('fffff1', 0xFFFFF, 1), ('fffff0', 0xFFFFF, 0), ('000011', 1, 1)])
def test_labels_as_bgp_carries_them(raw, label, is_bos):
    assert mpls.label_from_bin(bytes.fromhex(raw)) == (label, is_bos)
    assert mpls.label_to_bin(label, bool(is_bos)) == bytes.fromhex(raw)


def test_an_app_may_say_what_a_pseudowire_is(monkeypatch):
    monkeypatch.setattr(mpls.mpls, 'payload_classes', mpls.mpls.payload_classes)
    mpls.mpls.register_packet_type(ethernet.ethernet, 0)
    assert isinstance(packet.Packet(FRAMES['mpls pseudowire'])[2], ethernet.ethernet)
