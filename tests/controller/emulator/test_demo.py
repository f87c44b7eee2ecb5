"""What --demo shows, and that the whole command works."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from apps.simple_switch import SimpleSwitch
from apps.simple_switch_13 import SimpleSwitch13
from controller.app import App
from controller.emulator import testing_network
from controller.emulator.demo import run_demo

CHECKOUT = Path(__file__).resolve().parents[3]


def shown(topology: str, *apps: type[App], colour: bool = False) -> tuple[str, float]:
    with testing_network(topology, apps) as net:
        out = io.StringIO()
        summary = run_demo(net, out, colour, '127.0.0.1:8080')
        assert summary.network is net
        return out.getvalue(), summary.loss


@pytest.mark.parametrize('app', [SimpleSwitch, SimpleSwitch13])
def test_it_tells_what_happens(app: type[App]) -> None:
    text, loss = shown('linear,3', app)
    assert loss == 0
    version = {SimpleSwitch: '1.0', SimpleSwitch13: '1.3'}[app]
    assert f's3    datapath 0000000000000003, OpenFlow {version}, 2 ports' in text
    assert re.search(r'h1 -> h3 +first .* ms \(switches asked the controller 9 times\), '
                     r'then .* ms \(nobody asked the controller\)', text)  # fmt: skip
    assert '6 of 6 pings answered: 0 % loss' in text
    assert 'curl http://127.0.0.1:8080/stats/switches' in text
    assert '\033' not in text
    assert all(len(line) < 250 and line == line.rstrip() for line in text.splitlines())


def test_colour_is_for_terminals() -> None:
    assert '\033[32m  2 of 2 pings answered: 0 % loss\033[0m' in shown('linear,2', SimpleSwitch13, colour=True)[0]
    assert '\033[31m  0 of 2 pings answered: 100 % loss\033[0m' in shown('linear,2', colour=True)[0]


def test_loops_are_explained() -> None:
    text, loss = shown('ring,4', SimpleSwitch13)
    assert loss == 0
    assert 'This network has loops' in text and 'ports are blocked): s3-s4' in text


def test_without_an_app_that_forwards_it_says_so_and_does_not_take_long() -> None:
    text, loss = shown('linear,4')
    assert loss == 100
    assert text.count('no answer (nobody asked the controller)') == 2
    assert 'Pings were lost: does an app forward packets' in text


def test_a_large_network_is_summed_up() -> None:
    text, loss = shown('linear,18', SimpleSwitch13)
    assert loss == 0
    assert '... and 6 more switches' in text
    assert '240 of the 306 pairs of hosts ping' in text
    assert len(text.splitlines()) < 60


def test_answers_of_the_rest_api_are_shown_the_first_part_of_long_ones() -> None:
    with testing_network('single,1', []) as net:
        out = io.StringIO()
        run_demo(net, out, False, '127.0.0.1:8080', lambda address, path: f'{address} {path} ' + 'x' * 200)
    shown = out.getvalue()
    assert '    curl http://127.0.0.1:8080/stats/port/1\n      127.0.0.1:8080 /stats/port/1 xxx' in shown
    assert shown.count('xxx ...\n') == 4 and max(map(len, shown.splitlines())) < 120


def test_a_single_host_has_nobody_to_ping() -> None:
    text, loss = shown('single,1', SimpleSwitch13)
    assert loss == 0
    assert '1 switch, 1 host, 0 links' in text and 'pings' not in text


@pytest.fixture
def command() -> Iterator[subprocess.Popen[str]]:
    arguments = ['apps/simple_switch_13.py', '--demo', 'linear,3', '--ofp-listen-host', '127.0.0.1',
                 '--ofp-tcp-listen-port', '0', '--wsapi-port', '0']  # fmt: skip
    process = subprocess.Popen([sys.executable, '-m', 'controller', *arguments], cwd=CHECKOUT, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


def until(stream: IO[str], text: str) -> list[str]:
    lines = []
    for line in stream:
        lines.append(line)
        if text in line:
            return lines
    return lines


def test_the_command(command: subprocess.Popen[str]) -> None:
    """Over TCP and real time: it ends with 0 % loss, the REST API that it names answers, and Ctrl-C ends it."""
    assert command.stdout is not None
    lines = until(command.stdout, 'stays up until Ctrl-C')
    assert any('6 of 6 pings answered: 0 % loss' in line for line in lines), ''.join(lines)
    assert not any('\033' in line for line in lines)
    (url,) = (line.split()[1] for line in lines if line.strip().endswith('/stats/switches'))
    with urllib.request.urlopen(url, timeout=5) as answer:
        assert json.load(answer) == [1, 2, 3]
    command.send_signal(signal.SIGINT)
    _, log = command.communicate(timeout=10)
    assert command.returncode == 0, log
    assert 'Traceback' not in log
