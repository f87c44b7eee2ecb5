"""A WSGI application on greenhub's server; each request may wait as long as it likes without holding up others.

    python examples/wsgi_server.py
    curl localhost:8080/            greets
    curl localhost:8080/wait/3      greets after three seconds
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import greenhub
from greenhub import wsgi

LONGEST = 60  # seconds


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path, _, seconds = environ['PATH_INFO'].rpartition('/')
    if (path, seconds) == ('', ''):
        status, text = '200 OK', 'Hello, world!\n'
    elif path == '/wait' and seconds.isdecimal() and int(seconds) <= LONGEST:
        greenhub.sleep(int(seconds))
        status, text = '200 OK', 'Hello, patient world!\n'
    else:
        status, text = '404 Not Found', f'There are / and /wait/SECONDS, up to {LONGEST}.\n'
    start_response(status, [('Content-Type', 'text/plain')])
    return [text.encode()]


def main() -> None:
    parser = argparse.ArgumentParser(description='Greet whoever asks.')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=8080, help='0: a free one')
    options = parser.parse_args()
    wsgi.server(greenhub.listen((options.host, options.port)), application)  # which prints where it listens


if __name__ == '__main__':
    with suppress(KeyboardInterrupt):
        main()
