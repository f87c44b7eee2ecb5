"""IP addresses and port numbers between their forms: addrconv, ip, port_no."""

from __future__ import annotations

import ipaddress

import pytest

from controller.lib import addrconv, ip, port_no

V6 = bytes.fromhex('fe80' + '00' * 13 + '01')


@pytest.mark.parametrize(('converter', 'text', 'binary'), [
    (addrconv.ipv4, '192.0.2.1', bytes([192, 0, 2, 1])),
    (addrconv.ipv6, 'fe80::1', V6),
    (addrconv.mac, 'aa:bb:cc:dd:ee:ff', bytes.fromhex('aabbccddeeff')),
])
def test_text_and_bytes(converter, text, binary):
    assert converter.text_to_bin(text) == binary
    assert converter.bin_to_text(binary) == text


@pytest.mark.parametrize(('converter', 'number', 'binary'), [
    (addrconv.ipv4, 0xC0000201, bytes([192, 0, 2, 1])), (addrconv.ipv4, 0, bytes(4)),
    (addrconv.ipv6, 1, b'\x01'.rjust(16, b'\0')),
    (addrconv.mac, 0xAABBCCDDEEFF, bytes.fromhex('aabbccddeeff')),
    (addrconv.ipv4, ipaddress.ip_address('192.0.2.1'), bytes([192, 0, 2, 1])),
])
def test_numbers_and_addresses(converter, number, binary):
    assert converter.text_to_bin(number) == binary


@pytest.mark.parametrize(('converter', 'text', 'address', 'mask'), [
    (addrconv.ipv4, '10.1.2.3/8', '10.1.2.3', 'ff000000'),
    (addrconv.ipv4, '10.1.2.3/255.255.0.0', '10.1.2.3', 'ffff0000'),
    (addrconv.ipv4, '10.1.2.3/0', '10.1.2.3', '00000000'),
    (addrconv.ipv6, 'fe80::1/16', 'fe80::1', 'ffff' + '00' * 14),
])
def test_networks_are_address_and_mask(converter, text, address, mask):
    assert converter.text_to_bin(text) == (converter.text_to_bin(address), bytes.fromhex(mask))


@pytest.mark.parametrize(('converter', 'text'), [
    (addrconv.ipv4, '10.0.0'), (addrconv.ipv4, '10.0.0.0/33'), (addrconv.ipv4, ''), (addrconv.ipv4, '10.0.0.0/x'),
    (addrconv.ipv6, 'fe80'), (addrconv.ipv4, 1 << 32), (addrconv.mac, -1), (addrconv.ipv6, '::/129'),
    (addrconv.mac, 'aa:bb'), (addrconv.mac, '00:00:00:00:00:00/8'),
])
def test_what_is_no_address(converter, text):
    with pytest.raises(ValueError):
        converter.text_to_bin(text)


@pytest.mark.parametrize('converter', [addrconv.ipv4, addrconv.ipv6, addrconv.mac])
def test_too_few_bytes(converter):
    with pytest.raises(ValueError):
        converter.bin_to_text(b'\1\2\3')


def test_ip():
    assert ip.ipv4_to_bin('10.0.0.1') == ip.text_to_bin('10.0.0.1') == bytes([10, 0, 0, 1])
    assert ip.ipv4_to_int('10.0.0.1') == ip.text_to_int('10.0.0.1') == 0x0A000001
    assert ip.ipv4_to_str(0x0A000001) == ip.ipv4_to_str(bytes([10, 0, 0, 1])) == '10.0.0.1'
    assert ip.ipv6_to_bin('fe80::1') == ip.text_to_bin('fe80::1') == V6
    assert ip.ipv6_to_int('::5') == ip.text_to_int('::5') == 5
    assert ip.ipv6_to_str(5) == ip.ipv6_to_str(bytes(15) + b'\5') == '::5'
    assert [ip.bin_to_text(bytes(4)), ip.bin_to_text(bytes(16))] == ['0.0.0.0', '::']


@pytest.mark.parametrize('function', [ip.ipv4_to_bin, ip.ipv6_to_int, ip.text_to_bin, ip.text_to_int])
@pytest.mark.parametrize('text', ['1.2.3', 'a:b', ''])
def test_what_is_no_ip_address(function, text):
    with pytest.raises(ValueError, match=r'no IPv[46] address'):
        function(text)


def test_bytes_of_no_ip_address():
    with pytest.raises(ValueError):
        ip.bin_to_text(bytes(5))


@pytest.mark.parametrize(('text', 'four', 'six'), [
    ('10.0.0.1', True, False), ('10.0.0.0/8', True, False), ('10.0.0.0/33', False, False), ('10.0.0.0/', False, False),
    ('10.0.0', False, False), ('::1', False, True), ('2001:db8::/32', False, True), ('::/129', False, False),
    ('', False, False), ('10.0.0.1/8/8', False, False),
])
def test_validity(text, four, six):
    assert (ip.valid_ipv4(text), ip.valid_ipv6(text)) == (four, six)


def test_port_numbers():
    assert port_no.port_no_to_str(0xFFFFFFFE) == 'fffffffe'
    assert port_no.str_to_port_no('0000000a') == 10
    for text in ('1', '0000000g', '000000001', '0x000001'):
        with pytest.raises(ValueError, match='is not a port number'):
            port_no.str_to_port_no(text)
