import pytest

from controller.packet import afi, bgp, safi
from controller.wire import EncodeError

ALL = [
    (bgp.BGPPathAttributeOrigin(1), '40 01 01 01'),
    (bgp.BGPPathAttributeAsPath([[1, 2], {4, 3}, [5]]), '40 02 10 0202 0001 0002 0102 0003 0004 0201 0005'),
    (bgp.BGPPathAttributeAsPath([[1, 70000]], as_pack_str='!I'), '40 02 0a 0202 00000001 00011170'),
    (bgp.BGPPathAttributeAsPath([]), '40 02 00'),
    (bgp.BGPPathAttributeAs4Path([[1, 2]]), 'c0 11 0a 0202 00000001 00000002'),
    (bgp.BGPPathAttributeNextHop('192.0.2.1'), '40 03 04 c0000201'),
    (bgp.BGPPathAttributeMultiExitDisc(5), '80 04 04 00000005'),
    (bgp.BGPPathAttributeLocalPref(100), '40 05 04 00000064'),
    (bgp.BGPPathAttributeAtomicAggregate(), '40 06 00'),
    (bgp.BGPPathAttributeAggregator(1, '1.2.3.4'), 'c0 07 06 0001 01020304'),
    (bgp.BGPPathAttributeAggregator(70000, '1.2.3.4'), 'c0 07 08 00011170 01020304'),
    (bgp.BGPPathAttributeAs4Aggregator(1, '1.2.3.4'), 'c0 12 08 00000001 01020304'),
    (bgp.BGPPathAttributeCommunities([bgp.BGP_COMMUNITY_NO_EXPORT, 2]), 'c0 08 08 ffffff01 00000002'),
    (bgp.BGPPathAttributeOriginatorId('1.2.3.4'), '80 09 04 01020304'),
    (bgp.BGPPathAttributeClusterList(['1.2.3.4', '2.3.4.5']), '80 0a 08 01020304 02030405'),
    (bgp.BGPPathAttributePmsiTunnel(1, 0), 'c0 16 05 01 00 000000'),
    (bgp.BGPPathAttributePmsiTunnel(1, 6, mpls_label=16, tunnel_id=bgp.PmsiTunnelIdIngressReplication('1.2.3.4')),
     'c0 16 09 01 06 000101 01020304'),
    (bgp.BGPPathAttributePmsiTunnel(1, 6, vni=16, tunnel_id=bgp.PmsiTunnelIdIngressReplication('::1')),
     'c0 16 15 01 06 000010 00000000000000000000000000000001'),
    (bgp.BGPPathAttributePmsiTunnel(1, 2, label=b'abc', tunnel_id=bgp.PmsiTunnelIdUnknown(b'd')),
     'c01606 0102 61626364'),
    (bgp.BGPPathAttributeMpReachNLRI(1, 1, '1.2.3.4', [bgp.IPAddrPrefix(24, '10.0.0.0')]),
     '80 0e 0d 0001 01 04 01020304 00 180a0000'),
    (bgp.BGPPathAttributeMpReachNLRI(2, 1, ['2001::1', 'fe80::1'], []),
     '80 0e 25 0002 01 20 20010000000000000000000000000001 fe800000000000000000000000000001 00'),
    (bgp.BGPPathAttributeMpReachNLRI(1, 1, '::1', []), '80 0e 15 0001 01 10 00000000000000000000000000000001 00'),
    (bgp.BGPPathAttributeMpReachNLRI(1, 128, '1.2.3.4', []), '80 0e 11 0001 80 0c 0000000000000000 01020304 00'),
    (bgp.BGPPathAttributeMpReachNLRI(2, 128, '::1', []),
     '80 0e 1d 0002 80 18 0000000000000000 00000000000000000000000000000001 00'),
    (bgp.BGPPathAttributeMpReachNLRI(1, 133, None, []), '80 0e 05 0001 85 00 00'),
    (bgp.BGPPathAttributeMpReachNLRI(9, 9, [b'abc'], [b'rest']), '80 0e 0c 0009 09 03 616263 00 72657374'),
    (bgp.BGPPathAttributeMpUnreachNLRI(2, 1, [bgp.IP6AddrPrefix(16, '2001::')]), '80 0f 06 0002 01 10 2001'),
    (bgp.BGPPathAttributeUnknown(b'abc', 0xC0, 99), 'c0 63 03 616263'),
]  # fmt: skip


def attribute(raw):
    found, rest = bgp._PathAttribute.parser(bytes.fromhex(raw))
    assert rest == b'' and found.serialize() == bytes.fromhex(raw)
    return found


@pytest.mark.parametrize(('wanted', 'raw'), ALL, ids=lambda each: type(each).__name__)
def test_each(wanted, raw):
    found = attribute(raw)
    assert wanted.serialize() == bytes.fromhex(raw)
    assert found == wanted and found.error is None
    assert found.length == bytes.fromhex(raw)[2] == len(found) - 3
    shown = wanted.to_jsondict()[type(wanted).__name__]
    assert shown['length'] == found.length and shown['type'] == found.type
    if b'' not in [each[:0] for each in getattr(wanted, 'nlri', ()) if isinstance(each, bytes)]:
        assert type(wanted).from_jsondict(shown) == wanted


