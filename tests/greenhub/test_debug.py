"""Spew, pictures of what waits, and switches."""

import contextlib
import io
import socket
import sys
import threading

import pytest

import greenhub
from greenhub import debug, hubs, tpool
from greenhub.greenio import GreenSocket


@pytest.fixture
def pair():
    """Two connected green sockets."""
    ends = [GreenSocket(end) for end in socket.socketpair()]
    yield ends
    for end in ends:
        end.close()


# ---- Spew

def printed(spew, frame, event='line'):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert spew(frame, event, None) is spew
    return out.getvalue()


def frame_of_a_line():
    number = 7
    return sys._getframe() if number else None


def test_a_line_and_the_values_in_it():
    frame = frame_of_a_line()
    text = printed(debug.Spew(), frame)
    assert text.startswith(f'{__name__}:{frame.f_lineno}:     return sys._getframe() if number else None\n')
    assert 'number=7' in text and 'sys=<module' in text
    assert 'number=7' not in printed(debug.Spew(show_values=False), frame)


def test_only_lines_of_the_modules_asked_for():
    frame = frame_of_a_line()
    assert printed(debug.Spew(trace_names=['elsewhere']), frame) == ''
    assert printed(debug.Spew(trace_names=[__name__]), frame)
    assert printed(debug.Spew(), frame, 'call') == ''


def test_code_without_a_file():
    frame = eval('sys._getframe()', {'sys': sys})
    assert printed(debug.Spew(), frame).startswith('[unknown]:1: no source of <module>, VM instruction #')


class Unprintable:
    def __repr__(self):
        raise ValueError


def test_a_value_that_cannot_be_shown_does_no_harm():
    def line():
        value = Unprintable()
        return sys._getframe() if value else None

    assert 'value=<Unprintable instance at' in printed(debug.Spew(), line())


def test_spew_and_unspew():
    before = sys.gettrace()
    try:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            debug.spew([__name__], show_values=True)
            frame_of_a_line()
            debug.unspew()
        assert sys.gettrace() is None
    finally:
        sys.settrace(before)
    assert 'number = 7' in out.getvalue() and 'return sys._getframe()' in out.getvalue()


# ---- pictures

def test_listeners_are_shown_with_the_green_threads_that_wait(pair):
    def reads():
        pair[0].recv(1)

    reader = greenhub.spawn(reads)
    greenhub.sleep(0)
    fileno = pair[0].fileno()
    readers, writers = debug.format_hub_listeners().split('WRITERS:')
    line = next(line for line in readers.splitlines() if line.startswith(f'  {fileno}: '))
    assert '<locals>.reads at ' in line and line.endswith('in reads (pair[0].recv(1))') and 'recv' not in writers
    pair[1].send(b'x')
    reader.wait()
    assert f'  {fileno}: ' not in debug.format_hub_listeners()


def test_callbacks_are_shown(pair):
    hub = hubs.get_hub()
    listener = hub.add(hubs.hub.WRITE, pair[0].fileno(), print)
    text = debug.format_hub_listeners()
    hub.remove(listener)
    assert f'WRITERS:\n  {pair[0].fileno()}: callback <built-in function print>\n' in text


def test_the_place_where_a_wait_began(pair):
    debug.hub_listener_stacks(True)
    try:
        reader = greenhub.spawn(pair[0].recv, 1)
        greenhub.sleep(0)
        assert 'sockets.py' in debug.format_hub_listeners()
        pair[1].send(b'x')
        reader.wait()
    finally:
        debug.hub_listener_stacks(False)


def test_timers_are_shown_in_their_order():
    hub = hubs.get_hub()
    timers = [hub.schedule_call_global(seconds, call) for seconds, call in ((200, print), (100, repr), (150, len))]
    timers[2].cancel()
    text = debug.format_hub_timers()
    for timer in timers:
        timer.cancel()
    assert text.startswith('TIMERS:\n  in ')
    assert text.index('built-in function repr') < text.index('built-in function print')
    assert 'built-in function len' not in text


def test_timers_are_named_by_what_they_do():
    def sleeper():
        greenhub.sleep(100)

    def limited():
        with greenhub.Timeout(200):
            greenhub.Event().wait()

    threads = [greenhub.spawn(sleeper), greenhub.spawn(limited), greenhub.spawn_after(300, fails)]
    greenhub.sleep(0)
    _, *lines = debug.format_hub_timers().splitlines()
    for thread in threads:
        thread.kill()
    wakes, raises, starts = lines[-3:]
    assert ' s: wakes ' in wakes and wakes.endswith('in sleeper (greenhub.sleep(100))')
    assert ' s: raises <Timeout at ' in raises and raises.endswith('in limited (greenhub.Event().wait())')
    assert ' s: starts <function fails at ' in starts


def test_the_place_where_a_timer_was_made():
    debug.hub_timer_stacks(True)
    try:
        timer = hubs.get_hub().schedule_call_global(100, print)
        text = debug.format_hub_timers()
        timer.cancel()
    finally:
        debug.hub_timer_stacks(False)
    assert 'test_the_place_where_a_timer_was_made' in text


def test_os_threads_are_shown():
    leave = threading.Event()
    thread = threading.Thread(target=leave.wait, name='the one that waits')
    thread.start()
    text = debug.format_threads_info()
    leave.set()
    thread.join(10)
    assert text.startswith('OS THREADS: ')
    assert f'  the one that waits ({thread.ident})' in text and 'MainThread' in text
    assert 'test_os_threads_are_shown' in text


def test_no_loop_is_begun_to_show_that_it_has_no_tasks():
    texts = []
    thread = threading.Thread(target=lambda: texts.append(debug.format_asyncio_info()))
    thread.start()
    thread.join(10)
    assert texts == ['ASYNCIO TASKS: 0, as no event loop runs here\n']


# ---- switches

def fails():
    raise KeyError('unmistakable')


def test_exceptions_of_green_threads_are_printed_unless_told_not_to(capfd):
    for state in (True, False):
        debug.hub_exceptions(state)
        with pytest.raises(KeyError):
            greenhub.spawn(fails).wait()
        assert ('unmistakable' in capfd.readouterr().err) is state
    debug.hub_exceptions(True)


def test_exceptions_of_os_threads_are_printed_if_told_to(capfd):
    for state in (False, True):
        debug.tpool_exceptions(state)
        with pytest.raises(KeyError):
            tpool.execute(fails)
        assert ('unmistakable' in capfd.readouterr().err) is state
    debug.tpool_exceptions(False)
