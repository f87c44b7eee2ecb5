"""The events of a network as a stream: over server-sent events and WebSockets, on the emulated network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import greenhub
from controller.apps.rest_events import ON_DEMAND, TYPES, Place, RestEvents
from controller.apps.simple_switch_13 import SimpleSwitch13
from controller.emulator.testing import TestingNetwork
from controller.openflow import OF10, OF13, OF14, OF15
from greenhub.testing import HTTPClient
from greenhub.websocket_client import WebSocketClient
from tests.apps.served import ask, served, wsgi_of

FIRST, SECOND = '0000000000000001', '0000000000000002'
PATH = '/v1.0/events'


@contextmanager
def following(net: TestingNetwork, query: str = '') -> Iterator[list[dict[str, Any]]]:
    """The events of a stream, as they come."""
    heard: list[dict[str, Any]] = []
    with HTTPClient(wsgi_of(net), socket_timeout=60.0) as client, client.stream('GET', PATH + query) as answer:
        assert (answer.status, answer.headers['Content-Type']) == (200, 'text/event-stream; charset=UTF-8')

        def follow() -> None:
            text = b''
            while more := answer.read1():
                *lines, text = (text + more).split(b'\n')
                heard.extend(json.loads(line[6:]) for line in lines if line.startswith(b'data: '))
            heard.append({'type': 'end'})

        reader = greenhub.spawn(follow)
        greenhub.sleep(0.1)
        try:
            yield heard
        finally:
            reader.kill()


def app_of(net: TestingNetwork) -> RestEvents:
    found: RestEvents = net.controller.apps['RestEvents']
    return found


def types_of(heard: list[dict[str, Any]]) -> list[str]:
    return [each['type'] for each in heard]


@pytest.mark.parametrize('version', [OF10, OF13, OF14, OF15])
def test_what_happens_is_told(version: int) -> None:
    with served('linear,2', ['rest_events'], versions=[version]) as net, following(net) as heard:
        greenhub.sleep(5)
        heard.clear()
        net.set_link('s1', 's2', up=False)
        greenhub.sleep(5)
        assert sorted(types_of(heard)) == ['link_delete', 'link_delete', 'port_modify', 'port_modify']
        assert {each['port']['is_up'] for each in heard if 'port' in each} == {False}
        assert [each['id'] - heard[0]['id'] for each in heard] == [0, 1, 2, 3]
        assert heard[0]['time'] > 1e9
        heard.clear()
        net.set_link('s1', 's2', up=True)
        greenhub.sleep(5)
        links = [each for each in heard if each['type'] == 'link_add']
        assert {each['switch'] for each in links} == {each['link']['src']['dpid'] for each in links} == {FIRST, SECOND}
        heard.clear()
        net.controller.switches[2].close()
        greenhub.sleep(5)
        switches = [(each['type'], each['switch']) for each in heard if each['type'].startswith('switch')]
        assert switches == [('switch_leave', SECOND), ('switch_enter', SECOND)]
        entered = next(each for each in heard if each['type'] == 'switch_enter')
        assert entered['version'] == net.controller.switches[2].ofproto.name
        assert [port['name'] for port in entered['ports']] == ['s2-eth1', 's2-eth2']


@pytest.mark.parametrize('version', [OF10, OF13, OF14, OF15])
def test_flows_that_go_and_packets_that_come(version: int) -> None:
    app = 'simple_switch' if version == OF10 else {OF13: SimpleSwitch13}.get(version) or f'simple_switch_{version + 9}'
    with (
        served('single,2', ['rest_events', app], versions=[version]) as net,
        following(net, '?types=packet_in,flow_removed,host_add') as heard,
    ):
        net.ping('h1', 'h2')
        greenhub.sleep(5)
        packets = [each for each in heard if each['type'] == 'packet_in']
        assert not any('LLDP' in each['summary'] for each in packets)
        assert packets[0]['summary'] == 'ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28'
        assert (packets[0]['switch'], packets[0]['in_port'], packets[0]['length']) == (FIRST, 1, 60)
        assert packets[0]['reason'] in ('NO_MATCH', 'TABLE_MISS', 'ACTION')
        hosts = [each['host'] for each in heard if each['type'] == 'host_add']
        assert {each['mac']: each['ipv4'] for each in hosts}['00:00:00:00:00:01'] == ['10.0.0.1']
        heard.clear()
        switch = net.controller.switches[1]
        of = switch.ofproto
        address = b'\0\0\0\0\0\7' if version == OF10 else '00:00:00:00:00:07'
        match = of.OFPMatch(**{'dl_dst' if version == OF10 else 'eth_dst': address})
        flow = {'match': match, 'cookie': 9, 'priority': 5, 'flags': of.OFPFF_SEND_FLOW_REM, 'hard_timeout': 2}
        switch.send_msg(of.OFPFlowMod(switch, **flow))
        greenhub.sleep(5)
        (gone,) = [each for each in heard if each['type'] == 'flow_removed']
        del gone['id'], gone['time']
        assert gone == {
            'type': 'flow_removed', 'switch': FIRST, 'reason': 'HARD_TIMEOUT', 'table_id': 0, 'priority': 5,
            'cookie': 9, 'match': 'dl_dst=00:00:00:00:00:07', 'packet_count': 0, 'byte_count': 0,
        }  # fmt: skip


@pytest.mark.parametrize('version', [OF13, OF14, OF15])
def test_flow_entries_that_change(version: int) -> None:
    with served('linear,2', ['rest_events', 'rest_ctl'], versions=[version]) as net:
        with following(net, '?types=flow_change&switch=1') as heard:
            greenhub.sleep(1)
            for command, flow in (
                ('add', 'priority=5,in_port=1,actions=output:2'), ('modify', 'in_port=1,actions=drop'),
                ('delete', 'in_port=1'),
            ):  # fmt: skip
                body = json.dumps({'flows': [flow]})
                assert ask(net, f'/v1.0/flows/1/{command}', 'POST', body) == (200, None)
            greenhub.sleep(1)
            changes = [change for each in heard for change in each['changes']]
            assert {each['switch'] for each in heard} == ({FIRST} if changes else set())
            assert changes == ([] if version == OF13 else [  # which has no flow monitors
                {'change': 'ADDED', 'flow': 'priority=5,in_port=1 actions=output:2'},
                {'change': 'MODIFIED', 'flow': 'priority=5,in_port=1 actions=drop'},
                {'change': 'REMOVED', 'flow': 'priority=5,in_port=1'},
            ])  # fmt: skip
            heard.clear()
            net.controller.switches[1].close()  # and when it comes back
            greenhub.sleep(5)
            assert ask(net, '/v1.0/flows/1/add', 'POST', '{"flows": ["actions=drop"]}') == (200, None)
            greenhub.sleep(1)
            assert types_of(heard) == ([] if version == OF13 else ['flow_change'])
        greenhub.sleep(60)
        assert not app_of(net)._monitors


def test_only_what_is_asked_for() -> None:
    with served('linear,3', ['rest_events']) as net, following(net, '?types=link_delete&switch=0x1') as heard:
        greenhub.sleep(5)
        net.set_link('s1', 's2', up=False)
        net.set_link('s2', 's3', up=False)
        greenhub.sleep(5)
        ends = [(each['link']['src']['dpid'], each['link']['dst']['dpid']) for each in heard]
        assert sorted(ends) == [(FIRST, SECOND), (SECOND, FIRST)]


def test_the_present_state_comes_first() -> None:
    with served('linear,2', ['rest_events', 'rest_topology', SimpleSwitch13]) as net:
        greenhub.sleep(5)
        net.ping('h1', 'h2')
        greenhub.sleep(5)
        with following(net, '?snapshot=1&count=1') as heard:
            greenhub.sleep(1)
            assert types_of(heard) == ['snapshot', 'end']
            for things in ('switches', 'links', 'hosts'):
                assert heard[0][things] == ask(net, f'/v1.0/topology/{things}')[1]
        with following(net, '?snapshot=1&count=0') as heard:
            greenhub.sleep(1)
            assert types_of(heard) == ['end']
        with following(net, '?snapshot=1&types=host_add,link_add&switch=2') as heard:
            assert heard[0].keys() == {'id', 'time', 'type', 'links', 'hosts'}
            assert (len(heard[0]['links']), [each['port']['dpid'] for each in heard[0]['hosts']]) == (2, [SECOND])


def test_over_a_websocket() -> None:
    with (
        served('linear,2', ['rest_events']) as net,
        WebSocketClient(wsgi_of(net), f'{PATH}?types=port_modify&count=2', timeout=600.0) as ws,
    ):
        greenhub.sleep(5)
        ws.send('hello?')
        net.set_link('s1', 's2', up=False)
        told = [json.loads(str(ws.wait())) for _ in range(2)]
        assert {(each['type'], each['switch']) for each in told} == {('port_modify', FIRST), ('port_modify', SECOND)}
        assert ws.wait() is None
        assert ws.close_code == 1000
        greenhub.sleep(1)
        assert len(app_of(net).streams) == 0


@pytest.mark.parametrize(('query', 'problem'), [
    ('types=link_added', 'link_added'), ('types=link_add,nonsense', 'nonsense'), ('switch=x', "'x'"),
    ('snapshot=perhaps', 'perhaps'), ('count=-1', '-1'), ('tpyes=link_add', 'tpyes'),
])  # fmt: skip
def test_what_there_is_not_is_refused_by_name(query: str, problem: str) -> None:
    with served('single,1', ['rest_events']) as net:
        status, answer = ask(net, f'{PATH}?{query}')
        assert (status, problem in answer['error']) == (400, True), answer
        assert len(app_of(net).streams) == 0
        assert ask(net, PATH, 'POST')[0] == 405
        assert ask(net, PATH, 'HEAD') == (200, None)
        assert len(app_of(net).streams) == 0


def test_what_nobody_listens_to_costs_nothing() -> None:
    with served('single,2', ['rest_events']) as net:
        app = app_of(net)
        assert app._runner.handlers == {}
        with following(net):
            heard = {each for each, rows in app._runner.handlers.items() if rows}
            assert heard == {kind.event_class for name, kind in TYPES.items() if name not in ON_DEMAND}
            with following(net, '?types=packet_in'):
                assert app._runner.handlers[TYPES['packet_in'].event_class]
            greenhub.sleep(60)  # a client that has left is missed with the next sign of life
            assert not app._runner.handlers[TYPES['packet_in'].event_class]
        greenhub.sleep(60)
        assert not any(app._runner.handlers.values())


def test_an_app_that_goes_ends_its_streams() -> None:
    with (
        served('single,1', ['rest_events']) as net,
        WebSocketClient(wsgi_of(net), PATH, timeout=600.0) as ws,
        following(net) as heard,
    ):
        net.controller.replacing.remove('RestEvents')
        greenhub.sleep(1)
        assert heard == [{'type': 'end'}]
        assert ws.wait() is None
        assert ws.close_code == 1001
        assert ask(net, PATH)[0] == 404


@pytest.mark.parametrize('text', ['1', '01', '0x1', '0X0001', '0000000000000001'])
def test_a_switch_may_be_named_in_all_the_usual_ways(text: str) -> None:
    assert Place.read(text) == FIRST
    assert re.fullmatch(Place.schema()['pattern'], text)


@pytest.mark.parametrize('text', ['', 'x', '0x', '-1', 'ab', '1' * 17, '0x' + '1' * 17, '\u0661', '1\n', ' 1'])
def test_what_is_no_switch(text: str) -> None:
    with pytest.raises(ValueError, match='is not a datapath id'):
        Place.read(text)
