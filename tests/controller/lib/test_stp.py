"""Spanning tree on emulated switches of every version, each with a loop and an app that floods."""

import pytest

import greenhub
from controller.emulator import testing_network
from controller.lib.stp import EventPacketIn, EventPortStateChange, EventTopologyChange, PortState, Stp
from controller.openflow import OF10, OF13, OF14, OF15
from controller.packet import bpdu, ethernet, llc
from controller.packet.packet import Packet

from .flooder import flooder

VERSIONS = pytest.mark.parametrize('version', [OF10, OF13, OF14, OF15], ids=['1.0', '1.3', '1.4', '1.5'])


def app(**config):
    return flooder(
        'stp', Stp, EventTopologyChange, EventPortStateChange,
        setup=lambda stp: stp.set_config({int(name[1:]): said for name, said in config.items()}),
    )  # fmt: skip


def network(topology, version=OF13, **config):
    return testing_network(topology, [app(**config)], versions=[version], spanning_tree=False)


def stp_of(net):
    return net.controller.apps['stplib']


def worn_out(net):
    return sum(link.counters.worn_out + link.counters.overflowed for link in net.links.values())


@VERSIONS
@pytest.mark.parametrize('topology', ['ring,3', 'mesh,4'])
def test_no_storm_and_everybody_reaches_everybody(version, topology):
    with network(topology, version) as net:
        greenhub.sleep(35)
        assert net.ping_all().loss == 0
        assert worn_out(net) == 0
        bridges = stp_of(net).bridge_list.values()
        cables = {'ring,3': 3, 'mesh,4': 6}[topology]
        states = [port.state for bridge in bridges for port in bridge.ports.values()]
        assert states.count(PortState.BLOCK) == cables - (len(bridges) - 1)
        assert [bridge.is_root_bridge for bridge in bridges] == [True] + [False] * (len(bridges) - 1)


@VERSIONS
def test_nobody_floods_before_there_is_a_tree(version):
    with network('ring,3', version) as net:
        net.host('h1').send_frame(b'\xff' * 6 + bytes(54))
        greenhub.sleep(20)
        net.host('h1').send_frame(b'\xff' * 6 + bytes(54))
        greenhub.sleep(1)
        assert net.controller.apps['Flooder'].packets == 0
        assert worn_out(net) == 0


@VERSIONS
def test_a_cut_heals(version):
    with network('ring,3', version) as net:
        greenhub.sleep(35)
        net.set_link('s1', 's2', False)
        greenhub.sleep(32)
        assert net.ping_all().loss == 0
        net.set_link('s1', 's2', True)
        greenhub.sleep(35)
        assert net.ping_all().loss == 0
        assert worn_out(net) == 0


def test_what_apps_hear():
    with network('ring,3') as net:
        greenhub.sleep(35)
        heard = net.controller.apps['Flooder'].heard
        changes = [ev for ev in heard if isinstance(ev, EventPortStateChange)]
        states = [ev.port_state for ev in changes if (ev.dp.id, ev.port_no) == (1, 1)]
        assert states == [PortState.BLOCK, PortState.LISTEN, PortState.LEARN, PortState.FORWARD]
        assert states == [1, 2, 3, 4]
        assert {ev.dp.id for ev in heard if isinstance(ev, EventTopologyChange)} == {1, 2, 3}
        heard.clear()
        net.set_link('s1', 's2', False)
        greenhub.sleep(3)
        assert {ev.dp.id for ev in heard if isinstance(ev, EventTopologyChange)} == {1, 2, 3}


def test_the_configuration_is_obeyed():
    config = {
        's1': {'ports': {1: {'enable': False}}},
        's3': {'bridge': {'priority': 0x1000, 'fwd_delay': 4, 'max_age': 6, 'hello_time': 1}},
    }
    with network('ring,3', **config) as net:
        greenhub.sleep(10)
        bridges = stp_of(net).bridge_list
        assert bridges[3].is_root_bridge
        assert bridges[1].ports[1].state is PortState.DISABLE
        assert bridges[1].times == bridges[3].config.times
        assert net.ping('h2', 'h3').received == 1
        assert net.ping('h1', 'h2').received == 0


