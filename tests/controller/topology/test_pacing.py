"""Turns: every key once in an interval, evenly; who is in a hurry at once, but not all together."""

from collections import Counter

import pytest

from controller.topology.pacing import BURST, GRACE, OFTEN, SLOTS, Pacer


def run(pacer, now, seconds, step=0.05):
    """What comes in so many seconds: (time, keys in turn, keys judged)."""
    rows, end = [], now + seconds
    while now < end - 1e-9:
        now += step
        rows.append((now, *pacer.due(now)))
    return now, rows


def test_every_key_once_in_an_interval():
    pacer = Pacer(0.0, 3.0)
    for key in range(500):
        pacer.add(key)
    _, rows = run(pacer, 0.0, 30.0)
    turns = Counter(key for _, keys, _ in rows for key in keys)
    assert set(turns) == set(range(500))
    assert set(turns.values()) <= {10, 11}


def test_evenly():
    pacer = Pacer(0.0, 3.0)
    for key in range(500):
        pacer.add(key)
    _, rows = run(pacer, 0.0, 30.0)
    assert {len(keys) for _, keys, _ in rows} <= {0, 8, 9, 16, 17, 18}
    assert sum(len(keys) in (8, 9) for _, keys, _ in rows) > 500


def test_a_key_that_goes_makes_room_for_the_next():
    pacer = Pacer(0.0, 3.0)
    for key in range(2 * SLOTS):
        pacer.add(key)
    pacer.remove(7)
    pacer.remove(7)
    pacer.add('new')
    pacer.add('new')
    assert len(pacer) == 2 * SLOTS
    assert ('new' in pacer, 7 in pacer) == (True, False)
    _, rows = run(pacer, 0.0, 3.0)
    assert max(len(keys) for _, keys, _ in rows) <= 4


def test_judged_once_after_each_turn():
    pacer = Pacer(0.0, 3.0)
    pacer.add('a')
    _, rows = run(pacer, 0.0, 31.0)
    turns = [now for now, keys, _ in rows if keys]
    judged = [now for now, _, keys in rows if keys]
    judged = [now for now in judged if now > turns[0]]
    late = [after - before for before, after in zip(turns, judged, strict=False)]
    assert late == pytest.approx([GRACE * 3.0 / SLOTS] * len(late), abs=0.11)


def test_after_a_pause_nothing_is_made_up_for():
    pacer = Pacer(0.0, 3.0)
    for key in range(600):
        pacer.add(key)
    now, _ = run(pacer, 0.0, 1.0)
    turn, _ = pacer.due(now + 60.0)
    assert len(turn) <= 20
    _, rows = run(pacer, now + 60.0, 3.0)
    assert len({key for _, keys, _ in rows for key in keys} | set(turn)) == 600


def test_a_hurried_key_comes_at_once_and_again():
    pacer = Pacer(0.0, 3.0)
    pacer.add('a')
    pacer.hurry('a', 1.0)
    assert pacer.hurried(0.99) == []
    assert pacer.hurried(1.0) == [('a', False)]
    assert pacer.hurried(1.1) == []
    assert pacer.hurried(1.2) == [('a', True)]
    assert pacer.hurried(9.0) == [('a', True)]
    assert pacer.hurried(99.0) == []


def test_a_hurried_key_that_has_gone_does_not_come():
    pacer = Pacer(0.0, 3.0)
    pacer.add('a')
    pacer.hurry('a', 1.0)
    pacer.remove('a')
    assert pacer.hurried(9.0) == []


def test_many_in_a_hurry_come_in_bursts():
    pacer = Pacer(0.0, 3.0)
    for key in range(250):
        pacer.add(key)
        pacer.hurry(key, 1.0)
    assert len(pacer.hurried(1.0)) == BURST
    assert pacer.hurried(1.01) == []
    assert len(pacer.hurried(1.06)) == BURST
    assert len(pacer.hurried(1.12)) == 50


def test_a_key_that_is_in_a_hurry_all_the_time_holds_up_no_other():
    """A port that goes up and down thousands of times a second."""
    pacer = Pacer(0.0, 3.0)
    now, came = 1.0, Counter()
    for count in range(20_000):
        now += 0.0002
        pacer.remove('flaps')
        pacer.add('flaps')
        pacer.hurry('flaps', now)
        if count == 15_000:
            pacer.add('other')
            pacer.hurry('other', now)
            joined = now
        for key, _ in pacer.hurried(now):
            came[key] += 1
            if key == 'other' and came[key] == 1:
                assert now - joined < 0.06
    assert came['flaps'] <= OFTEN * (4.0 / pacer.step + 1)
    assert came['other'] == 3
    assert len(pacer._hurried) < 20_000
