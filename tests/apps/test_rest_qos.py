"""Quality of service over REST: the answers, and what is in the emulated switches afterwards."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import greenhub
from controller.emulator.testing import TestingNetwork
from controller.lib import qos
from controller.openflow import OF10, OF12, OF13, version
from controller.rest import U32
from controller.rest.rule_match import MaskedIPv6
from tests.apps.fake_switch import FakeSwitch
from tests.apps.served import ask, served

FIRST, SECOND = '0000000000000001', '0000000000000002'
RULES, METER, QUEUE = f'/qos/rules/{FIRST}', f'/qos/meter/{FIRST}', f'/qos/queue/{FIRST}'
OVSDB = f'/v1.0/conf/switches/{FIRST}/ovsdb_addr'


@contextmanager
def network(topology: str = 'single,2', number: int = OF13, *apps: str) -> Iterator[TestingNetwork]:
    switch = ('qos_simple_switch_13',) if number == OF13 else ()
    with served(topology, ['rest_qos', 'ofctl_rest', *switch, *apps], versions=[number]) as net:
        yield net


def send(net: TestingNetwork, method: str, path: str, body: Any) -> tuple[int, Any]:
    return ask(net, path, method, json.dumps(body))


def result(net: TestingNetwork, method: str, path: str, body: Any = None) -> Any:
    """The command_result of the only switch."""
    status, answer = ask(net, path) if method == 'GET' else send(net, method, path, body)
    assert status == 200, answer
    (one,) = answer
    assert one['switch_id'] == FIRST
    return one['command_result']


def flows(net: TestingNetwork, table: int = 0) -> list[dict[str, Any]]:
    """Flow entries but the counters, by cookie."""
    wanted = ('cookie', 'priority', 'match', 'actions')
    found = [each for each in ask(net, '/stats/flow/1')[1]['1'] if each['table_id'] == table]
    return sorted(({name: each[name] for name in wanted} for each in found), key=lambda each: each['cookie'])


ONWARD = {'cookie': 0, 'priority': 0, 'match': {}, 'actions': ['GOTO_TABLE:1']}


def test_a_learning_switch_works_behind_the_rules() -> None:
    with network() as net:
        assert flows(net) == [ONWARD]
        assert net.ping_all().loss == 0
        assert flows(net) == [ONWARD]
        assert len(flows(net, 1)) == 3


def test_the_book_s_rules() -> None:
    """Per flow, and by the class that DiffServ has marked."""
    with network() as net:
        assert result(net, 'GET', RULES) == []
        per_flow = {'match': {'nw_dst': '10.0.0.1', 'nw_proto': 'UDP', 'tp_dst': '5002'}, 'actions': {'queue': '1'}}
        assert result(net, 'POST', RULES, per_flow) == [{'result': 'success', 'details': 'QoS added. : qos_id=1'}]
        marked = {'match': {'nw_dst': '172.16.20.10', 'nw_proto': 'UDP', 'tp_dst': '5003'}, 'actions': {'mark': '34'}}
        assert result(net, 'POST', RULES, marked) == [{'result': 'success', 'details': 'QoS added. : qos_id=2'}]
        by_class = {'match': {'ip_dscp': '26'}, 'actions': {'queue': '1'}}
        assert result(net, 'POST', RULES, by_class) == [{'result': 'success', 'details': 'QoS added. : qos_id=3'}]
        (of_none,) = result(net, 'GET', RULES)
        assert of_none['qos'] == [
            {'qos_id': 1, 'priority': 1, 'dl_type': 'IPv4', 'nw_dst': '10.0.0.1', 'nw_proto': 'UDP', 'tp_dst': 5002,
             'actions': [{'queue': '1'}]},
            {'qos_id': 2, 'priority': 1, 'dl_type': 'IPv4', 'nw_dst': '172.16.20.10', 'nw_proto': 'UDP', 'tp_dst': 5003,
             'actions': [{'mark': '34'}]},
            {'qos_id': 3, 'priority': 1, 'dl_type': 'IPv4', 'ip_dscp': 26, 'actions': [{'queue': '1'}]},
        ]
        assert flows(net) == [
            ONWARD,
            {'cookie': 1, 'priority': 1, 'match': {'dl_type': 2048, 'nw_proto': 17, 'nw_dst': '10.0.0.1',
                                                   'tp_dst': 5002}, 'actions': ['SET_QUEUE:1', 'GOTO_TABLE:1']},
            {'cookie': 2, 'priority': 1, 'match': {'dl_type': 2048, 'nw_proto': 17, 'nw_dst': '172.16.20.10',
                                                   'tp_dst': 5003}, 'actions': ['SET_FIELD: {ip_dscp:34}',
                                                                                'GOTO_TABLE:1']},
            {'cookie': 3, 'priority': 1, 'match': {'dl_type': 2048, 'ip_dscp': 26},
             'actions': ['SET_QUEUE:1', 'GOTO_TABLE:1']},
        ]  # fmt: skip


def test_rules_without_actions_choose_queue_0_and_zero_is_a_value() -> None:
    with network() as net:
        result(net, 'POST', RULES, {'match': {'ip_dscp': 0}, 'priority': '10'})
        result(net, 'POST', RULES, {'match': {'dl_type': 'ARP', 'nw_src': '10.0.0.0/24'}, 'actions': {}})
        ((first, second),) = [each['qos'] for each in result(net, 'GET', RULES)]
        assert first == {'qos_id': 1, 'priority': 10, 'dl_type': 'IPv4', 'ip_dscp': 0, 'actions': [{'queue': '0'}]}
        assert second == {'qos_id': 2, 'priority': 1, 'dl_type': 'ARP', 'nw_src': '10.0.0.0/255.255.255.0',
                          'actions': []}  # fmt: skip


def test_rules_of_vlans() -> None:
    rule = {'match': {'ip_dscp': 46}, 'actions': {'queue': 1}}
    with network() as net:
        assert result(net, 'POST', f'{RULES}/2', rule) == [
            {'result': 'success', 'details': 'QoS added. : qos_id=1', 'vlan_id': 2}]
        assert result(net, 'POST', f'{RULES}/100', rule)[0]['vlan_id'] == 100
        assert result(net, 'POST', f'{RULES}/all', {'match': {'ip_dscp': 12}}) == [
            {'result': 'success', 'details': 'QoS added. : qos_id=1'},
            {'result': 'success', 'details': 'QoS added. : qos_id=2', 'vlan_id': 2},
            {'result': 'success', 'details': 'QoS added. : qos_id=2', 'vlan_id': 100},
        ]
        assert [each['cookie'] for each in flows(net)] == [0, 1, 2 << 32 | 1, 2 << 32 | 2, 100 << 32 | 1, 100 << 32 | 2]
        (of_vlan,) = result(net, 'GET', f'{RULES}/2')
        assert of_vlan['vlan_id'] == 2
        assert of_vlan['qos'][0] == {'qos_id': 1, 'priority': 1, 'dl_type': 'IPv4', 'dl_vlan': 2, 'ip_dscp': 46,
                                     'actions': [{'queue': '1'}]}  # fmt: skip
        assert [each.get('vlan_id') for each in result(net, 'GET', f'{RULES}/all')] == [None, 2, 100]
        assert len(result(net, 'GET', RULES)) == 1
        assert result(net, 'DELETE', f'{RULES}/2', {'qos_id': '1'}) == [
            {'result': 'success', 'details': ' deleted. : QoS ID=1', 'vlan_id': 2}]
        assert result(net, 'DELETE', f'{RULES}/3', {'qos_id': 1}) == {
            'result': 'failure', 'details': 'QoS rule is not exist. : QoS ID=1'}
        assert result(net, 'DELETE', f'{RULES}/all', {'qos_id': 0}) == {
            'result': 'failure', 'details': 'QoS rule is not exist. : QoS ID=0'}
        gone = result(net, 'DELETE', f'{RULES}/all', {'qos_id': 'all'})
        assert {each.get('vlan_id'): each['details'] for each in gone} == {
            None: ' deleted. : QoS ID=1', 2: ' deleted. : QoS ID=2', 100: ' deleted. : QoS ID=1,2'}
        assert result(net, 'DELETE', RULES, {'qos_id': 'all'}) == {
            'result': 'failure', 'details': 'QoS rule is not exist.'}
        assert flows(net) == [ONWARD]


def test_flow_entries_of_others_are_neither_shown_nor_deleted() -> None:
    theirs = {'dpid': 1, 'priority': 7, 'cookie': 5, 'match': {'in_port': 9}, 'actions': []}
    with network() as net:
        assert send(net, 'POST', '/stats/flowentry/add', theirs)[0] == 200
        assert net.ping_all().loss == 0
        assert result(net, 'GET', f'{RULES}/all') == []
        assert result(net, 'DELETE', f'{RULES}/all', {'qos_id': 'all'})['result'] == 'failure'
        assert [each['cookie'] for each in flows(net)] == [0, 5]
        assert len(flows(net, 1)) == 3


def test_ids_go_on_after_rules_are_deleted_and_after_a_restart() -> None:
    with network() as net:
        for number in (1, 2):
            assert f'qos_id={number}' in str(result(net, 'POST', RULES, {'match': {'in_port': number}}))
        result(net, 'DELETE', RULES, {'qos_id': 2})
        assert 'qos_id=3' in str(result(net, 'POST', RULES, {'match': {'in_port': 2}}))
        for kept in net.controller.apps['RestQoSAPI'].switches:
            kept.last = None  # as a controller that has just started
        assert 'qos_id=4' in str(result(net, 'POST', RULES, {'match': {'in_port': 3}}))


def test_a_meter_drops_and_another_one_remarks() -> None:
    """What Open vSwitch cannot do, the emulated switch does: DSCP_REMARK."""
    with network() as net:
        drop = {'meter_id': '1', 'flags': ['PKTPS', 'BURST'], 'bands': [{'type': 'DROP', 'rate': 1, 'burst_size': 1}]}
        assert result(net, 'POST', METER, drop) == [{'result': 'success', 'details': 'Meter added. : Meter ID=1'}]
        remark = {'meter_id': 2, 'flags': 'KBPS', 'bands': [{'type': 'DSCP_REMARK', 'rate': '400', 'prec_level': '1'}]}
        assert result(net, 'POST', METER, remark)[0]['details'] == 'Meter added. : Meter ID=2'
        (configured,) = ask(net, '/stats/meterconfig/1/2')[1].values()
        assert configured[0]['bands'][0] | {'len': 0} == {
            'type': 'DSCP_REMARK', 'rate': 400, 'burst_size': 0, 'prec_level': 1, 'len': 0}
        assert net.ping_all().loss == 0
        result(net, 'POST', RULES, {'match': {'nw_proto': 'ICMP'}, 'actions': {'meter': 1}})
        ((rule,),) = [each['qos'] for each in result(net, 'GET', RULES)]
        assert rule['actions'] == [{'meter': '1'}]
        assert net.ping('h1', 'h2', 20).loss > 0
        meters = {each['meter_id']: each for each in result(net, 'GET', METER)['1']}
        assert meters[1]['band_stats'][0]['packet_band_count'] > 0
        assert result(net, 'DELETE', METER, {'meter_id': '1'}) == {
            'result': 'success', 'details': 'Meter deleted. : Meter ID=1'}
        assert net.ping('h1', 'h2', 20).loss == 0


def test_what_the_switch_refuses_is_no_success() -> None:
    """Ryu says it is one."""
    with network() as net:
        status, answer = send(net, 'POST', RULES, {'match': {'ip_dscp': 10}, 'actions': {'meter': 9}})
        assert (status // 100, answer['openflow']['code']) == (4, 'OFPMMFC_INVALID_METER')
        assert flows(net) == [ONWARD]
        meter = {'meter_id': 1, 'bands': [{'type': 'DROP', 'rate': 5}]}
        assert send(net, 'POST', METER, meter)[0] == 200
        status, answer = send(net, 'POST', METER, meter)
        assert (status // 100, answer['openflow']['code']) == (4, 'OFPMMFC_METER_EXISTS')


WRONG: list[tuple[Any, str, str]] = [
    ({}, 'match', 'is missing'),
    ({'match': {'colour': 1}}, 'match.colour', 'there is no such field'),
    ({'match': {'nw_proto': 'TCP'}}, 'match.nw_proto', 'is it IPv4 or IPv6?'),
    ({'match': {'dl_type': 'IPX'}}, 'match.dl_type', "'IPX' is not one of"),
    ({'match': {'nw_src': '10.0.0.300'}}, 'match.nw_src', "'10.0.0.300' is not an address"),
    ({'match': {'nw_src': '10.0.0.0/33'}}, 'match.nw_src', 'no prefix length from 0 to 32'),
    ({'match': {'ipv6_src': '10.0.0.1'}}, 'match.ipv6_src', 'is not an address'),
    ({'match': {'dl_type': 'ARP', 'nw_proto': 'TCP'}}, 'match.nw_proto', 'does not go with dl_type ARP'),
    ({'match': {'nw_src': '10.0.0.1', 'ipv6_dst': '::1'}}, 'match.ipv6_dst', 'does not go with nw_src 10.0.0.1'),
    ({'match': {'dl_type': 'IPv4', 'tp_dst': 80}}, 'match.tp_dst', 'wants nw_proto TCP or UDP'),
    ({'match': {}, 'priority': 65535}, 'priority', '65535 is not a priority from 1 to 65534'),
    ({'match': {}, 'priority': 0}, 'priority', '0 is not a priority'),
    ({'match': {'ip_dscp': 64}}, 'match.ip_dscp', 'does not fit in 6 bits'),
    ({'match': {}, 'actions': {'mark': 1}}, 'actions.mark', 'only packets of IP have a DSCP'),
    ({'match': {}, 'actions': {'queue': 'x'}}, 'actions.queue', "'x' is not a number"),
    (True, 'body', 'true is not an object'),
    (None, 'body', 'null is not an object'),
]


@pytest.mark.parametrize(('body', 'where', 'problem'), WRONG)
def test_wrong_rules(body: Any, where: str, problem: str) -> None:
    with network() as net:
        status, answer = send(net, 'POST', RULES, body)
        assert 400 <= status < 500
        assert answer['where'] == where
        assert problem in answer['error']
        assert flows(net) == [ONWARD]


def test_wrong_meters_ids_and_switches() -> None:
    with network() as net:
        for path, method, body in (
            (METER, 'POST', {'meter_id': 1}),
            (METER, 'POST', {'meter_id': 1, 'bands': []}),
            (METER, 'POST', {'meter_id': 1, 'bands': [{'action': 'DROP', 'rate': 1}]}),
            (METER, 'POST', {'meter_id': 1, 'bands': [{'type': 'DROP', 'rate': 1, 'prec_level': 1}]}),
            (METER, 'POST', {'meter_id': 1, 'flags': ['MBPS'], 'bands': [{'type': 'DROP', 'rate': 1}]}),
            (METER, 'DELETE', {}),
            (RULES, 'DELETE', {}),
            (RULES, 'DELETE', {'qos_id': 'x'}),
            (f'{RULES}/4095', 'GET', None),
            ('/qos/rules/1', 'GET', None),
            (QUEUE, 'POST', {'queues': [{}]}),
            (QUEUE, 'POST', {'type': 'odd'}),
            (QUEUE, 'POST', {'queues': [{'max_rate': 1}] * 257}),
        ):
            status, answer = send(net, method, path, body) if method != 'GET' else ask(net, path)
            assert (400 <= status < 500, 'error' in answer) == (True, True), (path, body, answer)
        assert ask(net, f'/qos/rules/{SECOND}')[0] == 404


def test_all_switches() -> None:
    with network('linear,2') as net:
        status, answer = send(net, 'POST', '/qos/rules/all', {'match': {'ip_dscp': 10}})
        assert status == 200
        assert [each['switch_id'] for each in answer] == [FIRST, SECOND]
        assert [each['switch_id'] for each in ask(net, '/qos/rules/all/all')[1]] == [FIRST, SECOND]
        assert ask(net, '/qos/queue/status/all') == (200, [
            {'switch_id': FIRST, 'command_result': {'1': []}}, {'switch_id': SECOND, 'command_result': {'2': []}}])
        meter = {'meter_id': 1, 'bands': [{'type': 'DROP', 'rate': 5}]}
        assert send(net, 'POST', METER, meter)[0] == 200
        status, (first, second) = send(net, 'POST', '/qos/meter/all', meter)
        assert (status, first['command_result'][0]['result']) == (200, 'failure')
        assert 'OFPMMFC_METER_EXISTS' in first['command_result'][0]['details']
        assert second['command_result'][0]['result'] == 'success'


def test_1_0_has_no_tables_and_no_meters() -> None:
    with network('single,2', OF10) as net:
        assert result(net, 'POST', RULES, {'match': {'ip_dscp': 26}, 'actions': {'mark': 10}})
        ((rule,),) = [each['qos'] for each in result(net, 'GET', RULES)]
        assert rule == {'qos_id': 1, 'priority': 1, 'dl_type': 'IPv4', 'ip_dscp': 26, 'actions': [{'mark': '10'}]}
        (entry,) = ask(net, '/stats/flow/1')[1]['1']
        assert entry['actions'] == ['SET_NW_TOS:40', 'OUTPUT:NORMAL']
        meter = {'meter_id': 1, 'bands': [{'type': 'DROP', 'rate': 5}]}
        assert send(net, 'POST', METER, meter)[0] == ask(net, METER)[0] == 501
        assert send(net, 'POST', RULES, {'match': {}, 'actions': {'meter': 1}})[1]['where'] == 'actions.meter'
        assert result(net, 'DELETE', RULES, {'qos_id': 'all'})[0]['result'] == 'success'
        assert ask(net, '/stats/flow/1') == (200, {'1': []})


def test_1_2_has_tables_and_no_meters() -> None:
    switch = FakeSwitch(1, OF12)
    rule = qos.Rule(match=qos.Match(), actions=qos.Actions(queue=U32(3)))
    message = qos.flow_of(switch, rule, 2, 1)  # type: ignore[arg-type]
    assert message.cookie == 2 << 32 | 1  # type: ignore[attr-defined]
    does = [type(each).__name__ for each in message.instructions]  # type: ignore[attr-defined]
    assert does == ['OFPInstructionActions', 'OFPInstructionGotoTable']
    with pytest.raises(ValueError, match=r'actions\.meter: OpenFlow 1\.2 has no meters'):
        qos.flow_of(switch, qos.Rule(match=qos.Match(), actions=qos.Actions(meter=U32(3))), 2, 1)  # type: ignore[arg-type]


def test_1_0_chooses_queues_by_the_extension_of_open_vswitch() -> None:
    switch = FakeSwitch(1, OF10)
    rule = qos.Rule(match=qos.Match(), actions=qos.Actions(queue=U32(7)))
    message = qos.flow_of(switch, rule, 0, 1)  # type: ignore[arg-type]
    assert [type(each).__name__ for each in message.actions] == ['NXActionSetQueue', 'OFPActionOutput']  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match='no such match field'):
        qos.flow_of(switch, qos.Rule(match=qos.Match(ipv6_src=MaskedIPv6('::1'))), 0, 1)  # type: ignore[arg-type]


def test_a_rule_is_known_by_its_cookie_alone() -> None:
    """Not every flow entry of table 0: somebody else's cookie, priority or way on is none."""
    tables = version(OF13)

    def entry(cookie: int, priority: int = 1, table: int = 0, goto: int = 1, **match: Any) -> Any:
        does = [tables.OFPInstructionGotoTable(goto)]
        return tables.OFPFlowStats(table_id=table, priority=priority, cookie=cookie, instructions=does,
                                   match=tables.OFPMatch(**match))  # fmt: skip

    others = [entry(0), entry(1, priority=0), entry(1, table=1), entry(1, goto=2), entry(2 << 32 | 1),
              entry(1, vlan_vid=0x1002)]  # fmt: skip
    assert qos.rules_among(others) == []
    ours = qos.rules_among([entry(1), entry(2 << 32 | 7, vlan_vid=0x1002)])
    assert [(each.vlan, each.number) for each in ours] == [(0, 1), (2, 7)]


