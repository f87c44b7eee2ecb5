"""greenhub under eventlet's name, each time in a process of its own, where nobody has imported eventlet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALL = 'import greenhub; greenhub.install_as_eventlet()\n'


def run(script: str, *options: str, cwd: Path = ROOT) -> list[str]:
    """The lines that a script prints; it must end well and say nothing else."""
    ended = subprocess.run([sys.executable, '-W', 'error', *options, '-c', script], capture_output=True, text=True,
                           timeout=30, cwd=cwd)
    assert ended.returncode == 0 and not ended.stderr, ended.stderr
    return ended.stdout.splitlines()


def test_modules_classes_and_functions_are_the_same_objects():
    assert run(INSTALL + '''
import eventlet, eventlet.queue, eventlet.hubs.hub, eventlet.green.socket, eventlet.green.urllib.request
from eventlet import greenpool, semaphore, wsgi
from eventlet.event import Event
from eventlet.green import threading
from eventlet.greenio.base import GreenSocket
from eventlet.support import greendns, greenlets, get_errno
import greenlet
assert eventlet.queue is greenhub.queue and eventlet.queue.Queue is greenhub.Queue is eventlet.Queue
assert eventlet.hubs.hub is greenhub.hubs.hub and eventlet.green.socket is greenhub.green.socket
assert Event is greenhub.Event and GreenSocket is greenhub.greenio.GreenSocket and threading is greenhub.green.threading
assert greenlets.GreenletExit is greenlet.GreenletExit is eventlet.greenlet.GreenletExit
assert eventlet.spawn is greenhub.spawn and greendns.getaddrinfo is eventlet.green.socket.getaddrinfo
assert eventlet.wsgi is wsgi is greenhub.wsgi and eventlet.timeout.Timeout is eventlet.Timeout  # without an import
print(greenhub.queue.__spec__.name, greenhub.queue.__name__, eventlet.__name__, bool(eventlet.__path__ == []))
''') == ['greenhub.queue greenhub.queue eventlet True']


def test_the_version_is_one_that_programs_ask_for():
    assert run(INSTALL + '''
import eventlet
assert eventlet.version_info >= (0, 40, 3) and eventlet.__version__ != greenhub.__version__
assert eventlet.__version__ == '.'.join(map(str, eventlet.version_info))
from eventlet import *
import importlib.util
assert importlib.util.find_spec('eventlet').name == 'eventlet' and eventlet.__file__ == greenhub.__file__
assert importlib.util.find_spec('eventlet.wsgi').origin == greenhub.wsgi.__file__
print(spawn(sum, [1, 2]).wait(), 'GreenPool' in dir(eventlet))
''') == ['3 True']


def test_what_is_left_out_says_why():
    assert run(INSTALL + '''
statements = ('import eventlet.db_pool', 'from eventlet import zipkin', 'from eventlet.green import zmq',
              'import eventlet.green.OpenSSL.SSL', 'import eventlet.nothing')
for statement in statements:
    try: exec(statement)
    except ImportError as e: print(e)
import eventlet
for name in ('nothing', '__nothing__'):
    try: getattr(eventlet, name)
    except AttributeError as e: print(e)
''') == [
        'greenhub leaves eventlet.db_pool out: connections are kept by pools.Pool, or by the pool of the database '
        'library; see docs/greenhub.md',
        'greenhub leaves eventlet.zipkin out: use OpenTelemetry; see docs/greenhub.md',
        'greenhub leaves eventlet.green.zmq out: use pyzmq with tpool; see docs/greenhub.md',
        'greenhub leaves eventlet.green.OpenSSL out: use green.ssl; see docs/greenhub.md',
        "No module named 'eventlet.nothing': there is no greenhub.nothing either, see docs/greenhub.md",
        "module 'greenhub' has no attribute 'nothing'",
        "module 'eventlet' has no attribute '__nothing__'",
    ]


def test_without_the_facade_eventlet_is_whatever_is_installed_and_once_imported_it_stays(tmp_path):
    (tmp_path / 'eventlet').mkdir()
    (tmp_path / 'eventlet' / '__init__.py').write_text('')
    assert run(f'''
import sys; sys.path.insert(0, {str(ROOT)!r})
import greenhub, eventlet
assert not hasattr(eventlet, 'spawn')
try: greenhub.install_as_eventlet()
except RuntimeError as e: print(e)
assert sys.modules['eventlet'] is eventlet
''', cwd=tmp_path) == [f'eventlet is imported already, from {tmp_path}/eventlet/__init__.py: '
                       'call install_as_eventlet() before anything imports it']


def test_it_goes_before_an_installed_eventlet_and_may_be_asked_for_twice(tmp_path):
    (tmp_path / 'eventlet').mkdir()
    (tmp_path / 'eventlet' / '__init__.py').write_text('raise RuntimeError')
    (tmp_path / 'eventlet' / 'zipkin.py').write_text('raise RuntimeError')
    assert run(f'''
import sys; sys.path.insert(0, {str(ROOT)!r})
import greenhub
finders = len(sys.meta_path)
greenhub.install_as_eventlet()
import eventlet
greenhub.install_as_eventlet()
assert sys.modules['eventlet'] is eventlet and len(sys.meta_path) == finders + 1
try: import eventlet.zipkin
except ImportError: print('left out')
''', cwd=tmp_path) == ['left out']


def test_child_processes_see_it_if_that_is_asked_for(tmp_path):
    script = f'''
import os, subprocess, sys; sys.path.insert(0, {str(ROOT)!r})
import greenhub
for children in (False, True, True):
    greenhub.install_as_eventlet(children=children)
    code = 'import eventlet, eventlet.queue; from eventlet import event; print(eventlet.spawn(len, "abc").wait())'
    child = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    print(child.stdout.strip() or child.stderr.splitlines()[-1])
print(os.environ['PYTHONPATH'].count('eventlet_path'))
'''
    said = run(script, cwd=tmp_path)
    assert said[1:] == ['3', '3', '1'] and said[0] != '3'  # the child of the first may have an eventlet of its own


def test_a_program_in_eventlets_style_runs_unmodified():
    """An echo server and clients, a crawler, a producer and a consumer: what the documentation of eventlet shows."""
    assert run(INSTALL + '''
import eventlet
eventlet.monkey_patch()
from eventlet import wsgi
from eventlet.green.urllib.request import urlopen
from eventlet.queue import LightQueue, Empty
from eventlet.semaphore import Semaphore
from eventlet.event import Event
from eventlet.timeout import Timeout
import socket, time

def echo(sock):
    while True:
        data = sock.recv(1024)
        if not data:
            sock.close()
            return
        sock.sendall(data)

server = eventlet.listen(('127.0.0.1', 0))
def serve():
    pool = eventlet.GreenPool(10000)
    while True:
        sock, address = server.accept()
        pool.spawn_n(echo, sock)
acceptor = eventlet.spawn(serve)
def client(n):
    with eventlet.connect(server.getsockname()) as sock:
        sock.sendall(b'%d' % n)
        return sock.recv(1024)
pile = eventlet.GreenPile()
for n in range(3):
    pile.spawn(client, n)
print(list(pile))
acceptor.kill()

inside = []
def site(environ, start_response):
    inside.append(environ)
    while len(inside) < 3:  # all are here at once, or this never ends
        time.sleep(0.001)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [environ['PATH_INFO'].encode()]
listener = eventlet.listen(('127.0.0.1', 0))
web = eventlet.spawn(wsgi.server, listener, site, log_output=False)
urls = [f'http://127.0.0.1:{listener.getsockname()[1]}/{n}' for n in range(3)]
print(list(eventlet.GreenPool().imap(lambda url: urlopen(url).read(), urls)))
web.kill()

queue, done = LightQueue(1), Event()
def consume():
    items = []
    try:
        with Timeout(5):
            while True:
                items.append(queue.get(timeout=0.05))
    except Empty:
        done.send(items)
eventlet.spawn_n(consume)
for n in range(3):
    queue.put(n)
print(done.wait())
try:
    with Timeout(0.01):
        eventlet.sleep(5)
except Timeout as t:
    print(t)
''') == ["[b'0', b'1', b'2']", "[b'/0', b'/1', b'/2']", '[0, 1, 2]', '0.01 seconds']


def test_an_application_may_answer_once_more_when_its_websocket_has_ended():
    """As python-engineio does, whose answer nobody gets; eventlet's server takes no notice either."""
    assert run(INSTALL + '''
import eventlet, io, os
from eventlet import websocket, wsgi
log = io.StringIO()

def site(environ, start_response):
    websocket.WebSocketWSGI(lambda ws: ws.send(ws.wait()))(environ, start_response)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'no HTTP any more']

listener = eventlet.listen(('127.0.0.1', 0))
eventlet.spawn(wsgi.server, listener, site, log)
with eventlet.connect(listener.getsockname()) as sock:
    sock.sendall(b'GET / HTTP/1.1\\r\\nHost: x\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n'
                 b'Sec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n')
    head = b''
    while not head.endswith(b'\\r\\n\\r\\n'): head += sock.recv(1)
    sock.sendall(b'\\x81\\x82\\0\\0\\0\\0hi')
    received = b''
    while data := sock.recv(100): received += data
print(head.split()[1], received[:4], b'HTTP' in received, 'Traceback' in log.getvalue())
''') == ["b'101' b'\\x81\\x02hi' False False"]
