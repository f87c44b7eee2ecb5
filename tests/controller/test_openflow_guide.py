"""The programs of docs/openflow.md run on the embedded network, under every version that they name."""

from __future__ import annotations

import doctest
import logging
from pathlib import Path

import pytest

import greenhub
from controller.emulator import testing_network
from controller.openflow import OF13, OF14, OF15
from tests.guide import DOCUMENT, Program, programs

CASES = [
    pytest.param(each, version, id=f'{each.name} {version:#x}')
    for each in programs() for version in each.versions
]


def test_every_version_has_its_programs() -> None:
    names = {number: {each.name for each in programs() if number in each.versions} for number in (OF13, OF14, OF15)}
    assert names[OF14] == names[OF15] >= names[OF13]
    assert len(names[OF14]) >= 8


@pytest.mark.parametrize(('program', 'version'), CASES)
def test_program(program: Program, version: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def logged() -> list[str]:
        return [record.getMessage() for record in caplog.records if record.name == app.name]

    caplog.set_level(logging.INFO)
    with testing_network('single,4', [str(program.write(tmp_path))], versions=[version]) as net:
        (app,) = net.controller.apps.values()
        with greenhub.Timeout(30, TimeoutError('it has not logged so much')):
            while len(logged()) < len(program.logged):
                greenhub.sleep(0.1)  # of a clock that jumps
    assert program.has_logged(logged()), logged()


def test_what_is_typed_in() -> None:
    failed, tried = doctest.testfile(str(DOCUMENT), module_relative=False)
    assert (failed, tried > 5) == (0, True)
