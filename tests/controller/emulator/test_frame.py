"""Frames: their match fields, and frames that differ from them in one."""

from __future__ import annotations

import random

import pytest

from controller.emulator.frame import Frame
from controller.packet import ethernet, ipv4, udp, vlan
from controller.packet.packet import Packet

from .lab import arp_request, echo_request, frame_of, tcp_segment, udp_datagram


def test_fields_of_an_arp_request() -> None:
    assert arp_request().fields == {
        'eth_dst': 0xFFFFFFFFFFFF, 'eth_src': 1, 'eth_type': 0x0806, 'vlan_vid': 0,
        'arp_op': 1, 'arp_spa': 0x0A000001, 'arp_tpa': 0x0A000002, 'arp_sha': 1, 'arp_tha': 0xFFFFFFFFFFFF,
    }  # fmt: skip


def test_fields_of_a_tagged_datagram() -> None:
    assert udp_datagram(tag=5, tos=0xB9).fields == {
        'eth_dst': 2, 'eth_src': 1, 'eth_type': 0x0800, 'vlan_vid': 0x1005, 'vlan_pcp': 3,
        'ipv4_src': 0x0A000001, 'ipv4_dst': 0x0A000002, 'ip_proto': 17, 'ip_dscp': 0x2E, 'ip_ecn': 1,
        'udp_src': 1000, 'udp_dst': 2000,
    }  # fmt: skip


def test_fields_of_tcp_and_icmp() -> None:
    assert tcp_segment().fields['tcp_dst'] == 80
    assert (echo_request().fields['icmpv4_type'], echo_request().fields['icmpv4_code']) == (8, 0)


def test_of_two_tags_the_outer_one_counts_and_the_inner_ethertype() -> None:
    frame = frame_of(
        ethernet.ethernet('00:00:00:00:00:02', '00:00:00:00:00:01', 0x88A8),
        vlan.svlan(vid=7, ethertype=0x8100), vlan.vlan(vid=8, ethertype=0x86DD), b'?' * 60,
    )  # fmt: skip
    assert frame.fields['vlan_vid'] == 0x1007
    assert frame.fields['eth_type'] == 0x86DD


def test_of_a_tunnel_the_outer_headers_count() -> None:
    inner = tcp_segment()
    frame = frame_of(
        ethernet.ethernet('00:00:00:00:00:02', '00:00:00:00:00:01', 0x0800), ipv4.ipv4(proto=17), udp.udp(50000, 4789),
        b'\x08\0\0\0\0\0\x2a\0' + inner.data,
    )  # fmt: skip
    assert (frame.fields['eth_type'], frame.fields['ip_proto'], frame.fields['udp_dst']) == (0x0800, 17, 4789)
    assert not {'tcp_dst', 'tcp_flags'} & frame.fields.keys()


def test_a_length_in_place_of_an_ethertype() -> None:
    assert Frame(bytes(12) + b'\x00\x2e' + bytes(46)).fields['eth_type'] == 0x05FF


@pytest.mark.parametrize('size', range(0, 48))
def test_a_frame_that_was_cut_off_has_fewer_fields(size: int) -> None:
    whole = udp_datagram(tag=5)
    read = dict(Frame(whole.data[:size]).fields)
    assert read.pop('eth_type', 0x8100) in (0x8100, 0x0800)
    assert read.pop('vlan_vid', 0) in (0, 0x1005)
    assert read.items() <= whole.fields.items()


def test_a_changed_address_changes_both_checksums() -> None:
    changed = udp_datagram().with_field('ipv4_dst', 0x0A000009)
    expected = frame_of(
        ethernet.ethernet('00:00:00:00:00:02', '00:00:00:00:00:01', 0x0800),
        ipv4.ipv4(src='10.0.0.1', dst='10.0.0.9', proto=17, ttl=64), udp.udp(1000, 2000), b'x' * 32,
    )  # fmt: skip
    assert changed == expected


@pytest.mark.parametrize(
    ('name', 'value'),
    [('eth_src', 9), ('eth_dst', 9), ('ip_dscp', 46), ('ip_ecn', 3), ('ipv4_src', 9), ('udp_src', 9), ('udp_dst', 9),
     ('vlan_vid', 0x1009), ('vlan_pcp', 5)],
)  # fmt: skip
def test_one_field_changes_and_no_other(name: str, value: int) -> None:
    frame = udp_datagram(tag=5, tos=4)
    assert frame.with_field(name, value).fields == {**frame.fields, name: value}


def test_a_field_that_is_not_there_changes_nothing() -> None:
    frame = arp_request()
    assert frame.with_field('tcp_dst', 1) is frame
    assert frame.without_tag() is frame
    assert frame.with_time_to_live(1) is frame
    assert Frame(b'').with_tag().data == b''


def test_tags_come_and_go() -> None:
    frame = udp_datagram()
    once = frame.with_tag()
    assert once.fields == {**frame.fields, 'vlan_vid': 0x1000, 'vlan_pcp': 0}
    named = once.with_field('vlan_vid', 0x1005).with_field('vlan_pcp', 6)
    twice = named.with_tag(0x88A8)
    assert (twice.fields['vlan_vid'], twice.fields['vlan_pcp']) == (0x1005, 6)  # copied from the tag below
    assert [type(each).__name__ for each in Packet(twice.data)][:4] == ['ethernet', 'svlan', 'vlan', 'ipv4']
    assert twice.without_tag().without_tag() == frame


def test_time_to_live() -> None:
    frame = udp_datagram(ttl=9)
    assert frame.time_to_live == 9
    assert frame.with_time_to_live(8) == udp_datagram(ttl=8)
    assert arp_request().time_to_live is None


def test_hops_go_on_with_the_frame() -> None:
    frame = udp_datagram()
    assert frame.after_hop().after_hop().with_tag().hops == 2
    assert frame.hops == 0


def test_no_bytes_make_it_fail() -> None:
    """Every changed byte and every length of real frames; whatever they say, each operation gives a frame."""
    chance = random.Random(1)
    originals = [udp_datagram(tag=5), arp_request(), tcp_segment(), echo_request()]
    for _ in range(2000):
        data = bytearray(chance.choice(originals).data)
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] = chance.choice((0, 1, 0x0F, 0x45, 0x4F, 0xFF, chance.randrange(256)))
        frame = Frame(bytes(data[: chance.randrange(len(data) + 1)]))
        for changed in (
            frame.with_field('ipv4_src', 1), frame.with_field('eth_dst', 1), frame.with_field('vlan_vid', 0x1001),
            frame.with_field('tcp_dst', 1), frame.with_tag(), frame.without_tag(), frame.with_time_to_live(1),
        ):  # fmt: skip
            assert isinstance(changed.fields.get('vlan_vid', 0), int)
