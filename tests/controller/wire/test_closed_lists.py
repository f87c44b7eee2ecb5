"""Lists that an item of its own ends, which programs do not have to write."""

from __future__ import annotations

import pytest

from controller.wire import Structure


class Note(Structure, family='type length', uncounted=3, alone=(0,), end=0, loose=True, closed=True):
    type: u8
    length: u16 = 0
    value: tail = b''


class Number(Note, type=2):
    number: u16


class Option(Structure, family='code length', uncounted=2, alone=(0, 255), end=255, loose=True, closed=True):
    code: u8
    length: u8 = 0
    value: tail = b''


class Notes(Structure):
    items: list[Note]


class Options(Structure):
    items: list[Option]


NUMBER = bytes.fromhex('02 0002 0007')


@pytest.mark.parametrize(
    ('raw', 'items'),
    [
        ('00', []),
        ('02 0002 0007 00', [Number(0, 7)]),
        ('02 0002 0007 00 02 0002 0008', [Number(0, 7), bytes.fromhex('00 02 0002 0008')]),
        ('02 0002 0007 09 ffff 01', [Number(0, 7), bytes.fromhex('09 ffff 01')]),
        ('05 0000 00', [Note(5)]),
    ],
)
def test_both_directions(raw, items):
    raw = bytes.fromhex(raw)
    assert Notes.decode(raw, 0, len(raw)).items == items
    assert Notes(items).encode() == raw


@pytest.mark.parametrize('rest', ['', '00', '00 00000000'])
def test_padding_and_a_missing_end_are_mended(rest):
    raw = NUMBER + bytes.fromhex(rest)
    assert Notes.decode(raw, 0, len(raw)).items == [Number(0, 7)]
    assert Notes([Number(0, 7)]).encode() == NUMBER + b'\0'


@pytest.mark.parametrize(
    ('raw', 'items'),
    [
        ('0c 01 61 ff', [Option(12, 0, b'a')]),
        ('00 0c 01 61 ff', [Option(0), Option(12, 0, b'a')]),
        ('ff 0c 01 61 ff', [bytes.fromhex('ff 0c 01 61 ff')]),
    ],
)
def test_an_end_that_is_not_zero(raw, items):
    raw = bytes.fromhex(raw)
    for padding in (b'', bytes(3)):
        assert len(Options.decode(raw + padding, 0, len(raw + padding)).items) == len(items)
    assert Options(items).encode() == raw


def test_no_items_are_an_end_alone():
    assert Notes().encode() == Notes(None).encode() == b'\0'
    assert Options().encode() == b'\xff'
