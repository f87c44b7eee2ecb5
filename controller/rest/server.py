"""A WSGI application behind a listening socket."""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Callable
from typing import Any

import greenhub
from greenhub import wsgi

__all__ = ['BODY_TIMEOUT', 'GRACE', 'MAX_BODY', 'WSGIServer']

log = logging.getLogger(__name__)

#: Bytes of a request's body; a batch of a hundred thousand flows is smaller.
MAX_BODY = 16 << 20

#: Seconds that a client has to send it.
BODY_TIMEOUT = 60.0

#: Seconds that a connection may stay open between two requests.
IDLE = 75.0

#: Seconds that requests which are being answered have to finish when the server stops.
GRACE = 2.0

_LOG_FORMAT = '%(client_ip)s "%(request_line)s" %(status_code)s, %(body_length)s bytes in %(wall_seconds).6f s'


class _Protocol(wsgi.HttpProtocol):
    require_host = True


class WSGIServer:
    """Serves `site` on `address` (host, port) from `start` to `stop`; port 0 takes a free one."""

    def __init__(self, address: tuple[str, int], site: Callable[..., Any]) -> None:
        self.address = address
        self._site = site
        self._socket: Any = None
        self._thread: Any = None

    def start(self) -> None:
        """Listen, and serve in a green thread; raises OSError with a sentence that names the address."""
        try:
            family = socket.AF_INET6 if ':' in self.address[0] else socket.AF_INET
            self._socket = greenhub.listen(self.address, family, reuse_port=False)
        except OSError as error:
            raise _explained(error, self.address) from None
        self.address = self._socket.getsockname()[:2]
        options = {
            'log': log, 'log_format': _LOG_FORMAT, 'debug': False, 'protocol': _Protocol,
            'max_body': MAX_BODY, 'body_timeout': BODY_TIMEOUT, 'socket_timeout': BODY_TIMEOUT, 'keepalive': IDLE,
        }  # fmt: skip
        self._thread = greenhub.spawn(wsgi.server, self._socket, self._site, **options)

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


def _explained(error: OSError, address: tuple[str, int]) -> OSError:
    problem = f'REST cannot listen on {address[0]}:{address[1]}: {error.strerror or error}'
    if error.errno == errno.EADDRINUSE:
        problem += '; is another controller running? --wsapi-port chooses another port'
    explained = OSError(problem)  # not with errno, which its text would begin with
    explained.errno = error.errno
    return explained
