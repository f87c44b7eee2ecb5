"""A switch as apps see it: answers, bounded buffers, and who pays when one is slow."""

import gc
import logging
import threading
import weakref

import pytest

import greenhub
from controller.app import CONFIG_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.datapath import (
    HIGH_WATER,
    STALLED,
    DatapathError,
    DatapathGone,
    MalformedReply,
    OFPErrorGroup,
    OFPErrorReply,
    RequestTimeout,
    event_of,
)
from controller.events import (
    EventOFPDatapathConflict,
    EventOFPHello,
    EventOFPPacketIn,
    EventOFPPortStatus,
    EventOFPStateChange,
    EventOFPSwitchFeatures,
)
from controller.inbox import OTHER, PACKET_IN, REPLY
from controller.manager import Controller
from controller.openflow import OF10, OF12, OF13, version, versions
from controller.wire import EncodeError
from greenhub.hubs import get_hub

from .fake_switch import FakeSwitch

of13 = version(OF13)


class Witness(App):
    """Notes what it hears."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.heard = []

    @set_ev_cls([EventOFPHello, EventOFPSwitchFeatures, EventOFPPacketIn, EventOFPPortStatus])
    def message(self, ev):
        self.heard.append((type(ev.msg).__name__, ev.msg.datapath.id))

    @set_ev_cls([EventOFPStateChange])
    def state(self, ev):
        self.heard.append((ev.state, ev.datapath.id))

    @set_ev_cls(EventOFPDatapathConflict)
    def conflict(self, ev):
        self.heard.append(('conflict', ev.kept.address, ev.dropped.address))


@pytest.fixture
def witness(controller):
    (app,) = controller.load([Witness])
    controller.start_apps()
    return app


@pytest.fixture
def switch(controller, witness, clock):
    switch = FakeSwitch(controller)
    clock.advance(0.1)
    assert switch.datapath.state == MAIN_DISPATCHER
    return switch


def barrier():
    return of13.OFPBarrierRequest(None)


def test_a_switch_joins_through_the_phases(switch, witness):
    assert [what for what, _ in witness.heard] == ['OFPHello', 'config', 'OFPSwitchFeatures', 'main']
    assert switch.datapath.id == 1


def test_a_switch_is_listed_while_it_is_in_use(controller, switch, clock):
    assert dict(controller.switches) == {1: switch.datapath}
    switch.close()
    clock.advance(0.1)
    assert not controller.switches
    assert not controller.switches.connections
    assert switch.datapath.state == 'dead'


def test_the_apps_hear_that_a_switch_has_gone(switch, witness, clock):
    switch.close()
    clock.advance(0.1)
    assert witness.heard[-1] == ('dead', 1)


def test_messages_reach_the_switch_in_order_and_with_transaction_ids(switch, clock):
    for number in range(100):
        assert switch.datapath.send_msg(of13.OFPFlowMod(None, cookie=number)) is True
    clock.advance(0.1)
    mods = [each for each in switch.seen if type(each).__name__ == 'OFPFlowMod']
    assert [each.cookie for each in mods] == list(range(100))
    assert len({each.xid for each in mods}) == 100


def test_a_generation_of_messages_is_one_send(switch, clock):
    sends, send = [], switch.datapath._socket.send
    switch.datapath._socket.send = lambda data: sends.append(len(data)) or send(data)
    for _ in range(50):
        switch.datapath.send_msg(of13.OFPFlowMod(None))
    clock.advance(0.1)
    assert sends == [50 * 56]


def test_the_last_message(switch, clock):
    """All is sent, though more than the socket takes at once; then the connection ends."""
    datapath = switch.datapath
    out = of13.OFPPacketOut(datapath, of13.OFP_NO_BUFFER, 1, [], bytes(60000))
    for _ in range(10):
        assert datapath.send_msg(out)
    assert datapath.send_msg(of13.OFPBarrierReply(datapath), close_socket=True)
    clock.advance(0.1)
    names = [type(each).__name__ for each in switch.seen]
    assert names.count('OFPPacketOut') == 10
    assert not datapath.is_active
    assert switch.closed
    assert datapath.send_msg(out) is False


def test_a_value_that_does_not_fit_is_the_callers_error(switch, clock):
    with pytest.raises(EncodeError, match=r'OFPFlowMod\.priority'):
        switch.datapath.send_msg(of13.OFPFlowMod(None, priority='high'))
    assert switch.datapath.request(barrier()).xid


# -- requests -------------------------------------------------------------------------------------------------------


def test_a_request_returns_its_answer(switch):
    request = barrier()
    reply = switch.datapath.request(request)
    assert type(reply) is of13.OFPBarrierReply
    assert reply.xid == request.xid
    assert not switch.datapath._answers


def test_an_error_answers_a_request(switch):
    switch.answer['OFPBarrierRequest'] = lambda request: of13.OFPErrorMsg(None, 1, 6, b'')
    with pytest.raises(OFPErrorReply) as caught:
        switch.datapath.request(barrier())
    assert (caught.value.type, caught.value.code) == (of13.OFPET_BAD_REQUEST, of13.OFPBRC_BAD_LEN)
    assert str(caught.value) == 'OFPET_BAD_REQUEST, OFPBRC_BAD_LEN'


def test_a_request_waits_no_longer_than_it_says(switch, clock):
    switch.answer['OFPBarrierRequest'] = None
    before = clock()
    with pytest.raises(RequestTimeout, match='0000000000000001 did not answer OFPBarrierRequest'):
        switch.datapath.request(barrier(), timeout=3.0)
    assert clock() - before == pytest.approx(3.0, abs=0.1)


def test_a_request_ends_with_the_connection(switch, clock):
    switch.answer['OFPBarrierRequest'] = lambda request: switch.close()
    with pytest.raises(DatapathGone):
        switch.datapath.request(barrier())
    with pytest.raises(DatapathGone):
        switch.datapath.request(barrier())
    assert switch.datapath.send_msg(barrier()) is False


def test_an_unasked_message_answers_nothing(switch, clock):
    request = barrier()
    request.xid = 77
    early = switch.packet_in()
    early.xid = 77
    switch.answer['OFPBarrierRequest'] = lambda _: switch.send(early) or of13.OFPBarrierReply(None)
    assert type(switch.datapath.request(request)) is of13.OFPBarrierReply


def test_a_barrier_is_answered_while_the_inbox_is_full_of_packet_ins(controller, clock):
    """The reader never waits for an app: a handler of S that waits for S's barrier gets it."""

    class Waiting(App):
        answers = ()

        @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
        def packet_in(self, ev):
            self.answers += (type(ev.msg.datapath.request(barrier(), timeout=2.0)).__name__,)

    controller.inbox_limits = (8, 65536)
    (app,) = controller.load([Waiting])
    controller.start_apps()
    switch = FakeSwitch(controller)
    clock.advance(0.1)
    switch.answer['OFPBarrierRequest'] = lambda _: (
        [switch.channel.send(switch.packet_in(number)) for number in range(200)] and of13.OFPBarrierReply(None)
        if not app.answers
        else of13.OFPBarrierReply(None)
    )
    switch.send(switch.packet_in())
    clock.advance(1.0)
    assert app.answers == ('OFPBarrierReply',) * 9
    assert app._runner.inboxes[0].packet_ins == 0


