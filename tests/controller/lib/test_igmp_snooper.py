"""Multicast groups alone: who joins, leaves and falls silent, in every version, and each rule of the documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.lib.igmp import Change, Flood, Forward, GroupChanged, Notice, Prune, Snooper
from controller.lib.igmp.snooper import MOST_GROUPS
from controller.packet import igmp, ipv4
from controller.packet.packet import Packet

from .multicast import (
    ALLOW,
    BLOCK,
    GROUP,
    IS_EX,
    IS_IN,
    TO_EX,
    TO_IN,
    datagram,
    leave,
    query,
    query_v3,
    report,
    report_v1,
    report_v3,
)

ROUTER, H1, H2 = 9, 1, 2
JOINS = [report_v1(), report(), report_v3((TO_EX, GROUP, [])), report_v3((IS_EX, GROUP, ['10.9.9.9'])),
         report_v3((IS_IN, GROUP, ['10.0.0.9'])), report_v3((ALLOW, GROUP, ['10.0.0.9'])),
         report_v3((TO_EX, '224.1.1.1', []), (TO_EX, GROUP, []))]  # fmt: skip


@pytest.fixture
def snooper():
    """A switch with a router, which has just asked."""
    snooper = Snooper('02:00:00:00:00:01')
    snooper.receive(ROUTER, query(), 0.0)
    assert snooper.drain() == [Flood(query(), ROUTER)]
    return snooper


def only(kind, snooper):
    return [each for each in snooper.drain() if isinstance(each, kind)]


def run(snooper, until):
    """Let the time pass until then; what the switch says meanwhile."""
    said = []
    while snooper.deadline is not None and snooper.deadline <= until:
        now = snooper.deadline
        snooper.tick(now)
        said += [(now, each) for each in snooper.drain()]
    return said


@pytest.mark.parametrize('frame', JOINS)
def test_a_host_joins(snooper, frame):
    assert snooper.receive(H1, frame, 1.0)
    said = snooper.drain()
    assert [each for each in said if isinstance(each, GroupChanged) and each.address == GROUP] == [
        GroupChanged(Change.ADDED, GROUP, ROUTER, ()),
        GroupChanged(Change.MEMBER_CHANGED, GROUP, ROUTER, (H1,)),
    ]
    assert Prune(GROUP, (H1, ROUTER)) in said
    assert said[-1] == Forward((ROUTER,), frame, H1)  # and to no other host, which would keep silent then
    snooper.receive(H1, frame, 2.0)
    assert snooper.drain() == [Forward((ROUTER,), frame, H1)]


def test_a_second_one_joins_and_both_leave(snooper):
    snooper.receive(H1, report(), 1.0)
    snooper.drain()
    snooper.receive(H2, report(), 1.0)
    assert snooper.drain() == [
        GroupChanged(Change.MEMBER_CHANGED, GROUP, ROUTER, (H1, H2)),
        Prune(GROUP, (H1, H2, ROUTER)),
        Forward((ROUTER,), report(), H2),
    ]
    snooper.receive(H1, leave(), 10.0)
    (asked,) = snooper.drain()
    assert asked.ports == (H1,)
    said = run(snooper, 15.0)
    assert [when for when, _ in said] == [11.0, 12.0, 12.0]
    assert said[0][1] == asked  # once more, as one may get lost
    assert [each for _, each in said[1:]] == [
        GroupChanged(Change.MEMBER_CHANGED, GROUP, ROUTER, (H2,)),
        Prune(GROUP, (H2, ROUTER)),
    ]
    snooper.receive(H2, leave(), 20.0)
    snooper.drain()
    assert [each for _, each in run(snooper, 25.0)][1:] == [
        GroupChanged(Change.REMOVED, GROUP, ROUTER, ()),
        Prune(GROUP, (ROUTER,), lasting=False),
        Forward((ROUTER,), leave(), H2),
    ]
    assert snooper.groups == {}


def test_whoever_stays_behind_a_port_answers(snooper):
    snooper.receive(H1, report(), 1.0)
    snooper.receive(H1, leave(), 10.0)
    snooper.receive(H1, report(), 11.5)
    snooper.drain()
    assert run(snooper, 60.0) == []
    assert snooper.groups[GROUP].members == {H1}


def test_the_question_whether_there_are_more(snooper):
    snooper.receive(H1, report(), 1.0)
    snooper.drain()
    snooper.receive(H1, leave(), 10.0)
    (asked,) = snooper.drain()
    packet = Packet(asked.frame)
    question, outer = packet.get_protocol(igmp.igmp), packet.get_protocol(ipv4.ipv4)
    assert (question.msgtype, question.maxresp, question.address) == (0x11, 10, GROUP)
    assert (outer.dst, outer.ttl, outer.option) == (GROUP, 1, b'\x94\x04\x00\x00')
    assert asked.frame[:12].hex() == '01005e000001020000000001'


def test_version_3_leaves(snooper):
    snooper.receive(H1, report_v3((TO_EX, GROUP, [])), 1.0)
    snooper.drain()
    for record in ((BLOCK, GROUP, ['10.0.0.9']), (IS_IN, GROUP, [])):
        snooper.receive(H1, report_v3(record), 2.0)
        assert snooper.drain() == [Forward((ROUTER,), report_v3(record), H1)]
    gone = report_v3((TO_IN, GROUP, []))
    snooper.receive(H1, gone, 10.0)
    (asked,) = snooper.drain()
    assert isinstance(Packet(asked.frame).get_protocol(igmp.igmpv3_query), igmp.igmpv3_query)
    said = [each for _, each in run(snooper, 13.0)]
    assert said[0] == GroupChanged(Change.REMOVED, GROUP, ROUTER, ())
    assert said[-1] == Forward((ROUTER,), gone, H1)


def test_a_leave_of_one_that_was_no_member_is_for_the_router(snooper):
    snooper.receive(H1, leave(), 1.0)
    assert snooper.drain() == [Forward((ROUTER,), leave(), H1)]


@pytest.mark.parametrize(('asked', 'lifetime'), [(query(), 260), (query_v3(30), 70)])
def test_a_member_that_falls_silent_is_forgotten_after_two_questions(asked, lifetime):
    snooper = Snooper('02:00:00:00:00:01')
    snooper.receive(ROUTER, asked, 0.0)
    snooper.receive(H1, report(), 0.5)
    snooper.receive(ROUTER, asked, 10.0)
    snooper.drain()
    said = run(snooper, 9 + lifetime)
    assert [when for when, _ in said] == [0.5 + lifetime] * 2
    assert said[0][1] == GroupChanged(Change.REMOVED, GROUP, ROUTER, ())


def test_a_router_asks_whether_there_are_more(snooper):
    for port in H1, H2:
        snooper.receive(port, report(), 1.0)
    snooper.drain()
    asked = query(GROUP, 10)
    snooper.receive(ROUTER, asked, 10.0)
    assert snooper.drain() == [Forward((H1, H2), asked, ROUTER)]
    snooper.receive(H2, report(), 10.5)
    assert [each.members for _, each in run(snooper, 13.0) if isinstance(each, GroupChanged)] == [(H2,)]


def test_without_anybody_who_asks_nothing_is_pruned():
    snooper = Snooper('02:00:00:00:00:01')
    assert snooper.receive(H1, report(), 0.0)
    assert snooper.drain() == [Notice('no querier exists.', H1), Flood(report(), H1)]
    assert snooper.deadline is None


def test_when_the_router_is_gone_everything_goes_everywhere_again(snooper):
    snooper.receive(H1, report(), 1.0)
    snooper.drain()
    snooper.port_down(ROUTER, 5.0)
    assert snooper.drain() == [GroupChanged(Change.REMOVED, GROUP, ROUTER, ()), Prune(GROUP, None)]
    assert (snooper.groups, snooper.deadline) == ({}, None)
    snooper.receive(ROUTER, query(), 10.0)
    snooper.drain()
    snooper.receive(H1, report(), 250.0)
    snooper.drain()
    assert [each for _, each in run(snooper, 271.0)] == [
        GroupChanged(Change.REMOVED, GROUP, ROUTER, ()), Prune(GROUP, None),
    ]  # fmt: skip


def test_a_second_router_gets_all_of_it(snooper):
    snooper.receive(H1, report(), 1.0)
    snooper.drain()
    snooper.receive(8, query(), 2.0)
    assert Prune(GROUP, (H1, 8, ROUTER)) in snooper.drain()
    snooper.port_down(8, 3.0)
    assert Prune(GROUP, (H1, ROUTER)) in snooper.drain()


def test_a_member_whose_cable_is_pulled_out(snooper):
    snooper.receive(H1, report(), 1.0)
    snooper.drain()
    snooper.port_down(H1, 2.0)
    assert only(GroupChanged, snooper) == [GroupChanged(Change.REMOVED, GROUP, ROUTER, ())]
    assert run(snooper, 100.0) == []


def test_the_switch_asks_itself():
    snooper = Snooper('02:00:00:00:00:01')
    snooper.ask(7, 100.0)
    (first,) = snooper.drain()
    packet = Packet(first.frame)
    question, outer = packet.get_protocol(igmp.igmp), packet.get_protocol(ipv4.ipv4)
    assert (type(first), first.in_port) == (Flood, None)
    assert (question.msgtype, question.maxresp, question.address) == (0x11, 100, '0.0.0.0')
    assert (outer.src, outer.dst, outer.ttl) == ('0.0.0.0', '224.0.0.1', 1)
    assert first.frame[:6].hex(':') == '01:00:5e:00:00:01'
    snooper.receive(H1, report(), 101.0)
    assert snooper.drain() == [
        GroupChanged(Change.ADDED, GROUP, 7, ()),
        GroupChanged(Change.MEMBER_CHANGED, GROUP, 7, (H1,)),
        Prune(GROUP, (H1,)),
    ]
    said = run(snooper, 240.0)
    assert [when for when, each in said if each == first] == [115.0, 175.0, 235.0]
    assert [when for when, each in said if isinstance(each, GroupChanged)] == [231.0]  # two questions and 10 s
    assert [each for _, each in said if isinstance(each, Prune)] == [Prune(GROUP, (), lasting=False)]


def test_groups_that_nobody_may_prune(snooper):
    for group in '224.0.0.251', '10.0.0.1', '255.255.255.255':
        snooper.receive(H1, report(group), 1.0)
        assert snooper.drain() == [Forward((ROUTER,), report(group), H1)]


def test_groups_are_bounded(snooper):
    for number in range(MOST_GROUPS + 10):
        snooper.receive(H1, report(f'226.{number >> 8}.{number & 255}.1'), 1.0)
    assert len(snooper.groups) == MOST_GROUPS
    assert len([each for each in snooper.drain() if isinstance(each, Notice)]) == 10


def test_frames_that_are_none_of_its_business(snooper):
    for frame in (b'', b'\xff' * 60, datagram()):
        assert not snooper.receive(H1, frame, 1.0)
    assert snooper.drain() == []
    broken = report()[:40]
    assert snooper.receive(H1, broken, 1.0)
    assert only(Notice, snooper) == [Notice('IGMP received. [cannot be read]', H1)]


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from([*JOINS, leave(), query(), query(GROUP, 10), query_v3(9)]),
                          st.floats(0, 300), st.binary(max_size=12)), max_size=30))  # fmt: skip
def test_no_bytes_upset_it_and_nothing_is_left_over(steps):
    snooper, now = Snooper('02:00:00:00:00:01'), 0.0
    for port, frame, seconds, tail in steps:
        now += seconds
        assert snooper.receive(port, frame[: len(frame) - len(tail)] + tail, now)
        snooper.tick(now)
        assert (snooper.querier is None) == (not snooper.routers)
        assert all(group.members for group in snooper.groups.values())
    run(snooper, now + 20000)
    assert (snooper.groups, snooper.routers, snooper.deadline) == ({}, {}, None)


def test_one_that_leaves_again_and_again_has_no_more_time_for_it(snooper):
    snooper.receive(H1, report(), 1.0)
    snooper.receive(H1, leave(), 10.0)
    snooper.receive(H1, leave(), 11.5)
    snooper.drain()
    assert [when for when, each in run(snooper, 20.0) if isinstance(each, GroupChanged)] == [12.0]


def test_who_has_left_and_joined_again_has_not_left(snooper):
    snooper.receive(H1, report(), 1.0)
    snooper.receive(H1, leave(), 10.0)
    snooper.receive(H1, report(), 11.0)
    snooper.receive(ROUTER, query(), 100.0)
    snooper.drain()
    said = [each for _, each in run(snooper, 300.0)]
    assert GroupChanged(Change.REMOVED, GROUP, ROUTER, ()) in said
    assert not any(isinstance(each, Forward) for each in said)
