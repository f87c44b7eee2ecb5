"""docs/greenhub.md is true: its programs print what is shown, what it names exists, its lists are the lists in use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from greenhub.as_eventlet import LEFT_OUT
from tests.conformance import cpython, eventlet
from tests.readme import CHECKOUT, Scene, Terminal, scenes

DOCUMENT = CHECKOUT / 'docs' / 'greenhub.md'
TEXT = DOCUMENT.read_text(encoding='utf-8')


@pytest.mark.parametrize('scene', scenes(document=DOCUMENT), ids=str)
def test_programs(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('PYTHONPATH', str(CHECKOUT))
    Terminal(tmp_path).play(scene)


def section(heading: str) -> str:
    return re.split(r'\n##+ ', TEXT.partition(f' {heading}\n')[2])[0]


def test_every_link_within_leads_somewhere() -> None:
    headings = re.findall(r'^##+ (.+)$', TEXT, re.MULTILINE)
    anchors = {re.sub(r'[^\w -]', '', heading).lower().replace(' ', '-') for heading in headings}
    assert set(re.findall(r'\]\(#([^)]*)\)', TEXT)) <= anchors


def test_what_is_left_out_is_listed() -> None:
    listed = section('The same, better, left out').partition('Left out')[2]
    assert [name for name in LEFT_OUT if f'`{name}`' not in listed] == []


# -- the lists of exceptions


def table(rows: list[tuple[list[str], list[str], str]]) -> str:
    """What the document has to say of tests that fail, under which versions of Python, and why."""
    lines = ['| test | Python | why |', '|---|---|---|']
    for tests, versions, reason in rows:
        names = ', '.join(f'`{test.removeprefix("test.")}`' for test in tests)
        lines.append(f'| {names} | {", ".join(versions) or "all"} | {reason} |')
    return '\n'.join(lines) if rows else 'None at present.'


def check(heading: str, rows: list[tuple[list[str], list[str], str]]) -> None:
    if table(rows) not in section(heading):
        pytest.fail(f'{DOCUMENT.name} is to say under "{heading}":\n\n{table(rows)}', pytrace=False)


def test_exceptions_of_eventlets_tests() -> None:
    check("eventlet's own tests", [([each.test], list(each.python), each.reason) for each in eventlet.exemptions('')])


def test_exceptions_of_cpythons_tests() -> None:
    entries = tomllib.loads(cpython.EXCEPTIONS.read_text(encoding='utf-8'))['exception']
    check("CPython's own tests", [(entry['tests'], entry.get('python', []), entry['reason']) for entry in entries])


# -- names


def names() -> Iterator[tuple[str, str]]:
    """`module.name`, for every one in the text that begins with a module of greenhub."""
    modules = ('debug', 'tpool', 'hubs', 'pools', 'corolocal', 'backdoor', 'dagpool', 'patcher', 'testing')
    yield from re.findall(rf'\b({"|".join(modules)})\.(\w+)', TEXT)
    yield from (('', name) for name in re.findall(r'\bgreenhub\.(\w+)\(', TEXT))


@pytest.mark.parametrize(('module', 'name'), sorted(set(names())))
def test_every_name_is_there(module: str, name: str) -> None:
    if module and f'{module}.{name}' not in LEFT_OUT:
        assert hasattr(import_module(f'greenhub.{module}'), name) or import_module(f'greenhub.{module}.{name}')
    elif not module:
        assert hasattr(import_module('greenhub'), name)
