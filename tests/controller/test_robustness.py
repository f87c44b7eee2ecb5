"""What must not hang, crash or get in: any bytes from a switch, over TCP, against a controller in its own process.

`FULL_MUTATIONS=1` sends every change of a word and every cut of every sample over TCP (minutes) instead of a slice.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import socket
import time
from collections.abc import Iterator
from functools import cache

import pytest

import greenhub
from controller.app import App, set_ev_cls
from controller.config import Config
from controller.events import EventOFPPacketIn, EventOFPStateChange
from controller.manager import Controller
from controller.openflow import OF10, OF13, version
from controller.openflow.connection import DEAD, MAIN, ControllerConnection, SwitchConnection
from greenhub.testing import jumping_clock, no_leaks

from .fake_switch import FakeSwitch
from .openflow import generator
from .tcp import ControllerProcess, TcpSwitch, until

FULL = bool(os.environ.get('FULL_MUTATIONS'))
WORDS = (0, 1, 3, 0x7FFF, 0xFFFF)

HEAD = """
import sys, time
from controller.app import DEAD_DISPATCHER, CONFIG_DISPATCHER, HANDSHAKE_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.events import (
    EventOFPDatapathConflict, EventOFPErrorMsg, EventOFPFlowMod, EventOFPFlowRemoved, EventOFPHello, EventOFPPacketIn,
    EventOFPPortDescStatsReply, EventOFPPortStatus, EventOFPStateChange, EventOFPSwitchFeatures,
)

def say(*words):
    print(*words, flush=True)
"""


@pytest.fixture
def run(tmp_path):
    """Starts a controller; with `app`, of this source, and with `flags`, a file that runs before."""
    with contextlib.ExitStack() as stack:

        def run(*arguments, app=None, flags=None, **options):
            if app is not None:
                (tmp_path / 'my_app.py').write_text(HEAD + app)
                arguments = ('my_app.py', *arguments)
            if flags is not None:
                (tmp_path / 'flags.py').write_text(flags)
                arguments = (*arguments, '--user-flags', 'flags.py')
            return stack.enter_context(ControllerProcess(tmp_path, *arguments, **options))

        yield run


@pytest.fixture(scope='module')
def process(tmp_path_factory):
    with ControllerProcess(tmp_path_factory.mktemp('controller')) as controller:
        yield controller


@pytest.fixture
def controller(process):
    """A controller without apps, which lives on; the log is this test's."""
    process.forget()
    return process


@pytest.fixture
def connect():
    """Connects a switch to a controller that runs."""
    with contextlib.ExitStack() as stack:

        def connect(controller, *arguments, join=True, **options):
            switch = stack.enter_context(TcpSwitch(controller.port, *arguments, **options))
            return switch.join() if join else switch

        yield connect


# -- every word and every cut ---------------------------------------------------------------------------------------


@cache
def samples(number: int, count: int) -> list[bytes]:
    """Messages of every class of a version, with random content that is the same in every run."""
    of, made = version(number), []
    for cls in sorted(generator.message_classes(of), key=lambda each: each.__name__):
        for index in range(count):
            message = generator.build(of, generator.plan(of, cls, random.Random(f'{cls.__name__} {index}')), None)
            message.xid = 0x5A5A
            data = message.encode()
            if len(data) < 4096:
                made.append(data)
    return made


