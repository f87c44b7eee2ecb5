"""What ofctl_rest answers about switches of every version is what /openapi.json says that it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from controller.emulator.testing import TestingNetwork
from controller.openflow import OF10, OF13, OF14, OF15
from tests.apps.served import ask, served

OUTPUT = {'type': 'OUTPUT', 'port': 2}
LEARN = {'type': 'SET_FIELD', 'field': 'eth_src', 'value': '00:00:00:00:00:09'}

#: Flow entries by the first version that has what is in them.
FLOWS = [
    (OF10, {'priority': 1, 'match': {}, 'actions': [{'type': 'OUTPUT', 'port': 'CONTROLLER'}]}),
    (OF10, {'priority': 2, 'cookie': 1 << 63, 'idle_timeout': 9, 'flags': 1, 'actions': [],
            'match': {'in_port': 1, 'dl_vlan': 5, 'dl_dst': '00:00:00:00:00:02'}}),
    (OF10, {'priority': 3, 'match': {'dl_type': 0x800, 'nw_src': '10.0.0.0/8', 'nw_proto': 6, 'tp_dst': 80},
            'actions': [OUTPUT]}),
    (OF13, {'priority': 4, 'match': {'dl_type': 0x86DD, 'ipv6_dst': '2001::/16'},
            'actions': [LEARN, OUTPUT, {'type': 'WRITE_METADATA', 'metadata': 1, 'metadata_mask': 3},
                        {'type': 'GOTO_TABLE', 'table_id': 1}]}),
    (OF13, {'priority': 5, 'table_id': 1, 'match': {'metadata': '0x1/0x3'}, 'actions': [
        {'type': 'METER', 'meter_id': 1}, {'type': 'CLEAR_ACTIONS'},
        {'type': 'WRITE_ACTIONS', 'actions': [{'type': 'GROUP', 'group_id': 1}]}]}),
]  # fmt: skip
#: Buckets of 1.5 have ids, and properties.
GROUPS = [
    {'type': 'SELECT', 'group_id': 1, 'buckets': [{'weight': 3, 'actions': [OUTPUT]}]},
    {'type': 'ALL', 'group_id': 2, 'buckets': [{'actions': [LEARN, OUTPUT]}, {'actions': [OUTPUT]}]},
]
GROUPS_15 = [
    {'type': 'SELECT', 'group_id': 1, 'buckets': [
        {'bucket_id': 1, 'properties': [{'type': 'WEIGHT', 'weight': 3}], 'actions': [OUTPUT]}]},
    {'type': 'ALL', 'group_id': 2, 'buckets': [
        {'bucket_id': 1, 'actions': [LEARN, OUTPUT]}, {'bucket_id': 2, 'actions': [OUTPUT]}]},
]  # fmt: skip
MORE = 1  # OFPSF_REPLY_MORE, OFPMPF_REPLY_MORE
METERS = [{'meter_id': 1, 'flags': ['KBPS', 'BURST'], 'bands': [{'type': 'DROP', 'rate': 9, 'burst_size': 2}]}]


@pytest.fixture(scope='module', params=[OF10, OF13, OF14, OF15])
def net(request: pytest.FixtureRequest) -> Iterator[TestingNetwork]:
    """One switch with two hosts that have sent something, with flow entries, groups and meters."""
    with served('single,2', ['ofctl_rest'], versions=[request.param]) as net:
        changes = [('flowentry', each) for first, each in FLOWS if first <= request.param]
        if request.param != OF10:
            groups = GROUPS_15 if request.param == OF15 else GROUPS
            changes = [*(('groupentry', each) for each in groups), *(('meterentry', each) for each in METERS), *changes]
        for kind, change in changes:
            assert ask(net, f'/stats/{kind}/add', 'POST', json.dumps({'dpid': 1, **change})) == (200, None)
        net.ping_all()
        yield net


@pytest.fixture(scope='module')
def document(net: TestingNetwork) -> Any:
    return ask(net, '/openapi.json')[1]


@pytest.fixture
def endless(net: TestingNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the switch says of every part of its statistics that more follow."""
    switch = net.switches['s1']
    say = switch.say

    def say_more(message: Any) -> None:
        if 'Stats' in type(message).__name__:
            message.flags = MORE
        say(message)

    monkeypatch.setattr(switch, 'say', say_more)


