"""Who holds the hub: looks from outside, by a clock of the tests, and once each in a process with real time."""

import gc
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import greenhub
from greenhub import hubs
from greenhub.watchdog import BlockingDetector, LogReport, Watch, describe

CHECKOUT = Path(__file__).resolve().parents[2]


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


class Watched:
    """A watch of this hub with a limit of 1 s, and what it has reported."""

    def __init__(self):
        self.clock = Clock()
        self.reports = []  # (over, seconds, name, place)
        self.watch = Watch(hubs.get_hub(), 1.0, self.report, self.clock)

    def report(self, hold):
        assert (hold.frame is None) == hold.over
        self.reports.append((hold.over, round(hold.seconds, 3), hold.name, hold.place))

    def look_for(self, seconds):
        """What the watching thread does in that time: it looks each quarter of the limit."""
        for _ in range(round(seconds * 4)):
            self.clock.now += 0.25
            self.watch.look()


@pytest.fixture
def watched():
    greenhub.sleep(0)  # the hub has run, as it has in every program that is worth watching
    return Watched()


def test_who_runs_on_is_reported_once_and_again_when_it_is_over(watched):
    def greedy():
        watched.look_for(3)

    greenhub.spawn(greedy).wait()
    watched.look_for(0.25)
    (begun, seconds, name, place), (over, total, *same) = watched.reports
    assert (begun, over) == (False, True) and same == [name, place]
    assert name.endswith('test_who_runs_on_is_reported_once_and_again_when_it_is_over.<locals>.greedy')
    assert __file__ in place and 'look_for' in place and 'in greedy' in place
    assert 1 <= seconds <= 1.25 and 3 <= total <= 3.25


def test_no_report_of_who_lets_the_others_run(watched):
    def polite():
        for _ in range(20):
            watched.look_for(0.75)
            greenhub.sleep(0)

    greenhub.spawn(polite).wait()
    assert watched.reports == []


def test_no_report_below_the_limit(watched):
    greenhub.spawn(watched.look_for, 1.0).wait()
    assert watched.reports == []


def test_each_hold_is_a_report_of_its_own(watched):
    for _ in range(3):
        greenhub.spawn(watched.look_for, 2).wait()
    watched.look_for(0.25)
    assert [over for over, *_ in watched.reports] == [False, True] * 3


def test_a_hub_that_waits_is_not_held(watched):
    hub = hubs.get_hub()
    woken = greenhub.Event()

    def look_from_outside():
        assert until(lambda: hub.waiting)
        watched.look_for(100)
        hub.call_soon_threadsafe(woken.send)

    thread = threading.Thread(target=look_from_outside)
    thread.start()
    woken.wait(20)
    thread.join(10)
    assert woken.ready() and watched.reports == []


def until(condition):
    for _ in range(20_000):
        if condition():
            return True
        pause.wait(0.001)
    return False


pause = threading.Event()


def test_a_hub_that_does_not_run_is_not_held():
    watched = Watched()
    hub = hubs.get_hub()
    hub.running, running = False, hub.running
    try:
        watched.look_for(100)
    finally:
        hub.running = running
    assert watched.reports == []


def test_who_kept_even_the_watching_thread_from_running_is_reported(watched):
    def in_c_code():
        watched.look_for(0.25)
        watched.clock.now += 30  # nobody could look
        watched.watch.look()

    greenhub.spawn(in_c_code).wait()
    watched.look_for(0.25)
    assert [(over, name.rpartition('.')[2]) for over, _, name, _ in watched.reports] == [
        (False, 'in_c_code'), (True, 'in_c_code')]
    assert watched.reports[0][1] >= 30


def test_also_where_it_began_unseen(watched):
    """Between two looks of which the first saw another green thread."""
    greenhub.sleep(0)
    watched.look_for(0.25)
    greenhub.sleep(0)
    watched.clock.now += 30
    watched.watch.look()
    assert len(watched.reports) == 1 and watched.reports[0][1] == pytest.approx(29.75)


def test_a_look_that_comes_late_is_nobodys_fault(watched):
    """The hub has come round many times meanwhile."""
    watched.look_for(0.25)
    for _ in range(20):
        greenhub.sleep(0)
    watched.clock.now += 30
    watched.watch.look()
    assert watched.reports == []


