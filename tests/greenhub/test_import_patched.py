"""Green copies of single modules, and the green modules of the standard library that are made of the installed ones."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import greenhub.green
from greenhub import greenio, patcher

ROOT = Path(__file__).resolve().parents[2]
TWINS = [module.name for module in pkgutil.walk_packages(greenhub.green.__path__, 'greenhub.green.')
         if not module.name.rpartition('.')[2].startswith('_')]


def run(script: str, cwd: Path) -> list[str]:
    """The lines that a script prints, which runs in `cwd`; it must end well and say nothing else."""
    script = f'import sys; sys.path.append({str(ROOT)!r})\n{script}'
    ended = subprocess.run([sys.executable, '-W', 'error', '-c', script], capture_output=True, text=True, timeout=30,
                           cwd=cwd)
    assert ended.returncode == 0 and not ended.stderr, ended.stderr
    return ended.stdout.splitlines()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with two modules that import each other, the standard library, and a module outside."""
    (tmp_path / 'pkg').mkdir()
    (tmp_path / 'pkg' / '__init__.py').write_text('import time\nfrom .mod import part\n')
    (tmp_path / 'pkg' / 'mod.py').write_text(
        'import socket, time, urllib.request, http.client as client\n'
        'from http import server\n'
        'from . import part\n'
        'import outside\n'
        'class Failure(Exception): pass\n')
    (tmp_path / 'pkg' / 'part.py').write_text('import select\n')
    (tmp_path / 'outside.py').write_text('import socket\n')
    return tmp_path


def test_everything_is_green_in_the_copy_and_nothing_outside_of_it(package):
    assert run('''
import pkg.mod, socket, greenhub
from greenhub import green
before = dict(sys.modules)
copy = greenhub.import_patched('pkg.mod')
assert copy is not pkg.mod and copy.__name__ == 'pkg.mod' and copy.Failure is not pkg.mod.Failure
assert copy.socket is green.socket and copy.time is green.time
assert copy.urllib is green.urllib and copy.urllib.request is green.urllib.request
assert copy.client is green.http.client and copy.server is green.http.server
assert pkg.mod.socket is socket is not green.socket and pkg.mod is sys.modules['pkg.mod']
assert copy.outside is pkg.mod.outside and copy.outside.socket is socket  # it was imported before
changed = [name for name, module in before.items() if sys.modules.get(name) is not module]
assert not changed, changed
assert greenhub.import_patched('pkg.mod') is copy
print('done')
''', package) == ['done']


def test_a_package_with_its_submodules(package):
    assert run('''
import pkg.mod, select, greenhub
copy = greenhub.import_patched('pkg')
assert copy.mod is not pkg.mod and copy.part is copy.mod.part is not pkg.part
assert copy.part.select is greenhub.green.select and pkg.part.select is select and copy.time is greenhub.green.time
print('done')
''', package) == ['done']


def test_a_module_of_a_package_that_nobody_has_imported(package):
    assert run('''
import select, greenhub
copy = greenhub.import_patched('pkg.mod')
assert copy.part.select is greenhub.green.select and not {'pkg', 'pkg.mod', 'pkg.part'} & set(sys.modules)
import pkg.mod
assert pkg.mod is not copy and pkg.part is not copy.part and pkg.part.select is select
print('done')
''', package) == ['done']


def test_what_the_module_is_the_first_to_import_is_green_too(package):
    assert run('''
import greenhub
copy = greenhub.import_patched('pkg')
assert copy.mod.outside.socket is greenhub.green.socket
assert not {'pkg', 'pkg.mod', 'pkg.part'} & set(sys.modules)
import pkg.mod
assert pkg.mod is not copy.mod and pkg.mod.socket is not copy.mod.socket
print('done')
''', package) == ['done']


def test_both_ways_to_name_the_modules(package):
    (package / 'one.py').write_text('import socket, time, absent\n')
    (package / 'two.py').write_text('import socket, time, absent\n')
    assert run('''
import greenhub, time, types
from greenhub.green import socket
absent = types.ModuleType('absent')
one = greenhub.import_patched('one', ('socket', socket), ('absent', absent))
two = greenhub.import_patched('two', socket=socket, absent=absent)
for copy in (one, two):
    assert copy.socket is socket and copy.time is time and copy.absent is absent  # nothing but what is named
assert 'absent' not in sys.modules
print('done')
''', package) == ['done']


def test_a_standard_module_with_green_parts(package):
    assert run('''
import http.server, greenhub
from greenhub import green
copy = greenhub.import_patched('http.server')
assert copy is green.http.server and copy.socketserver is green.socketserver
copy = greenhub.import_patched('smtplib', socket=green.socket)
import smtplib
assert copy.socket is green.socket and smtplib is not copy and smtplib.socket is not copy.socket
print('done')
''', package) == ['done']


def test_inject_fills_a_namespace(package):
    assert run('''
from greenhub import patcher
from greenhub.green import socket
names = {'__name__': 'mine', '__doc__': 'mine'}
module = patcher.inject('pkg.part', names)
assert names['select'] is module.select and names['__name__'] == names['__doc__'] == 'mine'
again = {}
assert patcher.inject('pkg.part', again) is module and again['select'] is module.select
print('done')
''', package) == ['done']


