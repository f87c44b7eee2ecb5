import pytest

from controller.packet import bpdu, ethernet, llc, packet, vlan
from controller.wire import DecodeError, EncodeError

from .frames_l2 import FRAMES

# IEEE 802.2, 5.4: the control field's lowest bits first
UNITS = {
    '0405 060b': llc.llc(4, 5, llc.ControlFormatI(3, 1, 5)),
    'feff ffff': None,
    '0404 0913': llc.llc(4, 4, llc.ControlFormatS(2, 1, 9)),
    'f0f0 7f': llc.llc(0xF0, 0xF0, llc.ControlFormatU(3, 1, 3)),
    '4242 03': llc.llc(llc.SAP_BPDU, llc.SAP_BPDU, llc.ControlFormatU()),
}
GOLDEN = {raw: unit for raw, unit in UNITS.items() if unit}


@pytest.mark.parametrize('raw', GOLDEN)
def test_golden(raw):
    header, _, rest = llc.llc.parser(bytes.fromhex(raw) + b'payload')
    assert header == GOLDEN[raw]
    assert rest == b'payload'
    assert header.encode() == bytes.fromhex(raw)


def test_positions_are_ryus():
    control = llc.ControlFormatI(1, 1, 2)
    assert (control.send_sequence_number, control.pf_bit, control.receive_sequence_number) == (1, 1, 2)
    control = llc.ControlFormatS(1, 1, 2)
    assert (control.supervisory_function, control.pf_bit, control.receive_sequence_number) == (1, 1, 2)
    control = llc.ControlFormatU(1, 1, 2)
    assert (control.modifier_function1, control.pf_bit, control.modifier_function2) == (1, 1, 2)


@pytest.mark.parametrize('raw', ['04', '0405', '0405 06', '0404 09'])
def test_less_than_a_header_is_none(raw):
    with pytest.raises(DecodeError):
        llc.llc.parser(bytes.fromhex(raw))


def test_numbers_that_do_not_fit_are_refused():
    with pytest.raises(EncodeError, match='send_sequence_number'):
        llc.llc(4, 4, llc.ControlFormatI(128)).encode()


@pytest.mark.parametrize('name', ['stp configuration', 'stp tagged'])
def test_what_goes_to_the_spanning_tree_is_a_bpdu(name):
    pkt = packet.Packet(FRAMES[name])
    tags = [vlan.vlan] if name == 'stp tagged' else []
    assert [type(layer) for layer in pkt] == [ethernet.ethernet, *tags, llc.llc, bpdu.ConfigurationBPDUs]


@pytest.mark.parametrize('name', ['llc information', 'llc unnumbered', 'llc snap'])
def test_what_goes_elsewhere_is_bytes(name):
    pkt = packet.Packet(FRAMES[name])
    assert isinstance(pkt[1], llc.llc)
    assert pkt[2:] == ([FRAMES[name][18:40]] if name == 'llc information' else pkt[2:])
    assert not pkt[2:] or isinstance(pkt[2], bytes)


@pytest.mark.parametrize('unit', GOLDEN.values(), ids=lambda unit: type(unit.control).__name__)
def test_json_has_ryus_shape(unit):
    shown = unit.to_jsondict()['llc']
    assert list(shown['control']) == [type(unit.control).__name__]
    assert llc.llc.from_jsondict(shown) == unit