def test_no_frame_is_kept():
    class Big:
        pass

    watched = Watched()
    big = Big()

    def greedy(thing):
        watched.look_for(2)

    greenhub.spawn(greedy, big).wait()
    assert watched.reports
    gc.collect()
    assert [type(each).__name__ for each in gc.get_referrers(big)] in ([], ['frame'])


@pytest.mark.parametrize('limit', [0, -1, float('nan')])
def test_a_limit_that_is_none(limit):
    with pytest.raises(ValueError, match='more than 0 seconds'):
        Watch(hubs.get_hub(), limit, print)


def test_the_watch_ends_with_the_thread_of_its_hub():
    before = len(sys._current_frames())

    def work():
        greenhub.sleep(0)
        greenhub.debug.watch_hub(0.01)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert until(lambda: len(sys._current_frames()) <= before)


# ---- the log

def hold(name='app.handler', seconds=1.0):
    found = Watched.__new__(Watched)
    found.name, found.place, found.seconds, found.over, found.frame = name, 'a.py:3 in f (g())', seconds, False, None
    return found


def test_the_log_names_function_place_and_time(caplog):
    report, slow = LogReport(Clock()), hold()
    report(slow)
    slow.over, slow.seconds = True, 3.25
    report(slow)
    assert [record.getMessage() for record in caplog.records] == [
        'app.handler keeps all other green threads waiting, for 1.0 s now, at a.py:3 in f (g())',
        'app.handler let the others run again, after 3.2 s']
    assert {(record.name, record.levelname) for record in caplog.records} == {('greenhub', 'WARNING')}


def test_no_storm_in_the_log(caplog):
    clock = Clock()
    report = LogReport(clock)
    for _ in range(50):
        slow = hold()
        report(slow)
        slow.over = True
        report(slow)
    report(hold('another'))
    assert len(caplog.records) == 3
    clock.now += 60
    report(hold())
    assert caplog.records[-1].getMessage().endswith('(and 49 times since it was last logged)')


# ---- names and places

def test_a_description_begins_at_the_programs_own_code():
    def innermost():
        return describe(sys._getframe())

    def outermost():
        return innermost()

    name, place = greenhub.spawn(outermost).wait()
    assert name == f'{__name__}.test_a_description_begins_at_the_programs_own_code.<locals>.outermost'
    first, second = place.split(', called from ')[:2]
    assert first.startswith(f'{__file__}:') and first.endswith(' in innermost (return describe(sys._getframe()))')
    assert second.endswith(' in outermost')
    assert describe(None) == ('a green thread', 'an unknown place')


def test_a_coroutine_is_named_and_not_its_loop():
    from greenhub.asyncio import spawn_for_awaitable

    async def coroutine():
        return describe(sys._getframe())[0]

    assert spawn_for_awaitable(coroutine()).wait().endswith('<locals>.coroutine')


# ---- blocking detection

def alarm(detector, clock, seconds):
    """The signals of that time, and what they raised."""
    raised = []
    for _ in range(round(seconds * 4)):
        clock.now += 0.25
        try:
            detector(14, sys._getframe())
        except RuntimeError as e:
            raised.append(str(e))
    return raised


def test_the_culprit_is_named_and_again_when_it_goes_on():
    clock = Clock()
    detector = BlockingDetector(hubs.get_hub(), 1.0, clock)

    def greedy():
        return alarm(detector, clock, 1.0), alarm(detector, clock, 0.25), alarm(detector, clock, 1.0)

    before, raised, again = greenhub.spawn(greedy).wait()
    assert (len(before), len(raised), len(again)) == (0, 1, 1)
    assert raised[0].startswith('Blocking detector ALARMED: ')
    assert 'greedy has kept all other green threads waiting for 1.0 s, at ' in raised[0] and __file__ in raised[0]


def test_one_of_many_short_ones_is_not_the_culprit():
    clock = Clock()
    detector = BlockingDetector(hubs.get_hub(), 1.0, clock)
    threads = [greenhub.spawn(alarm, detector, clock, 0.75) for _ in range(50)]
    assert [thread.wait() for thread in threads] == [[]] * 50


