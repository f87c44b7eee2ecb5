"""Ryu's topology: its names, its shapes, and what its programs commonly do with it, on the emulated network."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import networkx
import pytest

import controller.compat
import greenhub
from controller.config import Config
from controller.emulator import testing_network
from controller.emulator.testing import TestingNetwork
from controller.openflow import OF10, OF13, OF14, OF15, version
from controller.topology import api, dumper, events, model, switches

pytestmark = pytest.mark.usefixtures('alias')

#: What programs can take from each module, as os-ken 4.2 has it, loggers apart.
NAMES = {
    'topology': '',
    'topology.api': 'app_manager event get_all_host get_all_link get_all_switch get_host get_link get_switch',
    'topology.event': (
        'EventHostAdd EventHostBase EventHostDelete EventHostMove EventHostReply EventHostRequest EventLinkAdd '
        'EventLinkBase EventLinkDelete EventLinkReply EventLinkRequest EventPortAdd EventPortBase EventPortDelete '
        'EventPortModify EventSwitchBase EventSwitchEnter EventSwitchLeave EventSwitchReconnected EventSwitchReply '
        'EventSwitchRequest event handler logging'
    ),
    'topology.switches': (
        'CONF DEAD_DISPATCHER DONTCARE_STR ETH_TYPE_CFM ETH_TYPE_LLDP Host HostState LLDPPacket Link LinkState '
        'MAIN_DISPATCHER OSKenException RyuException Port PortData PortDataState PortState Switch Switches addrconv '
        'app_manager cfg defaultdict dpid_to_str ether_types ethernet event hub lldp logging nx_match ofp_event '
        'ofproto_v1_0 ofproto_v1_2 ofproto_v1_3 ofproto_v1_4 packet port_no_to_str set_ev_cls str_to_dpid struct time'
    ),
    'topology.dumper': 'DiscoveryEventDumper app_manager event handler hub logging switches time',
}


@pytest.mark.parametrize('root', ['ryu', 'os_ken'])
def test_names(root: str) -> None:
    for name, names in NAMES.items():
        module = importlib.import_module(f'{root}.{name}')
        assert [each for each in names.split() if not hasattr(module, each)] == []


def test_classes_are_ours() -> None:
    from ryu.topology import api as their_api
    from ryu.topology import dumper as their_dumper
    from ryu.topology import event as their_events
    from ryu.topology import switches as their_switches

    assert their_api.get_switch is api.get_switch
    assert their_dumper.DiscoveryEventDumper is dumper.DiscoveryEventDumper
    assert their_events.EventLinkAdd is events.EventLinkAdd
    assert their_switches.Switches is switches.Switches
    assert their_switches.Link is model.Link


def test_numbers() -> None:
    from ryu.topology.switches import Switches

    assert (Switches.DEFAULT_TTL, Switches.LLDP_PACKET_LEN, Switches.LINK_TIMEOUT) == (120, 60, 10)
    assert (Switches.LLDP_SEND_GUARD, Switches.LLDP_SEND_PERIOD_PER_PORT) == (0.05, 0.9)
    controller.compat.uninstall()
    assert not hasattr(switches.Switches, 'LINK_TIMEOUT')


def test_lldp() -> None:
    """The frame is os-ken's, byte by byte."""
    from ryu.topology.switches import LLDPPacket

    frame = LLDPPacket.lldp_packet(1, 2, '00:00:00:00:00:03', 120)
    assert frame.hex() == (
        '0180c200000e00000000000388cc021607647069643a30303030303030303030303030303031'
        '04050200000002060200780000000000000000000000'
    )
    assert LLDPPacket.lldp_parse(frame) == (1, 2)
    for other in (b'', frame[:20], b'\xff' * 60):
        with pytest.raises(LLDPPacket.LLDPUnknownFormat):
            LLDPPacket.lldp_parse(other)


def described(number: int) -> Any:
    """A port as its switch describes it."""
    address = f'00:00:00:00:00:{number & 0xFF:02x}'
    return SimpleNamespace(port_no=number, hw_addr=address, name=b's1-eth%d' % number, config=0, state=0)


