import pytest

from controller.packet import ethernet, icmp, ipv4, packet, packet_utils
from controller.wire import DecodeError, Structure


def test_golden():
    message = icmp.icmp(icmp.ICMP_ECHO_REQUEST, 0, 0, icmp.echo(1, 2, b'hi'))
    raw = message.serialize(b'', None)
    assert raw == bytes.fromhex('08008f93000100026869')
    assert icmp.icmp.parser(raw) == (message, None, b'')


def test_positions_and_defaults_are_ryus():
    assert icmp.icmp() == icmp.icmp(8, 0, 0, b'')
    assert icmp.icmp(type_=3).type == 3
    assert icmp.echo(id_=5).id == 5


@pytest.mark.parametrize(
    ('kind', 'body', 'raw'),
    [
        (icmp.ICMP_ECHO_REPLY, icmp.echo(1, 2, b'hi'), '000100026869'),
        (icmp.ICMP_DEST_UNREACH, icmp.dest_unreach(5, 1400, b'hi'), '000505786869'),
        (icmp.ICMP_TIME_EXCEEDED, icmp.TimeExceeded(5, b'hi'), '000500006869'),
        (13, b'any', '616e79'),
    ],
)
def test_bodies_come_back(kind, body, raw):
    message = icmp.icmp(kind, 0, 0, body)
    encoded = message.serialize(b'', None)
    assert encoded[4:] == bytes.fromhex(raw)
    assert packet_utils.checksum(encoded) == 0
    assert icmp.icmp.parser(encoded)[0] == message


def test_a_body_that_is_too_short_stays_bytes():
    assert icmp.icmp.parser(b'\x08\0\0\0\1\2\3')[0].data == b'\1\2\3'


def test_a_message_without_data_gets_the_body_of_its_type():
    assert icmp.icmp().serialize(b'', None)[4:] == bytes(4)
    assert icmp.icmp(icmp.ICMP_REDIRECT).serialize(b'', None)[4:] == b''


def test_no_data_is_none_and_a_datagram_may_be_followed_by_extensions():
    assert icmp.icmp.parser(bytes.fromhex('0800000000010002'))[0].data.data is None
    unreachable = icmp.dest_unreach(32, 1400, bytes(128) + bytes.fromhex('2000dfff0008 0101 00010203'))
    again = icmp.dest_unreach.parser(b'front' + unreachable.serialize(), 5)
    assert (again, again.data_len, len(again)) == (unreachable, 32, 4 + 128 + 12)


def test_a_message_too_short_for_its_checksum_is_none():
    with pytest.raises(DecodeError, match='takes at least 4 bytes, there are 3'):
        icmp.icmp.parser(b'\x08\0\0')


def test_a_checksum_set_by_hand_stays():
    assert icmp.icmp(csum=0x1234, data=b'data').serialize(b'', None)[2:] == b'\x12\x34data'


def test_an_echo_is_answered_as_apps_do_it():
    ping = ethernet.ethernet() / ipv4.ipv4(proto=1) / icmp.icmp(data=icmp.echo(7, 8, b'payload'))
    ping.serialize()
    asked = packet.Packet(ping.data).get_protocol(icmp.icmp)
    pong = ethernet.ethernet() / ipv4.ipv4(proto=1, src='10.0.0.2', dst='10.0.0.1')
    pong = pong / icmp.icmp(icmp.ICMP_ECHO_REPLY, icmp.ICMP_ECHO_REPLY_CODE, 0, asked.data)
    pong.serialize()
    answer = packet.Packet(pong.data).get_protocol(icmp.icmp)
    assert (answer.type, answer.data) == (0, icmp.echo(7, 8, b'payload'))


def test_a_body_of_an_apps_own(monkeypatch):
    monkeypatch.setattr(icmp.icmp, 'bodies', icmp.icmp.bodies)

    @icmp.icmp.register_icmp_type(200, 201)
    class raw(icmp.Body):
        data: 'tail' = b''

    assert issubclass(raw, Structure)
    assert icmp.icmp.parser(b'\xc9\0\0\0abc')[0].data == raw(b'abc')
