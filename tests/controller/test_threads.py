"""Calls from other OS threads: made in the hub, waited for in the thread, and bounded."""

import threading

import pytest

import greenhub
from controller import threads
from controller.app import App, NoSuchApp, set_ev_cls
from controller.events import EventBase, EventReplyBase, EventRequestBase
from controller.manager import Controller
from controller.threads import call_in_hub, in_thread_of
from greenhub.hubs import get_hub

from .fake_switch import FakeSwitch


def in_os_thread(function):
    """What a function returns or raises in an OS thread, while this thread's hub runs."""
    outcome = []

    def run():
        try:
            outcome.append((function(), None))
        except Exception as error:
            outcome.append((None, error))

    thread = threading.Thread(target=run)
    thread.start()
    with greenhub.Timeout(10):
        while not outcome:
            greenhub.sleep(0.001)
    thread.join(5)
    result, error = outcome[0]
    if error is not None:
        raise error
    return result


def test_whose_thread_it_is():
    hub = get_hub()
    assert in_thread_of(hub)
    assert in_os_thread(lambda: in_thread_of(hub)) is False


def test_the_call_is_made_in_the_hub_and_its_result_returned():
    hub, ident = get_hub(), threading.get_ident()
    assert in_os_thread(lambda: call_in_hub(hub, lambda a, b: (a + b, threading.get_ident()), 1, 2)) == (3, ident)


def test_the_call_may_wait():
    hub = get_hub()

    def slow():
        greenhub.sleep(0.01)
        return 'done'

    assert in_os_thread(lambda: call_in_hub(hub, slow)) == 'done'


def test_what_it_raises_is_raised_in_the_thread():
    hub = get_hub()
    with pytest.raises(ZeroDivisionError):
        in_os_thread(lambda: call_in_hub(hub, lambda: 1 / 0))


def test_calls_of_many_threads():
    hub, seen = get_hub(), []

    def call(number):
        for each in range(50):
            call_in_hub(hub, seen.append, (number, each))

    workers = [threading.Thread(target=call, args=(number,)) for number in range(8)]
    for worker in workers:
        worker.start()
    with greenhub.Timeout(10):
        while len(seen) < 400:
            greenhub.sleep(0.001)
    for worker in workers:
        worker.join(5)
    for number in range(8):
        assert [i for n, i in seen if n == number] == list(range(50))


def test_a_hub_that_does_not_come_to_it(monkeypatch):
    monkeypatch.setattr(threads, 'PATIENCE', 0.05)
    hub, outcome = get_hub(), []

    def ask():
        try:
            call_in_hub(hub, list)
        except TimeoutError as error:
            outcome.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(5)  # the hub of this thread does not run meanwhile
    assert outcome == ['the hub did not run list in 0.05 s']
    greenhub.sleep(0)


class Ping(EventBase):
    pass


class Hearing(App):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.heard = []

    @set_ev_cls(Ping)
    def ping(self, ev):
        self.heard.append(threading.get_ident())


class Question(EventRequestBase):
    dst = 'Answering'


class Answering(App):
    @set_ev_cls(Question)
    def question(self, request):
        self.reply_to_request(request, EventReplyBase(None))


def test_apps_and_switches_may_be_asked_from_another_os_thread():
    controller = Controller()
    (app,) = controller.load([Answering])
    controller.start_apps()
    switch = FakeSwitch(controller)
    with greenhub.Timeout(5):
        while not controller.switches:
            greenhub.sleep(0.001)
    of = switch.datapath.ofproto
    assert type(in_os_thread(lambda: app.send_request(Question(), 5.0))) is EventReplyBase
    reply = in_os_thread(lambda: switch.datapath.request(of.OFPBarrierRequest(None), 5.0))
    assert type(reply) is of.OFPBarrierReply
    in_os_thread(switch.datapath.close)
    assert not switch.datapath.is_active
    assert not controller.switches
    controller.stop()


def test_events_may_be_sent_from_another_os_thread():
    controller = Controller()
    (app,) = controller.load([Hearing])
    controller.start_apps()
    in_os_thread(lambda: app.send_event('Hearing', Ping()))
    in_os_thread(lambda: app.send_event_to_observers(Ping()))
    with pytest.raises(NoSuchApp):
        in_os_thread(lambda: app.send_event('Nobody', Ping()))
    with greenhub.Timeout(5):
        while len(app.heard) < 2:
            greenhub.sleep(0.001)
    assert app.heard == [threading.get_ident()] * 2
    controller.stop()
