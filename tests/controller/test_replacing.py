"""Apps that come, go and are replaced while switches stay connected."""

from __future__ import annotations

import gc
import os
import sys
import textwrap
import weakref
from pathlib import Path

import pytest

import greenhub
from controller.app import MAIN_DISPATCHER, App, NoSuchApp, set_ev_cls
from controller.events import EventBase, EventOFPStateChange, EventRequestBase
from controller.loader import LoadError
from controller.openflow import OF10, OF13
from greenhub.testing import no_leaks

from .fake_switch import FakeSwitch


class EventPing(EventBase):
    def __init__(self, number=0):
        self.number = number


class EventQuestion(EventRequestBase):
    dst = 'Replaced'


HEAD = '''
    import greenhub
    from controller.app import MAIN_DISPATCHER, App, set_ev_cls
    from controller.events import EventOFPStateChange
    from tests.controller.test_replacing import EventPing

    class Replaced(App):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.heard, self.joined = [], []

        @set_ev_cls(EventOFPStateChange, MAIN_DISPATCHER)
        def join(self, ev):
            self.joined.append(ev.datapath.id)
'''

ONE = HEAD + '''
        @set_ev_cls(EventPing)
        def ping(self, ev):
            self.heard.append(ev.number)
'''

TWO = HEAD + '''
        @set_ev_cls(EventPing)
        def ping(self, ev):
            self.heard.append(-ev.number)
'''


@pytest.fixture
def app(tmp_path, controller):
    """Has the file of an app written, and what it says at first loaded."""
    before = list(sys.path)
    path = tmp_path / 'replaced_app.py'

    def write(text: str) -> App:
        path.write_text(textwrap.dedent(text))
        if 'Replaced' not in controller.apps:
            controller.load([str(path)])
            controller.start_apps()
        return controller.apps['Replaced']

    yield write
    sys.path[:] = before
    sys.modules.pop('replaced_app', None)


def ping(controller, *numbers):
    for number in numbers:
        controller.bus.publish(EventPing(number))
    greenhub.sleep(0.1)


def test_an_app_is_replaced_and_the_switch_stays(controller, app):
    one = app(ONE)
    switch = FakeSwitch(controller, dpid=7)
    greenhub.sleep(0.1)
    app(TWO)
    two = controller.replacing.reload('Replaced')
    ping(controller, 1)
    assert type(two) is not type(one)
    assert controller.apps['Replaced'] is two
    assert (one.heard, two.heard) == ([], [-1])
    assert (one.joined, two.joined) == ([7], [7])
    assert not switch.closed
    assert sys.modules['replaced_app'].Replaced is type(two)


@pytest.mark.parametrize(('text', 'problem'), [
    ('this is no Python', 'SyntaxError'),
    ('import nothing_of_that_name', 'ModuleNotFoundError'),
    ('', 'there is no app Replaced in it any more'),
    (HEAD + '            raise ValueError(6)', 'its __init__ failed: ValueError: 6'),
    (HEAD + '            self.name = "Other"', 'calls itself Other now'),
])
def test_what_cannot_be_read_again_leaves_the_old_one(controller, app, text, problem):
    one = app(ONE)
    module = sys.modules['replaced_app']
    app(text.replace('self.joined = [], []\n', 'self.joined = [], []\n' + text.rpartition('\n')[2] + '\n')
        if text.startswith(HEAD) else text)
    with pytest.raises(LoadError, match=problem):
        controller.replacing.reload('Replaced')
    ping(controller, 1)
    assert controller.apps['Replaced'] is one
    assert sys.modules['replaced_app'] is module
    assert one.heard == [1]


def test_events_that_wait_are_the_newer_ones(controller, app):
    one = app(ONE.replace('self.heard.append', 'greenhub.sleep(1); self.heard.append'))
    ping(controller, 1, 2, 3)
    app(TWO)
    two = controller.replacing.reload('Replaced')
    ping(controller)
    assert one.heard == [1]  # its handler was running, and was waited for
    assert two.heard == [-2, -3]