def test_a_module_that_fails_leaves_no_trace(package):
    (package / 'bad.py').write_text('import socket, pkg.mod\n1 / 0\n')
    assert run('''
import greenhub, socket
for _ in range(2):
    try: greenhub.import_patched('bad')
    except ZeroDivisionError: print('failed')
assert 'bad' not in sys.modules and sys.modules['socket'] is socket
try: greenhub.import_patched('missing.part')
except ModuleNotFoundError as e: print(e)
''', package) == ['failed', 'failed', "No module named 'missing'"]


def test_two_green_threads_that_import_do_not_mix_up_the_modules(package):
    for name in 'ab':
        (package / f'{name}.py').write_text('import socket, greenhub\ngreenhub.sleep(0.01)\nimport time\n')
    assert run('''
import greenhub, socket, time
pile = greenhub.GreenPile()
for name in 'ab':
    pile.spawn(greenhub.import_patched, name)
for copy in pile:
    assert copy.socket is greenhub.green.socket and copy.time is greenhub.green.time
assert sys.modules['socket'] is socket and sys.modules['time'] is time
print('done')
''', package) == ['done']


# ---- the green modules

@pytest.mark.parametrize('name', TWINS)
def test_a_twin_has_the_names_of_the_standard_library(name):
    twin = importlib.import_module(name)
    std = patcher.original({'thread': '_thread', 'builtin': 'builtins', 'BaseHTTPServer': 'http.server',
                            'SimpleHTTPServer': 'http.server', 'SocketServer': 'socketserver', 'Queue': 'queue',
                            'httplib': 'http.client', 'urllib2': 'urllib.request'}.get(
                                name.removeprefix('greenhub.green.'), name.removeprefix('greenhub.green.')))
    missing = set(getattr(std, '__all__', ())) - set(dir(twin))
    assert not missing and set(twin.__all__) <= set(dir(twin))
    assert twin.__name__ == name and twin.__doc__ and 'greenhub' in str(twin.__file__)


def test_twins_are_built_on_twins():
    from greenhub.green import (
        BaseHTTPServer,
        Queue,
        SocketServer,
        ftplib,
        http,
        httplib,
        queue,
        select,
        selectors,
        socket,
        socketserver,
        threading,
        urllib,
        urllib2,
    )
    assert http.client.socket is socket and httplib.HTTPConnection is http.client.HTTPConnection
    assert http.server.socketserver is socketserver and BaseHTTPServer.HTTPServer is http.server.HTTPServer
    assert urllib.request.http is http and urllib.request.socket is socket is ftplib.socket
    assert urllib2.urlopen is urllib.request.urlopen and urllib2.URLError is urllib.error.URLError
    assert socketserver.threading is threading and SocketServer.TCPServer is socketserver.TCPServer
    assert selectors.select is select and socketserver.selectors is selectors
    assert queue.threading is threading and Queue.SimpleQueue is queue.SimpleQueue is not _simple_queue()
    imported_late = {}
    exec('def late():\n    import ftplib, http.client, json\n    return ftplib, http, json',
         {'__builtins__': vars(urllib.request)['__builtins__']}, imported_late)
    assert imported_late['late']() == (ftplib, http, importlib.import_module('json'))


def _simple_queue() -> type:
    from _queue import SimpleQueue
    return SimpleQueue


def test_whoever_catches_the_standard_exceptions_catches_those_of_the_twins():
    import http.client
    import queue
    import urllib.error

    from greenhub.green import http as green_http
    from greenhub.green import queue as green_queue
    from greenhub.green import urllib as green_urllib
    with pytest.raises(queue.Empty):
        green_queue.Queue().get_nowait()
    with pytest.raises(queue.Full):
        full = green_queue.Queue(1)
        full.put(1)
        full.put(2, timeout=0.001)
    with pytest.raises(http.client.InvalidURL):
        green_http.client.HTTPConnection('host:port')
    with pytest.raises(urllib.error.URLError):
        green_urllib.request.urlopen('unknown://host')


def test_green_http_client_and_server():
    """Three requests at once; neither end stops the other."""
    from greenhub.green import BaseHTTPServer, socketserver
    from greenhub.green.urllib.request import urlopen

    inside = []

    class Handler(BaseHTTPServer.BaseHTTPRequestHandler):
        def do_GET(self):
            inside.append(self)
            while len(inside) < 3:
                greenhub.sleep(0.001)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(type(self.connection).__name__.encode())

        def log_message(self, *args):
            pass

    class Server(socketserver.ThreadingMixIn, BaseHTTPServer.HTTPServer):
        daemon_threads = True

    with Server(('127.0.0.1', 0), Handler) as server:
        assert isinstance(server.socket, greenio.GreenSocket)
        greenhub.spawn(server.serve_forever, 0.01)
        pile = greenhub.GreenPile()
        for _ in range(3):
            pile.spawn(lambda: urlopen(f'http://127.0.0.1:{server.server_port}/', timeout=5).read())
        assert list(pile) == [b'GreenSocket'] * 3
        server.shutdown()
