"""The topology over REST and over a WebSocket, on the emulated network, in every OpenFlow version."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

import greenhub
from controller.app import ReplyTimeout
from controller.apps import rest_topology, ws_topology
from controller.apps.simple_switch_13 import SimpleSwitch13
from controller.openflow import OF10, OF13, OF14, OF15
from controller.rest import Request
from greenhub.websocket_client import WebSocketClient
from tests.apps.served import ask, served, wsgi_of

FIRST, SECOND = '0000000000000001', '0000000000000002'
PATH = '/v1.0/topology/ws'


@pytest.mark.parametrize('version', [OF10, OF13, OF14, OF15])
def test_switches_and_links(version: int) -> None:
    with served('linear,2', ['rest_topology'], versions=[version]) as net:
        greenhub.sleep(5)
        status, switches = ask(net, '/v1.0/topology/switches')
        assert (status, [each['dpid'] for each in switches]) == (200, [FIRST, SECOND])
        assert [port['port_no'] for port in switches[0]['ports']] == ['00000001', '00000002']
        assert switches[0]['ports'][0].keys() == {'dpid', 'port_no', 'hw_addr', 'name'}
        assert ask(net, f'/v1.0/topology/switches/{FIRST}') == (200, switches[:1])
        links = ask(net, '/v1.0/topology/links')[1]
        assert {(each['src']['dpid'], each['dst']['dpid']) for each in links} == {(FIRST, SECOND), (SECOND, FIRST)}
        assert [each['src']['dpid'] for each in ask(net, f'/v1.0/topology/links/{SECOND}')[1]] == [SECOND]
        assert links[0]['src'] in [port for switch in switches for port in switch['ports']]


def test_hosts() -> None:
    with served('linear,2', ['rest_topology', SimpleSwitch13]) as net:
        greenhub.sleep(5)
        assert ask(net, '/v1.0/topology/hosts') == (200, [])
        net.ping('h1', 'h2')
        greenhub.sleep(5)
        hosts = ask(net, '/v1.0/topology/hosts')[1]
        assert {host['mac']: (host['ipv4'], host['port']['dpid']) for host in hosts} == {
            '00:00:00:00:00:01': (['10.0.0.1'], FIRST), '00:00:00:00:00:02': (['10.0.0.2'], SECOND),
        }  # fmt: skip
        assert [host['mac'] for host in ask(net, f'/v1.0/topology/hosts/{SECOND}')[1]] == ['00:00:00:00:00:02']


def test_what_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with served('single,1', ['rest_topology']) as net:
        for what in ('switches', 'links', 'hosts'):
            assert ask(net, f'/v1.0/topology/{what}/00000000000000ff') == (200, [])
            assert ask(net, f'/v1.0/topology/{what}/1')[0] == 404
            assert ask(net, f'/v1.0/topology/{what}', 'POST')[0] == 405

        def too_late(*_args: Any) -> None:
            raise ReplyTimeout('switches did not answer')

        monkeypatch.setattr(rest_topology, 'get_link', too_late)
        assert ask(net, '/v1.0/topology/links') == (504, {'status': 504, 'error': 'switches did not answer'})


# -- as a picture ---------------------------------------------------------------------------------------------------


def test_the_page_needs_nobody_else() -> None:
    with served('linear,2', ['gui_topology']) as net:
        for path in ('/', '/index.html'):
            answer = Request.blank(path).get_response(wsgi_of(net))
            assert (answer.status_int, answer.content_type) == (200, 'text/html')
        elsewhere = re.findall(r'https?://[^\s\'"]+', answer.text)
        assert elsewhere == ['http://www.w3.org/2000/svg']  # which is a name, and nothing that is loaded
        assert "default-src 'none'" in answer.headers['Content-Security-Policy']
        for path in ('/rest_topology.py', '/..%2fREADME.md', '/pages/index.html'):
            assert ask(net, path)[0] == 404
        greenhub.sleep(5)
        for path in re.findall(r"`(/[^`$]*)\$\{", answer.text):  # what it asks for is there
            wanted = ['1'] if 'stats' in path else ['switches', 'links', 'hosts']
            assert [ask(net, path + each)[0] for each in wanted] == [200] * len(wanted)
        with WebSocketClient(wsgi_of(net), re.findall(r"/v1.0/topology/ws", answer.text)[0]):
            greenhub.sleep(0)
            assert len(net.controller.apps['WebSocketTopology'].rpc_clients) == 1


# -- over a WebSocket -----------------------------------------------------------------------------------------------


def answering(ws: WebSocketClient, answer: Callable[[Any], str]) -> list[tuple[str, Any]]:
    """What a client is told, as it hears it; it answers what `answer` says."""
    heard: list[tuple[str, Any]] = []

    def follow() -> None:
        while (text := ws.wait()) is not None:
            call = json.loads(str(text))
            heard.append((call['method'], call['params'][0]))
            ws.send(answer(call))

    greenhub.spawn(follow)
    return heard


def result(call: Any) -> str:
    return json.dumps({'id': call['id'], 'jsonrpc': '2.0', 'result': ''})


def links_of(heard: list[tuple[str, Any]], method: str) -> set[tuple[str, str]]:
    return {(link['src']['dpid'], link['dst']['dpid']) for told, link in heard if told == method}


@pytest.mark.parametrize('answer', [
    result,
    lambda call: json.dumps({'id': call['id'], 'jsonrpc': '2.0', 'error': {'code': -32601, 'message': 'what?'}}),
    lambda call: 'thanks',
], ids=['as it should', 'it knows no such method', 'nonsense'])
def test_news_reach_who_answers(answer: Callable[[Any], str]) -> None:
    with (
        served('linear,2', ['ws_topology', SimpleSwitch13]) as net,
        WebSocketClient(wsgi_of(net), PATH, timeout=600.0) as ws,
    ):
        heard = answering(ws, answer)
        greenhub.sleep(5)
        net.set_link('s1', 's2', up=False)
        greenhub.sleep(30)
        net.set_link('s1', 's2', up=True)
        greenhub.sleep(30)
        both = {(FIRST, SECOND), (SECOND, FIRST)}
        assert links_of(heard, 'event_link_delete') == links_of(heard, 'event_link_add') == both
        net.ping('h1', 'h2')
        greenhub.sleep(5)
        assert {host['mac'] for told, host in heard if told == 'event_host_add'} == {
            '00:00:00:00:00:01', '00:00:00:00:00:02',
        }  # fmt: skip
        net.controller.switches[2].close()
        greenhub.sleep(5)
        told = [(method, what['dpid']) for method, what in heard if method.startswith('event_switch')]
        assert told == [('event_switch_leave', SECOND), ('event_switch_enter', SECOND)]


def test_a_client_is_told_one_thing_after_the_other_and_holds_up_nobody() -> None:
    with (
        served('linear,2', ['ws_topology']) as net,
        WebSocketClient(wsgi_of(net), PATH, timeout=600.0) as mute,
        WebSocketClient(wsgi_of(net), PATH, timeout=600.0) as ws,
    ):
        app = net.controller.apps['WebSocketTopology']
        heard = answering(ws, result)
        greenhub.sleep(1)
        heard.clear()
        for number in range(1000):
            app._rpc_broadcall('event_link_add', number)
        greenhub.sleep(1)
        assert heard == [('event_link_add', number) for number in range(1000)]
        greenhub.sleep(10)
        assert [mute.wait() is None for _ in range(2)] == [False, True]
        assert mute.close_code == 1008
        assert len(app.rpc_clients) == 1
    greenhub.sleep(0)
    assert app.rpc_clients == []


def test_a_client_that_is_far_behind_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ws_topology, 'MOST_WAITING', 10)
    with served('single,1', ['ws_topology']) as net, WebSocketClient(wsgi_of(net), PATH, timeout=600.0) as ws:
        app = net.controller.apps['WebSocketTopology']
        greenhub.sleep(0)
        for number in range(20):
            app._rpc_broadcall('event_link_add', number)
        assert app.rpc_clients == []
        while ws.wait() is not None:
            pass
        assert ws.close_code == 1008
