"""Packets and their protocols as JSON in Ryu's shapes, and back."""

from __future__ import annotations

import contextlib
import copy
import json
import random

import pytest

from controller.openflow import version, versions
from controller.packet import arp, bgp, ethernet, icmp, icmpv6, ipv4, packet, packet_base, sctp
from controller.packet.packet_base import Part
from controller.wire.json import attributes, show_any

from .frames import every_frame

FRAMES = every_frame()


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


def test_a_tuple_becomes_a_list_and_options_may_be_bytes():
    assert Options((Port(port=1),)).to_jsondict()['Options']['options'] == [Port(port=1).to_jsondict()]
    assert Options.from_jsondict({'options': '/w=='}).options == b'\xff'


def test_a_set_is_shown_as_one():
    assert show_any([{2, 1}, [3]], lambda raw: raw) == [{'set': [1, 2]}, [3]]
    path = bgp.BGPPathAttributeAsPath([[1, 2], {3, 4}])
    assert back(path)['value'] == [[1, 2], {'set': [3, 4]}]


@pytest.mark.parametrize('options', [['x'], [7], [{'Port': {'port': None, 'x': 1}}], 7, [{'Options': {}}], [{}]])
def test_what_is_no_list_of_items_is_refused(options):
    with pytest.raises(ValueError, match=r'Options\.options'):
        Options.from_jsondict({'options': options})


def test_what_ryu_does_not_know_is_shown_where_it_is_something():
    assert 'immediate' not in back(sctp.chunk_data(payload_data=b'x'))
    assert back(sctp.chunk_data(payload_data=b'x', immediate=1))['immediate'] == 1
    assert 'immediate' not in attributes(sctp.chunk_data(payload_data=b'x'))


# -- packets ----------------------------------------------------------------------------------------------------------

def ping():
    frame, datagram = ethernet.ethernet('00:00:00:00:00:02', '00:00:00:00:00:01'), ipv4.ipv4(proto=1)
    return frame / datagram / icmp.icmp(8, data=icmp.echo(1, 2, b'data'))


PING_AS_JSON = {'Packet': {'protocols': [
    {'ethernet': {'dst': '00:00:00:00:00:02', 'src': '00:00:00:00:00:01', 'ethertype': 2048}},
    {'ipv4': {
        'version': 4, 'header_length': 5, 'tos': 0, 'total_length': 0, 'identification': 0, 'flags': 0, 'offset': 0,
        'ttl': 255, 'proto': 1, 'csum': 0, 'src': '10.0.0.1', 'dst': '10.0.0.2', 'option': None,
    }},
    {'icmp': {'type': 8, 'code': 0, 'csum': 0, 'data': {'echo': {'id': 1, 'seq': 2, 'data': 'ZGF0YQ=='}}}},
]}}  # fmt: skip


def test_a_packet_is_shown_in_ryus_shape():
    assert ping().to_jsondict() == PING_AS_JSON
    assert packet.Packet.from_jsondict(PING_AS_JSON['Packet']).protocols == ping().protocols


def test_payload_bytes_are_base64():
    shown = (ethernet.ethernet() / b'\xff').to_jsondict()
    assert shown['Packet']['protocols'][1] == '/w=='
    assert packet.Packet.from_jsondict(shown['Packet'])[1] == b'\xff'
    assert packet.Packet(protocols=[b'ab']).to_jsondict(lambda raw: raw)['Packet']['protocols'] == ['ab']


@pytest.mark.parametrize('name', FRAMES)
def test_every_frame_comes_back(name):
    read = packet.Packet(FRAMES[name])
    shown = json.loads(json.dumps(read.to_jsondict()))
    again = packet.Packet.from_jsondict(shown['Packet'])
    assert json.loads(json.dumps(again.to_jsondict())) == shown
    assert list(map(type, again)) == list(map(type, read))
    assert again.encode() == packet.Packet(protocols=read.protocols).encode()


def test_an_apps_own_protocol_is_shown_by_its_public_attributes():
    class jsonless(packet_base.PacketBase):
        def __init__(self, name, data=b''):
            self.name, self.data = name, data
            self._hidden = 1

    shown = packet.Packet(protocols=[jsonless('x', b'\0')]).to_jsondict()['Packet']
    assert shown == {'protocols': [{'jsonless': {'name': 'x', 'data': 'AA=='}}]}
    assert packet.Packet.from_jsondict(shown)[0].name == 'x'
    with pytest.raises(ValueError, match='jsonless'):
        packet.Packet.from_jsondict({'protocols': [{'jsonless': {'nobody': 1}}]})


