"""What a message that cannot be read is answered with: per kind of damage, and per version."""

import struct

import pytest

from controller.openflow import OF10, OF13, version, versions
from controller.openflow.connection import MAIN, SwitchConnection
from controller.openflow.refusal import refusal
from controller.wire import DecodeError
from controller.wire.annotate import annotate

XID = 0x77


def asked(number):
    """A switch's end of a channel in use."""
    of = version(number)
    channel = SwitchConnection([number])
    hello = of.OFPHello(None)
    channel.receive(hello.encode(), 0.0)
    assert channel.phase == MAIN
    channel.data_to_send()
    return channel


def answer_to(number, data):
    """What the other end makes of a message, which is to be an error about it."""
    of, channel = version(number), asked(number)
    received = channel.receive(data + of.OFPBarrierRequest(None).encode(), 0.0)
    assert [type(message).__name__ for message, _ in received] == ['OFPBarrierRequest']  # the channel goes on
    assert channel.counters.malformed == 1
    answer = of.decode(channel.data_to_send())
    assert answer.xid == XID
    assert answer.data == data[:64]
    kind = of.ofp_error_type.describe(answer.type)
    codes = getattr(of, f'ofp_{kind.removeprefix("OFPET_").lower()}_code')
    return kind, codes.describe(answer.code)


def damaged(message, at, value):
    """The bytes of a message with another 16-bit number at an offset from its start or its end."""
    message.xid = XID
    data = bytearray(message.encode())
    at %= len(data)
    data[at : at + 2] = value.to_bytes(2)
    return bytes(data)


def cut(message, size):
    """The first bytes of a message, whose header says so."""
    message.xid = XID
    data = bytearray(message.encode()[:size])
    data[2:4] = size.to_bytes(2)
    return bytes(data)


def flow_mod(of, *actions):
    if of.OFP_VERSION == OF10:
        return of.OFPFlowMod(None, of.OFPMatch(), 0, of.OFPFC_ADD, actions=list(actions))
    return of.OFPFlowMod(None, instructions=[of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, list(actions))])


NUMBERS = sorted(versions())
WITH_INSTRUCTIONS = [number for number in NUMBERS if number > OF10]
WITH_METERS = [number for number in NUMBERS if number >= OF13]
WITH_PROPERTIES = [number for number in NUMBERS if number > OF13]


@pytest.mark.parametrize('number', NUMBERS)
def test_a_message_shorter_than_its_fields(number):
    of = version(number)
    assert answer_to(number, cut(of.OFPSetConfig(None, 0, 0), 10)) == ('OFPET_BAD_REQUEST', 'OFPBRC_BAD_LEN')


@pytest.mark.parametrize('number', NUMBERS)
@pytest.mark.parametrize('length', [0, 6, 24, 0xFFF8])
def test_an_action_of_the_wrong_length(number, length):
    of = version(number)
    output = of.OFPActionOutput(1)
    message = flow_mod(of, output)
    data = damaged(message, -len(output.encode()) + 2, length)
    assert answer_to(number, data) == ('OFPET_BAD_ACTION', 'OFPBAC_BAD_LEN')


@pytest.mark.parametrize('number', NUMBERS)
def test_an_action_of_the_wrong_length_in_a_packet_out(number):
    of = version(number)
    in_port = {'match': of.OFPMatch(in_port=1)} if number == 0x06 else {'in_port': 1}
    message = of.OFPPacketOut(None, buffer_id=of.OFP_NO_BUFFER, actions=[of.OFPActionOutput(1)], data=b'', **in_port)
    data = damaged(message, -len(of.OFPActionOutput(1).encode()) + 2, 4)
    assert answer_to(number, data) == ('OFPET_BAD_ACTION', 'OFPBAC_BAD_LEN')


def nested(of, depth):
    """A FLOW_MOD with as many NXActionCT in one another."""
    data = b''
    for _ in range(depth):
        data = struct.pack('!HHIHHIHBxxxH', 0xFFFF, 24 + len(data), 0x2320, 35, 0, 0, 0, 255, 0) + data
    instruction = struct.pack('!HHxxxx', of.OFPIT_APPLY_ACTIONS, 8 + len(data)) + data
    mod = of.OFPFlowMod(None).encode()
    return mod[:2] + struct.pack('!HI', len(mod + instruction), XID) + mod[8:] + instruction


@pytest.mark.parametrize('number', WITH_INSTRUCTIONS)
def test_actions_in_actions_in_actions(number):
    """Whoever sends them decides how deep they nest, 2,500 in a message: no stack of ours may depend on it."""
    of = version(number)
    message = of.decode(nested(of, 16))
    assert repr(message).count('NXActionCT(') == 16
    assert message.encode() == message.buf
    for depth in (18, 200, 2500):
        assert answer_to(number, nested(of, depth)) == ('OFPET_BAD_ACTION', 'OFPBAC_TOO_MANY')
        assert 'more than 16 of its kind' in str(annotate(of, nested(of, depth)))


@pytest.mark.parametrize('number', WITH_INSTRUCTIONS)
@pytest.mark.parametrize('length', [0, 4, 16, 0xFFF8])
def test_an_instruction_of_the_wrong_length(number, length):
    of = version(number)
    message = of.OFPFlowMod(None, instructions=[of.OFPInstructionGotoTable(1)])
    assert answer_to(number, damaged(message, -6, length)) == ('OFPET_BAD_INSTRUCTION', 'OFPBIC_BAD_LEN')


