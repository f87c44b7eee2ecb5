"""The app that knows the network: on emulated switches of every version, and on fakes that do what no switch does."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

import greenhub
from controller.app import App, set_ev_cls
from controller.config import Config
from controller.emulator.frame import Frame
from controller.emulator.testing import testing_network
from controller.emulator.topology import parse
from controller.manager import Controller
from controller.openflow import OF10, OF12, OF13, OF14, OF15, version
from controller.packet.build import udp_datagram
from controller.topology import events, switches
from controller.topology.events import (
    EventGraphRequest,
    EventHostRequest,
    EventLinkRequest,
    EventSwitchRequest,
)
from controller.topology.links import SETTLE
from controller.topology.messages import COOKIE, drop_of, lldp_flow
from controller.topology.model import Link
from controller.topology.probe import LLDPPacket, Signer
from greenhub.testing import jumping_clock

from ..fake_switch import FakeSwitch
from .lab import port

VERSIONS = [OF10, OF13, OF14, OF15]
TOLD = [getattr(events, name) for name in (
    'EventSwitchEnter', 'EventSwitchLeave', 'EventSwitchReconnected', 'EventPortAdd', 'EventPortDelete',
    'EventPortModify', 'EventLinkAdd', 'EventLinkDelete', 'EventHostAdd', 'EventHostDelete', 'EventHostMove',
    'EventTopologyAlarm',
)]  # fmt: skip


class Asking(App):
    """Asks, and so has topology loaded; handles nothing."""

    asks = events.EventLinkRequest

    def ask(self, request):
        return self.send_request(request)


class Listening(Asking):
    """Keeps what topology tells, in words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.told = []

    @set_ev_cls(TOLD)
    def listen(self, ev):
        self.told.append(words(ev))

    def tells(self):
        greenhub.sleep(0)
        told, self.told = self.told, []
        return told


def words(ev):
    name = type(ev).__name__.removeprefix('Event')
    if name.startswith('Switch'):
        return f'{name} {ev.switch.dp.id}'
    if name.startswith('Port'):
        return f'{name} {ev.port.dpid}:{ev.port.port_no} {"down" if ev.port.is_down() else "up"}'
    if name.startswith('Link'):
        return f'{name} {at(ev.link.src)}-{at(ev.link.dst)}'
    if name == 'TopologyAlarm':
        return f'{name} {ev.kind} {ev.dpid}:{ev.port_no}'
    return f'{name} {at(ev.dst.port if name == "HostMove" else ev.host.port)}'


def at(port):
    return f'{port.dpid}:{port.port_no}'


@contextmanager
def network(topology, app=Listening, numbers=(OF13,), others=(), **config):
    """An emulated network with an app; it has `app` and `topology`, the app that this is about."""
    with testing_network(topology, [app, *others], versions=numbers, config=Config(wsapi_port=0, **config)) as net:
        net.app, net.topology_app = net.controller.apps[app.__name__], net.controller.apps['switches']
        yield net


def linear(count):
    return {f'{one}:{"2" if one == 1 else "3"}-{one + 1}:2' for one in range(1, count)} | {
        f'{one + 1}:2-{one}:{"2" if one == 1 else "3"}' for one in range(1, count)}


def links(net):
    return {f'{at(link.src)}-{at(link.dst)}' for link in net.topology_app.links}


# -- every version --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('number', VERSIONS)
def test_links_are_found_in_every_version(number):
    with network('linear,3', numbers=(number,)) as net:
        assert links(net) == linear(3)
        told = net.app.tells()
        assert told[:3] == ['SwitchEnter 1', 'SwitchEnter 2', 'SwitchEnter 3']
        assert {each.split()[1] for each in told[3:]} == linear(3)


@pytest.mark.parametrize('number', VERSIONS)
def test_a_cable_that_is_pulled_is_noticed_at_once_and_found_again(number):
    with network('linear,2', numbers=(number,)) as net:
        net.app.tells()
        net.set_link('s1', 's2', False)
        greenhub.sleep(0.1)
        assert links(net) == set()
        told = net.app.tells()
        assert {'LinkDelete 1:2-2:2', 'LinkDelete 2:2-1:2', 'PortModify 1:2 down', 'PortModify 2:2 down'} == set(told)
        net.set_link('s1', 's2', True)
        greenhub.sleep(0.1)
        assert links(net) == linear(2)


