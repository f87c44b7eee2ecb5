"""The switches that count flow-mods: right ones count, and each kind of wrong one is caught."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from controller.openflow import version as tables
from tests.benchmarks.flow_sink import Sink
from tests.benchmarks.protocol import WrongAnswer, protocol

VERSIONS = {'1.0': 1, '1.3': 4}
every_version = pytest.mark.parametrize('version', VERSIONS)


def flow_mod(version: str, serial: int, **changed: Any) -> bytes:
    """What the app pushes, by default with all as the sink expects it."""
    parser = tables(VERSIONS[version])
    datapath = SimpleNamespace(ofproto=parser, ofproto_parser=parser, id=1)
    told = {'cookie': serial, 'in_port': 1 + serial % 24, 'src': '02:00:00:00:00:01',
            'dst': f'02:00:00:00:{serial >> 8:02x}:{serial & 255:02x}', 'port': 1 + (serial + 1) % 24, **changed}
    actions = [parser.OFPActionOutput(told['port'])]
    if version == '1.0':
        match = parser.OFPMatch(in_port=told['in_port'], dl_src=told['src'], dl_dst=told['dst'])
        message = parser.OFPFlowMod(datapath, match, told['cookie'], 0, actions=actions)
    else:
        match = parser.OFPMatch(in_port=told['in_port'], eth_src=told['src'], eth_dst=told['dst'])
        instructions = [parser.OFPInstructionActions(parser.OFPIT_APPLY_ACTIONS, actions)]
        message = parser.OFPFlowMod(datapath, cookie=told['cookie'], priority=10, match=match,
                                    instructions=instructions)
    message.xid = serial + 1
    message.serialize()
    return bytes(message.buf)


@pytest.fixture
def sink() -> Callable[[str], Sink]:
    return lambda version: Sink(protocol(version), dpid=1, one_in=1)


@every_version
def test_right_flow_mods_count_wherever_they_are_split(sink: Callable[[str], Sink], version: str) -> None:
    reader, data = sink(version), b''.join(flow_mod(version, serial) for serial in range(300))
    for start in range(0, len(data), 37):
        assert reader.receive(data[start : start + 37]) == b''
    assert reader.counted == reader.checked == 300


@every_version
@pytest.mark.parametrize('changed', [{'cookie': 8}, {'in_port': 3}, {'src': '02:00:00:00:00:02'},
                                     {'dst': '02:00:00:00:00:00'}, {'port': 2}])
def test_a_wrong_flow_mod_is_caught(sink: Callable[[str], Sink], version: str, changed: dict[str, Any]) -> None:
    reader = sink(version)
    reader.receive(b''.join(flow_mod(version, serial) for serial in range(7)))
    with pytest.raises(WrongAnswer, match='flow-mod 7'):
        reader.receive(flow_mod(version, 7, **changed))


@every_version
def test_a_lost_flow_mod_is_caught(sink: Callable[[str], Sink], version: str) -> None:
    reader = sink(version)
    reader.receive(flow_mod(version, 0))
    with pytest.raises(WrongAnswer, match='cookie is 2, expected 1'):
        reader.receive(flow_mod(version, 2))


@every_version
def test_barriers_are_answered_behind_the_flow_mods_before_them(sink: Callable[[str], Sink], version: str) -> None:
    reader, spoken = sink(version), protocol(version)
    barrier = spoken.message(spoken.barrier_request, 77)
    assert reader.receive(flow_mod(version, 0) + barrier) == spoken.message(spoken.barrier_request + 1, 77)
    assert reader.counted == 1


@every_version
def test_an_error_message_and_one_shorter_than_its_header_are_caught(
    sink: Callable[[str], Sink], version: str
) -> None:
    with pytest.raises(WrongAnswer, match='sent an error'):
        sink(version).receive(protocol(version).message(1, 0, bytes(4)))
    with pytest.raises(WrongAnswer, match='message length'):
        sink(version).receive(bytes([VERSIONS[version], 14, 0, 7, 0, 0, 0, 0]))
