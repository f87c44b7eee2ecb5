"""Who wants to deceive discovery: no link comes of it without an alarm."""

import pytest

from controller.topology.alarms import QUIET, REMEMBERED, VARIETY, Alarms
from controller.topology.events import EventTopologyAlarm
from controller.topology.links import HOSTS_OF_A_PORT, SETTLE
from controller.topology.probe import LLDPPacket, Signer

from .lab import Lab

MAC = '02:00:00:00:00:01'


def host_at(lab, end, mac=MAC):
    lab.discovery.table.host_seen(end, mac, lab.discovery.attended)


def relay(lab, src, dst):
    """Hosts carry the newest probe of a port to another port."""
    lab.receive(dst, lab.frames[src])


@pytest.fixture
def lab():
    """Three switches, 1:1 linked with 2:1; nothing else is."""
    lab = Lab(switches=3, ports=4)
    lab.connect((1, 1), (2, 1))
    lab.run(10)
    assert lab.tells() == ['add 1:1-2:1', 'add 2:1-1:1']
    return lab


# -- forged ---------------------------------------------------------------------------------------------------------


def test_forged_lldp_from_a_host(lab):
    lab.receive((3, 2), LLDPPacket.lldp_packet(1, 2, MAC, 120))
    stranger = Signer(b'x')
    lab.receive((3, 2), stranger.make(stranger.head(1, 2, MAC), int(lab.now * 1e6)))
    assert lab.tells() == ['alarm forged 3:2'] * 2
    assert 'port 2 of switch 0000000000000001' in lab.alarms[0]


def test_a_broken_end(lab):
    lab.receive((3, 2), lab.frames[1, 2][:-2] + b'\xfe\xff')
    assert lab.tells() == ['alarm forged 3:2']
    assert 'End TLV' in lab.alarms[0]


def test_lldp_of_a_host_is_its_own_business(lab):
    tlvs = '0207040242ac110002 0407030242ac110002 06020078 0000'
    lab.receive((3, 2), bytes.fromhex('0180c200000e 0242ac110002 88cc' + tlvs))
    assert lab.tells() == []


# -- kept and sent again --------------------------------------------------------------------------------------------


def test_a_probe_that_was_kept(lab):
    kept = lab.frames[1, 2]
    lab.run(30)
    lab.receive((3, 2), kept)
    assert lab.tells() == ['alarm replayed 3:2']


def test_probes_that_waited_for_a_controller_that_was_held_up_are_no_alarm(lab):
    kept = lab.frames[2, 1]
    lab.now += 30
    lab.receive((1, 1), kept)
    lab.run()
    lab.receive((1, 1), kept)
    assert lab.tells() == []
    assert max(link.delay or 0.0 for link in lab.discovery.links) < 0.01
    lab.run(10)
    lab.receive((1, 1), kept)
    assert lab.tells() == ['alarm replayed 1:1']


def test_a_probe_that_was_kept_over_a_port_that_went_down(lab):
    kept = lab.frames[1, 2]
    lab.set_down((1, 2), True)
    lab.set_down((1, 2), False)
    lab.receive((3, 2), kept)
    assert lab.tells() == []


def test_probes_on_their_way_when_a_link_goes_down_are_no_alarm(lab):
    kept = lab.frames[1, 1]
    lab.set_down((1, 1), True)
    lab.tells()
    lab.receive((2, 1), kept)
    assert lab.tells() == []
    lab.take(lab.discovery.switch_left(1))
    lab.receive((2, 1), kept)
    assert lab.tells() == []


def test_a_probe_that_is_heard_twice_does_not_keep_a_dead_link(lab):
    kept = lab.frames[1, 1]
    lab.cut = {(1, 1)}
    for _ in range(60):
        lab.run(0.2)
        if lab.now - 1000 < 18:
            lab.receive((2, 1), kept)
    assert 'delete 1:1-2:1' in lab.tells()


# -- relayed --------------------------------------------------------------------------------------------------------


def test_a_probe_that_two_hosts_relay(lab):
    host_at(lab, (1, 2))
    host_at(lab, (3, 2), '02:00:00:00:00:02')
    relay(lab, (1, 2), (3, 2))
    relay(lab, (3, 2), (1, 2))
    assert lab.tells() == [
        'alarm host-port 1:2', 'alarm host-port 3:2', 'alarm host-port 3:2', 'alarm host-port 1:2',
    ]  # fmt: skip
    assert MAC in lab.alarms[0]
    assert lab.links() == ['1:1-2:1', '2:1-1:1']


