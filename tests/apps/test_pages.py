"""The pages of docs/apps on the emulated network, and how pages are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import greenhub
from controller import config
from controller.emulator import testing_network
from controller.emulator.testing import TestingNetwork
from controller.loader import bundled
from controller.rest import Request as WebRequest
from controller.rest import WSGIApplication
from greenhub.hubs import get_hub
from tests.apps.served import wsgi_of
from tests.page import PAGES, Request, Scenario, play, read_curl, read_shown, same, scenarios, scenarios_of

EMULATED = [each for each in scenarios() if not each.needs_mininet]


class Emulated:
    """A network in this process."""

    def __init__(self, net: TestingNetwork) -> None:
        self._net = net

    def request(self, request: Request) -> tuple[int, str]:
        """Status and body of an answer."""
        asked = WebRequest.blank(
            request.path, method=request.method, body=request.body.encode(), headers=request.headers
        )
        answer = asked.get_response(wsgi_of(self._net))
        return answer.status_int, answer.text

    def ping(self, one: str, other: str, times: int) -> float:
        """Per cent of the pings that were lost."""
        return self._net.ping(one, other, times).loss

    def ping_all(self) -> float:
        """Per cent of the pings that were lost, every host to every other."""
        return self._net.ping_all().loss

    def link(self, one: str, other: str, up: bool) -> None:
        """Pull a cable out, or plug it in."""
        self._net.set_link(one, other, up)

    def run(self, host: str, command: str) -> str:
        """Nothing else can be done here."""
        raise NotImplementedError(command)

    def wait(self, seconds: float) -> None:
        """Let time pass, which takes none."""
        greenhub.sleep(seconds)

    def now(self) -> float:
        """Seconds of the clock that jumps."""
        return get_hub().clock()


@contextmanager
def emulated(scenario: Scenario) -> Iterator[Emulated]:
    """The network and the controller of a scenario; nothing listens on a real socket, where real time would pass."""
    options = replace(config.parse(scenario.arguments), wsapi_port=0)
    with testing_network(scenario.topology, options.app_lists, config=options, versions=scenario.versions) as net:
        if WSGIApplication in net.controller.contexts:
            wsgi_of(net).stop()
        yield Emulated(net)


@pytest.mark.parametrize('scenario', EMULATED, ids=str)
def test_page(scenario: Scenario) -> None:
    with emulated(scenario) as place:
        play(scenario, place)


# -- the reading of pages ----------------------------------------------------------------------------------------------

PAGE = """
# app

```console
$ sudo mn --topo single,2 --mac --switch ovs,protocols=OpenFlow13,datapath=user --controller remote
$ controller-manager simple_switch_13 ofctl_rest
```

The calls:

```console
$ curl localhost:8080/stats/switches
[1]
$ curl -X POST -d '{"dpid": 1,
                    "match": {}}' \\
       http://localhost:8080/stats/flowentry/delete
mininet> h1 ping -c 2 h2
2 packets transmitted, 0 received, 100% packet loss, time 1ms
$ curl -X DELETE localhost:8080/stats/flowentry/clear/7
{"error": "no switch 0000000000000007 is connected", ...}
```
"""


def read(text: str) -> list[Scenario]:
    return scenarios_of(Path('app.md'), text)


def test_a_page_is_read() -> None:
    (scenario,) = read(PAGE)
    assert (scenario.topology, scenario.versions, str(scenario)) == ('single,2', [4], 'app-1')
    assert scenario.arguments == ['simple_switch_13', 'ofctl_rest']
    assert [step.line for step in scenario.steps] == [12, 14, 17, 19]
    get, post, ping, delete = scenario.steps
    assert read_curl(get) == Request('/stats/switches')
    assert read_curl(post).path == '/stats/flowentry/delete'
    assert (read_curl(post).method, post.shown) == ('POST', ())
    assert (ping.pings, ping.loss) == (('h1', 'h2', 2), 100)
    assert read_curl(delete).method == 'DELETE'
    assert not scenario.needs_mininet


def test_a_page_is_played() -> None:
    (scenario,) = read(PAGE)
    with emulated(scenario) as place:
        play(scenario, place)


@pytest.mark.parametrize(
    ('before', 'after', 'where'),
    [
        ('[1]', '[2]', r'line 12: curl .*\nthe answer\[0\] is 1'),
        ('100% packet', '0% packet', r'line 17: h1 ping -c 2 h2\n100% packet loss instead of 0%'),
        ('"no switch', '"No switch', r'line 19: curl .*\nthe answer.error is'),
        ('[1]\n', '', r'line 12: curl .*\nthe answer is \[1\]'),
    ],
)
def test_what_is_not_as_shown_fails(before: str, after: str, where: str) -> None:
    (scenario,) = read(PAGE.replace(before, after))
    with emulated(scenario) as place, pytest.raises(AssertionError, match=where):
        play(scenario, place)


@pytest.mark.parametrize(
    ('before', 'after', 'problem'),
    [
        ('$ sudo mn', '$ mm', 'line 5: a page begins with'),
        ('controller-manager', 'manager', 'has no `. controller-manager APP`'),
        ('$ sudo', 'sudo', 'line 5: a console block begins with a command'),
        ('protocols', 'versions', 'line 5: --topo and --switch'),
    ],
)
def test_a_page_that_makes_no_sense(before: str, after: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read(PAGE.replace(before, after))


@pytest.mark.parametrize('command', ['h1 ip route add default via 10.0.0.2', 'h1 ping -c 1 192.168.0.1', 's1 ls'])
def test_what_only_mininet_can_do(command: str) -> None:
    (scenario,) = read(PAGE.replace('h1 ping -c 2 h2', command))
    assert scenario.needs_mininet


@pytest.mark.parametrize(
    ('shown', 'got'),
    [
        ('{"a": 1, ...}', {'a': 1, 'b': 2}),
        ('{"a": ..., "b": 2}', {'a': [1, 2], 'b': 2}),
        ('{"a": "...", "b": ...}', {'a': 1, 'b': 2}),
        ('{...}', {}),
        ('[1, ...]', [1, 2, 3]),
        ('[..., 2]', [1, 2]),
        ('[{"a": [...]}]', [{'a': []}]),
        ('[1.5, "a...b", -2e3]', [1.5, 'a...b', -2000.0]),
        ('...', None),
    ],
)
def test_what_is_the_same(shown: str, got: Any) -> None:
    assert same(read_shown(shown), got) is None


@pytest.mark.parametrize(
    ('shown', 'got'),
    [
        ('{"a": 1}', {'a': 1, 'b': 2}),
        ('{"a": 1, "b": 2}', {'a': 1}),
        ('[1, ...]', []),
        ('[1]', [1, 2]),
        ('[..., 2]', [1, 3]),
        ('1', True),
        ('[]', {}),
        ('"a...b"', 'acb'),
        ('null', 0),
    ],
)
def test_what_is_not_the_same(shown: str, got: Any) -> None:
    assert same(read_shown(shown), got) is not None


def test_every_app_has_a_page_and_every_page_an_app() -> None:
    titles = [page.read_text(encoding='utf-8').partition('\n')[0] for page in PAGES.glob('*.md')]
    assert sorted(name for title in titles for name in title.removeprefix('# ').split(', ')) == sorted(bundled())
