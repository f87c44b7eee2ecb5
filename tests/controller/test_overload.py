"""More packet-ins than an app can answer: what is served all the same, what is dropped, and what that costs."""

import gc
import tracemalloc

import pytest

import greenhub
from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.config import Config
from controller.events import EventOFPEchoRequest, EventOFPPacketIn, EventOFPPortStatus
from controller.manager import Controller
from controller.openflow import OF13, version
from controller.openflow.policing import Rate

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


class Fast(App):
    """Notes from which switch each packet-in comes, and what it holds."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.seen = []

    @set_ev_cls([EventOFPPacketIn, EventOFPEchoRequest], MAIN_DISPATCHER)
    def heard(self, ev):
        self.seen.append((ev.msg.datapath.id, type(ev.msg).__name__, getattr(ev.msg, 'buffer_id', None)))


def running(app, **options):
    controller = Controller(Config(**options))
    controller.load([app])
    controller.start_apps()
    return controller


def packet_ins(switch, numbers, kind=0):
    """Many packet-ins, as bytes."""
    for number in numbers:
        message = switch.packet_in(number)
        message.data = bytes(12) + kind.to_bytes(2) + bytes(46)
        switch.channel.send(message)
    return switch.channel.data_to_send()


def test_a_flood_that_waits_in_the_socket_holds_up_nobody(clock):
    controller = running(Fast)
    loud, *quiet = (FakeSwitch(controller, dpid=dpid, capacity=1 << 22) for dpid in (1, 2, 3))
    clock.advance(0.1)
    loud.socket.sendall(packet_ins(loud, range(20_000)))
    for each in quiet:
        each.socket.sendall(packet_ins(each, range(20)))
        each.send(of13.OFPEchoRequest(None, data=b'alive'))
    clock.advance(1.0)
    seen = controller.apps['Fast'].seen
    last = max(index for index, (dpid, *_) in enumerate(seen) if dpid != 1)
    before = sum(dpid == 1 for dpid, *_ in seen[:last])
    assert before <= 300  # the quiet ones did not wait for the rest of the flood
    for dpid in (2, 3):  # and in order
        assert [row[1:] for row in seen if row[0] == dpid] == [
            *(('OFPPacketIn', number) for number in range(20)), ('OFPEchoRequest', None)
        ]  # fmt: skip
    assert all('OFPEchoReply' in [type(message).__name__ for message in each.seen] for each in quiet)
    clock.advance(1.0)
    assert [number for dpid, _, number in seen if dpid == 1] == list(range(20_000))  # none was dropped either
    controller.stop()


def test_the_flood_of_one_switch_costs_the_others_nothing_where_packet_ins_are_policed(clock, caplog):
    controller = running(Slow, packet_in_rate=Rate(RATE // 2, RATE // 2))
    loud, quiet = FakeSwitch(controller, dpid=1), FakeSwitch(controller, dpid=2)
    clock.advance(0.1)
    greenhub.spawn(flood, loud, 20, 50 * RATE)
    flood(quiet, 20, RATE // 4)
    clock.advance(0.5)
    app = controller.apps['Slow']
    assert app.answered[2] == 20 * (RATE // 4 // 10 * 10)
    assert app.answered[1] == pytest.approx(21 * RATE // 2, rel=0.05)
    assert loud.datapath.counters.policed + app.answered[1] == pytest.approx(20 * 50 * RATE, abs=RATE)
    assert quiet.datapath.counters.policed == 0
    assert not app._runner.inboxes[0].dropped
    lines = [line for line in caplog.messages if 'sends too many packet-ins' in line]
    assert 1 <= len(lines) <= 21
    assert all(line.startswith('switch 0000000000000001 (') for line in lines)
    controller.stop()


def test_lldp_passes_where_packet_ins_are_policed(clock):
    controller = running(Fast, packet_in_rate=Rate(1, 1))
    switch = FakeSwitch(controller, capacity=1 << 20)
    clock.advance(0.1)
    switch.socket.sendall(packet_ins(switch, range(1000)) + packet_ins(switch, range(5000, 5100), 0x88CC))
    clock.advance(1.0)
    assert [number for *_, number in controller.apps['Fast'].seen] == [0, *range(5000, 5100)]
    controller.stop()