@pytest.mark.parametrize('number', VERSIONS)
def test_a_link_that_is_silent_is_lost(number):
    with network('linear,2', numbers=(number,)) as net:
        greenhub.sleep(10)
        net.app.tells()
        net.links['s1', 's2'].loss = 1.0
        greenhub.sleep(6.5)
        assert links(net) == linear(2)
        greenhub.sleep(5)
        assert sorted(net.app.tells()) == ['LinkDelete 1:2-2:2', 'LinkDelete 2:2-1:2']


@pytest.mark.parametrize('number', VERSIONS)
def test_lldp_comes_up_by_a_flow_entry_of_its_own(number):
    with network('linear,2', numbers=(number,)) as net:
        entry = next(iter(net.nodes['s1'].switch.tables.tables[0]))
        assert (entry.priority, entry.cookie) == (0xFFFF, COOKIE)


def test_one_point_two():
    """The emulator does not speak it: what is said is read as a switch reads it."""
    of = version(OF12)
    datapath = SimpleNamespace(ofproto=of, id=1)
    flow = lldp_flow(datapath)
    flow.xid = 1
    read = of.decode(flow.encode())
    assert (read.match['eth_type'], read.match['eth_dst']) == (0x88CC, '01:80:c2:00:00:0e')
    assert read.instructions[0].actions[0].port == of.OFPP_CONTROLLER
    assert (read.priority, read.flags) == (0xFFFF, of.OFPFF_SEND_FLOW_REM)


@pytest.mark.parametrize('numbers', [(OF10, OF13), (OF13, OF15)])
def test_versions_side_by_side(numbers):
    """Each switch agrees on the highest that it speaks; a link between two versions is a link."""
    with network('linear,2', numbers=numbers) as net:
        assert links(net) == linear(2)


# -- when links are observed ----------------------------------------------------------------------------------------


def test_links_are_not_observed_where_nobody_wants_them():
    with network('linear,2', Asking) as net:
        greenhub.sleep(20)
        assert not net.topology_app.link_discovery
        assert links(net) == set()
        assert not any(net.nodes['s1'].switch.tables.tables[0])
        assert len(net.app.ask(EventSwitchRequest()).switches) == 2


def test_they_are_when_the_option_says_so():
    with network('linear,2', Asking, observe_links=True) as net:
        assert links(net) == linear(2)


def test_whoever_asks_for_links_has_them_observed_from_then_on(caplog):
    with network('linear,2', Asking) as net:
        with caplog.at_level(logging.WARNING):
            assert not net.app.ask(EventLinkRequest()).links
            net.app.ask(EventLinkRequest())
        assert caplog.text.count('--observe-links') == 1
        greenhub.sleep(0.5)
        assert len(net.app.ask(EventLinkRequest()).links) == 2


def test_an_app_that_comes_later_and_listens_has_them_observed(caplog):
    with network('linear,2', Asking) as net:
        greenhub.sleep(5)
        with caplog.at_level(logging.INFO):
            net.controller.load([Listening])
            net.controller.start_apps()
            greenhub.sleep(2)
        assert 'an app listens to EventLinkAdd' in caplog.text
        assert links(net) == linear(2)


def test_without_a_flow_entry_and_without_one_that_brings_packets_up_nothing_is_found():
    with network('linear,2', install_lldp_flow=False) as net:
        greenhub.sleep(5)
        assert links(net) == set()


# -- questions ------------------------------------------------------------------------------------------------------


