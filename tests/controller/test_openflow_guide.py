"""The programs of docs/openflow.md run on the embedded network, under every version that they name."""

from __future__ import annotations

import doctest
import logging
import re
from pathlib import Path

import pytest

import greenhub
from controller.emulator import testing_network
from controller.openflow import OF13, OF14, OF15, version
from tests.guide import DOCUMENT, Program, programs

CASES = [
    pytest.param(each, number, id=f'{each.name} {number:#x}')
    for each in programs() for number in each.versions
]


def test_every_version_has_its_programs() -> None:
    names = {number: {each.name for each in programs() if number in each.versions} for number in (OF13, OF14, OF15)}
    assert names[OF14] == names[OF15] >= names[OF13]
    assert len(names[OF14]) >= 8


@pytest.mark.parametrize(('program', 'number'), CASES)
def test_program(program: Program, number: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def logged() -> list[str]:
        return [record.getMessage() for record in caplog.records if record.name == app.name]

    caplog.set_level(logging.INFO)
    with testing_network('single,4', [str(program.write(tmp_path))], versions=[number]) as net:
        (app,) = net.controller.apps.values()
        with greenhub.Timeout(30, TimeoutError('it has not logged so much')):
            while len(logged()) < len(program.logged):
                greenhub.sleep(0.1)  # of a clock that jumps
    assert program.has_logged(logged()), logged()


def test_what_is_typed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('builtins._', None, raising=False)  # doctest leaves one, which the next test must not find
    failed, tried = doctest.testfile(str(DOCUMENT), module_relative=False)
    assert (failed, tried > 5) == (0, True)


@pytest.mark.parametrize('number', [OF13, OF14, OF15])
def test_what_differs_between_versions(number: int) -> None:
    """The table of it names, under each version, structures that it has; the others have not all of them."""
    (table,) = re.findall(r'^\| what apps meet first .*\n\|---.*\n((?:\|.*\n)+)', DOCUMENT.read_text(), re.MULTILINE)
    for row in table.splitlines():
        cells: list[str] = []
        for cell in row.strip('|').split('|')[1:]:
            cells.append(cells[-1] if cell.strip() == 'the same' else cell)
        names = re.findall(r'\bOFP\w+', cells[number - OF13])
        assert all(hasattr(version(number), name) for name in names), row
        for name in {*re.findall(r'\bOFP\w+Request', row)} - {*names}:
            assert not hasattr(version(number), name) or name == 'OFPFlowStatsRequest', row
    packet_out = version(number).OFPPacketOut(None, **{'match': None} if number == OF15 else {'in_port': 1})
    assert hasattr(packet_out, 'in_port') == (number != OF15)
