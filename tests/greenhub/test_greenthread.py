"""spawn, sleep, kill, and the handle."""

from __future__ import annotations

import contextvars

import pytest

import greenhub
from greenhub import GreenletExit, hubs
from greenhub.event import Event


def f(a, b=0):
    return a, b


def raiser(error):
    raise error


def test_spawn_runs_later_and_keeps_the_order():
    log = []
    for i in range(3):
        greenhub.spawn(log.append, i)
    assert log == []
    greenhub.sleep(0)
    assert log == [0, 1, 2]


def test_wait_returns_the_result_or_raises():
    assert greenhub.spawn(f, 1, b=2).wait() == (1, 2)
    thread = greenhub.spawn(raiser, KeyError('k'))
    for _ in range(2):
        with pytest.raises(KeyError, match='k'):
            thread.wait()


def test_an_uncaught_exception_is_printed_too(capfd):
    greenhub.spawn(raiser, KeyError('printed'))
    greenhub.spawn_n(raiser, KeyError('of spawn_n'))
    greenhub.sleep(0)
    greenhub.sleep(0)
    err = capfd.readouterr().err
    assert "KeyError: 'printed'" in err and "KeyError: 'of spawn_n'" in err


def test_truth_and_dead():
    thread = greenhub.spawn(greenhub.sleep, 0)
    assert not thread and not thread.dead
    greenhub.sleep(0)
    assert thread
    thread.wait()
    assert not thread and thread.dead


def test_sleep_lasts(jumping_clock):
    began = jumping_clock.now
    greenhub.sleep(3600)
    assert jumping_clock.now - began == pytest.approx(3600)


def test_sleep_0_in_the_hub_does_nothing(capfd):
    hubs.get_hub().call_soon(greenhub.sleep, 0)
    greenhub.sleep(0)
    greenhub.sleep(0)
    assert capfd.readouterr().err == ''


def test_spawn_after_and_cancel(jumping_clock):
    log = []
    greenhub.spawn_after(1, log.append, 1)
    cancelled = greenhub.spawn_after(2, log.append, 2)
    started = greenhub.spawn_after(3, log.append, 3)
    cancelled.cancel()
    greenhub.sleep(4)
    started.cancel()
    assert log == [1, 3]
    with pytest.raises(GreenletExit):
        cancelled.wait()
    assert not hubs.get_hub().timers


def test_spawn_after_local(jumping_clock):
    log = []
    greenhub.spawn(greenhub.greenthread.spawn_after_local, 1, log.append, 'dead creator')
    greenhub.greenthread.spawn_after_local(1, log.append, 'live creator')
    greenhub.sleep(2)
    assert log == ['live creator']


def test_kill_before_the_start():
    log = []
    thread = greenhub.spawn(log.append, 1)
    thread.link(lambda g: log.append('link'))
    thread.kill()
    assert thread.dead and log == ['link']
    with pytest.raises(GreenletExit):
        thread.wait()
    greenhub.sleep(0)
    assert log == ['link']
    plain = greenhub.spawn_n(log.append, 2)
    greenhub.kill(plain)
    greenhub.sleep(0)
    assert plain.dead and log == ['link']


def test_kill_runs_the_victim_at_once_and_comes_back():
    log = []

    def victim():
        try:
            greenhub.sleep(10)
        finally:
            log.append('cleaned up')
            greenhub.sleep(0)
            log.append('after another wait')

    thread = greenhub.spawn(victim)
    greenhub.sleep(0)
    thread.kill()
    assert log == ['cleaned up']
    with pytest.raises(GreenletExit):
        thread.wait()
    assert log == ['cleaned up', 'after another wait']
    thread.kill()  # dead: nothing happens


def test_kill_with_an_exception_of_ones_own():
    thread = greenhub.spawn(greenhub.sleep, 10)
    greenhub.sleep(0)
    thread.kill(LookupError('mine'))
    with pytest.raises(LookupError, match='mine'):
        thread.wait()


def test_a_green_thread_can_kill_itself():
    thread = greenhub.spawn(lambda: greenhub.kill(greenhub.getcurrent()))
    with pytest.raises(GreenletExit):
        thread.wait()


def test_links_are_called_in_order_with_their_arguments():
    log = []
    thread = greenhub.spawn(f, 1)
    thread.link(lambda g, *a, **k: log.append((g, a, k)), 1, b=2)
    thread.link(log.append)
    thread.wait()
    assert log == [(thread, (1,), {'b': 2}), thread]
    thread.link(log.append)
    assert log[-1] is thread and len(log) == 3


def test_unlink():
    log = []
    thread = greenhub.spawn(f, 1)
    thread.link(log.append)
    assert thread.unlink(log.append) is True
    assert thread.unlink(log.append) is False
    thread.wait()
    assert log == []


def test_spawn_n_returns_a_greenlet_without_wait():
    log = []
    thread = greenhub.spawn_n(log.append, 1)
    assert not hasattr(thread, 'wait')
    greenhub.sleep(0)
    assert log == [1] and thread.dead


def test_waiting_for_each_other_does_not_mix_results():
    threads = [greenhub.spawn(lambda i: (greenhub.sleep(0), i)[1], i) for i in range(50)]
    assert [thread.wait() for thread in reversed(threads)] == list(reversed(range(50)))


def test_a_context_variable_is_inherited_but_not_shared():
    variable = contextvars.ContextVar('variable', default='default')

    def inner():
        seen = variable.get()
        variable.set('inner')
        return seen

    variable.set('outer')
    assert greenhub.spawn(inner).wait() == 'outer'
    assert variable.get() == 'outer'


def test_a_wait_can_be_interrupted_by_a_time_out():
    never = greenhub.spawn(Event().wait)
    assert greenhub.with_timeout(0.001, never.wait, timeout_value='gave up') == 'gave up'
    never.kill()


def test_sleep_0_of_nobody_else_looks_at_descriptors():
    """Programs that wait for something with sleep(0) see it at once, as with eventlet."""
    here, there = greenhub.green.socket.socketpair()
    received = []
    greenhub.spawn(lambda: received.append(there.recv(10)))
    greenhub.sleep(0)
    here.sendall(b'a')
    greenhub.sleep(0)
    greenhub.sleep(0)
    assert received == [b'a']