def test_questions():
    with network('linear,3') as net:
        greenhub.sleep(SETTLE)
        ask = net.app.ask
        assert [switch.dp.id for switch in ask(EventSwitchRequest()).switches] == [1, 2, 3]
        assert [len(switch.ports) for switch in ask(EventSwitchRequest(2)).switches] == [3]
        assert ask(EventSwitchRequest(9)).switches == []
        reply = ask(EventLinkRequest())
        assert len(reply.links) == 4
        assert all(isinstance(link, Link) and seen > 1e9 for link, seen in reply.links.items())
        assert [at(link.dst) for link in ask(EventLinkRequest(1)).links] == ['2:2']
        assert ask(EventLinkRequest(9)).links == []
        assert ask(EventHostRequest()).hosts == []
        graph = ask(EventGraphRequest()).graph
        assert graph is ask(EventGraphRequest()).graph
        assert [hop[0] for hop in graph.shortest_path(1, 3)] == [1, 2, 3]


def test_ports_as_other_apps_read_them():
    with network('linear,2') as net:
        greenhub.sleep(10)
        ports = net.topology_app.ports
        assert {at(each) for each in ports} == {'1:1', '1:2', '2:1', '2:2'}
        data = ports[port(1, 2)]
        assert data.timestamp > 1e9
        assert data.delay == pytest.approx(0.0, abs=0.01)
        assert net.topology_app.dps.keys() == net.topology_app.port_state.keys() == {1, 2}
        assert net.topology_app.port_state[1].keys() == {1, 2}


def test_delay_and_loss_of_a_link():
    with network('linear,2') as net:
        net.links['s1', 's2'].delay = 0.025
        greenhub.sleep(300)
        for link in net.topology_app.links:
            assert link.delay == pytest.approx(0.025, abs=0.005)
            assert link.loss == 0.0
        assert net.topology_app.ports[port(1, 2)].delay == pytest.approx(0.025, abs=0.005)
        assert net.app.ask(EventGraphRequest()).graph is not None


# -- hosts ----------------------------------------------------------------------------------------------------------


def test_hosts_are_found_at_their_ports_and_not_at_links():
    with network('linear,3', others=['simple_switch_13']) as net:
        greenhub.sleep(SETTLE)
        net.app.tells()
        assert net.ping_all().loss == 0
        assert net.app.tells() == ['HostAdd 1:1', 'HostAdd 2:1', 'HostAdd 3:1']
        hosts = net.app.ask(EventHostRequest()).hosts
        assert [(host.mac, host.ipv4) for host in hosts] == [
            (f'00:00:00:00:00:0{number}', [f'10.0.0.{number}']) for number in (1, 2, 3)
        ]  # fmt: skip
        assert [host.mac for host in net.app.ask(EventHostRequest(2)).hosts] == ['00:00:00:00:00:02']
        assert [host.mac for host in net.app.ask(EventHostRequest(address='10.0.0.3')).hosts] == ['00:00:00:00:00:03']
        assert net.app.ask(EventHostRequest(address='10.0.0.9')).hosts == []


def test_frames_that_come_before_their_link_is_known_make_no_hosts():
    """They cross the network the moment it is there; what came in at links is forgotten when they are found."""
    with network('linear,3', others=['simple_switch_13']) as net:
        assert net.ping_all().loss == 0
        assert not [each for each in net.app.tells() if each.startswith('Host')]
        greenhub.sleep(SETTLE)
        assert sorted(net.app.tells()) == ['HostAdd 1:1', 'HostAdd 2:1', 'HostAdd 3:1']


def test_a_host_is_gone_with_its_port():
    with network('linear,2', others=['simple_switch_13']) as net:
        greenhub.sleep(SETTLE)
        net.ping_all()
        net.app.tells()
        net.set_link('h1', 's1', False)
        greenhub.sleep(0.1)
        assert net.app.tells() == ['PortModify 1:1 down', 'HostDelete 1:1']


def test_hosts_without_links_are_found_at_once():
    with network('single,2', Asking, others=['simple_switch_13']) as net:
        net.ping_all()
        assert len(net.app.ask(EventHostRequest()).hosts) == 2
        assert not net.topology_app.link_discovery


