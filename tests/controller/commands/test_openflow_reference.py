"""The reference pages: up to date, and whole."""

from pathlib import Path

import pytest

from controller.commands import openflow_reference
from controller.openflow import OF13, version, versions

FOLDER = Path(__file__).parents[3] / 'docs' / 'reference'


@pytest.mark.parametrize('number', sorted(versions()))
def test_up_to_date(number):
    """Run `make generated` where this fails."""
    of = version(number)
    assert (FOLDER / f'openflow-{of.name}.md').read_text() == openflow_reference.page(of)


def test_there_is_a_page_for_every_version():
    assert {path.name for path in FOLDER.glob('openflow-*.md')} == {
        f'openflow-{version(number).name}.md' for number in versions()
    }


def test_everything_of_1_3_is_on_its_page():
    of13 = version(OF13)
    headings = {line[4:] for line in openflow_reference.page(of13).splitlines() if line.startswith('### ')}
    assert headings == {*of13.structures(), *of13.enumerations()}


@pytest.mark.parametrize('number', sorted(versions()))
def test_links_lead_somewhere(number):
    text = openflow_reference.page(version(number))
    targets = {line.lstrip('#').strip().lower().replace(' ', '-') for line in text.splitlines() if line[:2] == '##'}
    links = {part.partition(')')[0] for part in text.split('](#')[1:]}
    assert links <= targets


def test_the_command_tells_what_is_stale(monkeypatch, capsys):
    monkeypatch.setattr(openflow_reference, 'HEAD', openflow_reference.HEAD + 'New.\n')
    assert openflow_reference.main(['--check']) == 1
    assert 'openflow-1.3.md: stale\n' in capsys.readouterr().out