# -- slow switches --------------------------------------------------------------------------------------------------


def flood(datapath, count):
    """Packet-outs of a kilobyte; how many were taken."""
    frame = bytes(1000)
    return sum(datapath.send_msg(of13.OFPPacketOut(None, of13.OFP_NO_BUFFER, 1, [], frame)) for _ in range(count))


def test_a_switch_that_stops_reading_holds_up_only_its_sender_and_is_dropped(controller, switch, clock):
    other = FakeSwitch(controller, dpid=2)
    clock.advance(0.1)
    switch.reading = False
    started = clock()
    flooding = greenhub.spawn(flood, switch.datapath, 5000)
    clock.advance(STALLED / 2)
    assert not flooding.dead
    assert switch.datapath.backlog <= HIGH_WATER + 2000
    assert type(other.datapath.request(barrier())) is of13.OFPBarrierReply
    assert flooding.wait() < 5000
    assert clock() - started < STALLED * 2
    assert not switch.datapath.is_active
    assert sorted(controller.switches) == [2]


def test_the_reason_for_dropping_a_slow_switch_is_logged(switch, clock, caplog):
    caplog.set_level(logging.INFO)
    switch.reading = False
    greenhub.spawn(flood, switch.datapath, 5000).wait()
    assert 'switch 0000000000000001 left: took no byte for 5 s' in caplog.text