@pytest.mark.parametrize('seen', [(1, 2), (3, 2)])
def test_one_port_where_a_host_was_is_enough(lab, seen):
    host_at(lab, seen)
    relay(lab, (1, 2), (3, 2))
    assert lab.tells() == [f'alarm host-port {seen[0]}:{seen[1]}']


def test_a_port_that_went_down_and_up_again_still_had_a_host(lab):
    host_at(lab, (1, 2))
    for down in (True, False):
        lab.set_down((1, 2), down)
        lab.run(5)
    relay(lab, (1, 2), (3, 2))
    assert lab.tells() == ['alarm host-port 1:2']
    assert lab.links() == ['1:1-2:1', '2:1-1:1']


def test_a_switch_that_reconnects_still_had_a_host(lab):
    host_at(lab, (1, 2))
    lab.take(lab.discovery.switch_left(1))
    lab.join(1)
    lab.run(5)
    lab.tells()
    relay(lab, (1, 2), (3, 2))
    assert lab.tells() == ['alarm host-port 1:2']


def test_somebody_who_may_can_say_that_there_is_a_switch_now(lab):
    host_at(lab, (1, 2))
    lab.connect((1, 2), (3, 2))
    lab.run(5)
    assert set(lab.tells()) == {'alarm host-port 1:2'}
    lab.discovery.table.trust((1, 2))
    lab.run(5)
    assert sorted(lab.tells()) == ['add 1:2-3:2', 'add 3:2-1:2']


def test_not_strict_a_link_comes_with_an_alarm():
    lab = Lab(switches=3, strict=False)
    lab.run(10)
    host_at(lab, (1, 2))
    relay(lab, (1, 2), (3, 2))
    assert lab.tells() == ['alarm host-port 1:2', 'add 1:2-3:2']


# -- what looks like a host and is none -----------------------------------------------------------------------------


def test_hosts_that_were_heard_before_their_switch_had_joined():
    """A switch that forwards by itself until it has a controller: its hosts seem to be at the port of the next one."""
    lab = Lab(switches=1)
    lab.connect((1, 1), (2, 1))
    lab.run(20)
    host_at(lab, (1, 1))
    lab.join(2)
    lab.run()
    assert lab.tells() == ['alarm host-port 1:1', 'add 2:1-1:1', 'alarm host-port 1:1', 'add 1:1-2:1']


def test_a_link_that_was_known_comes_back_with_an_alarm_where_a_host_was_seen_meanwhile(lab):
    for end in ((1, 1), (2, 1)):
        lab.set_down(end, True)
        lab.set_down(end, False)
    lab.cut = {(1, 1), (2, 1)}
    lab.run(5)
    lab.tells()
    host_at(lab, (2, 1))
    lab.cut = set()
    lab.run(5)
    assert sorted(lab.tells()) == ['add 1:1-2:1', 'add 2:1-1:1', 'alarm host-port 2:1', 'alarm host-port 2:1']


def test_frames_over_a_link_whose_probes_are_lost_make_no_hosts(lab):
    lab.cut = {(1, 1), (2, 1)}
    lab.run(15)
    assert sorted(lab.tells()) == ['delete 1:1-2:1', 'delete 2:1-1:1']
    host_at(lab, (1, 1))
    lab.cut = set()
    lab.run(5)
    assert sorted(lab.tells()) == ['add 1:1-2:1', 'add 2:1-1:1']


def test_frames_over_a_link_whose_switch_is_away_make_no_hosts(lab):
    """Its channel is cut and not its cables; what it forwards by its entries is no host of the next one's."""
    lab.take(lab.discovery.switch_left(1))
    lab.run(5)
    host_at(lab, (2, 1))
    lab.tells()
    lab.join(1)
    lab.run(5)
    assert sorted(lab.tells()) == ['add 1:1-2:1', 'add 2:1-1:1']


def test_a_host_in_the_place_of_a_link_that_was_lost_is_remembered(lab):
    """Nobody has told that the port went down: there was another bridge in between."""
    lab.cut = {(1, 1), (2, 1)}
    lab.run(15)
    host_at(lab, (1, 1))
    lab.tells()
    relay(lab, (1, 1), (3, 2))
    assert lab.tells() == ['alarm host-port 1:1']
    assert lab.links() == []


def test_frames_of_a_switch_itself_make_no_hosts(lab):
    host_at(lab, (3, 2), '0e:00:00:00:01:02')  # port 2 of switch 1: its system has sent neighbour discovery
    lab.connect((1, 2), (3, 2))
    lab.run(5)
    assert sorted(lab.tells()) == ['add 1:2-3:2', 'add 3:2-1:2']


def test_of_a_port_few_hosts_are_remembered(lab):
    for number in range(1000):
        host_at(lab, (1, 2), f'02:00:00:00:{number >> 8:02x}:{number & 255:02x}')
    relay(lab, (1, 2), (3, 2))
    assert lab.alarms[0].count('02:00') == HOSTS_OF_A_PORT


