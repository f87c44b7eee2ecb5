"""Routes written one by one, in the words of the Routes library; what is expected here is what Routes does."""

from __future__ import annotations

from typing import Any

import pytest

from controller.rest import ControllerBase, Request, WSGIApplication, route


class Flows(ControllerBase):
    def index(self, req: Request, **variables: Any) -> Any:
        return {'method': 'index', 'data': self.data, **variables}

    def read(self, req: Request, **variables: Any) -> Any:
        return {'method': 'read', **variables}

    def write(self, req: Request, **variables: Any) -> Any:
        return {'method': 'write', **variables}

    def _hidden(self, req: Request, **variables: Any) -> Any:
        return {'method': 'hidden'}


@pytest.fixture
def app() -> WSGIApplication:
    return WSGIApplication()


def ask(app: WSGIApplication, path: str, method: str = 'GET') -> Any:
    answer = Request.blank(path, method=method).get_response(app)
    return answer.json if answer.status_int == 200 else answer.status_int


@pytest.mark.parametrize(
    ('template', 'path', 'variables'),
    [
        ('/a/{x}', '/a/1', {'x': '1'}),
        ('/a/{x}', '/a/1/', None),
        ('/a/{x}', '/a/', None),
        ('/a/:x', '/a/1b.c', {'x': '1b.c'}),
        ('/a/:(x)y', '/a/1y', {'x': '1'}),
        ('/a/(x)', '/a/1', None),
        ('/a/(x)', '/a/(x)', {}),
        ('/a/*x', '/a/1/2', {'x': '1/2'}),
        ('/a/*x', '/a/', None),
        ('/a/*(x)/z', '/a/1/2/z', {'x': '1/2'}),
        ('/a/*(x)/z', '/a/1/2/y', None),
        ('/a/{x}{.format}', '/a/1', {'x': '1', 'format': None}),
        ('/a/{x}{.format}', '/a/1.json', {'x': '1', 'format': 'json'}),
        (r'/a/{x:\d+}', '/a/1', {'x': '1'}),
        (r'/a/{x:\d+}', '/a/b', None),
        ('/a/{x:.*}/z/{y}', '/a/b/c/z/d', {'x': 'b/c', 'y': 'd'}),
        ('/a/mac={mac}&user={user}', '/a/mac=1&user=b', {'mac': '1', 'user': 'b'}),
        ('/{filename:[^/]*}', '/', {'filename': ''}),
        ('/a/b/', '/a/b', None),
    ],
)
def test_templates(app: WSGIApplication, template: str, path: str, variables: dict[str, Any] | None) -> None:
    app.mapper.connect('n', template, controller=Flows, action='read')
    assert ask(app, path) == (404 if variables is None else {'method': 'read', **variables})


def test_the_name_may_be_left_out_or_none(app: WSGIApplication) -> None:
    app.mapper.connect('/a', controller=Flows, action='read')
    app.mapper.connect(None, '/b', controller=Flows, action='write')
    assert (ask(app, '/a')['method'], ask(app, '/b')['method']) == ('read', 'write')
    assert app.link('/a') == '/a'


def test_a_slash_is_put_in_front(app: WSGIApplication) -> None:
    app.mapper.connect('idle', 'idle', controller=Flows, action='read')
    assert ask(app, '/idle') == {'method': 'read'}


@pytest.mark.parametrize('methods', [['GET'], ['get'], 'GET', ('GET', 'PUT')])
def test_conditions(app: WSGIApplication, methods: Any) -> None:
    app.mapper.connect('a', '/a', controller=Flows, action='read', conditions={'method': methods})
    app.mapper.connect('a', '/a', controller=Flows, action='write', conditions={'method': ['POST']})
    assert ask(app, '/a') == {'method': 'read'}
    assert ask(app, '/a', 'POST') == {'method': 'write'}
    assert ask(app, '/a', 'DELETE') == 405


def test_a_condition_that_is_not_known_is_refused(app: WSGIApplication) -> None:
    with pytest.raises(ValueError, match='a route cannot depend on sub_domain, only on the method'):
        app.mapper.connect('a', '/a', controller=Flows, conditions={'sub_domain': True})


