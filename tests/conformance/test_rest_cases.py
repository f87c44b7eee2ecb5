"""A slice of what `rest_cases` tries: the firewall's description, and a request to each endpoint of ofctl_rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.rest_cases import SETS, run_set

pytest.importorskip('schemathesis')


@pytest.mark.timeout(120)
@pytest.mark.parametrize(('name', 'phases'), [('rest_firewall', 'coverage'), ('ofctl_rest 1.3', 'fuzzing')])
def test_what_is_described_is_what_is_answered(name: str, phases: str, tmp_path: Path) -> None:
    report = run_set(SETS[name], 1, tmp_path, phases)
    assert not report.complaints, report.output + report.log
    assert report.cases >= 40