def test_state_is_handed_over(controller, app):
    hands_over = '''
        def save(self):
            return {'heard': self.heard}

        def load(self, state):
            self.heard = state['heard'] + ['and then']
    '''
    app(ONE + hands_over)
    ping(controller, 1)
    app(TWO + hands_over)
    two = controller.replacing.reload('Replaced')
    ping(controller, 2)
    assert two.heard == [1, 'and then', -2]


@pytest.mark.parametrize('failing', ['save', 'load'])
def test_a_handover_that_fails_is_logged_and_the_newer_one_begins_anew(controller, app, failing, caplog):
    hands_over = '''
        def save(self):
            return {}

        def load(self, state):
            pass
    '''.replace(f'def {failing}(self', f'def {failing}(self, *, missing')
    app(ONE + hands_over)
    two = controller.replacing.reload('Replaced')
    ping(controller, 2)
    assert two.heard == [2]
    assert f'Replaced.{failing} failed' in caplog.text


def test_greenthreads_of_the_old_one_end(controller, app):
    spawning = ONE + '''
        def start(self):
            super().start()
            self.beats = []
            greenhub.spawn(self.beat)

        def beat(self):
            greenhub.spawn(self.beat_too)
            while True:
                self.beats.append('beat')
                greenhub.sleep(1)

        def beat_too(self):
            while True:
                self.beats.append('too')
                greenhub.sleep(1)
    '''
    one = app(spawning)
    greenhub.sleep(0.1)
    assert one.beats == ['beat', 'too']
    app(TWO)
    controller.replacing.reload('Replaced')
    greenhub.sleep(6)
    beats = len(one.beats)
    greenhub.sleep(6)
    assert len(one.beats) == beats


@pytest.mark.parametrize('spawn', [
    'greenhub.spawn_n', 'greenhub.GreenPool().spawn_n', 'greenhub.import_patched("threading").Timer(1, '
])
def test_greenthreads_end_however_they_were_spawned(controller, app, spawn):
    started = f'{spawn}self.beat).start()' if spawn.endswith(', ') else f'{spawn}(self.beat)'
    one = app(ONE + f'''
        def start(self):
            super().start()
            self.beats = 0
            {started}

        def beat(self):
            while True:
                self.beats += 1
                greenhub.sleep(1)
    ''')
    greenhub.sleep(3.5)
    assert one.beats >= 3
    app(TWO)
    controller.replacing.reload('Replaced')
    greenhub.sleep(6)
    beats = one.beats
    greenhub.sleep(6)
    assert one.beats == beats


def test_what_a_failing_init_has_spawned_ends(controller, app):
    app(ONE)
    ping(controller)
    app(HEAD.replace('self.heard, self.joined = [], []', 'greenhub.spawn(greenhub.sleep, 1e6); raise ValueError(6)'))
    gc.unfreeze()
    with no_leaks(), pytest.raises(LoadError, match='ValueError: 6'):
        controller.replacing.reload('Replaced')


def test_an_init_that_exits_has_failed(controller, app):
    one = app(ONE)
    app(HEAD.replace('self.heard, self.joined = [], []', 'raise SystemExit(3)'))
    with pytest.raises(LoadError, match='its __init__ failed: SystemExit: 3'):
        controller.replacing.reload('Replaced')
    assert controller.apps['Replaced'] is one


def test_a_handler_that_does_not_end_is_killed(controller, app, caplog):
    one = app(ONE.replace('self.heard.append', 'greenhub.sleep(60); self.heard.append'))
    ping(controller, 1)
    app(TWO)
    two = controller.replacing.reload('Replaced')
    ping(controller, 2)
    greenhub.sleep(100)
    assert (one.heard, two.heard) == ([], [-2])


def test_requests_that_come_while_a_handler_does_not_end_are_answered_by_the_newer_one(controller, app):
    asked = HEAD.replace('EventOFPStateChange\n', 'EventOFPStateChange, EventReplyBase\n', 1).replace(
        'import EventPing', 'import EventPing, EventQuestion') + '''
        @set_ev_cls(EventPing)
        def ping(self, ev):
            greenhub.sleep(60)

        @set_ev_cls(EventQuestion)
        def answer(self, ev):
            self.reply_to_request(ev, EventReplyBase(ev.src))
    '''
    app(asked)
    (asker,) = controller.load([Joining])
    controller.start_apps()
    ping(controller, 1)
    greenhub.spawn(controller.replacing.reload, 'Replaced')
    greenhub.sleep(1)
    asker.send_request(EventQuestion(), timeout=10)


