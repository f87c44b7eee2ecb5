"""Monkey patching, each time in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from greenhub import patcher

ROOT = Path(__file__).resolve().parents[2]


def run(script: str, *options: str) -> list[str]:
    """The lines that a script prints; it must end well and say nothing else."""
    ended = subprocess.run([sys.executable, '-W', 'error', *options, '-c', script], capture_output=True, text=True,
                           timeout=30, cwd=ROOT)
    assert ended.returncode == 0 and not ended.stderr, ended.stderr
    return ended.stdout.splitlines()


def test_an_app_with_sleeps_threads_and_locks():
    assert run('''
import greenhub; greenhub.monkey_patch()
import threading, time, queue
log, lock, q = [], threading.RLock(), queue.Queue()

def work(n):
    with lock:
        time.sleep(0.01)
        log.append(n)
    q.put((threading.current_thread().name, threading.current_thread() is threads[n]))

threads = [threading.Thread(target=work, args=(n,), name=f'worker-{n}') for n in range(3)]
ticks = []
def tick():
    while len(log) < 3:
        ticks.append(time.sleep(0.002))
ticker = greenhub.spawn(tick)
for thread in threads: thread.start()
assert threads[0].is_alive() and threading.active_count() == 4
for thread in threads: thread.join()
assert not threads[0].is_alive() and threading.active_count() == 1
assert len(ticks) > 5, ticks
print(log, [q.get() for _ in threads])
''') == ["[0, 1, 2] [('worker-0', True), ('worker-1', True), ('worker-2', True)]"]


def test_join_with_a_time_out_conditions_events_timers_and_locals():
    assert run('''
import greenhub; greenhub.monkey_patch()
import threading, time
thread = threading.Thread(target=time.sleep, args=(0.05,)); thread.start()
thread.join(0.01); assert thread.is_alive()
condition, event, log = threading.Condition(), threading.Event(), []
def consumer():
    with condition:
        condition.wait_for(lambda: log)
        log.append('consumed')
    event.set()
threading.Thread(target=consumer).start()
with condition:
    log.append('produced'); condition.notify()
assert event.wait(1) and not threading.Event().wait(0.001)
timer = threading.Timer(0.01, log.append, ['timer']); timer.start(); timer.join()
local = threading.local(); local.x = 1
def other(): log.append(hasattr(local, 'x'))
t = threading.Thread(target=other); t.start(); t.join()
thread.join()
print(log, threading.main_thread() is threading.current_thread())
''') == ["['produced', 'consumed', 'timer', False] True"]


def test_several_may_join_a_thread():
    assert run('''
import greenhub; greenhub.monkey_patch()
import threading, time
slow = threading.Thread(target=time.sleep, args=(0.01,)); slow.start()
log = []
def join(): slow.join(); log.append(slow.is_alive())
joiners = [threading.Thread(target=join) for _ in range(3)]
for thread in joiners: thread.start()
for thread in joiners: thread.join()
slow.join(); slow.join(0)
print(log)
''') == ['[False, False, False]']


def test_threads_that_are_no_daemons_are_joined_at_the_end_and_spawned_ones_not():
    assert run('''
import greenhub; greenhub.monkey_patch()
import threading, time
def late(word): time.sleep(0.02); print(word)
threading.Thread(target=late, args=('joined',)).start()
threading.Thread(target=late, args=('daemon',), daemon=True).start()
greenhub.spawn_after(0.001, late, 'spawned')
def forever(): time.sleep(1000)
threading.Thread(target=forever, daemon=True).start()
''')[0] == 'joined'


def test_an_exception_in_a_thread_is_reported_as_ever():
    ended = subprocess.run([sys.executable, '-c', '''
import greenhub; greenhub.monkey_patch()
import threading, _thread, time
thread = threading.Thread(target=lambda: 1 / 0, name='failing'); thread.start(); thread.join()
_thread.start_new_thread(lambda: {}['key'], ())
_thread.start_new_thread(_thread.exit, ())
time.sleep(0)
'''], capture_output=True, text=True, timeout=30, cwd=ROOT)
    assert 'Exception in thread failing' in ended.stderr and 'ZeroDivisionError' in ended.stderr
    assert "KeyError: 'key'" in ended.stderr and 'SystemExit' not in ended.stderr


def test_a_real_thread_hands_over_and_shares_locks():
    assert run('''
import logging, sys
logging.basicConfig(stream=sys.stdout, level=logging.INFO, format='%(threadName)s: %(message)s')
import greenhub; greenhub.monkey_patch()
import threading, time, queue
real, real_time = greenhub.patcher.original('threading'), greenhub.patcher.original('time')
assert real.Thread is not threading.Thread and real_time.sleep is not time.sleep
hub, done, q = greenhub.hubs.get_hub(), threading.Event(), queue.Queue()
def work():
    real_time.sleep(0.01)
    logging.info('hello')
    q.put('through a queue')
    hub.call_soon_threadsafe(done.set)
thread = real.Thread(target=work, name='real'); thread.start()
assert done.wait(5)
print(q.get(timeout=1))
''') == ['real: hello', 'through a queue']


def test_requests_against_a_green_server():
    pytest.importorskip('requests')
    assert run('''
import greenhub; greenhub.monkey_patch()
import threading, time, http.server, requests
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        inside.append(self); most.append(len(inside))
        time.sleep(0.05)
        inside.remove(self)
        self.send_response(200); self.send_header('Content-Length', '2'); self.end_headers(); self.wfile.write(b'ok')
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
answers, inside, most = [], [], []
def fetch(): answers.append(requests.get(f'http://localhost:{server.server_port}/', timeout=5).text)
threads = [threading.Thread(target=fetch) for _ in range(10)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert max(most) > 1, 'one after the other'
print(answers.count('ok'))
server.shutdown(); server.server_close()
''') == ['10']


def test_executors_and_subprocesses():
    assert run('''
import greenhub; greenhub.monkey_patch()
import time, subprocess
from concurrent.futures import ThreadPoolExecutor
inside, most = [], []
def work(n):
    inside.append(n); most.append(len(inside))
    time.sleep(0.05)
    inside.remove(n)
    return n
with ThreadPoolExecutor(4) as pool:
    print(list(pool.map(work, range(4))))
assert max(most) == 4, most
ticks = []
ticker = greenhub.spawn(lambda: [ticks.append(time.sleep(0.005)) for _ in range(8)])
print(subprocess.run(['sh', '-c', 'sleep 0.05; echo out'], capture_output=True, text=True).stdout.strip())
assert ticks
print(subprocess.Popen(['sh', '-c', 'exit 3']).wait(timeout=5))
''') == ['[0, 1, 2, 3]', 'out', '3']


def test_locks_that_exist_already_are_upgraded():
    assert run('''
import logging, threading
class Holder: pass
holder = Holder(); holder.lock = threading.RLock(); holder.taken = threading.RLock(); holder.taken.acquire()
condition = threading.Condition()
handler = logging.StreamHandler()
import greenhub; greenhub.monkey_patch()
import time
kinds = {type(x).__name__ for x in (holder.lock, holder.taken, condition._lock, handler.lock, threading.RLock())}
print(kinds)
order = []
def take(name):
    with holder.lock:
        order.append(name); time.sleep(0.001); order.append(name)
for gt in [greenhub.spawn(take, n) for n in 'ab']: gt.wait()
print(order)
assert not greenhub.spawn(holder.taken.acquire, False).wait()
holder.taken.release()
assert greenhub.spawn(holder.taken.acquire, False).wait()
def notify():
    with condition: condition.notify()
with condition:
    greenhub.spawn(notify)
    assert condition.wait(1)
''') == ["{'_RLock'}", "['a', 'a', 'b', 'b']"]


def test_modules_that_are_imported_later_are_patched_then():
    assert run('''
import sys, greenhub
greenhub.monkey_patch()
print('ssl' in sys.modules, 'asyncio' in sys.modules)
import importlib.util
assert importlib.util.find_spec('ssl') and importlib.util.find_spec('json')  # a look is no import
import ssl
print(ssl.SSLContext.sslsocket_class.__name__, ssl.create_default_context().sslsocket_class.__name__)
assert ssl.__spec__.loader is ssl.__loader__ and ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).options
''') == ['False False', 'GreenSSLSocket GreenSSLSocket']


def test_ssl_works_when_it_was_imported_before():
    assert run('''
import ssl
import greenhub; greenhub.monkey_patch()
import socket
context = ssl.create_default_context()
context.options |= ssl.OP_NO_TLSv1_1 if False else 0
context.minimum_version = ssl.TLSVersion.TLSv1_2
a, b = socket.socketpair(); a.settimeout(0.01)
try: context.wrap_socket(a, server_hostname='x')
except TimeoutError as e: print(type(a).__name__, e)
b.close()
''') == ['GreenSocket timed out']


def test_selectors_wait_in_the_hub():
    assert run('''
import selectors
import greenhub; greenhub.monkey_patch()
import socket
for kind in (selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector, selectors.DefaultSelector):
    a, b = socket.socketpair()
    selector = kind(); selector.register(a, selectors.EVENT_READ)
    greenhub.spawn_after(0.002, b.send, b'x')
    assert [key.fileobj for key, _ in selector.select(1)] == [a]
    selector.close(); a.close(); b.close()
print('done')
''') == ['done']


@pytest.mark.parametrize('call, patched', [
    ('', 'os psycopg select socket subprocess thread time'),
    ('all=True', 'os psycopg select socket subprocess thread time'),
    ('socket=True', 'socket'),
    ('socket=True, select=True', 'select socket'),
    ('socket=False', 'os psycopg select subprocess thread time'),
    ('all=False, time=True', 'time'),
    ('all=True, thread=False', 'os psycopg select socket subprocess time'),
])
def test_flags(call, patched):
    assert run(f'''
from greenhub import patcher
patcher.monkey_patch({call}); patcher.monkey_patch({call})
print(*sorted(patcher.already_patched))
import socket, time, threading
print(*[m.__name__ for m in (socket, time) if patcher.is_monkey_patched(m)])
print(socket.socket.__name__, time.sleep.__module__, threading.Lock.__module__)
''') == [
        patched,
        ' '.join(name for name in ('socket', 'time') if name in patched),
        f'{"GreenSocket" if "socket" in patched else "socket"} '
        f'{"greenhub.greenthread" if "time" in patched else "time"} '
        f'{"greenhub.lock" if "thread" in patched else _lock_module()}',
    ]


def _lock_module() -> str:
    import threading
    return str(threading.Lock.__module__)


@pytest.mark.parametrize('forker', ['fork()', 'threading.Thread(target=fork).start()'])
def test_green_threads_survive_a_fork(forker):
    assert run(f'''
import warnings; warnings.simplefilter('ignore')
import greenhub; greenhub.monkey_patch()
import os, sys, threading, time
def background(): time.sleep(0.02); log.append(threading.current_thread() in threading.enumerate())
log, done = [], threading.Event()
def fork():
    child = os.fork()
    if child:
        assert os.waitpid(child, 0)[1] == 0
    done.set()
    if not child:
        thread.join()
        os._exit(0 if log == [True] and threading.current_thread() in threading.enumerate() else 1)
thread = threading.Thread(target=background); thread.start()
{forker}
done.wait(); thread.join()
later = threading.Thread(target=log.append, args=('later',)); later.start(); later.join()
print(log)
''') == ["[True, 'later']"]


def test_an_unknown_name_is_refused():
    with pytest.raises(TypeError, match='finagle'):
        patcher.monkey_patch(finagle=True)
    assert not patcher.already_patched


def test_originals_stay_what_they_were():
    assert run('''
from greenhub import patcher
early = patcher.original('socket')
patcher.monkey_patch()
import os, select, socket, threading, time, queue
for name in ('os', 'select', 'socket', 'threading', 'time', 'queue'):
    copy = patcher.original(name)
    assert copy is patcher.original(name) and copy is not __import__(name), name
assert early is patcher.original('socket') and early.socket is not socket.socket
assert patcher.original('threading').Lock is not threading.Lock
assert patcher.original('queue').SimpleQueue is not queue.SimpleQueue
a, b = early.socketpair(); a.send(b'x'); assert b.recv(1) == b'x'; a.close(); b.close()
patcher.original('json')
print('done')
''') == ['done']


def test_the_green_twin_of_threading_works_unpatched():
    assert run('''
import greenhub
from greenhub.green import threading, time
import threading as real
log = []
thread = threading.Thread(target=lambda: log.append((time.sleep(0.001), threading.current_thread() is thread)))
thread.start(); thread.join(); print(log, real.active_count())
assert type(real.Lock()).__module__ == '_thread' and not greenhub.is_monkey_patched('thread')
print(greenhub.spawn(lambda: threading.current_thread().name).wait())
''') == ['[(None, True)] 1', 'GreenThread-1']


@pytest.mark.parametrize('others', [0, 100])
def test_locks_are_upgraded_wherever_they_are_held(others):
    assert run(f'''
import threading
others = [threading.Lock() for _ in range({others})]
''' + '''
import collections, concurrent.futures.thread, dataclasses, logging, queue, threading, types
@dataclasses.dataclass(frozen=True, slots=True)
class Slots:
    lock: object = dataclasses.field(default_factory=threading.RLock)
    empty: object = dataclasses.field(init=False, repr=False)
class Class:
    lock = threading.RLock()
    def __setattr__(self, name, value): raise AttributeError(name)
class Dict(dict):
    def items(self): raise RuntimeError
    def __setitem__(self, key, value): raise RuntimeError
def closure():
    lock = threading.Lock()
    return lambda: lock
holders = {'slots': Slots(), 'class': Class, 'dict': Dict(lock=threading.RLock()), 'list': [0, threading.RLock()],
           'deque': collections.deque([threading.Lock()]), 'set': {threading.RLock()}, 'closure': closure(),
           'namespace': types.SimpleNamespace(lock=threading.Lock()), 'queue': queue.Queue(),
           'instance': Class(), 'event': threading.Event(), 'logger': logging.Handler()}
holders['instance'].__dict__['lock'] = threading.Lock()
Class.lock  # in Python's cache of attributes
taken = threading.Lock(); taken.acquire()
shared = threading.RLock(); holders['two'] = [shared, shared]
def locks():
    h = holders
    return [h['slots'].lock, Class.lock, dict.get(h['dict'], 'lock'), h['list'][1], h['deque'][0], *h['set'],
            h['closure'](), h['namespace'].lock, h['queue'].mutex, h['queue'].not_empty._lock, h['instance'].lock,
            h['event']._cond._lock, h['logger'].lock, logging._lock, shared, *h['two'],
            concurrent.futures.thread._global_shutdown_lock, h['queue'].not_empty.acquire.__self__]
import _thread
real = _thread.allocate_lock(), _thread.RLock()
assert {type(lock) for lock in locks()} == set(map(type, real))
kinds = set(map(type, real))
import greenhub; greenhub.monkey_patch()
from greenhub.lock import Lock
left = [type(lock) for lock in [*locks(), *others] if type(lock) not in (Lock, threading._PyRLock)]
assert not left, left
assert shared is holders['two'][0] is holders['two'][1] and holders['queue'].mutex is holders['queue'].not_full._lock
assert type(taken) in kinds  # somebody may be waiting for it
taken.release()
import importlib._bootstrap, greenhub.tpool
import gc
assert type(Lock()._lock) in kinds
print('done')
''') == ['done']


def test_an_executor_that_was_imported_before_starts_threads_from_several_green_threads():
    """Its threads are started under a lock, and starting one waits; with a real lock the second would stop them all."""
    assert run('''
from concurrent.futures import ThreadPoolExecutor
import logging, queue
import greenhub; greenhub.monkey_patch()
def use(n):
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(pow, [n, n], [1, 2]))
pile = greenhub.GreenPile()
for n in range(3): pile.spawn(use, n)
print(list(pile))
''') == ['[[0, 0], [1, 1], [2, 4]]']


def test_processes_of_an_executor():
    assert run('''
import greenhub; greenhub.monkey_patch()
import multiprocessing, time, warnings
from concurrent.futures import ProcessPoolExecutor
warnings.simplefilter('ignore')  # Python 3.12 on: a fork where there are threads
ticks = []
def tick():
    while True: ticks.append(time.sleep(0.002))
ticker = greenhub.spawn(tick)
with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context('fork')) as pool:
    print(list(pool.map(pow, [1, 2], [3, 3])))
ticker.kill()
assert len(ticks) > 1
''') == ['[1, 8]']


def test_logging_from_green_threads_and_from_threads_of_the_pool():
    assert run('''
import logging, sys, io
stream = io.StringIO()
logging.basicConfig(stream=stream, format='%(message)s')
class Slow(logging.Filter):
    def filter(self, record):
        greenhub.sleep(0.001)  # within the handler's lock
        return True
import greenhub; greenhub.monkey_patch()
logging.getLogger().handlers[0].addFilter(Slow())
def in_green_thread(n): logging.warning('green %d', n)
def in_pool(n): greenhub.tpool.execute(logging.warning, 'pool %d', n)
pool = greenhub.GreenPool()
for n in range(3):
    pool.spawn(in_green_thread, n); pool.spawn(in_pool, n)
pool.waitall()
print(*sorted(stream.getvalue().splitlines()), sep=', ')
''') == ['green 0, green 1, green 2, pool 0, pool 1, pool 2']


def test_patching_in_another_os_thread_while_others_run():
    assert run('''
import threading, time, queue, sys
stop, started, q, log = threading.Event(), threading.Event(), queue.Queue(), []
def busy():
    condition = threading.Condition()
    with condition:
        started.set()
        while not condition.wait_for(stop.is_set, 0.001): log.append(1)
worker = threading.Thread(target=busy); worker.start(); started.wait()
getter = threading.Thread(target=lambda: log.append(q.get())); getter.start()
import greenhub
patching = threading.Thread(target=greenhub.monkey_patch); patching.start()
while patching.is_alive(): time.sleep(0.001)
assert threading.current_thread() is threading.main_thread() and threading.active_count() == 3
greenhub.monkey_patch()
q.put('through a queue that was waited for')
while 'through a queue that was waited for' not in log: time.sleep(0.001)
green = threading.Thread(target=time.sleep, args=(0.001,)); green.start(); green.join()
stop.set()
while worker.is_alive() or getter.is_alive(): time.sleep(0.001)
worker.join(); getter.join()
print(threading.active_count())
''') == ['1']


@pytest.mark.parametrize('when', ['', 'greenhub.monkey_patch()'])
def test_an_original_that_another_thread_is_the_first_to_ask_for_breaks_nothing(when):
    """threading takes whoever executes it for the main thread, and tells the interpreter to release its lock then."""
    assert run(f'''
import greenhub, threading
real_thread = threading.Thread
{when}
from greenhub import patcher
copies = []
def ask():
    copies.append(patcher.original('threading'))
    copies.append(patcher.original('queue'))
start = __import__('_thread').start_new_thread
if patcher.already_patched:
    greenhub.tpool.execute(ask)
else:
    thread = real_thread(target=ask); thread.start(); thread.join(5)
    assert not thread.is_alive()
copy = copies[0]
assert copy is patcher.original('threading') and copy.main_thread().ident == threading.main_thread().ident
assert copy.current_thread() is copy.main_thread() and copy.main_thread().native_id == threading.main_thread().native_id
log = []
thread = copy.Thread(target=lambda: log.append(copy.current_thread() is thread)); thread.start(); thread.join(5)
print(log, thread.is_alive(), copy.active_count())
''') == ['[True] False 1']


def test_originals_do_not_disturb_imports_of_other_threads():
    assert run('''
import socket, ssl, select, sys
from greenhub import patcher
before = dict(sys.modules)
ssl_copy = patcher.original('ssl')
assert all(sys.modules[name] is module for name, module in before.items())
assert ssl_copy.SSLSocket is not ssl.SSLSocket and ssl_copy.socket is patcher.original('socket').socket
assert ssl.TLSVersion is sys.modules['ssl'].TLSVersion and socket.AF_INET.__class__ is socket.AddressFamily
try: patcher.original('missing')
except ModuleNotFoundError as e: print(e)
''') == ["No module named 'missing'"]


def test_queues_have_what_those_of_the_standard_library_have():
    assert run('''
import greenhub; greenhub.monkey_patch()
import queue, sys
q = queue.Queue(1)
with q.mutex: assert not q._qsize()
with q.not_empty: q.not_empty.notify()
greenhub.spawn_after(0.001, q.put, 1)
assert q.get(timeout=5) == 1 and q.unfinished_tasks == 1
simple = queue.SimpleQueue()
greenhub.spawn_after(0.001, simple.put, 2)
assert simple.get(timeout=5) == 2
if sys.version_info >= (3, 13):
    greenhub.spawn_after(0.001, q.shutdown)
    try: q.get()
    except queue.ShutDown: pass
print('done')
''') == ['done']


def test_imports_keep_real_locks():
    """Two OS threads import the same module, whose code waits; either would get half of it without the lock."""
    assert run('''
import sys, types
import greenhub; greenhub.monkey_patch()
real = greenhub.patcher.original('threading'), greenhub.patcher.original('time')
class Finder:
    def find_spec(self, name, path, target=None):
        import importlib.machinery
        return importlib.machinery.ModuleSpec(name, self) if name == 'slow_module' else None
    def create_module(self, spec): return None
    def exec_module(self, module):
        real[1].sleep(0.05)
        module.value = 1
sys.meta_path.insert(0, Finder())
values = []
def get():
    import slow_module
    values.append(slow_module.value)
threads = [real[0].Thread(target=get) for _ in range(3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(values)
''') == ['[1, 1, 1]']


def test_builtins_are_patched_when_they_are_named():
    assert run('''
from greenhub import hubs, patcher
opened = []
patcher.monkey_patch(builtins=True)
notify, hubs.notify_opened = hubs.notify_opened, lambda fd: (opened.append(fd), notify(fd))
with open('/dev/null', buffering=16) as file: assert opened == [file.fileno()]
print(patcher.is_monkey_patched('builtins'), patcher.is_monkey_patched('time'))
''') == ['True False']


def test_psycopg2_waits_through_the_hub_once_it_is_imported(tmp_path):
    """A driver that needs to read, then to write, then is done, on a socket that another green thread feeds."""
    (tmp_path / 'psycopg2').mkdir()
    (tmp_path / 'psycopg2' / '__init__.py').write_text(
        'class OperationalError(Exception): pass\nfrom . import extensions')
    (tmp_path / 'psycopg2' / 'extensions.py').write_text(
        'POLL_OK, POLL_READ, POLL_WRITE, callback = 0, 1, 2, None\n'
        'def set_wait_callback(f):\n    global callback\n    callback = f\n')
    assert run(f'''
import sys; sys.path.insert(0, {str(tmp_path)!r})
import greenhub; greenhub.monkey_patch(psycopg=True)
assert 'psycopg2' not in sys.modules and not greenhub.is_monkey_patched('socket')
import psycopg2, socket
a, b = socket.socketpair()
class Connection:
    def __init__(self, *states): self.states = list(states)
    def poll(self): return self.states.pop(0)
    def fileno(self): return a.fileno()
greenhub.spawn_after(0.001, b.send, b'x')
connection = Connection(1, 2, 0)
psycopg2.extensions.callback(connection)
assert not connection.states
try: psycopg2.extensions.callback(Connection(7))
except psycopg2.OperationalError as e: print(e)
a.close(); b.close()
''') == ['psycopg2 polls in a state that it does not document: 7']


def test_once_threading_is_patched_its_twin_is_the_same():
    assert run('''
import greenhub
from greenhub.green import threading as green
early = green.Thread
greenhub.monkey_patch()
import threading, time
assert early is not threading.Thread is green.Thread and green._active is threading._active
thread = green.Thread(target=time.sleep, args=(0.001,)); thread.start()
assert thread in threading.enumerate() and green.current_thread() is threading.main_thread() is green.main_thread()
thread.join()
found = []
def spawned(): found.append(threading.current_thread()); time.sleep(0.005)
greenhub.spawn(spawned); time.sleep(0)
found[0].join(0.0001); assert found[0].is_alive()
found[0].join(); print(found[0].is_alive(), found[0] in threading.enumerate())
''') == ['False False']
