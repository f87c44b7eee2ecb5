"""Cables: order, delay, loss, and every reason why a frame does not arrive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import greenhub
from controller.emulator.frame import Frame
from controller.emulator.link import MOST_UNDERWAY, Link
from controller.emulator.spanning import redundant
from controller.emulator.topology import parse
from greenhub.testing import JumpingClock, jumping_clock


@pytest.fixture
def clock() -> Iterator[JumpingClock]:
    with jumping_clock() as clock:
        yield clock


class Cable:
    """A link, and what has arrived at its far end, with the time."""

    def __init__(self, clock: JumpingClock, **options: float) -> None:
        self.link = Link('s1', 's2', **options)
        self.arrived: list[tuple[float, bytes]] = []
        self.began = clock()
        self.link.plug('s2', lambda frame: self.arrived.append((round(clock() - self.began, 6), frame.data)))
        self.send = self.link.sender('s1')


def test_frames_keep_their_order_and_take_their_time(clock: JumpingClock) -> None:
    cable = Cable(clock, delay=0.01)
    cable.send(Frame(b'1'))
    greenhub.sleep(0.005)
    cable.send(Frame(b'2'))
    greenhub.sleep(1)
    assert cable.arrived == [(0.01, b'1'), (0.015, b'2')]
    assert cable.link.counters.delivered == 2


def test_loss_is_the_same_in_every_run(clock: JumpingClock) -> None:
    one, other = Cable(clock, loss=0.25), Cable(clock, loss=0.25)
    for cable in (one, other):
        for number in range(200):
            cable.send(Frame(bytes([number])))
        greenhub.sleep(0.1)
    assert one.arrived and [data for _, data in one.arrived] == [data for _, data in other.arrived]
    assert 30 < one.link.counters.lost < 70


def test_a_link_that_is_down_loses_what_is_underway_too(clock: JumpingClock) -> None:
    cable = Cable(clock, delay=1.0)
    cable.send(Frame(b'1'))
    cable.link.up = False
    cable.send(Frame(b'2'))
    greenhub.sleep(2)
    assert cable.arrived == []
    assert cable.link.counters.unplugged == 2


def test_a_link_takes_so_many_frames_at_once(clock: JumpingClock) -> None:
    cable = Cable(clock, delay=1.0)
    for _ in range(MOST_UNDERWAY + 5):
        cable.send(Frame(b''))
    greenhub.sleep(2)
    assert (cable.link.counters.delivered, cable.link.counters.overflowed) == (MOST_UNDERWAY, 5)
    cable.send(Frame(b''))
    greenhub.sleep(2)
    assert cable.link.counters.delivered == MOST_UNDERWAY + 1


def test_a_frame_crosses_so_many_links_and_no_more(clock: JumpingClock) -> None:
    link = Link('s1', 's2', most_hops=10)
    ways = {end: link.sender(end) for end in link.ends}
    for end in link.ends:
        link.plug(end, ways[end])  # what arrives goes back
    ways['s1'](Frame(b'for ever'))
    greenhub.sleep(1)
    assert (link.counters.delivered, link.counters.worn_out) == (10, 1)


# -- which links floods leave out ------------------------------------------------------------------------------------


def reached(links: list[tuple[int, int]], start: int = 1) -> set[int]:
    found = {start}
    while more := {b for a, b in [*links, *((b, a) for a, b in links)] if a in found} - found:
        found |= more
    return found


@pytest.mark.parametrize('name', ['linear,5', 'tree,3', 'ring,3', 'ring,8', 'mesh,6', 'linear,1'])
def test_what_is_left_is_a_tree_that_reaches_everything(name: str) -> None:
    topology = parse(name)
    kept = [link for link in topology.links if link not in redundant(topology.links)]
    assert len(kept) == topology.switches - 1
    assert reached(kept) == set(range(1, topology.switches + 1))


def test_separate_parts_have_a_tree_each() -> None:
    assert redundant([(1, 2), (2, 3), (3, 1), (7, 8), (8, 9), (9, 7)]) == {(2, 3), (8, 9)}
