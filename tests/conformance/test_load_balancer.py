"""The load balancer on Open vSwitch: curl to a virtual address reaches every server, and a dead one is taken out."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.lab import Controller, Host, Laboratory, run, wait_until

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(120)]

SERVICE = '/v1.0/balancer/services/web'
SWITCH_OF = {
    'OpenFlow10': 'simple_switch', 'OpenFlow12': 'simple_switch_12', 'OpenFlow13': 'simple_switch_13',
    'OpenFlow14': 'simple_switch_14', 'OpenFlow15': 'simple_switch_15',
}  # fmt: skip


@contextmanager
def web_server(host: Host, directory: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A web server on port 8080 of a host, whose only page is the host's address."""
    pages = directory / host.address
    pages.mkdir()
    (pages / 'index.html').write_text(host.address)
    with host.entered():
        command = [sys.executable, '-m', 'http.server', '-d', str(pages), '8080']
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until('a web server', lambda: run('ss', '-Hltn', 'sport = :8080'))
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def fetch(client: Host, times: int) -> Counter[str]:
    """How often each server has answered a client; '' where none has."""
    found: Counter[str] = Counter()
    with client.entered():
        for _ in range(times):
            command = ['curl', '-s', '-m', '3', 'http://10.0.0.100/']
            found[subprocess.run(command, capture_output=True, text=True, timeout=10).stdout] += 1
    return found


def up(controller: Controller) -> list[str]:
    """The servers that are there."""
    return [each['address'] for each in controller.ask('GET', SERVICE)['servers'] if each['state'] == 'up']


def service(hosts: list[Host], **others: Any) -> dict[str, Any]:
    servers = [{'address': each.address, 'port': 8080} for each in hosts]
    return {'address': '10.0.0.100', 'port': 'tcp/80', 'servers': servers, **others}


@pytest.mark.parametrize('protocols', SWITCH_OF)
def test_curl_reaches_every_server(lab: Laboratory, tmp_path: Path, protocols: str) -> None:
    hosts = lab.hosts(4)
    client, servers = hosts[3], hosts[:3]
    controller = lab.controller(SWITCH_OF[protocols], 'load_balancer', '--balancer-interval=0.3')
    switch = lab.switch(1, protocols, 'tcp:127.0.0.1:6653', hosts)
    controller.wait_for(1)
    with (
        web_server(servers[0], tmp_path), web_server(servers[1], tmp_path) as second, web_server(servers[2], tmp_path),
    ):  # fmt: skip
        controller.ask('PUT', SERVICE, service(servers, check='connect'))
        wait_until('all servers to be there', lambda: len(up(controller)) == 3)
        assert fetch(client, 9) == {each.address: 3 for each in servers}
        assert fetch(servers[0], 4) == {each.address: 2 for each in servers[1:]}
        assert client.pings(servers[0])  # the learning switch goes on

        second.kill()
        second.wait(10)
        wait_until('the dead server to be out', lambda: len(up(controller)) == 2)
        assert fetch(client, 6) == {servers[0].address: 3, servers[2].address: 3}

        controller.ask('PUT', SERVICE, service([servers[0]]))
        wait_until('a server', lambda: up(controller))
        run('ip', 'link', 'set', servers[0].port, 'down')
        wait_until('no server to be there', lambda: up(controller) == [])
        controller.ask('PUT', SERVICE, service([servers[2]], idle_timeout=1))
        wait_until('a server', lambda: up(controller))
        assert fetch(client, 2) == {servers[2].address: 2}
        wait_until('connections to end', lambda: controller.ask('GET', SERVICE)['connections'] == 0, 30)
        controller.ask('DELETE', SERVICE)
        controller.get('/stats/desc/1')
        assert '10.0.0.100' not in switch.flows()
    controller.stop()


@pytest.mark.mininet
def test_clients_and_servers_anywhere(lab: Laboratory) -> None:
    controller = lab.controller('simple_switch_13', 'load_balancer', '--balancer-interval=0.5')
    network = lab.mininet('tree,2', 'OpenFlow13', 'tcp:127.0.0.1:6653')
    controller.wait_for(*network.switches.values())
    assert network.ask('pingall') == 0
    servers = [{'address': f'10.0.0.{number}'} for number in (1, 4)]
    controller.ask('PUT', SERVICE, {'address': '10.0.0.100', 'servers': servers})
    wait_until('every edge to see every server', lambda: all(
        {'0000000000000002', '0000000000000003'} <= set(each['switches'])
        for each in controller.ask('GET', SERVICE)['servers']
    ))  # fmt: skip
    for host in ('h1', 'h2', 'h3', 'h4'):
        assert ' 0% packet loss' in network.ask(f'sh {host} ping -c 3 -i 0.2 -W 2 10.0.0.100')
    load = [each['connections'] for each in controller.ask('GET', SERVICE)['servers']]
    assert sum(load) == 4 and min(load) >= 1
    assert network.ask('pingall') == 0
    controller.stop()
