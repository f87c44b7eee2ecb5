"""Probes: Ryu can read them, nobody can make one, none is mistaken for another."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.packet.lldp import OrganizationallySpecific, lldp
from controller.packet.packet import Packet
from controller.topology.probe import (
    PROBE_SIZE,
    ForgedProbe,
    LLDPPacket,
    LLDPUnknownFormat,
    Signer,
    is_lldp,
)

#: What os-ken 4.2 makes of lldp_packet(1, 2, '00:00:00:00:00:01', 120).
PLAIN = bytes.fromhex(
    '0180c200000e00000000000188cc021607647069643a30303030303030303030303030303031040502000000020602007800000000000000'
    '00000000'
)


@pytest.fixture
def signer():
    return Signer(b'k' * 32)


@pytest.fixture
def probe(signer):
    return signer.make(signer.head(0x1122334455667788, 0xFFFF00, '0e:00:00:00:00:01'), 1234567890123456)


def test_ryus_frame():
    assert LLDPPacket.lldp_packet(1, 2, '00:00:00:00:00:01', 120) == PLAIN
    assert LLDPPacket.lldp_parse(PLAIN) == (1, 2)


def test_a_probe_says_where_and_when_it_was_sent(signer, probe):
    assert signer.read(probe) == (0x1122334455667788, 0xFFFF00, 1234567890123456)
    assert len(probe) == PROBE_SIZE
    assert signer.read(probe + b'\0' * 40) == signer.read(probe), 'a switch may pad it'


def test_it_is_lldp_for_the_nearest_bridge_alone(probe):
    assert is_lldp(probe)
    assert not is_lldp(b'\xff' * 6 + probe[6:])
    assert not is_lldp(probe[:12] + b'\x08\x00' + probe[14:])


def test_ryus_tools_can_read_it(probe):
    assert LLDPPacket.lldp_parse(probe) == (0x1122334455667788, 0xFFFF00)


def test_it_is_sound_lldp(probe):
    tlvs = Packet(probe).get_protocol(lldp).tlvs
    assert [type(tlv).__name__ for tlv in tlvs] == ['ChassisID', 'PortID', 'TTL', 'OrganizationallySpecific', 'End']
    assert isinstance(tlvs[3], OrganizationallySpecific)
    assert tlvs[3].oui[0] & 0x02, 'an identifier that nobody was given'


@pytest.mark.parametrize('place', range(PROBE_SIZE))
def test_a_probe_that_was_changed_is_not_believed(signer, probe, place):
    changed = bytearray(probe)
    changed[place] ^= 1
    with pytest.raises((ForgedProbe, LLDPUnknownFormat)):
        signer.read(bytes(changed))


@pytest.mark.parametrize('size', range(PROBE_SIZE))
def test_a_probe_that_was_cut_off_is_not_believed(signer, probe, size):
    with pytest.raises((ForgedProbe, LLDPUnknownFormat)):
        signer.read(probe[:size])


@pytest.mark.parametrize('end', [b'\x00\x01', b'\x01\xff', b'\x00\x02\x00\x00', b'\xfe\x00', b'\x01\x00'])
def test_a_broken_end_is_not_believed(signer, probe, end):
    with pytest.raises(ForgedProbe, match='End TLV'):
        signer.read(probe[:-2] + end)


def test_another_controllers_probe_is_forged(signer, probe):
    assert Signer().read.__self__ is not signer
    with pytest.raises(ForgedProbe, match='port 16776960 of switch 1122334455667788'):
        Signer().read(probe)
    with pytest.raises(ForgedProbe, match='port 2 of switch 0000000000000001'):
        signer.read(PLAIN)


def test_keys_differ():
    head = Signer().head(1, 1, '0e:00:00:00:00:01')
    assert Signer().make(head, 1) != Signer().make(head, 1)


CHASSIS, PORT, TTL = PLAIN[14:38], PLAIN[38:45], PLAIN[45:49]


@pytest.mark.parametrize('frame', [
    b'', b'\0' * 60, PLAIN[:14], PLAIN[:48],
    PLAIN[:12] + b'\x08\x06' + PLAIN[14:],
    PLAIN[:14] + PORT + CHASSIS + TTL + b'\0' * 12,
    PLAIN.replace(b'dpid:', b'dpid='),
    PLAIN.replace(b'dpid:0000', b'dpid:0x00'),
    PLAIN.replace(b'dpid:0000', b'dpid:\xff000'),
    PLAIN.replace(b'\x02\x16\x07', b'\x02\x16\x04'),  # a chassis that is a MAC address
    PLAIN.replace(b'\x04\x05\x02', b'\x04\x05\x03'),
])  # fmt: skip
def test_what_is_no_lldp_of_ryus(frame):
    with pytest.raises(LLDPPacket.LLDPUnknownFormat):
        LLDPPacket.lldp_parse(frame)


def test_lldp_of_a_host_is_no_alarm(signer):
    host = bytes.fromhex('0180c200000e0242ac11000288cc 0207040242ac110002 0407030242ac110002 06020078 0000')
    with pytest.raises(LLDPUnknownFormat):
        signer.read(host)


@given(st.binary(max_size=200), st.booleans())
def test_no_frame_is_taken_for_a_probe(data, prefixed):
    with pytest.raises((ForgedProbe, LLDPUnknownFormat)):
        Signer(b'k' * 32).read(PLAIN[:14] + data if prefixed else data)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1))
def test_round_trip(dpid, port_no, stamp):
    signer = Signer(b'k')
    assert signer.read(signer.make(signer.head(dpid, port_no, '0e:00:00:00:00:01'), stamp)) == (dpid, port_no, stamp)


def test_constants_of_ryus():
    assert LLDPPacket.CHASSIS_ID_FMT % '1' == LLDPPacket.CHASSIS_ID_PREFIX + '1'
    assert len(LLDPPacket.CHASSIS_ID_PREFIX) == LLDPPacket.CHASSIS_ID_PREFIX_LEN
    assert struct.calcsize(LLDPPacket.PORT_ID_STR) == LLDPPacket.PORT_ID_SIZE
