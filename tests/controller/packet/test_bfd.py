import pytest

from controller.packet import bfd, ipv4, packet, udp
from controller.wire import DecodeError, EncodeError

KEYS = {2: b'secret'}
PLAIN = '2140031800000006000000070000ea600000ea6000000000'
SECTIONS = [
    (bfd.SimplePassword(2, b'secret'), '010902736563726574'),  # RFC 5880, 4.2
    (bfd.KeyedMD5(2, 7, b'secret'), '0218020000000007' 'f9627e23e97d5fd4064487d70784a9d5'),  # 4.3
    (bfd.MeticulousKeyedMD5(2, 7, b'secret'), '0318020000000007' 'c9e74145d5cba12f79cfcf35995f6fcb'),
    (bfd.KeyedSHA1(2, 7, b'secret'), '041c020000000007' '6df93813eff6c15976e3daf8838bcc690a8eb347'),  # 4.4
    (bfd.MeticulousKeyedSHA1(2, 7, b'secret'), '051c020000000007' '29dbbeed8393bacdd2b4254541ed0948dc06b3cd'),
]  # fmt: skip


def around(payload, port=3784):
    pkt = ipv4.ipv4(proto=17, ttl=255) / udp.udp(49152, port) / payload
    pkt.serialize()
    return pkt.data


def read(raw):
    return packet.Packet(raw, parse_cls=ipv4.ipv4)[2:]


@pytest.mark.parametrize('port', [3784, 3785, 4784])
def test_golden(port):
    message = bfd.bfd(1, 1, bfd.BFD_STATE_DOWN, 0, 3, 6, 7, 60000, 60000, 0)
    encoded = around(message, port)
    assert encoded[28:].hex() == PLAIN
    assert read(encoded) == [message]
    assert message.length == 24 and not message.authenticate(KEYS)


def test_positions_and_defaults_are_ryus():
    assert bfd.bfd() == bfd.bfd(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, None)
    assert bfd.KeyedMD5(1, 2, None, bytes(16), 24) == bfd.KeyedMD5(1, 2, digest=bytes(16))
    assert bfd.KeyedSHA1(1, 2, None, bytes(20)) == bfd.KeyedSHA1(1, 2, auth_hash=bytes(20))


@pytest.mark.parametrize(('section', 'raw'), SECTIONS, ids=lambda value: type(value).__name__)
def test_authentication_comes_back(section, raw):
    encoded = around(bfd.bfd(auth_cls=section))
    assert encoded[52:].hex() == raw
    (message,) = read(encoded)
    assert (message.flags, message.length) == (bfd.BFD_FLAG_AUTH_PRESENT, 24 + len(raw) // 2)
    assert type(message.auth_cls) is type(section) and message.auth_cls == section
    assert message.authenticate(KEYS)
    for keys in ({2: b'another'}, {2: b''}, {3: b'secret'}, {}, None):
        assert not message.authenticate(keys)
    message.detect_mult += 1
    assert message.authenticate(KEYS) is (type(section) is bfd.SimplePassword)
    message.detect_mult -= 1
    pkt = packet.Packet(encoded, parse_cls=ipv4.ipv4)
    pkt.serialize()
    assert pkt.data == encoded


def test_a_key_signs_what_is_sent_now():
    message = bfd.bfd(auth_cls=bfd.KeyedSHA1(2, 7, b'secret'))
    message.serialize(b'', None)
    message.state = bfd.BFD_STATE_UP
    again = bfd.bfd.parser(message.serialize(b'', None))[0]
    assert again.state == bfd.BFD_STATE_UP and again.authenticate(KEYS)


def test_a_key_is_neither_sent_nor_shown():
    section = bfd.KeyedMD5(2, 7, b'secret')
    assert 'secret' not in repr(section) and 'auth_key' not in section.to_jsondict()['KeyedMD5']
    assert len(section) == 24


def test_a_digest_needs_a_key():
    with pytest.raises(EncodeError, match='no key'):
        bfd.bfd(auth_cls=bfd.KeyedMD5(2, 7)).serialize(b'', None)


@pytest.mark.parametrize('section', ['0905010203', '0205010203', '0104aabb'])
def test_a_section_of_no_known_type_or_not_of_its_length_is_kept(section):
    length = 24 + len(section) // 2
    raw = bytes.fromhex(f'2004{3:02x}{length:02x}' + '00' * 20 + section)
    message = bfd.bfd.parser(raw)[0]
    assert message.auth_cls.auth_len == len(section) // 2
    assert not message.authenticate(KEYS) and message.encode() == raw


@pytest.mark.parametrize(
    'raw',
    [
        '4' + PLAIN[1:],  # version 2
        PLAIN[:-2],
        PLAIN[:6] + '17' + PLAIN[8:],  # shorter than itself
        PLAIN[:6] + '19' + PLAIN[8:],  # past the end
        '2044' + PLAIN[4:],  # with authentication, of which there is none
        '2044031a' + PLAIN[8:] + '0103',  # which is longer than the packet
    ],
)
def test_what_is_no_control_packet_stays_bytes(raw):
    damaged = bytes.fromhex(raw)
    with pytest.raises(DecodeError):
        bfd.bfd.parser(damaged)
    assert read(around(damaged)) == [damaged]


def test_bytes_behind_the_packet_are_payload():
    assert read(around(bytes.fromhex(PLAIN) + b'more'))[1:] == [b'more']
