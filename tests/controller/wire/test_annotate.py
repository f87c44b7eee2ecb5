"""Bytes explained: every byte of every message once, and damaged ones as far as they go."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controller.openflow import OF13, version, versions
from controller.openflow.strategies import messages
from controller.wire import DecodeError
from controller.wire.annotate import annotate
from tests.controller.openflow.generator import build, message_classes, plan

of13 = version(OF13)
CLASSES = [(number, cls) for number in sorted(versions()) for cls in message_classes(version(number))]


def spans(annotation):
    """The bytes that lines are about, each span once: bit fields share theirs."""
    return list(dict.fromkeys((line.offset, line.offset + line.size) for line in annotation.lines if line.size))


def covers(annotation):
    """Whether each byte stands in exactly one line (or in the lines of its bits)."""
    at = 0
    for start, end in spans(annotation):
        assert start == at, annotation
        at = end
    return at == len(annotation.buf)


def of_line(annotation, path):
    """The value at a path."""
    return next(line.value for line in annotation.lines if line.path == path and line.size)


@pytest.mark.parametrize(('number', 'cls'), CLASSES, ids=lambda each: getattr(each, '__name__', each))
def test_every_message_is_explained_to_its_end(number, cls):
    of, rng = version(number), random.Random(7)
    for _ in range(5):
        data = build(of, plan(of, cls, rng), None).encode()
        annotation = annotate(of, data)
        assert annotation.error is None
        assert covers(annotation)
        assert not [line for line in annotation.lines if line.value == 'not read'], annotation
        assert annotation.lines[0].path == f'{cls.__name__}.version'


def flow_mod():
    actions = [of13.OFPActionOutput(of13.OFPP_CONTROLLER), of13.OFPActionSetField(eth_dst='00:00:00:00:00:01')]
    return of13.OFPFlowMod(
        None,
        flags=of13.OFPFF_SEND_FLOW_REM | of13.OFPFF_RESET_COUNTS,
        match=of13.OFPMatch(in_port=1, eth_type=0x0800, ipv4_src='10.0.0.0/8'),
        instructions=[of13.OFPInstructionActions(of13.OFPIT_APPLY_ACTIONS, actions)],
    )


def test_paths_and_values():
    annotation = annotate(of13, flow_mod().encode())
    shown = {
        'type': 'OFPT_FLOW_MOD',
        'priority': '32768',
        'buffer_id': '0xffffffff',
        'flags': 'OFPFF_SEND_FLOW_REM|OFPFF_RESET_COUNTS',
        'match.ipv4_src': '10.0.0.0/255.0.0.0',
        'instructions[0].type': 'OFPIT_APPLY_ACTIONS',
        'instructions[0].actions[0].port': 'OFPP_CONTROLLER',
        'instructions[0].actions[1].eth_dst': '00:00:00:00:00:01',
    }
    assert {path: of_line(annotation, f'OFPFlowMod.{path}') for path in shown} == shown
    names = {line.path: line.value for line in annotation.lines if not line.size}
    assert names['OFPFlowMod.instructions[0].actions[0]'] == 'OFPActionOutput'


def test_text_addresses_and_bytes():
    port = of13.OFPPort(1, '00:00:00:00:00:01', b'eth0', 0, 0, 0, 0, 0, 0, 0, 0)
    annotation = annotate(of13, of13.OFPPortStatus(None, of13.OFPPR_ADD, port).encode())
    assert of_line(annotation, 'OFPPortStatus.desc.name') == "'eth0'"
    assert of_line(annotation, 'OFPPortStatus.desc.hw_addr') == '00:00:00:00:00:01'
    assert of_line(annotation, 'OFPPortStatus.desc.config') == '0'
    echo = annotate(of13, of13.OFPEchoRequest(None, data=b'\0\1\2').encode())
    assert of_line(echo, 'OFPEchoRequest.data') == '3 bytes'


def test_rows_are_offset_bytes_path_and_value():
    rows = annotate(of13, of13.OFPEchoRequest(None, data=b'hello, world').encode()).rows()
    assert rows[1:] == [
        '  0001  02                       OFPEchoRequest.type     OFPT_ECHO_REQUEST',
        '  0002  00 14                    OFPEchoRequest.length   20',
        '  0004  00 00 00 00              OFPEchoRequest.xid      0x0',
        "  0008  68 65 6c 6c 6f 2c 20 77  OFPEchoRequest.data     'hello, world'",
        '  0010  6f 72 6c 64',
    ]


def test_rows_of_zeros_are_shown_once():
    rows = annotate(of13, of13.OFPEchoRequest(None, data=bytes(100) + b'end').encode()).rows()
    assert [row.split()[0] for row in rows[4:]] == ['0008', '0068']


# -- damage ---------------------------------------------------------------------------------------------------------


def test_it_says_where_decoding_stopped_and_why():
    data = bytearray(flow_mod().encode())
    at = data.index(bytes.fromhex('00000010fffffffd'))
    data[at + 2 : at + 4] = b'\0\x08'
    annotation = annotate(of13, bytes(data))
    assert annotation.error.offset == at
    assert of_line(annotation, 'OFPFlowMod.instructions[0].actions[0].port') == 'OFPP_CONTROLLER'
    assert covers(annotation)
    (marked,) = [row for row in annotation.rows()[:-1] if row[0] == '>']
    assert f'{at:04x}  00 00' in marked
    assert 'OFPActionOutput in instructions[0].actions[0]: takes 16 bytes, has 8' in annotation.rows()[-1]


@pytest.mark.parametrize('length', [0, 3, 0xFFF0])
def test_the_header_of_what_has_no_possible_length_is_shown(length):
    data = bytearray(flow_mod().encode())
    at = data.index(bytes.fromhex('00000010fffffffd'))
    data[at + 2 : at + 4] = length.to_bytes(2)
    annotation = annotate(of13, bytes(data))
    assert of_line(annotation, 'OFPFlowMod.instructions[0].actions[0].len') == str(length)
    assert annotation.error is not None
    assert covers(annotation)


def test_a_match_is_shown_up_to_the_field_that_is_wrong():
    data = bytearray(flow_mod().encode())
    at = data.index(bytes.fromhex('80000a02'))
    data[at + 3] = 3
    annotation = annotate(of13, bytes(data))
    assert of_line(annotation, 'OFPFlowMod.match.in_port') == '1'
    assert 'eth_type with 3 bytes' in str(annotation.error)
    assert [line.offset for line in annotation.lines if line.value == 'not read'] == [at]


@pytest.mark.parametrize(
    ('data', 'problem'),
    [
        (b'', '0 bytes are no header'),
        (b'\4\1\0', '3 bytes are no header'),
        (b'\4\xfe\0\x08\0\0\0\0', 'no message type 254'),
        (b'\1\0\0\x08\0\0\0\0', 'version 0x1 on a channel of OpenFlow 1.3'),
        (of13.OFPBarrierRequest(None).encode() + b'!', 'length says 8 bytes'),
    ],
)
def test_what_is_no_message_at_all(data, problem):
    annotation = annotate(of13, data)
    assert problem in str(annotation.error)
    assert covers(annotation)


def test_of_many_rows_those_around_the_place_are_given():
    stats = [of13.OFPFlowStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, of13.OFPMatch(), []) for _ in range(100)]
    data = bytearray(of13.OFPFlowStatsReply(None, 0, stats).encode())
    data[16 + 50 * 56 : 16 + 50 * 56 + 2] = b'\0\1'
    rows = annotate(of13, bytes(data)).rows(20)
    assert len(rows) == 23
    assert rows[0].startswith('  ... ')
    assert rows[-2].startswith('  ... ')
    assert any('OFPFlowStatsReply.body[50].length' in row for row in rows)


def test_a_dump_of_so_many_lines_is_bounded_whatever_is_in_them():
    echo = of13.OFPEchoRequest(None, data=b'\1' * 60000).encode()
    assert len(annotate(of13, echo).rows()) > 7000
    assert len(annotate(of13, echo).rows(40)) == 8
    specs = [of13.NXFlowSpecMatch(src=n, dst=('in_port', 0), n_bits=16) for n in range(500)]
    action = of13.NXActionLearn(table_id=3, specs=specs)
    instruction = of13.OFPInstructionActions(of13.OFPIT_APPLY_ACTIONS, [action])
    rows = annotate(of13, of13.OFPFlowMod(None, instructions=[instruction]).encode()).rows(40)
    assert max(map(len, rows)) < 300


MESSAGES = st.one_of(*map(messages, sorted(versions())))
DAMAGE = st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=3)


@given(MESSAGES, DAMAGE, st.none() | st.integers(0, 2**16))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_messages_are_explained_as_far_as_they_go(message, damage, cut):
    of, data = version(message.version), bytearray(message.encode())
    for place, value in damage:
        data[place % len(data)] = value
    damaged = bytes(data if cut is None else data[: cut % len(data)])
    annotation = annotate(of, damaged)
    assert covers(annotation)
    assert all(row.isprintable() for row in annotation.rows())
    try:
        of.decode(damaged)
    except DecodeError as error:
        assert str(annotation.error) == str(error)
    else:
        assert annotation.error is None
        assert not [line for line in annotation.lines if line.value == 'not read'], annotation
