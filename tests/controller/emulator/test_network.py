"""Whole networks in memory, with a controller and apps, on a clock that jumps."""

from __future__ import annotations

from typing import Any

import pytest

import greenhub
from apps.simple_switch import SimpleSwitch
from apps.simple_switch_13 import SimpleSwitch13
from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.emulator import Network, testing_network
from controller.events import EventOFPFlowRemoved, EventOFPPacketIn, EventOFPPortStatus, EventOFPStateChange
from controller.manager import Controller
from controller.openflow import OF10, OF13
from greenhub.hubs import get_hub
from greenhub.testing import jumping_clock, memory_socket_pair, no_leaks

LEARNING = pytest.mark.parametrize('app', [SimpleSwitch, SimpleSwitch13])


class Hub(App):
    """Floods every packet, and notes what it hears of ports and flow entries."""

    OFP_VERSIONS = [OF10]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ports: list[tuple[int, int, int]] = []
        self.removed: list[tuple[int, int]] = []

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def flood(self, ev: Any) -> None:
        msg, dp = ev.msg, ev.msg.datapath
        actions = [dp.ofproto_parser.OFPActionOutput(dp.ofproto.OFPP_FLOOD)]
        dp.send_msg(dp.ofproto_parser.OFPPacketOut(dp, msg.buffer_id, msg.in_port, actions, b''))

    @set_ev_cls(EventOFPPortStatus, MAIN_DISPATCHER)
    def port(self, ev: Any) -> None:
        self.ports.append((ev.msg.datapath.id, ev.msg.desc.port_no, ev.msg.desc.state))

    @set_ev_cls(EventOFPFlowRemoved, MAIN_DISPATCHER)
    def gone(self, ev: Any) -> None:
        self.removed.append((ev.msg.datapath.id, ev.msg.reason))


class Repeater(Hub):
    """Sends every packet out of all ports, spanning tree or not, as data of its own."""

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def flood(self, ev: Any) -> None:
        msg, dp = ev.msg, ev.msg.datapath
        actions = [dp.ofproto_parser.OFPActionOutput(dp.ofproto.OFPP_ALL)]
        dp.send_msg(dp.ofproto_parser.OFPPacketOut(dp, dp.ofproto.OFP_NO_BUFFER, msg.in_port, actions, msg.data))


@LEARNING
@pytest.mark.parametrize('topology', ['single,4', 'linear,3', 'tree,2,3', 'ring,4', 'mesh,4'])
def test_everybody_reaches_everybody(topology: str, app: type[App]) -> None:
    with testing_network(topology, [app]) as net:
        table = net.ping_all()
        assert (table.sent, table.loss, table.lost) == (len(net.hosts) * (len(net.hosts) - 1), 0.0, [])
        asked = net.packet_ins
        assert net.ping('h1', 'h2', 5).loss == 0
        assert net.packet_ins == asked > 0  # the flow entries do it now


def test_it_leaves_nothing_behind() -> None:
    with no_leaks(), testing_network('linear,3', [SimpleSwitch13]) as net:
        net.ping('h1', 'h3')


def test_names_and_addresses_are_mininets() -> None:
    with testing_network('linear,2', [SimpleSwitch13]) as net:
        assert [(host.name, host.ip, host.mac) for host in net.hosts.values()] == [
            ('h1', '10.0.0.1', '00:00:00:00:00:01'), ('h2', '10.0.0.2', '00:00:00:00:00:02')
        ]  # fmt: skip
        assert sorted(net.controller.switches) == [1, 2]
        ports = net.controller.switches[2].ports
        assert [(number, ports[number].name) for number in sorted(ports)] == [(1, b's2-eth1'), (2, b's2-eth2')]


def test_a_network_without_an_app_is_silent() -> None:
    with testing_network('linear,2', []) as net:
        assert net.ping_all().loss == 100
        assert net.ping_all().lost == [('h1', 'h2'), ('h2', 'h1')]


