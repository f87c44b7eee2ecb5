import itertools

import pytest

from controller.packet import icmpv6, in_proto, ipv4, ipv6, packet, tcp, udp
from controller.wire import DecodeError

GOLDEN = bytes.fromhex('6a812345 0008 11 40 fe80000000000000 0000000000000001 ff02000000000000 0000000000000002')


def layers(raw):
    return packet.Packet(bytes(12) + b'\x86\xdd' + raw)[1:]


def carrying_udp(*extensions, nxt=None, payload=b'hi'):
    """A packet with these extension headers in front of a datagram."""
    extensions = list(extensions)
    for extension, following in itertools.pairwise(extensions):
        extension.nxt = following.TYPE
    if extensions:
        extensions[-1].nxt = 17
    header = ipv6.ipv6(nxt=extensions[0].TYPE if extensions else 17, ext_hdrs=extensions)
    pkt = header / udp.udp(5, 6) / payload
    pkt.serialize()
    return pkt.data


def test_golden():
    raw = GOLDEN + bytes(8)
    header, carried, rest = ipv6.ipv6.parser(raw)
    assert carried is udp.udp and rest == bytes(8)
    assert header == ipv6.ipv6(
        traffic_class=0xA8, flow_label=0x12345, payload_length=8, nxt=17, hop_limit=64, src='fe80::1', dst='ff02::2'
    )
    assert header.serialize(rest, None) == GOLDEN


def test_positions_and_defaults_are_ryus():
    assert ipv6.ipv6() == ipv6.ipv6(6, 0, 0, 0, 6, 255, '10::10', '20::20', [])
    assert ipv6.ipv6().ext_hdrs == []


@pytest.mark.parametrize(('nxt', 'cls'), [(6, tcp.tcp), (17, udp.udp), (58, icmpv6.icmpv6)])
def test_upper_protocols(nxt, cls):
    pkt = ipv6.ipv6(nxt=nxt) / cls()
    pkt.serialize()
    assert type(layers(pkt.data)[1]) is cls


@pytest.mark.parametrize(
    ('extension', 'raw'),
    [
        (ipv6.hop_opts(data=[ipv6.option(5, 2, b'\0\0'), ipv6.option(1, 0)]), '1100 0502 0000 0100'),
        (ipv6.hop_opts(data=[ipv6.option(5, 2, b'\0\0'), ipv6.option(), ipv6.option()]), '1100 0502 0000 0000'),
        (ipv6.dst_opts(), '1100 0104 0000 0000'),
        (ipv6.dst_opts(data=[ipv6.option(9, 3, b'abc')]), '1100 0903 6162 6300'),
        (ipv6.fragment(offset=0, more=1, id_=9), '1100 0001 0000 0009'),
        (ipv6.auth(spi=1, seq=2), '1102 0000 00000001 00000002 00000000'),
        (ipv6.routing(type_=4, seg=1, data=b'1234'), '1100 0401 31323334'),
        (
            ipv6.routing_type3(seg=1, cmpi=15, cmpe=14, adrs=['::1', '::2', '::3']),
            '1101 0301 fe400000 01020003 00000000',
        ),
        (ipv6.routing_type3(), '1100 0300 00000000'),
    ],
)
def test_extension_headers_come_back(extension, raw):
    encoded = carrying_udp(extension)
    assert encoded[40:-10].hex() == raw.replace(' ', '')
    header, inner, payload = layers(encoded)
    assert header.ext_hdrs == [extension]
    assert header.payload_protocol == 17
    assert type(inner) is udp.udp and payload == b'hi'


def test_all_extension_headers_at_once():
    chain = [
        ipv6.hop_opts(data=[ipv6.option(5, 2, b'\0\0'), ipv6.option(1, 0)]),
        ipv6.dst_opts(),
        ipv6.routing_type3(adrs=['2001:db8::1']),
        ipv6.fragment(id_=7),
        ipv6.auth(),
        ipv6.dst_opts(data=[ipv6.option(200, 100, bytes(100))]),
    ]
    raw = carrying_udp(*chain)
    header, _, payload = layers(raw)
    assert header.ext_hdrs == chain and payload == b'hi'
    assert header.payload_length == len(raw) - 40
    pkt = packet.Packet(raw, parse_cls=ipv6.ipv6)
    pkt.serialize()
    assert pkt.data == raw