def test_who_waits_for_an_app_that_is_unloaded_is_told(controller, app, clock):
    app(HEAD.replace('import EventPing', 'import EventPing, EventQuestion') + '''
        @set_ev_cls(EventQuestion)
        def answer(self, ev):
            greenhub.sleep(60)
    ''')
    (asker,) = controller.load([Joining])
    controller.start_apps()
    greenhub.spawn_after(1, controller.replacing.remove, 'Replaced')
    began = clock()
    with pytest.raises(NoSuchApp, match='Replaced was unloaded before it answered'):
        asker.send_request(EventQuestion())
    assert clock() - began < 10


def test_what_others_raise_meanwhile_reaches_the_newer_one(controller, app):
    app(ONE.replace('self.heard.append', 'greenhub.sleep(60); self.heard.append'))
    (other,) = controller.load([Joining])
    controller.start_apps()
    ping(controller, 1)
    app(TWO)
    greenhub.spawn(controller.replacing.reload, 'Replaced')
    greenhub.sleep(1)
    other.send_event_to_observers(EventPing(2))
    other.send_event('Replaced', EventPing(3))
    greenhub.sleep(10)
    assert controller.apps['Replaced'].heard == [-2, -3]


def test_handlers_without_a_name_are_replaced_too(controller, app):
    nameless = ONE.replace('self.joined = [], []', '''self.joined = [], []
            self.register_handler(EventPing, functools.partial(self.extra, 'extra'))

        def extra(self, what, ev):
            greenhub.sleep(1)
            self.heard.append(what)''').replace('import greenhub', 'import functools\n    import greenhub')
    app(nameless)
    controller.apps['Replaced'].observe_event(EventPing)
    ping(controller, 1, 2)
    two = controller.replacing.reload('Replaced')
    greenhub.sleep(3)
    assert sorted(map(str, two.heard)) == ['2', 'extra']


def test_an_app_that_was_replaced_is_forgotten_with_its_module(controller, app):
    app(ONE.replace('class Replaced', 'class EventOwn(EventPing):\n        pass\n\n    class Replaced')
        .replace('@set_ev_cls(EventPing)', '@set_ev_cls([EventPing, EventOwn])'))
    left = []
    for _ in range(5):
        left += [weakref.ref(controller.apps['Replaced']), weakref.ref(sys.modules['replaced_app'].EventOwn)]
        controller.replacing.reload('Replaced')
        ping(controller, 1)
    greenhub.sleep(60)
    ping(controller, 1)
    gc.unfreeze()
    gc.collect()
    assert [each() for each in left if each() is not None] == []


def test_the_versions_of_switches_are_those_of_the_newer_one(controller, app):
    app(ONE)
    app(ONE.replace('def __init__', 'OFP_VERSIONS = [1]\n\n        def __init__'))
    controller.replacing.reload('Replaced')
    assert controller.switches.versions == {OF10}
    controller.replacing.remove('Replaced')
    assert OF13 in controller.switches.versions
    app(ONE)
    app(ONE.replace('def __init__', 'OFP_VERSIONS = [99]\n\n        def __init__'))
    with pytest.raises(LoadError, match='handles no OpenFlow version that is supported'):
        controller.replacing.reload('Replaced')


def test_only_apps_whose_files_have_changed_are_reloaded(controller, app, caplog):
    one = app(ONE)
    path = Path(sys.modules['replaced_app'].__file__)
    os.utime(path, (one._runner.made - 10, one._runner.made - 10))
    assert controller.replacing.changed() == []
    app(TWO)
    os.utime(path, (one._runner.made + 10, one._runner.made + 10))
    assert controller.replacing.changed() == ['Replaced']
    controller.replacing.reload_changed()
    assert controller.apps['Replaced'] is not one
    app('this is no Python')
    os.utime(path, (one._runner.made + 20, one._runner.made + 20))
    controller.replacing.reload_changed()
    assert 'Replaced is not reloaded' in caplog.text


