"""The channel, both ends of it, without a socket."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.openflow import OF10, OF12, OF13, version, versions
from controller.openflow.connection import (
    CONFIG,
    DEAD,
    HANDSHAKE,
    MAIN,
    Budget,
    ControllerConnection,
    Limits,
    SwitchConnection,
)

of10, of12, of13 = version(OF10), version(OF12), version(OF13)
EVERY = [version(number) for number in sorted(versions())]
WITH_PORT_DESC = [each for each in EVERY if each.OFP_VERSION >= OF13]


def port(tables, number):
    address, name = f'00:00:00:00:00:{number:02x}', f'eth{number}'.encode()
    if tables.OFP_VERSION > OF13:
        return tables.OFPPort(port_no=number, hw_addr=address, name=name, config=0, state=0)
    if tables is of10:
        return of10.OFPPhyPort(number, address, name, 0, 0, 0, 0, 0, 0)
    return tables.OFPPort(number, address, name, 0, 0, 0, 0, 0, 0, 0, 0)


def features(tables, dpid=7, auxiliary=0):
    if tables.OFP_VERSION >= OF13:
        return tables.OFPSwitchFeatures(None, dpid, 256, 254, auxiliary, 0)
    ports = {each: port(tables, each) for each in (1, 2)}
    return tables.OFPSwitchFeatures(None, dpid, n_buffers=256, n_tables=1, capabilities=0, ports=ports,
                                    **({'actions': 0} if tables is of10 else {}))


class Pair:
    """A controller's end and a switch's end, and what has come out of the former."""

    def __init__(self, ours=(OF10, OF13), theirs=(OF13,), limits=None, budget=None):
        self.controller = ControllerConnection(ours, limits=limits, budget=budget)
        self.switch = SwitchConnection(theirs)
        self.received = []
        self.asked = []
        self.exchange()

    def exchange(self, now=0.0):
        """Carry bytes both ways until neither end has any."""
        while True:
            down, up = self.controller.data_to_send(), self.switch.data_to_send()
            if not down and not up:
                return
            self.asked += [each for each, _ in self.switch.receive(down, now) if each is not None]
            self.received += self.controller.receive(up, now)

    def join(self, dpid=7):
        """Answer as a switch does, up to phase MAIN."""
        tables = self.switch.version
        self.switch.reply(self.asked[-1], features(tables, dpid))
        self.exchange()
        if tables.OFP_VERSION >= OF13:
            request = next(each for each in self.asked if type(each).__name__ == 'OFPPortDescStatsRequest')
            self.switch.reply(request, tables.OFPPortDescStatsReply(None, 0, [port(tables, 1), port(tables, 2)]))
        self.exchange()
        return self

    def says(self, message):
        """Have the switch send a message, and return what the controller's end makes of it."""
        self.received.clear()
        self.asked.clear()
        self.switch.send(message)
        self.exchange()
        return self.received

    @property
    def errors(self):
        return [each for each in self.asked if type(each).__name__ == 'OFPErrorMsg']


@pytest.fixture
def pair():
    return Pair().join()


def names(received):
    return [(phase if message is None else type(message).__name__, phase) for message, phase in received]


# -- HELLO and what follows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('ours', 'theirs', 'agreed'),
    [
        ({OF10, OF13}, {OF10, OF13}, OF13),
        ({OF10}, {OF10, OF13}, OF10),
        ({OF13}, {OF10, OF13}, OF13),
        ({OF10, OF13}, {OF10}, OF10),
    ],
)
def test_the_highest_common_version_is_agreed(ours, theirs, agreed):
    pair = Pair(ours, theirs)
    assert pair.controller.version.OFP_VERSION == agreed
    assert pair.switch.version.OFP_VERSION == agreed


def test_no_common_version_is_said_to_the_peer_and_ends_the_channel():
    pair = Pair({OF10}, {OF13})
    assert pair.controller.phase == DEAD
    assert pair.controller.reason == 'no common version: we speak OpenFlow 1.0, the peer OpenFlow 1.3'
    assert pair.switch.phase == DEAD


def test_a_bitmap_beats_the_version_of_the_header():
    connection = ControllerConnection({OF10})
    hello = of13.OFPHello(None, [of13.OFPHelloElemVersionBitmap(versions=[OF10, OF13])])
    connection.receive(hello.encode(), 0.0)
    assert connection.version is of10


