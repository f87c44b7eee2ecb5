"""Routes and WebSockets belong to apps, and go with them; a controller class may be registered more than once."""

from __future__ import annotations

from typing import Any

import pytest

import greenhub
from controller.app import App
from controller.current import acting_for, current_app
from controller.rest import (
    ControllerBase,
    Request,
    WebSocketRPCServer,
    WSGIApplication,
    route,
    rpc_public,
    websocket,
)
from greenhub.testing import JumpingClock
from greenhub.websocket_client import WebSocketClient


class Names(ControllerBase):
    @route('name', '/name')
    def name(self, req: Request) -> Any:
        return self.data

    @websocket('names', '/names')
    def names(self, ws: Any) -> None:
        ws.send(self.data)
        ws.wait()


class Whose(ControllerBase):
    @route('whose', '/whose')
    def whose(self, req: Request) -> str:
        greenhub.sleep(1)
        return str(getattr(greenhub.spawn(current_app).wait(), 'name', None))

    @websocket('who', '/who')
    def who(self, ws: Any) -> None:
        WebSocketRPCServer(ws, self).serve_forever()

    @rpc_public
    def app(self) -> str:
        return self.whose(self.req)


class Others(ControllerBase):
    @route('name', '/name')
    def name(self, req: Request) -> str:
        return 'of others'


@pytest.fixture
def app(clock: JumpingClock) -> WSGIApplication:
    return WSGIApplication()


def register(app: WSGIApplication, owner: object, controller: Any, data: Any = None) -> None:
    with acting_for(None, owner):  # type: ignore[arg-type]
        app.register(controller, data)


def name(app: WSGIApplication) -> Any:
    answer = Request.blank('/name').get_response(app)
    return answer.text if answer.status_int == 200 else answer.status_int


def test_routes_go_with_their_app(app: WSGIApplication) -> None:
    one, two = App(), App()
    register(app, one, Names, 'one')
    with acting_for(None, two):  # type: ignore[arg-type]
        app.mapper.connect('two', '/two', controller=Others, action='name')
    app.forget(one)
    assert name(app) == 404
    assert app.registory == {}
    assert Request.blank('/two').get_response(app).text == 'of others'
    with pytest.raises(KeyError):
        app.link('name')


def test_a_class_of_two_apps_has_the_data_of_the_later_until_that_goes(
    app: WSGIApplication, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = App(), App()
    register(app, one, Names, 'one')
    register(app, two, Names, 'two')
    assert name(app) == 'two'
    app.forget(two)
    assert name(app) == 'one'
    assert not caplog.messages


def test_what_answers_runs_for_its_app(app: WSGIApplication) -> None:
    one, two = App(), App()
    one.name, two.name = 'one', 'two'
    register(app, one, Whose)
    register(app, two, type('Same', (ControllerBase,), {'same': route('same', '/same')(Whose.whose)}))
    requests = [greenhub.spawn(Request.blank(path).get_response, app) for path in ('/whose', '/same', '/whose')]
    assert [request.wait().text for request in requests] == ['one', 'two', 'one']
    assert current_app() is None
    with WebSocketClient(app, '/who') as ws:
        ws.send('{"jsonrpc":"2.0","id":1,"method":"app"}')
        assert ws.wait() == '{"jsonrpc":"2.0","id":1,"result":"one"}'


def test_classes_of_one_name_in_two_apps_keep_their_data(app: WSGIApplication) -> None:
    one, two = App(), App()
    same = type('Names', (Names,), {})
    with acting_for(None, one):  # type: ignore[arg-type]
        app.registory['Names'] = 'one'
        app.mapper.connect('one', '/one', controller=Names, action='name')
    with acting_for(None, two):  # type: ignore[arg-type]
        app.mapper.connect('two', '/two', controller=same, action='name')
        app.registory['Names'] = 'two'
    texts = [Request.blank(path).get_response(app).text for path in ('/one', '/two')]
    assert (texts, app.registory) == (['one', 'two'], {'Names': 'two'})
    app.forget(two)
    assert Request.blank('/one').get_response(app).text == 'one'


def test_what_hid_the_route_of_another_app_goes(app: WSGIApplication, caplog: pytest.LogCaptureFixture) -> None:
    one, two = App(), App()
    register(app, one, Names, 'one')
    register(app, two, Others)
    assert name(app) == 'one'
    assert caplog.messages == ['Others.name: any method /name is answered by another controller already']
    app.forget(one)
    assert name(app) == 'of others'


def test_an_app_that_is_loaded_anew_brings_a_new_class(app: WSGIApplication) -> None:
    one, two = App(), App()
    register(app, one, Names, 'one')
    app.forget(one)
    register(app, two, type('Names', (Names,), {}), 'anew')
    assert name(app) == 'anew'


def test_what_was_forgotten_comes_back(app: WSGIApplication) -> None:
    one, two, three = App(), App(), App()
    register(app, one, Names, 'one')
    undo = app.forget(one)
    register(app, two, Others)
    register(app, three, type('More', (ControllerBase,), {'more': route('more', '/more')(lambda self, req: 'more')}))
    app.forget(two)
    undo()
    assert name(app) == 'one'
    assert Request.blank('/more').get_response(app).text == 'more'
    assert app.registory == {'Names': 'one'}


def test_websockets_of_the_app_are_closed_and_no_others(app: WSGIApplication) -> None:
    one, two = App(), App()
    register(app, one, Names, 'one')
    with WebSocketClient(app, '/names') as ws:
        assert ws.wait() == 'one'
        app.close_websockets(two)
        register(app, two, Names, 'two')
        with WebSocketClient(app, '/names') as other:
            assert other.wait() == 'two'
            app.forget(one)
            app.close_websockets(one)
            assert (ws.wait(), ws.close_code, ws.close_reason) == (None, 1001, 'the app has ended')
            app.websocketmanager.broadcast('still here')
            assert other.wait() == 'still here'


def test_what_ends_answers_is_done_when_the_server_stops_unless_its_app_has_gone(app: WSGIApplication) -> None:
    ended: list[str] = []
    one, two = object(), object()
    for owner, name in ((one, 'one'), (two, 'two')):
        with acting_for(None, owner):  # type: ignore[arg-type]
            app.at_stop(lambda name=name: ended.append(name))
    app.forget(one)
    app.forget(two)()  # which brings it back
    app.stop()
    assert ended == ['two']
