"""Packets and their protocols as JSON in Ryu's shapes, and back."""

from __future__ import annotations

import json

import pytest

from controller.packet.packet_base import Part
from controller.wire.json import attributes


class Option(Part, family='type_ length', uncounted=2, loose=True):
    """An option of a type, and its total, which no field has."""

    json_omits = ('length',)
    json_adds = ('total',)

    type_: u8
    length: u8 = 0

    @property
    def total(self) -> int:
        return len(self.encode())


class Port(Option, type=1):
    port: u16 = 0


class Options(Part):
    number: number_of('options', u8)
    options: list[Option]


def back(part):
    """The JSON of a part, which has come back as it was after a way through text."""
    ((name, body),) = json.loads(json.dumps(part.to_jsondict())).items()
    assert name == type(part).__name__
    assert type(part).from_jsondict(body) == part
    return body


def test_an_attribute_named_after_a_builtin_is_shown_by_the_builtins_name():
    assert back(Option(7, data=b'x')) == {'type': 7, 'data': 'eA==', 'total': 3}
    assert back(Port(port=80)) == {'type': 1, 'port': 80, 'total': 4}
    assert attributes(Port(port=80)) == {'type_': 1, 'port': 80, 'total': 4}


def test_lists_may_hold_bytes_and_be_counted():
    port = {'Port': {'type': 1, 'port': 80, 'total': 4}}
    assert back(Options([Port(port=80), b'\xff'])) == {'number': 2, 'options': [port, '/w==']}


@pytest.mark.parametrize('options', [['x'], [7], [{'Port': {'port': None, 'x': 1}}], 7, [{'Options': {}}], [{}]])
def test_what_is_no_list_of_items_is_refused(options):
    with pytest.raises(ValueError, match=r'Options\.options'):
        Options.from_jsondict({'options': options})
