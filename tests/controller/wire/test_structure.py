"""What the class of a table becomes: constructor, equality, text, families, versions."""

import inspect
import subprocess
import sys

import pytest

from controller.wire import EncodeError, Structure, Version

from .tables import toy, toy_flags, toy_type


def parameters(cls, *arguments):
    cls(*arguments)  # the constructor is written on first use
    return list(inspect.signature(cls).parameters.values())


# -- enumerations ---------------------------------------------------------------------------------------------------


def test_enumerations_name_their_members_with_and_without_prefix():
    assert toy_type.KINDS == toy.TOYT_KINDS == 2
    assert toy_type.members['TOYT_LISTS'] == 3


@pytest.mark.parametrize(
    ('enumeration', 'value', 'text'),
    [
        (toy_type, 1, 'TOYT_PLAIN'),
        (toy_type, 99, '99'),
        (toy_flags, 0, 'TOYF_NONE'),
        (toy_flags, 5, 'TOYF_UP|TOYF_LIVE'),
        (toy_flags, 9, 'TOYF_UP|0x8'),
        (toy_flags, 8, '0x8'),
        (toy_flags, None, 'None'),
    ],
)
def test_enumerations_describe_values(enumeration, value, text):
    assert enumeration.describe(value) == text


# -- constructors ---------------------------------------------------------------------------------------------------


def test_fields_in_wire_order_without_padding_and_with_defaults():
    x, y, z = parameters(toy.Point, 1)
    assert (x.name, x.default) == ('x', inspect.Parameter.empty)
    assert (y.name, y.default) == ('y', 7)
    assert (z.name, z.default) == ('z', None)


def test_a_message_takes_its_datapath_first_and_what_the_codec_fills_in_last():
    names = [each.name for each in parameters(toy.Lists, None)]
    assert names == [
        'datapath', 'three', 'numbers', 'blob', 'insides', 'counted', 'points',
        'numbers_size', 'blob_size', 'insides_size',
    ]  # fmt: skip


def test_a_parameter_that_would_hide_a_builtin_has_an_underscore():
    assert [each.name for each in parameters(toy.InsideWord, 1)] == ['word', 'type_', 'len_']


def test_a_discriminator_with_several_values_is_an_argument():
    assert [each.name for each in parameters(toy.InsideText, 3)] == ['type_', 'name', 'len_']


def test_fields_without_default_are_required_in_a_structure_and_optional_in_a_message():
    with pytest.raises(TypeError, match="'x'"):
        toy.Point()
    assert toy.Plain(None).number is None
    assert toy.Loose().point is None


def test_an_absent_value_cannot_be_sent():
    with pytest.raises(EncodeError, match=r'^Plain\.number: None'):
        toy.Plain(None).encode()


def test_empty_lists_are_not_shared():
    first, second = toy.Holder(None), toy.Holder(None)
    first.insides.append(toy.InsideWord(1))
    assert second.insides == []
    assert toy.Lists(None).three == [0, 0, 0]
    assert toy.Lists(None).points == {}


# -- equality and text ----------------------------------------------------------------------------------------------


def test_equal_by_value_and_by_class():
    assert toy.Point(1, 2, 3) == toy.Point(1, 2, 3)
    assert toy.Point(1, 2, 3) != toy.Point(1, 2, 4)
    assert toy.Point(1, 2, 3) != toy.Loose(1)
    assert toy.Point(1, 2, 3) != 'Point'


def test_what_the_codec_fills_in_does_not_count():
    sent = toy.Counted(4, [toy.Point(1, 2, 3)])
    received = toy.Counted.decode(sent.encode(), 0, 12)
    assert received.len == 12
    assert received == sent


def test_values_that_change_have_no_hash():
    with pytest.raises(TypeError, match='unhashable'):
        hash(toy.Point(1, 2, 3))


def test_text_shows_enumerations_by_name_and_no_padding():
    assert repr(toy.Plain(None, 5, 5)) == 'Plain(number=5, flags=TOYF_UP|TOYF_LIVE, kind=TOYT_KINDS)'
    assert repr(toy.InsideText(4, b'x')) == "InsideText(type=4, name=b'x')"
    assert repr(toy.Counted(1, [toy.Point(1, 2, 3)])) == 'Counted(id=1, points=[Point(x=1, y=2, z=3)])'


# -- families -------------------------------------------------------------------------------------------------------


