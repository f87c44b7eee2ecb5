"""Structures as JSON in Ryu's shapes, and back; copies and pickles of them."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from controller.wire import EncodeError, ipv4, mac
from controller.wire.json import ofp_instruction_from_jsondict, ofp_msg_from_jsondict

from .tables import toy

KINDS = {
    'one': 1, 'two': 2, 'four': 4, 'eight': 8, 'hardware': '00:00:00:00:00:01', 'v4': '10.0.0.1', 'v6': 'fe80::1',
    'label': 'port', 'raw': '/wD/AA==', 'point': {'Point': {'x': 1, 'y': 7, 'z': 3}},
}  # fmt: skip


def kinds(**changed):
    values = {
        'one': 1, 'two': 2, 'four': 4, 'eight': 8, 'hardware': '00:00:00:00:00:01', 'v4': '10.0.0.1', 'v6': 'fe80::1',
        'label': b'port', 'raw': b'\xff\0\xff\0', 'point': toy.Point(1, z=3),
    }  # fmt: skip
    return toy.Kinds(None, **values | changed)


def lists():
    return toy.Lists(
        None, [1, 2, 3], [4, 5], b'blob', [toy.InsideWord(6), toy.InsideText(3, b'name')],
        toy.Counted(7, [toy.Point(8, z=0)]), {9: toy.Point(9, z=0)},
    )  # fmt: skip


# -- to JSON ----------------------------------------------------------------------------------------------------------


def test_every_kind_of_fixed_field():
    assert kinds().to_jsondict() == {'Kinds': KINDS}


def test_lists_families_tails_and_the_sizes_that_the_codec_fills_in():
    assert lists().to_jsondict() == {
        'Lists': {
            'three': [1, 2, 3],
            'numbers_size': 8,
            'numbers': [4, 5],
            'blob_size': 4,
            'blob': 'YmxvYg==',
            'insides_size': 16,
            'insides': [
                {'InsideWord': {'type': 1, 'len': 8, 'word': 6}},
                {'InsideText': {'type': 3, 'len': 8, 'name': 'bmFtZQ=='}},
            ],
            'counted': {'Counted': {'len': 12, 'id': 7, 'points': [{'Point': {'x': 8, 'y': 7, 'z': 0}}]}},
            'points': {'9': {'Point': {'x': 9, 'y': 7, 'z': 0}}},
        }
    }


def test_a_built_structure_and_its_decoded_bytes_look_the_same():
    holder = toy.Holder(None, [toy.InsideOdd(1)], [toy.OutsideName(b'abc')], [toy.StraightByte(2)])
    assert toy.decode(holder.encode()).to_jsondict() == holder.to_jsondict()
    shown = holder.to_jsondict()['Holder']
    assert shown['insides'][0]['InsideOdd']['len'] == 8, 'with its padding'
    assert shown['outsides'][0]['OutsideName']['len'] == 7, 'without'


def test_bits_are_numbers():
    assert toy.Bitfields(1, 2, 3, 4, 5).to_jsondict() == {
        'Bitfields': {'high': 1, 'low': 2, 'wide': 3, 'narrow': 4, 'whole': 5}
    }


def test_a_structure_without_fields():
    assert toy.Nothing().to_jsondict() == {'Nothing': {}}
    assert toy.Nothing.from_jsondict({}) == toy.Nothing()


def test_addresses_and_text_in_every_form_that_a_constructor_takes():
    message = kinds(hardware=b'\0\0\0\0\0\1', v4=0x0A000001, v6=bytes.fromhex('fe80' + 27 * '0' + '1'), label='port')
    assert message.to_jsondict() == {'Kinds': KINDS}


def test_text_that_is_no_utf_8_is_shown_all_the_same_and_read_back():
    shown = kinds(label=b'caf\xe9').to_jsondict()
    assert shown['Kinds']['label'] == 'caf\\xe9'
    json.dumps(shown).encode('utf-8', 'strict')
    assert toy.Kinds.from_jsondict(shown['Kinds']).label == b'caf\xe9'


def test_encode_string_is_for_the_structure_itself():
    def hexadecimal(raw):
        return raw.hex().encode()

    assert kinds().to_jsondict(encode_string=hexadecimal)['Kinds']['raw'] == 'ff00ff00'
    nested = lists().to_jsondict(encode_string=hexadecimal)['Lists']
    assert nested['blob'] == b'blob'.hex()
    assert nested['insides'][1]['InsideText']['name'] == 'bmFtZQ=='


def test_what_an_app_has_put_in_the_place_of_bytes():
    class Frame:
        def to_jsondict(self):
            return {'Frame': {'protocols': []}}

    assert toy.TextReport(None, [toy.Point(1, z=0), b'ab']).to_jsondict()['TextReport']['body'] == [
        {'Point': {'x': 1, 'y': 7, 'z': 0}},
        'YWI=',
    ]
    assert toy.TextReport(None, Frame()).to_jsondict()['TextReport']['body'] == {'Frame': {'protocols': []}}


def test_what_is_not_there_is_null():
    assert toy.Loose().to_jsondict() == {'Loose': {'number': None, 'point': None}}
    assert toy.Plain(None).to_jsondict()['Plain']['number'] is None


def test_a_length_of_what_cannot_be_encoded():
    with pytest.raises(EncodeError, match=r'Point\.x'):
        toy.Counted(1, [toy.Point('a')]).to_jsondict()


@toy
class Special(toy.Straight, type=77):
    """All that can be special in Ryu's JSON."""

    hardware: bytes_(6)
    address: u32
    rest: tail
    json_omits = ('kind', 'len')
    json_omits_empty = ('rest',)
    json_kinds = {'hardware': mac, 'address': ipv4}


