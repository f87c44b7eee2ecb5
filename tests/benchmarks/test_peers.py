"""Debian's package is fetched into the cache once and not installed; where that fails, the others are measured."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.benchmarks import packet_in, peers

SCRIPT = '#!/bin/sh\nexit 0\n'


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The commands that were run, none of them really: a download leaves a package, and unpacking a program."""
    ran = []

    def run(*command: str, cwd: Path) -> None:
        ran.append(Path(command[0]).name)
        if command[0] == 'apt-get':
            (cwd / 'openvswitch-testcontroller_3.1_amd64.deb').touch()
        elif command[0] == 'dpkg':
            program = Path(command[-1], 'usr/bin/ovs-testcontroller')
            program.parent.mkdir(parents=True)
            program.touch()

    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    monkeypatch.setattr(peers, '_quietly', run)
    return ran


def test_package_is_fetched_once(commands: list[str], tmp_path: Path) -> None:
    assert 'ovs-testcontroller' not in peers.versions()
    program = peers.testcontroller()
    assert program.is_file() and program.is_relative_to(tmp_path)
    assert peers.testcontroller() == program
    assert commands == ['apt-get', 'dpkg', 'ovs-testcontroller', 'ovs-testcontroller']
    assert peers.versions()['ovs-testcontroller'] == ('openvswitch-testcontroller_3.1_amd64',)


@pytest.mark.parametrize('error', [FileNotFoundError('apt-get'), subprocess.CalledProcessError(100, ['apt-get'])])
def test_others_are_measured_without_it(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail() -> Path:
        raise error

    monkeypatch.setattr(packet_in, 'testcontroller', fail)
    monkeypatch.setattr(packet_in, 'interpreter', lambda peer: Path('python'))
    sides, notes = packet_in.contenders()
    assert list(sides) == ['ours', 'ours, own app', 'os-ken native', 'os-ken eventlet']
    assert len(notes) == 1 and 'apt-get' in notes[0]


def test_waits_on_the_one_that_is_busy() -> None:
    results = [{'rate': 100_000, 'controller_cpu_us': 9.9, 'generator_cpu_us': 7.5}] * 3
    assert packet_in.busy('C', results) == 'C kept 99% of its core busy, the generator 75% of its own'
