"""Frames of a capture at emulated switches: who joins when, with which ports, and what is noted."""

from __future__ import annotations

import pytest

from controller.emulator import in_memory, playback
from controller.emulator.playback import Passage, Playback, PlaybackError
from controller.openflow import OF10, OF13, OF14, OF15, version
from controller.openflow.ovs_syntax import flow_from_str
from controller.openflow.ovs_writing import flow_to_str
from greenhub.testing import wait_all_blocked

FRAME = bytes.fromhex('ffffffffffff 000000000001 0806') + bytes(46)


@pytest.fixture
def started(controller):
    made = []

    def started(number=OF13, app=None, ports=2):
        controller.load([app or 'simple_switch_13'])
        controller.start_apps()
        made.append(Playback(in_memory(controller), [number], ports))
        return made[0]

    yield started
    for each in made:
        each.stop()


def told(played):
    wait_all_blocked()
    names = [type(each.message).__name__ for each in played.said]
    played.said.clear()
    return names


def test_a_switch_joins_when_it_is_asked_for(started, controller):
    played = started()
    assert not controller.switches
    switch = played.switch(7)
    assert (list(controller.switches), switch.name, list(switch.ports)) == ([7], 's7', [1, 2])
    assert played.switch(7) is switch
    assert told(played) == ['OFPFlowMod']


def test_the_switch_asks_and_later_does_it_by_itself(started):
    played = started()
    played.switch(1)
    told(played)
    assert played.frame(1, 1, FRAME) == Passage(True, [])
    assert told(played) == ['OFPPacketOut']
    assert played.frame(1, 2, FRAME[6:12] + bytes(5) + b'\2' + FRAME[12:]) == Passage(True, [])
    assert told(played) == ['OFPFlowMod', 'OFPPacketOut']
    assert played.frame(1, 2, FRAME[6:12] + bytes(5) + b'\2' + FRAME[12:]) == Passage(False, [1])
    assert told(played) == []


def test_ports_as_needed(started, controller):
    played = started()
    played.switch(1)
    played.port(1, 9)
    wait_all_blocked()
    assert list(controller.switches[1].ports) == [1, 2, 9]
    assert played.frame(1, 9, FRAME).asked


@pytest.mark.parametrize('number', [OF10, OF13, OF14, OF15])
def test_flows_as_they_were_added(started, controller, number):
    of = version(number)
    played = started(number, 'ofctl_rest')
    switch = played.switch(1)
    text = 'cookie=0x5,priority=7,idle_timeout=9,tcp,tp_dst=80 actions=output:2'
    if number >= OF14:
        text = text.replace(',tcp', ',importance=3,tcp')
    controller.switches[1].send_msg(of.OFPFlowMod(None, **flow_from_str(of, text)))
    wait_all_blocked()
    ((entry, flow_mod),) = switch.flows()
    assert (entry.packet_count, flow_to_str(flow_mod)) == (0, text)


def test_too_many_switches(started, monkeypatch):
    monkeypatch.setattr(playback, 'MOST_SWITCHES', 2)
    played = started()
    played.switch(1)
    played.switch(2)
    with pytest.raises(PlaybackError, match='more than 2 switches'):
        played.switch(3)


def test_a_switch_that_cannot_join(started):
    played = started(OF10)
    with pytest.raises(PlaybackError, match='s1 could not join the controller in 10 s'):
        played.switch(1)