def test_shapes() -> None:
    """As os-ken makes them of the same ports."""
    from ryu.topology.switches import Host, Link, Port, Switch

    of13 = version(OF13)
    ports = [Port(0x1A, of13, described(number)) for number in (1, 2)]
    first = {'dpid': '000000000000001a', 'port_no': '00000001', 'hw_addr': '00:00:00:00:00:01', 'name': 's1-eth1'}
    second = {'dpid': '000000000000001a', 'port_no': '00000002', 'hw_addr': '00:00:00:00:00:02', 'name': 's1-eth2'}
    assert [port.to_dict() for port in ports] == [first, second]
    assert str(ports[0]) == 'Port<dpid=26, port_no=1, LIVE>'
    switch = Switch(SimpleNamespace(id=0x1A, ofproto=of13))
    for number in (1, 2, of13.OFPP_LOCAL):
        switch.add_port(described(number))
    assert switch.to_dict() == {'dpid': '000000000000001a', 'ports': [first, second]}
    assert str(switch) == 'Switch<dpid=26, Port<dpid=26, port_no=1, LIVE> Port<dpid=26, port_no=2, LIVE> >'
    link = Link(*ports)
    assert link.to_dict() == {'src': first, 'dst': second}
    assert str(link) == 'Link: Port<dpid=26, port_no=1, LIVE> to Port<dpid=26, port_no=2, LIVE>'
    assert {Link(*ports): 1}[link] == 1
    host = Host('00:00:00:00:00:aa', ports[0])
    host.ipv4.append('10.0.0.1')
    assert host.to_dict() == {'mac': '00:00:00:00:00:aa', 'ipv4': ['10.0.0.1'], 'ipv6': [], 'port': first}
    assert str(host) == 'Host<mac=00:00:00:00:00:aa, port=Port<dpid=26, port_no=1, LIVE>,10.0.0.1>'
    assert str(events.EventLinkReply(None, None, [link])) == 'EventLinkReply<dst=None, dpid=None, links=1>'


# -- programs ---------------------------------------------------------------------------------------------------

HEAD = '''
from ryu.base import app_manager
from ryu.controller import ofp_event
from ryu.controller.handler import CONFIG_DISPATCHER, DEAD_DISPATCHER, MAIN_DISPATCHER, set_ev_cls
from ryu.ofproto import ofproto_v1_3
from ryu.lib import hub
from ryu.topology import event, switches
from ryu.topology.api import get_switch, get_link, get_host, get_all_switch, get_all_link
'''


@contextmanager
def running(
    program: str, tmp_path: Path, topology: str = 'ring,4', number: int = OF13, observe_links: bool = True
) -> Iterator[tuple[TestingNetwork, Any]]:
    """The network with a program of Ryu's, and that program."""
    path = tmp_path / 'program.py'
    path.write_text(HEAD + program)
    config = Config(wsapi_port=0, observe_links=observe_links)
    with testing_network(topology, ['simple_switch_13', str(path)] if number == OF13 else [str(path)],
                         config=config, versions=[number]) as net:
        greenhub.sleep(5)
        yield net, net.controller.apps['Program']


def until(what: Callable[[], Any]) -> None:
    with greenhub.Timeout(30, TimeoutError('it has not come to that')):
        while not what():
            greenhub.sleep(0.1)


GRAPH = '''
import networkx as nx

class Program(app_manager.RyuApp):
    OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]

    def __init__(self, *args, **kwargs):
        super(Program, self).__init__(*args, **kwargs)
        self.topology_api_app = self
        self.net = nx.DiGraph()

    @set_ev_cls(event.EventSwitchEnter)
    def get_topology_data(self, ev):
        hub.sleep(2)
        switch_list = get_switch(self.topology_api_app, None)
        self.net.add_nodes_from([switch.dp.id for switch in switch_list])
        links_list = get_link(self.topology_api_app, None)
        self.net.add_edges_from([(link.src.dpid, link.dst.dpid, {'port': link.src.port_no}) for link in links_list])
        self.net.add_edges_from([(link.dst.dpid, link.src.dpid, {'port': link.dst.port_no}) for link in links_list])
'''


@pytest.mark.parametrize('observe_links', [True, False])
def test_graph_made_as_switches_come(tmp_path: Path, observe_links: bool) -> None:
    with running(GRAPH, tmp_path, observe_links=observe_links) as (_, app):
        until(lambda: app.net.number_of_edges() == 8)
        assert networkx.shortest_path(app.net, 1, 3) == [1, 2, 3]
        assert app.net[1][4]['port'] == 3


DELAYS = '''
import time
from ryu.base.app_manager import lookup_service_brick
from ryu.topology.switches import LLDPPacket

class Program(app_manager.RyuApp):
    OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]

    def __init__(self, *args, **kwargs):
        super(Program, self).__init__(*args, **kwargs)
        self.sw_module = lookup_service_brick('switches')
        self.datapaths, self.echo, self.lldp = {}, {}, {}
        self.measure_thread = hub.spawn(self._detector)

    @set_ev_cls(ofp_event.EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def _state_change_handler(self, ev):
        if ev.state == MAIN_DISPATCHER:
            self.datapaths[ev.datapath.id] = ev.datapath
        else:
            self.datapaths.pop(ev.datapath.id, None)

    def _detector(self):
        while True:
            for datapath in list(self.datapaths.values()):
                parser = datapath.ofproto_parser
                data_time = '%.12f' % time.time()
                datapath.send_msg(parser.OFPEchoRequest(datapath, data=bytearray(data_time.encode())))
                hub.sleep(0.5)
            hub.sleep(2)

    @set_ev_cls(ofp_event.EventOFPEchoReply, MAIN_DISPATCHER)
    def echo_reply_handler(self, ev):
        self.echo[ev.msg.datapath.id] = time.time() - eval(ev.msg.data)

    @set_ev_cls(ofp_event.EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in_handler(self, ev):
        msg = ev.msg
        try:
            src_dpid, src_port_no = LLDPPacket.lldp_parse(msg.data)
            if self.sw_module is None:
                self.sw_module = lookup_service_brick('switches')
            for port in self.sw_module.ports.keys():
                if src_dpid == port.dpid and src_port_no == port.port_no:
                    self.lldp[(src_dpid, msg.datapath.id)] = self.sw_module.ports[port].delay
        except LLDPPacket.LLDPUnknownFormat:
            return
'''