def test_a_switch_that_reads_slowly_gets_everything(switch, clock):
    switch.reading = False
    flooding = greenhub.spawn(flood, switch.datapath, 3000)
    clock.advance(1.0)
    switch.reading = True
    assert flooding.wait() == 3000
    clock.advance(5.0)
    assert sum(type(each).__name__ == 'OFPPacketOut' for each in switch.seen) == 3000


def test_a_switch_that_asks_but_does_not_read_is_dropped(switch, clock):
    """Answers to ECHO are bounded like everything else that waits for a switch."""
    switch.reading = False

    def ask():
        request = of13.OFPEchoRequest(None, data=bytes(60000))
        while True:
            request.xid = None
            switch.send(request)

    asking = greenhub.spawn(ask)
    clock.advance(STALLED * 4)
    assert switch.datapath.backlog <= HIGH_WATER * 2
    assert not switch.datapath.is_active
    asking.kill()


def test_what_is_queued_leaves_before_the_controller_stops(controller, switch, clock):
    flood(switch.datapath, 500)
    controller.stop()
    clock.advance(0.1)
    assert sum(type(each).__name__ == 'OFPPacketOut' for each in switch.seen) == 500
    assert switch.closed


def test_stopping_waits_two_seconds_at_most_for_a_switch_that_does_not_read(controller, switch, clock):
    switch.reading = False
    flood(switch.datapath, 900)
    before = clock()
    controller.stop()
    assert clock() - before <= 2.1


# -- garbage --------------------------------------------------------------------------------------------------------


def test_garbage_costs_only_its_own_connection(controller, witness, switch, clock):
    bad = FakeSwitch(controller, dpid=66)
    clock.advance(0.1)
    bad.socket.sendall(b'\xff' * 3 + b'\0' * 200)
    clock.advance(0.1)
    assert not bad.datapath.is_active
    assert type(switch.datapath.request(barrier())) is of13.OFPBarrierReply


def broken_features(xid=0):
    """A FEATURES_REPLY of 24 bytes, which takes 32."""
    return bytes((4, of13.OFPT_FEATURES_REPLY, 0, 24)) + xid.to_bytes(4) + bytes(16)


def broken_port_status(number=0):
    """A PORT_STATUS of 80 bytes and one too many."""
    port = of13.OFPPort(number, '00:00:00:00:00:01', b'eth1', 0, 0, 0, 0, 0, 0, 0, 0)
    data = of13.OFPPortStatus(None, of13.OFPPR_MODIFY, port).encode() + b'!'
    return data[:2] + len(data).to_bytes(2) + data[4:]


def test_a_message_that_cannot_be_read_is_answered_counted_and_logged_with_its_bytes(switch, clock, caplog):
    switch.socket.sendall(broken_port_status(7) + broken_port_status(8))
    clock.advance(0.1)
    answers = [each for each in switch.seen if type(each).__name__ == 'OFPErrorMsg']
    assert [(each.type, each.code) for each in answers] == [(of13.OFPET_BAD_REQUEST, of13.OFPBRC_BAD_LEN)] * 2
    assert switch.datapath.counters.malformed == 2
    assert switch.datapath.counters.refused == 0
    (record,) = caplog.records
    first, *dump = record.getMessage().splitlines()
    assert first.startswith('switch 0000000000000001 (memory:1): malformed message: OFPPortStatus: ')
    assert first.endswith('; 2 in all')
    assert any('00 00 00 07' in row and 'OFPPortStatus.desc.port_no' in row for row in dump)
    assert 'not read' in dump[-2]
    assert type(switch.datapath.request(barrier())) is of13.OFPBarrierReply


