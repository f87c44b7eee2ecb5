"""Source distributions of the software we are compared with: fetched when first asked for, never checked in."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

__all__ = ['OS_KEN', 'RYU', 'CannotFetch', 'source']

OS_KEN, RYU = 'os-ken==4.2.2', 'ryu==4.34'
BUILT_WITH = {RYU: 'setuptools<67'}  # its setup.py knows no newer one
FETCHING = 120  # seconds


class CannotFetch(Exception):
    """A source distribution is not to be had; the message says why."""


def source(requirement: str) -> Path:
    """The folder of an unpacked source distribution, `NAME==VERSION`, kept in the user's cache; raises CannotFetch."""
    cache = Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'controller-conformance'
    folder = cache / requirement
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            unpacked = _unpacked(_fetched(requirement, Path(scratch)))
            try:
                unpacked.rename(folder)
            except OSError:
                if not folder.exists():  # or else another process was faster
                    raise
    return folder


def _fetched(requirement: str, scratch: Path) -> Path:
    """The archive, as pip brings it."""
    name = requirement.partition('==')[0]
    command = [sys.executable, '-m', 'pip', 'download', '-q', '--no-deps', '--no-binary', name, '-d', str(scratch)]
    constraints = scratch / 'constraints'
    constraints.write_text(BUILT_WITH.get(requirement, ''))
    environ = {**os.environ, 'PIP_CONSTRAINT': str(constraints), 'PIP_BUILD_CONSTRAINT': str(constraints)}
    try:
        done = subprocess.run([*command, requirement], capture_output=True, text=True, timeout=FETCHING, env=environ)
    except subprocess.TimeoutExpired:
        raise CannotFetch(f'{requirement}: pip takes longer than {FETCHING} s') from None
    archives = list(scratch.glob('*.tar.gz'))
    if done.returncode or len(archives) != 1:
        raise CannotFetch(f'{requirement}: {done.stderr.strip()[-400:]}')
    return archives[0]


def _unpacked(archive: Path) -> Path:
    """The one folder in it."""
    target = archive.parent / 'unpacked'
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter='data')
    (folder,) = target.iterdir()
    return folder