# -- queues, but for the database itself ---------------------------------------------------------------------------


def test_queues_without_an_address_of_the_database() -> None:
    with network() as net:
        assert result(net, 'GET', QUEUE) == {'result': 'failure', 'details': 'Queue is not exists.'}
        made = result(net, 'POST', QUEUE, {'queues': [{'max_rate': '500000'}]})
        assert made == {'result': 'failure', 'details': f'ovs_bridge is not exists: switch {FIRST} has no ovsdb_addr'}
        assert result(net, 'DELETE', QUEUE) == 'failure'


@pytest.mark.parametrize('apps', [['rest_conf_switch', 'rest_qos'], ['rest_qos', 'rest_conf_switch']])
def test_the_address_counts_whenever_it_is_set(apps: list[str]) -> None:
    """Before the switch is there, too; Ryu forgets it then."""
    pytest.importorskip('ovs')
    with served('single,1', apps, versions=[OF13]) as net:
        for address, problem in (('nonsense', 'is not the address of a database'), ({'a': 1}, 'is not the address')):
            assert send(net, 'PUT', OVSDB, address)[0] == 201
            status, answer = send(net, 'POST', QUEUE, {'queues': [{'max_rate': 1}]})
            assert (status, problem in answer['error']) == (502, True)
            assert send(net, 'DELETE', QUEUE, None)[0] == ask(net, QUEUE)[0] == 502
        assert ask(net, OVSDB, 'DELETE')[0] == 200
        assert result(net, 'DELETE', QUEUE) == 'failure'


