"""Every call of the documentation of Ryu's ofctl_rest, on Open vSwitch of OpenFlow 1.0, 1.3, 1.4 and 1.5.

What is answered has the documentation's names and kinds of values; what was added is there for `ovs-ofctl` as well, and
packets obey it. Where Ryu's own answers say more than its documentation (lengths, since 1.4), so do ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.conformance.lab import Host, Laboratory, OpenVSwitch, Switch, run, wait_until

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(60)]

VERSIONS = ['OpenFlow10', 'OpenFlow13', 'OpenFlow14', 'OpenFlow15']
V10, V13, V14, V15 = VERSIONS

#: Answers: `NONE` where the version has no such thing, `UNKNOWN` where Open vSwitch does not know the message.
NONE, UNKNOWN = 501, 502

#: Kinds of values in the literals below are those of the examples. A tuple has one example of each kind that may be.
PORT_NO = (1, 'LOCAL')

# -- what is asked to be done -----------------------------------------------------------------------------------------

MATCH = {'in_port': 1}
OUTPUT = {'type': 'OUTPUT', 'port': 2}
FLOW_10 = {'dpid': 1, 'cookie': 1, 'table_id': 0, 'idle_timeout': 30, 'hard_timeout': 30, 'priority': 11111,
           'flags': 1, 'match': MATCH, 'actions': [OUTPUT]}  # fmt: skip
FLOW_13 = {**FLOW_10, 'cookie_mask': 1}
FLOW_14 = {name: value for name, value in FLOW_13.items() if name != 'actions'} | {
    'instructions': [{'type': 'APPLY_ACTIONS', 'actions': [{**OUTPUT, 'max_len': 65535}]}]
}
FLOWS = {V10: FLOW_10, V13: FLOW_13, V14: FLOW_14, V15: FLOW_14}

#: More of its flow entries: a priority, what is done with the packets, and how ovs-ofctl says that.
INSTRUCTIONS = [
    (22222, {'type': 'GOTO_TABLE', 'table_id': 1}, 'goto_table:1'),
    (33333, {'type': 'WRITE_METADATA', 'metadata': 1, 'metadata_mask': 1}, 'write_metadata:0x1/0x1'),
    (44444, {'type': 'METER', 'meter_id': 1}, 'meter:1'),
]

GROUP = {'dpid': 1, 'type': 'ALL', 'group_id': 1, 'buckets': [{'actions': [{'type': 'OUTPUT', 'port': 1}]}]}
METER = {'dpid': 1, 'flags': 'KBPS', 'meter_id': 1, 'bands': [{'type': 'DROP', 'rate': 1000}]}
FILTER = {'table_id': 0, 'out_port': 2, 'cookie': 1, 'cookie_mask': 1, 'match': MATCH}

# -- what is answered -------------------------------------------------------------------------------------------------

APPLIED = {'type': 'APPLY_ACTIONS', 'len': 24, 'actions': [{'type': 'OUTPUT', 'len': 16, 'port': 2, 'max_len': 0}]}
ENTRY = {'length': 88, 'table_id': 0, 'duration_sec': 2, 'duration_nsec': 676000000, 'priority': 11111,
         'idle_timeout': 0, 'hard_timeout': 0, 'cookie': 1, 'packet_count': 0, 'byte_count': 0,
         'match': MATCH}  # fmt: skip
DESCRIBED = {'length': 120, 'table_id': 0, 'priority': 11111, 'idle_timeout': 0, 'hard_timeout': 0, 'flags': 1,
             'importance': 0, 'cookie': 1, 'match': MATCH, 'instructions': [APPLIED], 'stats': {
                 'duration': {'duration_sec': 2, 'duration_nsec': 1}, 'idle_time': {'idle_time_sec': 0,
                 'idle_time_nsec': 0}, 'packet_count': 0, 'byte_count': 0}}  # fmt: skip
SUMS = {'packet_count': 18, 'byte_count': 756, 'flow_count': 3}
TABLE = {'table_id': 0, 'active_count': 0, 'lookup_count': 8, 'matched_count': 0}
TABLE_10 = {**TABLE, 'name': 'classifier', 'max_entries': 1000000, 'wildcards': ['IN_PORT', 'DL_VLAN']}
FEATURES = {'table_id': 0, 'name': 'table_0', 'metadata_match': 18446744073709552000, 'config': 0,
            'metadata_write': 18446744073709552000, 'max_entries': 4096, 'properties': [
                {'type': 'INSTRUCTIONS', 'instruction_ids': [{'len': 4, 'type': 1}]}]}  # fmt: skip
DURATION = {'duration_sec': 12, 'duration_nsec': 976000000}
ETHERNET = {'rx_frame_err': 0, 'rx_over_err': 0, 'rx_crc_err': 0, 'collisions': 0}
COUNTERS = {'port_no': PORT_NO, 'rx_packets': 9, 'tx_packets': 6, 'rx_bytes': 738, 'tx_bytes': 252, 'rx_dropped': 0,
            'tx_dropped': 0, 'rx_errors': 0, 'tx_errors': 0}  # fmt: skip
COUNTERS_14 = {**COUNTERS, **DURATION, 'length': 304, 'properties': [
    {'type': 'ETHERNET', 'length': 40, **ETHERNET},
    {'type': 'EXPERIMENTER', 'length': 184, 'experimenter': 101, 'exp_type': 0, 'data': [0]},
]}  # fmt: skip
PORT = {'port_no': PORT_NO, 'hw_addr': '0a:b6:d0:0c:e1:d7', 'name': 's1-eth1', 'config': 0, 'state': 0}
LINK = {'curr': 2112, 'advertised': 0, 'supported': 0, 'peer': 0}
SPEED = {'curr_speed': 10000000, 'max_speed': 0}
PORT_14 = {**PORT, 'length': 72, 'properties': [{'type': 'ETHERNET', 'length': 32, **LINK, **SPEED}]}
QUEUE = {'port_no': 1, 'queue_id': 0, 'tx_bytes': 0, 'tx_packets': 0, 'tx_errors': 0}
QUEUE_14 = {**QUEUE, **DURATION, 'length': 48, 'properties': []}
QUEUES_10 = {'port': 1, 'queues': [{'properties': [], 'queue_id': 1}]}
QUEUES_13 = {'port': (1, 'ANY'), 'queues': [{'properties': [], 'port': 0, 'queue_id': 1}]}
QUEUE_DESCRIBED = {'len': 88, 'port_no': 1, 'queue_id': 1, 'properties': []}
GROUP_COUNTERS = {'length': 56, 'group_id': 1, 'ref_count': 1, 'packet_count': 0, 'byte_count': 0, **DURATION,
                  'bucket_stats': [{'packet_count': 0, 'byte_count': 0}]}  # fmt: skip
BUCKET_13 = {'weight': 0, 'watch_port': 4294967295, 'watch_group': 4294967295, 'actions': ['OUTPUT:1']}
BUCKET_14 = {**BUCKET_13, 'len': 32, 'actions': APPLIED['actions']}
BUCKET_15 = {'bucket_id': 0, 'len': 24, 'action_array_len': 16, 'actions': APPLIED['actions'], 'properties': []}
GROUP_13 = {'type': 'ALL', 'group_id': 1, 'buckets': [BUCKET_13]}
GROUP_14 = {'type': 'ALL', 'group_id': 1, 'length': 40, 'buckets': [BUCKET_14]}
GROUP_15 = {**GROUP_14, 'bucket_array_len': 24, 'buckets': [BUCKET_15], 'properties': []}
GROUP_FEATURES = {
    'types': ['ALL'], 'capabilities': ['SELECT_WEIGHT', 'SELECT_LIVENESS', 'CHAINING'],
    'max_groups': [{'ALL': 4294967040}, {'SELECT': 4294967040}, {'INDIRECT': 4294967040}, {'FF': 4294967040}],
    'actions': [{'ALL': ['OUTPUT']}, {'SELECT': []}, {'INDIRECT': []}, {'FF': []}],
}  # fmt: skip
METER_COUNTERS = {'meter_id': 1, 'len': 56, 'flow_count': 0, 'packet_in_count': 0, 'byte_in_count': 0, **DURATION,
                  'band_stats': [{'packet_band_count': 0, 'byte_band_count': 0}]}  # fmt: skip
METER_COUNTERS_15 = {{'flow_count': 'ref_count'}.get(name, name): value for name, value in METER_COUNTERS.items()}
METER_13 = {'flags': ['KBPS'], 'meter_id': 1, 'bands': [{'type': 'DROP', 'rate': 1000, 'burst_size': 0}]}
METER_14 = {**METER_13, 'length': 24, 'bands': [{'type': 'DROP', 'len': 16, 'rate': 1000, 'burst_size': 0}]}
METER_FEATURES = {'max_meter': 256, 'band_types': ['DROP'], 'capabilities': ['KBPS', 'BURST', 'STATS'],
                  'max_bands': 16, 'max_color': 8}  # fmt: skip
ROLE = {'role': 'EQUAL', 'generation_id': 0}

#: What a GET of /stats/... is answered, by version.
ANSWERS: dict[str, tuple[Any, Any, Any, Any]] = {
    'flow/1': ({name: value for name, value in ENTRY.items() if name != 'length'} | {'actions': ['OUTPUT:2']},
               {**ENTRY, 'flags': 1, 'actions': ['OUTPUT:2']},
               {**ENTRY, 'flags': 1, 'importance': 0, 'instructions': [APPLIED]},
               UNKNOWN),
    'flowdesc/1': (NONE, NONE, NONE, DESCRIBED),
    'aggregateflow/1': (SUMS, SUMS, SUMS, {'stats': SUMS, 'length': 40}),
    'table/1': (TABLE_10, TABLE, TABLE, TABLE),
    'tablefeatures/1': (NONE, FEATURES, {**FEATURES, 'length': 5152},
                        {name: value for name, value in FEATURES.items() if name != 'config'}
                        | {'length': 5120, 'command': 0, 'features': 0, 'capabilities': 0}),
    'port/1': ({**COUNTERS, **ETHERNET}, {**COUNTERS, **ETHERNET, **DURATION}, COUNTERS_14, COUNTERS_14),
    'port/1/1': ({**COUNTERS, **ETHERNET}, {**COUNTERS, **ETHERNET, **DURATION}, COUNTERS_14, COUNTERS_14),
    'portdesc/1': ({**PORT, **LINK}, {**PORT, **LINK, **SPEED}, PORT_14, PORT_14),
    'portdesc/1/1': ({**PORT, **LINK}, {**PORT, **LINK, **SPEED}, PORT_14, PORT_14),
    **dict.fromkeys(('queue/1', 'queue/1/1', 'queue/1/1/1', 'queue/1/ALL/1'),
                    (QUEUE, {**QUEUE, **DURATION}, QUEUE_14, QUEUE_14)),
    'queueconfig/1': (409, QUEUES_13, NONE, NONE),  # Open vSwitch refuses OFPP_ALL in 1.0
    'queueconfig/1/1': (QUEUES_10, QUEUES_13, NONE, NONE),
    **dict.fromkeys(('queuedesc/1', 'queuedesc/1/1', 'queuedesc/1/1/1', 'queuedesc/1/ALL/1'),
                    (NONE, NONE, QUEUE_DESCRIBED, QUEUE_DESCRIBED)),
    **dict.fromkeys(('group/1', 'group/1/1'), (NONE, GROUP_COUNTERS, GROUP_COUNTERS, GROUP_COUNTERS)),
    **dict.fromkeys(('groupdesc/1', 'groupdesc/1/1'), (NONE, GROUP_13, GROUP_14, GROUP_15)),
    'groupfeatures/1': (NONE, GROUP_FEATURES, GROUP_FEATURES, GROUP_FEATURES),
    **dict.fromkeys(('meter/1', 'meter/1/1'), (NONE, METER_COUNTERS, METER_COUNTERS, METER_COUNTERS_15)),
    **dict.fromkeys(('meterconfig/1', 'meterconfig/1/1'), (NONE, METER_13, METER_14, NONE)),
    **dict.fromkeys(('meterdesc/1', 'meterdesc/1/1'), (NONE, NONE, NONE, METER_14)),
    'meterfeatures/1': (NONE, METER_FEATURES, METER_FEATURES, {**METER_FEATURES, 'features': 0}),
    'role/1': (NONE, ROLE, ROLE, {**ROLE, 'short_id': 0}),
}  # fmt: skip


def like(answer: Any, documented: Any, where: str = '') -> None:
    """An AssertionError unless an answer has the names and the kinds of values of what is documented.

    Of a list every item is like an example: like the one with its `type` or its names, if there are several.
    """
    if isinstance(documented, tuple):
        assert type(answer) in {type(each) for each in documented}, f'{where}: {answer!r}'
        return
    assert type(answer) is type(documented), f'{where}: {answer!r}'
    if isinstance(documented, dict):
        assert answer.keys() == documented.keys(), where
        for name, value in documented.items():
            like(answer[name], value, f'{where}.{name}')
    elif isinstance(documented, list) and documented:
        assert answer, f'{where} is empty'
        examples = {_kind(each): each for each in documented}
        for number, each in enumerate(answer):
            # Of the properties of tables the documentation shows the first.
            if _kind(each) in examples or not where.endswith('.properties'):
                like(each, examples.get(_kind(each), documented[0]), f'{where}[{number}]')


def _kind(item: Any) -> Any:
    return item.get('type', frozenset(item)) if isinstance(item, dict) else type(item)


# -- the network ------------------------------------------------------------------------------------------------------


@dataclass
class Network:
    """A switch of one version with two hosts, and queues 0 and 1 on port 1."""

    version: str
    switch: Switch
    hosts: list[Host]

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of an answer; None for an empty one."""
        connection = HTTPConnection('127.0.0.1', 8080, timeout=10)
        connection.request(method, f'/stats/{path}', None if body is None else json.dumps(body))
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None

    def get(self, path: str) -> Any:
        """What a switch lists."""
        status, answer = self.ask('GET', path)
        assert (status, list(answer)) == (200, ['1']), answer
        return answer['1']

    def do(self, path: str, body: Any, status: int = 200) -> None:
        """A change; its answer is empty if all is well."""
        answer = self.ask('POST', path, body)
        assert answer == (200, None) if status == 200 else answer[0] == status, answer

    def dump(self, what: str) -> str:
        return run('ovs-ofctl', '--no-names', '-O', self.version, f'dump-{what}', self.switch.name)

    def flows(self) -> list[str]:
        """The flow entries as ovs-ofctl writes them, from their priority on, sorted."""
        return sorted(re.findall(r'(priority=.*actions=.*)', self.switch.flows()))

    def reach(self) -> None:
        """The hosts have to reach each other, once they have asked again for an address that they gave up."""
        wait_until('the hosts to reach each other', self.pings)

    def pings(self) -> bool:
        return self.hosts[0].pings(self.hosts[1], 1)


