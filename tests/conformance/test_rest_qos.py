"""Quality of service on Open vSwitch: the scripts of Ryu's book, what the switch has afterwards, and what traffic gets.

Ryu's answers were recorded from its own `rest_qos`; where ours differ the tests say so. The userspace datapath of Open
vSwitch does not hand the queue of a packet on to the kernel, so SET_QUEUE has no effect there: what the queues do is
measured with the default queue of a port, and with a filter of `tc` that chooses a queue by the DSCP that a rule marks.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.conformance.lab import Controller, Laboratory, Mininet, run, wait_until

pytest.importorskip('ovs')

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(180)]

FIRST, SECOND = '0000000000000001', '0000000000000002'
RULES, METER, QUEUE = f'/qos/rules/{FIRST}', f'/qos/meter/{FIRST}', f'/qos/queue/{FIRST}'
MBIT = 1_000_000


class Network:
    """A topology of Mininet's with the controller, its database listening where the book has it."""

    def __init__(self, lab: Laboratory, topology: str, *apps: str) -> None:
        run('ovs-vsctl', 'set-manager', 'ptcp:6632', '--', '--all', 'destroy', 'QoS', '--', '--all', 'destroy', 'Queue')
        self.controller: Controller = lab.controller('rest_qos', *apps, 'rest_conf_switch')
        self.mininet: Mininet = lab.mininet(topology, 'OpenFlow13', 'tcp:127.0.0.1:6653')
        self.controller.wait_for(*self.mininet.switches.values())
        for name in self.mininet.switches:
            wait_until('the rule of last resort', lambda name=name: 'goto_table:1' in self.mininet.flows(name))
        self._files = lab.directory

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The command_result about the only switch asked."""
        (answer,) = self.controller.ask(method, path, body)
        return answer['command_result']

    def set_database(self) -> None:
        path = f'/v1.0/conf/switches/{FIRST}/ovsdb_addr'
        assert self.controller.ask('PUT', path, 'tcp:127.0.0.1:6632') is None

    def rate(self, port: int, sent: int, receiver: str = '10.0.0.1', seconds: int = 4) -> float:
        """Bits a second that h1 gets of UDP that h2 sends: the median of whole seconds, without the first."""
        report = self._files / f'iperf.{port}'
        self.on('h1', f'timeout -s KILL {seconds + 3} iperf -s -u -p {port} -i 1 -y C > {report} 2>&1 &')
        wait_until('iperf to listen', lambda: self.on('h1', f'ss -Hlun sport = :{port}'))
        send = f'iperf -c {receiver} -p {port} -u -b {sent} -t {seconds}'
        self.on('h2', f'timeout -s KILL {seconds + 2} {send} > /dev/null 2>&1')
        wait_until('the server to end', lambda: not self.on('h1', f'ss -Hlun sport = :{port}'))
        return statistics.median(list(_rates(report))[1:seconds])

    def on(self, host: str, command: str) -> str:
        """What a command prints on a host."""
        return str(self.mininet.ask(f'sh {host} {command}')).strip()


def _rates(report: Path) -> Iterator[float]:
    """Bits a second in each interval that an iperf has reported as CSV."""
    for line in report.read_text().splitlines():
        fields = line.split(',')
        begin, _, end = fields[6].partition('-') if len(fields) > 8 else ('0', '', '9')
        if float(end) - float(begin) < 1.5:
            yield float(fields[8])


@pytest.fixture
def single(lab: Laboratory) -> Network:
    return Network(lab, 'single,2', 'qos_simple_switch_13')


def test_the_book_per_flow(single: Network) -> None:
    """A queue that may have 500 kbit/s, one that is sure of 800, and a rule that puts a flow into the second."""
    assert single.mininet.ask('pingall') == 0
    assert single.rate(5001, MBIT) > 900_000
    single.set_database()
    queues = {'port_name': 's1-eth1', 'type': 'linux-htb', 'max_rate': '1000000',
              'queues': [{'max_rate': '500000'}, {'min_rate': '800000'}]}  # fmt: skip
    made = {'0': {'config': {'max-rate': '500000'}}, '1': {'config': {'min-rate': '800000'}}}
    assert single.ask('POST', QUEUE, queues) == {'result': 'success', 'details': made}
    assert single.ask('GET', QUEUE) == {'result': 'success', 'details': {'s1-eth1': made}}
    classes = run('tc', 'class', 'show', 'dev', 's1-eth1')
    assert 'ceil 500Kbit' in classes
    assert 'rate 800Kbit ceil 1Mbit' in classes
    statistics_of = single.ask('GET', f'/qos/queue/status/{FIRST}')['1']
    assert [(each['port_no'], each['queue_id']) for each in statistics_of] == [(1, 0), (1, 1)]

    rule = {'match': {'nw_dst': '10.0.0.1', 'nw_proto': 'UDP', 'tp_dst': '5002'}, 'actions': {'queue': '1'}}
    assert single.ask('POST', RULES, rule) == [{'result': 'success', 'details': 'QoS added. : qos_id=1'}]
    assert single.ask('GET', RULES) == [{'qos': [
        {'priority': 1, 'dl_type': 'IPv4', 'nw_proto': 'UDP', 'tp_dst': 5002, 'qos_id': 1, 'nw_dst': '10.0.0.1',
         'actions': [{'queue': '1'}]}]}]  # fmt: skip
    assert 'priority=1,udp,nw_dst=10.0.0.1,tp_dst=5002 actions=set_queue:1,goto_table:1' in single.mininet.flows('s1')
    assert single.mininet.ask('pingall') == 0
    assert 400_000 < single.rate(5001, MBIT) < 520_000

    assert single.ask('DELETE', QUEUE) == 'success'
    assert single.ask('GET', QUEUE)['result'] == 'failure'
    assert 'class' not in run('tc', 'class', 'show', 'dev', 's1-eth1')
    for table in ('QoS', 'Queue'):
        assert run('ovs-vsctl', 'list', table) == ''
    assert single.rate(5001, MBIT) > 900_000
    single.controller.stop()


def test_marked_packets_get_the_rate_of_their_queue(single: Network) -> None:
    """A rule marks a flow AF31, and `tc` puts what is marked so into queue 1, which is what SET_QUEUE would do."""
    assert single.mininet.ask('pingall') == 0
    single.set_database()
    single.ask('POST', QUEUE, {'port_name': 's1-eth1', 'max_rate': 2 * MBIT, 'queues': [
        {'max_rate': 300_000}, {'min_rate': 800_000, 'max_rate': 800_000}]})  # fmt: skip
    rule = {'match': {'nw_dst': '10.0.0.1', 'nw_proto': 'UDP', 'tp_dst': '5002'}, 'actions': {'mark': '26'}}
    single.ask('POST', RULES, rule)
    run('sh', '-c', 'tc filter add dev s1-eth1 parent 1: protocol ip u32 match ip tos 0x68 0xfc flowid 1:2')
    # one at a time: the packets that wait in one queue fill the buffer of the socket that the switch sends them all by
    assert 700_000 < single.rate(5002, MBIT) < 830_000
    single.ask('DELETE', RULES, {'qos_id': 'all'})
    assert 230_000 < single.rate(5002, MBIT) < 320_000


def test_a_new_set_of_queues_takes_the_place_of_the_old_one(single: Network) -> None:
    """Ryu leaves queues and rates of former calls behind."""
    single.set_database()
    single.ask('POST', QUEUE, {'queues': [{'max_rate': 1, 'min_rate': 1}, {'max_rate': 2}]})
    assert single.ask('POST', QUEUE, {'queues': [{'max_rate': 600000}]})['result'] == 'success'
    found = single.ask('GET', QUEUE)['details']
    assert found == {port: {'0': {'config': {'max-rate': '600000'}}} for port in ('s1-eth1', 's1-eth2')}
    assert run('ovs-vsctl', '--format=csv', '--no-headings', '--columns=_uuid', 'list', 'Queue').count('\n') == 2
    single.ask('DELETE', QUEUE)


def test_meters(single: Network) -> None:
    """The book has DSCP_REMARK, on another switch: Open vSwitch has bands that drop, and says so."""
    assert single.mininet.ask('pingall') == 0
    meter = {'meter_id': '1', 'flags': 'KBPS', 'bands': [{'type': 'DROP', 'rate': '400'}]}
    assert single.ask('POST', METER, meter) == [{'result': 'success', 'details': 'Meter added. : Meter ID=1'}]
    match = {'dl_type': 'IPv4', 'nw_proto': 'UDP', 'tp_dst': 5002}
    single.ask('POST', RULES, {'match': match, 'actions': {'meter': '1'}})
    assert single.rate(5001, MBIT) > 900_000
    assert 320_000 < single.rate(5002, MBIT) < 430_000
    (counters,) = single.ask('GET', METER)['1']
    assert counters['meter_id'] == 1
    assert counters['band_stats'][0]['packet_band_count'] > 0
    assert 'meter=1 kbps bands=\ntype=drop rate=400' in run('ovs-ofctl', '-O', 'OpenFlow13', 'dump-meters', 's1')

    remark = {'meter_id': 2, 'flags': 'KBPS', 'bands': [{'type': 'DSCP_REMARK', 'rate': '400', 'prec_level': '1'}]}
    with pytest.raises(HTTPError) as refused:
        single.ask('POST', METER, remark)
    assert json.load(refused.value)['openflow'] == {'type': 'OFPET_METER_MOD_FAILED', 'code': 'OFPMMFC_BAD_BAND'}
    assert single.ask('DELETE', METER, {'meter_id': '1'}) == {
        'result': 'success', 'details': 'Meter deleted. : Meter ID=1'}
    assert single.ask('GET', RULES) == []  # a rule goes with its meter (OpenFlow 1.3.5, 6.4)
    assert single.rate(5002, MBIT) > 900_000


def test_the_book_by_diffserv(lab: Laboratory) -> None:
    """Two routers: the one at the edge marks, the other one chooses queues by the marks."""
    network = Network(lab, 'linear,2', 'qos_rest_router')
    network.set_database()
    queues = {'port_name': 's1-eth1', 'type': 'linux-htb', 'max_rate': '1000000',
              'queues': [{'max_rate': '1000000'}, {'min_rate': '200000'}, {'min_rate': '500000'}]}  # fmt: skip
    assert network.ask('POST', QUEUE, queues)['details'] == {
        '0': {'config': {'max-rate': '1000000'}}, '1': {'config': {'min-rate': '200000'}},
        '2': {'config': {'min-rate': '500000'}}}  # fmt: skip
    for host, address in (('h1', '172.16.20.10'), ('h2', '172.16.10.10')):
        network.on(host, f'ip addr flush dev {host}-eth0; ip addr add {address}/24 dev {host}-eth0')
        network.on(host, f'ip route add default via {address.removesuffix("0")}')
    for switch, body in (
        (FIRST, {'address': '172.16.20.1/24'}), (FIRST, {'address': '172.16.30.10/24'}),
        (FIRST, {'gateway': '172.16.30.1'}), (SECOND, {'address': '172.16.10.1/24'}),
        (SECOND, {'address': '172.16.30.1/24'}), (SECOND, {'gateway': '172.16.30.10'}),
    ):  # fmt: skip
        assert network.ask('POST', f'/router/{switch}', body)[0]['result'] == 'success'
    for number, (dscp, queue, port) in enumerate(((26, 1, 5002), (34, 2, 5003)), 1):
        added = [{'result': 'success', 'details': f'QoS added. : qos_id={number}'}]
        chosen = {'match': {'ip_dscp': str(dscp)}, 'actions': {'queue': str(queue)}}
        assert network.ask('POST', RULES, chosen) == added
        match = {'nw_dst': '172.16.20.10', 'nw_proto': 'UDP', 'tp_dst': str(port)}
        marked = {'match': match, 'actions': {'mark': str(dscp)}}
        assert network.ask('POST', f'/qos/rules/{SECOND}', marked) == added
    (rules,) = network.ask('GET', RULES)
    assert rules['qos'] == [
        {'priority': 1, 'dl_type': 'IPv4', 'ip_dscp': 26, 'actions': [{'queue': '1'}], 'qos_id': 1},
        {'priority': 1, 'dl_type': 'IPv4', 'ip_dscp': 34, 'actions': [{'queue': '2'}], 'qos_id': 2}]
    wait_until('the routers to route', lambda: ' 0% packet loss' in network.on('h2', 'ping -c 1 -W 1 172.16.20.10'))
    assert network.rate(5002, 300_000, '172.16.20.10') > 250_000
    taken = {line for line in network.mininet.flows('s1').splitlines() if 'n_packets=0' not in line}
    assert any('nw_tos=104' in line for line in taken)  # marked AF31 by s2
    assert not any('nw_tos=136' in line for line in taken)
