import pytest

from controller.packet import ether_types, ethernet, geneve, gre, ipv4, packet, packet_utils, udp
from controller.wire import DecodeError, EncodeError

# RFC 2890, 2: all words; and RFC 7637, 3.2: the key alone
WHOLE = bytes.fromhex('b0000800 440d0000 000003e8 0000000a'.replace(' ', ''))
NVGRE = bytes.fromhex('2000655800064540')


def test_golden():
    header, carried, rest = gre.gre.parser(WHOLE + b'data')
    assert (carried, rest) == (ipv4.ipv4, b'data')
    assert header == gre.gre(0, 0x0800, 0x440D, 1000, seq_number=10)
    assert header.serialize(rest, None) == WHOLE


@pytest.mark.parametrize(
    ('fields', 'raw'),
    [
        ({}, '00000800'),
        ({'protocol': 0x86DD, 'checksum': 0x1234}, '800086dd12340000'),
        ({'key': 5}, '2000080000000005'),
        ({'seq_number': 0}, '1000080000000000'),
        ({'key': 0, 'seq_number': 7}, '300008000000000000000007'),
    ],
)
def test_only_the_words_that_there_are(fields, raw):
    header = gre.gre(**fields)
    assert header.encode().hex() == raw and len(header) == len(raw) // 2
    assert gre.gre.parser(bytes.fromhex(raw)) == (header, gre.gre.get_packet_type(header.protocol), b'')


def test_nvgre():
    header = gre.nvgre(vsid=0x645, flow_id=0x40)
    assert header.encode() == NVGRE
    read, carried, _ = gre.gre.parser(NVGRE)
    assert (read, read.vsid, read.flow_id, carried) == (header, 0x645, 0x40, ethernet.ethernet)


def test_the_key_and_its_parts_are_one():
    header = gre.gre(key=256100)
    assert (header.vsid, header.flow_id) == (1000, 100)
    header.vsid = 7
    header.flow_id = 9
    assert header.key == 0x709
    header.key = None
    assert (header.vsid, header.flow_id) == (None, None)
    header.flow_id = 3
    assert (header.key, gre.gre(vsid=2).key, gre.gre(key=1, vsid=2).key) == (3, 0x200, 1)


@pytest.mark.parametrize('payload', [b'', b'odd', b'even'])
def test_a_checksum_of_0_is_filled_in_over_header_and_payload(payload):
    header = gre.gre(checksum=0, key=5)
    raw = header.serialize(payload, None) + payload
    assert packet_utils.checksum(raw) == 0 and header.checksum == int.from_bytes(raw[4:6]) != 0


def test_a_packet_without_checksum_gets_none():
    pkt = packet.Packet(gre.gre(key=5).encode() + b'payload', parse_cls=gre.gre)
    pkt.protocols[-1] = b'another payload'
    pkt.serialize()
    assert pkt.data == gre.gre(key=5).encode() + b'another payload'


def test_a_packet_with_one_gets_a_new_one():
    first = gre.gre(protocol=0x9999, checksum=0).serialize(b'payload', None)
    pkt = packet.Packet(first + b'payload', parse_cls=gre.gre)
    pkt.protocols[-1] = b'another payload'
    pkt.serialize()
    assert packet_utils.checksum(pkt.data) == 0


@pytest.mark.parametrize(
    'raw',
    ['40000800' + '00' * 8, '08000800', '04000800', '00010800', '3081880b', '000008', 'b0000800' + '00' * 11],
    ids=['routing', 'strict route', 'bit 5', 'version 1', 'PPTP', 'short', 'a word is cut'],
)
def test_what_is_no_header(raw):
    with pytest.raises(DecodeError):
        gre.gre.parser(bytes.fromhex(raw))


def test_bits_to_be_ignored_are():
    assert gre.gre.parser(bytes.fromhex('03f80800'))[0] == gre.gre()


def test_bytes_behind_the_header_are_no_part_of_it():
    with pytest.raises(DecodeError, match='too many: 1'):
        gre.gre.decode(NVGRE + b'x', 0, 9)


def test_a_value_that_does_not_fit():
    with pytest.raises(EncodeError):
        gre.gre(key=1 << 32).encode()
    with pytest.raises(EncodeError):
        gre.gre(version=8).encode()


def test_what_it_carries():
    assert gre.gre.get_packet_type(ether_types.ETH_TYPE_IPV6).__name__ == 'ipv6'
    assert gre.gre.get_packet_type(0x880B) is None


@pytest.mark.parametrize('tunnel', [gre.gre, geneve.geneve])
def test_what_an_app_registers_with_ethernet_is_read_in_tunnels(tunnel, monkeypatch):
    monkeypatch.setattr(ethernet.ethernet, 'payload_classes', ethernet.ethernet.payload_classes)
    ethernet.ethernet.register_packet_type(udp.udp, 0x9999)
    assert tunnel.get_packet_type(0x9999) is udp.udp
    assert tunnel.get_packet_type(4) is None  # no length of an LLC unit


def test_a_header_that_fills_its_bytes():
    assert gre.gre.decode(b'front' + WHOLE, 5, 5 + len(WHOLE)) == gre.gre.parser(WHOLE)[0]
    with pytest.raises(DecodeError, match='bytes too many: 1'):
        gre.gre.decode(WHOLE + b'x', 0, len(WHOLE) + 1)
