"""The benchmarks of many switches, of many apps and of starts run, and the switches of a crowd know when they are in
MAIN.
"""

from __future__ import annotations

import json
import sys

from tests.benchmarks import crowd, scaling, start_up
from tests.benchmarks.processes import controller, free_port, generator_core
from tests.benchmarks.protocol import ECHO_REPLY, ECHO_REQUEST, FEATURES_REQUEST, FLOW_MOD, protocol
from tests.benchmarks.report import OURS

SPOKEN = protocol('1.3')


def test_member_is_in_main_when_its_echo_is_answered() -> None:
    member = crowd.Member(SPOKEN, 7)
    ports = SPOKEN.message(SPOKEN.statistics_request, 3, b'\0\x0d' + bytes(6))
    member.receive(SPOKEN.message(FEATURES_REQUEST, 2) + SPOKEN.message(FLOW_MOD, 4, bytes(48)))
    answer = member.receive(ports[:5]) + member.receive(ports[5:])
    assert answer.endswith(SPOKEN.message(ECHO_REQUEST, 2)) and not member.ready
    member.receive(SPOKEN.message(ECHO_REPLY, 2))
    assert member.ready


def test_member_answers_echoes_and_counts_them() -> None:
    member = crowd.Member(SPOKEN, 7)
    assert member.receive(SPOKEN.message(ECHO_REQUEST, 9, b'data')) == SPOKEN.message(ECHO_REPLY, 9, b'data')
    assert member.echoes == 1


def test_small_crowd_connects(monkeypatch, capsys) -> None:
    monkeypatch.setattr(crowd, 'SETTLE', 0.0)
    monkeypatch.setattr(crowd.os, 'sched_setaffinity', lambda *_: None)  # of this process, which has more tests to run
    port = free_port()
    command = [sys.executable, '-m', 'controller', 'apps/simple_switch_13.py', '--ofp-listen-host', '127.0.0.1',
               '--ofp-tcp-listen-port', str(port)]
    with controller(OURS, command, port, {}) as pid:
        arguments = {'port': port, 'switches': 20, 'watch': pid, 'core': generator_core()}
        status = crowd.main([part for name, value in arguments.items() for part in (f'--{name}', str(value))])
    figures = json.loads(capsys.readouterr().out)
    assert status == 0 and figures['ready'] == 20 and figures['seconds'] > 0


def test_apps_beside_the_learning_switch(monkeypatch) -> None:
    monkeypatch.setattr(scaling, 'HOSTS', 20)
    result = scaling._measure(OURS, 2, 1, 2, True, 0.1)
    assert result['answered'] and not result['unanswered']


def test_start_is_measured() -> None:
    figures = start_up._start(OURS, start_up._ours())
    assert figures['ms'] > 0 and figures['mib'] > 1
    assert start_up._modules(OURS, start_up._ours()) > 50


def test_a_turn_without_answers_has_no_cost() -> None:
    turns = {OURS: [{'answered': 9, 'controller_cpu_us': 20.0}],
             'os-ken native': [{'answered': 0, 'controller_cpu_us': 2e6}],
             'other': [{'answered': 0, 'controller_cpu_us': 2e6}, {'answered': 5, 'controller_cpu_us': 30.0}]}
    assert scaling._medians(turns) == {OURS: 20.0, 'os-ken native': None, 'other': 30.0}
