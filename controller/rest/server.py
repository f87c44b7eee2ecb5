"""A WSGI application behind a listening socket, and behind the guards that the options ask for."""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import greenhub
from greenhub import wsgi

from ..config import Config
from ..log import Throttle
from .access_log import AccessLog, Answered
from .body import write
from .guards import Guarded, reads_nothing
from .limits import MAX_BODY, PER_CLIENT, Connections, client_of, is_loopback

__all__ = ['BODY_TIMEOUT', 'GRACE', 'MAX_BODY', 'WSGIServer']

log = logging.getLogger(__name__)

#: Seconds that a client has for its TLS handshake and the header of a request, each.
HEADER_TIMEOUT = 30.0

#: Seconds that a client has to send a body.
BODY_TIMEOUT = 60.0

#: Seconds that a connection may stay open between two requests.
IDLE = 75.0

#: Seconds that requests which are being answered have to finish when the server stops.
GRACE = 2.0


class WSGIServer:
    """Serves `site` on `address` (host, port) from `start` to `stop`; port 0 takes a free one.

    `config` has the options of who may use it: by default this machine alone. `reads(environ)` says whether a request
    changes nothing, whatever its method, so that a token which may only read suffices.
    """

    def __init__(
        self,
        address: tuple[str, int],
        site: Callable[..., Iterable[bytes]],
        config: Config | None = None,
        reads: Callable[[dict[str, Any]], bool] = reads_nothing,
    ) -> None:
        self.address = address
        self._site = site
        self._config = config or Config()
        self._reads = reads
        self._socket: Any = None
        self._thread: Any = None
        self._access_log: AccessLog | None = None

    def start(self) -> None:
        """Listen, and serve in a green thread; raises OSError with a sentence that says what to do."""
        config = self._config
        site = Guarded(self._site, config, self._reads)
        tls = _tls_context(config) if config.wsapi_cert else None
        self._access_log = AccessLog(config.wsapi_log, config.log_file_mode)
        self._socket = _listen(self.address)
        self.address = self._socket.getsockname()[:2]
        try:
            self._check_access()
        except OSError:
            self._socket.close()
            self._access_log.close()
            raise
        if tls is not None:
            self._socket = tls.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)
        shared = self._access_log, Connections(), Throttle(10.0)
        options = {
            'log': log, 'debug': False, 'protocol': partial(_Protocol, shared), 'header_timeout': HEADER_TIMEOUT,
            'max_body': MAX_BODY, 'body_timeout': BODY_TIMEOUT, 'socket_timeout': BODY_TIMEOUT, 'keepalive': IDLE,
        }  # fmt: skip
        self._thread = greenhub.spawn(wsgi.server, self._socket, site, **options)

    def _check_access(self) -> None:
        """Raise OSError where others would reach the server without being known; warn of what they can do then."""
        host, port = self.address
        config = self._config
        if is_loopback(host):
            return
        if config.wsapi_token:
            if not config.wsapi_cert:
                log.warning('REST on %s:%d is not encrypted: tokens can be read on their way; --wsapi-cert and '
                            '--wsapi-key encrypt', host, port)  # fmt: skip
        elif config.wsapi_insecure:
            log.warning('whoever reaches REST on %s:%d controls the network, as --wsapi-insecure has it', host, port)
        elif not config.wsapi_ca_certs:
            raise OSError(
                f'REST on {host} can be reached from elsewhere, and whoever reaches it controls the network. Choose:\n'
                '  --wsapi-token FILE   asks everybody for a token: openssl rand -hex 16 > FILE; chmod 600 FILE\n'
                '  --wsapi-cert FILE --wsapi-key FILE --wsapi-ca-certs FILE   asks everybody for a certificate\n'
                '  --wsapi-insecure     lets everybody in\n'
                'Without --wsapi-host it serves this machine alone.'
            )

    def wait(self) -> None:
        """Wait until the server is stopped."""
        self._thread.wait()

    def stop(self) -> None:
        """Take no more connections, and wait for the requests that are being answered, at most 2 s."""
        greenhub.sleep(0)  # one that was started just now has to begin before it can end
        self._socket.close()
        with greenhub.Timeout(GRACE, False):
            self._thread.wait()
        self._thread.kill()
        if self._access_log is not None:
            self._access_log.close()


