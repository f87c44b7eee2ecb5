"""An aim is judged by all sections that it is about, and not where nothing has been measured."""

from __future__ import annotations

import json

import pytest

from tests.benchmarks.aims import AIMS, verdicts
from tests.benchmarks.report import OURS, Row, Section


def packet_ins(version: str, switches: int, **answered: float) -> dict:
    values = {name.replace('_', ' '): value for name, value in answered.items()}
    if 'C' in values:
        values['ovs-testcontroller'] = values.pop('C')
    row = Row('answered', '1/s', values, more_is_better=True, aside=('ours, own app', 'ovs-testcontroller'))
    late = Row('latency p99 at 5,000/s', 'us', {OURS: 200, 'os-ken native': 400})
    return section(f'packet-ins, OpenFlow {version}, {switches} switch{"es" * (switches > 1)}', row, late)


def section(title: str, *rows: Row) -> dict:
    return json.loads(json.dumps(Section(title, list(rows)).as_json()))


def told(*sections: dict) -> dict[str, tuple[str, ...]]:
    lines = verdicts(sections, skip=True).splitlines()[2:]
    return {what: tuple(rest) for what, *rest in ([cell for cell in line.split('  ') if cell] for line in lines)}


def test_every_section_of_a_version_counts() -> None:
    found = told(packet_ins('1.3', 1, ours=100, os_ken=5), packet_ins('1.3', 16, ours=100, os_ken=8, C=150),
                 packet_ins('1.0', 16, ours=100, os_ken=50))
    found = {what.strip(): tuple(cell.strip() for cell in cells) for what, cells in found.items()}
    assert found['1.3: 10 times the packet-ins/s of os-ken (switches)'] == ('20.0 x (1), 12.5 x (16)', 'reached')
    assert found['1.0: 10 times the packet-ins/s of os-ken (switches)'] == ('2.0 x (16)', 'missed')
    assert found['1.3: level with ovs-testcontroller (switches)'] == ('0.67 x (16)', 'missed')
    assert found["1.3: better p99 than os-ken's at half its rate (switches)"] == ('2.0 x (1), 2.0 x (16)', 'reached')


def test_what_is_computed_of_two_rows() -> None:
    switches = section('CPU per packet-in by switches, OpenFlow 1.3',
                       *(Row(f'{count} switches, 1 outstanding each', 'us', {OURS: cost})
                         for count, cost in (('16', 20.0), ('1,000', 25.0))))  # fmt: skip
    apps = section('CPU per packet-in by apps, 16 switches, OpenFlow 1.3', Row('1 app', 'us', {OURS: 12.0}),
                   Row('8 apps, one listens', 'us', {OURS: 12.7}))
    lines = verdicts([switches, apps], skip=True).splitlines()[2:]
    assert [line.split()[-3:] for line in lines] == [['1.25', 'x', 'missed'], ['+0.10', 'us', 'reached']]


def test_not_measured_is_no_verdict() -> None:
    lines = verdicts([]).splitlines()[2:]
    assert len(lines) == len(AIMS)
    assert all(line.endswith('not measured') for line in lines)
    assert not verdicts([], skip=True)


@pytest.mark.parametrize('lost', [0, 2])
def test_nothing_lost_is_a_figure(lost: int) -> None:
    (line,) = verdicts([section('links found beside a flood: x', Row('lost', '', {OURS: lost}))], skip=True)\
        .splitlines()[2:]
    assert line.split()[-2:] == [str(lost), 'missed' if lost else 'reached']
