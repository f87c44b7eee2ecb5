"""The flow table: which entry a packet hits; checked against trying every entry."""

from __future__ import annotations

from typing import Any
from weakref import WeakSet

from hypothesis import given, settings
from hypothesis import strategies as st

from controller.emulator.flowtable import FlowEntry, FlowTable
from controller.emulator.match import EXACT, Match
from controller.emulator.tables import HARD_TIMEOUT, FlowTables


def entry(priority: int = 1, /, **wanted: Any) -> FlowEntry:
    conditions = {name: value if isinstance(value, tuple) else (value, EXACT) for name, value in wanted.items()}
    return FlowEntry(Match.of(conditions), priority, created=0.0)


def table_of(*entries: FlowEntry) -> FlowTable:
    table = FlowTable()
    for each in entries:
        table.add(each)
    return table


def test_the_highest_priority_wins_whatever_the_order() -> None:
    low, high, exact = entry(1), entry(9, eth_type=0x0800), entry(5, in_port=1, eth_type=0x0800)
    for order in ((low, high, exact), (exact, high, low), (high, low, exact)):
        assert table_of(*order).lookup({'in_port': 1, 'eth_type': 0x0800}) is high


def test_a_packet_without_a_field_does_not_hit_an_entry_that_wants_it() -> None:
    miss = entry(0)
    table = table_of(miss, entry(5, tcp_dst=0))
    assert table.lookup({'in_port': 1}) is miss
    assert table_of(entry(5, tcp_dst=0)).lookup({'in_port': 1}) is None


def test_same_match_and_priority_replace() -> None:
    table = table_of(entry(1, in_port=1), newer := entry(1, in_port=1))
    assert list(table) == [newer]
    assert table.lookup({'in_port': 1}) is newer


def test_what_was_removed_is_hit_no_more() -> None:
    high, low = entry(2, in_port=1), entry(1, in_port=1)
    table = table_of(high, low)
    table.remove(high)
    assert table.lookup({'in_port': 1}) is low
    table.remove(low)
    assert table.lookup({'in_port': 1}) is None
    assert len(table) == 0


def test_lookups_are_counted() -> None:
    table = table_of(entry(1, in_port=1))
    table.lookup({'in_port': 1})
    table.lookup({'in_port': 2})
    assert (table.lookup_count, table.matched_count) == (2, 1)


def test_table_miss_entry() -> None:
    assert entry(0).is_table_miss
    assert not entry(1).is_table_miss and not entry(0, in_port=1).is_table_miss


def test_expiry_is_the_earlier_of_idle_and_hard() -> None:
    timed = FlowEntry(Match(), 1, created=10.0, idle_timeout=5, hard_timeout=8)
    assert timed.expires == 15.0
    timed.count(100, now=14.0)
    assert timed.expires == 18.0
    assert FlowEntry(Match(), 1, created=10.0).expires is None


FIELDS = ('a', 'b', 'c')
condition = st.tuples(st.integers(0, 3), st.sampled_from((EXACT, 1, 2)))
matches = st.dictionaries(st.sampled_from(FIELDS), condition).map(Match.of)
packets = st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 3))


def hits(match: Match, packet: dict[str, int]) -> bool:
    return all(name in packet and packet[name] & mask == value for name, (value, mask) in match.conditions.items())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(matches, st.integers(0, 4)), max_size=30), st.lists(packets, max_size=5), st.data())
def test_lookup_equals_trying_every_entry(rows: list[Any], frames: list[dict[str, int]], data: Any) -> None:
    table = table_of(*(FlowEntry(match, priority, created=0.0) for match, priority in rows))
    for gone in data.draw(st.lists(st.sampled_from(list(table)), unique_by=id)) if len(table) else ():
        table.remove(gone)
    for packet in frames:
        found = table.lookup(packet)
        best = max((each.rank for each in table if hits(each.match, packet)), default=None)
        assert (found.rank if found else None) == best
        assert found is None or hits(found.match, packet)


@settings(max_examples=100, deadline=None)
@given(matches, matches, packets)
def test_covers_and_overlaps_agree_with_packets(one: Match, other: Match, packet: dict[str, int]) -> None:
    if one.covers(other) and hits(other, packet):
        assert hits(one, packet)
    if hits(one, packet) and hits(other, packet):
        assert one.overlaps(other)


def test_entries_replaced_before_their_time_are_not_kept_until_then() -> None:
    tables, known = FlowTables(2), WeakSet()
    for _ in range(1000):
        newest = FlowEntry(Match(), 1, created=0.0, hard_timeout=3600)
        tables.add(newest)
        known.add(newest)
    assert len(known) < 200
    assert tables.deadline == 3600.0
    assert tables.expire(3600.0) == [(newest, HARD_TIMEOUT)]
