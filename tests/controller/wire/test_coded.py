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


class Short(Structure, family='kind length'):
    """A table with two bytes of length, of which the wire has one."""

    kind: u8
    length: u16

    def packed(self, raw):
        self.length = len(raw)
        return raw[:1] + raw[2:]

    @classmethod
    def unpacked(cls, buf, offset, limit):
        raw = buf[offset : offset + 1] + b'\0' + buf[offset + 1 : limit]
        return raw, 0, len(raw)


class Value(Short, type=7):
    value: tail


def test_the_wire_may_have_another_form():
    assert Value(b'ab').encode().hex() == '07056162'
    found = Value.decode(b'xx\7\5ab', 2, 6)
    assert (found, found.length) == (Value(b'ab'), 5)
    with pytest.raises(DecodeError, match='at least 3 bytes, has 2'):
        Value.decode(b'\7', 0, 1)


class Loose(Structure):
    """A class that reads its lists itself, and keeps what it cannot read."""

    number: u16

    @classmethod
    def decode_list(cls, buf, offset, limit):
        return [cls.decode(buf, offset, offset + 2), buf[offset + 2 : limit]]


class Holder(Structure):
    size: size_of('items')
    items: list[Loose]


def test_what_a_class_kept_as_bytes_goes_back():
    holder = Holder.decode(b'\0\5\0\1abc', 0, 7)
    assert holder.items == [Loose(1), b'abc']
    assert holder.encode() == b'\0\5\0\1abc'
    assert holder.to_jsondict() == {'Holder': {'size': 5, 'items': [{'Loose': {'number': 1}}, 'YWJj']}}


def test_json_has_the_length_of_the_table():
    assert Value(b'ab').to_jsondict()['Value']['length'] == 5


class Path(Structure):
    steps: coded(Address) = []

    base = 0


def test_json_tells_a_set_from_a_list():
    shown = Path([[1], {3, 2}]).to_jsondict()
    assert shown == {'Path': {'steps': [[1], {'set': [2, 3]}]}}
    assert Path.from_jsondict(shown['Path']).steps == [[1], {2, 3}]


def test_a_default_that_is_a_list_is_each_ones_own():
    first, second = Path(), Path()
    first.steps.append(1)
    assert (first.steps, second.steps, Path([2]).steps) == ([1], [], [2])


class Numbers:
    """As many bytes as another field says."""

    @staticmethod
    def read(structure, buf, offset, limit):
        return [*buf[offset : offset + structure.number]], offset + structure.number

    @staticmethod
    def write(structure, value):
        return bytes(value)


class Counted(Structure):
    number: number_of('numbers', u8) = 0
    numbers: coded(Numbers) = []
    last: u8 = 0


def test_the_items_of_a_codec_are_counted():
    assert Counted(numbers=[1, 2], last=3).encode() == b'\2\1\2\3'
    assert Counted.decode(b'\2\1\2\3', 0, 4) == Counted(2, [1, 2], 3)


class Item(Structure, family='kind length'):
    kind: u8
    length: u8


class Abridged(Item, type=1):
    """A table with a number that the wire may leave out."""

    number: u16
    data: tail = b''

    @classmethod
    def unpacked(cls, buf, offset, limit):
        raw = buf[offset:limit].ljust(4, b'\0')
        return raw, 0, len(raw)


def test_what_is_made_longer_may_be_shorter_than_its_table():
    assert Abridged.decode_prefix(b'\1\2rest', 0, 6) == (Abridged(0), 2)
    assert Item.decode_list(b'\1\2\1\4\0\5', 0, 6) == [Abridged(0), Abridged(5)]
    with pytest.raises(DecodeError, match='at least 2 bytes'):
        Abridged.decode_prefix(b'\1', 0, 1)
