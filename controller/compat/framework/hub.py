"""`ryu.lib.hub`: Ryu's few names for green threads, on greenhub."""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import greenhub
from greenhub import GreenletExit as TaskExit
from greenhub import GreenThread as HubThread
from greenhub import Timeout, connect, getcurrent, listen, sleep
from greenhub import monkey_patch as patch
from greenhub.event import Event as HubEvent
from greenhub.queue import Empty as QueueEmpty
from greenhub.queue import Full as QueueFull
from greenhub.queue import Queue
from greenhub.semaphore import BoundedSemaphore, Semaphore
from greenhub.websocket import WebSocketWSGI

from ...lib import ip

__all__ = [
    'HUB_TYPE', 'LOG', 'BoundedSemaphore', 'Event', 'HubEvent', 'HubThread', 'LoggingWrapper', 'Queue', 'QueueEmpty',
    'QueueFull', 'Semaphore', 'StreamClient', 'StreamServer', 'TaskExit', 'Timeout', 'WSGIServer', 'WebSocketWSGI',
    'connect', 'getcurrent', 'joinall', 'kill', 'listen', 'patch', 'sleep', 'spawn', 'spawn_after',
]  # fmt: skip

#: Ryu chooses a hub by the environment variable RYU_HUB_TYPE; there is this one, whose names are eventlet's.
HUB_TYPE = 'eventlet'
LOG = logging.getLogger('ryu.lib.hub')

HANDSHAKE = 5.0  # seconds that TLS may take to come about
PAUSE = 0.1  # seconds after an accept that failed


def spawn(*args: Any, raise_error: bool = False, **kwargs: Any) -> HubThread:
    """Run `args[0](*args[1:], **kwargs)` in a new green thread.

    What it raises is logged, and whoever waits for the thread gets None; with `raise_error` they get the exception.
    """
    return greenhub.spawn(_run, raise_error, *args, **kwargs)


def spawn_after(seconds: float, *args: Any, raise_error: bool = False, **kwargs: Any) -> HubThread:
    """As `spawn`, after `seconds`."""
    return greenhub.spawn_after(seconds, _run, raise_error, *args, **kwargs)


