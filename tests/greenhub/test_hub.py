"""The run loop: order, generations, wake-ups that cannot come late, descriptors, threads, fork."""

from __future__ import annotations

import gc
import os
import socket as real_socket
import threading
import weakref

import pytest
from greenlet import GreenletExit, getcurrent, greenlet

import greenhub
from greenhub import hubs, testing
from greenhub.event import Event
from greenhub.green import socket
from greenhub.hubs.hub import EXPIRED, GENERATIONS_PER_PASS, IOClosed, Waiter
from greenhub.queue import LightQueue
from tests.processes import in_child


def test_what_becomes_ready_in_a_generation_runs_in_the_next():
    log = []

    def first():
        log.append('first')
        greenhub.spawn(log.append, 'spawned by first')

    greenhub.spawn(first)
    greenhub.spawn(log.append, 'second')
    greenhub.sleep(0)
    assert log == ['first', 'second']
    greenhub.sleep(0)
    assert log == ['first', 'second', 'spawned by first']


def test_callbacks_and_green_threads_share_one_order():
    log, hub = [], hubs.get_hub()

    def sleeper(name):
        greenhub.sleep(0)
        log.append(name)

    a = greenhub.spawn(sleeper, 'a')
    greenhub.sleep(0)  # a has started, and is ready
    hub.call_soon(log.append, 'call')
    greenhub.spawn(log.append, 'b')
    a.wait()
    greenhub.sleep(0)
    assert log == ['a', 'call', 'b']


def test_timers_fire_in_order_and_equal_ones_in_order_of_creation(jumping_clock):
    log, hub = [], hubs.get_hub()
    for name, seconds in (('c', 2), ('a', 1), ('b', 1)):
        hub.schedule_call_global(seconds, log.append, name)
    greenhub.sleep(3)
    assert log == ['a', 'b', 'c']


def test_a_cancelled_timer_does_not_fire(jumping_clock):
    log, hub = [], hubs.get_hub()
    timers = [hub.schedule_call_global(1, log.append, i) for i in range(10)]
    soon = hub.schedule_call_global(0, log.append, 'soon')
    for timer in (*timers[1:], soon):
        timer.cancel()
    assert timers[0].pending and not timers[1].pending
    greenhub.sleep(2)
    assert log == [0]


def test_many_cancelled_timers_do_not_stay_in_the_heap():
    hub = hubs.get_hub()
    before = hub.get_timers_count()
    for _ in range(1000):
        hub.schedule_call_global(3600, print).cancel()
    assert hub.get_timers_count() <= before + 102


def test_a_local_timer_is_not_called_when_its_creator_is_dead(jumping_clock):
    log, hub = [], hubs.get_hub()
    greenhub.spawn(hub.schedule_call_local, 1, log.append, 'local').wait()
    greenhub.spawn(hub.schedule_call_global, 1, log.append, 'global').wait()
    greenhub.sleep(2)
    assert log == ['global']


def test_timer_callbacks_take_keyword_arguments(jumping_clock):
    log = []
    hubs.get_hub().schedule_call_global(1, lambda a, b: log.append((a, b)), 1, b=2)
    greenhub.sleep(2)
    assert log == [(1, 2)]


def test_an_exception_in_a_callback_is_printed_and_the_hub_goes_on(capfd):
    hubs.get_hub().call_soon(lambda: 1 / 0)
    greenhub.sleep(0)
    greenhub.sleep(0)
    assert 'ZeroDivisionError' in capfd.readouterr().err


def test_system_exit_and_interrupt_reach_the_main_greenlet():
    for error in (KeyboardInterrupt, SystemExit):
        def leave(error=error):
            raise error

        greenhub.spawn(leave)
        with pytest.raises(error):
            greenhub.sleep(1)
        greenhub.sleep(0)  # and the hub starts again


def test_what_was_ready_when_the_hub_died_still_runs():
    log = []
    hubs.get_hub().call_soon(_raise, KeyboardInterrupt)
    greenhub.spawn(log.append, 'survivor')
    with pytest.raises(KeyboardInterrupt):
        greenhub.sleep(1)
    greenhub.sleep(0)
    assert log == ['survivor']


def _raise(error):
    raise error


