"""Calls in OS threads, and objects whose methods are called there."""

import contextvars
import copy
import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
import weakref

import pytest

import greenhub
from greenhub import hubs, os_threads, tpool
from tests.processes import in_child


@pytest.fixture(autouse=True)
def default_size():
    """Twenty threads at most, and none at the beginning."""
    tpool.killall()
    tpool.set_num_threads(20)
    yield
    tpool.killall()


def run(code, **environment):
    """What `code` prints in an interpreter of its own."""
    done = subprocess.run([sys.executable, '-c', code], env={**os.environ, **environment}, capture_output=True,
                          text=True, timeout=30, cwd=os.path.dirname(os.path.dirname(os.path.dirname(__file__))))
    assert done.returncode == 0 and done.stderr == '', done.stderr
    return done.stdout.strip()


class Gate:
    """A call that OS threads hang in until it is opened; it knows how many do."""

    def __init__(self):
        self.opened = threading.Event()
        self.inside = threading.Semaphore(0)

    def __call__(self, result=None):
        self.inside.release()
        assert self.opened.wait(20)
        return result

    def wait_for(self, calls):
        for _ in range(calls):
            acquire(self.inside)


def acquire(semaphore):
    """Wait for a real semaphore without an OS thread of the pool."""
    while not semaphore.acquire(blocking=False):
        greenhub.sleep(0.001)


@pytest.fixture
def gate():
    gate = Gate()
    yield gate
    gate.opened.set()


# ---- execute

def test_a_result_is_a_result():
    assert tpool.execute(lambda: (1, ValueError(), None))[0] == 1
    error = tpool.execute(ValueError, 'returned')
    assert error.args == ('returned',)


def test_others_run_during_a_call(gate):
    call = greenhub.spawn(tpool.execute, lambda: (gate(), threading.get_ident()))
    gate.wait_for(1)  # a green thread that runs meanwhile
    assert not call.dead
    gate.opened.set()
    assert call.wait()[1] != threading.get_ident()


def test_a_nested_call_stays_in_its_thread():
    outer, inner = tpool.execute(lambda: (threading.get_ident(), tpool.execute(threading.get_ident)))
    assert outer == inner


def test_a_time_out_ends_the_wait(gate):
    assert greenhub.with_timeout(0.005, tpool.execute, gate, timeout_value='gave up') == 'gave up'
    gate.opened.set()
    assert tpool.execute(lambda: 'works') == 'works'


def test_a_traceback_leads_to_the_fault_and_not_through_the_pool():
    def fails():
        raise KeyError('x')

    with pytest.raises(KeyError) as caught:
        tpool.execute(fails)
    names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert names[-1] == 'fails' and 'run' not in names


@pytest.mark.parametrize('error', [greenhub.Timeout(), SystemExit(3), KeyboardInterrupt()], ids=type)
def test_every_kind_of_exception_comes_through(error):
    def fails():
        raise error

    with pytest.raises(type(error)) as caught:
        tpool.execute(fails)
    assert caught.value is error


def test_the_call_sees_the_callers_context_and_leaves_it_alone():
    variable = contextvars.ContextVar('variable', default='unset')
    variable.set('caller')
    assert tpool.execute(variable.get) == 'caller'
    tpool.execute(variable.set, 'thread')
    assert variable.get() == 'caller'


def test_nothing_is_kept_of_a_call_that_ended():
    class Thing:
        def fail(self):
            raise ValueError

    thing = Thing()
    gone = weakref.ref(thing)
    gc.disable()  # what reference counts alone free
    try:
        assert tpool.execute(lambda x: None, thing) is None
        try:
            tpool.execute(thing.fail)
        except ValueError:
            pass
        del thing
        for _ in range(200):
            if gone() is None:
                break
            greenhub.sleep(0.001)  # until the OS thread has let go of it
    finally:
        gc.enable()
    assert gone() is None


def test_calls_beyond_the_size_stand_in_line(gate):
    tpool.set_num_threads(2)
    calls = [greenhub.spawn(tpool.execute, gate, number) for number in range(5)]
    gate.wait_for(2)
    assert (tpool.running(), tpool.waiting()) == (2, 3)
    gate.opened.set()
    assert [call.wait() for call in calls] == list(range(5))
    assert (tpool.running(), tpool.waiting()) == (0, 0)


