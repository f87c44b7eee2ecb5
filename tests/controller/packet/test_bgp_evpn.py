import pytest

from controller.packet import bgp
from controller.wire import DecodeError

ESI = bgp.EvpnArbitraryEsi(b'123456789')
RAW_ESI = '00 313233343536373839'
LACP = bgp.EvpnLACPEsi('aa:bb:cc:dd:ee:ff', 5)
RD = '0000 0001 00000002'
ROUTES = [
    (bgp.EvpnEthernetAutoDiscoveryNLRI('1:2', LACP, 5, mpls_label=9),
     f'01 19 {RD} 01aabbccddeeff000500 00000005 000091', 'eth_ad(esi:lacp(aa:bb:cc:dd:ee:ff,5),ethernet_tag_id:5)'),
    (bgp.EvpnMacIPAdvertisementNLRI('1:2', 5, 'aa:bb:cc:dd:ee:ff', '1.2.3.4', ESI, mpls_labels=[1, 2]),
     f'02 28 {RD} {RAW_ESI} 00000005 30 aabbccddeeff 20 01020304 000010 000021',
     'mac_ip_adv(ethernet_tag_id:5,mac_addr:aa:bb:cc:dd:ee:ff,ip_addr:1.2.3.4)'),
    (bgp.EvpnMacIPAdvertisementNLRI('1:2', 5, 'aa:bb:cc:dd:ee:ff', None, ESI, vni=7),
     f'02 21 {RD} {RAW_ESI} 00000005 30 aabbccddeeff 00 000007',
     'mac_ip_adv(ethernet_tag_id:5,mac_addr:aa:bb:cc:dd:ee:ff,ip_addr:None)'),
    (bgp.EvpnInclusiveMulticastEthernetTagNLRI('1:2', 5, '1.2.3.4'), f'03 11 {RD} 00000005 20 01020304',
     'multicast_etag(ethernet_tag_id:5,ip_addr:1.2.3.4)'),
    (bgp.EvpnEthernetSegmentNLRI('1:2', LACP, '::1'),
     f'04 23 {RD} 01aabbccddeeff000500 80 00000000000000000000000000000001',
     'eth_seg(esi:lacp(aa:bb:cc:dd:ee:ff,5),ip_addr:::1)'),
    (bgp.EvpnIpPrefixNLRI('1:2', 5, '10.0.0.0/24', ESI, '1.2.3.4', mpls_label=3),
     f'05 22 {RD} {RAW_ESI} 00000005 18 0a000000 01020304 000031',
     'ip_prefix(ethernet_tag_id:5,ip_prefix:10.0.0.0/24)'),
    (bgp.EvpnIpPrefixNLRI('1:2', 5, '2001::/32', ESI, vni=10),
     f'05 3a {RD} {RAW_ESI} 00000005 20 2001{"00" * 14} {"00" * 16} 00000a',
     'ip_prefix(ethernet_tag_id:5,ip_prefix:2001::/32)'),
]  # fmt: skip
ESIS = [
    (ESI, RAW_ESI, r'arbitrary(\x31\x32\x33\x34\x35\x36\x37\x38\x39)'),
    (LACP, '01 aabbccddeeff 0005 00', 'lacp(aa:bb:cc:dd:ee:ff,5)'),
    (bgp.EvpnL2BridgeEsi('aa:bb:cc:dd:ee:ff', 6), '02 aabbccddeeff 0006 00', 'l2_bridge(aa:bb:cc:dd:ee:ff,6)'),
    (bgp.EvpnMacBasedEsi('aa:bb:cc:dd:ee:ff', 7), '03 aabbccddeeff 000007', 'mac_based(aa:bb:cc:dd:ee:ff,7)'),
    (bgp.EvpnRouterIDEsi('1.2.3.4', 8), '04 01020304 00000008 00', 'router_id(1.2.3.4,8)'),
    (bgp.EvpnASBasedEsi(65000, 9), '05 0000fde8 00000009 00', 'as_based(65000,9)'),
    (bgp.EvpnUnknownEsi(b'123456789', 99), '63 313233343536373839',
     r'unknown(\x31\x32\x33\x34\x35\x36\x37\x38\x39)'),
]  # fmt: skip


@pytest.mark.parametrize(('esi', 'raw', 'text'), ESIS, ids=lambda each: type(each).__name__)
def test_segments(esi, raw, text):
    raw = bytes.fromhex(raw)
    assert esi.serialize() == raw and esi.formatted_str == text
    assert bgp.EvpnEsi.parser(raw) == esi
    assert type(esi).from_jsondict(esi.to_jsondict()[type(esi).__name__]) == esi
    with pytest.raises(DecodeError):
        bgp.EvpnEsi.parser(raw[:9])


@pytest.mark.parametrize(('route', 'raw', 'text'), ROUTES, ids=lambda each: type(each).__name__)
def test_routes(route, raw, text):
    raw = bytes.fromhex(raw)
    assert route.serialize() == raw
    assert bgp.EvpnNLRI.parser(raw + b'more') == (route, b'more')
    assert (route.prefix, route.formatted_nlri_str) == (text, f'1:2:{text}')
    shown = route.to_jsondict()[type(route).__name__]
    assert (shown['type'], shown['length']) == (raw[0], raw[1])
    assert type(route).from_jsondict(shown) == route


@pytest.mark.parametrize(('route', 'raw', 'text'), ROUTES[:6], ids=lambda each: type(each).__name__)
def test_one_cut_short_within_its_length_is_of_no_type(route, raw, text):
    raw = bytes.fromhex(raw)
    for size in range(len(raw) - 9):
        short = bytes((raw[0], size)) + raw[2 : 2 + size]
        assert bgp.EvpnNLRI.parser(short) == (bgp.EvpnUnknownNLRI(raw[2 : 2 + size], raw[0]), b'')
        with pytest.raises(DecodeError):
            bgp.EvpnNLRI.parser(short[:-1])


def test_labels():
    route = bgp.EvpnMacIPAdvertisementNLRI('1:2', 5, 'aa:bb:cc:dd:ee:ff', None, mpls_labels=[1, 2])
    assert (route.mpls_labels, route.label_list, route.vni) == ([1, 2], [1, 2], 0x10)
    assert route.esi == bgp.EvpnArbitraryEsi(bytes(9))
    discovery = bgp.EvpnEthernetAutoDiscoveryNLRI('1:2', ESI, 5, label=b'\0\0\x91')
    assert (discovery.mpls_label, discovery.label_list, discovery.vni) == (9, [9], 0x91)


def test_unknown_routes():
    route = bgp.EvpnUnknownNLRI(b'ab', 99)
    assert route.serialize() == b'\x63\2ab' and bgp.EvpnNLRI.parser(b'\x63\2ab') == (route, b'')
    assert route.formatted_nlri_str == r'unknown(value:\x61\x62)'
    raw = b'\x63\2ab\1\0\1'
    assert bgp.EvpnNLRI.decode_list(raw, 0, 7) == [route, bgp.EvpnUnknownNLRI(b'', 1), b'\1']
