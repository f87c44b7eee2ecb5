"""The match fields of frames. That they are Open vSwitch's too is asked in tests/conformance."""

import copy
import pickle
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.emulator.frame import Frame
from controller.emulator.match import match_of_10, match_of_oxm
from controller.openflow import OF10, OF12, OF13, OF14, OF15, version
from controller.packet import arp, ethernet, ipv4, packet, tcp, udp, vlan
from controller.packet.fields import Key, every_field

from .frames import frames

FRAMES = frames()
VERSIONS = (OF10, OF12, OF13, OF14, OF15)
LINK = {'eth_dst': '02:00:00:00:00:02', 'eth_src': '02:00:00:00:00:01'}
UNTAGGED = {**LINK, 'vlan_vid': 0}
TCP = {
    **UNTAGGED, 'eth_type': 0x0800, 'ip_dscp': 0, 'ip_proto': 6, 'ipv4_src': '10.0.0.1', 'ipv4_dst': '10.0.0.2',
    'tcp_src': 40000, 'tcp_dst': 80,
}  # fmt: skip


def frame(text: str) -> bytes:
    """A frame from one host to the other: the ethertype and what follows, in hex."""
    return bytes.fromhex('020000000002 020000000001' + text)


def key(text: str) -> dict:
    return packet.Packet(frame(text)).key()


# -- the key ----------------------------------------------------------------------------------------------------------


def test_the_key_of_a_segment_is_that_of_its_flow():
    assert packet.Packet(FRAMES['tcp syn']).key() == packet.Packet(FRAMES['tcp data']).key() == TCP


def test_every_field_tells_packets_of_a_flow_apart():
    syn = every_field(FRAMES['tcp syn'])
    assert syn == TCP | {'ip_ecn': 0, 'tcp_flags': tcp.TCP_SYN} != every_field(FRAMES['tcp data'])


def test_a_key_is_a_key_of_dictionaries_and_does_not_change():
    one, other = (packet.Packet(FRAMES[name]).key() for name in ('tcp syn', 'tcp data'))
    assert {one: 'flow'}[other] == 'flow' and hash(one) == hash(Key(reversed(one.items())))
    assert one | {'in_port': 1} == TCP | {'in_port': 1}
    for change in (
        lambda: one.update(a=1), lambda: one.pop('eth_src'), lambda: one.setdefault('a', 1), one.clear, one.popitem,
        lambda: one.__setitem__('a', 1), lambda: one.__delitem__('eth_src'), lambda: one.__ior__({'a': 1}),
    ):  # fmt: skip
        with pytest.raises(TypeError, match='cannot be changed'):
            change()
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert type(again) is Key and again == one


def test_a_packet_that_is_put_together_has_the_key_of_its_bytes():
    made = ethernet.ethernet(ethertype=0x0806) / arp.arp_ip(1, '02:00:00:00:00:01', '10.0.0.1', '0' * 12, '10.0.0.2')
    made[1].dst_mac = '00:00:00:00:00:00'
    assert made.key() == packet.Packet(made.data).key()
    assert made.key()['arp_tpa'] == '10.0.0.2'


def test_what_is_no_ethernet_frame_has_none():
    assert packet.Packet().key() == packet.Packet(bytes(13)).key() == {}
    assert packet.Packet(FRAMES['udp'][14:], parse_cls=ipv4.ipv4).key() == {}


# -- what the specification and Open vSwitch leave to nobody ----------------------------------------------------------


def test_of_stacked_tags_the_outermost_counts_and_the_ethertype_behind_them_all():
    fields = packet.Packet(FRAMES['vlan stack']).key()
    assert (fields['vlan_vid'], fields['vlan_pcp'], fields['eth_type']) == (0x100A, 1, 0x0800)
    assert (fields['udp_src'], fields['udp_dst']) == (1, 2)


def test_a_priority_tag_is_a_tag():
    assert key('8100 6000 0806') == {**LINK, 'vlan_vid': 0x1000, 'vlan_pcp': 3, 'eth_type': 0x0806}


def test_a_tag_that_is_cut_off_is_an_ethertype():
    assert key('8100 600008') == {**UNTAGGED, 'eth_type': 0x8100}


def test_a_length_stands_for_no_ethertype_unless_one_follows():
    assert key('0026 424203 0000000000') == {**UNTAGGED, 'eth_type': 0x05FF}
    assert key('0026 aaaa03000000 0027 00') == {**UNTAGGED, 'eth_type': 0x05FF}
    request = '0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'
    assert key('0026 aaaa03000000' + request) == key(request)


