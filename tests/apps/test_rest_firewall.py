"""The firewall on the emulated network: its answers, its flow entries, and what passes."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import greenhub
from controller import ofctl
from controller.lib import firewall
from controller.openflow import OF10, OF13
from tests.apps.served import ask, served

S1, S2 = '0000000000000001', '0000000000000002'
RULES = f'/firewall/rules/{S1}'
FIXED = [
    (65534, 0, {'dl_type': 0x0806}, ['OUTPUT:NORMAL']),
    (0, 0, {}, ['OUTPUT:CONTROLLER']),
]
STOPPED = (65535, 0, {}, [])
H1_TO_H2 = {'nw_src': '10.0.0.1/32', 'nw_dst': '10.0.0.2/32', 'nw_proto': 'ICMP'}
H2_TO_H1 = {'nw_src': '10.0.0.2/32', 'nw_dst': '10.0.0.1/32', 'nw_proto': 'ICMP'}

versions = pytest.mark.parametrize('version', [OF10, OF13])


@contextmanager
def firewalls(version: int = OF13, topology: str = 'single,2') -> Iterator[Any]:
    with served(topology, ['rest_firewall'], versions=[version]) as net:
        yield net


@contextmanager
def enabled(version: int = OF13, topology: str = 'single,2') -> Iterator[Any]:
    with firewalls(version, topology) as net:
        assert ask(net, '/firewall/module/enable/all', 'PUT')[0] == 200
        yield net


def send(net: Any, method: str, path: str, body: Any) -> tuple[int, Any]:
    return ask(net, path, method, json.dumps(body))


def add(net: Any, rule: dict[str, Any], path: str = RULES) -> list[Any]:
    """The results of adding a rule to the first switch."""
    status, answer = send(net, 'POST', path, rule)
    assert status == 200, answer
    return answer[0]['command_result']


def refused(net: Any, rule: Any, path: str = RULES, status: int = 400) -> str:
    """What is said against a rule."""
    found, answer = send(net, 'POST', path, rule)
    assert found == status
    return answer['error']


def delete(net: Any, which: Any, path: str = RULES) -> Any:
    status, ((answer),) = send(net, 'DELETE', path, {'rule_id': which})
    assert status == 200
    return answer['command_result']


def rules(net: Any, path: str = RULES) -> Any:
    status, (answer,) = ask(net, path)
    assert status == 200
    return answer['access_control_list']


def flows(net: Any, dpid: int = 1) -> list[tuple[int, int, Any, Any]]:
    datapath = net.controller.switches[dpid]
    query = ofctl.query(datapath, 'flow')
    found = query.to_json(datapath.request(query.message))
    return [(each['priority'], each['cookie'], each['match'], each['actions']) for each in found]


def loss(net: Any, one: str = 'h1', other: str = 'h2') -> float:
    return net.ping(one, other).loss


# -- the firewall itself -----------------------------------------------------------------------------------------------


@versions
def test_a_new_switch_is_stopped_until_it_is_enabled(version: int) -> None:
    with firewalls(version, 'linear,2') as net:
        assert sorted(flows(net)) == sorted([*FIXED, STOPPED])
        states = [{'switch_id': each, 'status': 'disable'} for each in (S1, S2)]
        assert ask(net, '/firewall/module/status') == (200, states)
        assert loss(net) == 100
        result = {'result': 'success', 'details': 'firewall running.'}
        answer = [{'switch_id': S1, 'command_result': result}]
        assert ask(net, f'/firewall/module/enable/{S1}', 'PUT') == (200, answer)
        states[0]['status'] = 'enable'
        assert ask(net, '/firewall/module/status') == (200, states)
        assert (flows(net), len(flows(net, 2))) == (FIXED, 3)


def test_an_enabled_one_lets_arp_pass_and_what_the_rules_allow_until_it_is_disabled() -> None:
    with enabled() as net:
        assert net.host('h1').resolve('10.0.0.2') == '00:00:00:00:00:02'
        assert loss(net) == 100
        add(net, H1_TO_H2)
        assert loss(net) == 100, 'answers are not allowed yet'
        add(net, H2_TO_H1)
        assert loss(net) == 0
        result = {'result': 'success', 'details': 'firewall stopped.'}
        assert ask(net, f'/firewall/module/disable/{S1}', 'PUT') == (200, [{'switch_id': S1, 'command_result': result}])
        assert loss(net) == 100
        ask(net, '/firewall/module/enable/all', 'PUT')
        assert loss(net) == 0


@versions
def test_a_lost_connection_changes_nothing(version: int) -> None:
    with enabled(version) as net:
        add(net, H1_TO_H2)
        add(net, H2_TO_H1)
        ask(net, '/firewall/log/disable/all', 'PUT')
        before, app = flows(net), net.controller.apps['RestFirewallAPI']
        net.controller.switches[1].close()
        greenhub.sleep(0)
        assert ask(net, RULES)[1] == {'status': 404, 'error': f'no switch {S1} is connected', 'switch': S1}
        assert ask(net, '/firewall/rules/all') == (404, {'status': 404, 'error': 'no switch is connected'})
        greenhub.sleep(10)
        assert flows(net) == before
        assert [kept.log for kept in app.switches] == [False]
        assert add(net, {'dl_type': 'ARP', 'actions': 'DENY'})[0]['details'] == 'Rule added. : rule_id=3'
        assert flows(net)[-1][3] == []
        assert loss(net) == 0


# -- rules -------------------------------------------------------------------------------------------------------------


@versions
def test_rules_are_flow_entries_that_know_their_id(version: int) -> None:
    with enabled(version) as net:
        assert add(net, H1_TO_H2) == [{'result': 'success', 'details': 'Rule added. : rule_id=1'}]
        assert add(net, {'nw_dst': '10.1.0.0/16', 'actions': 'DENY', 'priority': '10'}, f'{RULES}/2') == [
            {'result': 'success', 'vlan_id': 2, 'details': 'Rule added. : rule_id=1'}
        ]
        one, other = flows(net)[2:]
        assert (one[:2], one[3]) == ((1, 1), ['OUTPUT:NORMAL'])
        assert one[2] == {'dl_type': 0x0800, 'nw_proto': 1, 'nw_src': '10.0.0.1', 'nw_dst': '10.0.0.2'}
        assert (other[:2], other[3]) == ((10, 2 << 32 | 1), ['OUTPUT:CONTROLLER'])
        first = {
            'rule_id': 1, 'priority': 1, 'dl_type': 'IPv4', 'nw_proto': 'ICMP', 'nw_src': '10.0.0.1',
            'nw_dst': '10.0.0.2', 'actions': 'ALLOW',
        }  # fmt: skip
        second = {'rule_id': 1, 'priority': 10, 'dl_type': 'IPv4', 'dl_vlan': 2, 'nw_dst': '10.1.0.0/16',
                  'actions': 'DENY'}  # fmt: skip
        assert rules(net) == [{'rules': [first]}]
        assert rules(net, f'{RULES}/2') == [{'vlan_id': 2, 'rules': [second]}]
        assert rules(net, f'{RULES}/3') == []
        assert rules(net, f'{RULES}/all') == [{'rules': [first]}, {'vlan_id': 2, 'rules': [second]}]


def test_rules_of_ipv6() -> None:
    with enabled() as net:
        add(net, {'ipv6_src': 'fe80::1', 'ipv6_dst': 'fe80::/64', 'nw_proto': 'ICMPv6'})
        add(net, {'dl_type': 'IPv6', 'nw_proto': 'TCP', 'tp_dst': '80'})
        one, other = rules(net)[0]['rules']
        assert (one['dl_type'], one['ipv6_src'], one['ipv6_dst']) == ('IPv6', 'fe80::1', 'fe80::/64')
        assert (other['nw_proto'], other['tp_dst']) == ('TCP', 80)


def test_all_vlans_are_those_that_have_rules() -> None:
    with enabled() as net:
        add(net, {'nw_src': '10.0.0.1'}, f'{RULES}/2')
        added = add(net, {'nw_src': '10.0.0.9'}, f'{RULES}/all')
        assert [(each.get('vlan_id'), each['details'][-1]) for each in added] == [(None, '1'), (2, '2')]
        assert delete(net, 2, f'{RULES}/all') == [
            {'result': 'success', 'vlan_id': 2, 'details': 'Rule deleted. : ruleID=2'}
        ]
        deleted = delete(net, 'all', f'{RULES}/all')
        assert [(each.get('vlan_id'), each['details'][-1]) for each in deleted] == [(None, '1'), (2, '1')]
        assert flows(net) == FIXED


@versions
def test_a_rule_is_deleted_alone(version: int) -> None:
    with enabled(version) as net:
        for address in ('10.0.0.1', '10.0.0.2', '10.0.0.0/8'):
            add(net, {'nw_src': address})
        assert delete(net, '2') == [{'result': 'success', 'details': 'Rule deleted. : ruleID=2'}]
        assert [each['rule_id'] for each in rules(net)[0]['rules']] == [1, 3]
        assert delete(net, 2) == {'result': 'failure', 'details': 'Rule is not exist. : ruleID=2'}
        assert delete(net, 0) == {'result': 'failure', 'details': 'Rule is not exist. : ruleID=0'}
        assert delete(net, 'all') == [{'result': 'success', 'details': 'Rule deleted. : ruleID=1,3'}]
        assert delete(net, 'all') == {'result': 'failure', 'details': 'Rule is not exist.'}
        assert flows(net) == FIXED


def test_the_rule_with_the_higher_priority_decides() -> None:
    with enabled() as net:
        add(net, {'nw_src': '10.0.0.0/8'})
        assert loss(net) == 0
        add(net, {**H1_TO_H2, 'actions': 'DENY', 'priority': 10})
        assert loss(net) == 100
        delete(net, 2)
        assert loss(net) == 0


def test_flow_entries_of_others_are_left_alone() -> None:
    with enabled() as net:
        datapath = net.controller.switches[1]
        of = datapath.ofproto
        for cookie, match in ((5 << 32 | 1, of.OFPMatch()), (0, of.OFPMatch(in_port=1))):
            datapath.send_msg(of.OFPFlowMod(datapath, cookie=cookie, priority=7, match=match))
        assert rules(net, f'{RULES}/all') == []
        assert delete(net, 'all', f'{RULES}/all')['result'] == 'failure'
        assert len(flows(net)) == 4


def test_there_is_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('controller.apps.rest_firewall.MOST_RULES', 2)
    with enabled() as net:
        for address in ('10.0.0.1', '10.0.0.1', '10.0.0.2'):
            add(net, {'nw_src': address})  # the second in the place of the first
        assert send(net, 'POST', RULES, {'nw_src': '10.0.0.3'}) == (503, {
            'status': 503, 'error': f'switch {S1} has 2 rules, and 2 is the most',
        })  # fmt: skip
        delete(net, 3)
        add(net, {'nw_src': '10.0.0.3'})


@pytest.mark.parametrize(
    ('rule', 'problem'),
    [
        ({'priority': 0, 'dl_type': 'ARP'}, 'priority: 0 is not a priority from 1 to 65533'),
        ({'priority': 65534, 'dl_type': 'ARP'}, 'priority: 65534 is not a priority from 1 to 65533'),
        ({'priority': 'x', 'dl_type': 'ARP'}, "priority: 'x' is not a number"),
        ({'nw_src': '10.0.0.300'}, "nw_src: '10.0.0.300' is not an address"),
        ({'nw_proto': 'SCTP'}, "nw_proto: 'SCTP' is not one of"),
        ({'actions': 'MAYBE'}, "actions: 'MAYBE' is not one of ALLOW, DENY"),
        ({'dl_vlan': 2}, 'dl_vlan: there is no such field'),
        (True, 'body: true is not an object'),
        ([], 'body: [] is not an object'),
    ],
)
def test_what_is_no_rule(rule: Any, problem: str) -> None:
    with enabled() as net:
        assert problem in refused(net, rule)
        assert flows(net) == FIXED


@pytest.mark.parametrize(
    ('rule', 'problem'),
    [
        ({}, 'a rule has to say what packets it is for'),
        ({'actions': 'DENY'}, 'a rule has to say what packets it is for'),
        ({'tp_dst': 80}, 'tp_dst: wants nw_proto TCP or UDP'),
        ({'dl_type': 'IPv4', 'ipv6_src': '::1'}, 'ipv6_src: '),
    ],
)
def test_what_does_not_go_together(rule: Any, problem: str) -> None:
    with enabled() as net:
        assert problem in refused(net, rule, status=409)
        assert flows(net) == FIXED


def test_what_openflow_1_0_cannot_match() -> None:
    with enabled(OF10) as net:
        assert 'ipv6_src: OpenFlow 1.0 has no such match field' in refused(net, {'ipv6_src': 'fe80::1'}, status=409)


def test_ids_that_make_no_sense() -> None:
    with enabled() as net:
        for vlan in ('0', '4095', 'x'):
            assert 'is not a VLAN id: 1 to 4094, or all' in refused(net, {'nw_src': '10.0.0.1'}, f'{RULES}/{vlan}')
        assert ask(net, '/firewall/rules/1')[1]['error'].startswith("switchid: '1' is not a switch id")
        assert send(net, 'DELETE', RULES, {'rule_id': 'x'})[1]['error'] == "rule_id: 'x' is not a number"
        assert send(net, 'DELETE', RULES, {})[1]['error'] == 'rule_id: is missing'


def test_one_that_cannot_does_not_hold_up_the_others() -> None:
    with served('linear,2', ['rest_firewall'], versions=[OF10, OF13]) as net:
        net.switches['s2'].ports.clear()
        status, answer = send(net, 'POST', '/firewall/rules/all', {'nw_src': '10.0.0.1'})
        assert status == 200
        assert [each['switch_id'] for each in answer] == [S1, S2]
        status, answer = send(net, 'POST', '/firewall/rules/all', {'tp_src': 1})
        assert status == 200
        problem = 'tp_src: wants nw_proto TCP or UDP'
        assert answer[1] == {'switch_id': S2, 'command_result': [{'result': 'failure', 'details': problem}]}


# -- the log -----------------------------------------------------------------------------------------------------------


@versions
def test_blocked_packets_are_logged(version: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with enabled(version) as net:
        assert loss(net) == 100
        (line,) = (each for each in caplog.messages if 'Blocked' in each)
        assert line.startswith(f'dpid={S1}: Blocked packet = ethernet(')
        assert "src='10.0.0.1'" in line
        assert 'icmp(' in line
        caplog.clear()
        for _ in range(100):
            net.host('h1').send_frame(bytes(12) + b'\x08\x00' + bytes(50))
        greenhub.sleep(1)
        assert 1 <= sum('Blocked' in each for each in caplog.messages) <= 40, '20 a second'


def test_lldp_is_not_said_to_be_blocked(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with enabled() as net:
        net.host('h1').send_frame(bytes(12) + b'\x88\xcc' + bytes(50))
        greenhub.sleep(1)
        assert not any('Blocked' in each for each in caplog.messages)


@versions
def test_the_log_is_switched_off_and_on(version: int) -> None:
    with enabled(version, 'linear,2') as net:
        add(net, {'nw_src': '10.0.0.1', 'actions': 'DENY'})
        before = flows(net)
        stopped = {'result': 'success', 'details': 'Log collection stopped.'}
        answer = [{'switch_id': S1, 'command_result': stopped}]
        assert ask(net, f'/firewall/log/disable/{S1}', 'PUT') == (200, answer)
        assert [each[3] for each in flows(net)] == [['OUTPUT:NORMAL'], [], []]
        states = [{'switch_id': S1, 'log_status': 'disable'}, {'switch_id': S2, 'log_status': 'enable'}]
        assert ask(net, '/firewall/log/status') == (200, states)
        add(net, {'nw_src': '10.0.0.2', 'actions': 'DENY'})
        assert flows(net)[-1][3] == []
        delete(net, 2)
        started = {'result': 'success', 'details': 'Log collection started.'}
        answer = [{'switch_id': S1, 'command_result': started}]
        assert ask(net, f'/firewall/log/enable/{S1}', 'PUT') == (200, answer)
        assert flows(net) == before
        assert [each['actions'] for each in rules(net)[0]['rules']] == ['DENY']


def test_the_interface_describes_itself() -> None:
    with firewalls() as net:
        status, document = ask(net, '/openapi.json')
        assert status == 200
        posted = document['paths']['/firewall/rules/{switchid}/{vlanid}']['post']
        assert {'200', '400', '404', '409', '503', '504'} <= posted['responses'].keys()


# -- without a switch --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('address', 'text'),
    [
        ('10.0.0.1', '10.0.0.1'),
        ('10.0.0.1/32', '10.0.0.1'),
        ('10.0.0.1/255.255.255.255', '10.0.0.1'),
        ('10.1.2.3/255.0.0.0', '10.0.0.0/8'),
        ('10.0.0.0/0', '0.0.0.0/0'),
        ('10.0.0.1/255.0.0.255', '10.0.0.1/255.0.0.255'),
        ('fe80::1/128', 'fe80::1'),
        ('fe80::/ffff:ffff::', 'fe80::/32'),
        ('fe80::1/::1', 'fe80::1/::1'),
    ],
)
def test_masks_are_shown_as_prefixes(address: str, text: str) -> None:
    assert firewall.prefixed(address) == text
