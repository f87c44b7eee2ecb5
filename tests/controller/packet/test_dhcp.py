import pytest

from controller.packet import dhcp, ipv4, packet, udp
from controller.wire import DecodeError, EncodeError

# RFC 2131, 2 and 3: op, htype, hlen, hops, xid, secs, flags, four addresses, chaddr, sname, file, cookie, options
HEAD = '02010600 00000001 0000 8000 c0a80a0a c0a81414 c0a81e1e c0a82828'.replace(' ', '') + 'aabbccddeeff' + '00' * 10
NAMES = b'abc'.ljust(64, b'\0').hex() + b'boot'.ljust(128, b'\0').hex()
OFFER = bytes.fromhex(HEAD + NAMES + '63825363' '350102' '0104ffffff00' 'ff')


def area(options):
    """The options of a message with these bytes as its options area, which is also written again."""
    raw = OFFER[:240] + bytes.fromhex(options)
    header, _, rest = dhcp.dhcp.parser(raw)
    assert rest == b''
    return header.options, header.serialize()[240:]


def test_golden():
    header, carried, rest = dhcp.dhcp.parser(OFFER)
    assert (carried, rest) == (None, b'')
    options = dhcp.options([dhcp.option(53, b'\2'), dhcp.option(1, b'\xff\xff\xff\0')])
    assert header == dhcp.dhcp(
        dhcp.DHCP_BOOT_REPLY, 'aa:bb:cc:dd:ee:ff', options, 1, 6, 0, 1, 0, 0x8000,
        '192.168.10.10', '192.168.20.20', '192.168.30.30', '192.168.40.40', 'abc', 'boot',
    )  # fmt: skip
    assert header.serialize() == OFFER and len(header) == len(OFFER)
    assert [option.length for option in header.options.option_list] == [1, 4]
    assert (header.options.options_len, header.options.magic_cookie) == (14, '99.130.83.99')


def test_what_is_left_out():
    header = dhcp.dhcp(1, 'aa:bb:cc:dd:ee:ff')
    assert len(header.serialize()) == 236 and header.hlen == 6
    assert header.xid != dhcp.dhcp(1, 'aa:bb:cc:dd:ee:ff').xid  # random
    assert dhcp.options().serialize() == bytes.fromhex('63825363ff')
    assert dhcp.dhcp.parser(header.serialize())[0] == header and header.options is None


@pytest.mark.parametrize(
    ('given', 'hlen', 'read'),
    [
        ('aa:bb:cc:dd:ee:ff', 6, 'aa:bb:cc:dd:ee:ff'),
        (b'\xaa\xbb\xcc\xdd\xee\xff', 6, 'aa:bb:cc:dd:ee:ff'),
        (b'\7', 1, b'\7'.ljust(16, b'\0')),
        ('aa:bb', 2, b'\xaa\xbb'.ljust(16, b'\0')),
        (bytes(range(16)), 16, bytes(range(16))),
    ],
)
def test_hardware_addresses(given, hlen, read):
    header = dhcp.dhcp(1, given)
    again = dhcp.dhcp.parser(header.serialize())[0]
    assert (again.hlen, again.chaddr) == (hlen, read) and again.serialize() == header.serialize()


def test_a_list_alone_is_no_options_area():
    with pytest.raises(EncodeError, match=r'dhcp\.options: a list'):
        dhcp.dhcp(1, 'aa:bb:cc:dd:ee:ff', [dhcp.option(53, b'\1')]).serialize()


@pytest.mark.parametrize('chaddr', ['no address', bytes(17), None])
def test_what_is_no_hardware_address(chaddr):
    with pytest.raises(EncodeError, match=r'dhcp\.chaddr'):
        dhcp.dhcp(1, chaddr).serialize()


@pytest.mark.parametrize(
    ('options', 'items'),
    [
        ('ff', []),
        ('350101 00 00 370101 ff', [(53, b'\1'), (0, b''), (0, b''), (55, b'\1')]),
        ('3500 ff', [(53, b'')]),
        ('3505', [b'5\5']),  # past the end
        ('350101 0c', [(53, b'\1'), b'\x0c']),  # without a length
        ('350101 ff 0101', [(53, b'\1'), b'\xff\1\1']),  # behind the end
    ],
)
def test_options_are_read_as_far_as_they_go(options, items):
    found, again = area(options)
    shown = [item if isinstance(item, bytes) else (item.tag, item.value) for item in found.option_list]
    assert shown == items and again == bytes.fromhex(options)


@pytest.mark.parametrize('options', ['350101', '350101 ff', '350101 ff 00000000'])
def test_padding_and_a_missing_end_are_mended(options):
    found, again = area(options)
    assert found.option_list == [dhcp.option(53, b'\1')] and again == bytes.fromhex('350101ff')


@pytest.mark.parametrize(
    'raw',
    [
        OFFER[:235],
        OFFER[:239],  # half a cookie
        b'\3' + OFFER[1:],
        OFFER[:2] + b'\x11' + OFFER[3:],  # a hardware address of 17 bytes
        OFFER[:236] + bytes(64),  # BOOTP with options of its own
        OFFER[:236] + b'abcd' + OFFER[240:],
    ],
    ids=['short', 'cut cookie', 'op', 'hlen', 'no cookie', 'another cookie'],
)
def test_what_is_no_message(raw):
    with pytest.raises(DecodeError):
        dhcp.dhcp.parser(raw)
    pkt = ipv4.ipv4(proto=17) / udp.udp(68, 67) / raw
    pkt.serialize()
    assert packet.Packet(pkt.data, parse_cls=ipv4.ipv4)[-1] == raw


@pytest.mark.parametrize('ports', [(68, 67), (67, 68), (67, 67)])
def test_both_ports(ports):
    pkt = ipv4.ipv4(proto=17) / udp.udp(*ports) / dhcp.dhcp(1, 'aa:bb:cc:dd:ee:ff', dhcp.options())
    pkt.serialize()
    assert packet.Packet(pkt.data, parse_cls=ipv4.ipv4)[-1] == pkt[-1]


def test_json():
    header = dhcp.dhcp.parser(OFFER)[0]
    shown = header.to_jsondict()['dhcp']
    assert (shown['chaddr'], shown['sname'], shown['boot_file']) == ('aa:bb:cc:dd:ee:ff', 'abc', 'boot')
    assert shown['options']['options'] == {
        'magic_cookie': '99.130.83.99',
        'options_len': 14,
        'option_list': [
            {'option': {'tag': 53, 'length': 1, 'value': 'Ag=='}},
            {'option': {'tag': 1, 'length': 4, 'value': '////AA=='}},
        ],
    }
    assert dhcp.dhcp.from_jsondict(shown) == header
