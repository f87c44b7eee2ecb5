"""Apps: who hears what, in which order, what a failure costs, and how apps talk to each other."""

import logging
from types import SimpleNamespace

import pytest

import greenhub
from controller.app import (
    CONFIG_DISPATCHER,
    MAIN_DISPATCHER,
    App,
    AppError,
    NoSuchApp,
    QueueFull,
    ReplyTimeout,
    set_ev_cls,
)
from controller.events import EventBase, EventOFPStateChange, EventReplyBase, EventRequestBase
from controller.inbox import OTHER
from controller.loader import LoadError
from controller.manager import Controller
from controller.openflow import OF10, OF13


class Ping(EventBase):
    def __init__(self, number=0):
        self.number = number


class Pong(EventBase):
    pass


class Question(EventRequestBase):
    def __init__(self, dst, text):
        self.dst = dst
        self.text = text


class Answer(EventReplyBase):
    def __init__(self, text):
        super().__init__(None)
        self.text = text


class Listening(App):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.heard = []

    @set_ev_cls(Ping)
    def ping(self, ev):
        self.heard.append(ev.number)


class Answering(App):
    patience = 0.0

    @set_ev_cls(Question)
    def question(self, request):
        greenhub.sleep(self.patience)
        self.reply_to_request(request, Answer(request.text.upper()))


class Asking(App):
    pass


@pytest.fixture
def load(clock):
    controllers = []

    def load(*classes, **settings):
        controller = Controller()
        for name, value in settings.items():
            setattr(controller, name, value)
        apps = controller.load(classes)
        controller.start_apps()
        controllers.append(controller)
        return apps

    yield load
    for controller in controllers:
        controller.stop()


# -- handlers -------------------------------------------------------------------------------------------------------


def test_an_app_hears_an_event_sent_to_it(load, clock):
    sender, listener = load(Asking, Listening)
    for number in range(5):
        sender.send_event('Listening', Ping(number))
    clock.advance(0.1)
    assert listener.heard == [0, 1, 2, 3, 4]


def test_observers_hear_what_is_sent_to_observers_and_nobody_else(load, clock):
    class Other(Listening):
        @set_ev_cls(Pong)
        def pong(self, ev):
            self.heard.append('pong')

    sender, listener, other = load(Asking, Listening, Other)
    sender.send_event_to_observers(Pong())
    sender.send_event_to_observers(Ping(1))
    clock.advance(0.1)
    assert (listener.heard, other.heard) == ([1], ['pong', 1])


def test_handlers_of_an_app_run_one_at_a_time(load, clock):
    class Slow(App):
        log = ()

        @set_ev_cls(Ping)
        def ping(self, ev):
            self.log += (('in', ev.number),)
            greenhub.sleep(1.0)
            self.log += (('out', ev.number),)

    sender, slow = load(Asking, Slow)
    for number in range(3):
        sender.send_event('Slow', Ping(number))
    clock.advance(5.0)
    assert slow.log == tuple((way, number) for number in range(3) for way in ('in', 'out'))


def test_concurrent_handlers_run_at_most_n_at_once_and_hold_nothing_up(load, clock):
    class Concurrent(App):
        running = most = done = prompt = 0

        @set_ev_cls(Ping, concurrent=3)
        def ping(self, ev):
            self.running += 1
            self.most = max(self.most, self.running)
            greenhub.sleep(1.0)
            self.running -= 1
            self.done += 1

        @set_ev_cls(Pong)
        def pong(self, ev):
            self.prompt += 1

    sender, app = load(Asking, Concurrent)
    for _ in range(7):
        sender.send_event('Concurrent', Ping())
    sender.send_event('Concurrent', Pong())
    clock.advance(0.5)
    assert (app.running, app.prompt) == (3, 1)
    clock.advance(5.0)
    assert (app.most, app.done) == (3, 7)


def test_one_method_may_handle_several_events(load, clock):
    class Both(App):
        heard = ()

        @set_ev_cls([Ping, Pong])
        def either(self, ev):
            self.heard += (type(ev).__name__,)

    sender, both = load(Asking, Both)
    sender.send_event_to_observers(Pong())
    sender.send_event_to_observers(Ping())
    clock.advance(0.1)
    assert both.heard == ('Pong', 'Ping')


def test_a_subclass_inherits_handlers_and_may_replace_them(load, clock):
    class Quiet(Listening):
        def ping(self, ev):
            """Replaces the handler, and is none."""

    class Loud(Listening):
        @set_ev_cls(Pong)
        def pong(self, ev):
            self.heard.append('pong')

    sender, quiet, loud = load(Asking, Quiet, Loud)
    sender.send_event_to_observers(Ping(1))
    sender.send_event_to_observers(Pong())
    clock.advance(0.1)
    assert (quiet.heard, loud.heard) == ([], [1, 'pong'])