def test_a_type_that_the_class_does_not_decide_is_not_left_out():
    @toy
    class Open(toy.Straight):
        rest: tail
        json_omits = ('kind', 'len')

    assert Open(5, b'a').to_jsondict() == {'Open': {'kind': 5, 'rest': 'YQ=='}}


def test_fields_left_out_and_fields_shown_as_another_kind():
    special = Special(b'\0\0\0\0\0\1', 0x0A000001)
    assert special.to_jsondict() == {'Special': {'hardware': '00:00:00:00:00:01', 'address': '10.0.0.1'}}
    assert Special(b'\0\0\0\0\0\1', 1, b'x').to_jsondict()['Special']['rest'] == 'eA=='


# -- from JSON --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('message', [kinds(), lists()], ids=['kinds', 'lists'])
def test_there_and_back(message):
    again = ofp_msg_from_jsondict(toy, json.loads(json.dumps(message.to_jsondict())))
    assert again == message
    assert again.encode() == message.encode()
    assert again.to_jsondict() == message.to_jsondict()


def test_what_is_left_out_has_its_default():
    assert toy.Point.from_jsondict({'x': 1, 'z': 2}) == toy.Point(1, z=2)
    assert toy.InsideWord.from_jsondict({'word': 1}).encode() == toy.InsideWord(1).encode()


def test_lengths_and_types_are_filled_in_again():
    assert toy.InsideWord.from_jsondict({'word': 1, 'len': 99, 'type': 5}).encode() == toy.InsideWord(1).encode()


def test_null_is_the_default_where_there_is_one():
    assert toy.Loose.from_jsondict({'number': 1, 'point': None}) == toy.Loose(1)
    assert toy.Opaque.from_jsondict({'id': None, 'rest': None}) == toy.Opaque(None, b'')


def test_decode_string():
    assert toy.Opaque.from_jsondict({'id': 1, 'rest': 'ff00'}, decode_string=bytes.fromhex).rest == b'\xff\0'


def test_a_message_gets_its_datapath():
    class Datapath:
        ofproto_parser = toy

    datapath = Datapath()
    message = ofp_msg_from_jsondict(datapath, {'PointReport': {'body': []}})
    assert (type(message), message.datapath) == (toy.PointReport, datapath)
    assert toy.PointReport.from_jsondict({'body': []}, datapath=datapath).datapath is datapath
    assert ofp_msg_from_jsondict(toy, {'PointReport': {}}).datapath is None