def damaged(data: bytes, most: int | None = None) -> Iterator[bytes]:
    """A message with one of its words replaced, length in the header included, or cut off with that length right."""
    changes = [(at, word) for at in range(2, len(data) - 1, 2) for word in WORDS]
    cuts = range(8, len(data))
    step = 1 if FULL or most is None else max(1, (len(changes) + len(cuts)) // most)
    for at, word in changes[::step]:
        yield data[:at] + word.to_bytes(2, 'big') + data[at + 2 :]
    for size in cuts[::step]:
        yield data[:2] + size.to_bytes(2, 'big') + data[4:size]


def joined(number: int) -> ControllerConnection:
    """The controller's end of a channel in use."""
    ours, theirs, of = ControllerConnection([number]), SwitchConnection([number]), version(number)
    ours.receive(theirs.data_to_send(), 0.0)
    if number == OF10:
        features = of.OFPSwitchFeatures(None, 1, 256, 1, 0, 0, {})
    else:
        features = of.OFPSwitchFeatures(None, 1, 256, 254, 0, 0)
    features.xid = 1
    ours.receive(features.encode(), 0.0)
    if number != OF10:
        reply = of.OFPPortDescStatsReply(None, 0, [])
        reply.xid = ours._port_request
        ours.receive(reply.encode(), 0.0)
    assert ours.phase is MAIN
    ours.data_to_send()
    return ours


def cost(channel: ControllerConnection, data: bytes) -> float:
    """CPU seconds that these bytes take, on a channel that is then in a state that another message can follow."""
    began = time.thread_time()
    received = channel.receive(data, 0.0)
    taken = time.thread_time() - began
    messages = [message for message, _ in received if message is not None]
    answered = channel.data_to_send()
    waits = channel._in
    assert messages or answered or waits or channel.phase is DEAD or channel._partial or channel.problems, data.hex()
    return taken


@pytest.mark.parametrize('number', [OF10, OF13])
def test_damage_ends_in_a_message_an_error_or_a_close(number):
    channel = joined(number)
    for sample in samples(number, 3):
        for data in damaged(sample):
            limit = 0.001 + len(data) * 1e-6
            for _ in range(3):  # an interrupt or a collection may fall into one attempt, hardly into three
                if channel.phase is DEAD or channel._in:
                    channel = joined(number)
                channel._errors_until = 0.0
                taken = cost(channel, data)
                if taken <= limit:
                    break
            assert taken <= limit, data.hex()
            channel.problems.clear()


@pytest.mark.parametrize('number', [OF10, OF13])
def test_damage_during_the_handshake(number):
    of, hello = version(number), SwitchConnection([number]).data_to_send()
    if number == OF10:
        features = of.OFPSwitchFeatures(None, 1, 256, 1, 0, 0, {1: of.OFPPhyPort(1, bytes(6), b'p', 0, 0, 0, 0, 0, 0)})
        whole = [hello, features.encode()]
    else:
        port = of.OFPPort(1, bytes(6), b'p', 0, 0, 0, 0, 0, 0, 0, 0)
        whole = [hello, of.OFPSwitchFeatures(None, 1, 256, 254, 0, 0).encode()]
        whole += [of.OFPPortDescStatsReply(None, 0, [port, port]).encode()]
    for index, message in enumerate(whole):
        for data in damaged(message):
            channel = ControllerConnection([number])
            for each in [*whole[:index], data, *whole[index:]]:
                began = time.thread_time()
                channel.receive(each, 0.0)
                assert time.thread_time() - began < 0.05
            channel.tick(channel.limits.handshake)
            assert channel.phase in (DEAD, MAIN)
            assert channel.phase is MAIN or channel.reason


@pytest.mark.timeout(7200 if FULL else 60)
@pytest.mark.parametrize('number', [OF10, OF13])
def test_damage_costs_only_its_own_connection(run, connect, number):
    controller = run('simple_switch' if number == OF10 else 'simple_switch_13')
    witness = connect(controller, 0xABC, number)
    slowest, connections, bad = 0.0, 0, None
    for index, sample in enumerate(samples(number, 1)):
        for data in damaged(sample, 6):
            if bad is None:
                bad, connections = connect(controller, 0xBAD, number), connections + 1
            length = int.from_bytes(data[2:4], 'big')
            try:
                bad.socket.sendall(data + bytes(max(0, length - len(data)) if length < 2048 else 0))
                if length >= 2048 or not alive(bad):
                    bad = bad.close()
            except OSError:
                bad = bad.close()
        if index % 8 == 0:
            slowest = max(slowest, witness.echo())
    assert slowest < 1
    assert connections > 10
    log = controller.log  # a handler that misses the field it wants has its line once a second
    assert log.count('Traceback') == log.count(' failed on EventOFPPacketIn of switch')
    assert len(log.splitlines()) < 100 + 4 * connections
    witness.echo()


def alive(switch: TcpSwitch) -> bool:
    try:
        switch.echo(2.0)
    except (AssertionError, OSError):
        return False
    return True


# -- frames ---------------------------------------------------------------------------------------------------------


def test_a_length_and_then_silence(run, connect):
    controller = run('--socket-timeout', '0.5', '--echo-request-interval', '0.2')
    witness, joined = connect(controller, 1), connect(controller, 2)
    early = connect(controller, 3, join=False)
    joined.socket.sendall(bytes.fromhex('0400ffff00000001'))
    early.socket.sendall(bytes.fromhex('0400ffff00000001'))
    for _ in range(4):
        assert early.ends(0.2) or witness.echo() < 1
    assert early.ends(2)
    witness.echo()
    assert ends_while_another_lives(joined, witness)
    controller.wait_for('0000000000000002 left: 3 echo requests in a row unanswered')


def ends_while_another_lives(switch: TcpSwitch, witness: TcpSwitch) -> bool:
    for _ in range(50):
        if switch.ends(0.1):
            return True
        witness.echo()
    return False


@pytest.mark.parametrize('number', [OF10, OF13])
@pytest.mark.parametrize('length', [0, 1, 7])
def test_a_length_shorter_than_the_header_closes(controller, connect, number, length):
    switch = connect(controller, 1, number)
    switch.socket.sendall(bytes([number, 3, 0, length, 0, 0, 0, 9]))
    assert switch.ends()
    (error,) = switch.named('OFPErrorMsg')
    assert (error.type, error.code, error.xid) == (switch.of.OFPET_BAD_REQUEST, switch.of.OFPBRC_BAD_LEN, 9)
    controller.wait_for('a message says it is shorter than its header')


@pytest.mark.parametrize('number', [OF10, OF13])
def test_an_unknown_type_is_refused_and_the_channel_stays(controller, connect, number):
    switch = connect(controller, 1, number)
    switch.socket.sendall(bytes([number, 99, 0, 12, 0, 0, 0, 9]) + b'abcd')
    switch.read_until(lambda: switch.named('OFPErrorMsg'))
    (error,) = switch.named('OFPErrorMsg')
    assert (error.type, error.code, error.xid) == (switch.of.OFPET_BAD_REQUEST, switch.of.OFPBRC_BAD_TYPE, 9)
    switch.echo()


def test_a_known_but_other_version_is_refused_and_the_channel_stays(controller, connect):
    switch = connect(controller)
    switch.socket.sendall(bytes.fromhex('0103000800000009'))
    switch.read_until(lambda: switch.named('OFPErrorMsg'))
    (error,) = switch.named('OFPErrorMsg')
    assert (error.type, error.code) == (switch.of.OFPET_BAD_REQUEST, switch.of.OFPBRC_BAD_VERSION)
    switch.echo()


@pytest.mark.parametrize('data', ['ff030008 00000009', '16030101 00010000', '47455420 2f204854'])
def test_what_is_no_openflow_closes(controller, connect, data):
    switch = connect(controller)
    switch.socket.sendall(bytes.fromhex(data))
    assert switch.ends()
    controller.wait_for('left: bytes that are no OpenFlow')


# -- phases ---------------------------------------------------------------------------------------------------------

HEARING = """
class Hearing(App):
    pass

for number, phase in enumerate((HANDSHAKE_DISPATCHER, CONFIG_DISPATCHER, MAIN_DISPATCHER)):
    def heard(self, ev, phase=phase):
        say('heard in', phase, type(ev).__name__)
    classes = [EventOFPHello, EventOFPPortStatus, EventOFPFlowMod, EventOFPPacketIn, EventOFPSwitchFeatures,
               EventOFPPortDescStatsReply, EventOFPErrorMsg, EventOFPFlowRemoved]
    setattr(Hearing, f'heard{number}', set_ev_cls(classes, phase)(heard))
"""


@pytest.fixture(scope='module')
def hearing_process(tmp_path_factory):
    directory = tmp_path_factory.mktemp('hearing')
    (directory / 'my_app.py').write_text(HEAD + HEARING)
    with ControllerProcess(directory, 'my_app.py') as controller:
        yield controller


@pytest.fixture
def hearing(hearing_process):
    """A controller whose app says what it hears, which lives on; the log is this test's."""
    hearing_process.forget()
    return hearing_process


def illegal(of):
    """Messages that no switch may send before the channel is in use."""
    port = of.OFPPort(1, '00:00:00:00:00:01', b'eth1', 0, 0, 0, 0, 0, 0, 0, 0)
    return [
        of.OFPPortStatus(None, of.OFPPR_ADD, port),
        of.OFPFlowMod(None),
        of.OFPPacketIn(None, 1, 0, 0, 0, 0, of.OFPMatch(in_port=1), b''),
        of.OFPFlowRemoved(None, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, of.OFPMatch()),
    ]


@pytest.mark.parametrize('which', range(4))
def test_before_hello_nothing_else_is_taken(hearing, which):
    message = illegal(version(OF13))[which]
    with socket.create_connection(('127.0.0.1', hearing.port), 10) as raw:
        raw.sendall(message.encode())
        answer = b''.join(iter(lambda: raw.recv(65536), b''))
    assert b'a HELLO has to come first' in answer
    assert 'heard' not in hearing.log


def test_during_the_handshake_only_what_belongs_to_it_is_taken(hearing, connect):
    switch = connect(hearing, join=False)
    switch._take = switch.seen.append  # answers nothing
    switch.read_until(lambda: switch.named('OFPFeaturesRequest'))
    messages = illegal(switch.of)
    switch.send(*messages)
    switch.read_until(lambda: len(switch.named('OFPErrorMsg')) == len(messages))
    errors = switch.named('OFPErrorMsg')
    assert {(each.type, each.code) for each in errors} <= {
        (switch.of.OFPET_BAD_REQUEST, switch.of.OFPBRC_EPERM),
        (switch.of.OFPET_BAD_REQUEST, switch.of.OFPBRC_BAD_TYPE),
    }
    assert [each.xid for each in errors] == [each.xid for each in messages]
    del switch._take
    switch._take(*switch.named('OFPFeaturesRequest'))
    switch.flush()
    switch.join()
    switch.send(switch.packet_in())
    hearing.wait_for('heard in main EventOFPPacketIn')
    heard = [line for line in hearing.log.splitlines() if line.startswith('heard')]
    assert heard == [
        'heard in handshake EventOFPHello',
        'heard in config EventOFPSwitchFeatures',
        'heard in config EventOFPPortDescStatsReply',
        'heard in main EventOFPPacketIn',
    ]


def test_a_second_hello_changes_nothing(controller, connect):
    switch = connect(controller)
    switch.send(switch.of.OFPHello(None))
    switch.read_until(lambda: switch.named('OFPErrorMsg'))
    switch.echo()


# -- many, and greedy -----------------------------------------------------------------------------------------------


@pytest.fixture
def many_descriptors():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 6000:
        pytest.skip(f'{hard} descriptors are too few for 5,000 connections')
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 6000), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_five_thousand_connections_that_send_nothing(run, connect, many_descriptors):
    controller = run('simple_switch_13', '--socket-timeout', '3')
    before = controller.descriptors()
    with contextlib.ExitStack() as stack:
        silent = [
            stack.enter_context(socket.create_connection(('127.0.0.1', controller.port), 10)) for _ in range(5000)
        ]
        waited = []
        for dpid in (1, 2, 3):  # the best of three: others may be busy on this machine
            began = time.monotonic()
            switch = connect(controller, dpid)
            waited.append(time.monotonic() - began)
        assert min(waited) < 1
        for each in silent:
            each.settimeout(10)
            while each.recv(65536):
                pass
        assert switch.echo() < 1
    until(lambda: controller.descriptors() <= before + 3)
    assert len(controller.log.splitlines()) < 30
    controller.wait_for(r'ended before use: no complete handshake in 3 s \(and \d+ others\)')


