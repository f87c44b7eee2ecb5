"""The page's tables come from the JSON, and a partial run leaves the other sections as they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import merged
from tests.benchmarks.performance import BEGIN, END, main, render, replace
from tests.benchmarks.processes import ROOT
from tests.benchmarks.report import OURS, Row, Section


def results(before: dict, name: str, title: str, ours: float) -> dict:
    section = Section(title, [Row('answered', '1/s', {OURS: ours, 'peer': 10}, more_is_better=True)], ['a note'])
    return json.loads(json.dumps(merged(before, name, [section], quick=False)))


def test_partial_run_replaces_its_own_sections_only() -> None:
    first = results(results({}, 'flow_mods', 'one', 50), 'packet_in', 'two', 20)
    again = results(first, 'flow_mods', 'three', 100)
    assert [section['title'] for section in again['sections']] == ['two', 'three']  # packet_in is run before flow_mods
    assert [section['rows'][0]['ratio'] for section in again['sections']] == [2, 10]


def test_page_is_written_between_its_markers(tmp_path: Path) -> None:
    page, found = tmp_path / 'page.md', tmp_path / 'found.json'
    page.write_text(f'above\n{BEGIN}\nold\n{END}\nbelow\n')
    found.write_text(json.dumps(results({}, 'packet_in', 'one', 50)))
    assert main([str(found), '--page', str(page)]) == 0
    text = page.read_text()
    assert text.startswith(f'above\n{BEGIN}') and text.endswith(f'{END}\nbelow\n')
    assert 'old' not in text
    assert '5.0 x' in text and 'a note' in text and 'os-ken==' in text
    assert main([str(found), '--page', str(page)]) == 0
    assert page.read_text() == text


def test_ratio_to_the_ceiling_is_kept() -> None:
    row = Row('answered', '1/s', {OURS: 50, 'peer': 10, 'C': 100}, more_is_better=True, aside=['C'])
    text = render(json.loads(json.dumps(merged({}, 'packet_in', [Section('one', [row], ceiling='C')], quick=False))))
    assert 'to C' in text and '5.0 x' in text and '0.50 x' in text


def test_the_page_has_room_for_the_tables() -> None:
    page = (ROOT / 'docs' / 'performance.md').read_text(encoding='utf-8')
    assert replace(page, 'new').count('new') >= 1


def test_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match='tables: begin'):
        replace('no markers', 'tables')
