import pytest

from controller.packet import ipv4, ipv6, packet, packet_utils, tcp
from controller.wire import DecodeError, EncodeError

SYN = bytes.fromhex(
    '9c40 0050 00000001 00000000 a 002 ffff 0000 0000'.replace(' ', '')
    + '020405b4' '0402' '080a 00000064 00000000' '01' '030307'
)  # fmt: skip
SYN_OPTIONS = [
    tcp.TCPOptionMaximumSegmentSize(1460),
    tcp.TCPOptionSACKPermitted(),
    tcp.TCPOptionTimestamps(100, 0),
    tcp.TCPOptionNoOperation(),
    tcp.TCPOptionWindowScale(7),
]


def read(options, payload=b''):
    """The segment with these bytes as its options."""
    raw = tcp.tcp(offset=5 + len(options) // 4, csum=1).encode() + options + payload
    return tcp.tcp.parser(raw)[0]


def test_golden():
    header, carried, rest = tcp.tcp.parser(SYN + b'data')
    assert (carried, rest) == (None, b'data')
    assert header == tcp.tcp(40000, 80, 1, 0, 10, tcp.TCP_SYN, 0xFFFF, 0, 0, SYN_OPTIONS)
    assert header.encode() == SYN
    assert [option.length for option in header.option] == [4, 2, 10, 1, 3]
    assert [option.kind for option in header.option] == [2, 4, 8, 1, 3]


def test_positions_and_defaults_are_ryus():
    assert tcp.tcp() == tcp.tcp(1, 1, 0, 0, 0, 0, 0, 0, 0, None)


def test_has_flags():
    header = tcp.tcp(bits=tcp.TCP_SYN | tcp.TCP_ACK)
    assert header.has_flags(tcp.TCP_SYN) and header.has_flags(tcp.TCP_SYN, tcp.TCP_ACK)
    assert not header.has_flags(tcp.TCP_FIN) and not header.has_flags(tcp.TCP_SYN, tcp.TCP_RST)


@pytest.mark.parametrize('prev', [ipv4.ipv4(proto=6), ipv6.ipv6(nxt=6)], ids=['ipv4', 'ipv6'])
@pytest.mark.parametrize(('option', 'words'), [(None, 5), (SYN_OPTIONS, 10), ([tcp.TCPOptionWindowScale(1)], 6)])
def test_offset_and_checksum_are_filled_in(prev, option, words):
    header = tcp.tcp(option=option)
    raw = header.serialize(b'hello', prev)
    assert (header.offset, len(raw)) == (words, words * 4)
    assert packet_utils.checksum(prev.pseudo_header(6, len(raw) + 5) + raw + b'hello') == 0


def test_an_offset_that_leaves_room_is_kept():
    assert len(tcp.tcp(offset=8).serialize(b'', None)) == 32


def test_options_that_cannot_fit_are_refused():
    with pytest.raises(EncodeError, match='option: 50 bytes'):
        tcp.tcp(option=[tcp.TCPOptionTimestamps(0, 0)] * 5).serialize(b'', None)


@pytest.mark.parametrize(
    'option',
    [
        tcp.TCPOptionSACK([(1, 2), (3, 4)]),
        tcp.TCPOptionUserTimeout(1, 300),
        tcp.TCPOptionAuthentication(1, 2, b'code'),
        tcp.TCPOptionUnknown(b'value', 200),
        tcp.TCPOptionMaximumSegmentSize(536),
    ],
    ids=lambda option: type(option).__name__,
)
def test_options_come_back(option):
    raw = tcp.tcp(option=[option]).serialize(b'', None)
    assert tcp.tcp.parser(raw)[0].option[0] == option


@pytest.mark.parametrize(
    ('raw', 'readable', 'rest'),
    [
        ('01010800', 2, '0800'),  # a length of 0, which must not stand still
        ('03030703 00000000', 1, '0300000000'),
        ('0101 01 08', 3, '08'),  # no length
        ('0308 0000', 0, '03080000'),  # past the end
        ('0201 0000', 0, '02010000'),
        ('01 00 0707', 2, '0707'),  # behind the end of the list
    ],
)
def test_options_are_read_as_far_as_they_go(raw, readable, rest):
    header = read(bytes.fromhex(raw))
    *options, last = header.option
    assert last == bytes.fromhex(rest)
    assert len(options) == readable and all(isinstance(option, tcp.TCPOption) for option in options)
    assert header.encode().endswith(bytes.fromhex(raw))


def test_an_option_of_the_wrong_length_for_its_kind_is_kept_and_the_next_one_read():
    strange, scale = read(bytes.fromhex('02050102 03 030307'.replace(' ', ''))).option
    assert strange == tcp.TCPOptionUnknown(b'\x01\x02\x03', 2)
    assert scale == tcp.TCPOptionWindowScale(7)


def test_padding_behind_the_end_of_the_list_is_nothing():
    assert read(bytes.fromhex('030307 00 00000000')).option == [
        tcp.TCPOptionWindowScale(7),
        tcp.TCPOptionEndOfOptionList(),
    ]


@pytest.mark.parametrize('offset', [0, 4, 6])
def test_an_offset_that_cannot_be_is_no_segment(offset):
    raw = tcp.tcp(offset=offset, csum=1).encode()
    with pytest.raises(DecodeError):
        tcp.tcp.parser(raw)
    datagram = ipv4.ipv4(proto=6, total_length=40).serialize(b'', None) + raw
    assert packet.Packet(datagram, parse_cls=ipv4.ipv4)[1] == raw
