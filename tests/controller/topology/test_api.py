"""What apps ask of topology, on the emulated network."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import greenhub
from controller.app import App, NoSuchApp, ReplyTimeout
from controller.emulator import testing_network
from controller.emulator.testing import TestingNetwork
from controller.topology.api import (
    equal_cost_paths,
    find_host,
    get_all_host,
    get_all_link,
    get_all_switch,
    get_graph,
    get_host,
    get_link,
    get_switch,
    shortest_path,
)
from controller.topology.dumper import DiscoveryEventDumper
from controller.topology.graph import NoPath


class Asking(App):
    """Has imported functions of the API, and so has topology loaded."""


@pytest.fixture
def net() -> Iterator[TestingNetwork]:
    """Four switches in a ring, s1 to s4, each with a host; all links are found."""
    with testing_network('ring,4', ['simple_switch_13', Asking]) as net:
        get_link(net.controller.apps['Asking'])
        greenhub.sleep(5)
        yield net


@pytest.fixture
def app(net: TestingNetwork) -> App:
    return net.controller.apps['Asking']


def ends(links: Any) -> list[tuple[int, int, int, int]]:
    return sorted((link.src.dpid, link.src.port_no, link.dst.dpid, link.dst.port_no) for link in links)


#: s1 to s4 have their hosts at port 1; links as they are made take ports 2 and 3.
LINKS = [(1, 2, 2, 2), (1, 3, 4, 3), (2, 2, 1, 2), (2, 3, 3, 2), (3, 2, 2, 3), (3, 3, 4, 2), (4, 2, 3, 3), (4, 3, 1, 3)]


def test_switches(app: App) -> None:
    assert [switch.dp.id for switch in get_switch(app)] == [1, 2, 3, 4]
    assert [switch.dp.id for switch in get_all_switch(app)] == [1, 2, 3, 4]
    (second,) = get_switch(app, 2)
    assert [port.port_no for port in second.ports] == [1, 2, 3]
    assert get_switch(app, 9) == []


def test_links(app: App) -> None:
    assert ends(get_link(app)) == ends(get_all_link(app)) == LINKS
    assert ends(get_link(app, 2)) == [(2, 2, 1, 2), (2, 3, 3, 2)]
    assert list(get_link(app, 9)) == []


def test_hosts(net: TestingNetwork, app: App) -> None:
    assert get_host(app) == []
    assert net.ping('h1', 'h3').received
    hosts = get_all_host(app)
    assert sorted((host.mac, *host.ipv4, host.port.dpid, host.port.port_no) for host in hosts) == [
        ('00:00:00:00:00:01', '10.0.0.1', 1, 1), ('00:00:00:00:00:03', '10.0.0.3', 3, 1),
    ]  # fmt: skip
    assert [host.mac for host in get_host(app, 3)] == ['00:00:00:00:00:03']
    assert get_host(app, 2) == []
    assert find_host(app, '10.0.0.3') is find_host(app, '00:00:00:00:00:03') is get_host(app, 3)[0]
    assert find_host(app, '10.0.0.9') is None


def test_paths(net: TestingNetwork, app: App) -> None:
    assert net.ping('h1', 'h3').received
    for ends in (('10.0.0.1', '10.0.0.3'), ('00:00:00:00:00:01', find_host(app, '10.0.0.3'))):
        assert list(shortest_path(app, *ends)) == [(1, 1, 2), (2, 2, 3), (3, 2, 1)]
    assert [path.switches for path in equal_cost_paths(app, 1, 3)] == [(1, 2, 3), (1, 4, 3)]
    with pytest.raises(NoPath, match=r'10\.0\.0\.9'):
        shortest_path(app, '10.0.0.9', 1)


def test_graph_stays_as_it_was_when_it_was_asked_for(net: TestingNetwork, app: App) -> None:
    graph = get_graph(app)
    assert sorted(graph.edges) == LINKS
    assert get_graph(app) is graph
    greenhub.sleep(2)
    assert get_graph(app)._kept['hops'] is graph._kept['hops']  # with other delays
    net.set_link('s1', 's2', False)
    greenhub.sleep(0.1)
    assert graph.shortest_path(1, 2).switches == (1, 2)
    assert get_graph(app).shortest_path(1, 2).switches == (1, 4, 3, 2)
    assert shortest_path(app, 1, 2, lambda edge: 1 if edge.src != 4 else 100).cost == 102
    net.set_link('s1', 's2', True)
    greenhub.sleep(2)
    assert get_graph(app) == graph
    assert all(graph.delay(edge) is not None for edge in get_graph(app).edges)


def test_delays_are_measured() -> None:
    with testing_network('linear,2', ['simple_switch_13', Asking], delay=0.01) as net:
        app = net.controller.apps['Asking']
        get_link(app)
        greenhub.sleep(10)
        assert [(link.delay, link.loss) for link in get_link(app)] == [(pytest.approx(0.01, abs=0.002), 0)] * 2
        assert shortest_path(app, 1, 2, 'delay').cost == pytest.approx(0.01, abs=0.002)


def test_from_an_os_thread(app: App) -> None:
    questions: list[Callable[[App], Any]] = [
        get_switch, get_all_switch, get_link, get_all_link, get_host, get_all_host, get_graph,
        lambda app: shortest_path(app, 1, 3), lambda app: find_host(app, '10.0.0.1'),
    ]  # fmt: skip
    answers: list[Any] = []

    def ask() -> None:
        answers.extend(question(app) for question in questions)

    thread = threading.Thread(target=ask)
    thread.start()
    with greenhub.Timeout(10):
        while len(answers) < len(questions):
            greenhub.sleep(0.001)
    thread.join(5)
    assert [len(answer) for answer in answers[:6]] == [4, 4, 8, 8, 0, 0]
    assert sorted(answers[6].edges) == LINKS
    assert answers[7].switches == (1, 2, 3)
    assert answers[8] is None


def test_without_topology() -> None:
    class Alone(App):
        __module__ = 'math'  # which imports nothing of ours

    with testing_network('single,1', [Alone]) as net, pytest.raises(NoSuchApp, match="'switches'"):
        get_switch(net.controller.apps['Alone'])


def test_topology_that_does_not_answer(net: TestingNetwork, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net.controller.apps['switches'], 'reply_to_request', lambda request, reply: None)
    with pytest.raises(ReplyTimeout):
        get_switch(app)


def test_dumper(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with testing_network('linear,2', ['simple_switch_13', DiscoveryEventDumper]) as net:
        greenhub.sleep(5)
        assert net.ping('h1', 'h2').received
        net.set_link('s1', 's2', False)
        greenhub.sleep(1)
    told = [record.getMessage().partition('<')[0] for record in caplog.records if record.name == 'DiscoveryEventDumper']
    assert told == [
        'EventSwitchEnter', 'EventSwitchEnter', 'EventLinkAdd', 'EventLinkAdd', 'EventHostAdd', 'EventHostAdd',
        'EventPortModify', 'EventLinkDelete', 'EventLinkDelete', 'EventPortModify',
    ]  # fmt: skip
