"""The programs of docs/topology.md in Mininet on Open vSwitch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.lab import Laboratory, wait_until
from tests.guide import TOPOLOGY, Program, programs

pytestmark = [pytest.mark.mininet, pytest.mark.timeout(120)]

TCP = 'tcp:127.0.0.1:6653'
PROTOCOLS = {0x04: 'OpenFlow13', 0x05: 'OpenFlow14'}
WATCH, PATHS, CLASSIC = programs(TOPOLOGY)


@pytest.mark.parametrize('program', [WATCH, CLASSIC], ids=['watch.py', 'classic.py'])
def test_program(lab: Laboratory, program: Program, tmp_path: Path) -> None:
    def logged() -> list[str]:
        lines = controller.output().splitlines()
        return sorted(text for line in lines for _, found, text in [line.partition(f' {app}: ')] if found)

    app = Path(program.name).stem.capitalize()
    controller = lab.controller('apps/simple_switch_13.py', str(program.write(tmp_path)))
    network = lab.mininet('linear,2', PROTOCOLS[min(program.versions)], TCP)
    controller.wait_for(*network.switches.values())
    if program is WATCH:
        wait_until('the links', lambda: len(logged()) >= 2)
        assert network.ask('pingall') == 0
    wait_until('what the guide shows', lambda: logged() == sorted(program.logged))


@pytest.mark.parametrize('version', PATHS.versions, ids=PROTOCOLS.get)
def test_paths_in_a_network_full_of_loops(lab: Laboratory, version: int, tmp_path: Path) -> None:
    program = PATHS.write(tmp_path)
    controller = lab.controller(str(program), 'tests/conformance/topology_observer.py')
    network = lab.mininet('torus,3,3', PROTOCOLS[version], TCP)
    controller.wait_for(*network.switches.values())
    wait_until('the links', lambda: controller.output().count('["EventLinkAdd"') == 36)
    assert network.ask('pingall') == 0
    one, other = list(network.switches)[:2]
    network.ask(f'link {one} {other} down')
    wait_until('the cut', lambda: controller.output().count('["EventLinkDelete"') == 2)
    assert network.ask('pingall') == 0
    assert '["EventTopologyAlarm"' not in controller.output()
    controller.stop()
