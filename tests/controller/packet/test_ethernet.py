import pytest

from controller.packet import ethernet, ipv4, llc, packet, vlan
from controller.wire import DecodeError, EncodeError

HEADER = bytes.fromhex('ffffffffffff 0200000000ab 0806')


def test_golden():
    header = ethernet.ethernet('ff:ff:ff:ff:ff:ff', '02:00:00:00:00:ab', 0x0806)
    assert header.encode() == HEADER
    assert ethernet.ethernet.parser(HEADER)[0] == header
    assert len(header) == 14


def test_defaults_are_ryus():
    header = ethernet.ethernet()
    assert (header.dst, header.src, header.ethertype) == ('ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00', 0x0800)


@pytest.mark.parametrize('size', range(14))
def test_less_than_a_header_is_none(size):
    with pytest.raises(DecodeError):
        ethernet.ethernet.parser(HEADER[:size])
    assert packet.Packet(HEADER[:size]).protocols == ([HEADER[:size]] if size else [])


def test_a_length_says_where_the_payload_ends():
    frame = bytes(12) + b'\x00\x08' + b'\xf0\xf0\x03' + b'hello' + bytes(38)
    assert packet.Packet(frame)[1:] == [llc.llc(0xF0, 0xF0, llc.ControlFormatU()), b'hello']
    assert packet.Packet(frame[:16])[1:] == [b'\xf0\xf0']


UI = llc.llc(0xF0, 0xF0, llc.ControlFormatU())


@pytest.mark.parametrize('head', [ethernet.ethernet(ethertype=0), vlan.vlan(ethertype=0), vlan.svlan(ethertype=0)])
def test_a_length_of_0_is_filled_in_and_made_anew(head):
    pkt = packet.Packet(protocols=[head, UI, b'hello'])
    pkt.serialize()
    assert head.ethertype == 8
    pkt = packet.Packet(pkt.data, parse_cls=type(head))
    pkt.protocols[-1] = b'hello again'
    pkt.serialize()
    assert pkt[0].ethertype == 14
    assert packet.Packet(pkt.data, parse_cls=type(head))[1:] == [UI, b'hello again']


def test_an_ethertype_and_a_length_that_were_given_stay():
    for ethertype in (0x0800, 5):
        pkt = ethernet.ethernet(ethertype=ethertype) / b'hello'
        pkt.serialize()
        assert pkt[0].ethertype == ethertype



def test_a_class_registered_for_frames_with_a_length(monkeypatch):
    monkeypatch.setattr(ethernet.ethernet, 'payload_classes', dict(ethernet.ethernet.payload_classes))
    ethernet.ethernet.register_packet_type(ipv4.ipv4, 1500)
    assert ethernet.ethernet.get_packet_type(3) is ipv4.ipv4
    assert packet.Packet(bytes(12) + b'\x00\x14' + ipv4.ipv4().serialize(b'', None)).get_protocol(ipv4.ipv4)


def test_a_value_that_does_not_fit_is_named():
    with pytest.raises(EncodeError, match=r'ethernet\.dst.*nonsense'):
        ethernet.ethernet(dst='nonsense').encode()
