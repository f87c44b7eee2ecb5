"""Streams out of captured packets: every link type, every order of arrival, and nothing bridged silently."""

from itertools import pairwise
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.lib.pcap import Captured
from controller.lib.tcp_streams import Limits, Segment, Streams, segment
from controller.packet.ethernet import ethernet
from controller.packet.ipv4 import ipv4
from controller.packet.ipv6 import dst_opts, fragment, ipv6
from controller.packet.packet import Packet
from controller.packet.tcp import TCP_SYN, tcp
from controller.packet.vlan import svlan, vlan
from tests.controller.lib.captures import CLIENT, SERVER, frame

SECOND = 10**9


def captured(data, link_type=1, length=None):
    return Captured(5 * SECOND, data, link_type, len(data) if length is None else length)


def serialized(*layers):
    packet = Packet(protocols=layers)
    packet.serialize()
    return packet.data


# -- packets to segments --------------------------------------------------------------------------------------------

HEAD = tcp(src_port=1, dst_port=2, seq=9, bits=TCP_SYN)
IP4 = serialized(ipv4(src='10.0.0.1', dst='10.0.0.2', proto=6), HEAD, b'hello')
IP6 = serialized(ipv6(src='fe80::1', dst='fe80::2', nxt=6), HEAD, b'hello')
MAC = bytes(12)


@pytest.mark.parametrize(
    ('link_type', 'data'),
    [
        (1, MAC + b'\x08\x00' + IP4),
        (1, MAC + b'\x08\x00' + IP4 + bytes(20)),  # padded
        (1, MAC + b'\x81\x00\0\x05\x08\x00' + IP4),
        (1, MAC + b'\x88\xa8\0\x07\x81\x00\0\x05\x86\xdd' + IP6),
        (0, b'\x02\0\0\0' + IP4),
        (0, b'\0\0\0\x1e' + IP6),
        (108, b'\0\0\0\x02' + IP4),
        (12, IP4),
        (14, IP6),
        (101, IP6),
        (228, IP4),
        (229, IP6),
        (113, bytes(14) + b'\x08\x00' + IP4),
        (113, bytes(14) + b'\x86\xdd' + IP6),
        (276, b'\x08\x00' + bytes(18) + IP4),
        (276, b'\x81\x00' + bytes(18) + b'\0\x05\x86\xdd' + IP6),
    ],
)
def test_every_link_type(link_type, data):
    found = segment(captured(data, link_type))
    addresses = ('10.0.0.1', '10.0.0.2') if IP4 in data else ('fe80::1', 'fe80::2')
    assert found == Segment(5 * SECOND, (addresses[0], 1), (addresses[1], 2), 9, True, b'hello')


def test_headers_that_lie_between():
    between = serialized(ipv6(nxt=60, ext_hdrs=[dst_opts(nxt=6)]), HEAD, b'hello')
    assert segment(captured(between, 101)).data == b'hello'
    tagged = serialized(ethernet(ethertype=0x88A8), svlan(), vlan(), ipv4(proto=6), HEAD, b'hello')
    assert segment(captured(tagged)).data == b'hello'


@pytest.mark.parametrize(
    'data',
    [
        b'',
        MAC,
        MAC + b'\x08\x06' + bytes(28),
        MAC + b'\x08\x00' + IP4[:30],
        MAC + b'\x08\x00' + b'\x60' + IP4[1:],
        serialized(ethernet(), ipv4(proto=6, flags=1), HEAD, b'first fragment'),
        serialized(ethernet(), ipv4(proto=6, offset=1), HEAD, b'later fragment'),
        serialized(ethernet(ethertype=0x86DD), ipv6(nxt=44, ext_hdrs=[fragment(nxt=6, more=1)]), HEAD, b'first'),
    ],
)
def test_what_is_no_segment(data):
    assert segment(captured(data)) is None
    assert segment(captured(data, link_type=9999)) is None