def test_requirements(app: WSGIApplication) -> None:
    app.mapper.connect('a', '/a/{x}', controller=Flows, action='read', requirements={'x': r'\d+', 'other': 'x'})
    assert ask(app, '/a/1') == {'method': 'read', 'x': '1'}
    assert ask(app, '/a/b') == 404


def test_other_keywords_are_passed_on_as_text(app: WSGIApplication) -> None:
    app.mapper.connect('a', '/a', controller=Flows, requirement=None, conditions=None, requirements=None, other=5)
    assert ask(app, '/a') == {'method': 'index', 'data': None, 'requirement': None, 'other': '5'}


def test_a_path_may_name_the_method_unless_it_is_private(app: WSGIApplication) -> None:
    app.mapper.connect('a', '/a/{action}', controller=Flows)
    assert ask(app, '/a/read') == {'method': 'read'}
    for name in ('_hidden', '__init__', 'link', 'data', 'nothing'):
        assert ask(app, f'/a/{name}') == 404


def test_registory_has_the_data_of_connected_controllers(app: WSGIApplication) -> None:
    app.mapper.connect('a', '/a', controller=Flows)
    app.registory['Flows'] = {'n': 1}
    assert ask(app, '/a')['data'] == {'n': 1}
    app.registory[Flows.__name__] = {'n': 2}
    assert ask(app, '/a')['data'] == {'n': 2}


def test_registory_has_the_data_of_registered_controllers_too(app: WSGIApplication) -> None:
    class Marked(Flows):
        @route('marked', '/marked')
        def marked(self, req: Request) -> Any:
            return self.data

    app.register(Marked, {'n': 1})
    assert app.registory == {'Marked': {'n': 1}}
    app.mapper.connect('a', '/a', controller=Marked)
    assert ask(app, '/a')['data'] == ask(app, '/marked') == {'n': 1}
    app.register(Marked)  # again, without data
    assert ask(app, '/marked') == {'n': 1}


def test_submappers(app: WSGIApplication) -> None:
    flows = app.mapper.submapper(controller=Flows, requirements={'x': r'\d+'})
    flows.connect('flows', '/flows/{x}', action='read', conditions={'method': ['GET', 'HEAD']})
    flows.connect('flows', '/flows/{x}', action='write', conditions={'method': ['PUT']})
    with app.mapper.submapper(path_prefix='/v1', controller=Flows, conditions={'method': ['GET']}) as outer:
        outer.connect('/a', action='read')
        with outer.submapper(path_prefix='/in', action='write') as inner:
            inner.connect('b', '/{x}', requirements={'x': 'b'})
    assert ask(app, '/flows/1')['method'] == 'read'
    assert ask(app, '/flows/1', 'PUT')['method'] == 'write'
    assert ask(app, '/flows/a') == 404
    assert ask(app, '/v1/a')['method'] == 'read'
    assert ask(app, '/v1/a', 'PUT') == 405
    assert ask(app, '/v1/in/b')['method'] == 'write'


def test_of_two_routes_the_first_answers(app: WSGIApplication) -> None:
    app.mapper.connect('a', '/a/{x}', controller=Flows, action='read')
    app.mapper.connect('b', '/a/{y}', controller=Flows, action='write')
    assert ask(app, '/a/1') == {'method': 'read', 'x': '1'}


def test_links(app: WSGIApplication) -> None:
    for path in ('/a/{x}', '/b/{x}', '/b/{x}/{y:.*}'):
        app.mapper.connect('n', path, controller=Flows)
    app.mapper.connect('f', '/f/{x}{.format}', controller=Flows)
    assert app.link('n', x=1) == '/b/1'
    assert app.link('n', x='a b', k='v w') == '/b/a%20b?k=v+w'
    assert app.link('n', x=1, y='2/3') == '/b/1/2/3'
    assert app.link('f', x=1) == '/f/1'
    assert app.link('f', x=1, format='json') == '/f/1.json'
    with pytest.raises(KeyError):
        app.link('n')
    with pytest.raises(KeyError):
        app.link('nothing')
