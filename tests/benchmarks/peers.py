"""The software we are compared with, each in a virtual environment or a directory of its own."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ['PEERS', 'interpreter', 'testcontroller', 'versions']

PEERS = {
    'os-ken': ('os-ken==4.2.2', 'eventlet==0.41.3'),
    'Ryu': ('eventlet==0.41.3', 'msgpack', 'netaddr', 'oslo.config', 'ovs', 'routes', 'six', 'tinyrpc==1.0.4', 'webob'),
    'green threads': ('eventlet==0.41.3', 'gevent==26.9.0'),
}
"""Peer -> what is installed for it; the versions are part of every published figure. Ryu runs from its source."""

TESTCONTROLLER = 'openvswitch-testcontroller'
"""Debian's package of ovs-testcontroller, a learning switch in C, in the version that this Debian has."""


def versions() -> dict[str, tuple[str, ...]]:
    """PEERS, and the Debian package where it has been fetched."""
    fetched = tuple(package.stem for package in sorted((_cache() / TESTCONTROLLER).glob('*.deb')))
    return PEERS | ({'ovs-testcontroller': fetched} if fetched else {})


def interpreter(peer: str) -> Path:
    """The Python that has this peer installed; built in the user's cache directory when it is first asked for.

    Raises CalledProcessError with pip's output on standard error when it cannot be installed.
    """
    home = _cache() / f'{peer.replace(" ", "-")}-{_fingerprint(PEERS[peer])}'
    python, complete = home / 'bin' / 'python', home / 'complete'
    if not complete.exists():
        print(f'installing {", ".join(PEERS[peer])} into {home}', file=sys.stderr, flush=True)
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, '-m', 'venv', str(home)], check=True, timeout=120)
        subprocess.run([str(python), '-m', 'pip', 'install', '-qq', *PEERS[peer]], check=True, timeout=600,
                       stdout=sys.stderr)
        complete.touch()
    return python


def testcontroller() -> Path:
    """The program ovs-testcontroller: downloaded and unpacked in the user's cache directory, nothing is installed.

    Raises OSError or SubprocessError where that cannot be done, as on a system that is not Debian's, or where the
    program does not start for want of a library.
    """
    home = _cache() / TESTCONTROLLER
    program = home / 'unpacked/usr/bin/ovs-testcontroller'
    if not program.exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        print(f'fetching {TESTCONTROLLER} into {home}', file=sys.stderr, flush=True)
        _quietly('apt-get', 'download', TESTCONTROLLER, cwd=home)
        package, = home.glob('*.deb')
        _quietly('dpkg', '-x', str(package), str(home / 'unpacked'), cwd=home)
    _quietly(str(program), '--version', cwd=home)
    return program


def _quietly(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, timeout=60)


def _cache() -> Path:
    return Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'controller-benchmarks'


def _fingerprint(requirements: tuple[str, ...]) -> str:
    return hashlib.sha256(repr((requirements, platform.python_version())).encode()).hexdigest()[:12]
