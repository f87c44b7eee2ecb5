"""Apps with REST on the emulated network: requests run in this process, and nothing listens on a real socket."""

from __future__ import annotations

import json as text
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from controller.config import Config
from controller.emulator import testing_network
from controller.emulator.testing import TestingNetwork
from controller.rest import Request, WSGIApplication

__all__ = ['ask', 'served', 'wsgi_of']


@contextmanager
def served(topology: str, apps: Iterable[Any], **options: Any) -> Iterator[TestingNetwork]:
    """The network with the apps, which looks for links."""
    config = Config(wsapi_port=0, observe_links=True)
    with testing_network(topology, apps, config=config, **options) as net:
        wsgi_of(net).stop()  # on a socket real time would pass
        yield net


def wsgi_of(net: TestingNetwork) -> Any:
    """What answers requests."""
    return net.controller.contexts[WSGIApplication]


def ask(net: TestingNetwork, path: str, method: str = 'GET', body: str = '') -> tuple[int, Any]:
    """Status of an answer, and its JSON; None for an empty one."""
    answer = Request.blank(path, method=method, body=body.encode()).get_response(wsgi_of(net))
    return answer.status_int, text.loads(answer.text) if answer.body else None
