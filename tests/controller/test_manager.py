"""A controller from the outside: loading with contexts, the order of start and stop, and what mistakes are called."""

import logging

import pytest

import greenhub
from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.config import Config
from controller.events import EventBase, EventOFPStateChange
from controller.loader import LoadError
from controller.manager import Controller
from controller.openflow import OF10, OF13, versions
from greenhub.testing import no_leaks

from .fake_switch import FakeSwitch


class Store:
    """A context that is no app."""

    def __init__(self):
        self.options = None
        self.stopped = False

    def start(self, config):
        self.options = config

    def stop(self):
        self.stopped = True


class Base(App):
    """An app that others use as a context."""


class First(App):
    _CONTEXTS = {'store': Store, 'base': Base}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.store, self.base = kwargs['store'], kwargs['base']


class Second(First):
    pass


# -- loading --------------------------------------------------------------------------------------------------------


def test_apps_by_name(controller):
    first, second = controller.load([First, Second])
    assert controller.apps == {'Base': first.base, 'First': first, 'Second': second}
    assert first.controller is controller
    assert (first.name, first.logger.name) == ('First', 'First')


def test_a_context_is_one_object_for_all_that_ask(controller):
    first, second = controller.load([First, Second])
    assert first.store is second.store
    assert first.base is second.base is controller.apps['Base']


def test_a_context_that_is_an_app_is_that_app_when_it_is_loaded_too(controller):
    first, base = controller.load([First, Base])
    assert first.base is base
    assert controller.load([Base]) == [base]


def test_an_app_named_twice_is_loaded_once(controller):
    assert len(controller.load([First, First])) == 1
    assert controller.load(['simple_switch_13', 'controller.apps.simple_switch_13']) == controller.load(
        ['simple_switch_13']
    )


def test_two_controllers_share_nothing(clock):
    one, two = Controller(), Controller()
    (first,), (second,) = one.load([First]), two.load([First])
    assert first.store is not second.store
    assert one.bus is not two.bus
    one.stop()
    two.stop()


def test_apps_are_found_while_others_are_made(controller):
    class Looking(App):
        _CONTEXTS = {'base': Base}

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.found = self.controller.apps['Base']

    (app,) = controller.load([Looking])
    assert app.found is controller.apps['Base']


class Hearing(App):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.heard = []

    @set_ev_cls(EventOFPStateChange, MAIN_DISPATCHER)
    def join(self, ev):
        self.heard.append(ev.datapath.id)


# -- versions -------------------------------------------------------------------------------------------------------


def with_versions(name, numbers):
    return type(name, (App,), {'OFP_VERSIONS': numbers})


@pytest.mark.parametrize(
    ('asked', 'common'),
    [
        ([None], versions()),
        ([[OF13]], {OF13}),
        ([[OF13], None], {OF13}),
        ([[OF10, OF13], [OF10]], {OF10}),
        ([[OF13, 0x99]], {OF13}),
    ],
)
def test_switches_are_offered_what_all_apps_handle(controller, asked, common):
    controller.load([with_versions(f'App{number}', each) for number, each in enumerate(asked)])
    assert controller.switches.versions == common


def test_apps_of_several_versions_hear_the_switches_of_their_own(controller, caplog):
    class Old(Hearing):
        OFP_VERSIONS = [OF10]

    class New(Hearing):
        OFP_VERSIONS = [OF13]

    old, new, both = controller.load([Old, New, Hearing])
    controller.start_apps()
    assert controller.switches.versions == {OF10, OF13}
    assert caplog.messages[0] == (
        'no OpenFlow version suits all apps (Old 1.0; New 1.3): each hears the switches of its own'
    )
    FakeSwitch(controller, dpid=1, number=OF10)
    FakeSwitch(controller, dpid=3, number=OF13)
    greenhub.sleep(1)
    assert (old.heard, new.heard, sorted(both.heard)) == ([1], [3], [1, 3])


def test_an_app_that_loads_another_as_it_is_made_keeps_its_version(controller):
    class Loading(App):
        OFP_VERSIONS = [OF13]

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.controller.load([First])

    controller.load([Loading])
    assert controller.switches.versions == {OF13}
    assert 'First' in controller.apps


def test_an_app_of_no_version_that_there_is(controller):
    assert refused(controller, with_versions('Future', [0x99])) == (
        'Future: handles no OpenFlow version that is supported (it handles 0x99; supported: 1.0 1.2 1.3 1.4 1.5)'
    )


# -- mistakes -------------------------------------------------------------------------------------------------------


def refused(controller, cls):
    with pytest.raises(LoadError) as caught:
        controller.load([cls])
        controller.start_apps()
    return str(caught.value)


def test_an_init_that_fails(controller):
    class Failing(App):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            raise ValueError('not today')

    assert refused(controller, Failing).startswith('Failing: its __init__ failed: ValueError: not today (')
    assert 'test_manager.py, line' in refused(controller, Failing)
    assert controller.apps == {}


def test_an_init_that_forgets_the_base(controller):
    class Forgetful(App):
        def __init__(self, *args, **kwargs):
            pass

    assert refused(controller, Forgetful) == (
        'Forgetful: its __init__ does not call super().__init__(*args, **kwargs)'
    )


def test_an_init_that_takes_no_contexts(controller):
    class Closed(App):
        _CONTEXTS = {'store': Store}

        def __init__(self):
            super().__init__()

    assert "unexpected keyword argument 'store'" in refused(controller, Closed)


def test_a_context_that_fails(controller):
    class Bad:
        def __init__(self):
            raise OSError('no disk')

    class Asking(App):
        _CONTEXTS = {'bad': Bad}

    assert refused(controller, Asking).startswith("Asking: its context 'bad' failed: OSError: no disk")


