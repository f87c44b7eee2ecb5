"""Discovery on cables and a clock of ours: links are found at once, lost when they are silent, and measured."""

from collections import Counter

import pytest

from controller.topology.links import MISSES, SETTLE
from controller.topology.model import Link

from .lab import Lab, port

BOTH = ['1:1-2:1', '2:1-1:1']


@pytest.fixture
def linked():
    """Two switches whose ports 1 are linked, the links found and told."""
    lab = Lab()
    lab.connect((1, 1), (2, 1))
    lab.run()
    assert lab.tells() == ['add 1:1-2:1', 'add 2:1-1:1']
    return lab


# -- found ----------------------------------------------------------------------------------------------------------


def test_links_are_found_at_once(linked):
    assert linked.links() == BOTH


def test_a_link_is_found_when_the_second_switch_joins():
    lab = Lab(switches=1)
    lab.connect((1, 1), (2, 1))
    lab.run(10)
    assert lab.tells() == []
    lab.join(2)
    lab.run()
    assert lab.tells() == ['add 2:1-1:1', 'add 1:1-2:1'], 'the peer is probed as soon as one direction is known'


def test_a_port_that_comes_up_is_probed_at_once():
    lab = Lab(switches=0)
    lab.connect((1, 1), (2, 1))
    for dpid in (1, 2):
        lab.take(lab.discovery.switch_joined(dpid, [port(dpid, 1, down=True)], lab.now))
    lab.run(10)
    assert lab.sent == Counter()
    lab.set_down((1, 1), False)
    lab.run()
    assert lab.sent[1, 1] == 1
    lab.set_down((2, 1), False)
    lab.run()
    assert lab.links() == BOTH


def test_a_port_that_is_added_is_probed_at_once():
    lab = Lab(ports=1)
    lab.connect((1, 9), (2, 9))
    lab.run(5)
    for dpid in (1, 2):
        lab.take(lab.discovery.port_changed(port(dpid, 9), lab.now))
    lab.run()
    assert lab.links() == ['1:9-2:9', '2:9-1:9']


def test_a_first_probe_that_is_lost_costs_less_than_a_second():
    lab = Lab(ports=1)
    lab.connect((1, 1), (2, 1))
    lab.cut = {(1, 1), (2, 1)}
    lab.run(0.1)
    lab.cut = set()
    lab.run(0.2)
    assert lab.links() == BOTH


def test_a_hundred_switches_are_found_within_two_seconds():
    lab = Lab(switches=100, ports=8)
    for dpid in range(1, 100):
        for number in range(1, 5):
            lab.connect((dpid, number), (dpid + 1, number + 4))
    lab.run(2.0)
    assert len(lab.links()) == 2 * 4 * 99


def test_a_cable_between_two_ports_of_one_switch_is_no_link():
    lab = Lab(switches=1)
    lab.connect((1, 1), (1, 2))
    lab.run(10)
    assert lab.tells() == []


def test_reserved_ports_take_no_part():
    lab = Lab(switches=1)
    local = port(1, 0xFFFFFFFE, hw_addr='0e:00:00:00:00:fe')
    lab.take(lab.discovery.port_changed(local, lab.now))
    lab.take(lab.discovery.port_gone(local))
    lab.run(10)
    assert set(lab.sent) == {(1, 1), (1, 2)}


def test_a_link_that_works_one_way_is_one_direction():
    lab = Lab()
    lab.connect((1, 1), (2, 1))
    lab.cut = {(2, 1)}
    lab.run(20)
    assert lab.tells() == ['add 1:1-2:1']


# -- lost -----------------------------------------------------------------------------------------------------------


def test_a_port_that_goes_down_loses_its_links_at_once(linked):
    linked.set_down((1, 1), True)
    assert linked.tells() == ['delete 1:1-2:1', 'delete 2:1-1:1']
    linked.set_down((2, 1), True)
    linked.run(10)
    assert linked.tells() == []
    linked.set_down((1, 1), False)
    linked.set_down((2, 1), False)
    linked.run()
    assert sorted(linked.tells()) == ['add 1:1-2:1', 'add 2:1-1:1']


