"""What stays in memory: nothing of packet-ins that were answered, nothing of switches that left, however they did."""

import gc
import sys
from collections import Counter

import pytest

import greenhub
from controller.config import Config
from controller.datapath import Datapath, DatapathGone
from controller.manager import Controller
from controller.openflow import OF10, OF13
from controller.openflow.connection import ControllerConnection
from controller.topology.switches import Switches
from greenhub.hubs import get_hub
from greenhub.testing import memory_socket_pair

from .fake_switch import FakeSwitch

APPS = {OF10: 'simple_switch', OF13: 'simple_switch_13'}
HELLO = bytes.fromhex('0400000800000001')
WARM, PACKET_INS, AT_ONCE, HOSTS = 1_000, 20_000, 16, 50
RECONNECTS = 200
BLOCKS, A_FEW = 'blocks of memory, by the score', 20

pytestmark = pytest.mark.usefixtures('quiet')


@pytest.fixture
def quiet(caplog, monkeypatch):
    """What the log says is not kept by pytest; what log and topology remember on purpose is at its bound soon."""
    caplog.set_level(100)
    monkeypatch.setattr('controller.log.MOST_KINDS', 8)
    monkeypatch.setattr('controller.topology.links.REMEMBERED', 8)


@pytest.fixture(params=[OF10, OF13], ids=['1.0', '1.3'])
def number(request):
    return request.param


@pytest.fixture
def controller(clock, number):
    """With a learning switch, and links and hosts looked for."""
    controller = Controller(Config(observe_links=True))
    controller.load([APPS[number], Switches])
    controller.start_apps()
    yield controller
    controller.stop()


def alive():
    """How many objects there are of each class, and how many descriptors the hub waits for."""
    gc.collect()
    hub = get_hub()
    blocks = sys.getallocatedblocks()
    found = Counter(f'{type(each).__module__}.{type(each).__qualname__}' for each in gc.get_objects())
    found[BLOCKS] = blocks // A_FEW  # of whatever gc does not look at: numbers, texts, bytes
    found['descriptors that the hub waits for'] = len(hub.listeners['read']) + len(hub.listeners['write'])
    return found


def packet_ins(switch, count, clock):
    """As a switch with some hosts sends them, answered before the next ones come."""
    tables, ten = switch.tables, switch.tables.OFP_VERSION == OF10
    for first in range(0, count, AT_ONCE):
        for serial in range(first, first + AT_ONCE):
            src, dst = serial % HOSTS, serial * 7 % HOSTS
            frame = b'\2\0\0\0\0' + bytes([dst]) + b'\2\0\0\0\0' + bytes([src]) + b'\x08\0' + bytes(46)
            port = 1 + src % 4
            switch.channel.send(
                tables.OFPPacketIn(None, serial, 60, port, 0, frame) if ten
                else tables.OFPPacketIn(None, serial, 60, 0, 0, 0, tables.OFPMatch(in_port=port), frame)
            )
        switch.socket.sendall(switch.channel.data_to_send())
        clock.advance(0.001)
    answered = sum(type(each).__name__ in ('OFPPacketOut', 'OFPFlowMod') for each in switch.seen)
    switch.seen.clear()
    return answered


def test_packet_ins_leave_nothing(controller, number, clock):
    switch = FakeSwitch(controller, number=number)
    clock.advance(0.2)
    packet_ins(switch, WARM, clock)
    before = alive()
    before = alive()  # as many classes are counted as at the end, and take as many blocks
    assert packet_ins(switch, PACKET_INS, clock) >= PACKET_INS
    assert grown(before, alive(), PACKET_INS) == {}


def test_packet_ins_make_no_cycles(controller, number, clock):
    switch = FakeSwitch(controller, number=number)
    clock.advance(0.2)
    packet_ins(switch, WARM, clock)
    gc.collect()
    gc.disable()
    try:
        packet_ins(switch, 2_000, clock)
        found = gc.collect()
    finally:
        gc.enable()
    assert found < 100  # what other things of the process left


