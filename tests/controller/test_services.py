"""Which other apps an app needs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from controller.app import App, set_ev_cls
from controller.events import EventBase
from controller.services import require_app, required_by


@pytest.fixture
def module() -> Iterator[Callable[..., ModuleType]]:
    """Makes modules, which are imported as long as the test runs."""
    made = []

    def make(name: str, **names: object) -> ModuleType:
        module = sys.modules[name] = ModuleType(name)
        vars(module).update(names)
        made.append(name)
        return module

    yield make
    for name in made:
        sys.modules.pop(name, None)


class Unruly:
    """What a name in an app's module may stand for."""

    def __getattribute__(self, name: str) -> object:
        raise RuntimeError('not here')


def test_the_service_of_an_event(module: Callable[..., ModuleType]) -> None:
    event = type('EventServed', (EventBase,), {'__module__': 'served_events'})
    module('served_events', EventServed=event, _SERVICE_NAME='serving')

    class Hearing(App):
        @set_ev_cls(event)
        def served(self, ev: EventBase) -> None:
            pass

    assert required_by(Hearing) == ['serving']
    assert required_by(type('Derived', (Hearing,), {})) == ['serving']


def test_the_service_of_a_name_or_a_module(module: Callable[..., ModuleType]) -> None:
    def ask() -> None:
        pass

    ask.__module__ = 'served_api'
    api = module('served_api', ask=ask, _SERVICE_NAME='serving')
    for names in ({'ask': ask}, {'api': api}):
        module('an_app', unruly=Unruly(), **names)
        assert required_by(type('Asking', (App,), {'__module__': 'an_app'})) == ['serving']


def test_required_by_name(module: Callable[..., ModuleType]) -> None:
    app = module('an_app', require_app=require_app)
    exec("require_app('one'); require_app('two'); require_app('one')", vars(app))
    assert required_by(type('Requiring', (App,), {'__module__': 'an_app'})) == ['one', 'two']


def test_a_module_of_functions_names_their_service(module: Callable[..., ModuleType]) -> None:
    api = module('served_api', require_app=require_app)
    exec("require_app('serving', api_style=True)", vars(api))
    module('an_app', api=api)
    assert required_by(type('Asking', (App,), {'__module__': 'an_app'})) == ['serving']


def test_a_service_does_not_need_itself(module: Callable[..., ModuleType]) -> None:
    module('serving', _SERVICE_NAME='serving')
    assert required_by(type('Serving', (App,), {'__module__': 'serving'})) == []


def test_a_class_of_no_module() -> None:
    assert required_by(type('Made', (App,), {'__module__': 'of_nowhere'})) == []
