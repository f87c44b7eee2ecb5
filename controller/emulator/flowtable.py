"""Flow tables: which entry a packet hits, and which entries a change concerns. Pure: the time is a parameter."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from .match import Match

__all__ = ['FlowEntry', 'FlowTable', 'Instructions', 'TableConfig', 'Trigger']


@dataclass(frozen=True)
class Trigger:
    """Counts at which the controller gets a flow's statistics unasked: at each multiple, at the first only, or as soon
    as one is passed (1.5.1, 7.2.5)."""

    thresholds: Mapping[str, int]
    periodic: bool = False
    only_first: bool = False

    def passed(self, entry: FlowEntry, size: int) -> bool:
        """Whether the last packet, of so many bytes, has taken a count of the entry past a threshold."""
        last = {'packet_count': 1, 'byte_count': size}
        ways = [(getattr(entry, name), last[name], limit) for name, limit in self.thresholds.items()]
        if self.only_first and any(after - step >= limit for after, step, limit in ways):
            return False
        if self.periodic:
            return any(after // limit > (after - step) // limit for after, step, limit in ways)
        return any(after >= limit > after - step for after, step, limit in ways)


@dataclass(frozen=True)
class Instructions:
    """What a flow entry does with a packet; the actions of 1.0 are `apply` alone (1.3.5, 5.9).

    Actions are those of the version's tables. `write` is None where there is no write-actions instruction,
    `metadata` a value and a mask, `goto` a table, `meter` a meter,
    `trigger` when the controller hears of counts.
    """

    apply: tuple[Any, ...] = ()
    clear: bool = False
    write: tuple[Any, ...] = ()
    metadata: tuple[int, int] | None = None
    goto: int | None = None
    meter: int | None = None
    trigger: Trigger | None = None

    @property
    def actions(self) -> tuple[Any, ...]:
        """Every action, applied or written."""
        return self.apply + self.write


@dataclass(eq=False)
class FlowEntry:
    """A flow entry and its counters; times in seconds of the switch's clock.

    `stated` is the match, `said` the instructions or actions, as the controller stated them: statistics repeat them.
    `rank` decides between entries; it is the priority, and more for an entry of 1.0 without wildcards (1.0.1, 3.4).
    """

    match: Match
    priority: int
    created: float
    instructions: Instructions = Instructions()
    stated: Any = None
    said: tuple[Any, ...] = ()
    rank: int = -1
    cookie: int = 0
    flags: int = 0
    idle_timeout: int = 0
    hard_timeout: int = 0
    importance: int = 0
    table_id: int = 0
    packet_count: int = 0
    byte_count: int = 0
    used: float = field(init=False)

    def __post_init__(self) -> None:
        self.used = self.created
        if self.rank < 0:
            self.rank = self.priority

    def __deepcopy__(self, memo: dict[int, Any]) -> FlowEntry:
        return copy(self)  # what it holds is replaced as a whole, never changed

    def count(self, size: int, now: float) -> None:
        """A packet of so many bytes has hit the entry."""
        self.packet_count += 1
        self.byte_count += size
        self.used = now

    @property
    def expires(self) -> float | None:
        """When the entry times out if nothing hits it any more, None for never."""
        ends = [
            since + seconds
            for since, seconds in ((self.used, self.idle_timeout), (self.created, self.hard_timeout))
            if seconds
        ]
        return min(ends, default=None)

    @property
    def is_table_miss(self) -> bool:
        """Whether this is the entry for packets that no other takes (1.3.5, 5.4)."""
        return self.priority == 0 and not self.match.shape

    def outputs_to(self, port: int) -> bool:
        """Whether an action outputs to this port (1.3.5, 6.4: the out_port filter)."""
        return any(getattr(action, 'port', None) == port for action in self.instructions.actions)

    def uses_group(self, group_id: int) -> bool:
        """Whether an action hands packets to this group (1.3.5, 6.4: the out_group filter)."""
        return any(getattr(action, 'group_id', None) == group_id for action in self.instructions.actions)

    def uses_meter(self, meter_id: int) -> bool:
        """Whether an instruction, since 1.5 an action, sends packets through this meter (1.3.5, 5.7)."""
        return self.instructions.meter == meter_id or any(
            getattr(action, 'meter_id', None) == meter_id for action in self.instructions.actions
        )


@dataclass(frozen=True)
class TableConfig:
    """How a controller has configured a table (1.4.1, 7.3.3).

    `vacancy` are the per cent of it that are free when the controller is told that it fills and that it empties, None
    for no such events; `filling` is which of them comes next.
    """

    evicts: bool = False
    vacancy: tuple[int, int] | None = None
    filling: bool = True


class _SameShape:
    """The entries whose matches have one shape, by the values they want."""

    def __init__(self) -> None:
        self.by_values: dict[tuple[int, ...], list[FlowEntry]] = {}
        self.highest = -1  # no entry ranks above this


def _falling_rank(entry: FlowEntry) -> int:
    return -entry.rank


def _falling_highest(item: tuple[object, _SameShape]) -> int:
    return -item[1].highest


class FlowTable:
    """Flow entries, and the counters of the table.

    A lookup asks each shape of match once, those with high ranks first, so it costs as many dictionary lookups as
    there are shapes, however many entries there are.
    """

    def __init__(self, table_id: int = 0, max_entries: int = 65536) -> None:
        self.table_id = table_id
        self.max_entries = max_entries
        self.config = TableConfig()
        self.lookup_count = 0
        self.matched_count = 0
        self._entries: dict[tuple[Match, int], FlowEntry] = {}
        self._shapes: dict[tuple[tuple[str, int], ...], _SameShape] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[FlowEntry]:
        return iter(list(self._entries.values()))

    def __contains__(self, entry: FlowEntry) -> bool:
        return self._entries.get((entry.match, entry.priority)) is entry

    def lookup(self, fields: Mapping[str, int]) -> FlowEntry | None:
        """The entry of highest rank that a packet with these fields hits, None where it hits none."""
        self.lookup_count += 1
        best: FlowEntry | None = None
        for shape, same in self._shapes.items():
            if best is not None and same.highest <= best.rank:
                break
            try:
                wanted = tuple([fields[name] & mask for name, mask in shape])
            except KeyError:
                continue  # the packet lacks a field of this shape
            found = same.by_values.get(wanted)
            if found and (best is None or found[0].rank > best.rank):
                best = found[0]
        if best is not None:
            self.matched_count += 1
        return best

    def find(self, match: Match, priority: int) -> FlowEntry | None:
        """The entry with exactly this match and priority: what a strict change concerns."""
        return self._entries.get((match, priority))

    def covered_by(self, match: Match) -> list[FlowEntry]:
        """The entries that match nothing outside `match`: what a change that is not strict concerns."""
        return [entry for entry in self if match.covers(entry.match)]

    def overlaps(self, match: Match, priority: int) -> bool:
        """Whether an entry of the same priority could take the same packet (1.3.5, 6.4)."""
        return any(entry.priority == priority and entry.match.overlaps(match) for entry in self._entries.values())

    def add(self, entry: FlowEntry) -> None:
        """Put an entry into the table, in the place of one with the same match and priority."""
        old = self.find(entry.match, entry.priority)
        if old is not None:
            self.remove(old)
        self._entries[entry.match, entry.priority] = entry
        same = self._shapes.setdefault(entry.match.shape, _SameShape())
        insort(same.by_values.setdefault(entry.match.values, []), entry, key=_falling_rank)
        if entry.rank > same.highest:
            same.highest = entry.rank
            self._shapes = dict(sorted(self._shapes.items(), key=_falling_highest))

    def remove(self, entry: FlowEntry) -> None:
        """Take an entry out of the table."""
        del self._entries[entry.match, entry.priority]
        same = self._shapes[entry.match.shape]
        entries = same.by_values[entry.match.values]
        entries.remove(entry)
        if not entries:
            del same.by_values[entry.match.values]
        if not same.by_values:
            del self._shapes[entry.match.shape]
