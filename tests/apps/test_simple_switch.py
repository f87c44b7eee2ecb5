"""The learning switches and the monitor, on an emulated network."""

import logging

import pytest

import greenhub
from controller.apps.example_switch_13 import ExampleSwitch13
from controller.apps.simple_monitor_13 import INTERVAL, SimpleMonitor13
from controller.apps.simple_switch import SimpleSwitch
from controller.apps.simple_switch_13 import SimpleSwitch13
from controller.apps.simple_switch_14 import SimpleSwitch14
from controller.apps.simple_switch_15 import SimpleSwitch15
from controller.emulator import testing_network
from controller.lib import learning
from controller.packet import ether_types, ethernet, packet

SWITCHES = [SimpleSwitch, SimpleSwitch13, SimpleSwitch14, SimpleSwitch15]


@pytest.mark.parametrize('app', [*SWITCHES, ExampleSwitch13])
@pytest.mark.parametrize('topology', ['single,3', 'linear,4', 'tree,2,3'])
def test_everybody_reaches_everybody(app, topology):
    with testing_network(topology, [app]) as net:
        assert net.ping_all().loss == 0


@pytest.mark.parametrize('app', [*SWITCHES, ExampleSwitch13])
def test_the_second_ping_asks_nobody(app):
    with testing_network('linear,2', [app]) as net:
        net.ping('h1', 'h2')
        asked = net.packet_ins
        assert net.ping('h1', 'h2').average is not None
        assert net.packet_ins == asked > 0


@pytest.mark.parametrize('app', SWITCHES)
def test_a_switch_learns_sources_and_forgets_them_when_it_goes(app):
    with testing_network('single,2', [app]) as net:
        switch = net.controller.apps[app.__name__]
        net.ping('h1', 'h2')
        assert switch.mac_to_port == {1: {'00:00:00:00:00:01': 1, '00:00:00:00:00:02': 2}}
        net.controller.switches[1].close()
        greenhub.sleep(0)
        assert switch.mac_to_port == {}


@pytest.mark.parametrize('app', SWITCHES)
def test_discovery_frames_and_broken_ones_are_left_alone(app):
    with testing_network('single,2', [app]) as net:
        lldp = packet.Packet()
        lldp.add_protocol(ethernet.ethernet('01:80:c2:00:00:0e', '00:00:00:00:00:01', ether_types.ETH_TYPE_LLDP))
        lldp.serialize()
        asked = net.packet_ins
        for frame in (bytes(lldp.data), b'\x01\x02', bytes(13)):
            net.host('h1').send_frame(frame)
        greenhub.sleep(0.1)
        assert net.packet_ins == asked + 3
        assert not any(net.controller.apps[app.__name__].mac_to_port.values())
        assert net.ping_all().loss == 0


@pytest.mark.parametrize('app', SWITCHES)
def test_made_up_addresses_do_not_fill_the_memory(app, monkeypatch):
    monkeypatch.setattr(learning, 'MOST_ADDRESSES', 10)
    with testing_network('single,2', [app]) as net:
        for number in range(50):
            net.host('h1').send_frame(b'\xff' * 6 + number.to_bytes(6) + b'\x12\x34' + bytes(46))
            greenhub.sleep(0.01)
        (learned,) = net.controller.apps[app.__name__].mac_to_port.values()
        assert list(learned) == [f'00:00:00:00:00:{number:02x}' for number in range(40, 50)]
        assert net.ping_all().loss == 0


def test_a_broken_packet_stops_the_example_not(caplog: pytest.LogCaptureFixture) -> None:
    with testing_network('single,2', [ExampleSwitch13]) as net:
        net.host('h1').send_frame(b'\x01\x02')
        assert net.ping_all().loss == 0
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


def test_the_monitor_reports_what_ports_and_flows_have_carried(caplog):
    caplog.set_level(logging.INFO)
    with testing_network('single,2', [SimpleMonitor13]) as net:
        net.ping('h1', 'h2', 3)
        greenhub.sleep(INTERVAL + 1)
        flows = [each.getMessage().split() for each in caplog.records if '00:00:00:00:00:02' in each.getMessage()]
        ports = [each.getMessage().split() for each in caplog.records if each.getMessage().startswith('switch 0')]
        assert flows[-1][:5] == ['switch', '0000000000000001', '1', '00:00:00:00:00:02', '2']
        assert int(flows[-1][5]) >= 2
        assert [row[2] for row in ports if len(row) == 9 and row[3:9] == ['4', '330', '0', '4', '330', '0']] == [
            '1',
            '2',
        ]


@pytest.mark.parametrize('app', SWITCHES)
def test_a_subclass_takes_the_place_of_a_handler_under_the_name_that_ryu_gives_it(app):
    assert {'_packet_in_handler', 'add_flow'} <= set(dir(app))
    assert hasattr(app, '_port_status_handler' if app is SimpleSwitch else 'switch_features_handler')
