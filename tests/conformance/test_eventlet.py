"""eventlet's own tests pass, but for a list of exceptions that can only shrink."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance import eventlet

VERSION = '.'.join(platform.python_version_tuple()[:2])
OTHERS = sorted({'3.11', '3.12', '3.13'} - {VERSION})
NEEDED = ('greenlet>=3.1', 'httptools>=0.6.4', 'wsproto>=1.2', 'webob>=1.8.11', 'msgspec>=0.19', 'pytest>=8.3')
INSTALLING = 120  # seconds


@pytest.mark.timeout(eventlet.LIMIT + 30)
@pytest.mark.parametrize('tier', eventlet.TIERS)
def test_as_eventlet_does(shared: object, tier: str, capsys: pytest.CaptureFixture[str]) -> None:
    check(tier, VERSION, sys.executable, capsys)


@pytest.mark.timeout(eventlet.LIMIT + INSTALLING + 30)
@pytest.mark.parametrize('version', OTHERS)
def test_under_other_versions_too(shared: object, version: str, pytestconfig: pytest.Config,
                                  capsys: pytest.CaptureFixture[str]) -> None:
    check('core', version, environment(version, pytestconfig.cache.mkdir(f'python{version}')), capsys)


def check(tier: str, version: str, python: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        results = eventlet.run(tier, python)
    except eventlet.CannotRun as error:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse(str(error))
    with capsys.disabled():
        print(f'\nPython {version}: {results.score()}')
    assert results.complaints(eventlet.exemptions(version)) == []


def environment(version: str, folder: Path) -> str:
    """The interpreter of a virtual environment of that version, with what the tests need; kept from run to run."""
    python, ready = folder / 'bin' / 'python', folder / 'ready'
    if not ready.exists() or ready.read_text() != ' '.join(NEEDED) or not python.exists():
        for command in ([interpreter(version), '-m', 'venv', '--clear', str(folder)],
                        [str(python), '-m', 'pip', 'install', '-q', '--prefer-binary', *NEEDED]):
            done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALLING)
            if done.returncode:
                pytest.skip(f'no virtual environment of Python {version}: {done.stderr.strip()[-300:]}')
        ready.write_text(' '.join(NEEDED))
    return str(python)


def interpreter(version: str) -> str:
    """On the PATH, or one that pyenv has installed."""
    versions = Path(os.environ.get('PYENV_ROOT') or Path.home() / '.pyenv') / 'versions'
    for candidate in (shutil.which(f'python{version}'), *sorted(versions.glob(f'{version}.*/bin/python'))):
        if candidate is not None and works(candidate, version):
            return str(candidate)
    pytest.skip(f'no python{version}, neither on the PATH nor in {versions}')


def works(python: str | Path, version: str) -> bool:
    """False for pyenv's stand-in on the PATH, when the version is installed and not chosen."""
    asking = [python, '-c', 'import sys, venv; print("%d.%d" % sys.version_info[:2])']
    return subprocess.run(asking, capture_output=True, text=True, timeout=20).stdout.strip() == version


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