def test_an_arp_request():
    assert packet.Packet(FRAMES['arp']).key() == {
        **UNTAGGED, 'eth_type': 0x0806, 'arp_op': 1, 'arp_spa': '10.0.0.1', 'arp_tpa': '10.0.0.2',
        'arp_sha': '02:00:00:00:00:01', 'arp_tha': '00:00:00:00:00:00',
    }  # fmt: skip


@pytest.mark.parametrize('kind', ['0006080006040001', '0001080006100001', '00010800060400'])
def test_arp_of_something_else_has_no_fields(kind):
    assert key('0806' + kind + '00' * 20) == {**UNTAGGED, 'eth_type': 0x0806}


@pytest.mark.parametrize('name', ['first fragment', 'later fragment', 'ipv6 fragment'])
def test_fragments_have_no_ports(name):
    fields = packet.Packet(FRAMES[name]).key()
    assert fields['ip_proto'] == 17 and not {'udp_src', 'udp_dst'} & fields.keys()


IP6 = '86dd 60000000 {:04x} {:02x}40' + 'fe80' * 16


def test_a_later_fragment_of_ipv6_is_of_its_own_protocol():
    assert key(IP6.format(16, 44) + '06000010 00000001' + '00' * 8)['ip_proto'] == 44


@pytest.mark.parametrize('extension', ['0600', '0601 0000', '2c00000000000001 2b'])
def test_damaged_extension_headers_leave_the_addresses(extension):
    fields = key(IP6.format(24, 43) + extension)
    assert not {'ip_proto', 'ip_dscp', 'ipv6_flabel'} & fields.keys() and fields['ipv6_src'].startswith('fe80:fe80')


def test_an_endless_chain_of_extension_headers_ends():
    assert 'ip_proto' in key(IP6.format(4000, 60) + '3c00000000000000' * 500)


def solicit(*options: str) -> dict:
    body = '8700 0000 00000000' + 'fe80' * 8 + ''.join(options)
    return key(IP6.format(len(bytes.fromhex(body)), 58) + body)


def test_neighbour_discovery():
    fields = solicit('0e01 000000000000', '0101 0a0b0c0d0e0f')
    assert fields['ipv6_nd_sll'] == '0a:0b:0c:0d:0e:0f' and fields['ipv6_nd_target'].startswith('fe80:fe80')
    assert not {'ipv6_nd_sll', 'ipv6_nd_target'} & solicit('0101 0a0b0c0d0e0f', '0101 0a0b0c0d0e0f').keys()
    for damaged in ('0100 0a0b0c0d0e0f', '0102 0a0b0c0d0e0f', '0101', '', '0201 0a0b0c0d0e0f'):
        assert 'ipv6_nd_sll' not in solicit(damaged) and 'ipv6_nd_target' in solicit(damaged)


def test_of_labels_the_outermost_counts_and_nothing_behind_it():
    assert key('8847 00010a40 00020140 45000014') == {
        **UNTAGGED, 'eth_type': 0x8847, 'mpls_label': 16, 'mpls_tc': 5, 'mpls_bos': 0,
    }  # fmt: skip
    assert key('8848 fffff740')['mpls_label'] == 0xFFFFF and 'mpls_label' not in key('8847 0001')


def test_a_provider_backbone_bridge():
    assert key('88e7 08abcdef 020000000003 020000000004 0800') == {
        **UNTAGGED, 'eth_type': 0x88E7, 'pbb_isid': 0xABCDEF, 'pbb_uca': 1,
    }  # fmt: skip


def test_of_a_tunnel_the_outer_headers_count():
    inner = ethernet.ethernet(dst='02:00:00:00:00:09') / ipv4.ipv4(proto=6, src='192.0.2.1') / tcp.tcp()
    inner.serialize()
    outer = ethernet.ethernet(**dict(zip(('dst', 'src'), LINK.values(), strict=True))) / ipv4.ipv4(proto=17)
    outer = outer / udp.udp(50000, 4789) / (b'\x08\0\0\0\0\0\x2a\0' + inner.data)
    assert outer.key() == {
        **UNTAGGED, 'eth_type': 0x0800, 'ip_dscp': 0, 'ip_proto': 17, 'ipv4_src': '10.0.0.1', 'ipv4_dst': '10.0.0.2',
        'udp_src': 50000, 'udp_dst': 4789,
    }  # fmt: skip