def test_a_newer_peer_without_a_bitmap_comes_down_to_ours():
    connection = ControllerConnection({OF10, OF13})
    connection.receive(struct.pack('!BBHI', 6, 0, 8, 1), 0.0)
    assert connection.version is of13


@pytest.mark.parametrize('tables', EVERY, ids=repr)
def test_the_handshake_passes_through_the_phases_in_order(tables):
    pair = Pair(None, (tables.OFP_VERSION,)).join()
    assert names(pair.received) == [
        ('OFPHello', HANDSHAKE),
        (CONFIG, CONFIG),
        ('OFPSwitchFeatures', CONFIG),
        *([('OFPPortDescStatsReply', CONFIG)] if tables in WITH_PORT_DESC else []),
        (MAIN, MAIN),
    ]
    assert pair.controller.datapath_id == 7
    assert sorted(pair.controller.ports) == [1, 2]


@pytest.mark.parametrize('tables', EVERY, ids=repr)
def test_every_version_is_agreed_with_a_peer_that_speaks_no_other(tables):
    number = tables.OFP_VERSION
    assert Pair(None, (number,)).controller.version is tables
    assert Pair((number,), None).switch.version is tables


@pytest.mark.parametrize('tables', WITH_PORT_DESC, ids=repr)
def test_an_auxiliary_connection_is_refused(tables):
    pair = Pair((tables.OFP_VERSION,), None)
    pair.switch.reply(pair.asked[-1], features(tables, auxiliary=1))
    pair.exchange()
    assert pair.controller.phase == DEAD
    assert 'auxiliary' in pair.controller.reason
    assert pair.errors


def test_a_switch_does_not_change_its_id(pair):
    pair.says(features(of13, dpid=7))
    assert pair.controller.phase == MAIN
    pair.says(features(of13, dpid=8))
    assert pair.controller.phase == DEAD


@pytest.mark.parametrize('tables', EVERY, ids=repr)
def test_a_message_before_hello_ends_the_channel(tables):
    connection = ControllerConnection()
    connection.receive(features(tables).encode(), 0.0)
    assert connection.phase == DEAD


