"""Damage has one outcome: a DecodeError that says what, where and which bytes."""

import pytest

from controller.wire import DecodeError, WireError

from .tables import toy


def refused(data):
    """What toy.decode says about these bytes; the length of the header is set right."""
    with pytest.raises(DecodeError) as caught:
        toy.decode(data[:2] + len(data).to_bytes(2, 'big') + data[4:])
    return caught.value


def holder(insides='', outsides='', straights=''):
    inside, outside, straight = map(bytes.fromhex, (insides, outsides, straights))
    sizes = len(inside).to_bytes(2, 'big') + len(outside).to_bytes(2, 'big')
    return bytes.fromhex('7f05 0000 00000001') + sizes + inside + outside + straight


def test_the_path_leads_to_the_structure():
    error = refused(holder(insides='0001 0008 00000001 ffff 000b 00000007 0009 00 00000000'))
    assert error.structure == 'InsideExperiment'
    assert error.path == ['insides', 1]
    assert error.where == 'insides[1]'
    assert error.offset == 20


def test_the_text_says_what_where_and_which_bytes():
    error = refused(holder(insides='0001 0008 00000001', outsides='0001 0000 aabbccdd'))
    assert str(error) == (
        'Outside in outsides[0]: length 0, bytes left 8 at byte 20 of 28 (00 01 00 00 aa bb cc dd)'
    )


@pytest.mark.parametrize(
    ('data', 'structure', 'where'),
    [
        (holder(insides='0001 0000 00000000'), 'Inside', 'insides[0]'),
        (holder(insides='0001 0003 00000000'), 'Inside', 'insides[0]'),
        (holder(insides='0001 0009 00000000'), 'Inside', 'insides[0]'),
        (holder(insides='0001 ffff 00000000'), 'Inside', 'insides[0]'),
        (holder(insides='0001 0008 00000000 0001 00'), 'Inside', 'insides[1]'),
        (holder(insides='0001 0007 000000'), 'InsideWord', 'insides[0]'),
        (holder(insides='0001 0010 00000000 0000000000000000'), 'InsideWord', 'insides[0]'),
        (holder(outsides='0001 0005 41 00'), 'Outside', 'outsides[0]'),
        (holder(straights='01 02'), 'StraightByte', 'straights[0]'),
        (holder(straights='01 03 ff 09 01'), 'Straight', 'straights[1]'),
        (holder(straights='01'), 'Straight', 'straights[0]'),
    ],
)
def test_lengths_of_tlvs(data, structure, where):
    error = refused(data)
    assert (error.structure, error.where) == (structure, where)


def test_a_count_that_goes_past_the_end():
    data = bytearray(holder(insides='0001 0008 00000001'))
    data[8:10] = b'\xff\xff'
    error = refused(bytes(data))
    assert (error.structure, error.where) == ('Holder', 'insides')
    assert 'insides: 65535 bytes go past the end' in str(error)


def test_a_count_that_goes_past_the_end_in_front_of_every_nested_field():
    data = bytes.fromhex('7f03 0000 00000000 000100020003 ffff 0000000000000000')
    error = refused(data)
    assert (error.structure, error.where) == ('Lists', 'numbers')


def test_no_whole_number_of_items():
    data = bytes.fromhex('7f03 0000 00000000 000100020003 0003 000000 00 0000 0004 0001')
    assert 'numbers: no whole number of items' in str(refused(data))


def test_bytes_left_over():
    assert 'takes 16 bytes, has 17' in str(refused(toy.Plain(None, 1, 0).encode() + b'x'))


@pytest.mark.parametrize(
    ('data', 'problem'),
    [
        (b'\x7f\1\0', '3 bytes are no header'),
        (bytes.fromhex('7e01 0010') + bytes(12), 'version 0x7e on a channel of OpenFlow toy'),
        (bytes.fromhex('7f01 0011') + bytes(12), 'length says 17 bytes'),
        (bytes.fromhex('7fee 0008') + bytes(4), 'no message type 238 in OpenFlow toy'),
    ],
)
def test_headers(data, problem):
    with pytest.raises(DecodeError, match=problem) as caught:
        toy.decode(data)
    assert caught.value.structure == 'ofp_header'
    assert caught.value.buf == data


def test_nothing_but_decode_errors_from_any_change_of_a_word_or_a_cut():
    whole = [
        toy.Lists(
            None, [1, 2, 3], [5, 6], b'blob', [toy.InsideWord(9), toy.InsideExperiment(7, 5)],
            toy.Counted(4, [toy.Point(1, 2, 3)]), {1: toy.Point(1, 2, 3)},
        ).encode(),
        toy.Holder(None, [toy.InsideOdd(1)], [toy.OutsideName(b'abcde')], [toy.StraightByte(5)]).encode(),
        toy.PointReport(None, [toy.Point(1, 2, 3)]).encode(),
    ]  # fmt: skip
    outcomes = {True: 0, False: 0}
    for data in whole:
        damaged = [
            data[:at] + word.to_bytes(2, 'big') + data[at + 2 :]
            for at in range(8, len(data) - 1)
            for word in (0, 1, 3, 5, 0x7FFF, 0xFFFF)
        ]
        damaged += [data[:2] + size.to_bytes(2, 'big') + data[4:size] for size in range(8, len(data))]
        for each in damaged:
            try:
                message = toy.decode(each)
            except DecodeError as error:
                assert str(error)
                outcomes[False] += 1
            else:
                assert toy.decode(message.encode()).encode() == message.encode()
                outcomes[True] += 1
    assert outcomes[True] > 100
    assert outcomes[False] > 100


def test_decode_errors_are_wire_errors_and_values():
    assert issubclass(DecodeError, WireError)
    assert issubclass(WireError, ValueError)


def test_an_error_at_the_end_says_so():
    assert str(DecodeError('X', 'ends', b'abc', 3)) == 'X: ends at byte 3 of 3 (end)'
