"""The wheel: what is in it, and that the bundled apps run from it anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.processes import free_port, listening

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope='module')
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    directory = tmp_path_factory.mktemp('wheel')
    command = [sys.executable, '-m', 'hatchling', 'build', '--target', 'wheel', '--directory', str(directory)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, timeout=50)
    return zipfile.ZipFile(next(directory.glob('*.whl')))


def test_contents(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    tops = {name.partition('/')[0] for name in names}
    assert {top for top in tops if not top.endswith('.dist-info')} == {'controller', 'greenhub'}
    assert {'controller/py.typed', 'greenhub/py.typed', 'controller/rest/docs.html'} <= names
    assert {str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / 'controller').rglob('*.pyi')} <= names
    assert {f'controller/apps/{path.name}' for path in (CHECKOUT / 'apps').glob('*.*')} <= names  # pages of apps, too


@pytest.mark.parametrize('app', ['simple_switch_13', 'controller.apps.simple_switch_13'])
def test_bundled_app_runs_from_anywhere(wheel: zipfile.ZipFile, tmp_path: Path, app: str) -> None:
    site = tmp_path / 'site'
    wheel.extractall(site)
    port = free_port()
    command = [sys.executable, '-m', 'controller', app, '--ofp-listen-host', '127.0.0.1']
    environment = {**os.environ, 'PYTHONPATH': str(site)}
    with listening([*command, '--ofp-tcp-listen-port', str(port)], port, cwd=tmp_path, env=environment):
        pass
