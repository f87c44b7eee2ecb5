"""Ryu's own apps with REST and WebSockets, unmodified, from its distribution, on the emulated network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import controller.compat
import greenhub
from controller.config import Config
from controller.emulator import testing_network
from controller.emulator.testing import TestingNetwork
from controller.openflow import OF13
from controller.rest import Request, WSGIApplication
from greenhub.websocket_client import WebSocketClient

FIRST, SECOND = '0000000000000001', '0000000000000002'


@pytest.fixture(autouse=True)
def alias() -> Iterator[None]:
    controller.compat.install()
    yield
    controller.compat.uninstall()


@contextmanager
def network(app: Path, *others: Path) -> Iterator[TestingNetwork]:
    """The network with apps; nothing listens on a real socket, where real time would pass."""
    config = Config(wsapi_port=0, observe_links=True)
    with testing_network('linear,2', map(str, (app, *others)), config=config, versions=[OF13]) as net:
        wsgi_of(net).stop()
        yield net


def wsgi_of(net: TestingNetwork) -> WSGIApplication:
    found: WSGIApplication = net.controller.contexts[WSGIApplication]
    return found


def ask(net: TestingNetwork, path: str, method: str = 'GET', body: str = '') -> tuple[int, Any]:
    """Status of an answer, and its JSON where all is well."""
    answer = Request.blank(path, method=method, body=body.encode()).get_response(wsgi_of(net))
    return answer.status_int, json.loads(answer.text) if answer.status_int == 200 and answer.body else None


def test_simple_switch_rest_13(ryu_apps: Path) -> None:
    with network(ryu_apps / 'simple_switch_rest_13.py') as net:
        assert net.ping_all().loss == 0
        table = {'00:00:00:00:00:01': 1, '00:00:00:00:00:02': 2}
        path = f'/simpleswitch/mactable/{FIRST}'
        assert ask(net, path) == (200, table)
        assert ask(net, path, 'PUT', '{"mac": "00:00:00:00:00:77", "port": 1}')[0] == 200
        assert ask(net, path, 'PUT', 'nonsense') == (400, None)
        assert ask(net, '/simpleswitch/mactable/1')[0] == 404
        assert ask(net, '/simpleswitch/mactable/00000000000000ff') == (404, None)
        assert ask(net, path, 'DELETE')[0] == 405


def test_simple_switch_websocket_13(ryu_apps: Path) -> None:
    with (
        network(ryu_apps / 'simple_switch_websocket_13.py') as net,
        WebSocketClient(wsgi_of(net), '/simpleswitch/ws', timeout=60.0) as ws,
    ):
        greenhub.sleep(0)
        assert net.ping_all().loss == 0
        told = str(ws.wait())
        while 'icmp(' not in told:
            told = str(ws.wait())
        assert told.startswith('ethernet(dst=')
        ws.send('{"jsonrpc": "2.0", "id": 1, "method": "get_arp_table", "params" : {}}')
        answer = json.loads(str(next(text for text in iter(ws.wait, None) if str(text).startswith('{'))))
        table = {'00:00:00:00:00:01': 1, '00:00:00:00:00:02': 2}
        assert (answer['id'], answer['result']['1']) == (1, table)


def test_rest_topology(ryu_apps: Path) -> None:
    with network(ryu_apps / 'rest_topology.py') as net:
        greenhub.sleep(5)
        switches = ask(net, '/v1.0/topology/switches')[1]
        assert [each['dpid'] for each in switches] == [FIRST, SECOND]
        assert ask(net, f'/v1.0/topology/switches/{FIRST}')[1] == switches[:1]
        links = ask(net, '/v1.0/topology/links')[1]
        assert {(each['src']['dpid'], each['dst']['dpid']) for each in links} == {(FIRST, SECOND), (SECOND, FIRST)}
        assert [each['src']['dpid'] for each in ask(net, f'/v1.0/topology/links/{SECOND}')[1]] == [SECOND]
        assert ask(net, '/v1.0/topology/hosts') == (200, [])
        assert ask(net, '/v1.0/topology/switches/1')[0] == 404


def test_ws_topology(ryu_apps: Path) -> None:
    """One client answers as Ryu's page does, one never does: it is dropped, and the first one hears everything."""
    heard: list[tuple[str, Any]] = []

    def follow(ws: WebSocketClient) -> None:
        while (text := ws.wait()) is not None:
            call = json.loads(text)
            heard.append((call['method'], call['params'][0]))
            ws.send(json.dumps({'id': call['id'], 'jsonrpc': '2.0', 'result': ''}))

    with network(ryu_apps / 'ws_topology.py') as net:
        path = '/v1.0/topology/ws'
        with (
            WebSocketClient(wsgi_of(net), path, timeout=600.0) as mute,
            WebSocketClient(wsgi_of(net), path, timeout=600.0) as ws,
        ):
            greenhub.spawn(follow, ws)
            net.set_link('s1', 's2', up=False)
            greenhub.sleep(30)
            net.set_link('s1', 's2', up=True)
            greenhub.sleep(30)
            for method in ('event_link_delete', 'event_link_add'):
                ends = {(link['src']['dpid'], link['dst']['dpid']) for told, link in heard if told == method}
                assert ends == {(FIRST, SECOND), (SECOND, FIRST)}
            assert [mute.wait() is None for _ in range(2)] == [False, True]
            assert mute.close_code == 1008


def test_rest_conf_switch(ryu_apps: Path) -> None:
    with network(ryu_apps / 'rest_conf_switch.py', ryu_apps / 'rest_topology.py') as net:
        switch, key = f'/v1.0/conf/switches/{FIRST}', f'/v1.0/conf/switches/{FIRST}/ovsdb_addr'
        assert ask(net, '/v1.0/conf/switches') == (200, [])
        assert ask(net, key)[0] == 404
        assert ask(net, key, 'PUT', '"tcp:127.0.0.1:6632"')[0] == 201
        assert ask(net, '/v1.0/conf/switches') == (200, [FIRST])
        assert ask(net, switch) == (200, ['ovsdb_addr'])
        assert ask(net, key) == (200, 'tcp:127.0.0.1:6632')
        assert ask(net, key, 'DELETE')[0] == 200
        assert ask(net, key)[0] == 404
        assert ask(net, '/v1.0/conf/switches/1')[0] == 404


def test_gui_topology(ryu_apps: Path, tmp_path: Path) -> None:
    """Its page is not in the distribution; the apps that it requires are loaded with it."""
    app = tmp_path / 'gui_topology.py'
    app.write_text((ryu_apps / 'gui_topology' / 'gui_topology.py').read_text())
    (tmp_path / 'html').mkdir()
    (tmp_path / 'html' / 'index.html').write_text('<p>topology</p>')
    (tmp_path / 'ryu').symlink_to(ryu_apps.parent)
    with network(app) as net:
        greenhub.sleep(5)
        get = Request.blank('/').get_response(wsgi_of(net))
        assert (get.status_int, get.text) == (200, '<p>topology</p>')
        assert Request.blank('/nothing.js').get_response(wsgi_of(net)).status_int == 404
        assert len(ask(net, '/v1.0/topology/links')[1]) == 2
        assert ask(net, '/stats/switches') == (200, [1, 2])
        assert {'rest_topology', 'ws_topology'} <= {type(each).__module__.rpartition('.')[2]
                                                    for each in net.controller.apps.values()}
