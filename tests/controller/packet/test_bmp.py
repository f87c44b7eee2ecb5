"""BMP, version 3; tshark has read what is written here."""

import random

import pytest

from controller.packet import bgp, bmp, ethernet, ipv4, packet, tcp
from controller.wire import DecodeError, EncodeError

PEER = {
    'peer_type': bmp.BMP_PEER_TYPE_GLOBAL, 'is_post_policy': True, 'peer_distinguisher': 0,
    'peer_address': '192.0.2.1', 'peer_as': 65001, 'peer_bgp_id': '192.0.2.9', 'timestamp': 1700000000.25,
}  # fmt: skip
PEER6 = PEER | {'peer_address': '2001:db8::1', 'is_post_policy': False, 'is_adj_rib_out': True}
HEADER = '00 40 0000000000000000 000000000000000000000000c0000201 0000fde9 c0000209 6553f100 0003d090'
HEADER6 = '00 90 0000000000000000 20010db8000000000000000000000001 0000fde9 c0000209 6553f100 0003d090'
AFI_STATISTIC = bytes.fromhex('000101 0000000000000007')


def opening():
    return bgp.BGPOpen(my_as=65001, bgp_identifier='192.0.2.2', hold_time=90, opt_param=[])


def messages():
    """A message of each type, and of each form."""
    counted = [{'type': kind, 'value': value} for kind, value in ((0, 1), (6, 2), (7, 3), (8, 2**40), (14, 5), (15, 6))]
    return {
        'initiation': bmp.BMPInitiation([{'type': 0, 'value': 'grüß'}, {'type': 2, 'value': b'r1'}]),
        'peer up': bmp.BMPPeerUpNotification('192.0.2.2', 179, 40001, opening(), opening(), **PEER),
        'peer up over IPv6': bmp.BMPPeerUpNotification(
            '2001:db8::2', 179, 40001, opening(), opening(), **PEER6, information=b'\0\0\0\2hi'
        ),
        'route monitoring': bmp.BMPRouteMonitoring(bgp.BGPUpdate(), **PEER),
        'statistics': bmp.BMPStatisticsReport([*counted, {'type': 9, 'value': AFI_STATISTIC}], **PEER),
        'peer down': bmp.BMPPeerDownNotification(1, bgp.BGPNotification(6, 2), **PEER),
        'peer down by an event': bmp.BMPPeerDownNotification(2, 24, **PEER),
        'peer down without a word': bmp.BMPPeerDownNotification(4, None, **PEER6),
        'termination': bmp.BMPTermination([{'type': 0, 'value': 'bye'}, {'type': 1, 'value': 1}]),
    }


NAMES = list(messages())


@pytest.mark.parametrize('name', NAMES)
def test_messages_come_back(name):
    message = messages()[name]
    raw = message.serialize()
    assert message.len == len(raw)
    read, rest = bmp.BMPMessage.parser(raw + b'more')
    assert (read, rest) == (message, b'more')
    assert read.serialize() == raw


@pytest.mark.parametrize(
    ('name', 'raw'),
    [
        ('initiation', '03 00000016 04' '0000 0006 6772c3bcc39f' '0002 0002 7231'),
        ('peer down by an event', f'03 00000033 02 {HEADER} 02 0018'),
        ('peer down without a word', f'03 00000031 02 {HEADER6} 04'),
        ('route monitoring', f'03 00000047 00 {HEADER}' + 'ff' * 16 + '0017 02 0000 0000'),
        ('termination', '03 00000013 05' '0000 0003 627965' '0001 0002 0001'),
    ],
)
def test_golden(name, raw):
    assert messages()[name].serialize().hex() == bytes.fromhex(raw).hex()


def test_positions_are_ryus():
    peer = [0, True, 0, '192.0.2.1', 65001, '192.0.2.9', 1700000000.25, 3]
    assert bmp.BMPPeerDownNotification(2, 24, *peer) == messages()['peer down by an event']
    assert bmp.BMPRouteMonitoring(bgp.BGPUpdate(), *peer, None, 0, True).is_adj_rib_out
    assert bmp.BMPInitiation([], 4, 0, 3).type == bmp.BMP_MSG_INITIATION


def test_the_header_of_a_peer():
    read = bmp.BMPMessage.parser(messages()['peer up over IPv6'].serialize())[0]
    assert (read.peer_address, read.local_address, read.timestamp) == ('2001:db8::1', '2001:db8::2', 1700000000.25)
    assert read.is_adj_rib_out is True and read.is_post_policy is False and read.information == b'\0\0\0\2hi'
    assert isinstance(read.sent_open_message, bgp.BGPOpen) and read.received_open_message.my_as == 65001


