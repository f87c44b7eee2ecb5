"""Link aggregation alone: against a partner of a few lines, against itself, and each rule of the standard."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.lib.lacp import Bond, MemberChanged, Mux, Notice, Receive, State, Transmit
from controller.packet import slow
from controller.packet.packet import Packet

from .lacp_partner import ACTIVE, SYNC, Partner

US, HOST, OTHER = '02:00:00:00:00:01', bytes.fromhex('020000000009'), bytes.fromhex('020000000008')
PORTS = {1: '02:00:00:00:01:01', 2: '02:00:00:00:01:02'}


class Wires:
    """A bond, and at each of its ports a partner that speaks every second, unless it is `silent`."""

    def __init__(self, bond, **partners):
        self.now, self.bond = 0.0, bond
        self.partners = {int(name[1:]): partner for name, partner in partners.items()}
        self.silent = set()
        self.changes, self.notices, self.sent = [], [], []
        for number in bond.links:
            bond.set_link(number, True, self.now)

    def run(self, seconds):
        for _ in range(int(seconds * 10)):
            self.now = round(self.now + 0.1, 1)
            if self.now == int(self.now):
                for number, partner in self.partners.items():
                    if number not in self.silent:
                        assert self.bond.receive(number, partner.frame(), self.now)
            self.bond.tick(self.now)
            self.settle()

    def settle(self):
        for output in self.bond.drain():
            if isinstance(output, Transmit):
                self.sent.append((self.now, output.port))
                if output.port in self.partners and output.port not in self.silent:
                    self.partners[output.port].take(output.frame)
            elif isinstance(output, MemberChanged):
                self.changes.append((output.port, output.enabled))
            else:
                self.notices.append(output)


def two_links(bond=None, **options):
    return Wires(bond or Bond(US, PORTS, **options), p1=Partner(HOST, 11), p2=Partner(HOST, 12))


def test_two_links_become_one():
    wires = two_links()
    wires.run(2)
    assert wires.changes == []  # a port waits for the others
    wires.run(3)
    assert wires.changes == [(1, True), (2, True)]
    assert wires.bond.members == [1, 2]
    assert all(partner.bonded for partner in wires.partners.values())
    assert {partner.heard[:2] for partner in wires.partners.values()} == {(bytes.fromhex('020000000001'), 1)}
    assert [partner.heard[2] for partner in wires.partners.values()] == [1, 2]


def test_a_passive_bond_says_nothing_before_it_is_spoken_to():
    bond = Bond(US, PORTS)
    for number in PORTS:
        bond.set_link(number, True, 0.0)
    bond.tick(100.0)
    assert bond.drain() == []
    assert {link.receive for link in bond.links.values()} == {Receive.DEFAULTED}


def test_an_active_bond_speaks_first():
    bond = Bond(US, PORTS, active=True)
    bond.set_link(1, True, 0.0)
    assert bond.deadline == 1.0
    bond.tick(1.0)
    (sent,) = bond.drain()
    unit = Packet(sent.frame).get_protocol(slow.lacp)
    assert (unit.actor_system, unit.actor_key, unit.actor_port, unit.actor_system_priority) == (US, 1, 1, 0xFFFF)
    assert (unit.actor_state_activity, unit.actor_state_expired, unit.actor_state_defaulted) == (1, 1, 1)
    assert sent.frame[6:12].hex(':') == PORTS[1]


def test_two_passive_ones_stay_silent():
    wires = Wires(Bond(US, PORTS), p1=Partner(HOST, 11, flags=0))
    wires.run(5)
    assert wires.changes == [] and wires.partners[1].heard is None


def test_two_of_ours_bond_with_each_other():
    one, other = Bond(US, PORTS, active=True), Bond('02:00:00:00:00:02', PORTS)
    for bond in one, other:
        for number in PORTS:
            bond.set_link(number, True, 0.0)
    for tick in range(80):
        now = tick / 10
        for bond, far in ((one, other), (other, one)):
            bond.tick(now)
            for output in bond.drain():
                if isinstance(output, Transmit):
                    far.receive(output.port, output.frame, now)
    assert one.members == other.members == [1, 2]
    assert one.links[1].actor.state == State(0x3D)  # active, aggregation, in sync, collecting, distributing
    assert other.links[1].actor.state == State(0x3C)


def test_a_partner_that_falls_silent_is_out_after_three_seconds_if_it_was_asked_to_be_quick():
    wires = two_links(fast=True)
    wires.run(6)
    wires.silent.add(1)
    wires.run(2.5)
    assert wires.bond.members == [1, 2]
    wires.run(1)
    assert wires.bond.members == [2]
    assert Notice('LACP exchange timeout has occurred.', 1) in wires.notices
    assert wires.bond.links[1].receive is Receive.EXPIRED
    wires.run(4)
    assert wires.bond.links[1].receive is Receive.DEFAULTED
    assert wires.bond.links[1].mux is Mux.DETACHED
    wires.silent.clear()
    wires.run(5)
    assert wires.bond.members == [1, 2]
    assert wires.changes == [(1, True), (2, True), (1, False), (1, True)]


def test_and_after_ninety_seconds_otherwise():
    wires = two_links()
    wires.run(6)
    wires.silent.add(2)
    wires.run(88)
    assert wires.bond.members == [1, 2]
    wires.run(3)
    assert wires.bond.members == [1]


def test_a_cable_that_is_pulled_out_is_noticed_at_once():
    wires = two_links()
    wires.run(6)
    wires.bond.set_link(1, False, wires.now)
    wires.settle()
    assert wires.changes[-1] == (1, False)
    assert wires.bond.receive(1, wires.partners[1].frame(), wires.now)  # what was under way
    assert wires.bond.members == [2]
    wires.bond.set_link(1, True, wires.now)
    wires.run(5)
    assert wires.bond.members == [1, 2]


def test_links_to_two_partners_are_not_one():
    bond = Bond(US, {**PORTS, 3: '02:00:00:00:01:03'})
    wires = Wires(bond, p1=Partner(OTHER, 1), p2=Partner(HOST, 1), p3=Partner(HOST, 2))
    wires.silent.add(1)
    wires.run(6)
    wires.silent.clear()
    wires.run(6)
    assert wires.bond.members == [2, 3]  # whoever was there first
    wires.silent = {2, 3}
    for number in wires.silent:
        wires.bond.set_link(number, False, wires.now)
    wires.run(6)
    assert wires.bond.members == [1]


def test_nor_are_those_of_two_aggregations_of_one_partner():
    wires = Wires(Bond(US, PORTS), p1=Partner(HOST, 1, key=1), p2=Partner(HOST, 2, key=2))
    wires.run(8)
    assert len(wires.bond.members) == 1


def test_a_partner_that_aggregates_nothing_is_one_link():
    partners = [Partner(HOST, number) for number in (1, 2)]
    for partner in partners:
        partner.flags = partner.state = ACTIVE
    wires = Wires(Bond(US, PORTS), p1=partners[0], p2=partners[1])
    wires.run(8)
    assert len(wires.bond.members) == 1


def test_a_partner_that_is_plugged_into_another_port_begins_anew():
    wires = two_links()
    wires.run(6)
    wires.partners[1] = Partner(HOST, 13)
    wires.run(1)
    assert wires.bond.links[1].partner.port == 13
    wires.run(5)
    assert wires.bond.members == [1, 2]


def test_a_partner_that_steps_out_of_sync_is_out_at_once():
    wires = two_links()
    wires.run(6)
    wires.partners[2].state &= ~SYNC
    wires.bond.receive(2, wires.partners[2].frame(), wires.now)
    wires.settle()
    assert wires.changes[-1] == (2, False)


def test_it_speaks_as_often_as_the_partner_wants():
    quick, slow_one = two_links(), Wires(Bond(US, PORTS), p1=Partner(HOST, 1, fast=False))
    for wires, count in ((quick, 30), (slow_one, 1)):
        wires.run(10)
        wires.sent.clear()
        wires.run(30)
        assert abs(sum(port == 1 for _, port in wires.sent) - count) <= 1


def test_never_more_than_three_a_second():
    wires = two_links()
    wires.run(6)
    wires.sent.clear()
    stranger = Partner(OTHER, 5)
    for step in range(1000):
        stranger.key = step
        wires.bond.receive(1, stranger.frame(), wires.now + step / 1000)
        wires.bond.drain()
    assert len(wires.bond.links[1].spoken) == 3
    wires.run(3)
    times = [when for when, port in wires.sent if port == 1]
    assert all(sum(0 <= other - when < 1 for other in times) <= 3 for when in times)


def test_a_marker_is_answered():
    bond = Bond(US, PORTS)
    bond.set_link(1, True, 0.0)
    marker = bytes.fromhex('0180c2000002') + HOST + b'\x88\x09\x02\x01\x01\x10' + pack('>H6sI', 7, HOST, 99) + bytes(94)
    assert bond.receive(1, marker, 0.0)
    (sent,) = bond.drain()
    answer = Packet(sent.frame).get_protocol(slow.marker)
    assert answer.tlv_type == 2
    assert (answer.requester_port, answer.requester_system, answer.requester_transaction_id) == (7, HOST.hex(':'), 99)
    bond.receive(1, sent.frame, 0.0)  # an answer is not answered
    assert bond.drain() == []


def test_frames_that_are_none_of_its_business():
    bond = Bond(US, PORTS)
    assert not bond.receive(1, b'\xff' * 60, 0.0)
    assert not bond.receive(1, b'', 0.0)
    assert bond.receive(1, Partner(HOST, 1).frame(), 0.0)  # no link yet
    assert bond.receive(7, Partner(HOST, 1).frame(), 0.0)
    assert bond.drain() == []
    with pytest.raises(ValueError, match='port 65536: LACP has numbers from 1 to 65535'):
        Bond(US, {1: '', 65536: ''})


@given(st.lists(st.tuples(st.integers(1, 3), st.binary(max_size=120), st.floats(0, 40)), max_size=30))
def test_no_bytes_upset_it(steps):
    bond, now = Bond(US, PORTS, active=True), 0.0
    for number in PORTS:
        bond.set_link(number, True, now)
    for number, tail, seconds in steps:
        now += seconds
        assert bond.receive(number, bytes.fromhex('0180c2000002') + HOST + b'\x88\x09\x01\x01' + tail, now)
        bond.tick(now)
        assert bond.deadline is None or bond.deadline > now


@given(st.lists(st.tuples(st.sampled_from(['cut', 'join', 'silence', 'speak', 'run']), st.integers(1, 2)), max_size=20))
def test_whatever_happens_it_ends_well(steps):
    wires = two_links(fast=True)
    for what, number in steps:
        if what in ('cut', 'join'):
            wires.bond.set_link(number, what == 'join', wires.now)
        elif what == 'run':
            wires.run(number)
        else:
            (wires.silent.add if what == 'silence' else wires.silent.discard)(number)
    wires.silent.clear()
    for number in PORTS:
        wires.bond.set_link(number, True, wires.now)
    wires.run(12)
    assert wires.bond.members == [1, 2]
    for number in PORTS:
        mine = [enabled for port, enabled in wires.changes if port == number]
        assert mine == [True, False] * (len(mine) // 2) + [True]


def test_whoever_was_there_first_stays_even_against_more():
    bond = Bond(US, {**PORTS, 3: '02:00:00:00:01:03'})
    wires = Wires(bond, p1=Partner(OTHER, 1), p2=Partner(HOST, 1), p3=Partner(HOST, 2))
    wires.silent = {2, 3}
    wires.run(6)
    wires.silent.clear()
    wires.run(6)
    assert wires.bond.members == [1]
