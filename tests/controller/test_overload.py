"""More packet-ins than an app can answer: what is served all the same, what is dropped, and what that costs."""

import gc
import tracemalloc

import pytest

import greenhub
from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPPacketIn, EventOFPPortStatus
from controller.manager import Controller
from controller.openflow import OF13, version

from .fake_switch import FakeSwitch

of13 = version(OF13)

RATE = 100  # packet-ins a second that the app answers


class Slow(App):
    """Answers a packet-in in a hundredth of a second; counts."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.answered = {}
        self.ports = []

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        greenhub.sleep(1 / RATE)
        dpid = ev.msg.datapath.id
        self.answered[dpid] = self.answered.get(dpid, 0) + 1

    @set_ev_cls(EventOFPPortStatus, MAIN_DISPATCHER)
    def port_status(self, ev):
        self.ports.append(ev.msg.desc.port_no)


@pytest.fixture
def controller(clock):
    controller = Controller()
    controller.load([Slow])
    controller.start_apps()
    yield controller
    controller.stop()


def flood(switch, seconds, rate):
    """Packet-ins at a steady rate, each from an address of its own."""
    tables, number = switch.tables, 0
    for _ in range(int(seconds * 10)):
        for _ in range(rate // 10):
            number += 1
            frame = bytes(6) + number.to_bytes(6) + bytes(48)
            switch.channel.send(tables.OFPPacketIn(None, number, 60, 0, 0, 0, tables.OFPMatch(in_port=1), frame))
        switch.socket.sendall(switch.channel.data_to_send())
        greenhub.sleep(0.1)


def test_echo_and_other_messages_are_served_whatever_the_load(controller, clock):
    switch = FakeSwitch(controller)
    clock.advance(0.1)
    flooding = greenhub.spawn(flood, switch, 60, 2 * RATE)
    clock.advance(20.0)
    app = controller.apps['Slow']
    request = of13.OFPEchoRequest(None, data=b'alive')
    switch.send(request)
    clock.advance(0.05)
    assert [each.data for each in switch.seen if type(each).__name__ == 'OFPEchoReply'] == [b'alive']
    assert 1000 < app._runner.inboxes[0].packet_ins <= 1024
    port = of13.OFPPort(9, '00:00:00:00:00:09', b'eth9', 0, 0, 0, 0, 0, 0, 0, 0)
    switch.send(of13.OFPPortStatus(None, of13.OFPPR_ADD, port))
    clock.advance(0.05)
    assert 9 in switch.datapath.ports
    clock.advance(1100 / RATE)
    assert app.ports == [9]
    flooding.wait()
    clock.advance(20.0)
    assert switch.datapath.is_active
    assert app.answered[1] == pytest.approx(60 * RATE + 1024, rel=0.05)


def test_dropped_packet_ins_are_counted_and_logged(controller, clock, caplog):
    switch = FakeSwitch(controller)
    clock.advance(0.1)
    flood(switch, 30, 4 * RATE)
    clock.advance(20.0)
    counted = sum(int(each.args[1]) for each in caplog.records if 'is too slow' in each.msg)
    inbox = controller.apps['Slow']._runner.inboxes[0]
    answered = controller.apps['Slow'].answered[1]
    assert counted + inbox.dropped.packet_ins == 30 * 4 * RATE - answered


def test_a_flooding_switch_leaves_the_others_their_share(controller, clock):
    loud, quiet = FakeSwitch(controller, dpid=1), FakeSwitch(controller, dpid=2)
    clock.advance(0.1)
    greenhub.spawn(flood, loud, 20, 10 * RATE)
    flood(quiet, 20, RATE // 4)
    clock.advance(0.5)
    assert controller.apps['Slow'].answered[2] == 20 * (RATE // 4 // 10 * 10)


def test_overload_costs_no_memory(controller, clock):
    switch = FakeSwitch(controller)
    clock.advance(0.1)
    tracemalloc.start()
    try:
        sizes = []
        for _ in range(3):
            flood(switch, 12, 5 * RATE)
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert sizes[2] < sizes[1] + 64 * 1024
