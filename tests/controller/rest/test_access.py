"""Who is let in: files of tokens, what each may, where the server may listen, TLS with certificates of clients."""

from __future__ import annotations

import json
import logging
import os
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import greenhub
from controller.config import Config
from controller.rest import WSGIServer
from controller.rest.access import BadTokenFile, Tokens, read_tokens, security_schemes
from greenhub.testing import JumpingClock

from .guarded import ADMIN, READER, application, ask, basic, bearer, guarded

WriteTokens = Callable[..., str]


@pytest.fixture
def tokens(tmp_path: Path) -> WriteTokens:
    """Writes a file of tokens, and returns its path."""

    def write(text: str = f'{ADMIN} alice\n{READER} grafana read-only\n', mode: int = 0o600) -> str:
        path = tmp_path / 'tokens'
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    return write


# -- the file -------------------------------------------------------------------------------------------------------


def test_a_line_is_a_token_a_name_and_what_it_may(tokens: WriteTokens) -> None:
    path = tokens(f'# who may\n\n{ADMIN}  # nobody in particular\n{READER} read-only\n{"x" * 20} bob\n'
                  f'{"y" * 20}== a.b@c-d read-only\n')  # fmt: skip
    found, _ = read_tokens(path)
    assert [(each.name, each.read_only) for each in found] == [
        ('token-3', False),
        ('token-4', True),
        ('bob', False),
        ('a.b@c-d', True),
    ]


@pytest.mark.parametrize(
    ('text', 'problem'),
    [
        ('', ': has no token; `openssl rand -hex 16` makes one'),
        ('# none\n', ': has no token; `openssl rand -hex 16` makes one'),
        ('\nsecret\n', ', line 2: a token has at least 20 characters; `openssl rand -hex 16` makes one'),
        ('sécret', ': is not ASCII text'),
        (f'{ADMIN}:', ', line 1: a token is made of letters, digits and . _ ~ + / -'),
        (f'{ADMIN} a b', ', line 1: behind a token stand a name of letters, digits and _ . @ -, and read-only'),
        (f'{ADMIN} "a"', ', line 1: behind a token stand a name of letters, digits and _ . @ -, and read-only'),
        (f'{ADMIN} read-only a', ', line 1: behind a token stand a name of letters'),
        (f'{ADMIN} a\n{ADMIN} b\n', ', line 2: this token is a already'),
        ('\n'.join(f'{number:020}' for number in range(1025)), ': has more than 1024 tokens'),
    ],
)
def test_a_file_that_is_not_taken(tokens: WriteTokens, text: str, problem: str) -> None:
    path = tokens(text)
    with pytest.raises(BadTokenFile) as caught:
        read_tokens(path)
    assert str(caught.value).startswith(path + problem)
    assert not any(line.split()[0] in str(caught.value) for line in text.splitlines() if len(line) > 20)


@pytest.mark.parametrize('mode', [0o604, 0o644, 0o602, 0o620, 0o601])
def test_a_file_that_others_may_read_or_write(tokens: WriteTokens, mode: int) -> None:
    path = tokens(mode=mode)
    with pytest.raises(BadTokenFile) as caught:
        read_tokens(path)
    assert str(caught.value) == f'{path}: others may read or write it (mode {mode:o}); chmod 600 {path}'


@pytest.mark.parametrize('mode', [0o400, 0o600, 0o640, 0o440])
def test_its_own_group_may_read_it(tokens: WriteTokens, mode: int) -> None:
    assert len(read_tokens(tokens(mode=mode))[0]) == 2


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadTokenFile, match=r'nothing: cannot be read: No such file or directory$'):
        read_tokens(str(tmp_path / 'nothing'))
    with pytest.raises(BadTokenFile, match=r'cannot be read: Is a directory$'):
        read_tokens(str(tmp_path))
    with pytest.raises(BadTokenFile, match=r'^/dev/null: is no file$'):
        read_tokens('/dev/null')


