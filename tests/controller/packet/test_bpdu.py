import pytest

from controller.packet import bpdu, ethernet, llc, packet
from controller.wire import DecodeError, EncodeError

from .frames_l2 import FRAMES

CONFIGURATION = bpdu.ConfigurationBPDUs(
    root_priority=4096, root_system_id_extension=1, root_mac_address='02:00:00:00:00:0a',
    root_path_cost=bpdu.PORT_PATH_COST_1GB, bridge_system_id_extension=10, bridge_mac_address='02:00:00:00:00:0b',
    port_number=3, message_age=1.5,
)  # fmt: skip
RAPID = bpdu.RstBPDUs(
    0x7E, 4096, 0, '02:00:00:00:00:01', 4, 8192, 0, '02:00:00:00:00:02', 16, 4, 1, 6, bpdu.DEFAULT_HELLO_TIME, 8
)
UNITS = {
    'stp configuration': CONFIGURATION,
    'stp topology change': bpdu.TopologyChangeNotificationBPDUs(),
    'rstp': RAPID,
}


@pytest.mark.parametrize('name', UNITS)
def test_golden(name):
    length = FRAMES[name][13]
    pkt = packet.Packet(FRAMES[name])
    assert pkt[1:] == [llc.llc(llc.SAP_BPDU, llc.SAP_BPDU, llc.ControlFormatU()), UNITS[name]]
    assert UNITS[name].encode() == FRAMES[name][17 : 14 + length]


def test_defaults_are_ryus():
    unit, nobody = bpdu.RstBPDUs(), '00:00:00:00:00:00'
    assert unit == bpdu.RstBPDUs(0, 32768, 0, nobody, 0, 32768, 0, nobody, 128, 0, 0, 20, 2, 15)
    assert (unit.VERSION_ID, unit.BPDU_TYPE) == (2, 2)
    assert isinstance(unit, bpdu.ConfigurationBPDUs)


@pytest.mark.parametrize('name', UNITS)
def test_less_than_a_unit_is_none(name):
    raw = UNITS[name].encode()
    for size in range(1, len(raw)):
        with pytest.raises(DecodeError):
            bpdu.bpdu.parser(raw[:size])
    assert bpdu.bpdu.parser(raw + b'rest')[2] == b'rest'


@pytest.mark.parametrize(
    'raw',
    ['0001 00 00', '0000 03 02', '0000 00 02', '0000 02 00', '0000 6f 02', '0000 00 de'],
    ids=['protocol', 'multiple spanning trees', 'type', 'RST type', 'version', 'unknown type'],
)
def test_what_is_no_unit_stays_bytes(raw):
    unit = bytes.fromhex(raw) + bytes(40)
    with pytest.raises(DecodeError):
        bpdu.bpdu.parser(unit)
    frame = bytes(12) + bytes((0, 3 + len(unit))) + b'\x42\x42\x03' + unit
    assert packet.Packet(frame)[2:] == [unit]


def test_a_rapid_unit_has_nothing_of_version_1():
    with pytest.raises(DecodeError, match='version_1_length'):
        bpdu.bpdu.parser(RAPID.encode()[:-1] + b'\1')


def test_padding_behind_a_unit_is_nothing():
    frame = ethernet.ethernet(bpdu.BRIDGE_GROUP_ADDRESS, '02:00:00:00:00:01', 50) / llc.llc(
        llc.SAP_BPDU, llc.SAP_BPDU, llc.ControlFormatU()
    ) / CONFIGURATION  # fmt: skip
    frame.serialize()
    assert packet.Packet(frame.data)[2:] == [CONFIGURATION]


@pytest.mark.parametrize(
    ('values', 'name'),
    [({'root_priority': 1}, 'root_priority'), ({'port_priority': 8}, 'port_priority'), ({'max_age': 256}, 'max_age')],
)
def test_what_does_not_fit_is_named(values, name):
    with pytest.raises(EncodeError, match=name):
        bpdu.ConfigurationBPDUs(**values).encode()


def test_identifiers_as_numbers():
    unit = bpdu.ConfigurationBPDUs
    number = unit.encode_bridge_id(32768, 10, '02:00:00:00:00:0b')
    assert number == 0x800A_02000000000B
    assert unit.encode_port_id(128, 3) == 0x8003
