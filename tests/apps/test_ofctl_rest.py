"""The REST API of the switches, against switches that only know a flow table; requests run in this process."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import webob

import greenhub
from apps.ofctl_rest import RestStatsApi
from apps.simple_switch import SimpleSwitch
from apps.simple_switch_13 import SimpleSwitch13
from controller.app import App
from controller.emulator import testing_network
from controller.openflow import OF10, OF13
from controller.rest import Request, WSGIApplication
from tests.apps.fake_switch import FakeSwitch

PORTS = 'MAX, IN_PORT, TABLE, NORMAL, FLOOD, ALL, CONTROLLER, LOCAL, ANY'


class Rest:
    """A controller with one app and two switches: 1 speaks OpenFlow 1.0, 0xff speaks 1.3."""

    def __init__(self) -> None:
        self.wsgi = WSGIApplication()
        self.wsgi.timeout = 0.05
        self.old, self.new = FakeSwitch(1, OF10), FakeSwitch(0xFF, OF13)
        app = RestStatsApi.__new__(RestStatsApi)
        app.controller = SimpleNamespace(switches={0xFF: self.new, 1: self.old})  # type: ignore[assignment]
        app.__init__(wsgi=self.wsgi)  # type: ignore[misc]

    def __call__(self, path: str, json: Any = None, **request: Any) -> webob.Response:
        if json is not None:
            request = {'method': 'POST', 'json': json, **request}
        with greenhub.Timeout(5):
            return Request.blank(path, **request).get_response(self.wsgi)


@pytest.fixture
def rest() -> Iterator[Rest]:
    yield Rest()


def failure(answer: webob.Response) -> tuple[int, str]:
    assert answer.content_type == 'application/json'
    assert answer.json['status'] == answer.status_int
    return answer.status_int, answer.json['error']


# -- questions ------------------------------------------------------------------------------------------------------


def test_switches(rest: Rest) -> None:
    answer = rest('/stats/switches')
    assert (answer.content_type, answer.body) == ('application/json', b'[1,255]')


@pytest.mark.parametrize('dpid', ['255', '0xff', '0x00000000000000FF', '0255'])
def test_a_datapath_id_is_decimal_or_hexadecimal(rest: Rest, dpid: str) -> None:
    assert rest(f'/stats/desc/{dpid}').json == {
        '255': {'mfr_desc': 'us', 'hw_desc': 'fake', 'sw_desc': '1', 'serial_num': '2', 'dp_desc': 'here'}
    }


@pytest.mark.parametrize(
    ('dpid', 'expected'),
    [
        ('2', (404, 'no switch 0000000000000002 is connected')),
        ('0x2', (404, 'no switch 0000000000000002 is connected')),
        ('ff', (400, "dpid: 'ff' is not a datapath id; write it in decimal or as 0x...")),
        ('-1', (400, "dpid: '-1' is not a datapath id; write it in decimal or as 0x...")),
        ('1.0', (400, "dpid: '1.0' is not a datapath id; write it in decimal or as 0x...")),
        ('%D9%A1', (400, "dpid: '١' is not a datapath id; write it in decimal or as 0x...")),
        ('99999999999999999999', (400, "dpid: '99999999999999999999' takes more than 64 bits")),
        (
            '0x11111111111111111',
            (400, "dpid: '0x11111111111111111' takes more than 64 bits"),
        ),
    ],
)
def test_a_datapath_id_that_is_none(rest: Rest, dpid: str, expected: tuple[int, str]) -> None:
    assert failure(rest(f'/stats/desc/{dpid}')) == expected
    assert failure(rest(f'/stats/flowentry/clear/{dpid}', method='DELETE')) == expected


def test_ports(rest: Rest) -> None:
    for dpid in (1, 255):
        ports = rest(f'/stats/portdesc/{dpid}').json[str(dpid)]
        assert [(each['port_no'], each['name']) for each in ports] == [(1, f's{dpid}-eth1'), (2, f's{dpid}-eth2')]
        assert [each['port_no'] for each in rest(f'/stats/port/{dpid}').json[str(dpid)]] == [1, 2]
        assert [each['port_no'] for each in rest(f'/stats/port/{dpid}/ALL').json[str(dpid)]] == [1, 2]
        assert [each['port_no'] for each in rest(f'/stats/port/{dpid}/2').json[str(dpid)]] == [2]
    assert failure(rest('/stats/port/255/two')) == (
        400,
        "port_no: 'two' is not a number or one of "
        'ALL, ANY, NONE, LOCAL, CONTROLLER, IN_PORT, TABLE, NORMAL, FLOOD, MAX, UNSET',
    )


def test_role(rest: Rest) -> None:
    assert rest('/stats/role/255').json == {'255': [{'role': 'EQUAL', 'generation_id': 0}]}
    assert failure(rest('/stats/role/1')) == (501, 'switch 0000000000000001 speaks OpenFlow 1.0, which has no role')
    assert rest('/stats/role', {'dpid': 255, 'role': 'MASTER'}).status_int == 200


def test_a_version_without_the_question_is_a_501(rest: Rest) -> None:
    assert failure(rest('/stats/meter/1')) == (501, 'switch 0000000000000001 speaks OpenFlow 1.0, which has no meter')


def test_an_error_of_the_switch_is_named(rest: Rest) -> None:
    answer = rest('/stats/meter/255')
    assert failure(answer) == (502, 'switch 00000000000000ff refused: OFPET_BAD_REQUEST, OFPBRC_BAD_MULTIPART')
    assert answer.json['switch'] == '00000000000000ff'
    assert answer.json['openflow'] == {'type': 'OFPET_BAD_REQUEST', 'code': 'OFPBRC_BAD_MULTIPART'}


def test_a_switch_that_does_not_answer(rest: Rest) -> None:
    rest.new.silent = True
    answer = rest('/stats/desc/255')
    assert failure(answer) == (504, 'switch 00000000000000ff did not answer OFPDescStatsRequest within 0.05 s')
    assert answer.json['switch'] == '00000000000000ff'


def test_a_switch_that_goes_while_asked(rest: Rest) -> None:
    rest.new.gone = True
    expected = (502, 'switch 00000000000000ff disconnected before it answered')
    assert failure(rest('/stats/desc/255')) == expected
    assert failure(rest('/stats/flowentry/add', {'dpid': 255})) == expected


# -- flows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('dpid', [1, 255])
def test_flows_are_added_shown_filtered_and_deleted(rest: Rest, dpid: int) -> None:
    for port in (1, 2):
        added = rest(
            '/stats/flowentry/add',
            {
                'dpid': dpid,
                'priority': port,
                'cookie': 7,
                'match': {'in_port': port},
                'actions': [{'type': 'OUTPUT', 'port': 'FLOOD'}],
            },
        )
        assert (added.status_int, added.body) == (200, b'')

    def priorities(answer: webob.Response) -> list[int]:
        return [each['priority'] for each in answer.json[str(dpid)]]

    flows = rest(f'/stats/flow/{dpid}')
    assert priorities(flows) == [1, 2]
    first = flows.json[str(dpid)][0]
    assert (first['match'], first['actions'], first['cookie']) == ({'in_port': 1}, ['OUTPUT:FLOOD'], 7)
    assert priorities(rest(f'/stats/flow/{dpid}', {'match': {'in_port': 2}})) == [2]
    assert priorities(rest(f'/stats/flow/{dpid}', {'priority': 1})) == [1]
    assert priorities(rest(f'/stats/flow/{dpid}', {})) == [1, 2]
    assert priorities(rest(f'/stats/flow/{dpid}', method='POST')) == [1, 2]
    deleted = rest('/stats/flowentry/delete', {'dpid': f'{dpid:#x}', 'match': {'in_port': 1}})
    assert (deleted.status_int, priorities(rest(f'/stats/flow/{dpid}'))) == (200, [2])
    cleared = rest(f'/stats/flowentry/clear/{dpid}', method='DELETE')
    assert (cleared.status_int, cleared.body, priorities(rest(f'/stats/flow/{dpid}'))) == (200, b'', [])


@pytest.mark.parametrize('command', ['add', 'modify', 'modify_strict', 'delete', 'delete_strict'])
def test_every_command(rest: Rest, command: str) -> None:
    assert rest(f'/stats/flowentry/{command}', {'dpid': 255, 'priority': 3}).status_int == 200
    (message,) = rest.new.changes
    assert message.command == getattr(rest.new.ofproto, f'OFPFC_{command.upper()}')


def test_a_python_literal_will_do(rest: Rest) -> None:
    body = b"{'dpid': 255, 'match': {'dl_dst': '00:00:00:00:00:01'}, 'actions': []}"
    assert rest('/stats/flowentry/add', method='POST', body=body).status_int == 200
    assert rest.new.flows[0].match['eth_dst'] == '00:00:00:00:00:01'


def test_a_refused_change_is_answered_with_the_switchs_error(rest: Rest) -> None:
    rest.new.refuses = (rest.new.ofproto.OFPET_FLOW_MOD_FAILED, rest.new.ofproto.OFPFMFC_TABLE_FULL)
    answer = rest('/stats/flowentry/add', {'dpid': 255})
    assert failure(answer) == (409, 'switch 00000000000000ff refused: OFPET_FLOW_MOD_FAILED, OFPFMFC_TABLE_FULL')
    rest.new.refuses = (99, 98)
    assert failure(rest('/stats/flowentry/add', {'dpid': 255})) == (409, 'switch 00000000000000ff refused: 99, 98')


NOT_UNDERSTOOD = {
    'BAD_VERSION', 'BAD_TYPE', 'BAD_LEN', 'BAD_STAT', 'BAD_MULTIPART', 'MULTIPART_BUFFER_OVERFLOW',
}  # fmt: skip
REFUSED = {
    'BAD_VENDOR', 'BAD_SUBTYPE', 'BAD_EXPERIMENTER', 'BAD_EXP_TYPE',
    'EPERM', 'BUFFER_EMPTY', 'BUFFER_UNKNOWN', 'BAD_TABLE_ID', 'IS_SLAVE', 'BAD_PORT', 'BAD_PACKET',
}  # fmt: skip


@pytest.mark.parametrize('dpid', [1, 255])
def test_whose_fault_a_bad_request_is(rest: Rest, dpid: int) -> None:
    switch = rest.old if dpid == 1 else rest.new
    codes = {name: code for name, code in vars(switch.ofproto.ofp_bad_request_code).items() if name.isupper()}
    assert codes.keys() <= NOT_UNDERSTOOD | REFUSED
    assert len(codes) == (9 if dpid == 1 else 14)
    for name, code in codes.items():
        switch.refuses = (switch.ofproto.OFPET_BAD_REQUEST, code)
        status, problem = failure(rest('/stats/flowentry/add', {'dpid': dpid}))
        assert (problem.split()[-1], status) == (f'OFPBRC_{name}', 502 if name in NOT_UNDERSTOOD else 409)


def test_a_change_that_is_not_confirmed(rest: Rest) -> None:
    rest.new.silent = True
    expected = (504, 'switch 00000000000000ff did not answer OFPBarrierRequest within 0.05 s')
    assert failure(rest('/stats/flowentry/add', {'dpid': 255})) == expected
    assert failure(rest('/stats/flowentry/clear/255', method='DELETE')) == expected


def test_groups_meters_and_ports(rest: Rest) -> None:
    bucket = {'actions': [{'type': 'OUTPUT', 'port': 1}]}
    changes = {
        '/stats/groupentry/add': {'group_id': 1, 'type': 'INDIRECT', 'buckets': [bucket]},
        '/stats/meterentry/modify': {'meter_id': 1, 'flags': 'KBPS', 'bands': [{'type': 'DROP', 'rate': 5}]},
        '/stats/portdesc/modify': {'port_no': 1, 'config': 1, 'mask': 1},
    }
    for path, body in changes.items():
        assert rest(path, {'dpid': 255, **body}).status_int == 200
    assert [type(each).__name__ for each in rest.new.changes] == ['OFPGroupMod', 'OFPMeterMod', 'OFPPortMod']
    assert failure(rest('/stats/groupentry/add', {'dpid': 1}))[0] == 501
    assert failure(rest('/stats/portdesc/modify', {'dpid': 255, 'port_no': 9})) == (
        404,
        'port_no: switch 00000000000000ff has no port 9',
    )


# -- bad input ------------------------------------------------------------------------------------------------------

CHANGES = (
    '/stats/flowentry/add',
    '/stats/flowentry/delete_strict',
    '/stats/groupentry/add',
    '/stats/meterentry/add',
    '/stats/portdesc/modify',
    '/stats/role',
)
NOT_BODIES = {
    'nothing': b'',
    'true': b'true',
    'null': b'null',
    'a number': b'1',
    'a list': b'[]',
    'text': b'hello',
    'half': b'{"dpid": 255',
    '10,000 lists': b'[' * 10_000 + b']' * 10_000,
    '10,000 lists in a match': b'{"dpid": 255, "match": ' + b'[' * 10_000 + b']' * 10_000 + b'}',
    'not UTF-8': b'{"dpid": "\xff"}',
    'no dpid': b'{}',
    'dpid true': b'{"dpid": true}',
    'dpid null': b'{"dpid": null}',
    'dpid a list': b'{"dpid": [255]}',
    'an unknown field': b'{"dpid": 255, "bogus": 1, "meter_id": 1, "role": 1, "port_no": 1}',
    'a list as match': b'{"dpid": 255, "match": [], "buckets": 1, "bands": {}, "config": [], "role": {}}',
    'null everywhere': b'{"dpid": 255, "match": null, "buckets": null, "bands": null, "port_no": null, "role": null}',
    'true everywhere': b'{"dpid": 255, "match": true, "buckets": true, "bands": true, "port_no": true, "role": true}',
    'huge numbers': b'{"dpid": 255, "priority": 1e30, "group_id": 1e30, "meter_id": -1, "port_no": 1e30, "role": 99e9}',
}


@pytest.mark.parametrize('body', NOT_BODIES.values(), ids=NOT_BODIES.keys())
@pytest.mark.parametrize('path', CHANGES)
def test_a_bad_body_is_a_400_with_one_sentence(rest: Rest, path: str, body: bytes) -> None:
    status, problem = failure(rest(path, method='POST', body=body))
    assert (status, len(problem.splitlines())) == (400, 1)
    assert not rest.new.changes


@pytest.mark.parametrize(
    ('body', 'problem'),
    [
        ({'dpid': 255, 'bogus': 1}, 'bogus: OFPFlowMod has no such field'),
        ({'priority': 1}, 'dpid: null is not a datapath id; write it in decimal or as 0x...'),
        ({'dpid': 255, 'match': {'ipv4_dst': '10.0.0.300'}}, "match.ipv4_dst: '10.0.0.300' is not an address"),
        (
            {'dpid': 255, 'actions': [{'type': 'OUTPUT', 'port': None}]},
            f'actions[0].port: null is not a number or one of {PORTS}',
        ),
        ('text', "body: 'text' is not an object or a list of them"),
        ([{'dpid': 255}, 1], '[1]: 1 is not an object'),
        ([{'dpid': 255}, {'dpid': 255, 'match': {'ipv4_dst': '1.2'}}], "[1].match.ipv4_dst: '1.2' is not an address"),
    ],
)
def test_the_sentence_says_what_and_where(rest: Rest, body: Any, problem: str) -> None:
    answer = rest('/stats/flowentry/add', body)
    assert failure(answer) == (400, problem)
    assert answer.json['where'] == problem.partition(':')[0]


@pytest.mark.parametrize(
    ('path', 'body'),
    [
        ('/stats/flowentry/add', {'dpid': 255, 'actions': [{'type': 'OUTPUT', 'port': 1}] * 5000}),
        ('/stats/groupentry/add', {'dpid': 255, 'buckets': [{'actions': [{'type': 'POP_VLAN'}] * 9000}]}),
        ('/stats/meterentry/add', {'dpid': 255, 'meter_id': 1, 'bands': [{'type': 'DROP'}] * 5000}),
    ],
)
def test_what_fits_in_no_message_is_a_400(rest: Rest, path: str, body: dict[str, Any]) -> None:
    status, problem = failure(rest(path, body))
    assert status == 400
    assert problem.startswith('this makes no message: OFP')


@pytest.mark.parametrize(
    'body',
    [
        {'bogus': 1},
        {'match': 1},
        {'priority': 'x'},
        {'table_id': None},
        [],
        {'match': {'x': 1}},
        {'kind': 1},
        {'dpid': 1},
    ],
)
def test_a_bad_filter_is_a_400(rest: Rest, body: Any) -> None:
    for path in ('/stats/flow/1', '/stats/flow/255', '/stats/aggregateflow/255'):
        assert failure(rest(path, body))[0] == 400


def test_methods_and_paths(rest: Rest) -> None:
    assert rest('/stats/flowentry/add').status_int == 405
    assert rest('/stats/switches', method='POST').headers['Allow'] == 'GET, HEAD, OPTIONS'
    assert rest('/stats/flowentry/upsert', {'dpid': 255}).status_int == 404
    assert rest('/stats/nonsense/1').status_int == 404


# -- on the embedded network ----------------------------------------------------------------------------------------


@pytest.mark.parametrize('switch_app', [SimpleSwitch, SimpleSwitch13])
def test_what_rest_says_of_a_network_at_work(switch_app: type[App]) -> None:
    with testing_network('linear,2', [switch_app, RestStatsApi]) as net:
        wsgi = net.controller.contexts[WSGIApplication]

        def rest(path: str, **request: Any) -> webob.Response:
            return Request.blank(path, **request).get_response(wsgi)

        assert net.ping_all().loss == 0
        assert rest('/stats/switches').json == [1, 2]
        assert [each['name'] for each in rest('/stats/portdesc/1').json['1']] == ['s1-eth1', 's1-eth2']
        assert sum(each['rx_packets'] for each in rest('/stats/port/2').json['2']) > 0
        learned = [each for each in rest('/stats/flow/1').json['1'] if each['match']]
        assert {tuple(each['actions']) for each in learned} == {('OUTPUT:1',), ('OUTPUT:2',)}
        assert rest('/stats/aggregateflow/1').json['1'][0]['flow_count'] == len(rest('/stats/flow/1').json['1'])

        for dpid in (1, 2):
            assert rest(f'/stats/flowentry/clear/{dpid}', method='DELETE').status_int == 200
            assert rest(f'/stats/flow/{dpid}').json == {str(dpid): []}
        for dpid, here, there in ((1, 1, 2), (1, 2, 1), (2, 1, 2), (2, 2, 1)):
            entry = {'dpid': dpid, 'match': {'in_port': here}, 'actions': [{'type': 'OUTPUT', 'port': there}]}
            assert rest('/stats/flowentry/add', method='POST', json=entry).status_int == 200
        assert net.ping_all().loss == 0, 'through the flows that REST installed'


@pytest.mark.parametrize('switch_app', [SimpleSwitch, SimpleSwitch13])
def test_a_buffer_or_a_table_that_is_not_there_is_the_clients_mistake(switch_app: type[App]) -> None:
    with testing_network('single,2', [switch_app, RestStatsApi]) as net:
        wsgi = net.controller.contexts[WSGIApplication]

        def rest(path: str, body: Any) -> webob.Response:
            return Request.blank(path, method='POST', json=body).get_response(wsgi)

        def refused(code: str) -> tuple[int, str]:
            return 409, f'switch 0000000000000001 refused: OFPET_BAD_REQUEST, {code}'

        assert failure(rest('/stats/flowentry/add', {'dpid': 1, 'buffer_id': 0})) == refused('OFPBRC_BUFFER_UNKNOWN')
        answer = rest('/stats/flow/1', {'table_id': 99})
        if switch_app is SimpleSwitch13:
            assert failure(answer) == refused('OFPBRC_BAD_TABLE_ID')
        else:  # OpenFlow 1.0 has no such error: the table has no flows
            assert answer.json == {'1': []}
