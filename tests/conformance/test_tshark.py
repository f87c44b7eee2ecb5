"""tshark reads every message, structure and match field that we encode: no malformed mark apart from a list."""

from __future__ import annotations

import os
import shutil
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from controller.openflow import version, versions
from tests.conformance.tshark import Case, cases, marks

EXCEPTIONS = Path(__file__).with_name('tshark_exceptions.toml')


@pytest.fixture(scope='module', autouse=True)
def tshark() -> None:
    """Where it is missing the tests skip; under CI that is a failure."""
    if shutil.which('tshark') is None:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse('needs tshark: run `make test` as root on Debian or Ubuntu')


@pytest.fixture(scope='module')
def marked(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Case, str]]:
    """Every case of every version, and what tshark says of it; one tshark for all."""
    every = [case for number in sorted(versions()) for case in cases(version(number))]
    directory = tmp_path_factory.mktemp('tshark')
    return list(zip(every, marks([case.data for case in every], directory), strict=True))


@pytest.fixture(scope='module')
def exceptions() -> list[tuple[str, str]]:
    """Versions, and patterns of names."""
    entries = tomllib.loads(EXCEPTIONS.read_text(encoding='utf-8'))['exception']
    assert all(entry['reason'] for entry in entries)
    return [(number, name) for entry in entries for number in entry['versions'] for name in entry['names']]


def is_listed(case: Case, exceptions: list[tuple[str, str]]) -> bool:
    return any(case.version == number and fnmatchcase(case.name, name) for number, name in exceptions)


@pytest.mark.parametrize('number', sorted(versions()))
def test_no_mark_but_the_listed_ones(number, marked, exceptions):
    of = version(number)
    mine = [(case, mark) for case, mark in marked if case.version == of.name]
    new = {case.name: mark for case, mark in mine if mark and not is_listed(case, exceptions)}
    assert not new
    print(f'OpenFlow {of.name}: {sum(not mark for _, mark in mine)} of {len(mine)} without a mark')


def test_what_passes_is_not_listed(marked, exceptions):
    passing = [(case.version, case.name) for case, mark in marked if not mark and is_listed(case, exceptions)]
    assert not passing


def test_every_line_of_the_list_is_about_something(marked, exceptions):
    unused = [each for each in exceptions if not any(is_listed(case, [each]) for case, _ in marked)]
    assert not unused


@pytest.mark.parametrize('number', sorted(versions()))
def test_every_message_class_has_a_case(number):
    of = version(number)
    names = {case.name for case in cases(of)}
    ours = {name for name, cls in of.structures().items() if name.startswith('OFP') and cls.table.family is None}
    assert len(ours & names) > 0.9 * len(ours), sorted(ours - names)


def test_damage_is_marked(tmp_path):
    """Or the other tests would show nothing."""
    of = version(0x04)
    mod = of.OFPFlowMod(None, match=of.OFPMatch(in_port=1, ipv4_src='10.0.0.1', eth_type=0x0800)).encode()
    broken = mod[:2] + b'\0\x3c' + mod[4:60]  # it ends within its match
    sound, marked, again = marks([mod, broken, mod], tmp_path)
    assert not sound
    assert marked
    assert not again