def test_descriptors_that_run_out(run, connect):
    controller = run('simple_switch_13')
    switch = connect(controller)
    limit = controller.descriptors() + 5
    resource.prlimit(controller.process.pid, resource.RLIMIT_NOFILE, (limit, limit))
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(socket.create_connection(('127.0.0.1', controller.port), 10))
        controller.wait_for('cannot accept switches on 127.0.0.1 port .*: .*Too many open files')
        used = controller.cpu()
        for _ in range(10):
            assert switch.echo() < 1
            time.sleep(0.05)  # so that a loop that does not pause is seen
        assert controller.cpu() - used < 0.3
    assert connect(controller, 2).echo() < 1
    assert controller.log.count('cannot accept') == 1
    assert 'Traceback' not in controller.log


FLOODING = """
class Flooding(App):
    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        datapath = ev.msg.datapath
        of = datapath.ofproto
        sent = 0
        while datapath.send_msg(of.OFPPacketOut(datapath, of.OFP_NO_BUFFER, 1, [], bytes(10000))):
            sent += 1
        say('gave up after', sent)
"""


def test_a_switch_that_stops_reading_is_dropped_alone(run, connect):
    controller = run(app=FLOODING, flags='from controller import datapath\ndatapath.STALLED = 0.5\n')
    witness, stalled = connect(controller, 1), connect(controller, 2, buffer=4096)
    stalled.send(stalled.packet_in())
    while 'gave up after' not in controller.log:
        assert witness.echo() < 1
    controller.wait_for('switch 0000000000000002 left: took no byte for 0.5 s, with 1[0-9]{6} bytes waiting for it')
    assert witness.echo() < 1
    assert connect(controller, 2).echo() < 1


