"""What a web page may do: its own origin everything, those that are allowed too, others nothing that matters."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from .guarded import ADMIN, READER, ask, bearer, guarded

HANDSHAKE = {'Connection': 'Upgrade', 'Upgrade': 'WebSocket'}


def status(app: Any, method: str = 'GET', **headers: str) -> int:
    return ask(app, method=method, **headers).status_int


# -- Host: names that lead here though they are not ours --------------------------------------------------------------


@pytest.mark.parametrize(
    'host',
    ['localhost', 'localhost:8080', 'LOCALHOST:1', 'localhost.', 'sdn.localhost:8080', '127.0.0.1:8080', '10.0.0.7',
     '[::1]:8080', '[fe80::1]', socket.gethostname(), 'sdn.example.com:8080', 'SDN.example.com', ''],
)  # fmt: skip
def test_names_and_addresses_that_are_ours(host: str) -> None:
    app = guarded(wsapi_names=['sdn.example.com'])
    assert (status(app, HTTP_HOST=host), status(app, 'POST', HTTP_HOST=host)) == (200, 200)


@pytest.mark.parametrize(
    'host',
    ['evil.example', 'evil.example:8080', 'localhost.evil.example', 'xlocalhost', '127.0.0.1.evil.example', '.',
     '1.2.3.4.5', 'a:b:c', '[::1', 'localhost@evil.example', 'localhost,evil.example', '[evil.example]'],
)  # fmt: skip
def test_a_name_that_somebody_else_leads_here(host: str) -> None:
    for method in ('GET', 'POST', 'OPTIONS'):
        answer = ask(guarded(), method=method, HTTP_HOST=host, HTTP_ORIGIN=f'http://{host}')
        assert (answer.status_int, answer.json) == (
            403,
            {'status': 403, 'error': f'{host!r} is no name of this controller; --wsapi-names NAME makes it one'},
        )


def test_the_host_that_is_listened_on_is_a_name_of_ours() -> None:
    assert status(guarded(wsapi_host='sdn1.lab'), HTTP_HOST='sdn1.lab:8080') == 200


def test_whoever_has_a_token_may_use_any_name(tmp_path: Any) -> None:
    """A page that has its own name lead here has no token: the browser keeps what it knows for each name apart."""
    path = tmp_path / 'tokens'
    path.touch(0o600)
    path.write_text(ADMIN)
    app = guarded(wsapi_token=str(path))
    assert status(app, HTTP_HOST='any.example', Authorization=bearer(ADMIN)) == 200
    assert status(app, HTTP_HOST='any.example', HTTP_ORIGIN='http://any.example', Authorization=bearer(READER)) == 401


# -- Origin: pages of others ------------------------------------------------------------------------------------------


@pytest.mark.parametrize('origin', ['http://evil.example', 'https://localhost', 'http://localhost:3000', 'null', '',
                                    'file://', 'chrome-extension://abc'])  # fmt: skip
def test_a_page_of_others_changes_nothing(origin: str) -> None:
    app = guarded()
    given = {'HTTP_HOST': 'localhost:8080', 'HTTP_ORIGIN': origin}
    for method in ('POST', 'PUT', 'DELETE', 'PATCH'):
        answer = ask(app, method=method, **given)
        assert answer.status_int == 403
        assert answer.json['error'] == f'a page of {origin!r} may not do this; --wsapi-cors ORIGIN allows it'
    assert status(app, **given, **HANDSHAKE) == 403, 'what comes over a WebSocket any page can read'
    answer = ask(app, **given)
    assert answer.status_int == 200
    assert not [name for name in answer.headers if name.startswith('Access-Control')], 'it cannot read that'


def test_a_page_of_ours_does_what_it_likes() -> None:
    app = guarded()
    for host, origin in (('localhost:8080', 'http://localhost:8080'), ('127.0.0.1', 'http://127.0.0.1'),
                         ('[::1]:1', 'http://[::1]:1'), ('LocalHost:8080', 'https://localhost:8080')):  # fmt: skip
        assert status(app, 'POST', HTTP_HOST=host, HTTP_ORIGIN=origin) == 200
        assert status(app, HTTP_HOST=host, HTTP_ORIGIN=origin, **HANDSHAKE) == 200


def test_a_client_that_is_no_browser_says_nothing_of_that() -> None:
    assert status(guarded(), 'POST', HTTP_HOST='localhost:8080') == 200
    assert status(guarded(), HTTP_HOST='localhost:8080', **HANDSHAKE) == 200


def test_without_a_host_no_origin_is_ours() -> None:
    for origin in ('null', '', 'http://'):
        assert status(guarded(), 'POST', HTTP_HOST='', HTTP_ORIGIN=origin) == 403


# -- pages that are allowed (the Fetch standard, 3.2) -----------------------------------------------------------------


GUI = 'https://gui.example'


def test_an_allowed_page_may_write_and_read() -> None:
    app = guarded(wsapi_cors=[GUI, 'http://b.example:3000'])
    for origin in (GUI, 'http://b.example:3000'):
        for method, asked in (('GET', {}), ('POST', {}), ('GET', HANDSHAKE)):
            answer = ask(app, method=method, HTTP_ORIGIN=origin, **asked)
            assert answer.status_int == 200
            assert answer.headers['Access-Control-Allow-Origin'] == origin
            assert answer.headers['Access-Control-Allow-Credentials'] == 'true'
            assert answer.headers['Vary'] == 'Origin'


def test_it_can_read_why_it_is_refused() -> None:
    answer = ask(guarded(wsapi_cors=[GUI], wsapi_rate=1), '/nothing', HTTP_ORIGIN=GUI)
    assert (answer.status_int, answer.headers['Access-Control-Allow-Origin']) == (404, GUI)


def test_others_are_told_nothing_though_some_are_allowed() -> None:
    answer = ask(guarded(wsapi_cors=[GUI]), HTTP_ORIGIN='https://evil.example')
    assert 'Access-Control-Allow-Origin' not in answer.headers
    assert answer.headers['Vary'] == 'Origin', 'a cache keeps the two apart'


def test_a_browser_asks_first_and_has_no_token_then(tmp_path: Any) -> None:
    path = tmp_path / 'tokens'
    path.touch(0o600)
    path.write_text(ADMIN)
    app = guarded(wsapi_cors=[GUI], wsapi_token=str(path))
    asked = {'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization'}
    answer = ask(app, method='OPTIONS', HTTP_ORIGIN=GUI, **asked)
    assert (answer.status_int, answer.body) == (204, b'')
    assert {name: answer.headers.getall(name) for name in answer.headers if name.startswith(('Access', 'Vary'))} == {
        'Access-Control-Allow-Origin': [GUI],
        'Access-Control-Allow-Credentials': ['true'],
        'Access-Control-Expose-Headers': ['Retry-After'],
        'Access-Control-Allow-Methods': ['GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE'],
        'Access-Control-Allow-Headers': ['Authorization, Content-Type'],
        'Access-Control-Max-Age': ['600'],
        'Vary': ['Origin'],
    }
    assert ask(app, method='OPTIONS', HTTP_ORIGIN='https://evil.example', **asked).status_int == 401
    assert ask(app, method='OPTIONS', HTTP_ORIGIN=GUI).status_int == 401, 'that is no question of a browser'


def test_nobody_is_allowed_unless_it_is_said() -> None:
    answer = ask(guarded(), method='OPTIONS', HTTP_ORIGIN=GUI, Access_Control_Request_Method='POST')
    assert answer.status_int == 204
    assert not [name for name in answer.headers if name.startswith('Access-Control')]
