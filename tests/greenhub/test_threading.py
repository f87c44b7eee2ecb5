"""green.threading, as a module of its own; the patched standard one is in test_patcher and tests/conformance."""

from __future__ import annotations

import subprocess
import sys
import threading as real
from pathlib import Path

import pytest

import greenhub
from greenhub.green import threading, time

pytestmark = pytest.mark.usefixtures('no_leaks')
ROOT = Path(__file__).resolve().parents[2]


def run(script: str) -> str:
    """What a script prints, output and errors; it must end well."""
    ended = subprocess.run([sys.executable, '-c', 'import greenhub; greenhub.monkey_patch()\n' + script], cwd=ROOT,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30)
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def test_joining_a_real_thread_that_ran_before_patching_stops_nobody():
    script = '''
import _thread, threading, greenhub
gate = _thread.allocate_lock()
gate.acquire()
thread = threading.Thread(target=gate.acquire)
thread.start()
greenhub.monkey_patch()
joining = greenhub.spawn(thread.join)
thread.join(0.001)
print(thread.is_alive())
gate.release()
joining.wait()
print(thread.is_alive())
'''
    ended = subprocess.run([sys.executable, '-c', script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True, timeout=30)
    assert (ended.returncode, ended.stdout) == (0, 'True\nFalse\n')


def started(target, **options):
    thread = threading.Thread(target=target, **options)
    thread.start()
    return thread


def test_every_public_name_is_there():
    assert set(real.__all__) <= {*dir(threading)} and threading.__all__ == real.__all__


def test_threads_are_listed_named_and_joined():
    seen = []
    thread = started(lambda: seen.append((threading.current_thread(), time.sleep(0.01))), name='worker')
    assert thread.is_alive() and thread in threading.enumerate() and threading.active_count() == 2
    assert thread.ident not in (None, threading.get_ident()) and thread.native_id == real.get_native_id()
    thread.join(0.001)
    assert thread.is_alive()
    thread.join()
    assert not thread.is_alive() and threading.active_count() == 1
    assert seen == [(thread, None)] and thread.name == 'worker'
    with pytest.raises(RuntimeError):
        thread.start()
    with pytest.raises(RuntimeError):
        threading.current_thread().join()


def test_the_objects_that_threads_wait_for():
    event, barrier, semaphore = threading.Event(), threading.Barrier(3), threading.BoundedSemaphore(2)
    condition, lock, log = threading.Condition(), threading.RLock(), []

    def work(number):
        barrier.wait(5)
        with semaphore, lock, lock:
            log.append(number)
        with condition:
            condition.notify_all()
        event.wait(5)
        log.append('end')

    threads = [started(work, args=(n,)) for n in range(3)]
    with condition:
        assert condition.wait_for(lambda: len(log) == 3, 5)
    assert sorted(log) == [0, 1, 2] and not event.wait(0.001)
    event.set()
    for thread in threads:
        thread.join()
    assert log[3:] == ['end'] * 3
    with pytest.raises(RuntimeError):
        lock.release()


def test_a_timer_fires_or_is_cancelled():
    log = []
    timers = [threading.Timer(0.001, log.append, [n]) for n in range(2)]
    for timer in timers:
        timer.start()
    timers[0].cancel()
    for timer in timers:
        timer.join()
    assert log == [1]


def test_hooks_see_exceptions_and_calls():
    caught, calls = [], []
    hook, threading.excepthook = threading.excepthook, caught.append
    threading.setprofile(lambda frame, event, arg: calls.append(event))
    try:
        thread = started(lambda: 1 / 0)
        thread.join()
    finally:
        threading.excepthook = hook
        threading.setprofile(None)
        sys.setprofile(None)  # it belongs to the OS thread, so it outlives the green thread that it was set in
    assert caught[0].exc_type is ZeroDivisionError and caught[0].thread is thread
    assert 'call' in calls


# ---- green threads that threading has not started

def test_a_green_thread_looks_like_a_thread():
    def look():
        return threading.current_thread(), threading.current_thread(), greenhub.sleep(0.005)

    gt = greenhub.spawn(look)
    greenhub.sleep(0)
    assert threading.active_count() == 1
    me, again, _ = gt.wait()
    assert me is again and me.daemon and me.isDaemon() and me.ident == id(gt)
    assert me.name == me.getName() and me.name in repr(me)
    me.setName('other')
    assert me.name == 'other'
    greenhub.sleep(0)
    assert not me.is_alive()
    me.join()


def test_a_green_thread_is_joined_unless_it_is_the_caller(capsys):
    seen = []

    def work():
        me = threading.current_thread()
        seen.append(me)
        with pytest.raises(RuntimeError, match='current thread'):
            me.join()
        greenhub.sleep(0.01)
        raise ValueError('not for who joins')

    gt = greenhub.spawn(work)
    greenhub.sleep(0)
    seen[0].join(0.001)
    assert seen[0].is_alive()
    seen[0].join()
    greenhub.sleep(0)
    assert gt.dead and 'not for who joins' in capsys.readouterr().err


def test_what_spawn_n_starts_cannot_be_joined():
    seen, end = [], greenhub.Event()
    greenhub.spawn_n(lambda: (seen.append(threading.current_thread()), end.wait()))
    greenhub.sleep(0)
    with pytest.raises(RuntimeError, match='spawn'):
        seen[0].join()
    end.send()
    greenhub.sleep(0)
    assert not seen[0].is_alive() and seen[0].get_name() == seen[0].name and seen[0].is_daemon()


def test_what_start_new_thread_starts_is_a_dummy_thread():
    assert run('''
import _thread, threading, time
seen = []
def work(): seen.append(threading.current_thread()); seen.append(threading.current_thread())
for _ in range(5):
    number = _thread.start_new_thread(work, ())
    time.sleep(0)
    assert seen[-1] is seen[-2] and seen[-1].ident == number and isinstance(seen[-1], threading._DummyThread)
print(len(set(seen)))
''') == '5\n'


# ---- the program's end

def test_the_main_thread_can_be_joined():
    assert run('''
import threading, time
def late(): threading.main_thread().join(); time.sleep(0.01); print('after', threading.main_thread().is_alive())
threading.Thread(target=late).start()
threading.main_thread().is_alive()
print('end')
''') == 'end\nafter False\n'


def test_a_thread_of_an_os_thread_is_joined_from_the_main_one():
    assert run('''
import threading
from greenhub.patcher import original
def in_os_thread():
    thread = threading.Thread(target=lambda: threads.append(threading.current_thread()))
    thread.start(); thread.join()
threads = []
os_thread = original('threading').Thread(target=in_os_thread)
os_thread.start(); os_thread.join()
threads[0].join(5)
print(threads[0].is_alive())
''') == 'False\n'


def test_an_os_thread_that_ends_takes_its_green_threads_along_and_nobody_waits_for_them():
    assert run('''
import threading, time
from greenhub.patcher import original
def in_os_thread(): threading.Thread(target=time.sleep, args=(60,)).start()
os_thread = original('threading').Thread(target=in_os_thread); os_thread.start(); os_thread.join()
print('end')
''') == 'end\n'


def test_an_interrupt_reaches_the_main_thread():
    assert run('''
import _thread, threading, time
thread = threading.Thread(target=_thread.interrupt_main)
try:
    thread.start(); time.sleep(5)
except KeyboardInterrupt:
    print('interrupted')
thread.join()
print(thread.is_alive())
''') == 'interrupted\nFalse\n'
