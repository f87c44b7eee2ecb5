"""What README.md says about Mininet and Open vSwitch, run on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.lab import Laboratory, OpenVSwitch, run, wait_until
from tests.readme import Terminal, code_spans, one_scene

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(120)]

#: Where mn fails it kills what looks like another mn, by name: let it see no processes but its own, and leave none.
ALONE = ('unshare', '--pid', '--fork', '--kill-child', '--mount-proc')


def test_mininet(openvswitch: OpenVSwitch, tmp_path: Path) -> None:
    Terminal(tmp_path, ALONE).play(one_scene('mininet'))


def test_openvswitch(lab: Laboratory, tmp_path: Path) -> None:
    one, two = lab.hosts(2)
    ports = ['--', 'add-port', 'br0', 'port1', '--', 'add-port', 'br0', 'port2']
    run('ovs-vsctl', 'add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev', *ports)
    (offload,) = (span for span in code_spans() if span.startswith('ethtool'))
    terminal = Terminal(tmp_path)
    *configuration, controller = one_scene('openvswitch').commands
    try:
        for command in configuration:
            terminal.run(command)
        with terminal.running(controller):
            wait_until('the table-miss entry', lambda: 'CONTROLLER' in flows())
            for host in one, two:
                with host.entered():
                    run(*offload.replace('h1-', '').split())
            assert one.pings(two)
            assert flows().count('dl_dst=') == 2, 'one flow each way'
            dpid = int(run('ovs-vsctl', 'get', 'bridge', 'br0', 'datapath_id').strip().strip('"'), 16)
            assert run('curl', '-s', 'localhost:8080/stats/switches') == f'[{dpid}]'
    finally:
        run('ovs-vsctl', 'del-br', 'br0')


def flows() -> str:
    return run('ovs-ofctl', '--no-names', '-O', 'OpenFlow13', 'dump-flows', 'br0')
