"""Text in a field of fixed width, as `str`."""

from __future__ import annotations

import pytest

from controller.wire import EncodeError, Structure


class Named(Structure, size=5):
    name: string(4) = ''
    last: u8 = 1


@pytest.mark.parametrize(('name', 'raw'), [('', '00000000'), ('abc', '61626300'), ('é', 'e9000000')])
def test_both_directions(name, raw):
    named = Named(name)
    assert named.encode().hex() == raw + '01'
    assert Named.decode(named.encode(), 0, 5) == named
    assert Named.from_jsondict(named.to_jsondict()['Named']) == named


def test_every_byte_is_a_character_and_only_padding_is_left_out():
    raw = b'a\0\xff\0\1'
    assert Named.decode(raw, 0, 5).name == 'a\0\xff'
    assert Named.decode(raw, 0, 5).encode() == raw


@pytest.mark.parametrize('name', ['abcde', '\u4e2d', b'abc', None])
def test_what_does_not_fit(name):
    with pytest.raises(EncodeError, match=r'Named\.name'):
        Named(name).encode()