@pytest.fixture(scope='module', params=VERSIONS)
def built(
    request: pytest.FixtureRequest, openvswitch: OpenVSwitch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Network]:
    with ExitStack() as stack:
        lab = Laboratory(openvswitch, tmp_path_factory.mktemp('controller'), stack)
        controller, hosts = lab.controller(), lab.hosts(2)
        switch = lab.switch(1, request.param, 'tcp:127.0.0.1:6653', hosts)
        run('ovs-vsctl', 'set', 'Port', hosts[0].port, 'qos=@qos',
            '--', '--id=@qos', 'create', 'QoS', 'type=linux-htb', 'queues=1=@queue',
            '--', '--id=@queue', 'create', 'Queue', 'other-config:min-rate=80')  # fmt: skip
        controller.wait_for(1)
        yield Network(request.param, switch, hosts)


@pytest.fixture
def net(built: Network) -> Iterator[Network]:
    yield built
    assert built.ask('DELETE', 'flowentry/clear/1') == (200, None)
    assert built.flows() == []
    if built.version != V10:
        built.do('groupentry/delete', {'dpid': 1, 'group_id': 'ALL'})
        built.do('meterentry/delete', {'dpid': 1, 'meter_id': 'ALL'})


# -- the calls --------------------------------------------------------------------------------------------------------


