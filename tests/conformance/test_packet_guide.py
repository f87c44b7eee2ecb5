"""The programs of docs/packet.md run on Open vSwitch, under every version that they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.lab import Laboratory, wait_until
from tests.guide import PACKETS, Program, programs

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(90)]

PROTOCOLS = {0x04: 'OpenFlow13', 0x05: 'OpenFlow14'}
CASES = [
    pytest.param(each, PROTOCOLS[version], id=f'{each.name} {PROTOCOLS[version]}')
    for each in programs(PACKETS) for version in each.versions
]  # fmt: skip


@pytest.mark.parametrize(('program', 'protocol'), CASES)
def test_program(lab: Laboratory, program: Program, protocol: str, tmp_path: Path) -> None:
    def logged() -> list[str]:
        lines = controller.output().splitlines()
        return [text for line in lines for _, found, text in [line.partition(f' {app}: ')] if found]

    app = Path(program.name).stem.capitalize()
    controller, hosts = lab.controller(str(program.write(tmp_path))), lab.hosts(2)
    lab.switch(0xA, protocol, 'tcp:127.0.0.1:6653', hosts)
    if app == 'Flows':
        wait_until('the first ping to come back', lambda: hosts[0].pings(hosts[1], 1))
        assert hosts[0].pings(hosts[1], 5)
    wait_until(f'{len(program.logged)} lines of {app}', lambda: len(logged()) >= len(program.logged))
    assert program.has_logged(logged()), controller.output()