@pytest.mark.parametrize(
    ('said', 'complaint'),
    [
        ({'bridge': {'priority': 0x10000}}, r'bridge: priority: 65536 is no number from 0 to 65535'),
        ({'bridge': {'colour': 1}}, r"bridge: there is no 'colour', but priority, sys_ext_id, max_age"),
        ({'ports': {3: {'priority': 100}}}, r'port 3: priority: 100 is no multiple of 16'),
        ({'ports': {3: {'path_cost': 0}}}, r'port 3: path_cost: 0 is no number from 1 to'),
        ({'bridge': {'priority': '0x8000'}}, r"bridge: priority: '0x8000' is no number"),
        ({'port': {}}, r"'port' is neither bridge nor ports"),
    ],
)
def test_what_cannot_be_configured(said, complaint):
    with pytest.raises(ValueError, match=f'switch 0000000000000007: {complaint}'):
        Stp().set_config({7: said})


def test_an_app_that_deletes_everything_makes_no_loop_for_long():
    with network('ring,3') as net:
        greenhub.sleep(35)
        for switch in net.controller.switches.values():
            of = switch.ofproto
            switch.send_msg(of.OFPFlowMod(switch, command=of.OFPFC_DELETE, table_id=of.OFPTT_ALL, out_port=of.OFPP_ANY,
                                          out_group=of.OFPG_ANY, match=of.OFPMatch()))
        greenhub.sleep(60)
        entries = [entry for switch in net.switches.values() for entry in switch.tables[0]]
        assert sum(bool(entry.stated.get('eth_dst')) for entry in entries) == 3
        assert sum(bool(entry.stated.get('in_port')) for entry in entries) == 1  # of the one that blocks
        assert [bridge.is_root_bridge for bridge in stp_of(net).bridge_list.values()] == [True, False, False]


def test_broken_bpdus_and_strange_frames_do_no_harm():
    with network('ring,3') as net:
        greenhub.sleep(35)
        group = bytes.fromhex('0180c2000000')
        for rest in (b'', bytes(3), bytes(54), bytes(6) + b'\x00\x26\x42\x42\x03' + bytes(20)):
            net.host('h1').send_frame(group + rest)
        greenhub.sleep(1)
        assert net.ping_all().loss == 0
        assert net.controller.apps['Flooder'].packets > 0


def test_a_host_cannot_do_away_with_the_delay():
    with network('single,2') as net:
        greenhub.sleep(35)
        unit = bpdu.ConfigurationBPDUs(root_priority=0, forward_delay=0, port_number=1, max_age=20)
        frame = ethernet.ethernet(bpdu.BRIDGE_GROUP_ADDRESS, '02:00:00:00:00:09', 0)
        packet = Packet(protocols=[frame, llc.llc(0x42, 0x42, llc.ControlFormatU()), unit])
        packet.serialize()
        net.host('h1').send_frame(bytes(packet.data))
        greenhub.sleep(0.1)
        assert stp_of(net).bridge_list[1].times.forward_delay == 4


def test_a_switch_that_comes_back_starts_anew():
    with network('ring,3') as net:
        greenhub.sleep(35)
        net.controller.switches[2].close()
        greenhub.sleep(0.1)
        assert sorted(stp_of(net).bridge_list) == [1, 3]
        greenhub.sleep(60)
        assert sorted(stp_of(net).bridge_list) == [1, 2, 3]
        assert net.ping_all().loss == 0
        assert worn_out(net) == 0


def test_when_the_controller_stops_nothing_is_due_any_more():
    with network('single,2') as net:
        seat = stp_of(net)._seats[1]
        assert seat.timer is not None
        net.controller.stop()
        assert seat.timer is None


def test_the_event_carries_the_message():
    message = object()
    assert EventPacketIn(message).msg is message


def test_a_host_that_poses_as_a_root_now_and_then_cannot_fill_the_log(caplog):
    """What it says is too old a moment later, again and again."""
    claim = bpdu.ConfigurationBPDUs(
        root_priority=0, root_mac_address='00:00:00:00:00:01', bridge_priority=0,
        bridge_mac_address='00:00:00:00:00:01', port_number=1,
        message_age=19.99, max_age=20, hello_time=2, forward_delay=15,
    )  # fmt: skip
    outer = ethernet.ethernet(bpdu.BRIDGE_GROUP_ADDRESS, '00:00:00:00:00:01', 0)
    packet = Packet(protocols=[outer, llc.llc(llc.SAP_BPDU, llc.SAP_BPDU, llc.ControlFormatU()), claim])
    packet.serialize()
    with caplog.at_level('INFO'), network('single,2') as net:
        stp_of(net).throttle.clock = net.controller.hub.clock
        greenhub.sleep(40)
        caplog.clear()
        for _ in range(300):
            net.host('h1').send_frame(packet.data)
            greenhub.sleep(1 / 30)
        assert caplog.text.count('ROOT_PORT') > 10
        assert len(caplog.records) < 10 * 2 * 20 + 50
