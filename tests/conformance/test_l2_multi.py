"""A network of any shape as one big switch, of Open vSwitch in Mininet: no loss, no storm, and cuts heal."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.conformance.lab import Controller, Laboratory, Mininet, wait_until

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(240)]

TCP = 'tcp:127.0.0.1:6653'
HEALED = 1.0  # seconds after a link was cut
MANY = 100  # broadcasts, at which even one copy of each would be seen
QUIET = 5  # frames in a second on one link: probes of topology


def ready(lab: Laboratory, topology: str, protocols: str) -> tuple[Controller, Mininet]:
    controller = lab.controller('l2_multi', 'rest_topology')
    network = lab.mininet(topology, protocols, TCP)
    controller.wait_for(*network.switches.values())
    links = 2 * len(network.ask('links'))
    wait_until(f'{links} directions of links', lambda: len(controller.get('/v1.0/topology/links')) == links)
    time.sleep(2)  # in which ports at which no link was found settle
    return controller, network


def path(controller: Controller, network: Mininet, one: str, other: str) -> list[str]:
    """The switches between two hosts, by name."""
    names = {dpid: name for name, dpid in network.switches.items()}
    found = controller.get(f'/v1.0/l2/paths/{one}/{other}')
    assert found['carrying']
    return [names[int(hop['dpid'], 16)] for hop in found['hops']]


def growth(network: Mininet, what: Callable[[], object]) -> dict[str, int]:
    """How many frames more each link between switches has carried after that."""
    before = network.ask('carried')
    what()
    return {device: count - before[device] for device, count in network.ask('carried').items()}


@pytest.mark.parametrize(('topology', 'protocols'), [
    *(('torus,4,4', each) for each in ('OpenFlow10', 'OpenFlow12', 'OpenFlow13', 'OpenFlow14', 'OpenFlow15')),
    ('fat_tree,4', 'OpenFlow10'), ('fat_tree,4', 'OpenFlow13'),
])  # fmt: skip
def test_everybody_reaches_everybody_and_a_cut_heals(lab: Laboratory, topology: str, protocols: str) -> None:
    controller, network = ready(lab, topology, protocols)
    began = time.monotonic()
    assert network.ask('pingall') == 0
    print(f'{topology} {protocols}: pingall in {time.monotonic() - began:.1f} s')

    first = 'h1x1' if topology.startswith('torus') else 'h1'
    began = time.monotonic()
    carried = growth(network, lambda: network.ask(f'sh {first} ping -b -c {MANY} -i 0.01 -W 1 10.255.255.255'))
    elapsed = time.monotonic() - began
    assert max(carried.values()) < QUIET * elapsed + QUIET, 'broadcasts cross no link'

    way = path(controller, network, '10.0.0.1', '10.0.0.11')
    pause, lost = network.ask(f'cut {first} 10.0.0.11 {way[1]} {way[2]}')
    print(f'{topology} {protocols}: no answer for {pause * 1000:.0f} ms after a cut, {lost} of 300 pings lost')
    assert pause < HEALED
    assert path(controller, network, '10.0.0.1', '10.0.0.11') != way
    assert network.ask('pingall') == 0
    network.ask(f'link {way[1]} {way[2]} up')
    wait_until('the former path', lambda: path(controller, network, '10.0.0.1', '10.0.0.11') == way)
    assert network.ask('pingall') == 0
    controller.stop()


def test_ipv6_and_dhcp(lab: Laboratory) -> None:
    controller, network = ready(lab, 'torus,3,3', 'OpenFlow13')
    assert network.ask('ping6') == 0
    assert network.ask('dhcp') == 2
    controller.stop()
