"""Virtual networks and tunnels: tables, what is told of them, and what is refused."""

import pytest

from controller.app import App, set_ev_cls
from controller.compat.exception import (
    MacAddressDuplicated,
    NetworkAlreadyExist,
    NetworkNotFound,
    PortAlreadyExist,
    PortNotFound,
    PortUnknown,
)
from controller.compat.framework import network, tunnels
from controller.compat.framework.mac_to_network import MacToNetwork
from controller.compat.framework.mac_to_port import MacToPortTable

EVENTS = [
    network.EventNetworkDel, network.EventNetworkPort, network.EventMacAddress,
    tunnels.EventTunnelKeyAdd, tunnels.EventTunnelKeyDel, tunnels.EventTunnelPort,
]


class Listening(App):
    _CONTEXTS = {'network': network.Network, 'tunnels': tunnels.Tunnels}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.network, self.tunnels = kwargs['network'], kwargs['tunnels']
        self.heard = []

    @set_ev_cls(EVENTS)
    def listen(self, ev):
        self.heard.append((type(ev).__name__.removeprefix('Event'), *vars(ev).values()))


@pytest.fixture
def app(controller):
    (app,) = controller.load([Listening])
    controller.start_apps()
    return app


def test_ports_of_networks(app, clock):
    net = app.network
    net.create_network('red')
    net.update_network('blue')
    net.create_port('red', 1, 3)
    net.update_port('red', 1, 4)
    net.update_port('blue', 1, 4)
    assert net.list_networks() == ['red', 'blue']
    assert (net.list_ports('red'), net.list_ports('blue')) == ([(1, 3)], [(1, 4)])
    assert net.get_network(1, 4) == 'blue'
    assert net.get_dpids('blue') == {1}
    assert net.filter_ports(1, 9, 'red') == [3]
    assert net.filter_ports(1, 9, 'red', allow_nw_id_external='blue') == [3, 4]
    assert net.same_network(1, 'red', 3)
    assert not net.same_network(1, 'red', 4)
    assert net.same_network(1, 'red', 4, allow_nw_id_external='blue')
    net.remove_port('red', 1, 3)
    net.remove_network('blue')
    clock.advance(0.1)
    assert app.heard == [
        ('NetworkPort', 'red', 1, 3, True), ('NetworkPort', 'red', 1, 4, True),
        ('NetworkPort', 'red', 1, 4, False), ('NetworkPort', 'blue', 1, 4, True),
        ('NetworkPort', 'red', 1, 3, False), ('NetworkPort', 'blue', 1, 4, False), ('NetworkDel', 'blue'),
    ]


def test_hosts_of_networks(app, clock):
    net = app.network
    net.create_network('red')
    net.create_port('red', 1, 3)
    net.create_port('red', 2, 5)
    net.create_mac('red', 1, 3, 'host')
    net.update_mac('red', 2, 5, 'host')
    assert net.get_mac(1, 3) == 'host'
    assert net.list_mac(2, 5) == ['host']
    assert net.get_ports_with_mac('red', 'host') == {(1, 3), (2, 5)}
    assert [port.port_no for port in net.get_ports(1, 'red', 'host')] == [3]
    with pytest.raises(network.MacAddressAlreadyExist, match=r'port \(1, 3\) has already mac host'):
        net.update_mac('red', 1, 3, 'other')
    with pytest.raises(PortNotFound):
        net.create_mac('blue', 7, 7, 'host')
    assert net.get_ports_with_mac('blue', 'host') == set()
    net.remove_port('red', 1, 3)
    assert net.get_ports_with_mac('red', 'host') == {(2, 5)}
    clock.advance(0.1)
    assert app.heard[2:] == [
        ('MacAddress', 1, 3, 'red', 'host', True), ('MacAddress', 2, 5, 'red', 'host', True),
        ('MacAddress', 1, 3, 'red', 'host', False), ('NetworkPort', 'red', 1, 3, False),
    ]


