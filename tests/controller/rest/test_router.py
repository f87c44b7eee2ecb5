"""Paths to targets."""

from __future__ import annotations

import time

import pytest

from controller.rest.errors import MethodNotAllowed, NotFound
from controller.rest.router import Router, expand


def router(*templates: str, **requirements: str) -> Router[str]:
    """A router whose targets are the templates themselves, for GET."""
    made: Router[str] = Router()
    for template in templates:
        made.add(template, ('GET',), template, requirements)
    return made


@pytest.mark.parametrize(
    ('template', 'path', 'variables'),
    [
        ('/', '/', {}),
        ('/stats/switches', '/stats/switches', {}),
        ('/stats/flow/{dpid}', '/stats/flow/1', {'dpid': '1'}),
        ('/stats/queue/{dpid}/{port}/{queue}', '/stats/queue/1/ALL/3', {'dpid': '1', 'port': 'ALL', 'queue': '3'}),
        ('/{name}.json', '/a.b.json', {'name': 'a.b'}),
        ('/{low}-{high}', '/1-2', {'low': '1', 'high': '2'}),
        ('/d/{dpid:[0-9a-f]{16}}', '/d/00000000000000ff', {'dpid': '00000000000000ff'}),
        ('/files/{path:.*}', '/files/a/b.js', {'path': 'a/b.js'}),
        ('/files/{path:.*}', '/files/', {'path': ''}),
    ],
)
def test_a_template_fits(template: str, path: str, variables: dict[str, str]) -> None:
    assert router(template).resolve('GET', path) == (template, variables)


@pytest.mark.parametrize(
    ('template', 'path'),
    [
        ('/stats/switches', '/stats/switches/'),
        ('/stats/switches', '/stats'),
        ('/stats/switches', '/stats/switches/more'),
        ('/stats/switches', '//stats/switches'),
        ('/stats/flow/{dpid}', '/stats/flow/'),
        ('/stats/flow/{dpid}', '/stats/flow/1/2'),
        ('/d/{dpid:[0-9]+}', '/d/1a'),
        ('/d/{dpid:[0-9]+}', '/d/1\n'),
        ('/a', '*'),
        ('/a', ''),
    ],
)
def test_a_template_does_not_fit(template: str, path: str) -> None:
    with pytest.raises(NotFound):
        router(template).resolve('GET', path)


def test_requirements_count_for_variables_without_an_expression() -> None:
    made = router('/d/{dpid}', dpid='[0-9a-f]{16}')
    assert made.resolve('GET', '/d/' + '0' * 16)[1] == {'dpid': '0' * 16}
    with pytest.raises(NotFound):
        made.resolve('GET', '/d/1')


def test_a_literal_goes_before_a_variable_and_falls_back_to_it() -> None:
    made = router('/{kind}/1/x', '/flow/{dpid}', '/flow/2')
    assert made.resolve('GET', '/flow/2')[0] == '/flow/2'
    assert made.resolve('GET', '/flow/1')[0] == '/flow/{dpid}'
    assert made.resolve('GET', '/flow/1/x') == ('/{kind}/1/x', {'kind': 'flow'})


def test_methods_are_told_apart_and_named_when_none_fits() -> None:
    made: Router[str] = Router()
    made.add('/a', ('GET', 'PUT'), 'read or write')
    made.add('/{any}', ('DELETE',), 'delete')
    assert made.resolve('PUT', '/a')[0] == 'read or write'
    assert made.resolve('HEAD', '/a')[0] == 'read or write'
    assert made.resolve('DELETE', '/a') == ('delete', {'any': 'a'})
    with pytest.raises(MethodNotAllowed) as caught:
        made.resolve('POST', '/a')
    assert caught.value.headers == {'Allow': 'DELETE, GET, HEAD, OPTIONS, PUT'}


def test_no_methods_means_any() -> None:
    made: Router[str] = Router()
    made.add('/a', None, 'any')
    assert made.resolve('PATCH', '/a')[0] == 'any'


def test_the_first_target_stays_and_the_second_is_told() -> None:
    made: Router[str] = Router()
    assert made.add('/a/{x}', ('GET',), 'first') == []
    assert made.add('/a/{x}', ('GET', 'PUT'), 'second') == ['GET']
    assert made.resolve('GET', '/a/1')[0] == 'first'
    assert made.resolve('PUT', '/a/1')[0] == 'second'


def test_a_template_begins_with_a_slash() -> None:
    with pytest.raises(ValueError, match="'stats' does not begin with a slash"):
        router('stats')


def test_a_path_from_a_template() -> None:
    assert expand('/d/{dpid:[0-9a-f]{16}}/{port}', {'dpid': 1, 'port': 2}) == '/d/1/2'
    with pytest.raises(KeyError):
        expand('/d/{dpid}', {})


def test_a_long_path_costs_linear_time() -> None:
    made = router(*(f'/stats/kind{n}/{{dpid}}/{{port}}' for n in range(100)), '/{a}/{b}', '/{c}/x/{d}')
    path = '/' + 'a/' * 4000
    begin = time.thread_time()
    with pytest.raises(NotFound):
        made.resolve('GET', path)
    assert time.thread_time() - begin < 0.1
