"""Batches: many messages behind which one barrier goes; and replies whose end does not come."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import greenhub
from controller.datapath import DatapathGone, RequestTimeout
from controller.manager import Controller
from controller.openflow import OF13, version
from controller.wire import EncodeError
from greenhub.testing import JumpingClock

from .fake_switch import FakeSwitch

of13: Any = version(OF13)


@pytest.fixture
def switch(controller: Controller, clock: JumpingClock) -> FakeSwitch:
    controller.start_apps()
    switch = FakeSwitch(controller)
    clock.advance(0.1)
    return switch


def flow(priority: int) -> Any:
    return of13.OFPFlowMod(None, priority=priority)


def refuse(switch: FakeSwitch, *priorities: int) -> None:
    """Have the switch answer flow-mods of these priorities with an error."""
    def answer(request: Any) -> Any:
        return of13.OFPErrorMsg(None, 5, 1, request.encode()[:64]) if request.priority in priorities else None

    switch.answer['OFPFlowMod'] = answer


def done(switch: FakeSwitch) -> list[int]:
    return [each.priority for each in switch.seen if type(each).__name__ == 'OFPFlowMod']


def test_a_batch_is_confirmed_by_one_barrier(switch: FakeSwitch) -> None:
    barriers: list[int] = []

    def confirm(request: Any) -> Any:
        barriers.append(len(done(switch)))
        return of13.OFPBarrierReply(None)

    switch.answer['OFPBarrierRequest'] = confirm
    batch = switch.datapath.batch(flow(each) for each in range(5000))
    assert len(batch) == 5000
    assert switch.datapath.confirm_batch(batch) == {}
    assert barriers == [5000]
    assert done(switch) == list(range(5000))
    assert len({each.xid for each in switch.seen if hasattr(each, 'priority')}) == 5000
    assert not switch.datapath._batches
    assert not switch.datapath._answers


def test_refusals_name_the_number_of_the_message(switch: FakeSwitch) -> None:
    refuse(switch, 0, 7, 4999)
    batch = switch.datapath.batch([flow(0)])
    switch.datapath.request(of13.OFPBarrierRequest(None))  # which takes a transaction id in between
    for each in range(1, 5000):
        batch.add(flow(each))
    refusals = switch.datapath.confirm_batch(batch)
    assert {number: (each.type, each.code) for number, each in refusals.items()} == dict.fromkeys((0, 7, 4999), (5, 1))


def test_of_two_batches_each_has_its_own_refusals(switch: FakeSwitch) -> None:
    refuse(switch, 3)
    first, second = switch.datapath.batch([flow(3)]), switch.datapath.batch([flow(1), flow(3)])
    threads = [greenhub.spawn(switch.datapath.confirm_batch, each) for each in (first, second)]
    assert [list(each.wait()) for each in threads] == [[0], [1]]


def test_a_batch_that_is_not_confirmed_is_sent_all_the_same(switch: FakeSwitch, clock: JumpingClock) -> None:
    switch.answer['OFPBarrierRequest'] = None
    with pytest.raises(RequestTimeout):
        switch.datapath.confirm_batch(switch.datapath.batch([flow(1)]), timeout=1.0)
    assert switch.datapath.confirm_batch(switch.datapath.batch([flow(2)]), timeout=None) == {}
    clock.advance(0.1)
    assert done(switch) == [1, 2]


def test_a_message_that_does_not_fit_is_refused_when_it_is_added(switch: FakeSwitch) -> None:
    with pytest.raises(EncodeError):
        switch.datapath.batch([flow(1), flow(70000)])
    assert done(switch) == []


def test_a_switch_that_has_gone(switch: FakeSwitch, clock: JumpingClock) -> None:
    batch = switch.datapath.batch([flow(1)])
    switch.close()
    clock.advance(0.1)
    with pytest.raises(DatapathGone):
        switch.datapath.confirm_batch(batch)


def test_a_batch_from_another_thread(switch: FakeSwitch) -> None:
    refuse(switch, 1)
    outcomes: list[Any] = []
    batch = switch.datapath.batch([flow(0), flow(1)])
    thread = threading.Thread(target=lambda: outcomes.append(switch.datapath.confirm_batch(batch)))
    thread.start()
    while thread.is_alive():
        greenhub.sleep(0.01)
    assert [list(each) for each in outcomes] == [[1]]


def test_what_has_come_of_a_reply_without_end(switch: FakeSwitch) -> None:
    def begin(request: Any) -> None:
        for number in (1, 2):
            port = of13.OFPPort(number, '00:00:00:00:00:01', b's1', *[0] * 8)
            part = of13.OFPPortDescStatsReply(None, of13.OFPMPF_REPLY_MORE, [port])
            part.xid = request.xid
            switch.send(part)

    request = of13.OFPPortDescStatsRequest(None, 0)
    switch.answer['OFPPortDescStatsRequest'] = begin
    with pytest.raises(RequestTimeout) as caught:
        switch.datapath.request(request, timeout=1.0)
    assert caught.value.parts == 2
    assert [each.port_no for each in caught.value.partial.body] == [1, 2]
    switch.answer['OFPPortDescStatsRequest'] = None
    with pytest.raises(RequestTimeout) as caught:
        switch.datapath.request(of13.OFPPortDescStatsRequest(None, 0), timeout=1.0)
    assert (caught.value.parts, caught.value.partial) == (0, None)
