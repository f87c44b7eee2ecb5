"""docs/greenhub.md is true: its programs print what is shown, what it names exists, its lists are the lists in use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from greenhub.as_eventlet import LEFT_OUT
from tests.conformance.exceptions import DOCUMENT, LISTS, section, table
from tests.readme import CHECKOUT, Scene, Terminal, scenes

TEXT = DOCUMENT.read_text(encoding='utf-8')


@pytest.mark.parametrize('scene', scenes(document=DOCUMENT), ids=str)
def test_programs(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('PYTHONPATH', str(CHECKOUT))
    Terminal(tmp_path).play(scene)


def test_every_link_within_leads_somewhere() -> None:
    headings = re.findall(r'^##+ (.+)$', TEXT, re.MULTILINE)
    anchors = {re.sub(r'[^\w -]', '', heading).lower().replace(' ', '-') for heading in headings}
    assert set(re.findall(r'\]\(#([^)]*)\)', TEXT)) <= anchors


def test_what_is_left_out_is_listed() -> None:
    listed = section('The same, better, left out', TEXT).partition('Left out')[2]
    assert [name for name in LEFT_OUT if f'`{name}`' not in listed] == []


@pytest.mark.parametrize('heading', LISTS)
def test_exceptions_are_listed(heading: str) -> None:
    if table(LISTS[heading]) not in section(heading, TEXT):
        pytest.fail('not as it should be: run `python -m tests.conformance.exceptions`', pytrace=False)


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