def test_switches_and_who_made_them(net: Network) -> None:
    assert net.ask('GET', 'switches') == (200, [1])
    described = {'mfr_desc': 'Nicira, Inc.', 'hw_desc': 'Open vSwitch', 'serial_num': 'None', 'dp_desc': 'None'}
    answer = net.get('desc/1')
    assert answer == {**described, 'sw_desc': answer['sw_desc']}
    assert answer['sw_desc'] in run('ovs-vswitchd', '--version')


def test_what_is_answered_is_what_is_documented(net: Network) -> None:
    net.do('flowentry/add', FLOWS[net.version])
    if net.version != V10:
        net.do('groupentry/add', GROUP)
        net.do('meterentry/add', METER)
    for path, by_version in ANSWERS.items():
        expected = by_version[VERSIONS.index(net.version)]
        if isinstance(expected, int):
            status, answer = net.ask('GET', path)
            assert (status, answer['status']) == (expected, expected), path
        else:
            like(net.get(path), [expected], path)


def test_one_of_many(net: Network) -> None:
    """A number behind the datapath id narrows an answer down."""
    assert [each['port_no'] for each in net.get('port/1')] == ['LOCAL', 1, 2]
    assert [each['port_no'] for each in net.get('port/1/2')] == [2]
    assert [each['port_no'] for each in net.get('portdesc/1/2')] == [2]
    queues = 'queue', 'queuedesc'
    for kind in queues if net.version in (V14, V15) else queues[:1]:
        both = [(1, 0), (1, 1)]
        for path, expected in ('1', both), ('1/1', both), ('1/1/1', both[1:]), ('1/ALL/1', both[1:]):
            assert [(each['port_no'], each['queue_id']) for each in net.get(f'{kind}/{path}')] == expected