def test_who_gives_up_leaves_the_line(gate):
    tpool.set_num_threads(1)
    made = []
    first = greenhub.spawn(tpool.execute, gate)
    gate.wait_for(1)
    assert greenhub.with_timeout(0.001, tpool.execute, made.append, 'too late', timeout_value='gave up') == 'gave up'
    assert tpool.waiting() == 0
    gate.opened.set()
    first.wait()
    tpool.execute(made.append, 'next')
    assert made == ['next']


def test_a_larger_pool_takes_those_in_line(gate):
    tpool.set_num_threads(1)
    calls = [greenhub.spawn(tpool.execute, gate) for _ in range(3)]
    gate.wait_for(1)
    tpool.set_num_threads(3)
    gate.wait_for(2)
    assert (tpool.running(), tpool.waiting()) == (3, 0)
    gate.opened.set()
    for call in calls:
        call.wait()


def test_a_smaller_pool_uses_no_more_threads(gate):
    calls = [greenhub.spawn(tpool.execute, gate) for _ in range(3)]
    gate.wait_for(3)
    tpool.set_num_threads(1)
    gate.opened.set()
    for call in calls:
        call.wait()
    idents = [greenhub.spawn(tpool.execute, threading.get_ident) for _ in range(10)]
    assert len({each.wait() for each in idents}) == 1


def test_a_call_that_stands_in_line_for_long_is_logged(gate, monkeypatch, caplog):
    monkeypatch.setattr(os_threads, 'PATIENCE', 0.002)
    monkeypatch.setattr(tpool._pool, 'warned_at', -1.0)
    tpool.set_num_threads(1)
    calls = [greenhub.spawn(tpool.execute, gate) for _ in range(3)]
    gate.wait_for(1)
    with greenhub.Timeout(10):
        while not caplog.records:
            greenhub.sleep(0.001)
    text = caplog.records[0].getMessage()
    assert text.startswith('all 1 OS threads of the pool are busy, the longest for 0 s with ')
    assert 'Gate' in text and '2 calls wait' in text and 'GREENHUB_THREADPOOL_SIZE' in text
    gate.opened.set()
    for call in calls:
        call.wait()


def test_without_a_single_thread_to_be_had_the_caller_hears_of_it(monkeypatch, gate):
    def refuse(*_):
        raise RuntimeError("can't start new thread")

    running = greenhub.spawn(tpool.execute, gate, 'first')
    gate.wait_for(1)
    monkeypatch.setattr(os_threads, 'start_new_thread', refuse)
    second = greenhub.spawn(tpool.execute, lambda: 'second')  # waits for the one thread that there is
    greenhub.sleep(0)
    assert tpool.waiting() == 1
    gate.opened.set()
    assert (running.wait(), second.wait()) == ('first', 'second')
    tpool.killall()
    with pytest.raises(RuntimeError, match="can't start"):
        tpool.execute(lambda: None)
    monkeypatch.undo()
    assert tpool.execute(lambda: 'recovered') == 'recovered'


@pytest.mark.parametrize('size', [-1, -20])
def test_a_negative_size(size):
    with pytest.raises(AssertionError, match='0 or more'):
        tpool.set_num_threads(size)


def test_no_threads_at_all():
    with pytest.warns(RuntimeWarning, match='Zero threads in tpool'):
        tpool.set_num_threads(0)
    assert tpool.execute(threading.get_ident) == threading.get_ident()


def test_the_environment_tells_the_size():
    code = 'from greenhub import tpool; print(tpool._nthreads)'
    assert run(code) == '20'
    assert run(code, EVENTLET_THREADPOOL_SIZE='7') == '7'
    assert run(code, EVENTLET_THREADPOOL_SIZE='7', GREENHUB_THREADPOOL_SIZE='8') == '8'
    code = 'from greenhub import tpool\ntry: tpool.setup()\nexcept ValueError as e: print(e)'
    assert run(code, GREENHUB_THREADPOOL_SIZE='many') == "GREENHUB_THREADPOOL_SIZE: 'many' is no number of threads"