def test_a_file_that_has_changed_is_read_again(
    tokens: WriteTokens, clock: JumpingClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    known = Tokens(tokens())
    tokens(f'{"n" * 32} new\n')
    assert known.find('n' * 32) is None, 'it is looked at once a second'
    clock.advance(1)
    found = known.find('n' * 32)
    assert found is not None and found.name == 'new'
    assert known.find(ADMIN) is None
    assert caplog.messages == [f'{known.path} has changed: 1 tokens']


def test_a_change_that_is_no_good_leaves_the_tokens_as_they_were(
    tokens: WriteTokens, clock: JumpingClock, caplog: pytest.LogCaptureFixture
) -> None:
    known = Tokens(tokens())
    for spoil in (lambda: tokens('short'), lambda: os.chmod(known.path, 0o666), lambda: os.unlink(known.path)):
        spoil()
        for _ in range(3):
            clock.advance(1)
            assert known.find(ADMIN)
    assert len(caplog.messages) == 3, 'once for each state of the file'
    assert all(message.endswith('; the tokens that were read before stay in use') for message in caplog.messages)
    tokens()
    clock.advance(1)
    assert known.find(ADMIN)


# -- who asks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'authorization', [bearer(ADMIN), f'bearer  {ADMIN}', basic(ADMIN), basic(ADMIN, ''), f'BASIC {basic(ADMIN)[6:]}']
)
def test_a_token_lets_in_and_has_a_name(tokens: WriteTokens, authorization: str) -> None:
    answer = ask(guarded(wsapi_token=tokens()), Authorization=authorization)
    assert (answer.status_int, answer.json) == (200, {'user': 'alice'})


@pytest.mark.parametrize(
    ('authorization', 'challenge'),
    [
        (None, 'Basic realm="controller", charset="UTF-8"'),
        ('', 'Basic realm="controller", charset="UTF-8"'),
        (ADMIN, 'Basic realm="controller", charset="UTF-8"'),
        (f'Digest {ADMIN}', 'Basic realm="controller", charset="UTF-8"'),
        (basic(ADMIN)[:-3], 'Basic realm="controller", charset="UTF-8"'),
        ('Basic é', 'Basic realm="controller", charset="UTF-8"'),
        (basic('', ADMIN), 'Basic realm="controller", charset="UTF-8"'),
        ('Bearer', 'Bearer realm="controller", error="invalid_token"'),
        (bearer(ADMIN[:-1]), 'Bearer realm="controller", error="invalid_token"'),
        (bearer(ADMIN + 'a'), 'Bearer realm="controller", error="invalid_token"'),
        (bearer('é\u0100'), 'Bearer realm="controller", error="invalid_token"'),
    ],
)
def test_nobody_else_is_let_in(tokens: WriteTokens, authorization: str | None, challenge: str) -> None:
    app = guarded(wsapi_token=tokens())
    given = {} if authorization is None else {'HTTP_AUTHORIZATION': authorization}
    for method in ('GET', 'POST', 'OPTIONS', 'HEAD'):
        answer = ask(app, method=method, **given)
        assert (answer.status_int, answer.headers['WWW-Authenticate']) == (401, challenge)
    for path in ('/docs', '/openapi.json', '/nothing'):
        assert ask(app, path, **given).status_int == 401


def test_what_is_said_to_nobody(tokens: WriteTokens, caplog: pytest.LogCaptureFixture) -> None:
    app = guarded(wsapi_token=tokens())
    assert ask(app).json['error'] == (
        'a token is wanted: "Authorization: Bearer TOKEN", or the token as password of any user'
    )
    assert caplog.messages == []
    for _ in range(3):
        assert ask(app, Authorization=bearer('x' * 32)).json == {'status': 401, 'error': 'this token is not known here'}
    assert caplog.messages == [f'127.0.0.1 has a token that is not in {tokens()}']


def test_a_token_that_may_only_read(tokens: WriteTokens) -> None:
    app = guarded(wsapi_token=tokens())
    for method, path, status in (
        ('GET', '/things', 200), ('HEAD', '/things', 200), ('OPTIONS', '/things', 204), ('POST', '/search/a', 200),
        ('POST', '/things', 403), ('PUT', '/things', 403), ('DELETE', '/things', 403), ('PATCH', '/things', 403),
        ('POST', '/nothing', 403), ('POST', '/search/%ff', 403), ('POST', '/search/%c3%a9', 200),
    ):  # fmt: skip
        assert (method, path, ask(app, path, method, Authorization=bearer(READER)).status_int) == (method, path, status)
        assert ask(app, path, method, Authorization=bearer(ADMIN)).status_int in (200, 204, 400, 404, 405)
    assert ask(app, method='PUT', Authorization=bearer(READER)).json == {
        'status': 403,
        'error': 'grafana may only read; PUT is for tokens that may write',
    }


def test_a_client_cannot_choose_its_name(tokens: WriteTokens) -> None:
    answer = ask(guarded(), Remote_User='root', HTTP_REMOTE_USER='root')
    assert answer.json == {'user': None}


