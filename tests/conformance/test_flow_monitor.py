"""The monitor's rates on Open vSwitch, beside what iperf and ping say that they have sent."""

from __future__ import annotations

import re
import subprocess
import time
import urllib.request
from typing import Any

import pytest
from prometheus_client import parser

from tests.conformance.lab import Controller, Host, Laboratory, run, wait_until

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(120)]

SWITCH = '/v1.0/monitor/{}/0000000000000001'
PAYLOAD = 1000
HEADERS = 14 + 20 + 8  # Ethernet, IPv4, UDP
INTERVAL = 2.0


def port_of(controller: Controller, number: int) -> dict[str, Any]:
    return next(each for each in controller.get(SWITCH.format('ports')) if each['port_no'] == number)


def iperf(server: Host, client: Host, seconds: int) -> tuple[subprocess.Popen[str], subprocess.Popen[str]]:
    """10 Mbit/s of UDP."""
    with server.entered():
        listener = subprocess.Popen(['iperf', '-s', '-u'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until('iperf to listen', lambda: run('ss', '-Hlun', 'sport = :5001'))
    with client.entered():
        command = ['iperf', '-c', server.address, '-u', '-b', '10M', '-l', str(PAYLOAD), '-t', str(seconds), '-y', 'C']
        return listener, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


@pytest.mark.parametrize(('app', 'protocols'), [
    ('simple_switch', 'OpenFlow10'),
    ('simple_switch_12', 'OpenFlow12'),
    ('simple_switch_13', 'OpenFlow13'),
    ('simple_switch_14', 'OpenFlow14'),
    ('simple_switch_15', 'OpenFlow15'),
])  # fmt: skip
def test_rates_are_those_of_iperf(lab: Laboratory, app: str, protocols: str) -> None:
    client, server = hosts = lab.hosts(2)
    controller = lab.controller(app, 'flow_monitor', f'--monitor-interval={INTERVAL:g}')
    lab.switch(1, protocols, 'tcp:127.0.0.1:6653', hosts)
    controller.wait_for(1)
    assert client.pings(server)
    listener, sender = iperf(server, client, 7)
    try:
        time.sleep(3 * INTERVAL)  # the last whole interval is one in which nothing but iperf has sent
        port, flows = port_of(controller, 1), controller.get(SWITCH.format('flows'))
        said = float(sender.communicate(timeout=20)[0].splitlines()[0].split(',')[8])
    finally:
        for process in (sender, listener):
            process.kill()
            process.wait(10)
    on_the_wire = said * (PAYLOAD + HEADERS) / PAYLOAD
    print(f'{protocols}: iperf {on_the_wire:.0f} bit/s with headers, port {port["rx_bits_per_second"]}')
    assert port['rx_bits_per_second'] == pytest.approx(on_the_wire, rel=0.03)
    there = max(flows, key=lambda each: each['bytes'])
    assert 'in_port=1' in there['match']
    assert there['bits_per_second'] == pytest.approx(on_the_wire, rel=0.05)
    controller.stop()


def test_packets_of_a_ping_are_counted(lab: Laboratory) -> None:
    hosts = lab.hosts(2)
    controller = lab.controller('simple_switch_13', 'flow_monitor', '--monitor-interval=1')
    lab.switch(1, 'OpenFlow13', 'tcp:127.0.0.1:6653', hosts)
    controller.wait_for(1)
    assert hosts[0].pings(hosts[1], 1)
    with hosts[0].entered():
        command = ['ping', '-q', '-i', '0.02', '-c', '200', hosts[1].address]
        ping = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    time.sleep(3)
    port = port_of(controller, 1)
    took = int(re.search(r'time (\d+)ms', ping.communicate(timeout=20)[0])[1]) / 1000
    assert port['rx_packets_per_second'] == pytest.approx(199 / took, rel=0.05)
    assert port['tx_packets_per_second'] == pytest.approx(199 / took, rel=0.05)

    def metric() -> float:
        with urllib.request.urlopen('http://127.0.0.1:8080/metrics', timeout=10) as answer:
            text = answer.read().decode()
        (family,) = (each for each in parser.text_string_to_metric_families(text)
                     if each.name == 'openflow_port_received_packets')  # fmt: skip
        return next(each.value for each in family.samples if each.labels['port'] == '1')

    wait_until('all packets to be counted', lambda: metric() >= 201)
    assert metric() == port_of(controller, 1)['rx_packets']
    controller.stop()