# ---- several hubs, forks, ends

def test_each_hub_gets_its_own_answers():
    results = {}

    def work(name):
        calls = [greenhub.spawn(tpool.execute, lambda n=number: (name, n)) for number in range(20)]
        results[name] = [call.wait() for call in calls]

    threads = [threading.Thread(target=work, args=(name,)) for name in 'abcd']
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert results == {name: [(name, number) for number in range(20)] for name in 'abcd'}


def test_an_answer_for_a_hub_that_is_gone_is_dropped(gate):
    def leave_without_waiting():
        greenhub.spawn(tpool.execute, gate)
        greenhub.sleep(0)

    thread = threading.Thread(target=leave_without_waiting)
    thread.start()
    gate.wait_for(1)
    thread.join(10)
    gate.opened.set()
    with greenhub.Timeout(10):
        while tpool.running():
            greenhub.sleep(0.001)
    assert tpool.execute(lambda: 'goes on') == 'goes on'


def test_killall_never_waits_and_loses_no_result(gate):
    tpool.set_num_threads(1)
    calls = [greenhub.spawn(tpool.execute, gate, 'result') for _ in range(2)]
    gate.wait_for(1)
    tpool.killall()
    assert tpool.execute(lambda: 'new threads') == 'new threads'
    gate.opened.set()
    assert [call.wait() for call in calls] == ['result', 'result']


def test_killall_ends_the_threads():
    calls = [greenhub.spawn(tpool.execute, threading.get_ident) for _ in range(5)]
    idents = {call.wait() for call in calls}
    assert idents <= set(sys._current_frames())
    tpool.killall()
    with greenhub.Timeout(10):
        while idents & set(sys._current_frames()):
            greenhub.sleep(0.001)


def test_a_thread_that_is_stuck_does_not_keep_the_program_from_ending():
    code = """
import time, greenhub
from greenhub import tpool
greenhub.spawn(tpool.execute, time.sleep, 600)
greenhub.sleep(0.01)
tpool.killall()
print('end')
"""
    assert run(code) == 'end'


@pytest.mark.filterwarnings('ignore:This process:DeprecationWarning')
def test_a_child_has_threads_of_its_own(gate):
    tpool.execute(lambda: 'the parent has a thread')
    call = greenhub.spawn(tpool.execute, gate, 'parent')
    gate.wait_for(1)

    def child():
        signal.alarm(10)
        assert tpool.execute(lambda: 'child') == 'child'
        try:
            call.wait()
        except RuntimeError as e:
            return 'forked' in str(e) and hubs.get_hub().external_waits == 0
        return False

    assert in_child(child) == 0
    gate.opened.set()
    assert call.wait() == 'parent'


def test_logging_in_threads_and_green_threads_with_patched_locks():
    code = """
import greenhub
greenhub.monkey_patch()
import io, logging, time
from greenhub import patcher, tpool
stream = io.StringIO()
logging.basicConfig(stream=stream)

class Slow(logging.Filter):  # holds the handler's lock, and lets others run meanwhile
    def filter(self, record):
        time.sleep(0.0005)
        return True

logging.getLogger().handlers[0].emit = lambda record: (time.sleep(0.0005), stream.write(record.getMessage() + ' '))

def log(name):
    for number in range(20):
        logging.getLogger(name).warning('%s%d', name, number)

with greenhub.Timeout(20):
    threads = [greenhub.spawn(tpool.execute, log, name) for name in 'ab'] + [greenhub.spawn(log, 'c')]
    for thread in threads:
        thread.wait()
print(len(stream.getvalue().split()))
"""
    assert run(code) == '60'


# ---- Proxy

class Thing:
    """Knows in which OS threads its methods were called."""

    Error = KeyError

    def __init__(self):
        self.idents = set()
        self.entered = False

    def method(self, *args, **kwargs):
        self.idents.add(threading.get_ident())
        return args, kwargs

    def __enter__(self):
        self.method()
        self.entered = True
        return self

    def __exit__(self, kind, value, tb):
        self.method()
        self.entered = False
        return kind is ValueError

    def __add__(self, other):
        self.method()
        return ('add', other)

    def __iter__(self):
        yield self.method(1)
        yield self.method(2)


