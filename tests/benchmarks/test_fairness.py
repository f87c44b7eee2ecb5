"""The switch that floods fills its socket and counts what comes back; the others are charged for what does not."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from itertools import count

import pytest

from tests.benchmarks import fairness, fairness_load
from tests.benchmarks.fairness_load import BLOCK, FairnessSwitch
from tests.benchmarks.processes import controller, free_port
from tests.benchmarks.protocol import PACKET_OUT, WrongAnswer, protocol
from tests.benchmarks.report import OURS
from tests.benchmarks.switch import Hosts, Tally

SPOKEN = protocol('1.3')


@pytest.fixture
def pair() -> Iterator[tuple[FairnessSwitch, socket.socket]]:
    near, far = socket.socketpair()
    near.setblocking(False)
    far.settimeout(5)
    with near, far:
        switch = FairnessSwitch(near, SPOKEN, 1, Hosts(0, 2, silent=0), count(1), Tally())
        switch.ready = True
        switch.unsent.clear()
        yield switch, far


def packet_out(serial: int, frame: bytes = b'') -> bytes:
    return SPOKEN.message(PACKET_OUT, 1, serial.to_bytes(4) + bytes(12) + frame)


def test_a_flood_goes_on_until_the_socket_is_full(pair: tuple[FairnessSwitch, socket.socket]) -> None:
    switch, far = pair
    switch.flood()
    assert switch.flooding and switch.unsent and switch in switch.tally.blocked
    unsent = len(switch.unsent)
    switch.flood()
    assert len(switch.unsent) == unsent, 'what does not fit is not piled up'
    size = len(switch._block) // BLOCK
    assert int.from_bytes(far.recv(4)[2:]) == size


def test_answers_of_a_flood_are_counted_only(pair: tuple[FairnessSwitch, socket.socket]) -> None:
    switch, far = pair
    far.sendall(packet_out(5))
    with pytest.raises(WrongAnswer, match='not waiting'):
        switch.receive(now=0)
    switch.flooding = True
    far.sendall(packet_out(6) * 3)
    switch.receive(now=0)
    assert switch.answers == 3 and not switch.tally.answered


def test_a_probe_is_no_answer(pair: tuple[FairnessSwitch, socket.socket]) -> None:
    switch, far = pair
    far.sendall(packet_out(0xFFFFFFFF, bytes.fromhex('0180c200000e 020000000001 88cc')))
    switch.receive(now=0)
    switch.flooding = True
    far.sendall(packet_out(0xFFFFFFFF, bytes.fromhex('0180c200000e 020000000001 88cc')))
    switch.receive(now=0)
    assert not switch.answers


def test_echoes_that_did_not_come_back_count_with_their_age(pair: tuple[FairnessSwitch, socket.socket]) -> None:
    switch, _ = pair
    switch.echo()
    (asked,) = switch.asked.values()
    switch.echoed.append(0.5)
    assert fairness_load._echoes(switch, asked + 2) == [0.5, 2.0]


def test_small_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness_load.os, 'sched_setaffinity', lambda *_: None)  # this process has more tests to run
    port = free_port()
    with controller(OURS, fairness._command(OURS, 'peer_simple_switch_13', port), port, fairness._environment(OURS)):
        assert fairness_load.main(['--port', str(port), '--switches', '3', '--hosts', '4', '--core', '0',
                                   '--seconds', '0.2', '--warm', '0.1']) == 0  # fmt: skip
    figures = json.loads(capsys.readouterr().out)
    assert figures['flood']['flood_answered'] and figures['alone']['packet_in_us']['p50']
    assert None not in [value for key, value in fairness._rows(figures).items() if 'flooding switch' not in key]
