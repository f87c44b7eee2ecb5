"""os-ken's sample messages are to us what they are to Ryu, but for a list of exceptions that can only shrink."""

from __future__ import annotations

import os
from functools import cache

import pytest

from tests.conformance import golden, sources
from tests.conformance.golden import Exemption, Sample


@cache
def found() -> dict[str, dict[str, str]]:
    """Sample -> what is broken."""
    return {each.name: golden.broken(each) for each in golden.samples()}


@pytest.mark.timeout(sources.FETCHING + 60)
def test_as_ryu_has_them(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        results = found()
    except sources.CannotFetch as error:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse(str(error))
    with capsys.disabled():
        print(f'\n{golden.score(results)}')
    assert golden.complaints(results, golden.exemptions()) == []
    assert len(results) == 315


def test_every_exception_has_a_reason() -> None:
    listed = golden.exemptions()
    assert len({each.sample for each in listed}) == len(listed)
    for each in listed:
        assert each.broken and each.broken <= golden.HOLDS.keys(), each
        assert len(each.reason.split()) >= 5 and each.reason.endswith('.'), each


# -- the runner itself

ECHO = bytes.fromhex('04020009 00000007 61')
ECHO_JSON = {'OFPEchoRequest': {'data': 'YQ=='}}


@pytest.mark.parametrize(
    ('data', 'jsondict', 'broken'),
    [
        (ECHO, ECHO_JSON, set()),
        (ECHO, {'OFPEchoRequest': {'data': 'Yg=='}}, {'json', 'equals', 'same bytes'}),
        (ECHO, {'OFPEchoReply': {'data': 'YQ=='}}, {'json', 'equals', 'same bytes'}),
        (ECHO, {'OFPEchoRequest': {}}, {'json', 'equals', 'same bytes'}),
        (ECHO, {'OFPEchoRequest': {'data': 'YQ==', 'xid': 7}}, {'json', 'builds'}),
        (ECHO[:8], ECHO_JSON, {'decodes', 'same bytes'}),
        (bytes.fromhex('040e0009 00000007 61'), ECHO_JSON, {'decodes', 'same bytes'}),
    ],
    ids=['as it is', 'other data', 'another class', 'nothing', 'an unknown field', 'cut off', 'another type'],
)
def test_what_is_broken_is_found(data: bytes, jsondict: dict, broken: set[str]) -> None:
    assert golden.broken(Sample('a', data, jsondict)).keys() == broken


def test_bytes_that_come_back_otherwise_are_found() -> None:
    padded = bytes.fromhex('04130010 00000007 0003 0001 00000009')  # padding that is not zero
    what = golden.broken(Sample('a', padded, {'OFPTableStatsReply': {'body': [], 'flags': 1, 'type': 3}}))
    assert what.keys() == {'bytes', 'same bytes'}


@pytest.mark.parametrize(
    ('results', 'complaints'),
    [
        ({'a': {'json': 'x', 'bytes': 'y'}, 'b': {}}, 0),
        ({'a': {'json': 'x'}, 'b': {}}, 1),
        ({'a': {}, 'b': {}}, 2),
        ({'a': {'json': 'x', 'bytes': 'y'}, 'b': {'decodes': 'z'}}, 1),
        ({'a': {'json': 'x', 'bytes': 'y', 'equals': 'z'}, 'b': {}}, 1),
        ({'b': {}}, 1),
    ],
    ids=['as listed', 'one holds', 'all holds', 'another sample', 'another thing', 'no such sample'],
)
def test_complaints(results: dict[str, dict[str, str]], complaints: int) -> None:
    assert len(golden.complaints(results, [Exemption('a', frozenset({'json', 'bytes'}), 'because')])) == complaints


@pytest.mark.parametrize(
    ('ours', 'theirs', 'text'),
    [
        ({'a': [1, {'b': None}]}, {'a': [1, {'b': None}]}, ''),
        ({'a': (1, 2)}, {'a': [1, 2]}, ''),
        ({'a': 1}, {'a': True}, '.a: ours 1, theirs True'),
        ({'a': [1, 2]}, {'a': [1, 3]}, '.a[1]: ours 2, theirs 3'),
        ({'a': [1]}, {'a': []}, '.a: ours [1], theirs []'),
        ({'a': 1}, {'b': 1}, '.a: only ours; .b: only theirs'),
    ],
)
def test_differences(ours: object, theirs: object, text: str) -> None:
    assert golden.different(ours, theirs) == text