@pytest.fixture
def thing():
    return Thing()


def elsewhere(thing):
    return thing.idents and threading.get_ident() not in thing.idents


def test_methods_run_in_an_os_thread(thing):
    assert tpool.Proxy(thing).method(1, a=2) == ((1,), {'a': 2})
    assert elsewhere(thing)


def test_operators_do_too(thing):
    assert tpool.Proxy(thing) + 1 == ('add', 1)
    assert elsewhere(thing)


def test_so_does_with(thing):
    proxy = tpool.Proxy(thing)
    with proxy as entered:
        assert entered is proxy and thing.entered
        raise ValueError('which the context swallows')
    assert not thing.entered and elsewhere(thing)


def test_and_iteration(thing):
    assert [args for args, _ in tpool.Proxy(thing)] == [(1,), (2,)]
    assert elsewhere(thing)


def test_arithmetic_on_both_sides():
    six = tpool.Proxy(6)
    assert (six + 1, 1 + six, six - 1, 1 - six, six * 2, 13 % six, six ** 2, -six) == (7, 7, 5, -5, 12, 1, 36, -6)
    assert (six / 4, six // 4, divmod(six, 4), abs(tpool.Proxy(-6))) == (1.5, 1, (1, 2), 6)
    assert (int(six), float(six)) == (6, 6.0)
    assert six + tpool.Proxy(1) == 7
    assert [0, 1, 2][tpool.Proxy(1)] == 1


def test_what_is_added_in_place_is_added_to_the_object():
    numbers = [1]
    proxy = same = tpool.Proxy(numbers)
    proxy += [2]
    assert proxy is same and numbers == [1, 2]


def test_comparisons():
    three = tpool.Proxy(3)
    assert three == 3 and 3 == three and three != 4 and three == tpool.Proxy(3)
    assert three < 4 and three <= 3 and three > 2 and three >= 3 and 4 > three
    assert hash(three) == hash(3) and f'{three:03d} {three} {three!r}' == '003 3 3'
    assert not tpool.Proxy([]) and len(tpool.Proxy([1])) == 1


def test_items():
    table = {'a': 1}
    proxy = tpool.Proxy(table)
    proxy['b'] = 2
    del proxy['a']
    assert 'b' in proxy and 'a' not in proxy and proxy['b'] == 2 and table == {'b': 2}
    with pytest.raises(KeyError):
        proxy['a']


def test_copies_are_copies_of_the_object():
    proxy = tpool.Proxy([[1]])
    shallow, deep = copy.copy(proxy), copy.deepcopy(proxy)
    assert type(shallow) is type(deep) is list and shallow[0] is proxy._obj[0] and deep[0] is not proxy._obj[0]
    restored = pickle.loads(pickle.dumps(tpool.Proxy({'a': 1}, autowrap_names=('get',))))
    assert type(restored) is tpool.Proxy and type(restored.get('a')) is tpool.Proxy


def test_exception_classes_can_be_caught_by_their_name(thing):
    proxy = tpool.Proxy(thing)
    with pytest.raises(proxy.Error):
        tpool.Proxy({})['missing']


def test_what_is_wrapped():
    proxy = tpool.Proxy({'a': 1, 'b': [2]}, autowrap=(list,), autowrap_names=('copy',))
    assert type(proxy.get('a')) is int and type(proxy.get('b')) is tpool.Proxy and type(proxy.copy()) is tpool.Proxy
    assert type(proxy['b']) is tpool.Proxy
    assert tpool.proxy_call((int,), int, '4') == 4
    assert tpool.proxy_call((int,), threading.get_ident, nonblocking=True) == threading.get_ident()


def test_a_generator_goes_on_in_threads():
    def generate():
        yield threading.get_ident()

    assert list(tpool.Proxy(generate())) != [threading.get_ident()]


def test_an_unknown_attribute():
    with pytest.raises(AttributeError, match='nothing'):
        tpool.Proxy(4).nothing()