def test_a_link_end_is_no_place_of_a_host(lab):
    host_at(lab, (1, 1))
    for end in ((1, 1), (2, 1)):
        lab.set_down(end, True)
        lab.set_down(end, False)
    lab.tells()
    lab.run()
    assert sorted(lab.tells()) == ['add 1:1-2:1', 'add 2:1-1:1']


# -- two claims -----------------------------------------------------------------------------------------------------


def test_two_lldps_that_claim_one_port(lab):
    relay(lab, (1, 1), (3, 1))
    relay(lab, (3, 1), (1, 1))
    relay(lab, (3, 1), (2, 1))
    assert lab.tells() == ['alarm two-claims 3:1', 'alarm two-claims 1:1', 'alarm two-claims 2:1']
    assert 'port 1 of switch 0000000000000002' in lab.alarms[0]
    assert lab.links() == ['1:1-2:1', '2:1-1:1']


def test_an_app_that_floods_lldp_makes_no_links():
    """What comes in at 2:1 leaves by 2:2 too, and the other way round."""
    lab = Lab(switches=3)
    lab.cables = {(1, 1): [(2, 1), (3, 1)], (2, 1): [(1, 1)], (2, 2): [(3, 1)], (3, 1): [(2, 2), (1, 1)]}
    lab.run(60)
    told = lab.tells()
    assert {each for each in told if each.startswith('add')} == {
        'add 1:1-2:1', 'add 2:1-1:1', 'add 2:2-3:1', 'add 3:1-2:2',
    }  # fmt: skip
    assert not [each for each in told if each.startswith('delete')]


def test_three_switches_at_a_hub():
    lab = Lab(switches=3)
    lab.connect((1, 1), (2, 1), (3, 1))
    lab.run(60)
    assert lab.links() == ['1:1-2:1', '2:1-1:1']
    assert set(lab.tells()) == {
        'add 1:1-2:1', 'add 2:1-1:1', 'alarm two-claims 1:1', 'alarm two-claims 2:1', 'alarm two-claims 3:1',
    }  # fmt: skip


def test_three_switches_at_a_hub_not_strict():
    lab = Lab(switches=3, strict=False)
    lab.connect((1, 1), (2, 1), (3, 1))
    lab.run(60)
    assert len(lab.links()) == 6


def test_two_switches_at_a_hub_are_a_link_like_any_other():
    lab = Lab(switches=2)
    lab.connect((1, 1), (2, 1), (99, 99))
    lab.run(60)
    assert sorted(lab.tells()) == ['add 1:1-2:1', 'add 2:1-1:1']


def test_a_cable_that_was_moved_unnoticed_is_a_link_when_the_old_one_is_lost(lab):
    lab.cables.clear()
    lab.connect((1, 1), (3, 1))
    lab.run(14)
    assert lab.links() == ['1:1-3:1', '3:1-1:1']
    assert 'alarm two-claims 1:1' in lab.tells()


# -- alarms ---------------------------------------------------------------------------------------------------------


def test_an_alarm_is_raised_once_a_minute():
    alarms = Alarms()
    assert alarms.is_news(EventTopologyAlarm('forged', 1, 1, 'a'), 0.0)
    assert not alarms.is_news(EventTopologyAlarm('forged', 1, 1, 'a'), QUIET - 1)
    assert alarms.is_news(EventTopologyAlarm('forged', 1, 2, 'a'), 1.0)
    assert alarms.is_news(EventTopologyAlarm('replayed', 1, 1, 'a'), 1.0)
    assert alarms.is_news(EventTopologyAlarm('forged', 1, 1, 'a'), QUIET)


def test_a_flood_of_alarms_is_bounded():
    alarms = Alarms()
    passed = sum(alarms.is_news(EventTopologyAlarm('forged', 1, number, ''), 0.0) for number in range(100_000))
    assert passed == REMEMBERED + 1
    alarms.tick(QUIET)
    assert not alarms._told


def test_of_one_kind_and_port_few_different_alarms_are_raised():
    """Who poses as one host after the other cannot hide the second behind the first, nor fill the log."""
    alarms = Alarms()
    passed = sum(alarms.is_news(EventTopologyAlarm('forged', 1, 1, str(number)), 0.0) for number in range(1000))
    assert passed == VARIETY
    assert alarms.is_news(EventTopologyAlarm('forged', 1, 1, '0'), QUIET)


def test_settling_is_longer_than_the_ladder():
    from controller.topology.pacing import LADDER

    assert LADDER[-1] < SETTLE
