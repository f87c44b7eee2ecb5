"""Hosts on the emulated network: they come, go, and move, and nobody takes another's place unseen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import greenhub
from controller.app import App, set_ev_cls
from controller.config import Config
from controller.emulator import testing_network
from controller.emulator.testing import TestingNetwork
from controller.packet.build import arp_request
from controller.topology.api import get_host, get_link
from controller.topology.events import (
    EventHostAdd,
    EventHostDelete,
    EventHostMove,
    EventSwitchEnter,
    EventTopologyAlarm,
)
from controller.topology.hosts import PATIENCE

H1, H2 = '00:00:00:00:00:01', '00:00:00:00:00:02'


class Listening(App):
    """Keeps what it is told of hosts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told: list[tuple[Any, ...]] = []

    @set_ev_cls([EventHostAdd, EventHostDelete])
    def host(self, ev: Any) -> None:
        self.told.append((type(ev).__name__, ev.host.mac, ev.host.port.dpid, ev.host.port.port_no))

    @set_ev_cls(EventHostMove)
    def moved(self, ev: EventHostMove) -> None:
        self.told.append((type(ev).__name__, ev.dst.mac, ev.src.port.dpid, ev.dst.port.dpid))

    @set_ev_cls(EventTopologyAlarm)
    def alarm(self, ev: EventTopologyAlarm) -> None:
        self.told.append((ev.kind, ev.dpid, ev.port_no))


@pytest.fixture
def net() -> Iterator[TestingNetwork]:
    """Three switches in a row, each with a host at port 1; s1 and s2 know h1 and h2."""
    config = Config(wsapi_port=0, host_timeout=600.0)
    with testing_network('linear,3', ['simple_switch_13', Listening], config=config) as net:
        greenhub.sleep(5)
        assert net.ping('h1', 'h2').received
        yield net


@pytest.fixture
def app(net: TestingNetwork) -> Any:
    return net.controller.apps['Listening']


KNOWN = [('EventHostAdd', H1, 1, 1), ('EventHostAdd', H2, 2, 1)]


def pose_as(net: TestingNetwork, name: str, mac: str, ip: str) -> None:
    """Have a host send as if it were another."""
    net.hosts[name].send_frame(arp_request(mac, ip, '10.0.0.99').data)


def test_hosts_go_with_their_cable(net: TestingNetwork, app: Any) -> None:
    net.set_link('h1', 's1', False)
    greenhub.sleep(0.1)
    assert app.told == [*KNOWN, ('EventHostDelete', H1, 1, 1)]
    assert [host.mac for host in get_host(app)] == [H2]
    net.set_link('h1', 's1', True)
    greenhub.sleep(4)  # it says nothing that the flow entries would let through to the controller: it was asked
    assert sorted(host.mac for host in get_host(app)) == [H1, H2]


def test_hosts_come_back_with_their_switch(net: TestingNetwork, app: Any) -> None:
    net.nodes['s2'].agent.stop()
    greenhub.sleep(1)
    assert app.told[2:] == [('EventHostDelete', H2, 2, 1)]
    net.nodes['s2'].agent.start()
    greenhub.sleep(5)
    assert app.told[3:] == [('EventHostAdd', H2, 2, 1)]


def test_who_poses_as_a_host_that_is_there_does_not_take_its_place(net: TestingNetwork, app: Any) -> None:
    for _ in range(5):
        pose_as(net, 'h3', H1, '10.0.0.1')
        greenhub.sleep(1)
    greenhub.sleep(PATIENCE)
    assert app.told == [*KNOWN, ('host-conflict', 3, 1)]
    assert net.hosts['h1'].received.arp_requests  # it was asked, and has answered
    assert [(host.port.dpid, host.port.port_no) for host in get_host(app) if host.mac == H1] == [(1, 1)]


def test_host_that_has_moved_is_where_it_is_heard(net: TestingNetwork, app: Any) -> None:
    net.link('h1', 's1').plug('h1', lambda frame: None)  # it is elsewhere; a switch without OpenFlow keeps the port up
    pose_as(net, 'h3', H1, '10.0.0.1')
    greenhub.sleep(PATIENCE + 2)
    assert app.told == [*KNOWN, ('host-conflict', 3, 1), ('EventHostMove', H1, 1, 3)]
    assert [host.ipv4 for host in get_host(app, 3)] == [['10.0.0.1']]


def test_silent_hosts_that_answer_stay(net: TestingNetwork, app: Any) -> None:
    net.link('h2', 's2').plug('h2', lambda frame: None)  # it is dead, and its cable is up
    greenhub.sleep(1000)
    assert app.told == [*KNOWN, ('EventHostDelete', H2, 2, 1)]


def test_one_address_of_two(net: TestingNetwork, app: Any) -> None:
    net.hosts['h3'].send_frame(arp_request('00:00:00:00:00:03', '10.0.0.1', '10.0.0.2').data)
    greenhub.sleep(1)
    assert app.told == [*KNOWN, ('EventHostAdd', '00:00:00:00:00:03', 3, 1), ('address-conflict', 3, 1)]


def test_flood_of_addresses(net: TestingNetwork, app: Any) -> None:
    for number in range(3000):
        pose_as(net, 'h3', f'02:00:00:00:{number >> 8:02x}:{number & 255:02x}', '10.0.0.3')
        if number % 50 == 0:
            greenhub.sleep(0.01)
    greenhub.sleep(1)
    assert sum(told[0] == 'EventHostAdd' for told in app.told) == 2 + 1024
    assert ('host-flood', 3, 1) in app.told
    assert len(get_host(app, 3)) == 1024
    assert sorted(host.mac for host in get_host(app) if host.port.dpid != 3) == [H1, H2]


class Bystander(App):
    """Asks for nothing but switches."""

    @set_ev_cls(EventSwitchEnter)
    def switch(self, ev: Any) -> None:
        """A switch has come."""


def test_who_does_not_ask_for_hosts_is_spared_all_this(caplog: pytest.LogCaptureFixture) -> None:
    with testing_network('linear,3', ['simple_switch_13', Bystander], config=Config(wsapi_port=0)) as net:
        greenhub.sleep(5)
        assert net.ping_all().loss == 0
        greenhub.sleep(20)
        assert [host.received.arp_requests for host in net.hosts.values()] == [2, 2, 2]
        assert [record for record in caplog.records if record.levelname == 'WARNING'] == []
        app = net.controller.apps['Bystander']
        places = sorted((host.mac, host.port.dpid, host.port.port_no) for host in get_host(app))
        assert places == [(f'00:00:00:00:00:0{n}', n, 1) for n in (1, 2, 3)]
        get_link(app)
        greenhub.sleep(5)
        assert len(get_link(app)) == 4
        assert sorted((host.mac, host.port.dpid, host.port.port_no) for host in get_host(app)) == places
