"""The kinds of field: how each value crosses the wire, what it may be given as, and what is refused."""

import ipaddress

import pytest

from controller.wire import EncodeError
from controller.wire.kinds import (
    Bits,
    Fixed,
    List,
    Pad,
    Ref,
    SizeOf,
    body_bytes,
    ipv4_bytes,
    ipv6_bytes,
    mac_bytes,
    read_kind,
    u16,
    u32,
)

from .tables import toy

VALUES = {
    'one': 1,
    'two': 0x0203,
    'four': 0x04050607,
    'eight': 0x08090A0B0C0D0E0F,
    'hardware': 'aa:bb:cc:dd:ee:ff',
    'v4': '10.0.0.1',
    'v6': 'fe80::1',
    'label': b'eth0',
    'raw': b'wxyz',
}
WIRE = (
    '7f02 0045 00000000 01 0203 04050607 08090a0b0c0d0e0f aabbccddeeff 0a000001 fe800000000000000000000000000001'
    ' 6574683000000000 7778797a 0001 0002 000000 03'
)


def kinds(**changed):
    return toy.Kinds(None, **{**VALUES, 'point': toy.Point(1, 2, 3), **changed})


def test_every_fixed_kind_on_the_wire():
    assert kinds().encode() == bytes.fromhex(WIRE)


@pytest.mark.parametrize('name', VALUES)
def test_every_fixed_kind_comes_back_as_its_python_value(name):
    decoded = toy.decode(bytes.fromhex(WIRE))
    assert getattr(decoded, name) == VALUES[name]
    assert type(getattr(decoded, name)) is type(VALUES[name])


@pytest.mark.parametrize(
    ('name', 'given', 'same_as'),
    [
        ('hardware', 'AA-BB-CC-DD-EE-FF', 'aa:bb:cc:dd:ee:ff'),
        ('hardware', bytes.fromhex('aabbccddeeff'), 'aa:bb:cc:dd:ee:ff'),
        ('v4', 0x0A000001, '10.0.0.1'),
        ('v4', bytearray(b'\x0a\0\0\1'), '10.0.0.1'),
        ('v6', bytes(15) + b'\1', '::1'),
        ('v6', '0:0::1', '::1'),
        ('label', 'eth0', b'eth0'),
        ('label', 'größe', 'größe'.encode()),
        ('label', b'12345678', b'12345678'),
    ],
)
def test_values_may_be_given_in_other_forms(name, given, same_as):
    assert getattr(toy.decode(kinds(**{name: given}).encode()), name) == same_as


