"""The tables of a switch together: changes of flow entries as FLOW_MOD states them, and time-outs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Final

from .flowtable import FlowEntry, FlowTable, TableConfig
from .match import Match
from .refused import Refused

__all__ = [
    'DELETE', 'EVICTION', 'GROUP_DELETE', 'HARD_TIMEOUT', 'IDLE_TIMEOUT', 'METER_DELETE', 'FlowTables', 'Removed',
    'Selection',
]

#: Why an entry is gone, as every version numbers it (OFPRR_*).
IDLE_TIMEOUT: Final = 0
HARD_TIMEOUT: Final = 1
DELETE: Final = 2
GROUP_DELETE: Final = 3
METER_DELETE: Final = 4
EVICTION: Final = 5

FEW_TIMEOUTS = 64  # of entries that are gone: not worth a search

#: An entry that is gone, and why.
Removed = tuple[FlowEntry, int]


@dataclass(frozen=True)
class Selection:
    """Which flow entries a request concerns; None for whatever does not restrict it.

    With a `priority` it is strict: the entry with exactly this match. Of an entry's cookie the bits under
    `cookie_mask` have to be those of `cookie` (1.3.5, 6.4).
    """

    match: Match = field(default_factory=Match)
    priority: int | None = None
    table_id: int | None = None
    out_port: int | None = None
    out_group: int | None = None
    cookie: int = 0
    cookie_mask: int = 0
    meter: int | None = None

    def of(self, tables: Iterable[FlowTable]) -> Iterator[FlowEntry]:
        """The entries that are meant."""
        for table in tables:
            if self.table_id is None or self.table_id == table.table_id:
                yield from filter(self.admits, self._by_match(table))

    def _by_match(self, table: FlowTable) -> list[FlowEntry]:
        if self.priority is None:
            return table.covered_by(self.match)
        found = table.find(self.match, self.priority)
        return [found] if found else []

    def admits(self, entry: FlowEntry) -> bool:
        """Whether cookie and outputs of an entry are among those meant."""
        return (
            not (entry.cookie ^ self.cookie) & self.cookie_mask
            and (self.out_port is None or entry.outputs_to(self.out_port))
            and (self.out_group is None or entry.uses_group(self.out_group))
            and (self.meter is None or entry.uses_meter(self.meter))
        )


class FlowTables:
    """Flow tables 0 to n-1. Methods that remove entries return them, with the reason."""

    def __init__(self, number: int, max_entries: int = 65536) -> None:
        self.tables = [FlowTable(table_id, max_entries) for table_id in range(number)]
        self._timeouts: list[tuple[float, int, FlowEntry]] = []  # a heap; a time may be too early, never too late
        self._sequence = count()

    def __getitem__(self, table_id: int) -> FlowTable:
        return self.tables[table_id]

    def __len__(self) -> int:
        return len(self.tables)

    def select(self, selection: Selection) -> list[FlowEntry]:
        """The entries that a selection means, by table."""
        return list(selection.of(self.tables))

    def add(self, entry: FlowEntry, *, check_overlap: bool = False, keep_counts: bool = False) -> FlowEntry | None:
        """Add an entry, in the place of one with the same match and priority, which is returned and is no overlap
        (so Open vSwitch reads 1.3.5, 6.4); raises Refused."""
        table = self.tables[entry.table_id]
        old = table.find(entry.match, entry.priority)
        if old is None and check_overlap and table.overlaps(entry.match, entry.priority):
            raise Refused('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_OVERLAP')
        if old is None and len(table) >= table.max_entries:
            raise Refused('OFPET_FLOW_MOD_FAILED', 'OFPFMFC_TABLE_FULL', 'OFPFMFC_ALL_TABLES_FULL')
        if old is not None and keep_counts:
            entry.packet_count, entry.byte_count = old.packet_count, old.byte_count
        table.add(entry)
        self._watch(entry)
        return old

    def modify(self, selection: Selection, change: FlowEntry, *, reset_counts: bool, cookie: bool) -> list[FlowEntry]:
        """Give the selected entries what `change` says they do, with `cookie` also its cookie; time-outs and, unless
        reset, counters stay (1.3.5, 6.4). Returns these entries."""
        entries = self.select(selection)
        for entry in entries:
            entry.instructions, entry.said = change.instructions, change.said
            if cookie:
                entry.cookie = change.cookie
            if reset_counts:
                entry.packet_count = entry.byte_count = 0
        return entries

    def delete(self, selection: Selection, reason: int = DELETE) -> list[Removed]:
        """Remove the selected entries."""
        removed = [(entry, reason) for entry in self.select(selection)]
        for entry, _ in removed:
            self.tables[entry.table_id].remove(entry)
        return removed

    def delete_users_of_group(self, group_id: int) -> list[Removed]:
        """Remove the entries that hand packets to a group which is gone (1.3.5, 6.5)."""
        return self.delete(Selection(out_group=group_id), GROUP_DELETE)

    def delete_users_of_meter(self, meter_id: int, reason: int = METER_DELETE) -> list[Removed]:
        """Remove the entries that send packets through a meter which is gone (1.3.5, 6.4.1)."""
        return self.delete(Selection(meter=meter_id), reason)

    def clear(self) -> None:
        """Forget every entry, and how the tables were configured."""
        for table in self.tables:
            table.config = TableConfig()
            for entry in table:
                table.remove(entry)
        self._timeouts.clear()

    def expire(self, now: float) -> list[Removed]:
        """Remove the entries whose time is over."""
        removed: list[Removed] = []
        while self._timeouts and self._timeouts[0][0] <= now:
            entry = heappop(self._timeouts)[2]
            table, ends = self.tables[entry.table_id], entry.expires
            if entry not in table or ends is None:
                continue
            if ends > now:
                self._watch(entry)
                continue
            table.remove(entry)
            hard = entry.hard_timeout and entry.created + entry.hard_timeout <= now
            removed.append((entry, HARD_TIMEOUT if hard else IDLE_TIMEOUT))
        return removed

    @property
    def deadline(self) -> float | None:
        """When to call `expire` next, None if nothing has a time-out; may be too early."""
        return self._timeouts[0][0] if self._timeouts else None

    def _watch(self, entry: FlowEntry) -> None:
        ends = entry.expires
        if ends is not None:
            heappush(self._timeouts, (ends, next(self._sequence), entry))
            if len(self._timeouts) > FEW_TIMEOUTS + 2 * sum(map(len, self.tables)):
                self._forget_timeouts_of_the_gone()

    def _forget_timeouts_of_the_gone(self) -> None:
        """Entries replaced or deleted before their time would otherwise be kept for as long as it lasts."""
        self._timeouts = [each for each in self._timeouts if each[2] in self.tables[each[2].table_id]]
        heapify(self._timeouts)


