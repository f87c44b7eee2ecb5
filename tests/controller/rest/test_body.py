"""JSON of requests."""

from __future__ import annotations

import pytest

from controller.rest import body
from controller.rest.errors import BadRequest


@pytest.mark.parametrize(
    ('text', 'value'),
    [
        (b'{"a": true, "b": null, "c": [1, 2.5, "x"]}', {'a': True, 'b': None, 'c': [1, 2.5, 'x']}),
        (b' 5 ', 5),
        (b"{'dpid': 1, 'match': {'in_port': 1}}", {'dpid': 1, 'match': {'in_port': 1}}),
        (b"{'a': True, 'b': None, 'c': (1, 2)}", {'a': True, 'b': None, 'c': [1, 2]}),
        (b"\n {'cookie': 0x10}", {'cookie': 16}),
        ('{"name": "é"}'.encode(), {'name': 'é'}),
        (b'9' * 40, int('9' * 40)),
    ],
)
def test_what_is_read(text: bytes, value: object) -> None:
    assert body.parse(text) == value


HOSTILE = {
    'nothing': b' ',
    'no JSON': b'hello',
    'a call': b"__import__('os').system('true')",
    'not UTF-8': b'\xff\xfe',
    'a number too big': b'9' * 5000,
    'NaN': b'NaN',
    'a set': b'{1, 2}',
    'bytes': b"{'a': b'x'}",
    'a complex number': b'[1+2j]',
    'a number as key': b'{1: 2}',
    'a list as key': b'{[]: 2}',
    'half a body': b'{"a": [1, 2',
    'two values': b'{} {}',
    'a surrogate': b'"\\ud800"',
    'a surrogate in a name': b'{"\\ud800": 1}',
    'NUL': b'\0',
    'lists': b'[' * 10_000 + b']' * 10_000,
    'objects': b'{"a":' * 10_000 + b'1' + b'}' * 10_000,
    'lists, not too many for the parser': b'[' * 500 + b']' * 500,
    'open lists': b'[' * 10_000,
    'tuples': b'(' * 150 + b',)' * 150,
    'signs': b'-' * 60_000 + b'1',
    'sums': b'1' + b'+1' * 30_000,
    'calls': b'a' + b'()' * 30_000,
    'not': b'not ' * 15_000 + b'1',
    'a long literal': b"['" + b'x' * 70_000 + b"']",
}


@pytest.mark.parametrize('text', HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_refused(text: bytes) -> None:
    with pytest.raises(BadRequest, match=r'^the body is (not JSON: .+|nested more than 32 levels deep)$'):
        body.parse(text)


def test_the_deepest_that_is_read() -> None:
    assert body.parse(b'[' * 32 + b']' * 32)
    assert body.parse(b'[' * 32 + b'1' + b']' * 32)
    assert body.parse(b'(' * 32 + b'1' + b',)' * 32)
    with pytest.raises(BadRequest, match='32 levels'):
        body.parse(b'(' * 33 + b'1' + b',)' * 33)
    with pytest.raises(BadRequest, match='32 levels'):
        body.parse(b'[' * 33 + b']' * 33)


def test_a_wide_body_is_not_a_deep_one() -> None:
    assert len(body.parse(b'[' + b','.join([b'{"a": []}'] * 1000) + b']')) == 1000


def test_what_is_written() -> None:
    assert body.write({'1': ['é', None, True]}) == '{"1":["é",null,true]}'.encode()