def decoded(cls, text):
    data = bytes.fromhex(text)
    items = cls.decode_list(data, 0, len(data))
    assert b''.join(item.encode() for item in items) == data
    return items


def test_members_are_told_apart_by_their_discriminator():
    word, text = decoded(toy.Inside, '0001 0008 00000005  0004 0008 61626364')
    assert word == toy.InsideWord(5)
    assert text == toy.InsideText(4, b'abcd')


def test_an_unknown_member_is_kept_as_bytes():
    (unknown,) = decoded(toy.Inside, '0063 0008 01020304')
    assert type(unknown) is toy.Inside
    assert (unknown.type, unknown.data) == (0x63, b'\1\2\3\4')


def test_a_member_may_open_a_family_of_its_own():
    experiment, unknown = decoded(
        toy.Inside, 'ffff 0010 00000007 0009 0005 00000000  ffff 0010 00000007 0008 0102 03040506'
    )
    assert experiment == toy.InsideExperiment(7, 5)
    assert type(unknown) is toy.InsideExperimenter
    assert (unknown.experimenter, unknown.subtype, unknown.data) == (7, 8, b'\1\2\3\4\5\6')


def test_a_member_may_stand_for_all_others():
    byte, other = decoded(toy.Straight, '01 03 ff  09 04 abcd')
    assert byte == toy.StraightByte(0xFF)
    assert other == toy.StraightOther(9, b'\xab\xcd')


def test_padding_that_the_length_counts():
    assert toy.InsideOdd(1).encode() == bytes.fromhex('0002 0008 01 000000')
    assert toy.InsideText(3, b'hello').encode() == bytes.fromhex('0003 0010 68656c6c6f 00000000000000')
    assert decoded(toy.Inside, '0002 0008 01 000000') == [toy.InsideOdd(1)]


def test_padding_that_the_length_leaves_out():
    assert toy.OutsideName(b'A').encode() == bytes.fromhex('0001 0005 41 000000')
    assert decoded(toy.Outside, '0001 0005 41 000000  0002 0006 4142 0000') == [
        toy.OutsideName(b'A'),
        toy.Outside(2, b'AB'),
    ]


def test_multipart_messages_are_a_family():
    report = toy.PointReport(None, [toy.Point(1, 2, 3)])
    assert report.encode() == bytes.fromhex('7f04 0014 00000000 0001 0000 0001 0002 000000 03')
    assert toy.decode(report.encode()) == report
    assert type(toy.decode(toy.TextReport(None, b'abc').encode())) is toy.TextReport


def test_an_unknown_multipart_type_is_kept():
    unknown = toy.decode(bytes.fromhex('7f04 000f 00000000 0009 0000 616263'))
    assert type(unknown) is toy.Report
    assert (unknown.type, unknown.data) == (9, b'abc')
    assert unknown.encode() == unknown.buf


# -- messages and versions ------------------------------------------------------------------------------------------


def test_a_message_knows_its_header():
    message = toy.decode(bytes.fromhex('7f01 0010 0000002a 00000005 05 02 0000'), datapath='s1')
    assert (message.version, message.msg_type, message.msg_len, message.xid) == (0x7F, 1, 16, 42)
    assert (message.datapath, message.number) == ('s1', 5)


def test_serialize_sets_the_bytes():
    message = toy.Plain(None, 5, 0)
    assert message.msg_len is None
    message.set_xid(7)
    message.serialize()
    assert message.buf == bytes.fromhex('7f01 0010 00000007 00000005 00 02 0000')
    assert message.msg_len == 16


def test_a_version_names_what_it_does_not_have():
    with pytest.raises(AttributeError, match='OpenFlow toy has no OFPNonsense'):
        _ = toy.OFPNonsense


def test_a_version_holds_classes_and_numbers():
    version = Version('other', 3)

    @version
    class Thing(Structure):
        pass

    assert version.Thing is Thing
    assert repr(version) == '<OpenFlow other>'
    assert toy.messages[1] is toy.Plain


def test_annotations_that_are_no_text():
    with pytest.raises(TypeError, match=r'Early\.number: its module lacks `from __future__ import annotations`'):
        class Early(Structure):
            number: int


def test_whoever_looks_at_the_base_class_breaks_nothing():
    code = """
from inspect import signature
from controller.wire import Structure
signature(Structure), Structure()
from controller.packet import arp
assert arp.arp(opcode=2).encode()[6:8] == bytes((0, 2))
"""
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