ERRORS = """
class Answering(App):
    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        datapath = ev.msg.datapath
        of = datapath.ofproto
        datapath.send_msg(of.OFPPacketOut(datapath, ev.msg.buffer_id, 1, [], b''))
"""


def test_a_switch_that_answers_every_packet_out_with_an_error(run, connect):
    controller = run(app=ERRORS)
    switch = connect(controller)
    of = switch.of
    for _ in range(10):
        switch.send(*(switch.packet_in(number) for number in range(100)))
        switch.read_until(lambda: len(switch.named('OFPPacketOut')) == 100)
        for each in switch.named('OFPPacketOut'):
            switch.channel.reply(each, of.OFPErrorMsg(None, of.OFPET_BAD_ACTION, of.OFPBAC_BAD_TYPE, each.buf[:64]))
        switch.flush()
        switch.seen.clear()
    switch.echo()
    controller.wait_for('0000000000000001 refused OFPPacketOut .*: OFPET_BAD_ACTION, OFPBAC_BAD_TYPE')
    assert len(controller.log.splitlines()) < 20


RAISING = """
class Raising(App):
    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        raise ValueError('never works')
"""


def test_a_handler_that_always_raises(run, connect):
    controller = run('simple_switch_13', app=RAISING)
    switch = connect(controller)
    began = time.monotonic()
    for _ in range(5):
        switch.send(*(switch.packet_in(number) for number in range(200)))
        switch.read_until(lambda: len(switch.named('OFPPacketOut')) >= 1)
        switch.echo()
    controller.wait_for('Raising.packet_in failed on EventOFPPacketIn of switch 0000000000000001: ValueError')
    failures = controller.log.count('Raising.packet_in failed')
    assert failures <= time.monotonic() - began + 1
    assert len(controller.log.splitlines()) < 20 * (failures + 1)


