import pytest

from controller.packet import ethernet, vxlan
from controller.wire import DecodeError, EncodeError


def test_golden():
    """RFC 7348, 5: flags RRRRIRRR, reserved, the identifier, reserved."""
    raw = bytes.fromhex('08000000 12345600'.replace(' ', ''))
    header, carried, rest = vxlan.vxlan.parser(raw + b'frame')
    assert (header, carried, rest) == (vxlan.vxlan(0x123456), ethernet.ethernet, b'frame')
    assert header.encode() == vxlan.vxlan(vni=0x123456).serialize(b'', None) == raw


def test_reserved_bits_are_ignored():
    assert vxlan.vxlan.parser(bytes.fromhex('f8ffffff000005ff'))[0] == vxlan.vxlan(5)


@pytest.mark.parametrize('raw', ['0000000012345600', 'f7ffffff12345600', '08000000123456', '08'])
def test_without_a_valid_identifier_it_is_none(raw):
    with pytest.raises(DecodeError):
        vxlan.vxlan.parser(bytes.fromhex(raw))


def test_an_identifier_has_24_bits():
    with pytest.raises(EncodeError, match='vni'):
        vxlan.vxlan(1 << 24).encode()


def test_identifiers_as_bytes():
    assert vxlan.vni_from_bin(b'\x12\x34\x56') == 0x123456
    assert vxlan.vni_to_bin(0x123456) == b'\x12\x34\x56'
    with pytest.raises(OverflowError):
        vxlan.vni_to_bin(1 << 24)
