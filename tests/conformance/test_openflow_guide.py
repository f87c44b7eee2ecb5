"""The programs of docs/openflow.md run on Open vSwitch, under every version that they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.lab import Laboratory, wait_until
from tests.guide import Program, programs

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(90)]

PROTOCOLS = {0x04: 'OpenFlow13', 0x05: 'OpenFlow14', 0x06: 'OpenFlow15'}
CASES = [
    pytest.param(each, PROTOCOLS[version], id=f'{each.name} {PROTOCOLS[version]}')
    for each in programs() for version in each.versions
]


@pytest.mark.parametrize(('program', 'protocol'), CASES)
def test_program(lab: Laboratory, program: Program, protocol: str, tmp_path: Path) -> None:
    def logged() -> list[str]:
        lines = controller.output().splitlines()
        return [text for line in lines for _, found, text in [line.partition(f' {app}: ')] if found]

    app = Path(program.name).stem.capitalize()
    controller = lab.controller(str(program.write(tmp_path)))
    lab.switch(0xA, protocol, 'tcp:127.0.0.1:6653', lab.hosts(4))
    wait_until(f'{len(program.logged)} lines of {app}', lambda: len(logged()) >= len(program.logged))
    assert program.has_logged(logged()), controller.output()
