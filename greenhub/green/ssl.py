"""The standard library's ssl, green: handshakes, reads and writes suspend the green thread."""

from __future__ import annotations

import ssl as _std
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..greenio.sockets import GreenSocket
from ..hubs.hub import READ, WRITE
from . import socket as _green_socket
from ._twin import rebind, take_names

if TYPE_CHECKING:
    from ssl import *  # noqa: F403


class GreenSSLSocket(_std.SSLSocket, GreenSocket):
    """An encrypted socket; `GreenSSLContext.wrap_socket` and `wrap_socket` make them.

    The standard class sits on GreenSocket here; what goes through OpenSSL is tried and waits as OpenSSL asks.
    A connection is accepted without a handshake: it happens with the first read or write, in whoever does that.
    """

    def _until_done(self, call: Callable[..., Any], *args: Any) -> Any:
        deadline = self._deadline()
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
            self._wait_until(evtype, deadline)

    def read(self, len: int = 1024, buffer: Any = None) -> Any:
        """Up to `len` bytes, or their number when they go into `buffer`."""
        return self._until_done(super().read, len, buffer)

    def write(self, data: Any) -> int:
        """Encrypt and send; returns the number of bytes taken."""
        return self._until_done(super().write, data)

    def send(self, data: Any, flags: int = 0) -> int:
        """As `write`; `flags` must be 0."""
        return self._until_done(super().send, data, flags)

    def do_handshake(self, block: bool = False) -> None:
        """Agree on the encryption, within the socket's time-out."""
        self._until_done(super().do_handshake, block)

    def unwrap(self) -> Any:
        """End the encryption; returns the socket, which goes on in clear text."""
        return self._until_done(super().unwrap)

    def verify_client_post_handshake(self) -> None:
        """Ask a TLS 1.3 client for its certificate."""
        self._until_done(super().verify_client_post_handshake)

    def accept(self) -> tuple[GreenSSLSocket, Any]:
        """Wait for a connection; returns an encrypted socket that has not done its handshake, and the address."""
        fileno, address = self._accept()
        connection = GreenSocket(self.family, self.type, self.proto, fileno)
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False,
                                        suppress_ragged_eofs=self.suppress_ragged_eofs), address


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
    if ssl_version is None or ssl_version == _std.PROTOCOL_TLS:
        ssl_version = _std.PROTOCOL_TLS_SERVER if server_side else _std.PROTOCOL_TLS_CLIENT
    context = GreenSSLContext(ssl_version)
    context.minimum_version = max(context.minimum_version, _std.TLSVersion.TLSv1_2)
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
