"""docs/packet.md: its programs run on the embedded network, and what is typed in says what it shows."""

from __future__ import annotations
import __future__

import doctest
import logging
import re
from pathlib import Path

import pytest

import greenhub
from controller.emulator import testing_network
from controller.packet import build
from controller.packet.ethernet import ethernet
from tests.guide import PACKETS, Program, programs

CASES = [
    pytest.param(each, number, id=f'{each.name} {number:#x}')
    for each in programs(PACKETS) for number in each.versions
]  # fmt: skip


@pytest.mark.parametrize(('program', 'number'), CASES)
def test_program(program: Program, number: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def logged() -> list[str]:
        return [record.getMessage() for record in caplog.records if record.name == app.name]

    caplog.set_level(logging.INFO)
    with testing_network('single,2', [str(program.write(tmp_path))], versions=[number]) as net:
        (app,) = net.controller.apps.values()
        assert net.ping('h1', 'h2').received == (program.name == 'flows.py')
        with greenhub.Timeout(30, TimeoutError('it has not logged so much')):
            while len(logged()) < len(program.logged):
                greenhub.sleep(0.1)  # of a clock that jumps
        shown = logged()
        net.ping('h1', 'h2', 5)
    assert program.has_logged(shown), shown
    assert logged() == shown or program.name != 'flows.py'  # its entries take the rest of the conversation


def test_what_is_typed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('builtins._', None, raising=False)  # doctest leaves one, which the next test must not find
    monkeypatch.setattr(ethernet, 'payload_classes', ethernet.payload_classes)
    text = PACKETS.read_text(encoding='utf-8').replace('```', '')
    names = {'__name__': __name__, 'annotations': __future__.annotations}  # which a console knows from its first line
    session = doctest.DocTestParser().get_doctest(text, names, PACKETS.name, str(PACKETS), 0)
    failed, tried = doctest.DocTestRunner().run(session)
    assert (failed, tried > 20) == (0, True)


def test_every_function_is_in_the_table() -> None:
    text = PACKETS.read_text(encoding='utf-8')
    assert {name for name in build.__all__ if not re.search(rf'\b{name}\(', text)} == set()