@pytest.mark.parametrize(
    'message',
    [
        of13.OFPPortStatus(None, 0, port(of13, 1)),
        of13.OFPPacketIn(None, 1, 4, 0, 0, 0, of13.OFPMatch(in_port=1), b'data'),
        of13.OFPFlowMod(None),
        of13.OFPHello(None),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_is_not_legal_before_the_ports_are_known_is_refused(message):
    pair = Pair()
    assert pair.says(message) == []
    assert [(each.type, each.code) for each in pair.errors] == [
        (of13.OFPET_BAD_REQUEST, of13.OFPBRC_EPERM if message.msg_type in (10, 12) else of13.OFPBRC_BAD_TYPE)
    ]
    assert pair.controller.phase == CONFIG
    assert bool(pair.controller.problems) == (message.msg_type not in (10, 12))


def test_a_command_is_refused_by_the_controller(pair):
    assert pair.says(of13.OFPFlowMod(None)) == []
    assert pair.errors[0].code == of13.OFPBRC_BAD_TYPE
    assert pair.controller.phase == MAIN


def test_an_error_is_never_answered_with_an_error(pair):
    broken = of13.OFPErrorMsg(None, 1, 1, b'').encode()
    pair.controller.receive(broken[:2] + b'\0\x09' + broken[4:9], 0.0)
    assert pair.controller.data_to_send() == b''


def test_a_refusal_of_our_refusal_reaches_nobody(pair):
    ours = of13.OFPErrorMsg(None, of13.OFPET_BAD_REQUEST, of13.OFPBRC_EPERM, b'').encode()
    assert pair.says(of13.OFPErrorMsg(None, of13.OFPET_BAD_REQUEST, of13.OFPBRC_BAD_TYPE, ours)) == []
    mod = of13.OFPFlowMod(None).encode()
    assert len(pair.says(of13.OFPErrorMsg(None, of13.OFPET_FLOW_MOD_FAILED, of13.OFPFMFC_TABLE_FULL, mod))) == 1


def test_another_version_after_hello_is_refused_and_nothing_is_lost(pair):
    pair.controller.receive(of10.OFPBarrierReply(None).encode() + of13.OFPBarrierReply(None).encode(), 0.0)
    answer = of13.decode(pair.controller.data_to_send())
    assert answer.code == of13.OFPBRC_BAD_VERSION
    assert pair.controller.phase == MAIN


def test_an_error_of_another_version_answers_all_the_same(pair):
    (received,) = pair.controller.receive(of10.OFPErrorMsg(None, 1, 6, b'quoted').encode(), 0.0)
    error, phase = received
    assert (type(error), phase) == (of13.OFPErrorMsg, MAIN)
    assert (error.type, error.code, error.data) == (1, 6, b'quoted')
    assert pair.controller.data_to_send() == b''
    assert pair.controller.receive(bytes.fromhex('0101000900000000ff'), 0.0) == [], 'too short for an error'
    assert pair.controller.counters.malformed == 1


def test_broken_framing_is_told_with_the_header(pair):
    pair.controller.receive(bytes.fromhex('040e000400000009'), 0.0)
    assert pair.controller.phase == DEAD
    assert pair.controller.problems == ['broken framing: a header says 040e0004 00000009']


# -- framing --------------------------------------------------------------------------------------------------------


def stream():
    return b''.join(
        [
            of13.OFPPacketIn(None, 1, 4, 0, 0, 0, of13.OFPMatch(in_port=1), b'data' * 30).encode(),
            of13.OFPBarrierReply(None).encode(),
            of13.OFPPortStatus(None, 0, port(of13, 3)).encode(),
            of13.OFPEchoRequest(None, data=b'ping').encode(),
        ]
    )


@given(cuts=st.lists(st.integers(0, 400), max_size=12))
@settings(max_examples=100, deadline=None)
def test_any_split_of_the_bytes_gives_the_same_messages(cuts):
    pair = Pair().join()
    data, received, start = stream(), [], 0
    for cut in sorted({min(each, len(data)) for each in cuts} | {len(data)}):
        received += pair.controller.receive(data[start:cut], 0.0)
        start = cut
    assert [type(each).__name__ for each, _ in received] == [
        'OFPPacketIn',
        'OFPBarrierReply',
        'OFPPortStatus',
        'OFPEchoRequest',
    ]


def test_a_length_below_the_header_ends_the_channel(pair):
    received = pair.controller.receive(stream() + struct.pack('!BBHI', 4, 10, 7, 0) + stream(), 0.0)
    assert names(received)[-1] == (DEAD, DEAD)
    assert len(received) == 5
    sent = pair.controller.data_to_send()
    answer = of13.decode(sent[sent.rindex(bytes([OF13, of13.OFPT_ERROR])) :])
    assert (answer.type, answer.code) == (of13.OFPET_BAD_REQUEST, of13.OFPBRC_BAD_LEN)


def test_a_large_message_in_small_pieces_is_not_copied_each_time(pair):
    big = of13.OFPEchoRequest(None, data=bytes(65000)).encode()
    for each in big:
        assert len(pair.controller._in) < len(big)
        received = pair.controller.receive(bytes((each,)), 0.0)
    assert names(received) == [('OFPEchoRequest', MAIN)]


@given(data=st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_leave_the_channel_in_a_known_state(data):
    for connection in (ControllerConnection(), Pair().join().controller):
        connection.receive(data, 0.0)
        assert connection.phase in (HANDSHAKE, CONFIG, MAIN, DEAD)


# -- malformed messages ---------------------------------------------------------------------------------------------


def test_a_malformed_message_is_answered_and_the_channel_goes_on(pair):
    bad = bytearray(of13.OFPPortStatus(None, 0, port(of13, 1)).encode()[:40])
    bad[2:4] = struct.pack('!H', 40)
    received = pair.controller.receive(bytes(bad) + of13.OFPBarrierReply(None).encode(), 0.0)
    assert names(received) == [('OFPBarrierReply', MAIN)]
    answer = of13.decode(pair.controller.data_to_send())
    assert (answer.type, answer.code) == (of13.OFPET_BAD_REQUEST, of13.OFPBRC_BAD_LEN)
    assert answer.data == bytes(bad)
    assert 'OFPPortStatus' in str(pair.controller.problems[0])


def test_error_replies_are_limited_each_second():
    pair = Pair(limits=Limits(error_replies=3)).join()
    unknown = struct.pack('!BBHI', 4, 99, 8, 5) * 50
    pair.controller.receive(unknown, 1.0)
    assert len(pair.controller.data_to_send()) == 3 * (12 + 8)
    pair.controller.receive(unknown, 2.5)
    assert len(pair.controller.data_to_send()) == 3 * (12 + 8)
    assert pair.controller.counters.refused == 100
    assert len(pair.controller.problems) <= 16


# -- multipart ------------------------------------------------------------------------------------------------------


def part(numbers, more, xid=0x50):
    reply = of13.OFPPortDescStatsReply(None, of13.OFPMPF_REPLY_MORE if more else 0, [port(of13, n) for n in numbers])
    reply.xid = xid
    return reply


def test_a_multipart_reply_comes_out_whole(pair):
    assert pair.says(part([1, 2], True)) == []
    assert pair.says(part([3], True)) == []
    ((reply, phase),) = pair.says(part([4], False))
    assert phase == MAIN
    assert [each.port_no for each in reply.body] == [1, 2, 3, 4]
    assert not reply.flags & of13.OFPMPF_REPLY_MORE


@pytest.mark.parametrize('tables', EVERY, ids=repr)
def test_replies_of_every_version_are_joined(tables):
    def part(more):
        if tables is of12:
            return of12.OFPStatsReply(None, of12.OFPST_QUEUE, more, [of12.OFPQueueStats(1, 2, 3, 4, 5)])
        queue = {'port_no': 1, 'queue_id': 2, 'tx_bytes': 3, 'tx_packets': 4, 'tx_errors': 5}
        if tables is not of10:
            queue |= {'duration_sec': 6, 'duration_nsec': 7}
        return tables.OFPQueueStatsReply(None, more, [tables.OFPQueueStats(**queue)])

    pair = Pair(None, (tables.OFP_VERSION,)).join()
    first, second = part(1), part(0)
    first.xid = second.xid = 0x50
    assert pair.says(first) == []
    ((reply, _),) = pair.says(second)
    assert (len(reply.body), reply.flags, type(reply)) == (2, 0, type(first))


def test_a_reply_of_1_2_whose_body_is_one_structure_is_whole():
    pair = Pair(None, (OF12,)).join()
    ((reply, _),) = pair.says(of12.OFPStatsReply(None, of12.OFPST_AGGREGATE, 0, of12.OFPAggregateStatsReply(1, 2, 3)))
    assert reply.body.flow_count == 3


def test_parts_of_different_requests_do_not_mix(pair):
    pair.says(part([1], True, xid=1))
    pair.says(part([2], True, xid=2))
    ((reply, _),) = pair.says(part([3], False, xid=1))
    assert [each.port_no for each in reply.body] == [1, 3]


def test_a_reply_whose_parts_stop_coming_is_dropped(pair):
    pair.says(part([1], True))
    pair.controller.tick(29.0)
    assert pair.controller._partial
    pair.controller.tick(31.0)
    assert not pair.controller._partial
    assert 'unfinished' in pair.controller.problems[-1]


def test_unfinished_replies_are_bounded():
    pair = Pair(limits=Limits(multipart_open=4, multipart_bytes=1000)).join()
    for xid in range(1, 20):
        pair.says(part([1], True, xid=xid))
        assert len(pair.controller._partial) <= 4
    for _ in range(50):
        pair.says(part([1], True, xid=1))
        assert sum(each.size for each in pair.controller._partial.values()) <= 1000


def test_unfinished_replies_of_all_switches_share_a_budget():
    budget = Budget()
    pairs = [Pair(limits=Limits(multipart_total=1000), budget=budget).join() for _ in range(5)]
    for xid in range(1, 9):
        for pair in pairs:
            pair.says(part([1], True, xid=xid))
            assert budget.used <= 1000
    assert budget.used == sum(each.size for pair in pairs for each in pair.controller._partial.values())
    for pair in pairs:
        pair.controller.die('over')
    assert budget.used == 0


# -- ports ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('tables', EVERY, ids=repr)
def test_ports_follow_port_status(tables):
    pair = Pair(None, (tables.OFP_VERSION,)).join()
    pair.says(tables.OFPPortStatus(None, tables.OFPPR_ADD, port(tables, 3)))
    pair.says(tables.OFPPortStatus(None, tables.OFPPR_DELETE, port(tables, 1)))
    assert sorted(pair.controller.ports) == [2, 3]


@pytest.mark.parametrize('tables', [each for each in EVERY if each.OFP_VERSION > OF13], ids=repr)
def test_what_1_4_brought_is_understood_at_both_ends(tables):
    desc = tables.OFPTableDesc(table_id=1, config=0)
    news = [
        tables.OFPRoleStatus(None, tables.OFPCR_ROLE_SLAVE, tables.OFPCRR_CONFIG, 7, []),
        tables.OFPTableStatus(None, tables.OFPTR_VACANCY_UP, desc),
        tables.OFPRequestForward(None, tables.OFPGroupMod(None, group_id=5)),
    ]
    early, pair = Pair((tables.OFP_VERSION,), None), Pair((tables.OFP_VERSION,), None).join()
    for message in news:
        assert early.says(message) == []
        assert [each.code for each in early.errors] == [tables.OFPBRC_EPERM]
        ((heard, phase),) = pair.says(message)
        assert (heard, phase) == (message, MAIN)
    ((heard, _),) = pair.says(tables.OFPBundleCtrlMsg(None, 1, tables.OFPBCT_OPEN_REPLY, 0, []))
    assert heard.type == tables.OFPBCT_OPEN_REPLY
    pair.asked.clear()
    pair.controller.send(tables.OFPBundleCtrlMsg(None, 1, tables.OFPBCT_OPEN_REQUEST, 0, []))
    pair.controller.send(tables.OFPBundleAddMsg(None, 1, 0, tables.OFPFlowMod(None), []))
    pair.exchange()
    assert [type(each).__name__ for each in pair.asked] == ['OFPBundleCtrlMsg', 'OFPBundleAddMsg']
    assert pair.asked[1].message.xid == pair.asked[1].xid


@pytest.mark.parametrize(
    'answer',
    [
        of13.OFPDescStatsReply(None, 0, of13.OFPDescStats(b'', b'', b'', b'', b'')),
        of13.OFPTableStatsReply(None, 0, [of13.OFPTableStats(0, 0, 0, 0)]),
        of13.OFPMultipartReply(None, 99, 0, b'what'),
    ],
    ids=lambda each: type(each).__name__,
)
def test_another_answer_to_the_question_for_ports_ends_the_channel(answer):
    pair = Pair()
    pair.switch.reply(pair.asked[-1], features(of13))
    pair.exchange()
    request = next(each for each in pair.asked if type(each).__name__ == 'OFPPortDescStatsRequest')
    pair.switch.reply(request, answer)
    pair.exchange()
    assert pair.controller.phase == DEAD
    assert type(answer).__name__ in pair.controller.reason


def test_ports_are_bounded():
    assert Pair(limits=Limits(ports=1)).join().controller.phase == DEAD
    pair = Pair(limits=Limits(ports=3)).join()
    pair.says(of13.OFPPortStatus(None, of13.OFPPR_ADD, port(of13, 3)))
    assert pair.controller.phase == MAIN
    pair.says(of13.OFPPortStatus(None, of13.OFPPR_ADD, port(of13, 4)))
    assert pair.controller.phase == DEAD


# -- time -----------------------------------------------------------------------------------------------------------


def test_a_handshake_has_a_limit():
    connection = ControllerConnection(now=100.0, limits=Limits(handshake=5.0))
    assert connection.deadline == 105.0
    connection.tick(104.9)
    assert connection.phase == HANDSHAKE
    connection.tick(105.0)
    assert connection.phase == DEAD


def test_a_switch_that_answers_echo_stays(pair):
    for now in range(15, 300, 15):
        pair.controller.tick(float(now))
        pair.exchange(float(now))
    assert pair.controller.phase == MAIN


def test_apps_hear_of_the_echo_replies_that_they_have_asked_for(pair):
    pair.controller.tick(15.0)
    pair.exchange(15.0)
    pair.controller.send(of13.OFPEchoRequest(None, data=b'123.5'))
    pair.exchange(16.0)
    replies = [message for message, _ in pair.received if type(message) is of13.OFPEchoReply]
    assert [reply.data for reply in replies] == [b'123.5']


def test_three_unanswered_echoes_end_the_channel(pair):
    for now in (15.0, 30.0, 45.0):
        pair.controller.tick(now)
        assert of13.decode(pair.controller.data_to_send()).msg_type == of13.OFPT_ECHO_REQUEST
    pair.controller.tick(60.0)
    assert pair.controller.phase == DEAD
    assert 'unanswered' in pair.controller.reason


def test_echo_is_answered_with_its_data_and_xid(pair):
    request = of13.OFPEchoRequest(None, data=b'are you there')
    request.xid = 0x1234
    pair.says(request)
    (reply,) = pair.asked
    assert (type(reply), reply.xid, reply.data) == (of13.OFPEchoReply, 0x1234, b'are you there')
