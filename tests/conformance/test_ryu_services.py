"""Ryu's own firewall, router and QoS, unmodified, from its distribution, driven as its documentation shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.lab import Controller, Laboratory, Mininet, run, wait_until

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(180)]

TCP = 'tcp:127.0.0.1:6653'
ONE = f'{1:016x}'


def pings(network: Mininet, one: str, address: str) -> bool:
    return ' 0% packet loss' in network.ask(f'sh {one} ping -c 2 -i 0.2 -W 1 {address}')


def succeeded(answer: list[dict[str, Any]]) -> bool:
    return all(each['result'] == 'success' for row in answer
               for each in (row['command_result'] if isinstance(row['command_result'], list)
                            else [row['command_result']]))


# -- firewall -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('protocols', ['OpenFlow10', 'OpenFlow13'])
def test_firewall(lab: Laboratory, ryu_apps: Path, protocols: str) -> None:
    controller = lab.controller(str(ryu_apps / 'rest_firewall.py'))
    network = lab.mininet('single,3', protocols, TCP)
    controller.wait_for(1)
    wait_until('the firewall to have the switch',
               lambda: controller.ask('GET', '/firewall/module/status') == [{'switch_id': ONE, 'status': 'disable'}])
    assert controller.ask('PUT', f'/firewall/module/enable/{ONE}') == [
        {'switch_id': ONE, 'command_result': {'result': 'success', 'details': 'firewall running.'}}]
    assert controller.ask('GET', '/firewall/module/status') == [{'switch_id': ONE, 'status': 'enable'}]
    assert not pings(network, 'h1', '10.0.0.2')  # what no rule allows is blocked

    for source_, target in (('10.0.0.1/32', '10.0.0.2/32'), ('10.0.0.2/32', '10.0.0.1/32')):
        rule = {'nw_src': source_, 'nw_dst': target, 'nw_proto': 'ICMP'}
        assert succeeded(controller.ask('POST', f'/firewall/rules/{ONE}', rule))
    for host in ('10.0.0.2/32', '10.0.0.3/32'):
        for end in ('nw_src', 'nw_dst'):
            assert succeeded(controller.ask('POST', f'/firewall/rules/{ONE}', {end: host}))
    (shown,) = controller.ask('GET', f'/firewall/rules/{ONE}')
    rules = shown['access_control_list'][0]['rules']
    assert len(rules) == 6
    assert {'rule_id': 1, 'priority': 1, 'dl_type': 'IPv4', 'nw_src': '10.0.0.1', 'nw_dst': '10.0.0.2',
            'nw_proto': 'ICMP', 'actions': 'ALLOW'} in rules
    assert pings(network, 'h1', '10.0.0.2')
    assert pings(network, 'h2', '10.0.0.3')

    deny = {'nw_src': '10.0.0.2/32', 'nw_dst': '10.0.0.3/32', 'nw_proto': 'ICMP', 'actions': 'DENY', 'priority': '10'}
    assert succeeded(controller.ask('POST', f'/firewall/rules/{ONE}', deny))
    assert not pings(network, 'h2', '10.0.0.3')
    wait_until('the log to tell of a blocked packet', lambda: 'Blocked packet' in controller.output())
    assert succeeded(controller.ask('DELETE', f'/firewall/rules/{ONE}', {'rule_id': '7'}))
    assert pings(network, 'h2', '10.0.0.3')
    assert succeeded(controller.ask('PUT', f'/firewall/module/disable/{ONE}'))
    assert not pings(network, 'h1', '10.0.0.2')


# -- router ---------------------------------------------------------------------------------------------------------


def ready(controller: Controller, *dpids: int) -> None:
    controller.wait_for(*dpids)
    for dpid in dpids:
        wait_until(f'router {dpid}', lambda dpid=dpid: 'internal_network' in str(
            controller.ask('GET', f'/router/{dpid:016x}')))


@pytest.mark.parametrize('protocols', ['OpenFlow10', 'OpenFlow13'])
def test_router(lab: Laboratory, ryu_apps: Path, protocols: str) -> None:
    """Three routers in a row, a host behind each, as in the single-tenant example."""
    controller = lab.controller(str(ryu_apps / 'rest_router.py'))
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
               3: ['192.168.30.1/24', '192.168.10.20/24']}
    for dpid, addresses in routers.items():
        for address in addresses:
            answer = controller.ask('POST', f'/router/{dpid:016x}', {'address': address})
            assert succeeded(answer), answer
    for dpid, gateway in {1: '172.16.30.1', 2: '172.16.30.30', 3: '192.168.10.1'}.items():
        assert succeeded(controller.ask('POST', f'/router/{dpid:016x}', {'gateway': gateway}))
    static = {'destination': '192.168.30.0/24', 'gateway': '192.168.10.20'}
    assert succeeded(controller.ask('POST', f'/router/{2:016x}', static))

    def shown(what: str, value: str) -> set[str]:
        (router,) = controller.ask('GET', f'/router/{2:016x}')
        return {each[value] for each in router['internal_network'][0].get(what, ())}

    assert shown('address', 'address') == set(routers[2])
    wait_until('routes over gateways that have answered',
               lambda: shown('route', 'gateway') == {'172.16.30.30', '192.168.10.20'})

    wait_until('h1 to reach h2', lambda: pings(network, 'h1', hosts['h2']))
    wait_until('h1 to reach h3', lambda: pings(network, 'h1', hosts['h3']))
    wait_until('h3 to reach h2', lambda: pings(network, 'h3', hosts['h2']))
    assert pings(network, 'h1', '172.16.30.30')  # the router itself answers
    assert succeeded(controller.ask('DELETE', f'/router/{2:016x}', {'route_id': 'all'}))
    assert not pings(network, 'h1', hosts['h3'])


# -- quality of service ---------------------------------------------------------------------------------------------


def received(network: Mininet) -> float:
    """Bits per second that h1 gets while h2 sends it two million."""
    counter = 'cat /sys/class/net/h1-eth0/statistics/rx_bytes'
    network.ask('sh h2 iperf -c 10.0.0.1 -u -b 2M -t 4 > /dev/null 2>&1 &')
    before, after = network.ask(f'sh h1 sleep 1; {counter}; sleep 2; {counter}').split()
    network.ask('sh h2 wait')
    return (int(after) - int(before)) * 8 / 2


@pytest.fixture
def switch_app(ryu_apps: Path, tmp_path: Path) -> Path:
    """Ryu's switch with its flows in table 1, made as the documentation says; QoS rules are in table 0."""
    text = (ryu_apps / 'simple_switch_13.py').read_text()
    path = tmp_path / 'qos_simple_switch_13.py'
    path.write_text(re.sub(r'(OFPFlowMod\([^)]*)\)', r'\1, table_id=1)', text))
    return path