def grown(before, after, times):
    """Of which classes there are more, as would be seen after `times` of whatever leaves something each time.

    A few more may be anything: a cache that knows one thing more, the state of a test runner.
    """
    return {name: more for name, more in (after - before).items() if more > times // 20}


# -- switches that come and go ----------------------------------------------------------------------------------------


def regular(controller, number, dpid, clock):
    """Joins, sends something, and leaves."""
    switch = FakeSwitch(controller, dpid, number)
    clock.advance(0.1)
    assert dpid in controller.switches
    packet_ins(switch, AT_ONCE, clock)
    switch.close()


def waited_for(controller, number, dpid, clock):
    """Leaves while somebody waits for its answer."""
    switch = FakeSwitch(controller, dpid, number)
    clock.advance(0.1)
    switch.answer['OFPBarrierRequest'] = None
    datapath = switch.datapath

    def ask():
        try:
            datapath.request(datapath.ofproto_parser.OFPBarrierRequest(datapath))
        except DatapathGone as error:
            return str(error)

    waiting = greenhub.spawn(ask)
    clock.advance(0.01)
    switch.close()
    assert 'is gone' in waiting.wait()


def cut(data):
    """Sends a header's first byte, the version, and these bytes behind the handshake, and leaves."""

    def come(controller, number, dpid, clock):
        switch = FakeSwitch(controller, dpid, number)
        clock.advance(0.1)
        switch.socket.sendall(bytes([number]) + data)
        clock.advance(0.01)
        switch.close()

    return come


def raw(data):
    """Sends nothing but these bytes, and leaves."""

    def come(controller, number, dpid, clock):
        ours, theirs = memory_socket_pair()
        controller.accept(theirs, ('memory', dpid))
        ours.sendall(data)
        clock.advance(0.01)
        ours.close()

    return come


def silent(controller, number, dpid, clock):
    """Says nothing until the controller has enough of it."""
    ours, theirs = memory_socket_pair()
    controller.accept(theirs, ('memory', dpid))
    clock.advance(controller.limits.handshake + 1)
    ours.close()


def claimed(controller, number, dpid, clock):
    """A second connection claims the datapath id of one that lives, and is refused."""
    first, second = FakeSwitch(controller, dpid, number), FakeSwitch(controller, dpid, number)
    first.answer['OFPEchoRequest'] = lambda request: first.tables.OFPEchoReply(None, data=request.data)
    clock.advance(3.0)
    assert [first.closed, second.closed].count(True) == 1
    first.close()
    second.close()


def full(controller, number, dpid, clock):
    """Reads nothing until it is given up, with a sender waiting."""
    switch = FakeSwitch(controller, dpid, number, capacity=1024)
    clock.advance(0.1)
    switch.reading = False
    tables = switch.datapath.ofproto_parser
    data = bytes(60_000)
    for _ in range(20):
        switch.datapath.send_msg(tables.OFPEchoRequest(switch.datapath, data=data))
    assert not switch.datapath.is_active
    switch.close()
    switch.reading = True


WAYS = {
    'regular': regular,
    'while somebody waits for it': waited_for,
    'in the middle of a frame': cut(bytes.fromhex('0a00ff00000001') + bytes(20)),
    'with a message that cannot be read': cut(bytes.fromhex('0a000a000000010000')),
    'with an unfinished reply': cut(bytes.fromhex('13001000000009000d000100000000')),
    'with garbage': raw(b'GET / HTTP/1.1\r\n\r\n' + bytes(range(256))),
    'before HELLO': raw(b''),
    'after HELLO': raw(HELLO),
    'in the middle of HELLO': raw(HELLO[:5]),
    'after a silence': silent,
    'with a second connection': claimed,
    'with a full socket': full,
}


@pytest.mark.parametrize('way', WAYS)
@pytest.mark.parametrize('fresh', [False, True], ids=['one dpid', 'ever new dpids'])
def test_switches_that_left_leave_nothing(controller, number, clock, way, fresh):

    def come_and_go(first, times):
        for turn in range(first, first + times):
            WAYS[way](controller, number, 1000 + turn if fresh else 1000, clock)
            clock.advance(0.05)
        clock.advance(30.0)  # whatever waits for what will not come has given up

    come_and_go(0, 10)
    before = alive()
    before = alive()  # as many classes are counted as at the end, and take as many blocks
    come_and_go(10, RECONNECTS)
    assert not controller.switches and not controller.switches.connections
    left = grown(before, alive(), RECONNECTS)
    assert left == {}


@pytest.mark.parametrize('way', ['with garbage', 'before HELLO', 'after HELLO', 'in the middle of HELLO'])
def test_connections_without_a_datapath_id_go_without_the_garbage_collector(controller, number, clock, way):
    gc.collect()
    gc.disable()
    try:
        WAYS[way](controller, number, 1, clock)
        clock.advance(1.0)
        assert not [each for each in gc.get_objects() if isinstance(each, Datapath | ControllerConnection)]
    finally:
        gc.enable()
