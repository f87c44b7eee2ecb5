"""Structures one behind the other as packets have them: lengths in units, types alone, bytes that are none."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from controller.wire import DecodeError, EncodeError, Structure


class Neighbour(Structure, family='type length', unit=8, loose=True):
    """An option whose length counts eights of bytes."""

    type: u8
    length: u8 = 0


class Source(Neighbour, type=1):
    hw_src: mac = '00:00:00:00:00:00'
    data: tail = b''


class Mtu(Neighbour, type=5, size=8):
    _1: pad(2)
    mtu: u32 = 1500


class Note(Structure, family='code size', uncounted=2, alone=(0, 255), end=255, loose=True):
    """An option whose length counts what follows it, and two that have none."""

    code: u8
    size: u8 = 0
    value: tail = b''


class Number(Note, type=7, size=4):
    number: u16 = 0


class End(Note, type=255):
    pass


class Chunk(Structure, family='type length', align='outside', boundary=4, loose=True):
    type: u8
    flags: u8
    length: u16 = 0


class Cookie(Chunk, type=10):
    cookie: tail = b''


class Bitty(Structure, family='kind length', uncounted=2):
    """A family told by seven bits, with nine bits of length."""

    kind: bits(7)
    length: bits(9)


class Text(Bitty, type=4):
    text: tail


class Tunnel(Structure, family='kind length', uncounted=4, align='inside', boundary=4, loose=True):
    """An option whose length counts bytes, of which the wire has the number of words."""

    kind: u16
    _1: bits(11)
    length: scaled(bits(5), 4) = 0
    data: tail = b''


class Extension(Structure, length='size', unit=8, uncounted=8):
    nxt: u8
    size: u8 = 0
    data: tail = b''


class Record(Structure):
    kind: u8
    count: count_of('sources', 4, u8) = 0
    sources: list[u32]


class Report(Structure):
    number: number_of('records', u16) = 0
    records: list[Record]


class Numbers(Structure):
    three: u24
    signed: i16
    real: f32
    size: size_of('data', u8) = 0
    data: tail = b''


def items(family: type[Structure], hexadecimal: str) -> list[Structure | bytes]:
    raw = bytes.fromhex(hexadecimal)
    found = family.decode_list(raw, 0, len(raw))
    assert b''.join([item if isinstance(item, bytes) else item.encode() for item in found]) == raw
    return found


def test_a_length_in_units_counts_the_padding():
    assert Source(0, 'aa:bb:cc:dd:ee:ff').encode().hex() == '0101aabbccddeeff'
    assert Source(hw_src='aa:bb:cc:dd:ee:ff', data=b'x').encode().hex() == '0102aabbccddeeff78' + '00' * 7
    assert Mtu().encode().hex() == '05010000000005dc'


def test_a_given_length_stays():
    assert Mtu(7).encode().hex() == '05070000000005dc'
    with pytest.raises(EncodeError, match=r'Mtu\.length: 256 is no integer from 0 to 0xff'):
        Mtu(256).encode()
    assert Note(9, 4, b'x').encode().hex() == '090478'


def test_what_was_read_knows_its_length():
    first, second = items(Neighbour, '0101aabbccddeeff' + '05010000000005dc')
    assert (type(first), first.length, first.hw_src) == (Source, 1, 'aa:bb:cc:dd:ee:ff')
    assert (type(second), second.length, second.mtu) == (Mtu, 1, 1500)


@pytest.mark.parametrize('rest', ['0500', '05000000000005dc', '0502000000000000', '05'])
def test_what_is_no_item_stays_as_bytes(rest):
    assert items(Neighbour, '0101aabbccddeeff' + rest)[1:] == [bytes.fromhex(rest)]


def test_an_item_that_its_class_refuses_is_of_no_class():
    refused, unknown = items(Neighbour, '0502' + '00' * 14 + '0901' + '11' * 6)
    assert (type(refused), refused.type, refused.data) == (Neighbour, 5, bytes(14))
    assert (type(unknown), unknown.type, unknown.data) == (Neighbour, 9, b'\x11' * 6)


def test_types_without_a_length():
    pad, number, wrong, note, end = items(Note, '00' '0702beef' '0701be' '0501aa' 'ff')
    assert (pad.code, pad.size, pad.value) == (0, 0, b'')
    assert (type(number), number.number, number.size) == (Number, 0xBEEF, 2)
    assert (type(wrong), wrong.value, type(note), note.value) == (Note, b'\xbe', Note, b'\xaa')
    assert (type(end), End().encode(), Note(0).encode()) == (End, b'\xff', b'\0')


def test_nothing_is_read_behind_the_last_and_padding_is_dropped():
    raw = bytes.fromhex('ff000000')
    assert [type(item) for item in Note.decode_list(raw, 0, 4)] == [End]
    assert items(Note, 'ff0001')[1:] == [b'\0\1']


@pytest.mark.parametrize('raw', [b'', b'\7', b'\7\2\0', b'\7\xff\0'])
def test_one_alone_is_refused(raw):
    with pytest.raises(DecodeError):
        Note.decode_prefix(raw, 0, len(raw))


def test_padding_that_the_length_does_not_count():
    first, second = items(Chunk, '0a000005' '78000000' '0a000004')
    assert (first.cookie, first.length, second.cookie) == (b'x', 5, b'')
    (short,) = Chunk.decode_list(bytes.fromhex('0a00000578'), 0, 5)
    assert short.cookie == b'x'


def test_bits_tell_type_and_length():
    text, end = Bitty.decode_prefix(bytes.fromhex('0803616263ff'), 0, 6)
    assert (type(text), text.text, text.length, end) == (Text, b'abc', 3, 5)
    assert Text(text=b'a' * 300).encode()[:2].hex() == '092c'
    with pytest.raises(EncodeError, match='longer than its length field'):
        Text(text=bytes(512)).encode()


def test_a_length_in_bytes_that_the_wire_has_in_words():
    first, second, rest = items(Tunnel, '0007 0002 6162636465000000' '0008 0000' '0007 0001 6162')
    assert (first.length, first.data, second.length, second.data) == (8, b'abcde\0\0\0', 0, b'')
    assert Tunnel(7, data=b'abcde').encode() == first.encode() and len(rest) == 6
    with pytest.raises(EncodeError):
        Tunnel(7, data=bytes(125)).encode()


def test_a_length_that_leaves_out_the_first_unit():
    assert Extension(6, data=b'123456').encode().hex() == '0600313233343536'
    assert Extension(6, data=b'1234567').encode()[:2].hex() == '0601'
    extension, end = Extension.decode_prefix(bytes.fromhex('0600313233343536ff'), 0, 9)
    assert (extension.size, extension.data, end) == (0, b'123456', 8)


def test_items_that_are_counted():
    report = Report(records=[Record(1, sources=[1, 2]), Record(2)])
    assert report.encode().hex() == '0002' '0102' '0000000100000002' '0200'
    again, _ = Report.decode_prefix(report.encode(), 0, 14)
    assert again == report and again.number == 2 and again.records[0].count == 2
    with pytest.raises(DecodeError, match='records'):
        Report.decode(bytes.fromhex('ffff0100'), 0, 4)


def test_numbers():
    numbers = Numbers(0x123456, -2, 1.5, data=b'x')
    assert numbers.encode().hex() == '123456' 'fffe' '3fc00000' '0178'
    assert Numbers.decode(numbers.encode(), 0, 11) == numbers
    with pytest.raises(EncodeError, match='signed: 40000 is no integer from -32768 to 0x7fff'):
        Numbers(0, 40000, 0.0).encode()


def test_a_list_is_read_up_to_a_bound():
    raw = bytes.fromhex('0501aa') * 2000
    found = Note.decode_list(raw, 0, len(raw))
    assert len(found) < 1100 and found[-1] == bytes.fromhex('0501aa') * (2000 - len(found) + 1)


class Group(Structure):
    """A record with addresses, and with bytes that are counted in words."""

    aux_len: count_of('aux', 4, u8) = 0
    num: count_of('srcs', 4, u8) = 0
    srcs: list[ipv4]
    aux: tail = None


class Any(Structure):
    kind: u8 = 0
    value: u8 = 0

    @classmethod
    def decode_prefix(cls, buf, offset, limit):
        return (Afresh if buf[offset] else Any).decode(buf, offset, limit), limit


class Afresh(Any, afresh=True):
    kind: u8 = 1
    num: count_of('routers', 16, u8) = 0
    routers: list[ipv6]


class Route(Extension):
    """One of its kind."""


class Signed(Structure):
    digest: bytes_(4) = None


def test_addresses_in_a_list_and_bytes_in_words():
    group = Group(srcs=['10.0.0.1', '10.0.0.2'], aux=b'abcde')
    assert group.encode().hex() == '0202' '0a0000010a000002' '6162636465000000'
    again, end = Group.decode_prefix(group.encode() + b'more', 0, 22)
    assert (again.num, again.srcs, again.aux, end) == (2, group.srcs, b'abcde\0\0\0', 18)
    with pytest.raises(DecodeError, match='srcs: 8 bytes go past the end'):
        Group.decode_prefix(bytes.fromhex('00020a000001'), 0, 6)
    with pytest.raises(EncodeError, match='srcs'):
        Group(srcs=['10.0.0']).encode()


def test_no_bytes_are_none_where_that_is_the_default():
    assert Group.decode(b'\0\0', 0, 2).aux is None and Group().encode() == b'\0\0'


def test_a_subclass_may_have_fields_of_its_own_alone():
    both = Afresh(routers=['fe80::1', '::2'])
    assert Afresh.decode_prefix(both.encode() + b'more', 0, 38) == (both, 34)
    assert Any.decode_prefix(both.encode(), 0, 34) == (both, 34)
    assert Any.decode_prefix(b'\0\7', 0, 2) == (Any(0, 7), 2)


def test_a_length_is_inherited_with_what_it_counts():
    route = Route(6, data=b'123456')
    assert Route.decode_prefix(route.encode() + b'more', 0, 12) == (route, 8)


def test_a_loose_member_on_its_own_that_is_not_of_its_type_is_kept_as_one_in_a_list_is():
    raw = bytes.fromhex('0703aabbcc')
    assert Note.decode_prefix(raw + b'more', 0, 9) == (Note(7, 3, b'\xaa\xbb\xcc'), 5)


def test_bytes_that_are_to_come_are_zeros():
    assert Signed().encode() == bytes(4) and Signed(b'abcd').encode() == b'abcd'


def test_json_shows_the_lengths_and_numbers_that_the_codec_fills_in():
    assert Extension(6, data=b'1234567').to_jsondict()['Extension']['size'] == 1
    assert Report(records=[Record(1, sources=[1, 2])]).to_jsondict()['Report']['number'] == 1
    assert Tunnel(7, data=b'abcde').to_jsondict()['Tunnel']['length'] == 8
    assert Mtu(7).to_jsondict()['Mtu']['length'] == 7 and Mtu().to_jsondict()['Mtu']['length'] == 1
    report = Report(records=[Record(1, sources=[1, 2])])
    assert Report.from_jsondict(report.to_jsondict()['Report']) == report


class Words:
    """A list of words as text with blanks between them."""

    @staticmethod
    def read(structure, buf, offset, limit):
        return buf[offset:limit].decode().split(), limit

    @staticmethod
    def write(structure, value):
        return ' '.join(value).encode()


class Sentence(Structure):
    size: size_of('words', u8)
    words: coded(Words)
    notes: coded(Words)


def test_json_counts_what_a_codec_writes_and_shows_dictionaries():
    assert Sentence(['a', 'bc'], []).to_jsondict() == {'Sentence': {'size': 4, 'words': ['a', 'bc'], 'notes': []}}
    shown = Sentence([], [{'type': 1, 'value': b'\0'}]).to_jsondict()['Sentence']['notes']
    assert shown == [{'type': 1, 'value': 'AA=='}]


def test_what_a_table_names_is_looked_up_where_the_table_is_written():
    module = ModuleType('elsewhere')
    module.Report = Report
    sys.modules['elsewhere'] = module
    try:
        exec("class Further(Report):\n    __module__ = 'elsewhere'\n", vars(module))
        assert module.Further.decode_prefix(bytes.fromhex('00010100'), 0, 4)[0].records == [Record(1)]
    finally:
        del sys.modules['elsewhere']


class Pair(Structure):
    both: list[u16, 2] = (1, 2)


def test_numbers_whose_default_is_a_tuple_are_one():
    assert Pair.decode(Pair().encode(), 0, 4).both == (1, 2)