def test_a_failing_handler_is_named_and_everything_goes_on(load, clock, caplog):
    class Failing(Listening):
        @set_ev_cls(Ping)
        def fail(self, ev):
            raise ZeroDivisionError(f'number {ev.number}')

    sender, failing = load(Asking, Failing)
    for number in range(100):
        sender.send_event('Failing', Ping(number))
    clock.advance(0.1)
    assert failing.heard == list(range(100))
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert 'Failing.fail failed on Ping of no switch: ZeroDivisionError: number 0' in record.getMessage()
    assert record.exc_info


@pytest.mark.parametrize(
    'failure',
    [greenhub.Timeout(1), SystemExit('enough'), RecursionError(), AssertionError()],
    ids=lambda each: type(each).__name__,
)
def test_whatever_a_handler_raises_its_app_goes_on(load, clock, caplog, failure):
    class Failing(Listening):
        @set_ev_cls(Ping)
        def fail(self, ev):
            raise failure

    sender, failing = load(Asking, Failing)
    sender.send_event('Failing', Ping(1))
    clock.advance(2.0)
    sender.send_event('Failing', Ping(2))
    clock.advance(0.1)
    assert failing.heard == [1, 2]
    assert f'Failing.fail failed on Ping of no switch: {type(failure).__name__}' in caplog.text


@pytest.mark.parametrize(
    ('arguments', 'complaint'),
    [(('EventOFPPacketIn',), 'event classes'), ((int,), 'event classes'),
     ((EventOFPStateChange, 'mian'), 'no such dispatcher: mian')],
)
def test_a_wrong_registration_is_refused_where_it_stands(arguments, complaint):
    with pytest.raises((TypeError, ValueError), match=complaint):
        set_ev_cls(*arguments)


def test_dispatchers_may_be_one_or_several():
    one = set_ev_cls(Ping, MAIN_DISPATCHER)(lambda self, ev: None)
    two = set_ev_cls(Ping, [MAIN_DISPATCHER, CONFIG_DISPATCHER])(lambda self, ev: None)
    assert one.subscriptions[0].phases == {'main'}
    assert two.subscriptions[0].phases == {'main', 'config'}


# -- between apps ---------------------------------------------------------------------------------------------------


def test_a_request_returns_the_answer(load):
    asking, _ = load(Asking, Answering)
    assert asking.send_request(Question('Answering', 'hello')).text == 'HELLO'


def test_a_request_to_an_app_that_is_not_loaded_raises_at_once(load):
    (asking,) = load(Asking)
    with pytest.raises(NoSuchApp, match=r"no app named 'Answering' is loaded \(loaded: Asking\)"):
        asking.send_request(Question('Answering', 'hello'))


def test_a_request_that_nobody_listens_to_raises_at_once(load):
    asking, _ = load(Asking, Listening)
    with pytest.raises(AppError, match='does not listen to Question'):
        asking.send_request(Question('Listening', 'hello'))


def test_a_request_has_a_time_limit(load, clock):
    asking, answering = load(Asking, Answering)
    answering.patience = 100.0
    with pytest.raises(ReplyTimeout, match='Answering did not answer Question'):
        asking.send_request(Question('Answering', 'hello'), timeout=2.0)
    clock.advance(100.0)
    assert asking._runner.waits_for == []


def test_an_asynchronous_request_is_answered_with_an_event(load, clock):
    class Later(App):
        text = None

        @set_ev_cls(Answer)
        def answer(self, ev):
            self.text = ev.text

    later, _ = load(Later, Answering)
    question = Question('Answering', 'hello')
    question.sync = False
    assert later.send_request(question) is None
    clock.advance(0.1)
    assert later.text == 'HELLO'


def test_an_app_that_asks_itself_is_told_so(load, clock, caplog):
    class Narcissus(App):
        failure = None

        @set_ev_cls(Ping)
        def ping(self, ev):
            try:
                self.send_request(Question('Narcissus', 'who'))
            except AppError as error:
                self.failure = str(error)

        @set_ev_cls(Question)
        def question(self, request):
            self.reply_to_request(request, Answer('me'))

    (app,) = load(Narcissus)
    app.send_event('Narcissus', Ping())
    clock.advance(1.0)
    assert 'would wait for its own answer' in app.failure


