"""Ryu's own learning switches, unmodified, from its distribution, under Mininet on Open vSwitch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.lab import Laboratory, wait_until

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(120)]

TCP = 'tcp:127.0.0.1:6653'


@pytest.mark.parametrize(('app', 'protocols'), [
    ('simple_switch', 'OpenFlow10'),
    ('simple_switch_12', 'OpenFlow12'),
    ('simple_switch_13', 'OpenFlow13'),
    ('simple_switch_14', 'OpenFlow14'),
    ('simple_switch_15', 'OpenFlow15'),
    ('example_switch_13', 'OpenFlow13'),
    ('simple_monitor_13', 'OpenFlow13'),
])
def test_hosts_reach_each_other(lab: Laboratory, ryu_apps: Path, app: str, protocols: str) -> None:
    lab.assert_learns(str(ryu_apps / f'{app}.py'), protocols)


def test_the_monitor_prints_what_was_carried(lab: Laboratory, ryu_apps: Path) -> None:
    controller = lab.controller(str(ryu_apps / 'simple_monitor_13.py'))
    network = lab.mininet('single,2', 'OpenFlow13', TCP)
    controller.wait_for(1)
    assert network.ask('pingall') == 0
    assert network.ask('pingall') == 0
    wait_until('a flow to be shown',
               lambda: '0000000000000001        1 00:00:00:00:00:02' in controller.output(), timeout=25)
    wait_until('its ports to be shown', lambda: 'port     rx-pkts  rx-bytes rx-error' in controller.output())


def test_versions_side_by_side(lab: Laboratory, ryu_apps: Path) -> None:
    """Each app has the switches of its version; Ryu refuses to run these two together."""
    controller = lab.controller(str(ryu_apps / 'simple_switch.py'), str(ryu_apps / 'simple_switch_13.py'))
    assert 'no OpenFlow version suits all apps' in controller.output()
    network = lab.mininet('linear,2', 'OpenFlow10,OpenFlow13', TCP)
    controller.wait_for(*network.switches.values())
    assert network.ask('pingall') == 0
