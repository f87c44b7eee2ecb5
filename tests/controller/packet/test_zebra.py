"""The Zebra protocol; its bytes were compared with what os-ken reads, and Quagga and FRRouting send."""

import random
import re
from socket import AF_INET, AF_INET6

import pytest

from controller.packet import packet, tcp, zebra
from controller.packet.zebra import bodies, nexthops
from controller.wire import DecodeError, EncodeError

from .frames_routing import FRAMES

ZEBRA_FRAMES = {name: frame for name, frame in FRAMES.items() if name.startswith('zebra')}
LINK = zebra.InterfaceLinkParams(1, 10, 1.25e6, 1.25e6, [1.25e6] * 8, 0, 0, '0.0.0.0', 1, 1, 1, 0, 0.0, 0.0, 0.0, 0.0)


def messages(name):
    """The messages in one of the frames."""
    return packet.Packet(FRAMES[name]).protocols[3:]


def reread(body, version):
    """The body as it comes back, and that it goes out again as it came."""
    parse = type(body).parse_from_zebra if body.from_zebra else type(body).parse
    read = parse(body.serialize(version), version)
    assert read.serialize(version) == body.serialize(version)
    return read


@pytest.mark.parametrize(
    ('version', 'raw'),
    [
        (0, '0004 17 09'),
        (1, '0007 ff 01 0017 09'),
        (2, '0007 ff 02 0017 09'),
        (3, '0009 ff 03 0005 0017 09'),
        (4, '000b fe 04 0005 0011 09 0007'),
    ],
)
def test_golden(version, raw):
    raw = bytes.fromhex(raw)
    instance = 7 if version == 4 else None
    message = zebra.ZebraMessage(None, version, 5 if version > 2 else 0, None, zebra.ZebraHello(9, instance))
    assert message.serialize(b'', None) == raw
    assert (message.length, message.command) == (len(raw), 17 if version == 4 else 23)
    assert zebra.ZebraMessage.parser(raw) == (message, zebra.ZebraMessage, b'')


def test_a_command_alone_has_no_body():
    message, carried, rest = zebra.ZebraMessage.parser(bytes.fromhex('0008ff0300000014 0008ff0300000001'))
    assert (message.command, message.body, carried) == (zebra.ZEBRA_ROUTER_ID_ADD, None, zebra.ZebraMessage)
    assert message == zebra.ZebraMessage(8, command=20)
    assert rest == bytes.fromhex('0008ff0300000001')


def test_classes_have_the_numbers_of_their_commands():
    for prefix, members in zip(('ZEBRA_', 'FRR_ZEBRA_'), bodies.Body.members, strict=True):
        for number, cls in members.items():
            words = cls.__name__.removeprefix('Zebra').replace('IPv', 'Ipv').replace('ID', 'Id').replace('MRib', 'Mrib')
            name = re.sub(r'(?<=.)([A-Z])', r'_\1', words).upper()
            name = name.replace('BFD_DESTINATION', 'BFD_DEST').replace('DEST_REPLY', 'DEST_REPLAY')
            short = re.sub(r'(REDISTRIBUTE_IPV.)_DELETE', r'\1_DEL', name).replace('IP_V', 'IPV')
            assert getattr(zebra, prefix + short) == number


def test_nexthops_have_the_numbers_of_their_types():
    for prefix, members in zip(('ZEBRA_NEXTHOP_', 'FRR_ZEBRA_NEXTHOP_'), nexthops._NextHop.members, strict=True):
        for number, cls in members.items():
            name = re.sub('(?<=[46])', '_', cls.__name__.removeprefix('NextHop').upper()).rstrip('_')
            assert getattr(zebra, prefix + name) == number


def test_prefixes_may_be_those_of_bgp():
    hop = zebra.RegisteredNexthop(0, AF_INET, zebra.IPv4Prefix(24, '10.0.1.0'))
    assert hop.serialize().hex() == '00' '0002' '18' '0a0001'
    assert zebra.ZebraRouterIDUpdate(AF_INET6, zebra.IPv6Prefix(64, 'fc00::')).serialize()[-1] == 64


def test_names_are_ryus():
    assert zebra.zebra is zebra.ZebraMessage and zebra.ZEBRA_PORT == 2600
    assert (zebra.FRR_ZEBRA_FLAG_FIB_OVERRIDE, zebra.LP_TE_METRIC, zebra.ZEBRA_LLT_IEEE802154_PHY) == (512, 8192, 49)
    assert all(hasattr(zebra, name) for name in zebra.__all__)
    assert zebra.ZebraRedistributeAdd(2, 1, 0) == zebra.ZebraRedistributeAdd(route_type=2, afi=1, instance=0)


def test_every_command_is_in_a_frame():
    seen = {type(message.body) for name in ZEBRA_FRAMES for message in messages(name)}
    alike = {cls.__bases__ for cls in seen}
    known = {cls for members in bodies.Body.members for cls in members.values()} - {
        zebra.ZebraRouterIDAdd, zebra.ZebraRouterIDDelete, zebra.ZebraVrfUnregister, zebra.ZebraBfdDestinationReply,
    }  # fmt: skip
    assert all(cls in seen or cls.__bases__ in alike for cls in known)
    assert zebra.ZebraUnknownMessage not in seen