@pytest.mark.parametrize('error, ask', [
    (NetworkAlreadyExist, lambda net: net.create_network('red')),
    (NetworkAlreadyExist, lambda net: net.create_network(network.NW_ID_UNKNOWN)),
    (NetworkNotFound, lambda net: net.remove_network('blue')),
    (NetworkNotFound, lambda net: net.list_ports('blue')),
    (NetworkNotFound, lambda net: net.create_port('blue', 1, 1)),
    (PortAlreadyExist, lambda net: net.create_port('red', 1, 3)),
    (PortNotFound, lambda net: net.get_port(1, 9)),
    (PortNotFound, lambda net: net.remove_port('red', 9, 9)),
    (PortUnknown, lambda net: net.get_network(1, 9)),
])
def test_what_is_refused(app, error, ask):
    app.network.create_network('red')
    app.network.create_port('red', 1, 3)
    with pytest.raises(error):
        ask(app.network)


def test_tunnels(app, clock):
    tun = app.tunnels
    tun.register_key('red', 10)
    tun.update_key('red', 10)
    tun.register_port(1, 3, 2)
    tun.update_port(1, 4, 5)
    assert tun.get_key('red') == 10
    assert list(tun.list_ports(1)) == [3, 4]
    assert (tun.get_remote_dpid(1, 3), tun.get_port(1, 5)) == (2, 4)
    for error, ask in [
        (tunnels.TunnelKeyNotFound, lambda: tun.get_key('blue')),
        (tunnels.TunnelKeyAlreadyExist, lambda: tun.register_key('blue', 10)),
        (NetworkAlreadyExist, lambda: tun.update_key('red', 11)),
        (NetworkNotFound, lambda: tun.delete_key('blue')),
        (PortAlreadyExist, lambda: tun.register_port(1, 3, 2)),
        (tunnels.RemoteDPIDAlreadyExist, lambda: tun.update_port(1, 3, 9)),
        (PortNotFound, lambda: tun.get_remote_dpid(1, 9)),
        (PortNotFound, lambda: tun.get_port(1, 9)),
    ]:
        with pytest.raises(error):
            ask()
    tun.delete_key('red')
    tun.delete_port(1, 3)
    clock.advance(0.1)
    assert app.heard == [
        ('TunnelKeyAdd', 'red', 10), ('TunnelPort', 1, 3, 2, True), ('TunnelPort', 1, 4, 5, True),
        ('TunnelKeyDel', 'red', 10), ('TunnelPort', 1, 3, 2, False),
    ]


def test_ports_of_switches(app):
    class Datapath:
        id = 1

        class ofproto:
            OFPP_MAX = 0xff00

    class Features:
        datapath, datapath_id, ports = Datapath, 1, {0: None, 1: None, 0xff00: None}

    app.network.add_datapath(Features)
    assert [(port.port_no, port.network_id) for port in app.network.get_ports(1)] == [(1, network.NW_ID_UNKNOWN)]
    app.network.port_deleted(1, 1)
    assert app.network.get_ports(1) == []


def test_the_table_of_hosts():
    table = MacToPortTable()
    table.dpid_add(1)
    assert table.port_add(1, 3, b'\1') is None
    assert table.port_add(1, 4, b'\1') == 3
    assert (table.port_get(1, b'\1'), table.port_get(1, b'\2')) == (4, None)
    assert (table.mac_list(1, 4), table.mac_list(1, 3)) == ([b'\1'], [])
    table.mac_del(1, b'\1')
    with pytest.raises(KeyError):
        table.port_add(9, 1, b'\1')


def test_the_network_of_a_host():
    macs = MacToNetwork(None)
    macs.add_mac(b'\1', 'external', 'external')
    macs.add_mac(b'\1', 'red', 'external')
    macs.add_mac(b'\1', 'external', 'external')
    assert macs.get_network(b'\1') == 'red'
    with pytest.raises(MacAddressDuplicated):
        macs.add_mac(b'\1', 'blue', 'external')
    macs.del_mac(b'\1')
    assert macs.get_network(b'\1', 'none') == 'none'
