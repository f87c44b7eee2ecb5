"""The bundled learning switches under Mininet's networks on Open vSwitch."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.conformance.flows import from_ofctl, from_rest
from tests.conformance.lab import Controller, Laboratory, Mininet, wait_until

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(120)]

TCP, TLS = 'tcp:127.0.0.1:6653', 'ssl:127.0.0.1:6653'


class Setup(NamedTuple):
    app: str
    protocols: str


SETUPS = [
    pytest.param(Setup('simple_switch.py', 'OpenFlow10'), id='OpenFlow10'),
    pytest.param(Setup('simple_switch_13.py', 'OpenFlow13'), id='OpenFlow13'),
]


@pytest.fixture(params=SETUPS)
def setup(request: pytest.FixtureRequest) -> Setup:
    return request.param


def ready(controller: Controller, network: Mininet) -> None:
    """Wait until every switch is connected and, from 1.3 on, hands what it does not know to the controller."""
    controller.wait_for(*network.switches.values())
    if network.protocols != 'OpenFlow10':
        for name in network.switches:
            wait_until(f'the table-miss entry of {name}', lambda name=name: 'CONTROLLER' in network.flows(name))


def assert_flows_equal(controller: Controller, network: Mininet) -> None:
    """Both views, counters included; they are taken one after the other, so a late packet gets another chance."""
    for name, dpid in network.switches.items():

        def views(name: str = name, dpid: int = dpid) -> tuple[list, list]:
            return from_ofctl(network.flows(name)), from_rest(controller.get(f'/stats/flow/{dpid}')[str(dpid)])

        try:
            wait_until('equal flows', lambda views=views: len(set(map(str, views()))) == 1, timeout=5)
        except AssertionError:
            seen, told = views()
            assert told == seen
        assert views()[0], f'{name} has no flow'


@pytest.mark.parametrize('topology', ['single,3', 'linear,4', 'tree,2,3'])
def test_hosts_reach_each_other(lab: Laboratory, setup: Setup, topology: str) -> None:
    controller = lab.controller(f'apps/{setup.app}')
    network = lab.mininet(topology, setup.protocols, TCP)
    ready(controller, network)
    assert network.ask('pingall') == 0  # through the controller
    assert network.ask('pingall') == 0  # through the flows it installed
    assert network.ask('iperf') > 1e6
    assert_flows_equal(controller, network)
    controller.stop()


def test_over_tls(lab: Laboratory, setup: Setup) -> None:
    certificates = lab.certificates('authority')
    certificates.install()
    controller = lab.controller(f'apps/{setup.app}', *certificates.options())
    network = lab.mininet('linear,4', setup.protocols, TLS)
    ready(controller, network)
    assert network.ask('pingall') == 0
    assert network.ask('iperf') > 1e6
    assert_flows_equal(controller, network)
    controller.stop()


@pytest.mark.parametrize('end', [Controller.kill, Controller.stop], ids=['killed', 'stopped'])
def test_controller_restarts(lab: Laboratory, setup: Setup, end: Callable[[Controller], None]) -> None:
    controller = lab.controller(f'apps/{setup.app}')
    network = lab.mininet('linear,4', setup.protocols, TCP)
    ready(controller, network)
    assert network.ask('pingall') == 0
    end(controller)
    controller.start()
    ready(controller, network)
    assert network.ask('pingall') == 0


def test_switches_restart(lab: Laboratory, setup: Setup) -> None:
    controller = lab.controller(f'apps/{setup.app}')
    network = lab.mininet('linear,4', setup.protocols, TCP)
    ready(controller, network)
    assert network.ask('pingall') == 0
    lab.openvswitch.kill()
    controller.wait_for()
    lab.openvswitch.start()
    ready(controller, network)
    assert network.ask('pingall') == 0
    assert_flows_equal(controller, network)
