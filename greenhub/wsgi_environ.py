"""What an environ says of a connection and of a request's head (PEP 3333)."""

from __future__ import annotations

import re
import sys
from typing import Any
from urllib.parse import unquote_to_bytes

from .http1 import Request

__all__ = ['FieldNames', 'connection_environ', 'host_and_port', 'request_environ']

MOST_FIELD_NAMES = 512

_ABSOLUTE = re.compile(rb'(?i:https?)://(?:[^/?#@]*@)?([^/?#]*)(.*)')


class FieldNames(dict[bytes, tuple[str, str]]):
    """Header name as it came -> (as text, its key in the environ or '' when it has none). Filled on use."""

    def __missing__(self, name: bytes) -> tuple[str, str]:
        text = name.decode('latin-1')
        key = text.upper().replace('-', '_')
        if '_' in text:
            key = ''  # X_Y could pass itself off as X-Y
        elif key not in ('CONTENT_TYPE', 'CONTENT_LENGTH'):
            key = f'HTTP_{key}'
        if len(self) < MOST_FIELD_NAMES:
            self[name] = text, key
        return text, key


def host_and_port(address: Any) -> tuple[str, str]:
    """A socket's address for the environ; unix sockets have neither host nor port."""
    if isinstance(address, tuple):
        return address[0], str(address[1])
    return 'unix', ''


def connection_environ(client_address: Any, server_address: Any, is_tls: bool) -> dict[str, Any]:
    """What is the same for all requests of a connection."""
    environ: dict[str, Any] = {
        'GATEWAY_INTERFACE': 'CGI/1.1',
        'SCRIPT_NAME': '',
        'wsgi.errors': sys.stderr,
        'wsgi.version': (1, 0),
        'wsgi.url_scheme': 'http',
        'wsgi.multithread': True,
        'wsgi.multiprocess': False,
        'wsgi.run_once': False,
        'wsgi.input_terminated': True,
    }
    if is_tls:
        environ['wsgi.url_scheme'] = 'https'
        environ['HTTPS'] = 'on'
    environ['REMOTE_ADDR'], environ['REMOTE_PORT'] = host_and_port(client_address)
    environ['SERVER_NAME'], environ['SERVER_PORT'] = host_and_port(server_address)
    return environ


def request_environ(template: dict[str, Any], head: Request, names: FieldNames) -> dict[str, Any]:
    """A copy of the template, with what the head of a request says."""
    target = head.target
    authority = b''
    if target[:1] != b'/' and (absolute := _ABSOLUTE.fullmatch(target)):
        authority, target = absolute.groups()
        target = target if target[:1] == b'/' else b'/' + target
    path, _, query = target.partition(b'?')
    raw_path = path.decode('latin-1')
    environ = template.copy()
    environ['REQUEST_METHOD'] = head.method
    environ['RAW_PATH_INFO'] = raw_path
    environ['PATH_INFO'] = unquote_to_bytes(path).decode('latin-1') if '%' in raw_path else raw_path
    environ['QUERY_STRING'] = query.decode('latin-1')
    environ['SERVER_PROTOCOL'] = head.version
    raw_headers = []
    for name, value in head.headers:
        text = value.decode('latin-1')
        raw_name, key = names[name]
        raw_headers.append((raw_name, text))
        if key in environ:
            text = f'{environ[key]}{"; " if key == "HTTP_COOKIE" else ","}{text}'
        if key:
            environ[key] = text
    environ['headers_raw'] = tuple(raw_headers)
    if 'CONTENT_TYPE' not in environ:  # as eventlet and wsgiref have it (RFC 2045, 5.2)
        environ['CONTENT_TYPE'] = 'text/plain'
    if authority:  # takes precedence over Host (RFC 9112, 3.2.2)
        environ['HTTP_HOST'] = authority.decode('latin-1')
    return environ
