"""Switches as routers on the emulated network, told over REST what Ryu's documentation tells them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import greenhub
from controller.emulator.host import Host
from controller.emulator.testing import TestingNetwork
from controller.openflow import OF10, OF13
from controller.packet import icmp, in_proto, ipv4
from controller.packet.ether_types import ETH_TYPE_IP
from tests.apps.served import ask, served

pytestmark = pytest.mark.filterwarnings('ignore::DeprecationWarning')

S1, S2, S3 = (f'/router/{number:016x}' for number in (1, 2, 3))
ADDRESSES = {'h1': '172.16.20.10', 'h2': '172.16.10.10', 'h3': '192.168.30.10'}
GATEWAYS = {'h1': '172.16.20.1', 'h2': '172.16.10.1', 'h3': '192.168.30.1'}
TOLD = [
    (S1, {'address': '172.16.20.1/24'}, 'Add address [address_id=1]'),
    (S1, {'address': '172.16.30.30/24'}, 'Add address [address_id=2]'),
    (S2, {'address': '172.16.10.1/24'}, 'Add address [address_id=1]'),
    (S2, {'address': '172.16.30.1/24'}, 'Add address [address_id=2]'),
    (S2, {'address': '192.168.10.1/24'}, 'Add address [address_id=3]'),
    (S3, {'address': '192.168.30.1/24'}, 'Add address [address_id=1]'),
    (S3, {'address': '192.168.10.20/24'}, 'Add address [address_id=2]'),
    (S1, {'gateway': '172.16.30.1'}, 'Add route [route_id=1]'),
    (S2, {'gateway': '172.16.30.30'}, 'Add route [route_id=1]'),
    (S3, {'gateway': '192.168.10.1'}, 'Add route [route_id=1]'),
    (S2, {'destination': '192.168.30.0/24', 'gateway': '192.168.10.20'}, 'Add route [route_id=2]'),
]


def tell(net: TestingNetwork, path: str, body: Any, method: str = 'POST') -> list[str]:
    """What is said of a change: its details, after `failure` where it is one."""
    status, answer = ask(net, path, method, json.dumps(body))
    assert status == 200, answer
    return [each['details'] if each['result'] == 'success' else f'failure: {each["details"]}'
            for switch in answer for each in switch['command_result']]  # fmt: skip


def reaches(one: Host, other: Host, gateway: str) -> bool:
    """Whether a host has an answer from another by its gateway."""
    mac = one.resolve(gateway)
    if mac is None:
        return False
    one.neighbours[other.ip] = mac
    return one.ping(other, timeout=5).loss == 0


def heard_by(host: Host) -> list[int]:
    """The types of the ICMP messages that come to a host from now on."""
    heard: list[int] = []

    def hear(outer: Any, datagram: Any, message: Any) -> None:
        heard.append(message.type)

    host._icmp = hear  # type: ignore[method-assign]
    return heard


def packet_ins(net: TestingNetwork) -> int:
    """How many packets have come to the controller."""
    switches = [node.switch for node in net.nodes.values()]
    return sum(entry.packet_count for switch in switches for table in switch.tables.tables for entry in table
               if entry.outputs_to(switch.ofproto.OFPP_CONTROLLER))  # fmt: skip


@pytest.fixture(params=[OF10, OF13])
def net(request: pytest.FixtureRequest) -> Iterator[TestingNetwork]:
    """Three routers in a row, a host behind each."""
    with served('linear,3', ['rest_router'], versions=[request.param]) as net:
        for name, address in ADDRESSES.items():
            net.hosts[name].ip = address
        yield net


@pytest.fixture
def told(net: TestingNetwork) -> TestingNetwork:
    """The network, configured."""
    for path, body, details in TOLD:
        assert tell(net, path, body) == [details]
    greenhub.sleep(1)
    return net


def test_static_routes_and_default_routes(told: TestingNetwork) -> None:
    net = told
    assert ask(net, S2) == (200, [{'switch_id': f'{2:016x}', 'internal_network': [{
        'address': [{'address_id': 1, 'address': '172.16.10.1/24'}, {'address_id': 2, 'address': '172.16.30.1/24'},
                    {'address_id': 3, 'address': '192.168.10.1/24'}],
        'route': [{'route_id': 1, 'destination': '0.0.0.0/0', 'gateway': '172.16.30.30'},
                  {'route_id': 2, 'destination': '192.168.30.0/24', 'gateway': '192.168.10.20'}],
    }]}])  # fmt: skip
    for one in ADDRESSES:
        for other in set(ADDRESSES) - {one}:
            assert reaches(net.hosts[one], net.hosts[other], GATEWAYS[one]), (one, other)
    before = packet_ins(net)
    assert reaches(net.hosts['h1'], net.hosts['h3'], GATEWAYS['h1'])
    assert packet_ins(net) == before  # the switches know the way

    assert tell(net, S2, {'route_id': 2}, 'DELETE') == ['Delete route [route_id=2]']
    assert not reaches(net.hosts['h1'], net.hosts['h3'], GATEWAYS['h1'])
    assert reaches(net.hosts['h1'], net.hosts['h2'], GATEWAYS['h1'])


def test_the_routers_themselves_answer(told: TestingNetwork) -> None:
    h1 = told.hosts['h1']
    for address in ('172.16.20.1', '172.16.30.30', '172.16.30.1', '192.168.10.20'):
        router = Host('router', '', address, lambda frame: None)
        assert reaches(h1, router, GATEWAYS['h1']), address


def test_a_host_that_is_not_there(told: TestingNetwork) -> None:
    h1 = told.hosts['h1']
    nobody = Host('nobody', '', '172.16.10.77', lambda frame: None)
    heard = heard_by(h1)
    assert not reaches(h1, nobody, GATEWAYS['h1'])
    assert heard == [icmp.ICMP_DEST_UNREACH]


def test_times_to_live_end() -> None:
    with served('single,2', ['rest_router'], versions=[OF13]) as net:
        h1, h2 = net.hosts['h1'], net.hosts['h2']
        h1.ip, h2.ip = '172.16.20.10', '172.16.10.10'
        for address in (GATEWAYS['h1'], GATEWAYS['h2']):
            tell(net, S1, {'address': f'{address}/24'})
        assert reaches(h1, h2, GATEWAYS['h1'])
        heard = heard_by(h1)
        for ttl in (1, 2):  # the switch finds it out, as it knows the way
            header = ipv4.ipv4(src=h1.ip, dst=h2.ip, ttl=ttl, proto=in_proto.IPPROTO_ICMP)
            h1.send(h1.neighbours[h2.ip], ETH_TYPE_IP, [header, icmp.icmp(icmp.ICMP_ECHO_REQUEST, 0, 0, icmp.echo())])
            greenhub.sleep(1)
        assert heard == [icmp.ICMP_TIME_EXCEEDED, icmp.ICMP_ECHO_REPLY]


def test_removing(told: TestingNetwork) -> None:
    net = told
    assert tell(net, S2, {'address_id': 1}, 'DELETE') == ['Delete address [address_id=1]']
    assert tell(net, S2, {'address_id': 'all'}, 'DELETE') == [
        'failure: Skip delete (related route exist) [address_id=2], Skip delete (related route exist) [address_id=3]']
    assert tell(net, S2, {'route_id': '1'}, 'DELETE') == ['Delete route [route_id=1]']
    assert tell(net, S2, {'address_id': 'all'}, 'DELETE') == [
        'Delete address [address_id=2], Skip delete (related route exist) [address_id=3]']
    assert tell(net, S2, {'route_id': 7}, 'DELETE') == ['failure: Data is nothing.']
    assert tell(net, '/router/all', {'route_id': 'all'}, 'DELETE') == [
        'Delete route [route_id=1]', 'Delete route [route_id=2]', 'Delete route [route_id=1]']
    assert tell(net, '/router/all', {'address_id': 'all'}, 'DELETE') == [
        'Delete address [address_id=1,2]', 'Delete address [address_id=3]', 'Delete address [address_id=1,2]']
    assert ask(net, '/router/all') == (
        200, [{'switch_id': f'{number:016x}', 'internal_network': [{}]} for number in (1, 2, 3)])
    for node in net.nodes.values():
        assert sorted(entry.priority for table in node.switch.tables.tables for entry in table) == [0, 1, 1]


def test_vlans(net: TestingNetwork) -> None:
    """Two tenants with the same address, and a router that is in no VLAN."""
    for vlan in (2, 110):
        answer = ask(net, f'{S1}/{vlan}', 'POST', '{"address": "172.16.10.1/24"}')[1]
        assert answer == [{'switch_id': f'{1:016x}', 'command_result': [
            {'result': 'success', 'details': 'Add address [address_id=1]', 'vlan_id': vlan}]}]  # fmt: skip
    assert tell(net, f'{S1}/5', {'gateway': '172.16.10.9'}) == [
        "failure: Gateway=172.16.10.9's address is not registered."]
    address = [{'address_id': 1, 'address': '172.16.10.1/24'}]
    routers = [{}, {'address': address, 'vlan_id': 2}, {'address': address, 'vlan_id': 110}]
    for path, shown in ((S1, routers[:1]), (f'{S1}/2', routers[1:2]), (f'{S1}/all', routers),
                        (f'{S1}/5', [{'vlan_id': 5}])):  # fmt: skip
        assert ask(net, path) == (200, [{'switch_id': f'{1:016x}', 'internal_network': shown}])
    priorities = sorted(entry.priority for table in net.nodes['s1'].switch.tables.tables for entry in table)
    assert priorities == [0, 1, 1, 1001, 1001, 1026, 1026, 1036, 1036, 1037, 1037]
    assert tell(net, f'{S1}/all', {'address': '10.0.0.1/8'}) == [
        'Add address [address_id=1]', 'Add address [address_id=2]', 'Add address [address_id=2]']
    assert tell(net, f'{S1}/all', {'address_id': 'all'}, 'DELETE') == [
        'Delete address [address_id=1]', 'Delete address [address_id=1,2]', 'Delete address [address_id=1,2]']
    assert sorted(entry.priority for table in net.nodes['s1'].switch.tables.tables for entry in table) == [0, 1, 1]


def test_a_port_that_is_down_and_up_again(told: TestingNetwork) -> None:
    net = told
    h1, h2 = net.hosts['h1'], net.hosts['h2']
    assert reaches(h1, h2, GATEWAYS['h1'])
    net.set_link('s1', 's2', up=False)
    greenhub.sleep(1)
    assert not reaches(h1, h2, GATEWAYS['h1'])
    net.set_link('s1', 's2', up=True)
    greenhub.sleep(11)
    assert reaches(h1, h2, GATEWAYS['h1'])


def test_a_switch_that_comes_back_is_the_router_that_it_was(told: TestingNetwork) -> None:
    net = told
    before = ask(net, S2)
    net.nodes['s2'].switch.tables.clear()
    net.controller.switches[2].close()
    greenhub.sleep(0.01)
    assert ask(net, S2)[0] == 404
    greenhub.sleep(10)
    assert ask(net, S2) == before
    greenhub.sleep(11)
    assert reaches(net.hosts['h1'], net.hosts['h3'], GATEWAYS['h1'])


def test_a_newer_self_goes_on(told: TestingNetwork) -> None:
    net = told
    before = ask(net, '/router/all')
    net.controller.replacing.reload('RestRouterAPI')
    greenhub.sleep(1)
    assert ask(net, '/router/all') == before
    assert reaches(net.hosts['h1'], net.hosts['h3'], GATEWAYS['h1'])


@pytest.mark.parametrize(('method', 'body', 'error'), [
    ('POST', 'nonsense', 'the body is not JSON'),
    ('POST', 'true', 'true is not an object'),
    ('POST', '[]', 'is not an object'),
    ('POST', '{}', 'the body takes either an address or a gateway'),
    ('POST', '{"address": 5}', 'address: 5 is not an IPv4 address with a prefix length'),
    ('POST', '{"address": null}', 'address: null is not an IPv4 address'),
    ('POST', '{"address": "10.0.0.300/24"}', "address: '10.0.0.300/24' is not an IPv4 address"),
    ('POST', '{"address": "10.0.0.1/33"}', "address: '10.0.0.1/33' is not"),
    ('POST', '{"address": "10.0.0.1/24", "gateway": "10.0.0.2"}', 'the body takes either'),
    ('POST', '{"address": "10.0.0.1/24", "destination": "10.0.0.2"}', 'the body has a destination and no gateway'),
    ('POST', '{"gateway": "10.0.0.1/24"}', "gateway: '10.0.0.1/24' is not an IPv4 address"),
    ('POST', '{"adress": "10.0.0.1/24"}', 'adress: there is no such field'),
    ('DELETE', '{}', 'the body takes either address_id or route_id'),
    ('DELETE', '{"address_id": 1, "route_id": 1}', 'the body takes either'),
    ('DELETE', '{"address_id": "some"}', 'address_id: '),
    ('DELETE', '{"route_id": true}', 'route_id: '),
    ('DELETE', '{"route_id": -1}', 'route_id: '),
    ('DELETE', '', 'the request has no body'),
])  # fmt: skip
def test_requests_that_mean_nothing(method: str, body: str, error: str) -> None:
    with served('single,1', ['rest_router'], versions=[OF13]) as net:
        status, answer = ask(net, S1, method, body)
        assert status == 400
        assert error in answer['error']


def test_paths() -> None:
    with served('single,1', ['rest_router'], versions=[OF13]) as net:
        assert ask(net, '/router/00000000000000ff')[0] == 404
        assert ask(net, '/router/1')[0] == 400
        assert ask(net, f'{S1}/4095')[0] == 400
        assert ask(net, f'{S1}/x')[0] == 400
        assert ask(net, S1, 'PUT')[0] == 405
        paths = ask(net, '/openapi.json')[1]['paths']
        for path in ('/router/{switch_id}', '/router/{switch_id}/{vlan_id}'):
            assert sorted(paths[path]) == ['delete', 'get', 'post']


def test_what_the_switch_refuses_is_not_kept() -> None:
    """As many flow entries as it has room for, and one address more."""
    with served('single,1', ['rest_router'], versions=[OF13]) as net:
        net.nodes['s1'].switch.tables[0].max_entries = 4
        status, answer = ask(net, S1, 'POST', '{"address": "10.0.0.1/24"}')
        assert (status, answer['openflow']['code']) == (409, 'OFPFMFC_TABLE_FULL')
        assert ask(net, S1)[1][0]['internal_network'] == [{}]
        greenhub.sleep(0.1)
        assert len([entry for table in net.nodes['s1'].switch.tables.tables for entry in table]) == 3


def test_what_the_switch_does_not_confirm_is_not_kept() -> None:
    with served('single,1', ['rest_router'], versions=[OF13]) as net:
        switch = net.nodes['s1'].switch
        handle = switch.handle

        def deaf(message: Any) -> None:
            if type(message).__name__ != 'OFPBarrierRequest':
                handle(message)

        switch.handle = deaf  # type: ignore[method-assign]
        assert ask(net, f'{S1}/2', 'POST', '{"address": "10.0.0.1/24"}')[0] == 504
        greenhub.sleep(0.1)
        assert ask(net, f'{S1}/all')[1][0]['internal_network'] == [{}]
        assert len([entry for table in switch.tables.tables for entry in table]) == 3
        status, answer = ask(net, '/router/all', 'POST', '{"address": "10.0.0.1/24"}')
        assert (status, answer[0]['command_result'][0]['result']) == (200, 'failure')


def test_what_the_switch_does_not_confirm_may_be_removed_meanwhile() -> None:
    with served('single,1', ['rest_router'], versions=[OF13]) as net:
        switch = net.nodes['s1'].switch
        handle = switch.handle
        barriers: list[Any] = []

        def slow(message: Any) -> None:
            (barriers.append if type(message).__name__ == 'OFPBarrierRequest' else handle)(message)

        switch.handle = slow  # type: ignore[method-assign]
        adding = greenhub.spawn(ask, net, S1, 'POST', '{"address": "10.0.0.1/24"}')
        while not barriers:
            greenhub.sleep(0.01)
        removing = greenhub.spawn(ask, net, S1, 'DELETE', '{"address_id": "all"}')
        assert [adding.wait()[0], removing.wait()[0]] == [504, 504]
        assert ask(net, S1)[1][0]['internal_network'] == [{}]


def test_the_router_of_a_vlan_may_be_another_when_its_turn_comes() -> None:
    with served('single,1', ['rest_router'], versions=[OF13]) as net:
        tell(net, f'{S1}/2', {'address': '10.0.2.1/24'})
        switch = net.nodes['s1'].switch
        handle = switch.handle
        barriers: list[Any] = []

        def slow(message: Any) -> None:
            (barriers.append if type(message).__name__ == 'OFPBarrierRequest' else handle)(message)

        switch.handle = slow  # type: ignore[method-assign]
        adding = greenhub.spawn(tell, net, f'{S1}/all', {'address': '10.0.9.1/24'})
        while not barriers:
            greenhub.sleep(0.01)
        switch.handle = handle  # type: ignore[method-assign]
        tell(net, f'{S1}/2', {'address_id': 'all'}, 'DELETE')
        tell(net, f'{S1}/2', {'address': '10.0.3.1/24'})
        handle(barriers[0])
        assert len(adding.wait()) == 2
        (shown,) = ask(net, f'{S1}/2')[1][0]['internal_network']
        assert [each['address'] for each in shown['address']] == ['10.0.3.1/24', '10.0.9.1/24']