@pytest.mark.parametrize('name', FRAMES)
def test_a_frame_that_a_switch_cut_off_has_the_fields_of_what_is_left(name):
    whole = every_field(FRAMES[name])
    for size in range(18, len(FRAMES[name])):
        cut = every_field(FRAMES[name][:size])
        assert cut.pop('eth_type') in (whole['eth_type'], 0x8100) and cut.items() <= whole.items()


@given(st.sampled_from(['0800', '0806', '8100', '86dd', '8847', '88e7', '0020']), st.binary())
@settings(deadline=None)
def test_no_bytes_make_it_fail(ethertype, payload):
    one = packet.Packet(frame(ethertype) + payload)
    assert one.key()['vlan_vid'] in range(0x2000) and hash(one.key()) is not None


# -- by version -------------------------------------------------------------------------------------------------------


def mutated(count: int) -> list[bytes]:
    chance, frames = random.Random(5), [*FRAMES.values(), frame('8847 00010a40'), frame('88e7 08abcdef')]
    made = list(frames)
    for _ in range(count):
        one = bytearray(chance.choice(frames))
        for _ in range(chance.randint(1, 5)):
            one[chance.randrange(len(one))] = chance.choice([0, 1, 2, 6, 17, 58, 0xFF, chance.randrange(256)])
        made.append(bytes(one[: chance.choice([len(one), chance.randrange(len(one) + 1)])]))
    return made


@pytest.mark.parametrize('number', VERSIONS)
def test_every_version_takes_the_fields_of_any_frame(number):
    of = version(number)
    for one in mutated(1000):
        fields = packet.Packet(one).match_fields(of)
        assert fields == packet.Packet(one).match_fields(number)
        match = of.OFPMatch(in_port=1, **fields)
        assert type(match).decode(match.encode(), 0, len(match.encode())) == match


def test_without_a_version_the_names_are_those_of_1_3():
    of = version(OF13)
    one = packet.Packet(frame('88e7 08abcdef'))
    assert one.match_fields() == one.match_fields(of)
    assert of.OFPMatch(**packet.Packet(FRAMES['tcp syn']).match_fields())['tcp_dst'] == 80


@pytest.mark.parametrize(
    ('number', 'missing'), [(OF12, {'pbb_isid', 'pbb_uca'}), (OF13, {'pbb_uca'}), (OF14, set()), (OF15, set())]
)
def test_a_version_is_not_given_what_it_does_not_know(number, missing):
    one = packet.Packet(frame('88e7 08abcdef'))
    assert one.key().keys() - one.match_fields(number).keys() == missing


def test_names_of_1_0():
    link = {'dl_dst': LINK['eth_dst'], 'dl_src': LINK['eth_src'], 'dl_vlan': 0xFFFF}
    ip = {**link, 'dl_type': 0x0800, 'nw_tos': 0, 'nw_src': '10.0.0.1', 'nw_dst': '10.0.0.2'}
    wanted = {
        'tcp syn': {**ip, 'nw_proto': 6, 'tp_src': 40000, 'tp_dst': 80},
        'icmp unreachable': {**ip, 'nw_proto': 1, 'tp_src': 3, 'tp_dst': 3},
        'later fragment': {**ip, 'nw_proto': 17},
        'arp': {**link, 'dl_type': 0x0806, 'nw_proto': 1, 'nw_src': '10.0.0.1', 'nw_dst': '10.0.0.2'},
        'ipv6 tcp': {**link, 'dl_type': 0x86DD},
        'unknown': {**link, 'dl_type': 0x9999},
    }
    assert {name: packet.Packet(FRAMES[name]).match_fields(OF10) for name in wanted} == wanted
    tagged = packet.Packet(FRAMES['vlan stack']).match_fields(OF10)
    assert (tagged['dl_vlan'], tagged['dl_vlan_pcp']) == (10, 1)
    made = ethernet.ethernet() / ipv4.ipv4(tos=0xB9, proto=99)
    assert made.match_fields(OF10)['nw_tos'] == 0xB8
    priority = ethernet.ethernet(ethertype=0x8100) / vlan.vlan(vid=0, pcp=7, ethertype=0x0800)
    assert priority.match_fields(OF10)['dl_vlan'] == 0


# -- as the emulated switch sees it -----------------------------------------------------------------------------------


@pytest.mark.parametrize('number', VERSIONS)
def test_the_emulated_switch_takes_the_frame(number):
    of = version(number)
    for one in mutated(300):
        match = of.OFPMatch(**packet.Packet(one).match_fields(of))
        wanted = match_of_10(match, of) if number == OF10 else match_of_oxm(match)
        found = Frame(one).fields
        for name, (value, mask) in wanted.conditions.items():
            assert name in found and found[name] & mask == value