@pytest.mark.parametrize('ip', [IP4, IP6])
def test_what_the_capture_cut_off_is_known(ip):
    found = segment(captured(ip[:-3], 101, len(ip)))
    assert (found.data, found.missing) == (b'he', 3)


@given(st.binary(max_size=120), st.sampled_from([0, 1, 12, 101, 108, 113, 228, 276, 147]))
@settings(max_examples=300, deadline=None)
def test_any_packet_is_a_segment_or_none(data, link_type):
    for begin in (b'', MAC + b'\x08\x00', MAC + b'\x86\xdd', IP4[:33], IP6[:45]):
        found = segment(captured(begin + data, link_type))
        assert found is None or found.data in begin + data


# -- segments to streams --------------------------------------------------------------------------------------------


def sent(seq, data, syn=False, time=0.0, way=(CLIENT, SERVER), missing=0):
    return Segment(int(time * SECOND), *way, seq % 2**32, syn, data, missing)


def fed(*segments, limits=None):
    """What comes out, as (data, missing, first)."""
    streams = Streams(limits)
    chunks = [chunk for each in segments for chunk in streams.add(each)] + streams.end()
    return [(chunk.data, chunk.missing, chunk.first) for chunk in chunks]


def test_in_order():
    assert fed(sent(9, b'', True), sent(10, b'ab'), sent(12, b'c')) == [(b'ab', 0, True), (b'c', 0, False)]


def test_a_capture_that_began_later():
    assert fed(sent(10, b'ab'), sent(12, b'c')) == [(b'ab', 0, False), (b'c', 0, False)]


def test_out_of_order():
    assert fed(sent(9, b'', True), sent(12, b'c'), sent(13, b'd'), sent(10, b'ab')) == [
        (b'ab', 0, True),
        (b'c', 0, False),
        (b'd', 0, False),
    ]


def test_sent_again_wholly_or_in_part():
    assert fed(sent(1, b'abc'), sent(1, b'XXX'), sent(2, b'YYd'), sent(0, b'-ab')) == [
        (b'abc', 0, False),
        (b'd', 0, False),
    ]


def test_of_two_that_wait_at_one_place_the_longer_counts():
    assert fed(sent(9, b'', True), sent(12, b'c'), sent(12, b'cde'), sent(12, b'c'), sent(10, b'ab'))[1][0] == b'cde'


def test_sequence_numbers_begin_again():
    start = 2**32 - 2
    assert fed(sent(start, b'', True), sent(1, b'cd'), sent(start + 1, b'ab')) == [(b'ab', 0, True), (b'cd', 0, False)]


def test_what_is_missing_is_said():
    assert fed(sent(1, b'a'), sent(5, b'b'), sent(6, b'c')) == [(b'a', 0, False), (b'b', 3, False), (b'c', 0, False)]


def test_what_is_missing_at_the_beginning_is_said():
    assert fed(sent(0, b'', True), sent(3, b'b')) == [(b'b', 2, False)]


def test_what_was_cut_off_is_said():
    chunks = fed(sent(1, b'a', missing=4), sent(6, b'b', missing=2))
    assert chunks == [(b'a', 0, False), (b'b', 4, False), (b'', 2, False)]


def test_both_directions_and_other_connections_are_streams_of_their_own():
    streams = Streams()
    there, back = (CLIENT, SERVER), (SERVER, CLIENT)
    other = (('10.0.0.9', 1), SERVER)
    chunks = [
        chunk
        for way in (there, back, other)
        for each in (sent(10, b'a', way=way), sent(11, b'b', way=way))
        for chunk in streams.add(each)
    ]
    assert [(chunk.source, chunk.destination) for chunk in chunks] == [there, there, back, back, other, other]


def test_the_same_ports_for_another_connection():
    first = [sent(9, b'', True), sent(10, b'ab'), sent(50, b'z')]
    second = [sent(70000, b'', True), sent(70001, b'new'), sent(70000, b'', True), sent(70004, b'er')]
    assert fed(*first, *second) == [(b'ab', 0, True), (b'z', 38, False), (b'new', 0, True), (b'er', 0, False)]


