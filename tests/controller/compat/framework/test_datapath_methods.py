"""Ryu's helpers of a datapath: what they send, and that they are gone with the alias."""

import importlib

import pytest

import controller.compat
from controller.compat.nx_match import ClsRule
from controller.datapath import Datapath
from controller.openflow import OF10, OF12, OF13, OF14, OF15, versions

from ...fake_switch import FakeSwitch


@pytest.fixture
def ryu(alias):
    """The alias, of which a program has made use."""
    return importlib.import_module('ryu')


@pytest.fixture
def join(ryu, controller, clock):
    def join(number=OF10):
        switch = FakeSwitch(controller, number=number)
        switch.answer['OFPBarrierRequest'] = None
        clock.advance(0.1)
        switch.seen.clear()
        return switch

    return join


@pytest.fixture
def sent(clock):
    """What a switch was sent."""
    def sent(switch):
        clock.advance(0.1)
        return [type(each).__name__ for each in switch.seen]

    return sent


@pytest.mark.parametrize('number', [OF10, OF12, OF13, OF14, OF15])
def test_packets_and_barriers_of_every_version(join, sent, number):
    switch = join(number)
    datapath, of = switch.datapath, switch.datapath.ofproto
    datapath.send_packet_out(in_port=3, actions=[of.OFPActionOutput(1)], data=b'frame')
    datapath.send_packet_out(buffer_id=7)
    assert datapath.send_barrier() is True
    datapath.send_delete_all_flows()
    assert sent(switch) == ['OFPPacketOut', 'OFPPacketOut', 'OFPBarrierRequest', 'OFPFlowMod']
    first, second, _, flow = switch.seen
    assert (first.data, first.buffer_id, second.buffer_id) == (b'frame', 0xffffffff, 7)
    ports = [each.match['in_port'] if number == OF15 else each.in_port for each in (first, second)]
    assert ports == [3, of.OFPP_NONE if number == OF10 else of.OFPP_CONTROLLER]
    assert flow.command == of.OFPFC_DELETE
    assert datapath.is_reserved_port(of.OFPP_FLOOD) and not datapath.is_reserved_port(1)


def test_flows_of_1_0(join, sent):
    switch = join()
    datapath, of = switch.datapath, switch.datapath.ofproto
    rule = ClsRule(in_port=1, dl_type=0x0800)
    datapath.send_flow_mod(rule, 5, of.OFPFC_ADD, 10, 20, actions=[of.OFPActionOutput(2)])
    datapath.send_flow_del(rule, 5, out_port=2)
    assert sent(switch) == ['OFPFlowMod', 'OFPFlowMod']
    add, delete = switch.seen
    assert (add.match.in_port, add.match.dl_type, add.cookie) == (1, 0x800, 5)
    assert (add.idle_timeout, add.hard_timeout) == (10, 20)
    assert (add.priority, add.buffer_id, add.out_port, len(add.actions)) == (0x8000, 0xffffffff, of.OFPP_NONE, 1)
    assert (delete.command, delete.priority, delete.out_port) == (of.OFPFC_DELETE, 0, 2)


def test_flows_that_only_niciras_messages_can_say(join, sent):
    """The switch is told once that they are coming."""
    switch = join()
    datapath, of = switch.datapath, switch.datapath.ofproto
    assert datapath.flow_format == of.NXFF_OPENFLOW10
    for _ in range(2):
        datapath.send_flow_mod(ClsRule(tun_id=7), 0, of.OFPFC_ADD, 0, 0)
    assert sent(switch) == ['NXTSetFlowFormat', 'OFPBarrierRequest', 'NXTFlowMod', 'NXTFlowMod']
    datapath.send_nxt_set_flow_format(of.NXFF_NXM)
    assert len(sent(switch)) == 4
    assert datapath.flow_format == of.NXFF_NXM


def test_bytes_and_transaction_ids(join, sent):
    switch = join(OF13)
    datapath, of = switch.datapath, switch.datapath.ofproto
    message = of.OFPBarrierRequest(datapath)
    xid = datapath.set_xid(message)
    assert (message.xid, datapath.xid) == (xid, xid)
    with pytest.raises(AssertionError):
        datapath.set_xid(message)
    assert datapath.send(message.encode()) is True
    assert sent(switch) == ['OFPBarrierRequest']
    assert switch.seen[0].xid == xid
    assert datapath.send(message.encode(), close_socket=True) is True
    assert sent(switch) == ['OFPBarrierRequest'] * 2
    assert (datapath.is_active, datapath.send(message.encode())) == (False, False)


def test_knobs(join):
    datapath = join(OF13).datapath
    datapath.echo_request_interval, datapath.max_unreplied_echo_requests = 3.0, 2
    assert (datapath.echo_request_interval, datapath.max_unreplied_echo_requests) == (3.0, 2)
    assert set(datapath.supported_ofp_version) == set(versions())
    datapath.ports = {}
    datapath.ports[1] = 'port'
    assert datapath.ports == {1: 'port'}
    del datapath.ports[1]
    assert datapath.socket.fileno is not None
    datapath.acknowledge_echo_reply(1)
    datapath.anything = 'an app may hang on it what it likes'


def test_an_app_may_say_that_it_is_over(join):
    datapath = join(OF13).datapath
    datapath.set_state('config')
    assert (datapath.state, datapath.is_active) == ('main', True)
    datapath.set_state('dead')
    assert (datapath.state, datapath.is_active) == ('dead', False)


def test_one_of_a_socket_and_an_address(ryu, clock):
    datapath = Datapath(None, ('memory', 1))
    assert (datapath.address, datapath.id, datapath.ports) == (('memory', 1), None, {})
    datapath.set_version(OF13)
    assert datapath.ofproto.OFP_VERSION == OF13


def test_gone_with_the_alias():
    controller.compat.install()
    importlib.import_module('ryu')
    assert hasattr(Datapath, 'send_flow_mod')
    controller.compat.uninstall()
    assert not hasattr(Datapath, 'send_flow_mod')
    assert vars(Datapath)['ports'].fset is None
