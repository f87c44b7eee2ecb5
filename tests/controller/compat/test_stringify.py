"""Classes that programs derive from StringifyMixin."""

from __future__ import annotations

from controller.compat.stringify import StringifyMixin


class Part(StringifyMixin):
    _class_prefixes = ['Part']

    def __init__(self, number):
        self.number = number


class Whole(StringifyMixin):
    _class_prefixes = ['Part']
    _TYPE = {'ascii': ['address'], 'utf-8': ['name'], 'asciilist': ['lines']}
    _opt_attributes = ['count']

    def __init__(self, type_, address='', name=b'', raw=b'', parts=None, by_number=None, lines=(), count=None):
        self.type_, self.address, self.name, self.raw, self.lines = type_, address, name, raw, lines
        self.parts, self.by_number = parts or [], by_number or {}
        self._hidden = 'hidden'
        self.called = print

    @property
    def count(self):
        return len(self.parts)


WHOLE = Whole(5, '00:00:00:00:00:01', 'ü'.encode(), b'\xff', [Part(1)], {7: Part(2)}, ['a'])
JSON = {'Whole': {
    'type': 5, 'address': '00:00:00:00:00:01', 'name': 'ü', 'raw': '/w==', 'parts': [{'Part': {'number': 1}}],
    'by_number': {'7': {'Part': {'number': 2}}}, 'lines': ['a'], 'count': 1,
}}


def test_as_json_and_back():
    assert WHOLE.to_jsondict() == JSON
    again = Whole.from_jsondict(JSON['Whole'])
    assert again.to_jsondict() == JSON
    assert isinstance(again.by_number[7], Part)
    assert Whole.obj_from_jsondict(JSON).to_jsondict() == JSON


def test_as_text():
    assert repr(Part(b'x')) == "Part(number=b'x')"
    assert str(Whole(1)) == "Whole(address='',by_number={},count=0,lines=(),name=b'',parts=[],raw=b'',type_=1)"


def test_classes_are_known_by_their_names():
    class Other(StringifyMixin):
        _class_prefixes = []

    assert Other._from_json('', {'Part': {'number': 1}}, bytes) == {'Part': {'number': 1}}
    Other.set_classes({1: Part})
    assert isinstance(Other._from_json('', {'Part': {'number': 1}}, bytes), Part)


def test_other_encodings():
    assert Part(b'ab').to_jsondict(lambda raw: raw.hex().encode()) == {'Part': {'number': '6162'}}
    assert Part.from_jsondict({'number': '6162'}, bytes.fromhex).number == b'ab'