class _Protocol(wsgi.HttpProtocol):
    """A client's connection, of which it may have so many; refusals are JSON, answers go to the access log."""

    require_host = True

    def __init__(self, shared: tuple[AccessLog, Connections, Throttle], conn_state: list[Any], server: Any) -> None:
        super().__init__(conn_state, server)
        self._access_log, self._connections, self._throttle = shared

    def run(self) -> None:
        """Serve the connection, unless the client has too many."""
        client = client_of(self.client_address[0])
        if not self._connections.open(client):
            self._warn(f'{client} has {PER_CLIENT} connections to REST open, and gets no more')
            self.close()
            return
        try:
            super().run()
        finally:
            self._connections.close(client)

    def setup(self) -> None:
        """As elsewhere; the log says which TLS handshakes fail, and why."""
        try:
            super().setup()
        except OSError as error:
            if self.server.is_tls:
                self._warn(f'TLS with {self.client_address[0]} failed: {getattr(error, "reason", None) or error}')
            raise
        if self.server.is_tls:
            self.connection_environ['REMOTE_USER'] = _subject(self.socket.getpeercert())

    def _warn(self, problem: str) -> None:
        held = self._throttle.pass_through(problem.partition(' ')[0])
        if held is not None:
            log.warning('%s%s', problem, f' ({held} more like it since the last)' if held else '')

    def problem_body(self, status: int, text: str) -> tuple[str, bytes]:
        """A refusal as all others are."""
        problem = text.strip() or 'the request failed inside the controller, whose log says why'
        return 'application/json', write({'status': status, 'error': problem})

    def log_request(self) -> None:
        """Add an answer to the access log."""
        response = self.response
        self._access_log.add(Answered(
            self.client_address[0], self.environ.get('REMOTE_USER', ''), self.requestline,
            response.status[:3], response.body_bytes, self.clock() - self.started,
        ))  # fmt: skip

    def log_error(self, format: str, *args: Any) -> None:
        """Add the answer to what is no request."""
        status, why = args
        self._access_log.add(Answered(self.client_address[0], '', '', str(status), 0, 0.0, why))


def _subject(certificate: Any) -> str:
    """The name of whom a certificate is for, '' where there is none."""
    names = (dict(each) for each in (certificate or {}).get('subject', ()))
    return next((str(each['commonName']) for each in names if 'commonName' in each), '')


def _listen(address: tuple[str, int]) -> Any:
    family = socket.AF_INET6 if ':' in address[0] else socket.AF_INET
    try:
        return greenhub.listen(address, family, reuse_port=False)
    except OSError as error:
        problem = f'REST cannot listen on {address[0]}:{address[1]}: {error.strerror or error}'
        if error.errno == errno.EADDRINUSE:
            problem += '; is another controller running? --wsapi-port chooses another port'
        explained = OSError(problem)  # not with errno, which its text would begin with
        explained.errno = error.errno
        raise explained from None


def _tls_context(config: Config) -> Any:
    """TLS 1.2 or newer with the certificate of the REST API; clients need one where authorities are named."""
    from greenhub.green import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    option, value = '--wsapi-cert and --wsapi-key', f'{config.wsapi_cert}, {config.wsapi_key}'
    try:
        context.load_cert_chain(str(config.wsapi_cert), config.wsapi_key, password=_no_password)
        if config.wsapi_ca_certs:
            option, value = '--wsapi-ca-certs', config.wsapi_ca_certs
            context.load_verify_locations(config.wsapi_ca_certs)
            context.verify_mode = ssl.CERT_REQUIRED
    except OSError as error:
        raise OSError(f'{option}: OpenSSL does not take {value}: {error}') from error
    return context


def _no_password() -> str:
    raise OSError('the key is encrypted, and nobody is there to say the password')