def test_flow_entries_that_a_question_selects(net: Network) -> None:
    """Open vSwitch of 1.5 knows only the descriptions of flow entries; a switch of 1.0 cannot look for cookies."""
    flow, kind = FLOWS[net.version], 'flowdesc' if net.version == V15 else 'flow'
    wanted = FILTER if net.version != V10 else {'table_id': 0, 'out_port': 2, 'match': MATCH}
    net.do('flowentry/add', flow)
    net.do('flowentry/add', {**flow, 'priority': 5, 'cookie': 2, 'match': {'in_port': 2}})
    assert len(net.get(f'{kind}/1')) == 2
    for question in wanted, {'priority': 11111}:
        if kind == 'flow' or 'priority' not in question:
            status, answer = net.ask('POST', f'{kind}/1', question)
            assert (status, [each['priority'] for each in answer['1']]) == (200, [11111])
    status, answer = net.ask('POST', 'aggregateflow/1', wanted)
    assert (status, answer['1'][0].get('stats', answer['1'][0])['flow_count']) == (200, 1)
    if net.version == V10:
        assert [net.ask('POST', f'{each}/1', FILTER)[0] for each in ('flow', 'aggregateflow')] == [409, 409]


def test_a_flow_entry_and_the_packets(net: Network) -> None:
    flow = FLOWS[net.version]
    net.do('flowentry/add', flow)
    assert net.flows() == ['priority=11111,in_port=1 actions=output:2']
    assert all(part in net.switch.flows() for part in ('cookie=0x1,', 'idle_timeout=30,', 'hard_timeout=30,'))
    back = {'dpid': 1, 'priority': 5, 'match': {'in_port': 2}, 'actions': [{'type': 'OUTPUT', 'port': 1}]}
    net.do('flowentry/add', back)
    net.reach()
    net.do('flowentry/modify_strict', {'dpid': 1, 'priority': 11111, 'match': MATCH, 'actions': []})
    assert net.flows() == ['priority=11111,in_port=1 actions=drop', 'priority=5,in_port=2 actions=output:1']
    assert not net.pings()
    net.do('flowentry/modify', {'dpid': 1, 'match': MATCH, 'actions': [OUTPUT]})
    net.reach()
    net.do('flowentry/delete_strict', {**flow, 'priority': 11110})
    assert len(net.flows()) == 2
    net.do('flowentry/delete_strict', flow)
    assert len(net.flows()) == 1
    net.do('flowentry/delete', {'dpid': 1, 'match': {'in_port': 2}})
    assert net.flows() == []


