"""The bundled learning switches by name, under Mininet on Open vSwitch, each in its OpenFlow version."""

from __future__ import annotations

import pytest

from tests.conformance.lab import Laboratory, wait_until

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(120)]


@pytest.mark.parametrize(('app', 'protocols'), [
    ('simple_switch', 'OpenFlow10'),
    ('simple_switch_12', 'OpenFlow12'),
    ('simple_switch_13', 'OpenFlow13'),
    ('simple_switch_14', 'OpenFlow14'),
    ('simple_switch_15', 'OpenFlow15'),
    ('example_switch_13', 'OpenFlow13'),
])  # fmt: skip
def test_hosts_reach_each_other(lab: Laboratory, app: str, protocols: str) -> None:
    controller = lab.controller(app)
    network = lab.mininet('linear,3', protocols, 'tcp:127.0.0.1:6653')
    controller.wait_for(*network.switches.values())
    if protocols not in ('OpenFlow10', 'OpenFlow12'):  # whose switches ask without a flow entry that says so
        for name in network.switches:
            wait_until(f'the table-miss entry of {name}', lambda name=name: 'CONTROLLER' in network.flows(name))
    assert network.ask('pingall') == 0  # through the controller
    assert network.ask('pingall') == 0  # through the flows it installed
    for name in network.switches:
        assert 'output:' in network.flows(name)