@pytest.mark.parametrize(
    ('jsondict', 'complaint'),
    [
        ({'Plane': {}}, 'there is no Plane'),
        ({'Point': {'x': 1}}, 'Point cannot stand here'),
        ({'decode': {}}, 'decode cannot stand here'),
        ({'__class__': {}}, '__class__ cannot stand here'),
        ({'toy_type': {}}, 'toy_type cannot stand here'),
        ({'TOYT_KINDS': {}}, 'TOYT_KINDS cannot stand here'),
        ({}, 'is not one class name with its fields'),
        ({'Plain': {}, 'Kinds': {}}, 'is not one class name with its fields'),
        (['Plain'], 'is not one class name with its fields'),
        ({'Plain': []}, 'Plain: [] is no dictionary'),
        ({'Plain': {'nummer': 1}}, "Plain has no field 'nummer'"),
        ({'Plain': {'datapath': 1}}, "Plain has no field 'datapath'"),
        ({'Plain': {'_1': 1}}, "Plain has no field '_1'"),
        ({'Kinds': {'raw': 'no base64!'}}, 'Kinds.raw: '),
        ({'Kinds': {'raw': 5}}, 'Kinds.raw: '),
        ({'Kinds': {'label': 5}}, 'Kinds.label: '),
        ({'Kinds': {'v4': '10.0.0.300'}}, 'Kinds.v4: '),
        ({'Kinds': {'hardware': 'x'}}, 'Kinds.hardware: '),
        ({'Kinds': {'point': {'Plain': {}}}}, 'Kinds.point: Plain cannot stand here'),
        ({'Kinds': {'point': {'x': 1}}}, 'Kinds.point: there is no x'),
        ({'Kinds': {'point': {'Point': {}}}}, 'Kinds.point: Point: x missing'),
        ({'Lists': {'insides': [{'InsideWort': {}}]}}, 'Lists.insides: there is no InsideWort'),
        ({'Lists': {'insides': [{'InsideWord': {'wort': 1}}]}}, "Lists.insides: InsideWord has no field 'wort'"),
        ({'Lists': {'insides': 5}}, 'Lists.insides: 5 is no list'),
        ({'Lists': {'numbers': 'abc'}}, "Lists.numbers: 'abc' is no list"),
        ({'Lists': {'points': []}}, 'Lists.points: '),
        ({'Lists': {'points': {'a': {'Point': {'x': 1}}}}}, 'Lists.points: '),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(jsondict, complaint):
    with pytest.raises(ValueError) as caught:
        ofp_msg_from_jsondict(toy, jsondict)
    assert complaint in str(caught.value)


def test_endless_nesting_is_refused():
    nested = ''
    for _ in range(100_000):
        nested = {'Opaque': {'id': 1, 'rest': nested}}
    with pytest.raises(ValueError, match='nested too deeply'):
        ofp_msg_from_jsondict(toy, {'TextReport': {'body': nested}})


@toy
class Renamed(toy.Straight, type=78):
    """Its constructor calls a field otherwise."""

    word: u16
    rest: tail

    def __init__(self, number, rest=b''):
        self.word, self.rest = number, rest


def test_a_field_of_which_the_constructor_knows_nothing():
    with pytest.raises(ValueError, match='Renamed: number missing'):
        Renamed.from_jsondict({'word': 5})
    assert Renamed.from_jsondict({'number': 5, 'word': 6, 'rest': 'YQ=='}) == Renamed(6, b'a')
    assert Renamed.from_jsondict({'number': 5}) == Renamed(5)


# -- instructions and actions -----------------------------------------------------------------------------------------


def test_actions_of_a_list_are_applied_in_front():
    from controller.openflow.v1_3 import of13

    action, goto = {'OFPActionOutput': {'port': 1}}, {'OFPInstructionGotoTable': {'table_id': 3}}
    output, table = of13.OFPActionOutput(1), of13.OFPInstructionGotoTable(3)
    applied = of13.OFPInstructionActions(of13.OFPIT_APPLY_ACTIONS, [output, output])
    assert ofp_instruction_from_jsondict(of13, [action, goto, action]) == [applied, table]
    assert ofp_instruction_from_jsondict(of13, [action, goto], encap=False) == [output, table]
    assert ofp_instruction_from_jsondict(of13, []) == []
    with pytest.raises(ValueError, match='OFPMatch cannot stand here'):
        ofp_instruction_from_jsondict(of13, [{'OFPMatch': {}}])


def test_openflow_1_0_has_actions_alone():
    from controller.openflow.v1_0 import of10

    assert ofp_instruction_from_jsondict(of10, [{'OFPActionOutput': {'port': 1}}], encap=False) == [
        of10.OFPActionOutput(1)
    ]


# -- copies and pickles -----------------------------------------------------------------------------------------------


class Connection:
    """A datapath, which can be neither copied nor pickled."""

    def __reduce_ex__(self, protocol):
        raise TypeError('not this one')


@pytest.mark.parametrize('copied', [copy.copy, copy.deepcopy])
def test_a_copy_of_a_message_belongs_to_the_same_datapath(copied):
    message = lists()
    message.datapath, message.xid = Connection(), 7
    again = copied(message)
    assert (type(again), again, again.datapath, again.xid) == (type(message), message, message.datapath, 7)
    assert (again.insides is message.insides) == (copied is copy.copy)


def test_a_deep_copy_holds_what_it_holds_once():
    point = toy.Point(1)
    report = toy.PointReport(None, [point, point])
    again = copy.deepcopy([report, point])
    assert again[0].body[0] is again[0].body[1] is again[1]
    assert again[1] is not point


def test_a_pickle_leaves_the_datapath_behind():
    message = toy.decode(lists().encode(), Connection())
    message.xid = 7
    again = pickle.loads(pickle.dumps(message))
    assert (again, again.datapath, again.xid, again.buf) == (message, None, 7, message.buf)