def described(document: Any, path: str, method: str, status: int, answer: Any) -> None:
    """Raise ValidationError unless the document says that such a call may be answered so."""
    answers = document['paths'][path][method]['responses']
    schema = answers[str(status)]['content']['application/json']['schema']
    jsonschema.Draft202012Validator({**schema, 'components': document['components']}).validate(answer)


def paths(document: Any) -> Iterator[tuple[str, str]]:
    """The paths that ofctl_rest answers a GET of, as the document has them and of what is there."""
    for path, methods in document['paths'].items():
        if path.startswith('/stats/') and 'get' in methods:
            yield path, re.sub(r'\{\w+\}', '1', path)


def test_every_answer_is_described(net: TestingNetwork, document: Any) -> None:
    seen: dict[str, int] = {}
    for path, real in paths(document):
        status, answer = ask(net, real)
        described(document, path, 'get', status, answer)
        seen[real] = status
    assert len(seen) > 30
    assert set(seen.values()) <= {200, 409, 501}
    assert sum(status == 200 for status in seen.values()) >= 10


def test_what_is_described_is_there(net: TestingNetwork) -> None:
    """The switch did have what the answers above were judged by."""
    version = net.controller.switches[1].ofproto.OFP_VERSION
    listed = {kind: ask(net, f'/stats/{kind}/1')[1]['1'] for kind in ('flow', 'flowdesc', 'group', 'groupdesc', 'meter')
              if ask(net, f'/stats/{kind}/1')[0] == 200}  # fmt: skip
    expected = {'flow': sum(first <= version for first, _ in FLOWS)}
    if version != OF10:
        expected |= {'group': 2, 'groupdesc': 2, 'meter': 1}
    if version == OF15:
        expected['flowdesc'] = expected['flow']
    assert {kind: len(each) for kind, each in listed.items()} == expected


@pytest.mark.parametrize('kind', ['flow', 'flowdesc', 'aggregateflow'])
def test_answers_to_questions_with_a_body_are_described(net: TestingNetwork, document: Any, kind: str) -> None:
    for question in {}, {'match': {'in_port': 1}}, {'table_id': 0, 'out_port': 2}:
        status, answer = ask(net, f'/stats/{kind}/1', 'POST', json.dumps(question))
        assert status in (200, 501)
        described(document, f'/stats/{kind}/{{dpid}}', 'post', status, answer)


@pytest.mark.usefixtures('endless')
@pytest.mark.parametrize(('kind', 'names'), [
    ('flow', {'priority', 'match'}), ('table', {'table_id', 'active_count'}), ('port', {'port_no', 'tx_bytes'}),
])  # fmt: skip
def test_an_answer_without_end(net: TestingNetwork, document: Any, kind: str, names: set[str]) -> None:
    """It is a 504 that has what came, in the form of the whole, and says in how many parts."""
    path = f'/stats/{kind}/{{dpid}}'
    status, answer = ask(net, f'/stats/{kind}/1')
    described(document, path, 'get', status, answer)
    assert (status, answer['status'], answer['switch'], answer['parts']) == (504, 504, '0000000000000001', 1)
    assert 'did not end its answer to OFP' in answer['error']
    assert answer['partial']
    assert all(names <= each.keys() for each in answer['partial'])
    described(document, path, 'get', 200, {'1': answer['partial']})


def test_no_answer_at_all(net: TestingNetwork, document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net.switches['s1'], 'say', lambda message: None)
    status, answer = ask(net, '/stats/table/1')
    described(document, '/stats/table/{dpid}', 'get', status, answer)
    assert status == 504
    assert 'did not answer OFPTableStatsRequest' in answer['error']
    assert not {'partial', 'parts'} & answer.keys()
