"""docs/topology.md: its programs run on the embedded network, what is typed in says what it shows, tables are whole."""

from __future__ import annotations

import dataclasses
import doctest
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import controller.compat
import greenhub
from controller.config import Config
from controller.emulator import testing_network
from controller.topology import alarms, api, events, hosts
from tests.guide import TOPOLOGY, Program, programs

TEXT = TOPOLOGY.read_text(encoding='utf-8')
CASES = [
    pytest.param(each, number, id=f'{each.name} {number:#x}')
    for each in programs(TOPOLOGY) for number in each.versions
]  # fmt: skip
#: What each needs besides itself: its network, an app that forwards, two hosts.
NEEDS = {
    'watch.py': ('linear,2', ['simple_switch_13'], 'h2'),
    'paths.py': ('ring,4', [], 'h3'),
    'classic.py': ('linear,2', [], None),
}


@pytest.fixture
def alias() -> Iterator[None]:
    controller.compat.install()
    yield
    controller.compat.uninstall()


@pytest.mark.usefixtures('alias')
@pytest.mark.parametrize(('program', 'number'), CASES)
def test_program(program: Program, number: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    name = Path(program.name).stem.capitalize()

    def logged() -> list[str]:
        return [record.getMessage() for record in caplog.records if record.name == name]

    caplog.set_level(logging.INFO)
    shape, forwarding, other = NEEDS[program.name]
    if forwarding:
        number = min(program.versions)  # that of the bundled switch
    with testing_network(shape, [*forwarding, str(program.write(tmp_path))], versions=[number]) as net:
        greenhub.sleep(5)
        assert other is None or net.ping('h1', other).received
        with greenhub.Timeout(30, TimeoutError(f'it has logged {logged()}')):
            while len(logged()) < len(program.logged):
                greenhub.sleep(0.1)  # of a clock that jumps
        assert sorted(logged()) == sorted(program.logged)
        if program.name == 'paths.py':
            assert net.ping_all(2).loss == 0
            net.set_link('s1', 's2', False)
            greenhub.sleep(0.1)
            assert net.ping_all(2).loss == 0


def test_what_is_typed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('builtins._', None, raising=False)  # doctest leaves one, which the next test must not find
    session = doctest.DocTestParser().get_doctest(TEXT.replace('```', ''), {}, TOPOLOGY.name, str(TOPOLOGY), 0)
    failed, tried = doctest.DocTestRunner().run(session)
    assert (failed, tried > 20) == (0, True)


def rows(heading: str) -> str:
    """The section of that heading."""
    return TEXT.partition(f'\n## {heading}\n')[2].partition('\n## ')[0]


def test_every_function_is_in_the_table() -> None:
    assert {name for name in api.__all__ if f'`{name}(app' not in rows('Questions')} == set()


def test_every_event_is_in_the_table() -> None:
    told = {name for name in events.__all__ if not name.endswith(('Base', 'Request', 'Reply'))}
    assert set(re.findall(r'`(Event\w+)`', rows('Events'))) == told


def test_every_alarm_is_in_the_table() -> None:
    kinds = {value for name, value in vars(alarms).items() if name in alarms.__all__ and isinstance(value, str)}
    assert set(re.findall(r'^\| `([\w-]+)`', rows('Alarms'), re.MULTILINE)) == {*kinds, *hosts.ALARMS}


def test_every_option_is_in_the_table() -> None:
    names = [each.name for each in dataclasses.fields(Config) if each.metadata['group'] == 'topology']
    known = {'--' + name.replace('_', '-') for name in names}
    assert set(re.findall(r'^\| `(--[\w-]+)', rows('Options'), re.MULTILINE)) == known


def test_links_within_the_page_lead_somewhere() -> None:
    headings = {re.sub(r"[^\w -]", '', each).lower().replace(' ', '-') for each in re.findall(r'\n#+ (.*)', TEXT)}
    assert set(re.findall(r'\]\(#([\w-]+)\)', TEXT)) <= headings