def test_a_joined_reply_counts_with_all_its_parts():
    channel, of = joined(OF13), version(OF13)
    parts = [of.OFPPortStatsReply(None, more, [of.OFPPortStats(1, *[0] * 14)] * 5) for more in (1, 1, 0)]
    for each in parts:
        each.xid = 77
    ((message, _),) = [each for part in parts for each in channel.receive(part.encode(), 0.0)]
    assert len(message.body) == 15
    assert len(message.buf) + message.further == sum(len(each.encode()) for each in parts)


WAITING = """
from controller.events import EventOFPFlowStatsReply

class Waiting(App):
    @set_ev_cls([EventOFPErrorMsg, EventOFPFlowStatsReply])
    def handle(self, ev):
        time.sleep(3600)
"""


def test_messages_that_nobody_reads_take_bounded_memory(run, connect):
    controller = run(app=WAITING)
    switch, witness = connect(controller, 1), connect(controller, 2)
    error = switch.of.OFPErrorMsg(None, 1, 1, bytes(65000))
    error.xid = 5
    data = error.encode() * 20
    for _ in range(120):  # 156 MB
        switch.socket.sendall(data)
    switch.echo()
    assert controller.memory() < 150
    assert witness.echo() < 1


# -- one datapath id, two connections -------------------------------------------------------------------------------