def test_a_port_that_is_removed_loses_its_links(linked):
    linked.take(linked.discovery.port_gone(port(2, 1)))
    assert sorted(linked.tells()) == ['delete 1:1-2:1', 'delete 2:1-1:1']
    linked.take(linked.discovery.port_gone(port(2, 1)))
    linked.run(20)
    assert linked.tells() == []


def test_a_switch_that_leaves_takes_its_links_along(linked):
    linked.take(linked.discovery.switch_left(2))
    assert sorted(linked.tells()) == ['delete 1:1-2:1', 'delete 2:1-1:1']
    assert {each.dpid for each in linked.discovery.ports} == {1}
    linked.run(20)
    linked.join(2)
    linked.run()
    assert sorted(linked.tells()) == ['add 1:1-2:1', 'add 2:1-1:1']


def test_three_missed_probes_lose_a_link():
    lab = Lab(interval=3.0)
    lab.connect((1, 1), (2, 1))
    lab.run(30)
    lab.tells()
    cut_at = lab.now
    lab.cut = {(1, 1)}
    before = lab.sent[1, 1]
    while not lab.tells():
        lab.run(0.05)
        assert lab.now - cut_at < 11, 'it is not lost'
    assert 6.5 < lab.now - cut_at < 10.5
    assert lab.sent[1, 1] - before == MISSES
    assert lab.links() == ['2:1-1:1']


def test_the_switch_that_hears_no_probes_is_named_before_the_link_is_lost():
    lab = Lab()
    lab.connect((1, 1), (2, 1))
    lab.run(30)
    lab.cut = {(1, 1)}
    while not lab.doubtful:
        lab.run(0.05)
    assert lab.doubtful == [2]
    assert lab.links() == BOTH


def test_two_missed_probes_are_forgiven():
    lab = Lab()
    lab.connect((1, 1), (2, 1))
    lab.run(30)
    lab.tells()
    for _ in range(20):
        lab.cut = {(1, 1), (2, 1)}
        lab.run(5.9)
        lab.cut = set()
        lab.run(3.1)
    assert lab.tells() == []


@pytest.mark.parametrize('ports', [50, 500])
def test_nothing_flaps(ports):
    lab = Lab(ports=ports)
    for number in range(1, ports + 1):
        lab.connect((1, number), (2, number))
    lab.delay = 0.2
    lab.run(5)
    assert len(lab.links()) == 2 * ports
    lab.tells()
    lab.run(60)
    assert lab.tells() == []


def test_a_controller_that_was_held_up_for_a_minute_loses_nothing():
    lab = Lab(ports=50)
    for number in range(1, 51):
        lab.connect((1, number), (2, number))
    lab.run(10)
    lab.tells()
    lab.run(600, step=20.0)
    lab.run(10)
    assert lab.tells() == []


def test_a_switch_that_takes_no_more_is_not_probed_and_not_judged():
    full = set()
    lab = Lab(can_send=lambda dpid: dpid not in full)
    lab.connect((1, 1), (2, 1))
    lab.run(10)
    lab.tells()
    full.add(1)
    before = lab.sent.copy()
    lab.run(30)
    assert lab.tells() == []
    assert lab.sent[1, 1] == before[1, 1]
    assert lab.sent[2, 1] > before[2, 1]


# -- paced ----------------------------------------------------------------------------------------------------------


def test_probes_are_paced_evenly_over_the_interval():
    lab = Lab(switches=1, ports=300, interval=3.0)
    lab.run(10)
    before = lab.sent.copy()
    per_step = []
    for _ in range(600):
        total = lab.sent.total()
        lab.run(0.05)
        per_step.append(lab.sent.total() - total)
    assert {count for end, count in (lab.sent - before).items()} <= {10, 11, 9}
    assert max(per_step) <= 12


def test_the_interval_is_what_is_asked_for():
    lab = Lab(interval=1.0)
    lab.run(5)
    before = lab.sent[1, 1]
    lab.run(30, step=1 / 60)
    assert 28 <= lab.sent[1, 1] - before <= 31