@pytest.mark.parametrize('command', ['add', 'modify', 'modify_strict', 'delete', 'delete_strict'])
def test_the_documented_flow_entry_is_taken_for_every_command(net: Network, command: str) -> None:
    net.do(f'flowentry/{command}', FLOWS[net.version])
    assert len(net.flows()) == (1 if net.version == V10 and command.startswith('modify') else command == 'add')
    if net.version == V10:  # which cannot look for a part of a cookie
        net.do(f'flowentry/{command}', FLOW_13, 200 if command == 'add' else 409)


def test_instructions(net: Network) -> None:
    """As `actions`, and since 1.4 as `instructions`. 1.0 has none, and since 1.5 METER is an action."""
    if net.version == V10:
        for _, instruction, _ in INSTRUCTIONS:
            net.do('flowentry/add', {'dpid': 1, 'match': MATCH, 'actions': [instruction]}, 409)
        return
    net.do('meterentry/add', METER)
    names = ['actions', 'instructions'] if net.version in (V14, V15) else ['actions']
    for name in names:
        for priority, instruction, shown in INSTRUCTIONS:
            flow = {'dpid': 1, 'priority': priority, 'match': MATCH, name: [instruction]}
            if (net.version, name, instruction['type']) == (V15, 'instructions', 'METER'):
                net.do('flowentry/add', flow, 409)
                continue
            net.do('flowentry/add', flow)
            assert f'priority={priority},in_port=1 actions={shown}' in net.flows()
        assert net.ask('DELETE', 'flowentry/clear/1') == (200, None)


