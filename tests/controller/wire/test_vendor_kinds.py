"""What the tables of vendors need: counts, bare matches, names of match fields, and constructors in another order."""

from __future__ import annotations

import inspect

import pytest

from controller.wire import DecodeError, EncodeError, Structure, Version


class Names:
    """Match fields: a letter is a header of four bytes, two are one of eight."""

    def header_bytes(self, name, width=8):
        raw = name.encode('ascii').rjust(4 * len(name), b'\0')
        if len(raw) > width:
            raise ValueError(f'{name} is too long')
        return raw

    def header_at(self, owner, buf, offset, limit, width=8):
        size = 4 if buf[offset + 3] else 8
        if size > min(width, limit - offset):
            raise DecodeError(owner, 'no header', buf, offset)
        return buf[offset : offset + size].lstrip(b'\0').decode('ascii'), offset + size


of90 = Version('9.0', 0x70)
of90.fields = Names()


@of90
class Match(Structure):
    text: own

    def __init__(self, text=b''):
        self.text = text

    def encode(self):
        return b'M' + self.text

    @classmethod
    def decode(cls, buf, offset, limit):
        return cls(buf[offset + 1 : limit])

    def encode_fields(self, header=False):
        return self.text

    @classmethod
    def decode_fields(cls, buf, offset, limit):
        return cls(buf[offset:limit])


@of90
class Counted(Structure, length='len', size=4):
    len: u16
    n_items: count_of('items', 2)
    items: list[u16]
    rest: tail


@of90
class Matching(Structure, size=5):
    match_len: size_of('match')
    _1: pad(2)
    match: bare(Match)
    more: u8


@of90
class Named(Structure, order='last first', size=9):
    first: oxm_header
    number: u8 = 0
    last: oxm_id


@of90
class Rest(Structure):
    data: tail


@of90
class Reply(Structure, family='vendor', size=4):
    vendor: u32
    body: Rest


@of90
class OwnReply(Reply, type=7, size=6):
    value: u16


def raw(text):
    return bytes.fromhex(text)


@pytest.mark.parametrize(
    ('structure', 'text'),
    [
        (Counted([1, 2], b'ab'), '000a 0002 0001 0002 6162'),
        (Counted(), '0004 0000'),
        (Matching(Match(b'abc'), 9), '0003 0000 6162630000000000 09'),
        (Matching(Match(b'8 bytes!'), 9), '0008 0000 3820627974657321 09'),
        (Matching(None, 9), '0000 0000 09'),
        (Named('b', 'a', 5), '00000061 05 00000062'),
        (Named('bb', 'a', 5), '00000061 05 0000000000006262'),
        (Reply(1, Rest(b'ab')), '00000001 6162'),
        (OwnReply(5), '00000007 0005'),
    ],
    ids=repr,
)
def test_both_directions(structure, text):
    assert structure.encode() == raw(text)
    decoded = type(structure).decode(raw(text), 0, len(raw(text)))
    assert decoded == structure
    assert decoded.encode() == raw(text)


@pytest.mark.parametrize(
    ('cls', 'text', 'problem'),
    [
        (Counted, '0008 0003 0001 0002', 'items: 6 bytes go past the end'),
        (Matching, '000a 0000 0000000000000000 09', 'match: 10 bytes go past the end'),
        (Matching, '0003 0000 616263', 'match: no room for its padding'),
        (Matching, '0003 0000 6162630000000000', 'there are'),
        (Named, '00000061 05 00000000 0062', 'Named in last: no header'),
        (Reply, '00000007 00', 'takes 6 bytes'),
    ],
)
def test_damage(cls, text, problem):
    with pytest.raises(DecodeError, match=problem):
        cls.decode(raw(text), 0, len(raw(text)))


@pytest.mark.parametrize(
    ('structure', 'problem'),
    [
        (Named('b', 'aa'), r"Named\.first: 'aa' \(aa is too long\)"),
        (Named(5, 'a'), r'Named\.last: 5 \(.*\)'),
        (Matching('no match', 1), r"Matching\.match: 'no match' is no Match|Matching: "),
        (Counted(['a']), r"Counted\.items: \['a'\]"),
    ],
)
def test_what_does_not_fit(structure, problem):
    with pytest.raises(EncodeError, match=problem):
        structure.encode()


def test_the_order_of_the_constructor():
    assert [*inspect.signature(Named.__init__).parameters] == ['self', 'last', 'first', 'number']
    assert Named.__init__.__defaults__ == (0,)


def test_a_member_has_nothing_of_what_the_unknown_carry():
    assert type(Reply.decode(raw('00000007 0005'), 0, 6)) is OwnReply
    assert not hasattr(OwnReply(5), 'body')


def test_json():
    assert Named('b', 'a', 5).to_jsondict() == {'Named': {'first': 'a', 'number': 5, 'last': 'b'}}
    assert Named.from_jsondict({'first': 'a', 'number': 5, 'last': 'b'}) == Named('b', 'a', 5)
    counted = {'len': 10, 'n_items': 2, 'items': [1, 2], 'rest': 'YWI='}
    assert Counted([1, 2], b'ab').to_jsondict() == {'Counted': counted}
    assert Counted.from_jsondict(counted) == Counted([1, 2], b'ab')
