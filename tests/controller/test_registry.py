"""Whose a datapath id is, and who is told when two want it."""

import logging

import pytest

import greenhub
from controller.app import DEAD_DISPATCHER, App, set_ev_cls
from controller.datapath import HIGH_WATER, STALLED
from controller.events import EventOFPDatapathConflict, EventOFPStateChange
from controller.openflow import OF13, version
from controller.registry import PROOF

from .fake_switch import FakeSwitch

of13 = version(OF13)


class Watching(App):
    """Keeps a table of switches as apps do."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.datapaths, self.ended, self.conflicts = {}, [], []

    @set_ev_cls(EventOFPStateChange)
    def state(self, ev):
        if ev.state == DEAD_DISPATCHER:
            self.ended.append(ev.datapath.id)
            self.datapaths.pop(ev.datapath.id, None)
        elif ev.datapath.id is not None:
            self.datapaths[ev.datapath.id] = ev.datapath

    @set_ev_cls(EventOFPDatapathConflict)
    def conflict(self, ev):
        self.conflicts.append((ev.kept, ev.dropped))


@pytest.fixture
def app(controller):
    (app,) = controller.load([Watching])
    controller.start_apps()
    return app


@pytest.fixture
def join(controller, app, clock):
    def join(dpid):
        switch = FakeSwitch(controller, dpid)
        clock.advance(0.1)
        return switch

    return join


def test_a_mapping_of_the_switches_in_use(controller, join):
    first, second = join(1), join(2)
    assert dict(controller.switches) == {1: first.datapath, 2: second.datapath}
    assert 3 not in controller.switches
    assert controller.switches.connections == {first.datapath, second.datapath}


def test_a_refused_connection_is_not_the_end_of_the_switch(controller, app, join):
    """Apps keep switches by id and forget one when it ends: the id that lives must not end."""
    first, second = join(1), join(1)
    assert app.conflicts == [(first.datapath, second.datapath)]
    assert app.datapaths == {1: first.datapath}
    assert app.ended == [None]
    assert dict(controller.switches) == {1: first.datapath}
    assert controller.switches.connections == {first.datapath}


def test_the_end_of_the_older_comes_before_the_newer_joins(controller, app, join, clock):
    first = join(1)
    first.thread.kill()
    second = join(1)
    clock.advance(PROOF + 0.1)
    assert app.conflicts == [(second.datapath, first.datapath)]
    assert app.ended == [1]
    assert app.datapaths == {1: second.datapath}


def test_of_three_at_once_one_stays(controller, join, clock):
    switches = [FakeSwitch(controller, 5) for _ in range(3)]
    clock.advance(PROOF * 2)
    assert sum(each.datapath.is_active for each in switches) == 1
    assert controller.switches[5].is_active
    assert len(controller.switches.connections) == 1


def test_an_older_one_that_ends_while_it_is_asked_makes_room(controller, join, clock):
    first = join(1)
    first.thread.kill()
    second = FakeSwitch(controller, 1)
    clock.advance(PROOF / 2)
    first.close()
    clock.advance(PROOF)
    assert dict(controller.switches) == {1: second.datapath}


def test_a_newer_one_that_ends_while_it_waits_leaves_nothing(controller, join, clock):
    first = join(1)
    first.thread.kill()
    second = FakeSwitch(controller, 1)
    clock.advance(PROOF / 2)
    second.datapath.close('gone')
    clock.advance(PROOF)
    assert not second.datapath.is_active
    assert second.datapath not in controller.switches.connections
    assert controller.switches._owners.get(1) in (None, first.datapath)


def test_an_id_is_free_again_when_its_switch_has_gone(controller, join, clock):
    join(1).close()
    clock.advance(0.1)
    again = join(1)
    assert controller.switches[1] is again.datapath


# -- the log --------------------------------------------------------------------------------------------------------


def test_joining_and_leaving_is_logged(join, clock, caplog):
    caplog.set_level(logging.INFO)
    switch = join(0xAB)
    switch.close()
    clock.advance(0.1)
    assert 'switch 00000000000000ab joined from memory:171: OpenFlow 1.3, 0 ports' in caplog.text
    assert 'switch 00000000000000ab left: the switch closed it' in caplog.text


def test_connections_that_never_joined_are_logged_once_a_second(controller, app, clock, caplog):
    for _ in range(50):
        FakeSwitch(controller).socket.close()
    clock.advance(0.1)
    assert not controller.switches.connections
    assert caplog.text.count('ended before use') == 1


def test_what_a_switch_refuses_is_logged_once_a_second_and_what_was_asked_for_is_not(join, clock, caplog):
    switch = join(1)
    for number in range(50):
        refused = of13.OFPFlowMod(None, cookie=number)
        refused.xid = 1000 + number
        error = of13.OFPErrorMsg(None, of13.OFPET_FLOW_MOD_FAILED, of13.OFPFMFC_TABLE_FULL, refused.encode()[:64])
        switch.channel.reply(refused, error)
    switch.socket.sendall(switch.channel.data_to_send())
    clock.advance(0.1)
    assert [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING] == [
        'switch 0000000000000001 refused OFPFlowMod (xid 0x3e8): OFPET_FLOW_MOD_FAILED, OFPFMFC_TABLE_FULL'
    ]


@pytest.mark.parametrize(('kind', 'code', 'data'), [(0xFFFF, 7, b''), (99, 99, b'\x04'), (1, 99, b'\x04\xee\0\0')])
def test_errors_that_mean_nothing_to_us_are_logged_as_numbers(join, clock, caplog, kind, code, data):
    switch = join(1)
    switch.send(of13.OFPErrorMsg(None, kind, code, data))
    clock.advance(0.1)
    assert switch.datapath.is_active
    assert f', {code}' in caplog.text
    assert 'refused a message' in caplog.text


def test_damage_is_logged_once_a_second_whoever_sends_it(controller, app, clock, caplog):
    for _ in range(20):
        switch = FakeSwitch(controller)
        switch.answer.clear()
        clock.advance(0.001)
        switch.socket.sendall(bytes.fromhex('0463000800000001') * 20)
    clock.advance(0.1)
    assert sum('refused a message' in each.getMessage() for each in caplog.records) == 1


# -- several senders, one slow switch -------------------------------------------------------------------------------


def test_senders_that_come_later_give_a_stalled_switch_no_more_time(join, clock):
    switch = join(1)
    switch.reading = False
    frame = bytes(10_000)

    def flood():
        while switch.datapath.send_msg(of13.OFPPacketOut(None, of13.OFP_NO_BUFFER, 1, [], frame)):
            pass

    flooding = [greenhub.spawn(flood)]
    for _ in range(8):
        clock.advance(STALLED / 4)
        flooding.append(greenhub.spawn(flood))
    clock.advance(0.1)
    assert not switch.datapath.is_active
    assert all(each.dead for each in flooding)
    assert switch.datapath.backlog < HIGH_WATER * 2
