"""What `ofctl_rest` answers for switches of OpenFlow 1.5, whose answers are objects through and through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from controller.emulator.testing import testing_network
from controller.openflow import OF15
from controller.rest import Request

FLOW = {
    'dpid': 1,
    'priority': 7,
    'match': {'in_port': 1},
    'instructions': [{'type': 'APPLY_ACTIONS', 'actions': [{'type': 'OUTPUT', 'port': 2}]}],
}
INSTRUCTIONS = [
    {'type': 'APPLY_ACTIONS', 'len': 24, 'actions': [{'type': 'OUTPUT', 'port': 2, 'max_len': 65509, 'len': 16}]},
]


@pytest.fixture
def rest() -> Iterator[Callable[..., Any]]:
    """Asks the interface: a path, and what to POST."""
    with testing_network('single,2', ['ofctl_rest'], versions=[OF15]) as net:
        app: Any = net.controller.apps['RestStatsApi']

        def ask(path: str, body: Any = None) -> Any:
            request = Request.blank(path)
            if body is not None:
                request.method, request.body = 'POST', json.dumps(body).encode()
            answer = app.wsgi.respond(request)
            assert answer.status_int == 200, answer.body
            return json.loads(answer.body)['1'] if answer.body else None

        yield ask


def test_the_description_of_flows(rest: Callable[..., Any]) -> None:
    rest('/stats/flowentry/add', FLOW)
    (shown,) = rest('/stats/flowdesc/1')
    assert (shown['priority'], shown['match'], shown['instructions']) == (7, {'in_port': 1}, INSTRUCTIONS)
    assert rest('/stats/flowdesc/1', {'match': {'in_port': 2}}) == []


def test_the_description_of_meters_and_queues(rest: Callable[..., Any]) -> None:
    rest('/stats/meterentry/add', {'dpid': 1, 'meter_id': 3, 'flags': 'KBPS', 'bands': [{'type': 'DROP', 'rate': 9}]})
    band = {'type': 'DROP', 'len': 16, 'rate': 9, 'burst_size': 0}
    meter = {'meter_id': 3, 'flags': ['KBPS'], 'bands': [band], 'length': 24}
    assert (rest('/stats/meterdesc/1'), rest('/stats/meterdesc/1/3')) == ([meter], [meter])
    assert rest('/stats/queuedesc/1') == []
