"""Where switches come from: listening sockets, TCP or TLS, and switches that the controller dials itself."""

from __future__ import annotations

import errno
import logging
import socket as constants
from collections.abc import Callable
from typing import Any

import greenhub
from greenhub.green import socket

from .config import Config
from .datapath import place_of
from .log import Throttle

__all__ = ['Dialler', 'Listener']

log = logging.getLogger('controller.listener')

PORTS = (6653, 6633)  # IANA's, and the one before it
EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
ADVICE: dict[int | None, str] = {
    errno.EMFILE: '; each switch is an open file: a higher hard limit (ulimit -Hn, LimitNOFILE of systemd) lets more in'
}
PAUSE = 0.1  # seconds without accepting while descriptors or memory are used up
BACKLOG = 1024

Accept = Callable[[Any, Any], Any]


class Listener:
    """A listening socket, whose connections go to `accept(socket, address)`."""

    def __init__(self, sock: Any, accept: Accept, tls: Any = None, handshake: float = 5.0) -> None:
        self.socket = sock
        self.address = sock.getsockname()
        self._accept = accept
        self._tls = tls
        self._handshake = handshake
        self._thread: Any = None
        self._throttle = Throttle(10.0)

    @classmethod
    def all_of(cls, config: Config, accept: Accept) -> list[Listener]:
        """The listeners that the options ask for; raises OSError that names address and port."""
        tls = tls_context(config) if config.ctl_cert else None
        port = config.ofp_ssl_listen_port if tls else config.ofp_tcp_listen_port
        listeners: list[Listener] = []
        for number in PORTS if port is None else (port,):
            try:
                family = family_of(config.ofp_listen_host)
                sock = greenhub.listen((config.ofp_listen_host, number), family, BACKLOG, reuse_port=False)
            except OSError as error:
                if port is None and listeners and error.errno == errno.EADDRINUSE:
                    log.warning('port %d is in use, listening on %d only', number, PORTS[0])
                    continue
                raise OSError(  # not with errno, which its text would begin with
                    f'cannot listen for switches on {config.ofp_listen_host} port {number}: {error.strerror or error};'
                    f' --ofp-{"ssl" if tls else "tcp"}-listen-port chooses another port'
                ) from None
            listeners.append(cls(sock, accept, tls, config.socket_timeout))
        return listeners

    def __str__(self) -> str:
        host, port = self.address[:2]
        return f'{host} port {port}{" (TLS)" if self._tls else ""}'

    def start(self) -> None:
        """Accept connections from now on."""
        self._thread = greenhub.spawn(self._run)

    def stop(self) -> None:
        """Accept no more."""
        if self._thread is not None:
            self._thread.kill()
        self.socket.close()

    def _run(self) -> None:
        while True:
            try:
                sock, address = self.socket.accept()
                prepare(sock)
            except OSError as error:
                if self.socket.fileno() < 0:
                    return
                held = self._throttle.pass_through(error.errno)
                if held is not None:
                    log.warning('cannot accept switches on %s: %s%s', self, error, ADVICE.get(error.errno, ''))
                greenhub.sleep(PAUSE if error.errno in EXHAUSTED else 0)
                continue
            if self._tls is None:
                self._accept(sock, address)
            else:
                greenhub.spawn(self._secure, sock, address)
            greenhub.sleep(0)  # accept does not wait while connections are queued: the switches have their turn

    def _secure(self, sock: Any, address: Any) -> None:
        try:
            secured = secure(sock, self._tls, self._handshake, server_side=True)
        except OSError as error:
            held = self._throttle.pass_through('TLS')
            if held is not None:
                more = f' (and {held} others)' if held else ''
                log.warning('switch at %s: %s%s', place_of(address), error, more)
        else:
            self._accept(secured, address)


class Dialler:
    """Connects to one switch, and again whenever the connection has ended, or `interval` seconds after it failed."""

    def __init__(
        self, address: tuple[str, int], config: Config, accept: Accept, interval: float | None = None
    ) -> None:
        self.address = address
        self.interval = config.ofp_switch_connect_interval if interval is None else interval
        self._config = config
        self._accept = accept
        self._tls = tls_context(config, server_side=False) if config.ctl_cert else None
        self._thread: Any = None
        self._throttle = Throttle(60.0)

    def start(self) -> None:
        """Begin to dial, unless that has begun."""
        if self._thread is None:
            self._thread = greenhub.spawn(self._run)

    def stop(self) -> None:
        """Dial no more; a connection that stands is left alone."""
        if self._thread is not None:
            self._thread.kill()

    def _run(self) -> None:
        host, port = self.address
        while True:
            try:
                with greenhub.Timeout(self._config.socket_timeout, TimeoutError('no connection in time')):
                    sock = socket.create_connection(self.address)
                prepare(sock)
                if self._tls is not None:
                    sock = secure(sock, self._tls, self._config.socket_timeout, server_side=False)
                datapath = self._accept(sock, self.address)
                while datapath.is_active:
                    greenhub.sleep(self.interval or 0.1)
            except (OSError, UnicodeError) as error:  # UnicodeError: of a host name that cannot be one
                if self._throttle.pass_through(type(error).__name__) is not None:
                    log.warning('cannot connect to switch at %s port %d: %s', host, port, error)
            greenhub.sleep(self.interval or 0.1)


def prepare(sock: Any) -> None:
    """What every connection of a switch needs."""
    if sock.family in (constants.AF_INET, constants.AF_INET6):
        sock.setsockopt(constants.IPPROTO_TCP, constants.TCP_NODELAY, 1)


def secure(sock: Any, tls: Any, seconds: float, *, server_side: bool) -> Any:
    """The TLS socket that a socket has become; closed, and OSError raised, where that fails or takes too long."""
    try:
        sock = tls.wrap_socket(sock, server_side=server_side, do_handshake_on_connect=False)
        with greenhub.Timeout(seconds, TimeoutError(f'no handshake in {seconds:g} s')):
            sock.do_handshake()
    except OSError as error:
        sock.close()
        raise OSError(f'TLS failed: {getattr(error, "reason", None) or error}') from error
    except BaseException:
        sock.close()
        raise
    return sock


def family_of(host: str) -> int:
    """The address family of a host to listen on."""
    return constants.AF_INET6 if ':' in host else constants.AF_INET


def tls_context(config: Config, *, server_side: bool = True) -> Any:
    """TLS 1.2 or newer with the controller's certificate; switches' certificates are checked when a CA is given."""
    from greenhub.green import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server_side else ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED if config.ca_certs else ssl.CERT_NONE
    option, value = '--ctl-cert and --ctl-privkey', f'{config.ctl_cert}, {config.ctl_privkey}'
    try:
        context.load_cert_chain(str(config.ctl_cert), config.ctl_privkey)
        if config.ca_certs:
            option, value = '--ca-certs', config.ca_certs
            context.load_verify_locations(config.ca_certs)
        if config.ciphers:
            option, value = '--ciphers', config.ciphers
            context.set_ciphers(config.ciphers)
    except OSError as error:
        raise OSError(f'{option}: OpenSSL does not take {value}: {error}') from error
    return context