@pytest.mark.parametrize('hostile', [
    None, [], 7, {}, {'protocols': 7}, {'protocols': [7]}, {'protocols': [{}]}, {'protocols': [{'nothing': {}}]},
    {'protocols': [{'ethernet': []}]}, {'protocols': [{'ethernet': {'dst': 7}}]}, {'protocols': ['no base64']},
    {'protocols': [{'ethernet': {'x': 7}}]}, {'protocols': [{'PacketBase': {}}]}, {'protocols': [{'Header': {}}]},
    {'protocols': [{'icmp': {'data': {'Structure': {}}}}]},
    {'protocols': [{'icmp': {'data': {'icmp': {'data': ['x']}}}}]}, {'protocols': [{'arp': {'src_ip': '1.2.3'}}]},
], ids=lambda each: str(each)[:40])  # fmt: skip
def test_hostile_json_is_a_value_error(hostile):
    with pytest.raises(ValueError):
        packet.Packet.from_jsondict(hostile)


#: What stands in the place of anything.
ODD = [
    None, -1, 1 << 70, 1.5, '', 'x', '/w==', 'fe80::1', '10.0.0.1', [], [None], [[1, 2]], ['/w=='], {}, {'x': 1},
    {'set': ['x']}, {'ethernet': {}}, [{'lldp': {}}], {'Packet': {}}, True,
]  # fmt: skip


def places(shown):
    """Every dictionary and list in JSON, with each of its keys."""
    for key in shown if isinstance(shown, dict) else range(len(shown)):
        yield shown, key
        if isinstance(shown[key], (dict, list)):
            yield from places(shown[key])


def test_damaged_json_is_a_packet_or_a_value_error():
    rng, read = random.Random(0), 0
    whole = [json.dumps(packet.Packet(frame).to_jsondict()['Packet']) for frame in FRAMES.values()]
    for _ in range(1500):
        shown = json.loads(rng.choice(whole))
        inside, key = rng.choice(list(places(shown)))
        if rng.random() < 0.7:
            inside[key] = copy.deepcopy(rng.choice(ODD))
        else:
            del inside[key]
        with contextlib.suppress(ValueError):
            packet.Packet.from_jsondict(shown)
            read += 1
    assert 200 < read < 1300


def test_json_that_is_nested_too_deeply_is_a_value_error():
    inside = {'nd_router_solicit': {}}
    for _ in range(10_000):
        inside = {'nd_router_solicit': {'option': inside}}
    with pytest.raises(ValueError, match='nested too deeply'):
        icmpv6.icmpv6.from_jsondict({'data': inside})


@pytest.mark.parametrize('number', sorted(versions()))
def test_a_packet_out_takes_a_packet(number):
    of = version(number)
    ports = {'match': of.OFPMatch(in_port=1)} if number == 6 else {'in_port': 1}
    message = of.OFPPacketOut(None, of.OFP_NO_BUFFER if number > 1 else 0xFFFFFFFF, actions=[], data=ping(), **ports)
    shown = message.to_jsondict()
    assert shown['OFPPacketOut']['data'] == PING_AS_JSON
    assert message.encode().endswith(ping().encode())
    again = of.OFPPacketOut.from_jsondict(shown['OFPPacketOut'])
    assert again.encode() == message.encode()
    with pytest.raises(ValueError, match='data'):
        of.OFPPacketOut.from_jsondict(shown['OFPPacketOut'] | {'data': {'OFPMatch': {}}})


@pytest.mark.parametrize('lists', [('21', '', ''), ('', '4001010040', ''), ('', '', '21')])
def test_what_cannot_be_read_of_an_update_survives_json(lists):
    withdrawn, attributes, routes = map(bytes.fromhex, lists)
    body = len(withdrawn).to_bytes(2) + withdrawn + len(attributes).to_bytes(2) + attributes + routes
    update = bgp.BGPMessage.parser(b'\xff' * 16 + (19 + len(body)).to_bytes(2) + b'\2' + body)[0]
    again = bgp.BGPUpdate.from_jsondict(json.loads(json.dumps(update.to_jsondict()))['BGPUpdate'])
    assert again.serialize() == update.serialize()


def test_a_header_can_be_serialized_alone():
    assert arp.arp().serialize() == arp.arp().encode()
