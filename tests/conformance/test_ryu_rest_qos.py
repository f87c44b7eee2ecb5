"""Ryu's own `rest_qos`, unmodified, from its distribution: the answers of ours to the same requests are equal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import controller.compat
from controller.openflow import OF13
from tests.apps.served import ask, served

RULES, METER = '/qos/rules/0000000000000001', '/qos/meter/0000000000000001'

#: What is asked, in order; all of it is right, and none of it hits what is wrong in Ryu's.
REQUESTS: list[tuple[str, str, Any]] = [
    ('GET', RULES, None),
    ('POST', RULES, {'match': {'nw_dst': '10.0.0.1', 'nw_proto': 'UDP', 'tp_dst': '5002'}, 'actions': {'queue': '1'}}),
    ('POST', RULES, {'match': {'ip_dscp': '26'}, 'actions': {'queue': '1'}}),
    ('POST', RULES, {'match': {'nw_dst': '10.0.0.1', 'nw_proto': 'UDP', 'tp_dst': '5003'}, 'actions': {'mark': '34'}}),
    ('POST', RULES, {'priority': '10', 'match': {'dl_type': 'IPv4', 'in_port': '1', 'nw_src': '10.0.0.0/24'},
                     'actions': {'mark': '10', 'queue': '0'}}),
    ('POST', RULES, {'match': {'dl_type': 'ARP', 'dl_src': '00:00:00:00:00:01'}}),
    ('POST', RULES, {'match': {'ipv6_dst': 'fe80::/64', 'nw_proto': 'ICMPv6'}, 'actions': {}}),
    ('GET', RULES, None),
    ('GET', '/qos/rules/all', None),
    ('POST', METER, {'meter_id': '1', 'flags': 'KBPS', 'bands': [{'type': 'DROP', 'rate': '1000'}]}),
    ('POST', METER, {'meter_id': 2, 'flags': ['PKTPS', 'BURST'],
                     'bands': [{'type': 'DSCP_REMARK', 'rate': 9, 'burst_size': 3, 'prec_level': 1}]}),
    ('POST', RULES, {'match': {'ip_dscp': '10'}, 'actions': {'meter': '1'}}),
    ('GET', RULES, None),
    ('GET', METER, None),
    ('GET', '/stats/flow/1', None),
    ('GET', '/stats/meterconfig/1', None),
    ('DELETE', METER, {'meter_id': '2'}),
    ('DELETE', RULES, {'qos_id': 'all'}),
    ('DELETE', RULES, {'qos_id': '7'}),
    ('GET', '/qos/queue/0000000000000001', None),
    ('DELETE', '/qos/queue/0000000000000001', None),
    ('GET', '/qos/queue/status/0000000000000001', None),
    ('GET', '/stats/flow/1', None),
]  # fmt: skip


def test_answers_are_equal(ryu_apps: Path) -> None:
    controller.compat.install()
    try:
        theirs = answers(str(ryu_apps / 'rest_qos.py'))
    finally:
        controller.compat.uninstall()
    for request, our, their in zip(REQUESTS, answers('rest_qos'), theirs, strict=True):
        assert our == their, request


@pytest.mark.parametrize('body', [True, None, [1], {}])
def test_what_ryu_s_crashes_on_is_refused(ryu_apps: Path, body: Any) -> None:
    controller.compat.install()
    try:
        assert answers(str(ryu_apps / 'rest_qos.py'), [('POST', RULES, body)])[0][0] in (400, 500)
    finally:
        controller.compat.uninstall()
    assert answers('rest_qos', [('POST', RULES, body)])[0][0] == 400


def answers(app: str, requests: list[tuple[str, str, Any]] = REQUESTS) -> list[tuple[int, Any]]:
    """Status and JSON of each answer, without what differs from one run to the next."""
    with served('single,2', [app, 'ofctl_rest'], versions=[OF13]) as net:
        return [steady(ask(net, path, method, '' if method == 'GET' else json.dumps(body)))
                for method, path, body in requests]  # fmt: skip


def steady(answer: Any) -> Any:
    """An answer without times, its rules in the order of their ids, the instructions of flow entries in any."""
    if isinstance(answer, dict):
        found = {name: steady(value) for name, value in answer.items() if 'duration' not in name}
        if 'deleted. : QoS ID=' in str(found.get('details')):
            found['details'] = sorted(found['details'].rpartition('=')[2].split(','))
        if 'cookie' in found:
            found['actions'].sort()
        return found
    if isinstance(answer, (list, tuple)):
        return sorted(map(steady, answer), key=number_of)
    return answer


def number_of(item: Any) -> int:
    """By which a list is sorted, if it is one of rules."""
    return item.get('qos_id', item.get('cookie', 0)) if isinstance(item, dict) else 0
