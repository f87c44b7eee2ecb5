"""The standard library's ssl, green: handshakes, reads and writes suspend the green thread."""

from __future__ import annotations

import ssl as _std
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..event import Event
from ..greenio.sockets import GreenSocket
from ..hubs import get_hub
from ..hubs.hub import READ, WRITE
from . import socket as _green_socket
from ._twin import rebind, take_names

if TYPE_CHECKING:
    from ssl import *  # noqa: F403


_LARGEST_RECORD = 1 << 14  # bytes in a record of TLS; a read returns what is left of one (RFC 8446, 5.1)
_size = len
_VERSIONS = (_std.PROTOCOL_TLS, _std.PROTOCOL_TLS_CLIENT, _std.PROTOCOL_TLS_SERVER, _std.PROTOCOL_TLSv1_2)


class GreenSSLSocket(_std.SSLSocket, GreenSocket):
    """An encrypted socket; `GreenSSLContext.wrap_socket` and `wrap_socket` make them.

    The standard class sits on GreenSocket here; what goes through OpenSSL is tried and waits as OpenSSL asks.
    A connection is accepted without a handshake: it happens with the first read or write, in whoever does that.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """The standard library makes these, and calls no `__init__` of this class."""
        self = super().__new__(cls, *args, **kwargs)
        self._followers: dict[str, list[Event]] = {}
        return self

    def _until_done(self, call: Callable[..., Any], *args: Any, deadline: float | None = None) -> Any:
        while True:
            try:
                return call(*args)
            except _std.SSLWantReadError:
                evtype = READ
                if self._timeout == 0:
                    raise
            except _std.SSLWantWriteError:
                evtype = WRITE
                if self._timeout == 0:
                    raise
            deadline = deadline or self._deadline()
            self._wait_in_turn(evtype, deadline)

    def _wait_in_turn(self, evtype: str, deadline: float | None) -> None:
        """As `_wait_until`, for several at once: in a handshake who writes waits to read, as who reads does."""
        followers = self._followers.get(evtype)
        if followers is not None:
            turn = Event()
            followers.append(turn)
            if not turn.wait(None if deadline is None else max(deadline - get_hub().clock(), 0)):
                raise TimeoutError('timed out')
            return
        self._followers[evtype] = followers = []
        try:
            self._wait_until(evtype, deadline)
        finally:
            del self._followers[evtype]
            for turn in followers:
                turn.send(True)

    def read(self, len: int = 1024, buffer: Any = None) -> Any:
        """Up to `len` bytes, or their number when they go into `buffer`."""
        deadline = None
        if self._drained and self._timeout != 0 and self._sslobj is not None and not self.pending():
            deadline = self._deadline()
            self._wait_in_turn(READ, deadline)
        data = self._until_done(super().read, len, buffer, deadline=deadline)
        size = _size(data) if buffer is None else data
        self._drained = 0 < size < min(len, _LARGEST_RECORD)  # after the end there may be nothing to wait for
        return data

    def write(self, data: Any) -> int:
        """Encrypt and send; returns the number of bytes taken."""
        return self._until_done(super().write, data)

    def send(self, data: Any, flags: int = 0) -> int:
        """As `write`; `flags` must be 0."""
        return self._until_done(super().send, data, flags)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Encrypt and send everything; the time-out limits the whole call.

        Nothing can be sent by a socket that is not connected, either.
        """
        with memoryview(data) as view, view.cast('B') as rest:
            if self._sslobj is None or flags:  # clear text, or a ValueError
                if len(rest):
                    super().sendall(rest, flags)
                return
            deadline, sent = self._deadline(), 0
            while sent < len(rest):
                with rest[sent:] as tail:
                    sent += self._until_done(super().write, tail, deadline=deadline)

    def do_handshake(self, block: bool = False) -> None:
        """Agree on the encryption, within the socket's time-out; with `block` also where that is 0."""
        forced = block and self._timeout == 0
        if forced:
            self.settimeout(None)
        try:
            self._until_done(super().do_handshake)
        finally:
            if forced:
                self.settimeout(0)

    def unwrap(self) -> Any:
        """End the encryption; returns the socket, which goes on in clear text."""
        return self._until_done(super().unwrap)

    def verify_client_post_handshake(self) -> None:
        """Ask a TLS 1.3 client for its certificate."""
        self._until_done(super().verify_client_post_handshake)

    def accept(self) -> tuple[GreenSSLSocket, Any]:
        """Wait for a connection; returns an encrypted socket that has not done its handshake, and the address.

        A connection that its client has reset already is passed over: it must not end the server.
        """
        while True:
            fileno, address = self._accept()
            connection = GreenSocket(self.family, self.type, self.proto, fileno)
            try:
                return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False,
                                                suppress_ragged_eofs=self.suppress_ragged_eofs), address
            except OSError:
                connection.close()


class GreenSSLContext(_std.SSLContext):
    """A context whose `wrap_socket` makes green sockets."""

    sslsocket_class = GreenSSLSocket


def wrap_socket(sock: Any, keyfile: str | None = None, certfile: str | None = None, server_side: bool = False,
                cert_reqs: Any = _std.CERT_NONE, ssl_version: Any = None, ca_certs: str | None = None,
                do_handshake_on_connect: bool = True, suppress_ragged_eofs: bool = True, ciphers: str | None = None,
                *, server_hostname: str | None = None) -> GreenSSLSocket:
    """Encrypt a socket with TLS 1.2 or newer, by files in PEM format.

    The peer's certificate is checked only if `cert_reqs` says so; with a `server_hostname` the name is checked too.
    """
    if server_side and not certfile:
        raise ValueError('certfile must be specified for server-side operations')
    if keyfile and not certfile:
        raise ValueError('certfile must be specified')
    if ssl_version not in (None, *_VERSIONS):
        raise ValueError(f'ssl_version {ssl_version!r} is older than TLS 1.2')
    context = GreenSSLContext(_std.PROTOCOL_TLS_SERVER if server_side else _std.PROTOCOL_TLS_CLIENT)
    context.minimum_version = max(context.minimum_version, _std.TLSVersion.TLSv1_2)
    if ssl_version == _std.PROTOCOL_TLSv1_2:
        context.maximum_version = _std.TLSVersion.TLSv1_2
    context.check_hostname = server_hostname is not None and cert_reqs != _std.CERT_NONE
    context.verify_mode = cert_reqs
    if ca_certs:
        context.load_verify_locations(ca_certs)
    if certfile:
        context.load_cert_chain(certfile, keyfile)
    if ciphers:
        context.set_ciphers(ciphers)
    return context.wrap_socket(sock, server_side=server_side, do_handshake_on_connect=do_handshake_on_connect,
                               suppress_ragged_eofs=suppress_ragged_eofs, server_hostname=server_hostname)


SSLSocket, SSLContext = GreenSSLSocket, GreenSSLContext
create_connection, socket = _green_socket.create_connection, GreenSocket
take_names(_std, globals())
rebind(_std, globals(), ('create_default_context', '_create_unverified_context', '_create_stdlib_context',
                         'get_server_certificate'))
_create_default_https_context = globals()['create_default_context']

__all__ = [name for name in vars(_std) if not name.startswith('_')]
__all__ += ['GreenSSLContext', 'GreenSSLSocket', 'wrap_socket']
