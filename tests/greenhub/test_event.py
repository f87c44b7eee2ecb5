"""Event: one result for all who wait."""

from __future__ import annotations

import sys
import traceback

import pytest

import greenhub
from greenhub.event import Event


def test_all_waiters_wake_in_order():
    event, log = Event(), []
    for i in range(5):
        greenhub.spawn(lambda i: log.append((i, event.wait())), i)
    greenhub.sleep(0)
    event.send('x')
    assert log == []  # send never switches
    greenhub.sleep(0)
    assert log == [(i, 'x') for i in range(5)]
    assert event.wait() == 'x'


def test_states():
    event = Event()
    assert (event.ready(), event.has_result(), event.has_exception()) == (False, False, False)
    assert event.poll('no') == event.poll_result('no') == event.poll_exception('no') == 'no'
    event.send(None)
    assert (event.ready(), event.has_result(), event.has_exception()) == (True, True, False)
    assert event.poll('no') is None
    assert 'result=None' in repr(event)


def test_an_exception_is_raised_in_all():
    event = Event()
    threads = [greenhub.spawn(event.wait) for _ in range(2)]
    greenhub.sleep(0)
    event.send(exc=KeyError('sent'))
    for thread in threads:
        with pytest.raises(KeyError, match='sent'):
            thread.wait()
    assert event.has_exception() and not event.has_result()
    with pytest.raises(KeyError):
        event.poll()
    with pytest.raises(KeyError):
        event.poll_exception()


def test_send_exception_takes_the_arguments_of_throw():
    for args, kind in (((KeyError,), KeyError), ((KeyError, 'text'), KeyError), ((ValueError('v'),), ValueError)):
        event = Event()
        event.send_exception(*args)
        with pytest.raises(kind):
            event.wait()
    event = Event()
    try:
        raise RuntimeError('with traceback')
    except RuntimeError:
        event.send_exception(*sys.exc_info())
    with pytest.raises(RuntimeError) as raised:
        event.wait()
    assert raised.traceback[-1].name == raised.traceback[0].name  # where it was raised first


def test_sends_once_until_reset():
    event = Event()
    with pytest.raises(AssertionError, match='fresh'):
        event.reset()
    event.send(1)
    with pytest.raises(AssertionError, match='once'):
        event.send(2)
    event.reset()
    event.send(3)
    assert event.wait() == 3


def test_a_reset_does_not_take_the_result_from_those_it_was_sent_to():
    event = Event()
    thread = greenhub.spawn(event.wait)
    greenhub.sleep(0)
    event.send('first')
    event.reset()
    assert thread.wait() == 'first'


def test_a_time_out_is_none(jumping_clock):
    event = Event()
    began = jumping_clock.now
    assert event.wait(timeout=5) is None
    assert jumping_clock.now - began == pytest.approx(5)
    event.send('late')
    assert event.wait(timeout=5) == 'late'


def test_who_leaves_is_forgotten():
    event = Event()
    thread = greenhub.spawn(event.wait)
    greenhub.sleep(0)
    thread.kill()
    assert 'waiting=0' in repr(event)
    event.send()


def test_an_exception_does_not_grow_with_each_who_waits():
    event = Event()
    try:
        _fail()
    except ValueError as e:
        event.send(exc=e)
    depths = []
    for _ in range(3):
        with pytest.raises(ValueError) as caught:
            event.wait()
        depths.append(len(list(traceback.walk_tb(caught.value.__traceback__))))
    assert depths[0] == depths[2]
    assert [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)][-1] == '_fail'


def _fail():
    raise ValueError('where it came from stays in its traceback')
