import pytest

from controller.packet import bgp
from controller.wire import DecodeError, EncodeError

ALL = [
    (bgp.BGPTwoOctetAsSpecificExtendedCommunity(subtype=1, as_number=2, local_administrator=3), '0001 0002 00000003'),
    (bgp.BGPIPv4AddressSpecificExtendedCommunity(subtype=3, ipv4_address='1.2.3.4', local_administrator=3),
     '0103 01020304 0003'),
    (bgp.BGPFourOctetAsSpecificExtendedCommunity(subtype=1, as_number=2, local_administrator=3), '0201 00000002 0003'),
    (bgp.BGPOpaqueExtendedCommunity(subtype=1, opaque=b'abcdef'), '0301 616263646566'),
    (bgp.BGPEncapsulationExtendedCommunity(subtype=12, tunnel_type=8), '030c 00000000 0008'),
    (bgp.BGPEvpnMacMobilityExtendedCommunity(subtype=0, flags=1, sequence_number=2), '0600 01 00 00000002'),
    (bgp.BGPEvpnEsiLabelExtendedCommunity(flags=1, mpls_label=2), '0601 01 0000 000021'),
    (bgp.BGPEvpnEsiLabelExtendedCommunity(label=b'abc'), '0601 00 0000 616263'),
    (bgp.BGPEvpnEsImportRTExtendedCommunity(es_import='aa:bb:cc:dd:ee:ff'), '0602 aabbccddeeff'),
    (bgp.BGPFlowSpecTrafficRateCommunity(as_number=1, rate_info=1.5), '8006 0001 3fc00000'),
    (bgp.BGPFlowSpecTrafficActionCommunity(action=3), '8007 0000000000 03'),
    (bgp.BGPFlowSpecRedirectCommunity(as_number=1, local_administrator=2), '8008 0001 00000002'),
    (bgp.BGPFlowSpecTrafficMarkingCommunity(dscp=3), '8009 0000000000 03'),
    (bgp.BGPFlowSpecVlanActionCommunity(actions_1=0xA0, vlan_1=3000, cos_1=3, actions_2=0x40, vlan_2=4000, cos_2=2),
     '080a a0 40 bb86 fa04'),
    (bgp.BGPFlowSpecTPIDActionCommunity(actions=0xC000, tpid_1=5, tpid_2=6), '080b c000 0005 0006'),
    (bgp.BGPUnknownExtendedCommunity(99, value=b'abcdefg'), '63 61626364656667'),
    (bgp.BGPUnknownExtendedCommunity(6, value=b'\x63bcdefg'), '06 63 626364656667'),
]  # fmt: skip


@pytest.mark.parametrize(('community', 'raw'), ALL, ids=lambda each: type(each).__name__)
def test_each(community, raw):
    raw = bytes.fromhex(raw)
    assert community.serialize() == raw
    assert type(community).parse(raw + b'more') == (community, b'more')
    attribute = bgp.BGPPathAttributeExtendedCommunities([community])
    assert bgp._PathAttribute.parser(attribute.serialize()) == (attribute, b'')
    shown = community.to_jsondict()[type(community).__name__]
    assert type(community).from_jsondict(shown) == community


def test_one_for_the_neighbour_alone_is_of_the_same_class():
    raw = bytes.fromhex('4002 fde8 00000001')
    (found, _) = bgp.BGPTwoOctetAsSpecificExtendedCommunity.parse(raw)
    assert (type(found), found.type, found.as_number) == (bgp.BGPTwoOctetAsSpecificExtendedCommunity, 0x40, 65000)
    assert found.serialize() == raw


def test_tunnels_by_name():
    assert bgp.BGPEncapsulationExtendedCommunity.from_str('vxlan').tunnel_type == 8
    with pytest.raises(ValueError, match='pigeon'):
        bgp.BGPEncapsulationExtendedCommunity.from_str('pigeon')


def test_labels():
    found = bgp.BGPEvpnEsiLabelExtendedCommunity(vni=0x10FFFF)
    assert (found.vni, found.mpls_label, found.label) == (0x10FFFF, 0x10FFF, b'\x10\xff\xff')


def test_targets_and_origins_as_text():
    found = bgp.BGPPathAttributeExtendedCommunities([each for each, _ in ALL] + [
        bgp.BGPTwoOctetAsSpecificExtendedCommunity(subtype=2, as_number=65000, local_administrator=1),
        bgp.BGPFourOctetAsSpecificExtendedCommunity(subtype=2, as_number=70000, local_administrator=1),
    ])  # fmt: skip
    assert (found.rt_list, found.soo_list) == (['65000:1', '70000:1'], ['1.2.3.4:3'])


@pytest.mark.parametrize('raw', [b'', bytes(7)])
def test_what_is_cut_short_is_refused(raw):
    with pytest.raises(DecodeError):
        bgp.BGPOpaqueExtendedCommunity.parse(raw)


def test_values_that_do_not_fit_are_refused():
    with pytest.raises(EncodeError, match='opaque'):
        bgp.BGPOpaqueExtendedCommunity(subtype=1, opaque=b'short').serialize()
