"""A Python interpreter inside a running program, over a socket.

    greenhub.spawn(backdoor.backdoor_server, greenhub.listen(('127.0.0.1', 3000)), {'app': app})

    $ telnet 127.0.0.1 3000

Whoever can connect is in charge of the process: there is no password and no encryption.  Listen on loopback, or
better on a unix socket in a directory that only the right people can enter; never on an address of the network.
"""

from __future__ import annotations

import io
import sys
from code import InteractiveConsole
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from .convenience import serve
from .greenthread import spawn_n

__all__ = ['backdoor', 'backdoor_server']

LONGEST_LINE: Final = 1 << 20
MOST_CONSOLES: Final = 100
HINT: Final = 'Type "help", "copyright", "credits" or "license" for more information.'


def backdoor_server(sock: Any, locals: dict[str, Any] | None = None) -> None:
    """Give everyone who connects to the listening socket `sock` an interpreter, until the green thread is killed.

    locals: the names to begin with; all connections share the one dictionary.
    """
    try:
        serve(sock, lambda conn, address: _serve_console(conn, address, locals), MOST_CONSOLES)
    finally:
        sock.close()


def backdoor(conn_info: tuple[Any, Any], locals: dict[str, Any] | None = None) -> None:
    """Give one client an interpreter, in a green thread of its own; conn_info: what accept() returned."""
    conn, address = conn_info
    spawn_n(_serve_console, conn, address, locals)


def _serve_console(conn: Any, address: Any, names: dict[str, Any] | None) -> None:
    import logging

    log = logging.getLogger(__name__)
    log.info('backdoor opened to %s', address or 'a unix socket')
    stream = _SocketStream(conn)
    try:
        with _in_place_of_the_standard_streams(stream):
            _Console(stream, {'__name__': '__console__', '__doc__': None} if names is None else names).run()
    except (OSError, ValueError, SystemExit):  # the client is gone, or done
        pass
    except Exception:
        log.exception('backdoor to %s failed', address or 'a unix socket')
    finally:
        stream.close()
        log.info('backdoor closed to %s', address or 'a unix socket')


class _Console(InteractiveConsole):
    """The standard interpreter loop, for a stream, and without a trace in `sys` and `builtins`."""

    def __init__(self, stream: _SocketStream, names: dict[str, Any]) -> None:
        super().__init__(names, '<backdoor>')
        self._stream = stream
        stream.display = self.display

    def run(self) -> None:
        self.write(f'Python {sys.version} on {sys.platform}\n{HINT}\n({InteractiveConsole.__name__})\n')
        more = False
        while True:
            self.write('... ' if more else '>>> ')
            line = self._stream.readline()
            if not line:
                return
            more = self.push(line.removesuffix('\n'))

    def write(self, data: str) -> None:
        self._stream.write(data)

    def display(self, value: object) -> None:
        """What `sys.displayhook` does, with `_` among the console's own names: gettext has one in `builtins`."""
        if value is not None:
            self.locals['_'] = value
            self.write(f'{value!r}\n')


class _SocketStream(io.TextIOBase):
    """Text over a socket, for a console."""

    encoding, errors = 'utf-8', 'replace'

    def __init__(self, conn: Any) -> None:
        self.display: Callable[[object], None]
        self._conn = conn
        self._lines = conn.makefile('rb')

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        """A line, with a line feed however it ended."""
        line: bytes = self._lines.readline(LONGEST_LINE)
        return line.decode(errors='replace').replace('\r\n', '\n')

    def write(self, data: str) -> int:
        self._conn.sendall(data.encode(errors='replace'))
        return len(data)

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._lines.close()
            self._conn.close()


# ---- sys.stdout and the others, for the green threads of a console alone

_console: ContextVar[_SocketStream | None] = ContextVar('the console that a green thread works for', default=None)
_NAMES: Final = ('stdin', 'stdout', 'stderr', 'displayhook')


class _PerConsole:
    """In the place of one of those: a console's green threads have theirs, all others the real one."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.users = 0

    def _present(self) -> Any:
        stream = _console.get()
        return self.real if stream is None or stream.closed else stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._present(), name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._present())

    def __call__(self, value: object) -> None:
        present = self._present()
        (self.real if present is self.real else present.display)(value)


@contextmanager
def _in_place_of_the_standard_streams(stream: _SocketStream) -> Iterator[None]:
    """Have this green thread, and those that it spawns, use `stream`."""
    mine = _console.set(stream)
    installed = []
    for name in _NAMES:
        present = getattr(sys, name)
        if not isinstance(present, _PerConsole):
            present = _PerConsole(present)
            setattr(sys, name, present)
        present.users += 1
        installed.append((name, present))
    try:
        yield
    finally:
        _console.reset(mine)
        for name, present in installed:
            present.users -= 1
            if not present.users and getattr(sys, name) is present:
                setattr(sys, name, present.real)