def test_where_hosts_may_be():
    with network('linear,3', others=['simple_switch_13']) as net:
        assert net.topology_app.edge_ports() == {1: [], 2: [], 3: []}, 'it is not known yet where links end'
        greenhub.sleep(SETTLE + 0.5)
        assert net.topology_app.edge_ports() == {1: [1], 2: [1], 3: [1]}
        net.set_link('s1', 's2', up=False)
        net.set_link('h3', 's3', up=False)
        greenhub.sleep(0.1)
        assert net.topology_app.edge_ports() == {1: [1], 2: [1], 3: []}
        net.ping('h1', 'h2')
        net.ping('h2', 'h1')
        assert net.topology_app.find('10.0.0.1') is net.topology_app.find('00:00:00:00:00:01') is not None
        assert net.topology_app.find('10.0.0.9') is None
        port = net.topology_app.port_state[1][1]
        assert [net.topology_app.is_switch_address(mac) for mac in (port.hw_addr, '00:00:00:00:00:01')] == [True, False]


# -- those who would deceive it -------------------------------------------------------------------------------------


def test_forged_lldp_is_an_alarm_and_no_link(caplog):
    with network('linear,2') as net, caplog.at_level(logging.WARNING):
        greenhub.sleep(5)
        net.app.tells()
        for _ in range(100):
            send_raw(net, 1, 1, LLDPPacket.lldp_packet(2, 1, '00:00:00:00:00:01', 120))
        assert net.app.tells() == ['TopologyAlarm forged 1:1']
        assert caplog.text.count('has not signed it') == 1
        assert 'switch 0000000000000001 port 1' in caplog.text
        assert links(net) == linear(2)


def send_raw(net, dpid, port_no, data):
    """A frame comes in at a port."""
    node = net.nodes[f's{dpid}']
    node._receive(port_no, Frame(data))
    greenhub.sleep(0.01)


def newest_probe(net, dpid, port_no):
    return net.topology_app.ports[port(dpid, port_no)].lldp_data


def test_probes_that_hosts_relay_are_an_alarm_and_no_link():
    with network('linear,3', others=['simple_switch_13']) as net:
        greenhub.sleep(SETTLE)
        net.ping_all()
        net.app.tells()
        send_raw(net, 3, 1, newest_probe(net, 1, 1))
        assert net.app.tells() == ['TopologyAlarm host-port 1:1', 'TopologyAlarm host-port 3:1']
        assert links(net) == linear(3)
        for up in (False, True):
            net.set_link('h1', 's1', up)
            greenhub.sleep(5)
        net.app.tells()
        send_raw(net, 3, 1, newest_probe(net, 1, 1))
        assert links(net) == linear(3), 'a port that went down and up had a host all the same'


def test_a_port_that_showed_none_but_the_hosts_of_others_had_a_host_all_the_same():
    with network('linear,3', others=['simple_switch_13']) as net:
        greenhub.sleep(SETTLE)
        frame = udp_datagram('00:00:00:00:00:01', 'ff:ff:ff:ff:ff:ff', '10.0.0.1', '10.0.0.9', 1, 2)
        frame.serialize()
        send_raw(net, 1, 1, frame.data)
        send_raw(net, 2, 1, frame.data)
        assert net.app.tells()[-2:] == ['HostAdd 1:1', 'TopologyAlarm host-conflict 2:1']
        send_raw(net, 3, 1, newest_probe(net, 2, 1))
        assert net.app.tells() == ['TopologyAlarm host-port 2:1']
        assert links(net) == linear(3)


def test_not_strict_such_a_link_comes_with_its_alarm():
    with network('linear,3', others=['simple_switch_13'], strict_links=False) as net:
        greenhub.sleep(SETTLE)
        net.ping_all()
        net.app.tells()
        send_raw(net, 3, 1, newest_probe(net, 1, 1))
        told = net.app.tells()
        assert told[:2] == ['TopologyAlarm host-port 1:1', 'TopologyAlarm host-port 3:1']
        assert 'LinkAdd 1:1-3:1' in told