def test_the_switches_take_the_version_that_the_app_wants() -> None:
    for app, number in ((SimpleSwitch, OF10), (SimpleSwitch13, OF13)):
        with testing_network('single,2', [app]) as net:
            assert {each.ofproto.OFP_VERSION for each in net.switches.values()} == {number}


def test_a_cable_that_is_pulled_out() -> None:
    with testing_network('ring,3', [Hub]) as net:
        app = net.controller.apps['Hub']
        assert [str(link) for link in net.blocked_links] == ['s2-s3']
        assert net.ping_all().loss == 0
        net.set_link('s2', 's1', False)
        greenhub.sleep(0.1)
        of = net.switches['s1'].ofproto
        changes = {(dpid, port): state for dpid, port, state in app.ports}
        assert changes[1, 2] == changes[2, 2] == of.OFPPS_LINK_DOWN | of.OFPPS_STP_FORWARD
        assert changes[2, 3] == changes[3, 2] == of.OFPPS_STP_FORWARD  # blocked until now
        assert net.blocked_links == []
        assert net.ping_all().loss == 0
        net.set_link('s1', 's2', True)
        assert [str(link) for link in net.blocked_links] == ['s2-s3']
        assert net.ping_all().loss == 0


def test_a_host_whose_cable_is_pulled_out() -> None:
    with testing_network('linear,2', [Hub]) as net:
        net.set_link('h2', 's2', False)
        assert net.ping('h1', 'h2').loss == 100
        with pytest.raises(KeyError, match='no link between h1 and s2'):
            net.set_link('h1', 's2', False)
        with pytest.raises(KeyError, match='there are h1 to h2'):
            net.ping('h1', 'h9')


def test_flow_entries_time_out_with_the_clock() -> None:
    with testing_network('single,2', [Hub]) as net:
        dp = net.controller.switches[1]
        parser, ofproto = dp.ofproto_parser, dp.ofproto
        for port, idle in ((1, 5), (2, 8)):
            dp.send_msg(parser.OFPFlowMod(dp, parser.OFPMatch(in_port=port), idle_timeout=idle, priority=1,
                                          flags=ofproto.OFPFF_SEND_FLOW_REM))  # fmt: skip
        app = net.controller.apps['Hub']
        greenhub.sleep(4)
        assert net.ping('h1', 'h2').loss == 100  # the entries drop what they match
        assert app.removed == []  # h1 has asked for three seconds, until the seventh
        greenhub.sleep(5)
        assert app.removed == [(1, ofproto.OFPRR_IDLE_TIMEOUT)] * 2
        assert net.ping('h1', 'h2').loss == 0


def test_delay_and_loss() -> None:
    with testing_network('linear,2', [SimpleSwitch13], delay=0.01) as net:
        net.ping('h1', 'h2')
        assert net.ping('h1', 'h2').average == pytest.approx(0.06)  # three links, there and back
    with testing_network('linear,2', [SimpleSwitch13], loss=0.3) as net:
        assert 0 < net.ping('h1', 'h2', 30).loss < 100


# -- loops -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('topology', ['ring,4', 'mesh,4'])
def test_a_storm_ends(topology: str) -> None:
    """Without a spanning tree, and an app that repeats everything: frames wear out, also on the way through the
    controller, so the clock jumps on at last."""
    with testing_network(topology, [Repeater], spanning_tree=False) as net:
        assert net.blocked_links == []
        net.ping('h1', 'h2')
        greenhub.sleep(1)
        worn_out = sum(link.counters.worn_out for link in net.links.values())
        assert worn_out > 0
        quiet = net.packet_ins
        greenhub.sleep(60)
        assert net.packet_ins == quiet < 300_000


# -- channels --------------------------------------------------------------------------------------------------------


class Watch(App):
    """Counts the switches that come and go."""

    OFP_VERSIONS = [OF13]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.came: list[int] = []
        self.went: list[int] = []

    @set_ev_cls(EventOFPStateChange, ['main', 'dead'])
    def change(self, ev: Any) -> None:
        (self.came if ev.state == MAIN_DISPATCHER else self.went).append(ev.datapath.id)


