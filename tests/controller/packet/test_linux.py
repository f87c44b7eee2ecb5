import pytest

from controller.packet import ipv4, linux, llc, packet, udp, vlan
from controller.wire import DecodeError, EncodeError

# tcpdump.org, LINKTYPE_LINUX_SLL
HEAD = bytes.fromhex('0004 0001 0006 020000000001 0000 0800')
DATAGRAM = bytes.fromhex('4500001d 00070000 401166c7 0a000001 0a000002' '0001 0002 0009 8ad6 61')


def test_golden():
    header, carried, rest = linux.linuxcooked.parser(HEAD + DATAGRAM)
    assert header == linux.linuxcooked(4, 1, 6, bytes.fromhex('020000000001 0000'), 0x0800)
    assert (carried, rest) == (ipv4.ipv4, DATAGRAM)
    assert header.encode() == HEAD


def test_a_packet_of_a_cooked_capture():
    pkt = packet.Packet(HEAD + DATAGRAM, parse_cls=linux.linuxcooked)
    assert [type(layer) for layer in pkt] == [linux.linuxcooked, ipv4.ipv4, udp.udp, bytes]
    pkt.serialize()
    assert pkt.data == HEAD + DATAGRAM


@pytest.mark.parametrize(
    ('protocol', 'reader'), [('0001', None), ('0004', llc.llc), ('000c', None), ('8100', vlan.vlan), ('9999', None)]
)
def test_protocols_that_are_no_ethertypes(protocol, reader):
    header, carried, rest = linux.linuxcooked.parser(HEAD[:14] + bytes.fromhex(protocol) + b'payload')
    assert (carried, rest) == (reader, b'payload')
    assert header.proto_type == int(protocol, 16)


def test_a_protocol_of_an_app(monkeypatch):
    monkeypatch.setattr(linux.linuxcooked, 'payload_classes', linux.linuxcooked.payload_classes)
    linux.linuxcooked.register_packet_type(udp.udp, 1)
    assert linux.linuxcooked.parser(HEAD[:14] + b'\0\1payload!')[1] is udp.udp


@pytest.mark.parametrize('size', range(1, 16))
def test_less_than_a_header_is_none(size):
    with pytest.raises(DecodeError):
        linux.linuxcooked.parser(HEAD[:size])


def test_an_address_has_eight_bytes():
    with pytest.raises(EncodeError, match='address'):
        linux.linuxcooked(0, 1, 6, bytes(6), 0x0800).encode()