def test_trust():
    with network('linear,3', others=['simple_switch_13']) as net:
        greenhub.sleep(SETTLE)
        net.ping_all()
        for dpid in (1, 3):
            net.topology_app.trust(dpid, 1)
        send_raw(net, 3, 1, newest_probe(net, 1, 1))
        assert '1:1-3:1' in links(net)


@pytest.mark.parametrize('number', VERSIONS)
def test_a_flow_entry_that_was_removed_is_installed_again(number):
    with network('linear,2', numbers=(number,)) as net:
        net.app.tells()
        dp = net.topology_app.dps[1]
        of = dp.ofproto
        anywhere = {} if number == OF10 else {
            'table_id': of.OFPTT_ALL, 'out_port': of.OFPP_ANY, 'out_group': of.OFPG_ANY}
        dp.send_msg(of.OFPFlowMod(dp, match=of.OFPMatch(), command=of.OFPFC_DELETE, **anywhere))
        greenhub.sleep(2)
        assert net.app.tells() == ['TopologyAlarm lldp-flow 1:0']
        assert [entry.cookie for entry in net.nodes['s1'].switch.tables.tables[0]] == [COOKIE]
        greenhub.sleep(30)
        assert net.app.tells() == []
        assert links(net) == linear(2)


def test_a_switch_that_removes_its_flow_entries_and_goes_is_no_alarm(alone):
    """Open vSwitch does so when a bridge is deleted."""
    switch = FakeSwitch(alone, dpid=7)
    alone.apps['switches']._observe_links()
    greenhub.sleep(0.5)
    alone.apps['Listening'].tells()
    of = switch.tables
    switch.send(of.OFPFlowRemoved(
        None, cookie=COOKIE, priority=0xFFFF, reason=of.OFPRR_DELETE, table_id=0, duration_sec=0, duration_nsec=0,
        idle_timeout=0, hard_timeout=0, packet_count=0, byte_count=0, match=of.OFPMatch(),
    ))  # fmt: skip
    switch.close()
    greenhub.sleep(3)
    assert alone.apps['Listening'].tells() == ['SwitchLeave 7']


def test_lldp_that_is_led_elsewhere_comes_back_before_the_link_is_lost():
    with network('linear,2') as net:
        greenhub.sleep(5)
        net.app.tells()
        dp = net.topology_app.dps[1]
        flow = lldp_flow(dp)
        flow.instructions[0].actions = []
        dp.send_msg(flow)
        greenhub.sleep(60)
        assert net.app.tells() == []
        assert links(net) == linear(2)


# -- switches that come and go --------------------------------------------------------------------------------------


