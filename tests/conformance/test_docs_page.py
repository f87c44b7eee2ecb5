"""The page at /docs in a real browser, without any network but loopback."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from tests.conformance.lab import Controller, Namespace

BROWSER = shutil.which('chromium') or shutil.which('chromium-browser')
APPS = ('rest_topology', 'ws_topology', 'rest_conf_switch', 'rest_apps', 'simple_switch_rest_13', 'rest_events')
LIMIT = 20_000  # milliseconds


@pytest.fixture(scope='module')
def controller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Controller]:
    """A controller with REST apps on an emulated network, in a namespace that this thread is in meanwhile."""
    if os.geteuid() != 0:
        pytest.skip('a network namespace needs root')
    directory = tmp_path_factory.mktemp('docs')
    with closing(Namespace()) as namespace, namespace.entered():
        made = Controller(directory, *APPS, '--demo', 'linear,2')
        with closing(made):
            made.start()
            made.wait_for(1, 2)
            yield made


@pytest.fixture(scope='module')
def page(controller: Controller) -> Iterator[Any]:
    """The page, opened; what it complains of fails the test."""
    if BROWSER is None:
        (pytest.fail if os.environ.get('CI') == 'true' else pytest.skip)("Debian's chromium is not installed")
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=['--no-sandbox'])
        page = browser.new_page(viewport={'width': 1200, 'height': 1500})
        page.set_default_timeout(LIMIT)
        page.on('pageerror', lambda error: complaints.append(str(error)))
        page.on('console', lambda line: complaints.append(line.text) if is_complaint(line) else None)
        page.on('request', lambda request: complaints.append(request.url) if '127.0.0.1' not in request.url else None)
        page.goto('http://127.0.0.1:8080/docs')
        page.wait_for_selector('.endpoint')
        yield page
        browser.close()
    assert complaints == []


def is_complaint(line: Any) -> bool:
    """Whether a line of the console tells of a fault of the page, and not of an error that was answered."""
    return line.type == 'error' and not line.text.startswith('Failed to load resource')


def operations(document: dict[str, Any]) -> set[tuple[str, str]]:
    """Method and path of everything that a description has."""
    return {(method.upper(), path) for path, each in document['paths'].items() for method in each}


def test_the_description_is_valid(controller: Controller) -> None:
    document = controller.get('/openapi.json')
    validate(document)
    assert document['openapi'].startswith('3.1')
    assert ('POST', '/stats/flowentry/{command}') in operations(document)


def test_every_endpoint_is_shown(controller: Controller, page: Any) -> None:
    document = controller.get('/openapi.json')
    texts = page.locator('.endpoint > summary').all_inner_texts()
    shown = {tuple(text.split('\n')[:2]) for text in texts}
    sockets = {path for path, each in document['paths'].items() if '101' in each.get('get', {}).get('responses', {})}
    assert shown == {('WS' if path in sockets else method, path) for method, path in operations(document)}
    assert '/v1.0/topology/ws' in sockets


def test_the_filter_leaves_what_fits(page: Any) -> None:
    page.fill('#filter', 'topology get')
    left = page.locator('.endpoint:visible .path').all_inner_texts()
    page.fill('#filter', '')
    assert '/v1.0/topology/links' in left
    assert all('topology' in path for path in left)


def opened(page: Any, method: str, path: str) -> Any:
    """An endpoint, unfolded."""
    found = page.locator('.endpoint', has=page.get_by_text(path, exact=True)).filter(
        has=page.locator('.method', has_text=method)
    )
    found.locator('summary').first.click()
    return found.locator('.inside')


def test_an_endpoint_runs(page: Any, tmp_path: Path) -> None:
    inside = opened(page, 'GET', '/stats/desc/{dpid}')
    inside.locator('input').fill('1')
    inside.get_by_role('button', name='Send').click()
    inside.locator('.status').wait_for()
    assert inside.locator('.status').inner_text() == '200 OK'
    command, answer = inside.locator('pre').all_inner_texts()[:2]
    assert command == "curl 'http://127.0.0.1:8080/stats/desc/1'"
    assert '1' in json.loads(answer)
    page.screenshot(path=os.environ.get('DOCS_SCREENSHOT', tmp_path / 'docs.png'))


def test_an_error_is_shown(page: Any) -> None:
    inside = opened(page, 'GET', '/stats/port/{dpid}')
    inside.locator('input').fill('99')
    inside.get_by_role('button', name='Send').click()
    inside.locator('.status').wait_for()
    assert inside.locator('.status').inner_text() == '404 Not Found'
    assert 'no switch 0000000000000063 is connected' in inside.locator('pre').nth(1).inner_text()


def test_a_body_is_sent(controller: Controller, page: Any) -> None:
    inside = opened(page, 'POST', '/stats/flowentry/{command}')
    inside.locator('input').first.fill('add')
    flow = {'dpid': 1, 'priority': 77, 'match': {'in_port': 1}, 'actions': [{'type': 'OUTPUT', 'port': 2}]}
    inside.locator('textarea').fill(json.dumps(flow))
    inside.get_by_role('button', name='Send').click()
    inside.locator('.status').wait_for()
    assert inside.locator('.status').inner_text() == '200 OK'
    assert 77 in [each['priority'] for each in controller.get('/stats/flow/1')['1']]


def test_a_stream_is_shown_as_it_comes_until_it_is_stopped(page: Any) -> None:
    inside = opened(page, 'GET', '/v1.0/events')
    inside.get_by_label('snapshot').fill('1')
    inside.get_by_role('button', name='Send').click()
    inside.locator('pre', has_text='"type":"snapshot"').wait_for()
    inside.get_by_role('button', name='Stop').click()
    inside.get_by_role('button', name='Stop').wait_for(state='detached')


def test_a_websocket_is_listened_to(page: Any) -> None:
    inside = opened(page, 'WS', '/v1.0/topology/ws')
    inside.get_by_role('button', name='Listen').click()
    inside.locator('pre', has_text='connected to ws://127.0.0.1:8080/v1.0/topology/ws').wait_for()
