"""Ryu's base: apps that were written for it, the names by which they find each other, and managers of their own."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

import greenhub
from controller.app import App, NoSuchApp, set_ev_cls
from controller.config import Config
from controller.current import CurrentControllerError
from controller.emulator import testing_network
from controller.manager import Controller
from greenhub.testing import jumping_clock

APP = '''
    from ryu.base import app_manager
    from ryu.controller import ofp_event
    from ryu.controller.handler import CONFIG_DISPATCHER, MAIN_DISPATCHER, set_ev_cls
    from ryu.ofproto import ofproto_v1_3


    class Learning(app_manager.RyuApp):
        OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]

        def __init__(self, *args, **kwargs):
            super(Learning, self).__init__(*args, **kwargs)
            self.controller = 'an attribute of its own'
            self.joined = []

        def attend(self, x):
            return 'a method of its own'

        @set_ev_cls(ofp_event.EventOFPSwitchFeatures, CONFIG_DISPATCHER)
        def features(self, ev):
            self.joined.append(ev.msg.datapath_id)
            assert app_manager.lookup_service_brick('Learning') is self
'''


@pytest.fixture
def write(tmp_path, alias):
    before = list(sys.path), set(sys.modules)

    def write(name: str, text: str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        return str(path)

    yield write
    sys.path[:] = before[0]
    for name in set(sys.modules) - before[1]:
        file = getattr(sys.modules[name], '__file__', None)
        if file and tmp_path in Path(file).parents:
            del sys.modules[name]


def test_an_app_of_ryus_runs(write):
    with testing_network('linear,2', [write('learning.py', APP)]) as net:
        app = net.controller.apps['Learning']
        assert sorted(app.joined) == [1, 2]
        assert isinstance(app, App)
        assert app.controller == 'an attribute of its own'
        assert app.is_active


def test_the_base_of_apps_is_ours(alias):
    from os_ken.base import app_manager as os_ken
    from ryu.base import app_manager

    assert app_manager.RyuApp is os_ken.OSKenApp is App


class Named(App):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = []

    def look(self):
        from ryu.base.app_manager import lookup_service_brick

        self.found.append(lookup_service_brick('Named'))

    def start(self):
        self.look()
        self.threads.append(greenhub.spawn(self.look))


def test_each_app_finds_those_of_its_own_controller(alias, clock):
    one, two = Controller(), Controller()
    (first,), (second,) = one.load([Named]), two.load([Named])
    for each in (one, two):
        each.start_apps()
    greenhub.sleep(0)
    assert first.found == [first, first]
    assert second.found == [second, second]
    from ryu.base import app_manager

    assert app_manager.lookup_service_brick('Named') is None  # whose?
    with pytest.raises(CurrentControllerError, match='2 controllers'):
        app_manager.AppManager.report_bricks()
    one.stop()
    assert app_manager.lookup_service_brick('Named') is second
    two.stop()
    assert app_manager.lookup_service_brick('Named') is None


def test_a_manager_of_the_programs_own(write):
    write('learning.py', APP)
    sys.path.insert(0, str(Path(write('other.py', APP.replace('Learning', 'Other'))).parent))
    with jumping_clock():
        from ryu.base.app_manager import AppManager

        manager = AppManager(Controller(Config(ofp_tcp_listen_port=0)))
        assert AppManager.get_instance() is manager
        manager.load_apps(['learning', 'other'])
        contexts = manager.create_contexts()
        services = manager.instantiate_apps(**contexts)
        assert sorted(manager.applications) == ['Learning', 'Other']
        assert [not each.dead for each in services] == [True]
        manager.uninstantiate('Other')
        assert sorted(manager.applications) == ['Learning']
        with pytest.raises(KeyError):
            manager.uninstantiate('Other')
        manager.close()
        services[0].wait()
        assert not manager.applications


def test_a_context_is_given_to_every_app(write):
    asking = write('asking.py', '''
        from ryu.base import app_manager

        class Store(object):
            pass

        class Asking(app_manager.RyuApp):
            _CONTEXTS = {'store': Store}
    ''')
    taking = write('taking.py', '''
        from ryu.base import app_manager

        class Taking(app_manager.RyuApp):
            def __init__(self, *args, **kwargs):
                super(Taking, self).__init__(*args, **kwargs)
                self.store = kwargs['store']
    ''')
    with jumping_clock():
        controller = Controller()
        app, _ = controller.load([taking, asking])
        assert type(app.store).__name__ == 'Store'
        controller.stop()


def test_an_app_brings_the_services_of_its_events_and_those_it_requires(write):
    write('serving.py', '''
        from ryu.base import app_manager
        from ryu.controller import event, handler

        class EventServed(event.EventBase):
            pass

        handler.register_service('serving')

        class Serving(app_manager.RyuApp):
            _EVENTS = [EventServed]
    ''')
    write('needed.py', '''
        from ryu.base import app_manager

        class Needed(app_manager.RyuApp):
            pass
    ''')
    asking = write('asking.py', '''
        from ryu.base import app_manager
        from ryu.controller.handler import set_ev_cls
        from serving import EventServed

        app_manager.require_app('needed')

        class Asking(app_manager.RyuApp):
            @set_ev_cls(EventServed)
            def served(self, ev):
                self.served = ev
    ''')
    sys.path.insert(0, str(Path(asking).parent))
    with jumping_clock():
        controller = Controller()
        (app,) = controller.load([asking])
        assert list(controller.apps) == ['Needed', 'Serving', 'Asking']
        controller.start_apps()
        from serving import EventServed

        event = EventServed()
        controller.apps['Serving'].send_event_to_observers(event)
        greenhub.sleep(0)
        assert app.served is event
        controller.stop()


def test_an_app_that_lies_beside_ryus_own(write):
    write('ryu/app/mine.py', APP)
    sys.path.insert(0, str(Path(write('x.py', '')).parent))
    with jumping_clock():
        controller = Controller()
        (app,) = controller.load(['ryu.app.mine'])
        assert type(app).__module__ == 'ryu.app.mine'
        assert controller.load(['ryu.app.simple_switch_13'])[0] is controller.load(['simple_switch_13'])[0]
        controller.stop()


def test_observers_and_handlers_at_run_time(alias, clock):
    from ryu.controller.event import EventBase
    from ryu.controller.handler import MAIN_DISPATCHER, set_ev_handler

    class EventPing(EventBase):
        pass

    class Sending(App):
        pass

    class Hearing(App):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.heard = []

        @set_ev_handler(EventPing)
        def ping(self, ev):
            self.heard.append('ping')

        def other(self, ev):
            self.heard.append('other')

    controller = Controller()
    sending, hearing = controller.load([Sending, Hearing])
    controller.start_apps()

    def heard(send):
        hearing.heard.clear()
        send()
        greenhub.sleep(0)
        return hearing.heard[:]

    def to_all():
        sending.send_event_to_observers(EventPing())

    assert heard(to_all) == []
    assert heard(lambda: sending.send_event('Hearing', EventPing())) == ['ping']
    sending.register_observer(EventPing, 'Hearing')
    assert sending.get_observers(EventPing()) == ['Hearing']
    assert heard(to_all) == ['ping']
    hearing.register_handler(EventPing, hearing.other)
    assert heard(to_all) == ['ping', 'other']
    assert hearing.get_handlers(EventPing()) == [hearing.ping, hearing.other]
    hearing.unregister_handler(EventPing, hearing.ping)
    assert heard(to_all) == ['other']
    hearing.unobserve_event(EventPing)
    assert heard(to_all) == []
    hearing.observe_event(EventPing, MAIN_DISPATCHER)
    assert sending.get_observers(EventPing(), 'main') == ['Hearing']
    assert sending.get_observers(EventPing(), 'config') == []
    assert heard(to_all) == ['other']
    sending.unregister_observer_all_event('Hearing')
    assert heard(to_all) == []
    with pytest.raises(NoSuchApp):
        sending.register_observer(EventPing, 'Nobody')
    with pytest.raises(ValueError, match='is not registered for EventPing'):
        hearing.unregister_handler(EventPing, hearing.ping)
    controller.stop()


def test_an_app_that_the_program_has_made(alias, clock):
    from ryu.base.app_manager import SERVICE_BRICKS, register_app, unregister_app
    from ryu.controller.event import EventBase

    class EventPing(EventBase):
        pass

    class Made(App):
        @set_ev_cls(EventPing)
        def ping(self, ev):
            self.heard = ev

    controller = Controller()
    app = Made()
    register_app(app)
    assert dict(SERVICE_BRICKS) == {'Made': app}
    with pytest.raises(ValueError, match='loaded already'):
        register_app(Made())
    event = EventPing()
    app.send_event('Made', event)
    greenhub.sleep(0)
    assert app.heard is event
    unregister_app(app)
    assert not SERVICE_BRICKS
    controller.stop()
