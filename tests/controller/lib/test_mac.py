import pytest

from controller.lib import mac

TEXT, RAW = '01:02:03:0a:0b:ff', b'\x01\x02\x03\x0a\x0b\xff'


def test_text_and_bytes_and_number_agree():
    assert mac.haddr_to_bin(TEXT) == RAW
    assert mac.haddr_to_str(RAW) == TEXT
    assert mac.haddr_to_int(TEXT) == 0x0102030A0BFF


@pytest.mark.parametrize('text', ['01:02:03:0A:0B:FF', '1:2:3:a:b:ff', '01-02-03-0a-0b-ff', '0102030a0bff'])
def test_every_usual_spelling_is_read(text):
    assert mac.haddr_to_bin(text) == RAW


@pytest.mark.parametrize('text', ['', 'zz', '01:02:03', '01:02:03:04:05:06:07', '01:02:03:04:05:١6', '1:2:3:4:5:',
                                  '01::0203:04:05:06', '01 02 03 04 05 06', 'zz:02:03:04:05:06'])
def test_anything_else_is_refused_by_name(text):
    with pytest.raises(ValueError, match='is not an Ethernet address'):
        mac.haddr_to_bin(text)


def test_bytes_of_another_length_are_refused():
    with pytest.raises(ValueError, match='six bytes'):
        mac.haddr_to_str(b'\x01\x02')


def test_no_address_has_a_text_for_logs():
    assert mac.haddr_to_str(None) == 'None'


def test_group_addresses():
    assert mac.is_multicast(RAW)
    assert mac.is_multicast(mac.BROADCAST)
    assert mac.is_multicast('33:33:00:00:00:01')
    assert not mac.is_multicast(mac.DONTCARE)
    assert not mac.is_multicast('02:00:00:00:00:01')


def test_masks():
    assert mac.haddr_bitand(RAW, mac.haddr_to_bin(mac.UNICAST)) == b'\x01\x00\x00\x00\x00\x00'
    assert mac.haddr_bitand(RAW, mac.BROADCAST) == RAW
