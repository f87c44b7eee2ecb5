"""What a table says beside its fields: constants, and numbers in other units than on the wire."""

from __future__ import annotations

import pytest

from controller.wire import DecodeError, EncodeError, Structure


class Head(Structure, size=6):
    _kind: u8 = 7
    _where: ipv4 = '10.0.0.1'
    _1: bits(6)
    _low: bits(2) = 0b10


class Body(Head, size=10):
    """Another kind of head, with more behind it."""

    _kind: u8 = 8
    priority: scaled(bits(4), 4096) = 8192
    number: bits(12) = 1
    seconds: scaled(u16, 1 / 256) = 2


def test_constants_are_sent_and_are_no_attributes_of_an_instance():
    assert Head().encode() == bytes.fromhex('07 0a000001 02')
    assert repr(Head()) == 'Head()'
    assert vars(Head.decode(Head().encode(), 0, 6)) == {}
    assert Head().to_jsondict() == {'Head': {}}


def test_constants_can_be_asked_for():
    assert (Head._kind, Body()._kind, Body._low) == (7, 8, 2)


def test_a_constant_that_is_declared_again_keeps_its_place():
    assert Body().encode() == bytes.fromhex('08 0a000001 02 2001 0200')
    assert Head().encode()[0] == 7


@pytest.mark.parametrize(
    ('raw', 'name'),
    [
        ('08 0a000001 02', '_kind is not 7'),
        ('07 0a000002 02', '_where is not 10.0.0.1'),
        ('07 0a000001 01', '_low is not 2'),
    ],
)
def test_other_bytes_are_refused(raw, name):
    with pytest.raises(DecodeError, match=name):
        Head.decode(bytes.fromhex(raw), 0, 6)


class Marked(Structure, size=3):
    _marker: bytes_(2) = b'\xff\xff'
    type: u8


def test_bytes_may_be_a_constant():
    assert Marked(7).encode() == b'\xff\xff\7'
    assert Marked.decode(b'\xff\xff\7', 0, 3) == Marked(7)
    with pytest.raises(DecodeError, match='_marker is not'):
        Marked.decode(b'\xff\xfe\7', 0, 3)


def test_padding_beside_a_constant_is_ignored():
    assert Head.decode(bytes.fromhex('07 0a000001 fe'), 0, 6) == Head()


class Note(Structure, family='kind length', uncounted=2):
    kind: u8
    length: u8 = 0


class Name(Note, type=1):
    """A note that reads itself, of whatever length."""

    name_length: size_of('name', u8) = 0
    name: tail = b''

    @classmethod
    def decode(cls, buf, offset, limit):
        return cls(name=buf[offset + 3 : limit])


class Notes(Structure):
    _kind: u8 = 9
    notes: list[Note]


def test_a_constant_in_front_of_what_says_where_an_error_is():
    with pytest.raises(DecodeError, match='_kind is not 9'):
        Notes.decode(bytes.fromhex('08'), 0, 1)
    with pytest.raises(DecodeError, match=r'notes\[0\]'):
        Notes.decode(bytes.fromhex('09 02ff'), 0, 3)


def test_a_member_that_reads_itself_says_where_it_ends_as_the_others_do():
    raw = bytes.fromhex('01 02 01 61')
    assert Name.decode_prefix(raw + b'more', 0, 8) == (Name(name=b'a'), 4)
    assert Name(name=b'a').encode() == raw
    with pytest.raises(DecodeError):
        Name.decode_prefix(b'\1', 0, 1)


def test_a_size_that_can_be_given_is_read_from_json():
    assert Name.from_jsondict({'name_length': 5, 'name': 'YQ=='}).name_length == 5


@pytest.mark.parametrize(
    ('values', 'raw'),
    [((0, 0, 0), '0000 0000'), ((61440, 4095, 1.5), 'ffff 0180'), ((4096, 2, 255.99609375), '1002 ffff')],
)
def test_scaled_numbers_in_both_directions(values, raw):
    raw = bytes.fromhex('080a00000102') + bytes.fromhex(raw)
    assert Body(*values).encode() == raw
    assert Body.decode(raw, 0, 10) == Body(*values)


@pytest.mark.parametrize(
    ('values', 'words'),
    [
        ({'priority': 1}, '1 is no multiple of 4096 below 65536'),
        ({'priority': 65536}, '65536 is no multiple of 4096 below 65536'),
        ({'priority': -4096}, '-4096 is no multiple'),
        ({'priority': 'x'}, "'x' is no integer"),
        ({'seconds': 256}, 'seconds: 256'),
        ({'seconds': -1}, 'seconds: -1'),
        ({'seconds': None}, 'seconds: None'),
    ],
)
def test_scaled_numbers_that_do_not_fit(values, words):
    with pytest.raises(EncodeError, match=words):
        Body(**values).encode()