def test_a_database_that_does_not_answer_in_time() -> None:
    pytest.importorskip('ovs')
    silent = greenhub.listen(('127.0.0.1', 0))
    with network('single,1', OF13, 'rest_conf_switch') as net:
        net.controller.config.ovsdb_timeout = 0.2
        send(net, 'PUT', OVSDB, f'tcp:127.0.0.1:{silent.getsockname()[1]}')
        status, answer = send(net, 'POST', QUEUE, {'queues': [{'max_rate': 1}]})
        assert (status, 'did not answer in time' in answer['error']) == (504, True)
    silent.close()


@pytest.mark.parametrize('said', [{}, 5])
def test_what_is_no_database(said: Any) -> None:
    """It answers, and not as one does."""
    pytest.importorskip('ovs')

    def answer() -> None:
        client, _ = listener.accept()
        question = json.loads(client.recv(65536))
        client.sendall(json.dumps({'id': question['id'], 'result': said, 'error': None}).encode())
        client.close()

    listener = greenhub.listen(('127.0.0.1', 0))
    answering = greenhub.spawn(answer)
    with network('single,1', OF13, 'rest_conf_switch') as net:
        send(net, 'PUT', OVSDB, f'tcp:127.0.0.1:{listener.getsockname()[1]}')
        status, problem = ask(net, QUEUE)
        assert (status, problem['error'].startswith('talking to tcp:127.0.0.1:')) == (502, True)
        send(net, 'PUT', OVSDB, 'ssl:127.0.0.1:1')
        assert ask(net, QUEUE)[0] == 502  # without keys
    answering.kill()
    listener.close()


def test_without_the_extra_the_answer_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each == 'ovs' or each.startswith(('ovs.', 'controller.lib.ovs'))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, 'ovs', None)
    with network('single,1', OF13, 'rest_conf_switch') as net:
        send(net, 'PUT', OVSDB, 'tcp:127.0.0.1:6632')
        status, answer = send(net, 'POST', QUEUE, {'queues': [{'max_rate': 1}]})
        assert (status, 'pip install controller-manager[ovs]' in answer['error']) == (501, True)


def test_the_description_knows_every_endpoint() -> None:
    with network() as net:
        paths = ask(net, '/openapi.json')[1]['paths']
        assert {path: sorted(methods) for path, methods in paths.items() if path.startswith('/qos')} == {
            '/qos/queue/{switchid}': ['delete', 'get', 'post'],
            '/qos/queue/status/{switchid}': ['get'],
            '/qos/rules/{switchid}': ['delete', 'get', 'post'],
            '/qos/rules/{switchid}/{vlanid}': ['delete', 'get', 'post'],
            '/qos/meter/{switchid}': ['delete', 'get', 'post'],
        }
