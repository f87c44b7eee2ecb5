"""A browser and a controller that asks for a token: the pages of bundled apps work, their WebSockets too."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.processes import free_port, listening
from tests.readme import CHECKOUT

BROWSER = shutil.which('chromium') or shutil.which('chromium-browser')
TOKEN = 'k' * 32

#: What a page can try: to read the answer of each method, and to have something done without reading.
FOREIGN_REQUESTS = """async (url) => {
    const tried = {};
    for (const method of ['GET', 'POST', 'DELETE'])
        tried[method] = await fetch(url, {method, credentials: 'include'}).then(() => 'read', () => 'kept');
    tried['without reading'] = await fetch(url, {method: 'POST', mode: 'no-cors', credentials: 'include'})
        .then(() => 'sent', () => 'kept');
    return tried;
}"""


@pytest.fixture(scope='module')
def controller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The port of a controller that wants a token, and its access log."""
    folder, port = tmp_path_factory.mktemp('access'), free_port()
    (folder / 'tokens').touch(0o600)
    (folder / 'tokens').write_text(f'{TOKEN} alice\n')
    options = [f'--wsapi-port={port}', f'--ofp-tcp-listen-port={free_port()}', f'--wsapi-token={folder / "tokens"}',
               f'--wsapi-log={folder / "log"}', '--no-use-stderr']  # fmt: skip
    command = [sys.executable, '-m', 'controller', *options, 'gui_topology', 'ofctl_rest']
    with listening(command, port, cwd=CHECKOUT):
        yield port, folder / 'log'


@pytest.fixture(scope='module')
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip('playwright.sync_api')
    if BROWSER is None:
        (pytest.fail if os.environ.get('CI') == 'true' else pytest.skip)("Debian's chromium is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=BROWSER, args=['--no-sandbox'])
        yield browser
        browser.close()


def answers(log: Path, start: str) -> set[str]:
    """The status of each answer to requests that begin so, behind the user that asked."""
    lines = [line.split(' ') for line in log.read_text().splitlines()]
    return {f'{each[2]} {each[8]}' for each in lines if f'{each[5]} {each[6]}'.startswith(f'"{start}')}


def test_whoever_knows_the_token_sees_the_pages(controller: tuple[int, Path], browser: Any) -> None:
    port, log = controller
    context = browser.new_context(http_credentials={'username': 'me', 'password': TOKEN})
    page = context.new_page()
    page.goto(f'http://localhost:{port}/docs')
    page.get_by_text('/stats/switches', exact=True).first.wait_for(timeout=10_000)
    assert 'alice 200' in answers(log, 'GET /openapi.json')
    with page.expect_websocket(timeout=10_000) as opened:
        page.goto(f'http://localhost:{port}/')
    assert opened.value.url == f'ws://localhost:{port}/v1.0/topology/ws'
    page.wait_for_timeout(500)
    assert not opened.value.is_closed()
    context.close()
    assert 'alice 200' in answers(log, 'GET /v1.0/topology/switches')


def test_nobody_else_does(controller: tuple[int, Path], browser: Any) -> None:
    port, _ = controller
    context = browser.new_context()
    answer = context.request.get(f'http://localhost:{port}/docs')
    assert answer.status == 401
    context.close()


def test_a_page_of_another_origin_reads_and_changes_nothing(
    controller: tuple[int, Path], browser: Any, tmp_path: Path
) -> None:
    """Though the browser would send what the user has typed in for the other one."""
    port, log = controller
    (tmp_path / 'index.html').write_text('<p>hello</p>')
    other = free_port()
    with listening([sys.executable, '-m', 'http.server', '-b', '127.0.0.1', '-d', str(tmp_path), str(other)], other):
        context = browser.new_context(http_credentials={'username': 'me', 'password': TOKEN})
        page = context.new_page()
        page.goto(f'http://localhost:{port}/docs')
        page.goto(f'http://localhost:{other}/')
        said = page.evaluate(FOREIGN_REQUESTS, f'http://localhost:{port}/stats/flowentry/clear/1')
        context.close()
    assert said == {'GET': 'kept', 'POST': 'kept', 'DELETE': 'kept', 'without reading': 'sent'}
    assert answers(log, 'POST /stats/flowentry/clear/1') == {'- 403'}
    assert answers(log, 'DELETE /stats/flowentry/clear/1') == set(), 'the browser has asked first'