@pytest.mark.parametrize(
    ('name', 'given', 'why'),
    [
        ('one', 256, 'is no integer from 0 to 0xff'),
        ('one', -1, 'is no integer from 0 to 0xff'),
        ('two', '2', 'is no integer from 0 to 0xffff'),
        ('four', 1.5, 'is no integer from 0 to 0xffffffff'),
        ('eight', 1 << 64, 'is no integer from 0 to 0xffffffffffffffff'),
        ('eight', None, 'is no integer from 0 to 0xffffffffffffffff'),
        ('hardware', 'aa:bb:cc:dd:ee', 'is no MAC address'),
        ('hardware', 'zz:bb:cc:dd:ee:ff', 'is no MAC address'),
        ('hardware', None, 'is no MAC address'),
        ('hardware', 6, 'is no MAC address'),
        ('v4', '10.0.0', 'is no IPv4 address'),
        ('v4', '10.0.0.1\0', 'is no IPv4 address'),
        ('v4', -1, 'is no IPv4 address'),
        ('v4', 1 << 32, 'is no IPv4 address'),
        ('v4', b'123', 'is no IPv4 address'),
        ('v6', '10.0.0.1', 'is no IPv6 address'),
        ('v6', b'123', 'is no IPv6 address'),
        ('label', 'ninechars', '9 bytes long, 8 at most'),
        ('label', 3, 'int'),
        ('raw', b'abc', '3 bytes long, 4 wanted'),
        ('raw', 4, 'int'),
        ('point', 4, 'is no Point'),
        ('point', None, 'is no Point'),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_structure_and_field(name, given, why):
    with pytest.raises(EncodeError) as caught:
        kinds(**{name: given}).encode()
    assert str(caught.value).startswith(f'Kinds.{name}: {given!r} ')
    assert why in str(caught.value)


def test_a_field_without_its_attribute_is_named_too():
    broken = kinds()
    del broken.four
    with pytest.raises(EncodeError, match=r'^Kinds\.four: None is no integer'):
        broken.encode()


@pytest.mark.parametrize('xid', [1 << 32, -1, 'x'])
def test_a_transaction_id_that_does_not_fit_is_named(xid):
    message = kinds()
    message.xid = xid
    with pytest.raises(EncodeError, match=r'^Kinds\.xid: '):
        message.encode()


def test_text_keeps_nuls_inside_and_loses_those_at_the_end():
    assert toy.decode(kinds(label=b'a\0b\0').encode()).label == b'a\0b'


# -- bits -----------------------------------------------------------------------------------------------------------


def test_bits_fill_bytes_from_the_highest_on():
    packed = toy.Bitfields(0b101, 0b1001, 0xABCDE, 0b0101, 0xDEADBEEF)
    assert packed.encode() == bytes([0b101_0_1001]) + bytes.fromhex('abcde5 deadbeef')
    assert toy.Bitfields.decode(packed.encode(), 0, 8) == packed


def test_padding_bits_are_zero_when_sent_and_ignored_when_received():
    assert toy.Bitfields.decode(b'\xff' * 8, 0, 8).encode() == bytes([0b111_0_1111]) + b'\xff' * 7


@pytest.mark.parametrize(
    ('name', 'given'), [('high', 8), ('low', -1), ('wide', 1 << 20), ('whole', 1 << 32), ('narrow', 's')]
)
def test_bits_that_do_not_fit_are_named(name, given):
    packed = toy.Bitfields(1, 1, 1, 1, 1)
    setattr(packed, name, given)
    with pytest.raises(EncodeError, match=rf'^Bitfields\.{name}: .* is no integer of \d+ bits'):
        packed.encode()


# -- annotations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('text', 'kind'),
    [
        ('u16', u16),
        ('pad(3)', Pad(3)),
        ('bits(4)', Bits(4)),
        ('OFPMatch', Ref('OFPMatch')),
        ('list[OFPPort]', List(Ref('OFPPort'))),
        ('list[u32]', List(u32)),
        ('list[u32, 4]', List(u32, 4)),
        ('keyed(OFPPhyPort, "port_no")', List(Ref('OFPPhyPort'), key='port_no')),
        ('size_of(data)', SizeOf('data', u16)),
        ('size_of("body", u32)', SizeOf('body', u32)),
        ('u16(ofp_type)', Fixed('H', 2, enumeration=Ref('ofp_type'))),
    ],
)
def test_annotations_are_read_as_kinds(text, kind):
    assert read_kind(text) == kind


def test_annotations_reach_no_builtins():
    with pytest.raises(TypeError, match='not callable'):
        read_kind('open("/etc/passwd")')


def test_body_bytes_takes_structures_lists_and_bytes():
    point = toy.Point(1, 2, 3)
    assert body_bytes([point, b'x']) == point.encode() + b'x'
    assert body_bytes(point) == point.encode()
    assert body_bytes(None) == b''


def test_mac_bytes_takes_any_buffer():
    assert mac_bytes(memoryview(b'\1\2\3\4\5\6')) == b'\1\2\3\4\5\6'


class Packed:
    """An address as netaddr's EUI is one."""

    packed = b'\1\2\3\4\5\6'


@pytest.mark.parametrize(
    ('encode', 'address', 'raw'),
    [
        (mac_bytes, Packed(), Packed.packed),
        (ipv4_bytes, ipaddress.ip_address('10.0.0.1'), b'\n\0\0\1'),
        (ipv6_bytes, ipaddress.ip_address('fe80::1'), b'\xfe\x80' + bytes(13) + b'\1'),
    ],
)
def test_addresses_of_libraries_are_taken_where_text_is(encode, address, raw):
    assert encode(address) == raw


@pytest.mark.parametrize(
    ('encode', 'address', 'what'),
    [
        (mac_bytes, ipaddress.ip_address('10.0.0.1'), 'a MAC'),
        (ipv4_bytes, ipaddress.ip_address('fe80::1'), 'an IPv4'),
        (ipv6_bytes, ipaddress.ip_address('10.0.0.1'), 'an IPv6'),
    ],
)
def test_an_address_of_another_kind_is_refused(encode, address, what):
    with pytest.raises(ValueError, match=f'is not {what} address'):
        encode(address)
