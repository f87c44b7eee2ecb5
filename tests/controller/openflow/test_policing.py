"""How many packet-ins of a switch are taken: the bucket, what a packet-in holds before it is decoded, the channel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.openflow import OF10, OF12, OF13, version, versions
from controller.openflow.connection import MAIN, Limits
from controller.openflow.policing import LLDP_RATE, Rate, TokenBucket, ether_type, is_packet_in

from .test_connection import Pair

EVERY = sorted(versions())
LLDP = bytes.fromhex('0180c200000e 020000000001 88cc') + bytes(46)
ARP = bytes.fromhex('ffffffffffff 020000000001 0806') + bytes(46)


def packet_in(number, frame, **match):
    of = version(number)
    if number == OF10:
        return of.OFPPacketIn(None, 0xFFFFFFFF, len(frame), 1, 0, frame)
    own = {} if number == OF12 else {'cookie': 7}
    return of.OFPPacketIn(None, 0xFFFFFFFF, len(frame), 0, 0, match=of.OFPMatch(in_port=1, **match), data=frame, **own)


def encoded(message):
    message.xid = 1
    return message.encode()


def nicira_packet_ins(number, frame):
    of = version(number)
    match = of.NXMatch(in_port=1, reg0=5) if hasattr(of, 'NXMatch') else of.OFPMatch(in_port=1, reg0=5)
    first = of.NXTPacketIn(None, 0xFFFFFFFF, len(frame), 0, 0, 7, match=match, frame=frame)
    properties = [of.NXTPacketIn2PropTableId(data=b'\3'), of.NXTPacketIn2PropPacket(data=frame)]
    return [first, of.NXTPacketIn2(None, properties)]


def pair(rate, number=OF13):
    return Pair((number,), (number,), limits=Limits(packet_in_rate=rate)).join()


def taken(pair, messages, now):
    """How many of these get through at a time, sent together."""
    for each in messages:
        pair.switch.send(each)
    return len(pair.controller.receive(pair.switch.data_to_send(), now))


# -- the bucket -----------------------------------------------------------------------------------------------------


def test_a_burst_passes_and_then_the_rate():
    bucket = TokenBucket(Rate(10, 25), 100.0)
    assert sum(bucket.take(100.0) for _ in range(100)) == 25
    assert sum(bucket.take(100.0 + tick / 100) for tick in range(1, 501)) == pytest.approx(50, abs=1)
    assert sum(bucket.take(1000.0) for _ in range(100)) == 25  # no more are kept, however long it was silent


@given(st.lists(st.floats(0, 1), max_size=200), st.integers(1, 50), st.integers(1, 20))
def test_in_any_time_no_more_than_burst_and_rate_pass(waits, limit, burst):
    bucket, now, passed = TokenBucket(Rate(limit, burst), 0.0), 0.0, []
    for wait in waits:
        now += wait
        if bucket.take(now):
            passed.append(now)
    for first, start in enumerate(passed):
        for last in range(first, len(passed)):
            assert last - first + 1 <= burst + limit * (passed[last] - start) + 1e-6


def test_time_that_goes_back_gives_nothing():
    bucket = TokenBucket(Rate(1, 1), 10.0)
    assert [bucket.take(now) for now in (10.0, 5.0, 10.5, 11.0)] == [True, False, False, True]


# -- what a packet-in holds -----------------------------------------------------------------------------------------


@pytest.mark.parametrize('number', EVERY)
@pytest.mark.parametrize('frame', [LLDP, ARP])
def test_the_type_of_the_packet_is_read_without_decoding(number, frame):
    kind = int.from_bytes(frame[12:14])
    assert ether_type(encoded(packet_in(number, frame))) == kind
    if number != OF10:
        assert ether_type(encoded(packet_in(number, frame, metadata=1, eth_type=0x0800, ip_proto=6))) == kind


@pytest.mark.parametrize('number', EVERY)
def test_packet_ins_cut_short_hold_no_type(number):
    whole = encoded(packet_in(number, LLDP))
    at = whole.index(LLDP)
    for end in range(8, at + 14):
        assert ether_type(whole[:end]) is None


@given(st.binary(max_size=120), st.sampled_from(EVERY), st.sampled_from([4, 10]), st.sampled_from([17, 30]))
def test_nothing_makes_it_raise(body, number, kind, subtype):
    head = bytes((number, kind, 0, 0, 0, 0, 0, 1))
    if kind == 4:
        head += (0x2320).to_bytes(4) + subtype.to_bytes(4)
        assert is_packet_in(head + body)
    assert isinstance(ether_type(head + body), int | None)


@pytest.mark.parametrize('number', [OF10, OF13])
@pytest.mark.parametrize('frame', [LLDP, ARP])
def test_the_packet_ins_of_nicira(number, frame):
    for each in nicira_packet_ins(number, frame):
        assert is_packet_in(encoded(each))
        assert ether_type(encoded(each)) == int.from_bytes(frame[12:14])


# -- the channel ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('number', EVERY)
def test_packet_ins_beyond_the_rate_are_dropped_and_counted(number):
    channel = pair(Rate(10, 20), number)
    assert taken(channel, [packet_in(number, ARP) for _ in range(50)], 1.0) == 20
    assert channel.controller.counters.policed == 30
    assert taken(channel, [packet_in(number, ARP) for _ in range(50)], 2.0) == 10
    assert (channel.controller.counters.policed, channel.controller.counters.policed_lldp) == (70, 0)
    assert channel.controller.phase == MAIN


@pytest.mark.parametrize('number', EVERY)
def test_lldp_passes_a_flood_and_has_a_bound_of_its_own(number):
    channel = pair(Rate(1, 1), number)
    assert taken(channel, [packet_in(number, ARP) for _ in range(500)], 1.0) == 1
    assert taken(channel, [packet_in(number, LLDP) for _ in range(100)], 1.0) == 100
    assert taken(channel, [packet_in(number, LLDP) for _ in range(1000)], 1.0) == LLDP_RATE.burst - 100
    assert channel.controller.counters.policed_lldp == 100
    assert channel.controller.counters.policed == 599
    assert taken(channel, [packet_in(number, ARP) for _ in range(9)], 2.0) == 1  # LLDP took no token of theirs


@pytest.mark.parametrize('number', EVERY)
def test_nothing_but_packet_ins_is_policed(number):
    channel = pair(Rate(1, 1), number)
    of = version(number)
    others = [of.OFPEchoRequest(None, data=b'alive'), of.OFPBarrierReply(None)]
    vendor = of.OFPVendor if number == OF10 else of.OFPExperimenter
    experimenter = [vendor(None, 0xABCDEF, *([b''] if number == OF10 else [1, b'']))]
    assert taken(channel, [*others, *experimenter] * 50, 1.0) == 150
    assert channel.controller.counters.policed == 0


@pytest.mark.parametrize('number', [OF10, OF13])
def test_the_packet_ins_of_nicira_are_policed(number):
    channel = pair(Rate(1, 3), number)
    assert taken(channel, nicira_packet_ins(number, ARP) * 5, 1.0) == 3
    assert taken(channel, nicira_packet_ins(number, LLDP) * 5, 1.0) == 10


def test_order_is_kept_between_what_is_policed_and_what_is_not():
    channel, of = pair(Rate(1, 2)), version(OF13)
    sent = [packet_in(OF13, ARP), of.OFPEchoRequest(None, data=b'1'), packet_in(OF13, ARP), packet_in(OF13, ARP),
            of.OFPBarrierReply(None), packet_in(OF13, LLDP)]  # fmt: skip
    for xid, each in enumerate(sent):
        each.xid = xid
        channel.switch.send(each)
    received = channel.controller.receive(channel.switch.data_to_send(), 1.0)
    assert [message.xid for message, _ in received] == [0, 1, 2, 4, 5]


def test_a_flood_is_told_of_once_a_second():
    channel = pair(Rate(8, 8))
    for tick in range(24):
        taken(channel, [packet_in(OF13, ARP) for _ in range(100)], 1.0 + tick / 8)
    assert [str(each) for each in channel.controller.problems] == [
        f'sends too many packet-ins (8 a second, 8 at once are taken): {dropped} dropped so far, 0 of LLDP'
        for dropped in (1, 786, 1578)
    ]


def test_without_a_rate_nothing_is_policed():
    channel = pair(None)
    assert taken(channel, [packet_in(OF13, ARP) for _ in range(5000)], 1.0) == 5000
    assert channel.controller.counters.policed == 0


def test_malformed_packet_ins_are_answered_and_the_channel_goes_on():
    channel = pair(Rate(10, 10))
    broken = bytearray(encoded(packet_in(OF13, ARP)))
    broken[26:28] = b'\xff\xff'  # the length of the match
    assert channel.controller.receive(bytes(broken), 1.0) == []
    assert channel.controller.counters.malformed == 1
    assert taken(channel, [packet_in(OF13, ARP)], 1.0) == 1
