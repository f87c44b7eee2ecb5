"""`controller-manager ctl`: what it shows of answers, what it asks, and what it says where something is wrong."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from controller import cli
from controller.commands import ctl_tables
from controller.commands.ctl import parser
from controller.commands.ctl_tables import table
from controller.commands.terminal import Style

PLAIN = Style(StringIO())


class Api:
    """Answers in the place of a controller: path -> status and body."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[tuple[str, str, Any]] = []
        self.headers: list[Any] = []
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
                api.asked.append((self.command, self.path, json.loads(body) if body else None))
                api.headers.append(self.headers)
                missing = 404, b'{"status": 404, "error": "\'/x\' is not a path of this interface"}'
                status, text = api.answers.get(self.path, missing)
                self.send_response(status)
                self.send_header('Content-Length', str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.server.server_port}'

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def api() -> Iterator[Api]:
    api = Api()
    yield api
    api.close()


@pytest.fixture
def ctl(api: Api, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a command: status, output, complaint."""
    monkeypatch.setenv('CONTROLLER_CTL_URL', api.url)

    def ctl(*arguments: str) -> tuple[int, str, str]:
        try:
            status = cli.main(['ctl', *arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return ctl


def test_a_table_has_numbers_to_the_right_and_ends_with_the_terminal() -> None:
    rows = [{'name': 'one', 'number': 7}, {'name': 'a long name\x1b[2J', 'number': 1234}]
    assert list(table(rows, PLAIN)) == [
        'NAME             NUMBER', 'one                   7', 'a long name?[2J    1234',
    ]  # fmt: skip
    assert list(table(rows, PLAIN, 10))[2] == 'a long na…'
    assert list(table([], PLAIN)) == ['(none)']


def port(dpid: int, number: int) -> dict[str, str]:
    return {'dpid': f'{dpid:016x}', 'port_no': f'{number:08x}', 'name': 'x', 'hw_addr': 'x'}


def test_both_directions_of_a_link_are_one_row() -> None:
    there = {'src': port(1, 1), 'dst': port(2, 16)}
    back = {'src': there['dst'], 'dst': there['src']}
    single = {'src': port(3, 1), 'dst': port(1, 2)}
    rows = [tuple(each.values()) for each in ctl_tables.links([back, there, single])]
    one, other = '0000000000000001:1', '0000000000000002:16'
    assert rows == [(one, '<->', other), ('0000000000000003:1', '-->', '0000000000000001:2')]


@pytest.mark.parametrize(('event', 'line'), [
    ({'type': 'link_add', 'link': {'src': port(1, 1), 'dst': port(2, 2)}},
     'link_add         0000000000000001 0000000000000001:1 -> 0000000000000002:2'),
    ({'type': 'host_move', 'host': {'mac': '02::1', 'ipv4': ['10.0.0.1'], 'port': port(1, 3)}, 'from': port(1, 2)},
     'host_move        0000000000000001 02::1 10.0.0.1 at 0000000000000001:3 (from 0000000000000001:2)'),
    ({'type': 'port_modify', 'port': {**port(1, 1), 'is_up': False}},
     'port_modify      0000000000000001 port 1 x: down'),
    ({'type': 'packet_in', 'in_port': 1, 'summary': 'ARP \x07'}, 'packet_in        0000000000000001 port 1: ARP ?'),
    ({'type': 'alarm', 'kind': 'forged', 'text': 'look'}, 'alarm            0000000000000001 forged: look'),
    ({'type': 'switch_enter', 'version': '1.3', 'ports': []},
     'switch_enter     0000000000000001 OpenFlow 1.3, 0 ports'),
    ({'type': 'flow_removed', 'reason': 'DELETE', 'priority': 1, 'match': 'tcp', 'packet_count': 3},
     'flow_removed     0000000000000001 DELETE: priority=1,tcp n_packets=3'),
    ({'type': 'flow_change', 'changes': [{'change': 'ADDED', 'flow': 'actions=drop'}, {'change': 'ABBREV'}]},
     'flow_change      0000000000000001 ADDED actions=drop; ABBREV'),
    ({'type': 'of_tomorrow'}, 'of_tomorrow      0000000000000001'),
])  # fmt: skip
def test_events_are_lines(event: dict[str, Any], line: str) -> None:
    told = ctl_tables.event_line({'time': 0.25, 'switch': f'{1:016x}', **event}, PLAIN)
    assert told.partition(' ')[2] == line


def test_actions_of_groups() -> None:
    old = {'group_id': 1, 'type': 'ALL', 'buckets': [{'actions': ['OUTPUT:1', 'POP_VLAN']}, {'actions': []}]}
    new = {'group_id': 2, 'type': 'ALL', 'buckets': [{'actions': [{'type': 'OUTPUT', 'port': 1, 'len': 16}]}]}
    assert [each['buckets'] for each in ctl_tables.groups([old, new])] == ['OUTPUT:1,POP_VLAN | drop', 'OUTPUT:1']


@pytest.mark.parametrize('switch', ['17', '0x11', '0000000000000011'])
def test_a_switch_may_be_named_in_all_the_usual_ways(switch: str) -> None:
    assert parser().parse_args(['ports', switch]).switch == 17


def test_flows(ctl: Any, api: Api, tmp_path: Path) -> None:
    entry = {'flow': 'priority=5 actions=drop', 'table_id': 0, 'priority': 5, 'packet_count': 3, 'byte_count': 180,
             'duration': 1.5}  # fmt: skip
    api.answers['/v1.0/flows/1'] = 200, json.dumps([entry]).encode()
    assert ctl('flows', '1') == (0, 'duration=1.5s, n_packets=3, n_bytes=180, priority=5 actions=drop\n', '')
    assert ctl('flows', '1', '--no-stats')[1] == 'priority=5 actions=drop\n'
    assert json.loads(ctl('flows', '1', '--json')[1]) == json.loads(ctl('--json', 'flows', '1')[1]) == [entry]
    api.answers['/v1.0/flows/1?match=tcp,tp_dst%3D80'] = 200, b'[]'
    assert ctl('flows', '1', 'tcp,tp_dst=80') == ctl('flows', '1', '--no-stats', 'tcp,tp_dst=80') == (0, '', '')


@pytest.mark.parametrize(('arguments', 'command', 'flow'), [
    (['add-flow', '1', 'actions=drop'], 'add', 'actions=drop'),
    (['mod-flow', '1', 'actions=drop'], 'modify', 'actions=drop'),
    (['mod-flow', '1', '--strict', 'actions=drop'], 'modify_strict', 'actions=drop'),
    (['del-flows', '1', 'tcp'], 'delete', 'tcp'), (['del-flows', '1'], 'delete', ''),
    (['del-flows', '1', 'tcp', '--strict'], 'delete_strict', 'tcp'),
    (['del-flows', '1', '--strict', 'tcp'], 'delete_strict', 'tcp'),
])  # fmt: skip
def test_changes(ctl: Any, api: Api, arguments: list[str], command: str, flow: str) -> None:
    api.answers[f'/v1.0/flows/1/{command}'] = 200, b''
    assert ctl(*arguments) == (0, '', '')
    assert api.asked == [('POST', f'/v1.0/flows/1/{command}', {'flows': [flow]})]


def test_flows_of_a_file(ctl: Any, api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api.answers['/v1.0/flows/1/add'] = 200, b''
    flows = tmp_path / 'flows.txt'
    flows.write_text('# two\nactions=drop\n\n  tcp actions=output:1\n')
    wanted = ('POST', '/v1.0/flows/1/add', {'flows': ['actions=drop', 'tcp actions=output:1']})
    assert ctl('add-flows', '1', str(flows)) == (0, '', '')
    monkeypatch.setattr(sys, 'stdin', StringIO(flows.read_text()))
    assert ctl('add-flows', '1', '-') == (0, '', '')
    assert api.asked == [wanted, wanted]
    assert ctl('add-flows', '1', str(tmp_path / 'none')) == (
        1, '', f'controller-manager ctl: {tmp_path}/none: No such file or directory\n'
    )  # fmt: skip


def test_events(ctl: Any, api: Api) -> None:
    event = {'id': 1, 'time': 0.0, 'type': 'switch_leave', 'switch': f'{1:016x}'}
    api.answers['/v1.0/events?types=switch_leave&switch=1&count=1&snapshot=1'] = (
        200, b'retry: 2000\n\n: still here\n\ndata: ' + json.dumps(event).encode() + b'\n\n'
    )  # fmt: skip
    arguments = ['events', '--types', 'switch_leave', '--switch', '1', '--count', '1', '--snapshot']
    assert ctl(*arguments)[1].endswith('switch_leave     0000000000000001\n')
    assert json.loads(ctl(*arguments, '--json')[1]) == event
    api.answers['/v1.0/events'] = 200, b'retry: 2000\n\n'
    assert ctl('events')[::2] == (1, f'controller-manager ctl: {api.url} has ended the stream: the app was unloaded, '
                                     'or we were too slow\n')  # fmt: skip


def test_watching_waits_for_events_and_looks_again(
    ctl: Any, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.answers['/v1.0/topology/links'] = 200, b'[]'
    api.answers['/v1.0/events?types=link_add,link_delete&count=1'] = 200, b'retry: 2000\n\n'
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        raise KeyboardInterrupt

    monkeypatch.setattr('controller.commands.ctl.time.sleep', sleep)
    assert ctl('links', '--watch', '3')[0] == 130
    api.answers['/v1.0/flows/1'] = 200, b'[]'
    assert ctl('flows', '1', '--watch')[0] == 130
    assert slept == [3.0, 2.0]
    del api.asked[:]

    monkeypatch.setattr(api, 'answers', _Twice(api.answers, '/v1.0/topology/links'))
    assert ctl('links', '--watch')[0] == 1
    assert [path for _, path, _ in api.asked] == [
        '/v1.0/topology/links', '/v1.0/events?types=link_add,link_delete&count=1',
        '/v1.0/topology/links', '/v1.0/events?types=link_add,link_delete&count=1', '/v1.0/topology/links',
    ]  # fmt: skip


class _Twice(dict[str, tuple[int, bytes]]):
    """Answers one path with an empty list twice, and then with an error."""

    def __init__(self, answers: dict[str, tuple[int, bytes]], path: str) -> None:
        super().__init__(answers)
        self.path, self.left = path, 2

    def get(self, path: str, default: Any = None) -> Any:
        if path != self.path:
            return super().get(path, default)
        self.left -= 1
        return (200, b'[]') if self.left >= 0 else (500, b'{"status": 500, "error": "over"}')


def test_apps(ctl: Any, api: Api) -> None:
    app = {'name': 'Mine', 'module': 'mine', 'hears': {'EventX': []}, 'raises': []}
    api.answers |= {
        '/v1.0/apps': (200, json.dumps([app]).encode()), '/v1.0/apps/Mine/reload': (200, json.dumps(app).encode()),
        '/v1.0/apps/Mine': (200, b''),
    }  # fmt: skip
    assert ctl('apps')[1] == 'APP   MODULE  HEARS\nMine  mine        1\n'
    assert ctl('apps', 'reload', 'Mine')[0] == ctl('apps', 'unload', 'Mine')[0] == 0
    api.answers['/v1.0/apps'] = 200, json.dumps(app).encode()
    assert ctl('apps', 'load', 'mine.py')[0] == 0
    assert [(method, body) for method, _, body in api.asked] == [
        ('GET', None), ('POST', None), ('DELETE', None), ('POST', {'app': 'mine.py'})
    ]  # fmt: skip
    assert ctl('apps', 'load')[0] == ctl('apps', 'list', 'x')[0] == 2


@pytest.mark.parametrize(('arguments', 'app'), [
    (['switches'], 'rest_ctl'), (['flows', '1'], 'rest_ctl'), (['ports', '1'], 'ofctl_rest'),
    (['links'], 'rest_topology'), (['events'], 'rest_events'), (['apps'], 'rest_apps'),
])  # fmt: skip
def test_the_app_that_is_missing_is_named(ctl: Any, arguments: list[str], app: str) -> None:
    status, out, err = ctl(*arguments)
    assert (status, out) == (1, '')
    assert f'no app that answers this is loaded; load {app} (controller-manager ... {app})' in err


def test_the_sentence_of_the_controller_is_shown(ctl: Any, api: Api) -> None:
    api.answers['/v1.0/switches'] = 502, b'{"status": 502, "error": "switch 1 is gone"}'
    assert ctl('switches') == (1, '', 'controller-manager ctl: switch 1 is gone\n')
    api.answers['/v1.0/switches'] = 500, b'<html>'
    assert ctl('switches') == (1, '', 'controller-manager ctl: 500 Internal Server Error\n')
    api.answers['/v1.0/switches'] = 200, b'<html>'
    assert 'is no controller: what it answers is no JSON' in ctl('switches')[2]
    api.answers['/v1.0/switches'] = 401, b'{"status": 401, "error": "who are you?"}'
    assert '--token-file FILE' in ctl('switches')[2]


def test_a_token_is_sent(ctl: Any, api: Api, tmp_path: Path) -> None:
    api.answers['/v1.0/switches'] = 200, b'[]'
    tokens = tmp_path / 'token'
    tokens.write_text('# ours\nabcdef0123456789abcd me read-only\n')
    assert ctl('switches', '--token-file', str(tokens))[0] == 0
    assert api.headers[-1]['Authorization'] == 'Bearer abcdef0123456789abcd'
    tokens.write_text('#\n')
    assert ctl('switches', '--token-file', str(tokens)) == (1, '', f'controller-manager ctl: {tokens}: has no token\n')


@pytest.mark.parametrize(('arguments', 'status', 'sentence'), [
    (['switches', '--url', 'http://127.0.0.1:1'], 1, 'nothing listens at http://127.0.0.1:1; '),
    (['switches', '--url', 'ftp://x'], 1, "'ftp://x' is no address of a controller"),
    (['switches', '--url', 'http://x:y'], 1, "'http://x:y' is no address of a controller"),
    (['switches', '--ca', '/nonexistent'], 1, 'TLS: No such file or directory'),
    (['ports', 'x'], 2, "'x' is no datapath id; 1, 0x1 and 0000000000000001 are"),
    (['ports', '0x10000000000000000'], 2, 'is no datapath id'),
    (['switches', '--watch', '0'], 2, "'0' is no number of seconds"), (['events', '--count', '0'], 2, 'no number'),
    (['flows', '1', '--no-stats', 'tcp', 'udp'], 2, 'unrecognized arguments: tcp udp'),
    (['del-flows', '1', 'tcp', '--strict', 'udp'], 2, 'unrecognized arguments: udp'),
    ([], 2, 'COMMAND'), (['nonsense'], 2, "invalid choice: 'nonsense'"),
])  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(ctl: Any, arguments: list[str], status: int, sentence: str) -> None:
    code, out, err = ctl(*arguments)
    assert (code, out) == (status, '')
    assert sentence in err
    assert 'Traceback' not in err