@pytest.mark.parametrize('number', WITH_INSTRUCTIONS)
def test_a_match(number):
    of = version(number)
    message = of.OFPFlowMod(None, match=of.OFPMatch(in_port=1, eth_type=0x0800))
    assert answer_to(number, damaged(message, 48, 0)) == ('OFPET_BAD_MATCH', 'OFPBMC_BAD_TYPE')
    assert answer_to(number, damaged(message, 50, 3)) == ('OFPET_BAD_MATCH', 'OFPBMC_BAD_LEN')
    assert answer_to(number, damaged(message, 50, 0x100)) == ('OFPET_BAD_MATCH', 'OFPBMC_BAD_LEN')
    assert answer_to(number, damaged(message, 54, 0x0003)) == ('OFPET_BAD_MATCH', 'OFPBMC_BAD_LEN')


@pytest.mark.parametrize('number', WITH_INSTRUCTIONS)
def test_a_set_field_action(number):
    of = version(number)
    action = of.OFPActionSetField(eth_type=1)
    data = damaged(flow_mod(of, action), -len(action.encode()) + 6, 0x0A01)
    assert answer_to(number, data) == ('OFPET_BAD_ACTION', 'OFPBAC_BAD_SET_LEN')


@pytest.mark.parametrize('number', WITH_INSTRUCTIONS)
def test_a_bucket(number):
    of = version(number)
    message = of.OFPGroupMod(None, buckets=[of.OFPBucket(actions=[])])
    start = {0x06: 24}.get(number, 16)
    assert answer_to(number, damaged(message, start, 3)) == ('OFPET_GROUP_MOD_FAILED', 'OFPGMFC_BAD_BUCKET')


@pytest.mark.parametrize('number', WITH_METERS)
def test_a_meter_band(number):
    of = version(number)
    message = of.OFPMeterMod(None, bands=[of.OFPMeterBandDrop(1, 1)])
    assert answer_to(number, damaged(message, 18, 12)) == ('OFPET_METER_MOD_FAILED', 'OFPMMFC_BAD_BAND')


@pytest.mark.parametrize('number', WITH_METERS)
def test_a_table_feature_property(number):
    of = version(number)
    of_next_tables = of.OFPTableFeaturePropNextTables([])
    of_next_tables.type = of.OFPTFPT_NEXT_TABLES
    features = of.OFPTableFeaturesStats(table_id=0, name=b'', metadata_match=0, metadata_write=0, max_entries=0,
                                        properties=[of_next_tables])
    for name in ('config', 'command', 'features', 'capabilities'):
        if not hasattr(features, name) or getattr(features, name) is None:
            setattr(features, name, 0)
    data = damaged(of.OFPTableFeaturesStatsRequest(None, 0, [features]), -6, 2)
    wanted = ('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_LEN') if number in WITH_PROPERTIES else (
        'OFPET_TABLE_FEATURES_FAILED', 'OFPTFFC_BAD_LEN')
    assert answer_to(number, data) == wanted


@pytest.mark.parametrize('number', WITH_PROPERTIES)
def test_a_property(number):
    of = version(number)
    message = of.OFPPortMod(None, properties=[of.OFPPortModPropEthernet(advertise=0)])
    assert answer_to(number, damaged(message, -6, 3)) == ('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_LEN')


@pytest.mark.parametrize('number', WITH_PROPERTIES)
def test_a_message_to_be_added_to_a_bundle(number):
    """Its own header is the bundle's affair; what is in it has the error that it would have elsewhere."""
    of = version(number)
    output = of.OFPActionOutput(1)
    message = of.OFPBundleAddMsg(None, 1, 0, flow_mod(of, output), [])
    assert answer_to(number, damaged(message, 18, 7)) == ('OFPET_BUNDLE_FAILED', 'OFPBFC_MSG_BAD_LEN')
    assert answer_to(number, damaged(message, 18, 0x4000)) == ('OFPET_BUNDLE_FAILED', 'OFPBFC_MSG_BAD_LEN')
    assert answer_to(number, damaged(message, 16, number << 8 | 99)) == ('OFPET_BUNDLE_FAILED', 'OFPBFC_MSG_UNSUP')
    assert answer_to(number, damaged(message, 16, 0x010E)) == ('OFPET_BAD_REQUEST', 'OFPBRC_BAD_VERSION')
    assert answer_to(number, damaged(message, -len(output.encode()) + 2, 8)) == ('OFPET_BAD_ACTION', 'OFPBAC_BAD_LEN')


@pytest.mark.parametrize('number', NUMBERS)
def test_every_structure_has_an_answer(number):
    of = version(number)
    for name in of.structures():
        for reason in ('BAD_LEN', 'BAD_TYPE', 'BAD_VALUE', 'no such reason'):
            kind, code = refusal(of, DecodeError(name, 'x', b'', 0, reason))
            assert 0 <= kind < 20
            assert 0 <= code < 20
    assert refusal(of, DecodeError('nothing of the kind', 'x', b'', 0)) == (of.OFPET_BAD_REQUEST, of.OFPBRC_BAD_LEN)
