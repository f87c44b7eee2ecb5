"""os-ken's and Ryu's unit tests pass through the import alias, but for a list of exceptions that can only shrink."""

from __future__ import annotations

import os

import pytest

from tests.conformance import os_ken
from tests.conformance.sources import CannotFetch, source

RULES = os_ken.Rules.load()


@pytest.fixture(scope='module')
def suites() -> dict[str, os_ken.Suite]:
    try:
        source(os_ken.OS_KEN)
        source(os_ken.RYU)
    except CannotFetch as error:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse(str(error))
    return {suite.name: suite for suite in os_ken.run()}


@pytest.mark.timeout(os_ken.LIMIT + 150)  # the first test waits for all suites, and for the tests to be fetched
@pytest.mark.parametrize('name', os_ken.SUITES)
def test_as_the_originals_do(suites, name, capsys):
    with capsys.disabled():
        print('\n' + os_ken.table([suites[name]]))
    assert suites[name].complaints() == []


@pytest.mark.timeout(os_ken.LIMIT + 150)
def test_every_exemption_is_about_a_test(suites):
    tests = [test for suite in suites.values() for test in suite.outcomes]
    assert [each.tests for each in RULES.exemptions if not each.among(tests)] == []


def test_every_exemption_has_one_of_four_reasons():
    assert {each.reason for each in RULES.exemptions} <= set(os_ken.REASONS)
    assert all(each.why for each in RULES.exemptions)
    assert RULES.passing.keys() == os_ken.SUITES.keys()


# -- the rule itself

def suite(outcomes: str, exempt: str = '', passing: int = 0) -> os_ken.Suite:
    """A suite whose tests pass (p), fail (f) or are skipped (s)."""
    words = {'p': 'passed', 'f': 'AssertionError', 's': 'skipped'}
    tests = {f'f.t{number}': words[each] for number, each in enumerate(outcomes)}
    exemptions = [os_ken.Exemption(f'f.t{number}', 'environment', 'because') for number in exempt.split()]
    return os_ken.Suite('one', ('f',), tests, os_ken.Rules(tuple(exemptions), {'one': passing}))


@pytest.mark.parametrize(('given', 'complaints'), [
    (suite('p' * 20, passing=20), []),
    (suite('p' * 19 + 'f', passing=19), []),
    (suite('p' * 18 + 'ff', passing=18), ['less than 95%']),
    (suite('p' * 18 + 'ff', '18 19', 18), []),
    (suite('p' * 17 + 'fff', '17 18 19', 17), ['more than 10%']),
    (suite('p' * 20, '3', 19), ['f.t3: passes']),
    (suite('p' * 40 + 'f', passing=41), ['40 pass, not 41', '  f.t40: AssertionError']),
    (suite('p' * 20, passing=19), ['must not say 19']),
    (suite('p' * 20 + 's' * 5, passing=20), []),
    (suite('', passing=0), ['0 of 0 pass']),
], ids=['all', 'one fails', 'two fail', 'two are exempt', 'three are exempt', 'an exempt one passes', 'fewer', 'more',
        'skipped', 'none'])
def test_complaints(given, complaints):
    found = given.complaints()
    assert len(found) == len(complaints)
    assert all(words in line for words, line in zip(complaints, found, strict=True))