def test_the_words_for_openapi() -> None:
    assert security_schemes(Config()) == {}
    schemes = security_schemes(Config(wsapi_token='t', wsapi_ca_certs='c'))
    assert {name: (each['type'], each['scheme']) for name, each in schemes.items()} == {
        'token': ('http', 'bearer'),
        'password': ('http', 'basic'),
    }
    assert security_schemes(Config(wsapi_ca_certs='c'))['certificate']['type'] == 'mutualTLS'


# -- where it listens -----------------------------------------------------------------------------------------------


@contextmanager
def serving(**options: Any) -> Iterator[tuple[str, int]]:
    """The address of the application on a socket."""
    config = Config(wsapi_port=0, **options)
    app = application()
    server = WSGIServer((config.wsapi_host, 0), app, config, app.reads)
    server.start()
    try:
        yield server.address
    finally:
        server.stop()


@pytest.mark.parametrize('host', ['0.0.0.0', '', '::'])
def test_beyond_this_machine_it_asks_for_a_choice(host: str) -> None:
    with pytest.raises(OSError) as caught, serving(wsapi_host=host):
        pass
    text = str(caught.value)
    assert text.startswith(f'REST on {host or "0.0.0.0"} can be reached from elsewhere, and whoever reaches it')
    for option in ('--wsapi-token FILE', '--wsapi-cert', '--wsapi-key', '--wsapi-ca-certs', '--wsapi-insecure',
                   '--wsapi-host', 'openssl rand -hex 16', 'chmod 600'):  # fmt: skip
        assert option in text


def test_a_certificate_of_its_own_asks_nobody_who_they_are(certificates: Path) -> None:
    own = {'wsapi_cert': str(certificates / 'rest.crt'), 'wsapi_key': str(certificates / 'rest.key')}
    with pytest.raises(OSError, match='can be reached from elsewhere'), serving(wsapi_host='0.0.0.0', **own):
        pass