@pytest.mark.parametrize('number', sorted(versions()))
def test_damage_in_every_version_is_answered_with_what_it_is(controller, witness, clock, number):
    switch = FakeSwitch(controller, number=number)
    clock.advance(0.1)
    of, output = switch.tables, switch.tables.OFPActionOutput(1)
    if number == OF10:
        flow = dict.fromkeys(['table_id', 'duration_sec', 'duration_nsec', 'priority', 'idle_timeout', 'hard_timeout',
                              'cookie', 'packet_count', 'byte_count'], 0)  # fmt: skip
        reply = of.OFPFlowStatsReply(None, 0, [of.OFPFlowStats(**flow, match=of.OFPMatch(), actions=[output])])
    else:
        group = of.OFPGroupDescStats(type_=1, group_id=1, buckets=[of.OFPBucket(actions=[output])])
        if number == OF12:
            reply = of.OFPStatsReply(None, type_=of.OFPST_GROUP_DESC, flags=0, body=[group])
        else:
            reply = of.OFPGroupDescStatsReply(None, flags=0, body=[group])
    data = bytearray(reply.encode())
    at = data.index(output.encode())
    data[at + 3] = 4
    switch.socket.sendall(bytes(data))
    clock.advance(0.1)
    (answer,) = [each for each in switch.seen if type(each).__name__ == 'OFPErrorMsg']
    assert (answer.type, answer.code) == (of.OFPET_BAD_ACTION, of.OFPBAC_BAD_LEN)
    assert answer.data == bytes(data[:64])
    assert switch.datapath.counters.malformed == 1
    assert switch.datapath.is_active


def test_the_bytes_are_shown_once_a_minute_for_each_kind_of_damage(switch, caplog):
    """Log lines count real seconds."""
    throttle, dumps = switch.datapath._registry.throttle, switch.datapath._registry.dumps
    now = 1000.0
    throttle.clock = dumps.clock = lambda: now
    for kind in (broken_port_status, broken_port_status, broken_features, broken_features, broken_port_status):
        now += 15.0
        switch.socket.sendall(kind())
        greenhub.sleep(0.1)
    assert [len(record.getMessage().splitlines()) > 1 for record in caplog.records] == [True, False, True, False, True]
    assert caplog.records[-1].getMessage().startswith('switch 0000000000000001 (memory:1): malformed message')


def test_a_large_message_that_cannot_be_read_takes_no_more_of_the_log(switch, clock, caplog):
    body = [of13.OFPFlowStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, of13.OFPMatch(), []) for _ in range(1000)]
    data = bytearray(of13.OFPFlowStatsReply(None, 0, body).encode())
    data[-56:-54] = b'\0\1'
    switch.socket.sendall(bytes(data))
    clock.advance(0.1)
    assert len(caplog.text.splitlines()) < 50
    assert 'OFPFlowStatsReply.body[999].length' in caplog.text


def test_whoever_waits_for_an_answer_that_cannot_be_read_waits_no_longer(switch, clock):
    switch.answer['OFPBarrierRequest'] = lambda request: switch.socket.sendall(broken_features(request.xid))
    before = clock()
    with pytest.raises(MalformedReply, match='takes 32 bytes, has 24'):
        switch.datapath.request(barrier())
    assert clock() - before < 1.0


def test_an_unasked_message_that_cannot_be_read_answers_nothing(switch, clock):
    switch.answer['OFPBarrierRequest'] = lambda request: (
        switch.socket.sendall(broken_port_status()[:4] + request.xid.to_bytes(4) + broken_port_status()[8:])
        or of13.OFPBarrierReply(None)
    )
    assert type(switch.datapath.request(barrier())) is of13.OFPBarrierReply


# -- messages that are confirmed ------------------------------------------------------------------------------------


def flow(priority):
    return of13.OFPFlowMod(None, priority=priority)


def refuse(switch, *priorities):
    """Have the switch answer flow-mods of these priorities with an error."""
    def answer(request):
        return of13.OFPErrorMsg(None, 5, 1, request.encode()[:64]) if request.priority in priorities else None

    switch.answer['OFPFlowMod'] = answer


def done(switch):
    return [each.priority for each in switch.seen if type(each).__name__ == 'OFPFlowMod']


