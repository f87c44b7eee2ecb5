"""Under the alias eventlet is greenhub, be another one installed or not: two hubs in one thread would stand still."""

import os
import subprocess
import sys

import pytest

from ..tcp import CHECKOUT

APP = '''
import eventlet
from eventlet.green import socket
from ryu.base import app_manager
from ryu.lib import hub

class MyApp(app_manager.RyuApp):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        print('same', eventlet.spawn(hub.sleep, 0).wait(), eventlet.GreenPool().spawn(abs, -3).wait(), flush=True)
'''


@pytest.fixture
def run(tmp_path):
    (tmp_path / 'my_app.py').write_text(APP)

    def run(*command, path=()):
        environment = {**os.environ, 'PYTHONPATH': os.pathsep.join([str(CHECKOUT), *map(str, path)])}
        done = subprocess.run([sys.executable, *command], cwd=tmp_path, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20)  # fmt: skip
        return done.stdout

    return run


MANAGER = ('-m', 'controller.compat', '-m', 'ryu.cmd.manager', 'my_app.py')


def test_an_app_that_imports_eventlet(run):
    text = run(*MANAGER)
    assert 'same None 3\n' in text
    assert 'not used' not in text


def test_an_eventlet_that_is_installed_is_not_used_and_the_log_says_so(run, tmp_path):
    installed = tmp_path / 'installed'
    (installed / 'eventlet').mkdir(parents=True)
    (installed / 'eventlet' / '__init__.py').write_text('raise SystemExit("the real one")')
    text = run(*MANAGER, path=[installed])
    assert 'same None 3\n' in text
    assert text.count('is not used') == 1
    assert f'eventlet is greenhub here; the one in {installed}/eventlet/__init__.py is not used' in text
