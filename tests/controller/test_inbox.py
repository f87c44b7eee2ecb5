"""The two bounds of an inbox, and the order in which it is read."""

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

import greenhub
from controller.inbox import OTHER, PACKET_IN, REPLY, STATE, Inbox


def take_all(inbox):
    events = []
    while inbox:
        events.append(inbox.get()[1])
    return events


def test_a_source_is_read_in_order_and_sources_in_turn():
    inbox = Inbox()
    for number in range(3):
        for source in 'ab':
            inbox.put(source, OTHER, (), f'{source}{number}')
    inbox.put('a', OTHER, (), 'a3')
    assert take_all(inbox) == ['a0', 'b0', 'a1', 'b1', 'a2', 'b2', 'a3']


def test_get_waits_for_an_event():
    inbox = Inbox()
    reader = greenhub.spawn(inbox.get)
    greenhub.sleep(0)
    assert inbox.put('a', OTHER, ('handler',), 'event')
    assert reader.wait() == (('handler',), 'event')


def test_a_killed_reader_takes_no_event_with_it():
    inbox = Inbox()
    first = greenhub.spawn(inbox.get)
    greenhub.sleep(0)
    first.kill()
    second = greenhub.spawn(inbox.get)
    greenhub.sleep(0)
    inbox.put('a', OTHER, (), 'event')
    assert second.wait() == ((), 'event')


def test_packet_ins_beyond_their_bound_are_dropped_and_counted():
    inbox = Inbox(packet_in_limit=4)
    kept = [inbox.put('a', PACKET_IN, (), number) for number in range(6)]
    assert kept == [True] * 4 + [False] * 2
    assert inbox.dropped.packet_ins == 2
    assert take_all(inbox) == [0, 1, 2, 3]
    assert inbox.put('a', PACKET_IN, (), 6)


def test_other_events_pass_a_full_load_of_packet_ins():
    inbox = Inbox(packet_in_limit=2)
    for number in range(5):
        inbox.put('a', PACKET_IN, (), number)
    assert inbox.put('a', OTHER, (), 'barrier')
    assert take_all(inbox) == [0, 1, 'barrier']


def test_switches_share_the_room_for_packet_ins():
    inbox = Inbox(packet_in_limit=12)
    for number in range(100):
        inbox.put('flood', PACKET_IN, (), ('flood', number))
    for number in range(3):
        assert inbox.put('quiet', PACKET_IN, (), ('quiet', number))
    events = take_all(inbox)
    assert len(events) == 12
    assert Counter(source for source, _ in events) == {'flood': 9, 'quiet': 3}
    assert [event for event in events if event[0] == 'flood'] == [('flood', number) for number in range(9)]


def test_the_oldest_statistics_reply_makes_room():
    inbox = Inbox(other_limit=4)
    inbox.put('a', REPLY, (), 'reply 1')
    inbox.put('b', REPLY, (), 'reply 2')
    inbox.put('a', OTHER, (), 'x')
    inbox.put('a', OTHER, (), 'y')
    assert inbox.full
    assert inbox.put('a', OTHER, (), 'z')
    assert inbox.put('b', REPLY, (), 'reply 3')
    assert inbox.dropped.replies == 2
    assert sorted(take_all(inbox)) == ['reply 3', 'x', 'y', 'z']


def test_a_state_change_is_never_dropped():
    inbox = Inbox(other_limit=2)
    inbox.put('a', OTHER, (), 'x')
    inbox.put('a', OTHER, (), 'y')
    assert not inbox.put('a', OTHER, (), 'z')
    assert inbox.put('a', STATE, (), 'dead')
    assert take_all(inbox) == ['x', 'y', 'dead']
    assert inbox.dropped.others == 1


def test_a_source_may_turn_out_to_be_another():
    inbox = Inbox()
    inbox.put('old', PACKET_IN, (), 1)
    inbox.put('new', OTHER, (), 2)
    inbox.put('new', REPLY, (), 3)
    inbox.put('other', OTHER, (), 'x')
    inbox.merge('new', 'old')
    inbox.put('old', PACKET_IN, (), 4)
    assert [event for event in take_all(inbox) if event != 'x'] == [1, 2, 3, 4]
    inbox.put('new', OTHER, (), 5)
    inbox.merge('new', 'old')
    inbox.merge('nobody', 'old')
    assert list(inbox._lanes) == ['old']
    assert take_all(inbox) == [5]
    assert not inbox._lanes


def test_waiting_for_room_ends_when_something_was_read():
    inbox = Inbox(other_limit=1)
    inbox.put('a', OTHER, (), 'x')
    waiting = greenhub.spawn(inbox.wait_for_room, 5.0)
    greenhub.sleep(0)
    inbox.get()
    assert waiting.wait() is True


kinds = st.sampled_from([PACKET_IN, REPLY, OTHER, STATE])


@given(st.lists(st.one_of(st.tuples(st.sampled_from('abcd'), kinds), st.none()), max_size=300))
@example([('a', 0), ('a', 0), ('a', 2), ('b', 0), ('b', 0), None, ('a', 2), ('b', 1), None, ('a', 1), None,
          ('a', 1), ('a', 1), ('a', 1), None, ('a', 0)])  # fmt: skip  # what was in front of a blank entry was read
@settings(max_examples=200, deadline=None)
def test_bounds_and_order_hold_whatever_comes(steps):
    """None in the steps: something is read."""
    inbox, put, got = Inbox(packet_in_limit=8, other_limit=6), [], []
    states = 0
    for number, step in enumerate(steps):
        if step is None:
            if inbox:
                got.append(inbox.get()[1])
            continue
        source, kind = step
        states += kind == STATE
        if inbox.put(source, kind, (), (source, number, kind)):
            put.append((source, number, kind))
        assert inbox.packet_ins <= 8
        assert inbox.others <= 6 + states
        for lane in inbox._lanes.values():
            assert lane.blanks * 2 <= len(lane.entries)
    got += take_all(inbox)
    assert set(got) <= set(put)
    dropped = inbox.dropped
    assert len(got) + dropped.packet_ins + dropped.replies + dropped.others == sum(step is not None for step in steps)
    for source in 'abcd':
        numbers = [number for each, number, _ in got if each == source]
        assert numbers == sorted(numbers)
    assert {each for each in put if each[2] == STATE} <= set(got)


def test_messages_are_bounded_in_bytes_too():
    inbox = Inbox(byte_limit=100)
    assert inbox.put('a', REPLY, (), 'old', 60)
    assert inbox.put('a', REPLY, (), 'newer', 40)
    assert inbox.put('a', OTHER, (), 'small')
    assert inbox.put('b', REPLY, (), 'newest', 60)
    assert inbox.dropped.replies == 1
    assert inbox.bytes == 100
    assert inbox.put('b', OTHER, (), 'error', 90)
    assert not inbox.put('b', OTHER, (), 'another', 20)
    assert (inbox.dropped.replies, inbox.dropped.others, inbox.bytes) == (3, 1, 90)
    assert take_all(inbox) == ['small', 'error']
    assert inbox.bytes == 0


def test_one_message_of_any_size_has_room():
    inbox = Inbox(byte_limit=100)
    assert inbox.put('a', REPLY, (), 'whole', 1000)
    assert inbox.put('a', STATE, (), 'dead')
    assert take_all(inbox) == ['whole', 'dead']
    assert inbox.put('a', OTHER, (), 'error', 1000)