def test_delays_read_from_topology(tmp_path: Path) -> None:
    with running(DELAYS, tmp_path) as (net, app):
        until(lambda: len(app.lldp) == 8 and len(app.echo) == 4)
        links = net.topology.links
        assert app.lldp.keys() == {*links, *((other, one) for one, other in links)}
        assert all(0 <= delay < 0.2 for delay in app.lldp.values())
        ports = app.sw_module.ports
        assert sorted((port.dpid, port.port_no) for port in ports) == [(s, p) for s in (1, 2, 3, 4) for p in (1, 2, 3)]
        assert all(data.timestamp and not data.is_down for data in ports.values())


EVENTS = '''
events = [event.EventSwitchEnter, event.EventSwitchLeave, event.EventSwitchReconnected, event.EventPortAdd,
          event.EventPortDelete, event.EventPortModify, event.EventLinkAdd, event.EventLinkDelete]

class Program(app_manager.RyuApp):
    def __init__(self, *args, **kwargs):
        super(Program, self).__init__(*args, **kwargs)
        self.seen, self.hosts = [], []
        self.link_to_port = {}

    @set_ev_cls(events)
    def get_topology(self, ev):
        self.seen.append(type(ev).__name__)
        for link in get_link(self, None):
            src, dst = link.src, link.dst
            self.link_to_port[(src.dpid, dst.dpid)] = (src.port_no, dst.port_no)

    @set_ev_cls([event.EventHostAdd, event.EventHostMove, event.EventHostDelete])
    def host_handler(self, ev):
        self.hosts.append((type(ev).__name__, sorted(host.mac for host in get_host(self, None))))
'''


@pytest.mark.parametrize('number', [OF10, OF13, OF14, OF15])
def test_events(tmp_path: Path, number: int) -> None:
    with running(EVENTS, tmp_path, 'linear,3', number) as (net, app):
        assert sorted(app.seen) == ['EventLinkAdd'] * 4 + ['EventSwitchEnter'] * 3
        assert app.link_to_port == {(1, 2): (2, 2), (2, 1): (2, 2), (2, 3): (3, 2), (3, 2): (2, 3)}
        net.set_link('s1', 's2', False)
        greenhub.sleep(1)
        assert sorted(app.seen[7:]) == ['EventLinkDelete'] * 2 + ['EventPortModify'] * 2
        net.set_link('s1', 's2', True)
        greenhub.sleep(1)
        assert sorted(app.seen[11:]) == ['EventLinkAdd'] * 2 + ['EventPortModify'] * 2
        if number == OF13:
            assert net.ping('h1', 'h3').received
            assert app.hosts == [
                ('EventHostAdd', ['00:00:00:00:00:01']), ('EventHostAdd', ['00:00:00:00:00:01', '00:00:00:00:00:03']),
            ]  # fmt: skip
            net.set_link('h1', 's1', False)
            greenhub.sleep(1)
            assert app.hosts[2:] == [('EventHostDelete', ['00:00:00:00:00:03'])]


REQUESTS = '''
from ryu.controller import event as base_event

class Program(app_manager.RyuApp):
    _CONTEXTS = {'switches': switches.Switches}

    def __init__(self, *args, **kwargs):
        super(Program, self).__init__(*args, **kwargs)
        self.switches = kwargs['switches']
        self.answers = []
        hub.spawn_after(4, self.ask)

    def ask(self):
        reply = self.send_request(event.EventSwitchRequest())
        self.answers.append(sorted(switch.dp.id for switch in reply.switches))
        request = event.EventLinkRequest(1)
        request.sync = False
        self.send_request(request)

    @set_ev_cls(event.EventLinkReply)
    def link_reply_handler(self, reply):
        self.answers.append(sorted(link.dst.dpid for link in reply.links))
'''


def test_requests_and_context(tmp_path: Path) -> None:
    with running(REQUESTS, tmp_path) as (net, app):
        until(lambda: len(app.answers) == 2)
        assert app.answers == [[1, 2, 3, 4], [2, 4]]
        assert app.switches is net.controller.apps['switches']
        assert {link.src.dpid for link in app.switches.links} == {1, 2, 3, 4}
        assert sorted(app.switches.dps) == [1, 2, 3, 4]
