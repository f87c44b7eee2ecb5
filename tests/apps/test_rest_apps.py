"""The apps over REST: shown, loaded, reloaded and unloaded while a switch stays; requests run in this process."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import webob

import controller.compat
import greenhub
from controller.emulator import testing_network
from controller.rest import Request, WSGIApplication

APP = '''
    from ryu.app.wsgi import ControllerBase, WSGIApplication, route
    from ryu.base import app_manager
    from ryu.controller import ofp_event
    from ryu.controller.handler import MAIN_DISPATCHER, set_ev_cls

    class Greeting(app_manager.RyuApp):
        _CONTEXTS = {'wsgi': WSGIApplication}

        def __init__(self, *args, **kwargs):
            super(Greeting, self).__init__(*args, **kwargs)
            kwargs['wsgi'].register(Greeter, {'app': self})
            self.switches = []

        @set_ev_cls(ofp_event.EventOFPStateChange, MAIN_DISPATCHER)
        def join(self, ev):
            self.switches.append(ev.datapath.id)

    class Greeter(ControllerBase):
        @route('greet', '/greet')
        def greet(self, req, **kwargs):
            return ['hello', self.data['app'].switches]
'''


class Rest:
    """A controller whose apps can be changed over REST, with one switch."""

    def __init__(self, controller: Any, folder: Path) -> None:
        self.controller = controller
        self.path = folder / 'greeting_app.py'
        self.write(APP)

    def write(self, text: str) -> None:
        self.path.write_text(textwrap.dedent(text))

    def __call__(self, method: str, path: str, json: Any = None) -> webob.Response:
        body = {} if json is None else {'json': json}
        with greenhub.Timeout(30):
            return Request.blank(path, method=method, **body).get_response(self.controller.contexts[WSGIApplication])


@pytest.fixture
def rest(tmp_path: Path) -> Iterator[Rest]:
    before = list(sys.path)
    controller.compat.install()
    with testing_network('single,1', ['rest_apps']) as net:
        yield Rest(net.controller, tmp_path)
        assert len(net.controller.switches) == 1
    controller.compat.uninstall()
    sys.path[:] = before
    sys.modules.pop('greeting_app', None)


def test_load_reload_and_unload(rest: Rest) -> None:
    assert [app['name'] for app in rest('GET', '/v1.0/apps').json] == ['RestApps']
    assert rest('POST', '/v1.0/apps', {'app': str(rest.path)}).json == {
        'name': 'Greeting', 'module': 'greeting_app', 'hears': {'EventOFPStateChange': ['main']}, 'raises': [],
    }
    greenhub.sleep(0)
    assert rest('GET', '/greet').json == ['hello', [1]]
    rest.write(APP.replace('hello', 'good morning'))
    assert rest('POST', '/v1.0/apps/Greeting/reload').json['name'] == 'Greeting'
    greenhub.sleep(0)
    assert rest('GET', '/greet').json == ['good morning', [1]]
    assert rest('DELETE', '/v1.0/apps/Greeting').status_int == 200
    assert rest('GET', '/greet').status_int == 404
    assert [app['name'] for app in rest('GET', '/v1.0/apps').json] == ['RestApps']


@pytest.mark.parametrize('broken', ['1 / 0', APP.replace("self.switches = []", "1 / 0")])
def test_a_reload_that_fails_leaves_the_old_app_and_its_routes(rest: Rest, broken: str) -> None:
    rest('POST', '/v1.0/apps', {'app': str(rest.path)})
    greenhub.sleep(0)
    rest.write(broken)
    answer = rest('POST', '/v1.0/apps/Greeting/reload')
    assert answer.status_int == 409
    assert 'ZeroDivisionError' in answer.json['error']
    assert rest('GET', '/greet').json == ['hello', [1]]


@pytest.mark.parametrize(('method', 'path', 'json', 'status', 'problem'), [
    ('POST', '/v1.0/apps', {'app': 'nothing_like_it'}, 409, 'nothing_like_it: no such file, module or bundled app'),
    ('POST', '/v1.0/apps', {'application': 'x'}, 400, 'application: there is no such field'),
    ('POST', '/v1.0/apps', [], 400, 'body: [] is not an object'),
    ('POST', '/v1.0/apps/Nobody/reload', None, 404, "no app named 'Nobody' is loaded"),
    ('DELETE', '/v1.0/apps/Nobody', None, 404, "no app named 'Nobody' is loaded"),
    ('DELETE', '/v1.0/apps/RestApps', None, 409, 'answers this request'),
])
def test_what_cannot_be(rest: Rest, method: str, path: str, json: Any, status: int, problem: str) -> None:
    answer = rest(method, path, json)
    assert answer.status_int == status
    assert problem in answer.json['error']