# -- measured -------------------------------------------------------------------------------------------------------


def test_delay_is_what_remains_without_the_ways_to_the_controller():
    lab = Lab()
    lab.connect((1, 1), (2, 1))
    lab.discovery.round_trip(1, 0.010)
    lab.discovery.round_trip(2, 0.030)
    lab.delay = 0.050
    lab.run(60)
    link = next(link for link in lab.discovery.links if link == Link(port(1, 1), port(2, 1)))
    assert link.delay == pytest.approx(0.030, abs=1e-4)
    assert link.jitter == pytest.approx(0.0, abs=1e-4)
    assert lab.discovery.ports[port(1, 1)].delay == pytest.approx(0.050, abs=1e-4), 'the whole way, as Ryu apps want it'


def test_delay_is_unknown_until_both_switches_were_timed():
    lab = Lab()
    lab.connect((1, 1), (2, 1))
    lab.discovery.round_trip(1, 0.010)
    lab.discovery.round_trip(7, 0.010)
    lab.run(10)
    assert [link.delay for link in lab.discovery.links] == [None, None]


def test_jitter():
    lab = Lab()
    lab.connect((1, 1), (2, 1))
    for dpid in (1, 2):
        lab.discovery.round_trip(dpid, 0.0)
    for number in range(100):
        lab.delay = 0.010 if number % 2 else 0.030
        lab.run(3)
    link = next(iter(lab.discovery.links))
    assert link.delay == pytest.approx(0.020, abs=0.005)
    assert link.jitter == pytest.approx(0.010, abs=0.004)


def test_loss():
    lab = Lab()
    lab.connect((1, 1), (2, 1))
    lab.run(30)
    links = {(link.src.dpid, link.dst.dpid): link for link in lab.discovery.links}
    assert links[1, 2].loss == 0.0
    for number in range(600):
        lab.cut = {(1, 1)} if number % 2 else set()
        lab.run(3)
    assert links[1, 2].loss == pytest.approx(0.5, abs=0.2)
    assert links[2, 1].loss == 0.0
    assert len(lab.links()) == 2


def test_ports_as_apps_read_them(linked):
    linked.run(10)
    data = linked.discovery.ports[port(1, 1)]
    assert data.timestamp == pytest.approx(linked.now + 1e9, abs=3.1)
    assert data.sent in (0, 1)
    assert linked.discovery.ports[port(1, 2)].lldp_dropped() > 3, 'there is nobody'
    assert linked.discovery.links[Link(port(1, 1), port(2, 1))] == pytest.approx(linked.now + 1e9, abs=3.1)
    linked.set_down((1, 1), True)
    assert [each for each in linked.discovery.ports if each.is_down()] == [port(1, 1)], 'keys are as ports are now'
    assert linked.discovery.ports[port(1, 1)].is_down


def test_echo_is_due_once_an_interval():
    lab = Lab(switches=3)
    asked = Counter()
    for _ in range(600):
        lab.now += 0.05
        asked.update(lab.discovery.due(lab.now, 0.0).echoes)
    assert set(asked) == {1, 2, 3}
    assert set(asked.values()) <= {11, 12}, 'and at once when a switch joins'


# -- what hosts and trackers ask ------------------------------------------------------------------------------------


def test_link_ends(linked):
    assert linked.discovery.is_link_end(1, 1)
    assert linked.discovery.is_link_end(2, 1)
    assert not linked.discovery.is_link_end(1, 2)


def test_a_port_settles():
    lab = Lab()
    assert not lab.discovery.is_settled(1, 1)
    lab.run(SETTLE + 0.05)
    assert lab.discovery.is_settled(1, 1)
    assert lab.discovery.is_settled(7, 7), 'of a port that takes no part nothing is to be waited for'
    lab.set_down((1, 1), True)
    assert not lab.discovery.is_settled(1, 1)
    lab.set_down((1, 1), False)
    assert not lab.discovery.is_settled(1, 1)


