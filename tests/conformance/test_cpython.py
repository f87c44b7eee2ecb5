"""CPython's own tests, under monkey_patch() against unpatched; see `tests.conformance.cpython`."""

from __future__ import annotations

import sys

import pytest

from tests.conformance import cpython

pytestmark = pytest.mark.timeout(1500)  # the first test waits for all files; a test and a file have limits of their own
AT_LEAST = 0.95


@pytest.fixture(scope='module')
def exceptions() -> cpython.Exceptions:
    return cpython.Exceptions.load(cpython.version(sys.executable))


@pytest.fixture(scope='module')
def comparisons(exceptions) -> dict[str, cpython.Comparison]:
    if not cpython.has_tests(sys.executable):
        pytest.skip("this interpreter was installed without CPython's tests")
    return cpython.compare({'greenhub': sys.executable}, ignored=exceptions.hangs)['greenhub']


@pytest.mark.parametrize('file', cpython.FILES)
def test_what_passes_unpatched_passes_patched(comparisons, exceptions, file):
    assert comparisons[file].expected
    assert exceptions.complaints(comparisons[file]) == []


def test_together(comparisons):
    print(cpython.table({'greenhub': comparisons}, cpython.FILES))
    green, real = cpython.figure(comparisons.values())
    assert green >= AT_LEAST * real


@pytest.mark.parametrize(('greenhub', 'gevent', 'complaints'), [(2, 1, 0), (1, 1, 0), (1, 2, 1), (0, None, 0)])
def test_less_than_under_gevent_is_a_complaint(greenhub, gevent, complaints):
    def outcomes(passed):
        return {f't{i}': cpython.Outcome('passed' if i < passed else 'failed') for i in range(2)}

    comparisons = {way: {'test_x': cpython.Comparison(outcomes(2), outcomes(passed))}
                   for way, passed in (('greenhub', greenhub), ('gevent', gevent)) if passed is not None}
    assert len(cpython.behind(comparisons)) == complaints


def test_what_ends_the_process_each_time_is_run_twice_and_no_more(monkeypatch):
    runs = []

    def run(way, file, python, limit, scratch, log, outcomes, option, patterns):
        runs.append(patterns)
        left = [test for test in ('t.hangs', 't.fails', 't.passes') if (test in patterns) == (option == '--matchfile')]
        for test in left:
            outcomes[test] = cpython.Outcome({'t.hangs': 'hang', 't.fails': 'failed'}.get(test, 'passed'))
            if test == 't.hangs':
                return False
        return True

    monkeypatch.setattr(cpython, '_run', run)
    kinds = {test: outcome.kind for test, outcome in cpython.run_file('greenhub', 't', 'python').items()}
    assert kinds == {'t.hangs': 'hang', 't.fails': 'failed', 't.passes': 'passed'}
    assert [sum(test in patterns for patterns in runs[2:]) for test in kinds] == [1, 2, 0]


def test_what_dials_the_hypervisor_is_never_run(monkeypatch):
    given = []
    monkeypatch.setattr(cpython, '_run', lambda *arguments: given.extend(arguments[-1]) or True)
    cpython.run_file('unpatched', 'test_socket', 'python')
    assert given == [*cpython.DIALS_OUT]