def test_a_hundred_switches_stay_connected() -> None:
    with testing_network('linear,100', [Watch, SimpleSwitch13]) as net:
        greenhub.sleep(600)
        watch = net.controller.apps['Watch']
        assert (sorted(watch.came), watch.went) == (list(range(1, 101)), [])
        assert len(net.controller.switches) == 100
        assert net.ping('h1', 'h100').loss == 0


def test_a_switch_that_stops_reading_costs_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level('INFO')
    with testing_network('linear,100', [Watch, SimpleSwitch13]) as net:
        net.ping('h1', 'h3')
        deaf = net.nodes['s50'].agent
        deaf.pause()
        dp = net.controller.switches[50]
        noise = dp.ofproto_parser.OFPEchoRequest(dp, data=bytes(60000))
        began, sent = get_hub().clock(), 0
        while dp.send_msg(noise):
            noise.xid = None
            sent += 1
            assert sent < 1000
        assert 4 < get_hub().clock() - began < 7
        greenhub.sleep(0)
        assert net.controller.apps['Watch'].went == [50]
        assert 'took no byte for 5 s' in caplog.text
        assert len(net.controller.switches) == 99
        assert net.ping('h1', 'h3', 3).loss == 0
        deaf.resume()
        greenhub.sleep(10)
        assert len(net.controller.switches) == 100  # and it is welcome again


def test_a_switch_that_sends_garbage_costs_only_itself() -> None:
    with testing_network('linear,20', [Watch, SimpleSwitch13]) as net:
        net.ping('h1', 'h20')
        short = b'\x04\x0a\x00\x08\x00\x00\x00\x00'  # a PACKET_IN that is nothing but a header
        for garbage in (bytes(8), b'\xff' * 65536, short * 100, b'GET / HTTP/1.1\r\n\r\n'):
            net.nodes['s5'].agent.send_raw(garbage)
            greenhub.sleep(1)
            assert net.ping('h1', 'h4', 3).loss == 0
        greenhub.sleep(60)
        watch = net.controller.apps['Watch']
        assert set(watch.went) == {5}
        assert len(net.controller.switches) == 20
        assert net.ping('h1', 'h20').loss == 0


def test_switches_find_a_controller_that_comes_back() -> None:
    with jumping_clock():
        controllers: list[Controller] = []
        attempts: list[float] = []

        def connect() -> Any:
            attempts.append(get_hub().clock())
            if not controllers:
                raise ConnectionRefusedError(111, 'Connection refused')
            ours, theirs = memory_socket_pair()
            controllers[0].accept(theirs, theirs.getpeername())
            return ours

        def begin() -> Controller:
            controller = Controller()
            controller.load([SimpleSwitch13])
            controller.start_apps()
            return controller

        network = Network('linear,3', connect, versions=[OF13])
        network.start()
        with pytest.raises(TimeoutError, match='not connected after 100 s: s1, s2, s3'):
            network.wait_until_connected(100)
        assert 3 * 12 < len(attempts) < 3 * 20  # at most 8 s apart
        controllers.append(begin())
        network.wait_until_connected(10)
        assert network.ping_all().loss == 0

        controllers.pop().stop()
        greenhub.sleep(1)
        assert not any(node.agent.connected for node in network.nodes.values())
        assert network.ping_all().loss == 0  # the flow entries are still there
        controllers.append(begin())
        network.wait_until_connected(10)
        assert network.ping_all().loss == 0
        network.stop()
        controllers.pop().stop()


def test_a_connection_that_breaks_is_made_again() -> None:
    with testing_network('linear,2', [Watch, SimpleSwitch13]) as net:
        net.nodes['s1'].agent.drop()
        greenhub.sleep(1)
        watch = net.controller.apps['Watch']
        assert (sorted(watch.came), watch.went) == ([1, 1, 2], [1])
        assert net.ping_all().loss == 0