def test_addresses_of_switch_ports():
    lab = Lab()
    assert lab.discovery.is_switch_address('0e:00:00:00:01:01')
    changed = port(1, 1, hw_addr='0e:00:00:00:77:77')
    lab.take(lab.discovery.port_changed(changed, lab.now))
    assert lab.discovery.is_switch_address('0e:00:00:00:77:77')
    assert not lab.discovery.is_switch_address('0e:00:00:00:01:01')
    lab.run(5)
    assert lab.frames[1, 1][6:12].hex(':') == '0e:00:00:00:77:77'
    lab.take(lab.discovery.switch_left(1))
    assert not lab.discovery.is_switch_address('0e:00:00:00:77:77')


def test_a_switch_that_reconnects_keeps_its_links(linked):
    linked.join(2)
    assert linked.tells() == []
    linked.run(20)
    assert linked.tells() == []


def test_a_port_that_is_gone_after_a_reconnect_is_forgotten(linked):
    linked.take(linked.discovery.switch_joined(2, [port(2, 2)], linked.now))
    assert sorted(linked.tells()) == ['delete 1:1-2:1', 'delete 2:1-1:1']


def test_ports_that_are_others_after_a_reconnect_lose_their_links(linked):
    """A switch was restarted with its ports in another order, before its former connection had ended."""
    swapped = [port(1, 2, hw_addr='0e:00:00:00:01:01'), port(1, 1, hw_addr='0e:00:00:00:01:02')]
    linked.cables.clear()
    linked.connect((1, 2), (2, 1))
    linked.take(linked.discovery.switch_joined(1, swapped, linked.now))
    linked.run(60)
    told = linked.tells()
    assert sorted(told[:2]) == ['delete 1:1-2:1', 'delete 2:1-1:1']
    assert sorted(told[2:]) == ['add 1:2-2:1', 'add 2:1-1:2']


def test_nothing_is_left_when_all_switches_have_gone(linked):
    for dpid in (1, 2):
        linked.take(linked.discovery.switch_left(dpid))
        linked.take(linked.discovery.switch_left(dpid))
    linked.run(10)
    discovery = linked.discovery
    assert (len(discovery.ports), len(discovery.links)) == (0, 0)
    assert not discovery._known and not discovery._addresses and not discovery._round_trips
    assert len(discovery._pacer) == len(discovery._echoer) == 0
    assert not discovery.table._tracks and not discovery.table._leaving and not discovery.table._arriving


def test_a_port_settles_only_after_it_was_probed():
    """A network so large that the first probes take their time: what comes in meanwhile says nothing of a port."""
    lab = Lab(switches=60, ports=100)
    lab.connect((1, 1), (60, 100))
    settled_at = {}
    while not lab.discovery.is_settled(60, 100):
        for end in ((1, 1), (60, 100)):
            if end not in settled_at and lab.discovery.is_settled(*end):
                settled_at[end] = lab.now
        lab.run(0.05)
    assert lab.now - 1000 > 2.5, 'it took long'
    assert settled_at[1, 1] - 1000 < 2 * SETTLE
    assert lab.links() == ['1:1-60:100', '60:100-1:1']


def test_a_link_that_was_found_late_in_a_large_network_is_not_refused():
    """A host is heard at a port before the other end of its cable could be probed."""
    lab = Lab(switches=1)
    lab.run(10)
    lab.ports = 100
    for dpid in range(2, 91):
        lab.join(dpid)
    lab.run(1.8)
    late = next(number for number in range(1, 101) if not lab.sent[90, number])
    lab.connect((1, 1), (90, late))
    lab.cut = {(1, 1)}
    lab.discovery.table.host_seen((1, 1), '02:00:00:00:00:01', lab.discovery.attended)
    lab.run(10)
    assert lab.tells() == ['alarm host-port 1:1', f'add 90:{late}-1:1']


def test_while_the_controller_is_held_up_no_port_settles():
    lab = Lab()
    lab.run()
    lab.now += 30
    assert not lab.discovery.is_settled(1, 1)
    lab.run()
    assert not lab.discovery.is_settled(1, 1)
    lab.run(SETTLE)
    assert lab.discovery.is_settled(1, 1)
