"""The source that is written from the tables: sizes checked, lines that can be seen, safe to write from any thread."""

from __future__ import annotations

import inspect
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.wire import DecodeError, EncodeError, Structure, Version
from controller.wire.compiler import compile_structure
from controller.wire.sizes import least_size, static_size

from .tables import toy

broken = Version('broken', 0x7E)


# -- sizes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('cls', 'least', 'static'),
    [
        (toy.Point, 8, 8),
        (toy.Counted, 4, None),
        (toy.Bitfields, 8, 8),
        (toy.InsideOdd, 5, 5),
        (toy.InsideExperiment, 12, 12),
        (toy.Plain, 16, 16),
        (toy.Kinds, 69, 69),
        (toy.Lists, 23, None),
        (toy.Report, 12, None),
    ],
)
def test_sizes(cls, least, static):
    assert (least_size(cls), static_size(cls)) == (least, static)


def test_a_size_that_the_fields_do_not_have_is_refused():
    @broken
    class Wrong(Structure, size=9):
        number: u64

    with pytest.raises(TypeError, match='Wrong: its fields take 8 bytes, its table says 9'):
        Wrong(1)


def test_bits_that_fill_no_whole_bytes_are_refused():
    @broken
    class Crooked(Structure):
        some: bits(7)

    with pytest.raises(TypeError, match='Crooked: its bit fields do not fill whole bytes'):
        Crooked(1)


def test_a_name_that_the_version_does_not_have_is_refused():
    @broken
    class Dangling(Structure):
        other: Nowhere

    with pytest.raises(AttributeError, match='OpenFlow broken has no Nowhere'):
        Dangling(1)


@pytest.mark.parametrize('annotation', ['list[Endless]', 'size_of(items)'])
def test_items_that_do_not_say_where_they_end_are_refused(annotation):
    @broken
    class Endless(Structure):
        rest: tail

    if annotation.startswith('list'):
        @broken
        class Series(Structure):
            items: list[Endless]
    else:
        @broken
        class Series(Structure):
            items: Endless
            after: u8

    with pytest.raises(TypeError, match=r'Series\.items: Endless does not say where it ends'):
        Series(1)


# -- what is generated ----------------------------------------------------------------------------------------------


def test_source_can_be_read():
    toy.Counted(1, [])
    source = inspect.getsource(toy.Counted.encode)
    assert source.startswith('def encode(self):')
    assert 'self.points' in source
    assert inspect.getsource(toy.Counted.decode).startswith('def decode(cls, buf, offset, limit):')
    assert toy.Counted.decode.__qualname__ == 'Counted.decode'
    assert toy.Counted.__init__.__module__ == toy.Counted.__module__


def test_neighbouring_fields_are_one_call():
    toy.Kinds(None)
    assert inspect.getsource(toy.Kinds.encode).count('pack_') == 1
    assert inspect.getsource(toy.Kinds.decode).count('unpack_from_') == 1


def test_tracebacks_show_the_generated_lines():
    with pytest.raises(EncodeError) as caught:
        toy.Counted(70000, []).encode()
    shown = ''.join(traceback.format_exception(caught.value))
    assert '<wire toy Counted>' in shown
    assert 'return pack_0(length, self.id) + _points' in shown
    assert str(caught.value) == 'Counted.id: 70000 is no integer from 0 to 0xffff'


def test_the_error_of_a_nested_structure_names_the_nested_field():
    with pytest.raises(EncodeError, match=r'^Point\.x: 70000 '):
        toy.Counted(1, [toy.Point(70000)]).encode()


@pytest.mark.parametrize(
    ('change', 'text'),
    [
        ({'three': [1, 2]}, 'Lists.three: [1, 2] holds 2 items, 3 wanted'),
        ({'numbers': 'abc'}, "Lists.numbers: 'abc' is no list"),
        ({'numbers': [5, -6]}, 'Lists.numbers: [5, -6] holds -6, which is no integer from 0 to 0xffffffff'),
        ({'numbers': [5, '6']}, "Lists.numbers: [5, '6'] holds '6', which is no integer from 0 to 0xffffffff"),
        ({'insides': [3]}, 'Lists.insides: [3] holds 3, which is no Inside'),
        ({'points': {1: 1}}, 'Lists.points: {1: 1} holds 1, which is no Point'),
        ({'counted': None}, 'Lists.counted: None is no Counted'),
        ({'blob': 'text'}, "Lists.blob: 'text' is not bytes"),
    ],
)
def test_lists_and_nested_values_that_do_not_fit(change, text):
    message = lists()
    for name, value in change.items():
        setattr(message, name, value)
    with pytest.raises(EncodeError) as caught:
        message.encode()
    assert str(caught.value) == text


