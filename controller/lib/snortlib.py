"""Snort's alerts as events: an app that listens on the Unix socket to which Snort writes, or on TCP for a relay."""

from __future__ import annotations

import os
import stat
from contextlib import closing
from typing import Any

import greenhub
from greenhub.green import socket

from ..app import App
from ..events import EventBase
from ..wire import DecodeError
from .alert import AlertPkt

__all__ = ['BUFSIZE', 'SOCKFILE', 'EventAlert', 'SnortLib']

#: The app of this module is loaded with whatever app handles its events.
_SERVICE_NAME = 'controller.lib.snortlib'

BUFSIZE = AlertPkt.SIZE
SOCKFILE = '/tmp/snort_alert'
PORT = 51234
RELAYS = 16  # that may be connected at a time


class EventAlert(EventBase):
    """Snort has raised the alert `msg`."""

    def __init__(self, msg: AlertPkt) -> None:
        self.msg = msg


class SnortLib(App):
    """Receives alerts, once an app has called `start_socket_server`.

    `config` says where: `unixsock` True for a Unix socket, at `path` (SOCKFILE), False for TCP, on `host` (0.0.0.0) and
    `port` (51234), to which a relay sends alerts one behind the other.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = 'snortlib'
        self.config: dict[str, Any] = {'unixsock': True}
        self.sock: Any = None
        self.nwsock: Any = None
        self._relays = 0

    def set_config(self, config: dict[str, Any]) -> None:
        """Have other options; raises TypeError where they are no dictionary."""
        if not isinstance(config, dict):
            raise TypeError(f'the options of snortlib are a dictionary, not {config!r}')
        self.config = config

    def start_socket_server(self) -> None:
        """Listen from now on, and no more where it did before; raises OSError."""
        self._close()
        if self.config.get('unixsock'):
            self._start_unix(self.config.get('path') or SOCKFILE)
        else:
            self._start_tcp(self.config.get('host') or '0.0.0.0', self.config.get('port') or PORT)

    def stop(self) -> None:
        """Listen no more."""
        super().stop()
        self._close()

    def _close(self) -> None:
        for thread in [*self.threads]:
            thread.kill()
        self.threads.clear()
        if self.sock is not None:
            path = self.sock.getsockname()
            self.sock.close()
            if os.path.exists(path):
                os.unlink(path)
        if self.nwsock is not None:
            self.nwsock.close()
        self.sock = self.nwsock = None

    # -- Snort itself -------------------------------------------------------------------------------------------

    def _start_unix(self, path: str) -> None:
        if os.path.exists(path) and stat.S_ISSOCK(os.stat(path).st_mode):
            os.unlink(path)  # of one who has ended
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.sock.bind(path)
        self.threads.append(greenhub.spawn(self._receive))
        self.logger.info('waiting for alerts on %s', path)

    def _receive(self) -> None:
        while True:
            self._take(self.sock.recv(BUFSIZE + 1))

    # -- a relay of alerts --------------------------------------------------------------------------------------

    def _start_tcp(self, host: str, port: int) -> None:
        self.nwsock = greenhub.listen((host, port), backlog=RELAYS, reuse_port=False)
        self.threads.append(greenhub.spawn(self._accept))
        self.logger.info('waiting for relays of alerts on %s port %d', *self.nwsock.getsockname()[:2])

    def _accept(self) -> None:
        while True:
            relay, address = self.nwsock.accept()
            if self._relays >= RELAYS:
                self.logger.warning('refused a relay of alerts from %s: %d are connected', address[0], RELAYS)
                relay.close()
                continue
            self._relays += 1
            self.threads.append(greenhub.spawn(self._serve, relay, address[0]))

    def _serve(self, relay: Any, host: str) -> None:
        try:
            with closing(relay):
                self.logger.info('a relay of alerts connected from %s', host)
                buf = b''
                while data := relay.recv(BUFSIZE):
                    buf += data
                    while len(buf) >= BUFSIZE:
                        self._take(buf[:BUFSIZE])
                        buf = buf[BUFSIZE:]
        except OSError as error:
            self.logger.info('the relay of alerts at %s: %s', host, error)
        finally:
            self._relays -= 1
            if greenhub.getcurrent() in self.threads:
                self.threads.remove(greenhub.getcurrent())

    def _take(self, data: bytes) -> None:
        try:
            alert = AlertPkt.parser(data)
        except DecodeError as error:
            self.logger.warning('not an alert of Snort: %d bytes, not %d', len(error.buf), BUFSIZE)
        else:
            self.send_event_to_observers(EventAlert(alert))
