"""green.thread: the names of _thread."""

from __future__ import annotations

import _thread as real
import gc
import weakref

import pytest

import greenhub
from greenhub import corolocal, hubs
from greenhub.green import thread
from greenhub.patcher import original

pytestmark = pytest.mark.usefixtures('no_leaks')


def test_a_new_thread_runs_when_the_caller_waits_and_has_a_number():
    log = []
    number = thread.start_new_thread(lambda *args, **kw: log.append((thread.get_ident(), args, kw)), (1, 2), {'k': 3})
    assert not log
    greenhub.sleep(0)
    assert log == [(number, (1, 2), {'k': 3})] and number != thread.get_ident() == real.get_ident()


@pytest.mark.parametrize('arguments', [(1, ()), (print, []), (print, (), 5)])
def test_arguments_are_checked(arguments):
    with pytest.raises(TypeError):
        thread.start_new_thread(*arguments)


def test_running_threads_are_counted():
    assert thread._count() == 0
    for _ in range(3):
        thread.start_new_thread(greenhub.sleep, (0.001,))
    greenhub.sleep(0)
    assert thread._count() == 3
    greenhub.sleep(0.005)
    assert thread._count() == 0


def test_an_exception_is_printed_and_exit_is_none(capsys):
    thread.start_new_thread(lambda: {}['key'], ())
    thread.start_new_thread(thread.exit, ())
    greenhub.sleep(0)
    printed = capsys.readouterr().err
    assert "KeyError: 'key'" in printed and 'SystemExit' not in printed


# ---- locks

def test_a_lock_is_handed_over_in_order():
    lock, order = thread.allocate_lock(), []

    def work(name):
        with lock:
            order.append(name)
            greenhub.sleep(0)
            order.append(name)

    for gt in [greenhub.spawn(work, name) for name in 'abc']:
        gt.wait()
    assert ''.join(order) == 'aabbcc' and not lock.locked()


def test_a_lock_passes_over_those_whose_os_thread_has_ended():
    lock, other_hubs = thread.allocate_lock(), []
    lock.acquire()

    def run():
        greenhub.spawn(lock.acquire)
        greenhub.sleep(0)
        other_hubs.append(hubs.get_hub())

    real.start_new_thread(run, ())
    while not other_hubs or not other_hubs[0]._doorbell.closed:
        greenhub.sleep(0.001)
    lock.release()
    assert not lock.locked()


def test_a_lock_refuses_what_the_real_one_refuses():
    for lock in (thread.allocate_lock(), real.allocate_lock()):
        with pytest.raises(RuntimeError, match='release unlocked lock'):
            lock.release()
        for arguments, error in (((False, 1), ValueError), ((True, -2), ValueError),
                                 ((True, thread.TIMEOUT_MAX * 2), OverflowError)):
            with pytest.raises(error):
                lock.acquire(*arguments)
        assert not lock.locked() and lock.acquire(True, thread.TIMEOUT_MAX)
        assert not lock.acquire(False) and not lock.acquire(timeout=0.001)
        lock._at_fork_reinit()
        assert lock.acquire(False)


# ---- numbers and locals

def test_every_os_thread_has_its_own_numbers():
    numbers = [thread.get_ident(), greenhub.spawn(thread.get_ident).wait()]

    def in_os_thread():
        numbers.append(thread.get_ident())
        numbers.append(greenhub.spawn(thread.get_ident).wait())
        lock = thread.allocate_lock()
        thread.start_new_thread(lock.release, ())
        lock.acquire()
        assert lock.acquire(timeout=1)

    os_thread = original('threading').Thread(target=in_os_thread)
    os_thread.start()
    os_thread.join(10)
    assert len(set(numbers)) == 4


def test_locals_die_with_their_thread_and_their_object():
    class Value:
        pass

    values, shared = weakref.WeakSet(), thread._local()
    assert thread._local is corolocal.local

    def keep():
        shared.value = Value()
        values.add(shared.value)

    pool = greenhub.GreenPool()
    for _ in range(10):
        pool.spawn(keep)
    pool.waitall()
    keep()
    gc.collect()
    assert len(values) == 1
    del shared
    gc.collect()
    assert not values


# ---- signals

@pytest.mark.parametrize('start', [
    lambda call: thread.start_new_thread(call, ()),
    lambda call: greenhub.spawn_n(call),
], ids=['thread', 'spawn_n'])
def test_a_thread_interrupts_the_main_one(start):
    ended = []

    def interrupt():
        thread.interrupt_main()
        ended.append(True)

    start(interrupt)
    with pytest.raises(KeyboardInterrupt):
        greenhub.sleep(0.1)
    assert ended
    greenhub.sleep(0)


# ---- threads that can be joined

def test_a_joinable_thread():
    handle, log = thread._ThreadHandle(), []
    with pytest.raises(RuntimeError, match='not started'):
        handle.join()
    assert thread.start_joinable_thread(lambda: log.append(greenhub.sleep(0.01)), handle=handle) is handle
    with pytest.raises(RuntimeError, match='already started'):
        thread.start_joinable_thread(print, handle=handle)
    handle.join(0.001)
    assert not handle.is_done() and handle.ident
    joiners = [greenhub.spawn(handle.join) for _ in range(3)]
    handle.join()
    assert log and handle.is_done()
    for joiner in joiners:
        joiner.wait()
    handle.join(0)


def test_a_thread_cannot_join_itself():
    handle, raised = thread._ThreadHandle(), []

    def join():
        with pytest.raises(RuntimeError, match='current thread') as info:
            handle.join()
        raised.append(info)

    thread.start_joinable_thread(join, handle=handle)
    handle.join()
    assert raised


def test_a_thread_of_another_os_thread_can_be_joined():
    handle = thread._ThreadHandle()

    def in_os_thread():
        thread.start_joinable_thread(lambda: greenhub.sleep(0.01), handle=handle)
        started.append(True)
        greenhub.sleep(0.05)

    started: list[bool] = []
    os_thread = original('threading').Thread(target=in_os_thread)
    os_thread.start()
    while not started:
        greenhub.sleep(0.001)
    handle.join(5)
    assert handle.is_done()
    os_thread.join(10)