def test_messages_are_confirmed_by_one_barrier(switch):
    barriers = []
    switch.answer['OFPBarrierRequest'] = lambda request: barriers.append(done(switch)) or of13.OFPBarrierReply(None)
    messages = [flow(each) for each in range(5)]
    switch.datapath.send_and_confirm(messages)
    assert barriers == [[0, 1, 2, 3, 4]]
    assert len({each.xid for each in messages}) == 5
    switch.datapath.send_and_confirm(iter([flow(5)]))
    switch.datapath.send_and_confirm(flow(6))
    switch.datapath.send_and_confirm([])
    assert barriers[1:] == [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5, 6]]
    assert not switch.datapath._answers


def test_a_refusal_names_the_message(switch):
    refuse(switch, 2)
    messages = [flow(each) for each in range(4)]
    with pytest.raises(OFPErrorReply) as caught:
        switch.datapath.send_and_confirm(messages)
    assert caught.value.request is messages[2]
    assert (caught.value.type, caught.value.code, str(caught.value)) == (
        5, 1, 'OFPET_FLOW_MOD_FAILED, OFPFMFC_TABLE_FULL')  # fmt: skip
    assert done(switch) == [0, 1, 3]
    assert not switch.datapath._answers


def test_several_refusals_come_together_in_the_order_of_sending(switch):
    refuse(switch, 1, 3)
    messages = [flow(each) for each in range(5)]
    with pytest.raises(OFPErrorGroup, match='refused 2 of 5 messages') as caught:
        switch.datapath.send_and_confirm(messages)
    assert [each.request for each in caught.value.exceptions] == [messages[1], messages[3]]
    kept, rest = caught.value.split(lambda error: getattr(error, 'request', None) is messages[1])
    assert [type(kept), len(rest.exceptions)] == [OFPErrorGroup, 1]
    assert isinstance(caught.value, DatapathError)


def test_a_barrier_that_is_refused_is_a_refusal_too(switch):
    switch.answer['OFPBarrierRequest'] = lambda request: of13.OFPErrorMsg(None, 1, 1, b'')
    with pytest.raises(OFPErrorReply, match='OFPBRC_BAD_TYPE') as caught:
        switch.datapath.send_and_confirm(flow(1))
    assert type(caught.value.request).__name__ == 'OFPBarrierRequest'


def test_a_barrier_that_is_not_answered(switch, clock):
    switch.answer['OFPBarrierRequest'] = None
    refuse(switch, 1)
    began = clock()
    with pytest.raises(RequestTimeout) as caught:
        switch.datapath.send_and_confirm([flow(0), flow(1)], timeout=3.0)
    assert clock() - began == pytest.approx(3.0)
    assert caught.value.__cause__.request.priority == 1
    assert not switch.datapath._answers


def test_a_switch_that_dies_meanwhile(switch, clock):
    switch.answer['OFPBarrierRequest'] = lambda request: switch.close()
    with pytest.raises(DatapathGone) as caught:
        switch.datapath.send_and_confirm([flow(0), flow(1)])
    assert caught.value.__cause__ is None
    with pytest.raises(DatapathGone):
        switch.datapath.send_and_confirm(flow(2))
    assert not switch.datapath._answers


def test_nothing_is_sent_where_a_message_does_not_fit(switch):
    with pytest.raises(EncodeError):
        switch.datapath.send_and_confirm([flow(0), flow(70000)])
    assert type(switch.datapath.request(barrier())) is of13.OFPBarrierReply
    assert done(switch) == []


def test_a_message_may_be_sent_again_and_again(switch):
    refuse(switch, 1)
    again = flow(1)
    for _ in range(2):
        with pytest.raises(OFPErrorReply):
            switch.datapath.send_and_confirm(again)
    with pytest.raises(OFPErrorGroup) as caught:
        switch.datapath.send_and_confirm([again, again])
    assert len(caught.value.exceptions) == 2


def test_an_answer_that_is_no_error_is_not_held_against_a_message(switch):
    switch.answer['OFPEchoRequest'] = lambda request: of13.OFPEchoReply(None)
    switch.datapath.send_and_confirm([of13.OFPEchoRequest(None), flow(1)])
    assert done(switch) == [1]


