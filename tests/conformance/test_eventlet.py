"""eventlet's own tests pass, but for a list of exceptions that can only shrink."""

from __future__ import annotations

import os
import platform
import sys

import pytest

from tests.conformance import eventlet

VERSION = '.'.join(platform.python_version_tuple()[:2])


@pytest.mark.timeout(eventlet.LIMIT + 30)
@pytest.mark.parametrize('tier', eventlet.TIERS)
def test_as_eventlet_does(shared: object, tier: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        results = eventlet.run(tier, sys.executable)
    except eventlet.CannotRun as error:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse(str(error))
    with capsys.disabled():
        print(f'\n{results.score()}')
    assert results.complaints(eventlet.exemptions(VERSION)) == []


# -- the ratchet itself

LISTED = [eventlet.Exemption('a_test.py::one', 'because')]


@pytest.mark.parametrize(
    ('outcomes', 'complaints'),
    [
        ({'a_test.py::one': 'failed', 'a_test.py::two': 'passed'}, 0),
        ({'a_test.py::one': 'passed', 'a_test.py::two': 'passed'}, 1),
        ({'a_test.py::one': 'failed', 'a_test.py::two': 'hang'}, 1),
        ({'a_test.py::one': 'failed', 'a_test.py::two': 'skipped'}, 0),
        ({'a_test.py': 'cannot be imported: ...'}, 1),
        ({'b_test.py::three': 'passed'}, 0),
    ],
    ids=['as listed', 'a listed one passes', 'another one fails', 'skipped', 'not imported', 'of another tier'],
)
def test_complaints(outcomes: dict[str, str], complaints: int) -> None:
    assert len(eventlet.Results('core', outcomes).complaints(LISTED)) == complaints


def test_every_exception_has_a_reason() -> None:
    listed = eventlet.exemptions('')
    assert len({each.test for each in listed}) == len(listed)
    for each in listed:
        assert each.test.partition('::')[0].endswith('.py')
        assert len(each.reason.split()) >= 5 and each.reason.endswith('.')
        assert set(each.python) < {'3.11', '3.12', '3.13'}, 'leave it out where it is the same in all'
