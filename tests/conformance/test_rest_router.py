"""The router beside Ryu's own: the same requests and frames, answers and flow entries; then on Open vSwitch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import controller.compat
import greenhub
from controller.emulator import testing_network
from controller.emulator.testing import TestingNetwork
from controller.openflow import OF10, OF13
from controller.packet import build
from tests.apps.served import ask, wsgi_of
from tests.conformance.lab import CHECKOUT, Controller, Host, Laboratory, Mininet, run, wait_until

TCP = 'tcp:127.0.0.1:6653'
ONE = f'{1:016x}'
APP = str(CHECKOUT / 'apps' / 'rest_router.py')

HOST, GATEWAY = '00:00:00:00:00:0a', '00:00:00:00:00:0b'

# -- beside Ryu's -----------------------------------------------------------------------------------------------------

#: What is told and asked, and the ARP that comes from port 1: sender, its address, who is asked for. There is a gateway
#: 172.16.30.1, which answers.
STORY: list[tuple[str, str, Any] | tuple[str, str, str, str]] = [
    ('GET', '', None),
    ('POST', '', {'address': '172.16.20.1/24'}),
    ('POST', '', {'address': '172.16.30.30/24'}),
    ('POST', '', {'address': '172.16.20.9/16'}),
    ('POST', '', {'gateway': '172.16.40.1'}),
    ('POST', '', {'gateway': '172.16.20.1'}),
    ('POST', '', {'gateway': '172.16.30.1'}),
    ('POST', '', {'gateway': '172.16.30.2'}),
    ('POST', '', {'gateway': '172.16.30.1', 'destination': '192.168.30.7/24'}),
    ('POST', '', {'gateway': '172.16.30.1', 'destination': '192.168.30.7'}),
    ('POST', '', {'gateway': '172.16.30.1', 'destination': '192.168.30.0/24'}),
    ('ARP', HOST, '172.16.20.10', '172.16.20.1'),
    ('ARP', HOST, '172.16.20.10', '172.16.20.77'),
    ('ARP', HOST, '10.0.0.1', '172.16.20.1'),
    ('GET', '', None),
    ('GET', '/all', None),
    ('DELETE', '', {'address_id': 2}),
    ('DELETE', '', {'address_id': 'all'}),
    ('DELETE', '', {'route_id': 2}),
    ('DELETE', '', {'route_id': '2'}),
    ('DELETE', '', {'route_id': 'all'}),
    ('DELETE', '', {'address_id': 'all'}),
    ('DELETE', '', {'address_id': 'all'}),
    ('POST', '/2', {'address': '172.16.10.1/24'}),
    ('POST', '/110', {'address': '172.16.10.1/24'}),
    ('POST', '/2', {'gateway': '172.16.10.9'}),
    ('DELETE', '/2', {'route_id': 1}),
    ('POST', '/3', {'gateway': '172.16.10.9'}),
    ('POST', '/all', {'address': '30.0.0.1/8'}),
    ('GET', '/all', None),
    ('DELETE', '/all', {'address_id': 'all'}),
    ('GET', '/all', None),
]  # fmt: skip


@pytest.fixture
def alias() -> Iterator[None]:
    controller.compat.install()
    yield
    controller.compat.uninstall()


@contextmanager
def network(app: str, version: int) -> Iterator[TestingNetwork]:
    with testing_network('single,2', [app], versions=[version]) as net:
        wsgi_of(net).stop()
        greenhub.sleep(1)
        yield net


def told(net: TestingNetwork) -> Iterator[tuple[Any, set[tuple[Any, ...]]]]:
    """What each step of the story is answered, and the flow entries after it."""
    for step in STORY:
        answer: Any = None
        if step[0] == 'ARP':
            send_arp(net, *step[1:])
        else:
            method, path, body = step
            answer = ask(net, f'/router/{ONE}{path}', method, '' if body is None else json.dumps(body))
            if body is not None and body.get('gateway') == '172.16.30.1':
                send_arp(net, GATEWAY, '172.16.30.1', '172.16.30.30')
        greenhub.sleep(0.1)
        yield answer, set(flow_entries(net))


def send_arp(net: TestingNetwork, mac: str, ip: str, asked: str) -> None:
    """From port 1."""
    net.hosts['h1'].send_frame(bytes(build.arp_request(mac, ip, asked).data or b''))


def flow_entries(net: TestingNetwork) -> Iterator[tuple[Any, ...]]:
    """The flow entries; how much of a packet is sent means nothing where that is not to the controller."""
    for table in net.nodes['s1'].switch.tables.tables:
        for entry in table:
            match = json.dumps(entry.stated.to_jsondict())
            said = re.sub("'max_len': [0-9]+", '', str([each.to_jsondict() for each in entry.said]))
            yield entry.priority, entry.cookie, entry.idle_timeout, match, said


def as_ryu(entries: set[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Our entries as Ryu has them: a network of the router comes before routes only with us, where Ryu's gateways have
    no entry of their own and so every packet for them comes to the controller."""
    found = set()
    for priority, cookie, idle, match, said in entries:
        is_network = cookie & 0xFFFF and priority % 1000 in (2 + 24, 2 + 8)
        if not (idle and GATEWAY in said):
            found.add((priority // 1000 * 1000 + 2 if is_network else priority, cookie, idle, match, said))
    return found


@pytest.mark.usefixtures('alias')
@pytest.mark.parametrize('version', [OF10, OF13])
def test_as_ryu_does(ryu_apps: Path, tmp_path: Path, version: int) -> None:
    app = tmp_path / f'ryus_router_{version}.py'  # whose classes count ids, and so have to be new ones
    app.write_text((ryu_apps / 'rest_router.py').read_text())
    with network(str(app), version) as net:
        theirs = list(told(net))
    with network('rest_router', version) as net:
        ours = list(told(net))
    for step, (answer, entries), (wanted_answer, wanted_entries) in zip(STORY, ours, theirs, strict=True):
        assert answer == wanted_answer, step
        assert as_ryu(entries) == wanted_entries, step


# -- on Open vSwitch ---------------------------------------------------------------------------------------------------


def tell(controller: Controller, path: str, body: Any, method: str = 'POST') -> str:
    """What is said of a change; an AssertionError where it failed."""
    ((result,),) = (each['command_result'] for each in controller.ask(method, f'/router/{path}', body))
    assert result['result'] == 'success', (path, body, result)
    return str(result['details'])


def ready(controller: Controller, *dpids: int) -> None:
    controller.wait_for(*dpids)
    for dpid in dpids:
        wait_until(f'router {dpid}', lambda dpid=dpid: f'dpid={dpid:016x}: joined as router' in controller.output())


def pings(network: Mininet, one: str, address: str, count: int = 2) -> bool:
    return ' 0% packet loss' in network.ask(f'sh {one} ping -c {count} -i 0.2 -W 1 {address}')


@pytest.mark.mininet
@pytest.mark.timeout(180)
@pytest.mark.parametrize('protocols', ['OpenFlow10', 'OpenFlow12', 'OpenFlow13'])
def test_single_tenant(lab: Laboratory, protocols: str) -> None:
    """Three routers in a row, a host behind each; static and default routes."""
    controller = lab.controller(APP)
    network = lab.mininet('linear,3', protocols, TCP)
    ready(controller, 1, 2, 3)
    hosts = {'h1': '172.16.20.10', 'h2': '172.16.10.10', 'h3': '192.168.30.10'}
    gateways = {'h1': '172.16.20.1', 'h2': '172.16.10.1', 'h3': '192.168.30.1'}
    for name, address in hosts.items():
        network.ask(f'sh {name} ip address flush dev {name}-eth0')
        network.ask(f'sh {name} ip address add {address}/24 dev {name}-eth0')
        network.ask(f'sh {name} ip route add default via {gateways[name]}')
    routers = {1: ['172.16.20.1/24', '172.16.30.30/24'],
               2: ['172.16.10.1/24', '172.16.30.1/24', '192.168.10.1/24'],
               3: ['192.168.30.1/24', '192.168.10.20/24']}  # fmt: skip
    for dpid, addresses in routers.items():
        for number, address in enumerate(addresses, 1):
            assert tell(controller, f'{dpid:016x}', {'address': address}) == f'Add address [address_id={number}]'
    assert pings(network, 'h1', '172.16.20.1')
    assert not pings(network, 'h1', hosts['h2'], 1)  # no route yet
    for dpid, gateway in {1: '172.16.30.1', 2: '172.16.30.30', 3: '192.168.10.1'}.items():
        assert tell(controller, f'{dpid:016x}', {'gateway': gateway}) == 'Add route [route_id=1]'
    static = {'destination': '192.168.30.0/24', 'gateway': '192.168.10.20'}
    assert tell(controller, f'{2:016x}', static) == 'Add route [route_id=2]'
    assert controller.ask('GET', f'/router/{2:016x}') == [{'switch_id': f'{2:016x}', 'internal_network': [{
        'address': [{'address_id': 1, 'address': '172.16.10.1/24'}, {'address_id': 2, 'address': '172.16.30.1/24'},
                    {'address_id': 3, 'address': '192.168.10.1/24'}],
        'route': [{'route_id': 1, 'destination': '0.0.0.0/0', 'gateway': '172.16.30.30'},
                  {'route_id': 2, 'destination': '192.168.30.0/24', 'gateway': '192.168.10.20'}],
    }]}]  # fmt: skip
    for one in hosts:
        for other in set(hosts) - {one}:
            assert pings(network, one, hosts[other]), (one, other)  # the very first packet, too
    for address in ('172.16.30.30', '172.16.30.1', '192.168.10.20'):
        assert pings(network, 'h1', address)  # the routers themselves answer
    if protocols != 'OpenFlow10':
        expired = network.ask('sh h1 ping -c 1 -W 2 -t 1 192.168.30.10')
        assert 'From 172.16.20.1 icmp_seq=1 Time to live exceeded' in expired
        assert 'From 192.168.10.20' in network.ask('sh h1 ping -c 1 -W 2 -t 3 192.168.30.10')
    unreachable = network.ask('sh h1 ping -c 1 -W 5 192.168.30.77')
    assert 'From 192.168.10.20 icmp_seq=1 Destination Host Unreachable' in unreachable
    assert tell(controller, f'{2:016x}', {'route_id': 2}, 'DELETE') == 'Delete route [route_id=2]'
    # Open vSwitch answers from its cache until it has revalidated what is in there.
    wait_until('the static route is gone', lambda: not pings(network, 'h1', hosts['h3'], 1))
    assert pings(network, 'h1', hosts['h2'])
    assert tell(controller, f'{2:016x}', {'route_id': 'all'}, 'DELETE') == 'Delete route [route_id=1]'
    wait_until('the default route is gone', lambda: not pings(network, 'h1', hosts['h2'], 1))


#: Of two tenants, each the only one in his VLAN, by switch: the host, and the routers with their routes.
TENANTS = {1: '172.16.10', 2: '192.168.30', 3: '172.16.20'}
ROUTES = {1: [{'gateway': '10.10.10.2'}], 3: [{'gateway': '10.10.10.2'}],
          2: [{'gateway': '10.10.10.1'}, {'destination': '172.16.20.0/24', 'gateway': '10.10.10.3'}]}  # fmt: skip


def plug(one: str, other: str) -> None:
    """A cable between two bridges, which is a trunk."""
    command: list[str] = []
    for here, there in ((one, other), (other, one)):
        port, peer = f'{here}-{there}', f'{there}-{here}'
        command += ['--', 'add-port', here, port, '--', 'set', 'Interface', port, 'type=patch', f'options:peer={peer}']
    run('ovs-vsctl', *command[1:])


def settle(host: Host, dpid: int, last: int) -> None:
    """Give a host the address and the gateway that it has at a switch."""
    host.address = f'{TENANTS[dpid]}.{last}'
    with host.entered():
        run('ip', 'address', 'flush', 'dev', 'eth0')
        run('ip', 'address', 'add', f'{host.address}/24', 'dev', 'eth0')
        run('ip', 'route', 'add', 'default', 'via', f'{TENANTS[dpid]}.1')


@pytest.mark.ovs
@pytest.mark.timeout(180)
@pytest.mark.parametrize('protocols', ['OpenFlow10', 'OpenFlow12', 'OpenFlow13'])
def test_multi_tenant(lab: Laboratory, protocols: str, request: pytest.FixtureRequest) -> None:
    """Three routers in a row; at each an access switch that has a host in VLAN 2 and one in VLAN 110, which have the
    same networks but for the hosts' own addresses."""
    controller = lab.controller(APP)
    hosts = {(dpid, vlan): host for (dpid, vlan), host in zip(
        [(dpid, vlan) for dpid in TENANTS for vlan in (2, 110)], lab.hosts(6), strict=True)}  # fmt: skip
    for dpid in TENANTS:
        lab.switch(dpid, protocols, TCP, [])
        request.addfinalizer(lambda dpid=dpid: run('ovs-vsctl', 'del-br', f'access{dpid}'))
        run('ovs-vsctl', 'add-br', f'access{dpid}', '--', 'set', 'Bridge', f'access{dpid}', 'datapath_type=netdev')
        for number, vlan in enumerate((2, 110)):
            settle(hosts[dpid, vlan], dpid, 10 + number)
            run('ovs-vsctl', 'add-port', f'access{dpid}', hosts[dpid, vlan].port, f'tag={vlan}')
        plug(f'access{dpid}', f'br{dpid}')
    plug('br1', 'br2')
    plug('br2', 'br3')
    ready(controller, *TENANTS)
    for vlan in (2, 110):
        for dpid, network in TENANTS.items():
            for number, address in enumerate((f'{network}.1/24', f'10.10.10.{dpid}/24'), 1):
                said = tell(controller, f'{dpid:016x}/{vlan}', {'address': address})
                assert said == f'Add address [address_id={number}]'
        for dpid, routes in ROUTES.items():
            for number, route in enumerate(routes, 1):
                assert tell(controller, f'{dpid:016x}/{vlan}', route) == f'Add route [route_id={number}]'
    (shown,) = controller.ask('GET', f'/router/{2:016x}/all')
    assert [each.get('vlan_id') for each in shown['internal_network']] == [None, 2, 110]
    assert shown['internal_network'][1]['route'] == [
        {'route_id': 1, 'destination': '0.0.0.0/0', 'gateway': '10.10.10.1'},
        {'route_id': 2, 'destination': '172.16.20.0/24', 'gateway': '10.10.10.3'},
    ]
    for (one, vlan), host in hosts.items():
        for other in set(TENANTS) - {one}:
            assert host.pings(hosts[other, vlan], 2), (vlan, one, other)
    assert not hosts[1, 2].pings(hosts[3, 110], 1)
    assert not hosts[2, 110].pings(hosts[1, 2], 1)
    said = tell(controller, f'{2:016x}/2', {'route_id': 'all'}, 'DELETE')
    assert said == 'Delete route [route_id=1,2]'
    # The flow entries are gone; what Open vSwitch made of them for packets it has seen goes some time after.
    wait_until('the route to be gone', lambda: not hosts[1, 2].pings(hosts[3, 2], 1), 5)
    assert hosts[1, 110].pings(hosts[3, 110], 1)
