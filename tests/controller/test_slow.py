"""Handlers that run on and on: what the log says of them."""

import gc
import logging
import weakref

import pytest

import greenhub
from controller.app import App, set_ev_cls
from controller.events import EventBase
from controller.log import Throttle
from controller.slow import SlowHandlers
from greenhub.watchdog import Watch


class Work(EventBase):
    datapath = 'switch 000000000000000a'

    def __init__(self, run):
        self.run = run


class Slow(App):
    @set_ev_cls(Work)
    def on_work(self, ev):
        ev.run()


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def watch(controller):
    """Calls of `look(seconds)` are what the watching OS thread does in that time."""
    clock = Clock()
    report = SlowHandlers(logging.getLogger('controller'), Throttle(10.0, clock))
    greenhub.sleep(0)  # a hub that has not run yet is not watched
    watch = Watch(controller.hub, 1.0, report, clock)

    def look(seconds):
        for _ in range(round(seconds * 4)):
            clock.now += 0.25
            watch.look()

    controller.load([Slow])
    controller.start_apps()
    return look


def have_handled(controller, run):
    """Let the app handle an event that calls `run`."""
    controller.bus.publish(Work(run))
    greenhub.sleep(0.1)


def test_app_handler_event_switch_and_line(controller, watch, caplog):
    def much_to_do():
        watch(2.5)

    have_handled(controller, much_to_do)
    watch(0.25)
    begun, over = (record.getMessage() for record in caplog.records if record.levelname == 'WARNING')
    assert begun.startswith('Slow.on_work on Work of switch 000000000000000a keeps everything else waiting, for 1.')
    assert f'{__file__}:' in begun and 'in much_to_do' in begun and 'app.py' not in begun
    assert over.startswith('Slow.on_work let everything else go on, after 2.')


def test_a_quick_handler_is_not_mentioned(controller, watch, caplog):
    for _ in range(5):
        have_handled(controller, lambda: watch(0.75))
        watch(0.25)
    assert [record for record in caplog.records if record.levelname == 'WARNING'] == []


def test_no_storm(controller, watch, caplog):
    for _ in range(20):
        have_handled(controller, lambda: watch(1.5))
        watch(0.25)
    lines = [record.getMessage() for record in caplog.records if record.levelname == 'WARNING']
    assert 2 <= len(lines) <= 10 and len(lines) % 2 == 0
    assert any('times since this was last logged' in line for line in lines)


def test_other_green_threads_by_their_function(controller, watch, caplog):
    def of_its_own():
        watch(1.5)

    greenhub.spawn(of_its_own).wait()
    assert '.of_its_own keeps everything else waiting' in caplog.records[-1].getMessage()


def test_the_event_is_not_kept(controller, watch):
    gone = []

    def publish():
        event = Work(lambda: watch(1.5))
        gone.append(weakref.ref(event))
        controller.bus.publish(event)

    publish()
    greenhub.sleep(0.1)
    gc.disable()  # what reference counts alone free
    try:
        greenhub.sleep(0.1)
        assert gone[0]() is None
    finally:
        gc.enable()
