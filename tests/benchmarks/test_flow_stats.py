"""The answer that is measured is read: what is missing or wrong in it fails the run."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from controller import ofctl
from controller.openflow import version
from tests.benchmarks import flow_stats
from tests.benchmarks.flow_switch import FULL, FlowSwitch, message
from tests.benchmarks.processes import BenchmarkError


@pytest.fixture
def entries() -> list[dict[str, Any]]:
    """What our own writer makes of the switch's parts."""
    replies, listed = FlowSwitch(flows=1_000).receive(message(18, 7, bytes([0, 1]) + bytes(38))), []
    while replies:
        length = int.from_bytes(replies[2:4], 'big')
        assert length <= FULL + 16
        reply, replies = version(4).decode(replies[:length], None), replies[length:]
        listed += [ofctl.to_json(each) for each in reply.body]
    return listed


def test_the_switch_has_what_is_expected(entries: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow_stats, 'FLOWS', len(entries))
    flow_stats.check('ours', json.dumps({'1': entries}).encode())
    assert len(entries) == 1_000


@pytest.mark.parametrize('spoil', [
    lambda entries: entries.pop(), lambda entries: entries.reverse(), lambda entries: entries[7].update(actions=[]),
    lambda entries: entries[999].update(match={}), lambda entries: entries[0].update(cookie=1)])  # fmt: skip
def test_a_wrong_answer_is_caught(
    entries: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, spoil: Callable[[list[dict[str, Any]]], Any]
) -> None:
    monkeypatch.setattr(flow_stats, 'FLOWS', len(entries))
    spoil(entries)
    with pytest.raises(BenchmarkError, match='flow entr'):
        flow_stats.check('ours', json.dumps({'1': entries}).encode())