def test_data_in_the_first_segment():
    assert fed(sent(9, b'ab', True), sent(12, b'c')) == [(b'ab', 0, True), (b'c', 0, False)]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_order_and_repetition_gives_the_same_bytes(data):
    stream = bytes(range(100))
    cuts = sorted({0, 100} | data.draw(st.sets(st.integers(0, 100), max_size=15)))
    pieces = list(pairwise(cuts))
    again = data.draw(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 30)), max_size=8))
    pieces += [(start, min(start + size, 100)) for start, size in again]
    start = data.draw(st.sampled_from([0, 7, 2**31 - 40, 2**32 - 1, 2**32 - 60]))
    order = [sent(start + 1 + begin, stream[begin:end]) for begin, end in data.draw(st.permutations(pieces))]
    chunks = fed(sent(start, b'', True), *order)
    assert b''.join(chunk for chunk, _, _ in chunks) == stream
    assert all(missing == 0 and first == (n == 0) for n, (_, missing, first) in enumerate(chunks))


# -- bounds ---------------------------------------------------------------------------------------------------------


def test_waiting_ends_with_so_many_segments_or_bytes_or_seconds():
    gap = [sent(1, b'a'), *(sent(10 * n, b'bbbb') for n in range(1, 6))]
    streams = Streams(Limits(segments=3))
    assert [len(streams.add(each)) for each in gap] == [1, 0, 0, 0, 4, 0]
    streams = Streams(Limits(stream_bytes=7))
    assert [len(streams.add(each)) for each in gap] == [1, 0, 2, 0, 2, 0]
    streams = Streams(Limits(wait=1.0))
    assert [len(streams.add(each._replace(time=n * SECOND))) for n, each in enumerate(gap)] == [1, 0, 0, 3, 0, 0]


def test_all_streams_together_keep_so_much():
    streams = Streams(Limits(total_bytes=1000))
    kept = given_up = 0
    for port in range(100):
        way = (('10.0.0.1', port), SERVER)
        streams.add(sent(1, b'a', way=way))
        given_up += sum(len(chunk.data) for chunk in streams.add(sent(10, bytes(100), way=way)))
        kept = 100 * (port + 1) - given_up
        assert kept <= 1000
    assert kept > 800


def test_the_stream_unused_for_longest_is_forgotten():
    streams = Streams(Limits(streams=2))
    ways = [(('10.0.0.1', port), SERVER) for port in range(3)]
    for way in ways[:2]:
        streams.add(sent(1, b'a', way=way))
        streams.add(sent(9, b'waits', way=way))
    streams.add(sent(2, b'b', way=ways[0]))
    (chunk,) = streams.add(sent(1, b'a', way=ways[2]))[1:]
    assert (chunk.source, chunk.data, chunk.missing) == (ways[1][0], b'waits', 7)


NUMBERS = st.integers(0, 2**32 - 1)


@given(st.lists(st.tuples(NUMBERS, st.binary(max_size=5), st.booleans(), st.integers(0, 3)), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_segments_leave_it_bounded(segments):
    limits = Limits(streams=3, segments=4, stream_bytes=16, total_bytes=30)
    streams = Streams(limits)
    for seq, data, syn, port in segments:
        streams.add(Segment(0, ('10.0.0.1', port), SERVER, seq, syn, data, port))
        assert streams._size <= limits.total_bytes
        assert streams._size == sum(each.size for each in streams._streams.values())
        assert len(streams._streams) <= limits.streams
        assert all(len(each.waiting) <= limits.segments for each in streams._streams.values())
    streams.end()
    assert streams._size == 0


def test_a_frame_of_the_helpers_is_a_segment():
    assert segment(captured(frame(b'data', 5))) == Segment(5 * SECOND, CLIENT, SERVER, 5, False, b'data')
    assert segment(captured(frame(pack('!I', 0), 5))).data == bytes(4)  # zeros are data, not padding