def test_who_speaks_is_told_by_the_port():
    asked, answered = messages('zebra lookup'), messages('zebra lookup from Zebra')
    assert {type(message) for message in asked} == {zebra.ZebraMessage}
    assert {type(message) for message in answered} == {zebra.ZebraMessageFromZebra}
    assert asked[1].body.prefix == 'fc00::/7' and asked[0].body.metric is None and not asked[0].body.nexthops
    assert answered[1].body == zebra.ZebraIPv4ImportLookup('10.1.0.0', 5, [zebra.NextHopBlackhole(type_=9)], True)


def test_routes_to_zebra_have_nexthops_and_from_zebra_addresses():
    route = messages('zebra route 4')[0].body
    assert [type(each).__name__ for each in route.nexthops] == [
        'NextHopIFIndex', 'NextHopIPv4', 'NextHopIPv4IFIndex', 'NextHopIPv6', 'NextHopIPv6IFIndex', 'NextHopBlackhole'
    ]  # fmt: skip
    assert (route.safi, route.src_prefix, route.mtu, route.tag, route.message) == (1, 'fc00:2::/32', 1400, 7, 0x7D)
    route = messages('zebra route from Zebra 4')[0].body
    assert (route.nexthops, route.ifindexes, route.safi, route.tag) == (['fe80::9', 'fe80::8'], [2, 3], None, 8)


@pytest.mark.parametrize(('version', 'options'), [(3, '05 00000006 00000007'), (4, '05 00000007 00000006')])
def test_mtu_and_tag_change_places_in_frrouting(version, options):
    route = zebra.ZebraIPv4RouteAdd(9, 0, 0, prefix='10.0.0.0/8', distance=5, mtu=6, tag=7)
    assert route.serialize(version).endswith(bytes.fromhex('0001 08 0a' + options))
    assert (reread(route, version).mtu, reread(route, version).tag) == (6, 7)


def test_a_value_is_added_to_the_message_of_a_route():
    route = zebra.ZebraIPv4RouteAdd(9, 0, 0, prefix='10.0.0.0/8', metric=3)
    assert route.serialize(3).hex() == '090008' '0001' '080a' '00000003'
    assert route.message == zebra.ZAPI_MESSAGE_METRIC


def interface(**fields):
    return zebra.ZebraInterfaceAdd(
        'lo', 1, 1, 3, 0, 2, 0, ifmtu=1500, ifmtu6=1500, bandwidth=0, ll_type=30, hw_addr_len=0, hw_addr=b'', **fields
    )


@pytest.mark.parametrize(
    ('older', 'newer'),
    [
        (interface(), interface(speed=1000)),
        (interface(link_params=LINK), interface(speed=0, link_params=LINK)),
        (
            zebra.ZebraIPv4RouteAdd(9, 0, 0, prefix='10.0.0.0/8', nexthops=[zebra.NextHopIPv4(addr='10.0.0.1')]),
            zebra.ZebraIPv4RouteAdd(9, 0, 0, prefix='10.0.0.0/8', nexthops=[zebra.NextHopIPv4(2, addr='10.0.0.1')]),
        ),
        (
            zebra.ZebraNexthopUpdate(AF_INET6, 'fc00::1/128', None, 2, [zebra.NextHopIPv6(addr='fe80::1')]),
            zebra.ZebraNexthopUpdate(AF_INET6, 'fc00::1/128', 1, 2, [zebra.NextHopIPv6(2, addr='fe80::1')]),
        ),
        (
            zebra.ZebraMplsLabelsAdd(9, AF_INET, '10.0.0.0/8', '10.0.0.1', None, 20, 100, 3),
            zebra.ZebraMplsLabelsAdd(9, AF_INET, '10.0.0.0/8', '10.0.0.1', 2, 20, 100, 3),
        ),
    ],
    ids=['interface', 'link', 'route', 'nexthop', 'labels'],
)
def test_frrouting_2_and_3_are_told_apart(older, newer):
    assert len(older.serialize(4)) < len(newer.serialize(4))
    assert (reread(older, 4).is_frr3(), reread(newer, 4).is_frr3()) == (False, True)
    for name in ('speed', 'ifindex', 'distance', 'metric'):
        assert getattr(reread(newer, 4), name, None) == getattr(newer, name, None)
    assert len(older.serialize(3)) == len(newer.serialize(3))  # Quagga has none of it


def test_an_interface_has_what_its_version_has():
    body = zebra.ZebraInterfaceAdd('eth0', 2, 1, 3, 1, 2, 4, None, 6, 7, 8, 9, hw_addr=b'\1\2\3')
    sizes = [len(body.serialize(version)) for version in (2, 3, 4)]
    assert sizes == [53 + 3, 57 + 3 + 1, 59 + 3 + 1]
    assert (reread(body, 2).ll_type, reread(body, 3).ll_type, reread(body, 3).ptm_status) == (None, 9, None)
    assert reread(body, 4).ptm_status == 2 and reread(body, 4).hw_addr == b'\1\2\3'
    assert zebra.ZebraInterfaceAdd().serialize(3) == b''