def test_more_than_a_length_field_can_say():
    with pytest.raises(EncodeError, match=r'^Lists: longer than its length field can say'):
        lists(blob=bytes(256)).encode()
    with pytest.raises(EncodeError, match=r'^Counted: longer than its length field can say'):
        toy.Counted(1, [toy.Point(1, 2, 3)] * 8192).encode()


def lists(**changed):
    point = toy.Point(1, 2, 3)
    values = {
        'three': [1, 2, 3],
        'numbers': [4, 5],
        'blob': b'blob',
        'insides': [toy.InsideWord(6), toy.InsideOdd(7)],
        'counted': toy.Counted(8, [point]),
        'points': {1: point},
    }
    return toy.Lists(None, **{**values, **changed})


def test_lengths_are_filled_in_and_bound_what_they_count():
    message = lists()
    data = message.encode()
    assert data[:4] == bytes([0x7F, 3]) + len(data).to_bytes(2, 'big')
    decoded = toy.decode(data)
    assert decoded == message
    assert decoded.counted.len == 12
    assert decoded.points == {1: toy.Point(1, 2, 3)}


def test_of_two_items_with_one_key_the_last_counts():
    first, second = toy.Point(1, 2, 3), toy.Point(1, 9, 9)
    data = lists(points={1: first, 2: second}).encode()
    assert toy.decode(data).points == {1: second}


def test_absent_lists_are_empty():
    empty = toy.Lists(None, None, None, None, None, toy.Counted(1), None)
    assert toy.decode(empty.encode()) == toy.Lists(None, [0, 0, 0], counted=toy.Counted(1))


FIRST_USE = """
import threading
from tests.controller.wire.tables import toy

gate, outcomes = threading.Barrier(8), []

def use():
    gate.wait()
    for _ in range(50):
        message = toy.Lists(None, [1, 2, 3], [4], b'b', [toy.InsideWord(1)], toy.Counted(1, [toy.Point(1)]), None)
        message.counted.points[0].z = 1
        assert toy.decode(message.encode()).insides == [toy.InsideWord(1)]
        assert toy.Inside.decode_list(bytes.fromhex('ffff 0010 00000007 0009 0005 00000000'), 0, 16)[0].value == 5
    outcomes.append(True)

import sys
sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=use) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(outcomes))
"""


def test_several_os_threads_may_use_a_structure_for_the_first_time():
    done = subprocess.run(
        [sys.executable, '-c', FIRST_USE], cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=30
    )
    assert (done.stdout.strip(), done.stderr) == ('8', '')


def test_a_structure_is_compiled_once_and_only_when_used():
    @broken
    class Late(Structure):
        number: u8

    assert Late.encode is Structure.encode
    first = Late(1)
    assert Late.encode is not Structure.encode
    written = Late.encode
    Late(2).encode()
    assert Late.encode is written
    assert first.encode() == b'\1'


def test_a_method_of_the_class_is_left_alone():
    @broken
    class Own(Structure, size=1):
        number: u8

        def encode(self):
            return b'own'

    assert Own(5).encode() == b'own'
    assert Own.decode(b'\5', 0, 1).number == 5


# -- there and back -------------------------------------------------------------------------------------------------

