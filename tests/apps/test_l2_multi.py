"""The network that is one big switch, on emulated networks with loops whose switches do nothing against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import greenhub
from controller.apps import l2_multi
from controller.emulator.testing import TestingNetwork
from controller.lib.fabric import IDLE, PAUSE
from controller.openflow import OF10, OF13, OF14, OF15
from controller.packet import build
from greenhub.hubs import get_hub
from tests.apps.served import ask, served

VERSIONS = [OF10, OF13, OF14, OF15]
LLDP = b'\x88\xcc'
READY = 4.0  # seconds until links have been found, and ports have settled
HOST = '00:00:00:00:00:{:02x}'.format
EVERYBODY = 'ff:ff:ff:ff:ff:ff'


class Watched:
    """A network, and what its cables carry besides LLDP: how many frames each, and those for others that hosts get."""

    def __init__(self, net: TestingNetwork) -> None:
        self.net = net
        self.fabric = net.controller.apps['L2Multi'].fabric
        self.carried: Counter[tuple[str, str]] = Counter()
        self.strangers = 0
        self.asked = 0
        for link in net.links.values():
            for one, other in (link.ends, link.ends[::-1]):
                self._watch(link, one, other)
        decide = self.fabric.frame
        self.fabric.frame = lambda *frame: self._count(decide, *frame)

    def _watch(self, link: Any, one: str, other: str) -> None:
        receive = link._receivers[other]

        def watched(frame: Any) -> None:
            if frame.data[12:14] != LLDP:
                self.carried[one, other] += 1
                host = self.net.hosts.get(other)
                self.strangers += host is not None and not frame.data[0] & 1 and frame.data[:6].hex(':') != host.mac
            receive(frame)

        link.plug(other, watched)

    def _count(self, decide: Any, *frame: Any) -> Any:
        self.asked += frame[2][12:14] != LLDP
        return decide(*frame)

    def between_switches(self) -> int:
        """How many frames have crossed links between switches."""
        return sum(count for ends, count in self.carried.items() if {end[0] for end in ends} == {'s'})

    def heard_by(self, host: str) -> int:
        """How many frames a host has got."""
        return sum(count for (_, end), count in self.carried.items() if end == host)

    def clear(self) -> None:
        """Begin to count anew."""
        self.carried.clear()
        self.asked = 0

    def entries(self) -> int:
        """Flow entries of hosts in all switches."""
        found = [entry for switch in self.net.switches.values() for table in switch.tables.tables for entry in table]
        return sum(entry.cookie == l2_multi.COOKIE and entry.priority == l2_multi.HOSTS for entry in found)

    def path(self, one: int, other: int) -> list[str]:
        """The switches between two hosts, by name."""
        status, found = ask(self.net, f'/v1.0/l2/paths/10.0.0.{one}/10.0.0.{other}')
        assert status == 200
        return [f's{int(hop["dpid"], 16)}' for hop in found['hops']]


@contextmanager
def network(topology: str, version: int = OF13, **options: Any) -> Iterator[Watched]:
    with served(topology, ['l2_multi'], versions=[version], spanning_tree=False, **options) as net:
        greenhub.sleep(READY)
        yield Watched(net)
        assert sum(link.counters.worn_out + link.counters.overflowed for link in net.links.values()) == 0


# -- every shape, every version ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(('topology', 'version'), [
    *(('torus,4,4', version) for version in VERSIONS), *(('fat_tree,4', version) for version in VERSIONS),
    ('single,3', OF13), ('linear,4', OF13), ('tree,2,3', OF13), ('ring,3', OF13), ('mesh,6', OF13),
])  # fmt: skip
def test_everybody_reaches_everybody(topology: str, version: int) -> None:
    with network(topology, version) as site:
        assert site.net.ping_all().loss == 0
        pairs = len(list(site.net.pairs()))
        assert site.asked < 2 * pairs + 20
        site.clear()
        assert site.net.ping_all().loss == 0
        assert site.asked == 0
        assert site.strangers == 0, 'what was for one host has come to it alone'


@pytest.mark.parametrize('topology', ['torus,4,4', 'fat_tree,4'])
def test_a_broadcast_comes_to_each_host_once_and_over_no_link(topology: str) -> None:
    with network(topology) as site:
        site.net.ping_all()
        site.clear()
        frame = build.udp_datagram(HOST(1), EVERYBODY, '10.0.0.1', '10.0.0.255', 1, 2).data or b''
        for _ in range(10):
            site.net.host('h1').send_frame(frame)
            greenhub.sleep(0.1)
        assert {name: site.heard_by(name) for name in site.net.hosts} == {
            name: 0 if name == 'h1' else 10 for name in site.net.hosts
        }
        assert site.between_switches() == 0 and site.asked == 10


def test_frames_that_come_before_links_are_known_make_no_storm() -> None:
    with served('mesh,5', ['l2_multi'], spanning_tree=False) as net:
        site = Watched(net)
        ping = net.ping('h1', 'h4', 4)
        assert ping.received >= 2, 'they were kept until it was known where hosts may be'
        assert site.between_switches() < 50 and net.ping_all().loss == 0


@pytest.mark.parametrize('version', VERSIONS)
def test_flow_entries_go_when_hosts_are_silent(version: int) -> None:
    with network('ring,4', version) as site:
        site.net.ping_all()
        assert site.entries() > 0 and site.fabric.conversations_of(HOST(1)) == 3
        greenhub.sleep(2 * IDLE)
        assert site.entries() == 0 and site.fabric.conversations_of(HOST(1)) == 0


# -- what breaks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('version', VERSIONS)
@pytest.mark.parametrize('topology', ['torus,4,4', 'fat_tree,4'])
def test_a_cut_heals_at_once_and_without_a_question(topology: str, version: int) -> None:
    with network(topology, version, delay=0.001) as site:
        site.net.ping_all()
        before = site.path(1, 11)
        site.clear()
        clock, began = get_hub().clock, get_hub().clock()
        site.net.set_link(before[1], before[2], up=False)
        while site.net.ping('h1', 'h11', timeout=0.02).loss:
            assert clock() - began < 1
        assert clock() - began < 0.2
        greenhub.sleep(0.1)
        assert len(site.path(1, 11)) == len(before) and site.path(1, 11) != before
        assert site.net.ping_all().loss == 0 and site.asked <= 2
        site.net.set_link(before[1], before[2], up=True)
        greenhub.sleep(3)
        assert site.path(1, 11) == before
        site.clear()
        assert site.net.ping_all().loss == 0 and site.asked == 0


@pytest.mark.parametrize('version', VERSIONS)
def test_a_switch_that_leaves_is_gone_round(version: int) -> None:
    with network('torus,4,4', version) as site:
        site.net.ping_all()
        middle = site.path(1, 11)[2]
        lost = f'h{middle[1:]}'
        site.net.nodes[middle].agent.stop()
        for one, other in list(site.net.links):
            if middle in (one, other):
                site.net.link(one, other).up = False
        greenhub.sleep(0.5)
        assert middle not in site.path(1, 11)
        pairs = [pair for pair in site.net.pairs() if lost not in pair]
        assert site.net.ping_all(pairs=pairs).loss == 0
        assert site.fabric.conversations_of(site.net.host(lost).mac) == 0


@pytest.mark.parametrize('version', VERSIONS)
def test_a_switch_that_connects_anew_begins_anew(version: int) -> None:
    with network('ring,4', version) as site:
        site.net.ping_all()
        site.net.controller.switches[2].close()
        greenhub.sleep(0.1)
        greenhub.sleep(10)
        assert site.net.ping_all().loss == 0
        greenhub.sleep(2 * IDLE)
        assert site.entries() == 0


@pytest.mark.parametrize('version', VERSIONS)
def test_it_may_come_when_the_switches_are_there_already_and_be_reloaded(version: int) -> None:
    with served('ring,4', ['rest_topology'], versions=[version], spanning_tree=False) as net:
        greenhub.sleep(READY)
        net.controller.replacing.add('l2_multi')
        greenhub.sleep(0.1)
        assert net.ping_all().loss == 0
        net.controller.replacing.reload('L2Multi')
        greenhub.sleep(0.1)
        assert Watched(net).entries() == 0
        assert net.ping_all().loss == 0


def test_a_host_that_is_unplugged_takes_its_entries_along() -> None:
    with network('torus,3,3') as site:
        site.net.ping_all()
        before = site.entries()
        site.net.set_link('h1', 's1', up=False)
        greenhub.sleep(0.1)
        assert 0 < site.entries() < before and site.fabric.conversations_of(HOST(1)) == 0
        site.net.set_link('h1', 's1', up=True)
        greenhub.sleep(5)
        assert site.net.ping_all().loss == 0


def test_a_host_that_moves_is_reached_where_it_is_now() -> None:
    with network('torus,3,3') as site:
        site.net.ping('h1', 'h9')
        first, other = site.net.host('h1'), site.net.host('h5')
        site.net.set_link('h1', 's1', up=False)
        other.mac, other.ip = first.mac, first.ip
        other.neighbours.clear()
        other.resolve('10.0.0.9')
        greenhub.sleep(1)
        assert site.net.ping('h9', other).loss == 0
        assert site.path(9, 1)[-1] == 's5'


# -- those who would deceive it, or are too many -----------------------------------------------------------------------


def test_a_storm_of_one_host_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    with network('torus,4,4') as site:
        site.net.ping_all()
        site.clear()
        frame = build.arp_request(HOST(1), '10.0.0.1', '10.0.0.99').data or b''
        for _ in range(100):
            for _ in range(100):
                site.net.host('h1').send_frame(frame)
            greenhub.sleep(0.01)
        assert site.asked < 1500, 'of 10,000: the switch itself drops the others'
        assert site.between_switches() == 0
        assert site.net.host('h2').received.arp_requests < 500
        assert any('asks too often' in each.getMessage() for each in caplog.records)
        assert site.net.ping_all().loss == 0, 'what has flow entries goes on'
        greenhub.sleep(2 * PAUSE + 4)
        site.fabric.host_gone(HOST(1))
        assert site.net.ping('h1', 'h16').loss == 0


def test_the_address_of_another_is_of_no_use() -> None:
    with network('torus,3,3') as site:
        site.net.ping_all()
        spoof = build.udp_datagram(HOST(1), HOST(9), '10.0.0.1', '10.0.0.9', 1, 2).data or b''
        site.clear()
        for _ in range(20):
            site.net.host('h5').send_frame(spoof)
            greenhub.sleep(0.1)
        assert site.heard_by('h9') == 0
        assert site.path(1, 9)[0] == 's1' and site.net.ping_all().loss == 0


def test_addresses_that_nobody_has_are_looked_for_once_a_second() -> None:
    with network('torus,3,3') as site:
        site.net.ping_all()
        site.clear()
        frame = build.udp_datagram(HOST(1), HOST(99), '10.0.0.1', '10.0.0.99', 1, 2).data or b''
        for _ in range(500):
            site.net.host('h1').send_frame(frame)
            greenhub.sleep(0.01)
        assert 3 <= site.asked <= 7


# -- REST -------------------------------------------------------------------------------------------------------------


def test_hosts_and_paths() -> None:
    with network('ring,4') as site:
        site.net.ping('h1', 'h2')
        status, hosts = ask(site.net, '/v1.0/l2/hosts')
        assert (status, hosts[0]) == (200, {
            'mac': HOST(1), 'ipv4': ['10.0.0.1'], 'ipv6': [], 'dpid': '0000000000000001', 'port_no': 1,
            'conversations': 1,
        })  # fmt: skip
        status, path = ask(site.net, f'/v1.0/l2/paths/10.0.0.1/{HOST(2)}')
        assert (status, path) == (200, {'src': HOST(1), 'dst': HOST(2), 'carrying': True, 'hops': [
            {'dpid': '0000000000000001', 'in_port': 1, 'out_port': 2},
            {'dpid': '0000000000000002', 'in_port': 2, 'out_port': 1},
        ]})  # fmt: skip
        for ends, why in (('10.0.0.1/10.0.0.77', 'no host with the address 10.0.0.77'), ('x/10.0.0.1', 'address x'),
                          ('10.0.0.1/10.0.0.1', 'at the same port')):  # fmt: skip
            status, answer = ask(site.net, f'/v1.0/l2/paths/{ends}')
            assert status == 404 and why in answer['error']
