"""The group table of an emulated switch (1.3.5, 5.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .refused import Refused

__all__ = ['ALL', 'FAST_FAILOVER', 'INDIRECT', 'SELECT', 'Bucket', 'Group', 'GroupTable']

#: Types of groups (OFPGT_*).
ALL: Final = 0
SELECT: Final = 1
INDIRECT: Final = 2
FAST_FAILOVER: Final = 3

MAX_GROUPS = 256
MAX_BUCKETS = 256


@dataclass
class Bucket:
    """Actions, and when they are taken: by weight in a select group, while port or group is live in a fast failover
    group."""

    actions: tuple[Any, ...]
    weight: int = 0
    watch_port: int | None = None
    watch_group: int | None = None
    packet_count: int = 0
    byte_count: int = 0

    @property
    def groups(self) -> Iterator[int]:
        """The groups that the bucket hands packets to."""
        return (action.group_id for action in self.actions if hasattr(action, 'group_id'))


@dataclass
class Group:
    """A group and its counters; `said` are the buckets as the controller stated them."""

    group_id: int
    type: int
    buckets: list[Bucket]
    created: float
    said: Any = None
    packet_count: int = 0
    byte_count: int = 0

    def weighted(self, number: int) -> Bucket | None:
        """The bucket for a flow of this number, in proportion to the weights; a weight of 0 takes nothing."""
        number %= sum(bucket.weight for bucket in self.buckets) or 1
        for bucket in self.buckets:
            if number < bucket.weight:
                return bucket
            number -= bucket.weight
        return None


@dataclass
class GroupTable:
    """Groups by number; raises Refused for what the specification forbids."""

    groups: dict[int, Group] = field(default_factory=dict)

    def __getitem__(self, group_id: int) -> Group:
        return self.groups[group_id]

    def __contains__(self, group_id: int) -> bool:
        return group_id in self.groups

    def __iter__(self) -> Iterator[Group]:
        return iter(list(self.groups.values()))

    def add(self, group: Group) -> None:
        """Add a group."""
        if group.group_id in self.groups:
            raise _failed('GROUP_EXISTS')
        if len(self.groups) >= MAX_GROUPS:
            raise _failed('OUT_OF_GROUPS')
        self._check(group)
        self.groups[group.group_id] = group

    def modify(self, group: Group) -> None:
        """Replace a group, and with it its counters."""
        if group.group_id not in self.groups:
            raise _failed('UNKNOWN_GROUP')
        self._check(group)
        self.groups[group.group_id] = group

    def delete(self, group_id: int | None) -> list[int]:
        """Remove a group, or all for None, and return the numbers of those removed; groups that hand packets to it
        go with it. A group that does not exist is no error (1.3.5, 6.5)."""
        if group_id is None:
            removed = list(self.groups)
            self.groups.clear()
            return removed
        if self.groups.pop(group_id, None) is None:
            return []
        users = [group.group_id for group in self if any(group_id in bucket.groups for bucket in group.buckets)]
        return [group_id, *(gone for user in users for gone in self.delete(user))]

    def reference_count(self, group_id: int) -> int:
        """How many buckets of other groups hand packets to a group."""
        return sum(group_id in bucket.groups for group in self for bucket in group.buckets)

    def live_bucket(self, group: Group, live_ports: Mapping[int, bool]) -> Bucket | None:
        """The first bucket of a fast failover group whose port or group is live."""
        known: dict[int, bool] = {}
        return next((bucket for bucket in group.buckets if self._is_live(bucket, live_ports, known)), None)

    def _is_live(self, bucket: Bucket, live_ports: Mapping[int, bool], known: dict[int, bool]) -> bool:
        """A group is live when one of its buckets is; what is found out of groups on the way goes into `known`."""
        if bucket.watch_port is not None and live_ports.get(bucket.watch_port, False):
            return True
        watched = bucket.watch_group
        if watched is None or watched not in self.groups:
            return False
        if watched not in known:
            known[watched] = False  # until it is known, so that nobody asks again
            known[watched] = any(self._is_live(each, live_ports, known) for each in self.groups[watched].buckets)
        return known[watched]

    def _check(self, group: Group) -> None:
        if group.type not in (ALL, SELECT, INDIRECT, FAST_FAILOVER):
            raise _failed('BAD_TYPE')
        if group.type == INDIRECT and len(group.buckets) != 1:
            raise _failed('INVALID_GROUP')
        if len(group.buckets) > MAX_BUCKETS:
            raise _failed('OUT_OF_BUCKETS')
        if group.type != SELECT and any(bucket.weight for bucket in group.buckets):
            raise _failed('INVALID_GROUP')
        if group.type == FAST_FAILOVER and any(
            bucket.watch_port is None and bucket.watch_group is None for bucket in group.buckets
        ):
            raise _failed('INVALID_GROUP')
        self._check_chain(group)

    def _check_chain(self, group: Group) -> None:
        """A group may hand packets only to groups that exist, and never, on any way, to itself."""
        waiting, seen = [group], set()
        while waiting:
            for bucket in waiting.pop().buckets:
                watched = () if bucket.watch_group is None else (bucket.watch_group,)
                for group_id in (*bucket.groups, *watched):
                    if group_id == group.group_id:
                        raise _failed('LOOP')
                    if group_id not in self.groups:
                        raise Refused('OFPET_BAD_ACTION', 'OFPBAC_BAD_OUT_GROUP')
                    if group_id not in seen:
                        seen.add(group_id)
                        waiting.append(self.groups[group_id])


def _failed(code: str) -> Refused:
    return Refused('OFPET_GROUP_MOD_FAILED', f'OFPGMFC_{code}')