def test_qos(lab: Laboratory, ryu_apps: Path, switch_app: Path) -> None:
    """Two queues of one port, as in the per-flow example."""
    controller = lab.controller(str(ryu_apps / 'rest_qos.py'), str(switch_app), str(ryu_apps / 'rest_conf_switch.py'))
    network = lab.mininet('single,2', 'OpenFlow13', TCP)
    run('ovs-vsctl', 'set-manager', 'ptcp:6632:127.0.0.1')
    wait_until('the database to listen', lambda: ':6632' in run('ss', '-Hltn'))
    controller.wait_for(1)
    wait_until('QoS to have the switch',
               lambda: ONE in str(controller.ask('GET', '/v1.0/conf/switches')) or ONE in controller.output())
    controller.ask('PUT', f'/v1.0/conf/switches/{ONE}/ovsdb_addr', 'tcp:127.0.0.1:6632')
    queues = {'port_name': 's1-eth1', 'type': 'linux-htb', 'max_rate': '1000000',
              'queues': [{'max_rate': '500000'}, {'min_rate': '800000'}]}
    answer = wait_until(  # that the database is connected to
        'queues', lambda: succeeded(answer := controller.ask('POST', f'/qos/queue/{ONE}', queues)) and answer)
    assert answer[0]['command_result']['details'] == {
        '0': {'config': {'max-rate': '500000'}}, '1': {'config': {'min-rate': '800000'}}}
    rule = {'match': {'nw_dst': '10.0.0.1', 'nw_proto': 'UDP', 'tp_dst': '5002'}, 'actions': {'queue': '1'}}
    answer = controller.ask('POST', f'/qos/rules/{ONE}', rule)
    assert succeeded(answer), answer
    (shown,) = controller.ask('GET', f'/qos/rules/{ONE}')
    assert shown['command_result'][0]['qos'] == [
        {'priority': 1, 'dl_type': 'IPv4', 'nw_proto': 'UDP', 'tp_dst': 5002, 'qos_id': 1, 'nw_dst': '10.0.0.1',
         'actions': [{'queue': '1'}]}]
    assert 'set_queue:1' in network.flows('s1')  # in userspace Open vSwitch sends by the first queue all the same
    assert network.ask('pingall') == 0
    assert 300e3 < received(network) < 700e3
    assert succeeded(controller.ask('DELETE', f'/qos/rules/{ONE}', {'qos_id': '1'}))
    assert 'set_queue:1' not in network.flows('s1')
    assert controller.ask('DELETE', f'/qos/queue/{ONE}') == [{'switch_id': ONE, 'command_result': 'success'}]
