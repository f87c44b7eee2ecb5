"""Whatever a controller may say, a switch does it or answers with an error, and goes on forwarding.

`FULL_MUTATIONS=1` tries ten times as many messages.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

from controller.openflow import OF10, OF13, OF14, OF15, version

from ..openflow.generator import build, message_classes, plan
from .lab import Bench, arp_request, tcp_segment, udp_datagram

ROUNDS = 60 if os.environ.get('FULL_MUTATIONS') else 6
ENTRIES = 4 * ROUNDS  # of each kind of action


@pytest.mark.parametrize('number', [OF10, OF13, OF14, OF15])
def test_random_messages(number: int) -> None:
    chance = random.Random(number)
    of: Any = version(number)
    bench = Bench(number, buffers=4, max_entries=50)
    frames = [arp_request(), tcp_segment(), udp_datagram(tag=5, ttl=1)]
    for _ in range(ROUNDS):
        for cls in message_classes(of):
            bench.ask(build(of, plan(of, cls, chance), None))
            bench.receive(chance.choice(frames), chance.randrange(1, 5))
            bench.after(chance.choice((0, 1, 70000)))
    bench.ask(bench.flow([], {}, command=of.OFPFC_DELETE, **({} if number == OF10 else {'table_id': of.OFPTT_ALL})))
    bench.said()


@pytest.mark.parametrize('number', [OF10, OF13, OF14, OF15])
def test_flow_entries_with_arguments_at_random(number: int) -> None:
    """Entries whose actions the switch has, with any arguments: what it takes, it can do."""
    chance = random.Random(number)
    of: Any = version(number)
    bench = Bench(number)
    names = [name for name in vars(of) if name.startswith('OFPAction') and name not in ('OFPAction', 'OFPActionId')]
    taken = 0
    for _ in range(ENTRIES):
        for name in names:
            try:
                action = build(of, plan(of, getattr(of, name), chance))
            except (TypeError, ValueError):
                continue  # the base of a family, which is no action
            refused = bench.ask(bench.flow([action, of.OFPActionOutput(2)]))
            taken += not refused
            for frame in (arp_request(), tcp_segment(), udp_datagram(), udp_datagram(tag=9)):
                bench.receive(frame, 1)
                bench.said()
    assert taken > 100
