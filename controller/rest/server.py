"""A WSGI application behind a listening socket."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from typing import Any

import greenhub
from greenhub import wsgi

__all__ = ['BODY_TIMEOUT', 'MAX_BODY', 'WSGIServer']

log = logging.getLogger(__name__)

#: Bytes of a request's body; a batch of a hundred thousand flows is smaller.
MAX_BODY = 16 << 20

#: Seconds that a client has to send it.
BODY_TIMEOUT = 60.0


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
            self._socket = greenhub.listen(self.address, reuse_port=False)
        except OSError as error:
            raise _explained(error, self.address) from None
        self.address = self._socket.getsockname()[:2]
        self._thread = greenhub.spawn(
            wsgi.server, self._socket, self._site, log=log, max_body=MAX_BODY, body_timeout=BODY_TIMEOUT
        )
        log.info('REST on http://%s:%d', *self.address)

    def stop(self) -> None:
        """Stop listening; requests that are being answered finish first, as far as `wsgi.server` lets them."""
        self._thread.kill()
        self._socket.close()


def _explained(error: OSError, address: tuple[str, int]) -> OSError:
    problem = f'REST cannot listen on {address[0]}:{address[1]}: {error.strerror or error}'
    if error.errno == errno.EADDRINUSE:
        problem += '; is another controller running? --wsapi-port chooses another port'
    return OSError(error.errno, problem)
