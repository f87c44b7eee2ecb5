"""docs/ryu.md: its programs and commands do what it shows, and its tables have every row of the alias's."""

from __future__ import annotations

import importlib
import itertools
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.compat.table import LEFT_OUT, TABLE
from controller.loader import bundled
from tests.readme import CHECKOUT, Scene, Terminal, default_ports, refuse, scenes

DOCUMENT = CHECKOUT / 'docs' / 'ryu.md'
TEXT = DOCUMENT.read_text(encoding='utf-8')
SCENES = scenes(document=DOCUMENT)
SPAN = re.compile(r'`([^`]+)`')

#: What has no code of its own.
PACKAGES = {name for name, row in TABLE.items()
            if not row.homes and (not row.single or any(each.startswith(f'{name}.') for each in TABLE))}


@pytest.mark.timeout(120)
@pytest.mark.parametrize('scene', SCENES, ids=str)
def test_scene(scene: Scene, tmp_path: Path) -> None:
    if shutil.which('curl') is None:
        refuse('the guide is tested with curl')
    if not Path(sys.executable).with_name('controller-manager').exists():
        pytest.fail('this Python has no controller-manager: run make test, or pip install --editable .')
    scene.files |= SCENES[-1].files  # it shows a program at work before its text
    with default_ports():
        Terminal(tmp_path).play(scene)


def section(heading: str) -> str:
    return TEXT.partition(f'\n## {heading}\n')[2].partition('\n## ')[0]


def expanded(text: str) -> Iterator[str]:
    """What the code in a text stands for, as a shell would have it: `a{b,c}` is ab and ac."""
    for span in SPAN.findall(text):
        parts = [part.split(',') for part in re.split(r'[{}]', span)] if '{' in span else [[span]]
        yield from map(''.join, itertools.product(*parts))


def rows() -> Iterator[tuple[list[str], list[str]]]:
    """The modules of Ryu's, and what there is in their place, of each row of the tables."""
    for line in section('What is where').splitlines():
        if line.startswith('| `'):
            left, right = line.strip('| ').split(' | ') if ' | ' in line.strip('| ') else (line, '')
            yield list(expanded(left)), list(expanded(right))


def test_every_module_of_the_alias_is_in_the_tables() -> None:
    told = [name for left, _ in rows() for name in left]
    assert sorted(told) == sorted(set(told))
    assert TABLE.keys() - told - PACKAGES == {''}
    assert set(told) <= TABLE.keys()


def test_the_tables_say_where_modules_live() -> None:
    for left, right in rows():
        for name in left:
            ours = [home for home in TABLE[name].modules() if not home.startswith('controller.compat.')]
            wrong = [home for home in ours if not any(f'{home}.'.startswith(f'{each}.') for each in right)]
            assert (name, wrong) == (name, [])


def test_what_is_named_there_is_there() -> None:
    named = {each for _, right in rows() for each in right if re.fullmatch(r'(controller|greenhub)(\.\w+)*', each)}
    assert len(named) > 30
    for name in named:
        importlib.import_module(name)


def test_what_is_left_out_stands_there_in_the_words_of_its_import_error() -> None:
    lines = [line.strip('| ').split(' | ') for line in section('What is left out').splitlines() if line[:1] == '|'][2:]
    assert {SPAN.findall(name)[0]: instead.replace('`', '') for _, name, instead in lines} == LEFT_OUT


def test_every_bundled_app_is_named() -> None:
    (apps,) = (each for each in section('What is where').split('\n\n') if each.startswith('**Apps**'))
    assert set(expanded(apps)) - {'ryu.app'} == set(bundled())


def test_links_lead_somewhere() -> None:
    for page, heading in re.findall(r'\]\(([\w.-]*)#([\w-]+)\)', TEXT.replace('\n  ', ' ')):
        text = (DOCUMENT.parent / page).read_text(encoding='utf-8') if page else TEXT
        headings = {re.sub(r'[^\w -]', '', each).lower().replace(' ', '-') for each in re.findall(r'\n#+ (.*)', text)}
        assert heading in headings
    for page in re.findall(r'\]\((\w[\w.-]*)\)', TEXT):
        assert (DOCUMENT.parent / page).is_file()