def test_an_app_may_ask_itself_from_a_greenthread_of_its_own(load, clock):
    class Thinking(Answering):
        answer = None

        def start(self):
            self.threads.append(greenhub.spawn(self.think))

        def think(self):
            self.answer = self.send_request(Question('Thinking', 'who')).text

    (app,) = load(Thinking)
    clock.advance(0.1)
    assert app.answer == 'WHO'


def test_posting_to_ones_own_full_inbox_is_an_error_not_a_deadlock(load, clock):
    class Echoing(App):
        failure = None

        @set_ev_cls(Ping)
        def ping(self, ev):
            try:
                for self.sent in range(10):
                    self.send_event('Echoing', Pong())
            except QueueFull as error:
                self.failure = str(error)

        @set_ev_cls(Pong)
        def pong(self, ev):
            pass

    (app,) = load(Echoing, inbox_limits=(4, 4))
    app.send_event('Echoing', Ping())
    clock.advance(1.0)
    assert app.sent == 4
    assert 'Echoing is full' in app.failure


def test_a_sender_waits_for_room_in_another_apps_inbox(load, clock):
    class Slow(Listening):
        @set_ev_cls(Ping)
        def ping(self, ev):
            greenhub.sleep(1.0)
            self.heard.append(ev.number)

    sender, slow = load(Asking, Slow, inbox_limits=(4, 2))
    before = clock()
    for number in range(6):
        sender.send_event('Slow', Ping(number))
    assert clock() - before >= 2.0
    clock.advance(10.0)
    assert slow.heard == [0, 1, 2, 3, 4, 5]


def test_posting_to_an_app_that_waits_for_us_is_an_error_not_a_deadlock(load, clock):
    class Asker(App):
        answer = None

        @set_ev_cls(Ping)
        def ping(self, ev):
            self.answer = self.send_request(Question('Chatty', 'hello')).text

        @set_ev_cls(Pong)
        def pong(self, ev):
            pass

    class Chatty(App):
        failure = None

        @set_ev_cls(Question)
        def question(self, request):
            try:
                for _ in range(10):
                    self.send_event('Asker', Pong())
            except QueueFull as error:
                self.failure = error
            self.reply_to_request(request, Answer('done'))

    asker, chatty = load(Asker, Chatty, inbox_limits=(4, 4))
    asker.send_event('Asker', Ping())
    clock.advance(1.0)
    assert isinstance(chatty.failure, QueueFull)
    assert asker.answer == 'done'


def test_what_an_inbox_dropped_is_logged(load, clock, caplog):
    (app,) = load(Listening, inbox_limits=(4, 2))
    for number in range(5):
        app._runner.inboxes[0].put(None, OTHER, (app.ping,), Ping(number))
    clock.advance(0.1)
    app.send_event('Listening', Ping(9))
    clock.advance(2.0)
    assert app.heard == [0, 1, 9]
    assert 'Listening is too slow: dropped 0 packet-ins, 0 statistics replies, 3 other events' in caplog.text


class Switched(EventBase):
    def __init__(self, version):
        self.dp = SimpleNamespace(ofproto=SimpleNamespace(OFP_VERSION=version))


def test_what_is_about_a_switch_is_heard_by_the_apps_of_its_version(load):
    class Hearing(App):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.heard = []

        @set_ev_cls(Switched)
        def switched(self, ev):
            self.heard.append(ev.dp.ofproto.OFP_VERSION)

    class Old(Hearing):
        OFP_VERSIONS = [OF10]

    old, every = load(Old, Hearing)
    for version in (OF10, OF13):
        every.send_event_to_observers(Switched(version))
    greenhub.sleep(0)
    assert (old.heard, every.heard) == ([OF10], [OF10, OF13])


def test_a_choice_of_events_that_fails_costs_no_switch_its_connection(load, clock, caplog):
    class Choosing(Listening):
        @set_ev_cls(Pong, only=lambda ev: ev.nothing_of_that_name)
        def pong(self, ev):
            self.heard.append('pong')

    (app,) = load(Choosing)
    app.controller.bus.publish(Pong())
    clock.advance(0.1)
    assert app.heard == []
    assert 'Choosing.pong failed on Pong of no switch: AttributeError' in caplog.text


def test_an_app_that_uses_what_super_gives_before_it_is_called_is_told_so(load):
    class Hasty(App):
        def __init__(self, *args, **kwargs):
            self.logger.info('here I am')

    with pytest.raises(LoadError, match=r'it has to call super\(\).__init__\(\*args, \*\*kwargs\) first'):
        load(Hasty)
