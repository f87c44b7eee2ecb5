"""Fields that a class of the table's module reads and writes, where no kind can say their form."""

from __future__ import annotations

import pytest

from controller.wire import DecodeError, EncodeError, Structure


class Address:
    """Four numbers with dots in as many bytes as the byte in front says; its sum depends on `base`."""

    @staticmethod
    def read(structure, buf, offset, limit):
        end = offset + 1 + (buf[offset] if offset < limit else 0)
        if not offset < end <= limit:
            raise DecodeError('Address', 'cut short', buf, offset)
        return [structure.base + each for each in buf[offset + 1 : end]], end

    @staticmethod
    def write(structure, value):
        return bytes((len(value), *(each - structure.base for each in value)))


class Stop(Structure):
    base: u8
    address: coded(Address)
    last: u16 = 7


def test_the_codec_sees_what_stands_in_front():
    stop = Stop(10, [11, 12])
    assert stop.encode().hex() == '0a0201020007'
    assert Stop.decode(stop.encode(), 0, 6) == stop


@pytest.mark.parametrize('raw', ['0a', '0a02', '0a0201', '0a02010200', '0a020102000700'])
def test_what_is_cut_short_is_refused(raw):
    with pytest.raises(DecodeError):
        Stop.decode(bytes.fromhex(raw), 0, len(raw) // 2)


def test_an_error_says_which_field():
    with pytest.raises(EncodeError, match=r'Stop.address: \[9\] \(bytes must be in range'):
        Stop(10, [9]).encode()
    with pytest.raises(DecodeError, match='Address in address: cut short'):
        Stop.decode(b'\n\3\1', 0, 3)


def test_json_has_it_as_it_is():
    stop = Stop(10, [11, 12])
    assert stop.to_jsondict() == {'Stop': {'base': 10, 'address': [11, 12], 'last': 7}}
    assert Stop.from_jsondict(stop.to_jsondict()['Stop']) == stop
