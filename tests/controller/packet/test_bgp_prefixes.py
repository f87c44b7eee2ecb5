import pytest

from controller.packet import bgp
from controller.wire import DecodeError, EncodeError

TARGET = bgp.BGPTwoOctetAsSpecificExtendedCommunity(subtype=2, as_number=65000, local_administrator=1)
ALL = [
    (bgp.IPAddrPrefix(24, '10.1.2.0'), '18 0a0102', '10.1.2.0/24'),
    (bgp.BGPNLRI(0, '0.0.0.0'), '00', '0.0.0.0/0'),
    (bgp.BGPWithdrawnRoute(25, '10.1.2.128'), '19 0a010280', '10.1.2.128/25'),
    (bgp.IP6AddrPrefix(33, '2001:ffff:8000::'), '21 2001ffff80', '2001:ffff:8000::/33'),
    (bgp.LabelledIPAddrPrefix(24, '10.1.2.0', labels=[1, 2]), '48 000010 000021 0a0102', '10.1.2.0/24'),
    (bgp.LabelledIP6AddrPrefix(24, '2001::', labels=[0]), '30 000001 200100', '2001::/24'),
    (bgp.LabelledVPNIPAddrPrefix(24, '10.1.2.0', [1], '100:1'), '70 000011 0000 0064 00000001 0a0102',
     '100:1:10.1.2.0/24'),
    (bgp.LabelledVPNIPAddrPrefix(0, '0.0.0.0', [0x80000], '1.2.3.4:1'), '58 800000 0001 01020304 0001',
     '1.2.3.4:1:0.0.0.0/0'),
    (bgp.LabelledVPNIP6AddrPrefix(64, '2001::', [1], bgp.BGPFourOctetAsRD(100, 1)),
     '98 000011 0002 00000064 0001 2001000000000000', '0.100:1:2001::/64'),
    (bgp.RouteTargetMembershipNLRI('0:0', '0:0'), '00', '0:0:0:0'),
    (bgp.RouteTargetMembershipNLRI(65000, None), '20 0000fde8', '65000:None'),
    (bgp.RouteTargetMembershipNLRI(65000, TARGET), '60 0000fde8 0002 fde8 00000001', '65000:65000:1'),
]  # fmt: skip


@pytest.mark.parametrize(('route', 'raw', 'text'), ALL, ids=str)
def test_each(route, raw, text):
    raw = bytes.fromhex(raw)
    assert route.serialize() == raw
    assert type(route).parser(raw + b'more') == (route, b'more')
    assert route.formatted_nlri_str == text
    shown = route.to_jsondict()[type(route).__name__]
    assert type(route).from_jsondict(shown) == route
    for size in range(len(raw)):
        with pytest.raises(DecodeError):
            type(route).parser(raw[:size])


def test_bits_behind_the_prefix_mean_nothing():
    assert bgp.IPAddrPrefix(25, '10.1.2.255') == bgp.IPAddrPrefix(25, '10.1.2.128')
    assert bgp.IPAddrPrefix.parser(bytes.fromhex('19 0a0102ff'))[0].addr == '10.1.2.128'


def test_parts_of_labelled_prefixes():
    route = bgp.LabelledVPNIPAddrPrefix(24, '10.1.2.3', labels=[1, 2], route_dist='100:1')
    assert (route.length, route.addr) == (24 + 48 + 64, ([1, 2], '100:1', '10.1.2.0'))
    assert (route.prefix, route.label_list, route.route_dist) == ('10.1.2.0/24', [1, 2], '100:1')
    assert route.ROUTE_FAMILY == (1, 128)
    assert bgp.LabelledIPAddrPrefix.parser(bytes.fromhex('30 000000 0a0102'))[0].label_list == [0]


@pytest.mark.parametrize(
    ('text', 'raw'),
    [('65000:1', '0000 fde8 00000001'), ('70000:1', '0002 00011170 0001'), ('0.1:2', '0002 00000001 0002'),
     ('1.2.3.4:5', '0001 01020304 0005')],
)  # fmt: skip
def test_route_distinguishers(text, raw):
    found = bgp._RouteDistinguisher.from_str(text)
    assert found.serialize() == bytes.fromhex(raw) and found.formatted_str == text
    assert bgp._RouteDistinguisher.parser(bytes.fromhex(raw)) == found


@pytest.mark.parametrize(
    ('family', 'raw', 'items'),
    [
        (bgp.BGPNLRI, '18 0a0102 21 0a01020304 08 0a',
         [(24, '10.1.2.0'), bytes.fromhex('210a01020304080a')]),
        (bgp.BGPNLRI, '08 0a 18 0a', [(8, '10.0.0.0'), bytes.fromhex('180a')]),
        (bgp.RouteTargetMembershipNLRI, '20 00000001 28 0000000100', [(1, None), bytes.fromhex('280000000100')]),
        (bgp.LabelledVPNIPAddrPrefix, '58 800000 0009 01020304 0001', [bytes.fromhex('588000000009010203040001')]),
        (bgp.LabelledIPAddrPrefix, '18 0a0102', [bytes.fromhex('180a0102')]),
    ],
)
def test_what_cannot_be_read_is_bytes_at_the_end(family, raw, items):
    raw = bytes.fromhex(raw)
    found = family.decode_list(raw, 0, len(raw))
    assert found == [each if isinstance(each, bytes) else family(*each) for each in items]


@pytest.mark.parametrize(
    ('build', 'words'),
    [
        (lambda: bgp.IPAddrPrefix(33, '1.2.3.4'), '33 bits'),
        (lambda: bgp.IPAddrPrefix(-1, '1.2.3.4'), '-1 bits'),
        (lambda: bgp.IPAddrPrefix(24, 'ten'), "'ten'"),
        (lambda: bgp.IP6AddrPrefix(24, '1.2.3.4'), '24 bits'),
        (lambda: bgp.LabelledIPAddrPrefix(24, '1.2.3.4', [1 << 20]).serialize(), '1048576'),
        (lambda: bgp.LabelledVPNIPAddrPrefix(24, '1.2.3.4', [1], 'x').serialize(), 'x'),
        (lambda: bgp.RouteTargetMembershipNLRI(1 << 32, None).serialize(), 'no membership'),
        (lambda: bgp.RouteTargetMembershipNLRI(1, 'x').serialize(), 'x'),
    ],
)
def test_what_is_no_route_is_refused(build, words):
    with pytest.raises(EncodeError, match=words):
        build()
