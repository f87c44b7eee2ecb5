"""OpenFlow out of captures: from the first byte on, from the middle, with holes, and among other things."""

from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.lib.openflow_capture import read
from controller.lib.pcap import CaptureError
from controller.openflow import OF13, version
from tests.controller.lib.captures import CLIENT, SERVER, frame, pcap, pcapng

of13 = version(OF13)


def message(number, size=0):
    request = of13.OFPEchoRequest(None, data=bytes([number]) * size)
    request.xid = number
    return request.encode()


HELLO = of13.OFPHello(None).encode()
MESSAGES = [HELLO, *(message(number, 5 * number) for number in range(1, 8))]
STREAM = b''.join(MESSAGES)


def frames(data, cuts=(), start=1, **ways):
    """A connection's frames from its SYN on, with the data cut at these places."""
    places = [0, *sorted(cuts), len(data)]
    pieces = [(begin, data[begin:end]) for begin, end in pairwise(places)]
    return [frame(b'', start, True, **ways), *(frame(each, start + 1 + begin, **ways) for begin, each in pieces)]


def seen(packets, ports=None):
    """Messages as bytes, remarks as text."""
    return [each.data or each.remark for each in read(BytesIO(pcapng(packets)), ports)]


@pytest.mark.parametrize('write', [pcap, pcapng])
def test_every_message_with_its_way_and_time(write):
    found = list(read(BytesIO(write(frames(STREAM, [3, 20, 50])))))
    assert [each.data for each in found] == MESSAGES
    assert {(each.source, each.destination) for each in found} == {(CLIENT, SERVER)}
    assert [each.time for each in found] == sorted(each.time for each in found)


@given(st.sets(st.integers(1, len(STREAM) - 1), max_size=20), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_any_cuts_in_any_order(cuts, rng):
    syn, *others = frames(STREAM, cuts)
    rng.shuffle(others)
    assert seen([syn, *others]) == MESSAGES


def test_connections_are_told_by_their_first_bytes():
    elsewhere = ('10.0.0.2', 12345)
    assert seen(frames(STREAM, destination=elsewhere)) == MESSAGES
    assert seen(frames(STREAM[8:], destination=elsewhere)) == []  # no HELLO first
    assert seen(frames(b'GET / HTTP/1.1\r\n\r\n' * 20, destination=elsewhere)) == []
    assert seen([frame(STREAM[8:], destination=elsewhere)]) == MESSAGES[1:]  # it may have been before the capture
    assert seen([frame(b'\x05' + STREAM[9:], destination=elsewhere)]) == []


def test_ports():
    elsewhere = ('10.0.0.2', 12345)
    both = frames(STREAM) + frames(message(9), destination=elsewhere)
    assert seen(both, [12345]) == [message(9)]
    assert seen(both, [6653]) == MESSAGES
    assert seen(both, []) == []


def test_a_capture_that_begins_within_a_message():
    begin = len(HELLO) + 5
    passed = len(HELLO) + len(MESSAGES[1]) - begin
    assert seen([frame(STREAM[begin:])]) == [
        f'{passed} bytes passed over, up to what looks like a message',
        *MESSAGES[2:],
    ]


def test_what_is_no_openflow_on_its_port():
    assert seen(frames(b'GET / HTTP/1.1\r\n\r\n')) == ['18 bytes that are no OpenFlow']
    assert seen(frames(b'\x16\x03\x01\x02\x00' + bytes(100), [50])) == ['is encrypted with TLS, and cannot be read']


def test_a_hole_within_a_message_costs_that_message():
    whole = frames(STREAM, [25, 35])
    start = sum(map(len, MESSAGES[:3]))
    assert len(HELLO + MESSAGES[1]) < 25 < 35 < start  # within the second ECHO
    assert seen([*whole[:2], whole[3]]) == [*MESSAGES[:2], '10 bytes are missing in the capture', *MESSAGES[3:]]


def test_after_a_hole_across_messages_the_next_one_is_looked_for():
    whole = frames(STREAM, [30, 80])
    found = seen([*whole[:2], whole[3]])
    assert found[:3] == [*MESSAGES[:2], '50 bytes are missing in the capture']
    assert 'passed over' in found[3]
    assert found[4:] == [each for n, each in enumerate(MESSAGES) if sum(map(len, MESSAGES[:n])) >= 80]


def test_framing_that_breaks():
    assert seen(frames(HELLO + b'\4\2\0\7' + STREAM, [len(HELLO) + 4])) == [
        HELLO,
        'a message that says it has 7 bytes: where the next one begins is unknown',
        *MESSAGES,
    ]


def test_a_capture_that_ends_within_a_message():
    assert seen(frames(STREAM[:-3]))[-1] == (
        f'the capture ends within a message, of which it has {len(MESSAGES[-1]) - 3} bytes'
    )


def test_the_same_ports_for_another_connection():
    assert seen(frames(STREAM[:-3]) + frames(STREAM, start=10**6)) == [
        *MESSAGES[:-1],
        f'the capture ends within a message, of which it has {len(MESSAGES[-1]) - 3} bytes',
        *MESSAGES,
    ]


def test_a_damaged_file_gives_what_it_has():
    found = read(BytesIO(pcap(frames(STREAM))[:-1] + b'!' + b'\xff' * 16))
    assert next(found).data == HELLO
    with pytest.raises(CaptureError):
        list(found)


@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 60), st.booleans(), st.integers(0, 1)), max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_connections_are_messages_and_remarks(pieces):
    packets = [
        frame(data, seq, syn, destination=('10.0.0.2', 6653 if number else 99)) for data, seq, syn, number in pieces
    ]
    for each in read(BytesIO(pcap(packets))):
        assert bool(each.data) != bool(each.remark)
        assert not each.data or int.from_bytes(each.data[2:4]) == len(each.data)