@pytest.mark.parametrize('host', ['127.0.0.1', '127.0.0.2', 'localhost', '::1'])
def test_on_this_machine_it_asks_for_nothing(host: str, caplog: pytest.LogCaptureFixture) -> None:
    with serving(wsapi_host=host):
        pass
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_each_choice_beyond_this_machine(
    tokens: WriteTokens, certificates: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = {'wsapi_cert': str(certificates / 'rest.crt'), 'wsapi_key': str(certificates / 'rest.key')}
    with serving(wsapi_host='0.0.0.0', wsapi_ca_certs=str(certificates / 'ca.crt'), **own):
        pass
    with serving(wsapi_host='0.0.0.0', wsapi_token=tokens(), **own):
        pass
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    with serving(wsapi_host='0.0.0.0', wsapi_token=tokens()):
        assert 'is not encrypted: tokens can be read on their way; --wsapi-cert and' in caplog.messages[-1]
    with serving(wsapi_host='0.0.0.0', wsapi_insecure=True):
        assert 'controls the network, as --wsapi-insecure has it' in caplog.messages[-1]


def test_what_cannot_be_read_is_said_at_the_start(tokens: WriteTokens, certificates: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match='others may read'), serving(wsapi_token=tokens(mode=0o644)):
        pass
    with (
        pytest.raises(OSError, match='--wsapi-cert and --wsapi-key: OpenSSL does not take'),
        serving(wsapi_cert=str(certificates / 'rest.crt'), wsapi_key=str(certificates / 'ca.key')),
    ):
        pass
    with (
        pytest.raises(OSError, match='--wsapi-ca-certs: OpenSSL does not take'),
        serving(
            wsapi_cert=str(certificates / 'rest.crt'),
            wsapi_key=str(certificates / 'rest.key'),
            wsapi_ca_certs=str(certificates / 'rest.key'),
        ),
    ):
        pass
    with pytest.raises(OSError, match='--wsapi-log: cannot write /dev/null/x'), serving(wsapi_log='/dev/null/x'):
        pass


def test_a_key_with_a_password_asks_nobody(certificates: Path, tmp_path: Path) -> None:
    locked = tmp_path / 'locked.key'
    openssl('ec', '-in', certificates / 'rest.key', '-aes256', '-passout', 'pass:x', '-out', locked)
    with (
        pytest.raises(OSError, match='the key is encrypted, and nobody is there to say the password'),
        serving(wsapi_cert=str(certificates / 'rest.crt'), wsapi_key=str(locked)),
    ):
        pass


# -- TLS ------------------------------------------------------------------------------------------------------------


def openssl(*arguments: Any) -> None:
    subprocess.run(['openssl', *map(str, arguments)], check=True, capture_output=True, timeout=20)


@pytest.fixture(scope='module')
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority, and certificates of it for the server and a client, and of another for a stranger."""
    folder = tmp_path_factory.mktemp('certificates')
    key = ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2')
    for authority, names in (('ca', ('rest', 'alice')), ('other', ('mallory',))):
        at = folder / authority
        openssl('req', '-x509', *key, '-keyout', f'{at}.key', '-out', f'{at}.crt', '-subj', f'/CN={authority}')
        for name in names:
            of = folder / name
            openssl('req', *key, '-keyout', f'{of}.key', '-out', f'{of}.csr', '-subj', f'/CN={name}',
                    '-addext', 'subjectAltName=DNS:localhost')  # fmt: skip
            openssl('x509', '-req', '-in', f'{of}.csr', '-CA', f'{at}.crt', '-CAkey', f'{at}.key', '-days', '2',
                    '-CAcreateserial', '-copy_extensions', 'copy', '-out', f'{of}.crt')  # fmt: skip
    return folder


def exchange(address: tuple[str, int], folder: Path, who: str = '', **headers: str) -> tuple[int, Any]:
    """Status and JSON of GET /things over TLS, with the certificate of `who`."""
    from greenhub.green import ssl as green

    context = green.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(str(folder / 'ca.crt'))
    if who:
        context.load_cert_chain(folder / f'{who}.crt', folder / f'{who}.key')
    lines = ''.join(f'{name}: {value}\r\n' for name, value in headers.items())
    with greenhub.Timeout(10), context.wrap_socket(greenhub.connect(address), server_hostname='localhost') as client:
        client.sendall(f'GET /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{lines}\r\n'.encode())
        data = b''
        while piece := client.recv(65536):
            data += piece
    head, _, body = data.partition(b'\r\n\r\n')
    return int(head.split()[1]), json.loads(body)


@pytest.fixture
def with_certificates(certificates: Path) -> dict[str, str]:
    return {
        'wsapi_cert': str(certificates / 'rest.crt'),
        'wsapi_key': str(certificates / 'rest.key'),
        'wsapi_ca_certs': str(certificates / 'ca.crt'),
    }


def test_a_certificate_lets_in_and_has_a_name(certificates: Path, with_certificates: dict[str, str]) -> None:
    with serving(**with_certificates) as address:
        assert exchange(address, certificates, 'alice') == (200, {'user': 'alice'})


@pytest.mark.parametrize('who', ['', 'mallory'])
def test_no_certificate_or_one_of_others(
    who: str, certificates: Path, with_certificates: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with serving(**with_certificates) as address:
        with pytest.raises(OSError):
            exchange(address, certificates, who)
        assert exchange(address, certificates, 'alice')[0] == 200
    assert any(message.startswith('TLS with 127.0.0.1 failed: ') for message in caplog.messages)


def test_a_certificate_and_a_token(
    certificates: Path, with_certificates: dict[str, str], tokens: WriteTokens
) -> None:
    with serving(wsapi_token=tokens(), **with_certificates) as address:
        assert exchange(address, certificates, 'alice')[0] == 401
        assert exchange(address, certificates, 'alice', Authorization=bearer(READER)) == (200, {'user': 'grafana'})
        with pytest.raises(OSError):
            exchange(address, certificates, '', Authorization=bearer(READER))


def test_a_handshake_that_takes_for_ever_keeps_nobody(
    certificates: Path, with_certificates: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr('controller.rest.server.HEADER_TIMEOUT', 0.2)
    with serving(**with_certificates) as address, socket.create_connection(address, 10) as silent:
        assert exchange(address, certificates, 'alice')[0] == 200, 'nobody waits for the silent one'
        with greenhub.Timeout(10):
            greenhub.sleep(0.3)
            assert silent.recv(1) == b''


def test_nothing_older_than_tls_1_2(certificates: Path, with_certificates: dict[str, str]) -> None:
    with serving(**with_certificates) as address:
        done = subprocess.Popen(
            ['openssl', 's_client', '-connect', '{}:{}'.format(*address), '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        while done.poll() is None:
            greenhub.sleep(0.02)
        assert done.stdout is not None
        assert b'protocol version' in done.stdout.read()
        done.stdout.close()


def test_http_where_https_is_spoken(with_certificates: dict[str, str]) -> None:
    with serving(**with_certificates) as address, greenhub.Timeout(10):
        client = greenhub.connect(address)
        client.sendall(b'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
        try:
            said = client.recv(65536)
        except ConnectionResetError:
            said = b''
        assert b'HTTP/1.1 2' not in said
        client.close()