def test_vlans(net: Network) -> None:
    """The matches of the documentation's VLAN examples, and its action that tags."""
    vlans: dict[Any, str] = {5: 'dl_vlan=5'}
    if net.version != V10:
        vlans |= {'0x0000': 'vlan_tci=0x0000/0x1fff', '0x1000/0x1000': 'vlan_tci=0x1000/0x1000', '0x1005': 'dl_vlan=5'}
    for vlan, shown in vlans.items():
        net.do('flowentry/add', {'dpid': 1, 'priority': 7, 'match': {'dl_vlan': vlan}, 'actions': [OUTPUT]})
        assert net.flows() == [f'priority=7,{shown} actions=output:2'], vlan
        assert net.ask('DELETE', 'flowentry/clear/1') == (200, None)
    tag = [{'type': 'SET_VLAN_VID', 'vlan_vid': 6}] if net.version == V10 else [
        {'type': 'PUSH_VLAN', 'ethertype': 33024}, {'type': 'SET_FIELD', 'field': 'vlan_vid', 'value': 4102}]
    net.do('flowentry/add', {'dpid': 1, 'priority': 7, 'match': {'dl_type': '0x8000'}, 'actions': [*tag, OUTPUT]})
    (flow,) = net.flows()
    shown = 'mod_vlan_vid:6' if net.version == V10 else 'push_vlan:0x8100,set_field:4102->vlan_vid'
    assert flow == f'priority=7,dl_type=0x8000 actions={shown},output:2'