class Looking(Asking):
    """Looks while a switch enters, and takes its time."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.views = []

    @set_ev_cls([events.EventSwitchEnter, events.EventSwitchLeave])
    def look(self, ev):
        for _ in range(3):
            seen = {each.dp.id for each in self.ask(EventSwitchRequest()).switches}
            found = self.ask(EventLinkRequest()).links
            self.views.append((words(ev), seen, {each.src.dpid for each in found} | {each.dst.dpid for each in found}))
            greenhub.sleep(0.3)


def test_a_switch_that_leaves_while_another_handler_sees_it_enter():
    with network('linear,3', Looking, observe_links=True) as net:
        net.nodes['s2'].agent.stop()
        greenhub.sleep(5)
        views = net.app.views
        assert all(ends <= seen for _, seen, ends in views), 'no link without its switches'
        assert {name for name, _, _ in views} == {
            'SwitchEnter 1', 'SwitchEnter 2', 'SwitchEnter 3', 'SwitchLeave 2',
        }  # fmt: skip
        assert views[-1][1:] == ({1, 3}, set())


def test_a_switch_that_leaves_is_told_with_its_links():
    with network('linear,2') as net:
        net.app.tells()
        net.nodes['s2'].agent.stop()
        greenhub.sleep(0.1)
        told = net.app.tells()
        assert told[0] == 'SwitchLeave 2'
        assert {'LinkDelete 1:2-2:2', 'LinkDelete 2:2-1:2'} <= set(told)
        assert net.topology_app.dps.keys() == net.topology_app.port_state.keys() == {1}
        assert net.app.ask(EventGraphRequest()).graph.shortest_path(1, 1) is not None
        net.nodes['s2'].agent.start()
        greenhub.sleep(3)
        told = net.app.tells()
        assert told[0] == 'SwitchEnter 2'
        assert {'LinkAdd 1:2-2:2', 'LinkAdd 2:2-1:2'} <= set(told)


@pytest.fixture
def alone():
    """A controller with topology and no switches yet."""
    with jumping_clock():
        controller = Controller(Config(wsapi_port=0))
        controller.load([Listening])
        controller.start_apps()
        yield controller
        controller.stop()


def test_a_switch_that_connects_anew_is_reconnected(alone):
    first = FakeSwitch(alone, dpid=7)
    greenhub.sleep(0.5)
    first.thread.kill()  # it answers no ECHO: the newer connection takes over
    FakeSwitch(alone, dpid=7)
    greenhub.sleep(10)
    assert [each for each in alone.apps['Listening'].tells() if 'Switch' in each] == [
        'SwitchEnter 7', 'SwitchReconnected 7',
    ]  # fmt: skip
    assert alone.apps['switches'].dps.keys() == {7}


def test_hosts_of_ports_that_are_gone_after_a_reconnect_are_gone(alone):
    def joins(numbers):
        switch = FakeSwitch(alone, dpid=7)
        of = version(OF13)
        ports = [of.OFPPort(
            port_no=number, hw_addr=f'0e:00:00:00:00:{address:02x}', name=b'', config=0, state=0, curr=0, advertised=0,
            supported=0, peer=0, curr_speed=0, max_speed=0,
        ) for number, address in numbers.items()]  # fmt: skip
        switch.answer['OFPPortDescStatsRequest'] = lambda request: of.OFPPortDescStatsReply(None, 0, ports)
        greenhub.sleep(10)
        return switch

    first = joins({1: 1, 2: 2, 3: 3})
    for number in (1, 2, 3):
        frame = udp_datagram(f'02:00:00:00:00:0{number}', 'ff:ff:ff:ff:ff:ff', '10.0.0.1', '10.0.0.9', 1, 2)
        frame.serialize()
        of = first.tables
        match = of.OFPMatch(in_port=number)
        first.send(of.OFPPacketIn(None, of.OFP_NO_BUFFER, 60, 0, 0, match=match, data=bytes(frame.data), cookie=0))
    greenhub.sleep(1)
    alone.apps['Listening'].tells()
    first.thread.kill()  # it answers no ECHO: the newer connection takes over
    joins({1: 1, 3: 9})
    assert alone.apps['Listening'].tells() == ['SwitchReconnected 7', 'HostDelete 7:2', 'HostDelete 7:3']


def test_ports_that_come_and_go(alone):
    switch = FakeSwitch(alone, dpid=7)
    greenhub.sleep(0.5)
    alone.apps['Listening'].tells()
    of = switch.tables
    described = of.OFPPort(
        port_no=5, hw_addr='02:00:00:00:00:05', name=b's7-eth5', config=0, state=0, curr=0, advertised=0, supported=0,
        peer=0, curr_speed=0, max_speed=0,
    )  # fmt: skip
    for reason in (of.OFPPR_ADD, of.OFPPR_MODIFY, of.OFPPR_DELETE):
        switch.send(of.OFPPortStatus(None, reason=reason, desc=described))
        greenhub.sleep(0.1)
    assert alone.apps['Listening'].tells() == ['PortAdd 7:5 up', 'PortModify 7:5 up', 'PortDelete 7:5 up']
    assert 5 not in alone.apps['switches'].port_state[7]
    assert any(type(each).__name__ == 'OFPPacketOut' for each in switch.seen), 'it was probed'


def test_a_switch_whose_second_connection_comes_to_nothing_has_left(alone):
    first = FakeSwitch(alone, dpid=7)
    greenhub.sleep(0.5)
    first.thread.kill()
    second = FakeSwitch(alone, dpid=7)
    second.answer['OFPPortDescStatsRequest'] = lambda request: None
    greenhub.sleep(20)
    assert [each for each in alone.apps['Listening'].tells() if 'Switch' in each] == ['SwitchEnter 7', 'SwitchLeave 7']
    assert not alone.apps['switches'].dps


def test_two_controllers_know_nothing_of_each_other():
    with network('linear,2') as net:
        other = Controller(Config(wsapi_port=0))
        other.load([Listening])
        other.start_apps()
        greenhub.sleep(5)
        assert (len(links(net)), len(other.apps['switches'].dps)) == (2, 0)
        assert other.apps['switches'].ports is not net.topology_app.ports
        other.stop()


# -- overload -------------------------------------------------------------------------------------------------------


def test_a_flood_of_packets_does_not_starve_discovery():
    """Hosts send without end, and every handler of packets is slower than they."""
    class Slow(App):
        @set_ev_cls(switches.PACKET_IN, 'main')
        def toil(self, ev):
            greenhub.sleep(0.05)

    Slow.__module__ = __name__
    with network('linear,2', others=[Slow]) as net:
        dp = net.topology_app.dps[1]
        of = dp.ofproto
        up = [of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, [of.OFPActionOutput(of.OFPP_CONTROLLER, 0xFFFF)])]
        dp.send_msg(of.OFPFlowMod(dp, match=of.OFPMatch(), priority=0, instructions=up))
        greenhub.sleep(3)
        net.app.tells()
        frames = [udp_datagram(f'02:00:00:00:{n:02x}:01', 'ff:ff:ff:ff:ff:ff', f'10.1.0.{n}', '10.0.0.9', 1, 2)
                  for n in range(100)]
        for frame in frames:
            frame.serialize()
        for _ in range(200):
            for frame in frames:
                net.nodes['s1']._receive(1, Frame(frame.data))
            greenhub.sleep(0.1)
        assert links(net) == linear(2)
        assert not [each for each in net.app.tells() if each.startswith('Link')]


def test_a_switch_that_reads_nothing_holds_up_no_other(alone):
    blocked = FakeSwitch(alone, dpid=7)
    greenhub.sleep(0.5)
    app = alone.apps['switches']
    app._can_send = lambda dpid: True
    blocked.reading = False
    dp = app.dps[7]
    while dp.backlog < switches.CONGESTED and dp.is_active:
        dp.send_msg(dp.ofproto.OFPEchoRequest(dp, data=b'x' * 60000))
    del app._can_send
    assert not app._can_send(7)
    sent = dp.backlog
    greenhub.sleep(5)
    assert dp.backlog <= sent + 100


def test_a_switch_that_reads_nothing_and_buffers_lldp_holds_up_no_other(alone):
    """Each of its packets is to be dropped there, by a message that it does not take."""
    blocked = FakeSwitch(alone, dpid=7)
    greenhub.sleep(0.5)
    app, of = alone.apps['switches'], blocked.tables
    blocked.reading = False
    greenhub.sleep(1.5)
    lldp = LLDPPacket.lldp_packet(7, 1, '0e:00:00:00:00:01', 120)
    for _ in range(400):
        for _ in range(100):
            blocked.channel.send(of.OFPPacketIn(None, 5, 60, 0, 0, match=of.OFPMatch(in_port=1), data=lldp, cookie=0))
        blocked.socket.sendall(blocked.channel.data_to_send())
        greenhub.sleep(0)
    dp = app.dps[7]
    assert dp.is_active and dp.backlog <= switches.CONGESTED + 65536
    app._install_flow(dp)
    assert not app._flowless[7][1], 'it gets its flow entry later'
    FakeSwitch(alone, dpid=8)
    before = greenhub.hubs.get_hub().clock()
    greenhub.sleep(0.5)
    assert 8 in app.dps and greenhub.hubs.get_hub().clock() - before < 1


def test_an_app_that_does_not_listen_costs_no_link(caplog):
    """Its inbox fills up, and what it is told is lost for it; discovery goes on."""
    class Stuck(App):
        @set_ev_cls([events.EventPortModify])
        def hang(self, ev):
            greenhub.sleep(1e6)

    Stuck.__module__ = __name__
    with network('linear,2', others=[Stuck]) as net:
        net.controller.inbox_limits = (10, 10)
        greenhub.sleep(3)
        for _ in range(30):
            for up in (False, True):
                net.set_link('h1', 's1', up)
                greenhub.sleep(0.1)
        greenhub.sleep(300)
        assert links(net) == linear(2)


def test_signed_probes_of_another_run_are_forged():
    with network('linear,2') as net:
        greenhub.sleep(2)
        net.app.tells()
        old = Signer()
        send_raw(net, 1, 2, old.make(old.head(2, 2, '0e:00:00:00:00:01'), 1))
        assert net.app.tells() == ['TopologyAlarm forged 1:2']
        assert links(net) == linear(2)


@pytest.mark.parametrize('shape', ['ring,6', 'tree,3', 'mesh,5'])
def test_shapes(shape):
    with network(shape) as net:
        greenhub.sleep(3)
        assert len(links(net)) == 2 * len(parse(shape).links)
        greenhub.sleep(60)
        assert not [each for each in net.app.tells() if 'Delete' in each or 'Alarm' in each]


# -- what goes wrong inside -----------------------------------------------------------------------------------------


def test_hosts_from_before_links_were_observed_are_hosts_to_discovery_too():
    with network('linear,3', Asking, others=['simple_switch_13']) as net:
        net.ping_all()
        greenhub.sleep(5)
        net.app.ask(EventLinkRequest())
        greenhub.sleep(5)
        assert links(net) == linear(3)
        send_raw(net, 3, 1, newest_probe(net, 1, 1))
        assert links(net) == linear(3)


def test_a_fault_of_ours_is_logged_and_topology_goes_on(caplog):
    with network('linear,2') as net:
        due, net.topology_app._discovery.due = net.topology_app._discovery.due, None
        with caplog.at_level(logging.ERROR):
            greenhub.sleep(5)
        assert 'topology failed' in caplog.text
        net.topology_app._discovery.due = due
        net.set_link('s1', 's2', False)
        net.set_link('s1', 's2', True)
        greenhub.sleep(1)
        assert links(net) == linear(2)


def test_events_that_nobody_takes_are_bounded(caplog, monkeypatch):
    monkeypatch.setattr(switches, 'MOST_UNTOLD', 5)
    with network('linear,2') as net:
        app = net.topology_app
        with caplog.at_level(logging.ERROR):
            app._tell(events.EventPortModify(port(1, 1)) for _ in range(50))
        assert len(app._untold) == 5
        assert caplog.text.count('too slow') == 1


def test_a_packet_that_a_switch_buffers_is_dropped_there(alone):
    """Not every switch obeys a flow entry that asks for whole packets."""
    switch = FakeSwitch(alone, dpid=7)
    alone.apps['switches']._observe_links()
    greenhub.sleep(0.5)
    of = switch.tables
    frame = LLDPPacket.lldp_packet(1, 1, '00:00:00:00:00:01', 120)
    for buffer_id in (77, of.OFP_NO_BUFFER):
        switch.send(of.OFPPacketIn(
            None, buffer_id=buffer_id, total_len=len(frame), reason=0, table_id=0, cookie=0,
            match=of.OFPMatch(in_port=3), data=frame,
        ))  # fmt: skip
        greenhub.sleep(0.1)
    dropped = [each for each in switch.seen if type(each).__name__ == 'OFPPacketOut' and not each.actions]
    assert [(each.buffer_id, each.in_port) for each in dropped] == [(77, 3)]


@pytest.mark.parametrize('number', [OF10, OF12, OF13, OF14, OF15])
def test_dropping_in_every_version(number):
    of = version(number)
    msg = SimpleNamespace(datapath=SimpleNamespace(ofproto=of), buffer_id=5)
    drop = drop_of(msg, 3)
    drop.xid = 1
    read = of.decode(drop.encode())
    assert (read.buffer_id, read.actions, read.data) == (5, [], b'')
    assert (read.match['in_port'] if number == OF15 else read.in_port) == 3