def test_the_lengths_of_extension_headers_are_filled_in():
    header = ipv6.hop_opts(data=[ipv6.option(9, 20, bytes(20))])
    carrying_udp(header)
    assert header.encode()[:2].hex() == '1102' and len(header) == 24


@pytest.mark.parametrize(('more', 'offset', 'read'), [(1, 0, True), (1, 8, False), (0, 8, False), (0, 0, True)])
def test_only_the_first_fragment_has_a_header_to_read(more, offset, read):
    _, *inner = layers(carrying_udp(ipv6.fragment(offset=offset, more=more)))
    assert isinstance(inner[0], udp.udp) is read
    assert read or [type(layer) for layer in inner] == [bytes]


def test_a_later_fragment_may_not_pose_as_an_extension_header():
    raw = ipv6.ipv6(nxt=44, ext_hdrs=[ipv6.fragment(nxt=60, offset=8)]).serialize(b'\x11' + bytes(7), None)
    assert layers(raw + b'\x11' + bytes(7))[1] == b'\x11' + bytes(7)


@pytest.mark.parametrize(
    ('nxt', 'raw'),
    [
        (0, '11ff0104000000000000'),  # past the end
        (0, '110001'),  # cut short
        (43, '11ff000000000000'),
        (51, '1100000000000000' * 2),  # shorter than its own fields
        (44, '11000000'),
    ],
)
def test_a_damaged_extension_header_stays_bytes(nxt, raw):
    damaged = bytes.fromhex(raw)
    header, rest = layers(ipv6.ipv6(nxt=nxt, payload_length=len(damaged)).encode() + damaged)
    assert header.ext_hdrs == [] and rest == damaged


def test_options_are_read_as_far_as_they_go():
    raw = ipv6.ipv6(nxt=0, payload_length=8).encode() + bytes.fromhex('3b00 0502 0000 09ff')
    (header,) = layers(raw)
    assert header.ext_hdrs[0].data == [ipv6.option(5, 2, b'\0\0'), b'\x09\xff']
    assert header.encode() == raw


def test_a_source_route_whose_addresses_do_not_fit_is_kept_as_bytes():
    raw = ipv6.ipv6(nxt=43, payload_length=16).encode() + bytes.fromhex('3b01 0301 00000000 0102030405060708')
    (header,) = layers(raw)
    assert header.ext_hdrs == [ipv6.routing(59, 1, 3, 1, bytes(4) + bytes(range(1, 9)))]
    assert header.encode() == raw


def test_bytes_behind_the_payload_length_are_padding():
    assert len(layers(carrying_udp() + bytes(5) + b'trailer')) == 3


def test_a_payload_length_of_zero_stands_for_all_the_rest():
    raw = ipv6.ipv6(nxt=99).encode() + b'rest'
    assert layers(raw)[1] == b'rest'


@pytest.mark.parametrize('damaged', [GOLDEN[:39], b'\x45' + GOLDEN[1:]])
def test_what_is_no_header_of_version_6_stays_bytes(damaged):
    assert layers(damaged) == [damaged]
    with pytest.raises(DecodeError):
        ipv6.ipv6.parser(damaged)


def test_an_extension_header_of_an_apps_own(monkeypatch):
    monkeypatch.setattr(ipv6.ipv6, 'extensions', ipv6.ipv6.extensions)

    @ipv6.ipv6.register_header_type(253)
    class trial(ipv6.opt_header):
        TYPE = 253

    header, inner, _ = layers(carrying_udp(trial()))
    assert type(header.ext_hdrs[0]) is trial and type(inner) is udp.udp


def test_the_number_of_extension_headers_is_limited():
    raw = carrying_udp(*[ipv6.dst_opts() for _ in range(100)])
    header, rest = layers(raw)
    assert len(header.ext_hdrs) == ipv6.MAX_EXTENSIONS
    assert header.encode() + rest == raw


