"""Flow monitors of an emulated switch (1.4.1, 7.3.5.17): who wants to hear of which changes. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .flowtable import FlowEntry
from .refused import Refused
from .tables import Selection

__all__ = ['ADDED', 'INITIAL', 'MAX_MONITORS', 'MODIFIED', 'REMOVED', 'Monitor', 'MonitorTable']

#: What happened to a flow entry (OFPFME_*).
INITIAL: Final = 0
ADDED: Final = 1
REMOVED: Final = 2
MODIFIED: Final = 3

#: Flags of a monitor (OFPFMF_*); the first four are one for each event, in the order of their numbers.
INSTRUCTIONS: Final = 1 << 4
NO_ABBREV: Final = 1 << 5
ONLY_OWN: Final = 1 << 6
ALL_FLAGS: Final = (1 << 7) - 1

MAX_MONITORS = 256


@dataclass(frozen=True)
class Monitor:
    """Which flow entries are watched, and for what."""

    monitor_id: int
    flags: int
    selection: Selection

    def wants(self, event: int, entry: FlowEntry, own: bool) -> bool:
        """Whether an event is told; `own` says whether the controller that watches has caused it."""
        if not self.flags >> event & 1 or (self.flags & ONLY_OWN and not own):
            return False
        selection = self.selection
        return selection.table_id in (None, entry.table_id) and selection.admits(entry) and (
            selection.match.covers(entry.match)
        )

    @property
    def shows_instructions(self) -> bool:
        """Whether instructions are told too."""
        return bool(self.flags & INSTRUCTIONS)

    @property
    def abbreviates(self) -> bool:
        """Whether of the controller's own changes only the transaction id is told."""
        return not self.flags & (NO_ABBREV | ONLY_OWN)


class MonitorTable:
    """The monitors of one channel by number; raises Refused as the specification says (1.4.1, 7.5.4.17)."""

    def __init__(self) -> None:
        self.monitors: dict[int, Monitor] = {}

    def __bool__(self) -> bool:
        return bool(self.monitors)

    def __iter__(self) -> Iterator[Monitor]:
        return iter(list(self.monitors.values()))

    def add(self, monitor: Monitor) -> None:
        """Begin to watch."""
        if monitor.monitor_id in self.monitors:
            raise _failed('MONITOR_EXISTS')
        if len(self.monitors) >= MAX_MONITORS:
            raise _failed('INVALID_MONITOR')
        self._put(monitor)

    def modify(self, monitor: Monitor) -> None:
        """Watch something else under the same number."""
        self._check_known(monitor.monitor_id)
        self._put(monitor)

    def delete(self, monitor_id: int) -> None:
        """Watch no more."""
        self._check_known(monitor_id)
        del self.monitors[monitor_id]

    def _put(self, monitor: Monitor) -> None:
        if monitor.flags & ~ALL_FLAGS:
            raise _failed('BAD_FLAGS')
        self.monitors[monitor.monitor_id] = monitor

    def _check_known(self, monitor_id: int) -> None:
        if monitor_id not in self.monitors:
            raise _failed('UNKNOWN_MONITOR')


def _failed(code: str) -> Refused:
    return Refused('OFPET_FLOW_MONITOR_FAILED', f'OFPMOFC_{code}')