def test_statistics_are_numbers_where_their_type_says_so():
    read = bmp.BMPMessage.parser(messages()['statistics'].serialize())[0]
    assert [(each['type'], each['len']) for each in read.stats] == [
        (0, 4), (6, 4), (7, 8), (8, 8), (14, 8), (15, 8), (9, 11)
    ]  # fmt: skip
    assert [each['value'] for each in read.stats] == [1, 2, 3, 2**40, 5, 6, AFI_STATISTIC]


def test_a_number_of_a_type_that_no_one_knows_takes_four_bytes():
    report = bmp.BMPStatisticsReport([{'type': 13, 'value': 7}], **PEER)
    assert report.serialize().endswith(bytes.fromhex('00000001 000d 0004 00000007'))


def test_flags_that_no_one_asked_for_are_kept():
    raw = bytearray(messages()['route monitoring'].serialize())
    raw[7] |= 0x20  # AS paths of the old form (RFC 7854, 4.2)
    read = bmp.BMPMessage.parser(bytes(raw))[0]
    read.is_post_policy = False
    assert read.serialize()[7] == 0x20


def test_a_bgp_message_that_cannot_be_read_is_bytes():
    for name, field in (('route monitoring', 'bgp_update'), ('peer up', 'sent_open_message'), ('peer down', 'data')):
        raw = messages()[name].serialize().replace(b'\xff' * 16, b'\xfe' * 16, 1)
        read = bmp.BMPMessage.parser(raw)[0]
        assert getattr(read, field).startswith(b'\xfe' * 16)
        assert read.serialize() == raw


def test_tlvs_are_read_as_far_as_they_go():
    raw = bytes.fromhex('03 00000015 04' '0000 0002 ff41' '0001 0000' '0001 0009 00'.replace(' ', ''))
    read = bmp.BMPMessage.parser(raw)[0]
    assert read.info == [
        {'type': 0, 'len': 2, 'value': '\udcffA'}, {'type': 1, 'len': 0, 'value': b''}, b'\0\1\0\x09\0'
    ]  # fmt: skip
    assert read.serialize() == raw


def test_a_packet_reads_one_after_the_other(monkeypatch):
    monkeypatch.setattr(tcp.tcp, 'payload_classes', {**tcp.tcp.payload_classes, 11019: bmp.BMPMessage})
    stream = b''.join(message.serialize() for message in messages().values())
    pkt = ethernet.ethernet() / ipv4.ipv4(proto=6) / tcp.tcp(1, 11019) / (stream + b'\3\0')
    pkt.serialize()
    read = packet.Packet(pkt.data)
    assert [type(each) for each in read[3:-1]] == [type(each) for each in messages().values()]
    assert read[-1] == b'\3\0'
    again = packet.Packet(pkt.data)
    again.serialize()
    assert again.data == pkt.data


@pytest.mark.parametrize(
    'raw', ['', '03', '02 00000006 04', '03 00000006 06', '03 00000005 04', '03 00000007 04', '03 00000006 00',
            f'03 00000034 01 {HEADER} 000000', f'03 00000038 01 {HEADER} 00000000'],
)  # fmt: skip
def test_what_is_no_message_is_refused(raw):
    with pytest.raises(DecodeError):
        bmp.BMPMessage.parser(bytes.fromhex(raw))


def test_values_that_do_not_fit_are_named():
    with pytest.raises(EncodeError, match=r'BMPPeerDownNotification.data: 65536'):
        bmp.BMPPeerDownNotification(2, 65536, **PEER).serialize()
    with pytest.raises(EncodeError, match="peer_address: 'here'"):
        bmp.BMPRouteMonitoring(bgp.BGPUpdate(), **PEER | {'peer_address': 'here'}).serialize()
    with pytest.raises(EncodeError, match=r'BMPRouteMonitoring.timestamp: -1'):
        bmp.BMPRouteMonitoring(bgp.BGPUpdate(), **PEER | {'timestamp': -1.0}).serialize()


def test_json_is_ryus():
    shown = messages()['termination']
    shown.serialize()
    assert shown.to_jsondict() == {
        'BMPTermination': {
            'version': 3, 'len': 19, 'type': 5,
            'info': [{'type': 0, 'len': 3, 'value': 'bye'}, {'type': 1, 'len': 2, 'value': 1}],
        }
    }  # fmt: skip
    assert 'peer_flags' not in messages()['peer down'].to_jsondict()['BMPPeerDownNotification']


@pytest.mark.parametrize('name', NAMES)
def test_messages_refuse_or_read_any_bytes(name):
    chance, raw = random.Random(name), messages()[name].serialize()
    for _ in range(300):
        changed = bytearray(raw)
        changed[chance.randrange(6, len(raw))] = chance.randrange(256)
        size = chance.randint(0, len(raw))
        changed[1:5] = size.to_bytes(4)
        try:
            read = bmp.BMPMessage.parser(bytes(changed[:size]))[0]
        except DecodeError:
            continue
        repr(read)
        read.serialize()