def test_messages_are_confirmed_to_another_thread(switch):
    refuse(switch, 1)
    outcomes = []

    def confirm():
        try:
            switch.datapath.send_and_confirm([flow(0), flow(1)])
        except OFPErrorReply as error:
            outcomes.append(error.request.priority)

    thread = threading.Thread(target=confirm)
    thread.start()
    while thread.is_alive():
        greenhub.sleep(0.01)
    assert outcomes == [1]


def test_more_messages_than_the_switch_takes_at_once(switch, clock):
    data = bytes(60000)
    packets = [of13.OFPPacketOut(None, 0xFFFFFFFF, 1, [], data) for _ in range(60)]
    switch.datapath.send_and_confirm([*packets, flow(1)])
    assert done(switch) == [1]


def test_a_silent_connection_is_closed_at_the_handshake_limit(controller, witness, clock):
    silent = FakeSwitch(controller)
    silent.answer.clear()
    clock.advance(controller.config.socket_timeout - 0.5)
    assert silent.datapath.is_active
    clock.advance(1.0)
    assert not silent.datapath.is_active
    assert silent.closed


def test_a_switch_that_answers_no_echo_is_dropped(controller, switch, clock):
    rows = switch.channel._rows
    switch.channel._rows = {word: row for word, row in rows.items() if word & 0xFF != of13.OFPT_ECHO_REQUEST}
    switch.channel.deadline = None
    clock.advance(40.0)
    assert switch.datapath.is_active
    clock.advance(30.0)
    assert not switch.datapath.is_active


def test_a_fault_of_the_controllers_own_costs_one_connection(controller, witness, switch, clock, caplog):
    bad = FakeSwitch(controller, dpid=66)
    clock.advance(0.1)
    bad.datapath.connection.receive = lambda data, now: 1 / 0
    bad.send(barrier())
    clock.advance(0.1)
    assert not bad.datapath.is_active
    assert 'switch 0000000000000042 (memory:66): its reader failed' in caplog.text
    assert type(switch.datapath.request(barrier())) is of13.OFPBarrierReply


def test_a_switch_that_has_gone_leaves_nothing_behind(controller, witness, clock):
    """Reference counts are enough: the collector runs rarely beside a loaded controller."""
    gc.collect()
    gc.disable()
    try:
        switch = FakeSwitch(controller, dpid=9)
        clock.advance(0.1)
        more = of13.OFPPortDescStatsReply(None, of13.OFPMPF_REPLY_MORE, [])
        more.xid = 5
        switch.send(more)
        switch.send(switch.packet_in())
        clock.advance(0.1)
        budget = controller.switches.budget
        assert budget.used == 16
        gone = weakref.ref(switch.datapath)
        switch.datapath = None
        switch.close()
        clock.advance(30.0)
        witness.heard.clear()
        assert gone() is None
        assert budget.used == 0
    finally:
        gc.enable()


# -- two connections, one datapath id -------------------------------------------------------------------------------


def test_the_older_connection_stays_while_it_answers(controller, witness, switch, clock):
    second = FakeSwitch(controller, dpid=1)
    clock.advance(2.5)
    assert controller.switches[1] is switch.datapath
    assert not second.datapath.is_active
    assert ('conflict', ('memory', 1), ('memory', 1)) in witness.heard
    assert [each for each in witness.heard if each == ('OFPSwitchFeatures', 1)] == [('OFPSwitchFeatures', 1)]


def test_the_newer_connection_takes_over_from_one_that_is_dead(controller, witness, switch, clock):
    switch.reading = False
    switch.thread.kill()
    second = FakeSwitch(controller, dpid=1)
    clock.advance(2.5)
    assert controller.switches[1] is second.datapath
    assert not switch.datapath.is_active


def test_a_request_that_cannot_even_be_sent_ends_in_time(switch, clock):
    switch.reading = False
    flooding = greenhub.spawn(flood, switch.datapath, 5000)
    clock.advance(1.0)
    before = clock()
    with pytest.raises(RequestTimeout):
        switch.datapath.request(barrier(), timeout=1.0)
    assert clock() - before == pytest.approx(1.0, abs=0.1)
    flooding.kill()