def test_options_in_json():
    header = ipv6.hop_opts(data=[ipv6.option(5, 2, b'\0\0'), ipv6.option(9), ipv6.option()])
    shown = header.to_jsondict()['hop_opts']
    assert [each['option']['len'] for each in shown['data']] == [2, 0, -1]
    assert ipv6.hop_opts.from_jsondict(shown) == header
    assert ipv6.routing_type3.from_jsondict(ipv6.routing_type3(adrs=['::1']).to_jsondict()['routing_type3']).adrs == [
        '::1'
    ]


@pytest.mark.parametrize(
    ('cmpi', 'cmpe', 'count'), [(0, 0, 1), (0, 0, 5), (15, 15, 0), (15, 15, 2040), (8, 12, 2), (3, 14, 5)]
)
def test_source_routes_of_every_form_come_back(count, cmpi, cmpe):
    addresses = [f'::{number % 255 + 1:x}' for number in range(count)]
    extension = ipv6.routing_type3(seg=1, cmpi=cmpi, cmpe=cmpe, adrs=addresses)
    raw = extension.encode()
    assert len(raw) % 8 == 0 and len(raw) >= 8 + (count - 1) * (16 - cmpi) + (16 - cmpe) * bool(count)
    assert ipv6.routing.parser(raw + b'more') == extension


@pytest.mark.parametrize(
    'raw', ['3b01 0301 00f00000' + '00' * 8, '3b00 0301 00100000', '3b01 0301 ff900000' + '01' * 8]
)
def test_padding_that_leaves_no_addresses_is_kept_as_bytes(raw):
    damaged = bytes.fromhex(raw)
    extension = ipv6.routing.parser(damaged)
    assert type(extension) is ipv6.routing and extension.encode() == damaged


def test_a_checksum_covers_the_last_address_of_a_route():
    route = ipv6.routing_type3(nxt=17, seg=1, cmpi=8, cmpe=8, adrs=['2001:db8::5', '2001:db8::9'])
    header = ipv6.ipv6(nxt=43, dst='2001:db8::1', ext_hdrs=[route])
    assert header.pseudo_header(17, 8) == ipv6.ipv6(dst='2001:db8::9').pseudo_header(17, 8)
    route.seg = 0
    assert header.pseudo_header(17, 8) == ipv6.ipv6(dst='2001:db8::1').pseudo_header(17, 8)


def test_no_next_header_and_no_payload_leave_the_padding_of_a_frame():
    frame = bytes(12) + b'\x86\xdd' + ipv6.ipv6(nxt=59).encode() + bytes(6)
    pkt = packet.Packet(frame)
    assert len(pkt) == 2
    pkt.serialize()
    assert pkt.data == frame


def test_packets_in_packets_are_read_whatever_their_versions():
    """RFC 2003, RFC 4213, RFC 2473."""
    layers = [
        ipv4.ipv4(proto=in_proto.IPPROTO_IPIP), ipv4.ipv4(proto=in_proto.IPPROTO_IPV6),
        ipv6.ipv6(nxt=in_proto.IPPROTO_IPV6), ipv6.ipv6(nxt=in_proto.IPPROTO_IPIP), ipv4.ipv4(proto=99), b'data',
    ]  # fmt: skip
    made = packet.Packet(protocols=layers)
    made.serialize()
    assert packet.Packet(made.data, parse_cls=ipv4.ipv4).protocols == layers


def test_an_extension_header_alone():
    """RFC 8200, 4.2: options are padded to whole units of eight bytes."""
    assert ipv6.hop_opts(data=[ipv6.option(5, 2, b'\0\0')]).serialize().hex() == '0600050200000100'
    assert ipv6.fragment(nxt=17, offset=1, more=1, id_=9).serialize().hex() == '1100000900000009'
    with pytest.raises(DecodeError, match='no extension header 6'):
        ipv6.ipv6.decode(bytes(6) + b'\x06' + bytes(41), 0, 48)
