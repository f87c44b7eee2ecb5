"""Ryu's libraries for switches under Ryu's names, and apps written as Ryu's book has them."""

import importlib
import textwrap

import pytest

import greenhub
from controller.emulator import testing_network
from controller.lib import igmp, lacp, stp

STP = """
    from ryu.base import app_manager
    from ryu.controller.handler import MAIN_DISPATCHER, set_ev_cls
    from ryu.ofproto import ofproto_v1_3
    from ryu.lib import dpid as dpid_lib
    from ryu.lib import stplib
    from ryu.app import simple_switch_13


    class MySwitch(simple_switch_13.SimpleSwitch13):
        OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]
        _CONTEXTS = {'stplib': stplib.Stp}

        def __init__(self, *args, **kwargs):
            super(MySwitch, self).__init__(*args, **kwargs)
            self.stp = kwargs['stplib']
            self.states = []
            config = {dpid_lib.str_to_dpid('0000000000000003'): {'bridge': {'priority': 0x7000},
                                                                 'ports': {1: {'priority': 0x40}}}}
            self.stp.set_config(config)

        @set_ev_cls(stplib.EventPacketIn, MAIN_DISPATCHER)
        def _packet_in_handler(self, ev):
            super(MySwitch, self)._packet_in_handler(ev)

        @set_ev_cls(stplib.EventTopologyChange, MAIN_DISPATCHER)
        def _topology_change_handler(self, ev):
            ofproto, parser = ev.dp.ofproto, ev.dp.ofproto_parser
            for dst in self.mac_to_port.pop(ev.dp.id, {}):
                ev.dp.send_msg(parser.OFPFlowMod(
                    ev.dp, command=ofproto.OFPFC_DELETE, out_port=ofproto.OFPP_ANY, out_group=ofproto.OFPG_ANY,
                    priority=1, match=parser.OFPMatch(eth_dst=dst)))

        @set_ev_cls(stplib.EventPortStateChange, MAIN_DISPATCHER)
        def _port_state_change_handler(self, ev):
            of_state = {stplib.PORT_STATE_DISABLE: 'DISABLE', stplib.PORT_STATE_BLOCK: 'BLOCK',
                        stplib.PORT_STATE_LISTEN: 'LISTEN', stplib.PORT_STATE_LEARN: 'LEARN',
                        stplib.PORT_STATE_FORWARD: 'FORWARD'}
            self.states.append((dpid_lib.dpid_to_str(ev.dp.id), ev.port_no, of_state[ev.port_state]))
"""


@pytest.mark.parametrize('root', ['ryu', 'os_ken'])
def test_classes_are_the_same_under_either_name(alias, root):
    for name, ours in (('stplib', stp), ('lacplib', lacp), ('igmplib', igmp)):
        theirs = importlib.import_module(f'{root}.lib.{name}')
        assert theirs.EventPacketIn is ours.EventPacketIn
    assert importlib.import_module(f'{root}.lib.stplib').Stp is stp.Stp
    assert importlib.import_module(f'{root}.lib.lacplib').LacpLib is lacp.LacpLib
    assert importlib.import_module(f'{root}.lib.igmplib').IgmpLib is igmp.IgmpLib


def test_numbers_of_the_spanning_tree(alias):
    from ryu.lib import stplib

    names = ('DISABLE', 'BLOCK', 'LISTEN', 'LEARN', 'FORWARD')
    assert [getattr(stplib, f'PORT_STATE_{name}') for name in names] == [0, 1, 2, 3, 4]
    assert (stplib.DESIGNATED_PORT, stplib.ROOT_PORT, stplib.NON_DESIGNATED_PORT) == (0, 1, 2)
    assert (stplib.SUPERIOR, stplib.REPEATED, stplib.INFERIOR) == (-1, 0, 1)
    assert (stplib.BPDU_PKT_IN_PRIORITY, stplib.NO_PKT_IN_PRIORITY, stplib.MAX_PORT_NO) == (65535, 65534, 4095)
    assert stplib.PORT_CONFIG_V1_0 == {0: 60, 1: 52, 2: 20, 3: 16, 4: 0}
    assert stplib.PORT_CONFIG_V1_2 == stplib.PORT_CONFIG_V1_3 == {0: 36, 1: 96, 2: 64, 3: 64, 4: 0}
    assert [stplib.cmp(*pair) for pair in ((1, 2), (2, 2), (3, 2))] == [-1, 0, 1]


def test_what_a_bpdu_is_made_of(alias):
    from ryu.lib import stplib

    bridge_id = stplib.BridgeId(0x8000, 1, '00:00:00:00:00:05')
    port_id = stplib.PortId(0x80, 3)
    assert (bridge_id.value, bridge_id.priority, bridge_id.system_id_extension) == (0x8001000000000005, 0x8000, 1)
    assert (bridge_id.mac_addr, port_id.value) == ('00:00:00:00:00:05', 0x8003)
    assert (port_id.priority, port_id.port_no) == (0x80, 3)
    way = stplib.Priority(bridge_id, 4, bridge_id, port_id)
    assert (way.root_id, way.root_path_cost, way.designated_bridge_id) == (bridge_id, 4, bridge_id)
    assert way.designated_port_id is port_id
    times = stplib.Times(0, 20, 2, 15)
    assert (times.message_age, times.max_age, times.hello_time, times.forward_delay) == (0, 20, 2, 15)


def test_an_app_of_the_book(alias, tmp_path):
    path = tmp_path / 'my_switch.py'
    path.write_text(textwrap.dedent(STP))
    with testing_network('ring,3', [str(path)], spanning_tree=False) as net:
        greenhub.sleep(40)
        app = net.controller.apps['MySwitch']
        assert net.ping_all().loss == 0
        assert [bridge.is_root_bridge for bridge in app.stp.bridge_list.values()] == [False, False, True]
        assert app.stp.bridge_list[3].ports[1].id == 0x4001
        ends = {(dpid, port): state for dpid, port, state in app.states}
        assert sorted(ends.values()) == ['BLOCK'] + ['FORWARD'] * 8
        assert net.controller.apps['stplib'] is app.stp
        assert sum(link.counters.worn_out for link in net.links.values()) == 0