def test_a_start_that_fails(controller):
    class Late(App):
        def start(self):
            raise RuntimeError('too late')

    assert refused(controller, Late).startswith('Late: its start() failed: RuntimeError: too late')


def test_contexts_in_a_circle(controller):
    one, two = type('One', (App,), {}), type('Two', (App,), {})
    one._CONTEXTS, two._CONTEXTS = {'two': two}, {'one': one}
    assert refused(controller, one) == 'One: its contexts need each other: One -> Two -> One'


def test_two_apps_of_one_name(controller):
    controller.load([type('Same', (App,), {})])
    assert refused(controller, type('Same', (App,), {})) == "Same: an app named 'Same' is loaded already"


# -- start and stop -------------------------------------------------------------------------------------------------


def noting(name, log):
    def note(what):
        return lambda self: log.append(f'{name} {what}')

    return type(name, (App,), {each: note(each) for each in ('start', 'stop', 'close')})


def test_started_in_the_order_of_loading_and_stopped_in_the_other(controller):
    log = []
    controller.load([noting('A', log), noting('B', log)])
    controller.start_apps()
    controller.stop()
    assert log == ['A start', 'B start', 'B stop', 'B close', 'A stop', 'A close']


def test_contexts_are_started_once_with_the_options(controller):
    (app,) = controller.load([First])
    controller.start_apps()
    assert app.store.options is controller.config
    app.store.options = None
    controller.start_apps()
    assert app.store.options is None
    controller.stop()
    assert app.store.stopped


def end_of_its_greenthread(self):
    raise greenhub.GreenletExit


@pytest.mark.parametrize('stop', [lambda self: 1 / 0, end_of_its_greenthread])
def test_an_app_that_fails_to_stop_keeps_no_other_from_it(controller, caplog, stop):
    log = []
    controller.load([noting('A', log), type('Bad', (App,), {'stop': stop}), noting('C', log)])
    controller.start_apps()
    controller.stop()
    assert log[-4:] == ['C stop', 'C close', 'A stop', 'A close']
    assert 'Bad failed to stop' in caplog.text


def test_a_context_that_fails_to_stop_keeps_no_app_from_it(controller, caplog):
    log = []
    cls = noting('A', log)
    cls._CONTEXTS = {'bad': type('Bad', (), {'start': lambda self, config: None, 'stop': lambda self: 1 / 0})}
    cls.__init__ = lambda self, **contexts: App.__init__(self)
    controller.load([cls])
    controller.start_apps()
    controller.stop()
    assert log == ['A start', 'A stop', 'A close']
    assert 'Bad failed to stop' in caplog.text


class Ping(EventBase):
    pass


def test_nothing_is_left_of_a_controller_that_has_stopped(clock):
    class Busy(App):
        @set_ev_cls(Ping, concurrent=3)
        def ping(self, ev):
            greenhub.sleep(1000)

    with no_leaks():
        controller = Controller(Config(ofp_listen_host='127.0.0.1', ofp_tcp_listen_port=0))
        (app,) = controller.load([Busy])
        controller.start()
        switches = [FakeSwitch(controller, dpid) for dpid in range(5)]
        for _ in range(5):
            app.send_event('Busy', Ping())
        clock.advance(0.1)
        assert len(controller.switches) == 5
        controller.stop()
        clock.advance(0.1)
        assert all(each.closed for each in switches)
        assert controller.bus.listeners(Ping) == ()


def test_run_waits_for_the_end_and_stops(controller):
    log = []
    controller.load([noting('A', log)])
    controller.start_apps()
    running = greenhub.spawn(controller.run)
    greenhub.sleep(1.0)
    assert not running.dead
    controller.end()
    controller.end()
    running.wait()
    assert log == ['A start', 'A stop', 'A close']


@pytest.mark.parametrize(('unanswered', 'limit'), [(0, 0.0), (3, 15.0)])
def test_no_unanswered_echo_means_none_is_sent(clock, unanswered, limit):
    assert Controller(Config(maximum_unreplied_echo_requests=unanswered)).limits.echo_interval == limit


def test_what_runs_is_logged(controller, caplog):
    caplog.set_level(logging.INFO)
    controller.load([First, Hearing])
    controller.start_apps()
    assert caplog.messages == [
        f'app Base ({__name__})', f'app First ({__name__})',
        f'app Hearing ({__name__}); hears EventOFPStateChange (main)',
    ]


def test_who_takes_long_to_begin_is_logged(controller, caplog):
    class Slow(App):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            greenhub.sleep(3)

        def start(self):
            greenhub.sleep(2)

    controller.load([Slow, First])
    controller.start_apps()
    assert caplog.messages == [
        'Slow.__init__ took 3.0 s: the other apps had to wait for it',
        'Slow.start took 2.0 s: the other apps had to wait for it',
    ]


def test_a_start_that_cannot_be_finished_is_undone():
    log = []
    with greenhub.listen(('127.0.0.1', 0), reuse_port=False) as taken:
        controller = Controller(Config(ofp_listen_host='127.0.0.1', ofp_tcp_listen_port=taken.getsockname()[1]))
        controller.load([noting('A', log)])
        with pytest.raises(OSError, match='cannot listen for switches on 127'):
            controller.start()
    assert log == ['A start', 'A stop', 'A close']
    assert not controller.apps['A']._runner.attending


def test_an_app_that_does_not_stop_is_named_and_left_behind(clock, caplog):
    class Stubborn(App):
        def stop(self):
            greenhub.sleep(1000)

    controller = Controller()
    controller.load([Stubborn])
    controller.start_apps()
    before = clock()
    controller.stop()
    assert clock() - before == pytest.approx(5, abs=0.1)
    assert 'Stubborn failed to stop' in caplog.text
