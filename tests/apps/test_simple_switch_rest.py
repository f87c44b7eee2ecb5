"""The learning switch's table over REST, and what it is asked about over a WebSocket."""

from __future__ import annotations

import json
from typing import Any

import pytest

import greenhub
from controller.openflow import OF13
from greenhub.websocket_client import WebSocketClient
from tests.apps.served import ask, served, wsgi_of

PATH = '/simpleswitch/mactable/0000000000000001'
H1, H2, H3 = (f'00:00:00:00:00:0{number}' for number in (1, 2, 3))


def put(net: Any, mac: Any, port: Any) -> tuple[int, Any]:
    return ask(net, PATH, 'PUT', json.dumps({'mac': mac, 'port': port}))


def test_what_was_learned_is_read_and_forgotten() -> None:
    with served('linear,2', ['simple_switch_rest_13'], versions=[OF13]) as net:
        assert ask(net, PATH) == (200, {})
        assert net.ping_all().loss == 0
        assert ask(net, PATH) == (200, {H1: 1, H2: 2})
        app, datapath = net.controller.apps['SimpleSwitchRest13'], net.controller.switches[1]
        assert app.switches.keys() == {1, 2}
        datapath.close()
        greenhub.sleep(0)
        assert ask(net, PATH) == (404, {
            'status': 404, 'error': 'no switch 0000000000000001 is connected', 'switch': '0000000000000001',
        })  # fmt: skip
        greenhub.sleep(10)
        assert app.switches[1] is net.controller.switches[1] is not datapath
        assert ask(net, PATH) == (200, {})


def test_hosts_that_are_put_in_reach_each_other_and_nobody_is_asked() -> None:
    with served('single,3', ['simple_switch_rest_13'], versions=[OF13]) as net:
        assert put(net, H1, 1) == (200, {H1: 1})
        assert put(net, H2.upper(), '2') == (200, {H1: 1, H2: 2})
        assert put(net, H3, 3) == (200, {H1: 1, H2: 2, H3: 3})
        assert put(net, 'aa:aa:aa:aa:aa:aa', 3) == (200, {H1: 1, H2: 2, H3: 3})  # the port has a host
        greenhub.sleep(1)
        asked = net.packet_ins
        net.host('h1').send_frame(bytes.fromhex((H3 + H1).replace(':', '')) + b'\x12\x34' + bytes(46))
        net.host('h3').send_frame(bytes.fromhex((H2 + H3).replace(':', '')) + b'\x12\x34' + bytes(46))
        greenhub.sleep(0.1)
        assert net.packet_ins == asked
        assert net.ping_all().loss == 0


@pytest.mark.parametrize(('path', 'body', 'status', 'problem'), [
    (PATH, '', 400, 'no body'),
    (PATH, 'nonsense', 400, 'not JSON'),
    (PATH, 'true', 400, 'body: true is not an object'),
    (PATH, '{}', 400, 'mac: is missing'),
    (PATH, '{"mac": "nobody", "port": 1}', 400, "mac: 'nobody' is not an Ethernet address"),
    (PATH, '{"mac": "00:00:00:00:00:01"}', 400, 'port: is missing'),
    (PATH, '{"mac": "00:00:00:00:00:01", "port": 9}', 409, 'port: switch 0000000000000001 has no port 9'),
    (PATH[:-1] + 'f', '{"mac": "00:00:00:00:00:01", "port": 1}', 404, 'no switch 000000000000000f is connected'),
])  # fmt: skip
def test_mistakes(path: str, body: str, status: int, problem: str) -> None:
    with served('single,2', ['simple_switch_rest_13'], versions=[OF13]) as net:
        found, answer = ask(net, path, 'PUT', body)
        assert (found, problem in answer['error']) == (status, True)
        assert ask(net, PATH) == (200, {})
        assert ask(net, '/simpleswitch/mactable/1')[0] == 404
        assert ask(net, PATH, 'DELETE')[0] == 405


def test_packets_are_shown_over_a_websocket() -> None:
    with (
        served('linear,2', ['simple_switch_websocket_13'], versions=[OF13]) as net,
        WebSocketClient(wsgi_of(net), '/simpleswitch/ws', timeout=60.0) as ws,
    ):
        greenhub.sleep(0)
        assert net.ping_all().loss == 0
        told = str(ws.wait())
        while 'icmp(' not in told:
            assert told.startswith('ethernet(dst=')
            told = str(ws.wait())
        ws.send('{"jsonrpc": "2.0", "id": 1, "method": "get_arp_table", "params" : {}}')
        answer = json.loads(str(next(text for text in iter(ws.wait, None) if str(text).startswith('{'))))
        assert answer == {'jsonrpc': '2.0', 'id': 1, 'result': {'1': {H1: 1, H2: 2}, '2': {H2: 1, H1: 2}}}