def test_a_switch_that_comes_back_is_heard_in_order_by_a_slow_app(controller, clock):
    """What the old connection said, its end, then the new one: an app that forgets dead switches keeps the live one."""

    class Slow(App):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.heard, self.known = [], set()

        @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
        def packet_in(self, ev):
            greenhub.sleep(0.01)
            self.heard.append('packet-in')

        @set_ev_cls(EventOFPStateChange, ['handshake', 'config', MAIN_DISPATCHER, 'dead'])
        def state(self, ev):
            self.heard.append(ev.state)
            self.known = self.known | {ev.datapath.id} if ev.state == MAIN_DISPATCHER else self.known - {ev.datapath.id}

    (app,) = controller.load([Slow])
    controller.start_apps()
    first = FakeSwitch(controller, dpid=5)
    clock.advance(0.1)
    for number in range(300):
        first.channel.send(first.packet_in(number))
    first.socket.sendall(first.channel.data_to_send())
    clock.advance(0.1)
    first.close()
    clock.advance(0.1)
    FakeSwitch(controller, dpid=5)
    clock.advance(10.0)
    assert [each for each in app.heard if each != 'packet-in'] == ['config', 'main', 'dead', 'config', 'main']
    assert app.heard.index('dead') == 2 + 300
    assert app.known == set(controller.switches) == {5}


# -- phases and threads ---------------------------------------------------------------------------------------------


def test_handlers_hear_only_the_phases_they_asked_for(controller, clock):
    class Phased(App):
        heard = ()

        @set_ev_cls(EventOFPSwitchFeatures, MAIN_DISPATCHER)
        def late(self, ev):
            self.heard += ('late',)

        @set_ev_cls(EventOFPSwitchFeatures, CONFIG_DISPATCHER)
        def early(self, ev):
            self.heard += ('early',)

    (app,) = controller.load([Phased])
    controller.start_apps()
    switch = FakeSwitch(controller)
    clock.advance(0.1)
    assert app.heard == ('early',)
    switch.datapath.request(of13.OFPFeaturesRequest(None))
    clock.advance(0.1)
    assert app.heard == ('early', 'late')


@pytest.mark.parametrize('number', sorted(versions()))
def test_every_version_of_openflow(controller, witness, clock, number):
    switch = FakeSwitch(controller, dpid=10, number=number)
    clock.advance(0.1)
    assert controller.switches[10].ofproto.OFP_VERSION == number
    assert type(switch.datapath.request(switch.tables.OFPBarrierRequest(None))).__name__ == 'OFPBarrierReply'
    witness.heard.clear()
    switch.send(switch.packet_in(5))
    clock.advance(0.1)
    assert [what for what, _ in witness.heard] == ['OFPPacketIn']


def test_messages_may_be_sent_from_another_os_thread():
    controller = Controller()
    switch = FakeSwitch(controller)
    greenhub.sleep(0.01)
    outcome = []
    thread = threading.Thread(target=lambda: outcome.append(switch.datapath.send_msg(of13.OFPFlowMod(None, cookie=5))))
    thread.start()
    with greenhub.Timeout(5):
        while not any(type(each).__name__ == 'OFPFlowMod' for each in switch.seen):
            greenhub.sleep(0.001)
        while not outcome:
            greenhub.sleep(0.001)
    thread.join(5)
    assert outcome == [True]
    controller.stop()
    assert get_hub()


@pytest.mark.parametrize(
    ('number', 'name', 'kind'),
    [
        (OF13, 'OFPPacketIn', PACKET_IN),
        (OF10, 'NXTPacketIn', PACKET_IN),
        (OF13, 'NXTPacketIn2', PACKET_IN),
        (OF13, 'OFPFlowStatsReply', REPLY),
        (OF10, 'NXFlowStatsReply', REPLY),
        (OF10, 'NXFlowMonitorStatsReply', OTHER),
        (OF13, 'OFPExperimenterStatsReply', OTHER),
        (OF13, 'OFPFlowRemoved', OTHER),
        (OF13, 'ONFRoleStatus', OTHER),
    ],
)
def test_what_an_inbox_may_drop(number, name, kind):
    event, found = event_of(getattr(version(number), name))
    assert (event.__name__, found) == (f'Event{name}', kind)
