"""Link aggregation on emulated switches of every version, with hosts that speak LACP."""

from contextlib import contextmanager

import pytest

import greenhub
from controller.emulator import testing_network
from controller.lib.lacp import EventSlaveStateChanged, LacpLib
from controller.openflow import OF10, OF13, OF14, OF15

from .flooder import flooder
from .lacp_partner import SYNC, Partner

VERSIONS = pytest.mark.parametrize('version', [OF10, OF13, OF14, OF15], ids=['1.0', '1.3', '1.4', '1.5'])
HOST = bytes.fromhex('020000000009')


@contextmanager
def network(version=OF13, setup=lambda library: library.add(dpid=1, ports=[1, 2]), **options):
    """A switch whose first two ports lead to one host, and two hosts more; `net.partners` speak every second."""
    app = flooder('lacplib', LacpLib, EventSlaveStateChanged, setup=setup)
    with testing_network('single,4', [app], versions=[version]) as net:
        net.partners = {}
        for number in (1, 2):
            partner = net.partners[number] = Partner(HOST, 10 + number, **options)
            net.link(f'h{number}', 's1').plug(f'h{number}', lambda frame, partner=partner: take(partner, frame.data))
        speaker = greenhub.spawn(speak, net)
        yield net
        speaker.kill()


def take(partner, frame):
    if frame[12:14] == b'\x88\x09':
        partner.take(frame)


def speak(net):
    while True:
        for number, partner in list(net.partners.items()):
            net.host(f'h{number}').send_frame(partner.frame())
        greenhub.sleep(1)


def heard(net):
    return [(ev.datapath.id, ev.port, ev.enabled) for ev in net.controller.apps['Flooder'].heard]


@VERSIONS
def test_two_links_become_one_and_a_cut_is_noticed(version):
    with network(version) as net:
        greenhub.sleep(6)
        assert heard(net) == [(1, 1, True), (1, 2, True)]
        assert all(partner.bonded for partner in net.partners.values())
        net.set_link('h2', 's1', False)
        greenhub.sleep(0.1)
        assert heard(net)[-1] == (1, 2, False)
        net.set_link('h2', 's1', True)
        greenhub.sleep(6)
        assert heard(net)[-1] == (1, 2, True)
        (bond,) = net.controller.apps['lacplib'].bonds(1)
        assert bond.members == [1, 2]
        assert net.ping('h3', 'h4').received == 1


def test_what_apps_get_is_what_is_not_lacp():
    with network() as net:
        greenhub.sleep(6)
        flooding = net.controller.apps['Flooder']
        assert flooding.packets == 0
        assert net.ping('h3', 'h4').received == 1
        assert flooding.packets > 0
        packets = flooding.packets
        net.host('h3').send_frame(net.partners[1].frame())  # a port of no aggregation
        greenhub.sleep(0.1)
        assert flooding.packets == packets + 1


def test_a_silent_partner_is_out():
    with network(setup=lambda library: library.add(1, [1, 2], active=True, fast=True)) as net:
        greenhub.sleep(6)
        del net.partners[1]
        greenhub.sleep(4)
        assert heard(net)[-1] == (1, 1, False)


def test_a_partner_that_cannot_decide_cannot_fill_the_log(caplog):
    with caplog.at_level('INFO'), network() as net:
        net.controller.apps['lacplib'].throttle.clock = net.controller.hub.clock
        greenhub.sleep(6)
        del net.partners[2]
        partner = net.partners.pop(1)
        caplog.clear()
        for count in range(600):
            partner.state = partner.state & ~SYNC | SYNC * (count % 2)
            net.host('h1').send_frame(partner.frame())
            greenhub.sleep(0.005)
        assert len(heard(net)) > 300
        assert 60 <= caplog.text.count('PORT=1 the slave i/f') <= 100


def test_an_aggregation_may_be_added_while_the_switch_is_there():
    with network(setup=lambda library: None) as net:
        greenhub.sleep(2)
        assert net.controller.apps['lacplib'].bonds(1) == []
        net.controller.apps['lacplib'].add(1, [1, 2])
        greenhub.sleep(6)
        assert heard(net) == [(1, 1, True), (1, 2, True)]
        assert net.controller.apps['lacplib'].bonds(7) == []


def test_a_switch_that_comes_back_starts_anew():
    with network() as net:
        greenhub.sleep(6)
        net.controller.switches[1].close()
        greenhub.sleep(10)
        assert heard(net) == [(1, 1, True), (1, 2, True)] * 2


def test_what_cannot_be_aggregated():
    library = LacpLib()
    with pytest.raises(ValueError, match=r'switch 0000000000000001: \[1\] are not two or more ports of one'):
        library.add(1, [1])
    library.add(1, [1, 2])
    library.add(2, [1, 2])
    with pytest.raises(ValueError, match=r'\[2, 3\] are not'):
        library.add(1, [2, 3])
