"""The learning switches that speak a protocol besides, on emulated networks: loops, aggregated links, multicast."""

from __future__ import annotations

import logging

import pytest

import greenhub
from controller.apps.simple_switch_igmp import SimpleSwitchIgmp
from controller.apps.simple_switch_igmp_13 import SimpleSwitchIgmp13
from controller.apps.simple_switch_lacp import SimpleSwitchLacp
from controller.apps.simple_switch_lacp_13 import SimpleSwitchLacp13
from controller.apps.simple_switch_stp import SimpleSwitchStp
from controller.apps.simple_switch_stp_13 import SimpleSwitch13
from controller.emulator import testing_network
from controller.lib.stp import PortState
from tests.controller.lib.lacp_partner import Partner
from tests.controller.lib.multicast import GROUP, datagram, leave, report


@pytest.mark.parametrize('app', [SimpleSwitchStp, SimpleSwitch13])
def test_a_ring_carries_traffic_and_a_cut_heals(app: type) -> None:
    with testing_network('ring,3', [app], spanning_tree=False) as net:
        switch = net.controller.apps[app.__name__]
        greenhub.sleep(35)
        assert net.ping_all().loss == 0
        assert switch.stp.bridge_list[1].is_root_bridge
        closed = [(dpid, port.number) for dpid, bridge in switch.stp.bridge_list.items()
                  for port in bridge.ports.values() if port.state is PortState.BLOCK]
        assert len(closed) == 1 and closed[0][0] != 1
        assert switch.mac_to_port.keys() == {1, 2, 3}
        net.set_link('s1', 's2', False)
        greenhub.sleep(1)
        assert not any(switch.mac_to_port.values())
        greenhub.sleep(34)
        assert net.ping_all().loss == 0
        assert sum(link.counters.worn_out + link.counters.overflowed for link in net.links.values()) == 0


def test_the_settings_of_ryus_app() -> None:
    with testing_network('ring,3', [SimpleSwitch13], spanning_tree=False) as net:
        bridges = net.controller.apps['SimpleSwitch13'].stp.bridge_list
        assert {dpid: bridge.config.priority for dpid, bridge in bridges.items()} == {
            1: 0x8000, 2: 0x9000, 3: 0xA000,
        }  # fmt: skip


@pytest.mark.parametrize('app', [SimpleSwitchLacp, SimpleSwitchLacp13])
def test_two_links_are_one_and_addresses_are_learned_anew_when_one_fails(app: type) -> None:
    with testing_network('single,4', [app]) as net:
        switch = net.controller.apps[app.__name__]
        partners = {number: Partner(bytes.fromhex('020000000009'), 10 + number) for number in (1, 2)}
        for number, partner in partners.items():
            net.link(f'h{number}', 's1').plug(f'h{number}', lambda frame, partner=partner: take(partner, frame.data))
        for _ in range(6):
            for number, partner in partners.items():
                net.host(f'h{number}').send_frame(partner.frame())
            greenhub.sleep(1)
        assert [partner.bonded for partner in partners.values()] == [True, True]
        assert net.ping('h3', 'h4').loss == 0
        assert switch.mac_to_port[1] == {'00:00:00:00:00:03': 3, '00:00:00:00:00:04': 4}
        net.set_link('h2', 's1', False)
        greenhub.sleep(0.1)
        assert switch.mac_to_port[1] == {}
        asked = net.packet_ins
        assert net.ping('h3', 'h4').loss == 0
        assert net.packet_ins > asked  # as the flows have gone, too


def take(partner: Partner, frame: bytes) -> None:
    if frame[12:14] == b'\x88\x09':
        partner.take(frame)


@pytest.mark.parametrize('app', [SimpleSwitchIgmp, SimpleSwitchIgmp13])
def test_multicast_goes_where_somebody_has_joined(app: type, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with testing_network('single,3', [app]) as net:

        def say(host: str, frame: bytes) -> None:
            net.host(host).send_frame(frame)
            greenhub.sleep(0.1)

        say('h1', report())
        before = {name: net.host(name).received.frames for name in ('h1', 'h3')}
        say('h2', datagram())
        heard = [name for name, frames in before.items() if net.host(name).received.frames > frames]
        assert heard == ['h1']
        say('h1', leave())
        greenhub.sleep(2)
        assert net.ping_all().loss == 0
    assert [each.getMessage() for each in caplog.records if each.name == app.__name__] == [
        f'Multicast Group Added: [{GROUP}] querier:[2] hosts:[]',
        f'Multicast Group Member Changed: [{GROUP}] querier:[2] hosts:[1]',
        f'Multicast Group Removed: [{GROUP}] querier:[2] hosts:[]',
    ]