class Frame:
    """A frame of a function of that name and module, called from another one."""

    def __init__(self, name, module, f_back=None):
        self.f_globals = {'__name__': module}
        self.f_code = type('Code', (), {'co_name': name, 'co_qualname': name, 'co_filename': 'a.py'})
        self.f_lineno = 1
        self.f_back = f_back


LOOP = Frame('run', 'greenhub.hubs.hub')


@pytest.mark.parametrize('frame, raises', [
    (LOOP, False),
    (Frame('print_exception', 'traceback', Frame('squelch_exception', 'greenhub.hubs.hub', LOOP)), False),
    (Frame('callback', 'program', Frame('call_safely', 'greenhub.hubs.hub', LOOP)), True),
    (Frame('greedy', 'program', Frame('main', 'greenhub.greenthread')), True),
], ids=['loop', 'print', 'callback', 'green thread'])
def test_an_alarm_never_ends_the_hubs_loop(frame, raises):
    clock = Clock()
    detector = BlockingDetector(hubs.get_hub(), 1.0, clock)
    detector(14, frame)
    clock.now += 2
    if raises:
        with pytest.raises(RuntimeError, match='Blocking detector ALARMED'):
            detector(14, frame)
    else:
        detector(14, frame)


@pytest.mark.parametrize('resolution', [0, -1])
def test_a_resolution_of_nothing_is_refused(resolution):
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(ValueError, match=f'more than 0 seconds, not {resolution}'):
        greenhub.debug.hub_blocking_detection(True, resolution)
    greenhub.debug.hub_blocking_detection(False, resolution)
    assert signal.getsignal(signal.SIGALRM) is before


def test_only_the_main_thread_can_catch_the_signal():
    caught = []

    def work():
        try:
            greenhub.debug.hub_blocking_detection(True)
        except ValueError as e:
            caught.append(str(e))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert 'only the main thread' in caught[0] and 'watch_hub()' in caught[0]


def run(code):
    """What `code` prints, and logs, in a process of its own."""
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, timeout=30, cwd=CHECKOUT,
                          env={**os.environ, 'PYTHONPATH': str(CHECKOUT)})
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_a_real_alarm():
    out, _ = run("""
import signal, time, greenhub
from greenhub import debug
signal.signal(signal.SIGALRM, print)
debug.hub_blocking_detection(True, resolution=0.25)
def greedy():
    time.sleep(30)
try:
    greenhub.spawn(greedy).wait()
except RuntimeError as e:
    print(e)
debug.hub_blocking_detection(False)
print(signal.getsignal(signal.SIGALRM) is print, signal.getitimer(signal.ITIMER_REAL))
""")
    assert out.startswith('Blocking detector ALARMED: __main__.greedy has kept')
    assert 'in greedy' in out and out.endswith('True (0.0, 0.0)\n')


@pytest.mark.parametrize('patch', ['', 'greenhub.monkey_patch()'])
def test_a_real_watch(patch):
    """The green thread goes on when it was reported: no time but that of the watch is in this test."""
    _, log = run(f"""
import logging, greenhub
{patch}
from greenhub import debug
from greenhub.patcher import original
logging.basicConfig(format='%(message)s')
seen = original('_thread').allocate_lock()
seen.acquire()
from greenhub.watchdog import LogReport
log = LogReport()
def report(hold):
    log(hold)
    seen.release()
def greedy():
    assert seen.acquire(timeout=20)
with debug.watch_hub(0.05, report):
    greenhub.spawn(greedy).wait()
    while not seen.acquire(False):
        greenhub.sleep(0.001)
""")
    begun, over = log.splitlines()
    assert begun.startswith('__main__.greedy keeps all other green threads waiting, for 0.1 s now, at <string>:')
    assert over.startswith('__main__.greedy let the others run again, after ')


def test_a_report_that_fails_does_not_end_the_watch(capfd):
    reports = []
    arrived = threading.Event()

    def report(hold):
        reports.append(hold.over)
        if not hold.over:
            raise ValueError('a report that fails')
        arrived.set()

    with greenhub.debug.watch_hub(0.02, report):
        greenhub.spawn(lambda: until(lambda: reports)).wait()
        with greenhub.Timeout(20):
            while not arrived.is_set():
                greenhub.sleep(0.001)
    assert reports[:2] == [False, True]
    assert 'a report that fails' in capfd.readouterr().err