def test_prefixes_take_the_bytes_that_their_bits_need():
    assert zebra.RegisteredNexthop(1, AF_INET, '10.1.0.0/15').serialize().hex() == '01' '0002' '0f' '0a01'
    assert zebra.RegisteredNexthop(1, AF_INET6, '::/0').serialize().hex() == '01' '000a' '00'
    hop = zebra.RegisteredNexthop(1, AF_INET, '10.1.0.0/15')
    hop.flags = 2
    assert hop.connected == hop.flags == 2


@pytest.mark.parametrize(
    'raw',
    ['000c ff 03 0000 001d 0002 2100', '000b ff 03 0000 0016 050a00', '000c ff 03 0000 1234 01020304',
     '000a ff 03 0000 0017 0900', '0015 ff 03 0000 0007 090001 0001 080a 01 0a 00000001'],
    ids=['33 bits', 'family', 'command', 'too long', 'nexthop type'],
)  # fmt: skip
def test_a_body_that_is_not_its_commands_is_kept(raw):
    raw = bytes.fromhex(raw)
    message = zebra.ZebraMessage.parser(raw)[0]
    assert message.body == zebra.ZebraUnknownMessage(raw[8:])
    assert message.encode() == raw


@pytest.mark.parametrize(
    'raw',
    ['00', '0002 17', '0004 1f 09', '0004 00 09', '0009 ff 05 0000 0017 09', '0009 ff 04 0000 0017 09',
     '0009 fe 03 0000 0017 09', '0006 ff 03 0000 0017 09', '000a ff 03 0000 0017 09', '0000 ff 03 0000 0017',
     '474554202f20485454502f312e310d0a'],
)  # fmt: skip
def test_what_is_no_message_is_refused(raw):
    with pytest.raises(DecodeError):
        zebra.ZebraMessage.parser(bytes.fromhex(raw))


def test_what_is_cut_off_stays_bytes():
    frame = FRAMES['zebra hello 3'][:-2]
    layers = packet.Packet(frame[:16] + (len(frame) - 14).to_bytes(2) + frame[18:]).protocols
    assert [type(layer) for layer in layers[3:]] == [zebra.ZebraMessage, zebra.ZebraMessage, bytes]


def test_values_that_do_not_fit_are_named():
    with pytest.raises(EncodeError, match=r'ZebraHello.route_type: 256'):
        zebra.ZebraHello(256).serialize()
    with pytest.raises(EncodeError, match=r"ZebraRouterIDUpdate.prefix: '10.0.0.1'"):
        zebra.ZebraRouterIDUpdate(AF_INET, '10.0.0.1').serialize()
    with pytest.raises(EncodeError, match='no command'):
        zebra.ZebraMessage(version=3, body=zebra.ZebraVrfAdd('blue')).serialize(b'', None)
    with pytest.raises(EncodeError, match='NextHopIFName: no nexthop of FRRouting'):
        zebra.ZebraNexthopUpdate(AF_INET, '10.0.0.1/32', metric=1, nexthops=[zebra.NextHopIFName(1)]).serialize(4)
    with pytest.raises(EncodeError, match='version 255'):
        zebra.ZebraMessage(version=255, command=1).serialize(b'', None)
    with pytest.raises(EncodeError, match='70000'):
        zebra.ZebraMessage(version=3, command=70000).serialize(b'', None)


def test_header_sizes():
    assert [zebra.ZebraMessage.get_header_size(version) for version in range(5)] == [3, 6, 6, 8, 8]
    assert zebra.ZebraMessage.get_body_class(3, 23) is zebra.ZebraMessage.get_body_class(4, 17) is zebra.ZebraHello


@pytest.mark.parametrize('name', ZEBRA_FRAMES)
def test_bodies_refuse_or_read_any_bytes(name):
    chance = random.Random(name)
    for message in messages(name):
        if message.body is None:
            continue
        parse = type(message.body).parse_from_zebra if message.body.from_zebra else type(message.body).parse
        raw = message.body.serialize(message.version)
        for _ in range(100):
            changed = bytearray(raw)
            changed[chance.randrange(len(raw))] = chance.randrange(256)
            data = bytes(changed[: chance.randint(0, len(raw))])
            try:
                body = parse(data, message.version)
            except DecodeError:
                continue
            repr(body)
            body.serialize(message.version)


def test_tcp_knows_the_port():
    assert tcp.tcp.get_packet_type(zebra.ZEBRA_PORT) is zebra.ZebraMessage


@pytest.mark.parametrize('wrong', [{'body': b'x'}, {'body': []}, {'version': []}, {'version': 9}, {'vrf_id': 'x'}])
def test_what_is_no_message_is_an_encode_error(wrong):
    with pytest.raises(EncodeError):
        zebra.ZebraMessage(**{'command': 1, 'version': 3} | wrong).encode()
