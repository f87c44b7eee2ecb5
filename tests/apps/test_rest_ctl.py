"""Switches, and flow entries in the words of ovs-ofctl, over REST, on the emulated network in every version."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from controller.apps import rest_ctl
from controller.emulator.testing import TestingNetwork
from controller.openflow import OF10, OF13, OF14, OF15
from tests.apps.served import ask, served

VERSIONS = [OF10, OF13, OF14, OF15]
FLOWS = [
    'priority=5,in_port=1 actions=output:2',
    'cookie=0x7,idle_timeout=60,tcp,tp_dst=80 actions=drop',
    'priority=0 actions=CONTROLLER:128',
]  # fmt: skip


def change(net: TestingNetwork, command: str, *flows: str) -> tuple[int, Any]:
    return ask(net, f'/v1.0/flows/1/{command}', 'POST', json.dumps({'flows': flows}))


def flows_of(net: TestingNetwork, query: str = '') -> list[str]:
    """The flow entries, without topology's own."""
    return [each['flow'] for each in ask(net, f'/v1.0/flows/1{query}')[1] if '0x88cc' not in each['flow']]


@pytest.mark.parametrize('version', VERSIONS)
def test_flows_come_back_as_they_were_given(version: int) -> None:
    with served('single,2', ['rest_ctl'], versions=[version]) as net:
        assert change(net, 'add', *FLOWS) == (200, None)
        assert sorted(flows_of(net)) == sorted(FLOWS)
        entry = next(each for each in ask(net, '/v1.0/flows/1')[1] if each['priority'] == 5)
        assert entry.pop('duration') >= 0
        assert entry == {'flow': FLOWS[0], 'table_id': 0, 'priority': 5, 'packet_count': 0, 'byte_count': 0}
        assert flows_of(net, '?match=tcp') == FLOWS[1:2]
        assert change(net, 'modify', 'in_port=1,actions=output:1') == (200, None)
        assert flows_of(net, '?match=in_port%3D1') == ['priority=5,in_port=1 actions=output:1']
        assert change(net, 'delete_strict', 'in_port=1') == (200, None)  # of another priority
        assert len(flows_of(net)) == 3
        assert change(net, 'delete', 'tcp', 'in_port=1') == (200, None)
        assert flows_of(net) == FLOWS[2:]
        assert change(net, 'delete', '') == (200, None)
        assert ask(net, '/v1.0/flows/1') == (200, [])


@pytest.mark.parametrize('version', VERSIONS[1:])
def test_what_concerns_no_table_concerns_all(version: int) -> None:
    flow = 'table=2,priority=1 actions=output:1'
    with served('single,2', ['rest_ctl'], versions=[version]) as net:
        assert change(net, 'add', flow) == (200, None)
        assert flows_of(net) == flows_of(net, '?match=table%3D2') == [flow]
        assert flows_of(net, '?match=table%3D1') == []
        assert change(net, 'delete', 'table=1') == (200, None)
        assert flows_of(net) == [flow]
        assert change(net, 'delete', '') == (200, None)
        assert flows_of(net) == []


def test_what_cannot_be_read_changes_nothing() -> None:
    with served('single,2', ['rest_ctl']) as net:
        assert change(net, 'add', FLOWS[0], 'tcp,actions=outpt:1') == (400, {
            'status': 400, 'error': "flows[1]: 'outpt' at character 12: is no action", 'where': 'flows[1]'
        })  # fmt: skip
        assert flows_of(net) == []
        assert change(net, 'delete', 'tcp,actions=output:1')[0] == 400
        for command, flow, wrong in (
            ('add', '', 'there are no actions; actions=drop for none'),
            ('modify', 'priority=5,in_port=1', 'there are no actions; actions=drop for none'),
            ('delete', 'priority=5,in_port=1', 'a deletion is of every priority; delete_strict (--strict) is of one'),
        ):  # fmt: skip
            assert change(net, command, flow)[1]['error'] == f'flows[0]: {wrong}'
        assert flows_of(net) == []
        assert ask(net, '/v1.0/flows/1?match=colour%3Dred')[1]['where'] == 'match'
        assert ask(net, '/v1.0/flows/9')[0] == 404
        assert change(net, 'add')[0] == 200
        status, answer = change(net, 'add', 'priority=1,actions=group:77')
        assert (status, answer['openflow']['type']) == (409, 'OFPET_BAD_ACTION')


def test_a_request_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[float] = []
    monkeypatch.setattr(rest_ctl, 'greenhub', SimpleNamespace(sleep=turns.append))
    with served('single,2', ['rest_ctl']) as net:
        assert change(net, 'delete', *['in_port=1'] * rest_ctl.AT_ONCE * 2) == (200, None)
        assert turns == [0, 0], 'others have their turn'
        status, answer = change(net, 'delete', *['in_port=1'] * (rest_ctl.MOST_FLOWS + 1))
        assert (status, answer['where']) == (400, 'flows')


def test_switches() -> None:
    with served('linear,2', ['rest_ctl'], versions=[OF14]) as net:
        status, switches = ask(net, '/v1.0/switches')
        assert status == 200
        assert [(each['dpid'], each['version'], each['ports']) for each in switches] == [
            ('0000000000000001', '1.4', 2), ('0000000000000002', '1.4', 2),
        ]  # fmt: skip


def test_it_brings_along_what_the_client_asks() -> None:
    with served('single,1', ['rest_ctl']) as net:
        for path in ('/stats/switches', '/v1.0/topology/links'):
            assert ask(net, path)[0] == 200
        assert ask(net, '/v1.0/events', 'HEAD')[0] == 200
