"""The programs of docs/rest-framework.md run, and answer what stands below them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from controller.emulator import testing_network
from controller.emulator.testing import TestingNetwork
from controller.rest import Request, WSGIApplication, rpc, websockets
from greenhub.testing import wait_all_blocked
from greenhub.websocket_client import WebSocketClient

GUIDE = Path(__file__).resolve().parents[3] / 'docs' / 'rest-framework.md'
TEXT = GUIDE.read_text(encoding='utf-8')
PROGRAMS = dict(re.findall(r'<!-- file: (\S+) -->\n```python\n(.*?)```\n', TEXT, re.DOTALL))


def shown_below(name: str) -> list[str]:
    """The lines of the block behind a program."""
    behind = TEXT.partition(PROGRAMS[name])[2]
    found = re.search(r'\n```\n(.*?)\n```\n', behind, re.DOTALL)
    assert found is not None
    return found[1].split('\n')


@contextmanager
def running(name: str, folder: Path, *others: str) -> Iterator[tuple[TestingNetwork, WSGIApplication]]:
    """A program on a network; it does not listen on a real socket, where real time would pass."""
    path = folder / name
    path.write_text(PROGRAMS[name], encoding='utf-8')
    with testing_network('linear,2', [*others, str(path)]) as net:
        app = net.controller.contexts[WSGIApplication]
        app.stop()
        yield net, app


def curl(app: WSGIApplication, command: str) -> str:
    """The body of the answer to a curl command of the guide."""
    words = shlex.split(command)[2:]
    *options, url = words
    given: dict[str, Any] = dict(zip(options[::2], options[1::2], strict=True))
    path = url.removeprefix('localhost:8080')
    method = given.get('-X', 'POST' if '-d' in given else 'GET')
    request = Request.blank(path, method=method, body=given.get('-d', '').encode())
    return str(request.get_response(app).text)


def test_every_program_has_its_test() -> None:
    assert TEXT.count('```python') == len(PROGRAMS)
    assert set(PROGRAMS) == {'notes.py', 'plugs.py', 'switches.py', 'doors.py', 'news.py', 'asking.py'}


@pytest.mark.parametrize('name', ['notes.py', 'plugs.py', 'switches.py'])
def test_requests(name: str, tmp_path: Path) -> None:
    with running(name, tmp_path) as (_, app):
        transcript = []
        for line in shown_below(name):
            if line.startswith('$ curl'):
                transcript.append(line)
                transcript += filter(None, [curl(app, line)])
        assert transcript == shown_below(name)


def test_calls_of_a_client(tmp_path: Path) -> None:
    with running('doors.py', tmp_path) as (_, app):
        opened, *lines = shown_below('doors.py')
        assert opened == '$ wscat -c ws://localhost:8080/doors'
        with WebSocketClient(app, '/doors') as ws:
            for line in lines:
                if line.startswith('> '):
                    ws.send(line[2:])
                else:
                    assert f'< {ws.wait()!s}' == line


def test_news_for_a_client(tmp_path: Path) -> None:
    with running('news.py', tmp_path, 'simple_switch_13') as (net, app), WebSocketClient(app, '/news') as ws:
        wait_all_blocked()
        net.ping_all()
        assert re.fullmatch(r'\{"jsonrpc":"2.0","method":"packet_in","params":\[[12],\d+\]\}', str(ws.wait()))


def test_msgpack_rpc(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    exec(PROGRAMS['asking.py'], names)
    assert capsys.readouterr().out.splitlines() == shown_below('asking.py')
    names['server'].kill()
    for each in names['listener'], names['client']._endpoint._sock, names['end']._sock:
        each.close()


def test_the_limits_are_these() -> None:
    assert (websockets.MAX_WEBSOCKETS, websockets.MAX_MESSAGE) == (256, 1 << 20)
    assert (websockets.MAX_WAITING, websockets.MAX_BACKLOG) == (4096, 4 << 20)
    assert (rpc.MAX_CALLS, rpc.MAX_BATCH, rpc.MAX_PENDING, rpc.ANSWER) == (16, 64, 64, 5.0)
