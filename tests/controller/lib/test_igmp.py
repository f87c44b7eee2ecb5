"""Multicast on emulated switches of every version: it goes where it is wanted."""

import pytest

import greenhub
from controller.emulator import testing_network
from controller.lib.igmp import (
    MG_GROUP_ADDED,
    MG_GROUP_REMOVED,
    MG_MEMBER_CHANGED,
    EventMulticastGroupStateChanged,
    IgmpLib,
)
from controller.openflow import OF10, OF13, OF14, OF15

from .flooder import flooder
from .multicast import GROUP, datagram, leave, query, report

VERSIONS = pytest.mark.parametrize('version', [OF10, OF13, OF14, OF15], ids=['1.0', '1.3', '1.4', '1.5'])


def network(topology='single,4', version=OF13, queriers=((1, 4),)):
    def setup(library):
        for dpid, port in queriers:
            library.set_querier_mode(dpid=dpid, server_port=port)

    app = flooder('igmplib', IgmpLib, EventMulticastGroupStateChanged, setup=setup)
    return testing_network(topology, [app], versions=[version])


def say(net, host, frame):
    net.host(host).send_frame(frame)
    greenhub.sleep(0.1)


def heard(net):
    return [(ev.reason, ev.address, ev.src, ev.dsts) for ev in net.controller.apps['Flooder'].heard if ev.dpid == 1]


def stream(net, source, *hosts):
    """Who of the hosts gets a packet for the group."""
    before = {host: net.host(host).received.frames for host in hosts}
    say(net, source, datagram(number=sum(before.values())))
    return [host for host in hosts if net.host(host).received.frames > before[host]]


@VERSIONS
def test_it_goes_where_it_is_wanted(version):
    with network(version=version) as net:
        everybody = ('h1', 'h2', 'h3')
        assert stream(net, 'h4', *everybody) == [*everybody]  # nobody has said anything yet
        say(net, 'h1', report())
        assert stream(net, 'h4', *everybody) == ['h1']
        say(net, 'h3', report())
        assert stream(net, 'h4', *everybody) == ['h1', 'h3']
        say(net, 'h1', leave())
        greenhub.sleep(2)
        assert stream(net, 'h4', *everybody) == ['h3']
        say(net, 'h3', leave())
        greenhub.sleep(2)
        assert stream(net, 'h4', *everybody) == []
        assert heard(net) == [
            (MG_GROUP_ADDED, GROUP, 4, []),
            (MG_MEMBER_CHANGED, GROUP, 4, [1]),
            (MG_MEMBER_CHANGED, GROUP, 4, [1, 3]),
            (MG_MEMBER_CHANGED, GROUP, 4, [3]),
            (MG_GROUP_REMOVED, GROUP, 4, []),
        ]
        assert net.controller.apps['Flooder'].packets == 1
        say(net, 'h2', report())
        assert stream(net, 'h4', *everybody) == ['h2']
        assert net.ping('h1', 'h2').received == 1


@VERSIONS
def test_one_switch_asks_and_the_other_listens(version):
    with network('linear,2', version, queriers=[(2, 1)]) as net:
        assert net.controller.apps['igmplib'].member(1).snooper.routers.keys() == {2}  # the query has come through
        say(net, 'h1', report())
        assert heard(net) == [(MG_GROUP_ADDED, GROUP, 2, []), (MG_MEMBER_CHANGED, GROUP, 2, [1])]
        assert net.controller.apps['igmplib'].groups(2) == {GROUP: [2]}
        assert stream(net, 'h2', 'h1') == ['h1']


def test_who_does_not_answer_is_forgotten():
    with network() as net:
        say(net, 'h1', report())
        greenhub.sleep(131)
        assert heard(net)[-1] == (MG_GROUP_REMOVED, GROUP, 4, [])
        assert net.controller.apps['igmplib'].groups(1) == {}
        assert net.host('h1').received.frames == 3  # it was asked at 0, 15 and 75 s


def test_without_a_querier_all_goes_everywhere():
    with network(queriers=()) as net:
        say(net, 'h1', report())
        assert heard(net) == []
        assert stream(net, 'h4', 'h1', 'h2', 'h3') == ['h1', 'h2', 'h3']


def test_a_real_router_asks():
    with network(queriers=()) as net:
        say(net, 'h4', query())
        say(net, 'h1', report())
        assert stream(net, 'h3', 'h1', 'h2', 'h4') == ['h1', 'h4']
        net.set_link('h4', 's1', False)
        greenhub.sleep(0.1)
        assert heard(net)[-1] == (MG_GROUP_REMOVED, GROUP, 4, [])
        assert stream(net, 'h3', 'h1', 'h2') == ['h1', 'h2']


def test_the_querier_may_be_said_later():
    with network(queriers=()) as net:
        library = net.controller.apps['igmplib']
        assert library.groups(1) == library.groups(9) == {}
        library.set_querier_mode(1, 4)
        greenhub.sleep(0.1)
        assert net.host('h1').received.frames == 1
        say(net, 'h1', report())
        assert library.groups(1) == {GROUP: [1]}


def test_what_an_app_deletes_comes_back():
    with network() as net:
        say(net, 'h1', report())
        switch = net.controller.switches[1]
        of = switch.ofproto
        switch.send_msg(of.OFPFlowMod(switch, command=of.OFPFC_DELETE, table_id=of.OFPTT_ALL, out_port=of.OFPP_ANY,
                                      out_group=of.OFPG_ANY, match=of.OFPMatch(eth_type=0x0800)))
        greenhub.sleep(11)
        assert stream(net, 'h4', 'h1', 'h2') == ['h1']


def test_numbers_are_those_of_ryu():
    assert (MG_GROUP_ADDED, MG_MEMBER_CHANGED, MG_GROUP_REMOVED) == (1, 2, 3)
    ev = EventMulticastGroupStateChanged(MG_GROUP_ADDED, GROUP, 1, [2])
    assert {1: 'added'}[ev.reason] == 'added'