def _run(raise_error: bool, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    try:
        return function(*args, **kwargs)
    except TaskExit:
        return None
    except KeyboardInterrupt:
        raise  # a person wants the program to end
    except BaseException:  # a time-out that nobody caught and sys.exit() end the thread alone, too
        if raise_error:
            raise
        LOG.error('hub: uncaught exception: %s', traceback.format_exc())
        return None


def kill(thread: Any) -> None:
    """End a green thread; one that has not started yet never runs."""
    thread.kill()


def joinall(threads: Iterable[Any]) -> None:
    """Wait until all of them have ended; raises what the first of them raised that was spawned with `raise_error`."""
    for thread in threads:
        try:
            thread.wait()
        except TaskExit:
            pass


class Event:
    """A flag that green threads wait for; it may be set and cleared again and again."""

    def __init__(self) -> None:
        self._is_set = False
        self._change = HubEvent()

    def is_set(self) -> bool:
        """Whether the flag is set."""
        return self._is_set

    def set(self) -> None:
        """Set the flag, and wake all who wait for it."""
        self._is_set = True
        change, self._change = self._change, HubEvent()
        change.send()

    def clear(self) -> None:
        """Take the flag back; who was woken and did not run yet goes on waiting."""
        self._is_set = False

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the flag is set, for at most `timeout` seconds; whether it is."""
        with Timeout(timeout, False):
            while not self._is_set:
                self._change.wait()
        return self._is_set


class StreamServer:
    """Calls `handle(socket, address)` in a green thread for each connection.

    `listen_info` is a host and a port, or the path of a Unix socket alone in a tuple. `ssl_args` are those of
    `ssl.wrap_socket`; with an `ssl_ctx` among them, this context gets `certfile`, `keyfile`, `cert_reqs` and
    `ca_certs`, and its `wrap_socket` what remains.
    """

    def __init__(self, listen_info: tuple[Any, ...], handle: Callable[..., object] | None = None,
                 backlog: Any = None, spawn: str = 'default', **ssl_args: Any) -> None:
        if backlog is not None or spawn != 'default':
            raise ValueError('StreamServer: backlog and spawn cannot be chosen')
        host = listen_info[0]
        if ip.valid_ipv6(host):
            self.server = listen(listen_info, family=socket.AF_INET6)
        elif '/' in host and Path(host).parent.is_dir():
            self.server = listen(host, family=socket.AF_UNIX)
        else:
            self.server = listen(listen_info)
        self.handle: Any = handle
        if ssl_args:
            self.handle = partial(_handle_secured, handle, _tls(server_side=True, **ssl_args))

    def serve_forever(self) -> None:
        """Accept connections until the socket is closed or the caller is killed."""
        while True:
            try:
                spawn(self.handle, *self.server.accept())  # and keep no connection open by a name for it
            except OSError as error:
                if self.server.fileno() < 0:
                    return
                LOG.warning('cannot accept connections: %s', error)
                sleep(PAUSE)


def _handle_secured(handle: Any, wrap: Any, connection: Any, address: Any) -> None:
    """Hand over a connection as soon as it is encrypted."""
    secured = _secured(connection, address, wrap)
    if secured is not None:
        handle(secured, address)


def _secured(connection: Any, address: Any, wrap: Callable[[Any], Any]) -> Any:
    """The TLS socket that a connection becomes; None, and a line in the log, where it does not in time."""
    try:
        with Timeout(HANDSHAKE, TimeoutError(f'no handshake in {HANDSHAKE:g} s')):
            return wrap(connection)
    except OSError as error:
        LOG.warning('TLS with %s failed: %s', address, error)
        connection.close()
        return None


def _tls(*, ssl_ctx: Any = None, server_side: bool = False, **options: Any) -> Callable[[Any], Any]:
    """What makes a TLS socket of a socket."""
    if ssl_ctx is None:
        from greenhub.green import ssl

        return partial(ssl.wrap_socket, server_side=server_side, **options)
    if 'certfile' in options:
        ssl_ctx.load_cert_chain(options.pop('certfile'), options.pop('keyfile', None))
    if 'cert_reqs' in options:
        ssl_ctx.verify_mode = options.pop('cert_reqs')
    if 'ca_certs' in options:
        ssl_ctx.load_verify_locations(options.pop('ca_certs'))
    return partial(ssl_ctx.wrap_socket, **{'server_side': server_side, **options})


class StreamClient:
    """Connects to `addr`, an address and a port; `ssl_args` are those of `ssl.wrap_socket`."""

    def __init__(self, addr: tuple[Any, ...], timeout: float | None = None, **ssl_args: Any) -> None:
        if not (ip.valid_ipv4(addr[0]) or ip.valid_ipv6(addr[0])):
            raise ValueError(f'{addr[0]!r} is no IP address')
        self.addr = addr
        self.timeout = timeout
        self.ssl_args = ssl_args
        self._is_active = True

    def connect(self) -> Any:
        """A connected socket; None where nobody answers, or TLS fails, which is logged."""
        limit: Any = {} if self.timeout is None else {'timeout': self.timeout}
        try:
            connection = socket.create_connection(self.addr, **limit)
        except OSError:
            return None
        return _secured(connection, self.addr, _tls(**self.ssl_args)) if self.ssl_args else connection

    def connect_loop(self, handle: Callable[..., object], interval: float) -> None:
        """Connect, call `handle(socket, address)`, and again after `interval` seconds, until `stop`."""
        while self._is_active:
            connection = self.connect()
            if connection is not None:
                handle(connection, self.addr)
            sleep(interval)

    def stop(self) -> None:
        """Have `connect_loop` end."""
        self._is_active = False


class LoggingWrapper:
    """Lets a WSGI server write its lines into the log."""

    def write(self, message: str) -> None:
        """Log a line."""
        LOG.info(message.rstrip('\n'))


class WSGIServer(StreamServer):
    """Serves the WSGI application `handle`."""

    def serve_forever(self) -> None:
        """Answer requests until the socket is closed or the caller is killed."""
        from greenhub import wsgi

        self.logger = LoggingWrapper()
        wsgi.server(self.server, self.handle, self.logger)
