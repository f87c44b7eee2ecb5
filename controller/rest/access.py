"""Who may use the REST API: the tokens of a file, each of which stands for somebody, and may only read or write too."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import re
import stat
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from greenhub.hubs import get_hub

from ..log import Throttle
from .errors import Forbidden, Unauthorized

__all__ = ['READ_ONLY', 'SAFE_METHODS', 'Access', 'BadTokenFile', 'Token', 'Tokens', 'read_tokens', 'security_schemes']

log = logging.getLogger(__name__)

#: In the environ of a request whose client may only read.
READ_ONLY = 'controller.read_only'

#: The methods that change nothing (RFC 9110, 9.2.1).
SAFE_METHODS = frozenset({'GET', 'HEAD', 'OPTIONS'})

#: Characters of the shortest token: of random letters and digits, more than can ever be tried.
LEAST_LENGTH = 20

#: Bytes and tokens of a file.
MAX_SIZE, MAX_TOKENS = 1 << 18, 1024

#: Seconds in which the file is looked at once, to see whether it has changed.
INTERVAL = 1.0

# What `Authorization: Bearer` can carry (RFC 6750, 2.1), and what is safe in a log.
_TOKEN = re.compile(r'[A-Za-z0-9._~+/-]+=*')
_NAME = re.compile(r'[A-Za-z0-9_.@-]{1,64}')


class BadTokenFile(OSError):
    """A file of tokens that is not taken; the text says why, and what to do."""


@dataclass(frozen=True)
class Token:
    """What is known of a token: its SHA-256, and who has it."""

    digest: bytes
    name: str
    read_only: bool = False


def read_tokens(path: str) -> tuple[list[Token], tuple[int, ...]]:
    """The tokens of a file, and what tells this state of the file from another one; raises BadTokenFile.

    A line is `TOKEN [NAME] [read-only]`, or a comment behind `#`. A file that others may read is refused.
    """
    try:
        with open(path, encoding='ascii') as file:
            status = os.fstat(file.fileno())
            _check_mode(path, status.st_mode)
            text = file.read(MAX_SIZE + 1)
    except OSError as error:
        if isinstance(error, BadTokenFile):
            raise
        raise BadTokenFile(f'{path}: cannot be read: {error.strerror or error}') from None
    except UnicodeDecodeError:
        raise BadTokenFile(f'{path}: is not ASCII text') from None
    tokens = _tokens_in(path, text)
    if not tokens:
        raise BadTokenFile(f'{path}: has no token; `openssl rand -hex 16` makes one')
    if len(text) > MAX_SIZE or len(tokens) > MAX_TOKENS:
        raise BadTokenFile(f'{path}: has more than {MAX_TOKENS} tokens')
    return tokens, _state(status)


def _check_mode(path: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise BadTokenFile(f'{path}: is no file')
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise BadTokenFile(f'{path}: others may read or write it (mode {stat.S_IMODE(mode):o}); chmod 600 {path}')


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_mtime_ns, status.st_size, status.st_mode


def _tokens_in(path: str, text: str) -> list[Token]:
    found: dict[bytes, Token] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition('#')[0].split()
        if not words:
            continue
        where = f'{path}, line {number}'
        token = _token(where, words, f'token-{number}')
        if token.digest in found:
            raise BadTokenFile(f'{where}: this token is {found[token.digest].name} already')
        found[token.digest] = token
    return list(found.values())


def _token(where: str, words: list[str], name: str) -> Token:
    """The token of a line, which is never in a complaint about it."""
    text, *rest = words
    read_only = rest[-1:] == ['read-only']
    names = rest[:-1] if read_only else rest
    if len(text) < LEAST_LENGTH:
        raise BadTokenFile(f'{where}: a token has at least {LEAST_LENGTH} characters; `openssl rand -hex 16` makes one')
    if not _TOKEN.fullmatch(text):
        raise BadTokenFile(f'{where}: a token is made of letters, digits and . _ ~ + / -')
    if len(names) > 1 or not all(map(_NAME.fullmatch, names)):
        raise BadTokenFile(f'{where}: behind a token stand a name of letters, digits and _ . @ -, and read-only')
    return Token(_digest(text), names[0] if names else name, read_only)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode('latin-1', 'replace')).digest()


class Tokens:
    """The tokens of a file, which is read again when it has changed; raises BadTokenFile.

    If a later state of the file is not taken, the log says why, and the tokens stay as they were.
    """

    def __init__(self, path: str, clock: Callable[[], float] | None = None) -> None:
        self.path = path
        self._clock = clock or get_hub().clock
        self._tokens, self._state = read_tokens(path)
        self._look_at = self._clock() + INTERVAL

    def find(self, text: str) -> Token | None:
        """The token with this text; the time that takes tells nothing about the others."""
        self._read_again()
        digest, found = _digest(text), None
        for each in self._tokens:
            if hmac.compare_digest(each.digest, digest):
                found = each
        return found

    def _read_again(self) -> None:
        now = self._clock()
        if now < self._look_at:
            return
        self._look_at = now + INTERVAL
        try:
            state = _state(os.stat(self.path))
        except OSError:
            state = ()
        if state == self._state:
            return
        self._state = state
        try:
            self._tokens, self._state = read_tokens(self.path)
        except BadTokenFile as error:
            log.error('%s; the tokens that were read before stay in use', error)
        else:
            log.info('%s has changed: %d tokens', self.path, len(self._tokens))


class Access:
    """Lets those in who have a token; `reads(environ)` says whether a request changes nothing, whatever its method."""

    def __init__(self, tokens: Tokens, reads: Callable[[dict[str, Any]], bool]) -> None:
        self._tokens = tokens
        self._reads = reads
        self._throttle = Throttle(10.0)

    def check(self, environ: dict[str, Any]) -> None:
        """Raise Unauthorized or Forbidden, or note in the environ who asks: REMOTE_USER, and READ_ONLY."""
        scheme, text = _presented(environ.get('HTTP_AUTHORIZATION', ''))
        token = self._tokens.find(text) if text else None
        if token is None:
            self._refuse(environ, scheme, text)
        environ['REMOTE_USER'] = token.name
        if token.read_only:
            environ[READ_ONLY] = True
            method = environ['REQUEST_METHOD']
            if method not in SAFE_METHODS and not self._reads(environ):
                raise Forbidden(f'{token.name} may only read; {method} is for tokens that may write')

    def _refuse(self, environ: Mapping[str, Any], scheme: str, text: str) -> NoReturn:
        if text:
            held = self._throttle.pass_through('token')
            if held is not None:
                more = f' ({held} more since the last such line)' if held else ''
                log.warning('%s has a token that is not in %s%s', environ.get('REMOTE_ADDR'), self._tokens.path, more)
            problem = 'this token is not known here'
        else:
            problem = 'a token is wanted: "Authorization: Bearer TOKEN", or the token as password of any user'
        basic = 'Basic realm="controller", charset="UTF-8"'
        raise Unauthorized(problem, 'Bearer realm="controller", error="invalid_token"' if scheme == 'bearer' else basic)


def _presented(authorization: str) -> tuple[str, str]:
    """Scheme and token of an Authorization header; for Basic, which browsers send, it is the password."""
    scheme, _, credentials = authorization.partition(' ')
    scheme, credentials = scheme.lower(), credentials.strip()
    if scheme == 'basic':
        try:
            return scheme, b64decode(credentials, validate=True).decode('latin-1').partition(':')[2]
        except (Base64Error, ValueError):
            return scheme, ''
    return scheme, credentials if scheme == 'bearer' else ''


def security_schemes(config: Any) -> dict[str, Any]:
    """How a client is known, in the words of OpenAPI: schemes by name, each of which suffices."""
    if config.wsapi_token:
        text = 'A token of the file that --wsapi-token names.'
        return {
            'token': {'type': 'http', 'scheme': 'bearer', 'description': text},
            'password': {'type': 'http', 'scheme': 'basic', 'description': f'{text} It is the password of any user.'},
        }
    if config.wsapi_ca_certs:
        return {'certificate': {'type': 'mutualTLS', 'description': 'A certificate that --wsapi-ca-certs has signed.'}}
    return {}