def test_groups(net: Network) -> None:
    if net.version == V10:
        for command in 'add', 'modify', 'delete':
            net.do(f'groupentry/{command}', GROUP, NONE)
        return
    net.do('groupentry/add', GROUP)
    assert 'group_id=1,type=all,bucket=' in net.dump('groups')
    assert 'output:1' in net.dump('groups')
    net.do('groupentry/add', GROUP, 409)  # it is there already
    net.do('groupentry/modify', {**GROUP, 'buckets': [{'actions': [OUTPUT]}]})
    assert 'output:2' in net.dump('groups')
    net.do('flowentry/add', {'dpid': 1, 'match': MATCH, 'actions': [{'type': 'GROUP', 'group_id': 1}]})
    net.do('flowentry/add', {'dpid': 1, 'match': {'in_port': 2}, 'actions': [{'type': 'OUTPUT', 'port': 1}]})
    net.reach()
    net.do('groupentry/delete', {'dpid': 1, 'group_id': 1})
    assert 'group_id' not in net.dump('groups')
    assert len(net.flows()) == 1  # with the group goes what leads to it


def test_meters(net: Network) -> None:
    if net.version == V10:
        for command in 'add', 'modify', 'delete':
            net.do(f'meterentry/{command}', METER, NONE)
        return
    net.do('meterentry/add', METER)
    assert 'meter=1 kbps' in net.dump('meters')
    assert 'type=drop rate=1000' in net.dump('meters')
    net.do('meterentry/modify', {**METER, 'bands': [{'type': 'DROP', 'rate': 2000}]})
    assert 'type=drop rate=2000' in net.dump('meters')
    net.do('meterentry/delete', {'dpid': 1, 'meter_id': 1})
    assert 'meter=1' not in net.dump('meters')


def test_a_port_that_is_taken_out_of_service(net: Network) -> None:
    change = {'dpid': 1, 'port_no': 1, 'config': 1, 'mask': 1}
    for pair in (1, 2), (2, 1):
        action = {'type': 'OUTPUT', 'port': pair[1]}
        net.do('flowentry/add', {'dpid': 1, 'match': {'in_port': pair[0]}, 'actions': [action]})
    net.reach()
    net.do('portdesc/modify', change)
    assert net.get('portdesc/1/1')[0]['config'] == 1
    assert not net.pings()
    net.do('portdesc/modify', {**change, 'config': 0})
    assert net.get('portdesc/1/1')[0]['config'] == 0
    net.reach()


def test_roles(net: Network) -> None:
    if net.version == V10:
        net.do('role', {'dpid': 1, 'role': 'MASTER'}, NONE)
        return
    for role in 'MASTER', 'SLAVE', 'EQUAL':
        net.do('role', {'dpid': 1, 'role': role})
        assert net.get('role/1')[0]['role'] == role


def test_an_experiment(net: Network) -> None:
    """Open vSwitch does not know the documentation's experimenter; Ryu does not tell of that."""
    body = {'dpid': 1, 'experimenter': 1, 'exp_type': 1, 'data_type': 'ascii', 'data': 'data'}
    status, answer = net.ask('POST', 'experimenter/1', body)
    expected = NONE if net.version == V10 else 409
    assert (status, answer['status']) == (expected, expected), answer
    if net.version != V10:
        assert answer['openflow'] == {'type': 'OFPET_BAD_REQUEST', 'code': 'OFPBRC_BAD_EXPERIMENTER'}
        assert net.ask('POST', 'experimenter/1?confirm=0', body) == (200, None)
