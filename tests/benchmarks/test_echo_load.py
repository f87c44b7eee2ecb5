"""The echoes of a busy run: each that comes back as it was counts once, any other is caught."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from itertools import count

import pytest

from tests.benchmarks.echo_load import EchoSwitch
from tests.benchmarks.protocol import ECHO_REPLY, WrongAnswer, protocol
from tests.benchmarks.switch import Hosts, Tally

VERSIONS = ['1.0', '1.3']


@pytest.fixture(params=VERSIONS)
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[EchoSwitch, socket.socket]]:
    near, far = socket.socketpair()
    near.setblocking(False)
    far.settimeout(5)
    with near, far:
        switch = EchoSwitch(near, protocol(request.param), 1, Hosts(0, 2, silent=0), count(1), Tally())
        switch.ready = True
        switch.unsent.clear()
        switch.echo()
        yield switch, far


def test_an_echo_counts_once_it_is_back(pair: tuple[EchoSwitch, socket.socket]) -> None:
    switch, far = pair
    request = far.recv(100)
    assert len(switch.asked) == 1
    far.sendall(request[:1] + bytes([ECHO_REPLY]) + request[2:])
    switch.receive(now=0)
    assert not switch.asked
    assert len(switch.echoed) == 1
    assert switch.echoed[0] > 0


@pytest.mark.parametrize('spoil', ['twice', 'data', 'xid'])
def test_a_wrong_echo_is_caught(pair: tuple[EchoSwitch, socket.socket], spoil: str) -> None:
    switch, far = pair
    request = far.recv(100)
    xid = int.from_bytes(request[4:8], 'big')
    reply = switch.protocol.message(ECHO_REPLY, xid, request[8:])
    far.sendall({'twice': reply * 2, 'data': reply[:-1] + b'!',
                 'xid': switch.protocol.message(ECHO_REPLY, xid + 1, request[8:])}[spoil])  # fmt: skip
    with pytest.raises(WrongAnswer, match='echo'):
        switch.receive(now=0)
