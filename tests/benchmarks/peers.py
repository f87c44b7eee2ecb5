"""The software we are compared with, each in a virtual environment of its own."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ['PEERS', 'interpreter']

PEERS = {
    'os-ken': ('os-ken==4.2.2', 'eventlet==0.41.3'),
    'Ryu': ('eventlet==0.41.3', 'msgpack', 'netaddr', 'oslo.config', 'ovs', 'routes', 'six', 'tinyrpc==1.0.4', 'webob'),
    'green threads': ('eventlet==0.41.3', 'gevent==26.9.0'),
}
"""Peer -> what is installed for it; the versions are part of every published figure. Ryu runs from its source."""


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


def _cache() -> Path:
    return Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'controller-benchmarks'


def _fingerprint(requirements: tuple[str, ...]) -> str:
    return hashlib.sha256(repr((requirements, platform.python_version())).encode()).hexdigest()[:12]
