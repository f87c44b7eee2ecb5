"""The bundled learning switches by name, under Mininet on Open vSwitch, each in its OpenFlow version."""

from __future__ import annotations

import pytest

from tests.conformance.lab import Laboratory

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
    lab.assert_learns(app, protocols)
