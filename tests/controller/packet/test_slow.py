import pytest

from controller.packet import packet, slow
from controller.wire import DecodeError, EncodeError

from .frames_l2 import FRAMES

HOST, OTHER = '02:00:00:00:00:01', '02:00:00:00:00:02'
LACP = slow.lacp(
    1, 32768, HOST, 7, 255, 1, 1, 0, 1, 1, 1, 1, 0, 0,
    1, OTHER, 8, 254, 2, 0, 1, 0, 0, 0, 0, 1, 1, collector_max_delay=5,
)  # fmt: skip
MARKER = slow.marker(requester_port=3, requester_system=HOST, requester_transaction_id=0x01020304)
RESPONSE = slow.marker(1, slow.marker.MARKER_TLV_TYPE_RESPONSE, 3, HOST, 0x01020304)


@pytest.mark.parametrize(('name', 'unit'), [('lacp', LACP), ('marker', MARKER), ('marker response', RESPONSE)])
def test_golden(name, unit):
    pkt = packet.Packet(FRAMES[name])
    assert pkt[1:] == [unit]
    assert unit.encode() == FRAMES[name][14:]


def test_positions_are_ryus():
    assert (LACP.actor_state_activity, LACP.actor_state_timeout, LACP.actor_state_expired) == (1, 0, 0)
    assert (LACP.partner_state_timeout, LACP.partner_state_defaulted, LACP.partner_state_expired) == (1, 1, 1)
    assert (LACP.actor_port, LACP.partner_port, LACP.collector_max_delay) == (1, 2, 5)
    assert slow.lacp().encode()[1:4] == bytes((1, 1, 20))


@pytest.mark.parametrize('state', range(8))
def test_each_state_is_its_bit(state):
    states = [0] * 8
    states[state] = 1
    raw = slow.lacp(1, 0, HOST, 0, 0, 0, *states).encode()
    assert raw[18] == 1 << state and raw[38] == 0
    assert slow.slow.parser(raw)[0].encode() == raw


@pytest.mark.parametrize('subtype', [0, slow.SLOW_SUBTYPE_OAM, slow.SLOW_SUBTYPE_OSSP, 255])
def test_other_subtypes_stay_bytes(subtype):
    raw = bytes((subtype,)) + LACP.encode()[1:]
    with pytest.raises(DecodeError):
        slow.slow.parser(raw)
    assert packet.Packet(bytes(12) + b'\x88\x09' + raw)[1:] == [raw]


@pytest.mark.parametrize('place', [2, 3, 22, 23, 42, 43, 58, 59])
@pytest.mark.parametrize('wrong', [0, 1, 21, 0xFF])
def test_types_and_lengths_are_those_of_the_standard(place, wrong):
    raw = bytearray(LACP.encode())
    if raw[place] != wrong:
        raw[place] = wrong
        with pytest.raises(DecodeError):
            slow.slow.parser(bytes(raw))


@pytest.mark.parametrize('unit', [LACP, MARKER])
def test_less_than_a_unit_is_none(unit):
    raw = unit.encode()
    assert len(raw) == 110
    for size in range(1, 110):
        with pytest.raises(DecodeError):
            slow.slow.parser(raw[:size])
    assert slow.slow.parser(raw + b'rest')[2] == b'rest'


def test_a_later_version_is_read():
    raw = bytearray(LACP.encode())
    raw[1] = 2
    assert slow.slow.parser(bytes(raw))[0].version == 2


@pytest.mark.parametrize('value', [2, -1])
def test_a_state_is_one_bit(value):
    with pytest.raises(EncodeError, match='actor_state_expired'):
        slow.lacp(actor_state_expired=value).encode()
