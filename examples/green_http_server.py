"""The blocking HTTP server beside this file, concurrent, without a change to it.

    python examples/green_http_server.py

Patching makes its sockets green: where they would wait, the green thread does.  `spawn_n` gives each client one.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import greenhub

greenhub.monkey_patch()

import blocking_http_server as server  # noqa: E402  # after patching

if __name__ == '__main__':
    with suppress(KeyboardInterrupt):
        server.serve(**vars(server.options()), handle=partial(greenhub.spawn_n, server.answer))