CONFLICT = """
class Watching(App):
    @set_ev_cls(EventOFPDatapathConflict)
    def conflict(self, ev):
        say('conflict: kept', ev.kept.address, 'dropped', ev.dropped.address)

    @set_ev_cls(EventOFPStateChange, DEAD_DISPATCHER)
    def dead(self, ev):
        say('dead:', ev.datapath.id)
"""


def test_the_older_connection_stays_while_it_answers(run, connect):
    controller = run(app=CONFLICT)
    older = connect(controller, 7)
    newer = connect(controller, 7, join=False)
    mine = newer.socket.getsockname()
    newer.read_until(lambda: newer.named('OFPFeaturesRequest'))
    older.read_until(lambda: older.named('OFPEchoRequest'))
    assert newer.ends(2)
    controller.wait_for(f"conflict: kept .* dropped \\('127.0.0.1', {mine[1]}\\)")
    assert older.echo() < 1
    assert 'dead: 7' not in controller.log


def test_the_newer_connection_takes_over_from_one_that_is_silent(run, connect):
    controller = run(app=CONFLICT, flags='from controller import registry\nregistry.PROOF = 0.3\n')
    older = connect(controller, 7)
    mine = older.socket.getsockname()
    newer = connect(controller, 7)
    controller.wait_for(f"conflict: kept .* dropped \\('127.0.0.1', {mine[1]}\\)")
    assert newer.echo() < 1
    assert older.ends(2)
    controller.wait_for('switch 0000000000000007 left: .*connected anew from 127.0.0.1')


# -- nothing is left behind -----------------------------------------------------------------------------------------


class Counting(App):
    """Counts packet-ins and state changes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.packet_ins = self.dead = 0

    @set_ev_cls(EventOFPPacketIn)
    def packet_in(self, ev):
        self.packet_ins += 1

    @set_ev_cls(EventOFPStateChange, DEAD)
    def end(self, ev):
        self.dead += 1


def test_mass_disconnects_leave_nothing_behind():
    with jumping_clock() as clock, no_leaks():
        controller = Controller()
        (app,) = controller.load([Counting])
        controller.start_apps()
        for _ in range(3):
            switches = [FakeSwitch(controller, dpid) for dpid in range(100)]
            clock.advance(0.1)
            assert len(controller.switches) == 100
            for switch in switches:
                switch.send(switch.packet_in())
            clock.advance(0.1)
            for switch in switches:
                switch.close()
            clock.advance(0.1)
            assert not controller.switches
            assert not controller.switches.connections
            assert not controller.switches._owners
        clock.advance(60.0)
        assert (app.packet_ins, app.dead) == (300, 300)
        assert not app._runner.inboxes[0]._lanes
        controller.stop()


def test_connections_over_tcp_leave_nothing_behind():
    with no_leaks(0.2):
        controller = Controller(Config(ofp_listen_host='127.0.0.1', ofp_tcp_listen_port=0))
        (app,) = controller.load([Counting])
        controller.start()
        port = controller.listeners[0].address[1]
        connections = [greenhub.connect(('127.0.0.1', port)) for _ in range(100)]
        with greenhub.Timeout(5):
            while len(controller.switches.connections) < 100:
                greenhub.sleep(0.001)
            for each in connections:
                each.close()
            while controller.switches.connections or app.dead < 100:
                greenhub.sleep(0.001)
        controller.stop()