u8s, u16s, u32s = (st.integers(0, (1 << width) - 1) for width in (8, 16, 32))
points = st.builds(toy.Point, u16s, u16s, u8s)
insides = st.one_of(
    st.builds(toy.InsideWord, u32s),
    st.builds(toy.InsideOdd, u8s),
    st.builds(toy.InsideText, st.sampled_from([3, 4]), st.binary(max_size=4).map(lambda b: (b * 8)[:4].ljust(4, b'x'))),
    st.builds(toy.InsideExperiment, u32s, u16s),
    st.builds(toy.Inside, st.integers(5, 0xFFFE), st.sampled_from([b'\1\2\3\4', bytes(12)])),
)
outsides = st.one_of(
    st.builds(toy.OutsideName, st.binary(max_size=20)), st.builds(toy.Outside, st.just(9), st.binary())
)
members = toy.Straight.table.family.members  # which other tests add to
straights = st.one_of(
    st.builds(toy.StraightByte, u8s),
    st.builds(toy.StraightOther, st.integers(2, 255).filter(lambda kind: kind not in members), st.binary(max_size=253)),
)
messages = st.one_of(
    st.builds(toy.Plain, st.none(), u32s, u8s, u8s),
    st.builds(
        toy.Kinds,
        st.none(), u8s, u16s, u32s, st.integers(0, (1 << 64) - 1),
        st.binary(min_size=6, max_size=6).map(lambda raw: raw.hex(':')),
        st.ip_addresses(v=4).map(str), st.integers(1, 0xFFFF).map('fe80::{:x}'.format),
        st.binary(max_size=8).map(lambda raw: raw.rstrip(b'\0')), st.binary(min_size=4, max_size=4), points,
    ),
    st.builds(
        toy.Lists,
        st.none(), st.lists(u16s, min_size=3, max_size=3), st.lists(u32s), st.binary(max_size=255),
        st.lists(insides, max_size=5), st.builds(toy.Counted, u16s, st.lists(points, max_size=5)),
        st.lists(points, max_size=5).map(lambda items: {item.x: item for item in items}),
    ),
    st.builds(
        toy.Holder,
        st.none(), st.lists(insides, max_size=5), st.lists(outsides, max_size=5), st.lists(straights, max_size=5),
    ),
    st.builds(toy.PointReport, st.none(), st.lists(points, max_size=9)),
    st.builds(toy.Report, st.none(), st.integers(3, 0xFFFF), st.binary(max_size=99)),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(messages)
def test_whatever_is_encoded_decodes_to_the_same(message):
    data = message.encode()
    again = toy.decode(data)
    assert again == message
    assert again.encode() == data


@settings(max_examples=300, deadline=None)
@given(messages, st.data())
def test_whatever_is_damaged_is_a_message_or_a_decode_error(message, data):
    buf = bytearray(message.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(8, max(8, len(buf) - 1)))
        buf[at : at + 1] = bytes([data.draw(u8s)])
    buf[2:4] = len(buf).to_bytes(2, 'big')
    try:
        again = toy.decode(bytes(buf))
    except DecodeError:
        return
    assert toy.decode(again.encode()).encode() == again.encode()



def test_a_length_that_the_class_works_out_itself_stays():
    class Piece(Structure, family='type len'):
        type: u16
        len: u16

    class Packed(Piece, type=9):
        @property
        def len(self):
            return 16

    compile_structure(Packed)
    assert Packed().len == 16


def test_so_many_structures_and_no_other_number():
    version = Version('pairs', 0x7D, base=toy)

    @version
    class Pair(Structure):
        points: list[Point, 2]
        rest: tail

    point = version.Point
    pair = Pair([point(1, 2, 3), point(4, 5, 6)], b'x')
    raw = pair.encode()
    assert Pair.decode(raw, 0, len(raw)) == pair
    for points, problem in [
        ([point(1, 2, 3)], 'holds 1 items, 2 wanted'),
        (None, 'holds 0 items, 2 wanted'),
        ([point(1, 2, 3), 5], 'holds 5, which is no Point'),
    ]:
        with pytest.raises(EncodeError, match=rf'Pair\.points: .* {problem}'):
            Pair(points).encode()
    for length in range(len(raw) - 1):
        with pytest.raises(DecodeError, match='Pair'):
            Pair.decode(raw[:length], 0, length)


# -- subclasses with methods of their own -----------------------------------------------------------------------------


@pytest.mark.parametrize('first', ['the base', 'the subclass'])
def test_methods_of_a_subclass_call_those_of_a_base_that_nobody_has_used_yet(first):
    version = Version('derived', 0x7D)

    @version
    class Base(Structure):
        number: u8

    class Derived(Base):
        def __init__(self, number):
            super().__init__(number + 1)

        def encode(self):
            return b'<' + super().encode() + b'>'

        @classmethod
        def decode(cls, buf, offset, limit):
            return super().decode(buf, offset + 1, limit - 1)

    if first == 'the base':
        assert Base(1).encode() == b'\x01'
    assert Derived(1).encode() == b'<\x02>'
    assert type(Derived.decode(b'<\x07>', 0, 3)) is Derived




def test_a_subclass_without_fields_carries_what_its_base_does():
    class Own(toy.InsideExperimenter):
        def shout(self):
            return self.data.upper()

    own = Own(experimenter=5, subtype=7, data=b'abcdef')
    assert own.shout() == b'ABCDEF'
    assert Own.decode(own.encode(), 0, len(own.encode())) == own