def test_flags_are_those_of_the_type():
    assert bgp.BGPPathAttributeOrigin(1, flags=0).serialize()[0] == 0x40
    assert bgp.BGPPathAttributeOrigin(1, flags=0x20).serialize()[0] == 0x60
    assert attribute('c0 01 01 01').flags == 0xC0
    assert bgp.BGPPathAttributeUnknown(b'', 0, 99).serialize()[0] == 0


def test_length_of_two_bytes():
    assert attribute('50 01 0001 01') == bgp.BGPPathAttributeOrigin(1, flags=0x50)
    found = bgp.BGPPathAttributeCommunities([0] * 64)
    assert found.serialize()[:4].hex() == 'd0080100' and (found.flags, found.length) == (0xD0, 256)
    assert bgp.BGPPathAttributeCommunities([0] * 63).serialize()[:3].hex() == 'c008fc'


@pytest.mark.parametrize(
    ('raw', 'error'),
    [
        ('80 01 01 01', bgp.AttrFlagError),
        ('c0 04 04 00000001', bgp.AttrFlagError),
        ('40 01 01 03', bgp.InvalidOriginError),
        ('40 01 02 0101', bgp.AttrLenError),
        ('40 02 03 020101', bgp.MalformedAsPath),
        ('40 02 04 07010001', bgp.MalformedAsPath),
        ('c0 11 04 02010001', bgp.MalformedAsPath),
        ('40 03 03 c00002', bgp.AttrLenError),
        ('c0 07 07 00000101020304', bgp.AttrLenError),
        ('c0 10 07 00020001000000', bgp.AttrLenError),
        ('80 0e 0b 0001 01 04 01020304 00 210a', bgp.OptAttrError),
        ('80 0e 04 0001 01 04', bgp.OptAttrError),
        ('80 0f 06 0001 01 210a 00', bgp.OptAttrError),
        ('40 63 00', bgp.UnRegWellKnowAttr),
    ],
)
def test_what_is_wrong_is_told(raw, error):
    found = attribute(raw)
    assert type(found.error) is error and found.error.data == bytes.fromhex(raw)
    if error in (bgp.AttrLenError, bgp.MalformedAsPath, bgp.OptAttrError):
        assert found.error.__cause__ is not None


def test_no_flags_are_no_right_ones():
    found, _ = bgp._PathAttribute.parser(bytes.fromhex('00 01 01 01'))
    assert type(found.error) is bgp.AttrFlagError and found.error.data == bytes.fromhex('00 01 01 01')
    assert found.flags == 0 and bgp.BGPPathAttributeCommunities([0] * 64).error is None


def test_values_that_are_none_of_their_type_are_bytes():
    assert attribute('40 03 03 c00002') == bgp.BGPPathAttributeUnknown(b'\xc0\0\2', 0x40, bgp.BGP_ATTR_TYPE_NEXT_HOP)


def test_attributes_are_read_as_far_as_they_can_be_told_apart():
    raw = bytes.fromhex('40 01 01 01 40 03 09 c0')
    found = bgp._PathAttribute.decode_list(raw, 0, len(raw))
    assert found == [bgp.BGPPathAttributeOrigin(1), raw[4:]]
    many = bytes.fromhex('c0 63 00') * 300
    assert len(bgp._PathAttribute.decode_list(many, 0, len(many))) == 257


def test_paths():
    path = bgp.BGPPathAttributeAsPath([[1, 2], {3, 4}, [5]])
    assert path.path_seg_list == [[1, 2], {3, 4}, [5]] and path.get_as_path_len() == 4
    assert path.has_local_as(4) and not path.has_local_as(1, max_count=1) and not path.has_local_as(9)
    assert path.has_matching_leftmost(1) and not path.has_matching_leftmost(2)
    assert not bgp.BGPPathAttributeAsPath([]).has_matching_leftmost(1)
    with pytest.raises(EncodeError, match='70000'):
        bgp.BGPPathAttributeAsPath([[70000]]).serialize()


def test_communities():
    communities = bgp.BGPPathAttributeCommunities
    assert communities.is_no_export(0xFFFFFF01) and communities.is_no_advertise(0xFFFFFF02)
    assert communities.is_no_export_subconfed(0xFFFFFF03) and not communities.is_no_export(1)
    assert communities([1]).has_comm_attr(1) and not communities([1]).has_comm_attr(2)


def test_next_hops():
    found = bgp.BGPPathAttributeMpReachNLRI(afi.IP6, safi.UNICAST, ['2001::1', 'fe80::1'], [])
    assert (found.next_hop, found.next_hop_list) == ('2001::1', ['2001::1', 'fe80::1'])
    assert found.route_family == bgp.RF_IPv6_UC == bgp.get_rf(2, 1)
    mapped = bgp.BGPPathAttributeMpReachNLRI(afi.IP6, safi.MPLS_VPN, '1.2.3.4', []).serialize()
    assert bgp._PathAttribute.parser(mapped)[0].next_hop == '::ffff:1.2.3.4'
    assert bgp.BGPPathAttributeMpReachNLRI(1, 133, None, []).next_hop is None
    assert attribute('80 0e 0a 0001 01 05 0102030405 00').next_hop == b'\1\2\3\4\5'


def test_labels_of_tunnels():
    tunnel = bgp.BGPPathAttributePmsiTunnel(1, 6, vni=0x10)
    assert (tunnel.vni, tunnel.mpls_label, tunnel.label) == (0x10, 1, b'\0\0\x10')