def test_many_who_ask_for_a_reload_at_once_get_one(controller, app, caplog):
    caplog.set_level('INFO')
    one = app(ONE.replace('self.heard.append', 'greenhub.sleep(2); self.heard.append'))
    ping(controller, 1)
    one._runner.made -= 10
    for each in [greenhub.spawn(controller.replacing.reload_changed) for _ in range(20)]:
        each.wait()
    assert caplog.text.count('Replaced is reloaded') == 1


class Joining(App):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.joined = []

    @set_ev_cls(EventOFPStateChange, MAIN_DISPATCHER)
    def join(self, ev):
        self.joined.append(ev.datapath.id)


class Old(Joining):
    OFP_VERSIONS = [OF10]


def test_an_app_that_comes_later_hears_of_the_switches_that_are_there(controller):
    switches = [FakeSwitch(controller, dpid=1, number=OF13), FakeSwitch(controller, dpid=2, number=OF10)]
    greenhub.sleep(0.1)
    app = controller.replacing.add(Joining)
    old = controller.replacing.add(Old)
    greenhub.sleep(0.1)
    assert sorted(app.joined) == [1, 2]
    assert old.joined == [2]
    assert not any(switch.closed for switch in switches)


def test_an_app_that_fails_to_start_is_gone(controller):
    class Failing(App):
        def start(self):
            raise ValueError('not today')

    with pytest.raises(LoadError, match='not today'):
        controller.replacing.add(Failing)
    assert not controller.apps


def test_what_an_app_needs_is_not_loaded_when_the_app_is_not(controller):
    class Base(App):
        pass

    class Failing(App):
        _CONTEXTS = {'base': Base, 'list': list}

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            raise ValueError('not today')

    with pytest.raises(LoadError, match='not today'):
        controller.replacing.add(Failing)
    assert not controller.apps
    assert not controller.contexts
    assert not controller.named_contexts


def test_a_context_that_was_unloaded_is_given_to_nobody(controller):
    class Base(App):
        pass

    class Using(App):
        _CONTEXTS = {'base': Base}

    controller.replacing.add(Using)
    controller.replacing.remove('Using')
    controller.replacing.remove('Base')
    assert not controller.named_contexts


def test_an_app_may_come_while_the_controller_stops(controller):
    class Slow(App):
        def stop(self):
            greenhub.sleep(1)

    controller.replacing.add(Slow)
    greenhub.spawn_after(0.5, controller.replacing.add, Joining)
    controller.stop()


def test_an_app_goes_with_all_that_is_its(controller, app):
    with no_leaks():
        app(ONE)
        controller.replacing.remove('Replaced')
        ping(controller, 1)
    assert not controller.apps
    with pytest.raises(KeyError):
        controller.replacing.remove('Replaced')
    assert app(TWO).name == 'Replaced'


def test_a_context_of_other_apps_stays(controller):
    class Base(App):
        pass

    class Using(App):
        _CONTEXTS = {'base': Base}

    controller.load([Using])
    controller.start_apps()
    for change in (controller.replacing.remove, controller.replacing.reload):
        with pytest.raises(LoadError, match='Base is a context of Using'):
            change('Base')


def test_what_is_loaded_as_lines(controller):
    controller.load([Joining])
    assert controller.report() == [
        'Joining (tests.controller.test_replacing); hears EventOFPStateChange (main)',
    ]


def test_who_hears_events_of_a_reloaded_module_is_named(controller, app, caplog):
    own = 'class EventOwn(EventPing):\n        pass\n\n    '
    app(ONE.replace('class Replaced(App):', f'{own}class Replaced(App):'))

    class Hearing(App):
        @set_ev_cls(sys.modules['replaced_app'].EventOwn)
        def own(self, ev):
            pass

    controller.replacing.add(Hearing)
    controller.replacing.reload('Replaced')
    assert 'Hearing hears events that the module of Replaced defines, as they were: reload it too' in caplog.text
