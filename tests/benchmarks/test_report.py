"""Ratios say how many times better we are, whichever way better points."""

from __future__ import annotations

import json

import pytest

from tests.benchmarks.report import Row, Section, machine, table


@pytest.mark.parametrize(('values', 'more_is_better', 'ratio'), [
    ({'ours': 50_000, 'slow': 4_000, 'fast': 5_000}, True, 10),
    ({'ours': 20, 'slow': 250, 'fast': 200}, False, 10),
    ({'ours': 20, 'fast': None}, False, None),
    ({'fast': 5_000}, True, None),
])
def test_ratio_is_to_the_best_peer(values: dict[str, float | None], more_is_better: bool, ratio: float | None) -> None:
    assert Row('', '', values, more_is_better).ratio() == ratio


def test_table_and_json() -> None:
    section = Section('in memory', [Row('decode', 'us', {'ours': 1.5, 'os-ken': 15}),
                                    Row('memory', 'MiB', {'ours': 1234.5, 'os-ken': None})], ['a note'])
    assert table(section).splitlines() == [
        'in memory        ours  os-ken   ratio',
        '---------  ---  -----  ------  ------',
        'decode     us    1.50    15.0  10.0 x',
        'memory     MiB  1,234       -',
        '  a note',
    ]
    assert json.loads(json.dumps(section.as_json()))['rows'][0]['ratio'] == 10


def test_ratios_to_each_peer() -> None:
    section = Section('in memory', [Row('switch', 'us', {'eventlet': 3, 'gevent': 0.5, 'ours': 1})], each_peer=True)
    assert section.rows[0].ratio('eventlet') == 3
    assert table(section).splitlines()[::2] == ['in memory      eventlet  gevent  ours  eventlet /  gevent /',
                                                'switch     us      3.00    0.50  1.00       3.0 x    0.50 x']


def test_ceiling_has_a_ratio_of_its_own() -> None:
    section = Section('switch', [Row('answered', '1/s', {'ours': 50, 'os-ken': 5, 'C': 100}, more_is_better=True,
                                     aside=['C'])], ceiling='C')
    assert table(section).splitlines()[::2] == ['switch         ours  os-ken    C   ratio    to C',
                                                'answered  1/s  50.0    5.00  100  10.0 x  0.50 x']
    assert section.as_json()['rows'][0]['ratio'] == 10


def test_machine_is_named() -> None:
    assert machine()['cores'] >= 1


def test_no_column_for_ratios_that_there_are_not() -> None:
    assert table(Section('stages', [Row('reading', 'us', {'OpenFlow 1.0': 2})])).splitlines()[0].split() == \
        ['stages', 'OpenFlow', '1.0']