def test_a_green_thread_that_ends_after_a_restart_returns_to_the_new_loop():
    done = Event()
    thread = greenhub.spawn(done.wait)
    greenhub.sleep(0)
    hubs.get_hub().call_soon(_raise, KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        greenhub.sleep(1)
    done.send('result')
    assert thread.wait() == 'result'


def test_the_hub_itself_cannot_wait(capfd):
    hubs.get_hub().call_soon(Event().wait)
    greenhub.sleep(0)
    greenhub.sleep(0)
    assert 'the hub itself cannot wait' in capfd.readouterr().err


def test_a_raw_greenlet_that_waits_returns_to_the_hub_when_it_ends():
    log = []

    def raw():
        greenhub.sleep(0)
        log.append('raw')

    hubs.get_hub().call_soon(greenlet(raw).switch)
    greenhub.sleep(0)
    greenhub.sleep(0)
    assert log == ['raw']


def test_a_waiter_that_left_is_not_woken():
    hub, waiters = hubs.get_hub(), []

    def victim():
        waiters.append(Waiter(hub))
        try:
            waiters[0].wait()
        except RuntimeError:
            return Waiter(hub).wait(0.01)  # must last until its own time-out

    thread = greenhub.spawn(victim)
    greenhub.sleep(0)
    hub.call_soon(thread.throw, RuntimeError())
    waiters[0].wake('too late')
    assert thread.wait() is EXPIRED


def test_a_kill_leaves_no_wake_up_behind():
    a, b = socket.socketpair()
    lasted = []

    def victim():
        try:
            a.recv(1)
        except GreenletExit:
            began = hubs.get_hub().clock()
            greenhub.sleep(0.02)
            lasted.append(hubs.get_hub().clock() - began)

    thread = greenhub.spawn(victim)
    greenhub.sleep(0)
    b.send(b'x')  # readable in the same pass of the loop
    thread.kill()
    thread.wait()
    assert lasted[0] >= 0.02
    a.close(), b.close()


def test_direct_switches_do_not_nest_new_green_threads():
    """A greenlet inherits the recursion depth of whoever starts it: only the hub may."""
    count = []

    def chain(n):
        count.append(n)
        if n:
            greenhub.spawn(chain, n - 1)
            greenhub.sleep(0)

    greenhub.spawn(chain, 3000).wait()
    while len(count) < 3001:
        greenhub.sleep(0)


def test_busy_green_threads_starve_neither_timers_nor_descriptors():
    a, b = socket.socketpair()
    stop, log = [], []

    def busy():
        while not stop:
            greenhub.sleep(0)

    def reader():
        log.append(a.recv(1))

    threads = [greenhub.spawn(busy) for _ in range(3)] + [greenhub.spawn(reader)]
    greenhub.sleep(0.001)
    b.send(b'x')
    greenhub.sleep(0.01)
    assert log == [b'x']
    stop.append(True)
    for thread in threads:
        thread.wait()
    a.close(), b.close()


def test_a_hand_over_does_not_pass_through_the_hub(monkeypatch):
    hub, there, back = hubs.get_hub(), LightQueue(), LightQueue()
    monkeypatch.setattr(hub, 'clock', lambda: 0.0)  # no time passes, so only the number of generations counts
    looked = []
    monkeypatch.setattr(hub, 'wait', lambda seconds: (looked.append(hub.passes), type(hub).wait(hub, seconds)))

    def answer():
        while (item := there.get()) is not None:
            back.put(item)

    thread = greenhub.spawn(answer)
    for i in range(100):
        there.put(i)
        assert back.get() == i
    there.put(None)
    thread.wait()
    assert len(looked) < 200 / GENERATIONS_PER_PASS + 4  # it looks at descriptors once a pass


def test_exceptions_while_green_threads_pass_generations_among_themselves(capfd):
    hub, log = hubs.get_hub(), []

    def careless():
        for _ in range(3):
            greenhub.sleep(0)
        hub.call_soon(lambda: 1 / 0)
        log.append('called')

    def steady():
        for i in range(6):
            greenhub.sleep(0)
            log.append(i)

    greenhub.spawn(careless)
    greenhub.spawn(steady).wait()
    assert log == [0, 1, 'called', 2, 3, 4, 5] and 'ZeroDivisionError' in capfd.readouterr().err


def test_the_end_of_a_generation_is_called_once_after_all_of_it():
    log, hub = [], hubs.get_hub()

    def worker(name):
        if not pending:
            pending.append(True)
            hub.at_generation_end(flush)
        log.append(name)

    def flush():
        pending.clear()
        log.append('flush')

    pending: list[bool] = []
    for name in 'ab':
        greenhub.spawn(worker, name)
    greenhub.sleep(0)
    greenhub.sleep(0)
    assert log == ['a', 'b', 'flush']


def test_abort_ends_the_loop_and_a_wait_starts_it_again():
    hub = hubs.get_hub()
    hub.call_soon(hub.abort)
    hub.switch()  # returns when the loop has ended
    assert not hub.running
    greenhub.sleep(0)
    assert hub.running


def test_another_os_thread_can_tell_whether_the_hub_comes_round():
    hub, seen = hubs.get_hub(), []

    def look():
        while not hub.waiting:
            pass
        seen.append(hub.passes)
        hub.call_soon_threadsafe(done.send)

    done, before = Event(), hub.passes
    thread = threading.Thread(target=look)
    greenhub.spawn(thread.start)
    done.wait(5)
    thread.join()
    assert not hub.waiting and before < seen[0] < hub.passes


# ---- for those who look for a fault

def test_exceptions_are_dropped_when_asked_to(capfd):
    hub = hubs.get_hub()
    hub.set_timer_exceptions(False)
    try:
        hub.call_soon(lambda: 1 / 0)
        greenhub.sleep(0)
    finally:
        hub.set_timer_exceptions(True)
    assert capfd.readouterr().err == ''


def test_where_a_wait_for_a_descriptor_began():
    hub = hubs.get_hub()
    a, b = socket.socketpair()
    hub.set_debug_listeners(True)
    try:
        thread = greenhub.spawn(a.recv, 1)
        greenhub.sleep(0)
        assert 'in recv' in hub.listener_stacks[hub.READ, a.fileno()]
    finally:
        hub.set_debug_listeners(False)
    assert not hub.listener_stacks
    thread.kill()
    a.close(), b.close()


def test_where_a_timer_was_made():
    hub = hubs.get_hub()
    hub.set_timer_stacks(True)
    try:
        timer = greenhub.Timeout(1).timer
    finally:
        hub.set_timer_stacks(False)
    assert timer.stack.rstrip().splitlines()[-2].endswith('in start')
    timer.cancel()
    greenhub.Timeout(1).cancel()


# ---- descriptors

def test_waiting_again_costs_no_system_call():
    hub, calls = hubs.get_hub(), []
    a, b = socket.socketpair()

    class Counting:
        def __init__(self, poll):
            self.poll, self.register, self.unregister = poll.poll, poll.register, poll.unregister
            self._poll = poll

        def modify(self, *args):
            calls.append(args)
            self._poll.modify(*args)

    hub.poll, original = Counting(hub.poll), hub.poll
    try:
        for _ in range(5):
            thread = greenhub.spawn(a.recv, 1)
            greenhub.sleep(0)
            b.send(b'x')
            thread.wait()
        assert calls == []
    finally:
        hub.poll = original
        a.close(), b.close()


def test_readiness_that_nobody_waits_for_does_not_spin():
    hub = hubs.get_hub()
    a, b = socket.socketpair()
    thread = greenhub.spawn(a.recv, 1)
    greenhub.sleep(0)
    b.send(b'xyz')
    thread.wait()
    polls, wait = [], hub.wait
    hub.wait = lambda seconds: (polls.append(seconds), wait(seconds))
    try:
        greenhub.sleep(0.02)
    finally:
        del hub.wait
    assert len(polls) < 6
    assert a.recv(5) == b'yz'
    b.close()
    assert a.recv(1) == b''
    a.close()


def test_two_green_threads_cannot_wait_for_the_same():
    a, b = socket.socketpair()
    thread = greenhub.spawn(a.recv, 1)
    greenhub.sleep(0)
    with pytest.raises(RuntimeError, match='Second simultaneous read'):
        a.recv(1)
    b.send(b'x')
    assert thread.wait() == b'x'
    a.close(), b.close()


def test_unless_that_is_allowed():
    a, b = socket.socketpair()
    greenhub.debug.hub_prevent_multiple_readers(False)
    try:
        threads = [greenhub.spawn(a.recv, 1) for _ in range(3)]
        greenhub.sleep(0)
        b.send(b'xyz')
        assert b''.join(thread.wait() for thread in threads) == b'xyz'
    finally:
        greenhub.debug.hub_prevent_multiple_readers(True)
        a.close(), b.close()


def test_trampoline_for_a_descriptor_the_hub_knows_nothing_of():
    for _ in range(3):  # the numbers repeat, and nobody tells the hub
        a, b = real_socket.socketpair()
        greenhub.spawn(b.send, b'x')
        hubs.trampoline(a, read=True, timeout=1)
        assert a.recv(1) == b'x'
        a.close(), b.close()


def test_trampoline_time_out_and_misuse():
    a, b = real_socket.socketpair()
    with pytest.raises(LookupError):
        hubs.trampoline(a, read=True, timeout=0.001, timeout_exc=LookupError)
    for direction in ({}, {'read': True, 'write': True}):
        with pytest.raises(RuntimeError):
            hubs.trampoline(a, **direction)
    a.close(), b.close()
    assert not hubs.get_hub().get_readers()


def test_notify_close_wakes_whoever_waits():
    r, w = os.pipe()
    thread = greenhub.spawn(hubs.trampoline, r, read=True)
    greenhub.sleep(0)
    hubs.notify_close(r)
    with pytest.raises(IOClosed):
        thread.wait()
    os.close(r), os.close(w)


def test_a_listener_is_called_until_it_is_removed():
    hub, called = hubs.get_hub(), []
    r, w = os.pipe()
    listener = hub.add(hub.READ, r, called.append)
    os.write(w, b'x')
    greenhub.sleep(0.002)
    assert called and set(called) == {r}
    hub.remove(listener)
    hub.remove(listener)
    count = len(called)
    greenhub.sleep(0.002)
    assert len(called) == count
    hubs.notify_close(r)
    os.close(r), os.close(w)


def test_an_exception_in_a_listener_is_printed_and_others_are_called(capfd):
    hub, called = hubs.get_hub(), []
    r, w = os.pipe()
    os.write(w, b'x')
    bad = hub.add(hub.READ, r, lambda _: 1 / 0)
    good = hub.add(hub.WRITE, w, called.append)
    greenhub.sleep(0.001)
    hub.remove(bad), hub.remove(good)
    err = capfd.readouterr().err
    assert called and f'In a callback for descriptor {r}' in err and 'ZeroDivisionError' in err
    hubs.notify_close(r), hubs.notify_close(w)
    os.close(r), os.close(w)


# ---- other OS threads and processes

def test_a_call_from_another_os_thread_wakes_the_hub():
    hub, done = hubs.get_hub(), Event()
    thread = threading.Thread(target=hub.call_soon_threadsafe, args=(done.send, 'from the thread'))
    greenhub.spawn(thread.start)
    assert done.wait(5) == 'from the thread'
    thread.join()


def test_no_call_is_lost_when_many_threads_call():
    hub, done, seen = hubs.get_hub(), Event(), []

    def took(i):
        seen.append(i)
        if len(seen) == 4000:
            done.send()

    def call():
        for i in range(1000):
            hub.call_soon_threadsafe(took, i)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    done.wait(10)
    for thread in threads:
        thread.join()
    assert len(seen) == 4000


def test_each_os_thread_has_a_hub_that_goes_with_it():
    seen = []

    def work():
        hub = hubs.get_hub()
        assert greenhub.spawn(lambda: 'green').wait() == 'green'
        seen.append(hub)

    before = len(os.listdir('/proc/self/fd'))
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen[0] is not hubs.get_hub()
    with pytest.raises(RuntimeError, match='has ended'):
        seen[0].call_soon_threadsafe(print)
    assert len(os.listdir('/proc/self/fd')) == before


def in_pool(sleep):
    pool = greenhub.GreenPool()
    pool.spawn_n(sleep)
    pool.waitall()


@pytest.mark.parametrize('work', [
    lambda: greenhub.sleep(0.001),
    lambda: greenhub.spawn(greenhub.sleep, 0).wait(),
    lambda: in_pool(int),  # its worker is idle
    lambda: in_pool(greenhub.sleep),  # its worker is about to be
    lambda: hubs.use_hub(),
], ids=['sleep', 'spawn', 'idle worker', 'worker', 'another hub'])  # fmt: skip
def test_a_hub_leaves_no_memory_behind(work):
    """The stack of its loop would keep it, and nobody can end that when the OS thread is gone."""
    seen = []

    def run():
        greenhub.sleep(0)
        seen.append(weakref.ref(hubs.get_hub()))
        work()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    gc.collect()
    assert seen[0]() is None


def test_fork_gives_the_child_a_hub_of_its_own():
    a, b = socket.socketpair()
    thread = greenhub.spawn(a.recv, 1)
    greenhub.sleep(0)

    def child():
        thread.kill()  # must not end the parent's wait
        return not hubs.get_hub().get_readers()

    assert in_child(child) == 0
    b.send(b'x')
    assert thread.wait() == b'x'
    a.close(), b.close()


def test_waits_go_on_in_the_child_of_a_fork():
    a, b = socket.socketpair()
    thread = greenhub.spawn(a.recv, 1)
    greenhub.sleep(0)
    assert in_child(lambda: b.send(b'c') and thread.wait() == b'c') == 0
    thread.kill()
    a.close(), b.close()


def test_nothing_is_left_behind():
    with testing.no_leaks():
        greenhub.spawn(greenhub.sleep, 0).wait()
        assert getcurrent()
