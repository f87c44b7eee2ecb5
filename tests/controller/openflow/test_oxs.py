"""Flow statistics fields: bytes of the 1.5.1 specification, Ryu's ways of reading, and what is refused."""

from __future__ import annotations

import json

import pytest

from controller.openflow.v1_5 import of15
from controller.wire import DecodeError, EncodeError

ALL = ('0000 003c 8002 0008 00000001 00000002 8002 0208 00000003 00000004 8002 0604 00000005'
       '8002 0808 0000000000000006 8002 0a08 0000000000000007 00000000')


def stats():
    return of15.OFPStats(byte_count=7, packet_count=6, flow_count=5, idle_time=(3, 4), duration=(1, 2))


def test_bytes_of_the_specification_in_ascending_order():
    assert stats().encode() == bytes.fromhex(ALL)
    assert of15.OFPStats().encode() == bytes.fromhex('0000 0004 00000000')


def test_reads_like_a_dictionary():
    read = of15.OFPStats.decode(bytes.fromhex(ALL), 0, 64)
    assert read == stats()
    assert (read['duration'], read.get('packet_count'), read.get('nothing', 0)) == ((1, 2), 6, 0)
    assert 'idle_time' in read and 'nothing' not in read
    assert (len(read), list(read), read.length) == (5, read.keys(), 60)
    assert read.items() == [*read.iteritems()] == list(zip(read.keys(), read.values(), strict=True))
    assert dict(read.items()) == {
        'duration': (1, 2), 'idle_time': (3, 4), 'flow_count': 5, 'packet_count': 6, 'byte_count': 7}
    assert repr(of15.OFPStats(flow_count=5)) == 'OFPStats(flow_count=5)'


def test_json_in_ryus_shape():
    whole = {'OFPStats': {'length': 24, 'oxs_fields': [
        {'OXSTlv': {'field': 'duration', 'value': (1, 2)}}, {'OXSTlv': {'field': 'flow_count', 'value': 3}}]}}
    stats = of15.OFPStats(duration=(1, 2), flow_count=3)
    assert stats.to_jsondict() == whole
    assert of15.OFPStats.from_jsondict(json.loads(json.dumps(whole))['OFPStats']) == stats


@pytest.mark.parametrize(('body', 'problem'), [
    ({}, r'OFPStats\.oxs_fields: None is no list'),
    ({'oxs_fields': {}}, r'OFPStats\.oxs_fields: \{\} is no list'),
    ({'oxs_fields': [5]}, 'OFPStats: 5 is no OXSTlv'),
    ({'oxs_fields': [{'OXSTlv': {'field': 'flow_count'}}]}, 'is no OXSTlv with a field and a value'),
    ({'oxs_fields': [{'OXSTlv': {'field': 5, 'value': 5}}]}, 'OFPStats: 5 is no name of a statistics field'),
    ({'oxs_fields': [{'OXSTlv': {'field': 'x', 'value': 5}}]}, "there is no statistics field 'x'"),
])
def test_json_that_is_none(body, problem):
    with pytest.raises(ValueError, match=problem):
        of15.OFPStats.from_jsondict(body)


def test_numbers_of_openflow_h():
    assert (of15.OFPXST_OFB_DURATION, of15.OFPXST_OFB_BYTE_COUNT) == (0, 5)
    assert (of15.OXS_OF_DURATION, of15.OXS_OF_FLOW_COUNT) == (0x80020008, 0x80020604)


def test_an_experimenters_field_is_kept_as_bytes():
    data = bytes.fromhex('0000 000f ffff 0607 00002320 abcdef 00')
    read, end = of15.OFPStats.decode_prefix(data + b'more', 0, 20)
    assert (end, read.encode()) == (16, data)
    ((name, value),) = read.items()
    assert name == f'field_{0xffff << 7 | 3}'
    assert of15.OFPStats(**{name: value}) == of15.OFPStats(**{name: bytes.fromhex('00002320abcdef')}) == read


def test_the_reserved_half_of_the_header_means_nothing():
    assert of15.OFPStats.decode(bytes.fromhex('ffff 0004 00000000'), 0, 8).items() == []


@pytest.mark.parametrize(('fields', 'problem'), [
    ({'packets': 1}, r"OFPStats: there is no statistics field 'packets'"),
    ({'packet_count': -1}, r'OFPStats\.packet_count: -1 is no integer'),
    ({'packet_count': 1 << 64}, r'OFPStats\.packet_count: 18446744073709551616 is no integer'),
    ({'packet_count': (1, 2)}, r'OFPStats\.packet_count: \(1, 2\) is no integer'),
    ({'packet_count': None}, r'OFPStats\.packet_count: None is no integer'),
    ({'duration': 5}, r'OFPStats\.duration: 5 is no pair of seconds and nanoseconds'),
    ({'duration': (1, 2, 3)}, r'OFPStats\.duration: \(1, 2, 3\) is no pair'),
    ({'duration': (1, 1 << 32)}, r'OFPStats\.duration: \(1, 4294967296\) is no pair'),
])
def test_what_does_not_fit_is_named(fields, problem):
    with pytest.raises(EncodeError, match=problem):
        of15.OFPStats(**fields)


@pytest.mark.parametrize(('text', 'problem'), [
    ('0000 0004', 'takes at least 8 bytes, has 4'),
    ('0000 0003 00000000', 'length 3'),
    ('0000 0010 00000000', 'length 16, bytes left 8'),
    ('0000 0006 8002 0000', 'its fields end -2 bytes from its own end'),
    ('0000 000c 8002 0608 00000001 00000000', 'a statistics field of 8 bytes goes past the end'),
    ('0000 000a 8002 0602 0001 000000000000', 'flow_count with 2 bytes'),
    ('0000 0008 ffff 0000', "an experimenter's statistics field without its id"),
    ('0000 0004 00000000 00', '1 bytes too many'),
])
def test_damage_is_a_decode_error(text, problem):
    data = bytes.fromhex(text)
    with pytest.raises(DecodeError, match=problem):
        of15.OFPStats.decode(data, 0, len(data))
